"""Sentence alignment: F1, calibration, ablation, time and memory of `mt align` beside other aligners.

    python eval/bench/alignment.py [--hunalign BINARY] [--bleualign FOLDER] [--nltk SITE_PACKAGES]
        [--parts quality harder ablation calibration scale mt strangers]
        [--output eval/results/alignment.json]

Sets: Text+Berg test0 ... test6 (German-French; only dev was used for fitting) and 40 Vietnamese-English
documents (never used for fitting), clean and with noise (see alignment_data.py: `rate` of the pairs get a
drop, a split or a merge on one side; "both sides": each side has that rate on its own). F1 as vecalign's
score.py (nulls) and without empty sides (pairs). hunalign sees words and marks apart, as it expects. Times
are CPU seconds of one thread.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]

import numpy as np

import mt
from alignment_data import DATA, Beads, Gold, msdocs, noisy, textberg
from mt.align import AlignOptions, align
from mt.evaluate.alignment import read_beads, score_alignment
from mt.values import Alignment
from result_files import save

System = Callable[[Gold], Beads]
PUBLISHED = {  # strict and lax F1 on Text+Berg, from their READMEs; neither could be run here (no weights)
    "vecalign (published)": [0.902, 0.986],
    "bertalign (published)": [0.936, 0.989],
    "sentalign (published)": [0.932, 0.964],
}


def beads(found: Alignment) -> Beads:
    return [(link.source, link.target) for link in found.links]


def ours(gold: Gold, options: AlignOptions | None = None, mt: bool = True, back: bool = True) -> Alignment:
    options = replace(options or AlignOptions(), back_translation=gold.back if mt and back else None)
    return align(gold.source, gold.target, gold.translation if mt else None, options)


def tokens(text: str) -> str:
    return " ".join(re.findall(r"\w+|[^\w\s]", text)).lower() or "."


def hunalign(binary: Path, dictionary: Path | None, realign: bool) -> System:
    def run(gold: Gold) -> Beads:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for side, sentences in (("s", gold.source), ("t", gold.target)):
                (folder / side).write_text("".join(tokens(s) + "\n" for s in sentences), encoding="utf-8")
            (folder / "null.dic").write_text("", encoding="utf-8")
            command = [str(binary), *(["-realign"] if realign else []), "-utf"]
            command += [str(dictionary or folder / "null.dic"), str(folder / "s"), str(folder / "t")]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=name)
        return read_beads(done.stdout)

    return run


def hunalign_dictionary(path: Path) -> None:
    """Our lexicon in hunalign's form, "target @ source", pairs of strength 0.1 and more."""
    with lzma.open(ROOT / "mt" / "align" / "lexicon.tsv.xz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    strong = [(f, e) for f, e, p, q in rows if float(p) * float(q) >= 100.0**2]
    path.write_text("".join(f"{e} @ {f}\n" for f, e in strong), encoding="utf-8")


def bleualign(folder: Path, both: bool) -> System:
    def run(gold: Gold) -> Beads:
        sys.path.insert(0, str(folder))
        from bleualign.align import Aligner

        sides = {
            "srcfile": gold.source,
            "targetfile": gold.target,
            "srctotarget": [gold.translation],
            "targettosrc": [gold.back] if both else [],
        }
        sides = {k: [x + "\n" for x in v] if v and isinstance(v[0], str) else
                 [[x + "\n" for x in inner] for inner in v] for k, v in sides.items()}  # fmt: skip
        aligner = Aligner({**sides, "verbosity": 0, "log_to": open(os.devnull, "w"), "num_processes": 1})  # noqa: SIM115, PTH123
        aligner.mainloop()
        return [(tuple(pair[0][0]), tuple(pair[0][1])) for pair in aligner.multialign]

    return run


def gale_church(site: Path) -> System:
    def run(gold: Gold) -> Beads:
        sys.path.append(str(site))
        from nltk.translate.gale_church import align_blocks

        pairs = align_blocks([len(s) for s in gold.source], [len(t) for t in gold.target])
        return joined(pairs, len(gold.source), len(gold.target))

    return run


def joined(pairs: list[tuple[int, int]], rows: int, columns: int) -> Beads:
    """nltk gives pairs of sentences; those that share one are a bead, the others stand alone."""
    found: list[tuple[set[int], set[int]]] = []
    for i, j in sorted(pairs):
        if found and (i in found[-1][0] or j in found[-1][1]):
            found[-1][0].add(i)
            found[-1][1].add(j)
        else:
            found.append(({i}, {j}))
    out = [(tuple(sorted(a)), tuple(sorted(b))) for a, b in found]
    used = [{n for bead in out for n in bead[side]} for side in (0, 1)]
    out += [((n,), ()) for n in range(rows) if n not in used[0]]
    return out + [((), (n,)) for n in range(columns) if n not in used[1]]


def rates(golds: list[Gold], system: System) -> dict[str, float]:
    began = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    found = [system(gold) for gold in golds]
    spent = time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - began
    score = score_alignment([gold.beads for gold in golds], found)
    names = ("strict_precision", "strict_recall", "strict_f1", "lax_f1")
    out = {name: round(getattr(score.nulls, name), 4) for name in names}
    out |= {"pairs_strict_f1": round(score.pairs.strict_f1, 4), "pairs_lax_f1": round(score.pairs.lax_f1, 4)}
    return {**out, "cpu_seconds": round(spent, 2)}


def table(sets: dict[str, list[Gold]], systems: dict[str, System]) -> dict[str, dict[str, dict[str, float]]]:
    out: dict[str, dict[str, dict[str, float]]] = {}
    for set_name, golds in sets.items():
        for name, system in systems.items():
            if "leualign" in name and any(gold.translation is None for gold in golds):
                continue
            if "nltk" in name and any(len(gold.source) > 1000 for gold in golds):
                continue  # quadratic, in Python
            if "lexicon" in name and set_name.startswith("textberg"):
                continue
            out.setdefault(set_name, {})[name] = found = rates(golds, system)
            print(f"{set_name:32s} {name:28s} {found}", flush=True)
    return out


def noise(rate: float, both: bool = False) -> list[Gold]:
    found = []
    for seed, (name, pairs) in enumerate(msdocs().items()):
        gold = noisy(name, pairs, rate, random.Random(seed))
        found.append(other_side_too(gold, rate, random.Random(1000 + seed)) if both else gold)
    return found


def other_side_too(gold: Gold, rate: float, chance: random.Random) -> Gold:
    """Noise once more on what came out, for beads that are still one to one."""
    out = Gold(gold.name, [], [], [])
    for source, target in gold.beads:
        texts = [[gold.source[n] for n in source], [gold.target[n] for n in target]]
        if len(source) == len(target) == 1:
            again = noisy("", [(texts[0][0], texts[1][0])], rate, chance)
            texts = [again.source, again.target]
        bead = []
        for side, mine in zip((out.source, out.target), texts, strict=True):
            bead.append(tuple(range(len(side), len(side) + len(mine))))
            side += mine
        if bead[0] or bead[1]:
            out.beads.append((bead[0], bead[1]))
    return out


def passage(gold_pairs: list[tuple[str, str]], missing: list[tuple[int, int, int]], name: str) -> Gold:
    """Pairs without some passages: (side, first, sentences)."""
    out = Gold(name, [], [], [])
    for place, texts in enumerate(gold_pairs):
        bead = []
        for side, (sentences, text) in enumerate(zip((out.source, out.target), texts, strict=True)):
            gone = any(s == side and first <= place < first + size for s, first, size in missing)
            bead.append(() if gone else (len(sentences),))
            sentences += [] if gone else [text]
        out.beads.append((bead[0], bead[1]))
    return out


def swapped(pairs: list[tuple[str, str]], name: str) -> Gold:
    """The middle of the document: two blocks of a tenth of its pairs change places on the target side."""
    n = len(pairs)
    size = max(3, n // 10)
    order = list(range(n))
    a = n // 2 - size
    order[a : a + 2 * size] = [*range(a + size, a + 2 * size), *range(a, a + size)]
    place = {old: new for new, old in enumerate(order)}
    return Gold(
        name,
        [vi for vi, _ in pairs],
        [pairs[k][1] for k in order],
        [((k,), (place[k],)) for k in range(n)],
    )


def corpus(count: int) -> list[tuple[str, str]]:
    found = []
    with lzma.open(DATA / "corpus" / "parallel.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, _, vi, en = line.rstrip("\n").split("\t")
            if kind != "ui":
                found.append((vi, en))
            if len(found) == count:
                break
    return found


def harder() -> dict[str, list[Gold]]:
    whole = [pair for pairs in msdocs().values() for pair in pairs]
    n = len(whole)
    lost = [(0, n // 6, n // 6), (1, n // 2, n // 5)]
    many = corpus(12_000)
    return {
        "msdocs 10 % both sides": noise(0.1, both=True),
        "msdocs 30 % both sides": noise(0.3, both=True),
        "msdocs as one, passages missing": [passage(whole, lost, "lost")],
        "msdocs, blocks swapped": [swapped(pairs, name) for name, pairs in msdocs().items()],
        "12,000 pairs, 4,000 missing": [passage(many, [(1, 3000, 4000)], "cliff")],
    }


def ablation() -> dict[str, dict[str, float]]:
    sets = {
        "textberg": [textberg(f"test{n}") for n in range(7)],
        "msdocs 10 %": noise(0.1),
        "msdocs 30 %": noise(0.3),
    }
    out: dict[str, dict[str, float]] = {}
    off = {name: {name: False} for name in ("lexicon", "documents", "lengths", "shared", "punctuation")}
    for name, change in {"all": {}, **off, "translation": {"translation": False}}.items():
        for set_name, golds in sets.items():
            options = replace(AlignOptions(), **change)
            found = rates(golds, lambda gold, options=options: beads(ours(gold, options)))
            out.setdefault(f"without {name}" if change else "all signals", {})[set_name] = found["strict_f1"]
        print(name, out, flush=True)
    return out


def calibration() -> dict[str, object]:
    """Share of right links (strict) by confidence, and what --min-confidence leaves."""
    sets = {
        "textberg": [textberg(f"test{n}") for n in range(7)],
        "msdocs 30 %": noise(0.3),
        "msdocs 30 % both sides": noise(0.3, both=True),
    }
    out: dict[str, object] = {}
    for name, golds in sets.items():
        seen = []
        for gold in golds:
            wanted = set(gold.beads)
            for link in ours(gold).links:
                whole = bool(link.source and link.target)
                seen.append((link.confidence, (link.source, link.target) in wanted, whole))
        scores = np.array([s[0] for s in seen])
        right = np.array([s[1] for s in seen], dtype=float)
        pair = np.array([s[2] for s in seen])
        curve = []
        for low in np.arange(0.0, 1.0, 0.1):
            some = (scores >= low) & (scores < low + 0.1 if low < 0.85 else scores <= 1.0)
            if some.any():
                curve.append([round(float(low), 1), int(some.sum()), round(float(scores[some].mean()), 3),
                              round(float(right[some].mean()), 3)])  # fmt: skip
        error = sum(count * abs(mean - share) for _, count, mean, share in curve) / len(seen)
        kept = {}
        for least in (0.5, 0.8, 0.9):
            some = (scores >= least) & pair
            kept[str(least)] = {"strict_precision": round(float(right[some].mean()), 4),
                                "share_of_pairs": round(float(some.sum() / pair.sum()), 4)}  # fmt: skip
        out[name] = {"bins [from, links, mean confidence, share right]": curve,
                     "expected_calibration_error": round(float(error), 4), "pairs kept": kept}  # fmt: skip
        print(name, json.dumps(out[name]), flush=True)
    return out


_CHILD = """
import sys
sys.path.insert(0, {root!r})
from mt.align import align
sides = []
for name in sys.argv[1:3]:
    with open(name, encoding="utf-8", newline="\\n") as lines:
        sides.append([line.rstrip("\\n") for line in lines])
found = align(*sides)
with open(sys.argv[3], "w") as out:
    for link in found.links:
        out.write(f"{{list(link.source)}}:{{list(link.target)}}\\n")
"""
_MEASURE = """
import json, resource, subprocess, sys, time
began = time.monotonic()
out = open(sys.argv[2], "w") if sys.argv[2] else subprocess.DEVNULL
try:
    done = subprocess.run(sys.argv[3:], stdout=out, stderr=subprocess.DEVNULL, timeout=float(sys.argv[1]))
    state = done.returncode
except subprocess.TimeoutExpired:
    state = "stopped"
use = resource.getrusage(resource.RUSAGE_CHILDREN)
wall = time.monotonic() - began
cpu = use.ru_utime + use.ru_stime
print(json.dumps({"state": state, "cpu": cpu, "wall": wall, "mb": use.ru_maxrss / 1024}))
"""


def measured(
    command: list[str], limit: float, folder: Path, output: Path | None = None
) -> dict[str, float | str]:
    """CPU and wall seconds and peak memory (MB) of a process of its own."""
    arguments = [sys.executable, "-c", _MEASURE, str(limit), str(output or ""), *command]
    # hunalign leaves a file where it runs.
    done = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=folder)
    found = json.loads(done.stdout)
    return {k: v if k == "state" else round(v, 1) for k, v in found.items()}


def scale(sizes: Iterable[int], binary: Path | None, limit: float) -> dict[str, dict[str, object]]:
    """Pairs of the corpus (which the lexicon has seen) in order, 10 % noise; the longest size repeats
    them."""
    out: dict[str, dict[str, object]] = {}
    for size in sizes:
        some = corpus(size)
        gold = noisy(str(size), (some * (size // len(some) + 1))[:size], 0.1, random.Random(size))
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for side, sentences in (("s", gold.source), ("t", gold.target)):
                (folder / side).write_text("".join(s + "\n" for s in sentences), encoding="utf-8")
                if binary:
                    plain = "".join(tokens(s) + "\n" for s in sentences)
                    (folder / f"{side}.tok").write_text(plain, encoding="utf-8")
            command = [sys.executable, "-c", _CHILD.format(root=str(ROOT))]
            command += [str(folder / "s"), str(folder / "t"), str(folder / "out")]
            row: dict[str, object] = {}
            systems = {"mt align": (command, folder / "out", None)}
            if binary:
                hunalign_dictionary(folder / "dic")
                hun = [str(binary), "-utf", str(folder / "dic"), str(folder / "s.tok"), str(folder / "t.tok")]
                systems["hunalign, our lexicon"] = (hun, folder / "hun", folder / "hun")
            for system, (run, result, stdout) in systems.items():
                found = measured(run, limit, folder, stdout)
                if found["state"] == 0:
                    score = score_alignment(gold.beads, read_beads(result.read_text(encoding="utf-8")))
                    found["strict_f1"] = round(score.nulls.strict_f1, 4)
                row[system] = found
                print(size, system, found, flush=True)
        out[str(size)] = row
    return out


def strangers() -> dict[str, dict[str, float]]:
    """`Alignment.parallel` of texts with their translation, and with the translation of another text."""
    out = {}
    berg = [textberg(f"test{n}") for n in range(7)]
    for name, golds, given in (("msdocs 30 %", noise(0.3), False), ("textberg", berg, True),
                            ("textberg, no MT", berg, False)):  # fmt: skip
        own, others = [], []
        for place, gold in enumerate(golds):
            for shift in (0, 1, 2, 3):
                other = golds[(place + shift) % len(golds)]
                translation = gold.translation if given else None
                found = align(gold.source, other.target, translation).parallel
                (others if shift else own).append(found)
        out[name] = {
            "translations": len(own), "least": min(own), "others": len(others), "most": max(others),
            "translations taken for others": sum(p < 0.5 for p in own),
            "others taken for translations": sum(p >= 0.5 for p in others),
        }  # fmt: skip
        print(name, out[name], flush=True)
    return out


def with_mt() -> dict[str, object]:
    """What the bundled model adds where words leave doubt."""
    from mt.aligning import align_texts

    translator = mt.load("bundled", beam=1)
    asked = [0]

    def translate(sentences: list[str]) -> list[str]:
        asked[0] += len(sentences)
        return [translator.translate(sentence).replace("\n", " ") for sentence in sentences]

    out: dict[str, object] = {}
    for name, golds in {"msdocs 10 %": noise(0.1), "msdocs 30 %": noise(0.3),
                        "msdocs 30 % both sides": noise(0.3, both=True)}.items():  # fmt: skip
        asked[0] = 0
        found = rates(golds, lambda g: beads(align_texts(g.source, g.target, translate=translate)))
        out[name] = {**found, "translated": asked[0], "sentences": sum(len(g.source) for g in golds)}
        print(name, out[name], flush=True)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hunalign", type=Path)
    parser.add_argument("--bleualign", type=Path)
    parser.add_argument("--nltk", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--limit", type=float, default=900.0, help="seconds for one run of the scale part")
    parser.add_argument(
        "--parts",
        nargs="*",
        default=["quality", "harder", "ablation", "calibration", "scale", "mt", "strangers"],
    )
    parser.add_argument("--output", type=Path, default=ROOT / "eval" / "results" / "alignment.json")
    arguments = parser.parse_args()
    dictionary = Path(tempfile.mkdtemp()) / "vi-en.dic"
    hunalign_dictionary(dictionary)
    systems: dict[str, System] = {
        "mt align": lambda gold: beads(ours(gold)),
        "mt align, one MT": lambda gold: beads(ours(gold, back=False)),
        "mt align, no MT": lambda gold: beads(ours(gold, mt=False)),
    }
    if arguments.hunalign:
        systems["hunalign"] = hunalign(arguments.hunalign, None, False)
        systems["hunalign -realign"] = hunalign(arguments.hunalign, None, True)
        systems["hunalign, our lexicon"] = hunalign(arguments.hunalign, dictionary, False)
        systems["hunalign -realign, our lexicon"] = hunalign(arguments.hunalign, dictionary, True)
    if arguments.bleualign:
        systems["Bleualign, one MT"] = bleualign(arguments.bleualign, False)
        systems["Bleualign, both MT"] = bleualign(arguments.bleualign, True)
    if arguments.nltk:
        systems["Gale-Church (nltk)"] = gale_church(arguments.nltk)
    sets = {
        "textberg test0-6": [textberg(f"test{n}") for n in range(7)],
        "msdocs clean": noise(0.0),
        "msdocs 10 %": noise(0.1),
        "msdocs 30 %": noise(0.3),
    }
    result = json.loads(arguments.output.read_text()) if arguments.output.exists() else {}
    result["settings"] = {
        "python": platform.python_version(), "numpy": np.__version__, "vimt": mt.__version__,
        "weights": hashlib.sha256((ROOT / "mt/align/weights.json").read_bytes()).hexdigest()[:16],
        "lexicon": hashlib.sha256((ROOT / "mt/align/lexicon.tsv.xz").read_bytes()).hexdigest()[:16],
        "hunalign": "danielvarga/hunalign, g++ -std=c++98 -O9", "date": time.strftime("%Y-%m-%d"),
    }  # fmt: skip
    run = {
        "quality": lambda: {**table(sets, systems), "published on textberg [strict, lax]": PUBLISHED},
        "harder": lambda: table(harder(), {k: v for k, v in systems.items() if "one MT" not in k}),
        "ablation": ablation,
        "calibration": calibration,
        "scale": lambda: scale(arguments.sizes, arguments.hunalign, arguments.limit),
        "mt": with_mt,
        "strangers": strangers,
    }
    for part in arguments.parts:
        found = run[part]()
        # Sizes can be added one by one: a million takes as long as all the others.
        if part == "scale":
            known = result.get(part, {})
            found = {**known, **{size: {**known.get(size, {}), **row} for size, row in found.items()}}
        result[part] = found
        save(result, arguments.output)


if __name__ == "__main__":
    main()
