"""A Hugging Face checkpoint -> a CTranslate2 folder with its SentencePiece models."""

from __future__ import annotations

import importlib.metadata
import shutil
from pathlib import Path
from typing import Any

from mt.errors import BackendError, UsageError
from mt.models.checkpoint import Checkpoint, quiet, require_torch, translated

#: Types in which weights may lie on disk. At load CTranslate2 takes the nearest that the device can run.
COMPUTE = ("int8", "int8_float32", "int8_float16", "int16", "float16", "bfloat16", "float32")


def convert(checkpoint: Checkpoint, out: Path, compute: str = "int8") -> Path:
    """`out`, which then holds model.bin, config.json, the vocabulary and the SentencePiece models.

    compute: one of `COMPUTE`. Nothing is left in `out` when it fails. Raises BackendError naming the
    checkpoint, MissingExtra, and UsageError for another compute type.
    """
    if compute not in COMPUTE:
        raise UsageError(f"{compute!r} is no compute type. Valid: {', '.join(COMPUTE)}")
    require_torch()
    from ctranslate2.converters import TransformersConverter

    shutil.rmtree(out, ignore_errors=True)
    try:
        with translated(checkpoint.folder, "CTranslate2 cannot convert it"), quiet():
            converter = TransformersConverter(str(checkpoint.folder), copy_files=list(checkpoint.piece_files))
            if checkpoint.source_code.startswith("__"):
                load = converter.load_tokenizer
                converter.load_tokenizer = lambda *args, **options: _WithCodes(load(*args, **options))
            converter.convert(str(out), quantization=compute)
    except BackendError:
        shutil.rmtree(out, ignore_errors=True)
        raise
    return out


class _WithCodes:
    """M2M-100's tokenizer with its language codes where CTranslate2's converter looks for them.

    transformers 5 no longer lists them there, and the vocabulary would come out 100 tokens short.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    @property
    def special_tokens_map(self) -> dict[str, Any]:
        numbers: dict[str, int] = self._tokenizer.lang_token_to_id
        codes = sorted(numbers, key=numbers.__getitem__)
        return {**self._tokenizer.special_tokens_map, "additional_special_tokens": codes}


def versions() -> dict[str, str]:
    """Versions of the programs that a conversion depends on."""
    packages = ("vimt", "ctranslate2", "transformers", "torch", "sentencepiece")
    return {package: _version(package) for package in packages}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""
