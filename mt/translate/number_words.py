"""Number words that a translation lost: those from eleven to ninety-nine ("hai mươi mốt"), smaller ones with
a scale ("ba vạn"), Roman numerals. The others are too ambiguous ("năm" is five and year).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mt.translate import scales
from mt.translate.quantities import Evidence, Number, roman
from mt.translate.scales import SCALED, SCALES

UNIT_WORDS = {
    "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "lăm": 5, "nhăm": 5, "năm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_UNIT_WORD = "|".join(UNIT_WORDS)
# Eleven to ninety-nine in words; not months, no point or hundreds around it.
_SPELT = re.compile(
    rf"(?<!\w)(?<!tháng )(?<!trăm )(?<!linh )(?<!nghìn )(?<!ngàn )(?<!triệu )(?<!tỷ )(?<!phẩy )(?<!lẻ )"
    rf"(?:(?P<tens>{_UNIT_WORD}) mươi(?: (?P<unit>{_UNIT_WORD}))?|mười (?P<teen>{_UNIT_WORD}))(?!\w)"
    rf"(?! (?:{_UNIT_WORD}|rưỡi|phẩy|phần|tết|con giáp)(?!\w))",
    re.IGNORECASE,
)


# Such as two million in words; not before a smaller part ("hai triệu ba trăm nghìn", "một nghìn lẻ một").
_SCALED_WORD = re.compile(
    r"(?<!\w)(?<!mươi )(?<!mười )(?<!trăm )(?<!linh )(?<!lẻ )(?<!phẩy )(?<!thứ )(?<!tháng )(?<!hàng )"
    r"(?<!vài )(?<!phần )"
    r"(một|hai|ba|bốn|sáu|bảy|bẩy|tám|chín|mười) (nghìn|ngàn|vạn|triệu|tỷ|tỉ)( rư[ỡở]i)?(?!\w)"
    rf"(?! (?:{_UNIT_WORD}|mười|lẻ|linh|nghìn|ngàn|vạn|triệu|tỷ|tỉ|[0-9]|{scales.OTHER_WORDS})(?!\w))",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?i:thế k[ỷỉ]|kho[áa]|khóa|lần thứ|đại hội) ([IVX]{1,6})(?!\w)")


def missing(source: str, target: str) -> list[str]:
    """The number words of `source` that have no counterpart in `target`, in digits or words.

    Those from eleven to ninety-nine, alone or with a scale ("hai mươi mốt triệu"), smaller ones with a scale
    ("ba vạn"), and Roman numerals of centuries and the like. Those that end in "năm" are left out: five or
    year.
    """
    lowered = source.lower()
    found: list[str] = []
    evidence = Evidence(target)
    if "mươi" in lowered or "mười" in lowered:
        found += _tens(source, evidence)
    for match in _SCALED_WORD.finditer(source):
        if not _has_scaled(match, evidence):
            found.append(match[0])
    for match in _ROMAN.finditer(source):
        value = roman(match[1])
        of_century = re.search(rf"(?<![0-9]){value - 1:.0f}[0-9]0s", target)
        if not (evidence.has_small(value) or of_century or match[1] in target):
            found.append(match[0])
    return list(dict.fromkeys(found))


def _has_scaled(match: re.Match[str], evidence: Evidence) -> bool:
    """Whether the English has a number such as "ba vạn", "một triệu rưỡi"; also as "two or three million"."""
    scale = SCALES[match[2].lower()]
    value = UNIT_WORDS.get(match[1].lower(), 10) + (0.5 if match[3] else 0)
    if evidence.has_scale(Number(match[0], 0, (float(value),), scale)):
        return True
    named = scale in evidence.words
    return named and ("half" in evidence.text.lower() if match[3] else value in evidence.words)


def _tens(source: str, evidence: Evidence) -> Iterator[str]:
    for match in _SPELT.finditer(source):
        last = (match["unit"] or match["teen"] or "").lower()
        tens = UNIT_WORDS[match["tens"].lower()] if match["tens"] else 1
        value = 10 * tens + UNIT_WORDS.get(last, 0)
        scaled = SCALED.match(source, match.end())
        if last == "năm" or (scaled and re.match(" rư[ỡở]i", source[scaled.end() :], re.IGNORECASE)):
            continue
        if not scaled and not evidence.has_small(value):
            yield match[0]
        elif scaled and not evidence.has_scale(_spelt(match[0] + scaled[0], value, scaled)):
            yield match[0] + scaled[0]


def _spelt(written: str, value: int, scaled: re.Match[str]) -> Number:
    scale = SCALES[scaled[1].lower()] * (SCALES[scaled[2].lower()] if scaled[2] else 1)
    return Number(written, 0, (float(value),), scale)
