"""What need not be done again: an input's record, its settings and its files, compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from mt import __version__
from mt.batch.journal import NAME, Row, published, read
from mt.batch.plan import STATE, Task, Tasks, foreign
from mt.models import find, manifest
from mt.pipeline import Translator
from mt.values import Model


class Look:
    """What is seen of a task's files when it may be done already."""

    def hash(self, task: Task) -> str:
        """SHA-256 of the input, "" when it cannot be read."""
        try:
            with task.source.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return ""

    def size(self, task: Task) -> int:
        """Bytes of the output, -1 when there is none."""
        try:
            return task.target.stat().st_size
        except OSError:
            return -1

    def output(self, task: Task) -> bytes:
        """What the record of the task calls its output."""
        return bytes(task.target)


def recipe(translator: Translator, format: str) -> dict[str, str]:
    """What the outputs depend on, as a person would name it."""
    settings = translator.settings
    return {
        "vimt": __version__,
        "model": translator.model.name,
        "revision": translator.model.revision,
        "weights": _weights(translator.model),
        "fallback": settings.fallback and _weights(find(settings.fallback)),
        "engine": settings.engine,
        "compute": str(getattr(translator.engine, "compute", settings.compute)),
        "beam": str(settings.beam),
        "encoding": settings.encoding,
        "unwrap": str(settings.unwrap),
        "format": format,
    }


def digest(values: Mapping[str, str], *left_out: str) -> str:
    """A short hash of the recipe without some of its keys."""
    kept = {key: value for key, value in values.items() if key not in left_out}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:32]


def answers(values: Mapping[str, str]) -> str:
    """A hash of that part of the recipe which a sentence's translation depends on."""
    return digest(values, "format", "encoding", "unwrap")


def _weights(model: Model) -> str:
    if model.format == "ctranslate2":
        return manifest.load(model.folder).files["model.bin"].sha256
    # A checkpoint that is trained on in place has the same sizes; its hash would take seconds a run.
    looks = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in model.folder.iterdir() if p.is_file()]
    return hashlib.sha256(json.dumps(sorted(looks)).encode()).hexdigest()


def settled(
    task: Task,
    row: Row | None,
    recipe: str,
    retry: bool,
    look: Look | None = None,
) -> Row | None:
    """The record that stands for the task, None when the task has to be done. look: how to see its files."""
    look = look or Look()
    if row is None or row.state == "barred" or task.problem or row.recipe != recipe:
        return None
    if row.state == "failed" and retry:
        return None
    if row.size != task.size:
        return None
    if row.changed != task.changed:
        # Touched or copied back: what is in it decides.
        if row.state == "failed" or not row.hash or look.hash(task) != row.hash:
            return None
        row = replace(row, changed=task.changed)
    if row.state == "done" and look.size(task) < 0:
        return None
    return row


class Known(Protocol):
    """What is asked of `mt.batch.journal.Journal` here; see there."""

    def row(self, key: bytes) -> Row | None: ...
    def wrote(self, output: bytes, size: int) -> bool: ...
    def untouched(self) -> bool: ...
    def published(self) -> dict[bytes, tuple[int, int]]: ...


class Snapshot:
    """The same of a journal that another process may be writing; of none, as of an empty one."""

    def __init__(self, folder: Path) -> None:
        """folder: OUT_DIR. Raises what `mt.batch.journal.read` does."""
        found: tuple[list[Row], dict[str, Any]] = [], {}
        self._rows, self._notes = read(folder) if (folder / STATE / NAME).exists() else found
        self._by_key = {row.key: row for row in self._rows}
        self._written = {(row.output, row.written) for row in self._rows}

    def row(self, key: bytes) -> Row | None:
        return self._by_key.get(key)

    def wrote(self, output: bytes, size: int) -> bool:
        return (output, size) in self._written

    def untouched(self) -> bool:
        return not self._rows

    def published(self) -> dict[bytes, tuple[int, int]]:
        return published(self._notes.get("publishing"))


def owned(
    task: Task, journal: Known, named: Mapping[bytes, tuple[int, int]], look: Look | None = None
) -> bool:
    """Whether the output is as a run left it, be it one that was killed before it had said so in a record.

    named: what `published` of the journal gives. False where there is no output."""
    look = look or Look()
    size = look.size(task)
    if size < 0:
        return False
    # By whichever input it was written for: inputs are renamed, too.
    if journal.wrote(look.output(task), size):
        return True
    return task.key in named and named[task.key] == (size, task.target.stat().st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is done again. failed: inputs that failed. overwritten: those whose outputs are not ours."""

    failed: bool = False
    overwritten: bool = False


def undone(
    tasks: Tasks, journal: Known, recipe: str, wish: Wish, look: Look | None = None
) -> tuple[Tasks, list[Path]]:
    """The tasks that are not settled, and outputs that a person has changed and that stay.

    Where nothing of the job was ever done, an output that is there is not ours for certain: its task has that
    as its problem. Later it can be seen only when the new one is made (see `mt.batch.outputs`)."""
    look = look or Look()
    todo, kept = tasks.none(), list[Path]()
    new, named = journal.untouched(), journal.published()
    for task in tasks:
        row = journal.row(task.key)
        known = settled(task, row, recipe, wish.failed or wish.overwritten, look)
        if known and not edited(task, known, look):
            continue
        if known and not wish.overwritten:
            kept.append(task.target)
            continue
        ours = wish.overwritten or owned(task, journal, named, look)
        problem = task.problem
        if not problem and not ours and (new or (row and row.state == "barred")) and look.size(task) >= 0:
            problem = foreign(task.target)
        todo.add(task.key, task.size, task.changed, problem, ours)
    return todo, kept


def done(row: Row | None) -> bool:
    """Whether the input's output is there."""
    return row is not None and row.state == "done"


def edited(task: Task, row: Row, look: Look | None = None) -> bool:
    """Whether somebody has changed the output since; such work is not written over."""
    return row.state == "done" and (look or Look()).size(task) not in (row.written, -1)


def suitable_window(model: Model) -> int:
    """Sentences translated together: some seconds' worth on a processor, by the size of the weights, so that
    a killed run loses little. It must not depend on the speed that is measured: see `mt.batch.windows`."""
    megabytes = sum(p.stat().st_size for p in model.folder.iterdir() if p.is_file()) / 1e6
    return 1024 if megabytes < 30 else 512 if megabytes < 150 else 128 if megabytes < 1000 else 32
