"""What was asked of a translation: --min-bleu, --min-chrf, --max-flags, --no-worse-than."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mt.errors import BelowBar, InputError, UsageError
from mt.evaluate.options import EvaluateOptions
from mt.values import Report
from mt.wording import counted

if TYPE_CHECKING:
    from mt.evaluate.baseline import Baseline
    from mt.evaluate.statistics import Table


def read_baseline(path: str | None) -> Baseline | None:
    """What --no-worse-than names. Raises InputError, before anything is computed."""
    if path is None:
        return None
    from mt.evaluate import baseline

    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    return baseline.parse(text, path)


@dataclass(frozen=True, slots=True)
class Bars:
    """What is asked; before: of --no-worse-than, None when it was not given."""

    arguments: argparse.Namespace
    options: EvaluateOptions
    before: Baseline | None


def check_bars(report: Report, table: Table, bars: Bars) -> None:
    """Raises BelowBar with all that is not met."""
    arguments = bars.arguments
    missed = [*_minima(report, arguments), *_flagged(report, arguments)]
    if bars.before is not None:
        missed += _worse(report, table, bars, bars.before)
    if missed:
        raise BelowBar("; ".join(missed))


def _minima(report: Report, arguments: argparse.Namespace) -> Iterator[str]:
    for option, metric, bar in (
        ("--min-bleu", "BLEU", arguments.min_bleu),
        ("--min-chrf", "chrF2", arguments.min_chrf),
    ):
        if bar is None:
            continue
        for system in report.systems:
            values = [score.value for score in system.scores if score.metric == metric]
            if not values:
                raise UsageError(f"{option} needs {metric} among the --metrics")
            if values[0] < bar:
                yield f"{metric} of {system.name} is {values[0]:.2f}, below {option} {bar:g}"


def _flagged(report: Report, arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.max_flags is None:
        return
    for at, system in enumerate(report.systems):
        count = sum(bool(segment.flags[at]) for segment in report.segments)
        if count > arguments.max_flags:
            bar = f"--max-flags {arguments.max_flags}"
            yield f"{counted(count, 'segment')} of {system.name} with findings, more than {bar}"


def _worse(report: Report, table: Table, bars: Bars, before: Baseline) -> Iterator[str]:
    from mt.evaluate import baseline

    path, options = bars.arguments.no_worse_than, bars.options
    names = tuple(system.name for system in report.systems)
    for each in baseline.compare(before, table, dict(report.recipe), names, options):
        if baseline.worse(each, options):
            p = max(each.p_bootstrap, each.p_randomisation)
            yield (
                f"{each.metric} of {each.first} is {abs(each.difference):.2f} worse than that of "
                f"{each.second} in {path} (p {p:.4f})"
            )
