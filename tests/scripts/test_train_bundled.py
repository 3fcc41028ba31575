"""The recipe of the bundled model, whole, at toy size: corpus -> vocabulary -> training -> shipped folder."""

from __future__ import annotations

import importlib.util
import json
import lzma
from pathlib import Path

import pytest

import mt
from mt.models import find
from tests.scripts.toy import call, sentences, write_data


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


def test_a_training_in_loans(data: Path, tmp_path: Path) -> None:
    """A reverse model, its back-translations, the model itself; each call on a bare machine."""
    work, packed, out = tmp_path / "work", tmp_path / "packed", tmp_path / "model"
    changes = ["data.mono_limit=40", "train.denoise_share=0.2", "train.back_share=0.3", "train.workers=2"]
    settings = [part for change in changes for part in ("--set", change)]
    assert "monolingual en: 40 sentences" in call("prepare", "--data", data, "--work", work, *settings)
    call("pack", "--work", work, "--out", packed, *settings)
    about = json.loads((packed / "pack.json").read_text(encoding="utf-8"))
    assert about["data"] + about["tree"] + about["state"] < 64 * 2**20
    said, steps = "", []
    for loan in range(9):
        bare, brought = tmp_path / f"local{loan}", tmp_path / f"out{loan}"
        said = call("chain", "--work", packed, "--local", bare, "--out", brought, "--stop-after", "0.2")
        files = list(brought.iterdir())
        assert len(files) <= 8
        assert all(file.is_file() and file.stat().st_size <= 16 * 2**20 for file in files)
        assert sum(file.stat().st_size for file in files) <= 64 * 2**20
        call("collect", "--work", packed, "--brought", brought)
        if (packed / "state.json").exists():
            manifest = json.loads((packed / "state.json").read_text(encoding="utf-8"))
            steps.append((manifest["reverse"], manifest["step"], manifest["finished"]))
        if "all done" in said:
            break
    assert "all done" in said, steps
    assert not all(finished for _, _, finished in steps), "a call ended in the middle of a training"
    assert steps == sorted(steps, key=lambda step: (not step[0], step[1])), "each call goes on from the last"
    assert json.loads((packed / "chain.json").read_text(encoding="utf-8"))["done"] == [
        "reverse",
        "back",
        "train",
    ]
    with lzma.open(packed / "back.tsv.xz", "rt", encoding="utf-8") as lines:
        made = lines.read().splitlines()
    assert 0 < len(made) <= 40
    assert {line.split("\t")[1] for line in made} <= {en for _, en in sentences()}
    call("export", "--work", packed, "--data", data, "--out", out)
    report = json.loads((packed / "report.json").read_text(encoding="utf-8"))["flores200-dev"]
    assert [system["name"] for system in report["systems"]] == ["bundled", "bundled, float32"]
    assert mt.load(str(out), threads=1).translate("Tôi thích con mèo ở nhà.").strip()
