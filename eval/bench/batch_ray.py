"""mt batch --engine ray on one machine: what it costs beside the local runner, how it scales, what survives.

    python eval/bench/batch_ray.py rates one-file killed processor [--files 400] [--rounds 3] [--kills 3]
        [--out eval/results/batch-ray.json]

Needs: pip install 'vimt[ray]'. Parts that are run replace theirs in the file.

rates      in each round and in this order: the local runner on one core and on two; Ray with one worker of
           one core, with two, with one of two cores. Rates of the whole command, and after the first group
           was finished: without starting Ray and loading models. Ray begins with the largest files, so the
           second kind compares runs of one engine only.
one-file   one large file, of 20 sentences for each of --files, on one worker and on two, which share its
           windows. The rate is that at which answers come into the journal, from the first to the last.
killed     an actor is killed with SIGKILL at a random moment; and the whole job is, and then resumed.
processor  in one process, on one core: the local runner's work on a folder, and a Ray worker's on its groups,
           in processor seconds, which a busy machine disturbs less.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]

import mt
from batch import judged, mixed, sentences, tree
from mt.batch.groups import groups
from mt.batch.journal import Journal
from mt.batch.plan import plan
from mt.batch.report import Events
from mt.batch.run import Options, Run
from mt.batch.settled import digest, recipe, suitable_window
from mt.batch.worker import Setup, Worker, packed
from mt.config import resolve
from result_files import publish, versions

#: Options of the contestants.
RUNS = {
    "local, 1 core": ["--jobs", "1"],
    "local, 2 cores": ["--jobs", "2"],
    "ray, 1 worker of 1 core": ["--engine", "ray", "--workers", "1", "--jobs", "1"],
    "ray, 2 workers of 1 core": ["--engine", "ray", "--workers", "2", "--jobs", "1"],
    "ray, 1 worker of 2 cores": ["--engine", "ray", "--workers", "1", "--jobs", "2"],
}


PAIRS = [
    ("ray, 2 workers of 1 core", "ray, 1 worker of 1 core"),
    ("local, 2 cores", "local, 1 core"),
    ("ray, 1 worker of 1 core", "local, 1 core"),
    ("ray, 2 workers of 1 core", "local, 2 cores"),
    ("ray, 1 worker of 2 cores", "local, 2 cores"),
]
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


def one_file(folder: Path, files: int, rounds: int) -> dict[str, Any]:
    (folder / "alone").mkdir()
    text = "\n".join(dict.fromkeys(sentences(random.Random(3), 20 * files)))
    (folder / "alone" / "all.txt").write_text(text, encoding="utf-8")
    names = ("ray, 1 worker of 1 core", "ray, 2 workers of 1 core")
    found: dict[str, list[float]] = {name: [] for name in names}
    made = []
    for number in range(rounds):
        for name in names:
            target = folder / f"alone-{name}-{number}".replace(" ", "-").replace(",", "")
            words = command(folder / "alone", target, "--window", str(WINDOW), *RUNS[name])
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            run, seen = subprocess.Popen(words, cwd=ROOT, **quiet), [(0.0, 0)]
            while run.poll() is None:
                if (count := answered(target)) > seen[-1][1]:
                    seen.append((time.perf_counter(), count))
                time.sleep(0.05)
            assert run.returncode == 0
            found[name].append((seen[-1][1] - seen[1][1]) / (seen[-1][0] - seen[1][0]))
            print(name, round(found[name][-1], 1), file=sys.stderr)
            made.append(tree(target))
    timed(folder / "alone", folder / "alone-local", RUNS["local, 2 cores"])
    pairs = zip(found[names[1]], found[names[0]], strict=True)
    return {
        "sentences": text.count("\n") + 1,
        "sentences per second": {name: round(statistics.median(rates), 1) for name, rates in found.items()},
        f"{names[1]} / {names[0]}": round(statistics.median(a / b for a, b in pairs), 3),
        "all identical to the local runner's": all(each == tree(folder / "alone-local") for each in made),
    }


def answered(folder: Path) -> int:
    """Sentences in a journal."""
    try:
        with closing(sqlite3.connect(f"file:{folder}/.vimt/journal.sqlite?mode=ro", uri=True)) as base:
            return int(base.execute("select count(*) from sentences").fetchone()[0])
    except sqlite3.Error:
        return 0


def processor(folder: Path, files: int, rounds: int) -> dict[str, Any]:
    """Processor seconds of a worker's groups over the local runner's, with the bundled model's window."""
    translator, settings = mt.load("bundled", beam=1, threads=1), resolve({"beam": 1, "threads": 1})
    window = suitable_window(translator.model)
    mixed(folder / "one", files, 2)
    found: dict[str, list[float]] = {"local": [], "worker": []}
    for number in range(rounds):
        here = folder / f"here-{number}"
        tasks, journal = plan(folder / "one", here, ["*.txt"], "tsv"), Journal(here)
        began = time.process_time()
        Run(translator, journal, Options(recipe(translator, "tsv"), window), Events()).execute(tasks)
        found["local"].append(time.process_time() - began)
        journal.close()
        there = folder / f"there-{number}"
        digested = digest(recipe(translator, "tsv"))
        worker = Worker(Setup(settings, str(folder / "one"), str(there), "tsv", window, digested))
        made = groups(plan(folder / "one", there, ["*.txt"], "tsv"), window)
        began = time.process_time()
        assert not any(worker.work(packed(group)).stop for group in made)
        found["worker"].append(time.process_time() - began)
    ratio = statistics.median(a / b for a, b in zip(found["worker"], found["local"], strict=True))
    return {
        "worker / local": round(ratio, 3),
        "rounds": {name: [round(one, 2) for one in values] for name, values in found.items()},
        "window": window,
        "groups": len(made),
    }


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


def rates(folder: Path, files: int, rounds: int) -> dict[str, Any]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in RUNS}
    mixed(folder / "in", files, 2)
    for number in range(rounds):
        for name, options in RUNS.items():
            target = folder / f"{name}-{number}".replace(" ", "-").replace(",", "")
            found[name].append(timed(folder / "in", target, options))
            print(name, {k: round(v, 1) for k, v in found[name][-1].items()}, file=sys.stderr)
    same = {name: tree(folder / f"{name}-0".replace(" ", "-").replace(",", "")) for name in RUNS}
    reference = same["ray, 1 worker of 1 core"]
    return {
        "sentences per second, whole command": medians(found, "whole"),
        "sentences per second, after the first group": medians(found, "steady"),
        "seconds": medians(found, "seconds"),
        "ratios after the first group": ratios(found, "steady", PAIRS[:2]),
        "ratios of whole commands": ratios(found, "whole", PAIRS),
        "files that differ from those of one worker of one core": {
            name: sum(reference[key] != made[key] for key in reference) for name, made in same.items()
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="mt batch --engine ray beside the local runner.")
    parts = ["rates", "one-file", "killed", "processor"]
    parser.add_argument("parts", nargs="*", metavar="PART", default=parts)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    os.environ.update(MT_MODEL="bundled", PYTHONPATH=str(ROOT))
    result = json.loads(arguments.out.read_text()) if arguments.out and arguments.out.exists() else {}
    with tempfile.TemporaryDirectory() as made:
        if "rates" in arguments.parts:
            result["rates"] = rates(Path(made), arguments.files, arguments.rounds)
        if "one-file" in arguments.parts:
            result["one-file"] = one_file(Path(made), arguments.files, arguments.rounds)
        if "killed" in arguments.parts:
            result["killed"] = survival(Path(made), arguments.kills)
        if "processor" in arguments.parts:
            result["processor"] = processor(Path(made), arguments.files, arguments.rounds)
    for part in arguments.parts:
        result[part]["settings"] = {
            "files": arguments.files if part != "killed" else 300,
            "rounds": arguments.rounds,
            "beam": 1,
            "window": WINDOW,
            "cores": len(os.sched_getaffinity(0)),
            "load of the machine at the end, 15 minutes": round(os.getloadavg()[2], 1),
            **versions("ray", "ctranslate2"),
        }
        if part == "processor":
            del result[part]["settings"]["window"]
    publish(result, arguments.out)


def medians(found: dict[str, list[dict[str, float]]], key: str) -> dict[str, float]:
    return {name: round(statistics.median(one[key] for one in runs), 1) for name, runs in found.items()}


def ratios(
    found: dict[str, list[dict[str, float]]], key: str, pairs: list[tuple[str, str]]
) -> dict[str, float]:
    """Medians of the rounds' own ratios."""
    return {
        f"{a} / {b}": round(
            statistics.median(x[key] / y[key] for x, y in zip(found[a], found[b], strict=True)), 3
        )
        for a, b in pairs
    }


if __name__ == "__main__":
    main()
