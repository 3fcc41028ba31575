"""Which lines belong together. Mails and old archives are wrapped by hand: a sentence spans lines there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mt.documents.lines import count_line_ends, last_line_end, lines
from mt.documents.subtitles import cue_blocks
from mt.values import Document, Span

# "- ", "* ", "• ", "1. ", "1) ", "(a) ", "a. ", "IV. ", "Điều 5." begin an item, "|" a row of a table;
# "> " is quoted mail.
_MARK = re.compile(
    r"\s*(?:[-–—*•·+o▪►✓]\s|\||\(?(?:\d{1,3}|[a-zđ]|[IVXLC]{1,6})[.)]\s|(?:Điều|Chương|Mục|Phần|Khoản)\s+[\dIVXLC]+)"
)
_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})([^`\r\n]*)$")
_QUOTE = re.compile(r"(?:\s*>)*")
_RULE = re.compile(r"\W+")
_STOPS = '.!?…:;"”’)»'
#: A line this much shorter than the longest near it ends its paragraph (share of that length).
SHORT = 0.75
#: Lines are compared with this many on either side, and a text of lines longer than MAX_WRAP is not wrapped.
_NEAR = 8
MAX_WRAP = 120
_MIN_WRAP = 30


def paragraphs(document: Document, unwrap: bool = False) -> list[Span]:
    """Spans in the whole file, in order, of what is segmented as one: each line that is not blank, without
    its line end; with `unwrap`, runs of wrapped lines, line ends inside them included. Of subtitles: the text
    of each cue. Blocks of code, as Markdown fences them, are left out.

    A paragraph ends at a blank line, before a list mark, a heading in capitals, a change of indentation or of
    mail quoting, a line too long for wrapped text, and after a line that is clearly shorter than its
    neighbours: by so much that the next word would still have had room on it.
    """
    if document.cues:
        return cue_blocks(document)
    found = [span for span in _not_fenced(document.text) if not _blank(document.text, span)]
    if unwrap:
        found = list(_joined(document.text, found))
    return [Span(span.start + document.start, span.end + document.start) for span in found]


def _not_fenced(text: str) -> Iterator[Span]:
    """The lines without Markdown's blocks of code, between ``` or ~~~. One that does not end is none."""
    every = list(lines(text))
    if "```" not in text and "~~~" not in text:
        yield from every
        return
    fences = [_FENCE.match(text, line.start, line.end) for line in every]
    at = 0
    while at < len(every):
        opened = fences[at]
        end = at
        if opened is not None:
            mark = opened[1]
            closing = (
                n for n in range(at + 1, len(every))
                if (closed := fences[n]) is not None and closed[1].startswith(mark) and not closed[2].strip()
            )  # fmt: skip
            end = next(closing, -1) + 1 or at
        if end == at:
            yield every[at]
        at = max(end, at + 1)


def _blank(text: str, span: Span) -> bool:
    return not text[span.start : span.end].strip()


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    widths = [len(text[span.start : span.end].rstrip()) for span in spans]
    start = 0
    for index in range(len(spans)):
        if index + 1 == len(spans) or not _continues(text, spans, widths, index, start):
            yield Span(spans[start].start, spans[index].end)
            start = index + 1


def _continues(text: str, spans: Sequence[Span], widths: Sequence[int], index: int, first: int) -> bool:
    """Whether line `index + 1` goes on with the paragraph whose first line is `first`."""
    line, following = (text[spans[i].start : spans[i].end] for i in (index, index + 1))
    if count_line_ends(text[spans[index].end : spans[index + 1].start]) > 1:
        return False
    if (
        "\f" in line + following
        or _MARK.match(following)
        or _RULE.fullmatch(line)
        or _RULE.fullmatch(following)
    ):
        return False
    if _quotes(line) != _quotes(following) or line.isupper() != following.isupper():
        return False
    if not _indented_alike(text[spans[first].start : spans[first].end], line, following):
        return False
    near = widths[max(first, index - _NEAR) : index + _NEAR + 1]
    widest = max((width for width in near if width <= MAX_WRAP), default=0)
    if widths[index] > MAX_WRAP or widths[index + 1] > MAX_WRAP or widest < _MIN_WRAP:
        return False
    return not _ends(line, following, widths[index], widest)


def _ends(line: str, following: str, width: int, widest: int) -> bool:
    """Whether the line's last word is followed by room that the next word would have taken."""
    word = following.lstrip("> \t").split()[0]
    if width + 1 + len(word) > widest:
        return False
    return width < SHORT * widest or (line.rstrip()[-1] in _STOPS and width + 1 + len(word) < 0.9 * widest)


def _quotes(line: str) -> int:
    found = _QUOTE.match(line)
    return found[0].count(">") if found else 0


def _indent(line: str) -> int:
    body = line.lstrip("> \t\xa0")
    return len(line) - len(body)


def _indented_alike(first: str, line: str, following: str) -> bool:
    """A first line may be indented more or less than the rest; the others are indented alike. The lines of an
    item hang under its text."""
    if first == line:
        return _indent(following) <= _indent(line) or bool(_MARK.match(first))
    return _indent(following) == _indent(line)


def last_paragraph(text: str, start: int, end: int) -> int:
    """Where the last paragraph that begins in `text[start:end]` begins, if not the first: a place to cut text
    that goes on after `end`. Both are beginnings of lines. `end` when there is no such place."""
    begin = max(start, end - 50_000)
    if begin > start:
        begin = last_line_end(text, start, begin)
    found = paragraphs(Document(text[begin:end]), unwrap=True)
    if len(found) > 1:
        return begin + found[-1].start
    return end
