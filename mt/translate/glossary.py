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
_SEVERAL = re.compile(
    r"(?:các|những|nhiều|mọi|vài|hàng|số|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|loại|loài|nhóm|[2-9]|[1-9][0-9.,]+)\s$",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"(?:a|an|the|this|that|these|those|his|her|its|their|our|my|your|each|every|any|no|one|another|which|some"
    r"|\w*['’]s?)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:(?P<far>[\w'’]+)\s+)?(?P<near>[\w'’]+)\s+$")


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """vietnamese: a word, two syllables or more. english: as in a dictionary, with the "the" that it always
    has. kind: one of KINDS, or "exact"."""

    vietnamese: str
    english: str
    kind: str


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """An entry's word at text[start:end]. several: the Vietnamese before it says so: "các", a number."""

    entry: Entry
    start: int
    end: int
    several: bool = False

    def after(self, before: str) -> str:
        """`before`, English that ends where the word comes, and the word in the form that it needs there:
        with an article where none stands there, in the plural where there are several."""
        english, kind = self.entry.english, self.entry.kind
        words = _BEFORE.search(before)
        near, far = (words["near"].lower(), (words["far"] or "").lower()) if words else ("", "")
        if kind == "exact" or before.isspace():  # right behind another mask
            return before + english
        determined = any(_DETERMINER.fullmatch(each) for each in (near, far))
        an = near in ("a", "an")
        if words and an:
            before = before[: words.start("near")]
        if kind != "things":
            # "a gold" is none; "the" is the Milky Way's own.
            return before + (english.removeprefix("the ") if determined and not an else english)
        if self.several:
            return before + plural(english)
        if an:
            written = article(english)
            written = written.capitalize() if words and words["near"][0].isupper() else written
            return f"{before}{written} {english}"
        return before + (english if determined else f"the {english}")


class Glossary:
    """Finds its words in a text: the longest where one is part of another, in the case that they are written
    in, but for a capital at the beginning of the text."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        #: Whether some come from the user.
        self.exact = any(entry.kind == "exact" for entry in entries)
        self._by_syllable: dict[str, list[Entry]] = {}
        for entry in sorted(entries, key=lambda entry: -len(entry.vietnamese)):
            first = _WORD.findall(entry.vietnamese)[0].lower()
            self._by_syllable.setdefault(first, []).append(entry)

    def digest(self) -> str:
        """A short hash of its entries, which translations depend on."""
        lines = "".join(f"{entry.kind}\t{entry.vietnamese}\t{entry.english}\n" for entry in self.entries)
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def find(self, text: str) -> Iterator[Found]:
        """The words in order, none overlapping."""
        end = 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < end:
                continue
            for entry in self._by_syllable.get(word[0].lower(), ()):
                stop = start + len(entry.vietnamese)
                if not text[stop : stop + 1].isalnum() and _alike(entry.vietnamese, text[start:stop], start):
                    end = stop
                    yield Found(entry, start, stop, _SEVERAL.search(text, 0, start) is not None)
                    break


def _alike(word: str, text: str, start: int) -> bool:
    if start:
        return text == word
    return text[1:] == word[1:] and text[:1].lower() == word[:1].lower()


@functools.cache
def own(known: bool = False) -> Glossary:
    """Words that the bundled model's corpus hardly has; with `known` also those that it has often."""
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
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [" ".join(unicodedata.normalize("NFC", cell).split()) for cell in line.split("\t")]
        if len(cells) != 2 or not all(cells):
            raise InputError(
                f"{path}: line {number}: Vietnamese, a tab and English are expected: {line[:80]!r}"
            )
        if cells[0] in entries:
            raise InputError(f"{path}: line {number}: {cells[0]!r} stands there a second time")
        if not _WORD.search(cells[0]):
            raise InputError(f"{path}: line {number}: no word: {cells[0]!r}")
        entries[cells[0]] = Entry(cells[0], cells[1], "exact")
    ours = [entry for entry in own().entries if entry.vietnamese not in entries]
    return Glossary([*entries.values(), *ours])
