"""Abbreviations of Vietnamese newspapers in words: "CSGT" is read as "cảnh sát giao thông".

A model that has not met one guesses ("TNGT làm 3 người chết": the People's Court killed 3 people), and the
words it knows. The table has what newspapers hardly use for anything else; what has several meanings is read
by what stands beside it, or left alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path

from mt.translate import protected
from mt.translate.casing import is_syllable
from mt.translate.quantities import roman
from mt.translate.vietnamese import UPPER

TABLE = Path(__file__).with_name("abbreviations.txt")
_BEFORE = r"(?<![\w.&/@#(-])"
_AFTER = r"(?![\w&/@)]|[.,-]\w)"
#: Titles before a name of Vietnam; a stop behind one is its own. GS.TS is a professor who is a doctor:
#: English says professor.
_TITLES = [
    (re.compile(rf"(?<![\w.-])(?<![0-9]\s){pattern}(?P<stop>\.?)(?=\s[{UPPER}])"), title)
    for pattern, title in (
        (r"PGS(?P<more>[.-]?\s?TS(?:KH)?)?", "phó giáo sư"),
        (r"GS(?P<more>[.-]?\s?(?:TS|VS)(?:KH)?)?", "giáo sư"),
        (r"Th\.?[sS](?P<more>[.-]?\s?BS)", "bác sĩ"),
        (r"TS(?P<more>KH|[.-]?\s?BS)?", "tiến sĩ"),
        (r"Th\.?[sS](?P<more>)", "thạc sĩ"),
        (r"BS(?P<more>[.-]?\s?CK(?:I{1,2}|[12]))?", "bác sĩ"),
        (r"LS(?P<more>(?!))?", "luật sư"),
        (r"KTS(?P<more>(?!))?", "kiến trúc sư"),
    )
]
_NAMED = re.compile(r"\s(\w+)(?:\s(\w+))?")
#: What is read by its neighbours.
_BESIDE = [
    (re.compile(pattern), words)
    for pattern, words in (
        (rf"{_BEFORE}T[pP]\.? ?HCM(?!\w)", "TP.HCM"),
        (rf"{_BEFORE}QL[ .-]?(?=[0-9]{{1,3}}[A-Z]?(?!\w))", "quốc lộ "),
        (rf"{_BEFORE}TL[ .-]?(?=[0-9]{{1,3}}[A-Z]?(?!\w))", "tỉnh lộ "),
        (rf"{_BEFORE}BKS(?=:?\s?[0-9])", "biển kiểm soát"),
        (rf"{_BEFORE}DN{_AFTER}(?!\s?[0-9])", "doanh nghiệp"),
        (rf"{_BEFORE}ĐH{_AFTER}(?!\s(?:lần|cổ|[Đđ]ảng|Đoàn|đại|toàn))", "đại học"),
        (rf"{_BEFORE}(?<![A-Za-z]\s)BV{_AFTER}(?=\s[{UPPER}])", "bệnh viện"),
        (rf"(?:(?<=ở )|(?<=trong ))KTX{_AFTER}|{_BEFORE}KTX(?=\s(?:sinh|trường|[ĐđTt]))", "ký túc xá"),
        (rf"(?:(?<=xã )|(?<=dựng )|(?<=huyện )|(?<=chuẩn ))NTM{_AFTER}", "nông thôn mới"),
    )
]
_ROUND_THE_CLOCK = re.compile(
    r"(?<![\w/.,])(?<!đạt )(?<!được )(?<!số )(?<!là )24/24"
    r"(?:\s?(?:h|giờ)(?!\w)|(?=\s?[,;!?)]|\.?\s*$|\.\s|\s(?:mỗi|trong|một)\sngày))"
    r"(?:\s(?:mỗi|trong|một)\sngày)?(?![\w/])"
)
#: "lần thứ XIII" is the 13th.
_ORDINAL = re.compile(r"(?<!\w)((?i:(?:lần|kỳ họp|khóa|khoá) thứ)) ([IVX]{1,7})(?!\w)")
_PER_TAEL = re.compile(r"(?<=đồng)\s?/\s?(?=lượng(?!\w))")
_HINT = re.compile(r"[A-ZĐƯ]{2}|ThS|Th\.S|24/24|(?i:thứ) [IVX]|/\s?lượng")


def expanded(text: str) -> str:
    """`text` with its abbreviations in words, in capitals where all of it is; not of one that stands in
    parentheses, behind its words, nor inside addresses, placeholders, code and tags."""
    if not _HINT.search(text):
        return text
    # A list of abbreviations is no text in capitals.
    capitals = text.isupper() and sum(map(str.isalpha, _table()[1].sub("", text))) > 3
    pieces, end = [], 0
    for item in protected.find(text):
        pieces += [_words(text[end : item.start], capitals, begins=end == 0), item.text]
        end = item.end
    return "".join([*pieces, _words(text[end:], capitals, begins=end == 0)])


def _words(text: str, capitals: bool, begins: bool) -> str:
    """`text` in words; begins: it is the beginning of a sentence."""

    def replaced(pattern: re.Pattern[str], words: Callable[[re.Match[str]], str], text: str) -> str:
        first = len(text) - len(text.lstrip(" \"'“‘")) if begins else -1

        def dressed(match: re.Match[str]) -> str:
            found = words(match)
            if not found:
                return match[0]
            if capitals:
                return found.upper()
            return found[0].upper() + found[1:] if match.start() <= first else found

        return pattern.sub(dressed, text)

    for pattern, title in _TITLES:
        text = replaced(pattern, functools.partial(_title, title), text)
    for pattern, expansion in _BESIDE:
        text = replaced(pattern, functools.partial(_given, expansion), text)
    text = _ORDINAL.sub(lambda match: f"{match[1]} {int(roman(match[2]))}", text)
    text = _PER_TAEL.sub(" mỗi ", text)
    text = replaced(_ROUND_THE_CLOCK, functools.partial(_given, "24 giờ mỗi ngày"), text)
    table, pattern = _table()
    return replaced(pattern, lambda match: table[match[0]], text)


def _given(words: str, _match: re.Match[str]) -> str:
    return words


def _title(title: str, match: re.Match[str]) -> str:
    """The title, where what stands behind it is a name of Vietnam: two syllables, or one behind a title that
    is little else, several of them or a stop; else "". "LS Group" is a company."""
    behind = _NAMED.match(match.string, match.end())
    if not behind or not is_syllable(behind[1]):
        return ""
    two = behind[2] is not None and behind[2][0].isupper() and is_syllable(behind[2])
    known = title not in ("luật sư", "kiến trúc sư") and len(behind[1]) > 1
    return title if two or known or match["more"] or match["stop"] else ""


@functools.cache
def _table() -> tuple[dict[str, str], re.Pattern[str]]:
    """The words of each abbreviation, and what finds them, the longest first."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    entries = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    table = {short: words for short, _, words in entries}
    longest = sorted(table, key=lambda short: -len(short))
    return table, re.compile(f"{_BEFORE}(?:{'|'.join(map(re.escape, longest))}){_AFTER}")
