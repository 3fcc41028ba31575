"""Times of day: "lúc 19h30" is 7:30 p.m., "từ 10h đến 22h" 10 a.m. to 10 p.m., "0h" midnight.

Vietnamese news counts 24 hours, English twelve, and a small model mixes them up ("10 p.m. to 8 p.m.").
`find` serves to mask such times. What may as well be a number of hours ("sau 2h", "khoảng 3 giờ") is left
to the model, with its "h" in words (`spelt`). Where neither the count of 24 nor a word such as "sáng" tells
the half of the day, English leaves it open too: "lúc 7h" is "at 7:00".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mt.translate.dates import MONTHS
from mt.translate.protected import Item

_DATED = re.compile(r"\s(?:ngày|cùng\sngày|hôm|rạng)(?!\w)", re.IGNORECASE)
#: Of the day; a word behind it keeps it in the sentence: "sáng nay" is "this morning".
_PART = r"sáng|trưa|chiều|tối|đêm|khuya"
# Minutes stand right behind the "h" with two digits, or are called minutes: "14h 5 người" is five people.
_TIME = re.compile(
    r"(?<![\w.,/:])(?<![A-Za-gi-zÀ-ỹ]-)(?<!(?<![hH][0-9])[0-9]-)(?P<hour>[01]?[0-9]|2[0-4])(?:"
    r"[hH](?P<minute>[0-5][0-9])(?:['’′]|\s?phút(?!\w)|p(?!\w))?|h(?P<digit>[0-9])"
    r"|\s?[hH]\s(?P<said>[0-5]?[0-9])(?:\s?phút(?!\w)|['’′])"
    r"|[gG](?P<southern>[0-5][0-9])"
    rf"|\s?giờ\s(?P<spelt>[0-5]?[0-9])(?:\sphút(?!\w)|(?=\s(?:ngày|{_PART})(?!\w)|\s?[,.;!?)]|\s*$))"
    r"|\s?(?P<whole>[hH]|giờ)"
    r")(?![\w'’]|[.,:/][0-9]|\.\w|-[0-9]{3})(?P<half>\s(?:rưỡi|rưởi)(?!\w))?"
    r"(?:\ském\s(?P<less>[1-5]?[0-9])(?!\w|[.,][0-9])(?:\sphút(?!\w))?)?"
    rf"(?:\s(?P<part>(?i:{_PART}))(?!\w))?"
)
_KEPT_PART = re.compile(
    r"\s(?:nay|mai|qua|kia|hôm|ngày|thứ|chủ|cùng|mùng|mồng|sớm|muộn|khuya|[0-9])", re.IGNORECASE
)
# What stands before a time and never before a number of hours; before the ends of a span; before both.
_AT = re.compile(r"(?<!\w)(?:lúc|hồi|vào)(?:\skhoảng|\stầm|\sgần|\shơn)?\s$", re.IGNORECASE)
_SPAN = re.compile(
    r"(?<!\w)(?:từ|đến|tới|trước|và)\s$|[0-9hHờút]\s?[-–]\s?$|[hH][0-9]{0,2},\s$", re.IGNORECASE
)
_ABOUT = re.compile(r"(?<!\w)(?:khoảng|tầm|gần|hơn|chừng|đúng)(?:\sgần|\shơn)?\s$", re.IGNORECASE)
# At the beginning, with one of these behind it.
_BEGINS = re.compile(r"(?:^|[.!?(:]\s?)[\"“'‘]?$")
_FROM = re.compile(r"(?<!\w)(?:từ|trước)\s$", re.IGNORECASE)
_WEEKLY = re.compile(r"\s(?:thứ|chủ\snhật|h[àằ]ng\s(?:ngày|tuần))(?!\w)", re.IGNORECASE)
_OPENS = re.compile(r"(?:^|[.!?:]\s)(?:Đến|Tới|Khoảng|Gần|Tầm|Chừng|Từ)\s(?:gần\s|hơn\s)?$")
_PAUSE = re.compile(r"\s?[,–-]")
_LASTS = re.compile(
    r"(?<!\w)(?:(?:trong|suốt|dài|mất|hết|thêm|cách|mỗi|cứ|cả|sau|đủ|tròn|gian|lục|tích|chậm|trễ|muộn|sớm|tổng|lượng"
    r"|ngủ|chờ|đợi|nấu|mổ|hoãn)(?:\s(?:khoảng|tầm|gần|hơn|từ|đến|tới|đúng))?|bay|chạy|đi|xe|là|quá|nửa)\s$",
    re.IGNORECASE,
)
_HOURS_LONG = re.compile(
    r"\s(?:qua|liên|liền|đồng\shồ|mỗi|trong|bay|lái|làm|ngủ|nữa|xuống|lên|còn|tới(?!\s[0-9])|trước|sau)(?!\w)|\s?/",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\s(?:ngày\s(?P<day>[0-3]?[0-9])(?:[/.-]|\stháng\s)|(?P<short>[0-3]?[0-9])/)(?P<month>[01]?[0-9])"
    r"(?:[/.-](?P<year>[12][0-9]{3})|\snăm\s(?P<named>[12][0-9]{3}))?(?![\w/-]|[.,][0-9]|\stháng|\s?[–-]\s?[0-9])",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"(?<![\w.,/:])(?<![A-Za-gi-zÀ-ỹ]-)([0-9]{1,3})h([0-5][0-9])?(?:['’′]|\sphút(?!\w))?(?![\w'’]|[.,:/][0-9]|\.\w)"
)
#: Characters around a time that tell what it is.
_NEAR = 24
# "mở cửa 24/7" is no 24th of July.
_ALWAYS = re.compile(r"(?<![\w/.,-])24/7(?![\w/-]|[.,][0-9]|\s[A-ZĐ])")
_OF_A_DATE = re.compile(
    r"(?<!\w)(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|đến|tới|từ|và|dịp|lễ|số|tại|ngõ|hẻm|phố|đường)\s$|[,)]\s$",
    re.IGNORECASE,
)
_HINT = re.compile(r"24/7|[0-9]\s?(?:[hH](?![A-Za-z])|[gG][0-5][0-9]|giờ)", re.IGNORECASE)


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
    always = [
        Time("time", match[0], match.start(), match[0])
        for match in _ALWAYS.finditer(text)
        if not _OF_A_DATE.search(_around(text, match)[0])
    ]
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
    return sorted([*items, *always], key=lambda item: item.start)


def spelt(text: str) -> str:
    """`text` with the hours that are left in words, as a model knows them: "2h30" is "2 giờ 30 phút"."""
    return _HOURS.sub(lambda m: f"{m[1]} giờ" + (f" {m[2]} phút" if m[2] else ""), text)


def _date(text: str, match: re.Match[str]) -> tuple[str, int] | None:
    """The date behind a time, "19h ngày 15/8", "19h ngày 15-8" or "7h sáng 15/8", in English, and where it
    ends."""
    found = _DAY.match(text, match.end())
    if not found:
        return None
    if found["short"] and not (match["part"] or found["year"]):
        return None  # "19h 2/3 học sinh": two thirds
    day, month = int(found["day"] or found["short"]), int(found["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    year = found["year"] or found["named"]
    return f"{MONTHS[month - 1]} {day}" + (f", {year}" if year else ""), found.end()


def _english(match: re.Match[str], half: str | None) -> str:
    """half: "a" or "p"; None: left open."""
    hour, minute = int(match["hour"]), int(_minutes(match) or 0)
    if match["less"]:  # "7h kém 15" is 6:45
        hour, minute = hour - 1, 60 - int(match["less"])
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
    hour, part = int(match["hour"]), (match["part"] or "").lower()
    if hour in (0, 24):
        return "a"
    if hour > 12:
        return "p"
    if part == "sáng":
        return "a"
    if part == "trưa":
        return "a" if 9 <= hour <= 11 else "p"
    if part == "chiều" or (part == "tối" and 5 <= hour <= 11):
        return "p"
    if part:  # tối, đêm, khuya
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
    words = match["whole"] == "giờ" or match["spelt"]
    hour, minutes = int(match["hour"]), _minutes(match)
    if match["whole"] == "H" and not text.isupper():
        return False
    late = hour not in range(1, 13) and hour < 24
    if match["less"]:
        return True
    # "9 giờ sáng" the model knows.
    if match["whole"] == "giờ" and not late and not match["half"]:
        return False
    if _AT.search(before):
        return True
    if _LASTS.search(before) or (_HOURS_LONG.match(after) and not match["part"]):
        return False
    if match["part"] or _dated(text, match):
        return True
    if words:
        return False
    if after.startswith(",") and _OPENS.search(before):
        return True
    begins = _BEGINS.search(before) and (minutes or _PAUSE.match(after))
    likely = begins or _SPAN.search(before) or _ABOUT.search(before) or _WEEKLY.match(after)
    return bool((late or minutes) and likely) or (hour > 3 and _FROM.search(before) is not None)


def _minutes(match: re.Match[str]) -> str | None:
    written = ("minute", "digit", "said", "southern", "spelt")
    return next((match[name] for name in written if match[name]), "30" if match["half"] else None)


def _may_be(text: str, match: re.Match[str]) -> bool:
    """Whether it is a time beside another: at one end of a span of two."""
    before, after = _around(text, match)
    figures = match["whole"] != "giờ" and not match["spelt"] and (match["whole"] != "H" or text.isupper())
    spans = _SPAN.search(before) is not None or re.match(r"\s?[–-]\s?[0-9]", after) is not None
    lasts = _LASTS.search(before) or _HOURS_LONG.match(after)
    return figures and not lasts and spans


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
