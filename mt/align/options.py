"""What the caller may choose about an alignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AlignOptions:
    """Signals, each alone switchable, and what else there is to compare with.

    lexicon: the shipped Vietnamese-English table. documents: a lexicon re-estimated on the two documents.
    lengths: characters (Gale and Church 1993). shared: numbers, names, addresses.
    punctuation: marks, and whether sentences end and begin as sentences do.
    translation: use `translation` and `back_translation` where they are given.
    back_translation: for each target sentence its rendering in the source's language.
    embed: gives one vector (a row, float) for each sentence, in a space that both languages share.
    """

    lexicon: bool = True
    documents: bool = True
    lengths: bool = True
    shared: bool = True
    punctuation: bool = True
    translation: bool = True
    back_translation: Sequence[str] | None = None
    embed: Callable[[Sequence[str]], Any] | None = None
