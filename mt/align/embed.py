"""Sentence embeddings, when the user has a model for them (Feng et al. 2022 for LaBSE)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mt.errors import BackendError, MissingExtra


def embedder(model: str) -> Callable[[Sequence[str]], Any]:
    """What gives a vector (a row of float32) for each sentence, by a sentence-transformers model that lies
    ready: a folder, or one that was fetched before. Nothing is downloaded.

    Raises MissingExtra or BackendError."""
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise MissingExtra("--embed", "embed") from error
    # Standard error is the command's own; transformers draws a bar there while it loads.
    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        loaded = SentenceTransformer(model, local_files_only=True)
    except (OSError, ValueError) as error:
        why = str(error).strip().split("\n")[0]
        raise BackendError(
            f"{model}: no sentence-transformers model that lies ready here ({why}). Remedy: name the "
            "folder of one, or fetch one by its name once: hf download NAME"
        ) from error
    finally:
        if bars:
            logging.enable_progress_bar()
    return lambda sentences: loaded.encode(list(sentences), show_progress_bar=False, convert_to_numpy=True)
