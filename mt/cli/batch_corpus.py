"""mt batch --column: a column of a corpus, translated into a new corpus."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from mt.cli.batch import Batch, given
from mt.config import resolve
from mt.errors import BackendError, FlaggedError
from mt.wording import counted

if TYPE_CHECKING:
    from mt.batch.journal import Row


class CorpusBatch(Batch):
    """One run over one corpus, in the worker process. The journal lies beside the new corpus."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        super().__init__(arguments)
        self.folder = self.target.parent

    def run(self) -> int:
        """Raises FlaggedError with --strict."""
        from mt.batch.corpus import Columns, Corpus
        from mt.batch.journal import Journal, locked
        from mt.batch.settled import Look, edited, settled
        from mt.batch.supervise import end_with_the_supervisor
        from mt.batch.tables import task_of
        from mt.cli.translate import model_line
        from mt.pipeline import Translator

        if self.arguments.worker:
            end_with_the_supervisor()
        task = task_of(self.source, self.target)
        translator = Translator(resolve(given(self.arguments)))
        self.say(model_line(translator.model))
        columns = Columns(self.arguments.column, self.arguments.to or f"{self.arguments.column}_en")
        flagged = 0
        with locked(self.folder):
            journal = Journal(self.folder)
            try:
                corpus = Corpus(translator, journal, columns, self.arguments.window, self.told)
                before = journal.row(task.key)
                look = Look("corpus")
                record = settled(task, before, corpus.recipe, self.retry(), look)
                if record and record.state == "failed":
                    raise BackendError(f"{self.source}: {record.error}. Once more: --retry-failed")
                if record and edited(task, record, look) and self.arguments.overwrite:
                    record = None
                if record and edited(task, record, look):
                    kept = "was changed after it was written, and is kept (--overwrite: anew)"
                    print(f"mt: {self.target} {kept}", file=sys.stderr)
                elif record:
                    self.say(f"{self.target} is done already")
                elif self.arguments.dry_run:
                    print(f"{self.source}\t{self.target}")
                else:
                    record = corpus.execute(replace(task, ours=self.arguments.overwrite))
                    flagged = record.flagged
                    self._say_end(record)
            finally:
                self.clear()
                journal.close()
        if translator.settings.strict and flagged:
            raise FlaggedError(
                f"--strict: {counted(flagged, 'flagged sentence')}; see {columns.target}_flags"
            )
        return 0

    def _say_end(self, record: Row) -> None:
        seconds = max(1e-3, time.monotonic() - self.began)
        rows = sum(step.files for step in self.steps)
        self.say(
            f"{counted(rows, 'row')}, {counted(record.sentences, 'sentence')} in {seconds:.1f} s "
            f"({record.sentences / seconds:,.0f}/s), {record.repaired:,} repaired, {record.flagged:,} flagged"
        )
