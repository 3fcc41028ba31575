"""What an alignment is written from: both texts, their links, and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mt.values import Alignment, Link


@dataclass(frozen=True, slots=True)
class Bitext:
    """source, target: one sentence a place, as `alignment` counts them, line ends made spaces.

    names: of the two files. languages: of the two sides, as BCP 47 has them ("vi", "en").
    words: for each link its word alignment in Pharaoh's form ("0-0 1-2"), () when none was asked for.
    """

    source: Sequence[str]
    target: Sequence[str]
    alignment: Alignment
    names: tuple[str, str] = ("-", "-")
    languages: tuple[str, str] = ("vi", "en")
    words: tuple[str, ...] = ()

    def texts(self, link: Link) -> tuple[str, str]:
        """Both sides of a link; its sentences joined by a space."""
        return (
            " ".join(self.source[n] for n in link.source if self.source[n]),
            " ".join(self.target[n] for n in link.target if self.target[n]),
        )
