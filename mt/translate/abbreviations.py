"""Abbreviations of Vietnamese newspapers in words: "CSGT" is read as "cảnh sát giao thông".

A model that has not met one guesses ("TNGT làm 3 người chết": the People's Court killed 3 people), and the
words it knows. The table has only what stands for one thing alone.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

from mt.translate.quantities import roman
from mt.translate.vietnamese import UPPER

TABLE = Path(__file__).with_name("abbreviations.txt")
_EDGES = r"(?<![\w.&/@#(-])(?:{})(?![\w&/@)]|[.,-]\w)"
#: Titles; a stop behind one is its own. GS.TS is a professor who is a doctor: English says professor.
_TITLES = [
    (re.compile(rf"(?<![\w.-])(?<![0-9]\s){pattern}\.?(?=\s[{UPPER}])"), title)
    for pattern, title in (
        (r"PGS(?:[.,-]?\s?TS(?:KH)?)?", "phó giáo sư"),
        (r"GS(?:[.,-]?\s?(?:TS|VS)(?:KH)?)?", "giáo sư"),
        (r"TS(?:KH|[.-]?\s?BS)?", "tiến sĩ"),
        (r"Th\.?[sS](?:[.-]?\s?BS)?", "thạc sĩ"),
        (r"BS(?:[.-]?\s?CK(?:I{1,2}|[12]))?", "bác sĩ"),
        (r"LS", "luật sư"),
    )
]
_ROADS = [
    (re.compile(r"(?<![\w.-])QL[ .-]?(?=[0-9]{1,3}[A-Z]?(?!\w))"), "quốc lộ "),
    (re.compile(r"(?<![\w.-])TL[ .-]?(?=[0-9]{1,3}[A-Z]?(?!\w))"), "tỉnh lộ "),
]
_ROUND_THE_CLOCK = re.compile(r"(?<![\w/.,])24/24(?:\s?h|\s?giờ)?(?![\w/]|[.,][0-9])")
#: "lần thứ XIII" is the 13th.
_ORDINAL = re.compile(r"(?<!\w)((?:lần|kỳ họp|khóa|khoá) thứ) ([IVX]{1,7})(?!\w)", re.IGNORECASE)
_PER_TAEL = re.compile(r"(?<=đồng)\s?/\s?(?=lượng(?!\w))")
_HINT = re.compile(r"[A-ZĐƯ]{2}|ThS|Th\.S|24/24|(?i:thứ [ivx])|/\s?lượng")


def expanded(text: str) -> str:
    """`text` with its abbreviations in words, in capitals where all of it is; not of one that stands in
    parentheses, behind its words."""
    if not _HINT.search(text):
        return text
    capitals = text.isupper()

    for pattern, words in (*_TITLES, *_ROADS):
        text = pattern.sub(functools.partial(_dressed, words, capitals), text)
    text = _ORDINAL.sub(lambda match: f"{match[1]} {int(roman(match[2].upper()))}", text)
    text = _PER_TAEL.sub(" mỗi ", text)
    text = _ROUND_THE_CLOCK.sub(functools.partial(_dressed, "24 giờ mỗi ngày", capitals), text)
    table, pattern = _table()
    return pattern.sub(lambda match: _dressed(table[match[0]], capitals, match), text)


def _dressed(words: str, capitals: bool, match: re.Match[str]) -> str:
    """`words` for what was found, with the capitals of the place."""
    if capitals:
        return words.upper()
    begins = not match.string[: match.start()].strip(" \"'“‘")
    return words[0].upper() + words[1:] if begins else words


@functools.cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """The words of each abbreviation, and what finds them, the longest first."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    entries = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    table = {short: words for short, _, words in entries}
    longest = sorted(table, key=lambda short: -len(short))
    return table, re.compile(_EDGES.format("|".join(map(re.escape, longest))))
