from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import pytest

from mt.align import AlignOptions, align
from mt.errors import UsageError
from mt.values import Alignment

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MT_DATA", ROOT.parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not (DATA / "align").is_dir(), reason="no data folder")

VI = [
    "Chợ nổi họp từ bốn giờ sáng.",
    "Người bán treo hàng lên cây sào để khách nhìn thấy từ xa.",
    "Năm 2019 có khoảng 300 chiếc thuyền.",
    "Bây giờ chỉ còn chừng 120 chiếc.",
    "Bà Lan bán trái cây ở đây đã ba mươi năm.",
    "Con gái bà làm việc ở một bệnh viện trong thành phố.",
    "Bà nói: “Tôi không muốn bỏ con thuyền này”.",
    "Khách du lịch thích chụp ảnh lúc mặt trời mọc.",
]
EN = [
    "The floating market opens at four in the morning.",
    "Sellers hang their goods on a pole so that customers can see them from far away.",
    "In 2019 there were about 300 boats.",
    "Now only about 120 are left.",
    "Mrs Lan has sold fruit here for thirty years.",
    "Her daughter works at a hospital in the city.",
    "She says: “I do not want to give up this boat”.",
    "Tourists like to take photos at sunrise.",
]


def pairs(found: Alignment) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(link.source, link.target) for link in found.links]


def whole(found: Alignment, rows: int, columns: int) -> bool:
    """Each sentence in just one link, in order on both sides."""
    source = [n for link in found.links for n in link.source]
    target = [n for link in found.links for n in link.target]
    return source == list(range(rows)) and target == list(range(columns))


def test_one_to_one() -> None:
    found = align(VI, EN)
    assert pairs(found) == [((n,), (n,)) for n in range(8)]
    assert all(link.confidence > 0.8 for link in found.links)
    assert found.parallel > 0.9


def test_either_language_may_be_the_source() -> None:
    assert pairs(align(EN, VI)) == [((n,), (n,)) for n in range(8)]


def test_a_merged_a_split_and_a_missing_sentence() -> None:
    target = [*EN[:2], f"{EN[2]} {EN[3]}", EN[4], "Her daughter works at a hospital", "in the city.", EN[7]]
    found = align(VI, target)
    assert pairs(found) == [
        ((0,), (0,)),
        ((1,), (1,)),
        ((2, 3), (2,)),
        ((4,), (3,)),
        ((5,), (4, 5)),
        ((6,), ()),
        ((7,), (6,)),
    ]


def test_one_language_with_the_source_as_its_own_translation() -> None:
    other = ["A market on the water opens at 4 in the morning.", *EN[1:5], *EN[6:]]
    found = align(EN, other, translation=EN)
    assert pairs(found) == [
        *[((n,), (n,)) for n in range(5)],
        ((5,), ()),
        ((6,), (5,)),
        ((7,), (6,)),
    ]


def test_back_translation_alone_is_enough() -> None:
    foreign = [f"xq{n} zw{n} vk{n}" for n in range(8)]
    found = align(VI, foreign, options=AlignOptions(back_translation=VI))
    assert pairs(found) == [((n,), (n,)) for n in range(8)]


@pytest.mark.parametrize("rows", [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side(rows: tuple[int, int]) -> None:
    found = align(VI[: rows[0]], EN[: rows[1]])
    assert whole(found, *rows)
    assert found.parallel == 0.0


def test_blank_sentences_are_kept_and_cost_nothing() -> None:
    source = ["", *VI[:3], "", "", *VI[3:], *[""] * 50_000]
    target = [*EN[:3], "", *EN[3:]]
    found = align(source, target)
    assert whole(found, len(source), len(target))
    linked = [(link.source, link.target) for link in found.links if link.source and link.target]
    assert linked == [
        *[((n + 1,), (n,)) for n in range(3)],
        *[((n + 3,), (n + 1,)) for n in range(3, 8)],
    ]


def test_a_blank_inside_a_bead_joins_it() -> None:
    source = [*VI[:5], "Con gái bà làm việc ở một bệnh viện", "", "trong thành phố.", *VI[6:]]
    found = align(source, EN)
    assert whole(found, len(source), len(EN))
    assert ((5, 6, 7), (5,)) in pairs(found)


def test_the_same_text_twice() -> None:
    found = align(VI, VI)
    assert pairs(found) == [((n,), (n,)) for n in range(8)]


def test_strangers_are_recognised() -> None:
    other = [
        "Mix the flour with two eggs and a little milk.",
        "Let the dough rest under a cloth.",
        "The referee stopped the match after ten minutes.",
        "Water turns into steam when it boils.",
        "Our neighbours painted their fence green.",
        "The train to the coast was late again.",
    ]
    assert align(VI, other).parallel < 0.3
    assert align(VI, EN).parallel > 0.9


def test_one_sentence_against_a_thousand() -> None:
    target = [f"This sentence tells you nothing, number {n}." for n in range(500)]
    target += [EN[5], *(f"Nor does this one, {n}." for n in range(500))]
    found = align([VI[5]], target)
    assert whole(found, 1, 1001)
    assert ((0,), (500,)) in pairs(found)


def test_long_sentences() -> None:
    source, target = [*VI, " ".join(VI * 2000)], [*EN, " ".join(EN * 2000)]
    found = align(source, target)
    assert pairs(found)[-1] == ((8,), (8,))


def test_a_passage_of_hundreds_is_missing() -> None:
    chance = random.Random(3)
    words = [w for s in VI for w in s.split()]
    extra = [" ".join(chance.sample(words, 8)) for _ in range(700)]
    found = align([*VI[:4], *extra, *VI[4:]], EN)
    assert whole(found, 708, 8)
    assert {((n,), (n,)) for n in range(3)} <= set(pairs(found))
    assert {((n + 700,), (n,)) for n in range(5, 8)} <= set(pairs(found))


def test_wrong_counts_are_an_error() -> None:
    with pytest.raises(UsageError, match="translation has 7 sentences where 8 are needed"):
        align(VI, EN, EN[:7])
    with pytest.raises(UsageError, match="back_translation has 2 sentences where 8"):
        align(VI, EN, options=AlignOptions(back_translation=VI[:2]))
    with pytest.raises(TypeError, match="source"):
        align("not a list", EN)


@pytest.mark.parametrize("signal", ["lexicon", "documents", "lengths", "shared", "punctuation"])
def test_each_signal_can_be_left_out(signal: str) -> None:
    options = AlignOptions(**{signal: False})
    assert pairs(align(VI, EN, EN, options)) == [((n,), (n,)) for n in range(8)]


@needs_data
def test_better_than_the_published_figures_on_text_and_berg() -> None:
    """vecalign's strict F1 is .902 (Thompson and Koehn 2019); with the machine translation of both sides."""
    sys.path.insert(0, str(ROOT / "eval" / "bench"))
    from alignment_data import textberg
    from mt.evaluate.alignment import score_alignment

    golds = [textberg(f"test{n}") for n in range(7)]
    autos = [
        align(gold.source, gold.target, gold.translation, AlignOptions(back_translation=gold.back))
        for gold in golds
    ]
    score = score_alignment([gold.beads for gold in golds], [pairs(auto) for auto in autos])
    assert score.nulls.strict_f1 > 0.902


@needs_data
@pytest.mark.parametrize(("rate", "least"), [(0.0, 0.99), (0.1, 0.97), (0.3, 0.95)])
def test_vietnamese_documents_with_noise(rate: float, least: float) -> None:
    sys.path.insert(0, str(ROOT / "eval" / "bench"))
    from alignment_data import msdocs, noisy
    from mt.evaluate.alignment import score_alignment

    golds = [noisy(k, v, rate, random.Random(n)) for n, (k, v) in enumerate(msdocs().items()) if n % 4 == 0]
    autos = [pairs(align(gold.source, gold.target)) for gold in golds]
    assert score_alignment([gold.beads for gold in golds], autos).nulls.strict_f1 > least
