"""What a translation copies: numbers and foreign names. A model that was trained to copy masks spells them
better as masks, most of all a small one.
"""

from __future__ import annotations

import re
from enum import Flag, auto

from mt.translate.casing import is_syllable
from mt.translate.numbers import to_english
from mt.translate.protected import Item


class Copied(Flag):
    """What is masked besides addresses, placeholders and the like."""

    NOTHING = 0
    #: Numbers that are dates, and amounts in đồng: masked, they come back written out.
    DATES = auto()
    MONEY = auto()
    NUMBERS = auto()
    #: Vietnamese names, and foreign ones that are not in `KNOWN`, which a small model would misspell.
    NAMES = auto()
    #: Those that are.
    KNOWN_NAMES = auto()
    SYMBOLS = auto()
    #: Words of the glossary.
    TERMS = auto()
    WRITTEN_OUT = DATES | MONEY
    #: All but words of the glossary, which are for the first decoding: nothing tells of their loss.
    ALL = WRITTEN_OUT | NUMBERS | NAMES | KNOWN_NAMES | SYMBOLS
    #: In the first decoding: numbers and known names help to translate what stands beside them ("chính phủ
    #: Iraq", the Iraqi government), and their loss is found.
    PLAIN = WRITTEN_OUT | NAMES | SYMBOLS
    FIRST = PLAIN | TERMS


_KNOWN = """
    Iraq Iran Syria Israel Ukraine Afghanistan Pakistan Philippines Malaysia Indonesia Singapore
    Australia Canada Brazil Argentina Mexico Venezuela Cuba Chile Peru Colombia Egypt Libya Tunisia
    Kenya Nigeria Ethiopia Sudan Qatar Jordan Lebanon Yemen Oman Kuwait Europe Asia Africa London Paris
    Berlin Washington Tokyo Moscow Moskva Bangkok Jakarta Manila Facebook Google Apple Microsoft Samsung
    Twitter Youtube Trump Biden Obama Putin Internet
"""
#: Foreign names that every news text has, so that a model has learnt to spell and to inflect them.
KNOWN = frozenset(_KNOWN.split())


_NUMBER = re.compile(r"(?<![\w.,/:-])[0-9]+(?:[.,:/-][0-9]+)*(?![\w/:-]|[.,][0-9])")
_NAME = re.compile(r"(?<![\w.'&-])[A-Z][a-z]{3,24}(?![\w'&-])")


# Signs that few training texts hold, so that a small vocabulary has no pieces for them.
_SYMBOLS = re.compile(r"//+|[|~@€₫£¥¢°¼½¾→←↑↓©®™±×÷²³·^=<>*§¶†√∞≈≠≤≥№]+")


def symbols(text: str) -> list[Item]:
    """Runs of signs such as €, ° and →."""
    return [Item("symbol", match[0], match.start()) for match in _SYMBOLS.finditer(text)]


def numbers(text: str) -> list[Item]:
    """The numbers of `text` that stand alone, in English notation; not those inside words and codes."""
    english = to_english(text)  # of the same length
    return [Item("number", english[m.start() : m.end()], m.start()) for m in _NUMBER.finditer(text)]


def names(text: str) -> list[Item]:
    """Runs of capitalised words that cannot be Vietnamese, in plain letters: Qasem Soleimani."""
    items: list[Item] = []
    for match in _NAME.finditer(text):
        if is_syllable(match[0]):
            continue
        if items and text[items[-1].end : match.start()] == " ":
            items[-1] = Item("name", text[items[-1].start : match.end()], items[-1].start)
        else:
            items.append(Item("name", match[0], match.start()))
    return items


def known_names(text: str) -> list[Item]:
    """Those of `names` that are in `KNOWN` and stand alone."""
    return [item for item in names(text) if item.text in KNOWN]


def unknown_names(text: str) -> list[Item]:
    """The others."""
    return [item for item in names(text) if item.text not in KNOWN]
