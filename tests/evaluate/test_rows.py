"""One set in every form that is read: the rows are the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from mt.errors import InputError, UsageError
from mt.evaluate.rows import Row, is_file, read

ROWS = [Row("Chào.", ("Hello.", "Hi."), "a"), Row("Tạm biệt.", ("Goodbye.", "Bye."), "b")]
BARE = [Row(row.source, row.references[:1]) for row in ROWS]


def lines(path: Path) -> Iterable[str]:
    return path.read_text(encoding="utf-8").splitlines()


def rows(folder: Path, name: str, text: str) -> list[Row]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return list(read(path, lines))


def test_tsv_with_a_header(tmp_path: Path) -> None:
    text = "document\tVI\treference\treference_2\tnotes\n"
    text += "".join(
        f"{row.document}\t{row.source}\t{row.references[0]}\t{row.references[1]}\tx\n" for row in ROWS
    )
    assert rows(tmp_path, "set.tsv", text) == ROWS


def test_tsv_without_a_header(tmp_path: Path) -> None:
    text = "".join(f"{row.source}\t{row.references[0]}\t{row.references[1]}\n" for row in ROWS)
    assert rows(tmp_path, "set.tsv", text) == [Row(row.source, row.references) for row in ROWS]
    assert rows(tmp_path, "set.tsv", "một\tone\t\n") == [Row("một", ("one",))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("một\tone\nhai\n", "line 2 has no tab"),
        ("vi\ten\nmột\tone\textra\n", "line 2: 3 fields, the header has 2"),
    ],
)
def test_tsv_that_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rows(tmp_path, "set.tsv", text)


def test_json_lines(tmp_path: Path) -> None:
    text = "".join(
        json.dumps({"src": row.source, "references": list(row.references), "doc": row.document}) + "\n\n"
        for row in ROWS
    )
    assert rows(tmp_path, "set.jsonl", text) == ROWS
    text = "".join(json.dumps({"translation": {"vi": r.source, "en": r.references[0]}}) + "\n" for r in ROWS)
    assert rows(tmp_path, "set.ndjson", text) == BARE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"vi": "a", "en": "b"}\n{oops\n', "line 2: not JSON"),
        ("[1]\n", "line 1: an object is expected"),
        ('{"vi": "a", "de": "b"}\n', r"line 1: there is no reference\. Its keys are vi, de"),
        ('{"vi": "a", "en": 5}\n', "line 1: source and references must be text"),
        ('{"vi": "a", "references": []}\n', "line 1: source and references must be text"),
    ],
)
def test_json_lines_that_are_wrong(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rows(tmp_path, "set.jsonl", text)


def test_a_line_end_inside_is_a_space(tmp_path: Path) -> None:
    assert rows(tmp_path, "s.jsonl", json.dumps({"vi": "a\nb", "en": "c\r\nd"})) == [Row("a b", ("c d",))]


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "set.parquet"
    table = {
        "source": [row.source for row in ROWS],
        "references": [list(row.references) for row in ROWS],
        "document": [row.document for row in ROWS],
    }
    parquet.write_table(pyarrow.table(table), path)
    assert list(read(path, lines)) == ROWS
    path.write_bytes(b"PAR1 but no more")
    with pytest.raises(InputError, match="cannot be read as parquet"):
        list(read(path, lines))


TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="vi-VN"><seg>Chào<ph/>.</seg></tuv><tuv xml:lang="EN"><seg>Hello.</seg></tuv></tu>
<tu><tuv lang="en-US"><seg>Goodbye.</seg></tuv><tuv lang="vi"><seg>Tạm
  biệt.</seg></tuv></tu>
</body></tmx>
"""


def test_tmx(tmp_path: Path) -> None:
    assert rows(tmp_path, "set.tmx", TMX) == BARE


def test_tmx_that_mt_translate_writes_is_read(tmp_path: Path) -> None:
    from mt.documents import FORMATS, writer
    from mt.values import Document, Sentence, Span, Summary, Translation

    assert "tmx" in FORMATS
    path = tmp_path / "set.tmx"
    with path.open("w", encoding="utf-8") as stream:
        out = writer("tmx", stream)
        out.begin()
        text = "Chào & <b>."
        out.add(Document(text), [Translation(Sentence(text, Span(0, len(text))), "Hello & <b>.")])
        out.end(Summary())
    assert list(read(path, lines)) == [Row("Chào & <b>.", ("Hello & <b>.",))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TMX.replace('"EN"', '"fr"'), r"unit 1 lacks Vietnamese or English: has vi, fr"),
        (TMX[:200], "cannot be read as TMX"),
    ],
)
def test_tmx_that_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        rows(tmp_path, "set.tmx", text)


def test_names(tmp_path: Path) -> None:
    assert is_file("a/b.tsv")
    assert is_file("x.TMX")
    assert not is_file("flores-dev")
    with pytest.raises(UsageError, match="ends in"):
        rows(tmp_path, "set.xlsx", "")
