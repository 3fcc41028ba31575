"""A training's clock, learning rate and state."""

from __future__ import annotations

import argparse
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from scripts.training import pieces
from scripts.training.corpus import prepare
from scripts.training.run import Options, Run
from scripts.training.settings import Settings, load_settings
from tests.scripts.toy import SCRIPT, write_data

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training.network import count_parameters, learning_rate  # noqa: E402

SETTINGS = load_settings(SCRIPT.with_suffix(".toml"), "toy")


@pytest.mark.parametrize(
    ("seconds", "share"), [(0, 1.0), (1800, 1.0), (2160, 1.0), (2880, 0.5), (3600, 0.0), (4000, 0.0)]
)
def test_the_learning_rate_stays_then_falls_in_a_line(seconds: float, share: float) -> None:
    """Warm-up, stable, decay (Hu et al. 2024, equation 1, with a linear decay over the last 40 %)."""
    train = {"hours": 1.0, "decay": 0.4, "warmup_steps": 100, "learning_rate": 2e-3}
    assert learning_rate(train, seconds, 5000) == pytest.approx(2e-3 * share)
    assert learning_rate(train, seconds, 49) == pytest.approx(1e-3 * share)


def test_without_a_stable_part_the_rate_falls_all_the_way() -> None:
    train = {"hours": 1.0, "decay": 1.0, "warmup_steps": 1, "learning_rate": 1.0}
    assert [learning_rate(train, s, 9) for s in (0, 900, 2700)] == pytest.approx([1.0, 0.75, 0.25])


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("run")
    data = write_data(tmp_path_factory.mktemp("data"))
    prepare(argparse.Namespace(data=data, work=folder, start=None), SETTINGS)
    return folder


def settings(**train: Any) -> Settings:
    made = copy.deepcopy(SETTINGS)
    made["train"] |= {"hours": 1.0, "warmup_steps": 2, **train}
    return made


def copied(work: Path, packed: Path) -> Path:
    """What a training reads, in a folder of its own."""
    packed.mkdir()
    for name in ("spm.model", "pairs.json.xz"):
        (packed / name).write_bytes((work / name).read_bytes())
    return packed


def steps(run: Run, count: int) -> None:
    batches = run.batches()
    for _ in range(count):
        parts, pairs = next(batches)
        run.one_step(parts)
        run.step, run.pairs = run.step + 1, run.pairs + pairs
    batches.close()


def weights(run: Run) -> dict[str, Any]:
    return {name: value.detach().clone() for name, value in run.trained(run.model).items()}


def test_parameters_are_counted_before_the_network_is_made(work: Path, tmp_path: Path) -> None:
    run = Run(work, settings(), Options(place=tmp_path))
    vocabulary = len(run.encoder.tokens)
    assert count_parameters(run.settings, vocabulary) == sum(value.numel() for value in weights(run).values())


def test_weights_and_moments_of_a_checkpoint_give_the_same_steps(work: Path, tmp_path: Path) -> None:
    same = settings(sampling_share=0.0)
    same["model"]["dropout"] = 0.0
    run = Run(work, same, Options(place=tmp_path))
    steps(run, 5)
    run.save()
    again = Run(work, same, Options(place=tmp_path))
    assert (again.step, again.pairs) == (run.step, run.pairs)
    for each in (run, again):
        steps(each, 3)
    mine, other = weights(run), weights(again)
    assert all(torch.allclose(mine[name], other[name], atol=1e-6) for name in mine)


@pytest.mark.parametrize("precision", ["full", "bfloat16", "int8"])
def test_a_training_goes_on_from_pieces(work: Path, tmp_path: Path, precision: str) -> None:
    run = Run(work, settings(), Options(place=tmp_path / "one"))
    steps(run, 40)
    before = run.dev_loss()
    parameters = sum(value.numel() for value in weights(run).values())
    room = {"full": 10**9, "bfloat16": int(parameters * 2.7), "int8": int(parameters * 1.9)}[precision]
    packed = copied(work, tmp_path / "packed")
    run.options = Options(place=tmp_path / "one", out=packed, out_bytes=room)
    run.log(1.0)
    run.save_pieces(packed)
    manifest = pieces.read_manifest(packed)
    assert manifest is not None
    assert manifest["precision"] == precision
    again = Run(packed, settings(), Options(place=tmp_path / "two"))
    assert again.step == 40
    # Without moments the rate warms up again.
    assert again.warm_from == (0 if precision == "full" else 40)
    assert abs(again.dev_loss() - before) < {"full": 1e-6, "bfloat16": 0.01, "int8": 0.02}[precision]
    assert bool(again.moments()) == (precision == "full")
    curve = [json.loads(line) for line in (tmp_path / "two" / "curve.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in curve] == [40]
    steps(again, 3)
    assert again.dev_loss() < before + 0.1
    # The state of another direction is not this one's.
    assert Run(packed, settings(), Options(place=tmp_path / "three", reverse=True)).step == 0


def test_the_average_is_an_exponential_one(work: Path, tmp_path: Path) -> None:
    run = Run(work, settings(average=0.9), Options(place=tmp_path))
    expected: dict[str, Any] = {}
    for _ in range(6):
        steps(run, 1)
        now = weights(run)
        expected = {name: 0.9 * expected[name] + 0.1 * now[name] for name in now} if expected else now
    found = run.trained(run.judged)
    assert all(torch.allclose(found[name], expected[name], atol=1e-6) for name in expected)
    run.save()
    again = Run(work, settings(average=0.9), Options(place=tmp_path))
    found = again.trained(again.judged)
    assert all(torch.allclose(found[name], expected[name], atol=1e-6) for name in expected)
    assert not found["model.shared.weight"][-1].detach().any()


def test_the_best_weights_are_kept_and_training_stops_when_it_gets_worse(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([5.0, 4.0, 4.5, 4.2, 1.0])
    monkeypatch.setattr(Run, "dev_loss", lambda self: next(losses))
    kept: list[dict[str, Any]] = []
    original = Run.save_best
    monkeypatch.setattr(Run, "save_best", lambda self: (kept.append(weights(self)), original(self)))
    run = Run(work, settings(patience=2, checkpoint_minutes=0.0), Options(place=tmp_path))
    run.loop(1e9)
    assert (run.step, run.best, run.finished) == (4, 4.0, True)
    assert len(kept) == 2
    last = weights(run)
    assert all(torch.equal(last[name], kept[1][name]) for name in last)


@pytest.mark.parametrize("from_pieces", [False, True])
def test_patience_outlasts_a_call(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, from_pieces: bool
) -> None:
    """Killed before the best weights were put back; found again here, or from pieces elsewhere."""
    losses = iter([4.0, 4.5, 4.6, 4.7, 4.8])
    monkeypatch.setattr(Run, "dev_loss", lambda self: next(losses))
    packed, train = copied(work, tmp_path / "packed"), settings(patience=3, checkpoint_minutes=0.0)
    run = Run(work, train, Options(place=tmp_path / "one", out=packed))
    run.loop(0.0)
    run.loop(0.0)
    place = tmp_path / ("two" if from_pieces else "one")
    again = Run(packed if from_pieces else work, train, Options(place=place, out=packed))
    assert (again.step, again.since_best) == (2, 1)
    with monkeypatch.context() as patched:
        patched.setattr(Run, "finish", lambda self: None)
        again.loop(1e9)
    assert (again.step, again.lowest, again.since_best) == (4, 4.0, 3)
    last = Run(packed if from_pieces else work, train, Options(place=place))
    last.loop(1e9)
    assert (last.step, last.finished) == (4, True)
    # Elsewhere the best weights are not there: the best of those that were met there stand in for them.
    assert last.best == (4.6 if from_pieces else 4.0)


def test_batches_of_other_processes(work: Path, tmp_path: Path) -> None:
    # sentencepiece samples otherwise in each process, whatever its seed.
    run = Run(work, settings(workers=2, sampling_share=0.0), Options(place=tmp_path))
    seen = []
    for _ in range(2):
        batches = run.batches()
        parts = [next(batches) for _ in range(4)]
        batches.close()
        seen.append([part[0].tolist() for (part,), _ in parts])
        assert all(count == len(part[0]) for (part,), count in parts)
    assert seen[0] == seen[1], "the order does not depend on which process is faster"
    assert seen[0][0] != seen[0][1]


def test_a_gpu_s_steps_are_taken_without_copies(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Run, "replicas", None)
    run = Run(work, settings(threads=1), Options(place=tmp_path))
    before = run.dev_loss()
    steps(run, 40)
    assert run.dev_loss() < before - 0.2


def test_a_checkpoint_of_another_shape_is_told(work: Path, tmp_path: Path) -> None:
    options = Options(place=tmp_path)
    Run(work, settings(), options).save()
    deeper = settings()
    deeper["model"]["encoder_layers"] = 3
    with pytest.raises(SystemExit, match=r"checkpoint\.pt: a network of another shape.*--fresh"):
        Run(work, deeper, options)
