"""Label-smoothed cross-entropy (Szegedy et al. 2016, section 7) of an output layer, without its logits.

With 8,000 pieces the logits are by far the largest tensor of a step, and PyTorch reads and writes them a
dozen times. Here they exist for some rows at a time, and what is kept is their softmax in bfloat16, from
which the gradient follows; the smoothing's part of it is the same in every row.
"""

from __future__ import annotations

from typing import Any

import torch

ROWS = 256  # as many as the cache of a core holds


class OutputLoss(torch.autograd.Function):
    """apply(hidden, weight, labels, smoothing): mean loss in nats.

    hidden: (tokens, width), bfloat16. weight: (vocabulary, width), bfloat16. labels: (tokens), int64.
    """

    @staticmethod
    def forward(ctx: Any, hidden: Any, weight: Any, labels: Any, smoothing: float) -> Any:
        """The loss; softmax less one at the label is kept for the backward pass."""
        size = len(hidden)
        softmax = torch.empty(size, len(weight), dtype=hidden.dtype)
        gold = torch.empty(size, dtype=torch.float32)
        for start in range(0, size, ROWS):
            rows = slice(start, start + ROWS)
            logits = torch.mm(hidden[rows], weight.t())
            gold[rows] = logits.gather(1, labels[rows, None])[:, 0].float()
            softmax[rows] = torch.softmax(logits, 1)
        at = torch.arange(size)
        likelihood = softmax[at, labels].float().log()
        mean = weight.float().mean(0)
        # log p of all labels on average: mean logit less the log of the partition function.
        uniform = torch.mv(hidden.float(), mean) - (gold - likelihood)
        softmax[at, labels] -= 1 - smoothing
        ctx.save_for_backward(hidden, weight, softmax, mean)
        ctx.smoothing = smoothing
        return -(1 - smoothing) * likelihood.mean() - smoothing * uniform.mean()

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """Gradients of hidden and weight."""
        hidden, weight, softmax, mean = ctx.saved_tensors
        scale, smoothing = grads[0] / len(hidden), ctx.smoothing
        for_hidden = torch.mm(softmax, weight).sub_((smoothing * mean).to(hidden.dtype))
        for_weight = torch.mm(softmax.t(), hidden)
        for_weight -= (smoothing / len(weight) * hidden.sum(0, dtype=torch.float32)).to(hidden.dtype)
        return for_hidden * scale, for_weight * scale, None, None
