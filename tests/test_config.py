from __future__ import annotations

from pathlib import Path

import pytest

from mt.config import Settings, resolve
from mt.errors import UsageError


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    path.write_text("", encoding="utf-8")
    monkeypatch.setenv("MT_CONFIG", str(path))
    return path


def test_flag_beats_environment_beats_file_beats_default(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resolve() == Settings()
    config.write_text("beam = 2\nthreads = 3\nmodel = 'opus-mt'", encoding="utf-8")
    monkeypatch.setenv("MT_THREADS", "5")
    monkeypatch.setenv("MT_MODEL", "nllb-600m")
    found = resolve({"model": "bundled", "beam": None})
    assert (found.beam, found.threads, found.model) == (2, 5, "bundled")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("baem = 2", "unknown settings baem. Valid: model, fallback, glossary, engine"),
        ("beam = 'four'", "beam = 'four': int is expected"),
        ("beam = true", "int is expected"),
        ("beam = 0", "beam must be from 1 to 64"),
        ("beam =", "TOML"),
    ],
)
def test_a_wrong_file_is_named(config: Path, text: str, message: str) -> None:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        resolve()


def test_a_wrong_variable_is_named(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MT_BEAM", "many")
    with pytest.raises(UsageError, match="MT_BEAM='many'"):
        resolve()
    monkeypatch.setenv("MT_BEAM", "1")
    monkeypatch.setenv("MT_STRICT", "maybe")
    with pytest.raises(UsageError, match="MT_STRICT"):
        resolve()
    monkeypatch.setenv("MT_STRICT", "yes")
    assert resolve().strict


def test_a_missing_file_that_was_named_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MT_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(UsageError, match=r"none\.toml"):
        resolve()
