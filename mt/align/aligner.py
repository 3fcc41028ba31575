"""Two lists of sentences in, their alignment out: signals, chain, band, search; then once more with a lexicon
that the first alignment gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from mt.align.band import segments
from mt.align.beads import REACH, TYPES, Segment, Shapes, bead_scores
from mt.align.coarse import Chain, find_chain
from mt.align.options import AlignOptions
from mt.align.reestimate import document_signal
from mt.align.search import Lattice
from mt.align.signals import Signal, Texts, read_texts, signals
from mt.align.weights import Weights, confidence, load_weights, parallel
from mt.errors import UsageError
from mt.values import Alignment, Link

#: Cells (of all types) of the segments that are searched side by side.
_CELLS = 12_000_000


def run(
    source: Sequence[str],
    target: Sequence[str],
    translation: Sequence[str] | None = None,
    options: AlignOptions | None = None,
) -> Alignment:
    """See `mt.align.align`."""
    options = options or AlignOptions()
    _check(source, target, translation, options)
    kept = [[n for n, sentence in enumerate(side) if sentence.strip()] for side in (source, target)]
    if len(kept[0]) < len(source) or len(kept[1]) < len(target):
        inner = _without_blanks(source, target, translation, options, kept)
        return Alignment(tuple(_with_blanks(inner.links, kept, len(source), len(target))), inner.parallel)
    if not source or not target:
        return Alignment(tuple(_nulls(0, len(source), 0, len(target))), 0.0)
    texts = read_texts(source, target)
    found = signals(texts, translation, options)
    weights = load_weights(found, options, False)
    links = search(texts, found, weights)
    # Before the second search: what it learns from strangers makes them look related.
    sure = parallel(texts, links, weights)
    if options.documents and _helps(found, links):
        again = document_signal(texts, links)
        if again is not None:
            found.append(again)
            links = search(texts, found, load_weights(found, options, True))
    return Alignment(tuple(links), sure)


def _without_blanks(
    source: Sequence[str],
    target: Sequence[str],
    translation: Sequence[str] | None,
    options: AlignOptions,
    kept: list[list[int]],
) -> Alignment:
    """The alignment of the sentences that are not blank."""
    given = None if translation is None else [translation[n] for n in kept[0]]
    back = options.back_translation
    options = replace(options, back_translation=None if back is None else [back[n] for n in kept[1]])
    return run([source[n] for n in kept[0]], [target[n] for n in kept[1]], given, options)


def _with_blanks(links: Iterable[Link], kept: list[list[int]], rows: int, columns: int) -> Iterable[Link]:
    """Links in the numbers of all sentences. A blank one inside a bead joins it; the others are alone."""
    i = j = 0
    for link in links:
        places = []
        for side, mine in enumerate((link.source, link.target)):
            places.append(tuple(range(kept[side][mine[0]], kept[side][mine[-1]] + 1)) if mine else ())
        source, target = places
        yield from _nulls(i, source[0] if source else i, j, target[0] if target else j, 1.0)
        yield Link(source, target, link.confidence)
        i, j = source[-1] + 1 if source else i, target[-1] + 1 if target else j
    yield from _nulls(i, rows, j, columns, 1.0)


def _helps(found: Sequence[Signal], links: Sequence[Link]) -> bool:
    """Whether a lexicon of the documents is worth its time: without the shipped one, or when that leaves
    doubt.

    On development data it changes nothing beside the shipped one (eval/LOG.md)."""
    unsure = sum(link.confidence < 0.9 for link in links)
    return all(signal.kind != "lexicon" for signal in found) or unsure > 0.25 * len(links)


def search(texts: Texts, found: Sequence[Signal], weights: Weights) -> list[Link]:
    """The links under these signals and weights."""
    rows, columns = len(texts.source), len(texts.target)
    chain = find_chain(found, rows, columns)
    pieces = segments(chain, rows, columns)
    both = shapes(texts, chain)
    links: list[Link] = []
    i = j = 0
    for some in _batches(pieces):
        scores = [bead_scores(found, both, piece, weights.values) for piece in some]
        for piece, answer in zip(some, Lattice(some, scores).solve(), strict=True):
            links += _nulls(i, piece.top, j, piece.left)
            for (kind, row, column), posterior in zip(answer.beads, answer.posteriors, strict=True):
                n, m = TYPES[kind]
                links.append(
                    Link(
                        tuple(range(piece.top + row - n, piece.top + row)),
                        tuple(range(piece.left + column - m, piece.left + column)),
                        confidence(posterior, weights),
                    )
                )
            i, j = piece.bottom, piece.right
    return links + _nulls(i, rows, j, columns)


def shapes(texts: Texts, chain: Chain) -> tuple[Shapes, Shapes]:
    """Of both sides; the source's lengths times the ratio that is usual among the chain's pairs (the ratio of
    whole texts would tell of passages that one side lacks). Few pairs are not trusted all the way."""
    source, target = texts.lengths
    each = np.log((target[chain.target] + 5.0) / (source[chain.source] + 5.0))
    count = len(each)
    ratio = np.float32(np.exp(np.median(each) * count / (count + 5.0))) if count else np.float32(1.0)
    return (
        Shapes(source * ratio, texts.ends[0], texts.begins[0]),
        Shapes(target, texts.ends[1], texts.begins[1]),
    )


def _batches(pieces: Sequence[Segment]) -> Iterable[list[Segment]]:
    """Runs of segments that fit side by side into the memory meant for them."""
    batch: list[Segment] = []
    rows = width = 0
    for piece in pieces:
        rows, width = max(rows, piece.bottom - piece.top + 1), max(width, piece.width)
        if batch and (len(batch) + 1) * rows * (width + REACH) * len(TYPES) > _CELLS:
            yield batch
            batch, rows, width = [], piece.bottom - piece.top + 1, piece.width
        batch.append(piece)
    if batch:
        yield batch


def _nulls(i: int, row: int, j: int, column: int, sure: float = 0.9) -> list[Link]:
    """Sentences i ... row - 1 and j ... column - 1 without partners."""
    return [Link((n,), (), sure) for n in range(i, row)] + [Link((), (m,), sure) for m in range(j, column)]


def _check(
    source: Sequence[str], target: Sequence[str], translation: Sequence[str] | None, options: AlignOptions
) -> None:
    for name, side in (("source", source), ("target", target)):
        if isinstance(side, str):
            raise TypeError(f"{name}: a list of sentences is expected, not one string")
    for name, given, wanted in (
        ("translation", translation, source),
        ("back_translation", options.back_translation, target),
    ):
        if given is not None and len(given) != len(wanted):
            raise UsageError(
                f"{name} has {len(given):,} sentences where {len(wanted):,} are needed, one for each. "
                "Translate it again, line by line"
            )
