"""Where sentences end: one pattern finds candidates, one decision keeps or drops each.

A candidate is a run of stops with the closing marks that touch it. The usual one (a full stop after an
ordinary word, before a space and a capital) is settled in `sentence_ends`; `_cut` looks at the others.
All positions are offsets into the text that is passed in. A cut of 0 means that the sentence goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mt.segment.abbreviations import Kind, Language
from mt.segment.glued import cut_after_credit, cut_glued
from mt.segment.marks import (
    BULLETS,
    CLOSERS,
    DASHES,
    ELLIPSIS,
    QUOTES,
    STOPS,
    WIDE,
    head,
    opens_quotation,
    skip_detached,
    skip_space,
)
from mt.segment.words import LETTERS, NUMBER, NUMBER_AND_WORD, REACH, is_phrase, is_plain, kind, last_words

# ")" is one too, for photo credits: "(Ảnh: Reuters) Người dân ...". "[1]" is a footnote, {\i0} of subtitles.
_CANDIDATE = re.compile(
    rf"([{STOPS})][{STOPS}]*)"
    rf"((?:[{re.escape(CLOSERS)}]|\[\d{{1,3}}\]|</[A-Za-z][\w:-]{{0,30}}\s*>|{{\\[A-Za-z0-9]{{1,30}}}})*)(\s*)"
)
_INTRODUCED = re.compile(r":\s*[\"“‘«][^\"“‘«]*$")
_INTRODUCES = re.compile(r"[^.!?,]{0,20}:|\srằng\b|\sthat\b")
_REMARK = re.compile(r"[^()]{1,80}\)\s+[“\"]?(\w)")
_INITIAL = re.compile(r"[^\W\d_]\.")
# "Ông N.V. An": news hides a surname and a middle name, and gives the name behind them.
_PERSON = re.compile(
    r"(?<!\w)(?:ông|bà|anh|chị|em|cháu|cô|chú|bác|bé|can|cáo|phạm|tượng|nhân|tên)\s+[^\W\d_]\.[^\W\d_]$",
    re.IGNORECASE,
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
# "25. 000", "12. 3. 2020", "84. 4/85": the pieces of one number, torn apart.
_NUMBER_GOES_ON = re.compile(r"\d{3}(?!\d)|\d{1,4}[./]\s?\d")
# "Có ba nơi: 1. Hà Nội."
_LISTED = re.compile(r"[:;]\s+\(?(?:\d{1,2}|[a-zđ])$")
_LONGEST_MARK = 24
#: Brackets and letters are looked for this far, so that a megabyte without a sentence end stays linear.
_FAR = 400


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The sentence so far is text[begin:stop], then come its `stops` and `closers`; it would end at `cut`.
    head: first letter or digit after that. lead: the marks that stand before the head."""

    text: str
    begin: int
    stop: int
    stops: str
    closers: str
    cut: int
    head: int
    lead: str
    language: Language


def sentence_ends(text: str, start: int, end: int, language: Language) -> list[int]:
    """Ascending offsets, `start < offset < end`, at which a sentence of `text[start:end]` ends and white
    space or the next sentence begins. The end of the block itself is not among them."""
    ends: list[int] = []
    kinds = language.kinds
    begin = start
    for match in _CANDIDATE.finditer(text, start, end):
        at, after = match.span()
        if at < begin or after >= end:
            continue
        word = text[text.rfind(" ", max(begin, at - REACH), at) + 1 or begin : at]
        if (
            after - at == 2
            and at - begin > 16
            and text[after].isupper()
            and text[at] == "."
            and len(word) > 1
            and word.isalpha()
            and text[at + 1] == " "
            and word not in kinds
            and word.lower() not in kinds
            and text.rfind("(", max(begin, at - _FAR), at) < 0
        ):
            cut = at + 1
        else:
            cut = _cut(text, begin, match, language)
        if cut:
            ends.append(cut)
            begin = skip_space(text, cut, end)
    return ends


def _cut(text: str, begin: int, match: re.Match[str], language: Language) -> int:
    stops, closers, gap = match.groups()
    stop, closed, end = match.start(), match.end(2), match.endpos
    if stops == ")":
        return cut_after_credit(text, begin, match)
    if stops[0] == ")":
        stops, stop = stops[1:], stop + 1
    if stops[-1] in WIDE:
        return closed
    if not _LETTER_OR_DIGIT.search(text, begin, min(stop, begin + _FAR)):
        return 0
    if ELLIPSIS.match(stops) and opens_quotation(text, match.pos, stop - 1):
        return 0
    if not gap:
        return cut_glued(text, begin, match, language)
    cut = skip_detached(text, match.pos, closed, end)
    at, lead = head(text, skip_space(text, cut, end), end)
    if cut == 0 or at < 0:
        return 0
    closers += text[closed:cut].strip()
    found = _Candidate(text, begin, stop, stops, closers, cut, at, lead, language)
    return cut if _decide(found) else 0


def _decide(found: _Candidate) -> bool:
    first = found.text[found.head]
    if found.lead[:1] in BULLETS and found.lead:
        return True
    if first.islower():
        return not found.closers and _ends_before_lower(found)
    if _bracket_open(found) or _carries_on(found):
        return False
    if found.stops == ".":
        return _word_ends(found)
    return not (first.isdigit() and ELLIPSIS.match(found.stops))


def _carries_on(found: _Candidate) -> bool:
    """The words after a quotation or an outcry say who spoke: `"Đi đi!" - Thư nói`, `"Ai đấy?" Nam hỏi.`"""
    dashed = found.lead[:1] in DASHES and bool(found.lead)
    quoted = any(mark in found.closers for mark in "\"”’»'")
    if dashed and quoted and len(found.lead.strip()) == 1:
        return True
    if not (dashed or (quoted and found.stops != ".")) or len(found.lead.strip()) > dashed:
        return False
    speaker = found.language.speaker.match(found.text, found.head)
    if speaker is None or not speaker[1].istitle() or _opens(found):
        return False
    # 'Lan hỏi: "Ai đấy?" Nam đáp: "Tôi."': the first has its speaker, the second introduces what he says.
    introduced = _INTRODUCED.search(found.text, max(found.begin, found.cut - _FAR), found.cut)
    return not introduced and not _INTRODUCES.match(found.text, speaker.end())


def _opens(found: _Candidate) -> bool:
    """Whether the next word opens sentences more often than it is a name."""
    word = LETTERS.match(found.text, found.head)
    return word is not None and word[0].lower() in found.language.openers


def _opens_phrase(found: _Candidate) -> bool:
    """As `_opens`, or "Tổng thống ...": every syllable of a Vietnamese name is capitalised, so a capital
    before a word in lower case is the capital of a sentence."""
    if _opens(found):
        return True
    return found.language.syllables and is_phrase(found.text, found.head)


def _bracket_open(found: _Candidate) -> bool:
    """Whether the stop stands inside a bracket that opened in mid-sentence and is yet to close."""
    opened = found.text.rfind("(", max(found.begin, found.cut - _FAR), found.cut)
    if opened <= found.begin or found.text.find(")", opened, found.cut) >= 0:
        return False
    return found.text.find(")", found.cut, found.cut + _FAR // 2) >= 0


def _ends_before_lower(found: _Candidate) -> bool:
    """A stop before a lower-case word ends the sentence after a quotation, before one, or (a full stop or a
    question mark) after what is surely no abbreviation."""
    text, language = found.text, found.language
    opening = found.lead[:1] in QUOTES and found.lead != ""
    if not language.syllables or (found.lead[:1] in DASHES and found.lead):
        return False
    if found.lead[:1] == "(":
        # "(thở dài) Tôi mệt." is a sentence, "(nay là quận) Bình Thạnh" after "TP." is not.
        remark = _REMARK.match(text, found.head)
        return remark is not None and remark[1].isupper() and (found.stops != "." or _word_ends(found))
    if found.stops != "." and opening:
        return found.stops in ("?", "!")
    if found.stops not in (".", "?"):
        return False  # "Than ôi! còn đâu ..." goes on
    word, _ = last_words(text, found.begin, found.stop)
    last = text[max(found.begin, found.stop - 2) : found.stop].rstrip()[-1:]
    if last in "," + STOPS:
        return False  # ". . ." is an omission
    if last in '"”’»' or (opening and NUMBER.fullmatch(word)):
        return True
    follower = LETTERS.match(text, found.head)
    if follower is None or follower[0] in language.continuing or word in language.dangling:
        return False
    speaker = language.speaker.match(text, found.head)
    if found.stops == "?" and speaker is not None and speaker[1].count(" ") <= 2:
        return False
    if text[found.stop - 1].isspace():
        # A tokeniser that parts stops from words leaves them on abbreviations.
        return len(word) > 1 and kind(word, language) is None
    return len(word) > 1 and word.islower() and is_plain(word, language)


def _word_ends(found: _Candidate) -> bool:
    """Whether a full stop before a capital or a digit ends the sentence, judged by the word before it."""
    text, language = found.text, found.language
    if found.stop - found.begin <= _LONGEST_MARK:
        so_far = text[found.begin : found.stop].rstrip()
        if language.mark.fullmatch(so_far.lstrip("([")):
            return False
    if _LISTED.search(text, max(found.begin, found.stop - 8), found.stop):
        return False
    if text[found.stop - 1] in CLOSERS:
        return True
    word, before = last_words(text, found.begin, found.stop)
    known = kind(word, language)
    if len(word) == 1 and word.isalpha() and (word.isascii() or word in "Đđ"):
        return _initial_ends(found, word, before)
    if _PERSON.search(f"{before} {word}"):
        return not text[found.head].isupper()
    if known is not None:
        return _abbreviation_ends(found, known)
    if NUMBER.fullmatch(word) and text[found.head].isdigit():
        goes_on = _NUMBER_GOES_ON.match(text, found.head)
        return not goes_on and NUMBER_AND_WORD.match(text, found.head) is not None
    return True


def _initial_ends(found: _Candidate, word: str, before: str) -> bool:
    """ "vitamin C. Người ..." ends, "J. K. Rowling" and "ông Trần V. An" do not, "8 h. Tàu ..." does."""
    if _INITIAL.match(found.text, found.head):
        return False
    if word.islower():
        return before[-1:].isdigit() or _opens_phrase(found)
    name = before[:1].isupper() and not before.endswith(",")
    return _opens(found) if name or not before else _opens_phrase(found)


def _abbreviation_ends(found: _Candidate, known: Kind) -> bool:
    digit = found.text[found.head].isdigit()
    if found.lead and known in (Kind.NEVER, Kind.NAME):
        return found.lead[0] in QUOTES
    if known is Kind.NEVER:
        return found.language.syllables and _opens(found) and is_phrase(found.text, found.head)
    if known is Kind.NUMBER:
        return not digit
    if known is Kind.NAME:
        return not digit and _opens(found)
    if known is Kind.SUFFIX:
        return not digit and _opens_phrase(found)
    return known is Kind.LAST
