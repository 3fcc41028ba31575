from __future__ import annotations

from pathlib import Path

import pytest

from mt.errors import OutputError
from mt.models.files import write_whole


def test_written_and_replaced(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "x", b"one")
    write_whole(tmp_path / "new" / "x", b"two")
    assert [p.read_bytes() for p in (tmp_path / "new").iterdir()] == [b"two"]


def test_nothing_is_left_of_a_failure(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "inside").touch()
    with pytest.raises(OutputError, match="x: cannot be written"):
        write_whole(tmp_path / "x", b"data")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
