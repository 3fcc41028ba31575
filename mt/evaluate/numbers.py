"""The numbers of an English text by value: "1.5 million" is 1,500,000, "twenty-five" is 25."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_UNIT_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth"
    " fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_CARDINALS = {word: float(value) for value, word in enumerate(_UNIT_WORDS.split())}
_TENS = {word: float(value) for value, word in zip(range(20, 100, 10), _TEN_WORDS.split(), strict=True)}
_ORDINALS = {word: float(value) for value, word in enumerate(_ORDINAL_WORDS.split(), 1)}
_ORDINALS |= {word[:-1] + "ieth": value for word, value in _TENS.items()}
_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12,
    "dozen": 12.0,
}  # fmt: skip
_WORDS = {**_CARDINALS, **_TENS, **_ORDINALS, **_SCALES}
# Of lower-case text, which is four times as fast as a pattern that ignores case.
_TOKEN = re.compile(
    r"(?P<digits>[0-9]+(?:[.,][0-9]+)*)|(?<![^\W_])(?P<word>"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r")s?(?![^\W_])"
)
_TOGETHER = re.compile(r"[\s-]{0,2}(?:and\s)?(?:a\s)?")
_PLURAL = re.compile(r"(?:hundred|thousand|million|billion|trillion|dozen)s$", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:m|bn|k)(?![^\W_])", re.IGNORECASE)
_RANGE = re.compile(r"-?\s?(?:[-–—]|to|and|or)\s?")
_HALF = re.compile(r"[\s-]{1,3}and[\s-]{1,3}a[\s-]{1,3}half\b", re.IGNORECASE)
# The 2 of km2 and CO2 comes back as "square" and "carbon dioxide".
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|CO|SO|NO|O|H|N|CH)$")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_CLOCK = re.compile(r"[0-9]\s?[ap]\.?\s?m\b|[0-9]:[0-9]|o'clock", re.IGNORECASE)
_MERIDIEM = re.compile(r"\s?[ap]\.?m\b", re.IGNORECASE)
_ROMAN = {"II": 2.0, "III": 3.0, "IV": 4.0, "VI": 6.0, "VII": 7.0, "VIII": 8.0, "IX": 9.0, "XVI": 16.0}
_ROMAN_WORD = re.compile(r"\b(?:" + "|".join(sorted(_ROMAN, key=len, reverse=True)) + r")\b")
# Words that stand for a number without naming it.
_LOOSE = {
    0.0: "no none nil zero midnight", 0.5: "half", 1.0: "a an single once another", 4.0: "quarter",
    2.0: "both twice pair couple double", 3.0: "triple thrice trio tricycle", 7.0: "week weekly",
    10.0: "decade", 12.0: "noon midday midnight year", 14.0: "fortnight", 15.0: "quarter", 24.0: "day daily",
    25.0: "quarter", 30.0: "half month", 50.0: "half", 60.0: "hour minute", 100.0: "century",
    1000.0: "millennium",
}  # fmt: skip
_MONTH_LIST = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = _MONTH_LIST.split()
_MONTH = re.compile(r"\b(?:" + "|".join(_MONTHS) + r")[a-z]*\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """value: of the whole group ("two million" 2e6). sure: a text that lacks it has lost something; not so
    for ordinals, "one", "two", and bare "thousands"."""

    text: str
    start: int
    end: int
    value: float
    sure: bool


def find(text: str) -> list[Number]:
    """The numbers of `text`, in order; a date or a time gives one for each run of digits."""
    lower = text.lower()
    if len(lower) != len(text):  # "İ" becomes two
        text = lower
    found: list[Number] = []
    group: _Group | None = None
    for match in _TOKEN.finditer(lower):
        if match["digits"]:
            several = _digits(match, text)
            found.extend(several)
            last = several[-1] if several else None
            group = _Group(last.start, True, current=last.value) if last else None
            continue
        word = match["word"]
        near = found and _TOGETHER.fullmatch(text, found[-1].end, match.start())
        if group and near and not _PLURAL.search(found[-1].text) and group.add(word):
            sure = found[-1].sure or word in _SCALES
            found[-1] = Number(text[group.start : match.end()], group.start, match.end(), group.value, sure)
            continue
        group = _Group(match.start(), False)
        group.add(word)
        cardinal = (word in _CARDINALS or word in _TENS) and match[0] == word
        found.append(
            Number(
                text[match.start() : match.end()],
                match.start(),
                match.end(),
                group.value,
                cardinal and group.value >= 3,
            )
        )
    return found


@dataclass(slots=True)
class _Group:
    """A number in the making: what is closed by a scale word, and what is not yet."""

    start: int
    digits: bool
    total: float = 0.0
    current: float = 0.0

    @property
    def value(self) -> float:
        return self.total + self.current

    def add(self, word: str) -> bool:
        """Takes in the next word; False where another number begins with it."""
        value = _WORDS[word]
        if word in ("hundred", "dozen"):
            self.current = (self.current or 1) * value
        elif word in _SCALES:
            self.total = self.total * value if not self.current and self.total else self._closed(value)
            self.current = 0.0
        elif not self.value:
            self.current = value
            return self.total == 0
        elif self.digits or not 0 < value < self._room():
            return False
        else:
            self.current += value
        return True

    def _closed(self, scale: float) -> float:
        return self.total + (self.current or 1) * scale

    def _room(self) -> int:
        """What a number that fits in must stay below: 100 after "two hundred", 10 after "twenty"."""
        if not self.current or self.current % 100 == 0:
            return 1000 if not self.current else 100
        return 10 if self.current % 10 == 0 and self.current % 100 >= 20 else 0


def _digits(match: re.Match[str], text: str) -> list[Number]:
    written, start = match["digits"], match.start()
    if written in "234" and _UNIT.search(text, max(0, start - 3), start):
        return []
    if _GROUPED.fullmatch(written):
        return [Number(written, start, match.end(), float(written.replace(",", "")), True)]
    clock = "." in written and _MERIDIEM.match(text, match.end())  # "7.30 p.m."
    if _PLAIN.fullmatch(written) and not clock and not (len(written) == 4 and written[0] == "0"):
        return [Number(written, start, match.end(), float(written), True)]
    # A date, a version, a military hour ("0230"), a decimal comma: each run of digits for itself.
    step = "[0-9]{2}" if written.isdigit() else "[0-9]+"
    return [
        Number(part[0], start + part.start(), start + part.end(), float(part[0]), True)
        for part in re.finditer(step, written)
    ]


@lru_cache(maxsize=4096)  # the same references for each system
def _required(text: str) -> tuple[Number, ...]:
    return tuple(number for number in find(text) if number.sure and number.value)


def missing(wanted: str, given: str) -> list[str]:
    """The numbers of `wanted`, as written, whose value is nowhere in `given`, in order, each once."""
    required = _required(wanted)
    if not required:
        return []
    there = _values(given)
    clock = bool(_CLOCK.search(wanted) or _CLOCK.search(given))
    words = {word.rstrip("s") for word in re.findall(r"[a-z]+", given.lower())}
    lost = []
    for number in required:
        value = number.value
        near = (value, value + 12, value - 12) if clock and value <= 24 else (value,)
        if len(number.text) == 2 and wanted[number.start - 1 : number.start] in ("-", "–", "/"):
            near = (value, 1900 + value, 2000 + value)  # 1995-96
        if any(each in there for each in near) or any(w in words for w in _LOOSE.get(value, "").split()):
            continue
        if number.text not in lost:
            lost.append(number.text)
    return lost


def _values(text: str) -> set[float]:
    found = find(text)
    values = {number.value for number in found}
    for number in found:  # "£27m", "5bn"; "27 m" may be metres
        scale = _SUFFIX.match(text, number.end)
        if scale:
            values.add(number.value * {"m": 1e6, "k": 1e3}.get(scale[0].lower(), 1e9))
    values.update(number.value + 0.5 for number in found if _HALF.match(text, number.end))
    if _CLOCK.search(text):  # 11.29 a.m.
        values.update(float(part) for number in found for part in number.text.split(".") if part.isdigit())
    for number, after in pairwise(found):
        # "5 to 6 million" may say 5 million.
        if after.value >= 1000 and number.value < 1000 and _RANGE.fullmatch(text, number.end, after.start):
            values.update(number.value * scale for scale in (1e3, 1e6, 1e9))
    values.update(_ROMAN[word] for word in _ROMAN_WORD.findall(text))
    values.update(1.0 + _MONTHS.index(month[:3].lower()) for month in _MONTH.findall(text))
    return values
