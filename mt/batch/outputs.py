"""Output files of a run: each appears whole under its name, with its folders made and flushed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mt.batch.plan import Task
from mt.documents import replacing, writer
from mt.errors import OutputError
from mt.pipeline import Tally
from mt.values import Document, Summary, Translation


class Output:
    """One file being written under a temporary name."""

    def __init__(self, task: Task, format: str) -> None:
        """Raises OutputError when it cannot be opened."""
        self.task = task
        _made(task.target.parent)
        self._context = replacing(task.target)
        self._writer = writer(format, self._context.__enter__())
        self._open = True
        self.tally = Tally(files=1)
        with self._dropping():
            self._writer.begin()

    def add(self, document: Document, translations: list[Translation]) -> None:
        """Raises OutputError, and is dropped then."""
        with self._dropping():
            self._writer.add(document, translations)
        self.tally.add(translations)

    def publish(self) -> Summary:
        """Gives the file its name. Raises OutputError; nothing has changed then."""
        summary = self.tally.summary()
        with self._dropping():
            self._writer.end(summary)
        self._open = False
        self._context.__exit__(None, None, None)
        return summary

    def drop(self) -> None:
        """Leaves what was there before as it is."""
        with suppress(_Dropped), self._dropping():
            raise _Dropped

    @contextmanager
    def _dropping(self) -> Iterator[None]:
        """Hands an error to `replacing`, which clears away and says what it means."""
        try:
            yield
        except BaseException as error:
            if self._open:
                self._open = False
                self._context.__exit__(type(error), error, error.__traceback__)
            raise


class _Dropped(Exception):
    """An output that is given up."""


def clear(tasks: list[Task]) -> None:
    """Removes what killed runs left half-written for these files."""
    for folder, names in _by_folder(tasks).items():
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") and entry.name.endswith(".part"):
                    owner = entry.name[1 : -len(".part")].rsplit(".", 1)[0]
                    if owner in names:
                        Path(entry.path).unlink(missing_ok=True)


def _by_folder(tasks: list[Task]) -> dict[Path, set[str]]:
    found: dict[Path, set[str]] = {}
    for task in tasks:
        # As `replacing` names its temporary files.
        found.setdefault(task.target.parent, set()).add(task.target.name[:60])
    return found


def _made(folder: Path) -> None:
    """Makes the folder and those above it, each safe from a power cut in the one above."""
    if folder.is_dir():
        return
    _made(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
        handle = os.open(folder.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}") from error
