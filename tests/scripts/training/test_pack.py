"""What travels to a lent machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts.training.pack import collect, room, tree_bytes
from scripts.training.settings import load_settings, override
from tests.scripts.toy import ROOT, SCRIPT

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from scripts.training import pieces  # noqa: E402


def test_the_network_of_the_gpu_profile_fits_beside_the_data() -> None:
    """With a working tree of 10 MB and 18 MB of data; and its int8 weights are below 40 MB."""
    settings = load_settings(SCRIPT.with_suffix(".toml"), "gpu")
    about = room(18_000_000, 10_100_000, settings, settings["tokenizer"]["vocabulary"] + 100)
    assert about["tree"] + about["data"] + about["state"] <= 64 * 2**20
    assert 25_000_000 < about["parameters"] < 37_000_000
    with pytest.raises(SystemExit, match="group_limit"):
        room(30_000_000, 10_100_000, settings, settings["tokenizer"]["vocabulary"] + 100)


def test_the_tree_is_what_git_would_carry(tmp_path: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    assert tree_bytes(ROOT) > sum(path.stat().st_size for path in (ROOT / "mt").rglob("*.py"))
    assert tree_bytes(tmp_path) == 0


def test_what_a_run_brought_is_checked_before_it_is_taken(tmp_path: Path) -> None:
    brought, packed = tmp_path / "brought", tmp_path / "packed"
    packed.mkdir()
    about = {"step": 3, "finished": False}
    pieces.save(brought, {"a": torch.ones(40, 40)}, {}, about, 10**6)
    (brought / "chain.json").write_text('{"done": ["reverse"]}', encoding="utf-8")
    collect(packed, brought)
    assert json.loads((packed / "chain.json").read_text(encoding="utf-8"))["done"] == ["reverse"]
    assert torch.equal(pieces.load(packed)[0]["a"], torch.ones(40, 40))
    pieces.save(brought, {"a": torch.zeros(40, 40)}, {}, {**about, "step": 4}, 10**6)
    (brought / "state-0000004-0.part").write_bytes(b"cut")
    with pytest.raises(SystemExit, match="state-0000004-0"):
        collect(packed, brought)
    assert torch.equal(pieces.load(packed)[0]["a"], torch.ones(40, 40)), "the old state stands"


def test_settings_travel_with_the_pack() -> None:
    """The profile's chain is what the command line says and no more than three loans of nine minutes."""
    settings = load_settings(SCRIPT.with_suffix(".toml"), "gpu")
    assert sum(settings["chain"].values()) <= 26
    override(settings, ["chain.train=5"])
    assert settings["chain"]["train"] == 5
