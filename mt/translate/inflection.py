"""Plurals and articles of English nouns, as far as the glossary needs them."""

from __future__ import annotations

import re

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
    """ "a" or "an", by how the noun begins.

    >>> article("university"), article("hour"), article("act")
    ('a', 'an', 'an')
    """
    vowel = re.match(r"[aeiou]|hour|honou?r|heir", noun, re.IGNORECASE)
    sounds_otherwise = re.match(r"uni(?!n|d|m)|eu|u[st][aeiu]|ura|u-|one\b|once", noun, re.IGNORECASE)
    return "an" if vowel and not sounds_otherwise else "a"
