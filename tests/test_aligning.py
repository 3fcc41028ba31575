from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import mt
from mt.align import AlignOptions
from mt.aligning import AlignInput, align_files, align_texts, in_doubt, read_side
from mt.errors import InputError
from mt.values import Alignment, Link
from tests.align.test_aligner import EN, VI, pairs

TEXT = """Chợ nổi Cái Răng

Chợ họp từ bốn giờ sáng, khi trời còn tối. Thuyền lớn chở dưa hấu, dứa và cam từ các vườn quanh đó.
Người bán treo hàng lên một cây sào để khách nhìn thấy từ xa. "Ở đây không ai rao bán", bà Lan nói.
Bà đã bán hàng ở đây ba mươi năm. Năm 2019 có khoảng 300 chiếc thuyền; bây giờ chỉ còn chừng 120 chiếc.

Con gái bà làm việc ở một bệnh viện trong thành phố. Cô về thăm mẹ mỗi tháng hai lần.
"""


def test_aligning_a_text_with_its_translation_finds_the_links_that_are_known(tmp_path: Path) -> None:
    """mt translate knows its links: sentence n of the input is sentence n of the output."""
    translator = mt.load("bundled", beam=1)
    known = translator.sentences(TEXT)
    source = [translation.sentence.text for translation in known]
    target = [translation.target for translation in known]
    found = align_texts(source, target)
    assert pairs(found) == [((n,), (n,)) for n in range(len(known))]
    # And from the files, where the English is segmented anew.
    (tmp_path / "vi.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "en.txt").write_text(translator.translate(TEXT), encoding="utf-8")
    bitext, _ = align_files(tmp_path / "vi.txt", tmp_path / "en.txt")
    assert list(bitext.source) == source
    assert bitext.languages == ("vi", "en")
    linked = {n: link for link in bitext.alignment.links for n in link.source}
    for n, text in enumerate(target):
        assert " ".join(bitext.target[m] for m in linked[n].target) == text


def test_only_what_is_in_doubt_is_translated() -> None:
    source = [*VI[:4], "Sương tan.", "Nắng lên.", *VI[4:]]
    target = [*EN[:4], "Mist gone.", "Rays out.", *EN[4:]]
    asked: list[str] = []

    def translate(sentences: Sequence[str]) -> list[str]:
        asked.extend(sentences)
        return ["The mist is gone." if "Sương" in s else "Rays came out." for s in sentences]

    first = align_texts(source, target)
    found = align_texts(source, target, translate=translate)
    wanted = {n for link in in_doubt(first) for n in link.source}
    assert asked == [source[n] for n in sorted(wanted)]
    assert [n for link in found.links for n in link.source] == list(range(10))
    assert {((4,), (4,)), ((5,), (5,))} <= set(pairs(found))


def test_nothing_is_translated_that_need_not_be() -> None:
    def never(sentences: Sequence[str]) -> list[str]:
        raise AssertionError(sentences)

    sure = Alignment((Link((0,), (0,), 0.99), Link((1,), (1,), 0.95)))
    assert in_doubt(sure) == set()
    align_texts(EN, EN, translate=never)  # no Vietnamese
    align_texts(VI, EN, translation=EN, translate=never)
    align_texts(VI, EN, options=AlignOptions(translation=False), translate=never)
    strangers = ["Mix the flour.", "Rest the dough.", "The referee left.", "Water boils.", "Paint dries."]
    align_texts(VI, strangers, translate=never)


def test_doubt_spreads_to_the_neighbours() -> None:
    links = tuple(Link((n,), (n,), 0.5 if n == 5 else 0.99) for n in range(10))
    assert {link.source[0] for link in in_doubt(Alignment(links))} == {3, 4, 5, 6, 7}


def test_sides_are_segmented_by_their_language(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Mr. Smith met Dr. Lan. They talked.\n\nThe end.\n", encoding="utf-8")
    side = read_side(tmp_path / "a", AlignInput())
    assert side.language == "en"
    assert side.sentences == ["Mr. Smith met Dr. Lan.", "They talked.", "The end."]
    assert side.rows == [0, 0, 2]
    whole = read_side(tmp_path / "a", AlignInput(one_per_line=True))
    assert whole.sentences == ["Mr. Smith met Dr. Lan. They talked.", "", "The end."]


def test_a_translation_is_dealt_out_to_the_sentences_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "vi").write_text(f"{VI[0]} {VI[1]}\n{VI[2]}\n", encoding="utf-8")
    (tmp_path / "en").write_text(f"{EN[0]}\n{EN[1]}\n{EN[2]}\n", encoding="utf-8")
    (tmp_path / "mt").write_text(f"{EN[0]} {EN[1]}\n{EN[2]}\n", encoding="utf-8")
    bitext, _ = align_files(tmp_path / "vi", tmp_path / "en", AlignInput(translation=tmp_path / "mt"))
    assert pairs(bitext.alignment) == [((n,), (n,)) for n in range(3)]
    (tmp_path / "mt").write_text("a\nb\nc\n", encoding="utf-8")
    with pytest.raises(InputError, match="has 3 lines, and what it translates 2"):
        align_files(tmp_path / "vi", tmp_path / "en", AlignInput(translation=tmp_path / "mt"))
