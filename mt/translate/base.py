"""What an engine is: texts in, hypotheses out, N in N out, same order.

Engines are named in `ENGINES`; choosing one imports one module. They know nothing of sentences,
guards, checks or caches: `mt/translate/__init__.py` draws where those stand.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from mt.errors import UsageError
from mt.values import Decoding, Hypothesis, Model


class Engine(Protocol):
    """A loaded model."""

    model: Model
    #: Longest source that the model can read, in tokens as `count` counts them.
    max_source: int
    #: Whether an answer is the same to the last bit whatever the rest of the batch, on however many cores.
    steady: bool

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        """Hypotheses for `texts`, one each, in the same order. Empty text is not allowed.

        Texts longer than `max_source` tokens raise `BackendError`: splitting is the caller's work.
        """
        ...

    def stream(self, texts: Sequence[str], decoding: Decoding) -> Iterator[tuple[int, Hypothesis]]:
        """The same as pairs (place in `texts`, hypothesis), in any order, each as soon as it is there.

        What the caller does with one overlaps with the decoding of the others.
        """
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, without end mark and language code."""
        ...


ENGINES = {
    "ctranslate2": "mt.translate.ctranslate2_engine:CTranslate2Engine",
    "transformers": "mt.translate.transformers_engine:TransformersEngine",
}


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Where and how an engine computes.

    device: "auto" (CUDA when there is one), "cpu" or "cuda".
    compute: "auto" (int8 on a CPU, float16 on a GPU) or a type that the engine knows.
    threads: cores to use, 0 for all that this process may run on.
    batch_tokens: padded source tokens of a batch; more is faster up to a point and takes memory.
    """

    device: str = "auto"
    compute: str = "auto"
    threads: int = 0
    batch_tokens: int = 1024


def load_engine(model: Model, name: str = "ctranslate2", options: EngineOptions | None = None) -> Engine:
    """The engine `name` with `model` loaded.

    Raises UsageError for an unknown name, BackendError when the model cannot be loaded, MissingExtra when the
    engine's packages are not installed.
    """
    if name not in ENGINES:
        raise UsageError(f"No engine is called {name!r}. Known: {', '.join(ENGINES)}")
    module, _, attribute = ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), attribute)(model, options or EngineOptions())
    return engine


def available_cores() -> int:
    """Cores that this process may run on, which in a container can be fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def batches(
    lengths: Sequence[int], limit: int, kind: Callable[[int], int] = lambda _length: 0
) -> Iterator[list[int]]:
    """Indices of `lengths` in batches, longest first, each at most `limit` padded tokens (or one item).

    Alike in length inside a batch, so that little is computed for padding; longest first, so that the
    last batches, in which some workers idle, are the short ones. No batch has lengths of two kinds.
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = lengths[batch[0]] if batch else 0
        if batch and (longest * (len(batch) + 1) > limit or kind(lengths[index]) != kind(longest)):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def in_order(found: Iterable[tuple[int, Hypothesis]]) -> list[Hypothesis]:
    """What `Engine.stream` gave, as `Engine.translate` gives it."""
    return [hypothesis for _, hypothesis in sorted(found, key=lambda pair: pair[0])]


def target_limit(source_tokens: int, decoding: Decoding, most: int) -> int:
    """Longest target allowed for a source of that many tokens, in tokens, at most `most`."""
    return min(most, int(decoding.max_ratio * source_tokens) + decoding.max_extra)
