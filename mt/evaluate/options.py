"""What a user can choose about an evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field

#: Computed when nothing else is asked for.
DEFAULT_METRICS = ("BLEU", "chrF2", "chrF2++", "TER")


@dataclass(frozen=True, slots=True)
class Names:
    """What messages call the parts of a set; files' names when they come from files.

    unit: what a segment is there, e.g. "line".
    """

    references: tuple[str, ...] = ()
    source: str = "the source"
    documents: str = "the list of document ids"
    unit: str = "segment"

    def reference(self, at: int) -> str:
        if at < len(self.references):
            return self.references[at]
        return "the reference" if at == 0 else f"reference {at + 1}"


@dataclass(frozen=True, slots=True)
class EvaluateOptions:
    """How `evaluate` goes about it.

    metrics: names in mt.evaluate.statistics.METRICS.
    resamples: of the bootstrap, for intervals and the paired test; 0 for neither.
    trials: of the approximate randomisation test; 0 for none.
    seed: of both. 12345 is sacreBLEU's, and then indices and p-values are sacreBLEU's too.
    significance: p below which a difference counts.
    segments: whether the report lists every segment (and findings are looked for).
    buckets: whether segments that are alike are scored apart, by length, by rare words, by document.
    comet: name or file of a COMET model to score with as well; "" for none.
    signature: appended to every signature, e.g. "realign:yes".
    names: for messages.
    """

    metrics: tuple[str, ...] = DEFAULT_METRICS
    resamples: int = 1000
    trials: int = 10_000
    seed: int = 12345
    significance: float = 0.05
    segments: bool = True
    buckets: bool = True
    comet: str = ""
    signature: str = ""
    names: Names = field(default_factory=Names)
