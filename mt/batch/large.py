"""A large file on many workers: its sentences go out in windows, and the answers come into the journal as
they are done. When all are there, the file is put together from it as the local runner would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mt.batch.journal import Journal, Row
from mt.batch.plan import Task
from mt.batch.report import Events
from mt.batch.run import JournalMemory, Options, Run, Translating, in_pieces
from mt.batch.settled import answers
from mt.batch.transfers import Transfers, WorkFolder
from mt.batch.windows import Piece, windows
from mt.batch.worker import Collected
from mt.config import Settings
from mt.errors import BackendError
from mt.pipeline import Reader
from mt.translate.translator import Memory, Recent, joined
from mt.values import Sentence, Translation


class Unanswered(BackendError):
    """A sentence is not in the memory."""


class Recalled(Reader):
    """In a translator's place, with no model: what is not in the memory raises Unanswered."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.memory: Memory = Recent()

    def translate_sentences(self, sentences: Sequence[Sentence]) -> list[Translation]:
        """As `mt.pipeline.Translator.translate_sentences`."""
        texts = dict.fromkeys(sentence.text for sentence in sentences)
        try:
            return joined(sentences, self.memory.recall(list(texts)))
        except KeyError as error:
            raise Unanswered(str(error.args[0])) from error

    def count(self, texts: Sequence[str]) -> list[int]:
        """Nothing is translated here, so nothing is counted."""
        return [0] * len(texts)


@dataclass(slots=True)
class _Open:
    """A large file on this machine. sent: sentences that workers were given for it. read: to its end."""

    task: Task
    local: Task
    folder: WorkFolder
    sent: int = 0
    read: bool = False


class LargeFiles:
    """The large files of a job: `unanswered` of each, then `assembled`."""

    def __init__(self, transfers: Transfers, settings: Settings, options: Options, journal: Journal) -> None:
        self._transfers, self._options, self._journal = transfers, options, journal
        self._reader: Translating = Recalled(settings)
        self._memory = JournalMemory(journal, answers(options.recipe))
        self._open: list[_Open] = []
        #: Given to workers, and not yet in the journal.
        self.sent: set[str] = set()

    def unanswered(self, task: Task) -> Iterator[tuple[str, ...]]:
        """The file's sentences that have no answer, window by window, each once in the job. What is in one
        depends on what comes before it and on nothing else."""
        folder = WorkFolder()
        [local] = self._transfers.fetched([task], Path(folder.name))
        opened = _Open(task, local, folder)
        self._open.append(opened)
        for window in windows([local], in_pieces(self._reader, self._options.window), self._options.window):
            pieces = [event for event in window.events if isinstance(event, Piece)]
            texts = dict.fromkeys(sentence.text for piece in pieces for sentence in piece.sentences)
            known = self._memory.recall(list(texts))
            new = tuple(text for text in texts if text not in known and text not in self.sent)
            if new:
                self.sent.update(new)
                opened.sent += len(new)
                yield new
        opened.read = True

    def close(self) -> None:
        """Removes what was fetched of files that were not assembled."""
        for opened in self._open:
            opened.folder.cleanup()

    def assembled(self, lost: set[str]) -> Iterator[tuple[Row, int]]:
        """Writes the files that were read to their ends; each with the sentences that were not told of yet.

        lost: sentences that ended their workers. A file with one of them has failed, as has one that has
        changed since it was read."""
        ready = [each for each in self._open if each.read]
        self._open = [each for each in self._open if not each.read]
        for each in ready:
            with each.folder:
                yield self._written(each, lost)

    def _written(self, each: _Open, lost: set[str]) -> tuple[Row, int]:
        collected = Collected(self._memory, self._journal.claim)
        run = Run(self._reader, collected, self._options, Events())
        try:
            run.execute([each.local])
        except Unanswered as error:
            reason = _LOST if str(error) in lost else "changed while it was read. Run again when it is whole"
            return run.failed(each.task, reason), 0
        [row] = self._transfers.stored(collected.rows, [each.task], [each.local])
        return row, max(0, row.sentences - each.sent)


_LOST = "a sentence of it ended its worker process twice, among others and alone"
