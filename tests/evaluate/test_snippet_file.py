from __future__ import annotations

import unicodedata

import pytest

from mt.errors import InputError
from mt.evaluate.snippet_file import Snippet, read
from tests.evaluate.samples import OWN, own_rows


def test_vietnamese_and_english() -> None:
    text = "# ours\n\nTrời mưa.\tIt is raining.\tIt rains.\n\tNobody came.\n"
    assert read(text, "f") == (
        Snippet("line 3", "Trời mưa.", ("It is raining.", "It rains.")),
        Snippet("line 4", "", ("Nobody came.",)),
    )


def test_english_only_with_odd_line_ends_and_spaces() -> None:
    assert read("\ufeffIt  is raining.\r\n#tag is no comment\r\n", "f") == (
        Snippet("line 1", "", ("It is raining.",)),
        Snippet("line 2", "", ("#tag is no comment",)),
    )


def test_only_line_ends_end_a_line() -> None:
    assert [s.place for s in read("It rains\u2028hard.\rIt\x0bsnows.\nStop.", "f")] == [
        "line 1",
        "line 2",
        "line 3",
    ]


def test_decomposed_vietnamese_is_composed() -> None:
    text = unicodedata.normalize("NFD", "Trời mưa ở Đà Nẵng.") + "\tIt is raining."
    assert read(text, "f")[0].source == "Trời mưa ở Đà Nẵng."


def test_a_header_names_the_columns() -> None:
    assert read("en\tvi\tnotes\nIt rains.\tTrời mưa.\tweather\n", "f") == (
        Snippet("line 2", "Trời mưa.", ("It rains.",)),
    )


def test_our_own_set_is_a_snippets_file() -> None:
    snippets = read(OWN.read_text(encoding="utf-8"), "own")
    assert [(s.source, s.references) for s in snippets] == [
        (row[2], tuple(cell for cell in row[3:5] if cell)) for row in own_rows()
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f: no snippets in the file"),
        ("# only a comment\n", "f: no snippets in the file"),
        ("vi\ten\n", "f: column names, but no snippets"),
        ("vi\tnotes\nTrời mưa.\tx\n", "f:1: no column of references; name one “en”"),
        ("Trời mưa.\tIt rains.\nNobody came.\n", "f:2: one column, but other lines have more"),
        ("Trời mưa.\tIt rains.\nKhông ai đến.\t\n", "f:2: no English reference in “Không ai đến.”"),
        ("vi\ten\nTrời mưa.\tIt rains.\tIt is raining.\n", "f:2: 3 columns, but 2 in the first"),
        ("It rains.\tTrời mưa.\nNobody came.\tKhông ai đến cả.\n", "f: the columns are swapped"),
        ("Trời mưa.\nKhông ai đến cả.\n", "f:1: Vietnamese where an English reference is expected"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(text, "f")
    assert str(caught.value).startswith(message)


def test_a_vietnamese_name_in_english_is_no_mistake() -> None:
    assert (
        len(read("The Thu Bồn River near Phú Bình was high.\nPhotos by Đỗ Thị Hồng are on show.\n", "f")) == 2
    )
