from __future__ import annotations

from pathlib import Path

import pytest

from mt.errors import UsageError
from mt.models import catalogue, store
from tests.models.test_resolve import put


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MT_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(store, "bundled_folder", lambda: tmp_path / "bundled")


def test_rows(tmp_path: Path) -> None:
    put("bundled", folder=tmp_path / "bundled")
    put("someone/else")
    (put("someone/cut") / "model.bin").write_bytes(b"")
    rows = {row.name: row for row in catalogue.rows()}
    assert list(rows) == [
        "nllb-3.3b",
        "nllb-1.3b",
        "nllb-600m",
        "opus-mt",
        "bundled",
        "someone/cut",
        "someone/else",
    ]
    assert [r.name for r in rows.values() if r.default] == ["bundled"]
    assert (rows["opus-mt"].state, rows["opus-mt"].bytes) == ("not fetched", 289_000_000)
    assert (rows["someone/cut"].state, rows["someone/else"].state) == ("damaged", "ready")
    assert "0 bytes instead of 7" in rows["someone/cut"].problem
    put("opus-mt")
    assert [r.name for r in catalogue.rows() if r.default] == ["opus-mt"]
    (store.folder_of("opus-mt") / "model.bin").unlink()
    assert [r.name for r in catalogue.rows() if r.default] == []  # `find` refuses it, no other one steps in


def test_bundled_one_is_missing() -> None:
    row = catalogue.row("bundled")
    assert (row.state, row.quality) == ("not fetched", "missing from this installation")


def test_unknown() -> None:
    with pytest.raises(UsageError, match="No model is called"):
        catalogue.row("nothing")


def test_card() -> None:
    folder = put("x/y")
    assert catalogue.card("x/y") == ""
    (folder / "CARD.md").write_text("# Thẻ\n", encoding="utf-8")
    assert catalogue.card("x/y") == "# Thẻ\n"


def test_the_settings_choose_the_default(tmp_path: Path) -> None:
    put("bundled", folder=tmp_path / "bundled")
    put("someone/else")
    assert [r.name for r in catalogue.rows("bundled") if r.default] == ["bundled"]
    assert [r.name for r in catalogue.rows("someone/else") if r.default] == ["someone/else"]
    copy = put("copy", folder=tmp_path / "copy")
    assert [r.folder for r in catalogue.rows(str(copy)) if r.default] == [str(copy)]
    assert [r for r in catalogue.rows("opus-mt") if r.default] == []  # not fetched: nothing else steps in
    assert [r for r in catalogue.rows("no/such") if r.default] == []
