"""The marks around a stop: what closes a sentence, what may open one, which quotation marks do which."""

from __future__ import annotations

import re

WIDE = "。！？｡"
STOPS = ".!?…" + WIDE
CLOSERS = "\"”’»')]}』」）】›*_"
DASHES = "-–—―"
BULLETS = "•●▪◦‣■□►✓"
# What may stand before the first letter of a sentence.
OPENERS = "\"“‘«'([{『「（【‹„*_`~#<@$€£¥₫+&¿¡"
TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|\{\\[^{}\n]{1,100}\}")
QUOTES = '"“‘«'
# What goes on with a sentence whatever stands before it. A colon does not: it indents in wiki text.
_CONTINUING = ",;%/\\=|^)]}”’»"
ELLIPSIS = re.compile(r"…|\.\.")
_EMOJI = re.compile(
    "(?:[\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]"
    "[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+"
)


def skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def inside_quotes(text: str, block: int, at: int) -> bool:
    """Whether a straight quotation mark at `at` closes, judged by the spaces around those before it. Counting
    them would be wrong for the rest of a block in which one is missing."""
    closes = True
    for _ in range(20):
        last = text.rfind('"', max(block, at - 1000), at)
        if last < 0:
            return not closes
        apart_left = last == block or text[last - 1].isspace() or text[last - 1] in OPENERS + DASHES
        apart_right = text[last + 1].isspace() or text[last + 1] in CLOSERS + STOPS + ",;:"
        if apart_left and (not apart_right or text[max(block, last - 3) : last].rstrip()[-1:] == ":"):
            return closes
        if apart_right and not apart_left:
            return not closes
        closes, at = not closes, last
    return False


def opens_quotation(text: str, block: int, at: int) -> bool:
    if text[at] == '"':
        return not inside_quotes(text, block, at)
    return text[at] in "“‘«("


def skip_detached(text: str, block: int, closed: int, end: int) -> int:
    """Offset after closing marks and emoji that stand apart from the stop but belong to its sentence; 0 where
    such a mark is followed by punctuation, so that the sentence goes on: `nói ? ", anh`."""
    cut = closed
    while True:
        at = skip_space(text, cut, end)
        emoji = _EMOJI.match(text, at, end)
        if emoji:
            cut = emoji.end()
            continue
        if at >= end or text[at] not in '"”’»)]':
            return cut
        follower = text[at + 1] if at + 1 < end else " "
        if follower in ",;:" + STOPS:
            return 0
        if text[at] == '"':
            if not follower.isspace() and follower not in CLOSERS:
                return cut
            if not inside_quotes(text, block, at):
                return cut
        cut = at + 1


def head(text: str, at: int, end: int) -> tuple[int, str]:
    """Offset of the first letter or digit of what follows, and the marks before it; -1 where punctuation says
    that the sentence goes on or that a later stop ends it."""
    start = at
    while at < end and not text[at].isalnum():
        tag = TAG.match(text, at, end) if text[at] in "<{" else None
        if tag:
            at = tag.end()
        elif text[at] in STOPS:
            at = _opening_stops(text, at, end)
            if at < 0:
                break
        elif text[at] in _CONTINUING:
            return -1, ""
        else:
            at += 1
    return (at, text[start:at]) if 0 <= at < end else (-1, "")


def _opening_stops(text: str, at: int, end: int) -> int:
    """Offset after a run of stops that opens a sentence (". ...và rồi", ". .NET"), -1 where it opens none."""
    run = at
    while at < end and text[at] in STOPS:
        at += 1
    word = skip_space(text, at, end)
    if word >= end or (word > at and not text[word].isupper()):
        return -1
    return at if at - run > 1 or (word == at and text[at].isupper()) else -1
