"""Words that the corpus hardly has, put into sentences that somebody wrote: pairs for the training.

A small model translates what it has seen. `glossary.txt` gives words that it has not, with their English.
Where Vietnamese text has one of them, it is masked, a teacher translates the sentence, and the English word
takes the place of the mask, with the number and the article that it needs there. So the word is learnt in its
context (after Michon et al. 2020, who translate terms by placeholders; here what they give is learnt from).
A mask cannot stand for a verb or a quality: `synonyms.txt` gives rare ones a common Vietnamese word, which
the teacher reads in their place, and the sentence as it was is learnt with what the teacher made of it.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mt.translate.glossary import Entry, Finder, Found, agreeing, entries_of, noun_finder, read, several
from mt.translate.inflection import article, plural
from scripts.training import store
from scripts.training.settings import Pair, Settings
from scripts.training.synthesis import Translates, pairs_of, searching, sound
from scripts.training.vocabulary import MASK

SYNONYMS = Path(__file__).with_name("synonyms.txt")
#: Longer sentences are left out: the teacher's worst.
MOST_WORDS = 40
#: Masked words of a sentence at most.
MOST_MASKS = 2
#: How sentences look that are no list of births, no heading and no caption.
_SENTENCE = re.compile(r"[^\W\d].*[^\W\d][)”\"]?\.")
_MASK = re.compile(r"⟦([0-9])⟧")
# The teacher's own plural behind a mask.
_PLURAL = re.compile(r"s(?!\w)")


def read_synonyms(path: Path = SYNONYMS) -> list[Entry]:
    """Rare words and their common synonyms. Raises SystemExit naming the line that is none."""
    return entries_of(path, "synonym", ())


def alone(entries: Sequence[Entry]) -> list[Pair]:
    """Each entry by itself; things also as one and as several."""
    out = []
    for entry in entries:
        out.append((entry.vietnamese, entry.meaning))
        if entry.kind == "things":
            out.append((f"một {entry.vietnamese}", f"{article(entry.meaning)} {entry.meaning}"))
            out.append((f"các {entry.vietnamese}", plural(entry.meaning)))
    return out


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
        many = own is not None or several(text, one)
        target = agreeing(before, one.entry, many) + (after[1:] if own else after)
    return target[:1].upper() + target[1:]


def gloss(searcher: Translates, work: Path, settings: Settings) -> None:
    """Writes glossed.tsv.xz: the glossary by itself, and Vietnamese text that has its words, or the rare ones
    of the synonyms.

    A word that the pairs of `made.gloss_groups` have `made.gloss_known` times is left to the model. The file
    is written at the end.
    """
    made, corpus, entries = settings["made"], store.load(work), read()
    nouns = noun_finder()
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
