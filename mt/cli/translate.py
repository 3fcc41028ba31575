"""mt translate: files or standard input to English."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from mt.cli.progress import Progress
from mt.config import Settings, resolve
from mt.documents import FORMATS, Writer, output_name, replacing, same_file, writer
from mt.errors import FlaggedError, MtError, OutputError, PartialFailure, UsageError
from mt.linking import WAYS, WordLinker
from mt.pipeline import Tally, Translator
from mt.translate.base import ENGINES, EngineOptions
from mt.values import Model, Summary
from mt.wording import counted

_EXAMPLES = """\
examples:
  mt translate news.txt                       English on standard output, line for line
  mt translate news.txt -o news.en.txt        into a file, written whole or not at all
  mt translate *.txt -o english/              one output for each file, in a folder
  mt translate news.txt --format html -o news.html    Vietnamese and English side by side
  cat news.txt | mt translate --format tsv | cut -f 7,8

exit codes: 0 done, 2 usage, 3 input, 4 model, 5 output, 6 some files failed, 7 --strict and flags,
  130 Ctrl-C"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _EXAMPLES
    parser.add_argument("files", nargs="*", metavar="FILE", help="Vietnamese text; - or none: standard input")
    parser.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="file, or folder (one file for each input); - or none: standard output",
    )
    parser.add_argument("--format", choices=list(FORMATS), default="text", help="of the output (text)")
    parser.add_argument(
        "--words", action="store_true", help="which words translate each other, in jsonl; html always says it"
    )
    parser.add_argument(
        "--words-by", choices=WAYS,
        help="how words are linked: lexicon (default, 0.7 ms a sentence) or the model's attention (5 ms, a "
        "third fewer errors)",
    )  # fmt: skip
    parser.add_argument("--model", metavar="MODEL", help="name, hub id or folder; see: mt models list")
    parser.add_argument("--fallback", metavar="MODEL", help="second model, for sentences left flagged (none)")
    parser.add_argument(
        "--glossary",
        metavar="FILE",
        help="words and their English, a tab between them, one a line; none: not even our own (our own)",
    )
    parser.add_argument("--engine", choices=list(ENGINES), help="what runs the model (ctranslate2)")
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], help="where it runs (auto)")
    parser.add_argument(
        "--compute", metavar="TYPE", help="auto, int8, float16, float32, ... (auto: int8 on a CPU)"
    )
    parser.add_argument("--beam", type=int, metavar="N", help="hypotheses in the search, 1 is fastest (4)")
    parser.add_argument("--threads", type=int, metavar="N", help="cores to use (0: all)")
    parser.add_argument(
        "--encoding", metavar="NAME", help="of the input: utf-8, cp1258, viscii, tcvn3, vni, ..."
    )
    parser.add_argument(
        "--unwrap", action="store_true", default=None, help="join lines that were wrapped by hand"
    )
    parser.add_argument(
        "--strict", action="store_true", default=None, help="exit with 7 when a sentence is flagged"
    )
    parser.add_argument("--quiet", action="store_true", help="errors only on standard error")


def run(arguments: argparse.Namespace) -> int:
    names = {field.name for field in dataclasses.fields(Settings)}
    settings = resolve({name: value for name, value in vars(arguments).items() if name in names})
    words = arguments.words or arguments.words_by is not None
    if words and arguments.format not in ("html", "jsonl"):
        raise UsageError(f"{arguments.format} has no place for word links. Use --format jsonl, or html")
    job = Job(arguments)
    translator = Translator(settings)
    if words or arguments.format == "html":
        options = EngineOptions(settings.device, settings.compute, settings.threads)
        translator.linker = WordLinker(arguments.words_by or "lexicon", settings.model or None, options)
    job.run(translator)
    return 0


def model_line(model: Model) -> str:
    """Which model runs, how good it is, and how to get a better one."""
    quality = f" ({model.quality})" if model.quality else ""
    better = "; better (non-commercial): mt models pull nllb-600m" if model.name == "bundled" else ""
    return f"model: {model.name}{quality}{better}"


class Job:
    """One run of the command: its inputs, where the output goes, what was done so far."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.inputs: list[str] = arguments.files or ["-"]
        self.format: str = arguments.format
        self.quiet: bool = arguments.quiet
        self.output: str | None = None if arguments.output == "-" else arguments.output
        self.progress = Progress(self.inputs, not arguments.quiet)
        self.tally = Tally()
        self._tally_of_output = Tally()
        self.done: list[str] = []
        self.failed: Counter[str] = Counter()
        self._targets = self._check_targets()

    def say(self, text: str) -> None:
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        self.progress.clear()
        print(f"mt: {text}", file=sys.stderr)

    def run(self, translator: Translator) -> None:
        """Translates every input. Raises PartialFailure or FlaggedError when all that can be done is done."""
        began = time.monotonic()
        try:
            self.say(model_line(translator.model))  # in here: Ctrl-C right behind it is told what was kept
            if self._targets:
                for name, target in zip(self.inputs, self._targets, strict=True):
                    with self._tolerant(name), self._open(target) as out:
                        self._one(translator, name, out)
            else:
                with self._open(self.output) as out:
                    for name in self.inputs:
                        with self._tolerant(name):
                            self._one(translator, name, out)
                    if not self.done:
                        raise self._failure()  # in here, so that nothing replaces a file that exists
        except KeyboardInterrupt:
            raise KeyboardInterrupt(self._kept()) from None
        finally:
            self.progress.clear()
        self.say(summary_line(self.tally.summary(), time.monotonic() - began))
        if self.failed:
            raise self._failure()
        if translator.settings.strict and self.tally.flagged:
            raise FlaggedError(
                f"--strict: {counted(self.tally.flagged, 'flagged sentence')}; see --format tsv"
            )

    def _one(self, translator: Translator, name: str, out: Writer) -> None:
        reading = translator.read(name if name == "-" else Path(name))
        noted: set[str] = set()
        self._note(reading.source.notes(), noted)
        # Whoever watches wants to see something soon; a file is written the fastest way.
        prompt = self.output is None or self.progress.enabled
        for document, found in translator.stream(reading, prompt):
            out.add(document, found)
            self.progress(document, found)
            if self.output is None:
                sys.stdout.flush()
            self.tally.add(found)
            self._tally_of_output.add(found)
        self._note(reading.source.notes(), noted)
        self.tally.files += 1
        self._tally_of_output.files += 1
        self.done.append(name)

    def _note(self, notes: list[str], noted: set[str]) -> None:
        for note in notes:
            if note not in noted:
                noted.add(note)
                self.say(note)

    @contextmanager
    def _tolerant(self, name: str) -> Iterator[None]:
        """One bad input does not stop the others; with a single one, its error is the run's."""
        before = self.tally.sentences
        try:
            yield
        except MtError as error:
            if len(self.inputs) == 1 or (isinstance(error, OutputError) and not self._targets):
                raise
            self.failed[name] += 1
            kept = 0 if self._targets else self.tally.sentences - before
            told = f". What came before is in the output: {counted(kept, 'sentence')}" if kept else ""
            self.complain(f"{error}{told}")

    def _failure(self) -> PartialFailure:
        done = "the others are done" if self.done else "nothing was translated"
        return PartialFailure(f"{len(self.failed)} of {counted(len(self.inputs), 'input')} failed; {done}")

    @contextmanager
    def _open(self, target: str | None) -> Iterator[Writer]:
        """A writer onto `target` (None: standard output), begun and, when all went well, ended."""
        self._tally_of_output = Tally()
        with nullcontext(sys.stdout) if target is None else replacing(target) as stream:
            out = writer(self.format, stream)
            out.begin()
            yield out
            out.end(self._tally_of_output.summary())

    def _check_targets(self) -> list[str]:
        """An output for each input when -o is a folder, else none. No output may be an input."""
        if self.output is None:
            return []
        folder = Path(self.output)
        targets = []
        if folder.is_dir() or self.output.endswith(("/", "\\")):
            try:
                folder.mkdir(exist_ok=True)
            except OSError as error:
                raise OutputError(f"{folder}: cannot be made: {error.strerror}. Make it first") from error
            names = ("stdin" if name == "-" else name for name in self.inputs)
            targets = [str(folder / output_name(name, self.format)) for name in names]
            for target, count in Counter(targets).items():
                if count > 1:
                    raise UsageError(f"{count} inputs would be written to {target}. Translate them apart")
        for target in targets or [self.output]:
            for name in self.inputs:
                if name != "-" and same_file(name, target):
                    raise UsageError(f"{target} is an input as well. Name another file with -o")
        return targets

    def _kept(self) -> str:
        done = f"{len(self.done)} of {counted(len(self.inputs), 'input')} translated"
        if self._targets:
            return f"{done} and kept; of the one at hand nothing was written"
        if self.output:
            return f"{done}, but {self.output} is written whole or not at all: it is as it was before"
        return f"{done}; what was printed is whole lines, {counted(self.tally.sentences, 'sentence')}"


def summary_line(summary: Summary, seconds: float) -> str:
    """e.g. "2 files, 1,200 sentences in 3.1 s (387/s), 4 repaired, 1 flagged (number 1)"."""
    text = (
        f"{counted(summary.files, 'file')}, {counted(summary.sentences, 'sentence')} in {seconds:.1f} s "
        f"({summary.sentences / max(seconds, 1e-3):,.0f}/s), {summary.repaired:,} repaired, "
        f"{summary.flagged:,} flagged"
    )
    if summary.kinds:
        text += f" ({', '.join(f'{kind} {count:,}' for kind, count in summary.kinds)})"
    return text
