"""Training on a CPU: a copy of the network for each core, on one set of weights.

Threads that each take a part of the batch through a copy of their own beat threads inside the matrix
products, which are small. The copies are bfloat16 throughout, weights cast once a step, where autocast would
cast them in every copy and most activations too; the optimizers step the float32 weights of the network.
"""

from __future__ import annotations

import copy
from typing import Any

POOL = 1 << 22  # numbers that masks are cut from


class Replicas:
    """`number` copies of `model` (transformers' MarianMTModel), the same weights in all.

    Use it as: refresh(), a backward pass in each, gather().
    """

    def __init__(self, model: Any, number: int, dropout: float, seed: int, dtype: Any) -> None:
        self.copies = [copy.deepcopy(model).to(dtype) for _ in range(number)]
        for at, twin in enumerate(self.copies):
            for mine, shared in zip(twin.parameters(), self.copies[0].parameters(), strict=True):
                mine.data = shared.data
            replace_dropout(twin, DropoutMasks(dropout, seed + at, dtype))
            twin.train()
        pairs = zip(model.parameters(), self.copies[0].parameters(), strict=True)
        self.pairs = [(master, low) for master, low in pairs if master.requires_grad]

    def refresh(self) -> None:
        """The copies get the network's weights, and lose their gradients."""
        import torch

        with torch.no_grad():
            torch._foreach_copy_([low for _, low in self.pairs], [master for master, _ in self.pairs])
        for twin in self.copies:
            twin.zero_grad(set_to_none=True)

    def gather(self, number: int) -> None:
        """The network gets the sum of the gradients of the first `number` copies."""
        parameters = [[p for p in twin.parameters() if p.requires_grad] for twin in self.copies[:number]]
        for (master, _), *lows in zip(self.pairs, *parameters, strict=True):
            grads = [low.grad for low in lows if low.grad is not None]
            master.grad = None if not grads else grads[0].float()
            for grad in grads[1:]:
                master.grad += grad


class DropoutMasks:
    """Dropout with masks that are cut out of one pool of random numbers, each at a random place.

    Fresh random numbers for each activation took a twelfth of a step.
    """

    def __init__(self, share: float, seed: int, dtype: Any) -> None:
        import torch

        self.share, self.dtype = share, dtype
        self.generator = torch.Generator().manual_seed(seed)
        self.scale = self.drawn(POOL)

    def drawn(self, size: int) -> Any:
        """What activations are multiplied by: 0 or 1 / (1 - share)."""
        import torch

        kept = torch.rand(size, generator=self.generator) >= self.share
        return kept.to(self.dtype) / (1 - self.share)

    def __call__(self, values: Any) -> Any:
        import torch

        size = values.numel()
        if 2 * size > len(self.scale):
            self.scale = self.drawn(4 * size)
        start = int(torch.randint(len(self.scale) - size, (), generator=self.generator))
        return values * self.scale[start : start + size].view_as(values)


def replace_dropout(model: Any, masks: DropoutMasks) -> None:
    """Makes Marian's dropout, after the embeddings and at the end of each block, that of `masks`."""
    for part in (model.model.encoder, model.model.decoder):
        part.dropout = 0.0
        part.layers[0].register_forward_pre_hook(lambda _, given: (masks(given[0]), *given[1:]))
        for layer in part.layers:
            layer.dropout = 0.0
            blocks = [layer.self_attn.out_proj, layer.fc2]
            if hasattr(layer, "encoder_attn"):
                blocks.append(layer.encoder_attn.out_proj)
            for block in blocks:
                block.register_forward_hook(lambda _module, _given, out: masks(out))
