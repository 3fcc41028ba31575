"""Which numbers of a Vietnamese sentence did not come back in its English.

Numbers are compared by value, not by their signs: "1,5 triệu" is "1.5 million", "1,500,000" and "one and a
half million"; "3/1" is "January 3"; "14 giờ" is "2 p.m.". Number words: mt/translate/number_words.py.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from mt.translate import clock, loose, scales
from mt.translate.numbers import to_english
from mt.translate.scales import SCALES
from mt.translate.turns import comes_whole, lost_with

_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_HAS_DIGIT = re.compile(r"[0-9]")
# The 2 of m2 and CO2 comes back as "square" and "carbon dioxide".
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|CO|SO|NO|O|H|N|CH)$")

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
)
_UNITS += " seventeen eighteen nineteen"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
)
_ORDINALS += " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS: dict[str, float] = {
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: value for value, word in enumerate(_ORDINALS.split())},
    **{word + "s": value for value, word in enumerate(_ORDINALS.split())},
    **{word: value for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
    **{word + "fold": value for value, word in enumerate(_UNITS.split())},
    **{word[:-1] + "ies": value for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
    **{word[:-1] + "ieth": value for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)},
}
_BIG = {word: scale for word, scale in SCALES.items() if word.isascii() and len(word) > 2}
_WORD = re.compile(r"\b(?:" + "|".join(sorted([*_WORDS, *_BIG], key=len, reverse=True)) + r")\b")
#: A digit or an English number word.
NUMBER_WORD = re.compile(rf"[0-9]|{_WORD.pattern}|\b(?:half|dozen|both|twice)\b")
_AND_A_HALF = re.compile(r"[\s-]and[\s-]a[\s-]half(?:[\s-](\w+))?")
_BETWEEN = re.compile(r"[\s-]+(?:and\s+|a\s+)?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS.split())})[a-z]*\b", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)(?:days?)?\b", re.IGNORECASE)
# "1%" and "1/4" are not "a"; "2:30" is not "both".
_EXACT = re.compile(r"\s?[%‰:/°]|\s(?:phần trăm|giờ|tháng|phút)")
_ALONE = re.compile(
    r"(?<![\w.,/:>^-])(?<!thứ )(?<!tháng )[0-9]+(?:[.,][0-9]+)*(?![\w/:-]|[.,][0-9]| tháng| vạn)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\ba[\s-](?:half|third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b", re.IGNORECASE
)
_CLOCK = re.compile(r"\s?[ap]\.?m\b", re.IGNORECASE)
_ROMAN = re.compile(r"\b(?=[IVXLCM])(?:M{0,3})(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\b")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VIETNAMESE_WORD = re.compile(
    r"\b(?:hai|ba|bốn|tư|năm|sáu|bảy|bẩy|tám|chín|mười|mươi|chục|trăm|nghìn|ngàn|vạn|triệu|tỷ|tỉ|rưỡi|nửa|tá"
    r"|(?<=[0-9] )tạ(?! ơn)|thế k[ỷỉ]|thập k[ỷỉ]|thập niên|[IVXLCM]{2,})\b",
    re.IGNORECASE,
)
_DECADE = re.compile(r"(?:năm|thập k[ỷỉ]|thập niên) $")
_CENTURY = re.compile(r"(?<!\d)([0-9]0) (?:của )?thế k[ỷỉ] $", re.IGNORECASE)
_ITS_CENTURY = re.compile(r" (?:của )?thế k[ỷỉ] ([12][0-9])(?!\d)", re.IGNORECASE)
_OF_MONTHS = re.compile(r"\btháng (?:[0-9]{1,2} (?:và|đến|tới|hoặc) )?$", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<![0-9.,])([0-9]{1,3})[.,]000(?=\s(?:nghìn|ngàn|triệu|tỷ|tỉ)(?!\w))")
_TEN_THOUSANDS = re.compile(r"\s?(?:[-–]|đến|tới)\s?[0-9]+\svạn(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in digits: what is written, where, and what it may mean.

    values: its readings without the scale word; most numbers have one, "1,500" has two.
    scale: 1e6 for "triệu" or "million" behind it; 1 for none.
    parts: its runs of digits, for what is no number: dates, versions, lists.
    """

    text: str
    start: int
    values: tuple[float, ...]
    scale: float = 1
    parts: tuple[float, ...] = ()

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find(text: str) -> list[Number]:
    """The numbers of `text` that are written in digits, in order. Reads English notation and what of the
    Vietnamese one is unambiguous; give Vietnamese through `to_english` first."""
    found = []
    for match in _DIGITS.finditer(text):
        start = match.start()
        if len(match[0]) == 1 and match[0] in "234" and _UNIT.search(text, max(0, start - 3), start):
            continue
        values, parts = _readings(match[0])
        found.append(Number(match[0], start, values, scales.behind(text, match.end())[1], parts))
    return found


def missing(source: str, target: str) -> list[str]:
    """The numbers of the Vietnamese `source`, in English notation, that have no counterpart in `target`."""
    if not _HAS_DIGIT.search(source):
        return []
    written, source = source, to_english(source)
    evidence = Evidence(target)
    # Only a comma that the author wrote is ambiguous: the 1,500 of "1.500" is a thousand.
    numbers = [n if n.text in written else replace(n, values=n.values[:1]) for n in find(source)]
    lost = []
    for n in numbers:
        scale = scales.required(source, n.end)
        there = evidence.has(n) and (not scale or evidence.has_scale(n))
        if not there and not _excused(n, source, evidence, numbers):
            lost.append(n.text + scale)
        elif rest := lost_with(n.values[0], n.scale, n.end, source, target, evidence.has_total):
            lost.append(n.text + rest)
    return list(dict.fromkeys(lost)) or _swapped(source, numbers, evidence)


def _swapped(source: str, numbers: list[Number], evidence: Evidence) -> list[str]:
    """Numbers that `source` repeats and the target has less often, while it has another that is no number
    of the source: one of the repeats was changed. Fewer repeats alone are good style."""
    # "6 vạn" that is 60,000 is no 6, and the 8 of "15/8" is August.
    numbers = [n for n in numbers if n.scale == 1 or _rounded(n.values[0] * n.scale) not in evidence._totals]
    numbers = [n for n in numbers if not _excused(n, source, evidence, numbers)]
    counts = Counter(number.text for number in numbers)
    if len(counts) == len(numbers):
        return []
    targets = Counter(value for number in evidence.numbers for value in number.values)
    fewer = [n.text for n in numbers if counts[n.text] > targets[n.values[0]]]
    if not fewer:
        return []
    known = Evidence(source)
    strange = any(not known.has(n) and not known.has_part(n.values[0]) for n in evidence.numbers)
    return list(dict.fromkeys(fewer)) if strange and not _VIETNAMESE_WORD.search(source) else []


def added(source: str, target: str) -> list[str]:
    """The numbers of `target`, 100 and more, with no counterpart in the Vietnamese `source`.

    Silent where the source has number words: these may be written in digits."""
    if not _HAS_DIGIT.search(target) or _VIETNAMESE_WORD.search(source):
        return []
    evidence = Evidence(to_english(source))
    return [
        number.text
        for number in find(target)
        if number.values[0] >= 100
        and number.scale == 1
        and not (
            evidence.has(number) or evidence.has_part(number.values[0]) or number.text in evidence.digits
        )
    ]


def repeated(source: str, target: str) -> list[str]:
    """The numbers of two digits and more that stand in `source`, and more often in `target`, as `target` has
    them. Compared by their digits alone, as a point may become a comma."""
    if not _HAS_DIGIT.search(target):
        return []
    before, after = (
        Counter(re.sub("[.,]", "", written) for written in _DIGITS.findall(text)) for text in (source, target)
    )
    # 10h and 22h are 10 a.m. and 10 p.m.; "30.000 tỷ" is 30 trillion.
    before.update(clock.on_twelve(source, target))
    before.update(_THOUSANDS.findall(source))
    again = {digits for digits, times in after.items() if len(digits) > 1 and times > before[digits] > 0}
    texts = (written for written in _DIGITS.findall(target) if re.sub("[.,]", "", written) in again)
    return list(dict.fromkeys(texts)) if again else []


def fewer(source: str, target: str) -> list[str]:
    """The numbers from 2 on, in English notation, that stand alone twice or more in `source`, and fewer times
    in `target`, as digits or in words, but not never, which `missing` sees. Days of the week and months are
    not counted ("thứ 6", "tháng 3"): they get names."""
    written = _ALONE.findall(to_english(source))
    before = Counter(re.sub("[.,]", "", number) for number in written)
    often = {
        digits: times for digits, times in before.items() if times > 1 and digits.lstrip("0") not in ("", "1")
    }
    if not often:
        return []
    after = Counter(re.sub("[.,]", "", written) for written in _DIGITS.findall(target))
    for word in _WORD.findall(target.lower()):
        after[f"{_WORDS.get(word, 0):g}"] += 1
    after["2"] += len(re.findall(r"\b(?:both|twice|pair|couple)\b", target, re.IGNORECASE))
    as_written = {re.sub("[.,]", "", number): number for number in written}
    return [as_written[digits] for digits, times in often.items() if 0 < after[digits] < times]


def _readings(written: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The values that `written` may have, and its runs of digits when it may be no number at all."""
    if written.isdigit():
        return (float(written[:300]),), ()
    parts = tuple(float(part[:300]) for part in re.split(r"[.,]", written))
    points, commas = written.count("."), written.count(",")
    plain = re.sub(r"[.,]", "", written)[:300]
    if points + commas > 1:
        if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", written):
            return (float(written.replace(",", "")[:300]),), ()
        if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+", written):
            return (float(plain),), parts
        if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+", written):
            return (float(written.replace(".", "").replace(",", ".")[:300]),), ()
        return (float(plain),), parts
    decimal = float(written.replace(",", ".")[:300])
    if commas and re.fullmatch(r"[0-9]{1,3},[0-9]{3}", written):
        return (float(plain), decimal), ()
    return (decimal,), parts


class Evidence:
    """Everything in a text that may stand for a number; costly parts are read when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.numbers = find(text)
        self._scales: dict[float, set[float]] = {}
        self._totals: set[float] = set()
        for number in self.numbers:
            times = number.parts if _CLOCK.match(text, number.end) else ()
            for value in number.values + times:
                self._scales.setdefault(value, set()).add(number.scale)
                self._totals.add(_rounded(value * number.scale))
        self._parts = {part for number in self.numbers for part in number.parts}

    def has(self, number: Number) -> bool:
        """Whether the text has `number`: the same value, the same digits, or its parts in any order."""
        if any(self._has_value(value, number.scale) for value in number.values):
            return True
        if number.scale == 1 and number.parts and all(self.has_part(part) for part in number.parts):
            return True
        # Codes and telephone numbers; not quantities, whose wrong grouping would pass.
        code = number.text.isdigit() or len(number.parts) > 1
        return code and len(number.text) >= 5 and re.sub("[.,]", "", number.text) in self.digits

    def _has_value(self, value: float, scale: float) -> bool:
        scales = self._scales.get(value, ())
        if scales and (scale == 1 or scale in scales or 1 in scales):
            return True
        total = _rounded(value * scale)
        return total in self._totals or total in self.words or value in self.words

    def has_scale(self, number: Number) -> bool:
        """Whether the text has `number` with its scale word, its own or that of the next number ("5 to 7
        million"), or as one number; `has` is content with the figure."""
        return any(
            (value, number.scale) in self._scaled or self.has_total(_rounded(value * number.scale))
            for value in number.values
        )

    @cached_property
    def _scaled(self) -> set[tuple[float, float]]:
        """(value, scale) of each number, also with the scale of the next one and that of a letter: $5m."""
        found, following = set[tuple[float, float]](), None
        for other in reversed(self.numbers):
            if other.scale == 1 and following and scales.shared(self.text, other.end, following.start):
                other = replace(other, scale=following.scale)
            factors = (other.scale, scales.short(self.text, other.end))
            found.update((value, factor) for value in other.values for factor in factors)
            following = other
        return found

    def has_total(self, total: float) -> bool:
        """Whether it has this number, its scale word multiplied in."""
        return total in self._totals or total in self.words

    def has_part(self, value: float) -> bool:
        return value in self._scales or value in self._parts or value in self.months

    def has_small(self, value: float) -> bool:
        """Whether a whole number such as a day stands anywhere, also as a piece of a date or in words."""
        return value in self._scales or value in self._parts or value in self.words or self.has_loose(value)

    def has_loose(self, value: float) -> bool:
        pattern = loose.PATTERNS.get(value)
        return pattern is not None and pattern.search(self.text) is not None

    @cached_property
    def digits(self) -> str:
        """All digits in a row: telephone numbers and codes may be grouped otherwise."""
        return re.sub("[^0-9]", "", self.text)

    @cached_property
    def words(self) -> set[float]:
        """Values of English number words, of each run and of its pieces; Roman numerals."""
        values: set[float] = {roman(match[0]) for match in _ROMAN.finditer(self.text) if len(match[0]) > 0}
        run: list[str] = []
        end = -1
        lowered = self.text.lower()
        for match in _WORD.finditer(lowered):
            if run and not _BETWEEN.fullmatch(lowered, end, match.start()):
                values.add(_compound(run))
                run = []
            run.append(match[0])
            values.add(_WORDS.get(match[0], _BIG.get(match[0], 0)))
            end = match.end()
            half = _AND_A_HALF.match(lowered, end)
            if half:
                values.add(_rounded((_compound(run) + 0.5) * _BIG.get(half[1] or "", 1)))
        if run:
            values.add(_compound(run))
        for match in re.finditer(r"half an? (\w+)", lowered):
            values.add(0.5 * _BIG.get(match[1], 0))
        return values

    @cached_property
    def months(self) -> set[int]:
        return {_MONTHS.split().index(match[0][:3].lower()) + 1 for match in _MONTH.finditer(self.text)}


def _compound(words: list[str]) -> float:
    """The value of a run of number words: "two", "hundred", "five" -> 205."""
    total = current = 0.0
    for word in words:
        if word in _WORDS:
            current += _WORDS[word]
        elif _BIG[word] <= 100:
            current = max(current, 1) * _BIG[word]
        else:
            total += max(current, 1) * _BIG[word]
            current = 0
    return _rounded(total + current)


def _excused(number: Number, source: str, evidence: Evidence, numbers: list[Number]) -> bool:
    """Whether English rightly writes `number` of the source another way."""
    value = number.values[0]
    before, after = (
        source[max(0, number.start - 12) : number.start].lower(),
        source[number.end : number.end + 6].lower(),
    )
    bare = number.scale == 1 and not _EXACT.match(source, number.end)
    bare = (
        bare or value in (25, 50) or (after.startswith("/") and _FRACTION.search(evidence.text) is not None)
    )
    if (bare and evidence.has_loose(value)) or _is_sum(number, source, evidence, numbers):
        return True
    if comes_whole(
        value, number.scale, (number.start, number.end), source, evidence.text, evidence.has_total
    ):
        return True
    in_date = bool(re.search(r"[0-9]\s?[/.–-]\s?$", before) or re.match(r"\s?[/.–-]\s?[0-9]", after))
    if (
        value <= 12
        and (in_date or _OF_MONTHS.search(source, max(0, number.start - 24), number.start))
        and int(value) in evidence.months
    ):
        return True
    if 2 <= value <= 7 and before.endswith("thứ ") and _WEEKDAY.search(evidence.text):
        return True
    if value == 0 and re.search(r"[0-9]\s?[hg:]$", before):  # 15h00
        return True
    if 13 <= value <= 24 and re.match(r"\s?(?:h|g|:[0-9])", after):
        midnight = value == 24 and evidence.has_loose(24)
        return midnight or clock.has_hour(evidence.text, int(value) - 12)
    if 1900 <= value < 2100:
        return re.search(rf"['’/–-]{int(value) % 100:02}\b", evidence.text) is not None
    tens = _TEN_THOUSANDS.match(source, number.end)
    if tens and evidence.has(replace(number, scale=SCALES["vạn"])):  # "20-30 vạn" is 200,000 to 300,000
        return True
    if value < 100 and (in_date or _DECADE.search(before)) and len(number.text) == 2:
        century = _ITS_CENTURY.match(source, number.end)
        decades = [100 * (int(century[1]) - 1)] if century else [1900, 2000]
        return any(evidence.has_small(decade + value) for decade in decades)
    # "thập niên 60 thế kỷ 20" is the 1960s.
    decade = _CENTURY.search(source, max(0, number.start - 24), number.start)
    return decade is not None and evidence.has_small(100 * (value - 1) + int(decade[1]))


def _is_sum(number: Number, source: str, evidence: Evidence, numbers: list[Number]) -> bool:
    """Whether `number` is a piece of one such as "2 tỷ 300 triệu" and the whole came back: "2.3 billion"."""
    if number.scale == 1:
        return False
    for first, second in pairwise(numbers):
        if number in (first, second) and first.scale > second.scale > 1 and second.start - first.end < 12:
            between = source[first.end : second.start].strip().lower()
            total = first.values[0] * first.scale + second.values[0] * second.scale
            if between in SCALES and evidence._has_value(total, 1):
                return True
    return False


def roman(numeral: str) -> float:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))


def _rounded(value: float) -> float:
    """`value` with 12 significant digits, so that 1.1 * 1e6 equals 1100000."""
    return float(f"{value:.12g}")
