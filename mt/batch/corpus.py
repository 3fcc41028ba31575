"""A column of a corpus, translated: each row comes back with its English beside it, in the same order.

Sentences of many rows share batches, as those of many files do. A run that is killed reads the corpus again
from its start; what it had translated stands in the journal, so that it goes on with the sentence it was at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mt.batch import marks, outputs, rows, tables
from mt.batch.journal import Journal, now
from mt.batch.journal import Row as Record
from mt.batch.plan import Foreign, Task
from mt.batch.run import JournalMemory, Step
from mt.batch.settled import answers, digest, recipe, suitable_window
from mt.documents import render_text
from mt.errors import InputError
from mt.pipeline import Tally, Translator
from mt.values import Document, Sentence


@dataclass(frozen=True, slots=True)
class Columns:
    """source: the column that is translated. target: the one that is added; beside it `target`_flags."""

    source: str
    target: str


@dataclass(slots=True)
class _Row:
    """problem: why its text cannot be translated, "" where it can."""

    values: dict[str, Any]
    pieces: list[tuple[Document, list[Sentence]]] = field(default_factory=list)
    problem: str = ""

    @property
    def sentences(self) -> list[Sentence]:
        return [sentence for _, sentences in self.pieces for sentence in sentences]


class Corpus:
    """One corpus, translated into another file of any of the formats."""

    def __init__(
        self,
        translator: Translator,
        journal: Journal,
        columns: Columns,
        window: int = 0,
        told: Callable[[Step], None] = lambda _: None,
    ) -> None:
        self._translator, self._journal, self._columns, self._told = translator, journal, columns, told
        self._window = window or suitable_window(translator.model)
        values = recipe(translator, "corpus")
        self.recipe = digest({**values, "column": columns.source, "to": columns.target})
        self._memory = JournalMemory(journal, answers(values))
        self._tally = Tally(files=1)
        self._stored = 0

    def execute(self, task: Task) -> Record:
        """Writes `task.target`; its record is in the journal then. Raises InputError naming the row, Foreign
        when the output is there and not ours, be it that it has come since the run began."""
        before = self._before(task)
        made = b""

        def finished(unfinished: Path) -> None:
            nonlocal made
            made = marks.digest(unfinished)
            if marks.digest(task.target) not in (b"", before, made):
                raise Foreign(task.target)
            self._journal.claim([(task.key, made)])

        self._translator.memory = self._memory
        outputs.clear([task])
        self._journal.note("at work", [(task.key.hex(), task.size, task.changed, self.recipe)])
        header = tables.header(task.source)
        source, target = tables.kind_of(task.source), tables.kind_of(task.target)
        if source != "jsonl":
            self._check_names(header.names, f"{task.source}")
        header = replace(header, added=(self._columns.target, self._flags))
        translated = self._rows(task.source, exact=target == "jsonl")
        # Of a table for Excel; JSON lines made of it must not begin with one.
        mark = tables.mark(task.source) if target == source else ""
        tables.write(task.target, translated, tables.line_end(task.source), finished, header, mark)
        summary = self._tally.summary()
        size, stamp = marks.seen(task.target)
        record = Record(
            key=task.key, state="done", size=task.size, changed=task.changed, recipe=self.recipe,
            output=made, written=size, stamp=stamp, sentences=summary.sentences,
            repaired=summary.repaired, flagged=summary.flagged, finished=now(),
        )  # fmt: skip
        self._journal.record(record)
        self._journal.note("at work", [])
        return record

    def _before(self, task: Task) -> bytes:
        """Digest of the output that may be replaced, b"" for none."""
        found = marks.digest(task.target)
        if marks.seen(task.target)[0] >= 0 and not task.ours and not self._journal.wrote(task.key, found):
            raise Foreign(task.target)
        return found

    def _rows(self, source: Path, exact: bool) -> Iterator[dict[str, Any]]:
        window: list[_Row] = []
        size = 0
        for number, values in enumerate(tables.read(source, exact), 1):
            row = self._segmented(values, f"{source}: row {number}", number == 1)
            window.append(row)
            size += len(row.sentences)
            if size >= self._window:
                yield from self._translated(window)
                window, size = [], 0
        yield from self._translated(window)

    @property
    def _flags(self) -> str:
        return f"{self._columns.target}_flags"

    def _check_names(self, names: Collection[str], place: str) -> None:
        if self._columns.source not in names:
            there = f"There are: {', '.join(names)}" if names else "There are none"
            raise InputError(f"{place}: no column {self._columns.source!r}. {there}")
        self._check_added(names, place)

    def _check_added(self, names: Collection[str], place: str) -> None:
        for added in (self._columns.target, self._flags):
            if added in names:
                raise InputError(f"{place}: there is a column {added!r} already. Name another one with --to")

    def _segmented(self, values: dict[str, Any], place: str, first: bool) -> _Row:
        # JSON lines need not all have the same keys; that the first lacks it is a wrong name.
        if first:
            self._check_names(values, place)
        self._check_added(values, place)
        text = values.get(self._columns.source)
        if text is None:
            return _Row(values)
        if isinstance(text, str) and "\0" not in text:
            return _Row(values, list(self._translator.segments(text)))
        kind = type(text).__name__
        problem = "a NUL character. Take it out" if isinstance(text, str) else f"{kind}, text is expected"
        if first and not isinstance(text, str):
            raise InputError(f"{place}: {self._columns.source} is {problem}")
        # One odd row among many is set aside, as one bad file in a folder is.
        return _Row(values, problem=problem)

    def _translated(self, window: list[_Row]) -> Iterator[dict[str, Any]]:
        found = iter(self._translator.translate_sentences([s for row in window for s in row.sentences]))
        fresh = self._memory.take()
        self._memory.store(fresh)
        if fresh:  # for whoever watches: a worker that dies later has come further than before
            self._stored += len(fresh)
            self._journal.note("corpus", self._stored)
        count = 0
        for row in window:
            english, flags = [], list[str]()
            for document, sentences in row.pieces:
                mine = [next(found) for _ in sentences]
                self._tally.add(mine)
                count += len(mine)
                english.append(render_text(document, mine))
                flags += [f"{t.sentence.line}: {flag}" for t in mine for flag in t.flags]
            if row.problem:
                flags.append(f"1: {self._tally.set_aside(row.problem)}")
            empty = row.problem or row.values.get(self._columns.source) is None
            added = {self._columns.target: None if empty else "".join(english), self._flags: flags}
            yield rows.extended(row.values, added)
        self._told(Step(len(window), count, 0, 0))
