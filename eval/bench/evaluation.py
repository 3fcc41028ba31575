"""mt evaluate beside sacreBLEU: the same scores, the same p-values, time and memory.

    python eval/bench/evaluation.py [--segments 100000] [--out eval/results/evaluation.json]

Equality: every rival on FLORES-200 dev, every metric, counts and scores to the last bit, and the published
BLEU. p-values: the same seed, all rivals against the first, and mixtures of two rivals, whose p-values are
large. Speed: both commands as a user types them, one after the other in each round; processor seconds (user
and system) and wall clock; ratios are of processor seconds, so that what else the machine does matters less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

ROOT = Path(__file__).resolve().parents[2]
# This checkout, whatever is installed.
sys.path.insert(0, str(ROOT))

from mt.evaluate import significance
from mt.evaluate.statistics import METRICS, all_statistics
from result_files import publish, versions

THEIRS = {"BLEU": BLEU, "chrF2": CHRF, "chrF2++": lambda: CHRF(word_order=2), "TER": TER}

#: A process's peak memory begins with its parent's, so a small parent starts what is measured.
LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
_, status, usage = os.wait4(process.pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def equality(
    systems: dict[str, list[str]], references: list[str], published: dict[str, float]
) -> dict[str, Any]:
    """For each rival and metric the score, and whether counts and score are sacreBLEU's to the last bit."""
    found: dict[str, Any] = {}
    for name, hypotheses in systems.items():
        row: dict[str, Any] = {}
        for ours in all_statistics(list(METRICS), hypotheses, [references]):
            theirs = THEIRS[ours.metric.name]()
            counts = theirs._extract_corpus_statistics(hypotheses, [references])
            row[ours.metric.name] = {
                "score": round(ours.score(), 4),
                "equal": bool(
                    (ours.counts == np.array(counts, dtype=float)).all()
                    and ours.score() == theirs._aggregate_and_compute(counts).score
                    and ours.signature == str(theirs.get_signature())
                ),
            }
        row["published BLEU"] = published.get(name)
        found[name] = row
    return found


def p_values(systems: dict[str, list[str]], references: list[str]) -> dict[str, Any]:
    """The largest difference of p between this program and sacreBLEU over all metrics and systems."""
    names = list(systems)
    first, second = systems[names[0]], systems[names[1]]
    mixed = {
        f"{names[0]} with every {step}th line of {names[1]}": [
            second[at] if at % step == 0 else line for at, line in enumerate(first)
        ]
        for step in (2, 3, 5, 9)
    }
    every = {**systems, **mixed}
    table = {
        name: [each[at] for each in (all_statistics(list(METRICS), s, [references]) for s in every.values())]
        for at, name in enumerate(METRICS)
    }
    metrics = {name: make() for name, make in THEIRS.items()}
    named = list(every.items())
    theirs = {
        kind: PairedTest(named, metrics, [references], kind, samples)()[1]
        for kind, samples in (("bs", 1000), ("ar", 2000))
    }
    samples = significance.bootstrap(table, 1000, 12345)
    shuffled = significance.randomisation(table, 2000, 12345)
    rows = []
    for name, found in table.items():
        for at in range(1, len(every)):
            difference = found[at].score() - found[0].score()
            rows.append(
                {
                    "metric": name,
                    "system": named[at][0],
                    "difference": round(difference, 3),
                    "bootstrap": significance.paired_bootstrap(
                        samples[name][0], samples[name][at], difference
                    ),
                    "sacreBLEU's bootstrap": theirs["bs"][name][at].p_value,
                    "randomisation": shuffled.p(name, 0, at, difference),
                    "sacreBLEU's randomisation": theirs["ar"][name][at].p_value,
                }
            )
    apart = {
        kind: max(abs(row[kind] - row[f"sacreBLEU's {kind}"]) for row in rows)
        for kind in ("bootstrap", "randomisation")
    }
    return {"largest difference": apart, "one sample in 1,001 is": 1 / 1001, "rows": rows}


def measured(command: list[str], folder: Path) -> dict[str, float]:
    """Seconds and peak memory of a command as a user runs it."""
    began = time.perf_counter()
    with (folder / "out").open("wb") as out:
        launch = [sys.executable, "-S", "-c", LAUNCHER, *command]
        done = subprocess.run(launch, stdout=subprocess.PIPE, stderr=out, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"{command} failed: {(folder / 'out').read_text(encoding='utf-8')[-2000:]}")
    seconds, peak = map(float, done.stdout.split())
    return {"processor seconds": seconds, "seconds": time.perf_counter() - began, "peak MB": peak / 1024}


def beside(contestants: dict[str, list[str]], rounds: int) -> dict[str, Any]:
    """Medians over rounds, contestants interleaved; ratios of processor seconds to the first contestant's."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in contestants}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, command in contestants.items():
                runs[name].append(measured(command, Path(folder)))
                print(name, {key: round(value, 2) for key, value in runs[name][-1].items()}, file=sys.stderr)
    first = next(iter(runs))
    result: dict[str, Any] = {}
    for name, found in runs.items():
        result[name] = {key: round(statistics.median(run[key] for run in found), 2) for key in found[0]}
        ratios = [
            one["processor seconds"] / other["processor seconds"]
            for one, other in zip(runs[first], found, strict=True)
        ]
        result[name]["times as fast as the first"] = round(statistics.median(ratios), 2)
    return result


def commands(systems: list[Path], reference: Path, words: list[str], mine: list[str]) -> dict[str, list[str]]:
    """sacreBLEU's command and ours on the same files."""
    files = [str(path) for path in systems]
    mt = [sys.executable, "-m", "mt", "evaluate", *files, "--ref", str(reference), "--quiet"]
    return {
        "sacrebleu": [sys.executable, "-m", "sacrebleu", str(reference), "-i", *files, "-f", "text", *words],
        "mt evaluate": [*mt, *mine],
    }


def speed(systems: list[Path], reference: Path, segments: int, rounds: int, folder: Path) -> dict[str, Any]:
    three = ["--metrics", "BLEU,chrF2,TER"]
    two = ["--metrics", "BLEU,chrF2"]
    result: dict[str, Any] = {}
    plain = commands(systems[:1], reference, ["-m", "bleu", "chrf", "ter"], [*three, "--fast"])
    result["one system, scores only"] = beside(plain, rounds)
    paired = commands(systems, reference, ["-m", "bleu", "chrf", "ter", "--paired-bs"], three)
    paired["mt evaluate, all four metrics"] = paired["mt evaluate"][: -len(three)]
    result[f"{len(systems)} systems, tests (mt: both tests, all pairs, findings, buckets)"] = beside(
        paired, rounds
    )
    big = [folder / path.name for path in (systems[0], reference)]
    for path, source in zip(big, (systems[0], reference), strict=True):
        text = lines(source)
        path.write_text("".join(f"{text[at % len(text)]} {at}\n" for at in range(segments)), encoding="utf-8")
    scores = commands(big[:1], big[1], ["-m", "bleu", "chrf"], [*two, "--fast"])
    result[f"{segments:,} segments, BLEU and chrF, scores only"] = beside(scores, 1)
    sure = commands(big[:1], big[1], ["-m", "bleu", "chrf", "--confidence"], two)
    del sure["sacrebleu"]  # it would need segments * resamples * counts * 4 bytes at once
    result[f"{segments:,} segments, BLEU and chrF, intervals, findings, buckets"] = beside(sure, 1)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="mt evaluate beside sacreBLEU.")
    default = os.environ.get("MT_DATA", ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--segments", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    data = arguments.data.resolve()
    paths = sorted((data / "rivals").glob("flores200-dev.*.en"))
    systems = {path.name.split(".")[1]: lines(path) for path in paths}
    references = [line.split("\t")[1] for line in lines(data / "test" / "flores200-dev.tsv")]
    published = {}
    for row in lines(data / "rivals" / "published.tsv"):
        name, bleu, *_ = row.split("\t")
        if bleu.replace(".", "").isdigit():
            published[name] = float(bleu)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        reference = folder / "ref.en"
        reference.write_text("".join(f"{line}\n" for line in references), encoding="utf-8")
        result = {
            "equality": equality(systems, references, published),
            "p-values": p_values(systems, references),
            "speed": speed(paths, reference, arguments.segments, arguments.rounds, folder),
            "settings": {
                "rounds": arguments.rounds,
                "segments": len(references),
                "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end",
                **versions("sacrebleu", "numpy"),
            },
        }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
