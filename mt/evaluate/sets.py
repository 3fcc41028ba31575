"""The test sets that are declared, and which of them lie here.

The package's own declarations are in sets.toml beside this file (eval/sets.toml in a checkout is the same).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mt.errors import InputError, UsageError
from mt.evaluate import rows
from mt.values import ReferenceSet

OWN = Path(__file__).with_name("sets.toml")
CHECKOUT = Path(__file__).parents[2]

#: Gives the lines of a text file, without their ends, in any encoding.
ReadLines = Callable[[Path], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Hub:
    """How `datasets` loads a set: source and reference are (configuration, column)."""

    path: str
    split: str
    source: tuple[str, str]
    reference: tuple[str, str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """A test set by name. files: alternatives, each one file of both sides, or two and perhaps a third."""

    name: str
    title: str
    licence: str
    domain: str = ""
    segments: int | None = None
    url: str = ""
    note: str = ""
    access: str = ""
    files: tuple[tuple[str, ...], ...] = ()
    hub: Hub | None = None

    def here(self, folder: Path | None) -> tuple[Path, ...]:
        """The files of the first alternative that lies whole in `folder`, or in the checkout that this runs
        from; () when none does."""
        for place in (folder, CHECKOUT) if folder else (CHECKOUT,):
            for names in self.files:
                paths = tuple(place / name for name in names)
                if all(path.is_file() for path in paths):
                    return paths
        return ()


def declared(path: Path = OWN) -> dict[str, Declared]:
    """The sets of a declarations file by name. Raises InputError when it cannot be read or is wrong."""
    try:
        whole = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: the declarations of test sets cannot be read: {error}") from error
    found = {}
    for name, fields in whole.items():
        try:
            found[name] = _declared(name, fields)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise InputError(f"{path}: [{name}] is not a declaration: {error}") from error
    return found


def _declared(name: str, fields: Mapping[str, Any]) -> Declared:
    given = dict(fields)
    hub = given.pop("hub", None)
    files = tuple(tuple(str(each) for each in names) for names in given.pop("files", []))
    if any(not 1 <= len(names) <= 3 for names in files):
        raise ValueError("files: an alternative is one file, or two or three")
    if hub is not None:
        hub = Hub(**{**hub, "source": _pair(hub["source"]), "reference": _pair(hub["reference"])})
    return Declared(name=name, files=files, hub=hub, **given)


def _pair(value: list[str]) -> tuple[str, str]:
    configuration, column = value
    return str(configuration), str(column)


def load(chosen: Declared, folder: Path | None, read_lines: ReadLines) -> tuple[ReferenceSet, str]:
    """A declared set, from `folder` where it lies there, else through `datasets`; and in words from where.

    Raises InputError when it is in neither place, MissingExtra when `datasets` is needed and not there.
    """
    paths = chosen.here(folder)
    if paths:
        return from_files(chosen.name, paths, read_lines), " ".join(map(str, paths))
    if chosen.hub is None:
        where = f"in {folder}" if folder else "here: name the folder with --data or MT_DATA"
        raise InputError(
            f"{chosen.name} is not {where}. Get it from {chosen.url} ({chosen.licence}) and put it there as "
            f"{' and '.join(chosen.files[0]) if chosen.files else 'declared'}"
        )
    from mt.evaluate import hub

    return gathered(chosen.name, hub.read(chosen.hub, chosen.url)), f"hub {chosen.hub.path}"


def from_files(name: str, paths: tuple[Path, ...], read_lines: ReadLines) -> ReferenceSet:
    """A set from one file of both sides, or from parallel text: source, references, document ids."""
    if len(paths) == 1:
        return gathered(name, rows.read(paths[0], read_lines))
    sources, references, *documents = (tuple(read_lines(path)) for path in paths)
    return ReferenceSet(name, (references,), sources, documents[0] if documents else ())


def gathered(name: str, found: Iterator[rows.Row]) -> ReferenceSet:
    """The rows as a set. A row with fewer references than others repeats its first, which leaves BLEU and
    chrF as they would be without. Raises InputError when there are no rows, or one without a reference."""
    taken = list(found)
    if not taken:
        raise InputError(f"{name}: there are no segments")
    for at, row in enumerate(taken, start=1):
        if not row.references:
            raise InputError(f"{name}: row {at:,} has no reference")
    most = max(len(row.references) for row in taken)
    padded = [(*row.references, *(row.references[:1] * (most - len(row.references)))) for row in taken]
    sources = tuple(row.source for row in taken)
    documents = tuple(row.document for row in taken)
    return ReferenceSet(
        name,
        tuple(zip(*padded, strict=True)),
        sources if any(sources) else (),
        documents if any(documents) else (),
    )


def choose(name: str, own: Path | None) -> Declared:
    """The set of that name, from the user's declarations or the package's. UsageError lists the names."""
    known = declared() | (declared(own) if own else {})
    if name not in known:
        raise UsageError(
            f"there is no test set {name!r}. There are: {', '.join(sorted(known))}; or name a file"
        )
    return known[name]
