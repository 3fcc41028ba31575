"""mt batch: a folder to a folder, from where the last run ended."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from mt.cli.batch_arguments import add_arguments as add_arguments
from mt.config import Settings, resolve
from mt.errors import FlaggedError, OutputError, PartialFailure, UsageError
from mt.wording import counted

if TYPE_CHECKING:
    from mt.batch.journal import Journal
    from mt.batch.plan import Task, Tasks
    from mt.batch.report import Events, Totals
    from mt.batch.run import Step
    from mt.batch.settled import Known, Look
    from mt.pipeline import Translator


def run(arguments: argparse.Namespace) -> int:
    if arguments.status:
        return _status(state_folder(arguments, arguments.target or arguments.source))
    if not arguments.target:
        given = "CORPUS OUT --column NAME" if arguments.column else "IN_DIR OUT_DIR"
        raise UsageError(f"OUT is missing: mt batch {given}")
    if arguments.evaluate and (arguments.format != "text" or arguments.column):
        raise UsageError("--evaluate scores texts: use it with --format text and without --column")
    if arguments.evaluate and not Path(arguments.evaluate).is_dir():
        raise UsageError(f"--evaluate {arguments.evaluate}: not a folder")
    if arguments.column and arguments.format != "text":
        raise UsageError(f"--format {arguments.format}: with --column the format goes by the ending of OUT")
    if arguments.column and arguments.pattern:
        raise UsageError("--pattern goes without --column: a corpus is one file")
    if arguments.column and arguments.encoding:
        raise UsageError("--encoding goes without --column: a corpus is UTF-8 (iconv -f ENCODING -t UTF-8)")
    if arguments.encoding:
        from mt.documents.encodings import lookup

        lookup(arguments.encoding)  # a wrong name is told once, not by each file
    if arguments.window < 0:
        raise UsageError(f"--window {arguments.window}: 0 or more is expected")
    if arguments.engine == "ray":
        from mt.cli.batch_ray import RayBatch

        return RayBatch(arguments).run()
    _check_local(arguments)
    if not arguments.worker and not arguments.dry_run:
        return _supervised(arguments)
    if arguments.column:
        from mt.cli.batch_corpus import CorpusBatch

        return CorpusBatch(arguments).run()
    return Batch(arguments).run()


def state_folder(arguments: argparse.Namespace, target: str) -> Path:
    """Where the journal and the summary of a job with this OUT_DIR lie, in a folder .vimt."""
    from hashlib import sha256

    from mt.batch.places import is_url
    from mt.models.store import home

    if arguments.journal:
        return Path(arguments.journal)
    if is_url(target):
        return home() / "jobs" / sha256(target.rstrip("/").encode()).hexdigest()[:16]
    return Path(target)


def _check_local(arguments: argparse.Namespace) -> None:
    from mt.batch.places import is_url

    for name in ("address", "workers", "journal"):
        if getattr(arguments, name) is not None:
            raise UsageError(f"--{name} goes with --engine ray")
    for folder in (arguments.source, arguments.target):
        if is_url(folder):
            raise UsageError(f"{folder}: URLs go with --engine ray")


def _supervised(arguments: argparse.Namespace) -> int:
    from mt.batch.journal import now
    from mt.batch.plan import check_folders
    from mt.batch.supervise import supervise

    resolve(given(arguments))  # a wrong setting is an error here, with no second process
    folder = Path(arguments.target)
    if arguments.column:
        folder = folder.parent
    else:
        check_folders(Path(arguments.source), folder)
    # Without the current folder, whose files may have the names of modules.
    command = [sys.executable, "-P", "-m", "mt", "batch", "--worker", "--since", str(now())]
    command += arguments.typed[1:]
    return supervise(command, folder, lambda text: print(f"mt: {text}", file=sys.stderr))


def given(arguments: argparse.Namespace) -> dict[str, object]:
    names = {field.name for field in dataclasses.fields(Settings)}
    found = {name: value for name, value in vars(arguments).items() if name in names}
    # Ray is where the model runs, not what runs it.
    return {name: value for name, value in found.items() if (name, value) != ("engine", "ray")}


def _status(folder: Path) -> int:
    from mt.batch.journal import read
    from mt.batch.report import Totals, failures

    rows, notes = read(folder, planned=True)
    totals = Totals.of(rows)
    run = notes.get("run")
    finished = sum(row.finished >= run["began"] for row in rows) if run else 0
    print(totals.line() + (f"; {run['todo'] - finished:,} to do" if run else ""))
    if table := failures(rows):
        print(table)
    return 0


class Batch:
    """One run, in the worker process."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.source, self.target = Path(arguments.source), Path(arguments.target)
        self.folder = state_folder(arguments, arguments.target)
        self.began = time.monotonic()
        self.steps: list[Step] = []
        self.total = (0, 0)
        self.results = sys.stdout

    def say(self, text: str) -> None:
        if not self.arguments.quiet:
            print(f"mt: {text}", file=sys.stderr)

    def run(self) -> int:
        """Raises PartialFailure when files failed, FlaggedError with --strict."""
        from mt.batch.journal import Journal, locked
        from mt.batch.plan import PATTERNS, plan
        from mt.batch.supervise import end_with_the_supervisor
        from mt.cli.translate import model_line
        from mt.pipeline import Translator

        if self.arguments.worker:
            end_with_the_supervisor()
        tasks = plan(self.source, self.target, self.arguments.pattern or PATTERNS, self.arguments.format)
        self.tell_left_out(tasks)
        translator = Translator(resolve(given(self.arguments)))
        if self.arguments.dry_run:
            return self._dry(translator, tasks)
        self.say(model_line(translator.model))
        with locked(self.target):
            journal = Journal(self.target)
            try:
                return self._work(translator, journal, tasks)
            finally:
                journal.close()

    def _work(self, translator: Translator, journal: Journal, tasks: Tasks) -> int:
        from mt.batch.claims import Claims
        from mt.batch.report import Events
        from mt.batch.run import Options, Run
        from mt.batch.settled import Look, done, recipe, suitable_window

        values = recipe(translator, self.arguments.format)
        options = Options(values, self.arguments.window or suitable_window(translator.model))
        with self.events() as stream:
            events = Events(stream)
            run = Run(translator, journal, options, events, self.told)
            claims = Claims(str(self.target))  # of a run on a cluster
            journal.claim(claims.found())
            claims.clear()
            todo = self.undone(journal, tasks, run.recipe, Look(self.arguments.format))
            if self.arguments.alone:
                run.execute([task for task in todo if task.key.hex() == self.arguments.alone])
                return 0
            self.begin(journal, tasks, todo)
            events("begin", files=len(tasks), todo=len(todo))
            with self.interruptible():
                run.execute(todo)
            if self.arguments.evaluate:
                self.evaluate(values, [task for task in tasks if done(journal.row(task.key))])
            return self.end(translator.settings, self.summarise(values, journal, tasks), events)

    def retry(self) -> float:
        """Failures recorded before this time are tried again. A worker that is started again because one died
        does not repeat what that one has done, else a file that kills would never come to its end."""
        again = self.arguments.retry_failed or self.arguments.overwrite
        return self.arguments.since if again else 0.0

    def tell_left_out(self, tasks: Tasks) -> None:
        for folder, count in sorted(tasks.left_out.items()):
            self.say(f"{counted(count, 'file')} in {folder} left out: another run wrote them")
        for text in tasks.unread:
            self.say(f"{text}. What that run wrote there is taken as input")

    def undone(self, journal: Known, tasks: Tasks, recipe: str, look: Look) -> Tasks:
        """The tasks that are not settled; outputs that a person has changed, and that stay, are told of."""
        from mt.batch.settled import Wish, undone

        wish = Wish(self.retry(), self.arguments.overwrite)
        todo, kept = undone(tasks, journal, recipe, wish, look)
        for path in kept[:5]:
            self.say(f"{path} was changed after it was written, and is kept (--overwrite: not)")
        if len(kept) > 5:
            self.say(f"and {len(kept) - 5:,} more")
        return todo

    def begin(self, journal: Journal, tasks: Tasks, todo: Tasks) -> None:
        """Says, here and in the journal, what is before the run."""
        from mt.batch.journal import now

        self.total = (len(todo), todo.size)
        journal.planned(tasks.keys)
        journal.note("run", {"todo": len(todo), "began": now()})
        before = journal.failed()
        failed = sum(key in before for key in tasks.keys) - sum(key in before for key in todo.keys)
        done = f"{len(tasks) - len(todo) - failed:,} done before"
        self.say(f"{counted(len(tasks), 'file')}, {done}" + (f", {failed:,} failed before" if failed else ""))
        if not tasks:
            wanted = ", ".join(self.arguments.pattern or ["*.txt"])
            self.say(f"nothing below {self.arguments.source} is called {wanted}. Which files: --pattern")

    def evaluate(self, recipe: dict[str, str], tasks: list[Task]) -> None:
        """Scores the outputs that are done."""
        from mt.cli.batch_evaluate import Folders, report

        report(tasks, Folders(self.source, self.target, Path(self.arguments.evaluate)), recipe)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Ctrl-C in the block says what is kept; the progress line goes when it ends."""
        try:
            yield
        except KeyboardInterrupt:
            files = sum(step.files for step in self.steps)
            raise KeyboardInterrupt(
                f"What is finished is kept ({counted(files, 'file')} in this run). The same command goes on"
            ) from None
        finally:
            self.clear()

    def events(self) -> AbstractContextManager[TextIO | None]:
        if not self.arguments.events:
            return nullcontext(None)
        try:
            return Path(self.arguments.events).open("a", encoding="utf-8")
        except OSError as error:
            raise OutputError(f"{self.arguments.events}: cannot be written: {error.strerror}") from error

    def _dry(self, translator: Translator, tasks: Tasks) -> int:
        """Prints what a run would do. Touches nothing, so that it may be asked while one goes on."""
        from mt.batch.settled import Look, Snapshot, digest, recipe

        values, look = digest(recipe(translator, self.arguments.format)), Look(self.arguments.format)
        return self.dry(self.undone(Snapshot(self.folder), tasks, values, look), look)

    def dry(self, todo: Sequence[Task], look: Look) -> int:
        """Prints what would be done."""
        from mt.batch.plan import Foreign, shown

        root = self.arguments.target.rstrip("/")
        for task in todo:
            output = f"{root}/{shown(look.output(task))}"
            there = not task.ours and look.seen(task)[0] >= 0
            print(f"{task.name}\t{task.problem or (Foreign(output) if there else output)}", file=self.results)
        return 0

    def told(self, step: Step) -> None:
        self.steps.append(step)
        if self.arguments.quiet or not sys.stderr.isatty():
            return
        print("\r\x1b[K" + self.progress(time.monotonic() - self.began), end="", file=sys.stderr, flush=True)

    def progress(self, seconds: float) -> str:
        """e.g. "120 of 3,000 files, 5,400 sentences, 210/s, 6,100 tokens/s, 12:30 left"."""
        files = sum(step.files for step in self.steps)
        sentences = sum(step.sentences for step in self.steps)
        tokens = sum(step.tokens for step in self.steps)
        size = sum(step.bytes for step in self.steps)
        total = counted(self.total[0], "file")
        what = counted(files, "row") if self.arguments.column else f"{files:,} of {total}"
        text = (
            f"{what}, {counted(sentences, 'sentence')}, {sentences / seconds:,.0f}/s, "
            f"{tokens / seconds:,.0f} tokens/s"
        )
        if size:
            left = round(seconds * (self.total[1] - size) / size)
            text += f", {left // 60}:{left % 60:02d} left"
        return text

    def clear(self) -> None:
        if self.steps and not self.arguments.quiet and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def summarise(self, recipe: dict[str, str], journal: Journal, tasks: Tasks) -> Totals:
        """Writes summary.json and summary.md of the tasks' records; their sums."""
        from mt.batch.plan import STATE
        from mt.batch.report import Totals, summary, write

        totals = Totals.of(row for key in tasks.keys if (row := journal.row(key)))
        write(self.folder / STATE, summary(totals, recipe))
        return totals

    def end(self, settings: Settings, totals: Totals, events: Events) -> int:
        """The last word. Raises PartialFailure when files failed, FlaggedError with --strict."""
        from mt.batch.plan import STATE
        from mt.batch.report import failures

        seconds = max(1e-3, time.monotonic() - self.began)
        new = sum(step.sentences for step in self.steps)
        events(
            "end",
            done=totals.done,
            failed=totals.failed,
            sentences=totals.sentences,
            seconds=round(seconds, 1),
        )
        self.say(f"{totals.line()}; {new:,} translated now, in {seconds:.1f} s ({new / seconds:,.0f}/s)")
        if totals.failed:
            print(failures(totals.notable), file=sys.stderr)
            files = totals.done + totals.failed
            rest = "the others are done" if totals.failed < files else "nothing else was to do"
            raise PartialFailure(f"{totals.failed:,} of {counted(files, 'file')} failed; {rest}")
        if settings.strict and totals.flagged:
            flagged = counted(totals.flagged, "flagged sentence")
            raise FlaggedError(f"--strict: {flagged}; see {self.folder / STATE}/summary.md")
        return 0
