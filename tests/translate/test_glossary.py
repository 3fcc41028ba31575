"""Words of a glossary: found, masked, and put back in the form that they need."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from mt.config import Settings
from mt.errors import InputError, UsageError
from mt.pipeline import glossary_of
from mt.translate.copied import Copied
from mt.translate.glossary import KINDS, OWN, Entry, Glossary, load, own
from mt.translate.guard import prepare, restore, whole
from mt.translate.inflection import article, plural
from mt.translate.repair import translate_checked
from mt.values import Decoding, FlagKind, Model
from tests.translate.fake_engine import FakeEngine

COPIES_MASKS = Model("test", Path(), "marian", mask="⟦{}⟧")
PLAIN = Model("plain", Path(), "marian")
WORDS = Glossary(
    [
        Entry("xe tăng", "tank", "things"),
        Entry("xe tăng hạng nặng", "heavy tank", "things"),
        Entry("đạo luật", "act", "things"),
        Entry("vàng bạc", "gold and silver", "stuff"),
        Entry("Mặt Trăng", "the Moon", "names"),
    ]
)


def test_our_own_words_are_in_order() -> None:
    lines = OWN.read_text(encoding="utf-8").splitlines()
    words = [line.removeprefix("*").partition(": ")[0] for line in lines if ": " in line and line[0] != "#"]
    assert len(words) == len(set(words)), "a word stands there twice"
    every, rare = own(known=True).entries, own().entries
    assert len(words) == len(every) > len(rare) > 1000
    for entry in every:
        assert entry.kind in KINDS
        assert re.search(r"\w[ -]\w", entry.vietnamese), "one syllable means too much"
        assert entry.vietnamese == entry.vietnamese.strip() and entry.english == entry.english.strip() != ""
        assert not (entry.kind == "things" and entry.english.startswith("the ")), "it has a plural"


# From a dictionary, not from the function.
@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("tank", "tanks"), ("wolf", "wolves"), ("city", "cities"), ("valley", "valleys"), ("fox", "foxes"),
        ("fisherman", "fishermen"), ("human", "humans"), ("fish species", "fish species"),
        ("church", "churches"), ("prisoner of war", "prisoners of war"), ("son-in-law", "sons-in-law"),
        ("runner-up", "runners-up"), ("consulate general", "consulates general"), ("general", "generals"),
        ("line-up", "line-ups"), ("small or medium-sized enterprise", "small or medium-sized enterprises"),
        ("lieutenant general", "lieutenant generals"), ("oasis", "oases"), ("stomach", "stomachs"),
        ("jellyfish", "jellyfish"), ("midwife", "midwives"), ("grandchild", "grandchildren"),
        ("commander-in-chief", "commanders-in-chief"), ("step forward", "steps forward"),
        ("elderly person", "elderly people"), ("café", "cafés"), ("coconut palm", "coconut palms"),
    ],
)  # fmt: skip
def test_plurals(one: str, several: str) -> None:
    assert plural(one) == several


def test_articles() -> None:
    nouns = ["tank", "act", "hour", "university", "European", "uprising", "honour", "unit", "uninvited guest"]
    assert [article(noun) for noun in nouns] == ["a", "an", "an", "a", "a", "an", "an", "a", "an"]


def test_words_are_found_whole_and_the_longest() -> None:
    text = "Xe tăng và xe tăng hạng nặng lên Mặt Trăng, không phải mặt trăng hay xe tăngo."
    assert [(found.entry.vietnamese, text[found.start : found.end]) for found in WORDS.find(text)] == [
        ("xe tăng", "Xe tăng"),
        ("xe tăng hạng nặng", "xe tăng hạng nặng"),
        ("Mặt Trăng", "Mặt Trăng"),
    ]


@pytest.mark.parametrize(
    ("source", "answer", "english"),
    [
        ("Họ có các xe tăng.", "They have ⟦1⟧.", "They have tanks."),
        ("Họ có 30 xe tăng.", "They have 30 ⟦1⟧.", "They have 30 tanks."),
        ("Năm 1943 xe tăng cháy.", "In 1943 ⟦1⟧ burned.", "In 1943 tanks burned."),
        ("Ở Huế, xe tăng cháy.", "In Hue, ⟦1⟧ burns.", "In Hue, the tank burns."),
        ("Họ bắn vào xe tăng.", "They shoot at ⟦1⟧.", "They shoot at the tank."),
        ("Họ nói rằng xe tăng cháy.", "They said that ⟦1⟧ burned.", "They said that the tank burned."),
        ("Họ có xe tăng.", "They have ⟦1⟧s.", "They have tanks."),
        ("Họ có một xe tăng.", "They have an ⟦1⟧.", "They have a tank."),
        ("Một đạo luật có hiệu lực.", "A ⟦1⟧ is in force.", "An act is in force."),
        ("Họ lái xe tăng này.", "They drive this old ⟦1⟧.", "They drive this old tank."),
        ("Một xe tăng lớn.", "A very large ⟦1⟧.", "A very large tank."),
        ("Mỗi xe tăng cháy.", "Each ⟦1⟧ burns.", "Each tank burns."),
        ("Ông là đạo luật.", "He is ⟦1⟧.", "He is an act."),
        ("Anh ta là xe tăng.", "He's ⟦1⟧.", "He's a tank."),
        ("Ở Mặt Trăng tỉnh.", "The provincial ⟦1⟧ said.", "The provincial Moon said."),
        ("Nó làm Mặt Trăng giận.", "This angered ⟦1⟧.", "This angered the Moon."),
        ("Họ nói về Mặt Trăng.", "They discussed ⟦1⟧.", "They discussed the Moon."),
        ("Họ có vàng bạc.", "They have a ⟦1⟧.", "They have gold and silver."),
        ("Một vụ vàng bạc.", "It is a ⟦1⟧ case.", "It is a gold and silver case."),
        ("Họ lên Mặt Trăng.", "They go to ⟦1⟧.", "They go to the Moon."),
        ("Bóng của Mặt Trăng.", "The ⟦1⟧'s shadow.", "The Moon's shadow."),
        ("Mặt Trăng lên.", "⟦1⟧ rises.", "The Moon rises."),
        ('"Mặt Trăng lên."', '"⟦1⟧ rises."', '"The Moon rises."'),
        ("Xe tăng đi Mặt Trăng.", "⟦1⟧ goes to ⟦2⟧.", "The tank goes to the Moon."),
        ("Xe tăng.", "not read", "Tank."),
        ("HỌ CÓ XE TĂNG.", "They have ⟦1⟧s.", "THEY HAVE TANKS."),
    ],
)
def test_a_word_agrees_with_what_stands_around_it(source: str, answer: str, english: str) -> None:
    guarded = prepare(source, COPIES_MASKS, Copied.FIRST, WORDS)
    assert guarded.passthrough == (answer == "not read")
    assert whole(guarded, answer)
    assert restore(guarded, answer) == english


@pytest.mark.parametrize(
    "text",
    [
        "Ông Nguyễn Mặt Trăng đến.",  # part of a name
        "Họ lên Mặt Trăng Xanh.",
        "Có xe tăngo và xxe tăng.",
    ],
)
def test_words_inside_others_are_left_alone(text: str) -> None:
    assert list(WORDS.find(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hàng trăm người dân biểu tình phản đối.",
        "Phụ nữ sinh sống ở nông thôn.",
        "Chúng ta cần nâng cao nguyên tắc này.",
        "Xã hội học tập là gì?",
        "Con báo cáo với mẹ rồi.",
        "Phố Hoàng Sa và đường Trường Sa.",
        "Ông Trường Sa đến.",
    ],
)
def test_our_words_are_not_cut_out_of_others(text: str) -> None:
    assert list(own(known=True).find(text)) == []


@pytest.mark.parametrize(
    ("text", "word", "english"),
    [
        ("Con khỉ đột nặng 200 kg.", "khỉ đột", "gorilla"),
        ("Con lợn rừng phá ruộng.", "lợn rừng", "wild boar"),
        ("Bến xe buýt gần nhất.", "xe buýt", "bus"),
        ("Hai khẩu súng máy cũ.", "khẩu súng máy", "machine gun"),
        ("NHÀ ĐỘC TÀI BỊ LẬT ĐỔ.", "NHÀ ĐỘC TÀI", "dictator"),
        ('Ông nói: "Nhà độc tài đã chết."', "Nhà độc tài", "dictator"),
    ],
)
def test_of_two_words_the_one_that_is_meant(text: str, word: str, english: str) -> None:
    found = next(found for found in own(known=True).find(text) if found.entry.english == english)
    assert text[found.start : found.end] == word


def test_where_numbers_are_of_something_else() -> None:
    for text in ("Triển khai xe tăng.", "Tháng 3 xe tăng cháy.", "Trận thứ hai xe tăng cháy."):
        assert [found.several for found in WORDS.find(text)] == [False], text
    for text in ("Ba xe tăng.", "1.500 xe tăng.", "Một số xe tăng."):
        assert [found.several for found in WORDS.find(text)] == [True], text


def test_addresses_are_masked_before_words() -> None:
    text = " ".join(["các xe tăng ở Mặt Trăng"] * 6) + " ở https://example.org/a."
    guarded = prepare(text, COPIES_MASKS, Copied.FIRST, WORDS)
    assert "https://example.org/a" in guarded.masks
    assert len(guarded.masks) == 9


def test_finding_takes_linear_time() -> None:
    began = time.process_time()
    assert sum(1 for _ in WORDS.find("12.3 xe tăng " * 20_000)) == 20_000
    assert time.process_time() - began < 5


def test_a_heading_that_is_one_word_needs_no_model() -> None:
    engine = FakeEngine(default=lambda _: "Cars rise.", mask="⟦{}⟧")
    (checked,) = translate_checked(engine, ["Xe tăng"], Decoding(), glossary=WORDS)
    assert (checked.target, checked.flags) == ("Tank", ())


def test_masks_are_for_models_that_copy_them_and_for_the_first_decoding() -> None:
    text = "Họ có các xe tăng."
    assert prepare(text, COPIES_MASKS, Copied.FIRST, WORDS).text == "Họ có các ⟦1⟧."
    assert prepare(text, COPIES_MASKS, Copied.FIRST).text == text
    assert prepare(text, COPIES_MASKS, Copied.ALL, WORDS).text == text
    assert prepare(text, PLAIN, Copied.FIRST, WORDS).text == text


@pytest.mark.parametrize("answer", ["They burn.", "⟦1⟧ burn ⟦1⟧.", "⟦1⟧ France burns."])
def test_a_word_without_its_place_is_left_to_the_model(answer: str) -> None:
    answers = {"⟦1⟧ Pháp cháy.": answer, "Xe tăng Pháp cháy.": "French tanks burn."}
    engine = FakeEngine(answers, mask="⟦{}⟧")
    (checked,) = translate_checked(engine, ["Xe tăng Pháp cháy."], Decoding(), glossary=WORDS)
    assert (checked.target, checked.flags) == ("French tanks burn.", ())


def test_a_glossary_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("\ufeff# ours\n\nHải quân\tthe  Navy\nsốt rét\tague\nAI\tA.I.\n", encoding="utf-8")
    words = load(path)
    assert words.exact
    text = "Hải quân bị sốt rét, AI, nguyệt thực."
    found = [*words.find(text, exact=True), *words.find(text)]
    english = {one.entry.vietnamese: one.entry.english for one in found}
    # Theirs goes before ours, and ours is there as well.
    assert english == {
        "Hải quân": "the Navy",
        "sốt rét": "ague",
        "AI": "A.I.",
        "nguyệt thực": "lunar eclipse",
    }
    assert words.digest() != own().digest()
    engine = FakeEngine({"⟦1⟧ đến.": "A ⟦1⟧ comes."}, mask="⟦{}⟧")
    (checked,) = translate_checked(engine, ["Hải quân đến."], Decoding(), glossary=words)
    # As it stands in the file, and one article is enough.
    assert (checked.target, checked.flags) == ("The Navy comes.", ())


def test_a_word_of_the_user_beyond_the_ninth_mask_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("".join(f"quả {n}\tfruit{n}\n" for n in range(10, 22)), encoding="utf-8")
    text = "Họ ăn " + ", ".join(f"quả {n}" for n in range(10, 22)) + "."
    engine = FakeEngine(default=lambda given: given, mask="⟦{}⟧")
    (checked,) = translate_checked(engine, [text], Decoding(), glossary=load(path))
    lost = [flag.detail for flag in checked.flags if flag.kind is FlagKind.TERM]
    assert lost == [f"“fruit{n}” for “quả {n}” is missing" for n in (19, 20, 21)]


def test_only_a_word_in_small_letters_takes_a_capital_at_the_beginning(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("Hải quân\tthe Navy\nđiện thoại\tiPhone\n", encoding="utf-8")
    for source, english in (("Hải quân đến.", "The Navy comes."), ("Điện thoại đến.", "iPhone comes.")):
        engine = FakeEngine({"⟦1⟧ đến.": "⟦1⟧ comes."}, mask="⟦{}⟧")
        (checked,) = translate_checked(engine, [source], Decoding(), glossary=load(path))
        assert (checked.target, checked.flags) == (english, ())


def test_a_word_of_the_user_that_is_lost_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("Hải quân\tthe Navy\n", encoding="utf-8")
    engine = FakeEngine(default=lambda _: "They come.", mask="⟦{}⟧")
    (checked,) = translate_checked(engine, ["Hải quân đến."], Decoding(), glossary=load(path))
    assert [(flag.kind, flag.detail) for flag in checked.flags] == [
        (FlagKind.TERM, "“the Navy” for “Hải quân” is missing")
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"xe t\xc4\x83ng tank\n", "line 1: Vietnamese, a tab and English are expected: 'xe tăng tank'"),
        (b"a\tb\tc\n", "line 1: Vietnamese, a tab"),
        (b"# a\nxe\t\n", "line 2: Vietnamese, a tab"),
        (b"xe\tcar\nxe\tbus\n", "line 2: 'xe' stands there a second time"),
        (b"xe\t{car}\n", "line 1: addresses, placeholders and tags cannot be put in"),
        (b".NET\tNET\n", "line 1: a word begins with a letter or a digit"),
        (b"\xff\xfe\n", "It has to be a text file in UTF-8"),
    ],
)
def test_a_line_that_is_no_entry_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "words.tsv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(said)) as error:
        load(path)
    assert str(path) in str(error.value)
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none.tsv")


def test_which_glossary_is_in_force(tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("xe tăng\tpanzer\n", encoding="utf-8")
    assert glossary_of(Settings(), COPIES_MASKS) is own()
    assert glossary_of(Settings(glossary="none"), COPIES_MASKS) is None
    assert glossary_of(Settings(), PLAIN) is None
    assert glossary_of(Settings(glossary="none"), PLAIN) is None
    named = glossary_of(Settings(glossary=str(path)), COPIES_MASKS)
    assert named is not None and named.exact
    with pytest.raises(UsageError, match="the model plain was not trained to copy"):
        glossary_of(Settings(glossary=str(path)), PLAIN)
