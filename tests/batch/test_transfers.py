"""Temporary folders of workers."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mt.batch.transfers import WorkFolder, clear_dead


def test_what_a_killed_worker_left_is_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    code = (
        "import os, pathlib; from mt.batch.transfers import WorkFolder\n"
        "made = WorkFolder(); pathlib.Path(made.name, '0.in').touch(); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    [left] = tmp_path.iterdir()
    (tmp_path / "vimt-strange").mkdir()
    with WorkFolder() as mine:
        clear_dead()
        assert set(tmp_path.iterdir()) == {Path(mine), tmp_path / "vimt-strange"}
    assert not left.exists()
