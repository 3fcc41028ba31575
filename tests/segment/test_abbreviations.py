"""The tables themselves."""

from __future__ import annotations

import pytest

from mt.errors import UsageError
from mt.segment.abbreviations import Kind, language


@pytest.mark.parametrize("code", ["vi", "en"])
def test_entries_are_looked_up_as_written(code: str) -> None:
    tables = language(code)
    for word in tables.kinds:
        assert word == word.strip()
        assert not word.endswith(".") or word == "v.v.."
    assert all(word == word.lower() for word in tables.openers | tables.dangling)


def test_words_that_are_abbreviations_only_with_a_capital() -> None:
    kinds = language("vi").kinds
    assert kinds["Sen"] is Kind.NEVER
    assert "sen" not in kinds and "no" not in kinds and "gen" not in kinds


def test_acronyms_without_a_stop_are_not_listed() -> None:
    assert not {"ubnd", "hđnd", "who", "un", "hlv"} & set(language("vi").kinds)


def test_unknown() -> None:
    with pytest.raises(UsageError):
        language("xx")
