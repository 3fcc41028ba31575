"""Rows of JSON lines, parquet and tab-separated text, as other programs write and read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mt import records
from mt.errors import InputError


def test_json_lines_are_what_json_says() -> None:
    lines = ['{"a": 1, "b": [null, "ă"]}\n', "\n", ' {"a": {"b": 2.5}} ']
    found = list(records.json_lines(Path("x"), lines))
    assert found == [(1, json.loads(lines[0])), (3, json.loads(lines[2]))]


@pytest.mark.parametrize("line", ["{", "[1]", "nul", "[" * 100_000])
def test_what_is_no_object_is_named(line: str) -> None:
    with pytest.raises(InputError, match="x: line 2: "):
        list(records.json_lines(Path("x"), ["{}", line]))


KEPT = '{"n": [1e300, 1e-300, 0.0, -0e5, 12345678901234567890, 0.10000000000000001], "t": "\\ud83d\\ude00"}'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"a": {"n": -1e400}}', "-1e400 is a number that cannot be kept"),
        ('{"n": 0.01e-400}', "0.01e-400 is a number that cannot be kept"),
        (f'{{"n": {"7" * 5000}}}', "a number of 5,000 digits"),
        ('{"n": 0.12345678901234567890123}', "0.12345678901234567890123 is a number that cannot be kept"),
        ('{"n": NaN}', "NaN is no JSON"),
        ('{"text": "\\ud800 a"}', "lone surrogate"),
        ('{"n": [-Infinity]}', "-Infinity is no JSON"),
        ('{"text": "một", "n": 1, "text": "hai"}', "the key 'text' twice"),
    ],
)
def test_what_json_would_lose_is_refused(line: str, said: str) -> None:
    with pytest.raises(InputError, match=f"x: line 2: .*{said}"):
        list(records.json_lines(Path("x"), [KEPT, line]))


def test_parquet_is_what_pyarrow_wrote(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow

    table = pyarrow.table({"text": ["a", None] * 1500, "n": range(3000)})
    parquet.write_table(table, tmp_path / "a.parquet")
    assert list(records.parquet(tmp_path / "a.parquet")) == table.to_pylist()
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="cannot be read as parquet"):
        list(records.parquet(tmp_path / "a.parquet"))


def test_fields_stand_under_their_header() -> None:
    assert records.fields("x: line 2", 'a\t"b\t\r\n', ["p", "q", "r"]) == {"p": "a", "q": '"b', "r": ""}
    with pytest.raises(InputError, match="x: line 2: 1 field, the header has 2"):
        records.fields("x: line 2", "a\n", ["p", "q"])


def test_two_columns_of_one_name_are_refused() -> None:
    records.check_header("x: line 1", ["id", "text"])
    with pytest.raises(InputError, match="x: line 1: there are two columns 'text'"):
        records.check_header("x: line 1", ["text", "id", "text"])
