"""The boundaries that a reader marked by hand (cases.py)."""

from __future__ import annotations

import time

import pytest

from mt.segment import segment, split
from mt.values import Document
from tests.segment import cases


def check(case: str, language: str) -> None:
    expected = [part.strip() for part in case.split("|")]
    assert split(case.replace("|", ""), language) == expected


@pytest.mark.parametrize("case", cases.read(cases.VIETNAMESE))
def test_vietnamese(case: str) -> None:
    check(case, "vi")


@pytest.mark.parametrize("case", cases.read(cases.ENGLISH))
def test_english(case: str) -> None:
    check(case, "en")


def test_table_is_large() -> None:
    assert len(cases.read(cases.VIETNAMESE)) >= 120


@pytest.mark.parametrize(
    "unit",
    [
        "Câu này.\n",
        "Câu này.\r\n",
        "TS. ",
        "a.b",
        '" . ',
        "(abc de. ",
        ".*_",
        "A. B. ",
        "Ối! ",
        "...  ",
        ") ",
    ],
)
def test_work_grows_with_the_length(unit: str) -> None:
    """Every look-back is bounded: four times the text takes about 4 times as long, not 16 times."""

    def seconds(times: int) -> float:
        taken = []
        for _ in range(3):
            document = Document(unit * times)
            start = time.process_time()
            segment(document)
            taken.append(time.process_time() - start)
        return min(taken)

    assert seconds(8_000) < 10 * seconds(2_000) + 0.05
