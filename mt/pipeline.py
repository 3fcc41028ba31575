"""The stages for one document: read, segment, translate, write. Read this first.

    file ──read──► Document ──segment──► Sentences ──translate──► Translations ──write──► file

A file is read in pieces of whole lines, so that memory does not grow with its size.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TextIO

from mt.config import Settings, resolve
from mt.documents import Reading, paragraphs, read, render_text, writer
from mt.documents.lines import count_line_ends, last_line_end
from mt.errors import UsageError
from mt.linking import Links, by_lexicon
from mt.models import find
from mt.segment import segment
from mt.translate import glossary
from mt.translate.base import EngineOptions, load_engine
from mt.translate.glossary import Glossary
from mt.translate.repair import Checked
from mt.translate.translator import Memory, SentenceTranslator
from mt.values import Decoding, Document, Flag, FlagKind, Model, Sentence, Summary, Translation

#: Characters of a piece: some thousand sentences, enough to sort into good batches.
PIECE_CHARS = 500_000
#: Of a window, when results are wanted soon: seconds' worth of sentences, and bounds of their number.
_WINDOW_SECONDS = 4.0
_FIRST_WINDOW, _LARGEST_WINDOW = 32, 8192


@dataclass
class Tally:
    """Counts while a run goes on; `summary()` freezes them."""

    files: int = 0
    sentences: int = 0
    repaired: int = 0
    flagged: int = 0

    def __post_init__(self) -> None:
        self._kinds: Counter[FlagKind] = Counter()

    def add(self, translations: Iterable[Translation]) -> None:
        for translation in translations:
            self.sentences += 1
            self.repaired += bool(translation.repair) and not translation.flags
            self.flagged += bool(translation.flags)
            self._kinds.update({flag.kind for flag in translation.flags})

    def set_aside(self, problem: str) -> Flag:
        """Counts a text that cannot be translated; its finding."""
        self.flagged += 1
        self._kinds.update((FlagKind.EMPTY,))
        return Flag(FlagKind.EMPTY, f"not translated: {problem}")

    def summary(self) -> Summary:
        kinds = tuple(self._kinds.most_common())
        return Summary(self.files, self.sentences, self.repaired, self.flagged, kinds)


class Reader:
    """Files to sentences, as the settings say. No model is needed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def segments(self, source: str | Path | BinaryIO | Reading) -> Iterator[tuple[Document, list[Sentence]]]:
        """Pieces of the source with their sentences, not yet translated. `source` as in `stream`."""
        if not isinstance(source, (str, Path, Reading)) and not hasattr(source, "read"):
            raise TypeError(f"text, a path or a binary stream is expected, not {type(source).__name__}")
        if isinstance(source, str):
            reading = self.read(io.BytesIO(_encoded(source)), "utf-8")
        else:
            reading = source if isinstance(source, Reading) else self.read(source)
        with reading:
            for document in reading:
                yield document, segment(document, paragraphs(document, self.settings.unwrap))

    def read(
        self, source: str | Path | BinaryIO, encoding: str | None = None, piece_chars: int | None = None
    ) -> Reading:
        """The source opened as the settings say. Raises InputError when that cannot be."""
        return read(
            source,
            encoding or self.settings.encoding or None,
            piece_chars=piece_chars or PIECE_CHARS,
            unwrap=self.settings.unwrap,
        )


class Translator(Reader):
    """Vietnamese to English with one loaded model. What `mt.load()` returns.

    >>> import mt
    >>> translator = mt.load()
    >>> translator.translate("Hôm nay trời đẹp.")  # doctest: +SKIP
    "It's a nice day."
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.model = find(settings.model or None)
        words = glossary_of(settings, self.model)
        options = EngineOptions(settings.device, settings.compute, settings.threads, settings.batch_tokens)
        self.engine = load_engine(self.model, settings.engine, options)
        fallback = (
            load_engine(find(settings.fallback), settings.engine, options) if settings.fallback else None
        )
        self._sentences = SentenceTranslator(
            self.engine,
            Decoding(beam=settings.beam),
            fallback,
            linker=by_lexicon,
            glossary=words,
        )
        #: Gives each (sentence, target) its word links; they then stand in `Translation.words`.
        self.linker: Callable[[Sequence[tuple[str, str]]], list[Links]] | None = None

    @property
    def glossary(self) -> Glossary | None:
        """The words that are masked, with what they become; None where the model copies no masks."""
        return self._sentences.glossary

    @property
    def memory(self) -> Memory:
        """What has been translated already; by default the last 50,000 different sentences."""
        return self._sentences.memory

    @memory.setter
    def memory(self, memory: Memory) -> None:
        self._sentences.memory = memory

    def translate(self, text: str) -> str:
        """The English of `text`: same lines, same white space between sentences."""
        return "".join(render_text(document, found) for document, found in self.stream(text))

    def sentences(self, text: str) -> list[Translation]:
        """Each sentence of `text` with its span, English, score and flags, in order."""
        return [translation for _, found in self.stream(text) for translation in found]

    def stream(
        self, source: str | Path | BinaryIO | Reading, prompt: bool = False
    ) -> Iterator[tuple[Document, list[Translation]]]:
        """Pieces of the source with their translations, as they are done; memory stays bounded.

        source: text itself (str), or a file (Path, binary stream, or what `mt.documents.read` gave).
        prompt: the first piece is small and comes soon, then one every few seconds; else pieces are large,
        which is faster on the whole.
        """
        for document, sentences in self.segments(source):
            if prompt:
                yield from self._in_windows(document, sentences)
            else:
                yield document, self.translate_sentences(sentences)

    def translate_sentences(self, sentences: Sequence[Sentence]) -> list[Translation]:
        """One Translation for each sentence, in order; they may come from different documents."""
        found = self._sentences.translate(sentences)
        if self.linker is None:
            return found
        links = self.linker([(one.sentence.text, one.target) for one in found])
        return [replace(one, words=tuple(words)) for one, words in zip(found, links, strict=True)]

    def answers(self, texts: Iterable[str]) -> dict[str, Checked]:
        """What each of `texts`, sentences that are all different, becomes: target, score, flags, repair."""
        return self._sentences.answers(texts)

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text."""
        return self.engine.count(texts)

    def write(self, source: str | Path | BinaryIO | Reading, target: TextIO, format: str = "text") -> Summary:
        """Translates `source` into the stream `target` in one of `mt.documents.FORMATS`."""
        out, tally = writer(format, target), Tally(files=1)
        out.begin()
        for document, found in self.stream(source):
            out.add(document, found)
            tally.add(found)
        out.end(tally.summary())
        return tally.summary()

    def _in_windows(
        self, document: Document, sentences: list[Sentence]
    ) -> Iterator[tuple[Document, list[Translation]]]:
        """`document` in runs of whole lines, each holding some seconds' worth of sentences."""
        first, at, line, size = 0, 0, document.line, _FIRST_WINDOW
        while at < len(document.text):
            began = time.monotonic()
            after, end = _window(document, sentences, first, size)
            part = Document(document.text[at:end], document.name, document.start + at, line, document.cues)
            yield part, self.translate_sentences(sentences[first:after])
            rate = (after - first) / max(1e-3, time.monotonic() - began)
            size = int(min(_LARGEST_WINDOW, max(_FIRST_WINDOW, rate * _WINDOW_SECONDS)))
            line += count_line_ends(part.text)
            first, at = after, end


def glossary_of(settings: Settings, model: Model) -> Glossary | None:
    """The words that are masked for `model`; None where none are. Raises UsageError when the settings name
    some and the model copies no masks, InputError when their file cannot be read."""
    if settings.glossary not in ("", "none") and not model.mask:
        raise UsageError(
            f"glossary {settings.glossary}: the model {model.name} was not trained to copy words that it is "
            "given. Take --model bundled, or --glossary none"
        )
    if not model.mask or settings.glossary == "none":
        return None
    return glossary.load(Path(settings.glossary)) if settings.glossary else glossary.own()


def _window(document: Document, sentences: Sequence[Sentence], first: int, size: int) -> tuple[int, int]:
    """The window of about `size` sentences from `first` on: the sentence after it, and the offset in
    `document.text` of the line end behind it."""
    for after in range(first + size, len(sentences)):
        start = sentences[after - 1].span.end - document.start
        end = last_line_end(document.text, start, sentences[after].span.start - document.start)
        if end > start:
            return after, end
    return len(sentences), len(document.text)


def _encoded(text: str) -> bytes:
    """`text` in UTF-8, so that it takes the one way in, with its cleaning. The byte order mark says that
    this is text, whatever it begins with ("%PDF-"); surrogates are paired, and lone ones become U+FFFD."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.encode("utf-8-sig")


def load(model: str | None = None, **settings: object) -> Translator:
    """A Translator with `model` (a name, hub id or folder; None for the best that is there).

    Other settings are those of `mt.config.Settings`, e.g. `beam=1`. Raises UsageError or BackendError.
    """
    given = {"model": model, **settings}
    return Translator(resolve({key: str(v) if isinstance(v, Path) else v for key, v in given.items()}))
