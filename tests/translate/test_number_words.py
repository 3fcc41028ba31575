"""Numbers in words and Roman numerals: what is lost, what comes in another form."""

from __future__ import annotations

import pytest

from mt.translate.number_words import missing

LOST = [
    ("Hai mươi lăm triệu người mất nhà.", "Twenty-five people lost their homes.", "Hai mươi lăm triệu"),
    ("Ba triệu người", "Three people", "Ba triệu"),
    ("Ba vạn quân", "Three thousand troops", "Ba vạn"),
    ("Một triệu rưỡi người", "One million people", "Một triệu rưỡi"),
    ("vào thế kỷ XXI", "in the 10th century", "thế kỷ XXI"),
]

THERE = [
    ("Hai mươi lăm triệu người", "25 million people"),
    ("Ba triệu người", "Three million people"),
    ("Ba vạn quân", "30,000 troops"),
    ("Ba vạn quân", "thirty thousand troops"),
    ("Từ hai đến ba triệu con chim", "Between two and three million birds"),
    ("Một triệu rưỡi người", "A million and a half people"),
    ("Một triệu rưỡi người", "1.5 million people"),
    ("Một nghìn lẻ một đêm", "A thousand and one nights"),
    ("một tỷ trọng lớn", "a large share"),
    ("con trai của một tỷ phú", "the son of a billionaire"),
    ("vài ba triệu tấn", "a few million tons"),
    ("vào thế kỷ XXI", "in the 21st century"),
    ("vào thế kỷ XX", "in the twentieth century"),
    ("những năm 60 thế kỷ XX", "the 1960s"),
    ("Quốc hội khóa XII", "the XIIth National Assembly"),
]


@pytest.mark.parametrize(("source", "target", "word"), LOST)
def test_lost(source: str, target: str, word: str) -> None:
    assert missing(source, target) == [word]


@pytest.mark.parametrize(("source", "target"), THERE)
def test_there(source: str, target: str) -> None:
    assert missing(source, target) == []
