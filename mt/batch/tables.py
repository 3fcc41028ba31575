"""Corpora with columns, read and written row by row: JSON lines, CSV, TSV, parquet, `datasets` folders.

A reader gives dicts; a writer takes them back in the same order, with the columns that were added. Formats
go by the ending of the file's name; a folder that `datasets` has saved goes by what is in it.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from mt import records
from mt.batch import columnar
from mt.batch.plan import Task
from mt.batch.rows import Header, JsonRow, Row, check_keys
from mt.documents import replacing
from mt.errors import InputError, UsageError


def kind_of(path: Path) -> str:
    """The format's name. Raises UsageError, listing the endings."""
    if path.is_dir() or path.suffix == "":
        return "datasets"
    kind = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet"}.get(
        path.suffix
    )
    if kind is None:
        raise UsageError(
            f"{path}: a corpus ends in .jsonl, .csv, .tsv or .parquet, or is a folder saved by datasets"
        )
    return kind


def is_corpus(path: Path) -> bool:
    """Whether `path` is a file, or a folder that `datasets` has saved: not a folder of texts."""
    return path.is_file() or (path / "dataset_info.json").is_file()


def task_of(source: Path, target: Path) -> Task:
    """The corpus as a task for the journal of `target`'s folder.

    Raises UsageError for wrong names, InputError when there is no such corpus."""
    if not is_corpus(source):
        raise InputError(f"{source}: neither a file nor a folder that datasets has saved")
    if target.exists() and source.resolve() == target.resolve():
        raise UsageError(f"{target} is the input as well. Name another output")
    kind_of(source), kind_of(target)
    if target.is_dir() and not is_corpus(target):
        raise UsageError(f"{target}: a folder that datasets has not saved. Name another output")
    if not target.parent.is_dir():
        raise UsageError(f"{target}: there is no folder {target.parent}. Remedy: mkdir -p {target.parent}")
    found = (source / "dataset_info.json" if source.is_dir() else source).stat()
    return Task(os.fsencode(target.name), source, target, found.st_size, found.st_mtime_ns)


def mark(path: Path) -> str:
    """The byte order mark that a corpus of lines begins with, which Excel needs; else ""."""
    if kind_of(path) not in _LINE_WRITERS:
        return ""
    try:
        with path.open("rb") as stream:
            return "\ufeff" if stream.read(3) == b"\xef\xbb\xbf" else ""
    except OSError:
        return ""


def line_end(path: Path) -> str:
    """What ends the first line of a corpus that has lines; else "\\n"."""
    if kind_of(path) not in _LINE_WRITERS:
        return "\n"
    try:
        with path.open("rb") as stream:
            first = stream.readline()
    except OSError:
        return "\n"
    return "\r\n" if first.endswith(b"\r\n") else "\n"


def header(path: Path) -> Header:
    """That of the corpus. Raises as `read` does."""
    kind = kind_of(path)
    if kind == "csv":
        return Header(tuple(_csv_reader(path).fieldnames or ()))
    if kind == "tsv":
        return Header(tuple(_tsv_header(path, next(_lines(path), (1, ""))[1])))
    if kind == "jsonl":
        return Header()
    schema = (
        records.parquet_schema(path) if kind == "parquet" else columnar.loaded(path).features.arrow_schema
    )
    return Header(tuple(schema.names), schema)


def read(path: Path, exact: bool = False) -> Iterator[Row]:
    """The rows. exact: of JSON lines as `JsonRow`, whose numbers are read roughly. Raises InputError naming
    the line that is wrong, MissingExtra for parquet and datasets."""
    kind = kind_of(path)
    return _json_rows(path) if exact and kind == "jsonl" else _READERS[kind](path)


def write(
    path: Path,
    rows: Iterable[Row],
    end: str = "\n",
    finished: Callable[[Path], None] = lambda _: None,
    header: Header | None = None,
    mark: str = "",
) -> None:
    """Writes the rows to `path`, whole or not at all. end: of lines, where the format has lines. finished: is
    given the whole file or folder before it gets its name, and may raise. header: of a table for which no row
    comes. mark: what a file of lines begins with. Raises OutputError."""
    kind, header = kind_of(path), header or Header()
    if kind in _LINE_WRITERS:
        with replacing(path, finished) as out:
            out.write(mark)
            _LINE_WRITERS[kind](path, out, rows, end, header)
    else:
        _WRITERS[kind](path, rows, finished, header)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from enumerate(stream, 1)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: {_not_utf8(path)}: not UTF-8 ({error.reason}). Convert it: iconv -f ENCODING -t UTF-8"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _not_utf8(path: Path) -> str:
    """The first line that is not UTF-8, e.g. "line 12": text is decoded in blocks, whose error knows none."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            for number, line in enumerate(stream, 1):
                if not line.isascii() and _ESCAPED.search(line):
                    return f"line {number}"
    except OSError as error:
        return f"cannot be read again ({error.strerror})"
    return "changed while it was read"


#: Bytes that are not UTF-8, as Python's "surrogateescape" gives them.
_ESCAPED = re.compile("[\udc80-\udcff]")


def _read_jsonl(path: Path) -> Iterator[Row]:
    for _, row in records.json_lines(path, (line for _, line in _lines(path))):
        yield row


def _json_rows(path: Path) -> Iterator[JsonRow]:
    current = ""

    def lines() -> Iterator[str]:
        nonlocal current
        for _, current in _lines(path):
            yield current

    for _, row in records.json_lines(path, lines(), kept=True):
        yield JsonRow(row, current.strip())


def _write_jsonl(_: Path, out: TextIO, rows: Iterable[Row], end: str, __: Header) -> None:
    for row in rows:
        out.write((row.text if isinstance(row, JsonRow) else json.dumps(row, ensure_ascii=False)) + end)


def _csv_reader(path: Path) -> csv.DictReader[str]:
    """At its first row. Raises InputError for a header that cannot be used."""
    # Fields may be long: articles.
    csv.field_size_limit(1 << 30)
    reader = csv.DictReader((line for _, line in _lines(path)), strict=True)
    try:
        names = reader.fieldnames or []
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: {_said(error)}") from error
    records.check_header(f"{path}: line 1", names)
    # A name with a semicolon of its own would stand in quotes.
    if len(names) == 1 and re.fullmatch(r"\w[\w ]*(;\w[\w ]*)+", names[0]):
        raise InputError(f"{path}: line 1: fields are separated by semicolons. Separate them by commas")
    return reader


def _read_csv(path: Path) -> Iterator[Row]:
    reader = _csv_reader(path)
    try:
        for row in reader:
            if None in row or None in row.values():
                raise InputError(f"{path}: line {reader.line_num}: more or fewer fields than the header has")
            yield row
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: {_said(error)}") from error


def _said(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "the file ends inside a quoted field. Close the quote that is open"
    return str(error)


def _write_csv(path: Path, out: TextIO, rows: Iterable[Row], end: str, header: Header) -> None:
    writer: Any = None

    def begin(names: Sequence[str]) -> Any:
        begun = csv.DictWriter(out, names, lineterminator=end)
        begun.writeheader()
        return begun

    for row in rows:
        writer = writer or begin(list(row))
        check_keys(row, writer.fieldnames, path)
        writer.writerow({key: _flat(value) for key, value in row.items()})
    if writer is None and header.names:
        begin([*header.names, *header.added])


def _read_tsv(path: Path) -> Iterator[Row]:
    """Fields as they stand, with nothing quoted: that is how parallel corpora come."""
    header: list[str] = []
    for number, line in _lines(path):
        if not header:
            header = _tsv_header(path, line)
            continue
        yield records.fields(f"{path}: line {number}", line, header)


def _tsv_header(path: Path, line: str) -> list[str]:
    """The names on the first line, none on an empty one of a file without lines."""
    names = line.rstrip("\r\n").split("\t") if line else []
    records.check_header(f"{path}: line 1", names)
    return names


def _write_tsv(path: Path, out: TextIO, rows: Iterable[Row], end: str, header: Header) -> None:
    names: list[str] = []
    for row in rows:
        if not names:
            names = list(row)
            out.write("\t".join(names) + end)
        check_keys(row, names, path)
        fields = ("" if row[key] is None else str(_flat(row[key])) for key in names)
        out.write("\t".join(field.translate(_NO_BREAKS) for field in fields) + end)
    if not names and header.names:
        out.write("\t".join([*header.names, *header.added]) + end)


_NO_BREAKS = str.maketrans("\t\n\r", "   ")


def _flat(value: Any) -> Any:
    """A value as a cell holds it: what has parts as JSON, a list of texts with semicolons."""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value)
    structured = isinstance(value, dict | list | bool)
    return json.dumps(value, ensure_ascii=False, default=str) if structured else value


_READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "jsonl": _read_jsonl,
    "csv": _read_csv,
    "tsv": _read_tsv,
    "parquet": records.parquet,
    "datasets": columnar.read_datasets,
}
_LINE_WRITERS: dict[str, Callable[[Path, TextIO, Iterable[Row], str, Header], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "tsv": _write_tsv,
}
_WRITERS: dict[str, Callable[[Path, Iterable[Row], Callable[[Path], None], Header], None]] = {
    "parquet": columnar.write_parquet,
    "datasets": columnar.write_datasets,
}
