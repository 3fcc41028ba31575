"""What travels to another machine."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from scripts.training.pack import collect, pack, room, thinned, tree_bytes
from scripts.training.settings import load_settings
from tests.scripts.toy import ROOT, SCRIPT

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from scripts.training import pieces  # noqa: E402


def test_the_network_of_the_gpu_profile_fits_beside_the_data() -> None:
    """With a working tree of 10.2 MB and 15.6 MB of data, as measured; its int8 weights are below 40 MB."""
    settings = load_settings(SCRIPT.with_suffix(".toml"), "gpu")
    about = room(15_600_000, 10_210_000, settings, settings["tokenizer"]["vocabulary"] + 100)
    assert about["tree"] + about["data"] + about["state"] <= 64 * 2**20
    assert 25_000_000 < about["parameters"] < 37_000_000
    assert about["parameters"] * 2.01 < about["total"] - 512 * 1024, "the last weights come back in bfloat16"
    settings["pack"]["files"] = 6
    with pytest.raises(SystemExit, match="7 files"):
        room(15_600_000, 10_210_000, settings, settings["tokenizer"]["vocabulary"] + 100)
    settings["pack"]["files"] = 8
    with pytest.raises(SystemExit, match="group_limit"):
        room(30_000_000, 10_100_000, settings, settings["tokenizer"]["vocabulary"] + 100)


def test_the_tree_is_what_git_would_carry(tmp_path: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    assert tree_bytes(ROOT) > sum(path.stat().st_size for path in (ROOT / "mt").rglob("*.py"))
    assert tree_bytes(tmp_path) == 0


def test_what_came_back_is_checked_before_it_is_taken(tmp_path: Path) -> None:
    origin, packed = tmp_path / "origin", tmp_path / "packed"
    packed.mkdir()
    about = {"step": 3, "finished": False}
    pieces.save(origin, {"a": torch.ones(40, 40)}, {}, about, 10**6)
    (origin / "chain.json").write_text('{"done": ["reverse"]}', encoding="utf-8")
    collect(packed, origin)
    assert json.loads((packed / "chain.json").read_text(encoding="utf-8"))["done"] == ["reverse"]
    assert torch.equal(pieces.load(packed)[0]["a"], torch.ones(40, 40))
    pieces.save(origin, {"a": torch.zeros(40, 40)}, {}, {**about, "step": 4}, 10**6)
    (piece,) = origin.glob("state-0000004-*-0.part")
    piece.write_bytes(b"cut")
    with pytest.raises(SystemExit, match=piece.name):
        collect(packed, origin)
    assert torch.equal(pieces.load(packed)[0]["a"], torch.ones(40, 40)), "the old state stands"


def test_the_gpu_profile_s_chain_fits_three_stints_of_nine_minutes() -> None:
    assert sum(load_settings(SCRIPT.with_suffix(".toml"), "gpu")["chain"].values()) <= 26


def test_a_thinned_group_keeps_its_order_and_all_are_its_own() -> None:
    pairs = [(f"vi {n}", f"en {n}") for n in range(1000)]
    kept = thinned(pairs, 100, random.Random(1))
    assert len(kept) == len(set(kept)) == 100
    assert kept == sorted(kept, key=pairs.index)
    assert max(map(pairs.index, kept)) > 900
    assert thinned(pairs, 0, random.Random(1)) is pairs
    assert thinned(pairs, 2000, random.Random(1)) is pairs


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(SystemExit, match="other things"):
        pack(tmp_path, tmp_path, {}, 0)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "kept"
    (tmp_path / "pack.json").write_text("{}", encoding="utf-8")
    (tmp_path / "state.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit, match="state of a training"):
        pack(tmp_path, tmp_path, {}, 0)
    assert (tmp_path / "state.json").exists()
