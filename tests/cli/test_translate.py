"""mt translate as a user calls it: real files, exit codes, what stands on which stream."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mt.cli import main
from mt.cli.progress import Progress
from mt.cli.translate import summary_line
from mt.values import Document, FlagKind, Sentence, Span, Summary, Translation

TEXT = "Hôm nay trời đẹp. Tôi đi chợ.\n\nXin chào!\n"


@pytest.fixture
def model(tiny_marian_ct2: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.setenv("MT_MODEL", str(tiny_marian_ct2))
    monkeypatch.setenv("MT_THREADS", "1")
    monkeypatch.setenv("MT_BEAM", "1")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    return str(tiny_marian_ct2)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_text_goes_to_standard_output_and_the_rest_to_standard_error(
    model: str, news: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translate", str(news)]) == 0
    out, err = capsys.readouterr()
    assert [bool(line) for line in out.split("\n")] == [True, False, True, False]
    assert "model: tiny-marian (a test model)" in err
    assert "1 file, 3 sentences" in err
    assert "\r" not in err


def test_quiet_says_nothing(model: str, news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", "--quiet", str(news)]) == 0
    assert capsys.readouterr().err == ""


def test_rows_agree_with_the_text(model: str, news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["translate", str(news)])
    english = capsys.readouterr().out
    main(["translate", str(news), "--format", "jsonl"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 3
    main(["translate", str(news), "--format", "tsv"])
    header, *lines = capsys.readouterr().out.splitlines()
    table = [dict(zip(header.split("\t"), line.split("\t"), strict=True)) for line in lines]
    for row in table:
        assert TEXT[int(row["source_start"]) : int(row["source_end"])] == row["source"]
        assert english[int(row["target_start"]) : int(row["target_end"])] == row["target"]


def test_output_folder_gets_one_file_each(model: str, news: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Tôi đi học.\n", encoding="utf-8")
    folder = tmp_path / "english"
    assert main(["translate", str(news), str(other), "-o", f"{tmp_path}/no/such/folder/"]) == 5
    assert main(["translate", str(news), str(other), "-o", f"{folder}/"]) == 0
    assert sorted(p.name for p in folder.iterdir()) == ["news.en.txt", "other.en.txt"]
    assert main(["translate", str(news), "-o", str(folder / "x.html"), "--format", "html"]) == 0
    assert (folder / "x.html").read_text(encoding="utf-8").startswith("<!")


def test_one_bad_file_does_not_stop_the_others(
    model: str, news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "image.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    folder = tmp_path / "english"
    folder.mkdir()
    names = [str(bad), str(news), str(tmp_path / "missing.txt")]
    assert main(["translate", *names, "-o", str(folder)]) == 6
    assert [p.name for p in folder.iterdir()] == ["news.en.txt"]
    err = capsys.readouterr().err
    assert "image.png" in err
    assert "missing.txt" in err
    assert "2 of 3 inputs failed" in err
    assert main(["translate", str(bad)]) == 3


def test_an_input_is_never_overwritten(model: str, news: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to(news)
    assert main(["translate", str(news), "-o", str(news)]) == 2
    assert main(["translate", str(news), "-o", str(link)]) == 2
    assert news.read_text(encoding="utf-8") == TEXT
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "news.txt").write_text("Chào.", encoding="utf-8")
    assert main(["translate", str(news), str(tmp_path / "a" / "news.txt"), "-o", str(tmp_path / "a")]) == 2


def test_strict_writes_and_then_fails(model: str, news: Path, tmp_path: Path) -> None:
    # The tiny model knows no numbers, so this cannot come back.
    news.write_text("Năm 1987 có 6543 người và 98765 con trâu.\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert main(["translate", str(news), "-o", str(out), "--format", "jsonl", "--strict"]) == 7
    assert json.loads(out.read_text(encoding="utf-8"))["flags"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--model", "gibberish"], 2, "mt models list"),
        (["--beam", "0"], 2, "beam must be from 1"),
        (["--encoding", "klingon"], 2, "klingon"),
        (["--compute", "int3"], 2, "int3"),
        (["-o", "no/such/folder/x.txt"], 5, "no/such/folder"),
    ],
)
def test_wrong_options_say_what_to_do(
    model: str, news: Path, arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translate", str(news), *arguments]) == code
    assert message in capsys.readouterr().err


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mt", *arguments]


def test_standard_input_to_standard_output(model: str) -> None:
    done = subprocess.run(command("translate"), input=TEXT.encode(), capture_output=True, check=True)
    assert done.stdout.decode().count("\n") == 3


def test_a_reader_that_leaves_ends_it_quietly(model: str, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n".join(f"Tôi có {i} con mèo." for i in range(20_000)), encoding="utf-8")
    with subprocess.Popen(
        command("segment", str(path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("number", "code", "said"), [(signal.SIGINT, 130, "whole or not at all"), (signal.SIGTERM, 143, "")]
)
def test_a_stopped_run_says_what_was_kept(
    model: str, tmp_path: Path, number: int, code: int, said: str
) -> None:
    path, out = tmp_path / "long.txt", tmp_path / "out.txt"
    path.write_text("\n".join(f"Tôi có {i} con mèo." for i in range(30_000)), encoding="utf-8")
    with subprocess.Popen(
        command("translate", str(path), "-o", str(out)),
        stderr=subprocess.PIPE,
        # A test run in the background of a shell ignores SIGINT, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            assert process.stderr is not None
            assert process.stderr.readline().startswith(b"mt: model")
            process.send_signal(number)
            assert process.wait(60) == code
            assert said in process.stderr.read().decode()
        finally:
            process.kill()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform != "linux", reason="such names exist on Linux only")
def test_a_file_name_that_is_not_utf_8_spoils_nothing(model: str, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"b\xff.txt")
    path.write_text(TEXT, encoding="utf-8")
    for words in (["translate", "--format", "jsonl"], ["segment", "--format", "tsv"]):
        done = subprocess.run([*command(*words), path, b"miss\xff.txt"], capture_output=True, check=False)
        assert done.returncode == 6
        assert b"xff.txt" in done.stdout
        assert b"Traceback" not in done.stderr
        assert b"there is no such file" in done.stderr


def test_files_may_stand_behind_options(model: str, news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", str(news), "--quiet", str(news)]) == 0
    assert capsys.readouterr().out.count("\n") == 6
    with pytest.raises(SystemExit):
        main(["translate", str(news), "--quite", str(news)])


def test_output_comes_soon_and_in_order(model: str, tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("\n".join(f"Tôi có {i} con mèo." for i in range(20_000)), encoding="utf-8")
    with subprocess.Popen(
        command("translate", str(path)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip()
        assert process.poll() is None, "the first line came before the whole was done"
        process.stdout.close()
        assert process.wait(60) == 141


def test_a_fallback_model_takes_what_the_first_leaves_flagged(
    model: str, news: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translate", str(news), "--fallback", model, "--format", "jsonl"]) == 0
    assert main(["translate", str(news), "--fallback", "gibberish"]) == 2
    assert "gibberish" in capsys.readouterr().err


def test_words_of_a_glossary_come_back_as_they_stand_there(
    news: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words, text = tmp_path / "words.tsv", tmp_path / "navy.txt"
    words.write_text("tàu khu trục\tguided-missile destroyer\n", encoding="utf-8")
    text.write_text("Tàu khu trục đánh chìm 3 tàu ngầm.\n", encoding="utf-8")
    bundled = ["translate", str(text), "--model", "bundled", "--format", "jsonl", "--glossary"]
    assert main([*bundled, str(words)]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert "guided-missile destroyer" in row["target"].lower() or any(
        f.startswith("term:") for f in row["flags"]
    )
    assert main([*bundled, "none"]) == 0
    assert "guided" not in capsys.readouterr().out
    assert main([*bundled, str(tmp_path / "no.tsv")]) == 3
    assert "no.tsv: cannot be read as a glossary" in capsys.readouterr().err


def test_a_glossary_needs_a_model_that_copies(
    model: str, news: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["translate", str(news), "--glossary", str(news)]) == 2
    assert "was not trained to copy words" in capsys.readouterr().err


def test_progress_tells_rate_share_and_time_left(news: Path) -> None:
    progress = Progress([str(news)], enabled=True)
    assert not progress.enabled, "no terminal here"
    progress(Document(TEXT, str(news)), [Translation(Sentence("Xin chào!", Span(31, 40), 3), "Hello!")])
    assert progress.line("news.txt", 2.0) == "news.txt: 1 sentence, 0/s, 21%, 0:07 left"


def test_summary_line() -> None:
    summary = Summary(2, 1200, 4, 1, ((FlagKind.NUMBER, 1),))
    assert (
        summary_line(summary, 3.0)
        == "2 files, 1,200 sentences in 3.0 s (400/s), 4 repaired, 1 flagged (number 1)"
    )


def test_two_files_share_no_line(model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = tmp_path / "1.txt", tmp_path / "2.txt"
    first.write_text("Xin chào!", encoding="utf-8")
    second.write_text("Tôi đi học.", encoding="utf-8")
    assert main(["translate", str(first), str(second)]) == 0
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("command", ["translate", "segment"])
def test_when_all_inputs_fail_the_old_output_stays(
    command: str, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.txt"
    out.write_text("old", encoding="utf-8")
    assert main([command, str(tmp_path / "a"), str(tmp_path / "b"), "-o", str(out)]) == 6
    assert out.read_text(encoding="utf-8") == "old"
    assert "2 of 2 inputs failed; nothing was" in capsys.readouterr().err


def test_what_came_before_a_bad_byte_is_told(
    model: str,
    news: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("mt.pipeline.PIECE_CHARS", 20)
    bad, out = tmp_path / "bad.txt", tmp_path / "out.txt"
    bad.write_bytes("Con mèo ngủ trên mái.\n".encode() * 20_000 + b"\xff\n")
    assert main(["translate", str(news), str(bad), "-o", str(out)]) == 6
    lines = out.read_text(encoding="utf-8").count("\n")
    before = f"What came before is in the output: {lines - TEXT.count(chr(10)):,} sentences"
    assert before in capsys.readouterr().err


@pytest.mark.parametrize("command", ["translate", "segment"])
def test_a_dash_is_standard_output(
    command: str, model: str, news: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(news.parent)
    assert main([command, str(news), "-o", "-"]) == 0
    assert capsys.readouterr().out
    assert list(news.parent.iterdir()) == [news]


def test_each_page_counts_its_own_sentences(model: str, news: Path, tmp_path: Path) -> None:
    other, folder = tmp_path / "other.txt", tmp_path / "pages"
    other.write_text("Tôi đi học.\n", encoding="utf-8")
    folder.mkdir()
    assert main(["translate", str(news), str(other), "-o", str(folder), "--format", "html"]) == 0
    assert "3 sentences in 1 file," in (folder / "news.en.html").read_text(encoding="utf-8")
    assert "1 sentence in 1 file," in (folder / "other.en.html").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("options", [["translate"], ["translate", "--strict"], ["segment"], ["doctor"]])
def test_a_full_disk_behind_standard_output_is_no_traceback(
    model: str, news: Path, options: list[str]
) -> None:
    files = [] if options == ["doctor"] else [str(news)]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command(*options, *files), stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 5
    assert "standard output was not written" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="a shell closes it")
def test_closed_standard_streams_are_no_traceback(model: str, news: Path) -> None:
    line = f'"{sys.executable}" -m mt translate'
    done = subprocess.run(f"{line} <&-", shell=True, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("Traceback")) == (3, 0)
    done = subprocess.run(f'{line} "{news}" >&-', shell=True, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (5, "mt: standard output is closed. Redirect it: > FILE\n")


def test_words_stand_in_jsonl_and_html(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def rows(*options: str) -> list[dict[str, object]]:
        assert main(["translate", str(news), "--model", "bundled", "--format", "jsonl", *options]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    assert all("words" not in row for row in rows())
    for row in rows("--words", "--words-by", "attention"):
        links = [tuple(map(int, link.split("-"))) for link in str(row["words"]).split()]
        assert links
        assert all(i < len(str(row["source"]).split()) for i, _ in links)
        assert all(j < len(str(row["target"]).split()) for _, j in links)
    lexicon = [row["words"] for row in rows("--words")]
    assert main(["translate", str(news), "--model", "bundled", "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert [words for words in lexicon if words] == re.findall(r'data-w="([^"]+)"', page)


def test_words_have_no_place_in_the_other_formats(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["translate", str(news), "--words", "--format", "tsv"]) == 2
    assert "--format jsonl" in capsys.readouterr().err
