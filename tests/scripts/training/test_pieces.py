"""The state of a training in pieces."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from scripts.training import pieces  # noqa: E402


def state(rows: int = 64) -> tuple[dict[str, object], dict[str, object]]:
    torch.manual_seed(1)
    weights = {"a.weight": torch.randn(rows, 32), "a.bias": torch.randn(rows)}
    moments = {
        "optimizer.0.0.exp_avg": torch.randn(rows, 32),
        "optimizer.0.0.step": torch.tensor(7.0),
        "optimizer.0.1.exp_avg": torch.randn(rows),
    }
    return weights, moments


ABOUT = {"step": 7, "seconds": 1.5, "finished": False}


@pytest.mark.parametrize(("limit", "precision"), [(10**6, "full"), (6000, "bfloat16"), (4200, "int8")])
def test_precision_is_the_most_that_the_bytes_allow(tmp_path: Path, limit: int, precision: str) -> None:
    weights, moments = state()
    assert pieces.save(tmp_path, weights, moments, ABOUT, limit) == precision
    written = sum(path.stat().st_size for path in tmp_path.glob("*.part"))
    assert written <= limit
    back, back_moments, manifest = pieces.load(tmp_path)
    assert (manifest["step"], manifest["precision"]) == (7, precision)
    assert set(back) == set(weights)
    # bfloat16 keeps 8 bits of a number, int8 half a step of the row's largest 127th.
    worst = (back["a.weight"] - weights["a.weight"]).abs()
    bound = {
        "full": torch.zeros(64, 1),
        "bfloat16": weights["a.weight"].abs() * 2**-8,
        "int8": weights["a.weight"].abs().amax(1, keepdim=True) / 254 * 1.001,
    }[precision]
    assert bool((worst <= bound).all())
    assert torch.equal(back["a.bias"], weights["a.bias"])
    assert set(back_moments) == (set(moments) if precision == "full" else set())


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="in int8"):
        pieces.save(tmp_path, *state(), ABOUT, 1000)


def test_no_piece_is_larger_than_allowed_and_old_ones_go(tmp_path: Path) -> None:
    weights, moments = state()
    pieces.save(tmp_path, weights, moments, ABOUT, 10**6, 1000)
    first = sorted(path.name for path in tmp_path.glob("*.part"))
    assert len(first) > 10
    assert max(path.stat().st_size for path in tmp_path.glob("*.part")) == 1000
    pieces.save(tmp_path, weights, moments, {**ABOUT, "step": 8}, 10**6, 1000)
    second = sorted(path.name for path in tmp_path.glob("*.part"))
    assert not set(first) & set(second)
    assert torch.equal(pieces.load(tmp_path)[0]["a.weight"], weights["a.weight"])


@pytest.mark.parametrize("written", range(4))
def test_a_kill_in_a_second_save_at_the_same_step_leaves_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """The last save of a training has the step of the one before it, and so may the other direction have."""
    weights, moments = state()
    size = pieces.size({**weights, **moments}) // 2
    pieces.save(tmp_path, weights, moments, ABOUT, 10**6, size)
    original, left = pieces.replace, [written]

    def killed(path: Path, data: bytes) -> None:
        if not left[0]:
            path.with_name(path.name + ".new").write_bytes(data[:10])
            raise KeyboardInterrupt
        left[0] -= 1
        original(path, data)

    monkeypatch.setattr(pieces, "replace", killed)
    second = {name: -value for name, value in weights.items()}
    over = {**ABOUT, "finished": True}
    if written < 3:
        with pytest.raises(KeyboardInterrupt):
            pieces.save(tmp_path, second, moments, over, 10**6, size)
    else:
        pieces.save(tmp_path, second, moments, over, 10**6, size)
    found, _, manifest = pieces.load(tmp_path)
    assert manifest["finished"] == (written == 3)
    assert torch.equal(found["a.weight"], (second if written == 3 else weights)["a.weight"])
    monkeypatch.setattr(pieces, "replace", original)
    pieces.save(tmp_path, weights, {}, {**ABOUT, "step": 8}, 10**6)
    assert len(list(tmp_path.iterdir())) == 1 + len(pieces.load(tmp_path)[2]["pieces"]), (
        "nothing is left over"
    )


def test_a_damaged_or_missing_piece_is_named(tmp_path: Path) -> None:
    pieces.save(tmp_path, *state(), ABOUT, 10**6)
    name = json.loads((tmp_path / pieces.MANIFEST).read_text(encoding="utf-8"))["pieces"][0]["name"]
    data = bytearray((tmp_path / name).read_bytes())
    data[-1] ^= 1
    (tmp_path / name).write_bytes(bytes(data))
    with pytest.raises(SystemExit, match=name):
        pieces.load(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(SystemExit, match=name):
        pieces.load(tmp_path)
