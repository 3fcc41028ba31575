"""Figures whose unit changed or went: "3 tháng" as three years, "5 km" as 5 meters, "5%" as 5, "5 giờ sáng"
as 5 p.m., "âm 5 độ" as 5 degrees. The figure itself is there: mt/translate/quantities.py looks for it.

A unit is a finding where the English has the same figure with another unit of the same dimension, which the
source has not, and not with its own; what was converted has another figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mt.translate.number_words import UNIT_WORDS
from mt.translate.numbers import to_english

#: Unit -> dimension, Vietnamese, English. "tháng 5 năm 2010" counts no years, "ngày 3 tháng 5" no months.
_UNITS = {
    "second": ("time", "giây", "seconds?|sec"),
    "minute": ("time", "phút", "minutes?|mins?"),
    "hour": ("time", "giờ|tiếng(?: đồng hồ)?|h", "hours?|hrs?"),
    "clock": ("", "(?!)", r"o'clock|[ap]\.?m"),
    "day": ("time", "ngày|hôm", "days?"),
    "week": ("time", "tuần", "weeks?"),
    "month": ("time", "tháng(?! (?:[0-9]|giêng|một|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|chạp))", "months?"),
    "year": ("time", "năm(?! (?:[0-9]|mươi|trăm|nghìn|một|hai|ba|bốn|sáu|bảy|tám|chín))|tuổi", "years?|yrs?"),
    "decade": ("time", "thập k[ỷỉ]|thập niên", "decades?"),
    "century": ("time", "thế k[ỷỉ]", "century|centuries"),
    "millimeter": ("length", "mm|mi-?li-?mét", "mm|millimet(?:er|re)s?"),
    "centimeter": ("length", "cm|xăng-?ti-?mét|xentimét", "cm|centimet(?:er|re)s?"),
    "meter": ("length", "m|mét", "m|met(?:er|re)s?"),
    "kilometer": ("length", "km|cây số|ki-?lô-?mét", "kms?|kilomet(?:er|re)s?"),
    "mile": ("length", "dặm|hải lý|miles?", "miles?|mi"),
    "foot": ("length", "feet|foot|ft", "feet|foot|ft"),
    "gram": ("weight", "g|gam|gram", "g|gram(?:me)?s?"),
    "kilogram": ("weight", "kg|cân|k[ýí](?: lô)?|ki-?lô-?gam|kilogam", "kgs?|kilos?|kilogram(?:me)?s?"),
    "ton": ("weight", "tấn", "tons?|tonnes?|metric tons?"),
    "pound": ("weight", "pound|cân Anh|lbs?", "pounds?|lbs?"),
    "liter": ("volume", "lít|l", "lit(?:er|re)s?|l"),
    "milliliter": ("volume", "ml|mi-?li-?lít", "ml|millilit(?:er|re)s?"),
}
#: Behind them a figure is a name: "thứ 2 tuần tới" is Monday, "ngày 8 tháng 3 năm ngoái" a date.
_NAMES_BEFORE = (
    "(?<!thứ )(?<!tháng )(?<!ngày )(?<!mùng )(?<!mồng )(?<!năm )(?<!quý )(?<!số )(?<!lớp )(?<!khóa )"
)
_FIGURE = r"[0-9]+(?:[.,][0-9]+)*"
_SMALL = {
    word: value
    for word, value in UNIT_WORDS.items()
    if value > 1 and word not in ("năm", "tư", "lăm", "nhăm")
}
_SMALL["mười"] = 10
#: From two to ten.
ENGLISH_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip


def _pattern(words: dict[str, int], language: int, between: str) -> re.Pattern[str]:
    """A figure, or one of the words, and a unit, whose group has its name."""
    units = "|".join(f"(?P<{unit}>{row[language]})" for unit, row in _UNITS.items())
    figure = rf"(?:({_FIGURE})[ -]?|({'|'.join(words)})[ -])"
    return re.compile(
        rf"(?<![\w.,/:-])(?<!: ){_NAMES_BEFORE}{figure}{between}(?:{units})(?!\w)", re.IGNORECASE
    )


_VIETNAMESE = _pattern(_SMALL, 1, "")
_ADJECTIVES = "full|whole|long|more|consecutive|straight|square|cubic|metric|short|different|additional|other"
_ENGLISH = _pattern(ENGLISH_WORDS, 2, rf"(?:(?:{_ADJECTIVES}) )?")
_PERCENT = re.compile(rf"(?<![\w.,])({_FIGURE}) ?(?:%|phần trăm)(?! (?:nghìn|triệu|tỷ|giây))")
_PERCENT_NAMED = re.compile(
    r"%|per ?cent|\bpct\b|\bpercentage|\b(?:in|of) (?:100|a hundred|every)\b|50[-–/]50", re.IGNORECASE
)
_CLOCK = re.compile(
    r"(?<![\w:./])([0-9]{1,2})(?:[:h] ?[0-5][0-9]|(?: giờ| ?h)(?: [0-5]?[0-9](?: phút)?| rưỡi)?)"
    r" (?:(sáng)|chiều|tối)(?!\w)",
    re.IGNORECASE,
)
_AFTERNOON = re.compile(r"(?<![\w:./])(1[3-9]|2[0-3])(?= ?(?:h|giờ|:[0-5]))", re.IGNORECASE)
_CLOCK_ENGLISH = re.compile(r"(?<![\w:./])([0-9]{1,2})(?:[:.][0-5][0-9])? ?([ap])\.? ?m\b", re.IGNORECASE)
_BELOW_ZERO = re.compile(
    rf"(?:(?<!\w)(?:âm|trừ) |(?<![\w.])(?<![0-9] )[-−–])({_FIGURE}) ?(?:độ|°|%)", re.IGNORECASE
)
#: What a source has that either has something to say of.
_COUNTS = re.compile(rf"[0-9]|(?<!\w)(?:{'|'.join(_SMALL)})(?!\w)", re.IGNORECASE)
_SIGNED = re.compile(r"[0-9] ?(?:%|phần trăm|độ|°)", re.IGNORECASE)
_NEGATIVE = re.compile(r"minus|[-−–]\s?[0-9]|below|negative|sub-?zero|under zero", re.IGNORECASE)


def changed(source: str, target: str) -> Iterator[tuple[str, str]]:
    """(what `target` has, what it stands for in `source`): a figure with another unit, a time of the other
    half of the day."""
    if not _COUNTS.search(source):
        return
    written = to_english(source)
    if exchange := _unit(written, target) or _half_of_day(written, target):
        yield exchange


def lost(source: str, target: str) -> list[str]:
    """Figures whose percent or minus sign is nowhere in `target`, though the figure is there."""
    if not _SIGNED.search(source):
        return []
    written, found = to_english(source), list[re.Match[str]]()
    if not _PERCENT_NAMED.search(target):
        found += [match for match in _PERCENT.finditer(written) if _has(target, match[1])]
    if not _NEGATIVE.search(target):
        found += [match for match in _BELOW_ZERO.finditer(written) if _has(target, match[1])]
    return [match[0] for match in found]


def _has(target: str, figure: str) -> bool:
    return re.search(rf"(?<![0-9.,]){re.escape(figure)}(?![0-9]|[.,][0-9])", target) is not None


def _units(pattern: re.Pattern[str], words: dict[str, int], text: str) -> dict[tuple[str, str], str]:
    """(figure, unit) -> what is written, for each measure of the text."""
    found = {}
    for match in pattern.finditer(text):
        figure = match[1].replace(",", "") if match[1] else str(words[match[2].lower()])
        found[figure, match.lastgroup or ""] = match[0]
    return found


def _unit(source: str, target: str) -> tuple[str, str] | None:
    wanted = _units(_VIETNAMESE, _SMALL, source)
    given = _units(_ENGLISH, ENGLISH_WORDS, target) if wanted else {}
    for (figure, unit), written in wanted.items():
        if (figure, unit) in given or figure == "1":  # "1 năm" may be a year, and a day one of many
            continue
        if unit == "hour" and (figure, "clock") in given:
            continue
        for (other, another), instead in given.items():
            same = other == figure and _UNITS[another][0] == _UNITS[unit][0]
            if figure == "5" and re.search(rf"năm (?:{_UNITS[another][1]})(?!\w)", source, re.IGNORECASE):
                continue  # five, not year
            if same and (figure, another) not in wanted:
                return instead, written
    return None


def _half_of_day(source: str, target: str) -> tuple[str, str] | None:
    given = {(m[1], m[2].lower()): m[0] for m in _CLOCK_ENGLISH.finditer(target)}
    wanted = {(m[1], "a" if m[2] else "p"): m[0] for m in _CLOCK.finditer(source)} if given else {}
    for (hour, half), written in wanted.items():
        other = (hour, "p" if half == "a" else "a")
        if other[1] == "p" and str(int(hour) + 12) in _AFTERNOON.findall(source):
            continue
        if (hour, half) not in given and other in given and other not in wanted and int(hour) < 12:
            return given[other], written
    return None
