"""The settings file and its profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.training.settings import load_settings, override
from tests.scripts.toy import SCRIPT


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("[train]\nhours = 1\n[profiles.x]\ntrain = { hour = 2 }\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="hour"):
        load_settings(path, "x")
    path.write_text("[train]\nhours = 1\n[profiles.x]\ntrane = { hours = 2 }\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="trane"):
        load_settings(path, "x")


def test_a_misspelt_profile_is_not_the_cpu_s() -> None:
    with pytest.raises(SystemExit, match=r"'gqu'.*cpu, further, reverse, gpu"):
        load_settings(SCRIPT.with_suffix(".toml"), "gqu")


def test_settings_are_overridden_by_name_and_type() -> None:
    settings = {"train": {"hours": 1.0, "optimizer": "muon"}}
    override(settings, ["train.hours=2", 'train.optimizer="adamw"'])
    assert settings == {"train": {"hours": 2, "optimizer": "adamw"}}
    for wrong in ("train.hour=2", "hours=2", 'train.hours="2"', "train.optimizer=1"):
        with pytest.raises(SystemExit, match=r"--set train|--set hours"):
            override(settings, [wrong])
