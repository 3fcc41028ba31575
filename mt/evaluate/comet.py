"""COMET (Rei et al. 2020), by a model that the user names. Its package is an extra of its own environment.

The score of a set is the mean over its segments, so statistics, intervals and tests work as for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from mt.errors import BackendError, MissingExtra, UsageError
from mt.evaluate import formulas
from mt.evaluate.statistics import Metric, Statistics
from mt.values import ReferenceSet, System

_BATCH = 16


def statistics(name: str, reference_set: ReferenceSet, systems: Sequence[System]) -> tuple[Statistics, ...]:
    """For each system: the segments' scores times 100 and ones, shape (segments, 2).

    name: a checkpoint's file, or a name that COMET knows and fetches itself. With several references a
    segment's score is the mean over them. Raises MissingExtra without the package, UsageError without
    sources, BackendError when the model cannot be had.
    """
    if not reference_set.sources:
        raise UsageError("COMET scores with the source as well. Name it with --src")
    model = _load(name)
    found = []
    for system in systems:
        scores = np.mean([_predicted(model, each) for each in _rows(reference_set, system)], axis=0)
        counts = np.column_stack([100 * scores, np.ones(len(scores))])
        signature = f"nrefs:{len(reference_set.references)}|model:{name}|version:{_version()}"
        found.append(Statistics(Metric(name, formulas.mean, 2), counts, signature))
    return tuple(found)


def _rows(reference_set: ReferenceSet, system: System) -> list[list[dict[str, str]]]:
    return [
        [
            {"src": source, "mt": hypothesis, "ref": reference}
            for source, hypothesis, reference in zip(
                reference_set.sources, system.hypotheses, references, strict=True
            )
        ]
        for references in reference_set.references
    ]


def _load(name: str) -> object:
    if find_spec("comet") is None:
        raise MissingExtra("--comet", "comet")
    import comet

    try:
        path = name if Path(name).is_file() else comet.download_model(name)
        model: object = comet.load_from_checkpoint(path)
    except (KeyError, OSError, ValueError, RuntimeError) as error:
        # Without a network COMET says of any name that it is not supported.
        raise BackendError(
            f"the COMET model {name} cannot be had: {error}. Fetch its checkpoint and name the file"
        ) from error
    return model


def _predicted(model: object, rows: list[dict[str, str]]) -> list[float]:
    predict = model.predict  # type: ignore[attr-defined]
    scores = [float(score) for score in predict(rows, batch_size=_BATCH, gpus=0, progress_bar=False).scores]
    if len(scores) != len(rows):
        raise BackendError(f"COMET gave {len(scores):,} scores for {len(rows):,} segments")
    return scores


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("unbabel-comet")
    except PackageNotFoundError:
        return "unknown"
