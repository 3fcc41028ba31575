"""CTranslate2: the default engine. Needs neither torch nor transformers.

Tokens are sentencepiece's own pieces with the marks that the model was trained with: Marian reads
`pieces </s>`, NLLB and M2M-100 read `language pieces </s>` and begin the target with its language.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, overload

from mt import runtime
from mt.errors import BackendError, UsageError
from mt.translate.base import EngineOptions, available_cores, batches, in_order, target_limit
from mt.values import Decoding, Hypothesis, Model

#: Longest source and target in tokens. Position tables end at 512 (Marian) and 1024 (NLLB), but models
#: translate badly long before: they are trained on sentences.
LONGEST = {"marian": (256, 510), "nllb": (512, 1000)}
#: Tokens of a batch's longest source, marks included, from which on a processor with AVX-512 computes
#: attention by other code: a short source padded across that has other last digits in its answer. On
#: either side of it int8 answers are the same to the last bit whatever the batch (not so float32's). Other
#: processors have such limits everywhere (AVX2: at 4, 8, 16, 24 ...), so nothing is padded there.
_VECTOR = 16
#: Padded source tokens that are worth a batch of their own.
_LEAST_BATCH = 64


class CTranslate2Engine:
    """See `mt.translate.base.Engine`. One worker a core: faster than several cores on one batch."""

    def __init__(self, model: Model, options: EngineOptions) -> None:
        ctranslate2 = runtime.ctranslate2()

        if model.format != "ctranslate2":
            raise BackendError(
                f"{model.folder}: a Hugging Face checkpoint; the ctranslate2 engine runs converted models. "
                f"Convert it (mt models import {model.folder}) or use --engine transformers"
            )
        self.model = model
        self.max_source, self._max_target = LONGEST[model.family]
        self._batch_tokens = options.batch_tokens
        self.device = usable_device(options.device)
        cores = options.threads or available_cores()
        self.compute = usable_compute(options.compute, self.device)
        self.steady = self.device == "cpu" and self.compute.startswith("int8")
        self._kind = self._kinds()
        self._workers = cores if self.device == "cpu" else 1
        self._source, self._target = tokenizers(model)
        try:
            self._translator = ctranslate2.Translator(
                str(model.folder),
                device=self.device,
                compute_type=self.compute,
                inter_threads=self._workers,
                intra_threads=1,
            )
        except (RuntimeError, ValueError) as error:
            raise BackendError(
                f"{model.folder}: the model cannot be loaded: {error}. "
                f"Check it: mt models verify {model.folder}"
            ) from error

    def _kinds(self) -> Callable[[int], int]:
        """By the tokens of a source: sources of two kinds never share a batch."""
        if not self.steady:
            return lambda _length: 0
        if not runtime.wide_vectors():
            return lambda length: length
        short = _VECTOR - (2 if self.model.family == "nllb" else 1)
        return lambda length: length < short

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(pieces) for pieces in self._source.encode(list(texts), out_type=int)]

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        return in_order(self.stream(texts, decoding))

    def stream(self, texts: Sequence[str], decoding: Decoding) -> Iterator[tuple[int, Hypothesis]]:
        sources = self._source.encode(list(texts), out_type=str)
        for text, pieces in zip(texts, sources, strict=True):
            if len(pieces) > self.max_source:
                raise BackendError(
                    f"A source of {len(pieces)} tokens (limit {self.max_source}): {text[:60]!r}..."
                )
        lengths = [len(pieces) for pieces in sources]
        limits = [target_limit(length, decoding, self._max_target) for length in lengths]
        # A small input is shared out: one full batch would leave the other workers without work.
        size = min(self._batch_tokens, max(_LEAST_BATCH, -(-sum(lengths) // self._workers)))
        plan = ((batch, limits[batch[0]]) for batch in batches(lengths, size, self._kind))
        outgrown: list[int] = []
        for index, result, limit in self._decoded(plan, sources, decoding):
            if limit > limits[index] and max(map(len, result.hypotheses)) >= limits[index] - 1:
                outgrown.append(index)
            else:
                yield index, self._hypothesis(result, limits[index], decoding)
        # A longer neighbour let these go on for longer than alone, and the answer must not depend on that.
        again = ((batch, limits[batch[0]]) for batch in _of_one_length(outgrown, lengths, size))
        for index, result, limit in self._decoded(again, sources, decoding):
            yield index, self._hypothesis(result, limit, decoding)

    def _decoded(
        self, plan: Iterable[tuple[list[int], int]], sources: Sequence[list[str]], decoding: Decoding
    ) -> Iterator[tuple[int, Any, int]]:
        """Place, result and longest target of each source in the batches of `plan`, given with that limit."""
        # Enough for the workers never to wait; few, so that Ctrl-C does not wait for them.
        waiting: deque[tuple[list[int], int, list[Any]]] = deque()
        for batch, limit in plan:
            waiting.append((batch, limit, self._submit([sources[i] for i in batch], limit, decoding)))
            if len(waiting) > 3 * self._workers:
                yield from self._finished(*waiting.popleft())
        while waiting:
            yield from self._finished(*waiting.popleft())

    def _finished(self, batch: list[int], limit: int, promises: list[Any]) -> Iterator[tuple[int, Any, int]]:
        for index, promise in zip(batch, promises, strict=True):
            yield index, self._awaited(promise), limit

    def _submit(self, sources: list[list[str]], limit: int, decoding: Decoding) -> list[Any]:
        """Promises of the results; the workers start at once."""
        nllb = self.model.family == "nllb"
        head = [self.model.source_code] if nllb else []
        try:
            promises: list[Any] = self._translator.translate_batch(
                [[*head, *pieces, "</s>"] for pieces in sources],
                target_prefix=[[self.model.target_code]] * len(sources) if nllb else None,
                max_input_length=0,
                max_decoding_length=limit,
                beam_size=decoding.beam,
                num_hypotheses=decoding.beam,  # all, to see how long the search went on
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                return_scores=True,
                asynchronous=True,
            )
        except (RuntimeError, ValueError) as error:
            raise BackendError(f"{self.model.name}: CTranslate2 refuses the batch: {error}") from error
        return promises

    def _awaited(self, promise: Any) -> Any:
        try:
            return promise.result()
        except (RuntimeError, ValueError) as error:
            raise BackendError(
                f"{self.model.name}: CTranslate2 failed on a batch: {error}. If memory is short: "
                f"MT_BATCH_TOKENS={max(1, self._batch_tokens // 4)}, fewer --threads, or --device cpu"
            ) from error

    def _hypothesis(self, result: Any, limit: int, decoding: Decoding) -> Hypothesis:
        def made(rank: int) -> Hypothesis:
            tokens, score = result.hypotheses[rank], result.scores[rank]
            words = tokens[1:] if tokens[:1] == [self.model.target_code] else tokens
            if decoding.beam > 1:
                # CTranslate2 divides by length ** length_penalty only when it is not zero.
                score *= max(1, len(tokens) + 1) ** (decoding.length_penalty - 1)
            return Hypothesis(self._target.decode_pieces(words), score, len(tokens) < limit)

        ranks = range(len(result.hypotheses))[1 : 1 + decoding.others]
        return replace(made(0), others=_OnDemand(made, ranks)) if ranks else made(0)


class _OnDemand(Sequence[Hypothesis]):
    """The other hypotheses of a beam, made when they are looked at: of most sentences nobody does."""

    def __init__(self, made: Callable[[int], Hypothesis], ranks: range) -> None:
        self._made, self._ranks = made, ranks

    def __len__(self) -> int:
        return len(self._ranks)

    @overload
    def __getitem__(self, place: int) -> Hypothesis: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Hypothesis]: ...
    def __getitem__(self, place: int | slice) -> Hypothesis | Sequence[Hypothesis]:
        ranks = self._ranks[place]
        return self._made(ranks) if isinstance(ranks, int) else _OnDemand(self._made, ranks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


def _of_one_length(indices: Sequence[int], lengths: Sequence[int], limit: int) -> Iterator[list[int]]:
    """The indices in batches of at most `limit` tokens (or one item), with nothing padded."""
    for length, group in groupby(sorted(indices, key=lengths.__getitem__), key=lengths.__getitem__):
        alike = list(group)
        step = max(1, limit // max(1, length))
        yield from (alike[start : start + step] for start in range(0, len(alike), step))


def usable_device(name: str) -> str:
    """ "cpu" or "cuda", also for "auto". Raises UsageError or BackendError."""
    ctranslate2 = runtime.ctranslate2()

    if name not in ("auto", "cpu", "cuda"):
        raise UsageError(f"No device is called {name!r}. Known: auto, cpu, cuda")
    if name == "cpu":
        return name
    found = ctranslate2.get_cuda_device_count() > 0
    if name == "cuda" and not found:
        raise BackendError("No CUDA device was found. Use --device cpu, or see: mt doctor")
    return "cuda" if found else "cpu"


def usable_compute(name: str, device: str) -> str:
    """The type that `device` computes in, also for "auto". Raises UsageError, listing the types."""
    ctranslate2 = runtime.ctranslate2()

    if name == "auto":
        return "int8" if device == "cpu" else "float16"
    known = sorted(ctranslate2.get_supported_compute_types(device))
    if name not in known:
        raise UsageError(f"This {device} cannot compute in {name!r}. It can in: auto, {', '.join(known)}")
    return name


def tokenizers(model: Model) -> tuple[Any, Any]:
    """Sentencepiece for the source and for the target. Raises BackendError naming the missing or cut file."""
    import sentencepiece

    if model.family == "nllb":
        names = ("sentencepiece.bpe.model", "sentencepiece.bpe.model")
    else:
        names = ("source.spm", "target.spm")
    loaded = []
    for name in names:
        path = model.folder / name
        try:
            loaded.append(sentencepiece.SentencePieceProcessor(model_file=str(path)))
        except (OSError, RuntimeError) as error:
            raise BackendError(
                f"{path}: cannot be loaded: {error}. Check it: mt models verify {model.folder}"
            ) from error
    return loaded[0], loaded[1]
