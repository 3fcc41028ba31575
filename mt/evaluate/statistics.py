"""A metric's counts of each segment, from which any part of a set is scored by summing rows.

BLEU, chrF and TER of a set are functions of sums over its segments; so a bucket, a document or a bootstrap
resample needs no text, only a sum (the design of sacreBLEU's metrics). Counts and scores are sacreBLEU's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mt.errors import UsageError
from mt.evaluate import counts, formulas

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric as SacreMetric


@dataclass(frozen=True, slots=True)
class Metric:
    """How one metric is computed.

    formula: summed counts to scores, one a row. columns: how many counts a segment has.
    sacrebleu, settings: of its class.
    higher_is_better: False for an error rate.
    """

    name: str
    formula: formulas.Formula
    columns: int
    sacrebleu: str = ""
    settings: tuple[tuple[str, int], ...] = ()
    higher_is_better: bool = True


METRICS: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("BLEU", formulas.bleu, 10, "BLEU"),
        Metric("chrF2", formulas.chrf, 18, "CHRF"),
        Metric("chrF2++", formulas.chrf, 24, "CHRF", (("word_order", 2),)),
        Metric("TER", formulas.ter, 2, "TER", higher_is_better=False),
    )
}


@dataclass(frozen=True, eq=False)
class Statistics:
    """One metric of one system.

    counts: shape (segments, k), float64; what the columns are: mt/evaluate/formulas.py.
    signature: sacreBLEU's, without bootstrap.
    """

    metric: Metric
    counts: NDArray[np.float64]
    signature: str

    def score(self, rows: NDArray[np.intp] | NDArray[np.bool_] | None = None) -> float:
        """The score of the segments `rows` (places or a mask; None: all), 0 to 100; TER can pass 100.

        Equal to sacreBLEU's corpus score of these segments. 0 for no segments.
        """
        counts = self.counts if rows is None else self.counts[rows]
        sums = counts.sum(axis=0)
        if self.metric.sacrebleu == "BLEU":
            return _bleu(sums)
        return float(self.metric.formula(sums)[0])

    def segments(self) -> NDArray[np.float64]:
        """The score of each segment by itself, shape (segments,)."""
        return self.metric.formula(self.counts)


#: For each metric by name, the statistics of each system, in the order of the systems.
Table = Mapping[str, Sequence[Statistics]]


def _bleu(sums: NDArray[np.float64]) -> float:
    """By sacreBLEU itself: numpy's logarithm may differ from the C library's in the last place."""
    from sacrebleu.metrics.bleu import BLEU

    whole = [int(count) for count in sums]
    return float(BLEU.compute_bleu(whole[2:6], whole[6:10], whole[0], whole[1], smooth_method="exp").score)


def statistics(metric: str, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> Statistics:
    """The counts of one metric for each segment.

    metric: a name in METRICS. hypotheses: one a segment. references: shape (references, segments).
    Raises UsageError for another name, ValueError when a list of references is not as long as the
    hypotheses or there is none.
    """
    return all_statistics((metric,), hypotheses, references)[0]


def all_statistics(
    metrics: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
) -> list[Statistics]:
    """`statistics` of several metrics at once: what they have in common is computed once."""
    for name in metrics:
        if name not in METRICS:
            raise UsageError(f"there is no metric {name!r}. There are: {', '.join(METRICS)}")
    if not references:
        raise ValueError("at least one list of references is needed")
    for reference in references:
        if len(reference) != len(hypotheses):
            raise ValueError(f"{len(hypotheses)} hypotheses, but {len(reference)} references")
    if not hypotheses:
        raise ValueError("there are no segments")
    if "TER" in metrics:
        counts.check_words(hypotheses, references)  # now, not when the others are done
    # First, as sacreBLEU may not be installed.
    signatures = {name: _signature(METRICS[name], len(references)) for name in metrics}
    return [
        Statistics(METRICS[name], counted, signatures[name])
        for name, counted in _counted(metrics, hypotheses, references)
    ]


def _counted(
    metrics: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """The counts of each metric in turn; the characters of chrF2 and chrF2++ are counted once."""
    bare = plus = None
    for name in metrics:
        if name == "BLEU":
            yield name, counts.bleu(hypotheses, references)
        elif name == "TER":
            yield name, counts.ter(hypotheses, references)
        else:
            if bare is None or plus is None:
                bare, plus = counts.chrf(hypotheses, references, "chrF2++" in metrics)
            yield name, plus if name == "chrF2++" else bare


def _signature(metric: Metric, references: int) -> str:
    """As sacreBLEU writes it itself, with its version, whose scores these are."""
    from sacrebleu import metrics

    make: Callable[..., SacreMetric] = getattr(metrics, metric.sacrebleu)
    scorer = make(**dict(metric.settings))
    scorer.num_refs = references
    return str(scorer.get_signature())
