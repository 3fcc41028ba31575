"""Where two lists of segments that should go together cease to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from mt.errors import InputError
from mt.evaluate.options import Names
from mt.values import ReferenceSet, System
from mt.wording import counted


def check_lengths(reference_set: ReferenceSet, systems: Sequence[System], names: Names) -> None:
    """Raises InputError unless every list has as many segments as the first references, and some have any."""
    if not reference_set.references or not reference_set.references[0]:
        raise InputError(f"{names.reference(0)}: there are no segments to score against")
    first = reference_set.references[0]
    for at, reference in enumerate(reference_set.references[1:], start=1):
        _check(names.reference(at), reference, names.reference(0), first, names)
    for label, others in ((names.source, reference_set.sources), (names.documents, reference_set.documents)):
        if others and len(others) != len(first):
            raise InputError(
                f"{label} has {counted(len(others), names.unit)}, {names.reference(0)} has {len(first):,}. "
                "They must go together, one for one"
            )
    for system in systems:
        _check(system.name, system.hypotheses, names.reference(0), first, names)


def _check(name: str, segments: Sequence[str], of: str, references: Sequence[str], names: Names) -> None:
    if len(segments) == len(references):
        return
    apart = abs(len(segments) - len(references))
    message = f"{name} has {counted(len(segments), names.unit)}, {of} has {len(references):,}: "
    message += f"{apart:,} too {'few' if len(segments) < len(references) else 'many'}. "
    fit = divergence(segments, references)
    if fit == min(len(segments), len(references)):
        message += f"They go together to {names.unit} {fit:,}, where the shorter ends"
    else:
        shorter, longer = (name, of) if len(segments) < len(references) else (of, name)
        message += (
            f"They go together to about {names.unit} {fit:,}; there {names.unit} {fit + 1:,} of "
            f"{shorter} looks like {names.unit} {fit + 1 + apart:,} of {longer}"
        )
    raise InputError(f"{message}. Mend that place, or align first with --realign")


def divergence(one: Sequence[str], other: Sequence[str]) -> int:
    """How many segments go together from the start, if all that one list lacks is missing at one place.

    The place is where the words in common are most: before it segments are taken at the same number, behind
    it with the difference in length between them.
    """
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    apart = len(longer) - len(shorter)
    words = [set(text.casefold().split()) for text in longer]
    gains = []
    for at, text in enumerate(shorter):
        here = set(text.casefold().split())
        gains.append(_overlap(here, words[at]) - _overlap(here, words[at + apart]))
    sums = list(accumulate(gains, initial=0.0))
    best = max(sums)
    # Of equal places the last: where nothing can be told, lists are taken to go together.
    return max(at for at, total in enumerate(sums) if total == best)


def _overlap(one: set[str], other: set[str]) -> float:
    """Dice's coefficient, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
