"""Words with their English, which a model copies as masks: a glossary of our own, and the user's.

A small model has not seen every word. Where a sentence has one of the glossary, it is masked, the model
translates around it, and the English word takes the place of the mask, with the number and the article that
it needs there (after Michon et al. 2020, "Integrating domain terminology into neural machine translation").
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from mt.errors import InputError
from mt.translate import protected
from mt.translate.inflection import article, plural

OWN = Path(__file__).with_name("glossary.txt")
JOINS = Path(__file__).with_name("joins.txt")
#: Of the own glossary: things have a plural, stuff has none, names are written with capitals. The words of
#: the user are "exact": they come back as they stand in the file.
KINDS = ("things", "stuff", "names")
_WORD = re.compile(r"\w+")
_FOLLOWING = re.compile(r" ([^\W\d_]+)")
_SEVERAL = re.compile(
    r"(?<!\w)(?:các|những|nhiều|mọi|vài|mấy|một số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|mươi|mốt|lăm|chục"
    r"|trăm|nghìn|ngàn|[2-9]|[1-9][0-9]{1,2}|[1-9][0-9]{0,2}(?:[.,][0-9]{3})+)\s(?:(?:con|loài)\s)?$",
    re.IGNORECASE,
)
# "tháng 3", "số 9", "hạng hai" are no numbers of things.
_ORDINAL = re.compile(
    r"(?<!\w)(?:năm|tháng|ngày|số|hạng|lớp|quận|thứ|khóa|khoá|tuổi|trang|điều)\s\w+\s$", re.IGNORECASE
)
#: Characters before a word in which what stands there is looked for.
_NEAR = 24
# Counting words that English has not: they go with the word.
_CLASSIFIER = re.compile(r"(?<!\w)(?:chiếc|quả|khẩu|bức|ngôi|tấm|cuốn|quyển|pho|tòa|toà)\s$", re.IGNORECASE)
# A capital may stand behind these: "Ông nói: Bác sĩ ...".
_BEGINS = re.compile(r"(?:^|[:.!?…;]\s*|[\"“”‘«(\[])$")
# "phố Hoàng Sa", "ông Trường Sa": a street, a person.
_OF_A_NAME = re.compile(
    r"(?<!\w)(?:phố|đường|ngõ|phường|xã|quận|ông|bà|anh|chị|cô|chú|bác|cụ|em)\s$", re.IGNORECASE
)
_TWO_BEFORE = re.compile(r"\w\s(\w+)\s$")

_ARTICLE = re.compile(r"(?:a|an|the)", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:a|an|the|this|his|her|its|their|our|my|your|each|every|another"
    r"|(?!(?:he|she|it|that|there|who)['’])\w*['’]s|\w+s['’])",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"(?:these|those|many|several|some|few|various|numerous|most|all|other|both|two|three|four|five|six|seven"
    r"|eight|nine|ten|hundreds|thousands|millions|[0-9][0-9,.]*)",
    re.IGNORECASE,
)
#: Behind these a noun begins; a singular one needs its article.
_LINK = re.compile(
    r"(?:of|in|on|at|by|with|from|to|for|into|against|between|under|over|after|before|during|through|about"
    r"|near|around|across|behind|inside|within|without|and|or|but|as|like|than|that|when|while|if|because|where"
    r"|which|is|are|was|were|be|been|being|become|became|called)",
    re.IGNORECASE,
)
#: Behind these a singular noun says what somebody is.
_BEING = re.compile(r"(?:is|was|be|been|becomes?|became|as|(?:he|she|it)['’]s)", re.IGNORECASE)
_OF_PLACE = re.compile(
    r"(?:provincial|district|city|municipal|local|national|central|supreme)", re.IGNORECASE
)
_ADVERB = re.compile(r"(?:very|most|more|so|too|\w+ly)", re.IGNORECASE)
_BEFORE = re.compile(r"(?P<far>(?:[\w'’]+\s+){0,2})(?P<near>[\w'’]+)\s+$")
_NOUN_FOLLOWS = re.compile(
    r"\s(?!(?:of|in|on|at|by|with|from|to|for|into|and|or|but|as|that|which|who)\b)[a-z]"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """vietnamese: a word, two syllables or more (of a user: one or more). english: as in a dictionary, with
    the "the" that it always has. kind: one of KINDS, or "exact"."""

    vietnamese: str
    english: str
    kind: str


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """An entry's word at text[start:end], offsets in characters.

    several: the Vietnamese before it says so: "các", a number. named: a name follows it.
    """

    entry: Entry
    start: int
    end: int
    several: bool = False
    named: bool = False

    @property
    def exact(self) -> bool:
        return self.entry.kind == "exact"

    def written(self, before: str, after: str, several: bool = False) -> tuple[int, str]:
        """How many characters of `before`, the English that ends where the word comes, go; and the word in
        the form that it needs between that and `after`. several: the model made a plural of it."""
        english, kind = self.entry.english, self.entry.kind
        words = _BEFORE.search(before)
        near, far = (words["near"], words["far"].split()) if words else ("", [])
        if self.exact:
            # One article is enough: "a the Navy".
            doubled = words and _ARTICLE.fullmatch(near) and _ARTICLE.fullmatch(english.split(" ")[0])
            return (len(before) - words.start("near") if words and doubled else 0), english
        opens = not _WORD.search(before)
        articled = near.lower() in ("a", "an")
        if kind == "things":
            several = (several or self.several or _MANY.fullmatch(near) is not None) and not articled
            if several and (_ARTICLE.fullmatch(near) or not _DETERMINER.fullmatch(near)):
                return 0, plural(english)
        if articled and words:
            return self._behind_an_article(words, before, after)
        if kind != "things":
            of_place = _OF_PLACE.fullmatch(near) and far and _DETERMINER.fullmatch(far[-1])
            bare = (
                _DETERMINER.fullmatch(near)
                or of_place
                or _MANY.fullmatch(near)
                or (near[:1].isupper() and far)
            )
            return 0, english.removeprefix("the ") if bare else english
        if _determined([*far, near]) or self.named:
            return 0, english
        if _BEING.fullmatch(near):
            return 0, f"{article(english)} {english}"
        if opens or _LINK.fullmatch(near) or before.rstrip().endswith(","):
            return 0, f"the {english}"
        return 0, plural(english) if words else english

    def _behind_an_article(self, words: re.Match[str], before: str, after: str) -> tuple[int, str]:
        """Behind "a": the article that the word needs, none where it is not counted and no noun follows."""
        gone = len(before) - words.start("near")
        english = self.entry.english.removeprefix("the ")
        if self.entry.kind != "things" and not _NOUN_FOLLOWS.match(after):
            return gone, self.entry.english
        given = article(english)
        return gone, f"{given.capitalize() if words['near'][0].isupper() else given} {english}"


def _determined(words: Sequence[str]) -> bool:
    """Whether the words before a noun have an article or the like that is the noun's: right before it, or
    before one word, or before an adverb and one word."""
    if not words or _LINK.fullmatch(words[-1]):
        return bool(words) and _DETERMINER.fullmatch(words[-1]) is not None
    if _DETERMINER.fullmatch(words[-1]) or (len(words) > 1 and _DETERMINER.fullmatch(words[-2])):
        return True
    return len(words) > 2 and bool(_ADVERB.fullmatch(words[-2]) and _DETERMINER.fullmatch(words[-3]))


class Glossary:
    """Finds its words in a text: the longest where one is part of another, in the case that they are written
    in, but for a capital where a sentence begins and for text that is all in capitals."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        #: Whether some come from the user.
        self.exact = any(entry.kind == "exact" for entry in entries)
        self._by_syllable: dict[tuple[bool, str], list[Entry]] = {}
        for entry in sorted(entries, key=lambda entry: -len(entry.vietnamese)):
            first = _WORD.findall(entry.vietnamese)[0].lower()
            self._by_syllable.setdefault((entry.kind == "exact", first), []).append(entry)

    def digest(self) -> str:
        """A short hash of its entries, which translations depend on."""
        lines = "".join(f"{entry.kind}\t{entry.vietnamese}\t{entry.english}\n" for entry in self.entries)
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def find(self, text: str, exact: bool = False) -> Iterator[Found]:
        """Our words in order, none overlapping; with `exact` those of the user."""
        end, capitals = 0, text.isupper()
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            found = self._at(text, word, exact, capitals)
            if found is not None:
                end = found.end
                yield found

    def _at(self, text: str, word: re.Match[str], exact: bool, capitals: bool) -> Found | None:
        """The longest entry that begins with `word`, if it is one there."""
        start = word.start()
        for entry in self._by_syllable.get((exact, word[0].lower()), ()):
            stop = start + len(entry.vietnamese)
            if text[stop : stop + 1].isalnum():
                continue
            if not _alike(entry.vietnamese, text[start:stop], text[max(0, start - 3) : start], capitals):
                continue
            if exact:
                return Found(entry, start, stop)
            following = _FOLLOWING.match(text, stop)
            if following and self._goes_on(text, start, stop, following[1], capitals):
                return None
            named = text[stop : stop + 1] == " " and text[stop + 1 : stop + 2].isupper() and not capitals
            if entry.kind == "names" and (named or (not capitals and _inside_a_name(text, start))):
                return None  # "Hoàng Hà" in "Nguyễn Hoàng Hà", "tiếng Trung" in "tiếng Trung Quốc"
            counted = _CLASSIFIER.search(text, max(0, start - 8), start) if entry.kind == "things" else None
            begin = counted.start() if counted else start
            return Found(entry, begin, stop, _several(text, begin), named)
        return None

    def _goes_on(self, text: str, start: int, stop: int, following: str, capitals: bool) -> bool:
        """Whether the last syllable belongs to what follows: "dân biểu | tình" is "dân | biểu tình", and "con
        khỉ | đột" has the longer "khỉ đột" in it."""
        syllables = list(_WORD.finditer(text, start, stop))
        if following.lower() in _joins().get(syllables[-1][0].lower(), ()):
            return True
        for inner in syllables[1:]:
            for entry in self._by_syllable.get((False, inner[0].lower()), ()):
                end = inner.start() + len(entry.vietnamese)
                if end > stop and _alike(entry.vietnamese, text[inner.start() : end], "-", capitals):
                    return True
        return False


def _several(text: str, start: int) -> bool:
    near = max(0, start - _NEAR)
    return _SEVERAL.search(text[near:start]) is not None and _ORDINAL.search(text[near:start]) is None


def _inside_a_name(text: str, start: int) -> bool:
    """Whether a capitalised syllable, not the first of the sentence, stands before `start`, or a word such as
    "phố" or "ông"."""
    before = text[max(0, start - _NEAR) : start]
    last = _TWO_BEFORE.search(before)
    within = last is not None and last[1][0].isupper()
    return text[start].isupper() and (within or _OF_A_NAME.search(before) is not None)


def _alike(word: str, text: str, before: str, capitals: bool) -> bool:
    """Whether `text` is the word; where a sentence begins with a capital, and in capitals where all is."""
    if text == word:
        return True
    if capitals:
        return text == word.upper()
    return text[1:] == word[1:] and text[:1] == word[:1].upper() and _BEGINS.search(before) is not None


@functools.cache
def _joins() -> dict[str, frozenset[str]]:
    """By syllable that ends a word of ours those that make another word with it: "biểu" and "tình"."""
    lines = JOINS.read_text(encoding="utf-8").splitlines()
    parts = (line.split() for line in lines if not line.startswith("#"))
    return {first: frozenset(others) for first, *others in parts}


@functools.cache
def own(known: bool = False) -> Glossary:
    """Words that the bundled model's corpus hardly has; with `known` also those that it has often. The same
    object at each call: it is not to be changed."""
    return Glossary(_read_own(OWN, known))


def _read_own(path: Path, known: bool) -> list[Entry]:
    entries, kind = [], ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#") and (known or not line.startswith("*")):
            vietnamese, _, english = line.removeprefix("*").partition(": ")
            entries.append(Entry(vietnamese, english, kind))
    return entries


def load(path: Path) -> Glossary:
    """The glossary of a user: a line for each word, Vietnamese, tab, English; lines that begin with # are
    left out. With the words of our own that it does not have.

    Raises InputError naming the file, the line and the remedy.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: cannot be read as a glossary: {error}. It has to be a text file in UTF-8"
        ) from error
    entries: dict[str, Entry] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{path}: line {number}"
        cells = [" ".join(unicodedata.normalize("NFC", cell).split()) for cell in line.split("\t")]
        if len(cells) != 2 or not all(cells):
            raise InputError(f"{place}: Vietnamese, a tab and English are expected: {line[:80]!r}")
        if not _WORD.match(cells[0]):
            raise InputError(f"{place}: a word begins with a letter or a digit, not so {cells[0][:40]!r}")
        if protected.find(cells[1]):
            raise InputError(f"{place}: addresses, placeholders and tags cannot be put in: {cells[1][:40]!r}")
        if cells[0] in entries:
            raise InputError(f"{place}: {cells[0]!r} stands there a second time")
        entries[cells[0]] = Entry(cells[0], cells[1], "exact")
    ours = [entry for entry in own().entries if entry.vietnamese not in entries]
    return Glossary([*entries.values(), *ours])
