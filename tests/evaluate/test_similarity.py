from __future__ import annotations

from mt.evaluate.similarity import English
from tests.evaluate.samples import own_rows

ROWS = [row for row in own_rows() if row[4]]


def test_one_reference_is_found_in_the_other_and_in_its_place() -> None:
    text = English([row[4] for row in ROWS])
    right = wrong = 0
    for number, row in enumerate(ROWS):
        match = text.find(row[3])
        if match and match.probability >= 0.5:
            place = {text.words[at].sentence for at in (match.first, match.last)}
            right += place == {number}
            wrong += place != {number}
    assert right >= 0.75 * len(ROWS)
    assert wrong <= 0.04 * len(ROWS)


def test_what_is_not_there_is_improbable() -> None:
    text = English([row[4] for row in ROWS if row[1] not in ("science", "sport")])
    for row in ROWS:
        if row[1] in ("science", "sport"):
            match = text.find(row[3])
            assert match is None or match.probability < 0.5, row[0]


def test_a_text_is_its_own_best_match() -> None:
    text = English([row[3] for row in ROWS])
    for number, row in enumerate(ROWS):
        match = text.find(row[3])
        if match and match.weight > 10 and [r[3] for r in ROWS].count(row[3]) == 1:
            assert text.words[match.first].sentence == number
            assert match.score > 0.99


def test_a_range_limits_the_search() -> None:
    text = English(["The ship left.", "The ship came.", "The ship left."])
    match = text.find("The ship left.", within=range(1, 3))
    assert match is not None
    assert text.words[match.first].sentence == 2


def test_what_the_source_keeps_counts_where_the_translation_lost_it() -> None:
    hypotheses = ["The man said that a.", "The man said that b."]
    sources = ["Keane nói 1.318 điều.", "Bob nói."]
    piece = "Keane said 1,318 things."
    assert English(hypotheses).find(piece) is not None
    with_source = English(hypotheses, sources).find(piece)
    assert with_source is not None
    assert with_source.margin > 0.1
    assert English(hypotheses, sources).words[with_source.first].sentence == 0


def test_nothing_is_found_in_nothing() -> None:
    assert English([]).find("A ship.") is None
    assert English([""]).find("A ship.") is None
    assert English(["A ship."]).find("…") is None


def test_a_text_printed_twice_is_found_in_its_first_copy() -> None:
    once = [row[4] for row in ROWS]
    text = English([*once, "An advertisement.", *once])
    number = next(at for at, row in enumerate(ROWS) if row[0] == "report-01")
    match = text.find(ROWS[number][3])
    assert match is not None
    assert match.times == 2
    assert match.probability > 0.5
    assert text.words[match.first].sentence == number
