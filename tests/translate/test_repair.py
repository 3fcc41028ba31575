"""The ladder: each rung mends what it is for, and never makes a sentence worse. The engine is a table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mt.translate.check import check
from mt.translate.repair import SEVERITY, translate_checked
from mt.values import Decoding, FlagKind
from tests.translate.fake_engine import FakeEngine

DECODING = Decoding()


def kinds(flags: object) -> list[FlagKind]:
    return [flag.kind for flag in flags]  # type: ignore[attr-defined]


def test_a_good_answer_stands() -> None:
    engine = FakeEngine({"Trời hôm nay đẹp.": "The weather is nice today."})
    (checked,) = translate_checked(engine, ["Trời hôm nay đẹp."], DECODING)
    assert (checked.target, checked.score, checked.flags, checked.repair) == (
        "The weather is nice today.",
        -0.5,
        (),
        "",
    )
    assert len(engine.asked) == 1


def test_what_else_the_beam_held_mends_without_decoding_again() -> None:
    source = "Có 1.500 người ở đây."
    answers = "There are people here. | There are 15 people here. | There are 1,500 people here."
    engine = FakeEngine({"Có 1,500 người ở đây.": answers})
    (checked,) = translate_checked(engine, [source], DECODING)
    assert (checked.target, checked.repair, checked.flags) == ("There are 1,500 people here.", "beam", ())
    assert checked.score == -2.5
    assert len(engine.asked) == 1


def test_search_mends_a_repetition() -> None:
    source = "Ông ấy nói rằng ông ấy xin lỗi."
    engine = FakeEngine(
        {source: lambda d: "He said he was sorry." if d.no_repeat_ngram else "I'm sorry, " * 9 + "sorry."}
    )
    (checked,) = translate_checked(engine, [source], DECODING)
    assert (checked.target, checked.repair, checked.flags) == ("He said he was sorry.", "search", ())


def test_search_bans_no_repetition_for_a_lost_number() -> None:
    source = "Có 1.500 người."
    engine = FakeEngine(
        {"Có 1,500 người.": lambda d: "There are 1,500 people." if d.beam == 2 else "There are people."}
    )
    (checked,) = translate_checked(engine, [source], DECODING)
    assert (checked.target, checked.repair) == ("There are 1,500 people.", "search")
    assert engine.asked[-1][1].no_repeat_ngram == 0


def test_numbers_are_masked_only_where_one_was_lost() -> None:
    source = "Hôm 3/1, Iraq gặp 15 người của Garner."
    answers = {
        "Hôm ⟦1⟧, Iraq gặp 15 người của Garner.": "On ⟦1⟧, Iraq met people of Garner.",
        "Hôm ⟦1⟧, ⟦2⟧ gặp ⟦3⟧ người của ⟦4⟧.": "On ⟦1⟧, ⟦2⟧ met ⟦3⟧ people of ⟦4⟧.",
    }
    whole = "On January 3, Iraq met 15 people of Garner."
    (checked,) = translate_checked(FakeEngine(answers, mask="⟦{}⟧"), [source], DECODING)
    assert (checked.target, checked.repair) == (whole, "search")
    answers["Hôm ⟦1⟧, Iraq gặp 15 người của Garner."] = "On ⟦1⟧, Iraq met 15 people of Garner."
    engine = FakeEngine(answers, mask="⟦{}⟧")
    (checked,) = translate_checked(engine, [source], DECODING)
    assert (checked.target, checked.repair) == (whole, "")
    assert len(engine.asked) == 1


def test_names_are_masked_only_where_one_was_misspelt() -> None:
    texts = ["Tờ Militarytimes đưa tin.", "Tờ Newsweek đưa tin.", "Trời mưa."]
    answers = {
        "Tờ Militarytimes đưa tin.": "Milicimtimes reported.",
        "Tờ Newsweek đưa tin.": "Newsweek reported.",
        "Trời mưa.": "It rains.",
        "Tờ ⟦1⟧ đưa tin.": "The paper ⟦1⟧ reported.",
    }
    engine = FakeEngine(answers, mask="⟦{}⟧")
    found = [checked.target for checked in translate_checked(engine, texts, DECODING)]
    assert found == ["The paper Militarytimes reported.", "Newsweek reported.", "It rains."]
    assert [asked for asked, _ in engine.asked] == [texts, ["Tờ ⟦1⟧ đưa tin."]]
    engine = FakeEngine(answers)
    assert translate_checked(engine, texts, DECODING)[0].target == "Milicimtimes reported."
    assert len(engine.asked) == 1, "a model without masks has nothing to try"


def test_names_are_masked_only_if_that_loses_nothing() -> None:
    source = "Ở đó, ông Roxmarton có 15 người và 20 xe."
    answers = {
        source: "There, Mr. Rome has 15 people and 20 cars.",
        "Ở đó, ông ⟦1⟧ có 15 người và 20 xe.": "There, Mr. ⟦1⟧ has people.",
    }
    (checked,) = translate_checked(FakeEngine(answers, mask="⟦{}⟧"), [source], DECODING)
    assert checked.target == "There, Mr. Rome has 15 people and 20 cars."
    answers["Ở đó, ông ⟦1⟧ có 15 người và 20 xe."] = "There, Mr. ⟦1⟧ has 15 people and 20 cars."
    (checked,) = translate_checked(FakeEngine(answers, mask="⟦{}⟧"), [source], DECODING)
    assert checked.target == "There, Mr. Roxmarton has 15 people and 20 cars."


def test_search_unmasks_all_but_dates_where_something_repeats() -> None:
    source = "Hôm 3/1, ông © nói rằng ông ấy xin lỗi."
    engine = FakeEngine(
        {
            "Hôm ⟦1⟧, ông ⟦2⟧ nói rằng ông ấy xin lỗi.": "On ⟦1⟧ ⟦2⟧ said " + "I'm sorry, " * 9 + "sorry.",
            "Hôm ⟦1⟧, ông © nói rằng ông ấy xin lỗi.": "On ⟦1⟧, Mr. © said he was sorry.",
        },
        mask="⟦{}⟧",
    )
    (checked,) = translate_checked(engine, [source], DECODING)
    assert (checked.target, checked.repair) == ("On January 3, Mr. © said he was sorry.", "search")


def test_protect_mends_a_lost_placeholder() -> None:
    engine = FakeEngine(
        {
            "Chào {name}, bạn có tin mới.": "Hi, you have a new message.",
            "Chào": "Hello",
            "bạn có tin mới.": "You have news.",
        },
        default=lambda text: {"Chào": "Hello", ", bạn có tin mới.": ", you have news."}.get(text, "?"),
    )
    (checked,) = translate_checked(engine, ["Chào {name}, bạn có tin mới."], DECODING)
    assert (checked.target, checked.repair, checked.flags) == ("Hello {name}, you have news.", "protect", ())


def test_clauses_mend_a_lost_half() -> None:
    first = "Khi cơn bão đi qua thành phố vào đêm hôm qua, "
    second = "hàng nghìn người dân đã phải rời khỏi nhà của mình."
    engine = FakeEngine(
        {
            first + second: "When the storm passed.",
            first.strip(): "When the storm passed through the city last night.",
            second: "Thousands of people had to leave their homes.",
        }
    )
    (checked,) = translate_checked(engine, [first + second], DECODING)
    assert checked.repair == "clauses"
    assert checked.target == (
        "When the storm passed through the city last night, Thousands of people had to leave their homes."
    )


def test_fallback_is_the_last_rung() -> None:
    bad = FakeEngine(default=lambda text: "")
    good = FakeEngine({"Trời đẹp.": "Nice weather."})
    (checked,) = translate_checked(bad, ["Trời đẹp."], DECODING, good)
    assert (checked.target, checked.repair, checked.flags) == ("Nice weather.", "fallback", ())


def test_without_any_translation_the_source_stays() -> None:
    (checked,) = translate_checked(FakeEngine(default=lambda text: ""), ["Trời đẹp."], DECODING)
    assert checked.target == "Trời đẹp."
    assert kinds(checked.flags) == [FlagKind.EMPTY, FlagKind.COPIED]


def test_what_no_rung_saves_is_appended_and_flagged() -> None:
    engine = FakeEngine({"Xem www.vidu.vn nhé.": "Have a look."}, default=lambda text: "")
    (checked,) = translate_checked(engine, ["Xem www.vidu.vn nhé."], DECODING)
    assert checked.target == "Have a look. (www.vidu.vn)"
    assert kinds(checked.flags) == [FlagKind.URL]


def test_nothing_to_translate_is_not_sent() -> None:
    engine = FakeEngine()
    texts = ["", "  ", "12.345", "https://vidu.vn", "😀"]
    checked = translate_checked(engine, texts, DECODING)
    assert [one.target for one in checked] == ["", "  ", "12,345", "https://vidu.vn", "😀"]
    assert [one.score for one in checked] == [None] * 5
    assert engine.asked == []


def test_long_sentences_are_split() -> None:
    engine = FakeEngine(default=lambda text: text.upper(), max_source=10)
    source = "một hai ba bốn năm sáu, bảy tám chín mười. " * 20
    translate_checked(engine, [source.strip()], DECODING)
    assert all(len(text.split()) <= 10 for texts, _ in engine.asked for text in texts)


@pytest.mark.parametrize(
    ("words", "pauses", "pieces"),
    [(40, 0, 1), (60, 0, 1), (61, 0, 2), (80, 1, 1), (80, 0, 2), (81, 4, 2), (200, 9, 3), (200, 0, 4)],
)
def test_a_model_reads_as_much_at_once_as_it_reads_well(words: int, pauses: int, pieces: int) -> None:
    """With longest = 80: sentences of more, and texts without marks of more than 60, in pieces of 50."""
    engine = FakeEngine(default=lambda text: text.upper(), max_source=256)
    engine.model = replace(engine.model, longest=80)
    source = [f"từ{n}" for n in range(words)]
    for n in range(pauses):
        source[(n + 1) * words // (pauses + 1)] += ","
    translate_checked(engine, [" ".join(source)], DECODING)
    asked = engine.asked[0][0]
    assert len(asked) == pieces
    assert " ".join(asked).split() == source
    assert max(len(text.split()) for text in asked) <= (80 if words <= 60 * (pauses + 1) else 50)
    every = [text for texts, _ in engine.asked for text in texts]
    assert max(len(text.split()) for text in every) <= 80  # the ladder reads no more at once


def test_an_unfinished_answer_is_flagged() -> None:
    engine = FakeEngine({"Trời đẹp.": "Nice weather…unfinished"})
    (checked,) = translate_checked(engine, ["Trời đẹp."], DECODING)
    assert kinds(checked.flags) == [FlagKind.LONG]


def test_masks_come_back() -> None:
    engine = FakeEngine({"Chào ⟦1⟧!": "Hello ⟦1⟧!"}, mask="⟦{}⟧")
    (checked,) = translate_checked(engine, ["Chào {name}!"], DECODING)
    assert (checked.target, checked.flags) == ("Hello {name}!", ())


def test_every_kind_has_a_weight() -> None:
    against_references = {FlagKind.OMISSION}  # not this check's
    assert set(SEVERITY) == set(FlagKind) - against_references


@settings(max_examples=60)
@given(st.lists(st.text(alphabet="aảb đ1.,5{x}<b>#“”\n-@", max_size=50), max_size=6), st.data())
def test_n_in_n_out_and_never_worse(texts: list[str], data: st.DataObject) -> None:
    answers = st.sampled_from(
        ["", "a", "b b b b b b b b", "1.5 {x}", "⁇", "a nice long answer with 15 words"]
    )
    engine = FakeEngine(default=lambda text: data.draw(answers), max_source=4)
    checked = translate_checked(engine, texts, DECODING)
    assert len(checked) == len(texts)
    for text, one in zip(texts, checked, strict=True):
        assert one.target.strip() or not text.strip()
        if not one.flags:
            assert check(text, one.target) == ()
