"""The recipe of the bundled model, whole, at toy size: corpus -> vocabulary -> training -> shipped folder."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

import mt
from mt.models import find
from tests.scripts.toy import call, write_data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("torch", "transformers", "sacrebleu"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    return write_data(tmp_path_factory.mktemp("data"))


def test_corpus_to_shipped_model(data: Path, tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "model"
    said = call("prepare", "--data", data, "--work", work)
    assert "'duplicate': 51, 'shape': 1" in said
    call("train", "--work", work, "--stop-after", "0.02")
    first = [json.loads(line) for line in (work / "curve.jsonl").read_text(encoding="utf-8").splitlines()]
    call("train", "--work", work)
    curve = [json.loads(line) for line in (work / "curve.jsonl").read_text(encoding="utf-8").splitlines()]
    assert curve[len(first)]["step"] > first[-1]["step"], "the second run went on where the first stopped"
    assert curve[-1]["dev_loss"] < curve[0]["dev_loss"]
    # CTranslate2 takes the padding row to be zero; where it drifts, conversions go wrong without an error.
    torch = pytest.importorskip("torch")
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    assert float(state["model"]["model.shared.weight"][-1].norm()) == 0.0
    call("export", "--work", work, "--data", data, "--out", out)
    model = find(str(out))
    assert (model.name, model.mask) == ("bundled", "⟦{}⟧")
    assert model.quality.startswith("FLORES-200 dev BLEU")
    assert mt.load(str(out), threads=1).translate("Tôi thích con mèo ở nhà.").strip()
