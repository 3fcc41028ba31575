"""mt segment, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mt.cli import main

TEXT = "TS. Lan ở TP.HCM. Cô dạy Toán.\n\nHọ thắng.Ai cũng vui\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tin.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*words: object) -> int:
    return main(["segment", *map(str, words)])


def test_text(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file) == 0
    assert capsys.readouterr() == ("TS. Lan ở TP.HCM.\nCô dạy Toán.\nHọ thắng.\nAi cũng vui\n", "")


def test_tsv(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--format", "tsv") == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["file", "line", "start", "end", "text"]
    assert rows[1] == [str(file), "1", "0", "17", "TS. Lan ở TP.HCM."]
    for _, line, start, end, text in rows[1:]:
        assert TEXT[int(start) : int(end)] == text
        assert TEXT[: int(start)].count("\n") + 1 == int(line)


def test_jsonl(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "--format", "jsonl") == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert records[2] == {"file": str(file), "line": 3, "start": 32, "end": 41, "text": "Họ thắng."}


def test_output_file(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "câu.txt"
    assert run(file, "-o", target) == 0
    assert target.read_text(encoding="utf-8").count("\n") == 4
    assert capsys.readouterr().out == ""


def test_output_must_not_be_the_input(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, "-o", file) == 2
    assert "is an input as well" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == TEXT


def test_unwrap(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "thư.txt"
    lines = ("Chiều qua cả xóm tôi ra bờ sông xem người ta kéo lưới lên bờ, ai\n"
             "cũng vui vì năm nay cá nhiều hơn hẳn mọi năm. Bọn trẻ con chạy\n"
             "theo reo hò, còn mấy bà thì đứng chờ mua về nấu canh cho cả nhà\n")  # fmt: skip
    path.write_text(lines, encoding="utf-8")
    assert run(path, "--unwrap") == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("ai cũng vui vì năm nay cá nhiều hơn hẳn mọi năm.")
    assert second.startswith("Bọn trẻ con chạy theo")
    assert run(path, "--unwrap", "--format", "tsv") == 0
    assert "ai\\ncũng" in capsys.readouterr().out


def test_language(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "en.txt"
    path.write_text("Mr. Smith came. He sat down.\n", encoding="utf-8")
    assert run(path, "--language", "en") == 0
    assert capsys.readouterr().out == "Mr. Smith came.\nHe sat down.\n"


def test_a_bad_file_does_not_stop_the_others(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "không-có.txt"
    assert run(missing, file) == 6
    answer = capsys.readouterr()
    assert answer.out.count("\n") == 4
    assert "1 of 2 inputs failed" in answer.err
    assert run(missing) == 3


def test_empty_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "trống.txt"
    path.write_bytes(b"")
    assert run(path) == 0
    assert capsys.readouterr().out == ""


def test_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('encoding = "tcvn3"\nunwrap = true\n')
    monkeypatch.setenv("MT_CONFIG", str(config))
    file = tmp_path / "cu.txt"
    file.write_bytes(b"Ti\xd5ng Vi\xd6t.")  # Tiếng Việt in TCVN3
    assert run(file, "--quiet") == 0
    assert capsys.readouterr().out == "Tiếng Việt.\n"
