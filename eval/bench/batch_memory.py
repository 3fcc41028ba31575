"""mt batch: peak memory for 1, 10 and 100 times the input, as many files, one file and a corpus.

    python eval/bench/batch_memory.py [--sentences 3000] [--times 1 10 100] [--model] [--only SHAPE]
        [--out eval/results/batch-memory.json]

All sentences are different, ten in a file. The model is a stand-in that answers at once with English words:
what is measured is what we hold, and 100 times takes minutes. --model runs the bundled model instead, whose
own memory comes on top; its row has a name of its own in the result.

Peak memory is the sum, over the command's processes, of each one's highest resident set (VmHWM, read every
50 ms until it ends): no less than what all held at one time.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]

from batch import ALL, settings
from result_files import publish

#: Run at every start of Python: the engine's answers are words of English, as many as the source has.
STAND_IN = """
import mt.translate.base as base
from mt.values import Hypothesis
WORDS = "the people of this town have built a new school near the old bridge and opened it last week".split()
class StandIn:
    steady, max_source, compute = True, 256, "none"
    def __init__(self, model, options): self.model = model
    def count(self, texts): return [len(text.split()) for text in texts]
    def translate(self, texts, decoding):
        return [self._one(text) for text in texts]
    def stream(self, texts, decoding): return enumerate(self.translate(texts, decoding))
    def _one(self, text):
        words, start = text.split(), sum(map(ord, text))
        # What must come back comes back: numbers and masks, in their places.
        made = [w if not w.strip(".,").isalpha() else WORDS[(start + i) % 18] for i, w in enumerate(words)]
        return Hypothesis(" ".join(made), -0.5)
base.ENGINES["ctranslate2"] = "sitecustomize:StandIn"
"""


def lines(count: int) -> Iterator[str]:
    """Different sentences."""
    for number, text in zip(range(count), itertools.cycle(ALL), strict=False):
        yield f"{text}, có {number} người."


def many_files(folder: Path, count: int) -> list[str]:
    texts = list(lines(count))
    for number in range(0, count, 10):
        path = folder / "in" / f"{number // 10_000:03}" / f"{number // 10:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(texts[number : number + 10]) + "\n", encoding="utf-8")
    return [str(folder / "in"), str(folder / "out")]


def one_file(folder: Path, count: int) -> list[str]:
    (folder / "in").mkdir()
    with (folder / "in" / "all.txt").open("w", encoding="utf-8") as stream:
        stream.writelines(f"{line}\n" for line in lines(count))
    return [str(folder / "in"), str(folder / "out")]


def corpus(folder: Path, count: int) -> list[str]:
    with (folder / "in.jsonl").open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps({"text": line}, ensure_ascii=False) + "\n" for line in lines(count))
    return [str(folder / "in.jsonl"), str(folder / "out.jsonl"), "--column", "text"]


SHAPES = {"many files": many_files, "one file": one_file, "JSON lines": corpus}


def peak(words: list[str]) -> tuple[float, float]:
    """Megabytes of a command's processes, and its seconds."""
    began = time.perf_counter()
    run = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    highest: dict[int, int] = {}
    while run.poll() is None:
        for process in family(run.pid):
            try:
                status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
            except OSError:
                continue
            for line in status.splitlines():
                if line.startswith("VmHWM"):
                    highest[process] = max(highest.get(process, 0), int(line.split()[1]))
        time.sleep(0.05)
    assert run.returncode == 0, run.returncode
    return sum(highest.values()) / 1024, time.perf_counter() - began


def family(root: int) -> list[int]:
    """A process and all below it."""
    found = [root]
    for process in found:
        try:
            children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="utf-8").split()
        except OSError:
            continue
        found += map(int, children)
    return found


def measured(shape: str, times: list[int], sentences: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for factor in times:
        with tempfile.TemporaryDirectory() as folder:
            count = sentences * factor
            words = [sys.executable, "-m", "mt", "batch", *SHAPES[shape](Path(folder), count), "--quiet"]
            megabytes, seconds = peak([*words, "--beam", "1"])
        result[f"{factor} x"] = {
            "sentences": count,
            "peak, MB": round(megabytes, 1),
            "seconds": round(seconds, 1),
        }
        print(shape, result[f"{factor} x"], file=sys.stderr)
    values = [each["peak, MB"] for each in result.values()]
    result[f"{times[-1]} x / {times[0]} x"] = round(values[-1] / values[0], 3)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="Peak memory of mt batch.")
    parser.add_argument("--sentences", type=int, default=3000)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--model", action="store_true", help="the bundled model, not the stand-in")
    parser.add_argument("--only", choices=[*SHAPES])
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    result: dict[str, Any] = {}
    if arguments.out and arguments.out.exists():
        result = json.loads(arguments.out.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as site:
        paths = [str(ROOT)]
        if not arguments.model:
            (Path(site) / "sitecustomize.py").write_text(STAND_IN, encoding="utf-8")
            paths.insert(0, site)
        os.environ.update(MT_MODEL="bundled", PYTHONPATH=os.pathsep.join(paths))
        engine = "bundled model" if arguments.model else "stand-in"
        for shape in [arguments.only] if arguments.only else SHAPES:
            found = measured(shape, arguments.times, arguments.sentences)
            result[f"{shape}, {engine}"] = {**found, "settings": settings(beam=1)}
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
