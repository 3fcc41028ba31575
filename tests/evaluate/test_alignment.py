from __future__ import annotations

import pytest

from mt.errors import InputError
from mt.evaluate.alignment import read_beads, score_alignment

# What score.py of vecalign prints for these two: strict P .500 R .400 F1 .444, lax P .833 R 1.000 F1 .909.
# The counts behind that stand in the comments.
GOLD = "[0]:[0]\n[1, 2]:[1]\n[3]:[]\n[4]:[2, 3]\n[5]:[4]\n[6]:[5]\n"
AUTO = "[0]:[0]\n[1]:[1]\n[2]:[]\n[3]:[]\n[4]:[2, 3]\n[5, 6]:[4, 5]\n"


def test_counts_are_those_of_vecalign() -> None:
    # Found: 6 beads, of them right: 0-0, 3-, 4-2,3 (strict 3/6); 1-1 and 5,6-4,5 overlap (lax 5/6).
    # Wanted with both sides: 5 beads, of them found: 0-0, 4-2,3 (2/5); 1,2-1, 5-4 and 6-5 overlap (5/5).
    rates = score_alignment(read_beads(GOLD), read_beads(AUTO)).nulls
    assert rates.strict_precision == pytest.approx(3 / 6)
    assert rates.strict_recall == pytest.approx(2 / 5)
    assert rates.lax_precision == pytest.approx(5 / 6)
    assert rates.lax_recall == 1.0
    assert rates.strict_f1 == pytest.approx(2 * 0.5 * 0.4 / 0.9)


def test_without_empty_sides_as_bleualign_counts() -> None:
    # Found with both sides: 0-0, 1-1, 4-2,3, 5,6-4,5; right: two of them, the others overlap.
    rates = score_alignment(read_beads(GOLD), read_beads(AUTO)).pairs
    assert (rates.strict_precision, rates.strict_recall) == (2 / 4, 2 / 5)
    assert (rates.lax_precision, rates.lax_recall) == (1.0, 1.0)
    assert (rates.found, rates.wanted) == (4, 5)


def test_documents_are_added_up() -> None:
    gold, auto = read_beads(GOLD), read_beads(AUTO)
    both = score_alignment([gold, gold], [auto, gold]).nulls
    assert both.strict_precision == pytest.approx((3 + 6) / 12)
    assert both.strict_recall == pytest.approx((2 + 5) / 10)
    with pytest.raises(ValueError, match="1 gold documents against 2"):
        score_alignment([gold], [auto, auto])


def test_nothing_against_nothing() -> None:
    rates = score_alignment([], []).nulls
    assert (rates.strict_f1, rates.lax_f1, rates.found) == (0.0, 0.0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "[0]:[0]\n[1, 2]:[1]\n[]:[2]\n",
        "[0]:[0]:0.1523\n[1, 2]:[1]:0.3\n[]:[2]:0.7\n",  # vecalign's own output, with costs
        "0\t0\t0.9\n1\t1\t0.8\n3\t2\t-0.3\n3\t3\t0\n",  # a hunalign ladder
        "source_ids\ttarget_ids\tconfidence\tsource\ttarget\n0\t0\t1\ta\tb\n1,2\t1\t1\tc\td\n\t2\t1\t\te\n",
        '{"source_ids": [0], "target_ids": [0]}\n{"source_ids": [1, 2], "target_ids": [1]}\n'
        '{"source_ids": [], "target_ids": [2]}\n',
    ],
    ids=["vecalign", "costs", "ladder", "tsv", "jsonl"],
)
def test_forms(text: str) -> None:
    assert read_beads(text) == [((0,), (0,)), ((1, 2), (1,)), ((), (2,))]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("hello\n", 1),
        ("[0]:[0]\n[1]-[1]\n", 2),
        ("0\t0\t0\n2\t2\t0\n1\t3\t0\n", 3),
        ('{"source_ids": [0], "target_ids": [0]}\n{"source_ids": [1]}\n', 2),
        ("source_ids\ttarget_ids\n0;1\t2\n", 2),
    ],
)
def test_what_cannot_be_read_is_named(text: str, line: int) -> None:
    with pytest.raises(InputError, match=f"gold.txt, line {line}: "):
        read_beads(text, "gold.txt")
