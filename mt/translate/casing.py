"""ALL CAPS and Title Case lines: the model reads them in sentence case, the English gets the case back.

Models of running text spell capitals badly: rare pieces, lost words. Which capitals of an ALL CAPS line
belong to an acronym cannot be seen; Vietnamese syllables can be recognised, so what is none (NATO, TP.HCM)
keeps its capitals, and a short list of names gets its initials.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import StrEnum


class Case(StrEnum):
    """How a line is written: as a sentence, IN CAPITALS, or In Title Case."""

    SENTENCE = "sentence"
    UPPER = "upper"
    TITLE = "title"


_WORD = re.compile(r"[^\W\d_]+")
_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_SYLLABLE = re.compile(
    rf"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?[{_VOWELS}]{{1,3}}(?:ch|ng|nh|[cmnpt])?"
)
_TONED = re.compile(r"[À-ỹĐđ]")
_ACRONYM_LIST = "ASEAN UNESCO UNICEF INTERPOL COVID FIFA UEFA APEC OPEC NASA IELTS AIDS LASER RADAR NAFTA"
_ACRONYMS = frozenset(_ACRONYM_LIST.split())
# Names of places and peoples that headlines are full of; the first letters of each syllable are capitals.
_NAMES = re.compile(
    r"\b(?:việt nam|việt|hà nội|sài gòn|hồ chí minh|đà nẵng|hải phòng|cần thơ|nha trang|đà lạt|vũng tàu"
    r"|quảng ninh|quảng nam|nghệ an|thanh hóa|đồng nai|bình dương|trung quốc|bắc kinh|hoa kỳ|nhật bản"
    r"|hàn quốc|triều tiên|ấn độ|thái lan|đài loan|hồng kông|hong kong|campuchia|indonesia|úc|anh quốc"
    r"|ukraina|châu âu|châu á|châu phi|châu mỹ|đông nam á|biển đông|hoàng sa|trường sa|liên hợp quốc"
    r"|nhà trắng|mê kông)\b"
)
_FUNCTION_LIST = (
    "và của trong tại cho với được không là có những các một về đến từ khi để bị sẽ đã vì nhưng như do"
)
_FUNCTION_LIST += " trên dưới sau trước này ra vào theo bằng làm bởi hay hoặc nên mà ở"
_FUNCTION_WORDS = frozenset(_FUNCTION_LIST.split())
# Those that are no piece of a name, as Từ (Liêm), Trong or Bằng may be.
_UNSURE_LIST = "từ trong bằng do hay trên dưới ra vào mà như ở làm trước sau theo"
_SURE_FUNCTION_WORDS = _FUNCTION_WORDS - frozenset(_UNSURE_LIST.split())
_SURNAME_LIST = "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương lý"
_SURNAMES = frozenset(_SURNAME_LIST.split())
_SMALL_LIST = "a an and as at but by for from in into nor of on or over per the to up via vs with"
_SMALL_ENGLISH = frozenset(_SMALL_LIST.split())


def detect(text: str) -> Case:
    """The case of a line. Short names and acronyms ("NATO", "Nguyễn Văn An") count as sentences."""
    words = _WORD.findall(text)
    if not words:
        return Case.SENTENCE
    if text.isupper() or sum(map(len, filter(str.isupper, words))) >= 0.9 * sum(map(len, words)):
        vietnamese = [word for word in words if is_syllable(word)]
        # "Ừ." is no word in capitals.
        toned = [word for word in vietnamese if len(word) > 1 and _TONED.search(word)]
        long_enough = len(vietnamese) >= 2 or (len(vietnamese) == 1 and toned)
        return Case.UPPER if long_enough else Case.SENTENCE
    initials = sum(word[0].isupper() for word in words)
    if len(words) < 5 or initials < 0.9 * len(words):
        return Case.SENTENCE
    grammatical = any(word[0].isupper() and word.lower() in _SURE_FUNCTION_WORDS for word in words[1:])
    return Case.TITLE if grammatical else Case.SENTENCE


def to_sentence(text: str, case: Case) -> str:
    """`text`, of case `case`, in sentence case, of the same length. Text in sentence case is untouched."""
    if case is Case.SENTENCE:
        return text
    words = list(_WORD.finditer(text))
    kept = _name_words([match[0] for match in words]) if case is Case.TITLE else frozenset()
    pieces, end = [], 0
    for place, match in enumerate(words):
        pieces += [text[end : match.start()], match[0] if place in kept else _lowered(match[0], case)]
        end = match.end()
    lowered = "".join([*pieces, text[end:]])
    if len(lowered) != len(text):
        return text
    lowered = _NAMES.sub(lambda match: match[0].title(), lowered)
    first = _WORD.search(lowered)
    if not first:
        return lowered
    at = first.start()
    initial = lowered[at].upper()
    # "ß" becomes two letters.
    return lowered[:at] + initial + lowered[at + 1 :] if len(initial) == 1 else lowered


def from_sentence(english: str, case: Case, keep: Sequence[tuple[int, int]] = ()) -> str:
    """`english`, a sentence, in the case `case`; the ranges `keep` (ordered, apart) stay as they are."""
    if case is Case.SENTENCE:
        return english
    change: Callable[[str], str] = str.upper if case is Case.UPPER else _title
    pieces, end = [], 0
    for start, stop in keep:
        pieces += [change(english[end:start]), english[start:stop]]
        end = stop
    return "".join([*pieces, change(english[end:])])


def is_syllable(word: str) -> bool:
    """Whether `word` can be a Vietnamese syllable, by its letters; foreign words such as "an" can."""
    return _SYLLABLE.fullmatch(word.lower()) is not None


def _lowered(word: str, case: Case) -> str:
    if is_syllable(word) or (case is Case.TITLE and word.lower() in _FUNCTION_WORDS):
        return word.lower()
    if case is Case.UPPER and len(word) > 4 and word not in _ACRONYMS and re.search("[AEIOUY]", word):
        return word.capitalize()
    return word


def _name_words(words: list[str]) -> frozenset[int]:
    """Places of the words of personal names: a surname and at most two more, as in Nguyễn Văn An."""
    places: set[int] = set()
    for place, word in enumerate(words):
        if word.lower() in _SURNAMES and place not in places:
            names = range(place, min(place + 3, len(words)))
            stop = next((at for at in names if words[at].lower() in _FUNCTION_WORDS), names.stop)
            places.update(range(place, stop))
    return frozenset(places)


def _title(text: str) -> str:
    words = list(re.finditer(r"[^\W\d_][\w'’]*", text))
    pieces, end = [], 0
    for place, match in enumerate(words):
        small = match[0] in _SMALL_ENGLISH and 0 < place < len(words) - 1
        word = match[0] if small else match[0][0].upper() + match[0][1:]
        pieces += [text[end : match.start()], word]
        end = match.end()
    return "".join([*pieces, text[end:]])
