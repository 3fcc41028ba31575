"""Pairs for judging word links, our own gold, and other word aligners run over the same pairs.

eflomal and fast_align learn from what they align: here 120,000 pairs of the corpus, the development sets, the
documents and the gold sentences, all in one run. They see words and marks apart and in small letters; their
links come back as pairs of tokens that white space parts, without those of marks.
"""

from __future__ import annotations

import lzma
import random
import re
import subprocess
from pathlib import Path

from alignment_data import DATA, ROOT, msdocs, pairs

Links = set[tuple[int, int]]
GOLD = ROOT / "eval" / "words" / "gold.tsv"
SETS = ("gold", "flores200-dev", "iwslt15-tst2012", "msdocs")
_TOKEN = re.compile(r"(?:https?://|www\.)\S+[\w/]|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?|[^\w\s]")


def gold() -> list[tuple[str, str, Links, Links]]:
    """Vietnamese, English, sure links, possible links (the sure ones among them)."""
    found = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        vi, en, links = line.split("\t")
        sure, possible = set(), set()
        for i, mark, j in re.findall(r"(\d+)([-?])(\d+)", links):
            possible.add((int(i), int(j)))
            if mark == "-":
                sure.add((int(i), int(j)))
        found.append((vi, en, sure, possible))
    return found


def sets() -> dict[str, list[tuple[str, str]]]:
    return {
        "gold": [(vi, en) for vi, en, _, _ in gold()],
        **{name: pairs(DATA / "test" / f"{name}.tsv") for name in SETS[1:3]},
        "msdocs": [pair for document in msdocs().values() for pair in document],
    }


def sample(name: str, count: int = 400) -> list[int]:
    """Places of some pairs of a set, always the same."""
    everything = range(len(sets()[name]))
    return sorted(random.Random(name).sample(everything, min(count, len(everything))))


def error_rate(found: list[Links]) -> dict[str, float]:
    """Alignment error rate on the gold, with precision and recall (Och and Ney 2003), 0 to 1."""
    golds = gold()
    size = sum(map(len, found))
    possible = sum(len(a & p) for a, (_, _, _, p) in zip(found, golds, strict=True))
    sure = sum(len(a & s) for a, (_, _, s, _) in zip(found, golds, strict=True))
    wanted = sum(len(s) for _, _, s, _ in golds)
    return {
        "aer": round(1 - (possible + sure) / (size + wanted), 4),
        "precision": round(possible / max(1, size), 4),
        "recall": round(sure / wanted, 4),
    }


def disagreement(found: list[Links], other: list[Links]) -> float:
    """1 less the F1 of the links of one aligner against another's: AER when all its links are sure."""
    same = sum(len(a & b) for a, b in zip(found, other, strict=True))
    return round(1 - 2 * same / max(1, sum(map(len, found)) + sum(map(len, other))), 4)


def tokens(text: str) -> tuple[list[str], list[int]]:
    """Words and marks in small letters, and the token between white space that each stands in."""
    found, places = [], []
    for place, token in enumerate(text.split()):
        for word in _TOKEN.findall(token) or [token]:
            found.append(word.lower())
            places.append(place)
    return found, places


def learn_from(work: Path) -> None:
    """What the other aligners read: `work`/vi, /en and /both."""
    some = [pair for one in sets().values() for pair in one]
    with lzma.open(DATA / "corpus" / "parallel.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            kind, _, vi, en = line.rstrip("\n").split("\t")
            if kind != "ui" and len(vi) < 500 and vi.strip() and en.strip():
                some.append((vi, en))
    rows = [(" ".join(tokens(vi)[0]), " ".join(tokens(en)[0])) for vi, en in some]
    for name, text in (
        ("vi", (f"{vi}\n" for vi, _ in rows)),
        ("en", (f"{en}\n" for _, en in rows)),
        ("both", (f"{vi} ||| {en}\n" for vi, en in rows)),
    ):
        (work / name).write_text("".join(text), encoding="utf-8")


def rivals(work: Path, eflomal: Path | None, fast_align: Path | None) -> dict[str, Path]:
    """Files of links, one line a pair, made once and kept in `work`. eflomal: the program eflomal-align;
    fast_align: a folder with fast_align and atools."""
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "both").exists():
        learn_from(work)
    found = {}
    if eflomal is not None:
        if not (work / "eflomal.reverse").exists():
            command = [eflomal, "-s", work / "vi", "-t", work / "en", "--model", "3", "--overwrite"]
            command += ["-f", work / "eflomal.forward", "-r", work / "eflomal.reverse"]
            subprocess.run([str(word) for word in command], check=True)
        found |= {"eflomal": work / "eflomal.forward", "eflomal reverse": work / "eflomal.reverse"}
    if fast_align is not None:
        ways = {"forward": [], "reverse": ["-r"]}
        for way, options in ways.items():
            path = work / f"fast_align.{way}"
            if not path.exists():
                command = [
                    str(fast_align / "fast_align"),
                    "-i",
                    str(work / "both"),
                    "-d",
                    "-o",
                    "-v",
                    *options,
                ]
                with path.open("w") as out:
                    subprocess.run(command, check=True, stdout=out)
        path = work / "fast_align.both"
        if not path.exists():
            command = [str(fast_align / "atools"), "-c", "grow-diag-final-and"]
            command += ["-i", str(work / "fast_align.forward"), "-j", str(work / "fast_align.reverse")]
            with path.open("w") as out:
                subprocess.run(command, check=True, stdout=out)
        found["fast_align"] = path
    return found


def read_links(path: Path) -> dict[str, list[Links]]:
    """The links of each pair of each set."""
    found: dict[str, list[Links]] = {}
    with path.open(encoding="utf-8") as lines:
        for name, some in sets().items():
            found[name] = []
            for vi, en in some:
                (left, left_places), (right, right_places) = tokens(vi), tokens(en)
                links = [tuple(map(int, link.split("-"))) for link in next(lines).split()]
                found[name].append({
                    (left_places[i], right_places[j]) for i, j in links
                    if any(map(str.isalnum, left[i])) and any(map(str.isalnum, right[j]))
                })  # fmt: skip
    return found


def union(work: dict[str, Path], name: str = "eflomal") -> dict[str, list[Links]]:
    """eflomal's links of either direction."""
    ways = [read_links(work[name]), read_links(work[f"{name} reverse"])]
    return {key: [a | b for a, b in zip(ways[0][key], ways[1][key], strict=True)] for key in ways[0]}
