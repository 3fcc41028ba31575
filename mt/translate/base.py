"""What an engine is: texts in, hypotheses out, N in N out, same order.

Engines are named in `ENGINES`; choosing one imports one module. They know nothing of sentences,
guards, checks or caches: `mt/translate/__init__.py` draws where those stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mt.values import Decoding, Hypothesis, Model


class Engine(Protocol):
    """A loaded model."""

    model: Model
    #: Longest source that the model can read, in tokens as `count` counts them.
    max_source: int

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        """Hypotheses for `texts`, one each, in the same order. Empty text is not allowed.

        Texts longer than `max_source` tokens raise `BackendError`: splitting is the caller's work.
        """
        ...

    def count(self, texts: Sequence[str]) -> list[int]:
        """Source tokens of each text, without end mark and language code."""
        ...


ENGINES = {
    "ctranslate2": "mt.translate.ctranslate2_engine:CTranslate2Engine",
    "transformers": "mt.translate.transformers_engine:TransformersEngine",
}
