"""The models known by name, best first.

Revisions are commits of the hub. Where a commit is not known with certainty it is "main": pull asks the hub
which commit that is, fetches exactly that one and records it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A model that has a short name.

    repository: hub id, "" for the one that is part of the package.
    megabytes: size of the download, 10^6 bytes, rounded; None where nothing is downloaded.
    bleu: published on FLORES-200 devtest vi-en (sacreBLEU 13a), None where nobody published one.
    note: what a person should know of that score.
    """

    name: str
    repository: str
    family: str
    licence: str
    megabytes: int | None = None
    bleu: float | None = None
    note: str = ""
    revision: str = "main"

    @property
    def commercial(self) -> bool:
        """Whether the licence allows commercial use."""
        return "-NC" not in self.licence.upper()

    @property
    def quality(self) -> str:
        """One sentence for a person; never a number that nobody published."""
        if self.bleu is None:
            return "no published FLORES-200 score for vi-en"
        score = f"FLORES-200 devtest BLEU {self.bleu} (published)"
        return f"{score}, {self.note}" if self.note else score


# Scores: mozilla/firefox-translations-models, evaluation/vi-en, recomputed from the outputs there.
REGISTRY: dict[str, Known] = {
    known.name: known
    for known in (
        Known(
            "nllb-3.3b",
            "facebook/nllb-200-3.3B",
            "nllb",
            "CC-BY-NC-4.0",
            17580,
            revision="1a07f7d195896b2114afcb79b7b57ab512e7b43e",
        ),
        Known(
            "nllb-1.3b",
            "facebook/nllb-200-distilled-1.3B",
            "nllb",
            "CC-BY-NC-4.0",
            5480,
            revision="7be3e24664b38ce1cac29b8aeed6911aa0cf0576",
        ),
        Known(
            "nllb-600m",
            "facebook/nllb-200-distilled-600M",
            "nllb",
            "CC-BY-NC-4.0",
            2460,
            30.9,
            "run there with a wrong source token and without splitting",
            revision="f8d333a098d19b4fd9a8b18f94170487ad3f821d",
        ),
        Known(
            "opus-mt",
            "Helsinki-NLP/opus-mt-vi-en",
            "marian",
            "Apache-2.0",
            289,
            25.3,
            "run there without splitting",
            "c8d2853e77f5fae31124d993e0b35176b1c8914e",
        ),
        Known("bundled", "", "marian", "Apache-2.0", revision=""),
    )
}

BUNDLED = "bundled"


def by_repository(repository: str) -> Known | None:
    """The known model that a hub id stands for, whatever the case of its letters."""
    wanted = repository.casefold()
    return next((k for k in REGISTRY.values() if k.repository.casefold() == wanted), None)
