"""What `mt models list` and `info` show: every known model and every one in the store."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from mt.errors import BackendError, UsageError
from mt.models import manifest as manifests
from mt.models import resolve, store
from mt.models.registry import BUNDLED, REGISTRY, Known, by_repository
from mt.values import Model


@dataclass(frozen=True, slots=True)
class Row:
    """One model. state: "ready", "not fetched" or "damaged"; problem: what is wrong with a damaged one.

    bytes: on disk when it is there, else of the download (rounded; None where unknown).
    default: whether it is the one that runs when none is named.
    """

    name: str
    state: str
    family: str
    licence: str
    quality: str
    repository: str = ""
    revision: str = ""
    bytes: int | None = None
    folder: str = ""
    compute: str = ""
    default: bool = False
    problem: str = ""


def rows(chosen: str = "") -> list[Row]:
    """Known models, best first, then the others in the store by name, then `chosen` when it is none of them.

    chosen: the model that the settings name; "" when they name none. It is the default then, if it is ready.
    """
    names = [*REGISTRY, *(name for name in store.names() if name not in REGISTRY)]
    found = [row(name) for name in names]
    default = next((r for r in found if r.state != "not fetched" and r.name in REGISTRY), None)
    if chosen:
        default = _named(chosen)
        if default and default not in found:
            found.append(default)
    return [replace(r, default=r == default and r.state == "ready") for r in found]


def _named(name: str) -> Row | None:
    try:
        return row(name)
    except UsageError:  # there is no such model: nothing runs until it is named rightly
        return None


def row(name: str) -> Row:
    """The row of one model, by name, hub id or folder. Raises UsageError when there is no such model."""
    known = REGISTRY.get(name) or by_repository(name)
    try:
        return _ready(resolve.find(name))
    except UsageError:
        if known is None:
            raise
        return _absent(known)
    except BackendError as error:
        if known is not None and known.name == BUNDLED and not store.bundled_folder().is_dir():
            return replace(_absent(known), quality="missing from this installation")
        described = _absent(known) if known else Row(name, "", "", "", "")
        folder = "" if known and known.name == BUNDLED else str(store.folder_of(described.name))
        return replace(described, state="damaged", folder=folder, problem=str(error), bytes=None)


def card(name: str) -> str:
    """The model card that lies in the folder of `name` (CARD.md), "" when there is none."""
    path = resolve.find(name).folder / "CARD.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _ready(model: Model) -> Row:
    described = Row(
        model.name, "ready", model.family, model.licence, model.quality, "", model.revision,
        store.size_of(model.folder), str(model.folder),
    )  # fmt: skip
    if model.format == "transformers":
        return replace(described, compute="float32 (not converted)")
    manifest = manifests.parse(Path(model.folder) / manifests.NAME)
    return replace(described, repository=manifest.repository, compute=manifest.compute)


def _absent(known: Known) -> Row:
    size = known.megabytes * 10**6 if known.megabytes else None
    return Row(
        known.name, "not fetched", known.family, known.licence, known.quality, known.repository,
        known.revision, size,
    )  # fmt: skip
