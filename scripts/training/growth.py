"""A deeper network that computes what a shallower one does (after Net2Net, Chen et al. 2016).

Each of Marian's layers ends in a normalisation, gain * n + bias, where n has mean 0 and variance 1. Put a
layer behind it whose blocks add nothing, let its last normalisation take over gain and bias, and let the old
one put out n itself: the result is as before, because n normalised is n (to the epsilon of the normalisation,
and in bfloat16 to its rounding). The new blocks read with a copy of the old layer's weights and begin with an
output of zero, so the first step moves their output alone.
"""

from __future__ import annotations

from typing import Any

SILENT = ("self_attn.out_proj", "encoder_attn.out_proj", "fc2")  # outputs of a layer's blocks
LAST_NORM = "final_layer_norm"


def depth(weights: dict[str, Any], side: str) -> int:
    """Layers of `side`, "encoder" or "decoder", in weights by transformers' names."""
    prefix = f"model.{side}.layers."
    return len({name.removeprefix(prefix).split(".")[0] for name in weights if name.startswith(prefix)})


def deepened(weights: dict[str, Any], side: str, layers: int) -> dict[str, Any]:
    """The weights (arrays by transformers' names) with `layers` layers on `side`: new ones behind the old
    ones, evenly; as they are where there are as many or more already."""
    prefix = f"model.{side}.layers."
    old = depth(weights, side)
    if layers <= old:
        return weights
    out = {name: value for name, value in weights.items() if not name.startswith(prefix)}
    at = 0
    for number in range(old):
        begin = f"{prefix}{number}."
        own = {name.removeprefix(begin): value for name, value in weights.items() if name.startswith(begin)}
        new = (layers - old) * (number + 1) // old - (layers - old) * number // old
        stack = [dict(own) for _ in range(1 + new)]
        for lower in stack[:-1]:
            become(lower, LAST_NORM)
        for upper in stack[1:]:
            for module in {name.rpartition(".")[0] for name in own} - {LAST_NORM}:
                if module.endswith("_layer_norm"):
                    become(upper, module)
                elif module in SILENT:
                    become(upper, module, weight=0.0)
        for layer in stack:
            out |= {f"{prefix}{at}.{name}": value for name, value in layer.items()}
            at += 1
    return out


def become(layer: dict[str, Any], module: str, weight: float = 1.0) -> None:
    """Sets the weights of a module to a constant, its biases to zero."""
    import numpy as np

    for kind, value in (("weight", weight), ("bias", 0.0)):
        layer[f"{module}.{kind}"] = np.full_like(layer[f"{module}.{kind}"], value)
