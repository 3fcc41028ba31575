"""A training's state in pieces: files of a size at most, as much precision as a number of bytes allows.

    full       float32 weights and the optimizers' moments in bfloat16: training goes on as if never stopped
    bfloat16   the weights alone
    int8       the weights alone, each row of a matrix divided by its largest value, as CTranslate2 does

Without moments the learning rate warms up again. `state.json` says what the pieces are and is written last:
a stop at any moment leaves the old state or the new one, as the pieces' names have a hash in them.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

from scripts.training.store import replace

MIB = 1024 * 1024
#: Bytes of a file at most, where nothing else is said.
PIECE = 16 * MIB
MANIFEST = "state.json"
PRECISIONS = ("full", "bfloat16", "int8")
#: Names and shapes that safetensors writes before the numbers, at most, for each tensor.
HEADER = 160


def encode(weights: dict[str, Any], moments: dict[str, Any], precision: str) -> dict[str, Any]:
    """The tensors to write; matrices of int8 have a scale a row beside them."""
    import torch

    if precision == "full":
        return {**weights, **{name: rounded(value) for name, value in moments.items()}}
    if precision == "bfloat16":
        return {name: rounded(value) for name, value in weights.items()}
    out: dict[str, Any] = {}
    for name, value in weights.items():
        if value.dim() < 2:
            out[name] = value
            continue
        scale = value.abs().amax(dim=1, keepdim=True).clamp(min=1e-12) / 127
        out[name], out[f"{name}.scale"] = (value / scale).round().to(torch.int8), scale
    return out


def rounded(value: Any) -> Any:
    """In bfloat16 when it is a matrix; steps and biases as they are."""
    import torch

    return value.to(torch.bfloat16) if value.dim() > 1 else value


def decode(tensors: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(weights, moments) in float32."""
    whole = {name: value.float() for name, value in tensors.items() if not name.endswith(".scale")}
    for name, value in tensors.items():
        if name.endswith(".scale"):
            whole[name.removesuffix(".scale")] *= value
    moments = {name: value for name, value in whole.items() if name.startswith("optimizer.")}
    return {name: value for name, value in whole.items() if name not in moments}, moments


def size(tensors: dict[str, Any]) -> int:
    """Bytes that the tensors take at most."""
    return sum(value.numel() * value.element_size() + HEADER for value in tensors.values())


def save(
    folder: Path,
    weights: dict[str, Any],
    moments: dict[str, Any],
    about: dict[str, Any],
    limit: int,
    piece: int = PIECE,
) -> str:
    """Writes the state into `folder`, in at most `limit` bytes, `piece` a file; the precision allowed.

    Raises SystemExit when even int8 takes more.
    """
    from safetensors.torch import save as to_bytes

    for precision in PRECISIONS:
        tensors = encode(weights, moments, precision)
        if size(tensors) <= limit:
            break
    else:
        raise SystemExit(f"the weights take {size(tensors):,} bytes in int8, but only {limit:,} are free")
    data = to_bytes({name: value.contiguous().cpu() for name, value in tensors.items()})
    folder.mkdir(parents=True, exist_ok=True)
    records, digest = [], hashlib.sha256(data).hexdigest()[:8]
    for at in range(math.ceil(len(data) / piece)):
        part = data[at * piece : (at + 1) * piece]
        name = f"state-{about['step']:07d}-{digest}-{at}.part"
        replace(folder / name, part)
        records.append({"name": name, "bytes": len(part), "sha256": hashlib.sha256(part).hexdigest()})
    manifest = {**about, "precision": precision, "pieces": records}
    replace(folder / MANIFEST, (json.dumps(manifest, indent=1) + "\n").encode())
    clear(folder, manifest)
    return precision


def clear(folder: Path, manifest: dict[str, Any]) -> None:
    """Removes the pieces that the manifest does not name, unfinished ones too."""
    wanted = {record["name"] for record in manifest["pieces"]}
    for path in folder.glob("state-*.part*"):
        if path.name not in wanted:
            path.unlink()


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """What `state.json` says; None where there is none."""
    path = folder / MANIFEST
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def forget(work: Path, place: Path, reverse: bool) -> None:
    """Removes the state of a training: what it keeps in `place`, its pieces in `work`."""
    for name in ("checkpoint.pt", "best.pt", "curve.jsonl"):
        (place / name).unlink(missing_ok=True)
    manifest = read_manifest(work)
    if manifest is not None and manifest["reverse"] == reverse:
        (work / MANIFEST).unlink()
        clear(work, {"pieces": []})


def load(folder: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """(weights, moments, manifest) of the state in `folder`, float32.

    Raises SystemExit naming the piece that is missing or damaged.
    """
    from safetensors.torch import load as from_bytes

    manifest = read_manifest(folder)
    if manifest is None:
        raise SystemExit(f"{folder}: there is no {MANIFEST}")
    parts = []
    for record in manifest["pieces"]:
        path = folder / record["name"]
        part = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(part).hexdigest() != record["sha256"]:
            raise SystemExit(f"{path}: missing or damaged; copy all files of the last stint again")
        parts.append(part)
    weights, moments = decode(from_bytes(b"".join(parts)))
    return weights, moments, manifest
