"""Passages that stand elsewhere in the translation. Links are in the order of both texts, so of two blocks
that changed places one is left without partners; here what is left of either side is aligned once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mt.align import align
from mt.align.options import AlignOptions
from mt.align.tokens import is_vietnamese
from mt.values import Alignment

#: Sentences that a passage must have at least, how many of the longest are looked at on each side, and what
#: share of the shorter must find partners.
_LEAST, _LONGEST, _SHARE = 3, 6, 0.6
#: Runs of which one is longer than the other by this factor are not compared.
_UNLIKE = 4
#: How sure it must be that two runs translate each other: neighbours in a manual look alike.
_PARALLEL = 0.97
#: What share of the shorter text must have moved, where the links alone make the two look like strangers.
_STRANGERS = 0.25
#: A link below this holds nothing: the search gives a lost block such links where it must.
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Moved:
    """Source sentences first to last look like the target's; numbered as in the links, from 0."""

    source: tuple[int, int]
    target: tuple[int, int]


def moved(
    source: Sequence[str], target: Sequence[str], found: Alignment, options: AlignOptions | None = None
) -> list[Moved]:
    """Runs of sentences without partners that translate each other, in the source's order.

    Only what the lexicon, lengths and shared items show; no translation, no embedding is asked for. Of other
    languages than Vietnamese and another nothing is said: without the lexicon, chance looks alike."""
    if is_vietnamese(source) == is_vietnamese(target):
        return []
    options = replace(options or AlignOptions(), back_translation=None, embed=None, documents=False)
    lost = [_runs(found, side, len(texts)) for side, texts in ((0, source), (1, target))]
    out = []
    for first, last in lost[0]:
        for begin, end in lost[1]:
            sizes = sorted((last - first + 1, end - begin + 1))
            if sizes[1] > _UNLIKE * sizes[0] or _before(found, 0, first) == _before(found, 1, begin):
                continue
            inner = align(source[first : last + 1], target[begin : end + 1], None, options)
            held = [link for link in inner.links if link.source and link.target and link.confidence >= _SURE]
            linked = min(sum(len(link.source) for link in held), sum(len(link.target) for link in held))
            if inner.parallel >= _PARALLEL and linked >= max(_LEAST, _SHARE * sizes[0]):
                ours, theirs = ([n for link in held for n in (link.source, link.target)[s]] for s in (0, 1))
                out.append(
                    Moved((first + ours[0], first + ours[-1]), (begin + theirs[0], begin + theirs[-1]))
                )
    told = sum(one.source[1] - one.source[0] + 1 for one in out)
    # Texts that have little in common else hold short runs that are alike by chance.
    return out if found.parallel >= 0.5 or told >= _STRANGERS * min(len(source), len(target)) else []


def _before(found: Alignment, side: int, first: int) -> int:
    """How many sure links lie before a sentence of one side. Runs with as many are in the same gap: their
    sentences could have been linked where they are, so they have not moved."""
    sure = (link for link in found.links if link.source and link.target and link.confidence >= _SURE)
    return sum(1 for link in sure if (link.source, link.target)[side][0] < first)


def _runs(found: Alignment, side: int, count: int) -> list[tuple[int, int]]:
    """First and last of the longest runs of sentences of one side that no sure link holds."""
    held = [False] * count
    for link in found.links:
        if link.source and link.target and link.confidence >= _SURE:
            for n in (link.source, link.target)[side]:
                held[n] = True
    runs, first = [], -1
    for place, is_held in enumerate([*held, True]):
        if is_held and first >= 0:
            runs.append((first, place - 1))
            first = -1
        elif not is_held and first < 0:
            first = place
    longest = sorted((run for run in runs if run[1] - run[0] + 1 >= _LEAST), key=lambda run: run[0] - run[1])
    return sorted(longest[:_LONGEST])
