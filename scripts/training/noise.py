"""What is done to a pair before it is encoded: masks, exchanged names and numbers, damage to the source.

The shares are the settings' table [noise]. `mt translate` mends capitals, NFD and curly quotes before a
model sees them; the noise is for those who run the checkpoint by itself, and for what nobody can mend.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable

from mt.translate.copied import names, numbers
from mt.translate.glossary import Glossary
from mt.translate.inflection import plural
from mt.translate.vietnamese import plain
from scripts.training.settings import Pair, Settings
from scripts.training.vocabulary import MASK
from scripts.vietnamese_names import vietnamese_name

#: The article, not the name An: "An" only at the beginning, before a word without a capital.
_AN = re.compile(
    r"(?<![\w'’&/.-])(a)n(?= [\"“'(\[⟦]*[^\W_])"
    r"|(?:^|(?<=[.!?:] )|(?<=[\"“(]))(A)n(?= [\"“'(\[⟦]*[a-zà-ỹ0-9⟦])"
)
_NAME_AN = re.compile(r"(?<!\w)An(?!\w)")
#: Where it stands in the source, as which word, and the forms that its English may have.
Term = tuple[int, str, tuple[str, ...]]


def one_article(pair: Pair) -> Pair:
    """The pair with English "a" for "an": which it is depends on the next word alone, and `mt translate` puts
    it right (mt/translate/inflection.py). A small model has to foresee that word, and writes "a engineer" or
    "the". A pair whose source has the name An stays."""
    source, target = pair
    if _NAME_AN.search(source):
        return pair
    return source, _AN.sub(lambda article: article[1] or article[2], target)


def mask_common(pair: Pair, rng: random.Random, masks: int, found: Iterable[Term] = ()) -> Pair:
    """The pair with the numbers and foreign names that stand once on both sides turned into masks, and the
    words `found` by `terms`, where one of their English forms stands once.

    As the guard does it when it translates; now and then one is left.
    """
    source, target = pair
    same = [(item.start, item.text, (item.text,)) for item in (*numbers(source), *names(source))]
    k = 1
    for _, word, forms in sorted([*same, *found]):
        form = next((form for form in forms if once(form, target)), "")
        masked = once(word, source, MASK.format(k))
        if k <= masks and form and masked and rng.random() < 0.9:
            source, target, k = masked, once(form, target, MASK.format(k)), k + 1
    return source, target


def terms(glossary: Glossary, text: str) -> list[Term]:
    """The words of the glossary in `text`, for `mask_common`; "the" is no part of what is masked."""
    out: list[Term] = []
    for found in glossary.find(text):
        english = found.entry.english.removeprefix("the ")
        forms = (plural(english), english) if found.entry.kind == "things" else (english,)
        out.append((found.start, text[found.start : found.end], forms))
    return out


def once(word: str, text: str, mask: str = "") -> str:
    """`text` with the one place of `word` replaced by `mask`; "" when it does not stand there just once."""
    changed, count = re.subn(rf"(?<![\w.,⟦]){re.escape(word)}(?![\w⟧]|[.,]\d)", lambda _: mask or word, text)
    return changed if count == 1 else ""


def rename(pair: Pair, rng: random.Random) -> Pair:
    """The pair with a foreign name that stands once on both sides exchanged for a Vietnamese one.

    Few pairs of the corpus hold Vietnamese names, which is what Vietnamese text is full of.
    """
    source, target = pair
    found = [item.text for item in names(source) if once(item.text, source) and once(item.text, target)]
    if not found:
        return pair
    old, (vi, en) = rng.choice(found), vietnamese_name(rng)
    return once(old, source, vi), once(old, target, en)


def exchange_number(pair: Pair, rng: random.Random) -> Pair:
    """The pair with a number that stands once on both sides exchanged for another of its shape."""
    source, target = pair
    found = [item.text for item in numbers(source) if once(item.text, source) and once(item.text, target)]
    if not found:
        return pair
    old = rng.choice(found)
    digits = [rng.choice("123456789" if at == 0 else "0123456789") for at in range(len(old))]
    new = "".join(digit if sign.isdigit() else sign for sign, digit in zip(old, digits, strict=True))
    return once(old, source, new), once(old, target, new)


def disturb(pair: Pair, rng: random.Random, noise: Settings) -> Pair:
    """The pair with each kind of damage done to it by its share; tokens like ⟦1⟧ stay as they are."""
    source, target = pair
    if rng.random() < noise["no_stop"] and source.endswith(".") and target.endswith("."):
        source, target = source[:-1], target[:-1]
    if rng.random() < noise["missing_marks"]:
        source = each_word(source, rng, noise["marks_words"], lambda word, _: plain(word))
    if rng.random() < noise["typos"]:
        source = each_word(source, rng, noise["typo_words"], typo)
    if rng.random() < noise["curly"]:
        source = curly(source)
    if rng.random() < noise["capitals"]:
        source, target = source.upper(), target.upper()
    if rng.random() < noise["decomposed"]:
        source = unicodedata.normalize("NFD", source)
    return source, target


def each_word(
    text: str, rng: random.Random, share: float, change: Callable[[str, random.Random], str]
) -> str:
    return " ".join(
        change(word, rng) if "⟦" not in word and rng.random() < share else word for word in text.split(" ")
    )


TONES = "\u0300\u0301\u0303\u0309\u0323"


def typo(word: str, rng: random.Random) -> str:
    """One slip of a person who types: two letters exchanged, one lost or doubled, or another tone."""
    places = [at for at, sign in enumerate(word) if sign.isalpha()]
    if len(places) < 2:
        return word
    at = rng.choice(places[:-1])
    slip = rng.choice(("exchanged", "lost", "doubled", "tone"))
    if slip == "exchanged":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if slip == "lost":
        return word[:at] + word[at + 1 :]
    if slip == "doubled":
        return word[:at] + word[at] + word[at:]
    apart = unicodedata.normalize("NFD", word)
    other = re.sub(f"[{TONES}]", lambda _: rng.choice(TONES), apart, count=1)
    return unicodedata.normalize("NFC", other)


def curly(text: str) -> str:
    """`text` with its straight quotes curly, as word processors make them."""
    text = re.sub(r'"(?=\w)', "“", text).replace('"', "”")
    return re.sub(r"(?<!\w)'(?=\w)", "‘", text).replace("'", "’")
