"""What a translation copies: numbers and foreign names. A model that was trained to copy masks spells them
better as masks, most of all a small one.
"""

from __future__ import annotations

import re
from enum import Flag, auto

from mt.translate.casing import is_syllable
from mt.translate.foreign_names import known_otherwise
from mt.translate.numbers import to_english
from mt.translate.protected import Item
from mt.translate.vietnamese import plain, vietnamese_names


class Copied(Flag):
    """What is masked besides addresses, placeholders and the like."""

    NOTHING = 0
    #: Numbers that are dates, times of day and amounts in đồng: masked, they come back written out.
    DATES = auto()
    TIMES = auto()
    MONEY = auto()
    NUMBERS = auto()
    #: Vietnamese names and foreign ones.
    NAMES = auto()
    SYMBOLS = auto()
    #: Words of the glossary.
    TERMS = auto()
    WRITTEN_OUT = DATES | TIMES | MONEY
    #: All but words of the glossary, which are for the first decoding: nothing tells of their loss.
    ALL = WRITTEN_OUT | NUMBERS | NAMES | SYMBOLS
    #: In the first decoding: numbers and names help to translate what stands beside them ("chính phủ Iraq",
    #: the Iraqi government), and their loss is found.
    FIRST = WRITTEN_OUT | SYMBOLS | TERMS


_NUMBER = re.compile(r"(?<![\w.,/:-])[0-9]+(?:[.,:/-][0-9]+)*(?![\w/:-]|[.,][0-9])")
# Of letters that neither language has: a small vocabulary has no pieces for them.
_RARE = "äöüßñçåøæœłńśźżčďěňřšťžğışőűāēīūģķļņćÄÖÜÑÇÅØÆŒŁŃŚŹŻČĎĚŇŘŠŤŽĞİŞŐŰ"
_NAME = re.compile(
    r"(?<![\w.'&-])(?:[A-Z][a-z]{3,24}"
    rf"|(?=[^\W\d_]{{0,24}}[{_RARE}])[^\W\d_a-z][^\W\d_]{{2,24}})(?![\w'&-])"
)


# Signs that few training texts hold, so that a small vocabulary has no pieces for them.
_SYMBOLS = re.compile(r"//+|[|~@€₫£¥¢°¼½¾→←↑↓©®™±×÷²³·^=<>*§¶†√∞≈≠≤≥№]+")


# An abbreviation behind its words, which would be guessed at: "Hội đồng xét xử (HĐXX)".
_CODE = re.compile(r"(?<=\()[A-ZĐƯ]{2,8}(?:[&-][A-ZĐƯ]{2,6})?(?=\))")


def symbols(text: str) -> list[Item]:
    """Runs of signs such as €, ° and →, and abbreviations in parentheses."""
    return [
        Item("symbol", match[0], match.start())
        for pattern in (_SYMBOLS, _CODE)
        for match in pattern.finditer(text)
    ]


def numbers(text: str) -> list[Item]:
    """The numbers of `text` that stand alone, in English notation; not those inside words and codes."""
    english = to_english(text)  # of the same length
    return [Item("number", english[m.start() : m.end()], m.start()) for m in _NUMBER.finditer(text)]


def names(text: str) -> list[Item]:
    """Runs of capitalised words that cannot be Vietnamese, in plain letters (Qasem Soleimani) or with one
    that Vietnamese has not (Wrocław)."""
    items: list[Item] = []
    for match in _NAME.finditer(text):
        if is_syllable(match[0]):
            continue
        if items and text[items[-1].end : match.start()] == " ":
            items[-1] = Item("name", text[items[-1].start : match.end()], items[-1].start)
        else:
            items.append(Item("name", match[0], match.start()))
    return items


def misspelt(source: str, english: str) -> bool:
    """Whether `english` lacks one of the names that would be masked in `source`, letter for letter:
    "Milicimtimes" for Militarytimes. Endings (Iraqi), capitals and forms that English has of its own (Kavkaz,
    the Caucasus) make no difference. The first word of a sentence has a capital anyway ("Clip ghi lại").
    A Vietnamese name must not come more often than in `source` either ("Da Nang city of Da Nang")."""
    found = [item for item in names(source) if source[: item.start].strip(" \"'“‘") or " " in item.text]
    words = {word.lower() for item in found for word in item.text.split()}
    small = english.lower()
    lacking = [word for word in words if not re.search(rf"(?<!\w){word}", small)]
    if any(not known_otherwise(word, plain(small)) for word in lacking):
        return True
    return any(
        not 0 < english.count(plain(item.text)) <= source.count(item.text)
        for item in vietnamese_names(source)
    )
