"""Time and memory of the analysis (findings, buckets, the page) beside compare-mt, on the same files.

    nice python eval/bench/analysis.py [--compare-mt PROGRAM] [--data DIR] [--output FILE]

Both read the references and the outputs of five systems on flores200-dev, from files, in a process of their
own, and write an HTML report. compare-mt, as it comes: BLEU and length ratio, accuracy of words by
frequency, BLEU by length, differing n-grams and sentences. mt: BLEU and chrF2, findings of each segment,
buckets by length, sentences, rare words, differing segments, all segments in the page. Then mt alone on
100,000 segments (the lines again and again, each with its number, so that nothing can be remembered).
"""

from __future__ import annotations

import argparse
import html
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from result_files import save, versions

SYSTEMS = ("google", "microsoft", "mozilla-tiny", "nllb-600m", "opus-mt")
LARGE = 100_000


def analyse(folder: Path, names: list[str]) -> dict[str, object]:
    """What the child process does: everything from the files to the page."""
    from mt.evaluate.buckets import buckets
    from mt.evaluate.findings import find
    from mt.evaluate.html import render
    from mt.evaluate.statistics import statistics
    from mt.values import ReferenceSet, Report, Score, SegmentReport, System, SystemReport

    started = time.perf_counter()
    read = {name: (folder / name).read_text(encoding="utf-8").split("\n")[:-1] for name in ("ref", *names)}
    reference_set = ReferenceSet("bench", (tuple(read["ref"]),))
    systems = [System(name, tuple(read[name])) for name in names]
    table = {
        metric: [statistics(metric, system.hypotheses, reference_set.references) for system in systems]
        for metric in ("BLEU", "chrF2")
    }
    times = {"statistics": time.perf_counter() - started}
    flags = [
        tuple(find("", system.hypotheses[at], (reference,), None) for system in systems)
        for at, reference in enumerate(read["ref"])
    ]
    times["findings"] = time.perf_counter() - started - sum(times.values())
    found = buckets(reference_set, systems, table)
    times["buckets"] = time.perf_counter() - started - sum(times.values())
    chrf = [each.segments() for each in table["chrF2"]]
    segments = tuple(
        SegmentReport(
            at,
            "",
            (reference,),
            tuple(s.hypotheses[at] for s in systems),
            tuple(float(c[at]) for c in chrf),
            flags[at],
        )
        for at, reference in enumerate(read["ref"])
    )
    counts = [
        Counter(kind for each in flags for kind in {flag.kind for flag in each[k]}) for k in range(len(names))
    ]
    reports = tuple(
        SystemReport(name, tuple(Score(m, table[m][k].score(), "") for m in table), tuple(counts[k].items()))
        for k, name in enumerate(names)
    )
    page = render(Report("bench", reports, buckets=found, segments=segments))
    (folder / "report.html").write_text(page, encoding="utf-8")
    times["page"] = time.perf_counter() - started - sum(times.values())
    return {key: round(value, 2) for key, value in times.items()}


def measured(command: list[str]) -> dict[str, object]:
    """Wall and processor time and peak memory of one process."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    # A process between, so that the peak is this command's and not of any child before it.
    wrapped = [sys.executable, "-c", _WRAP, *command]
    done = subprocess.run(wrapped, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    *output, peak = done.stdout.strip().split("\n")
    return {
        "wall_seconds": round(wall, 2),
        "processor_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2),
        "peak_mb": round(int(peak) / 1024),
        "output": output[-1] if output else "",
    }


_WRAP = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)
print(done.stdout.strip())
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def write(folder: Path, data: Path, size: int) -> None:
    rows = (data / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").splitlines()
    texts = {"ref": [row.split("\t")[1] for row in rows]}
    for name in SYSTEMS:
        lines = (data / "rivals" / f"flores200-dev.{name}.en").read_text(encoding="utf-8").split("\n")
        texts[name] = [html.unescape(line) for line in lines[: len(rows)]]
    for name, lines in texts.items():
        if size > len(lines):
            lines = [f"{lines[at % len(lines)]} ({at})" for at in range(size)]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    root = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("MT_DATA", root.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default), help="folder with test/ and rivals/")
    parser.add_argument("--output", type=Path, default=root / "eval" / "results" / "analysis.json")
    parser.add_argument("--compare-mt", default="", help="the program compare-mt; without it mt alone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(analyse(Path(options.child[0]), options.child[1:])))
        return
    result: dict[str, object] = {
        "settings": {
            "rounds": options.rounds,
            **versions("sacrebleu"),
            "cores": os.cpu_count(),
        }
    }
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write(folder, options.data, 0)
        mine = [sys.executable, __file__, "--child", made, *SYSTEMS]
        programs = {"mt": mine}
        if options.compare_mt:
            files = [str(folder / name) for name in ("ref", *SYSTEMS)]
            programs["compare-mt"] = [options.compare_mt, *files, "--output_directory", str(folder / "out")]
        rounds: dict[str, list[dict[str, object]]] = {name: [] for name in programs}
        for _ in range(options.rounds):  # in turn, so that other work on the machine meets both
            for name, command in programs.items():
                rounds[name].append(measured(command))
        for name, runs in rounds.items():
            middle = sorted(runs, key=lambda run: float(str(run["processor_seconds"])))[len(runs) // 2]
            if name != "mt":
                del middle["output"]
            result[f"997 segments, 5 systems: {name}"] = middle
            print(name, middle)
        for systems in (1, 5):
            write(folder, options.data, LARGE)
            run = measured([*mine[:4], *SYSTEMS[:systems]])
            run["page_mb"] = round((folder / "report.html").stat().st_size / 1e6, 1)
            result[f"{LARGE} segments, {systems} systems: mt"] = run
            print(systems, run)
    save(result, options.output)


if __name__ == "__main__":
    main()
