"""Which numbers a CPU computes with, and Muon in float32.

bfloat16 needs instructions for it (AMX, AVX-512): without them a matrix product takes nine times as long in
bfloat16 as in float32.
"""

from __future__ import annotations

import math
import time
from typing import Any

import torch

#: Rows, inner size and columns of the product that is timed: a feed-forward block's of the shipped network.
TIMED = (1024, 256, 1024)


def dtype_of(wanted: str, device: str) -> torch.dtype:
    """bfloat16 or float32, as `train.precision` says; "auto": what this machine is faster with.

    Raises SystemExit for another word.
    """
    if wanted in ("bfloat16", "float32"):
        return torch.bfloat16 if wanted == "bfloat16" else torch.float32
    if wanted != "auto":
        raise SystemExit(f"train.precision: auto, bfloat16 or float32 is wanted, not {wanted!r}")
    if device != "cpu":
        return torch.bfloat16
    return min((torch.float32, torch.bfloat16), key=seconds_of_product)


def seconds_of_product(dtype: torch.dtype) -> float:
    """The shortest of four products, the first of which compiles."""
    rows, inner, columns = TIMED
    left, right = torch.ones(rows, inner, dtype=dtype), torch.ones(columns, inner, dtype=dtype)
    took = []
    for _ in range(4):
        began = time.perf_counter()
        torch.mm(left, right.t())
        took.append(time.perf_counter() - began)
    return min(took)


class Float32Muon(torch.optim.Muon):
    """torch.optim.Muon (state and settings are its own), which computes in bfloat16 whatever the machine, in
    float32; without weight decay, and with the rate adjusted as "match_rms_adamw" (Liu et al. 2025)."""

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:
        """One update. Raises ValueError with a closure, as no one here has one."""
        if closure is not None:
            raise ValueError("Float32Muon.step takes no closure")
        for group in self.param_groups:
            for parameter in (p for p in group["params"] if p.grad is not None):
                state = self.state[parameter]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = torch.zeros_like(parameter.grad)
                state["momentum_buffer"].lerp_(parameter.grad, 1 - group["momentum"])
                update = parameter.grad.lerp(state["momentum_buffer"], group["momentum"])
                update = orthogonal(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
                rate = group["lr"] * 0.2 * math.sqrt(max(parameter.shape))
                parameter.add_(update, alpha=-rate)


def orthogonal(matrix: Any, coefficients: tuple[float, float, float], steps: int, eps: float) -> Any:
    """The nearest orthogonal matrix, about: Newton and Schulz's iteration with the coefficients of Jordan et
    al. 2024 (Muon), which leaves singular values of 0.7 to 1.2."""
    a, b, c = coefficients
    turned = matrix.size(0) > matrix.size(1)
    found = matrix.t() if turned else matrix
    found = found / found.norm().clamp(min=eps)
    for _ in range(steps):
        gram = found @ found.t()
        found = torch.addmm(found, torch.addmm(gram, gram, gram, beta=b, alpha=c), found, beta=a)
    return found.t() if turned else found
