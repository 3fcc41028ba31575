"""Sentences of a document, of its blocks or of a plain string."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mt.segment.abbreviations import Language
from mt.segment.abbreviations import language as tables
from mt.segment.rules import sentence_ends
from mt.values import Document, Sentence, Span

_LINE_END = re.compile(r"\r\n|[\r\n]")
# Cells of a table stand between tabs. Not a tab that indents a line, and not the one behind a list mark.
_CELL_END = re.compile(r"(?<=[^\s])[^\S\r\n]*\t")
# A row of a table as Markdown has it, or three things or more in a line with bars between them.
_ROW = re.compile(
    r"\s*\|[^\n]*\||[^|\n]+[^\S\n]\|[^\S\n][^|\n]+[^\S\n]\|[^\S\n]|[^|()`{}\n]+(?:\|[^|()`{}\n]+){2,}\|?$"
    r"|[^|()`{}$\n]+[^\S\n]\|[^\S\n][^|()`{}$\n]+$"
)
# The ends of HTML's paragraphs, items, cells, headings; line breaks behind a stop or a colon, and two of
# them.
_BLOCK_END = re.compile(
    r"</(?:p|li|td|th|tr|div|h[1-6]|dt|dd|option|caption|blockquote|title)\s*>"
    r"|[.!?…:;](?:[\"”»’)]|</[A-Za-z][\w:-]{0,30}>)*(?:\s*<br\s*/?>)+|<br\s*/?>(?:\s*<br\s*/?>)+",
    re.IGNORECASE,
)
_BAR = re.compile(r"(?<!\\)\|")
_LIST_MARK = re.compile(r"\s*(?:[-–—*•·+▪►✓]|\(?(?:\d{1,3}|[a-zđA-Z]|[ivxIVX]{1,5})[.)])")


def segment(document: Document, blocks: Sequence[Span] | None = None, language: str = "vi") -> list[Sentence]:
    """The sentences of `document`, in order; spans are offsets into the file's whole text.

    blocks: ascending spans, in the same offsets, that no sentence crosses; None makes each line one. Nor does
    one cross a tab or, in a row of a table, a bar between two cells. Inside a block every character but white
    space is in exactly one sentence; text outside the blocks is in none.
    Rules only, no model: see `mt.segment.rules`. Raises UsageError for a language without tables.
    """
    rules = tables(language)
    text, shift = document.text, document.start
    if blocks is None:
        areas: Iterable[tuple[int, int]] = _lines(text)
    else:
        areas = ((block.start - shift, block.end - shift) for block in blocks)
    sentences = []
    line, counted = document.line, 0
    for start, end in areas:
        for begin, stop in _ranges(text, start, end, rules):
            line += _count_line_ends(text, counted, begin)
            counted = begin
            sentences.append(Sentence(text[begin:stop], Span(begin + shift, stop + shift), line))
    return sentences


def spans(text: str, language: str = "vi") -> list[Span]:
    """Spans of the sentences of a plain text; a line end ends a sentence, and so does a tab between cells."""
    rules = tables(language)
    return [Span(*found) for start, end in _lines(text) for found in _ranges(text, start, end, rules)]


def split(text: str, language: str = "vi") -> list[str]:
    """The sentences of a plain text, without the white space between them.

    >>> split("TS. Lan ở TP.HCM. Cô dạy Toán.")
    ['TS. Lan ở TP.HCM.', 'Cô dạy Toán.']
    """
    return [text[span.start : span.end] for span in spans(text, language)]


def _lines(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _count_line_ends(text: str, start: int, end: int) -> int:
    """Line ends in text[start:end], "\\r\\n" being one."""
    count = text.count("\n", start, end)
    if text.find("\r", start, end) >= 0:
        count += text.count("\r", start, end) - text.count("\r\n", start, end)
    return count


def _ranges(text: str, start: int, end: int, rules: Language) -> Iterable[tuple[int, int]]:
    """Sentences of one block, without the white space around them."""
    begin = start
    if text.find("\t", start, end) >= 0:
        for found in _CELL_END.finditer(text, start, end):
            if not _LIST_MARK.fullmatch(text, begin, found.start()):
                yield from _cells(text, begin, found.start(), rules)
                begin = found.end()
    if text.find("|", begin, end) >= 0 or text.find("<", begin, end) >= 0:
        yield from _cells(text, begin, end, rules)
    else:
        yield from _sentences(text, begin, end, rules)


def _cells(text: str, start: int, end: int, rules: Language) -> Iterable[tuple[int, int]]:
    """The same of what stands between tabs. The bar before a cell belongs to it, the last bar to the last; a
    tag that ends a block belongs to what it ends."""
    begin = start
    cuts: list[int] = []
    if _ROW.match(text, start, end):
        cuts += [found.start() for found in _BAR.finditer(text, start, end)]
    cuts += [found.end() for found in _BLOCK_END.finditer(text, start, end)]
    last = start + len(text[start:end].rstrip("| \t"))
    for cut in sorted(cuts):
        if cut < last and text[begin:cut].strip():
            yield from _sentences(text, begin, cut, rules)
            begin = cut
    yield from _sentences(text, begin, end, rules)


def _sentences(text: str, start: int, end: int, rules: Language) -> Iterable[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    begin = start
    for stop in sentence_ends(text, start, end, rules):
        yield begin, stop
        begin = stop
        while text[begin].isspace():
            begin += 1
    yield begin, end
