from __future__ import annotations

import html
import random
from collections.abc import Sequence

import pytest

from mt.evaluate.snippets import Snippet, locate
from mt.values import Alignment, Link
from tests.evaluate.samples import flores, own_rows

ROWS = own_rows()
SOURCES = [row[2] for row in ROWS]
ENGLISH = [row[4] or row[3] for row in ROWS]


def test_all_of_our_own_set_is_found_in_its_place() -> None:
    snippets = [Snippet(row[0], row[2], (row[3],)) for row in ROWS]
    located = locate(snippets, SOURCES, ENGLISH)
    assert located.coverage.located == located.coverage.snippets == len(ROWS)
    assert located.coverage.characters == pytest.approx(1, abs=0.02)
    assert located.system.hypotheses == tuple(ENGLISH)
    assert located.reference_set.references == (tuple(row[3] for row in ROWS),)
    assert located.reference_set.sources == tuple(SOURCES)
    assert located.notes == ()


def test_pieces_across_and_inside_sentences() -> None:
    joined = Snippet("line 1", f"{SOURCES[7]} {SOURCES[8]}", ("x",))
    inside = Snippet("line 2", "Bị dẫn trước hai bàn chỉ sau 20 phút,", ("y", "z"))
    located = locate([inside, joined], SOURCES, ENGLISH)
    assert located.system.hypotheses == (
        "Trailing by two goals after only 20 minutes,",
        f"{ENGLISH[7]} {ENGLISH[8]}",
    )
    # A snippet with one reference has it twice where another has two.
    assert located.reference_set.references == (("y", "x"), ("z", "x"))


def test_a_snippet_that_occurs_twice_is_taken_where_it_fits_and_noted() -> None:
    located = locate(
        [Snippet("line 3", "Nguồn ảnh: Hải quân.", ("Photo credit: Navy.",))],
        ["Nguồn ảnh: Hải quân.", "Tàu đi.", "Nguồn ảnh: Hải quân."],
        ["Source.", "It left.", "Photo: Navy."],
    )
    assert located.system.hypotheses == ("Photo: Navy.",)
    assert "line 3: its Vietnamese occurs 2 times; taken from sentence 3" in located.notes[0]


def test_said_twice_in_both_is_not_ambiguous() -> None:
    snippet = Snippet("line 3", "Nguồn ảnh: Hải quân.", ("Photo credit: Navy.",))
    located = locate([snippet, snippet], ["Nguồn ảnh: Hải quân."] * 2, ["Source.", "Photo: Navy."])
    assert located.system.hypotheses == ("Source.", "Photo: Navy.")
    assert located.notes == ()


def test_what_is_not_there_is_listed_and_not_scored() -> None:
    located = locate(
        [Snippet("line 1", "Giá vàng trong nước sáng nay đảo chiều tăng mạnh.", ("Gold is up.",)),
         Snippet("line 2", "", ("Gold prices turned around this morning and rose sharply.",))],
        SOURCES, ENGLISH,
    )  # fmt: skip
    assert located.system.hypotheses == ()
    assert located.coverage.characters == 0
    assert [place for place, _, _ in located.coverage.missing] == ["line 1", "line 2"]
    assert located.coverage.missing[0][2] == "its Vietnamese is not in the source text"
    assert any("may be too good" in note for note in located.notes)


def test_english_only_in_any_order() -> None:
    rows = [row for row in ROWS if row[1] == "science"]
    snippets = [Snippet(row[0], "", (row[3],)) for row in rows][::-1]
    located = locate(snippets, [""] * len(rows), [row[4] for row in rows])
    # "It lives beneath rotting leaves and makes hardly any sound" shares too little with its other wording.
    assert [place for place, _, _ in located.coverage.missing] == ["science-02"]
    assert located.system.hypotheses == tuple(row[4] for row in rows if row[0] != "science-02")[::-1]


def test_a_translation_that_says_it_twice_is_noted() -> None:
    english = [ENGLISH[0], ENGLISH[10], ENGLISH[11], ENGLISH[0]]
    located = locate([Snippet("line 1", "", (ROWS[0][3],))], [""] * 4, english)
    assert located.system.hypotheses == (ENGLISH[0],)
    assert located.notes == ("line 1: 2 places of the translation say it; taken from sentence 1",)


def test_the_aligner_gives_candidates() -> None:
    seen: list[Sequence[str]] = []

    def align(source: Sequence[str], target: Sequence[str]) -> Alignment:
        seen.append(source)
        return Alignment((Link((0,), (1,)), Link((), (0,))))

    snippets = [Snippet("line 1", SOURCES[0], ("x",)), Snippet("line 2", "", (ENGLISH[1],))]
    located = locate(snippets, SOURCES[:2], ENGLISH[:2], align)
    assert seen == [[ENGLISH[1]]]
    assert located.parts[0] is not None


def test_an_empty_translation_is_scored_as_empty() -> None:
    located = locate([Snippet("line 1", "Trời mưa to", ("It rains hard",))], ["Hôm nay trời mưa to."], [""])
    assert located.system.hypotheses == ("",)


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="2 source sentences, but 1 translations"):
        locate([], ["a", "b"], ["a"])


def test_nothing_to_find() -> None:
    located = locate([], SOURCES, ENGLISH)
    assert located.coverage == type(located.coverage)(0, 0, 0.0)
    assert located.reference_set.references == ((),)


@pytest.mark.parametrize("system", ["google", "opus-mt"])
def test_real_texts_are_found_again(system: str) -> None:
    sources, references, answers = flores(system)
    rng = random.Random(1)
    chosen = rng.sample(range(200), 60)
    elsewhere = range(600, 620)
    snippets = [Snippet(str(at), sources[at].upper(), (references[at],)) for at in [*chosen, *elsewhere]]
    hypotheses = [html.unescape(answer) for answer in answers[:200]]
    located = locate(snippets, sources[:200], hypotheses)
    assert [part is not None for part in located.parts] == [True] * 60 + [False] * 20
    assert located.system.hypotheses == tuple(hypotheses[at] for at in chosen)
