"""eval/snippets: our own test set."""

from __future__ import annotations

import re
import unicodedata

from mt.translate.check import check
from tests.evaluate.samples import OWN, own_rows


def test_the_set_is_whole() -> None:
    text = OWN.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    assert text.split("\n")[0].split("\t") == [
        "id",
        "document",
        "source",
        "reference",
        "reference_2",
        "tests",
    ]
    rows = own_rows()
    assert {len(row) for row in rows} == {6}
    assert len({row[0] for row in rows}) == len(rows) >= 100
    assert all(row[0].startswith(row[1] + "-") for row in rows)
    for row in rows:
        assert all(cell == " ".join(cell.split()) for cell in row)
        assert row[2]
        assert row[3]
        assert row[5]
        assert row[3] != row[4]


def test_the_readme_says_how_large_it_is() -> None:
    rows = own_rows()
    readme = (OWN.parent / "README.md").read_text(encoding="utf-8")
    stated = re.search(r"(\d+) Vietnamese sentences in (\d+) short documents", readme)
    assert stated is not None
    assert (int(stated[1]), int(stated[2])) == (len(rows), len({row[1] for row in rows}))


def test_the_references_pass_the_check_against_their_source() -> None:
    # "không phải là không biết" is shorter without the double negation.
    known = {"subtitles-05"}
    flagged = {row[0] for row in own_rows() for text in row[3:5] if text and check(row[2], text)}
    assert flagged == known


def test_the_english_for_the_seed_text_is_english() -> None:
    lines = (OWN.parent / "seed-news.en.txt").read_text(encoding="utf-8").splitlines()
    english = [line for line in lines if not line.startswith("# ")]
    assert len(english) >= 15
    assert all(line.isascii() for line in english)
