"""Endless batches of examples."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from mt.translate import glossary
from scripts.training.noise import disturb, exchange_number, mask_common, one_article, rename, terms
from scripts.training.settings import Pair, Settings, group_weights
from scripts.training.spans import infill
from scripts.training.store import Corpus
from scripts.training.vocabulary import BACK, Encoder, check_symbols

Example = tuple[list[int], list[int]]
#: Source, decoder input and labels of a batch, each (examples, length), int32.
Arrays = tuple[Any, Any, Any]
LONGEST = 200  # tokens of a side
LENGTH_MULTIPLE = 8  # lengths are padded to a multiple of it
SIZE_MULTIPLE = 8  # examples of a batch are a multiple of it
T = TypeVar("T")


class Sampler:
    """Endless batches of (source ids, target ids), alike in length inside a batch.

    progress: part of the training that is done, 0 to 1; who trains keeps it up to date.
    reverse: English to Vietnamese, on the pairs alone.
    Raises SystemExit when the vocabulary lacks a symbol that the settings use.
    """

    def __init__(
        self, corpus: Corpus, settings: Settings, encoder: Encoder, seed: int, reverse: bool = False
    ) -> None:
        self.corpus, self.encoder, self.settings, self.reverse = corpus, encoder, settings, reverse
        check_symbols(settings, encoder)
        self.names = list(corpus.groups)
        early, late = (group_weights(settings, late) for late in (False, True))
        self.weights = [early[name] for name in self.names]
        self.late_weights = [late[name] for name in self.names]
        self.rng = random.Random(seed)
        self.order: dict[str, list[int]] = {}
        self.progress = 0.0
        self.glossary = glossary.own(known=True)

    def take(self, name: str, items: Sequence[T]) -> T:
        """The next of `items`, in a new order each time round."""
        waiting = self.order.setdefault(name, [])
        if not waiting:
            waiting += self.rng.sample(range(len(items)), len(items))
        return items[waiting.pop()]

    def draw(self) -> Pair:
        """The next pair: a group by weight, then its pairs in turn.

        Long pairs wait: the limit rises over the first part of the training (curriculum by length, after
        Platanios et al. 2019), in which the attention is learnt from short ones.
        """
        train = self.settings["train"]
        grown = min(1.0, self.progress / train["curriculum"]) if train["curriculum"] else 1.0
        limit = 12 + grown * self.settings["data"]["max_words"]
        weights = self.late_weights if self.progress >= 1 - train["decay"] else self.weights
        while True:
            name = self.rng.choices(self.names, weights)[0]
            pair = self.take(name, self.corpus.groups[name])
            if grown >= 1 or pair[0].count(" ") < limit:
                return pair

    def kind(self) -> str:
        """Which text the next example comes from: "mono", "back", "distilled" or "pairs"."""
        if self.reverse:
            return "pairs"
        train = self.settings["train"]
        early = self.progress < train["denoise_part"]
        if self.corpus.mono and early and self.rng.random() < train["denoise_share"]:
            return "mono"
        drawn = self.rng.random()
        if self.corpus.back and drawn < train["back_share"]:
            return "back"
        if self.corpus.distilled and 0 <= drawn - train["back_share"] < train["distil_share"]:
            return "distilled"
        return "pairs"

    def text(self) -> Pair:
        """The next example as text."""
        train, rng, kind = self.settings["train"], self.rng, self.kind()
        if kind == "mono":
            language = "vi" if rng.random() < train["denoise_vi"] else "en"
            return infill(self.take(language, self.corpus.mono[language]), rng, train["denoise_words"])
        made = {"back": self.corpus.back, "distilled": self.corpus.distilled}.get(kind)
        pair = self.take(kind, made) if made else self.draw()
        if rng.random() < train["name_share"]:
            pair = rename(pair, rng)
        if rng.random() < self.settings["noise"]["numbers"]:
            pair = exchange_number(pair, rng)
        if rng.random() < train["mask_share"]:
            found = terms(self.glossary, pair[0]) if rng.random() < train["term_share"] else ()
            pair = mask_common(pair, rng, self.settings["tokenizer"]["masks"], found)
        if self.reverse:
            return pair[1], pair[0]
        if train["one_article"]:
            pair = one_article(pair)
        source, target = disturb(pair, rng, self.settings["noise"])
        return (f"{BACK} {source}", target) if kind == "back" else (source, target)

    def example(self) -> Example:
        train = self.settings["train"]
        source, target = self.text()
        alpha = train["sampling_alpha"] if self.rng.random() < train["sampling_share"] else 0.0
        return self.encoder.encode(source, alpha)[:LONGEST], self.encoder.encode(target, alpha)[:LONGEST]

    def batches(self) -> Iterator[list[Example]]:
        """Batches of `batch_tokens` padded tokens at most, or of SIZE_MULTIPLE examples, whose number is a
        multiple of SIZE_MULTIPLE. The longest, which fill no batch, wait for the next round.

        Few shapes: on a CPU, oneDNN compiles each matrix product once for each shape that it meets, which
        took a third of the time.
        """
        limit = self.settings["train"]["batch_tokens"]
        left: list[Example] = []
        while True:
            pool = left + [self.example() for _ in range(limit // 2)]
            pool.sort(key=lambda e: (padded(e[1]), len(e[0])))
            chunks, chunk, wide, tall = [], [], 0, 0
            for example in pool:
                chunk.append(example)
                wide, tall = max(wide, padded(example[0])), max(tall, padded(example[1]))
                if (wide + tall) * len(chunk) > limit and len(chunk) > SIZE_MULTIPLE:
                    size = (len(chunk) - 1) // SIZE_MULTIPLE * SIZE_MULTIPLE
                    chunks.append(chunk[:size])
                    chunk = chunk[size:]
                    wide, tall = (max(padded(e[side]) for e in chunk) for side in (0, 1))
            left = chunk
            self.rng.shuffle(chunks)
            yield from chunks


def padded(tokens: Sequence[int]) -> int:
    """The length to which `tokens` are padded."""
    return -(-len(tokens) // LENGTH_MULTIPLE) * LENGTH_MULTIPLE


def to_arrays(batch: Sequence[Example], pad: int) -> Arrays:
    """The batch padded: the decoder's input begins with <pad>, labels are -100 where there is nothing."""
    import numpy as np

    wide, tall = (max(padded(example[side]) for example in batch) for side in (0, 1))
    source = np.full((len(batch), wide), pad, dtype=np.int32)
    decoder = np.full((len(batch), tall), pad, dtype=np.int32)
    labels = np.full((len(batch), tall), -100, dtype=np.int32)
    for row, (s, t) in enumerate(batch):
        source[row, : len(s)] = s
        decoder[row, 1 : len(t)] = t[:-1]
        labels[row, : len(t)] = t
    return source, decoder, labels
