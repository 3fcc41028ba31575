"""Times of day: "lúc 19h30" is 7:30 p.m., "từ 10h đến 22h" 10 a.m. to 10 p.m., "0h" midnight.

Vietnamese news counts 24 hours, English twelve, and a small model mixes them up ("10 p.m. to 8 p.m.").
`find` and `written` serve to mask such times. What may as well be a number of hours ("sau 2h", "khoảng 3
giờ") is left to the model. Where neither the count of 24 nor a word such as "sáng" tells the half of the
day, English leaves it open too: "lúc 7h" is "at 7:00".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mt.translate.dates import MONTHS
from mt.translate.protected import Item

_DATED = re.compile(r"\s(?:ngày|cùng\sngày|hôm|rạng)(?!\w)", re.IGNORECASE)
#: Of the day; a word behind it keeps it in the sentence: "sáng nay" is "this morning".
_PART = r"sáng|trưa|chiều|tối|đêm|khuya"
_TIME = re.compile(
    r"(?<![\w.,/:])(?<![^\WhH]-)(?P<hour>[01]?[0-9]|2[0-4])(?:"
    r"\s?[hH]\s?(?P<minute>[0-5]?[0-9])(?:['’′]|\s?phút(?!\w)|p(?!\w))?"
    r"|[gG](?P<southern>[0-5][0-9])"
    r"|\s?giờ\s(?P<spelt>[0-5]?[0-9])(?P<minutes>\sphút(?!\w))?"
    r"|\s?(?P<whole>[hH]|giờ)"
    r")(?![\w'’]|[.,:/][0-9])"
    rf"(?:\s(?P<part>{_PART})(?!\w))?"
)
_KEPT_PART = re.compile(
    r"\s(?:nay|mai|qua|kia|hôm|ngày|thứ|chủ|cùng|mùng|mồng|sớm|muộn|khuya|[0-9])", re.IGNORECASE
)
# What stands before a time and never before a number of hours; and what stands before both.
_AT = re.compile(r"(?<!\w)(?:lúc|hồi|đúng|vào)(?:\skhoảng|\stầm|\sgần)?\s$", re.IGNORECASE)
_PERHAPS = re.compile(
    r"(?<!\w)(?:từ|đến|tới|trước|khoảng|tầm|và)\s$|[0-9hHờút]\s?[-–]\s?$|[0-9hH],\s$|(?:^|[.!?(:]\s?)$",
    re.IGNORECASE,
)
_OPENS = re.compile(r"(?:^|[.!?:]\s)(?:Đến|Tới|Khoảng|Gần|Tầm|Chừng|Từ)\s(?:gần\s|hơn\s)?$")
_LASTS = re.compile(
    r"(?<!\w)(?:trong|suốt|dài|mất|hơn|hết|thêm|cách|mỗi|cả|sau|đủ|tròn|bay|chạy|đi|xe|gian|lục|tích|chậm|trễ|muộn"
    r"|sớm|là|tổng|quá|gần|nửa)(?:\s(?:khoảng|tầm|gần|hơn|từ|đến|tới))?\s$",
    re.IGNORECASE,
)
_HOURS_LONG = re.compile(
    r"\s(?:qua|liên|liền|đồng\shồ|mỗi|một|trong|bay|lái|đi|chạy|làm|học|ngủ|nữa|tới|trước|sau|đầu|cuối|/)|/",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\s(?:ngày\s(?P<day>[0-3]?[0-9])(?:[/.-]|\stháng\s)|(?P<short>[0-3]?[0-9])/)(?P<month>[01]?[0-9])"
    r"(?:[/.-](?P<year>[12][0-9]{3})|\snăm\s(?P<named>[12][0-9]{3}))?(?![\w/-]|[.,][0-9])",
    re.IGNORECASE,
)
_HOURS = re.compile(r"(?<![\w.,/:-])([0-9]{1,3})h([0-5][0-9])?(?:['’′]|\sphút(?!\w))?(?![\w'’]|[.,:/][0-9])")
#: Characters around a time that tell what it is.
_NEAR = 24
_HINT = re.compile(r"[0-9]\s?(?:[hH](?![A-Za-z])|[gG][0-5][0-9]|giờ)")


@dataclass(frozen=True, slots=True)
class Time(Item):
    """`english`: the time as English says it."""

    english: str = ""


def find(text: str) -> list[Item]:
    """The times of `text` that are surely times, with the part of the day where it belongs to them alone.

    >>> [(item.text, item.english) for item in find("Mở cửa từ 10h đến 22h, thứ bảy từ 7 giờ 15 sáng.")]
    [('10h', '10 a.m.'), ('22h', '10 p.m.'), ('7 giờ 15 sáng', '7:15 a.m.')]
    """
    if not _HINT.search(text):
        return []
    matches = [(match, _sure(text, match)) for match in _TIME.finditer(text)]
    # One time in the sentence makes times of those that might be numbers of hours.
    one = any(sure for _, sure in matches)
    known = [match for match, sure in matches if sure or (one and _may_be(text, match))]
    by_24 = any(not 0 < int(match["hour"]) < 13 for match in known)
    items: list[Item] = []
    for match in known:
        date = _date(text, match)
        # "7h sáng nay": "sáng nay" is "this morning", and stays in the sentence.
        apart = match["part"] and not date and _KEPT_PART.match(text, match.end())
        english = _english(match, None if apart else _half(match, by_24 or _dated(text, match)))
        end = match.end("part") if match["part"] and not apart else _end_of_figures(match)
        if english and date:
            english, end = f"{english} on {date[0]}", date[1]
        if english:
            items.append(Time("time", text[match.start() : end], match.start(), english))
    return items


def spelt(text: str) -> str:
    """`text` with the hours that are left in words, as a model knows them: "2h30" is "2 giờ 30 phút"."""
    return _HOURS.sub(lambda m: f"{m[1]} giờ" + (f" {m[2]} phút" if m[2] else ""), text)


def _date(text: str, match: re.Match[str]) -> tuple[str, int] | None:
    """The date behind a time, "19h ngày 15/8", "19h ngày 15-8" or "7h sáng 15/8", in English, and where it
    ends."""
    found = _DAY.match(text, match.end())
    if not found:
        return None
    day, month = int(found["day"] or found["short"]), int(found["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    year = found["year"] or found["named"]
    return f"{MONTHS[month - 1]} {day}" + (f", {year}" if year else ""), found.end()


def _english(match: re.Match[str], half: str | None) -> str:
    """half: "a" or "p"; None: left open."""
    hour, minute = int(match["hour"]), int(match["minute"] or match["southern"] or match["spelt"] or 0)
    if hour == 24 and minute:
        return ""
    figure = str((hour - 1) % 12 + 1)
    if half is None:
        return f"{figure}:{minute:02}"
    if hour % 12 == 0 and not minute:
        return "noon" if half == "p" else "midnight"
    return figure + (f":{minute:02}" if minute else "") + f" {half}.m."


def _half(match: re.Match[str], by_24: bool) -> str | None:
    """The half of the day; by_24: hours below 13 are those of a count of 24."""
    hour, part = int(match["hour"]), match["part"]
    if hour in (0, 24):
        return "a"
    if hour > 12:
        return "p"
    if part == "sáng":
        return "a"
    if part == "trưa":
        return "a" if 9 <= hour <= 11 else "p"
    if part in ("chiều", "tối"):
        return "p"
    if part:  # đêm, khuya
        return "p" if 6 <= hour <= 11 else "a"
    if by_24:
        return "p" if hour == 12 else "a"
    return None


def _end_of_figures(match: re.Match[str]) -> int:
    return match.start("part") - 1 if match["part"] else match.end()


def _dated(text: str, match: re.Match[str]) -> bool:
    return _DATED.match(text, _end_of_figures(match)) is not None


def _sure(text: str, match: re.Match[str]) -> bool:
    """Whether it is a time, whatever stands elsewhere in the sentence."""
    before, after = _around(text, match)
    if _dated(text, match) and (match["whole"] != "giờ" or int(match["hour"]) > 12):
        return True
    if _lasts(before, after) and not match["part"]:
        return False
    if match["part"]:
        # "9 giờ sáng" the model knows, and "24h đêm" nobody says; "trong 2 giờ chiều" is none.
        return match["whole"] != "giờ" or int(match["hour"]) > 12
    if match["whole"] == "giờ" or match["spelt"]:
        plainly = int(match["hour"]) > 12 or match["spelt"] is not None
        return plainly and _AT.search(before) is not None
    if _AT.search(before) or (after.startswith(",") and _OPENS.search(before)):
        return True
    late = int(match["hour"]) not in range(1, 13) and int(match["hour"]) < 24
    if match["whole"]:
        return late and _PERHAPS.search(before) is not None
    return True


def _may_be(text: str, match: re.Match[str]) -> bool:
    """Whether it is a time beside another."""
    before, after = _around(text, match)
    figures = match["whole"] != "giờ" and not match["spelt"]
    return figures and not _lasts(before, after) and _PERHAPS.search(before) is not None


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]


def _lasts(before: str, after: str) -> bool:
    """Whether it is how long something takes."""
    return _LASTS.search(before) is not None or _HOURS_LONG.match(after) is not None
