"""Sentences -> Translations: each different sentence is translated once, checked, repaired, remembered."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from mt.translate.base import Engine
from mt.translate.repair import Checked, translate_checked
from mt.values import Decoding, Sentence, Translation


class SentenceTranslator:
    """An engine with the loss-proof contract around it and a bounded memory of what it has translated.

    fallback: a second engine, the last rung of the repair ladder.
    remember: how many different sentences are kept, the least recently used go first.
    """

    def __init__(
        self, engine: Engine, decoding: Decoding, fallback: Engine | None = None, remember: int = 50_000
    ) -> None:
        self.engine, self.decoding, self.fallback = engine, decoding, fallback
        self._remember = remember
        self._memory: OrderedDict[str, Checked] = OrderedDict()

    def translate(self, sentences: Sequence[Sentence]) -> list[Translation]:
        """One Translation for each sentence, in the same order, whatever the model answers."""
        texts = [sentence.text for sentence in sentences]
        known = {text: self._memory[text] for text in texts if text in self._memory}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        checked = translate_checked(self.engine, new, self.decoding, self.fallback) if new else []
        known.update(zip(new, checked, strict=True))
        for text in dict.fromkeys(texts):
            self._memory[text] = known[text]
            self._memory.move_to_end(text)
        while len(self._memory) > self._remember:
            self._memory.popitem(last=False)
        return [
            Translation(sentence, found.target, found.score, found.flags, found.repair)
            for sentence in sentences
            for found in (known[sentence.text],)
        ]
