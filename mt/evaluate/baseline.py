"""Statistics kept from an earlier run, and whether a system is now significantly worse."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mt.errors import InputError
from mt.evaluate import significance
from mt.evaluate.json import VERSION
from mt.evaluate.options import EvaluateOptions
from mt.evaluate.packing import unpack
from mt.evaluate.statistics import METRICS, Metric, Statistics, Table
from mt.values import Comparison


@dataclass(frozen=True, slots=True)
class Baseline:
    """metrics: name -> signature and one Statistics; system: whose. references: their hashes."""

    system: str
    references: tuple[str, ...]
    metrics: Mapping[str, Statistics]


def parse(text: str, name: str) -> Baseline:
    """What `mt.evaluate.json.render` wrote, of the best system in it by the first metric.

    name: for messages. Raises InputError for anything else.
    """
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{name} is not JSON: {error}. Make it with: mt evaluate ... --json > {name}"
        ) from error
    if not isinstance(whole, dict) or whole.get("format") != "mt evaluate" or whole.get("version") != VERSION:
        raise InputError(
            f"{name} is not a report of version {VERSION}. Make it with: mt evaluate ... --json > {name}"
        )
    try:
        return _parsed(whole)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise InputError(f"{name} is damaged: {error}. Make it anew") from error


def _parsed(whole: dict[str, Any]) -> Baseline:
    best = _best(whole["systems"])
    metrics = {}
    for metric, kept in whole["statistics"].items():
        known = METRICS.get(metric)
        if known is not None:
            metrics[metric] = _statistics(known, kept, best)
    return Baseline(best, _references(whole["recipe"]), metrics)


def _best(systems: list[dict[str, Any]]) -> str:
    """Of several the best by their first metric: a new system must hold its own against it."""
    metric = systems[0]["scores"][0]["metric"]
    sign = 1 if metric not in METRICS or METRICS[metric].higher_is_better else -1
    return str(max(systems, key=lambda system: sign * float(system["scores"][0]["value"]))["name"])


def _statistics(metric: Metric, kept: dict[str, Any], system: str) -> Statistics:
    counts = unpack(kept["systems"][system])
    if counts.shape[1] != metric.columns:
        raise ValueError(f"{metric.name} has {counts.shape[1]} columns, not {metric.columns}")
    return Statistics(metric, counts, str(kept["signature"]))


def _references(recipe: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(value for key, value in sorted(recipe.items()) if _is_reference(key))


def _is_reference(key: str) -> bool:
    return key.startswith("reference") and key.endswith(".sha256")


def compare(
    baseline: Baseline,
    table: Table,
    recipe: Mapping[str, str],
    systems: tuple[str, ...],
    options: EvaluateOptions,
) -> Iterator[Comparison]:
    """Each system against the baseline under each metric that both have; difference: now minus then.

    Raises InputError when the references, or a metric's settings, are not those of the baseline.
    """
    if _references(recipe) != baseline.references:
        raise InputError("the baseline was made with other references. Make it anew with these")
    both = [name for name in table if name in baseline.metrics]
    if not both:
        raise InputError("the baseline has none of these metrics. Make it anew with them")
    for name in both:
        then, now = baseline.metrics[name], table[name]
        if then.signature != now[0].signature:
            raise InputError(
                f"the baseline's {name} is {then.signature}, here it is {now[0].signature}. Make it anew"
            )
    joined: Table = {name: (baseline.metrics[name], *table[name]) for name in both}
    yield from _compared(joined, baseline.system, systems, options)


def _compared(
    joined: Table, before: str, systems: tuple[str, ...], options: EvaluateOptions
) -> Iterator[Comparison]:
    samples = significance.bootstrap(joined, options.resamples or 1000, options.seed)
    shuffled = significance.randomisation(joined, options.trials or 10_000, options.seed)
    for name, found in joined.items():
        for at, system in enumerate(systems, start=1):
            difference = found[at].score() - found[0].score()
            yield Comparison(
                name,
                system,
                before,
                difference,
                significance.paired_bootstrap(samples[name][0], samples[name][at], difference),
                shuffled.p(name, 0, at, difference),
            )


def worse(comparison: Comparison, options: EvaluateOptions) -> bool:
    """Whether the first system is worse than the second and both tests say that this is no chance."""
    better = METRICS[comparison.metric].higher_is_better
    significant = max(comparison.p_bootstrap, comparison.p_randomisation) < options.significance
    return significant and (comparison.difference < 0 if better else comparison.difference > 0)
