"""Endless batches of examples."""

from __future__ import annotations

import random
from collections.abc import Iterator

from scripts.training.noise import mask_common, rename
from scripts.training.settings import Pair, Settings
from scripts.training.vocabulary import Encoder


class Sampler:
    """Endless batches of (source ids, target ids), alike in length inside a batch."""

    def __init__(
        self, groups: dict[str, list[Pair]], settings: Settings, encoder: Encoder, seed: int
    ) -> None:
        self.groups, self.encoder, self.settings = groups, encoder, settings
        self.names = list(groups)
        weights = {group["name"]: group["weight"] for group in settings["data"]["groups"]}
        self.weights = [weights[name] for name in self.names]
        self.rng = random.Random(seed)
        self.order: dict[str, list[int]] = {name: [] for name in self.names}
        self.progress = 0.0

    def draw(self) -> Pair:
        """The next pair: a group by weight, then its pairs in a new order each time round.

        Long pairs wait: the limit rises over the first part of the training (curriculum by length, after
        Platanios et al. 2019), in which the attention is learnt from short ones.
        """
        train = self.settings["train"]
        grown = min(1.0, self.progress / train["curriculum"]) if train["curriculum"] else 1.0
        limit = 12 + grown * self.settings["data"]["max_words"]
        while True:
            name = self.rng.choices(self.names, self.weights)[0]
            if not self.order[name]:
                self.order[name] = self.rng.sample(range(len(self.groups[name])), len(self.groups[name]))
            pair = self.groups[name][self.order[name].pop()]
            if grown >= 1 or pair[0].count(" ") < limit:
                return pair

    def example(self) -> tuple[list[int], list[int]]:
        train, rng = self.settings["train"], self.rng
        pair = self.draw()
        if rng.random() < train["name_share"]:
            pair = rename(pair, rng)
        if rng.random() < train["mask_share"]:
            pair = mask_common(pair, rng, self.settings["tokenizer"]["masks"])
        source, target = pair
        if rng.random() < 0.05 and source.endswith(".") and target.endswith("."):
            source, target = source[:-1], target[:-1]
        alpha = train["sampling_alpha"] if rng.random() < train["sampling_share"] else 0.0
        return self.encoder.encode(source, alpha)[:200], self.encoder.encode(target, alpha)[:200]

    def batches(self) -> Iterator[list[tuple[list[int], list[int]]]]:
        limit = self.settings["train"]["batch_tokens"]
        while True:
            pool = sorted((self.example() for _ in range(limit // 2)), key=lambda e: (len(e[1]), len(e[0])))
            chunks, chunk, wide, tall = [], [], 0, 0
            for example in pool:
                new = max(wide, len(example[0])), max(tall, len(example[1]))
                if chunk and sum(new) * (len(chunk) + 1) > limit:
                    chunks.append(chunk)
                    chunk, new = [], (len(example[0]), len(example[1]))
                chunk.append(example)
                wide, tall = new
            self.rng.shuffle(chunks)
            yield from chunks
