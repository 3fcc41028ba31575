"""An alignment as tsv, jsonl, tmx or ladder."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from mt.align.bitext import Bitext
from mt.errors import UsageError
from mt.values import Link

COLUMNS = ("source_ids", "target_ids", "confidence", "source", "target")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# What XML 1.0 has no way to write (production 2, Char).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_tsv(stream: TextIO, bitext: Bitext, least: float) -> None:
    """A header, then a link a row: places of both sides from 0 ("3,4"), confidence, both texts; a tab, line
    end or backslash in a text is written \\t, \\n, \\r, \\\\."""
    words = ("words",) if bitext.words else ()
    stream.write("\t".join(COLUMNS + words) + "\n")
    for place, link in chosen(bitext, least):
        row: tuple[str, ...] = (
            _ids(link.source),
            _ids(link.target),
            f"{link.confidence:.4f}",
            *bitext.texts(link),
        )
        row += (bitext.words[place],) if bitext.words else ()
        stream.write("\t".join(field.translate(_ESCAPES) for field in row) + "\n")


def write_jsonl(stream: TextIO, bitext: Bitext, least: float) -> None:
    """An object a link, with the columns of tsv as keys; the places are lists of numbers."""
    for place, link in chosen(bitext, least):
        source, target = bitext.texts(link)
        entry: dict[str, object] = {
            "source_ids": list(link.source),
            "target_ids": list(link.target),
            "confidence": round(link.confidence, 4),
            "source": source,
            "target": target,
        }
        if bitext.words:
            entry["words"] = bitext.words[place]
        text = json.dumps(entry, ensure_ascii=False)
        # These three end a line for some readers of JSON Lines.
        for mark in "\x85\u2028\u2029":
            text = text.replace(mark, f"\\u{ord(mark):04x}")
        stream.write(text + "\n")


def write_tmx(stream: TextIO, bitext: Bitext, least: float) -> None:
    """TMX 1.4b: a unit for each link that has both sides. x-confidence, x-source-ids, x-target-ids: its
    properties. There is no DOCTYPE, so that no parser looks for one."""
    from mt import __version__

    source, target = (quoteattr(language) for language in bitext.languages)
    stream.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'<header creationtool="vimt" creationtoolversion={quoteattr(__version__)} segtype="sentence" '
        f'o-tmf="vimt" adminlang="en" srclang={source} datatype="plaintext">'
        f"<note>{_xml(' / '.join(bitext.names))}</note></header>\n<body>\n"
    )
    for place, link in chosen(bitext, least):
        if not (link.source and link.target):
            continue
        texts = bitext.texts(link)
        stream.write(
            f'<tu tuid="{place + 1}"><prop type="x-confidence">{link.confidence:.4f}</prop>'
            f'<prop type="x-source-ids">{_ids(link.source)}</prop>'
            f'<prop type="x-target-ids">{_ids(link.target)}</prop>\n'
            f"<tuv xml:lang={source}><seg>{_xml(texts[0])}</seg></tuv>\n"
            f"<tuv xml:lang={target}><seg>{_xml(texts[1])}</seg></tuv>\n</tu>\n"
        )
    stream.write("</body>\n</tmx>\n")


def write_ladder(stream: TextIO, bitext: Bitext, least: float) -> None:
    """hunalign's: a rung for each link, "sentences before it in the source, in the target, confidence", and
    one at the end. Raises UsageError when links are to be left out: a ladder has no way to."""
    if least > 0:
        raise UsageError("a ladder holds every sentence. Leave out --min-confidence, or use --format tsv")
    i = j = 0
    for link in bitext.alignment.links:
        stream.write(f"{i}\t{j}\t{link.confidence:.4f}\n")
        i, j = i + len(link.source), j + len(link.target)
    stream.write(f"{i}\t{j}\t0\n")


def chosen(bitext: Bitext, least: float) -> Iterator[tuple[int, Link]]:
    """Links (with their places) whose confidence is at least `least`, those with an empty side as well."""
    return ((n, link) for n, link in enumerate(bitext.alignment.links) if link.confidence >= least)


def _ids(places: tuple[int, ...]) -> str:
    return ",".join(map(str, places))


def _xml(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text.replace("\f", " ")), {"\r": "&#13;"})


Write = Callable[[TextIO, Bitext, float], None]
