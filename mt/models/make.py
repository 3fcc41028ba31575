"""A checkpoint folder -> a converted, verified model in the store. What `pull` and `import` share."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from mt.errors import BackendError, UsageError
from mt.models import manifest as manifests
from mt.models import resolve, store
from mt.models.checkpoint import Checkpoint, copy, inspect, prepare, require_torch
from mt.models.convert import convert, versions
from mt.models.manifest import Manifest
from mt.models.registry import BUNDLED, REGISTRY, by_repository
from mt.models.verify import SIMILAR, answers, check_against_reference, similarity, with_probes
from mt.values import Model


@dataclass(frozen=True, slots=True)
class Making:
    """How a model is made.

    compute: type of the weights on disk, see `mt.models.convert.COMPUTE`.
    zero_pad: see `mt.models.checkpoint.prepare`.
    force: replace a whole model of that name.
    keep_checkpoint: keep the Hugging Face checkpoint beside the conversion, in `store.CHECKPOINT`, for the
    transformers engine.
    say: told in a few words what is being done.
    """

    compute: str = "int8"
    zero_pad: bool = False
    force: bool = False
    keep_checkpoint: bool = False
    say: Callable[[str], None] = lambda _: None


def make(folder: Path, manifest: Manifest, making: Making) -> Model:
    """The model in the store that the checkpoint in `folder` has become, named and described by `manifest`
    (family, codes, files, probes and versions are filled in here). The caller holds the store's lock.

    Raises BackendError when the conversion does not answer as the checkpoint does; nothing is kept then.
    """
    work = store.work_folder(manifest.name)
    try:
        made = build(folder, manifest, making, work)
        return resolve.from_folder(store.publish(made, manifest.name))
    finally:
        for part in ("safetensors", "zero-pad", "float32", "converted"):
            shutil.rmtree(work / part, ignore_errors=True)


def build(folder: Path, manifest: Manifest, making: Making, work: Path) -> Path:
    """The converted, verified folder with its mt.json, inside `work`; errors as in `make`."""
    found = inspect(folder)
    work.mkdir(parents=True, exist_ok=True)
    making.say("reading the checkpoint")
    checkpoint = prepare(found, work, making.zero_pad)
    made, manifest = _converted(checkpoint, manifest, making, work)
    if making.keep_checkpoint:
        copy(checkpoint, made / store.CHECKPOINT)
    manifests.save(made, replace(manifest, files=manifests.records_of(made)))
    return made


def _converted(
    checkpoint: Checkpoint, manifest: Manifest, making: Making, work: Path
) -> tuple[Path, Manifest]:
    manifest = replace(
        manifest,
        family=checkpoint.family,
        source_code=checkpoint.source_code,
        target_code=checkpoint.target_code,
        compute=making.compute,
        versions=versions(),
    )
    making.say("converting to float32")
    exact = convert(checkpoint, work / "float32", "float32")
    making.say("comparing with transformers")
    check_against_reference(exact, manifest, checkpoint)
    if making.compute == "float32":
        return exact, with_probes(exact, manifest)
    making.say(f"converting to {making.compute}")
    made = convert(checkpoint, work / "converted", making.compute)
    manifest = with_probes(made, manifest)
    _check_rounding(exact, manifest)
    return made, manifest


def _check_rounding(exact: Path, manifest: Manifest) -> None:
    sources = [probe.source_tokens for probe in manifest.probes]
    wanted, _ = answers(exact, manifest, sources, compute="float32")
    alike = similarity([probe.target_tokens for probe in manifest.probes], wanted)
    if alike < SIMILAR:
        raise BackendError(
            f"{manifest.name}: refused: in {manifest.compute} it shares only {alike:.0%} of its tokens with "
            "float32 on the probes. Try --compute float32"
        )


def import_checkpoint(source: str, name: str | None = None, making: Making | None = None) -> Model:
    """The model in the store made from a checkpoint on this disk.

    source: a Hugging Face folder, or a hub id whose snapshot lies in the Hugging Face cache.
    name: what to call it; by default the hub id (or the registry's name for it), else the folder's name.
    Raises UsageError when there is no such folder or the name is taken, else as `make` does.
    """
    making = making or Making()
    folder = _folder_of(source)
    require_torch()
    repository, revision = _snapshot_of(folder)
    known = by_repository(repository) if repository else None
    name = store.check_name(name or (known.name if known else repository or folder.resolve().name))
    if name == BUNDLED:
        raise UsageError("'bundled' is the name of the model in the package. Choose another: --name NAME")
    manifest = Manifest(
        name=name,
        family="marian",
        licence=known.licence if known else "unknown: see its source",
        repository=repository,
        revision=revision,
        quality=known.quality if known else "imported; its quality is not known",
    )
    with store.locked(name):
        if not making.force and whole(name):
            raise UsageError(
                f"There is a model {name!r} already. Replace it with --force, or use --name NAME"
            )
        return make(folder, manifest, making)


def whole(name: str) -> Model | None:
    """The model `name` in the store when it is there and not damaged."""
    folder = store.folder_of(name)
    try:
        return resolve.from_folder(folder) if folder.is_dir() else None
    except BackendError:
        return None


def _folder_of(source: str) -> Path:
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    if source in REGISTRY:
        source = REGISTRY[source].repository
    snapshots = _hub_cache() / f"models--{source.replace('/', '--')}" / "snapshots"
    found = sorted(snapshots.glob("*/config.json"), key=lambda p: p.stat().st_mtime)
    if not found:
        raise UsageError(f"{source}: neither a folder nor a model in the Hugging Face cache ({_hub_cache()})")
    return found[-1].parent


def _hub_cache() -> Path:
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("HF_HOME") or Path(cache) / "huggingface").expanduser() / "hub"


def _snapshot_of(folder: Path) -> tuple[str, str]:
    """Hub id and commit when `folder` is a snapshot in a Hugging Face cache, else two empty strings."""
    match = re.search(r"models--([^/\\]+?)--([^/\\]+)[/\\]snapshots[/\\]([0-9a-f]+)$", str(folder.resolve()))
    return (f"{match[1]}/{match[2]}", match[3]) if match else ("", "")
