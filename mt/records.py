"""Rows of tables, as dicts: JSON lines and parquet. Shared by stages, and of none: it knows no texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mt.errors import InputError, MissingExtra

Record = dict[str, Any]
#: Rows of a parquet batch.
BATCH = 1000


def json_lines(path: Path, lines: Iterable[str]) -> Iterator[tuple[int, Record]]:
    """The objects on the lines of the file `path`, each with its line's number from 1; empty lines are none.

    Raises InputError naming the line that is no JSON object."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}: line {number}: not JSON: {error}") from error
        if not isinstance(found, dict):
            raise InputError(f'{path}: line {number}: an object is expected, e.g. {{"text": "..."}}')
        yield number, found


def parquet(path: Path) -> Iterator[Record]:
    """The rows of a parquet file. Raises MissingExtra, InputError when it cannot be read as one."""
    arrow = pyarrow()
    try:
        with arrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(BATCH):
                yield from batch.to_pylist()
    except (OSError, arrow.ArrowException) as error:
        raise InputError(f"{path}: cannot be read as parquet: {error}") from error


def fields(place: str, line: str, header: list[str]) -> Record:
    """A line of tab-separated fields under their header; nothing is quoted, as parallel corpora come.

    place: what an InputError says of where the line is; raised when it has more or fewer fields."""
    found = line.rstrip("\r\n").split("\t")
    if len(found) != len(header):
        raise InputError(f"{place}: {len(found)} fields, the header has {len(header)}")
    return dict(zip(header, found, strict=True))


def pyarrow() -> Any:
    """The package, with its parquet part. Raises MissingExtra."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("reading and writing parquet", "data") from error
    return pyarrow
