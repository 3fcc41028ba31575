"""A name or hub id -> a model in the store: fetched, converted, verified."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from mt.errors import UsageError
from mt.models import store
from mt.models.checkpoint import require_torch
from mt.models.fetch import Progress, Snapshot, check_space, describe, download
from mt.models.hub import Hub
from mt.models.make import Making, make, whole
from mt.models.manifest import Manifest
from mt.models.registry import BUNDLED, REGISTRY, Known, by_repository
from mt.values import Model

#: The download, its safetensors copy, float32 and the result stand side by side for a while.
SPACE = 3.5


@dataclass(frozen=True, slots=True)
class Offer:
    """What is about to be fetched, for a person to agree to."""

    name: str
    repository: str
    commit: str
    licence: str
    size: int

    @property
    def commercial(self) -> bool:
        """Whether the licence allows commercial use, as far as its name tells."""
        return "-NC" not in self.licence.upper()


def pull(
    name: str,
    agree: Callable[[Offer], bool],
    *,
    revision: str | None = None,
    making: Making | None = None,
    progress: Progress | None = None,
    hub: Hub | None = None,
) -> Model:
    """The model in the store. The one that lies there whole is returned unless `making.force`.

    agree: asked once, after the hub has named licence and size and before anything is fetched.
    revision: branch, tag or commit; by default the registry's. progress: see `mt.models.fetch.Progress`.
    Raises UsageError (no such name, not agreed to), MissingExtra before anything is fetched, BackendError
    (the hub, or a conversion that answers otherwise than the checkpoint), OutputError (the disk).
    """
    making = making or Making()
    hub = hub or Hub.from_environment()
    known = _known(name)
    with store.locked(known.name):
        present = whole(known.name)
        wanted = present is not None and revision in (None, present.revision)
        if present and making.keep_checkpoint and not (present.folder / store.CHECKPOINT).is_dir():
            wanted = False
        if present and wanted and not making.force:
            making.say(f"{known.name} is there already")
            return present
        require_torch()
        snapshot = describe(hub, known.repository, revision or known.revision)
        offer = _offer(known, snapshot)
        if not agree(offer):
            raise UsageError(
                f"{known.name} was not fetched: its licence ({offer.licence}) was not accepted. "
                f"Accept it: mt models pull {name} --accept-licence"
            )
        return _made(known, snapshot, offer, making, (hub, progress))


def _made(
    known: Known, snapshot: Snapshot, offer: Offer, making: Making, source: tuple[Hub, Progress | None]
) -> Model:
    work = store.work_folder(known.name)
    work.mkdir(parents=True, exist_ok=True)
    check_space(work, int(SPACE * snapshot.size))
    making.say(f"fetching {snapshot.repository} at {snapshot.commit}")
    # A folder for each commit: parts of two of them are never joined.
    folder = download(source[0], snapshot, work / snapshot.commit, source[1])
    manifest = Manifest(
        name=known.name,
        family=known.family,
        licence=offer.licence,
        repository=snapshot.repository,
        revision=snapshot.commit,
        quality=known.quality,
    )
    model = make(folder, manifest, making)
    shutil.rmtree(work, ignore_errors=True)
    return model


def _known(name: str) -> Known:
    if name == BUNDLED:
        raise UsageError("The bundled model is part of the package; there is nothing to fetch.")
    known = REGISTRY.get(name) or by_repository(name)
    if known is not None:
        return known
    if "/" not in store.check_name(name):
        raise UsageError(f"No model is called {name!r}. Known: {', '.join(REGISTRY)}; or a hub id ORG/NAME.")
    return Known(name, name, "marian", "")


def _offer(known: Known, snapshot: Snapshot) -> Offer:
    licence = known.licence or snapshot.licence
    return Offer(known.name, snapshot.repository, snapshot.commit, licence, snapshot.size)
