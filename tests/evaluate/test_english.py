from __future__ import annotations

import pytest

from mt.evaluate import english


def test_names_are_runs_of_capitals_and_not_first_words() -> None:
    assert english.names("The ship left. Then Robert Keane, of NATO, met Tết visitors in Đà Nẵng.") == (
        ("Robert", "Keane"), ("NATO",), ("Tết",), ("Đà", "Nẵng"),
    )  # fmt: skip
    assert english.names("On Monday, the President and the Prime Minister spoke.") == ()
    assert english.names("Petrol Prices Rise For The Third Time") == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (("Zelenskyy",), "Mr Zelensky spoke."),
        (("United", "Nations"), "The UN spoke."),
        (("UN",), "The United Nations spoke."),
        (("American",), "a U.S. official"),
        (("Iran",), "the Iranian navy"),
        (("Đà", "Nẵng"), "in Da Nang"),
        (("Robert", "Keane"), "Keane said"),
    ],
)
def test_a_name_comes_back_in_other_forms(name: tuple[str, ...], text: str) -> None:
    assert english.Words(text).has_name(name)


@pytest.mark.parametrize(("name", "text"), [("NATO", "a NAT0 summit"), ("Kenya", "near the benzine")])
def test_a_name_that_changed_does_not(name: str, text: str) -> None:
    assert not english.Words(text).has_name((name,))


@pytest.mark.parametrize(
    ("text", "word"),
    [("He doesn't know.", "n't"), ("No one came.", "No"), ("Not only that, he won.", ""), ("At No. 7", "")],
)
def test_negation(text: str, word: str) -> None:
    assert english.negation(text) == word


def test_addresses() -> None:
    text = "See https://a.example.org/b?c=1, www.vidu.com.vn (or mail to x.y@vidu.com.vn)."
    assert english.addresses(text) == ["https://a.example.org/b?c=1", "www.vidu.com.vn", "x.y@vidu.com.vn"]
