"""Where sentences end: one pattern finds candidates, one decision keeps or drops each.

A candidate is a run of stops with the closing marks that touch it. The usual one (a full stop after an
ordinary word, before a space and a capital) is settled in `sentence_ends`; `_cut` looks at the others.
All positions are offsets into the text that is passed in. A cut of 0 means that the sentence goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mt.segment.abbreviations import Kind, Language
from mt.segment.syllables import is_syllable

_WIDE = "。！？｡"
_STOPS = ".!?…" + _WIDE
_CLOSERS = "\"”’»')]}』」）】›*_"
_DASHES = "-–—―"
_BULLETS = "•●▪◦‣■□►✓"
# What may stand before the first letter of a sentence.
_OPENERS = "\"“‘«'([{『「（【‹„*_`~#<@$€£¥₫+&¿¡"
_QUOTES = '"“‘«'
# What goes on with a sentence whatever stands before it. A colon does not: it indents in wiki text.
_CONTINUING = ",;%/\\=|^)]}”’»"
_ELLIPSIS = re.compile(r"…|\.\.")

# ")" is one too, for photo credits: "(Ảnh: Reuters) Người dân ...". "[1]" is a footnote.
_CANDIDATE = re.compile(rf"([{_STOPS})][{_STOPS}]*)((?:[{re.escape(_CLOSERS)}]|\[\d{{1,3}}\])*)(\s*)")
_CREDIT = re.compile(r"\((?:ảnh|nguồn|hình|video|clip|theo|minh họa|minh hoạ|photo|source)\b[^()]*\)", re.I)
_EMOJI = re.compile(
    "(?:[\u2600-\u27bf\u2b50\u2b55\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]"
    "[\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_TRAILING_LETTERS = re.compile(r"[^\W\d_]+$")
_NUMBER = re.compile(r"[\d.,/:+-]*\d%?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_GLUED_LEAD = re.compile(r"(?:[-–—]\s?)?[\"“‘«(]?")
_YEAR = re.compile(r"\s\d{4}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_NUMBER_AND_WORD = re.compile(r"\d[\d.,]*\s[^\W\d_]")
# "25. 000", "12. 3. 2020", "84. 4/85": the pieces of one number, torn apart.
_NUMBER_GOES_ON = re.compile(r"\d{3}(?!\d)|\d{1,4}[./]\s?\d")


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
        word = text[text.rfind(" ", begin, at) + 1 or begin : at]
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
            and text.rfind("(", begin, at) < 0
        ):
            cut = at + 1
        else:
            cut = _cut(text, begin, match, language)
        if cut:
            ends.append(cut)
            begin = _skip_space(text, cut, end)
    return ends


def _cut(text: str, begin: int, match: re.Match[str], language: Language) -> int:
    stops, closers, gap = match.groups()
    stop, closed, end = match.start(), match.end(2), match.endpos
    if stops == ")":
        return _cut_after_credit(text, begin, match)
    if stops[0] == ")":
        stops, stop = stops[1:], stop + 1
    if stops[-1] in _WIDE:
        return closed
    if not _LETTER_OR_DIGIT.search(text, begin, stop):
        return 0
    if _ELLIPSIS.match(stops) and _opens_quotation(text, match.pos, stop - 1):
        return 0
    if not gap:
        return _cut_glued(text, begin, match, language)
    cut = _skip_detached(text, match.pos, closed, end)
    head, lead = _head(text, _skip_space(text, cut, end), end)
    if cut == 0 or head < 0:
        return 0
    closers += text[closed:cut].strip()
    found = _Candidate(text, begin, stop, stops, closers, cut, head, lead, language)
    return cut if _decide(found) else 0


def _decide(found: _Candidate) -> bool:
    head = found.text[found.head]
    if found.lead[:1] in _BULLETS and found.lead:
        return True
    if head.islower():
        return not found.closers and _ends_before_lower(found)
    if _bracket_open(found) or _carries_on(found):
        return False
    if found.stops == ".":
        return _word_ends(found)
    return not (head.isdigit() and _ELLIPSIS.match(found.stops))


# What stands after the stop.


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _inside_quotes(text: str, block: int, at: int) -> bool:
    """Whether a straight quotation mark at `at` closes, judged by the spaces around those before it. Counting
    them would be wrong for the rest of a block in which one is missing."""
    closes = True
    for _ in range(20):
        last = text.rfind('"', max(block, at - 1000), at)
        if last < 0:
            return not closes
        apart_left = last == block or text[last - 1].isspace() or text[last - 1] in _OPENERS + _DASHES
        apart_right = text[last + 1].isspace() or text[last + 1] in _CLOSERS + _STOPS + ",;:"
        if apart_left and (not apart_right or text[max(block, last - 3) : last].rstrip()[-1:] == ":"):
            return closes
        if apart_right and not apart_left:
            return not closes
        closes, at = not closes, last
    return False


def _opens_quotation(text: str, block: int, at: int) -> bool:
    if text[at] == '"':
        return not _inside_quotes(text, block, at)
    return text[at] in "“‘«("


def _skip_detached(text: str, block: int, closed: int, end: int) -> int:
    """Offset after closing marks and emoji that stand apart from the stop but belong to its sentence; 0 where
    such a mark is followed by punctuation, so that the sentence goes on: `nói ? ", anh`."""
    cut = closed
    while True:
        at = _skip_space(text, cut, end)
        emoji = _EMOJI.match(text, at, end)
        if emoji:
            cut = emoji.end()
            continue
        if at >= end or text[at] not in '"”’»)]':
            return cut
        follower = text[at + 1] if at + 1 < end else " "
        if follower in ",;:" + _STOPS:
            return 0
        if text[at] == '"':
            if not follower.isspace() and follower not in _CLOSERS:
                return cut
            if not _inside_quotes(text, block, at):
                return cut
        cut = at + 1


def _head(text: str, at: int, end: int) -> tuple[int, str]:
    """Offset of the first letter or digit of what follows, and the marks before it; -1 where punctuation says
    that the sentence goes on or that a later stop ends it."""
    start = at
    while at < end and not text[at].isalnum():
        if text[at] in _STOPS:
            at = _opening_stops(text, at, end)
            if at < 0:
                break
        elif text[at] in _CONTINUING:
            return -1, ""
        else:
            at += 1
    return (at, text[start:at]) if 0 <= at < end else (-1, "")


def _opening_stops(text: str, at: int, end: int) -> int:
    """Offset after a run of stops that opens a sentence (". ...và rồi", ". .NET"), -1 where it opens none."""
    run = at
    while at < end and text[at] in _STOPS:
        at += 1
    word = _skip_space(text, at, end)
    if word >= end or (word > at and not text[word].isupper()):
        return -1
    return at if at - run > 1 or (word == at and text[at].isupper()) else -1


def _carries_on(found: _Candidate) -> bool:
    """The words after a quotation or an outcry say who spoke: `"Đi đi!" - Thư nói`, `"Ai đấy?" Nam hỏi.`"""
    dashed = found.lead[:1] in _DASHES and bool(found.lead)
    quoted = any(mark in found.closers for mark in "\"”’»'")
    if dashed and quoted and len(found.lead.strip()) == 1:
        return True
    if not (dashed or (quoted and found.stops != ".")) or len(found.lead.strip()) > dashed:
        return False
    speaker = found.language.speaker.match(found.text, found.head)
    return speaker is not None and speaker[1].istitle() and not _opens(found)


def _opens(found: _Candidate) -> bool:
    """Whether the next word opens sentences more often than it is a name."""
    word = _LETTERS.match(found.text, found.head)
    return word is not None and word[0].lower() in found.language.openers


def _opens_phrase(found: _Candidate) -> bool:
    """As `_opens`, or "Tổng thống ...": every syllable of a Vietnamese name is capitalised, so a capital
    before a word in lower case is the capital of a sentence."""
    if _opens(found):
        return True
    return found.language.syllables and _is_phrase(found.text, found.head)


def _is_phrase(text: str, head: int) -> bool:
    word = _LETTERS.match(text, head)
    if word is None or not is_syllable(word[0]) or not (word[0].istitle()):
        return False
    follower = text[word.end() : word.end() + 2]
    return len(follower) == 2 and follower[0] == " " and follower[1].islower()


# What stands before the stop.


def _last_word(text: str, begin: int, stop: int) -> tuple[str, str]:
    """The word before the stop and the one before that, without the marks around them."""
    words = text[max(begin, stop - 60) : stop].split()[-2:]
    bare = [word.strip(_OPENERS + _CLOSERS + _DASHES + ",;:") for word in words]
    return bare[-1], bare[0] if len(bare) > 1 else ""


def _bracket_open(found: _Candidate) -> bool:
    """Whether the stop stands inside a bracket that opened in mid-sentence and is yet to close."""
    opened = found.text.rfind("(", found.begin, found.cut)
    if opened <= found.begin or found.text.find(")", opened, found.cut) >= 0:
        return False
    return 0 <= found.text.find(")", found.cut) - found.cut < 200


def _ends_before_lower(found: _Candidate) -> bool:
    """A stop before a lower-case word ends the sentence after a quotation, before one, or (a full stop) after
    what is surely no abbreviation."""
    opening = found.lead[:1] in _QUOTES and found.lead != ""
    if not found.language.syllables or (found.lead[:1] in _DASHES + "(" and found.lead):
        return False
    if found.stops != ".":
        return opening and found.stops in ("?", "!")
    word, _ = _last_word(found.text, found.begin, found.stop)
    if found.text[found.stop - 1] in '"”’»' or (opening and _NUMBER.fullmatch(word)):
        return True
    follower = _LETTERS.match(found.text, found.head)
    if follower is None or not is_syllable(follower[0]):
        return False  # ". travel" is a torn domain name rather than a sentence
    if found.text[found.stop - 1] == "," or word in found.language.dangling:
        return False
    return len(word) > 1 and word.islower() and _is_plain(word, found.language)


def _word_ends(found: _Candidate) -> bool:
    """Whether a full stop before a capital or a digit ends the sentence, judged by the word before it."""
    text, language = found.text, found.language
    so_far = text[found.begin : found.stop].strip()
    if len(so_far) <= 24 and language.mark.fullmatch(so_far.lstrip("([")):
        return False
    if text[found.stop - 1] in _CLOSERS:
        return True
    word, before = _last_word(text, found.begin, found.stop)
    kind = _kind(word, language)
    if len(word) == 1 and word.isalpha() and word.isascii() | (word in "Đđ"):
        return _initial_ends(found, word, before)
    if kind is not None:
        return _abbreviation_ends(found, kind)
    if _NUMBER.fullmatch(word) and text[found.head].isdigit():
        goes_on = _NUMBER_GOES_ON.match(text, found.head)
        return not goes_on and _NUMBER_AND_WORD.match(text, found.head) is not None
    return True


def _kind(word: str, language: Language) -> Kind | None:
    kind = language.kinds.get(word) or language.kinds.get(word.lower())
    if kind is None and "." in word:
        if _INITIALS.fullmatch(word):
            return Kind.SUFFIX
        last = word.rpartition(".")[2].lower()
        kind = language.kinds.get(last)
        return kind if kind is Kind.NEVER else None
    return kind


def _initial_ends(found: _Candidate, word: str, before: str) -> bool:
    """ "vitamin C. Người ..." ends, "J. K. Rowling" and "ông Trần V. An" do not, "8 h. Tàu ..." does."""
    if word.islower():
        return before[-1:].isdigit() or _opens_phrase(found)
    return _opens_phrase(found) if before.islower() else _opens(found)


def _abbreviation_ends(found: _Candidate, kind: Kind) -> bool:
    digit = found.text[found.head].isdigit()
    if found.lead and kind in (Kind.NEVER, Kind.NAME):
        return found.lead[0] in _QUOTES
    if kind is Kind.NEVER:
        return found.language.syllables and _opens(found) and _is_phrase(found.text, found.head)
    if kind is Kind.NUMBER:
        return not digit
    if kind is Kind.NAME:
        return not digit and _opens(found)
    if kind is Kind.SUFFIX:
        return not digit and _opens_phrase(found)
    return kind is Kind.LAST


# Stops with no space after them, and credits.


def _cut_glued(text: str, begin: int, match: re.Match[str], language: Language) -> int:
    """ "của Mỹ.Nguồn ảnh" is cut, "Node.js", "TP.HCM" and "www.abc.vn/Trang" are not."""
    if not language.syllables:
        return 0
    stop, cut = match.start(1) + match[1].startswith(")"), match.end(2)
    if stop - begin <= 24 and language.mark.fullmatch(text, begin, stop):
        return 0
    head = cut
    opening = match[2].endswith('"') and not _inside_quotes(text, match.pos, cut - 1)
    if opening:
        cut -= 1
    else:
        head = _GLUED_LEAD.match(text, cut).end()  # type: ignore[union-attr]
    before = _TRAILING_LETTERS.search(text, max(match.pos, stop - 20), stop)
    number = _NUMBER_AND_WORD.match(text, head)
    if number:
        return cut if before and not before[0].isupper() and _is_plain(before[0], language) else 0
    follower = _LETTERS.match(text, head)
    if follower is None or not (follower[0][0].isupper() or opening):
        return 0
    if before is None:
        known = text[stop - 1] in _CLOSERS + "%€$" or text[stop - 1].isdigit()
        year = _YEAR.fullmatch(text, max(begin, stop - 5), stop) and _is_sentence_word(text, follower)
        return cut if known and (year or _stands_out(text, follower)) else 0
    return cut if _glued_word_ends(text, before, follower, language) else 0


def _is_plain(word: str, language: Language) -> bool:
    """A Vietnamese syllable that is no abbreviation; a single letter only with a mark ("ạ")."""
    return is_syllable(word) and not (len(word) == 1 and word.isascii()) and _kind(word, language) is None


def _is_sentence_word(text: str, follower: re.Match[str]) -> bool:
    """A capitalised word that stands in a sentence, not in a file name or a version."""
    return follower[0].istitle() and text[follower.end() : follower.end() + 1] in (" ", ",")


def _stands_out(text: str, follower: re.Match[str]) -> bool:
    """Surely a Vietnamese word, by its marks or by what follows it."""
    word = follower[0]
    return is_syllable(word) and (not word.isascii() or _is_phrase(text, follower.start()))


def _glued_word_ends(text: str, before: re.Match[str], follower: re.Match[str], language: Language) -> bool:
    word, at = before[0], before.start()
    if at and text[at - 1] in "@/_\\":
        return False
    opener = follower[0].lower() in language.openers
    if word.isupper() and word.isascii() | (len(word) > 1):
        phrase = _is_phrase(text, follower.start())
        return (phrase or opener) and _kind(word, language) is None if len(word) > 1 else phrase and opener
    if _is_plain(word, language):
        if is_syllable(follower[0]) and not (len(follower[0]) > 1 and follower[0].isupper()):
            return True
        return _foreign_word_opens(text, before, follower)
    unit = _NUMBER.search(text, max(0, at - 3), at) is not None
    known = _kind(word, language) not in (None, Kind.NUMBER)
    return (unit or _VOWEL.search(word) is not None) and not known and _stands_out(text, follower)


def _foreign_word_opens(text: str, before: re.Match[str], follower: re.Match[str]) -> bool:
    """ "nặc danh.James quyết định", "trong nước.IOC đã", but not "map.Entry", "con.Open()", "web.API"."""
    after = text[follower.end() : follower.end() + 2]
    marked = not text[max(0, before.start() - 6) : before.end()].isascii()
    if not follower[0].istitle():
        return after[:1].isspace() and not before[0].isascii()
    return after[:1] in " ,:" and (marked or after[1:].islower())


def _cut_after_credit(text: str, begin: int, match: re.Match[str]) -> int:
    """After "(Ảnh: Reuters)" that is followed by a sentence."""
    opened = text.rfind("(", begin, match.start())
    after = match.end()
    if opened < 0 or not match[3] or not text[after].isupper():
        return 0
    return match.end(2) if _CREDIT.fullmatch(text, opened, match.start() + 1) else 0
