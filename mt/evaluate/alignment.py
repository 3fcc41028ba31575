"""Scores of an alignment against gold: strict and lax precision, recall and F1.

As score.py of vecalign (Thompson and Koehn 2019) and the scorer of Bleualign (Sennrich and Volk 2010) count:
strict, a bead is right when gold has it exactly; lax, when a gold bead shares a sentence with it on both
sides. Beads with an empty side (0-1, 1-0) count in precision and not in recall; Bleualign writes none, so
that in its figures they count nowhere. `AlignmentScore` has both: `nulls` and `pairs`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mt.errors import InputError

Bead = tuple[tuple[int, ...], tuple[int, ...]]

_VECALIGN = re.compile(r"\s*\[([\d,\s]*)\]\s*:\s*\[([\d,\s]*)\]\s*(?::.*)?")
_LADDER = re.compile(r"(\d+)\t(\d+)(?:\t.*)?")
# Not str.splitlines: a form feed in a text ends no line.
_LINE_END = re.compile(r"\r\n|[\r\n]")
_TSV_HEADER = ("source_ids", "target_ids")


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares from 0 to 1. right, found, wanted: counts behind the strict ones (recall's `right` can
    differ)."""

    strict_precision: float
    strict_recall: float
    strict_f1: float
    lax_precision: float
    lax_recall: float
    lax_f1: float
    found: int
    wanted: int


@dataclass(frozen=True, slots=True)
class AlignmentScore:
    """nulls: beads with an empty side count in precision (vecalign). pairs: they count nowhere
    (Bleualign)."""

    nulls: Rates
    pairs: Rates


def score_alignment(
    gold: Sequence[Bead] | Sequence[Sequence[Bead]], auto: Sequence[Bead] | Sequence[Sequence[Bead]]
) -> AlignmentScore:
    """Scores of the beads `auto` against `gold`, of one document, or of several with their counts added up.

    A share of nothing is 0. Raises ValueError when there are not as many documents on both sides."""
    golds, autos = _documents(gold), _documents(auto)
    if len(golds) != len(autos):
        raise ValueError(f"{len(golds)} gold documents against {len(autos)}")
    kept = [[{(a, b) for a, b in beads if a and b} for beads in side] for side in (golds, autos)]
    return AlignmentScore(_rates(golds, autos, kept), _rates(kept[0], kept[1], kept))


def _documents(beads: Sequence[Bead] | Sequence[Sequence[Bead]]) -> list[set[Bead]]:
    """A set of beads a document; beads that are empty on both sides are none."""
    if not beads:
        return [set()]
    several = not (isinstance(beads[0], tuple) and len(beads[0]) == 2 and _places(beads[0][0]))
    documents: Iterable[Sequence[Bead]] = beads if several else [beads]  # type: ignore[list-item,assignment]
    return [{(tuple(a), tuple(b)) for a, b in document if a or b} for document in documents]


def _places(side: object) -> bool:
    return isinstance(side, tuple) and all(isinstance(place, int) for place in side)


def _rates(gold: list[set[Bead]], auto: list[set[Bead]], kept: list[list[set[Bead]]]) -> Rates:
    strict = lax = found = 0
    for wanted, beads in zip(gold, auto, strict=True):
        strict, lax, found = (
            strict + len(beads & wanted),
            lax + _overlapping(beads, wanted),
            found + len(beads),
        )
    again = touched = total = 0
    for wanted, beads in zip(*kept, strict=True):
        again, touched, total = (
            again + len(beads & wanted),
            touched + _overlapping(wanted, beads),
            total + len(wanted),
        )
    p, r = _share(strict, found), _share(again, total)
    lax_p, lax_r = _share(lax, found), _share(touched, total)
    return Rates(p, r, _f1(p, r), lax_p, lax_r, _f1(lax_p, lax_r), found, total)


def _overlapping(beads: set[Bead], others: set[Bead]) -> int:
    """How many of `beads` are in `others`, or share a sentence on both sides with one bead of them."""
    across: dict[int, set[int]] = {}
    for source, target in others:
        for place in source:
            across.setdefault(place, set()).update(target)
    return sum(
        bead in others or any(not across.get(place, set()).isdisjoint(bead[1]) for place in bead[0])
        for bead in beads
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def read_beads(text: str, name: str = "-") -> list[Bead]:
    """Beads of an alignment in vecalign's form, as a hunalign ladder, or as `mt align` writes TSV and JSONL.

    Raises InputError with the line that cannot be read. name: what messages call the text."""
    lines = [(number, line) for number, line in enumerate(_LINE_END.split(text), 1) if line.strip()]
    if not lines:
        return []
    first = lines[0][1]
    if first.startswith("{"):
        return [_json_bead(line, name, number) for number, line in lines]
    if tuple(first.split("\t")[:2]) == _TSV_HEADER:
        return [_tsv_bead(line, name, number) for number, line in lines[1:]]
    if _VECALIGN.fullmatch(first):
        return [_vecalign_bead(line, name, number) for number, line in lines]
    if _LADDER.fullmatch(first):
        return _ladder_beads(lines, name)
    raise _unreadable(name, lines[0][0], "")


def _unreadable(name: str, number: int, why: str) -> InputError:
    return InputError(
        f"{name}, line {number}: no alignment{why}. Known forms: vecalign's [0]:[0, 1], a hunalign ladder, "
        "TSV and JSONL of mt align"
    )


def _json_bead(line: str, name: str, number: int) -> Bead:
    try:
        row = json.loads(line)
        source, target = row["source_ids"], row["target_ids"]
        return tuple(int(place) for place in source), tuple(int(place) for place in target)
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(name, number, f" ({type(error).__name__}: {error})") from error


def _tsv_bead(line: str, name: str, number: int) -> Bead:
    fields = line.split("\t")
    if len(fields) < 2 or not all(re.fullmatch(r"(\d+(,\d+)*)?", field) for field in fields[:2]):
        raise _unreadable(name, number, "")
    return _numbers(fields[0]), _numbers(fields[1])


def _vecalign_bead(line: str, name: str, number: int) -> Bead:
    match = _VECALIGN.fullmatch(line)
    if match is None:
        raise _unreadable(name, number, "")
    return _numbers(match[1]), _numbers(match[2])


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(place) for place in re.findall(r"\d+", text))


def _ladder_beads(lines: Sequence[tuple[int, str]], name: str) -> list[Bead]:
    """A rung says how many sentences lie behind it on each side; a bead is what is between two rungs."""
    beads: list[Bead] = []
    before: tuple[int, int] | None = None
    for number, line in lines:
        match = _LADDER.fullmatch(line)
        if match is None:
            raise _unreadable(name, number, "")
        rung = int(match[1]), int(match[2])
        if before is not None:
            if rung[0] < before[0] or rung[1] < before[1]:
                raise _unreadable(name, number, " (a rung lies before the last)")
            beads.append((tuple(range(before[0], rung[0])), tuple(range(before[1], rung[1]))))
        before = rung
    return beads


__all__ = ["AlignmentScore", "Bead", "Rates", "read_beads", "score_alignment"]
