"""What is done to a pair before it is encoded."""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections import Counter

import pytest

from mt.translate.glossary import Entry, Glossary
from scripts.training.noise import TONES, disturb, exchange_number, mask_common, terms
from scripts.training.settings import Settings
from scripts.training.vocabulary import MASK
from tests.scripts.toy import SCRIPT

PAIR = ('Bà Hoa nói "trời đẹp quá" với ⟦1⟧ hôm qua.', 'Ms Hoa said "what fine weather" to ⟦1⟧ yesterday.')


def only(kind: str, **more: float) -> Settings:
    """The noise table with one kind done to every pair and all others to none."""
    table = tomllib.loads(SCRIPT.with_suffix(".toml").read_text(encoding="utf-8"))["noise"]
    off = {name: 0.0 for name in table if not name.endswith("_words")}
    return table | off | {kind: 1.0} | more


def test_masks_stand_for_the_same_word_on_both_sides() -> None:
    pair = ("Ông Obama đến Kyoto ngày 12/5.", "Obama arrived in Kyoto on 12/5.")
    for seed in range(20):
        source, target = mask_common(pair, random.Random(seed), 9)
        masks = [MASK.format(k) for k in range(1, 10)]
        used = [mask for mask in masks if mask in source]
        assert used
        assert used == [mask for mask in masks if mask in target]


def test_words_of_the_glossary_become_masks_in_the_order_of_the_source() -> None:
    glossary = Glossary([Entry("xe tăng", "tank", "things"), Entry("Mặt Trăng", "the Moon", "names")])
    pair = ("Kyoto có hai xe tăng dưới Mặt Trăng.", "Under the Moon, Kyoto has two tanks.")
    found = terms(glossary, pair[0])
    seen = {mask_common(pair, random.Random(seed), 9, found) for seed in range(40)}
    whole = ("⟦1⟧ có hai ⟦2⟧ dưới ⟦3⟧.", "Under the ⟦3⟧, ⟦1⟧ has two ⟦2⟧.")
    assert whole in seen
    assert pair[0] not in {source for source, _ in seen}
    assert mask_common(pair, random.Random(1), 0, found) == pair
    # English that is not the glossary's is left as it is, and so is its word.
    other = ("Có xe tăng.", "There are panzers.")
    assert mask_common(other, random.Random(1), 9, terms(glossary, other[0])) == other


def test_with_all_shares_at_zero_nothing_changes() -> None:
    off = only("no_stop", no_stop=0.0)
    assert all(disturb(PAIR, random.Random(seed), off) == PAIR for seed in range(50))


def test_missing_marks() -> None:
    source, target = disturb(PAIR, random.Random(1), only("missing_marks", marks_words=1.0))
    assert (source, target) == ('Ba Hoa noi "troi dep qua" voi ⟦1⟧ hom qua.', PAIR[1])
    some, _ = disturb(PAIR, random.Random(1), only("missing_marks", marks_words=0.5))
    assert some not in (source, PAIR[0])
    assert all(b in (a, c) for a, b, c in zip(PAIR[0].split(), some.split(), source.split(), strict=True))


def test_capitals_stand_on_both_sides() -> None:
    source, target = disturb(PAIR, random.Random(1), only("capitals"))
    assert source.isupper()
    assert target.isupper()
    assert (source.lower(), target.lower()) == (PAIR[0].lower(), PAIR[1].lower())


def test_decomposed_is_the_same_text_to_unicode() -> None:
    source, target = disturb(PAIR, random.Random(1), only("decomposed"))
    assert target == PAIR[1]
    assert unicodedata.is_normalized("NFD", source)
    assert source != PAIR[0]
    assert unicodedata.normalize("NFC", source) == PAIR[0]


def letters(word: str) -> str:
    """Without tones; a circumflex, breve or horn makes another letter."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in TONES))


@pytest.mark.parametrize("seed", range(40))
def test_a_typo_is_one_slip_a_word(seed: int) -> None:
    source, target = disturb(PAIR, random.Random(seed), only("typos", typo_words=0.5))
    assert target == PAIR[1]
    assert "⟦1⟧" in source
    for was, now in zip(PAIR[0].split(" "), source.split(" "), strict=True):
        assert abs(len(was) - len(now)) <= 1
        old, new = (Counter(letters(word)) for word in (was, now))
        assert (old - new).total() <= 1, "a letter lost at most"
        assert (new - old).total() <= 1, "a letter doubled at most"


def test_curly_quotes() -> None:
    pair = ("Anh 'Ba' nói: \"O'Neil đến.\"", "x")
    assert disturb(pair, random.Random(1), only("curly"))[0] == "Anh ‘Ba’ nói: “O’Neil đến.”"


def test_a_lost_stop_is_lost_on_both_sides() -> None:
    assert disturb(PAIR, random.Random(1), only("no_stop")) == (PAIR[0][:-1], PAIR[1][:-1])
    question = ("Ai?", "Who?")
    assert disturb(question, random.Random(1), only("no_stop")) == question


def test_an_exchanged_number_is_the_same_on_both_sides_and_of_the_same_shape() -> None:
    pair = ("Có 1,250 người năm 1975.", "In 1975 there were 1,250 people.")
    seen = set()
    for seed in range(30):
        source, target = exchange_number(pair, random.Random(seed))
        shape = "".join("0" if sign.isdigit() else sign for sign in source)
        assert shape == "Có 0,000 người năm 0000."
        numbers = sorted(word.strip(".") for word in source.split() if word[0].isdigit())
        assert numbers == sorted(word for word in target.split() if word[0].isdigit())
        seen.add(source)
    assert len(seen) > 10
    assert exchange_number(("Không có số.", "No numbers."), random.Random(1)) == (
        "Không có số.",
        "No numbers.",
    )
