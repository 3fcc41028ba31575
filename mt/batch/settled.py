"""What need not be done again: an input's record, its settings and its files, compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from mt import __version__
from mt.batch import marks
from mt.batch.claims import Claims
from mt.batch.journal import Row, outputs, read
from mt.batch.plan import JOURNAL, STATE, Task, Tasks, output_name
from mt.models import find, manifest
from mt.pipeline import Translator
from mt.values import Model


class Look:
    """What is seen of a task's files when it may be done already. format: of the outputs."""

    def __init__(self, format: str) -> None:
        self._format = format

    def hash(self, task: Task) -> str:
        """SHA-256 of the input, "" when it cannot be read."""
        return marks.digest(task.source).hex() if task.source.is_file() else ""

    def seen(self, task: Task) -> tuple[int, int]:
        """Bytes of the output, -1 when there is none, and its stamp: see `mt.batch.journal.Row`."""
        return marks.seen(task.target)

    def digest(self, task: Task) -> bytes:
        """`mt.batch.marks.digest` of the output."""
        return marks.digest(task.target)

    def output(self, task: Task) -> bytes:
        """The output's path below OUT_DIR."""
        return output_name(task.key, self._format)


def recipe(translator: Translator, format: str) -> dict[str, str]:
    """What the outputs depend on, as a person would name it."""
    settings = translator.settings
    return {
        "vimt": __version__,
        "model": translator.model.name,
        "revision": translator.model.revision,
        "weights": _weights(translator.model),
        "fallback": settings.fallback and _weights(find(settings.fallback)),
        "glossary": glossary.digest() if (glossary := translator.glossary) else "",
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
    retry: float,
    look: Look,
) -> Row | None:
    """The record that stands for the task, None when the task has to be done.

    retry: failures recorded before this time are tried again (seconds since 1970)."""
    if row is None or row.state == "barred" or task.problem or row.recipe != recipe:
        return None
    if row.state == "failed" and row.finished < retry:
        return None
    if row.size != task.size:
        return None
    if row.changed != task.changed:
        # Touched or copied back: what is in it decides.
        if row.state == "failed" or not row.hash or look.hash(task) != row.hash:
            return None
        row = replace(row, changed=task.changed)
    if row.state == "done" and look.seen(task)[0] < 0:
        return None
    return row


class Known(Protocol):
    """What is asked of `mt.batch.journal.Journal` here; see there."""

    def row(self, key: bytes) -> Row | None: ...
    def wrote(self, output: bytes, digest: bytes) -> bool: ...


class Snapshot:
    """The same as `Known`, of a journal that another process may be writing; of none, as of an empty one."""

    def __init__(self, folder: Path) -> None:
        """folder: OUT_DIR. Raises what `mt.batch.journal.read` does."""
        there = (folder / STATE / JOURNAL).exists()
        self._by_key = {row.key: row for row in read(folder)[0]} if there else {}
        self._written = (outputs(folder) if there else set()) | Claims(str(folder)).found()

    def row(self, key: bytes) -> Row | None:
        return self._by_key.get(key)

    def wrote(self, output: bytes, digest: bytes) -> bool:
        return (output, digest) in self._written


@dataclass(frozen=True, slots=True)
class Wish:
    """What is done again. failed: inputs whose failure was recorded before this time (seconds since 1970).
    overwritten: those whose outputs are not ours."""

    failed: float = 0.0
    overwritten: bool = False


def undone(tasks: Tasks, journal: Known, recipe: str, wish: Wish, look: Look) -> tuple[Tasks, list[Path]]:
    """The tasks that are not settled, and outputs that a person has changed and that stay.

    An output is ours when a run has written its very bytes under its path; by whichever input, as inputs are
    renamed, too. Another one may still turn out to hold what the task makes (see `mt.batch.outputs`), as
    after a lost journal, so that its task is done in any case."""
    todo, kept = tasks.none(), list[Path]()
    for task in tasks:
        known = settled(task, journal.row(task.key), recipe, wish.failed, look)
        if known and not edited(task, known, look):
            continue
        if known and not wish.overwritten:
            kept.append(task.target)
            continue
        ours = wish.overwritten or owned(task, journal, look)
        todo.add(task.key, task.size, task.changed, task.problem, ours)
    return todo, kept


def owned(task: Task, journal: Known, look: Look) -> bool:
    """Whether there is an output, and it is as a run left it."""
    return look.seen(task)[0] >= 0 and journal.wrote(look.output(task), look.digest(task))


def done(row: Row | None) -> bool:
    """Whether the input's output is there."""
    return row is not None and row.state == "done"


def edited(task: Task, row: Row, look: Look) -> bool:
    """Whether somebody has changed the output since; such work is not written over."""
    size, stamp = look.seen(task)
    if row.state != "done" or size < 0:
        return False
    if size == row.written and stamp and stamp == row.stamp:
        return False
    # Copied back or touched, perhaps: what is in it decides.
    return size != row.written or look.digest(task) != row.output


def suitable_window(model: Model) -> int:
    """Sentences translated together: some seconds' worth on a processor, by the size of the weights, so that
    a killed run loses little. It must not depend on the speed that is measured: see `mt.batch.windows`."""
    megabytes = sum(p.stat().st_size for p in model.folder.iterdir() if p.is_file()) / 1e6
    return 1024 if megabytes < 30 else 512 if megabytes < 150 else 128 if megabytes < 1000 else 32
