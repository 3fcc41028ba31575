"""The training on a machine with a time limit."""

from __future__ import annotations

import argparse
import copy
import dataclasses
import json
import re
import shutil
import time
from pathlib import Path

import pytest

from scripts.training import pieces, store
from scripts.training.corpus import prepare
from scripts.training.pack import collect, pack
from scripts.training.settings import Settings, load_settings, override
from scripts.training.store import BACK, read_pairs, write_pairs
from tests.scripts.toy import SCRIPT, sentences, write_data

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training.chain import STEPS, Stint, chain  # noqa: E402
from scripts.training.run import Options, Run  # noqa: E402


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Settings]:
    torch.set_num_threads(1)
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    settings["chain"] = {"reverse": 0.0, "back": 0.0, "train": 60.0}
    work, out = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("pack") / "pack"
    data = write_data(tmp_path_factory.mktemp("data"))
    prepare(argparse.Namespace(data=data, work=work, start=None), settings)
    pack(work, out, settings, 0)
    return out, settings


def stint(packed: Path, tmp_path: Path, seconds: float, last: bool = False) -> Stint:
    return Stint(packed, tmp_path / "local", tmp_path / "out", "cpu", time.monotonic() + seconds, last)


def test_a_last_stint_ends_the_schedule(packed: tuple[Path, Settings], tmp_path: Path) -> None:
    folder, settings = packed
    assert chain(stint(folder, tmp_path, 2.0), copy.deepcopy(settings)) == "train"
    first = pieces.read_manifest(tmp_path / "out")
    assert first is not None
    assert not first["finished"]
    assert chain(stint(folder, tmp_path, 6.0, last=True), copy.deepcopy(settings)) == ""
    second = pieces.read_manifest(tmp_path / "out")
    assert second is not None
    assert second["finished"]
    assert second["step"] > first["step"]
    assert second["curve"][-1]["rate"] < second["curve"][0]["rate"] / 5
    assert second["seconds"] < 60, "not the hour that the settings say"


def test_the_machine_s_own_state_is_used_when_it_is_the_newest(
    packed: tuple[Path, Settings], tmp_path: Path
) -> None:
    """Nothing was collected in between, but the same machine is met again."""
    folder, settings = packed
    chain(stint(folder, tmp_path, 2.0), copy.deepcopy(settings))
    first = pieces.read_manifest(tmp_path / "out")
    chain(stint(folder, tmp_path, 2.0), copy.deepcopy(settings))
    second = pieces.read_manifest(tmp_path / "out")
    assert first is not None
    assert second is not None
    assert second["step"] > first["step"]
    assert second["curve"][: len(first["curve"])] == first["curve"]
    # Another pack is another training.
    (local,) = (tmp_path / "local").iterdir()
    assert local.name == json.loads((folder / "pack.json").read_text(encoding="utf-8"))["id"]


def test_back_translations_that_were_not_collected_are_there_again(
    packed: tuple[Path, Settings], tmp_path: Path
) -> None:
    """The pack comes along as it was, to a machine that has written back-translations since."""
    folder, settings = packed
    name = json.loads((folder / "pack.json").read_text(encoding="utf-8"))["id"]
    place = tmp_path / "local" / name
    place.mkdir(parents=True)
    write_pairs(place / BACK, [("một", "one")])
    (place / "chain.json").write_text('{"done": ["reverse", "back"]}', encoding="utf-8")
    copied = tmp_path / "pack"
    shutil.copytree(folder, copied)
    assert chain(stint(copied, tmp_path, -1.0), copy.deepcopy(settings)) == "train"
    for there in (copied, tmp_path / "out"):
        assert read_pairs(there / BACK) == [("một", "one")]
    assert json.loads((tmp_path / "out" / "chain.json").read_text(encoding="utf-8"))["done"] == [
        "reverse",
        "back",
    ]


@pytest.mark.parametrize(
    ("steps", "pairs", "taken"),
    [
        ((1, 1), (2, 1), "pack"),
        ((1, 1), (1, 2), "local"),
        ((2, 1), (1, 2), "pack"),
        ((1, 2), (2, 1), "local"),
        ((0, 0), (2, 0), "pack"),
    ],
)
def test_of_two_files_of_pairs_the_one_from_further_on_is_taken(
    packed: tuple[Path, Settings], tmp_path: Path, steps: tuple[int, int], pairs: tuple[int, int], taken: str
) -> None:
    """steps done, pairs written: in the pack, on the machine. As many steps: the more pairs."""
    folder, settings = packed
    places = {"pack": tmp_path / "pack"}
    shutil.copytree(folder, places["pack"])
    name = json.loads((folder / "pack.json").read_text(encoding="utf-8"))["id"]
    places["local"] = tmp_path / "local" / name
    places["local"].mkdir(parents=True)
    for (of, place), done, count in zip(places.items(), steps, pairs, strict=True):
        (place / "chain.json").write_text(json.dumps({"done": STEPS[:done]}), encoding="utf-8")
        write_pairs(place / BACK, [(of, f"{at}") for at in range(count)])
    expected = read_pairs(places[taken] / BACK)
    chain(stint(places["pack"], tmp_path, -1.0), copy.deepcopy(settings))
    assert read_pairs(places["pack"] / BACK) == expected


def test_a_fresh_training_keeps_what_came_before_it(packed: tuple[Path, Settings], tmp_path: Path) -> None:
    folder, settings = packed
    copied = tmp_path / "pack"
    shutil.copytree(folder, copied)
    settings = copy.deepcopy(settings)
    settings["chain"]["train"] = 0.02
    chain(stint(copied, tmp_path, 6.0), copy.deepcopy(settings))
    collect(copied, tmp_path / "out")
    first = pieces.read_manifest(copied)
    assert first is not None
    assert first["finished"]
    write_pairs(copied / BACK, [("một", "one")])
    store.replace(copied / "chain.json", json.dumps({"done": list(STEPS)}).encode())
    assert chain(stint(copied, tmp_path, 6.0), copy.deepcopy(settings)) == ""
    assert (pieces.read_manifest(tmp_path / "out") or {})["curve"] == first["curve"], "nothing is left to do"
    settings["train"]["learning_rate"] = 7e-6
    again = dataclasses.replace(stint(copied, tmp_path, 6.0), fresh=True)
    assert chain(again, settings) == ""
    second = pieces.read_manifest(tmp_path / "out")
    assert second is not None
    assert max(entry["rate"] for entry in second["curve"]) <= 7e-6
    assert second["curve"][0]["dev_loss"] > first["curve"][-1]["dev_loss"], "from random weights"
    assert read_pairs(copied / BACK) == [("một", "one")]


def test_with_no_time_left_nothing_is_begun(packed: tuple[Path, Settings], tmp_path: Path) -> None:
    assert chain(stint(packed[0], tmp_path, -1.0), copy.deepcopy(packed[1])) == "train"
    assert list((tmp_path / "out").iterdir()) == []


def test_each_stint_on_a_bare_machine(tmp_path: Path) -> None:
    """A reverse model, its back-translations, the model itself: within what may travel, from pieces alone."""
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    override(settings, ["data.mono_limit=40", "train.denoise_share=0.2", "train.back_share=0.3"])
    override(settings, ["train.average=0.9", "train.workers=2"])
    override(settings, ["chain.reverse=0.05", "chain.back=0.5", "chain.train=0.15"])
    work, folder = tmp_path / "work", tmp_path / "packed"
    prepare(argparse.Namespace(data=write_data(tmp_path / "data"), work=work, start=None), settings)
    about = pack(work, folder, settings, tree=10**6)
    assert about["data"] + about["tree"] + about["state"] < 64 * 2**20
    steps, stopped = [], "reverse"
    for number in range(12):
        out = tmp_path / f"out{number}"
        bare = Stint(folder, tmp_path / f"local{number}", out, "cpu", time.monotonic() + 6)
        stopped = chain(bare, copy.deepcopy(settings))
        files = list(out.iterdir())
        assert len(files) <= settings["pack"]["files"]
        assert all(file.is_file() and file.stat().st_size <= 16 * 2**20 for file in files)
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+", file.name) for file in files)
        collect(folder, out)
        manifest = pieces.read_manifest(folder)
        assert manifest is not None
        steps.append((manifest["reverse"], manifest["step"], manifest["finished"]))
        if not stopped:
            break
    assert stopped == "", steps
    assert steps == sorted(steps, key=lambda step: (not step[0], step[1])), "each goes on from the last"
    assert not all(finished for _, _, finished in steps), "one ended in the middle of a training"
    assert json.loads((folder / "chain.json").read_text(encoding="utf-8"))["done"] == list(STEPS)
    made = read_pairs(folder / BACK)
    assert 0 < len(made) <= 40
    assert {en for _, en in made} <= {en for _, en in sentences()}
    # What is exported is what came back.
    run = Run(folder, settings, Options(place=tmp_path / "export"))
    assert (run.step, run.finished) == (steps[-1][1], True)
    assert run.dev_loss() < 5
