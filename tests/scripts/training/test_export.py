"""What is trained is exported, and nothing else."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from scripts.train_bundled import main
from scripts.training import pieces
from scripts.training.corpus import prepare
from scripts.training.settings import load_settings
from scripts.training.vocabulary import Encoder
from tests.scripts.toy import ROOT, SCRIPT, write_data

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training.export import average, check_trained, ship, write_checkpoint  # noqa: E402
from scripts.training.network import build_model  # noqa: E402
from scripts.training.run import Options, Run  # noqa: E402

SHIPPED = ROOT / "mt" / "models" / "bundled"
SETTINGS = load_settings(SCRIPT.with_suffix(".toml"), "toy")


def test_a_model_is_shipped_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, out = tmp_path / "made", tmp_path / "out"
    for folder, text in ((made, "new"), (out, "old")):
        folder.mkdir()
        for name in ("mt.json", "model.bin", "source.spm"):
            (folder / name).write_text(text, encoding="utf-8")
    (out / "CARD.md").write_text("card", encoding="utf-8")
    before = contents(out)
    copy, rename = shutil.copy, Path.rename
    for most in range(7):
        copied: list[Path] = []

        def killed(source: Path, target: Path, most: int = most, copied: list[Path] = copied) -> None:
            if len(copied) == most:
                raise KeyboardInterrupt
            copied.append(copy(source, target))

        monkeypatch.setattr(shutil, "copy", killed)
        with pytest.raises(KeyboardInterrupt):
            ship(made, out, "")
        assert contents(out) == before
    monkeypatch.setattr(shutil, "copy", copy)

    def between(source: Path, target: Path) -> Path:
        if source.name == "out.new":
            raise KeyboardInterrupt
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", between)
    with pytest.raises(KeyboardInterrupt):
        ship(made, out, "")
    assert contents(out) == before
    monkeypatch.setattr(Path, "rename", rename)
    # Killed so that nothing could put it back.
    out.rename(tmp_path / "out.old")
    ship(made, out, "")
    assert contents(out) == {**contents(made), "CARD.md": "card"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "out"]


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    torch.set_num_threads(1)
    folder = tmp_path / "work"
    prepare(argparse.Namespace(data=write_data(tmp_path / "data"), work=folder, start=None), SETTINGS)
    return folder


@pytest.mark.parametrize(("step", "remedy"), [("export", "train --work"), ("back", "--reverse")])
def test_an_untrained_network_is_not_used(work: Path, step: str, remedy: str) -> None:
    words = [step, "--profile", "toy", "--work", str(work), "--hf-only"]
    with pytest.raises(SystemExit, match=remedy):
        main(words)
    # The pieces of the other direction are none of this one's.
    run = Run(work, SETTINGS, Options(reverse=step == "export"))
    run.step = 5
    run.save_pieces(work)
    with pytest.raises(SystemExit, match=remedy):
        main(words)
    assert pieces.read_manifest(work) is not None
    assert not (work / "hf").exists()
    assert not (work / "back.tsv.xz").exists()


def test_a_training_that_is_not_finished_is_warned_of(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Run(work, SETTINGS)
    run.step, run.seconds = 3, 2.0
    check_trained(run, "export")
    assert "warning: export: the training is not finished: step 3" in capsys.readouterr().err
    run.seconds = SETTINGS["train"]["hours"] * 3600
    check_trained(run, "export")
    assert capsys.readouterr().err == ""


def test_the_mean_of_checkpoints_is_that_of_their_weights(tmp_path: Path) -> None:
    encoder = Encoder(SHIPPED / "source.spm")
    shutil.copy(SHIPPED / "source.spm", tmp_path / "spm.model")
    runs = []
    for seed, name in enumerate(("own", "one", "two")):
        torch.manual_seed(seed)
        runs.append(SimpleNamespace(judged=build_model(SETTINGS, encoder), encoder=encoder, work=tmp_path))
        (tmp_path / name).mkdir()
        write_checkpoint(runs[-1], tmp_path / name)
    name = "model.encoder.layers.0.fc1.weight"
    wanted = sum(run.judged.state_dict()[name].clone() for run in runs) / 3
    average(runs[0], [tmp_path / "one", tmp_path / "two"])
    assert torch.allclose(runs[0].judged.state_dict()[name], wanted, atol=1e-6)
    assert not torch.equal(wanted, runs[1].judged.state_dict()[name])
    before = wanted.clone()
    average(runs[0], [])
    assert torch.allclose(runs[0].judged.state_dict()[name], before, atol=1e-6)
    vocabulary = (tmp_path / "one" / "vocab.json").read_text(encoding="utf-8").replace('"▁', '"_', 5)
    (tmp_path / "one" / "vocab.json").write_text(vocabulary, encoding="utf-8")
    with pytest.raises(SystemExit, match="another vocabulary"):
        average(runs[0], [tmp_path / "one"])
