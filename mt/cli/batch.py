"""mt batch: a folder to a folder, from where the last run ended."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from mt.config import Settings, resolve
from mt.errors import FlaggedError, OutputError, PartialFailure, UsageError

if TYPE_CHECKING:
    from mt.batch.journal import Journal, Row
    from mt.batch.plan import Task
    from mt.batch.report import Events
    from mt.batch.run import Step
    from mt.pipeline import Translator

_EXAMPLES = """\
examples:
  mt batch reports/ english/                      every *.txt below reports/, the same folders below english/
  mt batch reports/ english/ --pattern '*.md' --pattern '*.txt' --format html
  mt batch --status english/                      how far a run is, also while it runs
  mt batch reports/ english/ --dry-run            what would be done
  mt batch reports/ english/ --retry-failed       once more what failed
  mt batch reports/ english/ --evaluate refs/     BLEU, chrF, TER against references of the same names
  mt batch corpus.jsonl out.jsonl --column text   a column of a corpus: text_en and text_en_flags are added
  mt batch reports/ english/ --engine ray --address auto      the same on a Ray cluster
  mt batch s3://corpus/vi s3://corpus/en --engine ray         folders behind URLs (fsspec)

A second run does only what is new, changed or unfinished. What was done stands in english/.vimt: the journal,
summary.json and summary.md.

--engine ray: the workers of a Ray cluster run the model (with ctranslate2, or what MT_ENGINE says). All its
machines need vimt[ray], the model and the same folders: on a shared file system, or behind URLs. When OUT_DIR
is a URL, the journal is a folder here, below MT_HOME/jobs, or --journal DIR; the second run needs it too.

exit codes: 0 done, 2 usage, 3 input, 4 model, 5 output, 6 some files failed, 7 --strict and flags,
  130 Ctrl-C"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "source",
        metavar="IN",
        help="folder of Vietnamese files (with --engine ray: or URL), or with --column a corpus",
    )
    parser.add_argument(
        "target", metavar="OUT", nargs="?", help="folder for the English ones, or the new corpus"
    )
    parser.add_argument(
        "--column", metavar="NAME", help="of a corpus: .jsonl, .csv, .tsv, .parquet or a datasets folder"
    )
    parser.add_argument("--to", metavar="NAME", help="the column to add (NAME of --column and _en)")
    parser.add_argument(
        "--pattern", action="append", metavar="GLOB", help="which files; may be given again (*.txt)"
    )
    parser.add_argument(
        "--format",
        choices=["text", "tsv", "jsonl", "tmx", "html"],
        default="text",
        help="of the outputs (text)",
    )
    _add_settings(parser)
    parser.add_argument(
        "--window", type=int, default=0, metavar="N", help="sentences translated together (by model)"
    )
    parser.add_argument("--retry-failed", action="store_true", help="do once more what failed before")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done, and do nothing")
    parser.add_argument("--status", action="store_true", help="print how far the run in this folder is")
    parser.add_argument(
        "--evaluate",
        metavar="REF_DIR",
        help="then score the outputs against the references there",
    )
    parser.add_argument("--events", metavar="FILE", help="append what happens to FILE, as JSON lines")
    parser.add_argument("--quiet", action="store_true", help="errors only on standard error")
    _add_ray_arguments(parser)
    # For the process that `mt.batch.supervise` starts.
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--alone", metavar="KEY", help=argparse.SUPPRESS)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    """As in `mt translate`."""
    parser.add_argument("--model", metavar="MODEL", help="name, hub id or folder; see: mt models list")
    parser.add_argument("--fallback", metavar="MODEL", help="second model, for sentences left flagged (none)")
    parser.add_argument(
        "--engine",
        choices=["ctranslate2", "transformers", "ray"],
        help="what runs the model (ctranslate2); ray: ctranslate2 on a cluster's workers",
    )
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], help="where it runs (auto)")
    parser.add_argument("--compute", metavar="TYPE", help="auto, int8, float32, float16, ... (auto)")
    parser.add_argument("--beam", type=int, metavar="N", help="hypotheses kept in the search (4)")
    parser.add_argument(
        "--jobs", "--threads", dest="threads", type=int, metavar="N", help="cores to use (0: all)"
    )
    parser.add_argument(
        "--encoding", metavar="NAME", help="of all inputs: utf-8, cp1258, viscii, tcvn3, vni, ..."
    )
    parser.add_argument(
        "--unwrap", action="store_true", default=None, help="join lines that were wrapped by hand"
    )
    parser.add_argument(
        "--strict", action="store_true", default=None, help="exit with 7 when a sentence is flagged"
    )


def _add_ray_arguments(parser: argparse.ArgumentParser) -> None:
    ray = parser.add_argument_group("with --engine ray")
    ray.add_argument(
        "--address",
        metavar="ADDR",
        help="the cluster: auto, HOST:PORT (one of this machine alone)",
    )
    ray.add_argument(
        "--workers", type=int, metavar="N", help="loaded models, each with --jobs cores (as many as fit)"
    )
    ray.add_argument(
        "--journal", metavar="DIR", help="folder of the journal (OUT_DIR, or below MT_HOME/jobs)"
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.status:
        return _status(state_folder(arguments, arguments.target or arguments.source))
    if not arguments.target:
        raise UsageError("OUT is missing: mt batch IN_DIR OUT_DIR")
    if arguments.evaluate and (arguments.format != "text" or arguments.column):
        raise UsageError("--evaluate scores texts: use it with --format text and without --column")
    if arguments.evaluate and not Path(arguments.evaluate).is_dir():
        raise UsageError(f"--evaluate {arguments.evaluate}: not a folder")
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
    from mt.batch.plan import plan
    from mt.batch.supervise import supervise

    resolve(given(arguments))  # a wrong setting is an error here, with no second process
    folder = Path(arguments.target)
    if arguments.column:
        folder = folder.parent
    else:
        plan(Path(arguments.source), folder, [], arguments.format)
    # Without the current folder, whose files may have the names of modules.
    command = [sys.executable, "-P", "-m", "mt", "batch", "--worker", *arguments.typed[1:]]
    return supervise(command, folder, lambda text: print(f"mt: {text}", file=sys.stderr))


def given(arguments: argparse.Namespace) -> dict[str, object]:
    names = {field.name for field in dataclasses.fields(Settings)}
    found = {name: value for name, value in vars(arguments).items() if name in names}
    # Ray is where the model runs, not what runs it.
    return {name: value for name, value in found.items() if (name, value) != ("engine", "ray")}


def _status(folder: Path) -> int:
    from mt.batch.journal import read
    from mt.batch.report import Totals, failures

    rows, notes = read(folder)
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

    def say(self, text: str) -> None:
        if not self.arguments.quiet:
            print(f"mt: {text}", file=sys.stderr)

    def run(self) -> int:
        """Raises PartialFailure when files failed, FlaggedError with --strict."""
        from mt.batch.journal import Journal, locked
        from mt.batch.plan import plan
        from mt.batch.supervise import end_with_the_supervisor
        from mt.cli.translate import model_line
        from mt.pipeline import Translator

        if self.arguments.worker:
            end_with_the_supervisor()
        tasks = plan(self.source, self.target, self.arguments.pattern or ["*.txt"], self.arguments.format)
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

    def _work(self, translator: Translator, journal: Journal, tasks: list[Task]) -> int:
        from mt.batch.journal import now
        from mt.batch.report import Events
        from mt.batch.run import Options, Run, recipe, settled

        options = Options(self.arguments.format, self.arguments.window)
        with self.events() as stream:
            events = Events(stream)
            run = Run(translator, journal, options, events, self.told)
            before = journal.rows()
            known = {
                t.key: settled(t, before.get(t.key), run.recipe, self.arguments.retry_failed) for t in tasks
            }
            todo = [task for task in tasks if known[task.key] is None]
            if self.arguments.alone:
                run.execute([task for task in todo if task.key.hex() == self.arguments.alone])
                return 0
            self.total = (len(todo), sum(task.size for task in todo))
            journal.note("run", {"todo": len(todo), "began": now()})
            self._warn(tasks, known)
            events("begin", files=len(tasks), todo=len(todo))
            files = "file" if len(tasks) == 1 else "files"
            self.say(f"{len(tasks):,} {files}, {len(tasks) - len(todo):,} done before")
            with self.interruptible():
                run.execute(todo)
            rows = journal.rows()
            values = recipe(translator, self.arguments.format)
            self.summarise(values, [rows[task.key] for task in tasks])
            if self.arguments.evaluate:
                self.evaluate(values, [task for task in tasks if rows[task.key].state == "done"])
            return self.end(translator.settings, [rows[task.key] for task in tasks], events)

    def _warn(self, tasks: list[Task], known: dict[bytes, Row | None]) -> None:
        """Outputs that a person has changed are kept; that must be known, as they may be of an older text."""
        from mt.batch.run import edited

        changed = [t for t in tasks if (row := known[t.key]) is not None and edited(t, row)]
        for task in changed[:5]:
            self.say(
                f"{task.target} was changed after it was written, and is kept. To have it anew: delete it"
            )
        if len(changed) > 5:
            self.say(f"and {len(changed) - 5:,} more")

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
                f"What is finished is kept ({files:,} files in this run). The same command goes on"
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

    def _dry(self, translator: Translator, tasks: list[Task]) -> int:
        """Prints what a run would do. Touches nothing, so that it may be asked while one goes on."""
        from mt.batch.journal import NAME, read
        from mt.batch.plan import STATE
        from mt.batch.run import digest, recipe, settled

        stamp = digest(recipe(translator, self.arguments.format))
        rows = read(self.target)[0] if (self.target / STATE / NAME).exists() else []
        known = {row.key: row for row in rows}
        retry = self.arguments.retry_failed
        return self.dry([t for t in tasks if settled(t, known.get(t.key), stamp, retry) is None])

    def dry(self, todo: list[Task]) -> int:
        """Prints what would be done."""
        for task in todo:
            print(f"{task.name}\t{task.problem or task.target}")
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
        what = f"{files:,} rows" if self.arguments.column else f"{files:,} of {self.total[0]:,} files"
        text = (
            f"{what}, {sentences:,} sentences, {sentences / seconds:,.0f}/s, {tokens / seconds:,.0f} tokens/s"
        )
        if size:
            left = round(seconds * (self.total[1] - size) / size)
            text += f", {left // 60}:{left % 60:02d} left"
        return text

    def clear(self) -> None:
        if self.steps and not self.arguments.quiet and sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def summarise(self, recipe: dict[str, str], rows: list[Row]) -> None:
        """summary.json and summary.md."""
        from mt.batch.plan import STATE
        from mt.batch.report import summary, write

        write(self.folder / STATE, summary(rows, recipe))

    def end(self, settings: Settings, rows: list[Row], events: Events) -> int:
        """The last word. Raises PartialFailure when files failed, FlaggedError with --strict."""
        from mt.batch.plan import STATE
        from mt.batch.report import Totals, failures

        totals = Totals.of(rows)
        seconds = max(1e-3, time.monotonic() - self.began)
        new = sum(step.sentences for step in self.steps)
        events(
            "end",
            done=totals.done,
            failed=totals.failed,
            sentences=totals.sentences,
            seconds=round(seconds, 1),
        )
        self.say(f"{totals.line()}; {new:,} of them now, in {seconds:.1f} s ({new / seconds:,.0f}/s)")
        if totals.failed:
            print(failures(rows), file=sys.stderr)
            raise PartialFailure(f"{totals.failed:,} of {len(rows):,} files failed; the others are done")
        if settings.strict and totals.flagged:
            raise FlaggedError(
                f"--strict: {totals.flagged:,} sentences are flagged; {self.folder / STATE}/summary.md"
            )
        return 0
