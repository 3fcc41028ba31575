"""The recipe of the bundled model, whole, at toy size: corpus -> vocabulary -> training -> shipped folder."""

from __future__ import annotations

import importlib.util
import json
import lzma
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import mt
from mt.models import find
from scripts.train_bundled import main, parser, settings_of
from scripts.training import store
from scripts.training.settings import load_settings
from tests.scripts.toy import OVERFLOWS, SCRIPT, call, write_data


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("torch", "transformers", "sacrebleu"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    return write_data(tmp_path_factory.mktemp("data"))


NO_OVERFLOW = pytest.mark.skipif(OVERFLOWS, reason="int8 of a toy network overflows without VNNI")


@NO_OVERFLOW
def test_corpus_to_shipped_model(data: Path, tmp_path: Path) -> None:
    from scripts.training.run import Options, Run

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
    report = json.loads((work / "report.json").read_text(encoding="utf-8"))["flores200-dev"]
    assert [system["name"] for system in report["systems"]] == ["bundled", "bundled, float32"]
    # The checkpoint teaches, twice over as an ensemble; its student draws from what it wrote.
    some = ("--set", "made.distil_limit=20", "--set", "made.distil_beam=2")
    assert "distilled:" in call(
        "distil", "--work", work, "--teacher", work / "hf", "--teacher", work / "hf", *some
    )
    assert (work / "distilled.tsv.xz").stat().st_size
    # A training goes on from what was shipped, also with more layers, which change nothing at first.
    best = min(entry["dev_loss"] for entry in curve)
    for layers in (1, 3):
        settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
        settings["model"]["encoder_layers"] = layers
        run = Run(work, settings, Options(start=out, place=tmp_path / str(layers)))
        assert len(run.model.model.encoder.layers) == layers
        assert run.dev_loss() == pytest.approx(best, abs=0.05), "int8 and back"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_training_that_is_asked_to_stop_loses_nothing(data: Path, tmp_path: Path, number: int) -> None:
    """What was trained until then is in the checkpoint, though none was due."""
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip("the signal is ignored here, and so by what is started from here")
    call("prepare", "--data", data, "--work", tmp_path)
    command = [sys.executable, str(SCRIPT), "train", "--profile", "toy", "--work", str(tmp_path)]
    slow = ("--set", "train.checkpoint_minutes=60", "--set", "train.hours=1")
    process = subprocess.Popen([*command, *slow], stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        assert process.stderr is not None
        while "at step 0" not in (line := process.stderr.readline()):
            assert line, "it ended before it began"
        time.sleep(0.5)
        process.send_signal(number)
        said = process.communicate(timeout=60)[1]
    finally:
        process.kill()
    assert process.returncode == 128 + number, said
    found = re.search(r"stopped at step (\d+)", said)
    assert found and int(found[1]) > 0
    assert f"at step {found[1]}\n" in call("train", "--work", tmp_path, *slow, "--stop-after", "0")


def test_a_packed_training_takes_no_other_profile(tmp_path: Path) -> None:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    settings["train"]["hours"] = 3.0
    (tmp_path / "pack.json").write_text("{}", encoding="utf-8")
    (tmp_path / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    words = ["train", "--work", str(tmp_path)]
    found = settings_of(parser().parse_args([*words, "--set", "train.seed=2"]))
    assert (found["train"]["hours"], found["train"]["seed"]) == (3.0, 2)
    for more in (["--profile", "gpu"], ["--settings", str(SCRIPT.with_suffix(".toml"))]):
        with pytest.raises(SystemExit, match="--set"):
            main([*words, *more])
    del settings["data"]["late_weights"]
    (tmp_path / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    with pytest.raises(SystemExit, match=r"data\.late_weights.*Pack anew"):
        main(words)


@NO_OVERFLOW
def test_a_packed_training_by_the_command(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The settings that the pack was made with are those of the training elsewhere and of the export."""
    work, packed, out = tmp_path / "work", tmp_path / "pack", tmp_path / "out"

    def step(name: str, *words: str | Path) -> str:
        main([name, *map(str, words)])
        return capsys.readouterr().err

    mine = ("--profile", "toy", "--set", "data.mono_limit=20", "--set", "train.back_share=0.2")
    step("prepare", "--data", data, "--work", work, *mine)
    step("train", "--reverse", "--work", work, *mine, "--stop-after", "0.01")
    assert "at step 0\n" not in step("train", "--reverse", "--work", work, *mine, "--stop-after", "0.01")
    fresh = step("train", "--reverse", "--fresh", "--work", work, *mine, "--stop-after", "0.01")
    assert "at step 0\n" in fresh
    said = step("back", "--work", work, *mine, "--stop-after", "0.05")
    assert "warning: back: the training is not finished" in said
    assert "back-translated:" in said
    parts = ("--set", "chain.reverse=0.0", "--set", "chain.back=0.0", "--set", "chain.train=0.03")
    few = ("--set", "pack.limits={ news = 150 }")
    step("pack", "--work", work, "--out", packed, *mine, *parts, *few, "--set", "model.width=16")
    assert len(store.load(work).groups["news"]) > len(store.load(packed).groups["news"]) == 150
    with pytest.raises(SystemExit, match="--from"):
        step("collect", "--work", packed)
    for number in range(10):
        local = tmp_path / f"local{number}"
        said = step("chain", "--work", packed, "--local", local, "--out", out, "--stop-after", "0.05")
        assert "at step" in step("collect", "--work", packed, "--from", out)
        if "all done" in said:
            break
    assert "all done" in said
    step("export", "--work", packed, "--hf-only")
    config = json.loads((packed / "hf" / "config.json").read_text(encoding="utf-8"))
    assert (config["d_model"], config["encoder_ffn_dim"]) == (16, 64)
    pytest.importorskip("transformers").MarianMTModel.from_pretrained(packed / "hf")


def test_the_lexicon_comes_out_of_the_same_corpus(data: Path, tmp_path: Path) -> None:
    """The words of the toy corpus translate each other as we wrote it."""
    table = tmp_path / "lexicon.tsv.xz"
    call("lexicon", "--profile", "toy", "--data", data, "--out", table)
    with lzma.open(table, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    best = {vi: en for vi, en, forward, _ in sorted(rows, key=lambda row: int(row[2]))}
    for vi, en in {"mua": "buy", "vẽ": "draw", "thích": "like", "thấy": "see", "tìm": "seek"}.items():
        assert best[vi] == en
