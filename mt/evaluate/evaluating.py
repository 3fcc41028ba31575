"""References and systems -> Report. Values in, values out; no file is read or written."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np

from mt.errors import UsageError
from mt.evaluate import significance
from mt.evaluate.buckets import buckets
from mt.evaluate.findings import find
from mt.evaluate.lengths import check_lengths
from mt.evaluate.options import EvaluateOptions
from mt.evaluate.statistics import Statistics, Table, all_statistics, statistics
from mt.values import (
    Comparison,
    Flag,
    FlagKind,
    ReferenceSet,
    Report,
    Score,
    SegmentReport,
    System,
    SystemReport,
)

Check = Callable[[str, str], tuple[Flag, ...]]


def evaluate(
    reference_set: ReferenceSet,
    systems: Sequence[System],
    options: EvaluateOptions | None = None,
    check: Check | None = None,
    table: Table | None = None,
) -> Report:
    """What `mt evaluate` reports of `systems`, in their order.

    check: finds flags of a hypothesis against its source, e.g. `mt.translate.check.check`; None for none.
    table: what `measure` gave for the same arguments, where it is at hand.
    Raises InputError for lists of unequal length, saying where they diverge; UsageError for systems of one
    name or an unknown metric; MissingExtra when COMET is asked for and not installed.
    """
    options = options or EvaluateOptions()
    table = measure(reference_set, systems, options) if table is None else table
    samples = significance.bootstrap(table, options.resamples, options.seed) if options.resamples else None
    comparisons = tuple(_comparisons(table, systems, samples, options)) if samples else ()
    segments = _segments(reference_set, systems, table, check) if options.segments else ()
    return Report(
        name=reference_set.name,
        systems=tuple(
            SystemReport(
                system.name,
                tuple(_scores(table, at, samples, options)),
                _flag_counts(segments, at),
                (*system.recipe, ("hypotheses.sha256", digest(system.hypotheses))),
            )
            for at, system in enumerate(systems)
        ),
        comparisons=comparisons,
        ranks=_ranks(table, systems, comparisons, options),
        buckets=buckets(reference_set, systems, table) if options.buckets else (),
        segments=segments,
        recipe=_recipe(reference_set, options),
    )


def measure(reference_set: ReferenceSet, systems: Sequence[System], options: EvaluateOptions) -> Table:
    """The statistics of all systems under all metrics. Raises as `evaluate` does."""
    twice = [name for name, count in Counter(system.name for system in systems).items() if count > 1]
    if twice:
        raise UsageError(f"two systems are called {twice[0]!r}. Give each a name of its own")
    if not systems:
        raise UsageError("there is nothing to evaluate. Name a translation, or a model with --model")
    check_lengths(reference_set, systems, options.names)
    found = [
        all_statistics(options.metrics, system.hypotheses, reference_set.references) for system in systems
    ]
    table: dict[str, tuple[Statistics, ...]] = {
        name: tuple(each[at] for each in found) for at, name in enumerate(options.metrics)
    }
    if options.comet:
        from mt.evaluate import comet

        table[options.comet] = comet.statistics(options.comet, reference_set, systems)
    return table


def digest(segments: Sequence[str]) -> str:
    """SHA-256, in hexadecimal, of the segments in UTF-8, each with LF behind it: of a file of them."""
    made = hashlib.sha256()
    for segment in segments:
        made.update(segment.encode("utf-8", "surrogatepass") + b"\n")
    return made.hexdigest()


Samples = dict[str, significance.Floats]


def _scores(table: Table, at: int, samples: Samples | None, options: EvaluateOptions) -> Iterator[Score]:
    for name, systems in table.items():
        low = high = None
        if samples:
            low, high = significance.interval(samples[name][at])
        yield Score(name, systems[at].score(), _signature(systems[at].signature, options), low, high)


def _signature(signature: str, options: EvaluateOptions) -> str:
    """With the bootstrap in it, where sacreBLEU puts it, and with what else was done."""
    if options.resamples:
        first, rest = signature.split("|", 1)
        signature = f"{first}|bs:{options.resamples}|seed:{options.seed}|{rest}"
    return f"{signature}|{options.signature}" if options.signature else signature


def _comparisons(
    table: Table, systems: Sequence[System], samples: Samples, options: EvaluateOptions
) -> Iterator[Comparison]:
    if len(systems) < 2 or not options.trials:
        return
    shuffled = significance.randomisation(table, options.trials, options.seed)
    for name, found in table.items():
        values = [each.score() for each in found]
        for first, second in combinations(range(len(systems)), 2):
            difference = values[first] - values[second]
            yield Comparison(
                name,
                systems[first].name,
                systems[second].name,
                difference,
                significance.paired_bootstrap(samples[name][first], samples[name][second], difference),
                shuffled.p(name, first, second, difference),
            )


def _ranks(
    table: Table, systems: Sequence[System], comparisons: Sequence[Comparison], options: EvaluateOptions
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Two systems differ when both tests say so."""
    if not comparisons:
        return ()
    places = {system.name: at for at, system in enumerate(systems)}
    found = []
    for name, measured in table.items():
        differs = np.zeros((len(systems), len(systems)), dtype=bool)
        for each in comparisons:
            if each.metric == name:
                first, second = places[each.first], places[each.second]
                significant = max(each.p_bootstrap, each.p_randomisation) < options.significance
                differs[first, second] = differs[second, first] = significant
        scores = [each.score() for each in measured]
        found.append((name, significance.ranks(scores, measured[0].metric.higher_is_better, differs)))
    return tuple(found)


def _segments(
    reference_set: ReferenceSet, systems: Sequence[System], table: Table, check: Check | None
) -> tuple[SegmentReport, ...]:
    found = table.get("chrF2") or [
        statistics("chrF2", system.hypotheses, reference_set.references) for system in systems
    ]
    chrf = np.array([each.segments() for each in found])
    references = list(zip(*reference_set.references, strict=True))
    sources = reference_set.sources or ("",) * len(references)
    documents = reference_set.documents or ("",) * len(references)
    hypotheses = list(zip(*(system.hypotheses for system in systems), strict=True))
    return tuple(
        SegmentReport(
            index=at,
            source=sources[at],
            references=references[at],
            hypotheses=hypotheses[at],
            chrf=tuple(chrf[:, at].tolist()),
            flags=tuple(find(sources[at], each, references[at], check) for each in hypotheses[at]),
            document=documents[at],
        )
        for at in range(len(references))
    )


def _flag_counts(segments: Sequence[SegmentReport], at: int) -> tuple[tuple[FlagKind, int], ...]:
    """How many segments of one system have a finding of each kind, the most first."""
    counts = Counter(kind for segment in segments for kind in {flag.kind for flag in segment.flags[at]})
    return tuple(counts.most_common())


def _recipe(reference_set: ReferenceSet, options: EvaluateOptions) -> tuple[tuple[str, str], ...]:
    from importlib.metadata import version

    from mt import __version__

    recipe = [("segments", str(len(reference_set.references[0])))]
    for at, reference in enumerate(reference_set.references):
        recipe.append((f"reference{at + 1 if at else ''}.sha256", digest(reference)))
    if reference_set.sources:
        recipe.append(("source.sha256", digest(reference_set.sources)))
    if options.resamples:
        recipe += [("resamples", str(options.resamples)), ("trials", str(options.trials))]
        recipe += [("seed", str(options.seed)), ("significance", str(options.significance))]
    recipe.append(("vimt", __version__))
    recipe += [(package, version(package)) for package in ("sacrebleu", "numpy")]
    recipe.append(("python", platform.python_version()))
    return tuple(recipe)
