"""mt align: a text and its translation to sentence pairs."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from mt.align import AlignOptions
from mt.align.bitext import Bitext
from mt.align.formats import FORMATS
from mt.aligning import AlignInput, Translate, align_files
from mt.config import resolve
from mt.documents import replacing, same_file
from mt.errors import BackendError, InputError, OutputError, PartialFailure, UsageError
from mt.linking import WAYS, WordLinker
from mt.translate.base import EngineOptions
from mt.wording import counted

_ENDINGS = {"tsv": ".tsv", "jsonl": ".jsonl", "tmx": ".tmx", "ladder": ".ladder", "html": ".html"}
#: Share of the words that the lexicon must know, for a text to pass as English.
_ENGLISH = 0.6
_SIGNALS = ("lexicon", "documents", "lengths", "shared", "punctuation")

_EXAMPLES = """\
examples:
  mt align report.vi.txt report.en.txt -o report.tsv       pairs with a confidence each
  mt align vi.txt en.txt --format tmx --min-confidence 0.8 -o memory.tmx
  mt align vi.txt en.txt --format html -o check.html       a page to read and tick pairs
  mt align --one-per-line a.vi a.en --format ladder        text already split; hunalign's format
  mt align vi/ en/ -o pairs/                               files with matching names

Sentences are numbered from 0 on each side (with --one-per-line: lines). Each stands in just one link; one
without a partner has a link of its own. Where words leave doubt, the installed model translates the
Vietnamese side; --no-mt keeps it out. A translation that you have already: --translation, line for line.
With --words, i-j says that word i of the source is word j of the target; words are parted by white space.

exit codes: 0 done, 2 usage, 3 input, 4 model, 5 output, 6 some pairs of files failed, 130 Ctrl-C"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _EXAMPLES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("source", metavar="SOURCE", help="text, or a folder of texts")
    parser.add_argument("target", metavar="TARGET", help="its translation, or a folder of translations")
    parser.add_argument(
        "-o", "--output", metavar="PATH", help="file, or a folder for folders; - or none: standard output"
    )
    parser.add_argument("--format", choices=list(FORMATS), default="tsv", help="of the output (tsv)")
    parser.add_argument(
        "--min-confidence", type=float, default=0.0, metavar="X", help="leave out links below it, 0 to 1 (0)"
    )
    parser.add_argument("--one-per-line", action="store_true", help="lines are sentences; blank lines count")
    parser.add_argument("--words", action="store_true", help="word alignments as well")
    parser.add_argument(
        "--words-by", choices=WAYS,
        help="how words are linked: the model's attention (5 ms a pair; what --words does unless there is "
        "--no-mt) or the lexicon alone (0.7 ms, half as many errors more)",
    )  # fmt: skip
    parser.add_argument("--translation", metavar="FILE", help="the source in the target's language")
    parser.add_argument("--back-translation", metavar="FILE", help="the target in the source's language")
    parser.add_argument("--no-mt", action="store_true", help="translate nothing")
    parser.add_argument("--model", metavar="MODEL", help="that translates; see: mt models list")
    parser.add_argument(
        "--embed", nargs="?", const="sentence-transformers/LaBSE", metavar="MODEL",
        help="compare sentence embeddings as well (LaBSE; needs vimt[embed])",
    )  # fmt: skip
    parser.add_argument(
        "--without", action="append", default=[], choices=_SIGNALS, metavar="SIGNAL",
        help=f"do without a signal: {', '.join(_SIGNALS)}",
    )  # fmt: skip
    parser.add_argument("--encoding", metavar="NAME", help="of the files (detected)")
    parser.add_argument("--unwrap", action="store_true", help="join lines that were wrapped by hand")
    parser.add_argument("--quiet", action="store_true", help="errors only on standard error")


def run(arguments: argparse.Namespace) -> int:
    if not 0 <= arguments.min_confidence <= 1:
        raise UsageError(f"--min-confidence {arguments.min_confidence} is not between 0 and 1")
    if (arguments.words or arguments.words_by) and arguments.format in ("tmx", "ladder"):
        raise UsageError(f"{arguments.format} has no place for word links. Use --format tsv, jsonl or html")
    if arguments.format == "ladder" and arguments.min_confidence > 0:
        raise UsageError("a ladder holds every sentence. Leave out --min-confidence, or use --format tsv")
    job = _Job(arguments)
    folders = [Path(name).is_dir() for name in (arguments.source, arguments.target)]
    if all(folders):
        job.folders()
    elif any(folders):
        raise UsageError("one of both is a folder and the other is not. Name two files or two folders")
    else:
        job.single()
    return 0


class _Job:
    """One run: the options, and the model once it is needed."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._arguments = arguments
        beside = (arguments.translation, arguments.back_translation)
        self._how = AlignInput(
            arguments.one_per_line, arguments.unwrap, arguments.encoding,
            *(Path(name) if name else None for name in beside),
        )  # fmt: skip
        off = set(arguments.without)
        self._options = AlignOptions(
            lexicon="lexicon" not in off,
            documents="documents" not in off,
            lengths="lengths" not in off,
            shared="shared" not in off,
            punctuation="punctuation" not in off,
            embed=_embedder(arguments.embed) if arguments.embed else None,
        )
        self._linker: WordLinker | None = None
        self._translate = None if arguments.no_mt else _translator(arguments.model, self._say)

    def single(self) -> None:
        source, target, output = (getattr(self._arguments, name) for name in ("source", "target", "output"))
        if output in (None, "-"):
            bitext = self._align(Path(source), Path(target))
            FORMATS[self._arguments.format](sys.stdout, bitext, self._arguments.min_confidence)
            return
        if Path(output).is_dir():
            output = str(Path(output) / (_stem(Path(source)) + _ENDINGS[self._arguments.format]))
        self._to_file(Path(source), Path(target), output)

    def folders(self) -> None:
        """Each file of the source folder with the one of the same name. Raises PartialFailure in the end when
        some have no partner or cannot be aligned; the others are done."""
        arguments = self._arguments
        if arguments.output in (None, "-"):
            raise UsageError("folders need a folder for what comes out. Name one with -o")
        if arguments.translation or arguments.back_translation:
            raise UsageError("--translation goes with two files, not with folders")
        folder = Path(arguments.output)
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder}: cannot be made: {error.strerror}. Make it first") from error
        sides = [_files(Path(name)) for name in (arguments.source, arguments.target)]
        failed = 0
        for stem in sorted(set(sides[0]) | set(sides[1])):
            found = [side.get(stem) for side in sides]
            if found[0] is None or found[1] is None:
                failed += 1
                print(
                    f"mt: {found[0] or found[1]} has no partner of its name in the other folder",
                    file=sys.stderr,
                )
                continue
            try:
                self._to_file(found[0], found[1], str(folder / (stem + _ENDINGS[arguments.format])))
            except (InputError, OutputError, UsageError) as error:
                failed += 1
                print(f"mt: {error}", file=sys.stderr)
        if failed:
            raise PartialFailure(
                f"{counted(failed, 'file')} without a partner or failed; the others are done"
            )

    def _to_file(self, source: Path, target: Path, output: str) -> None:
        for name in (source, target, self._how.translation, self._how.back_translation):
            if name is not None and same_file(name, output):
                raise UsageError(f"{output} is an input as well. Name another file with -o")
        bitext = self._align(source, target)
        with replacing(output) as stream:
            FORMATS[self._arguments.format](stream, bitext, self._arguments.min_confidence)

    def _align(self, source: Path, target: Path) -> Bitext:
        began = time.monotonic()
        bitext, notes = align_files(source, target, self._how, self._options, self._translate)
        for note in notes:
            self._say(note)
        if self._arguments.words or self._arguments.words_by:
            bitext = replace(bitext, words=self._words(bitext))
        self._say(f"{source.name} / {target.name}: {summary_line(bitext, time.monotonic() - began)}")
        beside = self._how.translation or self._how.back_translation or self._arguments.embed
        elsewhere = _moved(bitext, self._options)
        # Blocks that changed places say why so little was linked: the texts are translations after all.
        found = elsewhere or warnings(bitext)
        if bitext.source and bitext.target and not beside:
            found = [*found, *_languages(bitext)]
        for warning in found:
            print(f"mt: {source.name} / {target.name}: {warning}", file=sys.stderr)
        left_out = sum(link.confidence < self._arguments.min_confidence for link in bitext.alignment.links)
        if left_out:
            self._say(f"left out: {counted(left_out, 'link')} below {self._arguments.min_confidence}")
        return bitext

    def _words(self, bitext: Bitext) -> tuple[str, ...]:
        """Of each link, Pharaoh's form; "" where a side is empty."""
        from mt.align.words import pharaoh

        if self._linker is None:
            self._linker = self._word_linker(set(bitext.languages) == {"vi", "en"})
        links = bitext.alignment.links
        places = [n for n, link in enumerate(links) if link.source and link.target]
        found = self._linker([bitext.texts(links[n]) for n in places])
        written = dict(zip(places, map(pharaoh, found), strict=True))
        return tuple(written.get(n, "") for n in range(len(links)))

    def _word_linker(self, readable: bool) -> WordLinker:
        """As asked for; else by attention, where there is a model and it can read the languages."""
        settings = resolve({"model": self._arguments.model})
        options = EngineOptions(settings.device, settings.compute, settings.threads)
        asked = self._arguments.words_by
        if asked is None and (self._arguments.no_mt or not readable):
            asked = "lexicon"
        try:
            return WordLinker(asked or "attention", settings.model or None, options)
        except BackendError as error:
            if asked is not None:
                raise
            self._say(f"words are linked by the lexicon alone: {error}")
            return WordLinker("lexicon")

    def _say(self, text: str) -> None:
        if not self._arguments.quiet:
            print(f"mt: {text}", file=sys.stderr)


def summary_line(bitext: Bitext, seconds: float) -> str:
    """e.g. "120 links (100 1-1, 3 without a partner), 2 below 0.5, in 0.8 s"."""
    links = bitext.alignment.links
    single = sum(len(link.source) == len(link.target) == 1 for link in links)
    alone = sum(not (link.source and link.target) for link in links)
    unsure = sum(link.confidence < 0.5 for link in links)
    return (
        f"{counted(len(links), 'link')} ({single:,} 1-1, {alone:,} without a partner), {unsure:,} below 0.5, "
        f"in {seconds:.1f} s"
    )


def warnings(bitext: Bitext) -> list[str]:
    """What makes the whole alignment doubtful."""
    sides = dict(zip(bitext.names, (bitext.source, bitext.target), strict=True))
    found = [f"{name} has no sentences" for name, side in sides.items() if not any(map(str.strip, side))]
    if not found and list(bitext.source) == list(bitext.target):
        found.append("both texts are the same")
    if not found and bitext.alignment.parallel < 0.5:
        found.append(
            f"these do not look like translations of each other ({bitext.alignment.parallel:.0%} sure that "
            "they are). Are both files the right ones, source first?"
        )
    return found


def _languages(bitext: Bitext) -> list[str]:
    """What the lexicon and the model cannot read, when nothing else was given to compare by."""
    from mt.align.lexicon import english_share

    remedy = "Give a translation with --translation, or a model with --embed"
    if bitext.languages == ("vi", "vi"):
        return [f"both texts are Vietnamese: only numbers, names, lengths and marks are compared. {remedy}"]
    found = []
    for name, language, side in zip(
        bitext.names, bitext.languages, (bitext.source, bitext.target), strict=True
    ):
        share = english_share(side) if language != "vi" else None
        if share is not None and share < _ENGLISH:
            found.append(
                f"{name} reads neither like Vietnamese nor like English, and no lexicon knows more. {remedy}"
            )
    if not found and "vi" not in bitext.languages:
        found.append(
            f"neither text is Vietnamese: only numbers, names, lengths and marks are compared. {remedy}"
        )
    return found


def _moved(bitext: Bitext, options: AlignOptions) -> list[str]:
    """Passages that stand elsewhere on the other side."""
    from mt.align.moved import moved

    return [
        f"sentences {one.source[0]} to {one.source[1]} of the source look like {one.target[0]} to "
        f"{one.target[1]} of the target, which stand elsewhere: links keep one order. Align those parts apart"
        for one in moved(bitext.source, bitext.target, bitext.alignment, options)
    ]


def _translator(model: str | None, say: Callable[[str], None]) -> Translate:
    """Loads the model when the first sentence is asked for."""
    loaded: list[object] = []

    def translate(sentences: Sequence[str]) -> list[str]:
        from mt.cli.translate import model_line
        from mt.pipeline import Translator, load

        if not loaded:
            loaded.append(load(model, beam=1))
        translator = loaded[0]
        assert isinstance(translator, Translator)
        say(f"{counted(len(sentences), 'sentence')} in doubt, to translate; {model_line(translator.model)}")
        found: list[list[str]] = [[] for _ in sentences]
        lines = [re.sub(r"[\r\n]+", " ", sentence) for sentence in sentences]
        for translation in translator.sentences("\n".join(lines)):
            found[translation.sentence.line - 1].append(translation.target)
        return [" ".join(parts) for parts in found]

    return translate


def _embedder(model: str) -> Callable[[Sequence[str]], object]:
    from mt.align.embed import embedder

    return embedder(model)


def _stem(path: Path) -> str:
    """news.vi.txt -> news"""
    return (
        re.sub(r"[._-](vi|en|vie|eng|src|ref|source|target)$", "", path.stem, flags=re.IGNORECASE)
        or path.stem
    )


def _files(folder: Path) -> dict[str, Path]:
    """Files of the folder by what their names have in common with their translation's. Raises InputError when
    two would be one."""
    found: dict[str, Path] = {}
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror}. Remedy: chmod u+rx that folder") from error
    for path in paths:
        stem = _stem(path)
        if stem in found:
            raise InputError(f"{folder}: {found[stem].name} and {path.name} have one name. Align them apart")
        found[stem] = path
    return found
