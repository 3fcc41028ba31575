"""Abbreviations written with a full stop, and what the stop means when a capital or a digit follows.

Only those that Vietnamese and English texts really write with a stop are here: "UBND" or "WHO" never carry
one of their own, so a stop after them ends the sentence. An entry in lower case stands for every casing; one
with a capital stands for itself and for all capitals, because its lower case is an ordinary word ("sen" is a
lotus, "gen" a gene, "no" means full).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from mt.errors import UsageError


class Kind(Enum):
    """When the stop after an abbreviation also ends the sentence. Before a lower-case word it never does."""

    NEVER = "before a word that opens sentences and is followed by one in lower case"
    NUMBER = "unless a number follows"
    NAME = "before a word that opens sentences"
    SUFFIX = "before a word that opens sentences, or a phrase that is no name"
    LAST = "before any capital"


@dataclass(frozen=True, slots=True)
class Language:
    """What the rules need to know of one language.

    kinds: abbreviation without its final stop -> Kind.
    openers: words that, capitalised, open a sentence far more often than a name.
    mark: all that stands before the stop of a list mark or a numbered heading ("1", "IV", "Điều 5").
    speaker: words that carry a quotation on ("Minh Anh hỏi"); the group holds the name.
    dangling: words that end no sentence. continuing: words that, in lower case, open none.
    syllables: whether words are Vietnamese syllables, so that their shape tells word from abbreviation, and a
    capital before a lower-case word tells that no name follows.
    """

    kinds: dict[str, Kind]
    openers: frozenset[str]
    mark: re.Pattern[str]
    speaker: re.Pattern[str]
    dangling: frozenset[str]
    continuing: frozenset[str]
    syllables: bool


# Degrees, ranks and honours: a name follows.
_TITLES_VI = """
ts tsk tskh gs pgs pgs.ts gs.ts ths th.s thạc.sĩ bs bsck bscki bsckii bs.ck ckii cki ks kts ls đd ds dsck
ys gv nghs nsnd nsưt nnnd nnưt ngnd ngưt nb lm gm tgm hy đhy đgm đ/c đc cn.ts ths.bs ts.bs gs.bs pgs.bs
bs.ths
"""
# "ví dụ" and "nghĩa là": the example follows. "ng." is the name Nguyễn cut short.
_LINKS_VI = "vd v.d ví.dụ ng th t/m k/t tm.kt"
# A number follows: page, verse, volume, telephone, born in, quarter (khu phố), square, lane.
_NUMBERED_VI = "tr sđt đt đtdđ tel fax sn kp sq tk s/n đ/l"
# A place or an institution follows; but "toàn TP. Các quận ..." ends a sentence.
_PLACES_VI = "tp t.p tx t.x tt qđ nxb cty c.ty bv đh cđ trg kcn q p f h"
# "and so on" closes its list; what goes on after it goes on in lower case.
_LAST_VI = "v.v vv v.v.. vân.vân"

_TITLES_EN = """
mr mrs ms mx messrs mme mlle dr prof mgr Gen Col Lt Sgt Capt Cpl Maj Adm Cmdr Gov Sen Rep Rev Hon Pres Supt
Det Fr St Ste Mt Ft Msgr Insp
"""
_LINKS_EN = "vs e.g eg i.e cf viz approx ca esp incl resp"
_NUMBERED_EN = """
No Nos Art Fig Figs Vol Ch Sec Eq Op pp pg fig figs vol eq nos p Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct
Nov Dec
"""
_SUFFIXES = "Co Corp Inc Ltd Bros Jr Sr Esq Ave Blvd Rd Dept Univ Assn a.m p.m ph.d m.d b.a m.a ltd inc corp"
_LAST_EN = "etc al et.al"

# Function words, pronouns, kinship terms and time words. A name that is spelt the same ("An", "Anh") is rarer
# after an abbreviation than the word.
_OPENERS_VI = """
ai anh bà bạn bên bởi bây bị các cách cả cái chính chiều cho chú chúng chuyện chỉ chị cô còn có cùng cũng
cậu của do dù dưới dẫu dường em gia giờ giữa gần hai hay hiện hãy hôm họ hồi hầu hơn hễ khi khoảng không
khiến kể kết liệu là lúc loại lại lần mà mình mặc một mỗi mọi mới muốn mẹ nay này ngay ngoài nguyên nguồn
người ngày nhiều nhìn nhưng nhóm như những nhân nhờ nào nên nếu năm nó nơi nói phần phải qua quá riêng rằng
rất rồi sau sáng sẽ số song sở sự tuy tuần tại tất theo thậm thay thế thì thật thông thời thêm tiếp trong
trên trước trừ tôi tối từ tới vào và vài vì vẫn việc với về vậy vốn vụ xin xưa ít ông ở đang đã đó đôi đâu
đây đêm đến để đều điều đối đồng đại được đừng ảnh ấy
"""
_OPENERS_EN = """
the a an he she it they we you i his her its their our my your this that these those there here in on at by
for from with without after before during since until while when where what which who why how if although
though because as but and or so yet then thus however moreover meanwhile according some many most all no not
one two
"""
# Conjunctions, prepositions and plural marks: a stop after one is a slip, or a name was taken out before it.
_DANGLING_VI = "và với vì của là nên hoặc rằng do bởi những các mỗi một như tuy nhưng nếu"
# After a stop and in lower case: the second half of a sentence, or of a domain name that was torn.
_CONTINUING_VI = "thì com org net vn cn eu edu gov info us uk jp"
_HEADINGS_VI = """
điều khoản điểm mục chương phần bài câu bước hình bảng biểu sơ tập quyển hồi tiết phụ phương chuyên ảnh tuần
ngày
"""
_HEADINGS_EN = " chapter section part figure table article step appendix question book volume"
_SPEECH_VI = (
    "nói", "hỏi", "đáp", "trả lời", "kêu", "hét", "la", "gào", "quát", "bảo", "kể", "thốt", "thì thầm",
    "reo", "lẩm bẩm", "cho biết", "chia sẻ", "khẳng định", "nhấn mạnh", "nhận xét", "bình luận",
    "phát biểu", "giải thích", "thừa nhận", "tuyên bố", "viết", "tâm sự", "đặt câu hỏi", "thắc mắc", "cười",
    "nghĩ", "rên", "gắt", "giục", "hỏi lại", "nghiến răng", "gọi", "than", "ngạc nhiên", "chất vấn",
)  # fmt: skip
_SPEECH_EN = ("said", "says", "asked", "asks", "replied", "cried", "shouted", "whispered", "wrote", "added",
              "answered", "exclaimed", "called", "thought", "yelled", "told")  # fmt: skip


def _kinds(groups: tuple[tuple[str, Kind], ...]) -> dict[str, Kind]:
    table: dict[str, Kind] = {}
    for words, kind in groups:
        for word in words.split():
            table[word] = kind
            if not word.islower():
                table[word.upper()] = kind
    return table


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for words in lists for word in words.split())


_ENGLISH = (
    (_TITLES_EN, Kind.NEVER),
    (_LINKS_EN, Kind.NEVER),
    (_NUMBERED_EN, Kind.NUMBER),
    (_SUFFIXES, Kind.SUFFIX),
    (_LAST_EN, Kind.LAST),
)
_VIETNAMESE = (
    (_TITLES_VI, Kind.NEVER),
    (_LINKS_VI, Kind.NEVER),
    (_NUMBERED_VI, Kind.NUMBER),
    (_PLACES_VI, Kind.NAME),
    (_LAST_VI, Kind.LAST),
)


def _mark(headings: str) -> re.Pattern[str]:
    words = "|".join(headings.split())
    return re.compile(
        rf"(?:(?:{words})(?:\s\w+)?\s)?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[ivxlc]{{1,6}}|[a-zđ])", re.IGNORECASE
    )


def _speaker(verbs: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(sorted(map(re.escape, verbs), key=len, reverse=True))
    return re.compile(rf"((?:[^\W\d_]+\s){{1,4}}?)(?:{longest_first})\b")


@cache
def language(code: str) -> Language:
    """The tables of "vi" or "en". Raises UsageError for another code."""
    # English names and titles stand in Vietnamese text too, so the Vietnamese tables hold both.
    if code == "vi":
        return Language(
            kinds=_kinds(_ENGLISH + _VIETNAMESE),
            openers=_words(_OPENERS_VI, _OPENERS_EN),
            mark=_mark(_HEADINGS_VI + _HEADINGS_EN),
            speaker=_speaker(_SPEECH_VI + _SPEECH_EN),
            dangling=_words(_DANGLING_VI),
            continuing=_words(_CONTINUING_VI),
            syllables=True,
        )
    if code == "en":
        return Language(
            kinds=_kinds(_ENGLISH),
            openers=_words(_OPENERS_EN),
            mark=_mark(_HEADINGS_EN),
            speaker=_speaker(_SPEECH_EN),
            dangling=frozenset(),
            continuing=frozenset(),
            syllables=False,
        )
    raise UsageError(f"no sentence rules for language {code!r}; there are: en, vi")
