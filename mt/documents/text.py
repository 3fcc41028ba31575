"""The text format: the source with each sentence replaced by its English, everything between as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from mt.values import Document, Span, Summary, Translation

# Line ends, and what other programs take for one. A form feed ends no line (see mt/documents/lines.py).
_LINE_ENDS = re.compile("\\s*[\n\r\v\x1c-\x1e\x85\u2028\u2029]+\\s*")


@dataclass(frozen=True, slots=True)
class Rendering:
    """English text of one Document, and the span of each target in the rendering of the whole file."""

    text: str
    spans: tuple[Span, ...]


def flat(target: str) -> str:
    """`target` in one line: a line end becomes a space, so that line k stays the English of line k."""
    return _LINE_ENDS.sub(" ", target) if _LINE_ENDS.search(target) else target


def render_text(document: Document, translations: Sequence[Translation]) -> str:
    """`document.text` with each sentence replaced by its target; all else to the character as it was.

    Raises ValueError for spans that overlap, go backwards or leave the document.
    """
    return Renderer().render(document, translations).text


class Renderer:
    """Renders the Documents of a file one after the other and keeps count of the target's characters."""

    def __init__(self) -> None:
        self._offset = 0

    def render(self, document: Document, translations: Sequence[Translation]) -> Rendering:
        """A Document with `start` 0 begins a new file."""
        if document.start == 0:
            self._offset = 0
        written: list[str] = []
        spans: list[Span] = []
        after_cr = False
        for gap, translation in parts(document, translations):
            if after_cr and gap.startswith("\n"):
                gap = " " + gap  # an empty target must not make one line end of two
            target = flat(translation.target) if translation else ""
            written += (gap, target)
            start = self._offset + len(gap)
            self._offset = start + len(target)
            if translation is not None:
                spans.append(Span(start, self._offset))
            after_cr = (gap.endswith("\r") or (after_cr and not gap)) and not target
        return Rendering("".join(written), tuple(spans))


def parts(
    document: Document, translations: Sequence[Translation]
) -> Iterator[tuple[str, Translation | None]]:
    """The text before each sentence, with its translation; at last the text behind them all, with None.

    Raises ValueError for spans that overlap, go backwards or leave the document.
    """
    at = document.start
    limit = document.start + len(document.text)
    for translation in translations:
        span = translation.sentence.span
        if not at <= span.start <= span.end <= limit:
            raise ValueError(
                f"{document.name}: sentence at {span.start}-{span.end} is out of order or outside the "
                f"document's characters {at}-{limit}"
            )
        yield document.text[at - document.start : span.start - document.start], translation
        at = span.end
    yield document.text[at - document.start :], None


class TextWriter:
    """Line k of the output is the English of line k, unless a sentence spans lines (`--unwrap`)."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._renderer = Renderer()

    def begin(self) -> None: ...

    def add(self, document: Document, translations: Sequence[Translation]) -> None:
        self._stream.write(self._renderer.render(document, translations).text)

    def end(self, summary: Summary) -> None: ...
