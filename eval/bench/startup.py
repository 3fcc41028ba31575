"""How long before the first word, and how much memory: start-up, cold translation, a large input.

    python eval/bench/startup.py [--megabytes 100] [--out eval/results/startup.json]

Start-up times are ratios to `python -c pass`, interleaved, medians. The large input has fewer
different sentences than its size suggests (--different), so that the run ends; memory depends on that only
through the bounded memory of sentences.
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

from result_files import publish, versions

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "mt --help": [sys.executable, "-m", "mt", "--help"],
    "mt translate --help": [sys.executable, "-m", "mt", "translate", "--help"],
    "mt translate (one sentence)": [sys.executable, "-m", "mt", "translate", "--quiet", "-"],
}
SENTENCE = "Sáng nay trời mưa to ở Hà Nội.\n"
COLD = """
import time; began = time.perf_counter()
import mt; translator = mt.load("bundled"); loaded = time.perf_counter()
translator.translate("Sáng nay trời mưa to ở Hà Nội.")
print(loaded - began, time.perf_counter() - loaded)
"""


def start_up(rounds: int) -> dict[str, Any]:
    """Median seconds of each command, and its ratio to the bare interpreter."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            began = time.perf_counter()
            subprocess.run(command, input=SENTENCE, text=True, capture_output=True, check=True, cwd=ROOT)
            times[name].append(time.perf_counter() - began)
    bare = times["python -c pass"]
    return {
        name: {
            "seconds": round(statistics.median(values), 4),
            "ratio": round(statistics.median(a / b for a, b in zip(values, bare, strict=True)), 2),
        }
        for name, values in times.items()
    }


def cold() -> dict[str, float]:
    """Seconds in a fresh process to import and load, and then to translate one sentence."""
    done = [
        subprocess.run(
            [sys.executable, "-c", COLD], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.split()
        for _ in range(5)
    ]
    return {
        "load": round(statistics.median(float(a) for a, _ in done), 3),
        "first sentence": round(statistics.median(float(b) for _, b in done), 3),
    }


def large(megabytes: float, different: int) -> dict[str, Any]:
    """Peak resident memory (MB) and seconds for an input of that size, written to a file."""
    with tempfile.TemporaryDirectory() as made:
        source, target = Path(made) / "in.txt", Path(made) / "out.txt"
        line = "Sáng nay, {} người đã đến dự lễ khai mạc ở thành phố."
        lines = [line.format(i) for i in range(different)]
        block = "\n".join(lines).encode() + b"\n"
        with source.open("wb") as out:
            while out.tell() < megabytes * 1e6:
                out.write(block)
        began = time.perf_counter()
        code = (
            "import resource, sys; from mt.cli import main; main(sys.argv[1:]); "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
        )
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                code,
                "translate",
                "--quiet",
                "--beam",
                "1",
                str(source),
                "-o",
                str(target),
            ],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
        )
        return {
            "megabytes": megabytes,
            "different sentences": different,
            "peak MB": round(float(done.stdout)),
            "seconds": round(time.perf_counter() - began, 1),
            "lines kept": _lines(source) == _lines(target),
        }


def _lines(path: Path) -> int:
    with path.open("rb") as lines:
        return sum(1 for _ in lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Start-up time and memory.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--different", type=int, default=5000)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    os.environ.setdefault("MT_MODEL", "bundled")
    result: dict[str, Any] = {
        "start-up": start_up(arguments.rounds),
        "cold, in process": cold(),
        "large input": [large(size, arguments.different) for size in (1, 10, arguments.megabytes)],
        "settings": {
            "rounds": arguments.rounds,
            "cores": os.cpu_count(),
            **versions("ctranslate2"),
        },
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
