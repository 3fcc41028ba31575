"""Translating with one checkpoint on a CPU, through CTranslate2: much faster than the search in torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from scripts.training.sampler import LONGEST
from scripts.training.search import Searching
from scripts.training.vocabulary import Encoder

#: Texts that are asked together: about ten seconds, after which `stop` is asked again.
BLOCK = 2000


class Engine:
    """A converted folder (`export.converted`), asked as `search.Searcher` is: the same hypotheses up to the
    rounding of its weights, but `max_ratio` and `max_extra` do not hold, and `batch_tokens` are the source's
    alone. threads: sentences are shared among that many. No seed: CTranslate2 would give it to each thread,
    and what two of them draw for one text would be the same."""

    def __init__(self, folder: Path, encoder: Encoder, threads: int) -> None:
        import ctranslate2

        self.encoder = encoder
        self.translator = ctranslate2.Translator(
            str(folder), device="cpu", inter_threads=threads, intra_threads=1
        )

    def translate(
        self, texts: Sequence[str], how: Searching, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[int, list[str]]]:
        """(place, hypotheses, best first) of each text; ends early after a block when `stop` says so."""
        for first in range(0, len(texts), BLOCK):
            if stop():
                return
            block = [self.pieces(text) for text in texts[first : first + BLOCK]]
            results = self.translator.translate_batch(
                block,
                beam_size=1 if how.sample else how.beam,
                num_hypotheses=1 if how.sample else how.beam,
                sampling_topk=how.top if how.sample else 1,
                length_penalty=how.length_penalty,
                max_decoding_length=LONGEST,
                max_batch_size=how.batch_tokens,
                batch_type="tokens",
            )
            for at, result in enumerate(results, first):
                yield at, [self.text(tokens) for tokens in result.hypotheses]

    def text(self, tokens: Sequence[str]) -> str:
        return str(self.encoder.spm.decode_pieces(list(tokens)))

    def pieces(self, text: str) -> list[str]:
        return [self.encoder.tokens[i] for i in self.encoder.encode(text)[:LONGEST]]
