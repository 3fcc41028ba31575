"""The TSV format: a header, then one row a sentence, always with the same eleven columns.

A tab, LF, CR or backslash inside a field is written as \\t, \\n, \\r or \\\\ (as in PostgreSQL's COPY), so a
row is a line and a tab parts columns, always. Offsets are in characters, from 0, `end` exclusive: source_*
into the normalised text of the file, target_* into its `text` rendering.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from mt.documents.text import Renderer, flat
from mt.values import Document, Summary, Translation

COLUMNS = (
    "file",
    "line",
    "source_start",
    "source_end",
    "target_start",
    "target_end",
    "source",
    "target",
    "score",
    "repair",
    "flags",
)
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def escape(field: str) -> str:
    return field.translate(_ESCAPES)


class TsvWriter:
    """`score` is empty where no model ran; `flags` are parted by "; "."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._renderer = Renderer()

    def begin(self) -> None:
        self._stream.write("\t".join(COLUMNS) + "\n")

    def add(self, document: Document, translations: Sequence[Translation]) -> None:
        spans = self._renderer.render(document, translations).spans
        for translation, span in zip(translations, spans, strict=True):
            sentence, score = translation.sentence, translation.score
            row = (
                document.name,
                str(sentence.line),
                str(sentence.span.start),
                str(sentence.span.end),
                str(span.start),
                str(span.end),
                sentence.text,
                flat(translation.target),
                "" if score is None else f"{score:.4f}",
                translation.repair,
                "; ".join(map(str, translation.flags)),
            )
            self._stream.write("\t".join(map(escape, row)) + "\n")

    def end(self, summary: Summary) -> None: ...
