"""The JSON of a report: the documented keys, and every value of the report."""

from __future__ import annotations

import json

import numpy as np
import pytest

pytest.importorskip("sacrebleu")

from mt.evaluate.evaluating import evaluate, measure
from mt.evaluate.json import render
from mt.evaluate.options import EvaluateOptions
from mt.evaluate.packing import unpack
from mt.values import Coverage, Flag, FlagKind, ReferenceSet, Report, SegmentReport, System, SystemReport

SET = ReferenceSet(
    "set", (("One day.", "Two days."), ("A day.", "A couple of days.")), ("Một", "Hai"), ("d", "e")
)
SYSTEMS = [System("a", ("One day.", "Two.")), System("b", ("A day.", "Tw"), (("model", "m"),))]
OPTIONS = EvaluateOptions(resamples=100, trials=100)


def test_keys_and_values() -> None:
    table = measure(SET, SYSTEMS, OPTIONS)
    report = evaluate(SET, SYSTEMS, OPTIONS, table=table)
    text = render(report, table)
    assert text.endswith("}\n")
    whole = json.loads(text)
    assert list(whole) == [
        "format", "version", "name", "systems", "comparisons", "ranks", "buckets", "segments", "coverage",
        "recipe", "statistics",
    ]  # fmt: skip
    assert (whole["format"], whole["version"], whole["coverage"]) == ("mt evaluate", 1, None)
    assert whole["systems"][1]["recipe"]["model"] == "m"
    for system, plain in zip(report.systems, whole["systems"], strict=True):
        for score, found in zip(system.scores, plain["scores"], strict=True):
            assert found == {
                "metric": score.metric, "value": score.value, "low": score.low, "high": score.high,
                "signature": score.signature,
            }  # fmt: skip
    assert whole["comparisons"][0]["difference"] == report.comparisons[0].difference
    assert whole["ranks"] == {metric: list(ranks) for metric, ranks in report.ranks}
    assert whole["segments"][1]["hypotheses"] == ["Two.", "Tw"]
    assert whole["segments"][1]["references"] == ["Two days.", "A couple of days."]
    for metric, systems in table.items():
        for system, found in zip(SYSTEMS, systems, strict=True):
            kept = whole["statistics"][metric]["systems"][system.name]
            np.testing.assert_array_equal(unpack(kept), found.counts)


def test_flags_and_coverage() -> None:
    flags = ((Flag(FlagKind.NUMBER, "5 is missing"),), ())
    segment = SegmentReport(0, "", ("r",), ("h", "i"), (1.0, 2.0), flags)
    coverage = Coverage(3, 2, 0.25, (("line 3", "Vắng", "nowhere"),))
    report = Report(
        "n", (SystemReport("a", (), ((FlagKind.NUMBER, 1),)),), segments=(segment,), coverage=coverage
    )
    whole = json.loads(render(report))
    assert whole["segments"][0]["flags"] == [[{"kind": "number", "detail": "5 is missing"}], []]
    assert whole["systems"][0]["flags"] == {"number": 1}
    assert whole["coverage"] == {
        "snippets": 3, "located": 2, "characters": 0.25,
        "missing": [{"place": "line 3", "text": "Vắng", "why": "nowhere"}],
    }  # fmt: skip
    assert "statistics" not in whole
