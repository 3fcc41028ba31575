"""transformers: the reference that CTranslate2 is checked against; runs a checkpoint unconverted.

`pipeline("translation")` is gone from transformers 5; this is `generate` on the tokenizer's own ids.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from mt.errors import BackendError, MissingExtra, UsageError
from mt.translate.base import EngineOptions, available_cores, batches, in_order, target_limit
from mt.values import Decoding, Hypothesis, Model

_LONGEST = {"marian": (256, 510), "nllb": (512, 1000)}
_COMPUTE = ("float32", "float16", "bfloat16")


class TransformersEngine:
    """See `mt.translate.base.Engine`."""

    def __init__(self, model: Model, options: EngineOptions) -> None:
        try:
            import torch
            import transformers
        except ImportError as error:
            raise MissingExtra("--engine transformers", "torch") from error
        folder = model.folder if model.format == "transformers" else model.folder / "checkpoint"
        if not folder.is_dir():
            raise BackendError(
                f"{model.name}: a converted model without its checkpoint, which the transformers engine "
                f"needs. {_remedy(model)}; or give the checkpoint's folder as --model; or use "
                "--engine ctranslate2"
            )
        self.steady = False
        self.model = model
        self.max_source, self._max_target = _LONGEST[model.family]
        self._batch_tokens = options.batch_tokens
        self.device = _device(options.device)
        self.compute = _compute(options.compute, self.device)
        torch.set_num_threads(options.threads or available_cores())
        kind = (
            transformers.MarianMTModel
            if model.family == "marian"
            else transformers.M2M100ForConditionalGeneration
        )
        try:
            with _quiet():
                self._tokenizer: Any = transformers.AutoTokenizer.from_pretrained(
                    str(folder), local_files_only=True, **_languages(model)
                )
                self._network: Any = kind.from_pretrained(
                    str(folder), local_files_only=True, dtype=getattr(torch, self.compute)
                )
        except (OSError, ValueError, KeyError) as error:
            raise BackendError(f"{folder}: the checkpoint cannot be loaded: {error}") from error
        self._network.to(self.device).eval()
        # Both force an end mark into the last place, which CTranslate2 does not.
        self._network.generation_config.forced_eos_token_id = None
        self._network.generation_config.max_length = None
        self._check_languages()

    def _check_languages(self) -> None:
        unknown = self._tokenizer.unk_token_id
        for code in filter(None, (self.model.source_code, self.model.target_code)):
            if self._tokenizer.convert_tokens_to_ids(code) == unknown:
                raise BackendError(f"{self.model.folder}: {code!r} is no token of this tokenizer")

    def count(self, texts: Sequence[str]) -> list[int]:
        ids = self._tokenizer(list(texts), add_special_tokens=False)["input_ids"]
        return [len(one) for one in ids]

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        return in_order(self.stream(texts, decoding))

    def stream(self, texts: Sequence[str], decoding: Decoding) -> Iterator[tuple[int, Hypothesis]]:
        lengths = self.count(texts)
        for text, length in zip(texts, lengths, strict=True):
            if length > self.max_source:
                raise BackendError(f"A source of {length} tokens (limit {self.max_source}): {text[:60]!r}...")
        for batch in batches(lengths, self._batch_tokens):
            limit = target_limit(lengths[batch[0]], decoding, self._max_target)
            yield from zip(batch, self._generate([texts[i] for i in batch], limit, decoding), strict=True)

    def _generate(self, texts: list[str], limit: int, decoding: Decoding) -> list[Hypothesis]:
        import torch

        inputs = self._tokenizer(texts, return_tensors="pt", padding=True).to(self.device)
        options: dict[str, Any] = {}
        if self.model.family == "nllb":
            options["forced_bos_token_id"] = self._tokenizer.convert_tokens_to_ids(self.model.target_code)
        with torch.inference_mode():
            out = self._network.generate(
                **inputs,
                **options,
                # One more for the language code or the end mark.
                max_new_tokens=limit,
                num_beams=decoding.beam,
                num_return_sequences=1 + decoding.others,
                do_sample=False,
                # CTranslate2 stops a beam search when as many hypotheses as beams have ended.
                early_stopping=decoding.beam > 1,
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                return_dict_in_generate=True,
                output_scores=True,
            )
            gained = self._network.compute_transition_scores(
                out.sequences,
                out.scores,
                getattr(out, "beam_indices", None),
                normalize_logits=decoding.beam == 1,
            )
        found = [
            self._hypothesis(ids, scores, limit) for ids, scores in zip(out.sequences, gained, strict=True)
        ]
        each = 1 + decoding.others
        return [replace(found[i], others=tuple(found[i + 1 : i + each])) for i in range(0, len(found), each)]

    def _hypothesis(self, ids: Any, scores: Any, limit: int) -> Hypothesis:
        end = self._network.generation_config.eos_token_id
        new = ids[1:].tolist()  # without the start token
        length = new.index(end) + 1 if end in new else len(new)
        score = float(scores[:length].mean())
        text = self._tokenizer.decode(ids, skip_special_tokens=True)
        return Hypothesis(text, score, end in new and length <= limit)


@contextmanager
def _quiet() -> Iterator[None]:
    """Standard error is the command's: transformers draws its bars into pipes as well, and recommends a
    package that nothing here calls."""
    from transformers.utils import logging

    drawn = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Recommended: pip install sacremoses", UserWarning)
            yield
    finally:
        if drawn:
            logging.enable_progress_bar()


def _remedy(model: Model) -> str:
    name = "opus-mt" if model.name == "bundled" else model.name
    return f"Fetch {'another' if model.name == 'bundled' else 'it'}: mt models pull {name} --keep-checkpoint"


def _languages(model: Model) -> dict[str, str]:
    return (
        {}
        if model.family == "marian"
        else {"src_lang": model.source_code.strip("_"), "tgt_lang": model.target_code.strip("_")}
    )


def _device(name: str) -> str:
    import torch

    if name not in ("auto", "cpu", "cuda"):
        raise UsageError(f"No device is called {name!r}. Known: auto, cpu, cuda")
    if name == "cuda" and not torch.cuda.is_available():
        raise BackendError("No CUDA device was found. Use --device cpu, or see: mt doctor")
    return "cuda" if name != "cpu" and torch.cuda.is_available() else "cpu"


def _compute(name: str, device: str) -> str:
    if name == "auto":
        return "float32" if device == "cpu" else "float16"
    if name not in _COMPUTE:
        raise UsageError(
            f"The transformers engine cannot compute in {name!r}. It can in: auto, {', '.join(_COMPUTE)}"
        )
    return name
