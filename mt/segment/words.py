"""The words around a stop: abbreviations, Vietnamese syllables, beginnings of phrases."""

from __future__ import annotations

import re

from mt.segment.abbreviations import Kind, Language
from mt.segment.marks import CLOSERS, DASHES, OPENERS, TAG
from mt.segment.syllables import is_syllable

LETTERS = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"[\d.,/:+-]*\d%?")
NUMBER_AND_WORD = re.compile(r"\d[\d.,]*\s[^\W\d_]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
#: Words are looked for this far back: text without spaces must not make the search quadratic.
REACH = 60


def last_words(text: str, begin: int, stop: int) -> tuple[str, str]:
    """The word before the stop and the one before that, "" where none is. Marks around them are taken off,
    but for a comma after the first, which tells that the two are no name."""
    near = text[max(begin, stop - REACH) : stop]
    words = (TAG.sub("", near) if "<" in near else near).split()[-2:]
    bare = [word.lstrip(OPENERS + DASHES).rstrip(CLOSERS) for word in words]
    return bare[-1].rstrip(",;:") if bare else "", bare[0] if len(bare) > 1 else ""


def kind(word: str, language: Language) -> Kind | None:
    """What the stop after `word` means, None where the word is no abbreviation."""
    found = language.kinds.get(word) or language.kinds.get(word.lower())
    if found is None and "." in word:
        if _INITIALS.fullmatch(word):
            return Kind.SUFFIX
        # "PGS.TS", "ThS.BS"
        titles = all(language.kinds.get(part) is Kind.NEVER for part in word.lower().split("."))
        return Kind.NEVER if titles else None
    return found


def is_plain(word: str, language: Language) -> bool:
    """A Vietnamese syllable that is no abbreviation; a single letter only with a mark ("ạ")."""
    return is_syllable(word) and not (len(word) == 1 and word.isascii()) and kind(word, language) is None


def is_phrase(text: str, head: int) -> bool:
    word = LETTERS.match(text, head)
    if word is None or not is_syllable(word[0]) or not (word[0].istitle()):
        return False
    follower = text[word.end() : word.end() + 2]
    return len(follower) == 2 and follower[0] == " " and follower[1].islower()
