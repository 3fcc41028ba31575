"""Stops with no space after them, and photo credits: what the web does to sentences.

A cut of 0 means that the sentence goes on.
"""

from __future__ import annotations

import re

from mt.segment.abbreviations import Kind, Language
from mt.segment.marks import CLOSERS, inside_quotes
from mt.segment.syllables import is_syllable
from mt.segment.words import LETTERS, NUMBER, NUMBER_AND_WORD, is_phrase, is_plain, kind

_CREDIT = re.compile(r"\((?:ảnh|nguồn|hình|video|clip|theo|minh họa|minh hoạ|photo|source)\b[^()]*\)", re.I)
_TRAILING_LETTERS = re.compile(r"[^\W\d_]+$")
_GLUED_LEAD = re.compile(r"(?:[-–—]\s?)?[\"“‘«(]?")
_YEAR = re.compile(r"\s\d{4}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")


def cut_glued(text: str, begin: int, match: re.Match[str], language: Language) -> int:
    """ "của Mỹ.Nguồn ảnh" is cut, "Node.js", "TP.HCM" and "www.abc.vn/Trang" are not."""
    if not language.syllables:
        return 0
    stop, cut = match.start(1) + match[1].startswith(")"), match.end(2)
    if stop - begin <= 24 and language.mark.fullmatch(text, begin, stop):
        return 0
    head = cut
    opening = match[2].endswith('"') and not inside_quotes(text, match.pos, cut - 1)
    if opening:
        cut -= 1
    else:
        head = _GLUED_LEAD.match(text, cut).end()  # type: ignore[union-attr]
    before = _TRAILING_LETTERS.search(text, max(match.pos, stop - 20), stop)
    number = NUMBER_AND_WORD.match(text, head)
    if number:
        return cut if before and not before[0].isupper() and is_plain(before[0], language) else 0
    follower = LETTERS.match(text, head)
    if follower is None or not (follower[0][0].isupper() or opening):
        return 0
    if before is None:
        known = text[stop - 1] in CLOSERS + "%€$" or text[stop - 1].isdigit()
        year = _YEAR.fullmatch(text, max(begin, stop - 5), stop) and _is_sentence_word(text, follower)
        return cut if known and (year or _stands_out(text, follower)) else 0
    return cut if _glued_word_ends(text, before, follower, language) else 0


def _is_sentence_word(text: str, follower: re.Match[str]) -> bool:
    """A capitalised word that stands in a sentence, not in a file name or a version."""
    return follower[0].istitle() and text[follower.end() : follower.end() + 1] in (" ", ",")


def _stands_out(text: str, follower: re.Match[str]) -> bool:
    """Surely a Vietnamese word, by its marks or by what follows it."""
    word = follower[0]
    return is_syllable(word) and (not word.isascii() or is_phrase(text, follower.start()))


def _glued_word_ends(text: str, before: re.Match[str], follower: re.Match[str], language: Language) -> bool:
    word, at = before[0], before.start()
    if at and text[at - 1] in "@/_\\":
        return False
    opener = follower[0].lower() in language.openers
    if word.isupper() and (word.isascii() or len(word) > 1):
        phrase = is_phrase(text, follower.start())
        return (phrase or opener) and kind(word, language) is None if len(word) > 1 else phrase and opener
    if is_plain(word, language):
        if is_syllable(follower[0]) and not (len(follower[0]) > 1 and follower[0].isupper()):
            return True
        return _foreign_word_opens(text, before, follower)
    unit = NUMBER.search(text, max(0, at - 3), at) is not None
    known = kind(word, language) not in (None, Kind.NUMBER)
    return (unit or _VOWEL.search(word) is not None) and not known and _stands_out(text, follower)


def _foreign_word_opens(text: str, before: re.Match[str], follower: re.Match[str]) -> bool:
    """ "nặc danh.James quyết định", "trong nước.IOC đã", but not "map.Entry", "con.Open()", "web.API"."""
    after = text[follower.end() : follower.end() + 2]
    marked = not text[max(0, before.start() - 6) : before.end()].isascii()
    if not follower[0].istitle():
        return after[:1].isspace() and not before[0].isascii()
    return after[:1] in " ,:" and (marked or after[1:].islower())


def cut_after_credit(text: str, begin: int, match: re.Match[str]) -> int:
    """After "(Ảnh: Reuters)" that is followed by a sentence."""
    opened = text.rfind("(", max(begin, match.start() - 200), match.start())
    after = match.end()
    if opened < 0 or not match[3] or not text[after].isupper():
        return 0
    return match.end(2) if _CREDIT.fullmatch(text, opened, match.start() + 1) else 0
