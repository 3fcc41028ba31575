from __future__ import annotations

import re

from mt.models.registry import REGISTRY, by_repository


def test_every_entry_is_complete() -> None:
    for name, known in REGISTRY.items():
        assert known.name == name
        assert known.family in ("marian", "nllb")
        assert known.licence
        if name != "bundled":
            assert "/" in known.repository
            assert known.megabytes
            assert re.fullmatch(r"[0-9a-f]{40}", known.revision), "a branch moves, a commit does not"


def test_scores_are_the_published_ones_or_none() -> None:
    # STACK of the project: BLEU of the published outputs on FLORES-200 devtest, recomputed.
    assert {n: k.bleu for n, k in REGISTRY.items()} == {
        "nllb-3.3b": None,
        "nllb-1.3b": None,
        "nllb-600m": 30.9,
        "opus-mt": 25.3,
        "bundled": None,
    }
    assert "no published" in REGISTRY["nllb-1.3b"].quality
    assert "25.3" in REGISTRY["opus-mt"].quality


def test_licences() -> None:
    commercial = {name for name, known in REGISTRY.items() if known.commercial}
    assert commercial == {"opus-mt", "bundled"}


def test_by_repository() -> None:
    known = by_repository("facebook/NLLB-200-distilled-600m")
    assert known is not None
    assert known.name == "nllb-600m"
    assert by_repository("someone/else") is None
