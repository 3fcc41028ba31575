"""What a corpus says of a glossary: which words it has often, and which syllables go on as other words."""

from __future__ import annotations

from mt.translate.glossary import Entry, Glossary
from scripts.learn_glossary import KNOWN, joins, starred

WORDS = Glossary([Entry("dân biểu", "representative", "things"), Entry("xe tăng", "tank", "things")])


def test_a_word_that_the_corpus_has_often_is_starred_and_no_other() -> None:
    lines = ["# dân biểu: no entry", "", "[things]", "*dân biểu: representative", "xe tăng: tank"]
    found = starred(lines, WORDS, ["Ông là dân biểu."] * (KNOWN - 1) + ["Họ thấy xe tăng."] * KNOWN)
    assert found == [*lines[:3], "dân biểu: representative", "*xe tăng: tank"]
    assert starred(found, WORDS, []) == [*lines[:3], "dân biểu: representative", "xe tăng: tank"]


def test_syllables_that_come_together_more_than_chance_has_it_make_a_word() -> None:
    texts = ["Họ đi biểu tình."] * 8 + ["Xe tăng của tôi và nhà của họ và chó của bà."] * 8
    found = joins(WORDS, texts)
    assert found["biểu"] == {"tình"}
    assert "của" not in found.get("của", set()), "no word of the glossary ends so"
    assert joins(WORDS, texts[:5]) == {}, "five times are too few"
