"""Words with their English, that a model copies as masks: a glossary of our own for the bundled model.

A small model has not seen every word. Where a sentence has one of `glossary.txt`, it is masked, the model
translates around it, and the English word takes the place of the mask, with the number and the article that
it needs there (after Michon et al. 2020, "Integrating domain terminology into neural machine translation").
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mt.translate.inflection import article, plural

GLOSSARY = Path(__file__).with_name("glossary.txt")
KINDS = ("things", "stuff", "qualities", "acts", "names")
#: Those that a mask can stand for.
NOUNS = ("things", "stuff", "names")
_WORD = re.compile(r"\w+")
_SEVERAL = re.compile(
    r"(?:các|những|nhiều|mọi|vài|hàng|số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|loại|loài|nhóm|[2-9]|[1-9][0-9.,]+)\s$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?:a|an|the|this|that|these|those|his|her|its|their|our|my|your|each|every|any|no|one|another|which|some"
    r"|\w+['’]s?)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:(?P<far>[\w'’]+)\s+)?(?P<near>[\w'’]+)\s+$")


@dataclasses.dataclass(frozen=True)
class Entry:
    """vietnamese: a word. meaning: its English as in a dictionary, with the "the" that English always has;
    of synonyms the common Vietnamese word. kind: of KINDS, or "synonym"."""

    vietnamese: str
    meaning: str
    kind: str


@dataclasses.dataclass(frozen=True)
class Found:
    """An entry's word at text[start:end]."""

    entry: Entry
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.entry.vietnamese


def read(path: Path = GLOSSARY) -> list[Entry]:
    """The entries of a glossary. Raises SystemExit naming the line that is none."""
    return entries_of(path, "", KINDS)


def entries_of(path: Path, kind: str, kinds: Sequence[str]) -> list[Entry]:
    entries: dict[str, Entry] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            kind = line.strip("[]")
            if kind not in kinds:
                raise SystemExit(f"{path}:{number}: there is no kind {kind!r}; there are: {', '.join(kinds)}")
            continue
        word, _, meaning = line.partition(": ")
        if not (kind and meaning.strip()) or len(_WORD.findall(word)) < 2 or word == meaning:
            raise SystemExit(f"{path}:{number}: no entry (two syllables or more, a colon, a meaning): {line}")
        if word in entries:
            raise SystemExit(f"{path}:{number}: a second entry of {word!r}")
        entries[word] = Entry(word, meaning, kind)
    return list(entries.values())


class Finder:
    """Finds the words of a glossary; the longest where one is part of another."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.by_word: dict[str, list[Entry]] = {}
        for entry in sorted(entries, key=lambda entry: -len(entry.vietnamese)):
            first = _WORD.findall(entry.vietnamese)[0].lower()
            self.by_word.setdefault(first, []).append(entry)

    @property
    def words(self) -> list[str]:
        return [entry.vietnamese for entries in self.by_word.values() for entry in entries]

    def find(self, text: str) -> Iterator[Found]:
        end = 0
        for word in _WORD.finditer(text):
            if word.start() < end:
                continue
            for entry in self.by_word.get(word[0].lower(), ()):
                stop = word.start() + len(entry.vietnamese)
                whole = not text[stop : stop + 1].isalnum()
                if whole and alike(entry, text[word.start() : stop], word.start()):
                    end = stop
                    yield Found(entry, word.start(), stop)
                    break


def noun_finder() -> Finder:
    """Of the glossary's words that a mask can stand for."""
    return Finder([entry for entry in read() if entry.kind in NOUNS])


def several(text: str, found: Found) -> bool:
    """Whether the Vietnamese before the word says that there are several: "các", "nhiều", a number."""
    return _SEVERAL.search(text[: found.start]) is not None


def alike(entry: Entry, text: str, start: int) -> bool:
    """Whether `text`, at `start` of a sentence, is the entry's word: a capital may begin it at 0."""
    if start:
        return text == entry.vietnamese
    return text[:1].lower() + text[1:] == entry.vietnamese[:1].lower() + entry.vietnamese[1:]


def agreeing(before: str, entry: Entry, several: bool) -> str:
    """What stands before the word, and the word, with the article and the number that they need."""
    words = _BEFORE.search(before)
    near, far = (words["near"].lower(), (words["far"] or "").lower()) if words else ("", "")
    determined = any(_DETERMINER.fullmatch(each) for each in (near, far))
    english, an = entry.meaning, near in ("a", "an")
    if words and an:
        before = before[: words.start("near")]
    if entry.kind != "things":
        # "a gold" is none; "the" is the Milky Way's own.
        return before + (english.removeprefix("the ") if determined and not an else english)
    if several:
        return before + plural(english)
    if an:
        return f"{before}{article(english)} {english}"
    return before + (english if determined else f"the {english}")
