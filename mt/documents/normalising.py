"""Text as every stage takes it: NFC, with no characters that nobody sees. Done once, at the door.

Kept: tab, line ends, form feed, no-break spaces, direction marks, variation selectors and tags of emoji,
and the zero-width joiners between emoji or letters of scripts that need them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from enum import StrEnum


class Cleaned(StrEnum):
    """What `normalise` found and changed, in words for a person."""

    COMPOSED = "lines put into composed form (NFC)"
    ZERO_WIDTH = "zero-width characters removed"
    SOFT_HYPHEN = "soft hyphens removed"
    CONTROL = "control characters removed"
    SEPARATOR = "line separators other than LF and CR made spaces"
    SURROGATE = "lone surrogates made U+FFFD"
    LOST = "characters U+FFFD that were lost before this program read the file"

    def counted(self, count: int) -> str:
        """E.g. "2 soft hyphens removed", "1 soft hyphen removed"."""
        if count == 1:
            return "1 " + _PLURAL.sub(r"\1", self.value).replace(" were ", " was ").replace(
                " made spaces", " made a space"
            )
        return f"{count:,} {self.value}"


_PLURAL = re.compile(r"^((?:[\w-]+ )?\w+?)s\b")


# NUL does not come here: the reader refuses it. C1 controls are remains of Windows-1252 in UTF-8 text.
_CONTROL = "\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff"
_SEPARATOR = "\x0b\x85\u2028\u2029"
_ZERO_WIDTH = "\u200b\u2060-\u2064\ufeff"
_UNSEEN = re.compile(f"[{_CONTROL}{_SEPARATOR}{_ZERO_WIDTH}\u00ad\ud800-\udfff\ufffd\x00]")
_ASCII_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Joiners have no work between Latin letters, digits and spaces.
_LATIN = "\x09-\x7e\xa0-\u024f\u1e00-\u1eff"
_USELESS_JOINER = re.compile(
    f"(?:(?<=[{_LATIN}\u0300-\u036f])|^)[\u200c\u200d]+(?=[{_LATIN}]|$)", re.MULTILINE
)


def normalise(text: str) -> tuple[str, Counter[Cleaned]]:
    """`text` in NFC without unseen characters, and how often what was changed.

    Line ends stay, in number and kind, so that pieces cut at line ends give what the whole gives.
    Idempotent. Raises ValueError for NUL, which no text has.
    """
    counts: Counter[Cleaned] = Counter()
    if text.isascii():
        if _ASCII_UNSEEN.search(text):
            text = _UNSEEN.sub(lambda found: _replacement(found[0], counts), text)
        return text, counts
    if _UNSEEN.search(text):
        text = _UNSEEN.sub(lambda found: _replacement(found[0], counts), text)
    if "\u200c" in text or "\u200d" in text:
        text, joiners = _USELESS_JOINER.subn("", text)
        counts[Cleaned.ZERO_WIDTH] += joiners
    return _composed(text, counts), +counts


def _replacement(char: str, counts: Counter[Cleaned]) -> str:
    if char == "\x00":
        raise ValueError("NUL in text")
    if char == "\ufffd":
        counts[Cleaned.LOST] += 1
        return char
    if "\ud800" <= char <= "\udfff":
        counts[Cleaned.SURROGATE] += 1
        return "\ufffd"
    if char in _SEPARATOR:
        counts[Cleaned.SEPARATOR] += 1
        return " "
    kind = Cleaned.CONTROL
    if char == "\u00ad":
        kind = Cleaned.SOFT_HYPHEN
    elif char in "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff":
        kind = Cleaned.ZERO_WIDTH
    counts[kind] += 1
    return ""


def _composed(text: str, counts: Counter[Cleaned]) -> str:
    """`text` in NFC. Composition never crosses a line end, and one doubtful character makes the check of all
    that is asked about at once five times as slow, so lines are asked about one by one."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if not unicodedata.is_normalized("NFC", line):
            lines[index] = unicodedata.normalize("NFC", line)
            counts[Cleaned.COMPOSED] += 1
    return "\n".join(lines) if counts[Cleaned.COMPOSED] else text
