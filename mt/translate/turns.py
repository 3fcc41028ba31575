"""Turns of Vietnamese in which a number comes back whole with what stands behind it: "5 triệu rưỡi" is 5.5
million, "3 triệu 7" 3.7 million, "1 mét 3" 1.3 meters, "8 giờ kém 10" 7:50, "2 tạ" 200 kilograms or .2 tons,
"đêm 30 Tết" New Year's Eve."""

from __future__ import annotations

import re
from collections.abc import Callable

from mt.translate import scales

Has = Callable[[float], bool]

_MEASURED = "mét|m|km|cây số|lít|cân|ký|kí|kg|tấn|tuổi|điểm|đô|lạng|sào|mẫu|lần|phân|độ"
_HALF_MORE = re.compile(
    rf" ?(?:(?:trăm|nghìn|ngàn|vạn|triệu|tr|tỷ|tỉ|năm|tháng|tuần|ngày|tiếng|giờ|{_MEASURED}) )?rư[ỡở]i\b",
    re.IGNORECASE,
)
#: "1 mét 3", "3kg2", "38 độ 5", "10 giây 5": a decimal.
_METERS = re.compile(
    r"\b([0-9]{1,3}) ?(?:m|mét|ký|kí|kg|độ|giây|cây|lít|tấn|lạng) ?([0-9]{1,2})\b"
    r"(?! ?(?:phút|giây|m|cm|kg|g)\b)",
    re.IGNORECASE,
)
#: "8 giờ kém 10" is 7:50.
_SHORT_OF = re.compile(r" ?(?:giờ|h) kém ([0-9]{1,2})\b", re.IGNORECASE)
_TO_THE_HOUR = re.compile(rf"([0-9]{{1,2}}){_SHORT_OF.pattern}", re.IGNORECASE)
#: "3 triệu 7", not "3 triệu 7 nghìn", "3 triệu 700.000" or "2 tỷ 5 năm".
_BROKEN = re.compile(
    r"\b([0-9]{1,3}) ?(nghìn|ngàn|triệu|tr|tỷ|tỉ) ?([0-9]{1,3})\b(?![.,/%:-]?[0-9]|%)", re.IGNORECASE
)
_QUINTALS = re.compile(r" tạ\b(?! ơn)", re.IGNORECASE)
_WEIGHTS = ((re.compile(r"\bk(?:g|ilo)", re.IGNORECASE), 100), (re.compile(r"\bton", re.IGNORECASE), 0.1))
#: Numbers that English names, by what stands behind them in Vietnamese.
_NAMED = (
    ((29, 30), " tết", re.compile(r"\b(?:eve|last (?:day|night|evening))\b", re.IGNORECASE)),
    ((100,), " năm", re.compile(r"\b(?:hundredth|centen(?:ary|nial))\b", re.IGNORECASE)),
    ((0,), " giờ", re.compile(r"\bmidnight\b", re.IGNORECASE)),
    ((30,), " phút", re.compile(r"\bhalf an hour\b", re.IGNORECASE)),
    ((12,), " thán", re.compile(r"\b(?:one|a)[ -]year\b|\bannual", re.IGNORECASE)),
    ((24, 7), "", re.compile(r"\baround[ -]the[ -]clock\b|\bday and night\b", re.IGNORECASE)),
    ((11,), "m", re.compile(r"\bpenalty\b", re.IGNORECASE)),
)
#: Half more of a number with a scale word, and what English says of half.
_SCALED_HALF = re.compile(rf" ?(?:nghìn|ngàn|vạn|triệu|tr|tỷ|tỉ|{_MEASURED}) rư[ỡở]i\b", re.IGNORECASE)
_HALF = re.compile(r"\bhal(?:f|ves)\b|[.,]5", re.IGNORECASE)
_WEIGHT = re.compile(r"\b(?:k(?:g|ilo)|ton|quintal|hundredweight|pound|lb)", re.IGNORECASE)


def lost_with(value: float, scale: float, end: int, source: str, target: str, has: Has) -> str:
    """What stands behind the number that ends at `end` of `source` and is lost in `target`, though the number
    is there: the half of "5 triệu rưỡi", the hundred kilograms of "2 tạ"; else "". As `comes_whole`."""
    half = _SCALED_HALF.match(source, end)
    if half and not _HALF.search(target) and not has((value + 0.5) * scale):
        return half[0]
    short = _SHORT_OF.match(source, end)
    if short and re.search(rf"(?<![0-9]){value:.0f}:0?{short[1]}(?![0-9])", target):
        return short[0]  # 8:10
    weight = _QUINTALS.match(source, end)
    return weight[0] if weight and not _WEIGHT.search(target) else ""


def comes_whole(
    value: float,
    scale: float,
    span: tuple[int, int],
    source: str,
    target: str,
    has_total: Has,
) -> bool:
    """Whether the number at `span` of the Vietnamese `source`, `value` times `scale`, is in `target` in such
    a turn. has_total: whether the target has a number, its scale word multiplied in."""

    def has(total: float) -> bool:
        return has_total(float(f"{total:.12g}"))

    start, end = span
    if _HALF_MORE.match(source, end) and has((value + 0.5) * scale):
        return True
    after = source[end : end + 5].lower()
    if any(value in values and after.startswith(w) and name.search(target) for values, w, name in _NAMED):
        return True
    if _QUINTALS.match(source, end) and any(u.search(target) and has(value * times) for u, times in _WEIGHTS):
        return True
    meters = _METERS.search(source, max(0, start - 8), end + 8)
    if meters and start in (meters.start(1), meters.start(2)):
        return has(float(f"{meters[1]}.{meters[2]}"))
    if _falls_short(start, source, target):
        return True
    broken = _BROKEN.search(source, max(0, start - 12), end + 12)
    if broken is None or start not in (broken.start(1), broken.start(3)):
        return False
    return has(float(f"{broken[1]}.{broken[3]}") * scales.SCALES[broken[2].lower()])


def _falls_short(start: int, source: str, target: str) -> bool:
    """Whether the number at `start` belongs to "8 giờ kém 10", and the English has 7:50."""
    for match in _TO_THE_HOUR.finditer(source, max(0, start - 14), start + 16):
        if start in (match.start(1), match.start(2)):
            hour, minutes = int(match[1]), 60 - int(match[2])
            return re.search(rf"(?<![0-9]){(hour - 1) or 12}:{minutes:02}(?![0-9])", target) is not None
    return False
