"""What a line is: it ends at LF, CR LF or a lone CR, and nowhere else.

Form feed, vertical tab, NEL, U+2028 and U+2029 end no line, though `str.splitlines` says so: `wc -l`,
editors and every line-aligned corpus disagree with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mt.values import Span

LINE_END = re.compile(r"\r\n|\n|\r")


def count_line_ends(text: str) -> int:
    """How many lines end in `text`."""
    lines = text.count("\n")
    if "\r" in text:
        lines += text.count("\r") - text.count("\r\n")
    return lines


def lines(text: str) -> Iterator[Span]:
    """Spans of the lines of `text`, without their ends; none after a last line end."""
    start = 0
    for end in LINE_END.finditer(text):
        yield Span(start, end.start())
        start = end.end()
    if start < len(text):
        yield Span(start, len(text))


def last_line_end(text: str, start: int, end: int) -> int:
    """Where the last line that ends inside `text[start:end]` ends, after its line end; `start` when none.

    A CR in `text[end - 1]` whose LF is `text[end]` does not end there.
    """
    after_newline = text.rfind("\n", start, end) + 1
    at = text.rfind("\r", start, end)
    if at >= 0 and text[at + 1 : at + 2] == "\n":
        at = text.rfind("\r", start, at)
    return max(start, after_newline, at + 1)


def first_line_end(text: str, start: int) -> int:
    """Where the first line of `text[start:]` ends, after its line end; -1 when it does not end."""
    found = LINE_END.search(text, start)
    return found.end() if found else -1
