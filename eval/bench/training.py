"""How fast the recipe trains on this machine's CPU: steps of batches that are new, and of the same again.

    python scripts/train_bundled.py prepare --profile further --start mt/models/bundled --data DATA --work W
    python eval/bench/training.py --work W [--steps 40] [--out eval/results/training.json]

What counts is the first time: oneDNN compiles a matrix product for each shape, so that a benchmark of few
batches taken again and again says nothing of a training. Rates are of wall-clock time, threads as the profile
has them; the machine must be idle.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from result_files import publish, versions
from scripts.train_bundled import device, prepare_cpu
from scripts.training.run import Options, Run
from scripts.training.settings import load_settings, override


def rate(run: Run, batches: list[Any]) -> dict[str, float]:
    targets = sum(int((labels != -100).sum()) for parts, _ in batches for _, _, labels in parts)
    began, worked = time.perf_counter(), time.process_time()
    for parts, _ in batches:
        run.one_step(parts)
    seconds, computed = time.perf_counter() - began, time.process_time() - worked
    return {
        "seconds a step": round(seconds / len(batches), 3),
        "processor seconds a step": round(computed / len(batches), 3),
        "target tokens a second": round(targets / seconds),
        "pairs a second": round(sum(pairs for _, pairs in batches) / seconds),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of a training on a CPU.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, default=ROOT / "mt" / "models" / "bundled")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    prepare_cpu()
    settings = load_settings(ROOT / "scripts" / "train_bundled.toml", "further")
    override(settings, arguments.set)
    with tempfile.TemporaryDirectory() as place:
        run = Run(arguments.work, settings, Options(device(), arguments.start, place=Path(place)))
        if run.device != "cpu":
            raise SystemExit("this is a benchmark of a CPU")
        endless = run.batches()
        batches = [next(endless) for _ in range(10 + 2 * arguments.steps)]
        rate(run, batches[:10])
        first, second = batches[10 : 10 + arguments.steps], batches[10 + arguments.steps :]
        result: dict[str, Any] = {
            "new": rate(run, first),
            "the same again": rate(run, first),
            "other new ones": rate(run, second),
        }
    result["settings"] = {
        "steps": arguments.steps,
        "train": settings["train"],
        "model": settings["model"],
        "processor": platform.processor() or platform.machine(),
        **versions("torch", "transformers"),
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
