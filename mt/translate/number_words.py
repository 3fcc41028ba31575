"""Number words that a translation lost. Only those from eleven to ninety-nine are required to come back ("hai
mươi mốt"): the others are too ambiguous ("năm" is five and year).
"""

from __future__ import annotations

import re

from mt.translate.quantities import Evidence, Number
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


def missing(source: str, target: str) -> list[str]:
    """The number words of `source` from eleven to ninety-nine, alone or with a scale ("hai mươi mốt triệu"),
    with no counterpart in `target`, in digits or words. Those that end in "năm", five or year, are left
    out."""
    lowered = source.lower()
    if "mươi" not in lowered and "mười" not in lowered:
        return []
    evidence, lost = Evidence(target), []
    for match in _SPELT.finditer(source):
        last = (match["unit"] or match["teen"] or "").lower()
        tens = UNIT_WORDS[match["tens"].lower()] if match["tens"] else 1
        value = 10 * tens + UNIT_WORDS.get(last, 0)
        scaled = SCALED.match(source, match.end())
        if last == "năm" or (scaled and re.match(" rưỡi", source[scaled.end() :], re.IGNORECASE)):
            continue
        if not scaled and not evidence.has_small(value):
            lost.append(match[0])
        elif scaled and not evidence.has(_spelt(match[0] + scaled[0], value, scaled)):
            lost.append(match[0] + scaled[0])
    return list(dict.fromkeys(lost))


def _spelt(written: str, value: int, scaled: re.Match[str]) -> Number:
    scale = SCALES[scaled[1].lower()] * (SCALES[scaled[2].lower()] if scaled[2] else 1)
    return Number(written, 0, (float(value),), scale)
