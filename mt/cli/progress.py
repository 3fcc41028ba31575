"""A line on the terminal that says how far a run is, how fast, and how long it still takes."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from mt.values import Document, Translation
from mt.wording import counted

_EVERY = 0.2


class Progress:
    """Draws on standard error, and only where that is a terminal: silent in a pipe.

    names: the inputs. Time left is known when all are files ("-" has no size).
    """

    def __init__(self, names: Sequence[str], enabled: bool) -> None:
        self.enabled = enabled and sys.stderr.isatty()
        self._total = _total(names)
        self._began = time.monotonic()
        self._drawn = 0.0
        self._sentences = 0
        self._bytes = 0

    def __call__(self, document: Document, window: Sequence[Translation]) -> None:
        """A window of sentences of `document` is done."""
        self._sentences += len(window)
        # White space between sentences and the encoding are not looked at: good enough for a guess.
        self._bytes += sum(len(translation.sentence.text.encode()) + 1 for translation in window)
        now = time.monotonic()
        if self.enabled and now - self._drawn > _EVERY:
            self._drawn = now
            sys.stderr.write("\r\x1b[K" + self.line(document.name, now - self._began))
            sys.stderr.flush()

    def line(self, name: str, seconds: float) -> str:
        """What is shown after so many seconds, e.g. "news.txt: 1,200 sentences, 85/s, 42 %, 1:20 left"."""
        rate = self._sentences / max(seconds, 1e-3)
        text = f"{name}: {counted(self._sentences, 'sentence')}, {rate:,.0f}/s"
        if self._total and self._bytes:
            share = min(1.0, self._bytes / self._total)
            left = round(seconds / share - seconds)
            text += f", {share:.0%}, {left // 60}:{left % 60:02d} left"
        return text

    def clear(self) -> None:
        """Takes the line away, before something else is printed."""
        if self.enabled and self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = 0.0


def _total(names: Sequence[str]) -> int:
    """Bytes of all inputs, 0 where they cannot be known."""
    sizes = [Path(name).stat().st_size if name != "-" and Path(name).is_file() else 0 for name in names]
    return sum(sizes) if all(sizes) else 0
