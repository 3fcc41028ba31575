"""Words that the corpus hardly has, put into sentences that somebody wrote: pairs for the training.

A small model translates what it has seen. `glossary.txt` gives words that it has not, with their English.
Where Vietnamese text has one of them, it is masked, a teacher translates the sentence, and the English word
takes the place of the mask, with the number and the article that it needs there. So the word is learnt in its
context (after Michon et al. 2020, who translate terms by placeholders; here what they give is learnt from).
A mask cannot stand for a verb or a quality: `synonyms.txt` gives rare ones a common Vietnamese word, which
the teacher reads in their place, and the sentence as it was is learnt with what the teacher made of it.
"""

from __future__ import annotations

import dataclasses
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.training import store
from scripts.training.inflection import article, plural
from scripts.training.settings import Pair, Settings
from scripts.training.synthesis import Translates, pairs_of, searching, sound
from scripts.training.vocabulary import MASK

GLOSSARY = Path(__file__).with_name("glossary.txt")
SYNONYMS = Path(__file__).with_name("synonyms.txt")
KINDS = ("things", "stuff", "qualities", "acts", "names")
#: Those that a mask can stand for.
NOUNS = ("things", "stuff", "names")
#: Longer sentences are left out: the teacher's worst.
MOST_WORDS = 40
#: Masked words of a sentence at most.
MOST_MASKS = 2
_WORD = re.compile(r"\w+")
#: How sentences look that are no list of births, no heading and no caption.
_SENTENCE = re.compile(r"[^\W\d].*[^\W\d][)”\"]?\.")
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
_MASK = re.compile(r"⟦([0-9])⟧")
# The teacher's own plural behind a mask.
_PLURAL = re.compile(r"s(?!\w)")


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
    return _entries(path, "", KINDS)


def read_synonyms(path: Path = SYNONYMS) -> list[Entry]:
    """Rare words and their common synonyms. Raises SystemExit naming the line that is none."""
    return _entries(path, "synonym", ())


def _entries(path: Path, kind: str, kinds: Sequence[str]) -> list[Entry]:
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


def alone(entries: Sequence[Entry]) -> list[Pair]:
    """Each entry by itself; things also as one and as several."""
    out = []
    for entry in entries:
        out.append((entry.vietnamese, entry.meaning))
        if entry.kind == "things":
            out.append((f"một {entry.vietnamese}", f"{article(entry.meaning)} {entry.meaning}"))
            out.append((f"các {entry.vietnamese}", plural(entry.meaning)))
    return out


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


def alike(entry: Entry, text: str, start: int) -> bool:
    """Whether `text`, at `start` of a sentence, is the entry's word: a capital may begin it at 0."""
    if start:
        return text == entry.vietnamese
    return text[:1].lower() + text[1:] == entry.vietnamese[:1].lower() + entry.vietnamese[1:]


Wanted = tuple[str, list[Found]]


def chosen(texts: Sequence[str], finder: Finder, rare: set[str], each: int) -> list[Wanted]:
    """Sentences with the words of `rare` in them that are to be replaced; no word in more than `each`."""
    times: Counter[str] = Counter()
    out = []
    for text in texts:
        if text.count(" ") >= MOST_WORDS or not _SENTENCE.fullmatch(text):
            continue
        found = [one for one in finder.find(text) if one.word in rare and times[one.word] < each]
        here = Counter(one.word for one in found)
        found = [one for one in found if here[one.word] == 1]
        found = sorted(found, key=lambda one: times[one.word])[:MOST_MASKS]
        if found:
            times.update(one.word for one in found)
            out.append((text, sorted(found, key=lambda one: one.start)))
    return out


def masked(text: str, found: Sequence[Found]) -> str:
    return _replaced(text, found, [MASK.format(number) for number in range(1, len(found) + 1)])


def rephrased(text: str, found: Sequence[Found]) -> str:
    """The text with common words in the place of rare ones."""
    changed = _replaced(text, found, [one.entry.meaning for one in found])
    return changed[:1].upper() + changed[1:]


def _replaced(text: str, found: Sequence[Found], words: Sequence[str]) -> str:
    pieces, end = [], 0
    for one, word in zip(found, words, strict=True):
        pieces += [text[end : one.start], word]
        end = one.end
    return "".join([*pieces, text[end:]])


def filled(text: str, target: str, found: Sequence[Found]) -> str:
    """The teacher's English `target` with the words in place of their masks; "" where a mask is lost or comes
    twice, or where it stands before a name as it does in the Vietnamese `text` ("⟦1⟧ France")."""
    if sorted(_MASK.findall(target)) != [str(number) for number in range(1, len(found) + 1)]:
        return ""
    while match := _MASK.search(target):
        one = found[int(match[1]) - 1]
        before, after = target[: match.start()], target[match.end() :]
        if re.match(r" [A-ZÀ-Ỹ]", text[one.end :]) and re.match(r" [A-Z]", after):
            return ""
        own = _PLURAL.match(after)
        several = own is not None or _SEVERAL.search(text[: one.start]) is not None
        target = agreeing(before, one.entry, several) + (after[1:] if own else after)
    return target[:1].upper() + target[1:]


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


def gloss(searcher: Translates, work: Path, settings: Settings) -> None:
    """Writes glossed.tsv.xz: the glossary by itself, and Vietnamese text that has its words, or the rare ones
    of the synonyms.

    A word that the pairs of `made.gloss_groups` have `made.gloss_known` times is left to the model. The file
    is written at the end.
    """
    made, corpus, entries = settings["made"], store.load(work), read()
    nouns = Finder([entry for entry in entries if entry.kind in NOUNS])
    others = Finder(read_synonyms())
    sources = [source for source, _ in pairs_of(corpus, made["gloss_groups"], "made.gloss_groups")]
    texts = list(corpus.mono.get("vi", []))
    random.Random(settings["train"]["seed"]).shuffle(texts)
    asked: list[tuple[str, Wanted]] = []
    for finder, changed in ((nouns, masked), (others, rephrased)):
        seen = Counter(one.word for source in sources for one in finder.find(source))
        rare = {word for word in finder.words if seen[word] < made["gloss_known"]}
        asked += [(changed(*wanted), wanted) for wanted in chosen(texts, finder, rare, made["gloss_each"])]
    how = searching(settings, max(1, made["distil_beam"]))
    out = []
    for at, hypotheses in searcher.translate([given for given, _ in asked], how):
        text, found = asked[at][1]
        english = hypotheses[0] if found[0].entry.kind == "synonym" else filled(text, hypotheses[0], found)
        if english and sound((text, english), settings):
            out.append((text, english))
    words = alone(entries)
    store.write_pairs(work / store.GLOSSED, words + out)
    print(
        f"glossary: {len(words)} pairs of {len(entries)} words, {len(out)} sentences of {len(asked)} with "
        "words that the pairs hardly have",
        file=sys.stderr,
    )
