"""COMET with a stand-in for its package: what is asked of it, and what becomes of its scores."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("sacrebleu")

from mt.errors import BackendError, MissingExtra, UsageError
from mt.evaluate import comet
from mt.evaluate.evaluating import evaluate
from mt.evaluate.options import EvaluateOptions
from mt.values import ReferenceSet, System

SET = ReferenceSet("set", (("one", "two", "three"), ("uno", "dos", "tres")), ("một", "hai", "ba"))
SYSTEMS = [System("good", ("one", "two", "three")), System("bad", ("x", "two", "y"))]


class Model:
    def predict(
        self, rows: list[dict[str, str]], batch_size: int, gpus: int, progress_bar: bool
    ) -> SimpleNamespace:
        assert gpus == 0
        return SimpleNamespace(scores=[0.5 + 0.25 * (row["mt"] == row["ref"]) for row in rows])


class Package(SimpleNamespace):
    """What this project uses of `comet`."""

    loaded: str = ""

    def download_model(self, name: str) -> str:
        if name == "unknown":
            raise KeyError("Model 'unknown' not supported by COMET.")
        return f"/cache/{name}.ckpt"

    def load_from_checkpoint(self, path: str) -> Model:
        self.loaded = path
        return Model()


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Package:
    fake = Package()
    monkeypatch.setitem(sys.modules, "comet", fake)
    monkeypatch.setattr(comet, "find_spec", lambda name: fake)
    return fake


def test_a_systems_score_is_the_mean_over_segments_and_references(package: Package) -> None:
    good, bad = comet.statistics("Unbabel/some", SET, SYSTEMS)
    np.testing.assert_allclose(good.counts, [[62.5, 1], [62.5, 1], [62.5, 1]])
    np.testing.assert_allclose(bad.segments(), [50, 62.5, 50])
    assert bad.score() == pytest.approx(100 * (0.5 + 0.625 + 0.5) / 3)
    assert package.loaded == "/cache/Unbabel/some.ckpt"
    assert good.signature.startswith("nrefs:2|model:Unbabel/some|")


def test_it_stands_in_the_report_with_interval_and_rank(package: Package) -> None:
    options = EvaluateOptions(metrics=("BLEU",), resamples=100, trials=100, comet="Unbabel/some")
    report = evaluate(SET, SYSTEMS, options)
    score = report.systems[0].scores[1]
    assert (score.metric, score.value, score.low, score.high) == ("Unbabel/some", 62.5, 62.5, 62.5)
    assert dict(report.ranks)["Unbabel/some"][0] == 1
    assert any(each.metric == "Unbabel/some" for each in report.comparisons)


def test_a_checkpoint_of_ones_own(package: Package, tmp_path: Path) -> None:
    path = tmp_path / "model.ckpt"
    path.touch()
    comet.statistics(str(path), SET, SYSTEMS)
    assert package.loaded == str(path)


def test_what_goes_wrong(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BackendError, match=r"the COMET model unknown cannot be had.*name the file"):
        comet.statistics("unknown", SET, SYSTEMS)
    with pytest.raises(UsageError, match="--src"):
        comet.statistics("some", ReferenceSet("set", SET.references), SYSTEMS)
    monkeypatch.setattr(Model, "predict", lambda *a, **k: SimpleNamespace(scores=[1.0]))
    with pytest.raises(BackendError, match="1 scores for 3 segments"):
        comet.statistics("some", SET, SYSTEMS)
    monkeypatch.setattr(comet, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"vimt\[comet\]"):
        comet.statistics("some", SET, SYSTEMS)
