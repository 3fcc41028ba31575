"""An engine that answers from a table, for tests of what stands around engines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mt.errors import BackendError
from mt.values import Decoding, Hypothesis, Model

Answer = str | Callable[[Decoding], str]


class FakeEngine:
    """Answers `table[text]`, a text or a function of the settings; `default(text)` where it has nothing.

    Other hypotheses of the beam stand behind " | ". Counts words as tokens. `asked` holds each batch with its
    settings. A text longer than `max_source` or an empty one raises BackendError, as the protocol demands of
    callers not to send them.
    """

    def __init__(
        self,
        table: Mapping[str, Answer] | None = None,
        default: Callable[[str], str] = lambda text: f"English of it: {text}",
        mask: str = "",
        max_source: int = 100,
    ) -> None:
        self.table, self.default, self.max_source = dict(table or {}), default, max_source
        self.steady = True
        self.model = Model("fake", Path(), "marian", mask=mask)
        self.asked: list[tuple[list[str], Decoding]] = []

    def translate(self, texts: Sequence[str], decoding: Decoding) -> list[Hypothesis]:
        self.asked.append((list(texts), decoding))
        for text, size in zip(texts, self.count(texts), strict=True):
            if not text.strip() or size > self.max_source:
                raise BackendError(f"{size} tokens, at most {self.max_source}: {text[:40]!r}")
        return [self._answer(text, decoding) for text in texts]

    def stream(self, texts: Sequence[str], decoding: Decoding) -> Iterator[tuple[int, Hypothesis]]:
        """Last first: the order is the engine's own."""
        return reversed(list(enumerate(self.translate(texts, decoding))))

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def _answer(self, text: str, decoding: Decoding) -> Hypothesis:
        answer = self.table.get(text)
        found = (
            self.default(text) if answer is None else answer if isinstance(answer, str) else answer(decoding)
        )
        best, *others = (
            Hypothesis(one, -0.5 - rank, finished=not one.endswith("…unfinished"))
            for rank, one in enumerate(found.split(" | "))
        )
        return replace(best, others=tuple(others[: decoding.others]))
