"""The training on a lent machine, one call a loan: `chain` goes on where the last call stopped.

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
class Loan:
    """packed: the folder that came along. local: on this machine, found again when a call meets it once more.
    out: what goes back. end: when to stop and write the state, on time.monotonic's clock. last: nothing comes
    after it, so the training's schedule is made to end with it."""

    packed: Path
    local: Path
    out: Path
    device: str
    end: float
    last: bool = False

    def left(self) -> float:
        """Seconds."""
        return self.end - time.monotonic()


def chain(loan: Loan, settings: Settings) -> str:
    """Does what is left of the chain while the loan lasts; the step at which it stopped, "" at its end."""
    about = json.loads((loan.packed / ABOUT).read_text(encoding="utf-8"))
    # Another training's states stay apart.
    loan = dataclasses.replace(loan, local=loan.local / about["id"])
    loan.out.mkdir(parents=True, exist_ok=True)
    done = read_done(loan)
    for step in STEPS:
        if not settings["chain"][step] or step in done:
            continue
        print(f"{step}: {loan.left():.0f} s left", file=sys.stderr, flush=True)
        if loan.left() <= 0 or not work_at(step, loan, settings):
            return step
        done.append(step)
        for place in (loan.local, loan.out):
            pieces.replace(place / "chain.json", json.dumps({"done": done}).encode())
    return ""


def read_done(loan: Loan) -> list[str]:
    """The steps that are done, by this machine or by what came along; what they made goes back again."""
    loan.local.mkdir(parents=True, exist_ok=True)
    kept = loan.local / store.BACK
    if kept.exists() and not (loan.packed / store.BACK).exists():
        for place in (loan.packed, loan.out):
            shutil.copy(kept, place / store.BACK)
    found: list[str] = []
    for place in (loan.packed, loan.local):
        path = place / "chain.json"
        if path.exists():
            done = json.loads(path.read_text(encoding="utf-8"))["done"]
            found = max(found, done, key=len)
    if found:
        pieces.replace(loan.out / "chain.json", json.dumps({"done": found}).encode())
    return list(found)


def work_at(step: str, loan: Loan, settings: Settings) -> bool:
    """Whether the step came to its end in what is left of the loan."""
    mine = minutes(settings, "reverse" if step == "back" else step)
    if step == "back":
        return write_back(loan, mine)
    run = Run(loan.packed, mine, options(step, loan))
    if loan.last and step == "train" and not run.finished:
        run.settings["train"]["hours"] = (run.seconds + max(1.0, loan.left() - run.options.spare)) / 3600
    print(f"{step}: from step {run.step}, {run.progress:.0%} of its time", file=sys.stderr, flush=True)
    run.loop(loan.left())
    return bool(run.finished)


def minutes(settings: Settings, step: str) -> Settings:
    """The settings with the time of this step. A reverse model trains on pairs alone."""
    mine = copy.deepcopy(settings)
    mine["train"]["hours"] = settings["chain"][step] / 60
    return mine


def options(step: str, loan: Loan) -> Options:
    about: dict[str, Any] = json.loads((loan.packed / ABOUT).read_text(encoding="utf-8"))
    # The weights of the model itself may fill all that goes back; those of the reverse model travel on.
    written = loan.out / store.BACK
    last = about["total"] - 512 * 1024 - (written.stat().st_size if written.exists() else 0)
    return Options(
        device=loan.device,
        reverse=step == "reverse",
        place=loan.local / step,
        out=loan.out,
        wall=True,
        out_bytes=about["state"],
        last_bytes=about["state"] if step == "reverse" else last,
    )


def write_back(loan: Loan, settings: Settings) -> bool:
    """Back-translates until the step's minutes are over (what there is by then is trained on) or the loan is:
    then False, and the next loan goes on."""
    run = Run(loan.packed, settings, options("reverse", loan))
    check_trained(run, "back")
    run.finish()
    end = min(loan.left(), settings["chain"]["back"] * 60) + time.monotonic()
    searcher = Searcher([run.judged], run.encoder, loan.device, settings["train"]["seed"] + run.step)
    whole = back_translate(searcher, loan.packed, settings, lambda: time.monotonic() > end)
    for place in (loan.local, loan.out):
        shutil.copy(loan.packed / store.BACK, place / store.BACK)
    return whole or loan.last or loan.left() > 0
