"""Word links through both stages, as the commands use them."""

from __future__ import annotations

import re
from pathlib import Path

from mt.linking import WordLinker, by_lexicon
from mt.translate.base import EngineOptions

GOLD = Path(__file__).parent.parent / "eval" / "words" / "gold.tsv"


def test_attention_is_nearer_to_links_made_by_hand() -> None:
    """AER (Och and Ney 2003) on our own 40 pairs: .082 and .121 when this was written."""
    rows = [line.split("\t") for line in GOLD.read_text(encoding="utf-8").splitlines()]
    pairs = [(vi, en) for vi, en, _ in rows]
    rates = []
    for way in ("attention", "lexicon"):
        found = WordLinker(way, "bundled", EngineOptions(threads=1))(pairs)
        hits = total = 0
        for links, (_, _, written) in zip(found, rows, strict=True):
            gold = {(int(i), int(j)): mark for i, mark, j in re.findall(r"(\d+)([-?])(\d+)", written)}
            hits += sum(link in gold for link in links) + sum(gold.get(link) == "-" for link in links)
            total += len(links) + sum(mark == "-" for mark in gold.values())
        rates.append(1 - hits / total)
    assert rates[0] < rates[1] < 0.13


def test_english_first_is_the_mirror() -> None:
    linker = WordLinker("attention", "bundled", EngineOptions(threads=1))
    vi, en = "Cô ấy đọc sách ở thư viện.", "She reads books in the library."
    (there,), (back,) = linker([(vi, en)]), linker([(en, vi)])
    assert sorted((j, i) for i, j in there) == back


def test_empty_and_endless_pairs() -> None:
    linker = WordLinker("attention", "bundled", EngineOptions(threads=1))
    found = linker([("", "x"), ("nước " * 300, "water " * 300), ("nước", "water")])
    assert found[0] == []
    assert found[2] == [(0, 0)] == by_lexicon("nước", "water")
