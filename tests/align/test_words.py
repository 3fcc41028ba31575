from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from mt.align import words
from mt.align.words import align_words, pharaoh

GOLD = Path(__file__).parents[2] / "eval" / "words" / "gold.tsv"


def linked(source: str, target: str) -> set[tuple[str, str]]:
    left, right = source.split(), target.split()
    return {(left[i], right[j]) for i, j in align_words(source, target)}


def test_syllables_of_a_word_go_together() -> None:
    found = linked("Con chó của tôi ngủ trong bệnh viện.", "My dog sleeps in the hospital.")
    assert {("chó", "dog"), ("tôi", "My"), ("bệnh", "hospital."), ("viện.", "hospital.")} <= found
    assert ("chó", "hospital.") not in found


def test_names_and_numbers() -> None:
    found = linked(
        "Ông Obama đến Houston năm 2015 với 1.200 người.", "Obama came to Houston with 1,200 people in 2015."
    )
    assert {("Obama", "Obama"), ("Houston", "Houston"), ("2015", "2015."), ("1.200", "1,200")} <= found


def test_a_word_that_occurs_twice_goes_where_its_neighbours_go() -> None:
    found = align_words("chó đen và chó trắng", "black dog and white dog")
    assert {(0, 1), (1, 0), (3, 4), (4, 3)} <= set(found)
    assert not {(0, 4), (3, 1)} & set(found)


def test_the_other_direction_is_the_mirror() -> None:
    vi, en = "Cô ấy đọc sách ở thư viện.", "She reads books in the library."
    looks = np.random.default_rng(1).random((7, 6), dtype=np.float32)
    assert sorted((j, i) for i, j in align_words(vi, en)) == align_words(en, vi)
    assert sorted((j, i) for i, j in align_words(vi, en, looks)) == align_words(en, vi, looks.T)


def test_attention_links_what_no_table_knows() -> None:
    vi, en = "zắp zủng zẽo", "plimp drosk vaunt"
    looks = np.array([[0.05, 0.9, 0.05], [0.9, 0.05, 0.05], [0.05, 0.05, 0.9]], dtype=np.float32)
    assert align_words(vi, en, looks) == [(0, 1), (1, 0), (2, 2)]


def test_the_error_rate_on_pairs_linked_by_hand() -> None:
    """AER (Och and Ney 2003): .121 when the weights were fitted; eflomal .079, fast_align .108."""
    size = right = sure = possible = 0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        vi, en, links = line.split("\t")
        gold = {(int(i), int(j)): mark for i, mark, j in re.findall(r"(\d+)([-?])(\d+)", links)}
        assert all(i < len(vi.split()) and j < len(en.split()) for i, j in gold)
        found = align_words(vi, en)
        size += len(found)
        possible += sum(link in gold for link in found)
        right += sum(gold.get(link) == "-" for link in found)
        sure += sum(mark == "-" for mark in gold.values())
    assert 1 - (right + possible) / (size + sure) < 0.13


def test_nothing_to_link() -> None:
    assert align_words("", "water") == []
    assert align_words("...", "!!!") == []
    assert pharaoh([]) == ""
    assert pharaoh([(0, 0), (1, 2)]) == "0-0 1-2"


def test_what_is_no_sentence_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(words, "likelihood", lambda *given: asked.append(given))
    assert align_words("nước " * 100_000, "water " * 100_000) == []
    assert not asked  # looking at the pairs would take hours


@pytest.mark.parametrize("vi", ["bệnh\u00a0viện", "bệnh\tviện", " bệnh  viện "])
def test_tokens_are_what_split_gives(vi: str) -> None:
    assert align_words(vi, "hospital") == [(0, 0), (1, 0)]
