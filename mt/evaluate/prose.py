"""What the pages say in words: the verdict, numbers, names of things. Markdown and HTML share it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mt.values import Comparison, FlagKind, Report, Score

#: A difference is called significant when both tests stay below this.
SIGNIFICANT = 0.05
#: Scores of fewer segments move by several points from one sample to the next.
FEW = 30
LOWER_IS_BETTER = frozenset({"TER"})
EXPLAINED = {
    FlagKind.EMPTY: "no translation",
    FlagKind.SHORT: "far shorter than the source, or breaks off",
    FlagKind.LONG: "far longer than source or reference",
    FlagKind.REPETITION: "a phrase is repeated",
    FlagKind.COPIED: "Vietnamese left untranslated",
    FlagKind.NUMBER: "a number, date or sum is missing, changed or extra",
    FlagKind.URL: "a web address did not come back",
    FlagKind.EMAIL: "an e-mail address did not come back",
    FlagKind.HASHTAG: "a hashtag did not come back",
    FlagKind.PLACEHOLDER: "a placeholder, entity or symbol is missing or extra",
    FlagKind.TAG: "a tag is missing or extra",
    FlagKind.UNKNOWN: "unknown signs in the translation",
    FlagKind.NAME: "a name is missing",
    FlagKind.NEGATION: "a negation is missing or extra",
    FlagKind.EXCHANGED: "a word became another of its kind: Monday for Tuesday, after for before",
    FlagKind.TERM: "words of the glossary are missing",
    FlagKind.OMISSION: "part of the reference is missing",
}


def metrics(report: Report) -> list[str]:
    """Names of the report's metrics, in their order."""
    names: dict[str, None] = {}
    for system in report.systems:
        names.update({score.metric: None for score in system.scores})
    return list(names)


def scores(report: Report, metric: str) -> list[Score | None]:
    """The score of each system under `metric`, None where it has none."""
    return [next((s for s in system.scores if s.metric == metric), None) for system in report.systems]


def rank(report: Report, metric: str) -> tuple[int, ...]:
    """The rank of each system under `metric`, () when there are none."""
    return dict(report.ranks).get(metric, ())


def is_significant(comparison: Comparison) -> bool:
    return max(comparison.p_bootstrap, comparison.p_randomisation) < SIGNIFICANT


def best(report: Report, metric: str) -> int | None:
    """Place of the best system under `metric`."""
    values = [(place, s.value) for place, s in enumerate(scores(report, metric)) if s is not None]
    if not values:
        return None
    sign = -1 if metric in LOWER_IS_BETTER else 1
    return max(values, key=lambda item: sign * item[1])[0]


def verdicts(report: Report) -> Iterator[str]:
    """Who is best, and whether that is more than chance: one sentence for metrics that say the same."""
    if len(report.systems) == 1:
        for score in report.systems[0].scores:
            interval = f", 95 % interval {score.low:.1f} to {score.high:.1f}" if has_interval(score) else ""
            yield f"{score.metric} of {report.systems[0].name} is {score.value:.1f}{interval}."
        return
    grouped: dict[tuple[str, str], list[str]] = {}
    for metric in metrics(report):
        place = best(report, metric)
        if place is not None:
            name, score_there = report.systems[place].name, scores(report, metric)[place]
            value = f"{metric} ({score_there.value:.1f})" if score_there else metric
            grouped.setdefault((name, _lead(report, metric, name)), []).append(value)
    for (name, lead), values in grouped.items():
        yield f"By {listed(values)}, {name} is best{lead}."


def _lead(report: Report, metric: str, name: str) -> str:
    """What is certain about the lead, as the end of a sentence."""
    pairs = [c for c in report.comparisons if c.metric == metric and name in (c.first, c.second)]
    if not pairs:
        return ""
    tied = [c.second if c.first == name else c.first for c in pairs if not is_significant(c)]
    if not tied:
        others = "the other" if len(pairs) == 1 else f"each of the other {len(pairs)}"
        return f", significantly better than {others} (p < {SIGNIFICANT})"
    return f"; the difference to {listed(tied)} is not significant"


def has_interval(score: Score) -> bool:
    return score.low is not None and score.high is not None


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def p_value(value: float) -> str:
    """ "< 0.001", "0.034"."""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def kinds(report: Report) -> list[FlagKind]:
    """Kinds that any system has, the commonest first."""
    totals: dict[FlagKind, int] = {}
    for system in report.systems:
        for kind, count in system.flags:
            totals[kind] = totals.get(kind, 0) + count
    return sorted((kind for kind, count in totals.items() if count), key=lambda kind: -totals[kind])


def dimensions(report: Report) -> dict[str, list[int]]:
    """Places of the buckets of each dimension, in their order."""
    found: dict[str, list[int]] = {}
    for place, bucket in enumerate(report.buckets):
        found.setdefault(bucket.dimension, []).append(place)
    return found


def best_two(report: Report) -> tuple[int, int] | None:
    """Places of the two best systems under the first metric, None with fewer."""
    names = metrics(report)
    if len(report.systems) < 2 or not names:
        return None
    values = [(s.value if s is not None else float("-inf")) for s in scores(report, names[0])]
    sign = -1 if names[0] in LOWER_IS_BETTER else 1
    order = sorted(range(len(values)), key=lambda place: -sign * values[place])
    return order[0], order[1]
