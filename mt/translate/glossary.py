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
from mt.translate.inflection import article, plural

OWN = Path(__file__).with_name("glossary.txt")
#: Of the own glossary: things have a plural, stuff has none, names are written with capitals. The words of
#: the user are "exact": they come back as they stand in the file.
KINDS = ("things", "stuff", "names")
_WORD = re.compile(r"\w+")
#: What may stand before the first word of a sentence.
_OPENING = re.compile(r"[^\w]*")
_SEVERAL = re.compile(
    r"(?<!\w)(?:các|những|nhiều|mọi|vài|một số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|[2-9]|[1-9][0-9]{1,2}"
    r"|[1-9][0-9]{0,2}(?:[.,][0-9]{3})+)\s$",
    re.IGNORECASE,
)
# "tháng 3", "số 9", "hạng hai" are no numbers of things.
_ORDINAL = re.compile(
    r"(?<!\w)(?:năm|tháng|ngày|số|hạng|lớp|quận|thứ|khóa|khoá|tuổi|trang|điều)\s\w+\s$", re.IGNORECASE
)
#: Characters before a word in which what stands there is looked for.
_NEAR = 24
_CAPITAL = re.compile(r"\s[A-ZÀ-ỸĐ]\w")
_CAPITAL_BEFORE = re.compile(r"\w\s[A-ZÀ-ỸĐ]\w*\s$")

_ARTICLE = re.compile(r"(?:a|an|the)", re.IGNORECASE)
_DETERMINER = re.compile(
    r"(?:a|an|the|this|his|her|its|their|our|my|your|each|every|another|\w*['’]s|\w+s['’])", re.IGNORECASE
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
        if self.exact:
            return 0, english
        words = _BEFORE.search(before)
        near, far = (words["near"], words["far"].split()) if words else ("", [])
        opens = not _WORD.search(before)
        articled = near.lower() in ("a", "an")
        if kind == "things":
            several = (several or self.several or _MANY.fullmatch(near) is not None) and not articled
            if several and not _DETERMINER.fullmatch(near):
                return 0, plural(english)
            if several and _ARTICLE.fullmatch(near):
                return 0, plural(english)
        if articled and words:
            return self._behind_an_article(words, before, after)
        if kind != "things":
            return 0, english if opens or _LINK.fullmatch(near) or not near else english.removeprefix("the ")
        if _determined([*far, near]) or self.named:
            return 0, english
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
    """Whether the words before a noun have an article or the like, and nothing behind it ends its phrase."""
    for word in reversed(words):
        if _DETERMINER.fullmatch(word):
            return True
        if _LINK.fullmatch(word):
            return False
    return False


class Glossary:
    """Finds its words in a text: the longest where one is part of another, in the case that they are written
    in, but for a capital at the beginning of the text."""

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
        end = 0
        opening = _OPENING.match(text)
        begin = opening.end() if opening else 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < end:
                continue
            for entry in self._by_syllable.get((exact, word[0].lower()), ()):
                stop = start + len(entry.vietnamese)
                if text[stop : stop + 1].isalnum() or not _alike(
                    entry.vietnamese, text[start:stop], start == begin
                ):
                    continue
                named = _CAPITAL.match(text, stop) is not None
                if entry.kind == "names" and (named or _inside_a_name(text, start)):
                    continue  # "Hoàng Hà" in "Nguyễn Hoàng Hà", "tiếng Trung" in "tiếng Trung Quốc"
                end = stop
                yield Found(entry, start, stop, _several(text, start), named)
                break


def _several(text: str, start: int) -> bool:
    near = max(0, start - _NEAR)
    return _SEVERAL.search(text[near:start]) is not None and _ORDINAL.search(text[near:start]) is None


def _inside_a_name(text: str, start: int) -> bool:
    """Whether a capitalised syllable, not the first of the sentence, stands before `start`."""
    return text[start].isupper() and _CAPITAL_BEFORE.search(text[max(0, start - _NEAR) : start]) is not None


def _alike(word: str, text: str, first: bool) -> bool:
    if not first:
        return text == word
    return text[1:] == word[1:] and text[:1].lower() == word[:1].lower()


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
        raise InputError(f"{path}: cannot be read as a glossary in UTF-8: {error}") from error
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
        if cells[0] in entries:
            raise InputError(f"{place}: {cells[0]!r} stands there a second time")
        entries[cells[0]] = Entry(cells[0], cells[1], "exact")
    ours = [entry for entry in own().entries if entry.vietnamese not in entries]
    return Glossary([*entries.values(), *ours])
