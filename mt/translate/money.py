"""Amounts in đồng: "45 tỷ đồng" is VND45 billion, "1-3 triệu đồng" VND1-3 million, "50 nghìn đồng" VND50,000.

Vietnamese news gives most sums in its currency, which English text hardly ever names, so that a small model
leaves it out, and 45 billion are dollars to its reader. `find` and `written` serve to mask such amounts,
`lost` finds those that came back without their currency. English as Vietnam's newspapers in English print it.
What is not surely a sum is left to the model: a currency too many is worse than one too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from mt.translate.number_words import UNIT_WORDS
from mt.translate.numbers import to_english
from mt.translate.protected import Item

_SCALES = {
    "nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9,
    "nghìn tỷ": 12, "nghìn tỉ": 12, "ngàn tỷ": 12, "ngàn tỉ": 12, "triệu tỷ": 15, "triệu tỉ": 15,
}  # fmt: skip
_NAMES = {0: "", 3: "", 6: " million", 9: " billion", 12: " trillion", 15: " quadrillion"}
_SCALE = "|".join(scale.replace(" ", r"\s") for scale in sorted(_SCALES, key=len, reverse=True))
_NUMBER = r"[0-9]++(?:[.,][0-9]+)*+"
_UNIT_WORD = "|".join(UNIT_WORDS)
_PART = rf"{_NUMBER}(?:\s(?:{_SCALE})(?!\w))?"
_DONG = r"(?-i:đồng|ĐỒNG)(?!\w)"
_AMOUNT = re.compile(
    rf"(?<![\w.,/:$€£])(?<!\w-)(?<![0-9],\s)(?:(?P<low>{_PART})(?P<to>\s?[-–]\s?|\s(?:đến|tới)\s))?"
    rf"(?P<high>{_PART}(?:\s{_PART}){{0,3}})(?P<sign>\s?(?:{_DONG}(?:\sViệt\sNam)?|VNĐ|VND|₫|(?-i:đ))(?!\w))",
    re.IGNORECASE,
)
_ONE = re.compile(rf"({_NUMBER})(?:\s({_SCALE})(?!\w))?", re.IGNORECASE)
# Behind "đồng" and a number with its scale these make another word of it, or a foreign currency. So does a
# capital: "21 triệu đồng Bitcoin".
_COMPOUND = re.compile(
    r"\s(?:hồ|chí|nghiệp|bào|đội|minh|phạm|xu|vàng|bạc|đô|đôla|dollar|euro|yên|yen|won|rúp|ruble|rial|riel|ringgit"
    r"|bảng|baht|bạt|kíp|nhân|franc|mác|peso|rupee|rupi|rupiah|rand|krone|krona|lira|real|bitcoin|coin|token|usd"
    r"|eur|tử|niên|môn|hương|đảng|loạt|tác|sáng|thời|ý|bộ|lòng|hành|tổ|chủ|nhất|tình|đều|dạng|phục|lõa|tính|thuận"
    r"|nghĩa|vị|cân|thau|cỏ|ruộng|lúa|hoa|khởi|tâm|văn|tiền\s(?:ảo|vàng|xu|số|kỹ|mã))(?!\w)",
    re.IGNORECASE,
)
# Without a scale "3 đồng" may be coins, fields or bronze: what follows has to be the next phrase.
_FOLLOWER = re.compile(
    r"\s(?:mỗi|một|cho|là|trên|và|với|trong|từ|để|vào|ở|tại|nhưng|so|khi|mà|thì|đến|tới|nếu|do|cũng|đã|sẽ|nữa|thôi"
    r"|hoặc|hay|lên|xuống|theo|của|trở|được|bị|cả|mua|tiền\s(?:mặt|công|lương|điện|nước|phí|phạt|vé))(?!\w)"
    r"|\s*(?:[^\w\s]|$)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")
_ROUND = re.compile(r"[1-9][0-9]*00")
# "năm 2000 đồng ..." is a year, "khoản 200 đ" a letter.
_COUNTS = re.compile(r"(?<!\w)(?:năm|tháng|ngày|khoản|điều|điểm|số|mục|trang|lớp|iphone)\s$", re.IGNORECASE)
# A dash between spaces is one of prices only behind such words: "iPhone 13 - 20 triệu đồng".
_PRICE = re.compile(
    r"(?<!\w)(?:từ|khoảng|giá|mức|phí|phạt|lương|thưởng|gần|hơn|trên|dưới|đạt|còn|chi|thu|vốn|lỗ|lãi|tầm|cỡ)\s$",
    re.IGNORECASE,
)
# A point or a comma? "1,500 tỷ" is 1.5 billion to one writer and 1.5 trillion to another.
_AMBIGUOUS = re.compile(rf"(?<![0-9,])[0-9]{{1,3}},[0-9]{{3}}\s(?:{_SCALE})(?!\w)", re.IGNORECASE)
# "ba triệu đồng", "hàng nghìn tỷ đồng".
_SCALED = re.compile(
    rf"(?:(?<!\w)(?:{_UNIT_WORD}|mười|mươi|trăm|chục|hàng|vài|mấy|nhiều)\s)?(?<!\w)(?:{_SCALE})(?:\srưỡi)?\s{_DONG}",
    re.IGNORECASE,
)
_DOLLARS = re.compile(
    r"(?<![\w$])(?:US|U\.S\. ?)?\$ ?(?:[0-9]+(?:[.,][0-9]+)*|(?=\W|VND|US|$))"
    r"|[0-9]+(?:[.,][0-9]+)*(?: (?:million|billion|trillion|thousand))? (?:U\.?S\.? )?dollars?\b"
)
_DOLLARS_SPELT = re.compile(
    rf"(?<!\w)(?:{_UNIT_WORD}|mười|mươi|trăm)(?:\s(?:{_SCALE}))?\s(?:USD|đô|dollar)", re.IGNORECASE
)
_DOLLARS_NAMED = re.compile(r"\$|USD|đô|dollar|mỹ kim|\bUS\b", re.IGNORECASE)
# What every amount has in it; most sentences have none of them.
_HINT = re.compile(r"[đĐ][ồỒ][nN]|[vV][nN][dDđĐ]|₫|(?<![^\W\d_])đ(?!\w)")
#: Digits that a sum may have: more are no sum, and would be rounded.
_DIGITS = 15
#: What names the currency in English text; Lam Dong and Dong Nai do not.
_NAMED = re.compile(
    r"(?i:VN[DĐ])|₫|(?<!\w)(?:dongs?|đồng|đ)(?!\w)|(?<=[0-9])đ(?!\w)"
    r"|(?:[0-9]|illion|housand|ietnamese|iet\s?[Nn]am)\s?D(?:ong|ONG)s?(?!\w)"
)


def find(text: str) -> list[Item]:
    """The amounts in đồng of `text`, as far as they are surely that, and `written` can write them."""
    return [item for item in _sums(text) if written(item.text) and not _AMBIGUOUS.search(item.text)]


def _sums(text: str) -> Iterator[Item]:
    """Also those whose figure is not sure."""
    for match in _AMOUNT.finditer(text):
        if not _other_word(match):
            start = match.start("high") if _apart(match) else match.start()
            yield Item("money", text[start : match.end()], start)


def written(amount: str) -> str:
    """The amount in English; "" where it is none or cannot be written with certainty.

    >>> written("6,83 nghìn tỷ đồng")
    'VND6.83 trillion'
    """
    match = _AMOUNT.fullmatch(amount)
    high = _total(match["high"]) if match else None
    if not match or high is None or sum(map(str.isdigit, amount)) > _DIGITS:
        return ""
    if not match["low"]:
        return f"VND{_figure(*high)}"
    low = _total(match["low"])
    if low is None or (low[1] and high[1] - low[1] not in (0, 3)):
        return ""  # "5 nghìn đến 10 nghìn tỷ": thousands, or thousands of billions?
    if low[1] == 0:  # "5 đến 9 triệu": the scale is that of both
        low = (low[0], high[1])
    if low[0].scaleb(low[1]) >= high[0].scaleb(high[1]):
        return ""
    if match["to"].strip() not in ("-", "–"):
        return f"VND{_figure(*low)} to VND{_figure(*high)}"
    if low[1] == high[1] and _NAMES[low[1]]:
        return f"VND{low[0]:,f}-{_figure(*high)}"
    return f"VND{_figure(*low)}-{_figure(*high)}"


def lost(source: str, target: str) -> str:
    """The first amount in đồng of the Vietnamese `source`, in digits (in English notation) or with a scale,
    when there is one and the English `target` names no đồng at all; else ""."""
    if not _HINT.search(source) or _NAMED.search(target):
        return ""
    found = next(_sums(source), None)
    if found is not None:
        return to_english(source)[found.start : found.end]
    for match in _SCALED.finditer(source):
        if not _COMPOUND.match(source, match.end()):
            return match[0]
    return ""


def invented(source: str, target: str) -> list[str]:
    """What `target` has in dollars and `source` has not: any sum where it names no dollars, else those whose
    figure it lacks; a dollar sign before another currency, or before no figure ("$000")."""
    given = [match for match in _DOLLARS.finditer(target) if match[0] not in source]
    if not given:
        return []
    if not _DOLLARS_NAMED.search(source):
        return list(dict.fromkeys(match[0].strip() for match in given))
    known = set(re.findall("[0-9]+", source))
    spelt = _DOLLARS_SPELT.search(source)
    wrong = []
    for match in given:
        digits = re.findall("[0-9]+", match[0])
        empty = not digits or (len(digits[0]) > 1 and not digits[0].strip("0"))
        if empty or not (spelt or known.intersection(digits)):
            wrong.append(match[0].strip())
    return list(dict.fromkeys(wrong))


def _apart(match: re.Match[str]) -> bool:
    """Whether what stands before the dash or "đến" is no amount: "năm 2018 đến 45 tỷ đồng"."""
    if not match["low"]:
        return False
    before = match.string[max(0, match.start() - 12) : match.start()]
    spaced = match["to"].strip() in ("-", "–") and match["to"] != match["to"].strip()
    return bool(_COUNTS.search(before)) or (spaced and not _PRICE.search(before))


def _other_word(match: re.Match[str]) -> bool:
    """Whether "đồng" or "đ" is likely to mean something else than the currency."""
    text, number = match.string, match["high"]
    after = text[match.end() : match.end() + 24]
    sign = match["sign"].strip()
    word = sign.lower().startswith("đồng")
    if not number[-1].isdigit() or _GROUPED.fullmatch(number):  # a scale, or thousands
        name = after[1:2].isupper() and after[0].isspace() and not sign.isupper()
        return word and (name or _COMPOUND.match(after) is not None)
    if not word:
        return sign == "đ" and not (_ROUND.fullmatch(number) and len(number) > 4)  # up to 1,600 are points
    before = text[max(0, match.start() - 12) : match.start()]
    plain = _ROUND.fullmatch(number) and not _COUNTS.search(before)
    return not plain or not _FOLLOWER.match(after)


def _total(parts: str) -> tuple[Decimal, int] | None:
    """(figure, power of ten of its scale) of a part, or of two such as "2 tỷ 300 triệu"; None where the
    second is not smaller, or has no scale: "1 triệu 200" is 1.2 million to some."""
    found = [
        (match[1], _SCALES.get(" ".join((match[2] or "").lower().split()), 0))
        for match in _ONE.finditer(to_english(parts))
    ]
    try:
        values = [Decimal(number.replace(",", "")) for number, _ in found]
    except ArithmeticError:  # 1.2.3
        return None
    powers = [power for _, power in found]
    if len(found) == 1:
        return (values[0], powers[0]) if values[0] else None
    if len(found) > 2 or powers[1] == 0 or values[1].scaleb(powers[1] - powers[0]) >= 1:
        return None
    return (values[0] + values[1].scaleb(powers[1] - powers[0])).normalize(), powers[0]


def _figure(value: Decimal, power: int) -> str:
    """e.g. "6.83 trillion"; thousands are written in digits."""
    if power == 3:
        value, power = value.scaleb(3), 0
    return f"{value:,f}{_NAMES[power]}"
