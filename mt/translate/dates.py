"""Dates written day/month, as Vietnamese does: "sáng 3/1" is the morning of January 3, never of March 1.

`written` spells such a date out for an English reader, who would take 3/1 for either; `exchanged` finds those
of which a model took the day for the month, `lost` those, also in words ("ngày 5 tháng 3"), whose day or
month did not come back.
"""

from __future__ import annotations

import re

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
# Of days and of the months of the moon, which English counts: the tenth day of the third lunar month.
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth",
    "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth",
    "thirty-first",
)  # fmt: skip
_SLASHED = re.compile(r"(?<![\w/.,-])([0-3]?[0-9])/([01]?[0-9])(?:/([12][0-9]{3}))?(?![\w/-]|[.,][0-9])")
# Without a year, 3/4 may be a fraction and 24/7 a manner of speaking: only behind these is it a date.
_BEFORE = re.compile(
    r"(?<!mỗi )(?<!một )(?<!cả )(?<!nửa )(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|khuya|mùng|mồng"
    r"|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật)[ (]\(?$",
    re.IGNORECASE,
)
_HOUSE_BEFORE = re.compile(r"(?<!\w)(?:số nhà|nhà số|ngõ|hẻm|ngách|kiệt) $", re.IGNORECASE)
_HOUSE_BEHIND = re.compile(r",? (?:đường|phố|hẻm|ngõ|ngách|kiệt)(?!\w)", re.IGNORECASE)
_PART_OF = re.compile(
    r" (?:số|dân số|hộ|diện tích|tổng|chiều|thời gian|quãng|lượng|thành viên|cổ phần|vốn|ghế|phiếu"
    r"|doanh nghiệp|học sinh|sinh viên|nhân viên|lao động|thế giới|chặng|sân|cốc|bát|muỗng|thìa"
    r"|nội dung|công việc)(?!\w)",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?<![\w/.,-])[0-3]?[0-9]/[01]?[0-9] (?:đến|tới|và|-|–) $", re.IGNORECASE)
_SPELT = re.compile(r"(?<!\w)([0-3]?[0-9]) tháng ([01]?[0-9])(?!\w)", re.IGNORECASE)
_LUNAR = re.compile(r"(?:/[0-9]{4})? âm lịch\b", re.IGNORECASE)
_LUNAR_SAID = re.compile(r"\b(?:lunar|lunisolar|moon|Chinese|Vietnamese)\b", re.IGNORECASE)
_NAME = "|".join(f"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in MONTHS)
_ENGLISH = re.compile(
    rf"\b({_NAME})\b\.? ([0-3]?[0-9])(?:st|nd|rd|th)?(?![0-9])"
    rf"|(?<![0-9])([0-3]?[0-9])(?:st|nd|rd|th)?(?: of)? ({_NAME})\b"
)


def written(text: str, start: int) -> tuple[str, int] | None:
    """The date of `text` that begins at `start`, in English, and where it ends; None when there is none.

    >>> written("sáng 3/1/2020, trời mưa", 5)
    ('January 3, 2020', 13)
    """
    match = _SLASHED.match(text, start)
    # Nobody pads a fraction with zeros.
    sure = match and (match[3] or "0" in (match[1][0], match[2][0]))
    if not match or not (sure or _BEFORE.search(text, max(0, start - 16), start) or _ends_span(text, start)):
        return None
    day, month = int(match[1]), int(match[2])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return f"{MONTHS[month - 1]} {day}" + (f", {match[3]}" if match[3] else ""), match.end()


def is_none(text: str, start: int) -> bool:
    """Whether the figures at `start` look like a date and are the number of a house or a fraction: "số 15/8
    đường Lê Lợi", "3/4 hộ dân"."""
    match = _SLASHED.match(text, start)
    if not match or match[3] or _BEFORE.search(text, max(0, start - 16), start):
        return False
    if _HOUSE_BEFORE.search(text, max(0, start - 16), start) or _HOUSE_BEHIND.match(text, match.end()):
        return True
    return int(match[1]) < int(match[2]) <= 10 and _PART_OF.match(text, match.end()) is not None


def _ends_span(text: str, start: int) -> bool:
    """Whether a date and a word such as "đến" stand before: "ngày 3/3 đến 5/3"."""
    before = _FROM.search(text, max(0, start - 20), start)
    return before is not None and written(text, before.start()) is not None


def exchanged(source: str, target: str) -> list[str]:
    """Dates of the Vietnamese `source`, as day/month, whose day became the month in `target`."""
    dates = _vietnamese(source)
    said = _english(target) if dates else set()
    wrong = []
    for day, month in dates:
        if (day, month) not in said and day != month and (month, day) in said:
            wrong.append(f"{day}/{month}")
    return wrong


def lost(source: str, target: str) -> list[str]:
    """Dates of the Vietnamese `source`, "5/3" or "5 tháng 3", whose day is no number in `target`, or whose
    month, by name, as a number beside another or as a month of the moon, is not in it; and dates of the
    moon that it does not call so. Only behind a word such as "ngày" or where nothing else can be meant:
    "5 tháng 3 ngày" is a span of time."""
    spelt = [m for m in _SPELT.finditer(source) if _BEFORE.search(source, 0, m.start())]
    slashed = [m for m in _SLASHED.finditer(source) if written(source, m.start())]
    if not spelt and not slashed:
        return []
    said, missing = _english(target), []
    for match in sorted([*spelt, *slashed], key=lambda match: match.start()):
        day, month = int(match[1]), int(match[2])
        lunar = _LUNAR.match(source, match.end())
        if lunar and not _LUNAR_SAID.search(target) and not _of_the_moon(day, month, target):
            missing.append(match[0] + lunar[0])
            continue
        if not 1 <= month <= 12 or (month, day) in said:  # exchanged
            continue
        name = MONTHS[month - 1]
        number = rf"(?<![0-9])0?{month}(?![0-9])"
        given = rf"\b{name[:3]}(?:{name[3:]}|t)?\b|[0-9] ?[/.-] ?{number}|{number} ?[/.-] ?[0-9]"
        written_out = re.search(given, target) and re.search(rf"(?<![0-9])0?{day}(?![0-9])", target)
        if not written_out and not _of_the_moon(day, month, target):
            missing.append(match[0])
    return missing


def _of_the_moon(day: int, month: int, target: str) -> bool:
    """Whether `target` counts day and month, as English does those of the lunar calendar."""
    if not 1 <= day <= len(_ORDINALS):
        return False
    first, second = (rf"(?:0?{n}(?:st|nd|rd|th)|{_ORDINALS[n - 1]})" for n in (day, month))
    wanted = rf"(?<!\w){first} (?:day )?(?:of )?(?:the )?{second} (?:lunar )?month\b"
    return re.search(wanted, target, re.IGNORECASE) is not None


def _vietnamese(text: str) -> list[tuple[int, int]]:
    """(day, month) of every date; what may be a fraction counts too, as `exchanged` needs proof anyway."""
    found = [*_SLASHED.finditer(text), *_SPELT.finditer(text)]
    return list(dict.fromkeys((int(match[1]), int(match[2])) for match in found))


def _english(text: str) -> set[tuple[int, int]]:
    """(day, month) of every date with a month's name."""
    found = set()
    for match in _ENGLISH.finditer(text):
        name, day = (match[1], match[2]) if match[1] else (match[4], match[3])
        found.add((int(day), 1 + [month[:3] for month in MONTHS].index(name[:3])))
    return found
