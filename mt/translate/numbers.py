"""English number notation for Vietnamese: 1.500.000 -> 1,500,000 and 2,5 -> 2.5.

Vietnamese groups digits with points and marks decimals with a comma. Some writers use the English way, so
a lone `1,500` cannot be told apart; the rules below take the reading that is commoner in print.

==================  ==================  =============================================================
source              English             why
==================  ==================  =============================================================
1.500  12.345       1,500  12,345       three digits after the point: a thousand
3.14  99.9          unchanged           not groups of three: English decimals
0.500               unchanged           no group starts with 0
1,500               unchanged           borrowed English grouping...
1,500 triệu         1.500 triệu         ... but before triệu, tỷ, % it is a decimal
1,500,000           unchanged           English already, and then so is the rest of the text
4.10.0.186  1.2.3   unchanged           versions and section numbers: not groups of three
10.100.200.100      unchanged           four groups under 256 without a 000-like group: an IP address
quận 1,3            unchanged           after words that number things: a list
12.3.2020  8:30     unchanged           dates and times
==================  ==================  =============================================================

Nothing changes inside URLs, e-mail addresses, `code` and $mathematics$.
"""

from __future__ import annotations

import re

_CANDIDATE = re.compile(r"[0-9][.,][0-9]")
_CODE = re.compile(r"(`[^`\n]*`|\$(?![\s0-9])[^$\n]*(?<!\s)\$(?![0-9]))")
# Possessive and atomic: a number is taken whole or not at all, and no digit is read twice.
_NUMBER = re.compile(
    r"(?:(?<=USD)|(?<=VND)|(?<=VNĐ)|(?<=EUR)|(?<=PM)|(?<![\w.,{\[\\=]))(?<![0-9][:.,])"
    r"(?:(?P<grouped>(?>[1-9][0-9]{0,2}(?:\.[0-9]{3})+))(?P<fraction>(?:,[0-9]++)?+)|(?P<decimal>[0-9]++,[0-9]++))"
    r"(?![.,]?[0-9])"
)
_ENGLISH = re.compile(r"(?<![\w.,])[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2}|,[0-9]{3}\.[0-9])")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# "quận 1,3" and "tháng 7,8" are lists, unless a measure follows.
_LIST_WORD = re.compile(
    r"(?:quận|lớp|khoản|điều|câu|bài|tháng|ngày|khóa|khoá|mục|trang|hình|bảng|chương|tập|thứ)\s$",
    re.IGNORECASE,
)
_VERSION_WORD = re.compile(
    r"(?:phiên bản|version|ver\.?|bản dựng|build|mục|hình|bảng|chương|IP)\s$", re.IGNORECASE
)
_MEASURE = re.compile(r"\s?(?:%|‰|triệu|tỷ|tỉ|tr\b|nghìn tỷ|ngàn tỷ)", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"://|www\.|@|\\")


def to_english(text: str) -> str:
    """`text` with its Vietnamese numbers in English notation; everything else is untouched.

    Apply it once: its result reads differently as Vietnamese (2.345 from 2,345 tỷ). Linear in the length.

    >>> to_english("Giá 1.500.000 đồng, tăng 2,5 %")
    'Giá 1,500,000 đồng, tăng 2.5 %'
    """
    if not _CANDIDATE.search(text) or _ENGLISH.search(text):
        return text
    if "`" not in text and "$" not in text:
        return _NUMBER.sub(_english, text)
    parts = _CODE.split(text)
    parts[::2] = [_NUMBER.sub(_english, part) for part in parts[::2]]
    return "".join(parts)


def _english(match: re.Match[str]) -> str:
    """The English notation of one number, or the number as it stands where it is none."""
    text, start, end = match.string, match.start(), match.end()
    before = text[max(0, start - 120) : start]
    written = match[0]
    if _in_address(before, text[end : end + 64]):
        return written
    if match["grouped"]:
        groups = match["grouped"].split(".")
        if _VERSION_WORD.search(before) or (not match["fraction"] and _is_address(groups)):
            return written
        return ",".join(groups) + match["fraction"].replace(",", ".")
    return _english_decimal(written, before, text[end : end + 10])


def _english_decimal(written: str, before: str, after: str) -> str:
    whole, fraction = written.split(",")
    decimal = written.replace(",", ".")
    if _MEASURE.match(after):
        return decimal
    if len(fraction) == 3 and whole[0] != "0" and len(whole) <= 3:
        return written
    if _YEAR.fullmatch(fraction) or _LIST_WORD.search(before):
        return written
    # Sets of a match: "6-4,7-5".
    if re.search(r"[0-9][-–]$", before) and re.match(r"[-–][0-9]", after):
        return written
    return decimal


def _in_address(before: str, after: str) -> bool:
    """Whether the number stands inside a URL, a path or an e-mail address."""
    pieces = before.rsplit(None, 1)
    touching = pieces[-1] if pieces and not before[-1].isspace() else ""
    if _IN_ADDRESS.search(touching):
        return True
    return re.match(r"[\w.+-]*+@", after) is not None


def _is_address(groups: list[str]) -> bool:
    """Whether four groups are an IPv4 address: each under 256, none padded with zeros."""
    return len(groups) == 4 and all(str(int(group)) == group and int(group) < 256 for group in groups)
