"""The training on a machine with a time limit, in stints: `chain` goes on where the last one stopped.

reverse   trains an English to Vietnamese model
back      lets it write Vietnamese for the English text
train     trains the model itself
"""

from __future__ import annotations

import copy
import dataclasses
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from scripts.training import pieces, store
from scripts.training.export import check_trained
from scripts.training.pack import ABOUT
from scripts.training.run import Options, Run
from scripts.training.search import Searcher
from scripts.training.settings import Settings
from scripts.training.synthesis import back_translate

STEPS = ("reverse", "back", "train")


@dataclasses.dataclass(frozen=True)
class Stint:
    """packed: the folder that came along. local: on this machine, found again when a call meets it once more.
    out: a folder for what goes back. end: when to stop and write the state, on time.monotonic's clock.
    last: nothing comes after it, so the training's schedule is made to end with it.
    fresh: the model's own training begins anew."""

    packed: Path
    local: Path
    out: Path
    device: str
    end: float
    last: bool = False
    fresh: bool = False

    def left(self) -> float:
        """Seconds."""
        return self.end - time.monotonic()


def chain(stint: Stint, settings: Settings) -> str:
    """Does what is left of the chain while the stint lasts; the step at which it stopped, "" at its end."""
    about = json.loads((stint.packed / ABOUT).read_text(encoding="utf-8"))
    # Another training's states stay apart.
    stint = dataclasses.replace(stint, local=stint.local / about["id"])
    stint.out.mkdir(parents=True, exist_ok=True)
    if stint.fresh:
        forget_training(stint)
    done = read_done(stint)
    for step in STEPS:
        if not settings["chain"][step] or step in done:
            continue
        print(f"{step}: {stint.left():.0f} s left", file=sys.stderr, flush=True)
        if stint.left() <= 0 or not work_at(step, stint, settings):
            return step
        done.append(step)
        for place in (stint.local, stint.out):
            store.replace(place / "chain.json", json.dumps({"done": done}).encode())
    return ""


def read_done(stint: Stint) -> list[str]:
    """The steps that are done, by this machine or by what came along; what they made goes back again."""
    stint.local.mkdir(parents=True, exist_ok=True)
    # The pairs of the place that has come further; where both are as far, the more of them.
    here, there = (progress_at(place) for place in (stint.local, stint.packed))
    if (len(here[0]), here[1]) > (len(there[0]), there[1]) and here[1]:
        for place in (stint.packed, stint.out):
            shutil.copy(stint.local / store.BACK, place / store.BACK)
    found = max(there[0], here[0], key=len)
    if found:
        store.replace(stint.out / "chain.json", json.dumps({"done": found}).encode())
    return list(found)


def progress_at(place: Path) -> tuple[list[str], int]:
    """(the steps that are done, the number of back-translated pairs) by the files in `place`."""
    path = place / "chain.json"
    done = json.loads(path.read_text(encoding="utf-8"))["done"] if path.exists() else []
    return done, len(store.read_pairs(place / store.BACK))


def forget_training(stint: Stint) -> None:
    """Removes what there is of the model's own training; the reverse model and its pairs stay."""
    pieces.forget(stint.packed, stint.local / "train", reverse=False)
    for place in (stint.local, stint.packed):
        done = [step for step in progress_at(place)[0] if step != "train"]
        if done:
            store.replace(place / "chain.json", json.dumps({"done": done}).encode())


def work_at(step: str, stint: Stint, settings: Settings) -> bool:
    """Whether the step came to its end in what is left of the stint."""
    mine = minutes(settings, "reverse" if step == "back" else step)
    if step == "back":
        return write_back(stint, mine)
    run = Run(stint.packed, mine, options(step, stint))
    if stint.last and step == "train" and not run.finished:
        run.settings["train"]["hours"] = (run.seconds + max(1.0, stint.left() - run.options.spare)) / 3600
    print(f"{step}: from step {run.step}, {run.progress:.0%} of its time", file=sys.stderr, flush=True)
    run.loop(stint.left())
    return bool(run.finished)


def minutes(settings: Settings, step: str) -> Settings:
    """The settings with the time of this step. A reverse model trains on pairs alone."""
    mine = copy.deepcopy(settings)
    mine["train"]["hours"] = settings["chain"][step] / 60
    return mine


def options(step: str, stint: Stint) -> Options:
    about: dict[str, Any] = json.loads((stint.packed / ABOUT).read_text(encoding="utf-8"))
    # The weights of the model itself may fill all that goes back; those of the reverse model travel on.
    written = stint.out / store.BACK
    last = about["total"] - 512 * 1024 - (written.stat().st_size if written.exists() else 0)
    return Options(
        device=stint.device,
        reverse=step == "reverse",
        place=stint.local / step,
        out=stint.out,
        wall=True,
        out_bytes=about["state"],
        last_bytes=about["state"] if step == "reverse" else last,
        piece=about["piece"],
    )


def write_back(stint: Stint, settings: Settings) -> bool:
    """Back-translates until the step's minutes are over (what there is by then is trained on) or the stint
    is: then False, and the next stint goes on."""
    run = Run(stint.packed, settings, options("reverse", stint))
    check_trained(run, "back")
    run.finish()
    end = min(stint.left(), settings["chain"]["back"] * 60) + time.monotonic()
    searcher = Searcher([run.judged], run.encoder, stint.device, settings["train"]["seed"] + run.step)
    whole = back_translate(searcher, stint.packed, settings, lambda: time.monotonic() > end)
    for place in (stint.local, stint.out):
        shutil.copy(stint.packed / store.BACK, place / store.BACK)
    return whole or stint.last or stint.left() > 0
