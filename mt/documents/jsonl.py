"""The JSON Lines format: one object a sentence, with the columns of the TSV format as keys.

`score` is null where no model ran; `flags` is a list of {"kind", "detail"}, and {"start", "end"} where the
finding is about one stretch of `target`: its characters. `words` is there when word links were made: "0-0
1-2", tokens of `source` and of `target` as white space parts them, from 0 (Pharaoh's form).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from mt.documents.text import Renderer, flat, flat_at
from mt.values import Document, Flag, Span, Summary, Translation


def row(document: Document, translation: Translation, target: Span) -> dict[str, object]:
    """What is said of one sentence, in the order of the TSV columns."""
    sentence = translation.sentence
    found: dict[str, object] = {
        "file": document.name,
        "line": sentence.line,
        "source_start": sentence.span.start,
        "source_end": sentence.span.end,
        "target_start": target.start,
        "target_end": target.end,
        "source": sentence.text,
        "target": flat(translation.target),
        "score": None if translation.score is None else round(translation.score, 4),
        "repair": translation.repair,
        "flags": [_flag(flag, translation.target) for flag in translation.flags],
    }
    if translation.words is not None:
        found["words"] = " ".join(f"{i}-{j}" for i, j in translation.words)
    return found


def _flag(flag: Flag, target: str) -> dict[str, object]:
    found: dict[str, object] = {"kind": str(flag.kind), "detail": flag.detail}
    if flag.place is not None:
        # Characters of the target as it is written here.
        found["start"] = flat_at(target, flag.place.start)
        found["end"] = flat_at(target, flag.place.end)
    return found


class JsonlWriter:
    """A line is a JSON object, whatever the text holds."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._renderer = Renderer()

    def begin(self) -> None: ...

    def add(self, document: Document, translations: Sequence[Translation]) -> None:
        spans = self._renderer.render(document, translations).spans
        for translation, span in zip(translations, spans, strict=True):
            record = json.dumps(row(document, translation, span), ensure_ascii=False)
            self._stream.write(
                record.replace("\x85", "\\u0085").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
                + "\n"
            )

    def end(self, summary: Summary) -> None: ...
