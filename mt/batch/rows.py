"""Rows of a corpus and the header of a table, whatever its format."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mt.errors import InputError

Row = dict[str, Any]


class JsonRow(Row):
    """An object of a JSON line, with the text that it stood in: 1.10 and \\u00e9 stay as they were written.
    Not to be changed: `write` gives the text."""

    def __init__(self, values: Row, text: str) -> None:
        super().__init__(values)
        self.text = text


def extended(row: Row, added: Row) -> Row:
    """The row with more columns, in the order of both. Raises nothing: the caller sees to their names."""
    whole = {**row, **added}
    if not isinstance(row, JsonRow) or not added:
        return whole
    comma = ", " if row else ""
    return JsonRow(whole, row.text[:-1].rstrip() + comma + json.dumps(added, ensure_ascii=False)[1:])


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, be it without rows; none for JSON lines, which have none in common.

    schema: their types, as arrow has them; None where a file has none. added: names of columns that come
    behind them: a text, and a list of texts."""

    names: tuple[str, ...] = ()
    schema: Any = None
    added: tuple[str, ...] = ()


def check_keys(row: Row, header: Sequence[str], path: Path) -> None:
    """Rows of a table have the same columns; JSON lines need not, and must not lose what others lack."""
    if set(row) != set(header):
        odd = ", ".join(sorted(set(row) ^ set(header)))
        raise InputError(f"{path}: not all rows have the columns {odd}. Write .jsonl instead")
