"""Stage 4 of 4, its judge: hypotheses and references -> Report.

    evaluating     all of it: `evaluate(reference_set, systems, options)` -> Report
    statistics     a metric's counts of each segment, from which any part of a set is scored by summing
    counts         those counts, equal to sacreBLEU's and faster: tokens, ngrams, edits
    formulas       summed counts -> scores, many at once
    significance   confidence intervals, paired tests, ranks
    realigning     texts whose line breaks differ
    sets           the test sets that are declared; rows and hub read them
    comet          an optional neural metric, by a model that the user names
    baseline       statistics kept in a file, for `--no-worse-than`
    json           the report as JSON
    findings       what a score does not say, segment by segment (numbers, english: what it reads off a text)
    buckets        scores of segments that are alike; the segments on which two systems differ most
    snippets       references of pieces of a text, found in its translation (matching, cutting, similarity)
    html, markdown, tsv    the report for people; what they say in words: prose
    alignment      the scores of an alignment against gold

Importing this imports nothing heavy; names are resolved when they are asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mt.evaluate.evaluating import evaluate
    from mt.evaluate.options import EvaluateOptions

__all__ = ["EvaluateOptions", "evaluate"]

_WHERE = {"EvaluateOptions": "options", "evaluate": "evaluating"}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # No module may be called like a function here: importing it would hide the function.
    value: object = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    return value
