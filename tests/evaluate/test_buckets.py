from __future__ import annotations

from collections import Counter

import pytest

from mt.evaluate.buckets import buckets, differing, sentences
from mt.values import Bucket, ReferenceSet, SegmentReport, System
from tests.evaluate.samples import own_rows, report

ROWS = [row for row in own_rows() if row[4]]
SET = ReferenceSet(
    "own", (tuple(row[3] for row in ROWS),), tuple(row[2] for row in ROWS), tuple(row[1] for row in ROWS)
)
SYSTEMS = (
    System("other", tuple(row[4] for row in ROWS)),
    System("same", tuple(row[3] for row in ROWS)),
)


def measured() -> tuple[Bucket, ...]:
    pytest.importorskip("sacrebleu")
    from mt.evaluate.statistics import statistics

    table = {
        metric: [statistics(metric, system.hypotheses, SET.references) for system in SYSTEMS]
        for metric in ("BLEU", "chrF2")
    }
    return buckets(SET, SYSTEMS, table)


def test_each_dimension_holds_every_segment_once() -> None:
    sizes: Counter[str] = Counter()
    for bucket in measured():
        sizes[bucket.dimension] += bucket.segments
    assert set(sizes) == {"source syllables", "sentences in a line", "rare reference words", "document"}
    assert set(sizes.values()) == {len(ROWS)}


def test_the_score_of_a_document_is_sacrebleus() -> None:
    found = measured()
    from sacrebleu.metrics import BLEU, CHRF

    for name in ("science", "official"):
        chosen = [at for at, row in enumerate(ROWS) if row[1] == name]
        (bucket,) = [each for each in found if each.dimension == "document" and each.label == name]
        scores = dict(bucket.scores)
        hypotheses = [SYSTEMS[0].hypotheses[at] for at in chosen]
        references = [[SET.references[0][at] for at in chosen]]
        assert bucket.segments == len(chosen)
        assert scores["BLEU"][0] == BLEU().corpus_score(hypotheses, references).score
        assert scores["chrF2"][0] == pytest.approx(
            CHRF().corpus_score(hypotheses, references).score, abs=1e-9
        )
        assert scores["chrF2"][1] == pytest.approx(100)


def test_segments_lie_in_the_bucket_of_their_length() -> None:
    lengths = [len(row[2].split()) for row in ROWS]
    found = {b.label: b.segments for b in measured() if b.dimension == "source syllables"}
    assert found["1-10"] == sum(length <= 10 for length in lengths)
    assert found["21-30"] == sum(20 < length <= 30 for length in lengths)
    assert list(found) == sorted(found, key=lambda label: int(label.split("-")[0].rstrip("+")))


def test_statistics_must_be_those_of_all_systems() -> None:
    with pytest.raises(ValueError, match="BLEU: 0 statistics for 2 systems"):
        buckets(SET, SYSTEMS, {"BLEU": []})


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("It rains", 1),
        ("It rains. He left.", 2),
        ("Lyndon B. Johnson spoke. He left!", 2),
        ("Mr. Keane of TP. Hồ Chí Minh met Dr. Lan.", 1),
        ("At 3.5 km. Then it said: “Go!” Nobody went…", 3),
        ("Trời mưa. Đê vỡ. Ông nói: “Chạy!” Không ai chạy.", 4),
        ("Version 4.2.1 came out", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert sentences(text) == count


def test_the_segments_that_differ_most_come_first() -> None:
    segments = report().segments
    assert [segment.index for segment in differing(segments, 0, 1)] == [2, 0, 1]
    assert [segment.index for segment in differing(segments, 1, 0, 1)] == [2]
    same = SegmentReport(7, "", ("a",), ("a", "a"), (100.0, 100.0), ((), ()))
    assert differing((same,), 0, 1) == ()
