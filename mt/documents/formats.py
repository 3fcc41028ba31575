"""The output formats by name, and what a writer is. Choosing one imports one module."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import Protocol, TextIO, cast

from mt.errors import UsageError
from mt.values import Document, Summary, Translation


class Writer(Protocol):
    """Writes to a text stream that it does not close, as translations come.

    `begin` once; `add` for each Document in order, with the translations of its sentences in order, file
    after file (a Document whose `start` is 0 begins a file); `end` once. Spans that overlap, go backwards or
    leave the Document raise ValueError.

    The stream must not translate line ends (`newline=""`), as `replacing` opens it.
    """

    def begin(self) -> None: ...

    def add(self, document: Document, translations: Sequence[Translation]) -> None: ...

    def end(self, summary: Summary) -> None: ...


FORMATS = {
    "text": "mt.documents.text:TextWriter",
    "tsv": "mt.documents.tsv:TsvWriter",
    "jsonl": "mt.documents.jsonl:JsonlWriter",
    "tmx": "mt.documents.tmx:TmxWriter",
    "html": "mt.documents.html:HtmlWriter",
}

_ENDINGS = {"text": ".txt", "tsv": ".tsv", "jsonl": ".jsonl", "tmx": ".tmx", "html": ".html"}
#: Endings by which other programs know what is in a text: the output keeps them.
_KEPT = (".srt", ".vtt", ".md", ".markdown")


def output_name(name: str, format: str) -> str:
    """What the translation of a file is called: news.txt -> news.en.txt, film.srt -> film.en.srt."""
    path = PurePath(name)
    kept = format == "text" and path.suffix.lower() in _KEPT
    return f"{path.stem}.en{path.suffix if kept else _ENDINGS[format]}"


def writer(name: str, stream: TextIO) -> Writer:
    """The writer of format `name` onto `stream`. Raises UsageError, listing the formats."""
    if name not in FORMATS:
        raise UsageError(f"there is no format {name!r}. Take one of {', '.join(FORMATS)}")
    module, _, kind = FORMATS[name].partition(":")
    make = cast(Callable[[TextIO], Writer], getattr(import_module(module), kind))
    return make(stream)
