"""An alignment as one HTML page to read and check, that fetches nothing."""

from __future__ import annotations

from html import escape
from typing import TextIO

from mt.align.bitext import Bitext
from mt.align.page_parts import SCRIPT, STYLE
from mt.values import Link
from mt.wording import counted

_HINT = (
    "Point at a word to see what it is linked to, when the page was made with word links. Untick a pair that "
    "is wrong; what is ticked can be saved as TSV. Keys: j and k step through the rows, space ticks."
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def write_html(stream: TextIO, bitext: Bitext, least: float) -> None:
    """A row a link, doubtful ones marked; those below `least` are there, and not ticked."""
    title = escape(" – ".join(name.rsplit("/", 1)[-1] for name in bitext.names))
    stream.write(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="generator" content="vimt">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1>\n"
        '<label for="below">Show links below <output id="limit">100 %</output></label>'
        '<input type="range" id="below" min="0" max="100" value="100" autocomplete="off">\n'
        '<button id="save" type="button">Save ticked pairs</button></header>\n'
        f'<p class="summary">{escape(summary(bitext))}</p>\n'
        f'<p class="hint">{_HINT}</p>\n<main>\n'
    )
    for place, link in enumerate(bitext.alignment.links):
        stream.write(_row(place, link, bitext, least))
    stream.write(
        f'</main>\n<p class="none">No link is that doubtful.</p>\n<script>{SCRIPT}</script>\n'
        "</body>\n</html>\n"
    )


def summary(bitext: Bitext) -> str:
    """e.g. "130 pairs, 3 of them below 50 %; 4 sentences of the source and 2 of the target without ..."."""
    links = bitext.alignment.links
    pairs = [link for link in links if link.source and link.target]
    doubtful = sum(link.confidence < 0.5 for link in pairs)
    alone = [
        sum(len(link.source) for link in links if not link.target),
        sum(len(link.target) for link in links if not link.source),
    ]
    return (
        f"{counted(len(pairs), 'pair')}, {doubtful:,} of them below 50 %; {counted(alone[0], 'sentence')} "
        f"of the source and {alone[1]:,} of the target without a partner. The texts are translations of each "
        f"other: {int(100 * bitext.alignment.parallel)} % sure."
    )


def _row(place: int, link: Link, bitext: Bitext, least: float) -> str:
    whole = bool(link.source and link.target)
    kind = "row" + ("" if whole else " alone") + (" doubtful" if link.confidence < 0.5 else "")
    percent = int(100 * link.confidence)  # rounded down: 99.8 is not sure
    words = bitext.words[place] if bitext.words and whole else ""
    tick = " checked" if whole and link.confidence >= least else ""
    box = (
        f'<input type="checkbox" aria-label="pair {place + 1} is right" autocomplete="off"{tick}>'
        if whole
        else "<span></span>"
    )
    source, target = bitext.texts(link)
    cells = "".join(
        f'<p lang="{escape(language)}" dir="auto" data-ids="{ids}">{_cell(text, bool(words))}</p>'
        for language, text, ids in zip(
            bitext.languages, (source, target), (_ids(link.source), _ids(link.target)), strict=True
        )
    )
    shape = f"{len(link.source)}–{len(link.target)}"
    return (
        f'<div class="{kind}" tabindex="0" data-c="{percent}" data-w="{words}">{box}'
        f'<span class="meter" title="{shape}, {percent} % sure"><i style="width:{percent}%"></i>'
        f"<b>{percent} %</b><small>{shape}</small></span>{cells}</div>\n"
    )


def _ids(places: tuple[int, ...]) -> str:
    return ",".join(map(str, places))


def _cell(text: str, by_word: bool) -> str:
    if not text:
        return '<span class="nothing">no partner</span>'
    if not by_word:
        return escape(text)
    return " ".join(f"<w>{escape(token)}</w>" for token in text.split())
