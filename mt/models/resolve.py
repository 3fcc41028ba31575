"""A name, a hub id or a folder -> Model. Looks at the disk only: nothing is fetched from here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mt.errors import BackendError, UsageError
from mt.models import manifest as manifests
from mt.models import store
from mt.models.registry import BUNDLED, REGISTRY, by_repository
from mt.values import Model


def find(name: str | None = None) -> Model:
    """The model that `name` means: a folder, else a known name, else a hub id or an imported name.

    None: the best known one that has been pulled, else the bundled one. Raises UsageError when there is no
    such model and BackendError when it lies there damaged; both say what to do.
    """
    if name is None:
        return _best()
    path = Path(name).expanduser()
    if name and _holds_model(path):
        return from_folder(path)
    if name == BUNDLED:
        return from_folder(store.bundled_folder())
    known = REGISTRY.get(name) or by_repository(name)
    if known is not None:
        return _stored(known.name) or _stored(known.repository) or _not_pulled(known.name)
    if not _looks_like_path(name) and (model := _stored(store.check_name(name))):
        return model
    raise UsageError(_unknown(name, path))


def installed() -> list[Model]:
    """The models at hand that are whole, best first: known ones as in the registry, then others by name."""
    found = []
    for name in (*store.names(), BUNDLED):
        try:
            found.append(find(name))
        except (BackendError, UsageError):
            continue
    order = list(REGISTRY)
    return sorted(found, key=lambda m: (order.index(m.name) if m.name in order else len(order) - 1.5, m.name))


def from_folder(folder: Path) -> Model:
    """The model in `folder`: a converted one (it has mt.json) or a Hugging Face checkpoint."""
    if (folder / manifests.NAME).exists():
        return _model(folder, manifests.load(folder))
    if (folder / "config.json").exists() and not (folder / "model.bin").exists():
        return _checkpoint(folder)
    if (folder / "model.bin").exists():
        raise BackendError(
            f"{folder}: has model.bin but no {manifests.NAME}: nobody has checked this conversion. "
            "Import the checkpoint it was made from: mt models import FOLDER"
        )
    if folder == store.bundled_folder():
        raise BackendError("The bundled model is missing. Fetch one: mt models pull opus-mt")
    raise BackendError(f"{folder}: holds no model (neither {manifests.NAME} nor config.json)")


def _best() -> Model:
    for known in REGISTRY:
        if known != BUNDLED and (model := _stored(known)):
            return model
    return from_folder(store.bundled_folder())


def _stored(name: str) -> Model | None:
    folder = store.folder_of(name)
    return from_folder(folder) if folder.is_dir() else None


def _not_pulled(name: str) -> Model:
    raise UsageError(f"The model {name!r} has not been fetched yet. Fetch it: mt models pull {name}")


def _holds_model(path: Path) -> bool:
    return any((path / name).is_file() for name in (manifests.NAME, "config.json", "model.bin"))


def _looks_like_path(name: str) -> bool:
    return name.startswith(("/", ".", "~", "\\")) or name.count("/") > 1 or name.endswith("/") or "\\" in name


def _unknown(name: str, path: Path) -> str:
    if path.is_dir():
        return f"{path}: holds no model (neither {manifests.NAME} nor config.json)"
    if _looks_like_path(name):
        return f"{path}: there is no such folder"
    if "/" in name:
        return f"The model {name!r} has not been fetched yet. Fetch it: mt models pull {name}"
    known = ", ".join(REGISTRY)
    return (
        f"No model is called {name!r}. Known: {known}; or a hub id (ORG/NAME), or a folder. "
        "See: mt models list"
    )


def _model(folder: Path, manifest: manifests.Manifest) -> Model:
    return Model(
        name=manifest.name,
        folder=folder,
        family=manifest.family,
        source_code=manifest.source_code,
        target_code=manifest.target_code,
        licence=manifest.licence,
        revision=manifest.revision,
        quality=manifest.quality,
        mask=manifest.mask,
        longest=manifest.longest,
    )


def _checkpoint(folder: Path) -> Model:
    config = read_json(folder / "config.json")
    kind = config.get("model_type")
    if kind == "marian":
        return Model(folder.resolve().name, folder, "marian", "transformers")
    if kind == "m2m_100":
        source, target = language_codes(folder)
        return Model(folder.resolve().name, folder, "nllb", "transformers", source, target)
    raise BackendError(f"{folder}: model_type is {kind!r}; vimt runs 'marian' and 'm2m_100' (NLLB)")


def language_codes(folder: Path) -> tuple[str, str]:
    """Codes of Vietnamese and English in an NLLB-200 or M2M-100 checkpoint folder."""
    # M2M-100 comes with vocab.json, NLLB-200 with tokenizer.json alone.
    return ("__vi__", "__en__") if (folder / "vocab.json").exists() else ("vie_Latn", "eng_Latn")


def read_json(path: Path) -> dict[str, Any]:
    """The object in the file. Raises BackendError naming it."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackendError(f"{path}: cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise BackendError(f"{path}: an object is expected")
    return value
