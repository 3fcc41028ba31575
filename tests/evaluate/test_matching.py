from __future__ import annotations

import unicodedata

import pytest

from mt.evaluate.matching import Text
from tests.evaluate.samples import own_rows

SENTENCES = [row[2] for row in own_rows()]


def places(piece: str, text: Text | None = None) -> list[str]:
    """What stands at the places that were found."""
    text = text or Text(SENTENCES)
    found = []
    for place in text.find(piece):
        first, last = text.tokens[place.first], text.tokens[place.last]
        joined = " ".join(SENTENCES[first.sentence : last.sentence + 1])
        found.append(joined[first.start : len(joined) - len(SENTENCES[last.sentence]) + last.end])
    return found


def test_every_sentence_is_found_where_it_stands() -> None:
    text = Text(SENTENCES)
    for number, sentence in enumerate(SENTENCES):
        found = text.find(sentence)
        assert number in [text.tokens[place.first].sentence for place in found]
        assert all(place.fit == 1 for place in found)
        assert len(found) == SENTENCES.count(sentence)


@pytest.mark.parametrize(
    "piece",
    [
        "quyết định này không liên quan tới những căng thẳng gần đây",
        "Quyết định này  KHÔNG liên quan, tới những căng thẳng gần đây!",
        "quyết định nầy không liên quan tới căng thẳng gần đây",
        "quyet dinh nay khong lien quan toi nhung cang thang gan day",
        unicodedata.normalize("NFD", "quyết định này không liên quan tới những căng thẳng gần đây"),
    ],
)
def test_small_edits_do_not_matter(piece: str) -> None:
    assert places(piece) == ["quyết định này không liên quan tới những căng thẳng gần đây"]


def test_old_and_new_tone_marks_are_the_same() -> None:
    text = Text(["Hoà bình là quý.", "Xoá bỏ.", "Thuỷ triều lên."])
    assert [p.fit for p in text.find("hòa bình")] == [1.0]
    assert [p.fit for p in text.find("thủy triều")] == [1.0]


def test_a_piece_across_sentences() -> None:
    assert places(
        "dài 133 mét, có lượng giãn nước 4.900 tấn và mang theo 185 thủy thủ. Nếu đàm phán đổ vỡ"
    ) == ["dài 133 mét, có lượng giãn nước 4.900 tấn và mang theo 185 thủy thủ. Nếu đàm phán đổ vỡ"]


def test_what_is_not_there_is_not_found() -> None:
    rows = own_rows()
    for document in sorted({row[1] for row in rows}):
        text = Text([row[2] for row in rows if row[1] != document])
        for row in rows:
            if row[1] == document and len(row[2].split()) > 5 and row[2] not in SENTENCES[:4]:
                assert text.find(row[2]) == [], row[0]


def test_nothing_and_no_words() -> None:
    assert Text([]).find("một") == []
    assert Text(SENTENCES).find(" … ") == []
    assert Text(SENTENCES).find("") == []


def test_a_very_long_piece_is_found_by_its_ends() -> None:
    text = Text(SENTENCES)
    piece = " ".join(SENTENCES[3:60]).replace("người", "nguoi", 3)
    (place,) = text.find("Ngồn " + piece[len("Nguồn ") :])
    assert text.tokens[place.first].sentence == 3
    assert text.tokens[place.last].sentence == 59
