"""mt batch --engine ray on one machine: what it costs beside the local runner, how it scales, what survives.

    python eval/bench/batch_ray.py [--files 1500] [--rounds 3] [--kills 5] [--out eval/results/batch-ray.json]

Needs: pip install 'vimt[ray]'. The runs are, in each round and in this order: the local runner on one core
and on two, Ray with one worker of one core, with two workers of one core, with one worker of two. Rates are
over the whole command, and over the time in which files were finished (without starting Ray and loading).
Then: an actor is killed with SIGKILL, at random moments, once in each run; and the whole job is, and resumed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]

from batch import judged, mixed, tree

#: Options of the contestants.
RUNS = {
    "local, 1 core": ["--jobs", "1"],
    "local, 2 cores": ["--jobs", "2"],
    "ray, 1 worker of 1 core": ["--engine", "ray", "--workers", "1", "--jobs", "1"],
    "ray, 2 workers of 1 core": ["--engine", "ray", "--workers", "2", "--jobs", "1"],
    "ray, 1 worker of 2 cores": ["--engine", "ray", "--workers", "1", "--jobs", "2"],
}


#: Sentences translated together, in all runs.
WINDOW = 128


def command(source: Path, target: Path, *options: str) -> list[str]:
    words = [sys.executable, "-m", "mt", "batch", str(source), str(target), "--quiet", "--beam", "1"]
    return [*words, "--format", "tsv", *options]


def timed(source: Path, target: Path, options: list[str]) -> dict[str, float]:
    """Sentences a second: over the whole command, and from the first finished window to the last."""
    events = target.with_suffix(".events")
    began = time.perf_counter()
    words = command(source, target, "--events", str(events), "--window", str(WINDOW), *options)
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    seconds = time.perf_counter() - began
    assert done.returncode in (0, 6), done.stderr.decode()
    told = [json.loads(line) for line in events.read_text(encoding="utf-8").splitlines()]
    files = [each for each in told if each["event"] == "file"]
    total = sum(each["sentences"] for each in files)
    first, last = files[0]["time"], files[-1]["time"]
    later = sum(each["sentences"] for each in files if each["time"] > first + 0.05)
    return {"whole": total / seconds, "steady": later / max(0.1, last - first), "seconds": seconds}


def actors(root: int) -> list[int]:
    """Processes below `root` that translate for Ray."""
    children: dict[int, list[int]] = {}
    names: dict[int, bytes] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                names[int(folder.name)] = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        for child in children.get(waiting.pop(), []):
            waiting.append(child)
            if names[child].startswith(b"ray::MapWorker"):
                found.append(child)
    return found


def struck(words: list[str], wait: float, whole_job: bool) -> bool:
    """Runs the command; so many seconds after its first actor has appeared one actor, or all of the job, is
    killed. Whether that came in time."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = subprocess.Popen(words, cwd=ROOT, start_new_session=True, **quiet)
    while not actors(run.pid):
        if run.poll() is not None:
            return False
        time.sleep(0.05)
    try:
        run.wait(wait)
    except subprocess.TimeoutExpired:
        there = actors(run.pid)
        if whole_job:
            os.killpg(run.pid, signal.SIGKILL)
        elif there:
            os.kill(there[0], signal.SIGKILL)
        run.wait()
        return whole_job or bool(there)
    return False


def survival(folder: Path, kills: int) -> dict[str, Any]:
    source = folder / "mixed"
    mixed(source, 300, 1)
    options = ["--engine", "ray", "--workers", "2", "--jobs", "1"]
    timed(source, folder / "undisturbed", options)
    whole = tree(folder / "undisturbed")
    told = [json.loads(x) for x in (folder / "undisturbed.events").read_text(encoding="utf-8").splitlines()]
    length = told[-1]["time"] - told[1]["time"]
    rng, result = random.Random(1), {}
    for name, job in (("one actor", False), ("the whole job, resumed", True)):
        times, all_same, judgements = 0, True, []
        for number in range(kills):
            target = folder / f"{name}-{number}".replace(" ", "-").replace(",", "")
            words = command(source, target, "--window", str(WINDOW), *options)
            times += struck(words, rng.uniform(0.2, 1.0) * length, job)
            if job:
                subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
            judgements.append(judged(whole, target))
            all_same &= judgements[-1]["identical"]
            print(name, judgements[-1], file=sys.stderr)
        result[name] = {"runs": kills, "struck": times, "identical": all_same, "last": judgements[-1]}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description="mt batch --engine ray beside the local runner.")
    parser.add_argument("--files", type=int, default=1500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    os.environ.update(MT_MODEL="bundled", PYTHONPATH=str(ROOT))
    found: dict[str, list[dict[str, float]]] = {name: [] for name in RUNS}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        mixed(folder / "in", arguments.files, 2)
        for number in range(arguments.rounds):
            for name, options in RUNS.items():
                target = folder / f"{name}-{number}".replace(" ", "-").replace(",", "")
                found[name].append(timed(folder / "in", target, options))
                print(name, {k: round(v, 1) for k, v in found[name][-1].items()}, file=sys.stderr)
        same = {name: tree(folder / f"{name}-0".replace(" ", "-").replace(",", "")) for name in RUNS}
        reference = same["ray, 1 worker of 1 core"]
        result: dict[str, Any] = {
            "sentences per second, whole command": medians(found, "whole"),
            "sentences per second, steady": medians(found, "steady"),
            "seconds": medians(found, "seconds"),
            "ratios of steady rates": ratios(found, "steady"),
            "ratios of whole commands": ratios(found, "whole"),
            "files of a mixed folder that differ from one worker of one core": {
                name: sum(reference[key] != made[key] for key in reference) for name, made in same.items()
            },
            "killed": survival(folder, arguments.kills),
        }
    result["settings"] = {
        "files": arguments.files,
        "rounds": arguments.rounds,
        "beam": 1,
        "window": WINDOW,
        "cores": len(os.sched_getaffinity(0)),
        "load of the machine at the end, 15 minutes": os.getloadavg()[2],
        "python": platform.python_version(),
        "ray": version("ray"),
        "ctranslate2": version("ctranslate2"),
    }
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")


def medians(found: dict[str, list[dict[str, float]]], key: str) -> dict[str, float]:
    return {name: round(statistics.median(one[key] for one in runs), 1) for name, runs in found.items()}


def ratios(found: dict[str, list[dict[str, float]]], key: str) -> dict[str, float]:
    """Medians of the rounds' own ratios."""
    pairs = [
        ("ray, 2 workers of 1 core", "ray, 1 worker of 1 core"),
        ("local, 2 cores", "local, 1 core"),
        ("ray, 1 worker of 1 core", "local, 1 core"),
        ("ray, 2 workers of 1 core", "local, 2 cores"),
        ("ray, 1 worker of 2 cores", "local, 2 cores"),
    ]
    return {
        f"{a} / {b}": round(
            statistics.median(x[key] / y[key] for x, y in zip(found[a], found[b], strict=True)), 3
        )
        for a, b in pairs
    }


if __name__ == "__main__":
    main()
