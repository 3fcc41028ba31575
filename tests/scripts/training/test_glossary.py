"""Words of the glossary in sentences of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from mt.translate.glossary import Entry, Finder, read
from mt.translate.inflection import article, plural
from scripts.training import store
from scripts.training.glossary import alone, chosen, filled, gloss, masked, read_synonyms, rephrased
from scripts.training.search import Searching
from scripts.training.settings import load_settings, override
from tests.scripts.toy import SCRIPT, sentences

TANK = Entry("xe tăng", "tank", "things")
ACT = Entry("đạo luật", "act", "things")
GOLD = Entry("vàng bạc", "gold and silver", "stuff")
MOON = Entry("Mặt Trăng", "the Moon", "names")


def test_the_glossary_reads_and_is_in_order() -> None:
    entries = read()
    assert len(entries) > 2500
    for entry in entries:
        assert entry.vietnamese == entry.vietnamese.strip()
        assert entry.meaning == entry.meaning.strip()
        if entry.kind == "things":
            assert not entry.meaning.startswith("the "), "it has a plural"
    synonyms = read_synonyms()
    assert len(synonyms) > 800
    rare = {entry.vietnamese for entry in synonyms}
    assert not [entry for entry in synonyms if entry.meaning in rare], "a rare word for a rare word"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("[people]\n", r":1: there is no kind 'people'"),
        ("xe tăng: tank\n", r":1: no entry"),
        ("[things]\nbông: cotton\n", r":2: no entry .*two syllables"),
        ("[things]\nxe tăng\n", r":2: no entry"),
        ("[things]\nxe tăng: tank\nxe tăng: panzer\n", r":3: a second entry of 'xe tăng'"),
    ],
)
def test_a_line_that_is_no_entry_is_named(tmp_path: Path, lines: str, said: str) -> None:
    path = tmp_path / "glossary.txt"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(SystemExit, match=said):
        read(path)


# From a dictionary, not from the function.
@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("tank", "tanks"), ("wolf", "wolves"), ("city", "cities"), ("valley", "valleys"), ("fox", "foxes"),
        ("fisherman", "fishermen"), ("human", "humans"), ("fish species", "fish species"),
        ("church", "churches"), ("prisoner of war", "prisoners of war"), ("son-in-law", "sons-in-law"),
        ("runner-up", "runners-up"), ("consulate general", "consulates general"), ("general", "generals"),
        ("elderly person", "elderly people"), ("café", "cafés"), ("coconut palm", "coconut palms"),
    ],
)  # fmt: skip
def test_plurals(one: str, several: str) -> None:
    assert plural(one) == several


def test_articles() -> None:
    nouns = ["tank", "act", "hour", "university", "European", "uprising", "honour", "unit", "uninvited guest"]
    assert [article(noun) for noun in nouns] == ["a", "an", "an", "a", "a", "an", "an", "a", "an"]


def test_words_are_found_whole_and_the_longest() -> None:
    finder = Finder([TANK, MOON, Entry("xe tăng hạng nặng", "heavy tank", "things")])
    text = "Xe tăng và xe tăng hạng nặng lên Mặt Trăng, không phải mặt trăng hay xe tăngo."
    assert [(one.word, text[one.start : one.end]) for one in finder.find(text)] == [
        ("xe tăng", "Xe tăng"),
        ("xe tăng hạng nặng", "xe tăng hạng nặng"),
        ("Mặt Trăng", "Mặt Trăng"),
    ]


def test_no_word_comes_too_often_and_only_in_sentences() -> None:
    texts = [
        "Có xe tăng.",
        "Một xe tăng cháy.",
        "Xe tăng đi qua.",
        "12: xe tăng.",
        "Xe tăng",
        "Nhiều " * 50 + "xe tăng.",
    ]
    found = chosen(texts, Finder([TANK]), {"xe tăng"}, 2)
    assert [text for text, _ in found] == ["Có xe tăng.", "Một xe tăng cháy."]
    assert chosen(texts, Finder([TANK]), set(), 2) == []
    assert masked(*found[1]) == "Một ⟦1⟧ cháy."


@pytest.mark.parametrize(
    ("source", "target", "english"),
    [
        ("Họ có các xe tăng.", "They have ⟦1⟧.", "They have tanks."),
        ("Họ có 30 xe tăng.", "They have 30 ⟦1⟧.", "They have 30 tanks."),
        ("Họ thấy xe tăng cháy.", "They see ⟦1⟧ burn.", "They see the tank burn."),
        ("Họ có xe tăng.", "They have ⟦1⟧s.", "They have tanks."),
        ("Họ có một xe tăng.", "They have an ⟦1⟧.", "They have a tank."),
        ("Họ có một đạo luật.", "They have a ⟦1⟧.", "They have an act."),
        ("Họ lái xe tăng này.", "They drive this old ⟦1⟧.", "They drive this old tank."),
        ("Họ có vàng bạc.", "They have a ⟦1⟧.", "They have gold and silver."),
        ("Họ lên Mặt Trăng.", "They go to ⟦1⟧.", "They go to the Moon."),
        ("Bóng của Mặt Trăng.", "The ⟦1⟧'s shadow.", "The Moon's shadow."),
        ("Mặt Trăng lên.", "⟦1⟧ rises.", "The Moon rises."),
        ("Xe tăng lên Mặt Trăng.", "⟦1⟧ goes to ⟦2⟧.", "The tank goes to the Moon."),
        ("Xe tăng Pháp cháy.", "⟦1⟧ France burns.", ""),
        ("Xe tăng cháy.", "It burns.", ""),
        ("Xe tăng cháy.", "⟦1⟧ burns ⟦1⟧.", ""),
    ],
)
def test_a_word_agrees_with_what_stands_around_it(source: str, target: str, english: str) -> None:
    found = list(Finder([TANK, ACT, GOLD, MOON]).find(source))
    assert filled(source, target, found) == english


def test_a_common_word_stands_for_a_rare_one() -> None:
    finder = Finder([Entry("tọa lạc", "nằm", "synonym"), Entry("mau chóng", "nhanh chóng", "synonym")])
    text = "Mau chóng đến chùa tọa lạc ở Huế."
    assert rephrased(text, list(finder.find(text))) == "Nhanh chóng đến chùa nằm ở Huế."


class Copies:
    """A teacher that leaves masks where they are."""

    def translate(
        self, texts: Sequence[str], how: Searching, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[int, list[str]]]:
        for at, text in enumerate(texts):
            yield (
                at,
                [
                    text.replace("Tôi mua", "I buy")
                    .replace("một", "a")
                    .replace("con gà", "chickens")
                    .replace("và", "and")
                    .replace("lại", "again")
                ],
            )


def test_the_glossary_becomes_pairs(tmp_path: Path) -> None:
    known = [("Tôi có máy in.", "I have a printer.")] * 3
    store.write_json(tmp_path / "pairs.json.xz", {"groups": {"news": sentences()[:5] + known}, "dev": []})
    texts = ["Tôi mua 15 con gà và một tu viện.", "Tôi mua một máy in.", "Tôi mua con gà."]
    # "Thâu tóm" is rare, "mua lại" what the teacher reads.
    texts.append("Tôi thâu tóm con gà.")
    store.write_json(tmp_path / "mono.json.xz", {"vi": texts})
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    override(settings, ['made.gloss_groups=["news"]', "made.gloss_known=3"])
    gloss(Copies(), tmp_path, settings)
    words = alone(read())
    pairs = store.load(tmp_path).glossed
    assert pairs[: len(words)] == words
    assert ("một tu viện", "a monastery") in words
    assert ("các tu viện", "monasteries") in words
    # A printer is known; the third sentence has no word of the glossary.
    assert pairs[len(words) :] == [
        ("Tôi mua 15 con gà và một tu viện.", "I buy 15 chickens and a monastery."),
        ("Tôi thâu tóm con gà.", "I buy again chickens."),
    ]
