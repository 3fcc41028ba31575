"""The settings file and its profiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.training.settings import load_settings


def test_unknown_settings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text("[train]\nhours = 1\n[profiles.x]\ntrain = { hour = 2 }\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="hour"):
        load_settings(path, "x")
