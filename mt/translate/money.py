"""Amounts in đồng: "45 tỷ đồng" is VND45 billion, "1-3 triệu đồng" VND1-3 million, "50 nghìn đồng" VND50,000.

Vietnamese news gives most sums in its currency, which English text hardly ever names, so that a small model
leaves it out, and 45 billion are dollars to its reader. `find` and `written` serve to mask such amounts,
`lost` finds those that came back without their currency. English as Vietnam's newspapers in English print it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from mt.translate.numbers import to_english
from mt.translate.protected import Item

_SCALES = {
    "nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9,
    "nghìn tỷ": 12, "nghìn tỉ": 12, "ngàn tỷ": 12, "ngàn tỉ": 12, "triệu tỷ": 15, "triệu tỉ": 15,
}  # fmt: skip
_NAMES = {0: "", 3: "", 6: " million", 9: " billion", 12: " trillion", 15: " quadrillion"}
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_NUMBER = r"[0-9]++(?:[.,][0-9]+)*+"
_PART = rf"{_NUMBER}(?: (?:{_SCALE})(?!\w))?"
# Behind "đồng" these make another word of it, a name, or a foreign currency. One too many costs little.
_COMPOUND = (
    "hồ|chí|nghiệp|bào|đội|minh|phạm|xu|vàng|bạc|đô|đôla|euro|yên|yen|won|rúp|ruble|bảng|riel|baht|bạt|kíp"
    "|nhân|franc|mác|peso|rupee|rupi|tử|niên|môn|hương|đảng|loạt|tác|sáng|usd|eur|thời|ý|bộ|lòng|hành|tổ|chủ|nhất"
    "|tình|đều|dạng|phục|lõa|nai|tháp|hới|xoài|văn|tâm|khởi|kỵ|đăng"
)
_AMOUNT = re.compile(
    rf"(?<![\w.,/:$€£-])(?:(?P<low>{_PART})(?P<to> ?[-–] ?| đến | tới ))?"
    rf"(?P<parts>{_PART}(?: {_PART}){{0,3}})"
    rf" ?(?:(?-i:đồng|ĐỒNG)(?!\w)(?: Việt Nam)?(?! (?:{_COMPOUND})(?!\w))|VNĐ|VND|₫|(?-i:đ))(?!\w)",
    re.IGNORECASE,
)
_ONE = re.compile(rf"({_NUMBER})(?: ({_SCALE})(?!\w))?", re.IGNORECASE)
#: What names the currency in English text.
_NAMED = re.compile(r"VN[DĐ]|\bdongs?\b|\bđồng\b|₫|(?<=[0-9])đ", re.IGNORECASE)
# Without a scale "3 đồng" may be coins or fields, and "năm 2020 đồng" the end of a year: sums end in zeros.
_ROUND = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+|[1-9][0-9]*00")
_AMBIGUOUS = re.compile(r"[0-9],[0-9]{3} ")


def find(text: str) -> list[Item]:
    """The amounts in đồng of `text` that `written` can write."""
    if "đ" not in text and "₫" not in text and "VN" not in text and "Đ" not in text:
        return []
    found = (Item("money", match[0], match.start()) for match in _AMOUNT.finditer(text))
    return [item for item in found if written(item.text)]


def written(amount: str) -> str:
    """The amount in English; "" where it is none or cannot be written with certainty.

    >>> written("6,83 nghìn tỷ đồng")
    'VND6.83 trillion'
    """
    match = _AMOUNT.fullmatch(amount)
    if not match:
        return ""
    high = None if _AMBIGUOUS.search(amount) else _total(match["parts"])
    if high is None or (high[1] == 0 and not _ROUND.fullmatch(match["parts"])):
        return ""
    if not match["low"]:
        return f"VND{_figure(*high)}"
    low = _total(match["low"])
    if low is None:
        return ""
    if low[1] == 0:  # "5 đến 9 triệu": the scale is that of both
        low = (low[0], high[1])
    hyphen = match["to"].strip() in ("-", "–")
    if low[1] == high[1] and _NAMES[low[1]]:
        return f"VND{low[0]:,f}{'-' if hyphen else ' to '}{_figure(*high)}"
    return f"VND{_figure(*low)}{'-' if hyphen else ' to '}{_figure(*high)}"


def lost(source: str, target: str) -> list[str]:
    """The amounts in đồng of the Vietnamese `source`, in English notation, when the English `target` names no
    đồng; the first of them alone."""
    found = find(source)
    if not found or _NAMED.search(target):
        return []
    return [to_english(source)[found[0].start : found[0].end]]


def _total(parts: str) -> tuple[Decimal, int] | None:
    """(figure, power of ten of its scale) of a part, or of two such as "2 tỷ 300 triệu"; None where the
    second is not smaller, or has no scale: "1 triệu 200" is 1.2 million to some."""
    found = [
        (match[1], _SCALES.get((match[2] or "").lower(), 0)) for match in _ONE.finditer(to_english(parts))
    ]
    try:
        values = [Decimal(number.replace(",", "")) for number, _ in found]
    except ArithmeticError:  # 1.2.3
        return None
    powers = [power for _, power in found]
    if len(found) == 1:
        return values[0], powers[0]
    if len(found) > 2 or powers[1] == 0 or values[1].scaleb(powers[1] - powers[0]) >= 1:
        return None
    return (values[0] + values[1].scaleb(powers[1] - powers[0])).normalize(), powers[0]


def _figure(value: Decimal, power: int) -> str:
    """ "6.83 trillion"; thousands are written in digits."""
    if power == 3:
        value, power = value.scaleb(3), 0
    return f"{value:,f}{_NAMES[power]}"
