"""The TMX 1.4b format: a translation memory, one unit a sentence, for computer-aided translation tools.

After the LISA/OSCAR specification "TMX 1.4b" (2005). There is no DOCTYPE: with one, parsers look for the
DTD beside the file or on the network. The units are valid under that DTD all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from mt import __version__
from mt.documents.text import Renderer, flat
from mt.values import Document, Span, Summary, Translation

# What XML 1.0 has no way to write, not even as a reference (production 2, Char).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml(text: str) -> str:
    """`text` as XML character data; what XML 1.0 forbids is U+FFFD, a form feed a space."""
    return escape(_ILLEGAL.sub("\ufffd", text.replace("\f", " ")), {"\r": "&#13;"})


class TmxWriter:
    """Properties of a unit: x-file, x-line, x-source-span, x-target-span, x-score, x-repair, x-flag."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._renderer = Renderer()
        self._units = 0

    def begin(self) -> None:
        self._stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<tmx version="1.4">\n'
            f'<header creationtool="vimt" creationtoolversion={quoteattr(__version__)} '
            'segtype="sentence" o-tmf="vimt" adminlang="en" srclang="vi" datatype="plaintext"/>\n'
            "<body>\n"
        )

    def add(self, document: Document, translations: Sequence[Translation]) -> None:
        spans = self._renderer.render(document, translations).spans
        for translation, span in zip(translations, spans, strict=True):
            self._units += 1
            self._stream.write(self._unit(document, translation, span))

    def _unit(self, document: Document, translation: Translation, target: Span) -> str:
        properties = "".join(
            f'<prop type="{kind}">{xml(value)}</prop>'
            for kind, value in _properties(document, translation, target)
        )
        return (
            f'<tu tuid="{self._units}">{properties}\n'
            f'<tuv xml:lang="vi"><seg>{xml(translation.sentence.text)}</seg></tuv>\n'
            f'<tuv xml:lang="en"><seg>{xml(flat(translation.target))}</seg></tuv>\n</tu>\n'
        )

    def end(self, summary: Summary) -> None:
        del summary
        self._stream.write("</body>\n</tmx>\n")


def _properties(document: Document, translation: Translation, target: Span) -> list[tuple[str, str]]:
    source = translation.sentence.span
    found = [
        ("x-file", document.name),
        ("x-line", str(translation.sentence.line)),
        ("x-source-span", f"{source.start}-{source.end}"),
        ("x-target-span", f"{target.start}-{target.end}"),
    ]
    if translation.score is not None:
        found.append(("x-score", f"{translation.score:.4f}"))
    if translation.repair:
        found.append(("x-repair", translation.repair))
    return found + [("x-flag", str(flag)) for flag in translation.flags]
