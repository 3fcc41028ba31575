"""A column of a corpus: every row comes back, in order, with what `mt` makes of its text alone."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import mt
from mt.batch import tables
from mt.batch.rows import Header
from mt.errors import InputError, UsageError

ROOT = Path(__file__).parent.parent.parent
ROWS: list[dict[str, Any]] = [
    {"id": 1, "text": "Hôm nay trời đẹp. Tôi đi chợ mua cá và rau.", "tag": "a"},
    {"id": 2, "text": "", "tag": "b"},
    {"id": 3, "text": "Anh ấy là bác sĩ ở Hà Nội.\n\nXin chào", "tag": 'c, "d"'},
    {"id": 4, "text": "Có 1.500 người ở đây.", "tag": "é"},
]


@pytest.fixture(autouse=True)
def environment(tiny_marian_ct2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MT_MODEL", str(tiny_marian_ct2))
    monkeypatch.setenv("MT_BEAM", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def command(source: Path, target: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "mt", "batch", str(source), str(target), "--column", "text", *options]


def call(source: Path, target: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(source, target, *options), capture_output=True, text=True, check=False)


def jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", [".jsonl", ".csv", ".parquet", ""])
def test_every_row_comes_back_in_every_format(tmp_path: Path, ending: str) -> None:
    package = {".parquet": "pyarrow", "": "datasets"}.get(ending)
    if package and importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed: pip install 'vimt[data]'")
    target = tmp_path / f"out{ending}"
    done = call(jsonl(tmp_path / "in.jsonl", ROWS), target)
    assert done.returncode == 0, done.stderr
    assert "4 rows, 5 sentences" in done.stderr
    found = list(tables.read(target))
    translator = mt.load(threads=1)
    assert [str(row["id"]) for row in found] == ["1", "2", "3", "4"]
    assert [row["tag"] for row in found] == [row["tag"] for row in ROWS]
    assert [row["text_en"] for row in found] == [translator.translate(row["text"]) for row in ROWS]
    assert [bool(row["text_en_flags"]) for row in found] == [
        any(t.flags for t in translator.sentences(row["text"])) for row in ROWS
    ]
    assert "is done already" in call(tmp_path / "in.jsonl", target).stderr
    if ending == ".csv":
        with target.open(encoding="utf-8", newline="") as stream:
            assert [row["text"] for row in csv.DictReader(stream)] == [row["text"] for row in ROWS]
    # And back: what one run wrote another one reads.
    again = call(target, tmp_path / "again.jsonl", "--to", "english")
    assert again.returncode == 0, again.stderr
    rows = list(tables.read(tmp_path / "again.jsonl"))
    assert [row["english"] for row in rows] == [row["text_en"] for row in found]


def test_tab_separated_fields_stay_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "in.tsv").write_text('n\ttext\n"1\tXin "chào"\n2\tTôi đi chợ.\n', encoding="utf-8")
    assert call(tmp_path / "in.tsv", tmp_path / "out.tsv").returncode == 0
    lines = (tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == ["n", "text", "text_en", "text_en_flags"]
    assert [line.split("\t")[:2] for line in lines[1:]] == [['"1', 'Xin "chào"'], ["2", "Tôi đi chợ."]]


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_a_byte_order_mark_stays(tmp_path: Path, ending: str) -> None:
    source, target = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
    source.write_bytes("\ufefftext\nXin chào\n".encode())
    assert call(source, target).returncode == 0
    assert target.read_bytes().startswith("\ufefftext".encode())
    assert call(source, tmp_path / "out.jsonl").returncode == 0
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["text"] == "Xin chào"


def test_what_has_parts_is_json_in_a_cell(tmp_path: Path) -> None:
    row = {"text": "a", "n": {"a": 1.5}, "l": [1, "x"], "t": True, "e": [], "s": ["x", "y"], "none": None}
    call(jsonl(tmp_path / "in.jsonl", [row]), tmp_path / "out.csv")
    (found,) = tables.read(tmp_path / "out.csv")
    assert {key: json.loads(found[key]) for key in ("n", "l", "t")} == {
        key: row[key] for key in ("n", "l", "t")
    }
    assert (found["e"], found["s"], found["none"]) == ("", "x; y", "")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".jsonl"])
def test_line_ends_stay(tmp_path: Path, ending: str) -> None:
    texts = {".csv": 'text,n\n"a,\nb",1\n', ".tsv": "text\tn\na\t1\n", ".jsonl": '{"text": "a"}\n'}
    for name, end in (("unix", "\n"), ("dos", "\r\n")):
        source, target = tmp_path / f"{name}{ending}", tmp_path / f"{name}-out{ending}"
        source.write_bytes(texts[ending].replace("\n", end).encode())
        assert call(source, target).returncode == 0
        made = target.read_bytes()
        assert made.count(b"\r\n") == (made.count(b"\n") if name == "dos" else 0)
        assert made.endswith(end.encode())


def test_a_file_that_mt_did_not_write_is_not_written_over(tmp_path: Path) -> None:
    source, target = jsonl(tmp_path / "in.jsonl", ROWS), tmp_path / "out.jsonl"
    target.write_text("By a person.\n", encoding="utf-8")
    done = call(source, target)
    assert (done.returncode, "mt did not write it" in done.stderr) == (5, True), done.stderr
    assert target.read_text(encoding="utf-8") == "By a person.\n"
    assert call(source, target, "--overwrite").returncode == 0
    # What mt wrote it writes again when the input is another one.
    jsonl(tmp_path / "in.jsonl", ROWS[:1])
    assert call(source, target).returncode == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize("kill", ["SIGKILL", "SIGINT"])
@pytest.mark.parametrize("ending", [".jsonl", ""])
def test_a_run_that_ended_too_early_makes_no_foreign_file_its_own(
    tmp_path: Path, kill: str, ending: str
) -> None:
    if not ending:
        pytest.importorskip("datasets")
    source, target = jsonl(tmp_path / "in.jsonl", ROWS), tmp_path / f"out{ending}"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import os, signal\nimport mt.pipeline as p\n"
        "def new(*given):\n"
        f"    if signal.{kill} == 9: os.kill(os.getppid(), 9)\n"
        f"    os.kill(os.getpid(), signal.{kill})\n"
        "p.Translator.translate_sentences = new\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}:{ROOT}"}
    subprocess.run(command(source, target), capture_output=True, check=False, env=environment)
    tables.write(target, iter([{"text": "By a person."}]))
    done = call(source, target)
    assert (done.returncode, "mt did not write it" in done.stderr) == (5, True), done.stderr
    assert list(tables.read(target)) == [{"text": "By a person."}]
    assert call(source, target, "--overwrite").returncode == 0
    # What mt wrote and a person edited, by as many characters, is kept as well.
    rows = list(tables.read(target))
    rows[3]["text"] = rows[3]["text"].swapcase()
    tables.write(target, iter(rows))
    jsonl(tmp_path / "in.jsonl", ROWS[:1])
    assert call(source, target).returncode == 5
    assert list(tables.read(target)) == rows


def test_an_edited_output_is_kept_and_told(tmp_path: Path) -> None:
    source, target = jsonl(tmp_path / "in.jsonl", ROWS), tmp_path / "out.jsonl"
    assert call(source, target).returncode == 0
    right = target.read_bytes()
    target.write_bytes(right.replace(b'"tag"', b'"tog"'))
    again = call(source, target)
    assert again.returncode == 0
    assert "was changed after it was written, and is kept" in again.stderr
    assert target.read_bytes() != right
    assert call(source, target, "--overwrite").returncode == 0
    assert target.read_bytes() == right
    assert "is done already" in call(source, target).stderr


def test_a_null_stays_one(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": None}, {"text": "Xin chào"}, {"id": 3}])
    assert call(source, tmp_path / "out.jsonl").returncode == 0
    first, second, third = tables.read(tmp_path / "out.jsonl")
    assert (first["text_en"], first["text_en_flags"]) == (None, [])
    assert second["text_en"]
    assert third == {"id": 3, "text_en": None, "text_en_flags": []}


def test_a_json_line_stays_as_it_was_written(tmp_path: Path) -> None:
    """A number of two decimals, an escape, spaces: what comes is the line with two members more."""
    lines = [
        '{"price": 1.10, "text":"Xin ch\\u00e0o" }',
        ' {"text": null,"x":{"y":[1e2 ,-0, 1e999, 0.12345678901234567890]}}\t',
        "{ }",
    ]
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    assert call(source, tmp_path / "out.jsonl").returncode == 0
    made = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line.partition('"text_en"')[0] for line in made] == [
        '{"price": 1.10, "text":"Xin ch\\u00e0o", ',
        '{"text": null,"x":{"y":[1e2 ,-0, 1e999, 0.12345678901234567890]}, ',
        "{",
    ]
    assert [list(json.loads(line))[-2:] for line in made] == [["text_en", "text_en_flags"]] * 3


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".parquet", ""])
def test_a_table_without_rows_keeps_its_columns(tmp_path: Path, ending: str) -> None:
    package = {".parquet": "pyarrow", "": "datasets"}.get(ending)
    if package:
        pytest.importorskip(package)
    source, target = tmp_path / f"in{ending}", tmp_path / f"out{ending}"
    tables.write(source, [{"id": 1, "text": "a"}])
    typed = tables.header(source).schema  # as a table with rows has them
    tables.write(source, [], header=Header(("id", "text"), typed))
    done = call(source, target)
    assert done.returncode == 0, done.stderr
    made = tables.header(target)
    assert made.names == ("id", "text", "text_en", "text_en_flags")
    assert list(tables.read(target)) == []
    if package:
        types = [str(kind).replace("element", "item") for kind in made.schema.types]
        assert types == ["int64", "string", "string", "list<item: string>"]
    tables.write(source, [], header=Header(("id", "txt")))
    done = call(source, target, "--overwrite")
    assert (done.returncode, "no column 'text'. There are: id, txt" in done.stderr) == (3, True), done.stderr


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (["--format", "html"], "ending of OUT"),
        (["--encoding", "viscii"], "iconv"),
        (["--pattern", "*.csv"], "one file"),
    ],
)
def test_options_of_folders_are_refused(tmp_path: Path, option: list[str], said: str) -> None:
    done = call(jsonl(tmp_path / "in.jsonl", ROWS), tmp_path / "out.jsonl", *option)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"text": "a"}\n{"text": \n', "line 2: not JSON"),
        ('{"text": "a"}\n[1]\n', "line 2: an object is expected"),
        ('\n{"txt": "a"}\n', "row 1: no column 'text'. There are: txt"),
        ('{"text": 5}\n', "row 1: text is int"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "in.jsonl").write_text(text, encoding="utf-8")
    done = call(tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert (done.returncode, said in done.stderr) == (3, True), done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_an_odd_row_is_set_aside_and_the_others_go_on(tmp_path: Path) -> None:
    rows = [{"text": "Trời mưa."}, {"text": ["mảng"], "id": 2}, {"text": "a\0b"}, {"text": "Trời nắng."}]
    done = call(jsonl(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl")
    assert done.returncode == 0, done.stderr
    assert "flagged" in done.stderr
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [{key: row[key] for key in given} for row, given in zip(found, rows, strict=True)] == rows
    assert [row["text_en"] is None for row in found] == [False, True, True, False]
    assert found[1]["text_en_flags"] == ["1: empty: not translated: list, text is expected"]
    assert "NUL" in found[2]["text_en_flags"][0]
    assert call(tmp_path / "in.jsonl", tmp_path / "strict.jsonl", "--strict").returncode == 7


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        # Text is decoded in blocks: the line is not that of the block's end.
        ("in.tsv", b"text\n" + b"M\xc6\xb0a\n" * 9000 + b"M\xb0a\n" + b"a\n" * 9000, "line 9002: not UTF-8"),
        ("in.jsonl", b'{"text": "a"}\r\r{"text": "M\xb0a"}\r', "line 3: not UTF-8"),
        ("in.csv", b'id,text\n1,"a\n', "ends inside a quoted field"),
        ("in.csv", "id;text\n1;Mưa, gió\n".encode(), "line 1: fields are separated by semicolons"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        list(tables.read(tmp_path / name))


@pytest.mark.parametrize(
    ("rows", "ending"),
    [
        ([{"a": 1}, {"b": 2}], ".csv"),
        ([{"a": 1}, {"a": 1, "b": 2}], ".tsv"),
        ([{"a": 1}, {"a": 1, "b": 2}], ".parquet"),
        ([{"a": 1}] * 1000 + [{"a": 1.5}], ".parquet"),
        ([{"a": {"x": 1}}] * 1000 + [{"a": {"x": 1, "y": 2}}], ".parquet"),
    ],
)
def test_what_a_table_cannot_hold_is_an_error_not_lost(
    tmp_path: Path, rows: list[dict[str, Any]], ending: str
) -> None:
    if ending == ".parquet":
        pytest.importorskip("pyarrow")
    with pytest.raises(InputError):
        tables.write(tmp_path / f"out{ending}", rows)
    assert not list(tmp_path.iterdir())


def test_a_column_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [{"text": "Xin chào", "text_en": "Hi, by a person"}])
    done = call(source, tmp_path / "out.jsonl")
    assert (done.returncode, "--to" in done.stderr) == (3, True)


def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", ROWS)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "work.txt").write_text("precious")
    with pytest.raises(UsageError, match="Name another output"):
        tables.task_of(source, tmp_path / "mine")


def test_wrong_names_are_said(tmp_path: Path) -> None:
    jsonl(tmp_path / "in.jsonl", ROWS)
    with pytest.raises(UsageError, match=r"\.jsonl, \.csv"):
        tables.task_of(tmp_path / "in.jsonl", tmp_path / "out.xlsx")
    with pytest.raises(UsageError, match="input as well"):
        tables.task_of(tmp_path / "in.jsonl", tmp_path / "in.jsonl")
    with pytest.raises(InputError, match="neither"):
        tables.task_of(tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    with pytest.raises(UsageError, match="mkdir"):
        tables.task_of(tmp_path / "in.jsonl", tmp_path / "no" / "out.jsonl")


def test_killed_it_goes_on_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    rows = [{"text": f"Tôi có {n} con mèo. Hôm nay trời đẹp {n}."} for n in range(150)]
    source = jsonl(tmp_path / "in.jsonl", rows)
    began = time.monotonic()
    call(source, tmp_path / "whole.jsonl", "--window", "8")
    seconds = time.monotonic() - began
    (tmp_path / "b").mkdir()
    broken = tmp_path / "b" / "whole.jsonl"
    for share in (0.5, 0.7, 0.9):
        run = subprocess.Popen(
            command(source, broken, "--window", "8"), stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(share * seconds)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert call(source, broken, "--window", "8").returncode == 0
    assert broken.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "id,text,text\n1,một,hai\n", "a.csv: line 1: there are two columns 'text'"),
        ("a.tsv", "text\tid\ttext\nmột\t1\thai\n", "a.tsv: line 1: there are two columns 'text'"),
        ("a.jsonl", '{"text": "\\ud800 a"}\n', "a.jsonl: line 1: half of a character"),
    ],
)
def test_what_would_be_lost_or_cannot_be_read_is_told(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = call(tmp_path / name, tmp_path / f"out{Path(name).suffix}")
    assert done.returncode == 3, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
