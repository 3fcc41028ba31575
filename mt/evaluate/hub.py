"""Rows of a test set of a hub, through `datasets`, streaming. Reached only for a set that the user named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mt.errors import InputError, MissingExtra
from mt.evaluate.rows import Row
from mt.evaluate.sets import Hub


def read(hub: Hub, url: str) -> Iterator[Row]:
    """Its rows. Code of the set is never run. Raises InputError when the hub does not give it."""
    try:
        import datasets
    except ImportError as error:
        raise MissingExtra("a test set of a hub", "data") from error

    def column(role: tuple[str, str]) -> Iterator[Any]:
        configuration, name = role
        # There is no trust_remote_code: sets that are programs are refused by `datasets`.
        rows = datasets.load_dataset(
            hub.path, configuration or hub.name or None, split=hub.split, streaming=True
        )
        return (row[name] for row in rows)

    try:
        pairs = zip(column(hub.source), column(hub.reference), strict=True)
        for source, reference in pairs:
            yield Row(_flat(source), (_flat(reference),))
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise InputError(
            f"{hub.path} was not to be had from the hub: {error}. Get it from {url} and say where it lies "
            "with --data"
        ) from error


def _flat(text: object) -> str:
    return " ".join(str(text).splitlines())
