"""What is wrong with a translation, seen without a model.

The thresholds were fitted on the development sets (flores200-dev, iwslt15-tst2012, vlsp2020-news-dev,
tatoeba-laser-1000: 4,557 pairs, people's translations), of which 2 to 5 in 100 are flagged; many of these do
not match. What is caught and the false alarms on real systems stand in eval/results/contract.json
(eval/bench/contract.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from mt.translate import (
    clock,
    currencies,
    dates,
    exchanged,
    foreign_names,
    measures,
    money,
    negation,
    number_words,
    opposites,
    protected,
    quantities,
    tags,
)
from mt.translate.abbreviations import expanded
from mt.translate.casing import is_syllable
from mt.translate.entities import decoded
from mt.values import Flag, FlagKind

#: (from this many source characters on, least and most characters of English for one of Vietnamese).
LENGTH_RATIOS = ((100, 0.66, 1.6), (50, 0.62, 1.8), (20, 0.45, 2.4), (0, 0.25, 3.5))
#: Below this ratio the loss of names counts as well; people's translations: 10 % are below.
NAME_RATIO = 0.8
#: Beyond what the source repeats itself: a phrase of so many words, this often in a row.
REPEATS_IN_A_ROW = ((1, 4), (2, 3), (3, 2), (4, 2), (5, 2), (6, 2), (7, 2), (8, 2))
#: A phrase of four words, this often anywhere.
REPEATS_ANYWHERE = 3
#: How a detail ends that names what is missing, or extra; mt/translate/places.py looks for it.
MISSING, EXTRA, AGAIN, FEWER = " is missing", " is extra", " comes again", " comes fewer times"
WITHOUT, EXCHANGED, ALONE = "; without ", ": day and month exchanged", " has no counterpart"
#: Lower-case words with accents that stand in the source; fewer are dishes and dresses (bún chả, áo dài).
COPIED_WORDS = 4
_UNKNOWN = re.compile(
    r"⁇|\u2047|<unk>|\ufffd|▁|⟦|⟧|</s>|<pad>|>>[a-z]{2,4}_?[A-Za-z]*<<|\b(?:eng|vie)_Latn\b"
)
_ACCENTED_WORD = re.compile(r"(?<![^\W_])[a-zà-ỹđ]*[à-ỹđ][a-zà-ỹđ]*(?![^\W_])")
# "15 15 15": a number said twice in a row, which hardly any sentence does.
_STUTTER = re.compile(r"(?<![\w.,])([0-9]{2,}(?:[.,/:][0-9]+)*)(?: \1)+(?![\w/]|[.,][0-9])")
_VIETNAMESE_LETTER = re.compile(r"[ăđĩũơưạ-ỹĂĐĨŨƠƯẠ-Ỹ]")
_TEXT = re.compile(r"[^\W_]")
_SET_OFF = re.compile(r"[(\[“\"]([^)\]”\"]+)[)\]”\"]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# Foreign names stay as they are, their first letters at least (Ukraina, Ukraine).
_NAME = re.compile(r"\b[A-Z][A-Za-z]{3,}\b")
_CLOSED = re.compile(r"[.!?…:;,\"'”’»)\]*>。]\s*$")
_STOPPED = re.compile(r"[.!?][\"”')\]]*\s*$")


def check(source: str, target: str) -> tuple[Flag, ...]:
    """The findings on `target` as the English of `source`, gravest first; empty when nothing was found.

    Takes about 100 to 300 microseconds a sentence. Both texts are one sentence, in NFC."""
    source, target = decoded(source), decoded(target)
    wanted, given = protected.find(source), protected.find(target)
    items = tuple(_items(wanted, given, source, target))
    said, answered = protected.without(wanted, source), protected.without(given, target)
    if not _TEXT.search(said):
        return items
    if not _TEXT.search(target):
        return (Flag(FlagKind.EMPTY, "no translation"), *items)
    return (
        *_copied(source, target, wanted),
        *_repetition(source, target),
        *_length(expanded(source), target),
        *items,
        # The digits of addresses and placeholders are no numbers of the sentence.
        *_numbers(said, answered),
        *(Flag(FlagKind.NUMBER, f"{date}{EXCHANGED}") for date in dates.exchanged(source, target)),
        *(Flag(FlagKind.NUMBER, f"{date}{MISSING}") for date in dates.lost(source, target)),
        *_unknown(source, target),
        *_negation(said, answered),
        *_exchanged(source, target),
        *(Flag(FlagKind.NAME, f"{name}{MISSING}") for name in foreign_names.lost(source, target)),
    )


def damaged(source: str, target: str) -> tuple[Flag, ...]:
    """The findings that say what a model does to its text in any language: repetition beyond the source's,
    and pieces that are no text."""
    return (*_repetition(source, target), *_unknown(source, target))


def _length(source: str, target: str) -> Iterator[Flag]:
    before, after = len(source), len(target)
    low, high = next((low, high) for size, low, high in LENGTH_RATIOS if before >= size)
    detail = f"{after} characters for {before}"
    if after < low * before:
        yield Flag(FlagKind.SHORT, detail)
    elif after > high * before + 12:
        yield Flag(FlagKind.LONG, detail)
    elif after < NAME_RATIO * before and before >= 50:
        lost = [
            n for n in _NAME.findall(source) if n[:4].lower() not in target.lower() and not is_syllable(n)
        ]
        if lost:
            yield Flag(FlagKind.SHORT, f"{detail}{WITHOUT}{lost[0]}")
    if before >= 20 and _STOPPED.search(source) and not _CLOSED.search(target) and after < before:
        yield Flag(FlagKind.SHORT, "breaks off before the stop")


def _repetition(source: str, target: str) -> Iterator[Flag]:
    words = _WORD.findall(target.lower())
    # Every repetition looked for says some three words twice; most sentences do not.
    if len(words) < 4 or len(set(zip(words, words[1:], words[2:], strict=False))) == len(words) - 2:
        return
    stutter = _STUTTER.search(target)
    if stutter and not _STUTTER.search(source):
        yield Flag(FlagKind.REPETITION, f"“{stutter[0]}”")
        return
    theirs = _WORD.findall(source.lower())
    most = max(_repeats(theirs).values(), default=1)
    for phrase, times in _repeats(words).items():
        # What both have in brackets or quotes stands beside its translation: "... (Royal Society)".
        if times > most + (_set_off(phrase, source) and _set_off(phrase, target)):
            yield Flag(FlagKind.REPETITION, f"“{phrase}” {times} times")
            return


def _set_off(phrase: str, text: str) -> bool:
    """Whether the words of `phrase` stand in brackets or quotes in `text`."""
    return any(
        f" {phrase} " in f" {' '.join(_WORD.findall(part.lower()))} " for part in _SET_OFF.findall(text)
    )


def _repeats(words: Sequence[str]) -> dict[str, int]:
    """Phrases said too often in a row, or four words too often anywhere, and how often."""
    found: dict[str, int] = {}
    for size, least in REPEATS_IN_A_ROW:
        run = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            if run >= size * (least - 1):
                phrase = " ".join(words[at - size + 1 : at + 1])
                found[phrase] = max(found.get(phrase, 0), run // size + 1)
    fours = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    found.update({" ".join(four): times for four, times in fours.items() if times >= REPEATS_ANYWHERE})
    return found


def _copied(source: str, target: str, items: list[protected.Item]) -> Iterator[Flag]:
    if not _VIETNAMESE_LETTER.search(target):
        return
    words = set(_ACCENTED_WORD.findall(source))
    copied = [word for word in _ACCENTED_WORD.findall(target) if word in words and word.islower()]
    kept = " ".join(item.text for item in items)
    copied = [word for word in copied if word not in kept]
    same = len(source.split()) > 1 and source.strip().lower() == target.strip().lower()
    if len(copied) >= COPIED_WORDS or same:
        yield Flag(FlagKind.COPIED, " ".join(copied[:6]) or target[:40])


def _numbers(source: str, target: str) -> Iterator[Flag]:
    missing = quantities.missing(source, target)
    if not missing:
        # A figure that is there, without its currency.
        amounts = [money.lost(source, target), *currencies.lost(source, target)]
        missing = [amount for amount in amounts if amount]
    for number in missing or measures.lost(source, target):
        yield Flag(FlagKind.NUMBER, f"{number[:60]}{MISSING}")
    for amount in money.invented(source, target):
        yield Flag(FlagKind.NUMBER, f"{amount[:60]}{EXTRA}")
    for words in number_words.missing(source, target):
        yield Flag(FlagKind.NUMBER, f"{words}{MISSING}")
    for number in (*quantities.added(source, target), *clock.impossible(target)):
        yield Flag(FlagKind.NUMBER, f"{number[:60]}{EXTRA}")
    for number in quantities.repeated(source, target):
        yield Flag(FlagKind.NUMBER, f"{number[:60]}{AGAIN}")
    for number in quantities.fewer(source, target):
        yield Flag(FlagKind.NUMBER, f"{number[:60]}{FEWER}")


def _items(
    wanted: list[protected.Item], given: list[protected.Item], source: str, target: str
) -> Iterator[Flag]:
    for (kind, text), times in Counter((item.kind, item.text) for item in wanted).items():
        if target.count(text) < times:
            yield Flag(kind, f"{text[:80]}{MISSING}")
    known = {item.text for item in wanted}
    for item in given:
        if item.text not in known and item.text not in source and item.name not in ("foreign", "emoji"):
            yield Flag(item.kind, f"{item.text[:80]}{EXTRA}")
    for name in tags.emptied(source, wanted, target, given):
        yield Flag(FlagKind.TAG, f"<{name}> encloses no text any more")


def _unknown(source: str, target: str) -> Iterator[Flag]:
    for match in _UNKNOWN.finditer(target):
        if match[0] not in source:
            yield Flag(FlagKind.UNKNOWN, f"{match[0]} in the translation")
            return


def _negation(source: str, target: str) -> Iterator[Flag]:
    if source.isascii():
        return  # without its marks "không" may be any of three words
    if word := negation.lost(source, target):
        yield Flag(FlagKind.NEGATION, f"“{word}”{ALONE}")
    elif word := negation.added(source, target):
        yield Flag(FlagKind.NEGATION, f"“{word}”, but the source does not negate")


def _exchanged(source: str, target: str) -> Iterator[Flag]:
    for rule in (exchanged.found, measures.changed, opposites.found):
        for given, wanted in rule(source, target):
            if re.search(rf"(?<!\w){re.escape(given)}(?!\w)", source, re.IGNORECASE):
                continue  # text in two languages
            yield Flag(FlagKind.EXCHANGED, f"“{given}” for “{wanted}”")
