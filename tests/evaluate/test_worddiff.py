from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mt.evaluate.worddiff import differences

TEXT = st.text(alphabet="ab é.,-' \n’Đ1", max_size=40)


@given(TEXT, st.lists(TEXT, max_size=2))
def test_the_pieces_are_the_hypothesis(hypothesis: str, references: list[str]) -> None:
    assert "".join(text for text, _ in differences(hypothesis, references)) == hypothesis


@given(TEXT, TEXT)
def test_nothing_differs_from_itself(hypothesis: str, other: str) -> None:
    assert not any(differs for _, differs in differences(hypothesis, [other, hypothesis.upper(), hypothesis]))


def test_words_that_the_reference_lacks_are_marked() -> None:
    found = differences("The ship has 185 sailors.", ["The vessel has 185 sailors."])
    assert found == [("The ", False), ("ship ", True), ("has 185 sailors.", False)]


def test_the_nearest_reference_counts() -> None:
    found = differences("It is raining hard.", ["Nobody came.", "It is raining now."])
    assert [text for text, differs in found if differs] == ["hard"]


def test_very_long_texts_are_compared_by_words() -> None:
    words = [f"w{number}" for number in range(2500)]
    hypothesis = " ".join([*words[::-1], "new"])
    found = differences(hypothesis, [" ".join(words)])
    assert "".join(text for text, _ in found) == hypothesis
    assert [text for text, differs in found if differs] == ["new"]
