"""How much each word of a translation looked at each word of its source, as the model sees it.

The translation is decoded as it stands (its pieces are forced), and of each step the attention of one decoder
layer over the source is taken, the mean of its heads. The step is the one that has just read the piece, not
the one that writes it, and the layer lies in the lower half: Chen et al. (2020), "Accurate word alignment
induction from neural machine translation", found both to be much the better choice, and so did we
(eval/LOG.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mt import runtime
from mt.errors import BackendError
from mt.translate.base import EngineOptions, available_cores, batches
from mt.translate.ctranslate2_engine import LONGEST, tokenizers, usable_compute, usable_device
from mt.values import Model

#: Pairs whose attention is held at once; one of 30 by 30 pieces takes some 30 kB as it comes.
_AT_ONCE = 512
#: How a whole number of 16 bits stands in model.bin: no dimensions, type 2, two bytes.
_SHORT = b"\x00\x02\x02\x00\x00\x00"
_END = "</s>"


class Attention:
    """A loaded model as a function from pairs to attention."""

    def __init__(self, model: Model, options: EngineOptions | None = None) -> None:
        """The model is loaded apart from the one that translates: where attention is taken from is fixed at
        loading. Raises BackendError where that cannot be."""
        ctranslate2 = runtime.ctranslate2()

        options = options or EngineOptions()
        if model.format != "ctranslate2":
            raise BackendError(
                f"{model.folder}: attention is read from converted models. Convert it: mt models import "
                f"{model.folder}"
            )
        self.model = model
        self._encoders = tokenizers(model)
        self._longest = LONGEST[model.family]
        self._batch_tokens = options.batch_tokens
        device = usable_device(options.device)
        try:
            self._translator = ctranslate2.Translator(
                str(model.folder),
                device=device,
                compute_type=usable_compute(options.compute, device),
                inter_threads=(options.threads or available_cores()) if device == "cpu" else 1,
                intra_threads=1,
                files=_files(model.folder),
            )
        except (RuntimeError, ValueError) as error:
            raise BackendError(
                f"{model.folder}: the model cannot be loaded: {error}. Check it: mt models verify "
                f"{model.folder}"
            ) from error

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[Any]:
        """For each (source, target) an array of shape (source tokens, target tokens), float32, 0 to 1, or
        None where a side is empty or too long for the model. Tokens are what white space parts.

        Entry (i, j) is the share of its attention that token j (the mean of its pieces) gave token i; what is
        left of it went to the end mark."""
        found: list[Any] = []
        for start in range(0, len(pairs), _AT_ONCE):
            found += self._some(pairs[start : start + _AT_ONCE])
        return found

    def _some(self, pairs: Sequence[tuple[str, str]]) -> list[Any]:
        ours, theirs = self._encoders
        read = [(_pieces(ours, source), _pieces(theirs, target)) for source, target in pairs]
        found: list[Any] = [None] * len(pairs)
        fitting = [
            place
            for place, sides in enumerate(read)
            if all(0 < len(side[0]) < most for side, most in zip(sides, self._longest, strict=True))
        ]
        waiting = []
        # Memory goes with the longer side: what attends and what is attended to.
        longest = [max(len(side[0]) for side in read[place]) for place in fitting]
        for batch in batches(longest, self._batch_tokens):
            places = [fitting[n] for n in batch]
            waiting.append((places, self._submit([read[place] for place in places])))
        for places, promises in waiting:
            for place, promise in zip(places, promises, strict=True):
                source, target = (len(text.split()) for text in pairs[place])
                found[place] = _by_token(self._rows(promise), *read[place], (source, target))
        return found

    def _submit(self, some: Sequence[tuple[_Side, _Side]]) -> list[Any]:
        source, target = self.model.source_code, self.model.target_code
        head, prefix = ([source] if source else []), ([target] if target else [])
        promises: list[Any] = self._translator.translate_batch(
            [[*head, *pieces, _END] for (pieces, _), _ in some],
            target_prefix=[[*prefix, *pieces, _END] for _, (pieces, _) in some],
            # One step more than the longest has pieces: each step looks on behalf of the piece before it.
            max_decoding_length=len(prefix) + max(len(pieces) for _, (pieces, _) in some) + 1,
            max_input_length=0,
            beam_size=1,
            return_attention=True,
            return_end_token=True,
            asynchronous=True,
        )
        return promises

    def _rows(self, promise: Any) -> Any:
        """Attention over the source's pieces, a row for each piece of the target."""
        import numpy as np

        try:
            steps = promise.result().attention[0]
        except (RuntimeError, ValueError) as error:
            raise BackendError(f"{self.model.name}: CTranslate2 failed on a batch: {error}") from error
        codes = (bool(self.model.source_code), bool(self.model.target_code))
        return np.array(steps, dtype=np.float32)[1 + codes[1] :, int(codes[0]) :]


#: Pieces of a text, and the token that each belongs to; a mark beside a word belongs to none.
_Side = tuple[list[str], list[int]]


def _pieces(encoder: Any, text: str) -> _Side:
    """SentencePiece cuts at white space first, so that the pieces of the tokens are those of the text.

    Attention rests on marks when it has nowhere to go, so the stop behind a word is none of the word's."""
    pieces: list[str] = []
    tokens: list[int] = []
    for place, found in enumerate(encoder.encode(text.split(), out_type=str)):
        spoken = [any(map(str.isalnum, piece)) for piece in found]
        pieces += found
        tokens += [place if is_word or not any(spoken) else -1 for is_word in spoken]
    return pieces, tokens


def _by_token(rows: Any, source: _Side, target: _Side, shape: tuple[int, int]) -> Any:
    """Summed over the pieces of each source token, and the mean of those of each target token."""
    import numpy as np

    into = [np.array(side[1]) for side in (source, target)]
    sums = [np.arange(size)[:, None] == tokens for size, tokens in zip(shape, into, strict=True)]
    total = sums[0].astype(np.float32) @ rows[: len(into[1]), : len(into[0])].T @ sums[1].T.astype(np.float32)
    return total / np.maximum(sums[1].sum(1), 1)


def _files(folder: Path) -> dict[str, bytes]:
    """The model's files, with attention taken from the layer below the middle, all heads.

    A converter writes the last layer's first head, which is a poor choice, into model.bin."""
    found = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".bin", ".json")}
    weights = found.get("model.bin", b"")
    layers = 0
    while f"decoder/layer_{layers}/".encode() in weights:
        layers += 1
    if not layers:
        raise BackendError(f"{folder}: model.bin has no decoder layers. Check it: mt models verify {folder}")
    heads = _short(weights, "decoder/num_heads")
    for name, value in (("decoder/alignment_layer", (layers - 1) // 2), ("decoder/alignment_heads", heads)):
        at = _place(weights, name)
        weights = weights[:at] + value.to_bytes(2, "little", signed=True) + weights[at + 2 :]
    return {**found, "model.bin": weights}


def _place(weights: bytes, name: str) -> int:
    """Where the value of a variable stands. Raises BackendError where it does not stand as it should."""
    head = name.encode() + b"\x00" + _SHORT
    at = weights.find(head)
    if at < 0:
        raise BackendError(
            f"model.bin does not say {name}: converted by another CTranslate2. Link words by the "
            "lexicon (--words-by lexicon), or convert the model again: mt models import"
        )
    return at + len(head)


def _short(weights: bytes, name: str) -> int:
    at = _place(weights, name)
    return int.from_bytes(weights[at : at + 2], "little", signed=True)
