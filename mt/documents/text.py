"""The text format: the source with each sentence replaced by its English, everything between as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from mt.documents.subtitles import broken
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
    # No line end is printable; the test is ten times as fast as the pattern.
    return target if target.isprintable() else _LINE_ENDS.sub(" ", target)


def flat_at(target: str, at: int) -> int:
    """Where in flat(target) the character `at` of `target` stands; behind the space, if inside a line end."""
    lost = 0
    if not target.isprintable():
        for run in _LINE_ENDS.finditer(target):
            if run.start() >= at:
                break
            lost += min(run.end(), at) - run.start() - 1
    return at - lost


def render_text(document: Document, translations: Sequence[Translation]) -> str:
    """`document.text` with each sentence replaced by its target; all else to the character as it was.

    Raises ValueError for spans that overlap, go backwards or leave the document.
    """
    return Renderer().text(document, translations)


class Renderer:
    """Renders the Documents of a file one after the other and keeps count of the target's characters."""

    def __init__(self) -> None:
        self._offset = 0
        self._after_cr = False

    def text(self, document: Document, translations: Sequence[Translation]) -> str:
        """The text of `render`, at half its cost. One Renderer takes only one of the two."""
        return "".join(self._written(document, translations))

    def render(self, document: Document, translations: Sequence[Translation]) -> Rendering:
        """A Document with `start` 0 begins a new file."""
        written = self._written(document, translations)
        at = 0 if document.start == 0 else self._offset
        spans: list[Span] = []
        for gap, target in zip(written[:-1:2], written[1::2], strict=True):
            start = at + len(gap)
            at = start + len(target)
            spans.append(Span(start, at))
        self._offset = at + len(written[-1])
        return Rendering("".join(written), tuple(spans))

    def _written(self, document: Document, translations: Sequence[Translation]) -> list[str]:
        """Gap, target, gap, ..., target, gap."""
        written: list[str] = []
        after_cr = self._after_cr and document.start > 0
        for gap, translation in parts(document, translations):
            if after_cr and gap.startswith("\n"):
                gap = " " + gap  # an empty target must not make one line end of two
            written.append(gap)
            target = ""
            if translation is not None:
                target = flat(translation.target)
                if document.cues:
                    target = broken(translation.sentence.text, target)
                written.append(target)
            after_cr = not target and (gap.endswith("\r") or (after_cr and not gap))
        self._after_cr = after_cr
        return written


def parts(
    document: Document, translations: Sequence[Translation]
) -> Iterator[tuple[str, Translation | None]]:
    """The text before each sentence, with its translation; at last the text behind them all, with None.

    Raises ValueError for spans that overlap, go backwards or leave the document.
    """
    text, base = document.text, document.start
    at, limit = base, base + len(text)
    for translation in translations:
        span = translation.sentence.span
        start, end = span.start, span.end
        if not at <= start <= end <= limit:
            raise ValueError(
                f"{document.name}: sentence at {start}-{end} is out of order or outside the "
                f"document's characters {at}-{limit}"
            )
        yield text[at - base : start - base], translation
        at = end
    yield text[at - base :], None


class TextWriter:
    """Line k of the output is the English of line k, unless a sentence spans lines (`--unwrap`; in subtitles
    its English has as many, if it has the words). A file whose last line has no end is given one when another
    file follows, so that no line holds text of two."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._renderer = Renderer()
        self._open_line = False

    def begin(self) -> None: ...

    def add(self, document: Document, translations: Sequence[Translation]) -> None:
        text = self._renderer.text(document, translations)
        if self._open_line and document.start == 0:
            self._stream.write("\n")
        self._stream.write(text)
        self._open_line = not text.endswith(("\n", "\r"))

    def end(self, summary: Summary) -> None: ...
