"""Stage 3 of 4, when there is a translation: two lists of sentences -> Alignment.

    >>> from mt.align import align
    >>> align(["Xin chào.", "Tạm biệt."], ["Hello.", "Goodbye."]).links  # doctest: +SKIP

Which sentences of a text and of its translation belong together, n-m up to 4-4, with a confidence each.
"""

from __future__ import annotations

from collections.abc import Sequence

from mt.align.options import AlignOptions
from mt.values import Alignment

__all__ = ["AlignOptions", "align"]


def align(
    source: Sequence[str],
    target: Sequence[str],
    translation: Sequence[str] | None = None,
    options: AlignOptions | None = None,
) -> Alignment:
    """Links of two lists of sentences, monotone; each sentence stands in just one.

    translation: for each source sentence its rendering in the target's language (the source itself, when both
    sides are in one language). Without it: lexicon, lengths, shared items.
    Confidences are calibrated: of links at 0.9, nine in ten are right (see eval/results/alignment.json).
    Raises UsageError when a translation has not as many sentences as what it translates.

    Method: a conditional random field over beads (Gale and Church 1993), features from a lexicon (Moore 2002,
    Varga et al. 2005) and a translation (Sennrich and Volk 2010), in a band around a chain of sure pairs
    (linear in length, as Thompson and Koehn 2019).
    """
    from mt.align.aligner import run

    return run(source, target, translation, options)
