"""One of many workers: loads the model once, and does one group of files after another.

It knows nothing of Ray. Groups come, and outcomes go, as lines of JSON: see `packed`, `Outcome`.
"""

from __future__ import annotations

import json
import os
import platform
import tempfile
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from mt.batch.groups import Group
from mt.batch.journal import Row
from mt.batch.places import Place, is_url
from mt.batch.plan import Task, output_of
from mt.batch.report import Events
from mt.batch.run import Options, Run, Step
from mt.batch.settled import digest, recipe
from mt.config import Settings
from mt.errors import BackendError, MtError
from mt.pipeline import Translator
from mt.translate.repair import Checked

#: Files that are fetched or stored at a time.
_TRANSFERS = 16
_NOTHING = Step(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Setup:
    """What every worker works with. source, target: folders that all of them see, absolute, or URLs.

    recipe: what `mt.batch.run.digest` must give here too, else this machine has another model.
    """

    settings: Settings
    source: str
    target: str
    format: str
    window: int
    recipe: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a group. stop, kind: what ends the whole run, and the class in mt/errors.py that it is;
    "" when the run goes on. begun: how often, 1 unless a worker was lost. lost: it was lost too often, and is
    not done."""

    group: int
    rows: tuple[Row, ...] = ()
    step: Step = _NOTHING
    stop: str = ""
    kind: str = ""
    begun: int = 1
    lost: bool = False

    def packed(self) -> str:
        """As a line of JSON."""
        values = asdict(self)
        for row in values["rows"]:
            row["key"], row["output"] = row["key"].hex(), row["output"].hex()
        return json.dumps(values)

    @classmethod
    def unpacked(cls, line: str) -> Outcome:
        """From what `packed` gave."""
        values = json.loads(line)
        for row in values["rows"]:
            row["key"], row["output"] = bytes.fromhex(row["key"]), bytes.fromhex(row["output"])
        rows = tuple(Row(**row) for row in values["rows"])
        return cls(**{**values, "rows": rows, "step": Step(**values["step"])})


def packed(group: Group) -> str:
    """A group as a line of JSON, for `Worker.work`."""
    tasks = [(task.key.hex(), task.size, task.changed, task.problem) for task in group.tasks]
    return json.dumps([group.number, tasks])


@dataclass(slots=True)
class Collected:
    """A group's records, held until the group is done. See `mt.batch.run.Records`."""

    rows: list[Row] = field(default_factory=list)
    known: dict[str, Checked] = field(default_factory=dict)

    def note(self, key: str, value: object) -> None:
        """Nobody reads these notes: it is seen from outside that a worker has died."""

    def progress(self) -> None:
        return None

    def recall(self, recipe: str, texts: Sequence[str]) -> dict[str, Checked]:  # noqa: ARG002 (only one here)
        return {text: self.known[text] for text in texts if text in self.known}

    def keep(self, recipe: str, found: Mapping[str, Checked]) -> None:  # noqa: ARG002 (only one here)
        self.known.update(found)

    def finish(self, rows: Iterable[Row], progress: tuple[bytes, str, int] | None) -> None:  # noqa: ARG002
        self.rows.extend(rows)


class Worker:
    """Does groups of files with one model. Nothing that a file or the model does is raised: it is told."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._source: Place | None = None
        self._target: Place | None = None
        self._translator, self._broken = _settled(self._load)

    def work(self, line: str) -> Outcome:
        """What became of the group that `packed` gave."""
        number, tasks = json.loads(line)
        group = Group(number, tuple(self._task(*values) for values in tasks))
        if self._broken:
            return Outcome(number, stop=self._broken[0], kind=self._broken[1])
        outcome, failed = _settled(lambda: self._outcome(group))
        if failed:
            return Outcome(number, stop=failed[0], kind=failed[1])
        done: Outcome = outcome
        return done

    def _load(self) -> Translator:
        setup = self._setup
        self._source = Place.of(setup.source) if is_url(setup.source) else None
        self._target = Place.of(setup.target) if is_url(setup.target) else None
        translator = Translator(self._setup.settings)
        if digest(recipe(translator, self._setup.format)) != self._setup.recipe:
            raise BackendError(
                f"{platform.node()}: vimt, the model {translator.model.name} or its number type is not "
                "that of the first machine. Install the same everywhere"
            )
        return translator

    def _task(self, key: str, size: int, changed: int, problem: str) -> Task:
        name = os.fsdecode(bytes.fromhex(key))
        output = output_of(Path(name), self._setup.format)
        return Task(
            bytes.fromhex(key), Path(self._setup.source) / name, Path(self._setup.target) / output,
            size, changed, problem,
        )  # fmt: skip

    def _outcome(self, group: Group) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="vimt-") as folder:
            local = self._fetched(group.tasks, Path(folder))
            collected = Collected()
            steps: list[Step] = []
            values = recipe(self._translator, self._setup.format)
            options = Options(values, self._setup.window, shared=True)
            # The memory is the group's own: what other groups a worker had before must not matter.
            Run(self._translator, collected, options, Events(), steps.append).execute(local)
            rows = self._stored(collected.rows, group.tasks, local)
        step = Step(
            len(rows),
            sum(step.sentences for step in steps),
            sum(step.tokens for step in steps),
            sum(task.size for task in group.tasks),
        )
        return Outcome(group.number, tuple(rows), step)

    def _fetched(self, tasks: Sequence[Task], folder: Path) -> list[Task]:
        """The tasks with their files on this machine: as they are, or below `folder` in place of URLs."""
        place, local = self._source, list(tasks)
        if place:
            paths = [folder / f"{number}.in" for number in range(len(local))]

            def fetched(task: Task, path: Path) -> Task:
                problem = task.problem or place.fetch(task, path)
                if problem:
                    return replace(task, source=path, problem=problem)
                return replace(task, source=path, changed=path.stat().st_mtime_ns)

            with ThreadPoolExecutor(_TRANSFERS) as pool:
                local = list(pool.map(fetched, local, paths))
        if self._target:
            local = [replace(task, target=folder / f"{number}.out") for number, task in enumerate(local)]
        return local

    def _stored(self, rows: Sequence[Row], tasks: Sequence[Task], local: Sequence[Task]) -> list[Row]:
        """The rows as of the tasks' own files, which are brought to where they belong."""
        own = {task.key: (task, ours) for task, ours in zip(tasks, local, strict=True)}

        def stored(row: Row) -> Row:
            task, ours = own[row.key]
            row = replace(row, size=task.size, changed=task.changed)
            if row.state == "done" and self._target:
                relative = str(output_of(Path(os.fsdecode(task.key)), self._setup.format))
                if reason := self._target.store(ours.target, relative):
                    return Row(row.key, "failed", row.size, row.changed, recipe=row.recipe, error=reason,
                               finished=row.finished)  # fmt: skip
                return replace(row, output=os.fsencode(relative))
            if row.state == "barred" and not task.problem:
                return replace(row, state="failed")  # it could not be fetched
            return row

        with ThreadPoolExecutor(_TRANSFERS) as pool:
            return list(pool.map(stored, rows))


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
