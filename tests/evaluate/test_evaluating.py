"""The whole report from values."""

from __future__ import annotations

import hashlib

import pytest

pytest.importorskip("sacrebleu")
import sacrebleu

import mt.evaluate
from mt.errors import InputError, UsageError
from mt.evaluate.options import EvaluateOptions
from mt.values import Flag, FlagKind, ReferenceSet, Report, System
from tests.evaluate.texts import references, spoiled

REFERENCES = references(60)
SET = ReferenceSet(
    "made", (tuple(REFERENCES),), documents=tuple("one" if at < 25 else "two" for at in range(60))
)
SYSTEMS = [
    System("good", tuple(spoiled(REFERENCES, 0.1, 1)), (("model", "m"),)),
    System("alike", tuple(spoiled(REFERENCES, 0.1, 2))),
    System("bad", tuple(spoiled(REFERENCES, 0.5, 3))),
]
OPTIONS = EvaluateOptions(resamples=200, trials=200)


@pytest.fixture(scope="module")
def report() -> Report:
    return mt.evaluate.evaluate(SET, SYSTEMS, OPTIONS)


def test_scores_are_those_of_sacrebleu_inside_their_intervals(report: Report) -> None:
    for system, given in zip(report.systems, SYSTEMS, strict=True):
        by_name = {score.metric: score for score in system.scores}
        hypotheses = list(given.hypotheses)
        assert by_name["BLEU"].value == sacrebleu.corpus_bleu(hypotheses, [REFERENCES]).score
        assert by_name["chrF2"].value == sacrebleu.corpus_chrf(hypotheses, [REFERENCES]).score
        assert by_name["TER"].value == sacrebleu.corpus_ter(hypotheses, [REFERENCES]).score
        for score in system.scores:
            assert score.low is not None
            assert score.high is not None
            assert score.low < score.value < score.high


def test_the_signature_is_that_of_sacrebleu_with_a_bootstrap(report: Report) -> None:
    metric = sacrebleu.metrics.BLEU()
    metric.corpus_score(list(SYSTEMS[0].hypotheses), [REFERENCES], n_bootstrap=200)
    assert report.systems[0].scores[0].signature == str(metric.get_signature())


def test_all_pairs_are_compared_and_ranked(report: Report) -> None:
    pairs = [(each.first, each.second) for each in report.comparisons if each.metric == "BLEU"]
    assert pairs == [("good", "alike"), ("good", "bad"), ("alike", "bad")]
    ranks = dict(report.ranks)
    assert set(ranks) == {"BLEU", "chrF2", "chrF2++", "TER"}
    for metric, found in ranks.items():
        assert found[2] == 3, metric
        assert found[:2] == (1, 1), metric


def test_documents_are_scored_apart(report: Report) -> None:
    documents = [bucket for bucket in report.buckets if bucket.dimension == "document"]
    assert [(bucket.label, bucket.segments) for bucket in documents] == [("one", 25), ("two", 35)]
    alone = sacrebleu.corpus_bleu(list(SYSTEMS[2].hypotheses[:25]), [REFERENCES[:25]]).score
    assert dict(documents[0].scores)["BLEU"][2] == alone


def test_segments_hold_what_was_given(report: Report) -> None:
    assert [segment.index for segment in report.segments] == list(range(60))
    first = report.segments[0]
    assert first.references == (REFERENCES[0],)
    assert first.hypotheses == tuple(system.hypotheses[0] for system in SYSTEMS)
    assert first.document == "one"
    expected = sacrebleu.sentence_chrf(first.hypotheses[2], [REFERENCES[0]]).score
    assert first.chrf[2] == expected


def test_what_the_check_finds_is_counted_once_a_segment() -> None:
    def check(source: str, hypothesis: str) -> tuple[Flag, ...]:
        return (Flag(FlagKind.TAG, "a"), Flag(FlagKind.TAG, "b")) if source == "x" else ()

    given = ReferenceSet("set", (("Yes it is.", "No it is.", "So it is."),), ("x", "y", "x"))
    options = EvaluateOptions(resamples=0)
    found = mt.evaluate.evaluate(given, [System("s", given.references[0])], options, check)
    assert found.systems[0].flags == ((FlagKind.TAG, 2),)


def test_what_is_needed_to_repeat_it_is_there(report: Report) -> None:
    recipe = dict(report.recipe)
    assert (
        recipe["reference.sha256"]
        == hashlib.sha256("".join(f"{r}\n" for r in REFERENCES).encode()).hexdigest()
    )
    assert recipe["seed"] == "12345"
    assert recipe["sacrebleu"] == sacrebleu.__version__
    assert {"vimt", "numpy", "python", "segments", "resamples", "trials"} <= set(recipe)
    system = dict(report.systems[0].recipe)
    assert system["model"] == "m"
    assert len(system["hypotheses.sha256"]) == 64


def test_without_a_bootstrap_there_are_scores_only() -> None:
    options = EvaluateOptions(metrics=("BLEU",), resamples=0, segments=False, buckets=False, signature="x:y")
    found = mt.evaluate.evaluate(SET, SYSTEMS, options)
    assert found.comparisons == found.ranks == found.segments == found.buckets == ()
    score = found.systems[0].scores[0]
    assert (score.low, score.high) == (None, None)
    assert score.signature.endswith("|x:y")
    assert "bs:" not in score.signature


def test_one_segment_and_empty_lines_are_no_trouble() -> None:
    for hypothesis, reference in [("", ""), ("a", ""), ("", "a"), ("a", "a")]:
        found = mt.evaluate.evaluate(
            ReferenceSet("s", ((reference,),)), [System("s", (hypothesis,))], OPTIONS
        )
        assert [score.value for score in found.systems[0].scores]


def test_wrong_arguments() -> None:
    with pytest.raises(UsageError, match="two systems are called 'good'"):
        mt.evaluate.evaluate(SET, [SYSTEMS[0], SYSTEMS[0]])
    with pytest.raises(UsageError, match="nothing to evaluate"):
        mt.evaluate.evaluate(SET, [])
    with pytest.raises(InputError, match="has 1 segment,"):
        mt.evaluate.evaluate(SET, [System("short", ("a",))])
