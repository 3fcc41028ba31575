"""Sums in other currencies than đồng that came back without theirs: "528 triệu bảng Anh" as "528 million".

A currency counts where a figure names it, and it is lost when the English names it nowhere. đồng, which
English text hardly ever names, has rules of its own (money.py).
"""

from __future__ import annotations

import re

from mt.translate.numbers import to_english

_SCALE = r"(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm)"
_DIGITS = r"[0-9]+(?:[.,][0-9]+)*+"
_FIGURE = rf"(?<![\w.,]){_DIGITS}"
_SCALED = rf"{_FIGURE}(?:\s{_SCALE})+\s(?:đồng\s)?"
_ANY = rf"{_FIGURE}(?:\s{_SCALE})*\s?(?:đồng\s)?"
# "$7 \times 8$" is a formula: a sign that opens no figure comes behind it.
_SIGN = rf"(?:US)?\$\s?{_DIGITS}(?!.*\$(?!\s?[0-9]))"
# By currency: how Vietnamese text writes a sum, and what names the currency in English. Words with another
# meaning ("bảng" is a table, "yên" a saddle, "tệ" bad) only behind a scale.
_CURRENCIES = tuple(
    (re.compile(rf"(?:{source})(?!\w)", re.IGNORECASE), re.compile(target, re.IGNORECASE))
    for source, target in (
        (
            rf"{_ANY}(?:USD|đô[\s-]la|đôla|dollar|mỹ\skim)|{_SCALED}đô(?!\s(?:thị|thành|vật))|{_SIGN}",
            r"\$|USD|dollar|buck|\bcents?\b|\b(?:CA|AU|NZ|SG|HK)D",
        ),
        (rf"{_ANY}(?:euro|EUR|€)|€\s?{_DIGITS}", r"€|euro|EUR\b"),
        (
            rf"{_ANY}(?:bảng\sAnh|GBP|£)|{_SCALED}bảng|£\s?{_DIGITS}",
            r"[£￡]|pound|GBP|sterling|quid",
        ),
        (rf"{_ANY}(?:yên\sNhật|yen|JPY|¥)|{_SCALED}yên", r"[¥￥]|\byen\b|JPY"),
        (rf"{_ANY}(?:won|KRW|₩)", r"₩|(?:[0-9]|illion|thousand|Korean)\s?won\b|KRW"),
        (rf"{_ANY}(?:nhân\sdân\stệ|NDT|CNY|RMB)|{_SCALED}tệ", r"[¥￥]|yuan|renminbi|RMB|CNY"),
        (rf"{_ANY}(?:baht|THB)|{_SCALED}bạt", r"\bbt|baht|THB|฿"),
        (rf"{_ANY}(?:rúp|ruble|RUB)", r"rou?bles?|RUB|₽"),
        (rf"{_ANY}(?:franc|frăng|CHF)", r"franc|CHF|₣"),
        (rf"{_ANY}(?:rupee|rupi|INR)", r"rupees?|INR|₹|\bRs\b"),
    )
)  # fmt: skip

# What every sum begins with or has behind its figure; most sentences have none of it.
_HINT = re.compile(
    rf"[0-9](?:\s{_SCALE})*\s?(?:đồng\s)?(?:USD|đô|dollar|mỹ|euro?|bảng|GBP|yên|yen|JPY|won|KRW|nhân|tệ|NDT"
    r"|CNY|RMB|baht|bạt|THB|rúp|rub|franc|frăng|CHF|rup|INR|[€£¥₩])|[$€£]",
    re.IGNORECASE,
)


def lost(source: str, target: str) -> list[str]:
    """One sum of the Vietnamese `source`, its figure in English notation, for each currency that a figure
    names there and that the English `target` does not name."""
    if not _HINT.search(source):
        return []
    wanted = [(pattern.search(source), named) for pattern, named in _CURRENCIES]
    text = to_english(source)
    return [
        text[match.start() : match.end()].strip()
        for match, named in wanted
        if match and not named.search(target)
    ]
