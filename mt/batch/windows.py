"""Files -> windows: sentences of one or many files that are translated together.

Where a window ends depends on the order of the files and on what is in them, on nothing else: a run that
was killed meets the same windows again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from mt.batch.plan import Task
from mt.errors import MtError
from mt.values import Document, Sentence

#: Files that end in one window, at most.
_FILES = 500
Segments = Callable[[BinaryIO], Iterator[tuple[Document, list[Sentence]]]]


@dataclass(frozen=True, slots=True)
class Begin:
    task: Task


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines of a file, cut into sentences. number: from 1 in its file."""

    task: Task
    document: Document
    sentences: list[Sentence]
    number: int


@dataclass(frozen=True, slots=True)
class End:
    """The file was read whole. hash: SHA-256 of its bytes."""

    task: Task
    hash: str


@dataclass(frozen=True, slots=True)
class Failure:
    """The file cannot be read to its end; what came before it in the window is not to be used."""

    task: Task
    reason: str


Event = Begin | Piece | End | Failure


@dataclass(slots=True)
class Window:
    events: list[Event] = field(default_factory=list)
    sentences: int = 0
    files: int = 0

    def add(self, event: Event) -> None:
        self.events.append(event)
        self.files += isinstance(event, End | Failure)
        if isinstance(event, Piece):
            self.sentences += len(event.sentences)

    def full(self, limit: int) -> bool:
        """Whether it is enough: of sentences, or of files, which are all open or unwritten at a time."""
        return self.sentences >= limit or self.files >= _FILES

    def place(self) -> tuple[Task, int] | None:
        """The file in which this window ends and the pieces of it that are done; None between two files."""
        last = self.events[-1] if self.events else None
        return (last.task, last.number) if isinstance(last, Piece) else None


class _Hashed:
    """A binary stream that hashes what is read from it. `name` is what outputs call the file."""

    def __init__(self, path: Path, name: str) -> None:
        self._stream = path.open("rb")
        self._hash = hashlib.sha256()
        self.name = name

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        return data

    def close(self) -> None:
        self._stream.close()

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def windows(
    tasks: Iterable[Task], segments: Segments, limit: int, done: tuple[bytes, int] | None = None
) -> Iterator[Window]:
    """The tasks' sentences in windows of at least `limit` (less only in the last, and where `done` ends).

    segments: a binary stream -> its pieces. done: a file's key and the pieces of it that an earlier run has
    translated; they come again, for its output, but no window holds pieces from both sides of that place.
    """
    window = Window()
    for task in tasks:
        replayed = done[1] if done and done[0] == task.key else 0
        for event in _events(task, segments):
            window.add(event)
            if window.full(limit) or (isinstance(event, Piece) and event.number == replayed):
                yield window
                window = Window()
    if window.events:
        yield window


def _events(task: Task, segments: Segments) -> Iterator[Event]:
    if task.problem:
        yield Failure(task, task.problem)
        return
    try:
        stream = _Hashed(task.source, task.name)
    except (OSError, ValueError) as error:
        yield Failure(task, f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return
    yield Begin(task)
    try:
        number = 0
        for number, (document, sentences) in enumerate(segments(stream), 1):  # type: ignore[arg-type]
            yield Piece(task, document, sentences, number)
        now = task.source.stat()
    except MtError as error:
        yield Failure(task, str(error).removeprefix(f"{task.name}: "))
    except OSError as error:
        yield Failure(task, f"cannot be read: {error.strerror}")
    else:
        if (now.st_size, now.st_mtime_ns) != (task.size, task.changed):
            yield Failure(task, "changed while it was read. Run again when it is whole")
        else:
            yield End(task, stream.hexdigest())
    finally:
        stream.close()
