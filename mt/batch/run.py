"""One run over a folder: windows are read ahead, translated, and written behind.

Three things go on at a time: a thread reads and segments the next window, this one translates, and
a third writes the window before. Only whole windows reach the journal, in order.
"""

from __future__ import annotations

import errno
import json
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from mt.batch import outputs
from mt.batch.journal import Row, now
from mt.batch.plan import Foreign, Task, output_name
from mt.batch.report import Events
from mt.batch.settled import answers, digest
from mt.batch.windows import Begin, End, Failure, Piece, Window, windows
from mt.documents import Reading
from mt.errors import OutputError
from mt.translate.repair import Checked
from mt.translate.translator import Memory
from mt.values import Document, Sentence, Translation

#: What stops the whole run: the disk, not one file.
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


@dataclass(frozen=True, slots=True)
class Options:
    """recipe: what the outputs depend on, their format with it: see `mt.batch.settled.recipe`. window:
    sentences translated together, at least 1: see `mt.batch.settled.suitable_window`.

    shared: others write to the same folders at the same time; what is half-written is not cleared away.
    """

    recipe: Mapping[str, str]
    window: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a window has added. files: finished or failed. bytes: of their inputs. tokens: of the different
    sources that were translated."""

    files: int
    sentences: int
    tokens: int
    bytes: int


class Records(Protocol):
    """What a run needs of `mt.batch.journal.Journal`."""

    def note(self, key: str, value: object) -> None: ...
    def claim(self, outputs: Iterable[tuple[bytes, bytes]]) -> None: ...
    def progress(self) -> tuple[bytes, str, int] | None: ...
    def recall(self, recipe: str, texts: Sequence[str]) -> dict[str, Checked]: ...
    def keep(self, recipe: str, found: Mapping[str, Checked]) -> None: ...
    def finish(self, rows: Iterable[Row], progress: tuple[bytes, str, int] | None) -> None: ...


class Translating(Protocol):
    """What a run needs of `mt.pipeline.Translator`."""

    memory: Memory

    def read(
        self, source: BinaryIO, encoding: str | None = None, piece_chars: int | None = None
    ) -> Reading: ...
    def segments(self, source: Reading) -> Iterator[tuple[Document, list[Sentence]]]: ...
    def translate_sentences(self, sentences: Sequence[Sentence]) -> list[Translation]: ...
    def count(self, texts: Sequence[str]) -> list[int]: ...


class JournalMemory:
    """A translator's memory that lies in the journal, and until its window is written, here."""

    def __init__(self, journal: Records, recipe: str) -> None:
        self._journal, self._recipe = journal, recipe
        self._fresh: dict[str, Checked] = {}
        self._leaving: dict[str, Checked] = {}

    def recall(self, texts: Sequence[str]) -> dict[str, Checked]:
        known = self._journal.recall(self._recipe, texts)
        known.update((text, self._leaving[text]) for text in texts if text in self._leaving)
        return known

    def keep(self, found: Mapping[str, Checked]) -> None:
        self._fresh.update(found)

    def take(self) -> dict[str, Checked]:
        """What came since the last call; still recalled until `store` has returned."""
        self._leaving, self._fresh = self._fresh, {}
        return self._leaving

    def store(self, found: Mapping[str, Checked]) -> None:
        self._journal.keep(self._recipe, found)


def in_pieces(
    reader: Translating, window: int
) -> Callable[[BinaryIO], Iterator[tuple[Document, list[Sentence]]]]:
    """How `mt.batch.windows.windows` cuts a stream: into pieces of about a window's sentences or fewer."""

    def segments(stream: BinaryIO) -> Iterator[tuple[Document, list[Sentence]]]:
        return reader.segments(reader.read(stream, piece_chars=150 * window))

    return segments


class Run:
    """The work on the tasks that are not settled. `execute` once."""

    def __init__(
        self,
        translator: Translating,
        journal: Records,
        options: Options,
        events: Events,
        told: Callable[[Step], None] = lambda _: None,
    ) -> None:
        self._translator, self._journal, self._options = translator, journal, options
        self._events, self._told = events, told
        self.recipe = digest(options.recipe)
        self._memory = JournalMemory(journal, answers(options.recipe))
        self._window = options.window
        self._output: outputs.Output | None = None
        self._failures: list[Row] = []
        self._began = 0.0
        self._stop = threading.Event()

    def execute(self, tasks: Sequence[Task]) -> None:
        """Translates the tasks. What failed stands in the journal. Raises what stops a run as a whole:
        BackendError, OutputError (the disk), KeyboardInterrupt; what is finished then stays finished."""
        if not self._options.shared:
            outputs.clear(tasks)
        self._translator.memory = self._memory
        reader = ThreadPoolExecutor(1, "read")
        writer = ThreadPoolExecutor(1, "write")
        waiting: Future[None] | None = None
        try:
            for window in self._ahead(reader, tasks):
                sentences = [s for e in window.events if isinstance(e, Piece) for s in e.sentences]
                self._journal.note("at work", [self._suspect(task) for task in _tasks(window)])
                found = self._translator.translate_sentences(sentences)
                if waiting:
                    waiting.result()
                waiting = writer.submit(self._commit, window, found, self._memory.take())
            if waiting:
                waiting.result()
            self._journal.note("at work", [])
        finally:
            self._stop.set()
            writer.shutdown(wait=True)
            reader.shutdown(wait=True)
            if self._output:
                self._output.drop()

    def _ahead(self, reader: ThreadPoolExecutor, tasks: Sequence[Task]) -> Iterator[Window]:
        """The windows; one is read while another is translated."""
        ready: queue.Queue[Window | None] = queue.Queue(1)

        def put(window: Window | None) -> bool:
            while not self._stop.is_set():
                try:
                    ready.put(window, timeout=0.1)
                except queue.Full:
                    continue
                return True
            return False

        def read() -> None:
            try:
                for window in self._windows(tasks):
                    if not put(window):
                        return
            finally:
                put(None)

        reading = reader.submit(read)
        while (window := ready.get()) is not None:
            yield window
        reading.result()

    def _windows(self, tasks: Sequence[Task]) -> Iterator[Window]:
        place = self._journal.progress()
        done = None
        if place and any(task.key == place[0] and self._stamp(task) == place[1] for task in tasks):
            done = (place[0], place[2])
        yield from windows(self._noted(tasks), in_pieces(self._translator, self._window), self._window, done)

    def _noted(self, tasks: Sequence[Task]) -> Iterator[Task]:
        """The tasks; which one is being read stands in the journal, should it end this process."""
        for task in tasks:
            self._journal.note("reading", [self._suspect(task)])
            yield task
        self._journal.note("reading", [])

    def _suspect(self, task: Task) -> tuple[str, int, int, str]:
        return task.key.hex(), task.size, task.changed, self.recipe

    def _stamp(self, task: Task) -> str:
        return f"{self.recipe}:{self._window}:{task.size}:{task.changed}"

    def _commit(self, window: Window, found: list[Translation], fresh: dict[str, Checked]) -> None:
        """Writes the window. Translations first: whatever happens then, none is computed again."""
        self._memory.store(fresh)
        written = self._written(window, found)
        errors = outputs.publish([each[0] for each in written])
        rows = list(self._failures)
        self._failures.clear()
        for (output, row), error in zip(written, errors, strict=True):
            rows.append(row if error is None else self.failed(output.task, _bearable(error)))
        place = window.place()
        self._journal.finish(rows, (place[0].key, self._stamp(place[0]), place[1]) if place else None)
        for row in rows:
            self._events("file", file=row.key.decode("utf-8", "backslashreplace"), state=row.state,
                         sentences=row.sentences, flagged=row.flagged, error=row.error)  # fmt: skip
        tokens = sum(self._translator.count(list(fresh))) if fresh else 0
        self._told(Step(len(rows), len(found), tokens, sum(row.size for row in rows)))

    def _written(self, window: Window, found: list[Translation]) -> list[tuple[outputs.Output, Row]]:
        """The files that end in the window, whole but not yet under their names, with their records; that
        they are ours is known from here on."""
        written: list[tuple[outputs.Output, Row]] = []
        try:
            self._write(window, iter(found), written)
            if written:
                format = self._options.recipe["format"]
                self._journal.claim([(output_name(row.key, format), row.output) for _, row in written])
        except BaseException:
            for output, _ in written:
                output.drop()  # whole, but this run will not name them; the next one writes them again
            raise
        return written

    def _write(
        self, window: Window, translations: Iterator[Translation], written: list[tuple[outputs.Output, Row]]
    ) -> None:
        for event in window.events:
            mine = [next(translations) for _ in event.sentences] if isinstance(event, Piece) else []
            try:
                if isinstance(event, Begin):
                    self._began = time.monotonic()
                    self._output = outputs.Output(event.task, self._options.recipe["format"])
                elif isinstance(event, Failure):
                    self._give_up(event.task, event.reason)
                elif self._output is None:
                    continue  # given up already
                elif isinstance(event, Piece):
                    self._output.add(event.document, mine)
                else:
                    output = self._output
                    written.append((output, self._record(event, output)))
                    self._output = None
            except OutputError as error:
                self._give_up(event.task, _bearable(error))

    def _record(self, event: End, output: outputs.Output) -> Row:
        task, summary = event.task, output.end()
        size, stamp = output.seen()
        return Row(
            key=task.key, state="done", size=task.size, changed=task.changed, hash=event.hash,
            recipe=self.recipe, output=output.digest(), written=size, stamp=stamp,
            sentences=summary.sentences, repaired=summary.repaired, flagged=summary.flagged,
            kinds=json.dumps({str(kind): count for kind, count in summary.kinds}),
            seconds=round(time.monotonic() - self._began, 3), finished=now(),
        )  # fmt: skip

    def _give_up(self, task: Task, reason: str | OutputError) -> None:
        if self._output:
            self._output.drop()
            self._output = None
        self._failures.append(self.failed(task, reason))

    def failed(self, task: Task, reason: str | OutputError) -> Row:
        """The record of a file that has failed."""
        # What is barred is looked at anew each time: a file that is in the way may have been moved.
        state = "barred" if task.problem or isinstance(reason, Foreign) else "failed"
        return Row(
            task.key, state, task.size, task.changed, recipe=self.recipe, error=str(reason), finished=now()
        )


def _bearable(error: OutputError) -> OutputError:
    """Why a file cannot be written. Raises the error when it is the disk that cannot be written to: that ends
    the run."""
    if getattr(error.__cause__, "errno", None) in _DISK:
        raise error
    return error


def _tasks(window: Window) -> list[Task]:
    return list(dict.fromkeys(event.task for event in window.events))
