"""One file of both sides -> rows, streaming: TSV, JSON lines, Parquet, TMX.

Columns are told by name: source, src, vi, vietnamese; reference, references, ref, target, tgt, en, english;
document, doc; further references have a number behind the name. A TSV without such a header has the source
first, then one reference or more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mt import records
from mt.errors import InputError, UsageError

_NAMES = {
    "source": ("source", "src", "vi", "vietnamese"),
    "reference": ("reference", "references", "ref", "target", "tgt", "en", "english"),
    "document": ("document", "doc", "document_id", "doc_id"),
}
_NUMBERED = re.compile(r"[_ -]?[0-9]+$")


@dataclass(frozen=True, slots=True)
class Row:
    """One segment of a test set; "" for a source or document that is not known."""

    source: str
    references: tuple[str, ...]
    document: str = ""


def read(path: Path, read_lines: Callable[[Path], Iterable[str]]) -> Iterator[Row]:
    """The rows of a file, by the ending of its name. Raises UsageError for another ending, InputError
    with the place for what cannot be read."""
    kind = path.suffix.lower()
    if kind == ".tsv":
        return _tsv(path, read_lines(path))
    if kind in (".jsonl", ".ndjson"):
        return _jsonl(path, read_lines(path))
    if kind == ".parquet":
        return _parquet(path)
    if kind == ".tmx":
        return _tmx(path)
    raise UsageError(f"{path}: a test set's name ends in .tsv, .jsonl, .parquet or .tmx")


def is_file(name: str) -> bool:
    """Whether `name` is of a file that `read` takes, not of a declared set."""
    return Path(name).suffix.lower() in (".tsv", ".jsonl", ".ndjson", ".parquet", ".tmx")


def _tsv(path: Path, found: Iterable[str]) -> Iterator[Row]:
    header: dict[str, list[str]] = {}
    names: list[str] = []
    for at, line in enumerate(found, start=1):
        cells = line.split("\t")
        if at == 1:
            header = _roles([cell.strip().lower() for cell in cells])
            names = [cell.strip().lower() for cell in cells]
            if header:
                records.check_header(f"{path}: line 1", names)
                continue
        if header:
            place = f"{path}: line {at}"
            yield _row(records.fields(place, line, names), header, place)
        elif len(cells) < 2:
            raise InputError(f"{path}: line {at} has no tab. A row is source, tab, reference")
        else:
            yield Row(cells[0], (cells[1], *(cell for cell in cells[2:] if cell.strip())))


def _jsonl(path: Path, found: Iterable[str]) -> Iterator[Row]:
    for at, value in records.json_lines(path, found):
        yield _mapped(value, f"{path}: line {at}")


def _mapped(value: records.Record, place: str) -> Row:
    inner = value.get("translation")
    if isinstance(inner, dict):  # the form of the hub's translation sets
        value = inner
    roles = _roles([str(name) for name in value])
    if not roles:
        raise InputError(f"{place}: there is no reference. Its keys are {', '.join(map(str, value))}")
    return _row(value, roles, place)


def _parquet(path: Path) -> Iterator[Row]:
    for at, value in enumerate(records.parquet(path), 1):
        yield _mapped(value, f"{path}: row {at}")


def _tmx(path: Path) -> Iterator[Row]:
    """Units with a Vietnamese and one English variant or more; others are refused."""
    from xml.etree import ElementTree

    try:
        at = 0
        for _, element in ElementTree.iterparse(path, events=("end",)):
            if element.tag.rpartition("}")[2] != "tu":
                continue
            at += 1
            variants: dict[str, list[str]] = {}
            for variant in element.iter():
                if variant.tag.rpartition("}")[2] == "tuv":
                    language = _language(variant.attrib)
                    segments = [each for each in variant if each.tag.rpartition("}")[2] == "seg"]
                    variants.setdefault(language, []).extend(_text(each) for each in segments)
            if "vi" not in variants or "en" not in variants:
                raise InputError(f"{path}: unit {at} lacks Vietnamese or English: has {', '.join(variants)}")
            yield Row(variants["vi"][0], tuple(variants["en"]))
            element.clear()
    except (OSError, ElementTree.ParseError) as error:
        raise InputError(f"{path} cannot be read as TMX: {error}") from error


def _language(attributes: Mapping[str, str]) -> str:
    for name in ("{http://www.w3.org/XML/1998/namespace}lang", "lang"):
        if name in attributes:
            return attributes[name].lower().replace("_", "-").split("-")[0]
    return ""


def _text(segment: Any) -> str:
    return " ".join("".join(segment.itertext()).split())


def _roles(names: Iterable[str]) -> dict[str, list[str]]:
    """Which names have which part, several for references alone; {} unless there is a reference."""
    roles: dict[str, list[str]] = {}
    for name in names:
        bare = _NUMBERED.sub("", name.strip().lower())
        for role, known in _NAMES.items():
            if bare in known and (role == "reference" or role not in roles):
                roles.setdefault(role, []).append(name)
    return roles if "reference" in roles else {}


def _row(value: Mapping[str, Any], roles: Mapping[str, Sequence[str]], place: str) -> Row:
    """The parts that have a name in `roles`; of several references the blank ones are left out."""
    given: list[Any] = []
    for name in roles["reference"]:
        part = value.get(name, "")
        given += part if isinstance(part, list) else [part]
    references = [given[0], *(part for part in given[1:] if part not in ("", None))] if given else []
    source = value.get(roles["source"][0], "") if "source" in roles else ""
    document = value.get(roles["document"][0], "") if "document" in roles else ""
    texts = [source, *references]
    if not references or any(not isinstance(text, str) for text in texts):
        raise InputError(f"{place}: source and references must be text")
    # A line end inside a segment is a space, so that one segment stays one line.
    flat = [" ".join(text.splitlines()) for text in texts]
    return Row(flat[0], tuple(flat[1:]), str(document or ""))
