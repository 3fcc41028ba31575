"""Scores of segments that are alike: by length, by sentences in a line, by rare words, by document.

As in compare-mt (Neubig et al. 2019), but each bucket is a corpus score from summed sufficient statistics,
of the same metric as the whole report's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from mt.values import Bucket, ReferenceSet, SegmentReport, System

_LENGTHS = ((10, "1-10"), (20, "11-20"), (30, "21-30"), (40, "31-40"), (60, "41-60"))
_RARE = ((0, "0"), (1, "1"), (2, "2"), (4, "3-4"), (7, "5-7"))
#: In a set of fewer segments nearly every word is rare.
LEAST_FOR_RARE = 50
_WORD = re.compile(r"[^\W\d_]+")
# A stop, white space, then what begins a sentence. An initial ("Lyndon B. Johnson") and a title end none.
_BOUNDARY = re.compile(r"(\S+?)([.!?…]+)[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-ZÀ-ÝĂĐĨŨƠƯẠ-Ỹ0-9–-])")
_TITLES = "mr mrs ms dr st jr vs no tp ts gs ths pgs pv gen sen gov rep lt col capt prof p q"
_NO_END = frozenset(_TITLES.split())


class Statistics(Protocol):
    """What buckets need of a metric's sufficient statistics, one row a segment."""

    def score(self, rows: Any = None) -> float:
        """The corpus score of the segments `rows` (an integer array; all when None)."""
        ...


def buckets(
    reference_set: ReferenceSet, systems: Sequence[System], statistics: Mapping[str, Sequence[Statistics]]
) -> tuple[Bucket, ...]:
    """Buckets in the order of their dimensions and labels; empty ones are left out, and so is a dimension in
    which all segments fall into one bucket.

    statistics: for each metric one entry a system, in the order of `systems`. Lengths are counted in
    Vietnamese syllables of the source, or in words of the first reference where there are no sources.
    """
    import numpy as np

    for metric, entries in statistics.items():
        if len(entries) != len(systems):
            raise ValueError(f"{metric}: {len(entries)} statistics for {len(systems)} systems")
    found: list[Bucket] = []
    for dimension, labels in _dimensions(reference_set):
        members: dict[str, list[int]] = {}
        for index, label in enumerate(labels):
            members.setdefault(label, []).append(index)
        if len(members) < 2:
            continue
        order = members if dimension == "document" else sorted(members, key=_place)
        for label in order:
            rows = np.asarray(members[label], dtype=np.intp)
            scores = tuple(
                (metric, tuple(float(entry.score(rows)) for entry in entries))
                for metric, entries in statistics.items()
            )
            found.append(Bucket(dimension, label, len(rows), scores))
    return tuple(found)


def differing(
    segments: Sequence[SegmentReport], first: int, second: int, count: int = 20
) -> tuple[SegmentReport, ...]:
    """The `count` segments on which the systems `first` and `second` (places in the report) differ most in
    chrF2, the largest difference first; those that do not differ are not among them."""
    differ = [segment for segment in segments if segment.chrf[first] != segment.chrf[second]]
    differ.sort(key=lambda segment: (-abs(segment.chrf[first] - segment.chrf[second]), segment.index))
    return tuple(differ[:count])


def sentences(text: str) -> int:
    """About how many sentences stand in `text`, at least 1."""
    count = 1
    for match in _BOUNDARY.finditer(text):
        before = match[1].lstrip("\"“‘'([").lower()
        if match[2] == "." and (
            before in _NO_END or "." in before or (len(before) == 1 and before.isalpha())
        ):
            continue
        count += 1
    return count


def _dimensions(reference_set: ReferenceSet) -> Iterator[tuple[str, list[str]]]:
    """Each dimension with one label a segment."""
    references = reference_set.references[0]
    texts = reference_set.sources or references
    unit = "source syllables" if reference_set.sources else "reference words"
    yield unit, [_label(len(text.split()), _LENGTHS) for text in texts]
    yield "sentences in a line", [str(n) if n < 3 else "3+" for n in map(sentences, texts)]
    if len(references) >= LEAST_FOR_RARE:
        words = [set(_WORD.findall(reference.lower())) for reference in references]
        frequency = Counter(word for each in words for word in each)
        rare = [sum(1 for word in each if frequency[word] == 1) for each in words]
        yield "rare reference words", [_label(count, _RARE) for count in rare]
    if reference_set.documents:
        yield "document", [document or "(none)" for document in reference_set.documents]


def _label(size: int, table: Sequence[tuple[int, str]]) -> str:
    return next((label for most, label in table if size <= most), f"{table[-1][0] + 1}+")


def _place(label: str) -> int:
    match = re.match(r"[0-9]+", label)
    return int(match[0]) if match else 0
