from __future__ import annotations

import numpy as np
import pytest

from mt.align.lexicon import shipped, table, through
from mt.align.sparse import bags
from tests.align.test_sparse import dense


def test_the_shipped_table_knows_common_words() -> None:
    """Translations that any dictionary has."""
    lexicon = shipped()
    for vi, en in [
        ("nước", "water"), ("thành phố", "city"), ("bệnh viện", "hospital"), ("chó", "dog"), ("sách", "book"),
        ("ngôn ngữ", "language"), ("cơ sở dữ liệu", "database"), ("đỏ", "red"), ("năm", "year"),
    ]:  # fmt: skip
        assert lexicon.strength(vi, en) > 0.2, (vi, en)
    assert lexicon.strength("chó", "water") == 0.0
    assert lexicon.strength("no such word", "water") == 0.0


def test_rows_are_grouped() -> None:
    lexicon = shipped()
    row = lexicon.source_rows([["hai", "thành", "phố"]])[0]
    assert lexicon.source["thành phố"] in row
    assert lexicon.source["thành"] not in row


def test_through_is_a_product_with_unit_rows() -> None:
    entries = [("a", "x", 0.6), ("a", "y", 0.8), ("b", "y", 0.5), ("c", "z", 0.1)]
    source, target, strengths = zip(*entries, strict=True)
    lexicon = table(source, target, np.array(strengths))
    matrix = np.zeros((3, 3))
    for f, e, strength in entries:
        matrix[lexicon.source[f], lexicon.target[e]] = strength
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    rows = bags(lexicon.source_rows([["a", "b", "a"], [], ["c", "q"]]), 3)
    seen = through(rows, lexicon.starts, lexicon.others, lexicon.strengths, 3)
    assert dense(seen) == pytest.approx(dense(rows) @ matrix, abs=1e-6)
