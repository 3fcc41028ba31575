"""A file of reference snippets: TSV (Vietnamese, English[, more references]), or English only, one a line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mt.errors import InputError
from mt.wording import counted

_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_HEADERS = {
    "vi": "source", "vie": "source", "vietnamese": "source", "source": "source", "src": "source",
    "en": "reference", "eng": "reference", "english": "reference", "ref": "reference",
    "reference": "reference", "id": "", "document": "", "tests": "", "note": "", "notes": "", "comment": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of the text with its reference translations.

    place: where it stands in its file, "line 7". source: its Vietnamese, "" when only English is given.
    references: at least one, none empty.
    """

    place: str
    source: str
    references: tuple[str, ...]


def read(text: str, name: str) -> tuple[Snippet, ...]:
    """The snippets of a decoded file, in order. Text in NFC, runs of white space as one blank.

    Blank lines and lines that begin with "# " are passed over. A first row of column names (vi, en, source,
    reference, reference_2, id, notes, ...) says which column is which; without it the first is Vietnamese,
    and the others English. An empty Vietnamese cell makes a row English only. Raises InputError with the
    line number.
    """
    rows = list(_rows(text))
    if not rows:
        raise InputError(f"{name}: no snippets in the file")
    several = any(len(cells) > 1 for _, cells in rows)
    columns = _header(rows[0][1])
    if columns:
        del rows[0]
        if "reference" not in columns:
            raise InputError(f"{name}:1: no column of references; name one “en”")
        if not rows:
            raise InputError(f"{name}: column names, but no snippets")
    snippets = [_snippet(line, cells, columns, several, name) for line, cells in rows]
    _check_columns(snippets, name)
    return tuple(snippets)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    # Not splitlines: U+2028 and its like stand inside a text.
    for line, row in enumerate(re.split(r"\r\n|[\r\n]", text.removeprefix("\ufeff")), 1):
        if row.strip() and not re.match(r"#(?:\s|$)", row):
            yield line, [" ".join(unicodedata.normalize("NFC", cell).split()) for cell in row.split("\t")]


def _header(cells: Sequence[str]) -> list[str]:
    """What each column holds ("source", "reference", or "" for what is passed over); [] for no header."""
    names = [re.sub(r"[_ -]?[0-9]+$", "", cell.lower()) for cell in cells]
    return [_HEADERS[name] for name in names] if all(name in _HEADERS for name in names) else []


def _snippet(line: int, cells: list[str], columns: list[str], several: bool, name: str) -> Snippet:
    if columns:
        if len(cells) > len(columns):
            raise InputError(
                f"{name}:{line}: {counted(len(cells), 'column')}, but {len(columns)} in the first row"
            )
        named = list(zip(columns, cells, strict=False))
        source = next((cell for column, cell in named if column == "source"), "")
        references = [cell for column, cell in named if column == "reference" and cell]
    elif several:
        if len(cells) == 1:
            raise InputError(
                f"{name}:{line}: one column, but other lines have more; a tab parts Vietnamese from English "
                "(leave the Vietnamese empty where there is none)"
            )
        source, references = cells[0], [cell for cell in cells[1:] if cell]
    else:
        source, references = "", cells
    if not references:
        raise InputError(f"{name}:{line}: no English reference in “{source[:60]}”")
    return Snippet(f"line {line}", source, tuple(references))


def _check_columns(snippets: Sequence[Snippet], name: str) -> None:
    """Refuses Vietnamese where English should be, as when the columns are swapped."""
    odd = [snippet for snippet in snippets if _is_vietnamese(snippet.references[0])]
    if len(odd) * 2 <= len(snippets):
        return
    if all(not _is_vietnamese(snippet.source) for snippet in odd) and odd[0].source:
        raise InputError(f"{name}: the columns are swapped: Vietnamese comes first, then English")
    line = odd[0].place.removeprefix("line ")
    raise InputError(
        f"{name}:{line}: Vietnamese where an English reference is expected: “{odd[0].references[0][:60]}”"
    )


def _is_vietnamese(text: str) -> bool:
    """Names aside: every fourth word has a letter that only Vietnamese has."""
    words = text.split()
    return 4 * sum(1 for word in words if _VIETNAMESE.search(word)) >= max(1, len(words))
