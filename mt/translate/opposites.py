"""Words that became their opposites: "tăng" as fell, "trước khi" as after, "hơn 5" as less than 5, "bà" as
he; and small numbers in words that became others, "ba người" as five people.

As in mt/translate/exchanged.py both must be so: the English has a word that nothing in the source could mean,
and none that the source surely means. Words that are listed as what "could" are for the most part those that
excused right translations; how they were counted: eval/LOG.md, "Errors that the check could not see".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mt.translate.measures import ENGLISH_WORDS
from mt.translate.number_words import UNIT_WORDS
from mt.translate.numbers import to_english

Exchange = tuple[str, str]
_LETTERS, _WITH_STOP = re.compile("[a-z]+"), re.compile(r"\S+")


def _words(*words: str) -> re.Pattern[str]:
    """Any of the words, which are parted by spaces."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(' '.join(words).split())})(?!\w)", re.IGNORECASE)


def _phrase(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


#: Not a tank (xe tăng), a monk (tăng ni, Đường Tăng), a person (Tăng Thanh Hà) or an illness.
_RISES = re.compile(
    r"(?:(?<!xe )(?<!Xe )(?<!\w)tăng|(?:^|(?<=[.!?\"“:] ))Tăng(?! [A-ZĐÀ-Ỹ]))"
    r"\b(?! (?:ni|lữ|đoàn|cường|tốc|ca|viện|nhãn|xông|huyết áp|động)\b)"
)
_FALLS = _phrase(r"\bgiảm\b(?! (?:giá trị|thiểu|đau|cân|giá|sốt|xóc|tải)\b)")
_MAY_RISE = _words("tăng nâng lên vượt cao thêm hồi mở")
_MAY_FALL = _words("giảm sụt rớt tụt xuống cắt hẹp bớt giáng")
_UP = """
    rose rise rises rising increase increases increased increasing grew surge surges surged surging soar soars
    soared soaring climb climbs climbed climbing
"""
_DOWN = """
    fell falls falling drops dropped dropping decrease decreases decreased decreasing declines declined
    declining     reduced reduction plunge plunges plunged plunging slump slumps slumped
"""
_TRENDS = {*_UP.split(), *_DOWN.split()}
_ROSE = _words(_UP)
#: Not "fell to", "declined to", "dropped out".
_FELL = _phrase(rf"(?<!\w)(?:{'|'.join(_DOWN.split())})(?! (?:to (?!a |the |[0-9$€£])|out|off))(?!\w)")
_ROSE_LOOSELY = _words(
    _UP,
    r"risen hik\w+ increas\w+ gr[eo]w\w* up jump\w* gain\w* higher rais\w+ boost\w* expan\w* doubl\w+",
    r"tripl\w+ escalat\w+ improv\w+ enhanc\w+ heighten\w* strength\w+ greater elevat\w+ intensif\w+",
    r"multipl\w+ accelerat\w+ appreciat\w+ stronger advanc\w+",
)
_FELL_LOOSELY = _words(
    _DOWN,
    r"fall drop decline painkill\w* fallen decreas\w+ reduc\w+ down\w* lower\w* lost los[es]\w*",
    r"shr[aiu]nk\w* cut\w* less\w* fewer eas\w+",
    r"slip\w* alleviat\w+ reliev\w+ diminish\w* dwindl\w+ slow\w* slid\w* weak\w* discount\w* sale relief",
    r"mitigat\w+ shorten\w* minimi[sz]\w* off dip\w* halv\w+ deteriorat\w+ limit\w* sav\w+ smaller",
    r"wan[ei]\w* slash\w* abat\w+ ebb\w* moderat\w+ soften\w* subsid\w+ contract\w* tumbl\w+",
    r"shed\w* trim\w* depress\w+",
    r"devalu\w+ sink\w* sank degrad\w+ depreciat\w+ decay\w* commut\w+ attenuat\w+ taper\w* thin\w* spar\w+",
)
_BEFORE = _phrase(r"\btrước (?:khi|lúc|ngày|năm|tháng|thế kỷ|chiến tranh|cuộc|công nguyên|giờ)\b")
_AFTER = _phrase(r"\bsau (?:khi|lúc|ngày|năm|tháng|thế kỷ|chiến tranh|cuộc|công nguyên|trận|cái chết)\b")
_MAY_BE_AFTER, _MAY_BE_BEFORE = _words("sau"), _words("trước")
#: Not "the day after tomorrow", "look after", "not long before", "before the court".
_AFTER_ENGLISH = _phrase(
    r"(?<!look )(?<!looks )(?<!looked )(?<!looking )(?<!named )(?<!sought )\bafter\b(?! (?:tomorrow|all)\b)"
)
_BEFORE_ENGLISH = _phrase(
    r"(?<!long )(?<!ever )(?<!appear )(?<!appears )(?<!appeared )(?<!appearing )(?<!brought )\bbefore\b"
)
_BEFORE_LOOSELY = _words(
    r"before prior until till previous\w* earlier ago pre preced\w+ ahead formerly advance already once eve",
    "without",
)
_AFTER_LOOSELY = _words(
    r"after\w* following followed since once when later then upon having next behind succeed\w*",
    r"subsequent\w* post\w*",
)
_NUMBER = r"(?P<figure>[0-9][0-9.,]*[0-9]|[0-9])(?![0-9/])"
_MORE = _phrase(rf"\b(?:hơn|trên) (?:[$€£]|US\$)?{_NUMBER}")
_LESS = _phrase(rf"\b(?:dưới|gần|chưa đến|chưa tới|chưa đầy|ít hơn) (?:[$€£]|US\$)?{_NUMBER}")
_MAY_BE_LESS = _words("dưới gần chưa không ít thấp nhỏ kém")
_MAY_BE_MORE = _phrase(r"(?<!ít )\bhơn\b|\b(?:trên|quá|vượt|ít nhất|tối thiểu|từ|không|cấm)\b")
_SAME = rf"(?: (?:[$€£]|VND|US\$)?)(?={_NUMBER})"
_LESS_ENGLISH = _phrase(
    rf"\b(?<!no )(?<!not )(?P<bound>less than|fewer than|under|nearly|almost|below)\b{_SAME}"
)
_MORE_ENGLISH = _phrase(rf"\b(?<!no )(?<!not )(?P<bound>more than|over|above|at least)\b{_SAME}")
#: Clauses that English turns round: "10 năm trước khi nghỉ hưu", "had breakfast before going to work".
_TURNED_SOURCE = _phrase(r"[0-9\w] (?:giây|phút|giờ|tiếng|ngày|đêm|tuần|tháng|năm) trước khi\b")
_TURNED = _phrase(r"\bbefore (?:\w+ly )?\w+ing\b")
_BOUNDS = {"than", "under", "nearly", "almost", "below", "over", "above", "at"}
_SHE = _phrase(
    r"\b(?:bà ấy|bà ta|cô ấy|cô ta|chị ấy|chị ta|nàng|cô gái|người phụ nữ"
    r"|(?<![a-zà-ỹ] )bà(?! (?:rịa|con|nội|ngoại|mối|đỡ|triệu|trưng)\b))\b"
)
_HE = _phrase(
    r"\b(?:ông ấy|ông ta|anh ấy|anh ta|hắn|gã|chàng trai|(?<![a-zà-ỹ] )ông(?! (?:bà|nội|ngoại)\b))\b"
)
_MAY_BE_SHE = _words(
    r"bà cô chị nàng mẹ nữ gái vợ nó cháu con bé em nạn\snhân bị\scáo dì mợ thím hoàng\s(?:hậu|phi) ni",
    r"thái\shậu",
    r"công\s(?:chúa|nương) thị\s[A-ZĐ]\w+",
)
_MAY_BE_HE = _words(
    r"ông anh cậu chàng hắn gã người(?!\s(?:phụ\snữ|đàn\sbà|mẹ|vợ)) cha bố trai vua nam thằng ngài",
    r"nó cháu con bé em nạn\snhân bị\scáo nghi\sphạm tài\sxế",
    "vương đế chồng thầy tướng đức thánh chúa kẻ cụ",
)
_HE_ENGLISH, _SHE_ENGLISH = _words("he his him himself"), _words("she her hers herself")
_CLASSIFIERS = (
    "người|con|cái|chiếc|cuốn|quyển|đứa|ngôi|bộ|bức|cây|quả|trái|bông|nước|thành phố|tỉnh|huyện|xã|quận|lần"
    "|loại|loài|nhóm|đội|trận|bàn|điểm|ngày|tuần|tháng|năm|giờ|phút|giây|tiếng|bên|trường|bài|tòa|tàu|xe"
    "|máy bay|hòn đảo|công ty|ngân hàng|vụ|nạn nhân|cảnh sát|binh sĩ|phụ nữ|tầng|phòng|cửa|mùa|khu|phần"
    "|giai đoạn|bước|vấn đề|yếu tố|câu|chương|tập|album|đĩa|giải|huy chương"
)
_VALUES = UNIT_WORDS | {
    "mười": 10, "đôi": 2, "cặp": 2, "vài": 3, "mấy": 3, "dăm": 5, "chục": 10, "mươi": 10, "nhị": 2, "tam": 3,
    "song": 2, "tứ": 4, "ngũ": 5, "lục": 6, "thất": 7, "bát": 8, "cửu": 9, "thập": 10, "lưỡng": 2, "cả": 2,
}  # fmt: skip
_COUNTED = _phrase(
    r"(?<!thứ )(?<!tháng )(?<!ngày )(?<!số )(?<!lớp )(?<!mươi )(?<!mười )(?<!trăm )(?<!nghìn )(?<!ngàn )"
    rf"(?<!hàng )(?<!một )(?<!linh )(?<!lẻ )\b(hai|ba|bốn|sáu|bảy|bẩy|tám|chín|mười) (?=(?:{_CLASSIFIERS})\b)"
)
_ANY_VALUE = _phrase(rf"\b(?:{'|'.join(_VALUES)})\b")
_ENGLISH_VALUE = _words(*ENGLISH_WORDS)
#: English that may say such a number otherwise.
_LOOSELY = {
    2: _words(
        r"both twice two\w* double\w? pairs? couples? dual half twins? second either neither bi\w+ other",
        "another between one",
    ),
    3: _words(r"triple\w? thrice trio third tri\w+ three\w*"),
    4: _words(r"quart\w+ fourth quad\w+ four\w*"),
    6: _words(r"six\w* half"),
    7: _words(r"week\w* seven\w*"),
    8: _words(r"eight\w* oct\w+"),
    9: _words(r"nin\w+"),
    10: _words(r"dec\w+ ten\w* dozen"),
}


def found(source: str, target: str) -> Iterator[Exchange]:
    """(English word of `target`, Vietnamese word of `source` whose opposite it is)."""
    lowered, words = source.lower(), set(_LETTERS.findall(target.lower()))
    for wanted, given, rule in _RULES:
        # Most sentences are none of a rule's.
        at_all = not words.isdisjoint(given) and any(part in lowered for part in wanted)
        if at_all and (exchange := rule(source, target)):
            yield exchange


def _trend(source: str, target: str) -> Exchange | None:
    rises, falls = _RISES.search(source), _FALLS.search(source)
    if rises and not _MAY_FALL.search(source):
        wrong = _FELL.search(target)
        return (wrong[0], rises[0]) if wrong and not _ROSE_LOOSELY.search(target) else None
    if falls and not _MAY_RISE.search(source):
        wrong = _ROSE.search(target)
        return (wrong[0], falls[0]) if wrong and not _FELL_LOOSELY.search(target) else None
    return None


def _order(source: str, target: str) -> Exchange | None:
    before, after = _BEFORE.search(source), _AFTER.search(source)
    if _TURNED_SOURCE.search(source) or _TURNED.search(target):
        return None
    if before and not _MAY_BE_AFTER.search(source):
        wrong = _AFTER_ENGLISH.search(target)
        return (wrong[0], before[0]) if wrong and not _BEFORE_LOOSELY.search(target) else None
    if after and not _MAY_BE_BEFORE.search(source):
        wrong = _BEFORE_ENGLISH.search(target)
        return (wrong[0], after[0]) if wrong and not _AFTER_LOOSELY.search(target) else None
    return None


def _bound(source: str, target: str) -> Exchange | None:
    """Of the same figure."""
    source = to_english(source)
    more, less = _MORE.search(source), _LESS.search(source)
    if more and not _MAY_BE_LESS.search(source):
        return next(
            ((m["bound"], more[0]) for m in _LESS_ENGLISH.finditer(target) if m["figure"] == more["figure"]),
            None,
        )
    if less and not _MAY_BE_MORE.search(source):
        return next(
            ((m["bound"], less[0]) for m in _MORE_ENGLISH.finditer(target) if m["figure"] == less["figure"]),
            None,
        )
    return None


def _gender(source: str, target: str) -> Exchange | None:
    she, he = _SHE.search(source), _HE.search(source)
    if she and not _MAY_BE_HE.search(source) and not _someone_else(source, she.end()):
        wrong = _HE_ENGLISH.search(target)
        return (wrong[0], she[0]) if wrong and not _SHE_ENGLISH.search(target) else None
    if he and not _MAY_BE_SHE.search(source) and not _someone_else(source, he.end()):
        wrong = _SHE_ENGLISH.search(target)
        return (wrong[0], he[0]) if wrong and not _HE_ENGLISH.search(target) else None
    return None


def _someone_else(source: str, end: int) -> bool:
    """Whether a name stands anywhere but behind the word that ends at `end`: its bearer may be he or she."""
    words = list(_WITH_STOP.finditer(source))
    named = False
    for before, word in pairwise(words):
        begins = before[0][-1] in '.!?:"”'
        if not word[0].lstrip("\"“'(")[:1].isupper() or begins:
            named = False
            continue
        named = named or before.end() == end  # the name of her or him
        if not named:
            return True
    return False


def _small_number(source: str, target: str) -> Exchange | None:
    """Where both sides have no digits: a number word before a classifier, whose value the English has not,
    while it has one that the source has not."""
    counted = _COUNTED.search(source)
    if counted is None or re.search("[0-9]", source + target):
        return None
    value = _VALUES[counted[1].lower()]
    given = {ENGLISH_WORDS[match[0].lower()]: match[0] for match in _ENGLISH_VALUE.finditer(target)}
    if not given or value in given or _LOOSELY[value].search(target):
        return None
    there = {_VALUES[match[0].lower()] for match in _ANY_VALUE.finditer(source)}
    extra = next((word for n, word in given.items() if n not in there and n != sum(there)), None)
    return (extra, counted[0].strip()) if extra else None


#: What the source has, what the English has (one of each at least), and the rule.
_RULES = (
    (("tăng", "giảm"), _TRENDS, _trend),
    (("trước", "sau"), {"before", "after"}, _order),
    (("hơn", "trên", "dưới", "gần", "chưa"), _BOUNDS, _bound),
    (("ông", "anh ", "hắn", "gã", "trai"), {"she", "her", "hers", "herself"}, _gender),
    (("bà", "cô ", "chị ", "nàng", "người phụ nữ"), {"he", "his", "him", "himself"}, _gender),
    (tuple(word for word in _VALUES if len(word) > 1), set(ENGLISH_WORDS), _small_number),
)  # fmt: skip
