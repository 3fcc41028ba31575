"""The command as a whole, and mt doctor."""

from __future__ import annotations

import json
import signal
import tomllib
from pathlib import Path

import pytest

from mt.cli import COMMANDS, main
from mt.cli.doctor import _PACKAGES


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: mt {name}" in capsys.readouterr().out


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert all(name in out for name in COMMANDS)


def test_a_program_that_calls_main_keeps_its_signals(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert main(["doctor"]) == 0
    assert signal.getsignal(signal.SIGTERM) is before
    with pytest.raises(SystemExit):
        main(["--version"])
    assert signal.getsignal(signal.SIGTERM) is before


def test_doctor_says_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "ctranslate2" in out
    assert "ready to translate" in out
    main(["doctor", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert "int8" in report["devices"]["cpu"]
    assert any(model["name"] == "bundled" for model in report["models"])


def test_doctor_names_a_model_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MT_MODEL", "no-such-model")
    monkeypatch.setenv("MT_BEAM", "2")
    assert main(["doctor"]) == 4
    out = capsys.readouterr().out
    assert "no-such-model" in out
    assert "beam = 2" in out
    assert "not ready to translate" in out


def test_doctor_tells_of_a_home_in_which_nothing_can_be_put(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for home in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv("MT_HOME", str(home))
        assert main(["doctor"]) == 0
        out = capsys.readouterr().out
        assert f"problem: {home}: not a folder that can be written to" in out
        assert out.splitlines()[-1] == "ready to translate"


def test_doctor_tells_of_matrix_products_that_are_not_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value, told in (("1", True), ("0", False)):
        monkeypatch.setenv("CT2_USE_MKL", value)
        assert main(["doctor"]) == 0
        assert ("CT2_USE_MKL is set" in capsys.readouterr().out) is told


def test_doctor_knows_every_extra_that_a_user_may_want() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert {extra for extra in _PACKAGES.values() if extra} == extras.keys() - {"test"}
    for package, extra in _PACKAGES.items():
        wanted = extras[extra] if extra else project["project"]["dependencies"]
        assert any(line.startswith(package) for line in wanted), package
