"""One of many workers: loads the model once, and does one share after another.

A share is a group of files, or a window of a large file's sentences. It knows nothing of Ray. Shares come,
and outcomes go, as lines of JSON: see `packed`, `Outcome`.
"""

from __future__ import annotations

import json
import os
import platform
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from mt.batch.claims import Claim, Claims
from mt.batch.groups import Group, Share, Texts
from mt.batch.journal import Row, packed_flags, unpacked_flags
from mt.batch.plan import Task, output_of
from mt.batch.report import Events
from mt.batch.run import Options, Run, Step
from mt.batch.settled import digest, recipe
from mt.batch.transfers import Transfers, WorkFolder, clear_dead
from mt.config import Settings
from mt.errors import BackendError, MtError
from mt.pipeline import Translator
from mt.translate.repair import Checked
from mt.translate.translator import Memory, Recent

_NOTHING = Step(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Setup:
    """What every worker works with. source, target: folders that all of them see, absolute, or URLs.

    recipe: what `mt.batch.settled.digest` must give here too, else this machine has another model.
    """

    settings: Settings
    source: str
    target: str
    format: str
    window: int
    recipe: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a share. rows: of a group's files. answers: to texts, by text.

    stop, kind: what ends the whole run, and the class in mt/errors.py that it is; "" when the run goes on.
    begun: how often, 1 unless a worker was lost. lost: it was lost too often, and is not done."""

    number: int
    rows: tuple[Row, ...] = ()
    step: Step = _NOTHING
    stop: str = ""
    kind: str = ""
    begun: int = 1
    lost: bool = False
    answers: Mapping[str, Checked] = field(default_factory=dict)

    def packed(self) -> str:
        """As a line of JSON."""
        values = asdict(replace(self, answers={}))
        for row in values["rows"]:
            row["key"], row["output"] = row["key"].hex(), row["output"].hex()
        values["answers"] = [
            (text, one.target, one.score, one.repair, packed_flags(one.flags))
            for text, one in self.answers.items()
        ]
        return json.dumps(values)

    @classmethod
    def unpacked(cls, line: str) -> Outcome:
        """From what `packed` gave."""
        values = json.loads(line)
        for row in values["rows"]:
            row["key"], row["output"] = bytes.fromhex(row["key"]), bytes.fromhex(row["output"])
        rows = tuple(Row(**row) for row in values["rows"])
        answers = {
            text: Checked(target, score, unpacked_flags(flags), repair)
            for text, target, score, repair, flags in values["answers"]
        }
        return cls(**{**values, "rows": rows, "step": Step(**values["step"]), "answers": answers})


def packed(share: Share) -> str:
    """A share as a line of JSON, for `Worker.work`."""
    if isinstance(share, Texts):
        return json.dumps([share.number, "texts", share.texts])
    tasks = [(task.key.hex(), task.size, task.changed, task.problem, task.ours) for task in share.tasks]
    return json.dumps([share.number, "files", tasks])


@dataclass(slots=True)
class Collected:
    """A group's records, held until the group is done. See `mt.batch.run.Records`.

    claim: notes where the driver finds it what is about to be written."""

    memory: Memory
    claim: Callable[[Iterable[Claim]], None]
    rows: list[Row] = field(default_factory=list)

    def note(self, key: str, value: object) -> None:
        """Nobody reads these notes: it is seen from outside that a worker has died."""

    def progress(self) -> None:
        return None

    def recall(self, recipe: str, texts: Sequence[str]) -> dict[str, Checked]:  # noqa: ARG002 (only one here)
        return self.memory.recall(texts)

    def keep(self, recipe: str, found: Mapping[str, Checked]) -> None:  # noqa: ARG002 (only one here)
        self.memory.keep(found)

    def finish(self, rows: Iterable[Row], progress: tuple[bytes, str, int] | None) -> None:  # noqa: ARG002
        self.rows.extend(rows)


class Worker:
    """Does groups of files with one model. Nothing that a file or the model does is raised: it is told."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        # Across groups only where that cannot change a byte: which worker does which groups is chance.
        self._memory = Recent()
        self._translator, self._broken = _settled(self._load)

    def work(self, line: str) -> Outcome:
        """What became of the share that `packed` gave."""
        number, kind, values = json.loads(line)
        if self._broken:
            return Outcome(number, stop=self._broken[0], kind=self._broken[1])
        if kind == "texts":
            outcome, failed = _settled(lambda: self._answered(Texts(number, tuple(values))))
        else:
            group = Group(number, tuple(self._task(*each) for each in values))
            outcome, failed = _settled(lambda: self._outcome(group))
        if failed:
            return Outcome(number, stop=failed[0], kind=failed[1])
        done: Outcome = outcome
        return done

    def _answered(self, share: Texts) -> Outcome:
        self._translator.memory = self._remembered()
        found = self._translator.answers(share.texts)
        tokens = sum(self._translator.count(share.texts))
        return Outcome(share.number, step=Step(0, len(found), tokens, 0), answers=found)

    def _remembered(self) -> Memory:
        return self._memory if self._translator.engine.steady else Recent()

    def _load(self) -> Translator:
        setup = self._setup
        clear_dead()
        self._transfers = Transfers(setup.source, setup.target, setup.format)
        self._claims = Claims(setup.target)
        translator = Translator(self._setup.settings)
        if digest(recipe(translator, self._setup.format)) != self._setup.recipe:
            raise BackendError(
                f"{platform.node()}: vimt, the model {translator.model.name} or its number type is not "
                "that of the first machine. Install the same everywhere"
            )
        return translator

    def _task(self, key: str, size: int, changed: int, problem: str, ours: bool) -> Task:
        name = os.fsdecode(bytes.fromhex(key))
        output = output_of(Path(name), self._setup.format)
        return Task(
            bytes.fromhex(key), Path(self._setup.source) / name, Path(self._setup.target) / output,
            size, changed, problem, ours,
        )  # fmt: skip

    def _outcome(self, group: Group) -> Outcome:
        with WorkFolder() as folder:
            local = self._transfers.fetched(group.tasks, Path(folder))
            collected = Collected(self._remembered(), self._claims.add)
            steps: list[Step] = []
            values = recipe(self._translator, self._setup.format)
            options = Options(values, self._setup.window, shared=True)
            Run(self._translator, collected, options, Events(), steps.append).execute(local)
            rows = self._transfers.stored(collected.rows, group.tasks, local)
        step = Step(
            len(rows),
            sum(step.sentences for step in steps),
            sum(step.tokens for step in steps),
            sum(task.size for task in group.tasks),
        )
        return Outcome(group.number, tuple(rows), step)


def _settled(act: Callable[[], Any]) -> tuple[Any, tuple[str, str] | None]:
    """What `act` gave, or else (what it raised in words, its class): it goes to another process."""
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(act)
        error = future.exception()
    if error is None:
        return future.result(), None
    if isinstance(error, MtError):
        return None, (str(error), type(error).__name__)
    return None, ("".join(traceback.format_exception(error)), "BackendError")
