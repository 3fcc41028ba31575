"""A Hugging Face folder of the Marian or NLLB / M2M-100 family: what it holds, and what in it would go wrong
without an error further on.

Weights that come as a pickle are read with torch's `weights_only` and written again as safetensors. No code
of a checkpoint is ever run.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import shutil
import struct
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mt.errors import BackendError, MissingExtra
from mt.models.resolve import from_folder, read_json

MARIAN_FILES = ("source.spm", "target.spm", "vocab.json")
NLLB_FILES = ("sentencepiece.bpe.model",)
SMALL_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "tokenizer.json",
    *MARIAN_FILES,
    "target_vocab.json",
    *NLLB_FILES,
)
#: Where weights may lie, the preferred one first: (the file or the index of the shards, pattern of shards).
WEIGHTS = (
    ("model.safetensors", r"model\.safetensors"),
    ("model.safetensors.index.json", r"model-\d+-of-\d+\.safetensors"),
    ("pytorch_model.bin", r"pytorch_model\.bin"),
    ("pytorch_model.bin.index.json", r"pytorch_model-\d+-of-\d+\.bin"),
)
#: What torch.load has raised on thousands of damaged files, besides UnpicklingError.
_UNREADABLE = (
    *(OSError, EOFError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, AssertionError),
    *(OverflowError, MemoryError, struct.error),
)
_EMBEDDINGS = (
    "model.shared.weight",
    "model.decoder.embed_tokens.weight",
    "model.encoder.embed_tokens.weight",
    "lm_head.weight",
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A folder that `inspect` has found fit to be converted."""

    folder: Path
    family: str
    source_code: str = ""
    target_code: str = ""

    @property
    def piece_files(self) -> tuple[str, ...]:
        """The SentencePiece models that the converted folder needs."""
        return MARIAN_FILES[:2] if self.family == "marian" else NLLB_FILES


def require_torch(feature: str = "Converting a checkpoint") -> None:
    """Raises MissingExtra unless the packages of the torch extra are there. Imports none of them."""
    for package in ("torch", "transformers", "safetensors"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtra(feature, "torch")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keeps transformers from drawing bars and warning of what does not matter here."""
    from transformers.utils import logging

    bars, level = logging.is_progress_bar_enabled(), logging.get_verbosity()
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


@contextlib.contextmanager
def translated(folder: Path, problem: str) -> Iterator[None]:
    """Turns what foreign programs raise on a damaged checkpoint into BackendError: "FOLDER: PROBLEM: ..."."""
    try:
        yield
    except Exception as error:
        # Every class: the tokenizers package raises bare Exception.
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise BackendError(f"{folder}: {problem}: {reason}") from error


def inspect(folder: Path) -> Checkpoint:
    """The checkpoint in `folder`. Needs no torch.

    Raises BackendError with everything that keeps it from being converted, all at once.
    """
    model = from_folder(folder)
    if model.format != "transformers":
        raise BackendError(f"{folder}: is converted already; a Hugging Face checkpoint is expected")
    needed = MARIAN_FILES if model.family == "marian" else NLLB_FILES
    problems = [f"{name} is missing" for name in needed if not (folder / name).is_file()]
    if weights_of(folder) is None:
        problems.append("no weights: neither model.safetensors nor pytorch_model.bin, whole or in shards")
    if model.family == "marian":
        problems += _marian_problems(folder)
    else:
        problems += _nllb_problems(folder, (model.source_code, model.target_code))
    if problems:
        raise BackendError(f"{folder}: cannot be converted: " + "; ".join(problems))
    return Checkpoint(folder, model.family, model.source_code, model.target_code)


def weights_of(folder: Path) -> str | None:
    """Name of the weights file or index to be read, None when `folder` has none."""
    return next((name for name, _ in WEIGHTS if (folder / name).is_file()), None)


def _marian_problems(folder: Path) -> list[str]:
    config, problems = read_json(folder / "config.json"), []
    start, pad = config.get("decoder_start_token_id"), config.get("pad_token_id")
    if not isinstance(pad, int) or start != pad:
        # Decoding would begin from another vector than CTranslate2's zero one.
        problems.append(f"decoder_start_token_id is {start!r}, not the padding token {pad!r}")
    if (folder / "target_vocab.json").exists() or config.get("share_encoder_decoder_embeddings") is False:
        problems.append("it has two vocabularies, which CTranslate2's converter does not read")
    if (folder / "vocab.json").is_file():
        marks = [t for t in read_json(folder / "vocab.json") if re.fullmatch(r">>\w+<<", t)]
        if len(marks) > 1:
            problems.append(f"it translates into several languages ({', '.join(sorted(marks)[:4])}, ...)")
    return problems


def _nllb_problems(folder: Path, codes: tuple[str, str]) -> list[str]:
    # Without tokenizer.json transformers builds a tokenizer that lacks the codes, and says nothing.
    name = "vocab.json" if codes[0].startswith("__") else "tokenizer.json"
    if not (folder / name).is_file():
        return [f"{name} is missing"]
    if name == "vocab.json":
        return []  # M2M-100's codes are part of its tokenizer class
    known = _tokens_of(read_json(folder / name))
    return [f"{code} is not a token of {name}" for code in codes if code not in known]


def _tokens_of(tokenizer: dict[str, Any]) -> set[str]:
    entries, model = tokenizer.get("added_tokens"), tokenizer.get("model")
    listed = entries if isinstance(entries, list) else []
    added = {str(entry.get("content")) for entry in listed if isinstance(entry, dict)}
    vocabulary = model.get("vocab") if isinstance(model, dict) else None
    return added | (set(vocabulary) if isinstance(vocabulary, dict) else set())


def prepare(checkpoint: Checkpoint, work: Path, zero_pad: bool = False) -> Checkpoint:
    """The checkpoint with weights in safetensors and, for Marian, a zero padding row: itself when it is so
    already, else a copy in `work`.

    CTranslate2 starts Marian decoding from a zero vector, transformers from the embedding of <pad>. The two
    agree in published models; fine-tuning can move that row, and then a conversion answers other things than
    the model, without any warning. Such a checkpoint is refused, unless `zero_pad` asks for the copy.
    """
    require_torch()
    if (weights_of(checkpoint.folder) or "").startswith("pytorch"):
        checkpoint = _as_safetensors(checkpoint, work)
    if checkpoint.family != "marian":
        return checkpoint
    norm = pad_norm(checkpoint.folder)
    if norm == 0:
        return checkpoint
    if not zero_pad:
        raise BackendError(
            f"{checkpoint.folder}: the embedding of the padding token is not zero (norm {norm:.3g}), so the "
            "converted model would not answer what this one does. Keep that row zero in training, or convert "
            "a copy with the row set to zero, whose answers may be worse: --zero-pad"
        )
    return _zero_padded(checkpoint, work)


def shards_of(folder: Path) -> list[Path]:
    """The files that hold the weights. Raises BackendError when one that the index names is missing."""
    name = weights_of(folder) or ""
    if not name.endswith(".index.json"):
        return [folder / name]
    files = sorted(set(read_json(folder / name).get("weight_map", {}).values()))
    pattern = dict(WEIGHTS)[name]
    for file in files:
        if not re.fullmatch(pattern, file) or not (folder / file).is_file():
            raise BackendError(f"{folder / name}: names {file!r}, which is missing or no weights file")
    return [folder / file for file in files]


def copy(checkpoint: Checkpoint, target: Path) -> None:
    """Copies what the checkpoint needs, and nothing else that lies beside it, to the folder `target`."""
    _copy_small(checkpoint.folder, target)
    names = {weights_of(checkpoint.folder) or "", *(shard.name for shard in shards_of(checkpoint.folder))}
    for name in names:
        shutil.copyfile(checkpoint.folder / name, target / name)


def _copy_small(folder: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in SMALL_FILES:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, target / name)


def _as_safetensors(checkpoint: Checkpoint, work: Path) -> Checkpoint:
    target = work / "safetensors"
    shutil.rmtree(target, ignore_errors=True)
    _copy_small(checkpoint.folder, target)
    shards = shards_of(checkpoint.folder)
    places: dict[str, str] = {}
    for shard in shards:
        name = shard.name.replace("pytorch_model", "model").replace(".bin", ".safetensors")
        places |= dict.fromkeys(_rewrite(shard, target / name), name)
    if len(shards) > 1:
        index = json.dumps({"metadata": {}, "weight_map": places}, indent=1)
        (target / "model.safetensors.index.json").write_text(index, encoding="utf-8")
    return Checkpoint(target, checkpoint.family, checkpoint.source_code, checkpoint.target_code)


def _rewrite(shard: Path, target: Path) -> list[str]:
    import pickle

    import torch
    from safetensors.torch import save_file

    try:
        # mmap where the file allows it (a zip): a shard of several GB then is not held twice.
        with shard.open("rb") as file:
            zipped = file.read(2) == b"PK"
        state = torch.load(shard, map_location="cpu", weights_only=True, mmap=zipped)
    except (pickle.UnpicklingError, *_UNREADABLE) as error:
        reason = (str(error).splitlines() or ["empty"])[0]
        raise BackendError(f"{shard}: refused, it is not a plain file of weights: {reason}") from error
    if not isinstance(state, dict) or not all(isinstance(v, torch.Tensor) for v in state.values()):
        raise BackendError(f"{shard}: refused, it holds something else than named tensors")
    # Tied weights share memory, which safetensors does not store: each gets its own.
    tensors = {name: tensor.detach().clone().contiguous() for name, tensor in state.items()}
    save_file(tensors, target, metadata={"format": "pt"})
    return list(tensors)


def pad_norm(folder: Path) -> float:
    """The largest Euclidean norm of the padding token's row in a Marian checkpoint (safetensors)."""
    pad, norms = read_json(folder / "config.json")["pad_token_id"], []
    for shard in shards_of(folder):
        with _opened(shard) as tensors:
            for name in set(_EMBEDDINGS) & set(tensors.keys()):
                rows = tensors.get_slice(name)
                if pad >= rows.get_shape()[0]:
                    raise BackendError(f"{shard}: {name} has no row for the padding token {pad}")
                norms.append(float(rows[pad : pad + 1].float().norm()))
    if not norms:
        raise BackendError(f"{folder}: the weights hold no embedding (looked for {', '.join(_EMBEDDINGS)})")
    return max(norms)


def _zero_padded(checkpoint: Checkpoint, work: Path) -> Checkpoint:
    from safetensors.torch import save_file

    target = work / "zero-pad"
    shutil.rmtree(target, ignore_errors=True)
    _copy_small(checkpoint.folder, target)
    if (index := checkpoint.folder / "model.safetensors.index.json").is_file():
        shutil.copyfile(index, target / index.name)
    pad = read_json(checkpoint.folder / "config.json")["pad_token_id"]
    for shard in shards_of(checkpoint.folder):
        with _opened(shard) as opened:
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118, no mapping
        for name in set(_EMBEDDINGS) & set(tensors):
            tensors[name][pad] = 0
        save_file(tensors, target / shard.name, metadata={"format": "pt"})
    return Checkpoint(target, checkpoint.family)


@contextlib.contextmanager
def _opened(shard: Path) -> Iterator[Any]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(shard, framework="pt") as tensors:
            yield tensors
    except SafetensorError as error:
        raise BackendError(f"{shard}: damaged: {error}. Fetch the checkpoint again.") from error
