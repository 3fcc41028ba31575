"""Translating with one checkpoint or the average of several, in torch: for a GPU, and for several.

The decoder runs over the whole prefix at each step: it is shallow, and what keeps its past differs between
transformers' versions.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scripts.training.sampler import LONGEST
from scripts.training.vocabulary import Encoder


@dataclasses.dataclass(frozen=True)
class Searching:
    """beam: hypotheses kept, all of which come back. sample: draw instead, one hypothesis (Edunov et al.
    2018), from the `top` likeliest tokens, 0 for all of them. length_penalty: exponent of the length by which
    scores are divided. max_ratio, max_extra: at most `max_ratio * source tokens + max_extra` target tokens.
    batch_tokens: source tokens of a batch, times `beam`."""

    beam: int = 4
    sample: bool = False
    top: int = 0
    length_penalty: float = 1.0
    max_ratio: float = 2.0
    max_extra: int = 10
    batch_tokens: int = 4096


class Searcher:
    """Models of one vocabulary, on one device, asked together: their probabilities are averaged."""

    def __init__(self, models: Sequence[Any], encoder: Encoder, device: str, seed: int = 1) -> None:
        import torch

        self.models, self.encoder, self.device = [model.eval() for model in models], encoder, device
        self.generator = torch.Generator(device).manual_seed(seed)

    def translate(
        self, texts: Sequence[str], how: Searching, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[int, list[str]]]:
        """(place, hypotheses, best first) of each text, shortest first inside a block of 5,000; ends early
        after a batch when `stop` says so."""
        for first in range(0, len(texts), 5000):
            block = texts[first : first + 5000]
            sources = [self.encoder.encode(text)[:LONGEST] for text in block]
            for batch in in_batches([len(source) for source in sources], how):
                if stop():
                    return
                found = self.search([sources[at] for at in batch], how)
                for at, hypotheses in zip(batch, found, strict=True):
                    yield first + at, [self.encoder.decode(ids) for ids in hypotheses]

    def search(self, sources: list[list[int]], how: Searching) -> list[list[list[int]]]:
        """Ids of the hypotheses of each source, best first, without </s>."""
        import torch

        limit = min(LONGEST, int(how.max_ratio * max(map(len, sources))) + how.max_extra)
        with torch.inference_mode():
            if how.sample:
                return [[ids] for ids in self.sample(sources, how.top, limit)]
            return self.beam(sources, how, limit)

    def encoded(self, sources: list[list[int]], times: int) -> tuple[list[Any], Any]:
        """Each model's encoder states and the mask, every source `times` times in a row."""
        import torch

        pad, wide = self.encoder.pad, max(map(len, sources))
        ids = torch.tensor([source + [pad] * (wide - len(source)) for source in sources], device=self.device)
        mask = (ids != pad).long()
        with self.precision():
            states = [
                model.model.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
                for model in self.models
            ]
        return [state.repeat_interleave(times, 0) for state in states], mask.repeat_interleave(times, 0)

    def precision(self) -> Any:
        import torch

        return torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.device == "cuda")

    def step(self, states: list[Any], mask: Any, prefix: Any) -> Any:
        """Log-probabilities of the next token, (rows, vocabulary); <pad> has none."""
        import torch

        found = []
        for model, state in zip(self.models, states, strict=True):
            with self.precision():
                last = model.model.decoder(
                    input_ids=prefix,
                    encoder_hidden_states=state,
                    encoder_attention_mask=mask,
                    use_cache=False,
                ).last_hidden_state[:, -1]
                logits = model.lm_head(last) + model.final_logits_bias
            found.append(logits.float().index_fill(-1, self.pad_index(), -torch.inf).log_softmax(-1))
        return torch.stack(found).logsumexp(0) - torch.log(torch.tensor(float(len(found))))

    def pad_index(self) -> Any:
        import torch

        return torch.tensor([self.encoder.pad], device=self.device)

    def sample(self, sources: list[list[int]], top: int, limit: int) -> list[list[int]]:
        import torch

        states, mask = self.encoded(sources, 1)
        prefix = torch.full((len(sources), 1), self.encoder.pad, device=self.device)
        done = torch.zeros(len(sources), dtype=torch.bool, device=self.device)
        for _ in range(limit):
            scores = self.step(states, mask, prefix)
            if top:
                least = scores.topk(top).values[:, -1:]
                scores = scores.masked_fill(scores < least, -torch.inf)
            drawn = torch.multinomial(scores.exp(), 1, generator=self.generator)
            drawn[done] = 0
            prefix = torch.cat([prefix, drawn], 1)
            done |= drawn[:, 0] == 0
            if done.all():
                break
        return [until_end(row[1:]) for row in prefix.tolist()]

    def beam(self, sources: list[list[int]], how: Searching, limit: int) -> list[list[list[int]]]:
        """Beam search that ends for a source as soon as it has `how.beam` finished hypotheses."""
        import torch

        width, count = how.beam, len(sources)
        states, mask = self.encoded(sources, width)
        prefix = torch.full((count * width, 1), self.encoder.pad, device=self.device)
        scores = torch.full((count, width), -torch.inf, device=self.device)
        scores[:, 0] = 0.0
        pools: list[list[tuple[float, list[int]]]] = [[] for _ in sources]
        for length in range(1, limit + 1):
            after = self.step(states, mask, prefix)
            size = after.shape[-1]
            total = (scores[:, :, None] + after.view(count, width, size)).view(count, -1)
            values, places = total.topk(2 * width)
            rows = (places // size + torch.arange(count, device=self.device)[:, None] * width).tolist()
            tokens, values_, prefixes = (places % size).tolist(), values.tolist(), prefix.tolist()
            chosen, live = [], []
            for at, pool in enumerate(pools):
                ended = len(pool) >= width
                kept: list[tuple[float, int, int]] = []
                for rank, (row, token, value) in enumerate(
                    zip(rows[at], tokens[at], values_[at], strict=True)
                ):
                    if token == 0:
                        if rank < width and not ended:
                            pool.append((value / length**how.length_penalty, prefixes[row][1:]))
                    elif len(kept) < width:
                        kept.append((value, row, token))
                chosen += [(row, token) for _, row, token in kept]
                live.append([value for value, _, _ in kept])
            prefix = torch.cat(
                [
                    prefix[torch.tensor([row for row, _ in chosen], device=self.device)],
                    torch.tensor([[token] for _, token in chosen], device=self.device),
                ],
                1,
            )
            scores = torch.tensor(live, device=self.device)
            if all(len(pool) >= width for pool in pools):
                break
        return finished(pools, prefix.tolist(), scores.tolist(), how)


def finished(
    pools: list[list[tuple[float, list[int]]]],
    prefixes: list[list[int]],
    scores: list[list[float]],
    how: Searching,
) -> list[list[list[int]]]:
    """The hypotheses of each source by score; what ran into the limit fills up what is missing."""
    out = []
    for at, pool in enumerate(pools):
        rows = prefixes[at * how.beam : (at + 1) * how.beam]
        cut = sorted(
            (
                (score / len(row[1:]) ** how.length_penalty, row[1:])
                for score, row in zip(scores[at], rows, strict=True)
            ),
            key=lambda item: -item[0],
        )
        whole = sorted(pool, key=lambda item: -item[0])
        out.append([ids for _, ids in [*whole, *cut][: how.beam]])
    return out


def until_end(ids: list[int]) -> list[int]:
    return ids[: ids.index(0)] if 0 in ids else ids


def in_batches(lengths: list[int], how: Searching) -> Iterator[list[int]]:
    """Places of texts of like length, shortest first, so that a batch has at most `batch_tokens`."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lambda at: lengths[at]):
        rows = 1 if how.sample else how.beam
        if batch and (len(batch) + 1) * lengths[at] * rows > how.batch_tokens:
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch
