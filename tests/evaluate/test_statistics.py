"""Counts and scores are sacreBLEU's, to the last digit."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sacrebleu")
from hypothesis import given, settings
from hypothesis import strategies as st
from sacrebleu.metrics import BLEU, CHRF, TER

from mt.errors import InputError, UsageError
from mt.evaluate.statistics import METRICS, all_statistics, statistics

DATA = Path(os.environ.get("MT_DATA", Path(__file__).parents[3] / "shared" / "data"))
RIVALS = sorted((DATA / "rivals").glob("flores200-dev.*.en"))

HYPOTHESES = [
    "The rain kept on for three days, and the streets were under water.",
    'Mr Lam said: "We have never seen it rise so fast".',
    "the the the the cat",
    "",
    "No.",
    "A costs $1,500.50 (about 5%), B-2 costs less &amp; more; see https://example.org/a-b?c=1.",
    "on the mat sat the old cat yesterday morning",
    "   leading and trailing space   ",
    "Đà Nẵng, Huế và Hội An",
    "one two three four five six seven eight nine ten",
]
REFERENCES = [
    "Rain fell for three days and the streets were flooded.",
    "“We have never seen it rise so fast,” said Lam.",
    "the cat the dog",
    "Nothing was written here.",
    "Yes!",
    "A is $1,500.50 (some 5%); B-2 is cheaper &amp; better, see https://example.org/a-b?c=1",
    "yesterday morning the old cat sat on the mat",
    "leading and trailing space",
    "Da Nang, Hue and Hoi An",
    "",
]
OTHERS = [text.upper() if at % 3 else text[: len(text) // 2] for at, text in enumerate(REFERENCES)]


def sacrebleu_metric(name: str) -> BLEU | CHRF | TER:
    return {"BLEU": BLEU, "chrF2": CHRF, "chrF2++": lambda: CHRF(word_order=2), "TER": TER}[name]()


def check_equal(name: str, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> None:
    theirs = sacrebleu_metric(name)
    score = theirs.corpus_score(list(hypotheses), [list(each) for each in references])
    ours = statistics(name, hypotheses, references)
    assert ours.score() == score.score
    assert ours.signature == str(theirs.get_signature())
    rows = theirs._extract_corpus_statistics(list(hypotheses), [list(each) for each in references])
    np.testing.assert_array_equal(ours.counts, np.array(rows, dtype=float))


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("references", [[REFERENCES], [REFERENCES, OTHERS], [OTHERS, REFERENCES, OTHERS]])
def test_counts_and_scores_are_those_of_sacrebleu(name: str, references: list[list[str]]) -> None:
    check_equal(name, HYPOTHESES, references)


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("path", RIVALS, ids=lambda path: path.name)
def test_every_rival_scores_as_with_sacrebleu(name: str, path: Path) -> None:
    hypotheses = path.read_text(encoding="utf-8").split("\n")[:-1]
    pairs = (DATA / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").split("\n")[:-1]
    size = 120  # sacreBLEU takes its time; eval/bench/evaluation.py does the whole
    check_equal(name, hypotheses[:size], [[pair.split("\t")[1] for pair in pairs[:size]]])


@pytest.mark.parametrize("name", METRICS)
def test_a_part_scores_as_that_part_alone(name: str) -> None:
    whole = statistics(name, HYPOTHESES, [REFERENCES])
    for rows in ([0, 2, 6], [4], [3], [9]):
        alone = sacrebleu_metric(name).corpus_score(
            [HYPOTHESES[at] for at in rows], [[REFERENCES[at] for at in rows]]
        )
        assert whole.score(np.array(rows)) == alone.score
    mask = np.zeros(len(HYPOTHESES), dtype=bool)
    mask[[0, 2, 6]] = True
    assert whole.score(mask) == whole.score(np.array([0, 2, 6]))


@pytest.mark.parametrize("name", METRICS)
def test_many_sums_at_once_score_as_each_alone(name: str) -> None:
    whole = statistics(name, HYPOTHESES, [REFERENCES, OTHERS])
    pick = random.Random(3)
    rows = [pick.choices(range(len(HYPOTHESES)), k=4) for _ in range(50)]
    sums = np.array([whole.counts[each].sum(axis=0) for each in rows])
    alone = [whole.score(np.array(each)) for each in rows]
    np.testing.assert_allclose(whole.metric.formula(sums), alone, rtol=1e-13, atol=0)


def test_several_metrics_at_once_are_each_of_them() -> None:
    together = all_statistics(list(METRICS), HYPOTHESES, [REFERENCES])
    for name, found in zip(METRICS, together, strict=True):
        np.testing.assert_array_equal(found.counts, statistics(name, HYPOTHESES, [REFERENCES]).counts)


def test_a_segment_too_long_for_ter_is_said_beforehand() -> None:
    long = " ".join(["word"] * 5001)
    with pytest.raises(InputError, match=r"segment 2 has 5,001 words: TER would take hours.*--metrics"):
        all_statistics(list(METRICS), ["a", "b"], [["a", long]])
    assert statistics("chrF2", ["a", long], [["a", long]]).score() == pytest.approx(100)


def test_unequal_lengths_and_unknown_names_are_errors() -> None:
    with pytest.raises(ValueError, match="10 hypotheses, but 9 references"):
        statistics("BLEU", HYPOTHESES, [REFERENCES[:9]])
    with pytest.raises(UsageError, match=r"'bleu4'. There are: BLEU, chrF2, chrF2\+\+, TER"):
        statistics("bleu4", HYPOTHESES, [REFERENCES])
    with pytest.raises(ValueError, match="no segments"):
        statistics("BLEU", [], [[]])


_TEXT = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from(["a", "A", "the", "Đà", "1,5", "...", "-", "\u3000", "\u0301", "'s", "x-y", " "])
    ).map(" ".join),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT), min_size=1, max_size=4))
def test_any_text_is_counted_as_by_sacrebleu(segments: list[tuple[str, str, str]]) -> None:
    hypotheses, first, second = ([each[at] for each in segments] for at in range(3))
    for name in METRICS:
        check_equal(name, hypotheses, [first])
        check_equal(name, hypotheses, [first, second])
