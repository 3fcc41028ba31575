"""Articles, by how the next word is spoken; what is no article stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from mt.translate.guard import prepare, restore
from mt.translate.inflection import article, indefinite
from mt.values import Model

PLAIN = Model("plain", Path(), "marian")
AN = """
    apple engineer island umbrella hour honest heir honorary Iraqi Italian Uzbek unidentified uninvited usher
    unimportant utter
    FBI F-16 MP NGO X-ray SUV LED EU AI MRI 8 80-year-old 8,000 11 11th 18-hole 18 email hourly
"""
A = """
    tank house hundred university European one one-way once unit union Ukrainian Ugandan user usual utensil
    unanimous ubiquitous UN UK US US-led UFO USB URL NATO NASA FIFA CIA 1 1,100 110 180 180-degree 1800 7
    unicycle eulogy B-52
"""


@pytest.mark.parametrize("word", AN.split())
def test_a_vowel_that_is_heard(word: str) -> None:
    assert article(word) == "an"
    assert indefinite(f"It was a {word}.")[0] == f"It was an {word}."
    assert indefinite(f"A {word} came.")[0] == f"An {word} came."
    assert indefinite(f'Call it a "{word}".')[0] == f'Call it an "{word}".'


@pytest.mark.parametrize("word", A.split())
def test_no_vowel_is_heard(word: str) -> None:
    assert article(word) == "a"
    assert indefinite(f"It was a {word}.")[0] == f"It was a {word}."


@pytest.mark.parametrize(
    "text",
    [
        "", "A", "vitamin a and vitamin e", "a is the first letter", "plan A is ready", "Group A ended.",
        "Hepatitis a infections", "R&a old", "x-a object", "an old one", "Go a. Eat.", "type a element",
    ],
)  # fmt: skip
def test_what_is_no_article_stays(text: str) -> None:
    assert indefinite(text)[0] == text


def test_what_is_kept_stays_and_moves() -> None:
    text = "a apple is a owl and a eel"
    begin = text.index("a owl")
    fixed, kept = indefinite(text, [(begin, begin + 5), (23, 26)])
    assert fixed == "an apple is a owl and an eel"
    assert [fixed[first:last] for first, last in kept] == ["a owl", "eel"]


def test_what_the_source_has_stays() -> None:
    assert indefinite("The song Viva a Espanha is a old one.", source="Bài Viva a Espanha")[0] == (
        "The song Viva a Espanha is an old one."
    )


@pytest.mark.parametrize(
    ("source", "hypothesis", "english"),
    [
        ("Anh là kỹ sư.", "He is a engineer.", "He is an engineer."),
        ("ANH LÀ KỸ SƯ.", "He is a engineer.", "HE IS AN ENGINEER."),
        ("Xem `a element` nhé.", "See `a element` in a hour.", "See `a element` in an hour."),
    ],
)
def test_the_guard_puts_articles_right(source: str, hypothesis: str, english: str) -> None:
    assert restore(prepare(source, PLAIN), hypothesis) == english
