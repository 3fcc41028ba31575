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
# By currency, dollars first: how Vietnamese text writes a sum, and what names the currency in English. Words
# with another meaning ("bảng" is a table, "yên" a saddle, "tệ" bad) only behind a scale.
_CURRENCIES = tuple(
    (re.compile(rf"(?:{source})(?!\w)", re.IGNORECASE), re.compile(target, re.IGNORECASE))
    for source, target in (
        (
            rf"{_ANY}(?:USD|đô[\s-]la|đôla|dollar|mỹ\skim)|{_SCALED}đô(?!\s(?:thị|thành|vật))|{_SIGN}",
            r"\$|\bUSD|\bdollars?\b|\bbucks?\b|\bcents?\b|\b(?:CA|AU|NZ|SG|HK)D",
        ),
        (rf"{_ANY}(?:euro|EUR|€)|€\s?{_DIGITS}", r"€|\beuros?\b|\bEUR\b"),
        (
            rf"{_ANY}(?:bảng\sAnh|GBP|£)|{_SCALED}bảng|£\s?{_DIGITS}",
            r"[£￡]|\bpounds?\b|\bGBP|\bsterling\b|\bquid\b",
        ),
        (rf"{_ANY}(?:yên\sNhật|yen|JPY|¥)|{_SCALED}yên", r"[¥￥]|\byen\b|\bJPY"),
        (rf"{_ANY}(?:won|KRW|₩)", r"₩|(?:[0-9]|illion|hundred|thousand|Korean)\s?won\b|\bKRW"),
        (rf"{_ANY}(?:nhân\sdân\stệ|NDT|CNY|RMB)|{_SCALED}tệ", r"[¥￥]|\byuan\b|\brenminbi\b|\bRMB|\bCNY"),
        (rf"{_ANY}(?:baht|THB)|{_SCALED}bạt", r"\bbt(?=\s?[0-9])|\bbaht\b|\bTHB|฿"),
        (rf"{_ANY}(?:rúp|ruble|RUB)", r"\bro?ubles?\b|\bRUB\b|₽"),
        (rf"{_ANY}(?:franc|frăng|CHF)", r"\bfrancs?\b|\bCHF|₣"),
        (rf"{_ANY}(?:rupee|rupi|INR)", r"\brupees?\b|\bINR|₹|\bRs\b"),
    )
)  # fmt: skip

# As it is mostly written. Where there is another sign, it may close a formula.
_SIGN_BEHIND = re.compile(rf"{_FIGURE}(?:\s{_SCALE})*\s?\$(?!\w)", re.IGNORECASE)
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
    if source.count("$") == 1 and wanted[0][0] is None:
        wanted[0] = (_SIGN_BEHIND.search(source), wanted[0][1])
    text = to_english(source)
    return [
        text[match.start() : match.end()].strip()
        for match, named in wanted
        if match and not named.search(target)
    ]
