"""What is trained is exported, and nothing else."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from scripts.train_bundled import main
from scripts.training import pieces
from scripts.training.corpus import prepare
from scripts.training.settings import load_settings
from tests.scripts.toy import SCRIPT, write_data

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training.export import check_trained  # noqa: E402
from scripts.training.run import Options, Run  # noqa: E402

SETTINGS = load_settings(SCRIPT.with_suffix(".toml"), "toy")


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
