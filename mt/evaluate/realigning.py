"""Translations and references whose line breaks differ: align sentences, then score what belongs together.

The first reference is what all others are aligned with. A boundary between two of its sentences stands only
if no alignment links across it, so that all systems are scored on the same segments and can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mt.errors import InputError
from mt.values import Alignment, Link, ReferenceSet, System
from mt.wording import counted

#: Gives the links of two lists of English sentences.
Align = Callable[[Sequence[str], Sequence[str]], Alignment]

#: Below this an alignment is not believed: the texts are hardly the same.
LEAST_PARALLEL = 0.2


@dataclass(frozen=True, slots=True)
class Realigned:
    """reference_set and systems on new segments, without sources; notes: for a person."""

    reference_set: ReferenceSet
    systems: tuple[System, ...]
    notes: tuple[str, ...] = ()


def realign(reference_set: ReferenceSet, systems: Sequence[System], align: Align) -> Realigned:
    """The same texts in segments of the first reference's sentences.

    reference_set, systems: their segments are sentences, each list as long as it happens to be. A sentence
    that has no counterpart in the first reference joins the segment before it. Nothing is dropped: the
    sentences of every side are all there, in order. Raises InputError when a text is empty or nothing like
    the reference.
    """
    anchor = reference_set.references[0]
    sides = [*reference_set.references[1:], *(system.hypotheses for system in systems)]
    names = [f"reference {at + 2}" for at in range(len(reference_set.references) - 1)]
    names += [system.name for system in systems]
    alignments = [_aligned(anchor, side, name, align) for side, name in zip(sides, names, strict=True)]
    segments = _segments(len(anchor), alignments)
    texts = [_joined(segments, links, side) for links, side in zip(alignments, sides, strict=True)]
    first = tuple(" ".join(anchor[start:end]) for start, end in segments)
    more = len(reference_set.references) - 1
    notes = tuple(
        f"{name}: {counted(alone, 'sentence')} without a counterpart in the reference"
        for name, links in zip(names, alignments, strict=True)
        if (alone := sum(len(link.target) for link in links if not link.source))
    )
    return Realigned(
        replace(reference_set, references=(first, *texts[:more]), sources=(), documents=()),
        tuple(replace(system, hypotheses=text) for system, text in zip(systems, texts[more:], strict=True)),
        notes,
    )


def _aligned(anchor: Sequence[str], side: Sequence[str], name: str, align: Align) -> tuple[Link, ...]:
    if not anchor or not side:
        raise InputError(f"{name if anchor else 'the reference'} has no sentences")
    found = align(anchor, side)
    if found.parallel < LEAST_PARALLEL:
        raise InputError(
            f"{name} does not look like the same text as the reference (agreement {found.parallel:.2f} of 1)"
        )
    return found.links


def _segments(size: int, alignments: Sequence[Sequence[Link]]) -> list[tuple[int, int]]:
    """(start, end) in the anchor's sentences, as small as no link reaches over two."""
    inside = [False] * (size + 1)
    for links in alignments:
        for link in links:
            for place in link.source[1:]:
                inside[place] = True
    cuts = [at for at in range(1, size) if not inside[at]]
    return list(zip([0, *cuts], [*cuts, size], strict=True))


def _joined(
    segments: Sequence[tuple[int, int]], links: Sequence[Link], side: Sequence[str]
) -> tuple[str, ...]:
    """The sentences of `side` that belong to each segment, in order."""
    of = [at for at, (start, end) in enumerate(segments) for _ in range(start, end)]
    held: list[list[int]] = [[] for _ in segments]
    current = 0
    for link in links:
        if link.source:
            current = of[link.source[0]]
        held[current] += link.target
    return tuple(" ".join(side[place] for place in places) for places in held)
