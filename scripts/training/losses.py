"""Label-smoothed cross-entropy (Szegedy et al. 2016, section 7) of an output layer, without its logits.

With 8,000 pieces the logits are by far the largest tensor of a step, and PyTorch reads and writes them a
dozen times. Here they exist for some rows at a time, and what is kept is their softmax, from which the
gradient follows; the smoothing's part of it is the same in every row.
"""

from __future__ import annotations

import math
from typing import Any

import torch

ROWS = 256  # whose logits exist at a time; 32 and 64 are slower, 128 is not
ROW_MULTIPLE = 64  # rows are made a multiple of it: oneDNN compiles each shape once
#: bfloat16 has few digits below; log p of such a label is computed by itself.
UNLIKELY = 1e-30


class OutputLoss(torch.autograd.Function):
    """apply(hidden, weight, labels, smoothing): mean loss in nats.

    hidden: (tokens, width). weight: (vocabulary, width), of the same type. labels: (tokens), int64.
    """

    @staticmethod
    def forward(ctx: Any, hidden: Any, weight: Any, labels: Any, smoothing: float) -> Any:
        """The loss; softmax less one at the label is kept for the backward pass."""
        size = len(hidden)
        hidden = torch.nn.functional.pad(hidden, (0, 0, 0, -size % ROW_MULTIPLE))
        softmax = torch.empty(len(hidden), len(weight), dtype=hidden.dtype)
        at = torch.arange(size)
        gold = torch.empty(size, dtype=torch.float32)
        for start in range(0, len(hidden), ROWS):
            logits = torch.mm(hidden[start : start + ROWS], weight.t())
            rows = labels[start : start + ROWS]
            gold[start : start + ROWS] = logits[at[: len(rows)], rows].float()
            softmax[start : start + ROWS] = torch.softmax(logits, 1)
        softmax[size:] = 0
        likelihood = softmax[at, labels].float().log()
        (odd,) = (likelihood < math.log(UNLIKELY)).nonzero(as_tuple=True)
        if len(odd):
            logits = torch.mm(hidden[odd], weight.t()).float()
            likelihood[odd] = gold[odd] - torch.logsumexp(logits, 1)
        mean = weight.float().mean(0)
        # log p of all labels on average: mean logit less the log of the partition function.
        uniform = torch.mv(hidden[:size].float(), mean) - (gold - likelihood)
        softmax[at, labels] -= 1 - smoothing
        ctx.save_for_backward(hidden, weight, softmax, mean)
        ctx.smoothing, ctx.size = smoothing, size
        return -(1 - smoothing) * likelihood.mean() - smoothing * uniform.mean()

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Gradients of hidden and weight."""
        hidden, weight, softmax, mean = ctx.saved_tensors
        scale, smoothing = grads[0] / ctx.size, ctx.smoothing
        for_hidden = torch.mm(softmax, weight)[: ctx.size].sub_((smoothing * mean).to(hidden.dtype))
        for_weight = torch.mm(softmax.t(), hidden)
        for_weight -= (smoothing / len(weight) * hidden.sum(0, dtype=torch.float32)).to(hidden.dtype)
        return for_hidden * scale, for_weight * scale, None, None
