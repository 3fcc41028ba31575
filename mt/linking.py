"""Which words of two sentences translate each other: what the model's attention says (`mt/translate`) and
what the table says (`mt/align`), joined. Like `mt/aligning.py`, it sees two stages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mt.models import find
from mt.translate.base import EngineOptions

#: How words are linked: the table alone, or the table and a model's attention.
WAYS = ("attention", "lexicon")

Links = list[tuple[int, int]]


class WordLinker:
    """A function from pairs to the links of their words. Vietnamese may stand on either side."""

    def __init__(self, way: str, model: str | None = None, options: EngineOptions | None = None) -> None:
        """way: one of WAYS. model: whose attention it is, None for the best that is there.

        Raises UsageError for a model that is not there, BackendError for one whose attention cannot be
        had."""
        self._attend: Any = None
        if way == "attention":
            from mt.translate.attention import Attention

            self._attend = Attention(find(model), options)

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[Links]:
        """The links of each pair: (source token, target token), as `mt.align.words.align_words` gives
        them."""
        from mt.align.tokens import is_vietnamese
        from mt.align.words import align_words

        if self._attend is None:
            return [align_words(source, target) for source, target in pairs]
        turned = [is_vietnamese([target]) and not is_vietnamese([source]) for source, target in pairs]
        ordered = [pair[::-1] if back else pair for pair, back in zip(pairs, turned, strict=True)]
        seen = [
            matrix.T if back and matrix is not None else matrix
            for matrix, back in zip(self._attend(ordered), turned, strict=True)
        ]
        return [align_words(*pair, attention=matrix) for pair, matrix in zip(pairs, seen, strict=True)]


def by_lexicon(source: str, target: str) -> Links:
    """The links of one pair, from the table."""
    from mt.align.words import align_words

    return align_words(source, target)
