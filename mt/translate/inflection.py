"""Plurals and articles of English nouns, as far as the glossary needs them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

_SAME = {
    "fish", "sheep", "deer", "reindeer", "species", "series", "aircraft", "spacecraft", "squid", "bison",
    "salmon", "cattle", "poultry", "carp", "tuna", "corps", "bamboo", "buffalo",
}  # fmt: skip
_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "mouse": "mice",
    "foot": "feet", "tooth": "teeth", "goose": "geese", "wolf": "wolves", "leaf": "leaves", "loaf": "loaves",
    "thief": "thieves",
    "knife": "knives", "shelf": "shelves", "life": "lives", "criterion": "criteria", "bacterium": "bacteria",
    "nucleus": "nuclei", "larva": "larvae", "matrix": "matrices", "alumnus": "alumni", "radius": "radii",
    "hypothesis": "hypotheses", "thesis": "theses", "crisis": "crises", "potato": "potatoes",
    "tomato": "tomatoes", "mango": "mangoes", "hero": "heroes", "torpedo": "torpedoes",
    "volcano": "volcanoes",
    "tornado": "tornadoes", "mosquito": "mosquitoes", "fetus": "fetuses", "wife": "wives",
}  # fmt: skip
#: Those that also end longer words: policeman, grandchild, housewife.
_LAST = ("man", "woman", "child", "wife")
#: Those whose plural no ending tells.
_WHOLE = {
    "runner-up": "runners-up", "step forward": "steps forward", "consulate general": "consulates general",
    "commander-in-chief": "commanders-in-chief", "bow and arrow": "bows and arrows",
    "eye of the storm": "eyes of storms",
}  # fmt: skip
#: Behind the noun that is counted: pieces of evidence, daughters-in-law.
_TAIL = re.compile(r"-in-law$|\s(?:of|with|in|on)\s.*$")
_ENDING = re.compile(r"[A-Za-zé]+$")
#: Whose "ch" is spoken as k.
_HARD = ("stomach", "eunuch", "monarch", "epoch")
#: Spoken letter by letter: FBI, X-ray; SUV and the like, whose vowels make no syllable. All with U: "you".
_SPELT = re.compile(
    r"(?:[B-DF-HJ-NP-TV-XZ]{2,5}s?|[A-Z](?=[-0-9]|$)|FBI|FDI|FTA|SME|MEP|MSc|MRI|LED|SUV|HIV|NGO|MIT|SOS|FAQ|SEO|EU|AI|MOU|RAF|NBA|MBA"
    r"|MVP|U[A-Z0-9]+s?)(?![A-Za-z])"
)
_EIGHT = re.compile(r"8[0-9]*(?:[.,][0-9]+)*(?![0-9])|1[18](?:,?000)*(?![0-9,])")
_VOWEL = re.compile(r"[aeiouáéíóúàèâêôäöåø]|hour(?!i)|honou?r|honest|heir", re.IGNORECASE)
#: Vowels that are spoken with another sound before them: university, European, one.
_OTHERWISE = re.compile(
    r"uni(?!n|d(?!irect)|m(?!od))|una(?:ry|nim)|eu|ewe|ewo|u[st][aeiou]|u\.|ur[aeiou]|ubi|ufo|uint|uku|u[iy]g|ugand"
    r"|ukr|u-|one(?:\b|s|ness)|once\b|ouija",
    re.IGNORECASE,
)
#: What may stand between the article and its word: quotes, brackets, marks and tags, a sign of a currency.
_BETWEEN = r" (?:[\"“'‘(\[*$€£]|</?[a-z]{1,8}>){0,4}"
#: "a" before a word; "A" only where a sentence begins. Behind "a and" no noun begins.
_INDEFINITE = re.compile(
    rf"(?P<a>(?<![\w.'’&/+-])a|(?:^|(?<=[.!?:] )|(?<=[\"“‘(\[]))A){_BETWEEN}"
    r"(?!(?:and|or|is|in|of|if|are|as(?! yet)|at|on|it|a|an)(?![\w-]))(?P<next>[^\W_](?:[\w'’.-]*\w)?)"
)
_INITIAL = re.compile(r"[A-Z]\. [A-Z]")
#: A letter that is no article, in the source: "Ông A", "cúm A", "Cho a bằng b".
_LETTER = re.compile(r"(?<!\w)[aA](?!\w)")


def plural(noun: str) -> str:
    """Of a noun, or of a phrase that has one at its end or before "of" and the like.

    >>> plural("prisoner of war"), plural("gas station"), plural("fairy tale"), plural("policeman")
    ('prisoners of war', 'gas stations', 'fairy tales', 'policemen')
    """
    if noun in _WHOLE:
        return _WHOLE[noun]
    tail = _TAIL.search(noun)
    head, rest = (noun[: tail.start()], tail[0]) if tail else (noun, "")
    match = _ENDING.search(head)
    if not match:
        return noun
    return head[: match.start()] + _one(match[0]) + rest


def _one(word: str) -> str:
    if word in _SAME or word.endswith("fish"):
        return word
    for singular, several in _IRREGULAR.items():
        if word == singular or (word.endswith(singular) and singular in _LAST and word != "human"):
            return word.removesuffix(singular) + several
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies"
    if word.endswith("sis"):
        return word[:-2] + "es"
    return word + ("es" if re.search(r"(?:s|x|z|ch|sh)$", word) and word not in _HARD else "s")


def article(noun: str) -> str:
    """ "a" or "an", by how the noun, or the phrase, begins.

    >>> article("university"), article("hour"), article("act"), article("FBI agent"), article("18-year-old")
    ('a', 'an', 'an', 'an', 'an')
    """
    if _SPELT.match(noun):
        return "an" if noun[0] in "AEFHILMNORSX" else "a"
    if noun[:1].isdigit():
        return "an" if _EIGHT.match(noun) else "a"
    return "an" if _VOWEL.match(noun) and not _OTHERWISE.match(noun) else "a"


def indefinite(
    text: str, kept: Sequence[tuple[int, int]] = (), source: str = ""
) -> tuple[str, list[tuple[int, int]]]:
    """`text` with "an" for "a" before a vowel that is heard, and where its stretches `kept` are then.

    kept: (begin, end), in their order; they are not touched, and nothing is where `source` has the letter by
    itself, which may be a name or a label.

    >>> indefinite("He is a engineer of a European company, an heir of a 80-year-old.")[0]
    'He is an engineer of a European company, an heir of an 80-year-old.'
    """
    if _LETTER.search(source):
        return text, list(kept)
    found = [match for match in _INDEFINITE.finditer(text) if article(match["next"]) == "an"]
    # "N. Korean" is spoken whole.
    ends = [m.end("a") for m in found if not _INITIAL.match(text, m.start("next"))]
    begins = [begin for begin, _ in kept]
    inside = (bisect_left(begins, end) - 1 for end in ends)
    ends = [end for end, at in zip(ends, inside, strict=True) if at < 0 or end > kept[at][1]]
    pieces = [text[begin:end] for begin, end in pairwise([0, *ends, len(text)])]
    shifts = [bisect_right(ends, begin) for begin in begins]
    moved = [(begin + n, stop + n) for (begin, stop), n in zip(kept, shifts, strict=True)]
    return "n".join(pieces), moved
