"""mt batch --engine ray: the same folder to the same folder, on the workers of a Ray cluster."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from mt.batch import plan
from mt.batch.outputs import clear
from mt.batch.places import Place, is_url, sign
from mt.batch.settled import Look
from mt.cli.batch import Batch, given
from mt.config import resolve
from mt.errors import UsageError

if TYPE_CHECKING:
    from mt.batch.journal import Journal
    from mt.batch.on_ray import Cluster, Model
    from mt.batch.plan import Task, Tasks


class _Look(Look):
    """Files of this machine or behind URLs; outputs behind one are listed once."""

    def __init__(self, source: Place | None, target: Place | None, format: str) -> None:
        super().__init__(format)
        self._source, self._target = source, target
        files = target.files() if target else {}
        self._seen = {name: (int(entry.get("size") or 0), sign(entry)) for name, entry in files.items()}

    def hash(self, task: Task) -> str:
        return self._source.digest(os.fsdecode(task.key)).hex() if self._source else super().hash(task)

    def seen(self, task: Task) -> tuple[int, int]:
        if not self._target:
            return super().seen(task)
        return self._seen.get(os.fsdecode(self.output(task)), (-1, 0))

    def digest(self, task: Task) -> bytes:
        return self._target.digest(os.fsdecode(self.output(task))) if self._target else super().digest(task)


class RayBatch(Batch):
    """One run: this process plans, hands out, and writes the journal; the workers do the rest."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        super().__init__(arguments)
        if (arguments.workers or 0) < 0:
            raise UsageError(f"--workers {arguments.workers}: 0 or more is expected")
        if arguments.column:
            raise UsageError("--column goes without --engine ray: a corpus is one file, one machine's work")
        self.settings = resolve(given(arguments))
        self.places = {text: Place.of(text) for text in (arguments.source, arguments.target) if is_url(text)}
        if arguments.evaluate and self.places:
            raise UsageError("--evaluate reads folders of this machine: use it without URLs")

    def run(self) -> int:
        """Raises PartialFailure when files failed, FlaggedError with --strict."""
        from mt.batch.journal import Journal, locked
        from mt.batch.on_ray import connected, examine

        tasks = self._planned()
        self.tell_left_out(tasks)
        workers = self.arguments.workers or 0
        address = self.arguments.address or ""
        # Ray prints to standard output that a worker was lost; only results belong there.
        with redirect_stdout(sys.stderr), connected(address, workers, self.settings) as cluster:
            model = examine(cluster, self.settings, self.arguments.format)
            # By name, so that no worker takes another one that it happens to have.
            self.settings = dataclasses.replace(self.settings, model=self.settings.model or model.name)
            self.say(f"model: {model.line}")
            self.say(cluster.line())
            with locked(self.folder):
                journal = Journal(self.folder)
                try:
                    return self._shared_out(cluster, model, journal, tasks)
                finally:
                    journal.close()

    def _planned(self) -> Tasks:
        from mt.batch import places

        patterns = self.arguments.pattern or plan.PATTERNS
        if place := self.places.get(self.arguments.source):
            return places.plan(place, self.arguments.target, patterns, self.arguments.format)
        return plan.plan(self.source, self.target, patterns, self.arguments.format)

    def _shared_out(self, cluster: Cluster, model: Model, journal: Journal, tasks: Tasks) -> int:
        from mt.batch.claims import Claims
        from mt.batch.groups import groups, left_over
        from mt.batch.on_ray import RayRun
        from mt.batch.report import Events
        from mt.batch.run import Options
        from mt.batch.settled import digest, done
        from mt.batch.worker import Setup

        window = self.arguments.window or model.window
        look = self._look()
        claims = Claims(self.arguments.target)
        journal.claim(claims.found())
        todo = self.undone(journal, tasks, digest(model.recipe), look)
        if self.arguments.dry_run:
            return self.dry(todo, look)
        claims.clear()
        self.begin(journal, tasks, todo)
        waiting = {task.key: task for task in todo}
        with self.events() as stream:
            events = Events(stream)
            events("begin", files=len(tasks), todo=len(todo), workers=cluster.workers, cores=cluster.threads)
            setup = Setup(
                self.settings, self._absolute(self.arguments.source), self._absolute(self.arguments.target),
                self.arguments.format, window, digest(model.recipe),
            )  # fmt: skip
            run = RayRun(cluster, setup, Options(model.recipe, window), journal, (events, self.told))
            with self.interruptible(), self._tidy(tasks):
                run.execute(left_over(groups(tasks, window), waiting))
                claims.clear()
            if self.arguments.evaluate:
                with redirect_stdout(self.results):
                    self.evaluate(model.recipe, [t for t in tasks if done(journal.row(t.key))])
            return self.end(self.settings, self.summarise(model.recipe, journal, tasks), events)

    @contextmanager
    def _tidy(self, tasks: Tasks) -> Iterator[None]:
        """What killed runs left half-written goes before, and what killed workers left goes after: never
        while another worker may be writing."""
        local: Sequence[Task] = [] if is_url(self.arguments.target) else tasks
        clear(local)
        yield
        clear(local)

    def _look(self) -> Look:
        source = self.places.get(self.arguments.source)
        target = self.places.get(self.arguments.target)
        return _Look(source, target, self.arguments.format)

    def _absolute(self, folder: str) -> str:
        return folder if is_url(folder) else str(Path(folder).absolute())
