"""Hours of the clock: "19h" is 7 p.m., never "19 p.m."."""

from __future__ import annotations

import re

_HOURS = "twelve one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_OF_THE_CLOCK = (
    r"(?![0-9])(?::[0-5][0-9]|(?:\.[0-5][0-9])?(?:\s?(?:[-–]|to|and|until|or)\s?[0-9a-z:.]+){0,2}"
    r"\s?(?:[ap]\.?\s?m\b|o['’]clock|(?:in the|this|that) (?:after|eve)|at night|tonight))"
)
_NEVER = re.compile(
    r"(?<![0-9:.,])(?<!: )(1[3-9]|2[0-4])((?:[:.][0-5][0-9])?) ?([ap])(?=\.?m\b)", re.IGNORECASE
)

_BY_24 = re.compile(
    r"(?<![0-9.,/:])(00?|1[3-9]|2[0-4])(?=\s?(?:h|giờ|g[0-5]|:[0-5]))",
    re.IGNORECASE,
)

_HALVES = re.compile(r"(?<![0-9:.,])(1?[0-9])(?::[0-5][0-9])?\s?([ap])(?=\.?m\b)", re.IGNORECASE)


def has_hour(text: str, hour: int) -> bool:
    """Whether English `text` has the hour, 1 to 12, as one of the clock: "6 p.m.", "6:00", "6 to 8 p.m.",
    "six in the evening"."""
    pattern = rf"(?<![0-9:.,])(?:{hour}|{_HOURS[hour]}){_OF_THE_CLOCK}"
    return re.search(pattern, text, re.IGNORECASE) is not None


def on_twelve(source: str, target: str) -> list[str]:
    """The hours that the Vietnamese `source` has by a count of 24 and English `target` by one of twelve, as
    the latter has them: 10h and 22h as 10 a.m. and 10 p.m., but not both as 10 p.m.; 0h15 as 12:15 a.m."""
    hours = (str((int(match[1]) - 1) % 12 + 1) for match in _BY_24.finditer(source))
    found = {hour: {half for figure, half in _HALVES.findall(target) if figure == hour} for hour in hours}
    return [hour for hour, halves in found.items() if len(halves) == 2 or hour == "12"]


def impossible(target: str) -> list[str]:
    """Hours above twelve with a.m. or p.m.: "20 p.m."."""
    return [f"{match[1]}{match[2]} {match[3]}.m." for match in _NEVER.finditer(target)]


def twelve(english: str, source: str) -> str:
    """`english` with "7 p.m." for a "19 p.m." that `source` has as 19h; of others the hour is not sure.

    >>> twelve("at 19:30 p.m. or 20 p.m.", "lúc 19h30")
    'at 7:30 p.m. or 20 p.m.'
    """

    def written(match: re.Match[str]) -> str:
        hour = int(match[1])
        known = re.search(rf"(?<![0-9]){hour} ?(?:h|g|:[0-5])", source, re.IGNORECASE)
        return f"{hour - 12}{match[2]} p.m." if known and hour < 24 and match[3] in "pP" else match[0]

    return re.sub(rf"{_NEVER.pattern}\.?m\b\.?", written, english, flags=re.IGNORECASE)
