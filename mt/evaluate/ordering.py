"""Where what was not found must lie, when the rest keeps the order of the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence


def gaps(
    places: Sequence[int | None], sure: Sequence[bool], size: int, least: int, share: float
) -> Iterator[tuple[int, range]]:
    """For each item without a place, or with one that is neither in order nor sure: its number, and the
    places between its neighbours' (both included).

    places: of each item, None when unknown; 0 to size - 1. Nothing is given unless `least` items have a place
    and `share` of those stand in order.
    """
    known = [(number, place) for number, place in enumerate(places) if place is not None]
    ordered = longest_rising([place for _, place in known])
    if len(known) < least or len(ordered) < share * len(known):
        return
    anchors = [known[at] for at in ordered]
    numbers = [number for number, _ in anchors]
    kept = set(numbers)
    for number, place in enumerate(places):
        if number not in kept and (place is None or not sure[number]):
            after = bisect_left(numbers, number)
            first = anchors[after - 1][1] if after else 0
            last = anchors[after][1] if after < len(anchors) else size - 1
            yield number, range(first, last + 1)


def longest_rising(values: Sequence[int]) -> list[int]:
    """Where the values of a longest subsequence that never falls stand (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        pile = bisect_right(tails, value)
        tails[pile : pile + 1] = [value]
        ends[pile : pile + 1] = [at]
        before.append(ends[pile - 1] if pile else -1)
    chain: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]
