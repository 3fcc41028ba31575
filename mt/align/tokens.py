"""Words of a sentence for comparing, and the things that two languages write alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"“”]+"  # addresses
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\d+(?:[.,]\d+)*"  # numbers
    r"|[^\W\d_]+"  # words
)
_PUNCTUATION = {mark: place for place, mark in enumerate("?!:;()…/%$&*=#<>")}
_PUNCTUATION |= dict.fromkeys("[{", _PUNCTUATION["("]) | dict.fromkeys("]}", _PUNCTUATION[")"])
_PUNCTUATION |= dict.fromkeys('"“”„«»‟', len("?!:;()…/%$&*=#<>"))
#: How many kinds of marks `marks` tells apart.
MARKS = len("?!:;()…/%$&*=#<>") + 1

# "hoà" and "hòa" are one word: the tone goes to where the older rule puts it.
_OPEN = {"oa": "oà oá oả oã oạ", "oe": "oè oé oẻ oẽ oẹ", "uy": "uỳ uý uỷ uỹ uỵ"}
_CLOSED = {"oa": "òa óa ỏa õa ọa", "oe": "òe óe ỏe õe ọe", "uy": "ùy úy ủy ũy ụy"}
_STYLE = {
    new: old for pair in _OPEN for new, old in zip(_OPEN[pair].split(), _CLOSED[pair].split(), strict=True)
}
_NEW_STYLE = re.compile(f"(?<!q)(?:{'|'.join(_STYLE)})\\b")


def words(text: str) -> list[str]:
    """Lower-case words, numbers (without the marks that group or part their digits) and addresses.

    >>> words("Hoà Bình: 1.500 hộ, www.hb.vn")
    ['hòa', 'bình', '1500', 'hộ', 'www.hb.vn']
    """
    found = []
    for token in _TOKEN.findall(_NEW_STYLE.sub(lambda m: _STYLE[m.group()], text.lower())):
        if token[0].isdigit():
            token = token.replace(".", "").replace(",", "")
        elif not token[-1].isalnum():
            token = token.rstrip(".,;:!?'’")
        found.append(token)
    return found


class Phrases:
    """Words of several syllables, ready for `group`."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.all = frozenset(phrases)
        #: First syllable -> syllables of the longest phrase that begins with it.
        self.longest: dict[str, int] = {}
        for phrase in self.all:
            first, *rest = phrase.split()
            self.longest[first] = max(self.longest.get(first, 1), len(rest) + 1)


def group(tokens: Sequence[str], phrases: Phrases) -> list[tuple[str, int, int]]:
    """`tokens` with each longest run that is one of `phrases` made one token, from the left.

    What comes back: (token, first place, place behind its last). Vietnamese writes words as several
    syllables ("thành phố"), and a syllable alone says much less than the word.
    """
    found = []
    at = 0
    known, longest = phrases.all, phrases.longest.get
    while at < len(tokens):
        token, size = tokens[at], 1
        for tried in range(min(longest(token, 1), len(tokens) - at), 1, -1):
            phrase = " ".join(tokens[at : at + tried])
            if phrase in known:
                token, size = phrase, tried
                break
        found.append((token, at, at + size))
        at += size
    return found


_CASED = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\"“”]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d+(?:[.,]\d+)*|[^\W_]+"
)


def items(text: str) -> list[str]:
    """What stays itself in translation: numbers, addresses, names, words of five letters and more.

    Whether a word is one is decided by the other side having it too, so the long words cost nothing.
    """
    found = []
    for token in _CASED.findall(text):
        if token[0].isdigit() and not token[-1].isalpha():
            found.append(token.replace(".", "").replace(",", ""))
        elif len(token) > 4 or (len(token) > 1 and token != token.lower()):
            found.append(token.lower().rstrip(".,;:!?"))
    return found


def marks(text: str) -> list[int]:
    """Kinds (0 to MARKS - 1) of the marks in `text` that translations keep; an English "..." is one "…"."""
    return [_PUNCTUATION[mark] for mark in text.replace("...", "…") if mark in _PUNCTUATION]


def vietnamese_share(sentences: Sequence[str], sample: int = 300) -> float:
    """Share (0 to 1) of the letters that Vietnamese has and its neighbours have not (ệ, ữ, đ, ơ, ...), over a
    sample: 0.1 to 0.2 in Vietnamese, 0 in English, German or French."""
    step = max(1, len(sentences) // sample)
    text = "".join(sentence[:400] for sentence in sentences[::step]).lower()
    letters = sum(letter.isalpha() for letter in text)
    own = sum("ạ" <= letter <= "ỹ" or letter in "đăơư" for letter in text)
    return own / letters if letters else 0.0


def is_vietnamese(sentences: Sequence[str]) -> bool:
    """Whether the letters are those of Vietnamese, with its marks."""
    return vietnamese_share(sentences) >= 0.04
