"""Rows of tables, as dicts: JSON lines and parquet. Shared by stages, and of none: it knows no texts."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from mt.errors import InputError, MissingExtra
from mt.wording import counted

Record = dict[str, Any]
#: Rows of a parquet batch.
BATCH = 1000
#: Digits that a double keeps.
_DIGITS = 17
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def json_lines(path: Path, lines: Iterable[str], kept: bool = False) -> Iterator[tuple[int, Record]]:
    """The objects on the lines of the file `path`, each with its line's number from 1; empty lines are none.

    kept: the caller keeps the line itself. Raises InputError naming the line that is no JSON object, or holds
    what would be another when it is written again; a number may be any where the line is kept."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(
                line,
                parse_float=float if kept else _float,
                parse_int=_roughly if kept else _int,
                parse_constant=_constant,
                object_pairs_hook=_object,
            )
            if _SURROGATE.search(line):
                json.dumps(found, ensure_ascii=False).encode("utf-8")
        except json.JSONDecodeError as error:
            raise InputError(
                f"{path}: line {number}: not JSON: {error.msg} (character {error.pos + 1}). Each line has to "
                "be one JSON object"
            ) from error
        except RecursionError as error:
            raise InputError(f"{path}: line {number}: nested too deeply. Flatten it") from error
        except UnicodeEncodeError as error:
            raise InputError(
                f"{path}: line {number}: half of a character (a lone surrogate, like \\ud800). Take it out"
            ) from error
        except ValueError as error:  # a number or an object that would not be kept as it is
            raise InputError(f"{path}: line {number}: {error}") from error
        if not isinstance(found, dict):
            raise InputError(f'{path}: line {number}: an object is expected, e.g. {{"text": "..."}}')
        yield number, found


def _float(text: str) -> float:
    """json would make infinity of 1e400, which is no JSON when it is written again, 0 of 1e-400, and drop the
    digits that a double cannot keep."""
    found, digits = float(text), re.sub(r"[eE].*|[-.]", "", text).lstrip("0")
    if (
        math.isinf(found)
        or (not found and digits)
        or (len(digits) > _DIGITS and Decimal(text) != Decimal(repr(found)))
    ):
        raise ValueError(f"{text[:40]} is a number that cannot be kept. Make it a string")
    return found


def _roughly(text: str) -> float:
    return int(text) if len(text) <= _DIGITS else float(text)


def _int(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:  # Python's limit
        raise ValueError(f"a number of {len(text):,} digits cannot be kept. Make it a string") from error


def _constant(text: str) -> float:
    raise ValueError(f"{text} is no JSON. Write null, or a string")


def _object(pairs: list[tuple[str, Any]]) -> Record:
    """json would keep the last of two values of a key, and lose the other."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f"an object has the key {twice!r} twice. Rename one of them")
    return found


def parquet(path: Path) -> Iterator[Record]:
    """The rows of a parquet file. Raises MissingExtra, InputError when it cannot be read as one."""
    with _parquet_file(path) as file:
        for batch in file.iter_batches(BATCH):
            yield from batch.to_pylist()


def parquet_schema(path: Path) -> Any:
    """Names and types of its columns, as arrow has them; raises as `parquet` does."""
    with _parquet_file(path) as file:
        return file.schema_arrow


def parquet_rows(path: Path) -> int:
    """How many rows it has; raises as `parquet` does."""
    with _parquet_file(path) as file:
        return int(file.metadata.num_rows)


@contextmanager
def _parquet_file(path: Path) -> Iterator[Any]:
    arrow = pyarrow()
    try:
        with arrow.parquet.ParquetFile(path) as file:
            yield file
    except (OSError, arrow.ArrowException) as error:
        raise InputError(f"{path}: cannot be read as parquet: {error}") from error


def check_header(place: str, header: Sequence[str]) -> None:
    """Raises InputError when two columns have one name: a row would keep only the last of them."""
    twice = [name for name, times in Counter(header).items() if times > 1]
    if twice:
        raise InputError(f"{place}: there are two columns {twice[0]!r}. Rename one of them")


def fields(place: str, line: str, header: list[str]) -> Record:
    """A line of tab-separated fields under their header; nothing is quoted, as parallel corpora come.

    place: what an InputError says of where the line is; raised when it has more or fewer fields."""
    found = line.rstrip("\r\n").split("\t")
    if len(found) != len(header):
        raise InputError(f"{place}: {counted(len(found), 'field')}, the header has {len(header)}")
    return dict(zip(header, found, strict=True))


def pyarrow() -> Any:
    """The package, with its parquet part. Raises MissingExtra."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("reading and writing parquet", "data") from error
    return pyarrow
