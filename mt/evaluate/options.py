"""What a user can choose about an evaluation."""

from __future__ import annotations

from dataclasses import dataclass

#: Computed when nothing else is asked for.
DEFAULT_METRICS = ("BLEU", "chrF2", "chrF2++", "TER")


@dataclass(frozen=True, slots=True)
class EvaluateOptions:
    """How `evaluate` goes about it.

    metrics: names in mt.evaluate.statistics.METRICS.
    resamples: of the bootstrap, for intervals and the paired test; 0 for neither.
    trials: of the approximate randomisation test; 0 for none.
    seed: of both. 12345 is sacreBLEU's, and then indices and p-values are sacreBLEU's too.
    significance: p below which a difference counts.
    segments: whether the report lists every segment (and findings are looked for).
    signature: appended to every signature, e.g. "realign:yes".
    """

    metrics: tuple[str, ...] = DEFAULT_METRICS
    resamples: int = 1000
    trials: int = 10_000
    seed: int = 12345
    significance: float = 0.05
    segments: bool = True
    signature: str = ""
