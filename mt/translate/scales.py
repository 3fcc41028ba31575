"""Words that multiply the number before them: triệu, tỷ, million. A number that comes back without its own is
another number: "2 triệu người" as "2 people"."""

from __future__ import annotations

import re

SCALES = {
    "chục": 10, "thập kỷ": 10, "thập kỉ": 10, "thập niên": 10,
    "decade": 10, "decades": 10, "dozen": 12, "dozens": 12, "trăm": 100, "thế kỷ": 100, "thế kỉ": 100,
    "hundred": 100, "hundreds": 100, "century": 100, "centuries": 100,
    "nghìn": 1e3, "ngàn": 1e3, "k": 1e3, "thousand": 1e3, "thousands": 1e3, "vạn": 1e4,
    "triệu": 1e6, "tr": 1e6, "million": 1e6, "millions": 1e6, "mn": 1e6,
    "tỷ": 1e9, "tỉ": 1e9, "billion": 1e9, "billions": 1e9, "bn": 1e9,
    "trillion": 1e12, "trillions": 1e12, "tn": 1e12,
}  # fmt: skip
#: Words that begin like a scale: "năm 2010 tỷ lệ ...", "10 tỷ phú", "3 triệu chứng", "số 5 vạn sự".
_WORDS = {
    "t[ỷỉ]": "lệ số giá suất phú phủ trọng khối mỉ thí như dụ đối muội tê",
    "triệu": "chứng tập hồi phú gọi kiến",
    "vạn": "sự vật lý lí tuế nan năng niên chài",
    "trăm": "họ",
}
#: The second syllables of all of them.
OTHER_WORDS = "|".join(sorted({after for words in _WORDS.values() for after in words.split()}))
_NO_SCALE = "|".join(f"{word} (?:{'|'.join(after.split())})" for word, after in _WORDS.items())
SCALE = (
    rf"(?!(?:{_NO_SCALE})(?!\w))(?:" + "|".join(sorted(SCALES, key=len, reverse=True)) + r")(?!\w)"
)  # the longest first
SCALED = re.compile(rf"[\s-]?({SCALE})(?:\s({SCALE}))?", re.IGNORECASE)
#: Between two numbers that share the scale of the second: "5 to 7 million", "3, 4 and 5 billion".
_SHARES = re.compile(r"\s?(?:[-–—/,]|,?\s(?:and|or|to)\s)\s?(?:[$€£¥]|VND|US\$)?")
#: As newspapers shorten million and billion: "$5m", "2B".
_SHORT = re.compile(r"([mMbB])(?![\w-])")
_TIME = re.compile("k[ỷỉ]|niên", re.IGNORECASE)
_SHORT_SCALES = {"m": 1e6, "b": 1e9}


def behind(text: str, at: int) -> tuple[str, float]:
    """The scale word that stands at `at`, with what parts it from the number before it, and its factor; ""
    and 1 where there is none. A Vietnamese word with a capital is a name ("số 5 Vạn Phúc")."""
    match = SCALED.match(text, at)
    if match is None or (not match[1].isascii() and match[1][0].isupper() and not match[1].isupper()):
        return "", 1.0
    return match[0], SCALES[match[1].lower()] * (SCALES[match[2].lower()] if match[2] else 1)


def required(text: str, at: int) -> str:
    """The scale word at `at`, as `behind` has it, if the number is another one without it: not a stretch of
    time ("thập niên 60 thế kỷ 20" is the 1960s), nor K, which may be kelvins or kilometers."""
    word, _ = behind(text, at)
    return "" if _TIME.search(word) or "K" in word else word


def shared(text: str, end: int, start: int) -> bool:
    """Whether the number that ends at `end` may have the scale of the next one, which begins at `start`."""
    return _SHARES.fullmatch(text, end, start) is not None


def short(text: str, at: int) -> float:
    """The factor of the letter at `at`, if it may be one; else 1: 5m may also be meters."""
    match = _SHORT.match(text, at)
    return _SHORT_SCALES[match[1].lower()] if match else 1.0
