"""mt.json: what a converted model folder holds, so that a damaged one is noticed and a good one explained.

{"format": 1, "name": "opus-mt", "family": "marian", ...,
 "files": {"model.bin": {"size": 1, "sha256": ".."}, ...},
 "probes": [{"source": "..", "source_tokens": [..], "target_tokens": [..]}, ...],
 "versions": {"vimt": "..", ...}}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from mt.errors import BackendError
from mt.models.files import write_whole

NAME = "mt.json"
FORMAT = 1
FAMILIES = ("marian", "nllb")


@dataclass(frozen=True, slots=True)
class FileRecord:
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Probe:
    """A sentence, and what the model answered when it was converted (beam 1). Tokens as the engine sees them,
    with end mark and language code; the target without them."""

    source: str
    source_tokens: tuple[str, ...]
    target_tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Fields named as in `mt.values.Model` mean the same here.

    compute: the type of the weights on disk, as CTranslate2 names it ("int8").
    probe_compute: the type that the probes were answered in, which depends on the processor.
    files: every file of the folder but mt.json itself.
    versions: of the programs that made the folder.
    """

    name: str
    family: str
    source_code: str = ""
    target_code: str = ""
    licence: str = ""
    repository: str = ""
    revision: str = ""
    quality: str = ""
    mask: str = ""
    longest: int = 0
    compute: str = "int8"
    probe_compute: str = ""
    files: Mapping[str, FileRecord] = field(default_factory=dict)
    probes: tuple[Probe, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def records_of(folder: Path) -> dict[str, FileRecord]:
    """Size and hash of every file in `folder` but mt.json, by name."""
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.name != NAME)
    return {p.name: FileRecord(p.stat().st_size, sha256_of(p)) for p in paths}


def save(folder: Path, manifest: Manifest) -> None:
    """Writes mt.json whole or not at all. `manifest.files` is written as it is: see `records_of`."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, ensure_ascii=False, indent=1)
    write_whole(folder / NAME, text.encode() + b"\n")


def load(folder: Path) -> Manifest:
    """The manifest of `folder`, its files' sizes checked (hashes are `verify`'s work: they take seconds).

    Raises BackendError naming the file and the remedy when mt.json cannot be read, knows keys that this
    version does not, or a file is missing or has another size.
    """
    manifest = parse(folder / NAME)
    for name, record in manifest.files.items():
        check_size(folder / name, record.size, remedy(manifest))
    if "model.bin" not in manifest.files:
        raise BackendError(f"{folder / NAME}: 'files' does not list model.bin. {remedy(manifest)}")
    return manifest


def parse(path: Path) -> Manifest:
    """The manifest in the file `path`, nothing else looked at. Raises BackendError as `load` does."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackendError(f"{path}: cannot be read as a model manifest: {error}") from error
    if not isinstance(raw, dict):
        raise BackendError(f"{path}: not a model manifest (an object is expected)")
    if raw.get("format") != FORMAT:
        raise BackendError(
            f"{path}: format {raw.get('format')!r}, this version of vimt reads {FORMAT}. "
            "Update vimt, or fetch the model again."
        )
    unknown = sorted(set(raw) - {f.name for f in fields(Manifest)} - {"format"})
    if unknown:
        valid = ", ".join(f.name for f in fields(Manifest))
        raise BackendError(f"{path}: unknown keys: {', '.join(unknown)}. Valid: format, {valid}")
    try:
        return _build(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise BackendError(f"{path}: a key is missing or has the wrong type: {error}") from error


def _build(raw: dict[str, Any]) -> Manifest:
    values = {key: value for key, value in raw.items() if key != "format"}
    for key, value in values.items():
        if key == "longest":
            if type(value) is not int or value < 0:
                raise TypeError("'longest' must be a whole number")
        elif key not in ("files", "probes", "versions") and not isinstance(value, str):
            raise TypeError(f"{key!r} must be a string")
    if raw["family"] not in FAMILIES:
        raise ValueError(f"family {raw['family']!r} is none of {', '.join(FAMILIES)}")
    values["files"] = {
        _plain(name): FileRecord(int(record["size"]), str(record["sha256"]))
        for name, record in dict(raw.get("files", {})).items()
    }
    values["probes"] = tuple(
        Probe(str(p["source"]), tuple(p["source_tokens"]), tuple(p["target_tokens"]))
        for p in raw.get("probes", [])
    )
    values["versions"] = {str(k): str(v) for k, v in dict(raw.get("versions", {})).items()}
    return Manifest(**values)


def _plain(name: str) -> str:
    # A manifest may come with a folder from elsewhere; it must not point out of it.
    if name != Path(name).name or name in ("", ".", ".."):
        raise ValueError(f"{name!r} is not a plain file name")
    return name


def check_size(path: Path, size: int, advice: str) -> None:
    """Raises BackendError when `path` is missing or not `size` bytes long."""
    try:
        found = path.stat().st_size
    except OSError as error:
        raise BackendError(f"{path}: missing ({error.strerror}). {advice}") from error
    if found != size:
        raise BackendError(f"{path}: {found} bytes instead of {size}: cut or changed. {advice}")


def remedy(manifest: Manifest) -> str:
    """The command that brings the model of `manifest` back."""
    if manifest.name == "bundled":
        return "Reinstall it: pip install --force-reinstall vimt"
    if manifest.repository:
        return f"Fetch it again: mt models pull {manifest.name}"
    return f"Import it again: mt models import FOLDER --name {manifest.name} --force"
