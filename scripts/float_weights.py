"""The float weights of a CTranslate2 Marian folder, so that a training can go on from a shipped model.

A shipped folder holds int8 weights only; each row was multiplied by its scale and rounded, so dividing
gives the weight back to within half a step. The file's layout is that of CTranslate2's model_spec.py.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

TYPES = {0: "float32", 1: "int8", 2: "int16", 3: "int32", 4: "float16"}
NORMS = {"gamma": "weight", "beta": "bias"}


class Reader:
    """Values of CTranslate2's binary format, one after the other."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, kind: str) -> int:
        (value,) = struct.unpack_from("<" + kind, self.data, self.at)
        self.at += struct.calcsize("<" + kind)
        return int(value)

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def text(self) -> str:
        return self.take(self.number("H"))[:-1].decode("utf-8")


def variables(path: Path) -> dict[str, Any]:
    """Every variable of `path` as a float32 array, int8 ones divided by their scales."""
    import numpy as np

    read = Reader(path.read_bytes())
    version, name = read.number("I"), read.text()
    if version != 6 or name != "TransformerSpec":
        raise SystemExit(f"{path}: {name} of format {version}; this reads TransformerSpec of format 6")
    read.number("I")
    raw: dict[str, Any] = {}
    for _ in range(read.number("I")):
        key = read.text()
        shape = [read.number("I") for _ in range(read.number("B"))]
        kind = TYPES[read.number("B")]
        raw[key] = np.frombuffer(read.take(read.number("I")), dtype=kind).reshape(shape)
    for key in [key for key in raw if key.endswith("_scale")]:
        whole = key.removesuffix("_scale")
        raw[whole] = raw[whole].astype("float32") / raw.pop(key)[:, None]
    return raw


def layer(found: dict[str, Any], ours: str, theirs: str, decoder: bool) -> dict[str, Any]:
    """One layer's weights under transformers' names; CTranslate2 stacks query, key and value."""
    out: dict[str, Any] = {}

    def linear(name: str, key: str, parts: list[str]) -> None:
        for kind in ("weight", "bias"):
            stacked = found[f"{ours}/{key}/{kind}"]
            size = len(stacked) // len(parts)
            for i, part in enumerate(parts):
                out[f"{theirs}.{name}{part}.{kind}"] = stacked[i * size : (i + 1) * size]

    def norm(name: str, key: str) -> None:
        for one, other in NORMS.items():
            out[f"{theirs}.{name}.{other}"] = found[f"{ours}/{key}/layer_norm/{one}"]

    linear("self_attn.", "self_attention/linear_0", ["q_proj", "k_proj", "v_proj"])
    linear("self_attn.", "self_attention/linear_1", ["out_proj"])
    norm("self_attn_layer_norm", "self_attention")
    if decoder:
        linear("encoder_attn.", "attention/linear_0", ["q_proj"])
        linear("encoder_attn.", "attention/linear_1", ["k_proj", "v_proj"])
        linear("encoder_attn.", "attention/linear_2", ["out_proj"])
        norm("encoder_attn_layer_norm", "attention")
    linear("fc1", "ffn/linear_0", [""])
    linear("fc2", "ffn/linear_1", [""])
    norm("final_layer_norm", "ffn")
    return out


def load(folder: Path, tokens: list[str]) -> dict[str, Any]:
    """transformers' MarianMTModel weights (tied embeddings) for the vocabulary `tokens`.

    Tokens that the folder's model does not know get no row: they are missing from `rows`, the map from
    token to embedding that comes back under the key "rows".
    """
    found = variables(folder / "model.bin")
    vocabulary = json.loads((folder / "shared_vocabulary.json").read_text(encoding="utf-8"))
    rows = dict(zip(vocabulary, found["decoder/embeddings/weight"], strict=True))
    weights: dict[str, Any] = {"rows": {token: rows[token] for token in tokens if token in rows}}
    for side in ("encoder", "decoder"):
        depth = 1 + max(int(key.split("/")[1][6:]) for key in found if key.startswith(f"{side}/layer_"))
        for i in range(depth):
            weights |= layer(found, f"{side}/layer_{i}", f"model.{side}.layers.{i}", side == "decoder")
    return weights
