from __future__ import annotations

from mt.align.words import align_words, pharaoh


def linked(source: str, target: str) -> set[tuple[str, str]]:
    left, right = source.split(), target.split()
    return {(left[i], right[j]) for i, j in align_words(source, target)}


def test_syllables_of_a_word_go_together() -> None:
    found = linked("Con chó của tôi ngủ trong bệnh viện.", "My dog sleeps in the hospital.")
    assert {("chó", "dog"), ("tôi", "My"), ("bệnh", "hospital."), ("viện.", "hospital.")} <= found
    assert ("chó", "hospital.") not in found


def test_names_and_numbers() -> None:
    found = linked(
        "Ông Obama đến Houston năm 2015 với 1.200 người.", "Obama came to Houston with 1,200 people in 2015."
    )
    assert {("Obama", "Obama"), ("Houston", "Houston"), ("2015", "2015."), ("1.200", "1,200")} <= found


def test_a_word_that_occurs_twice_goes_to_the_nearer() -> None:
    source, target = "chó đen và chó trắng", "black dog and white dog"
    found = align_words(source, target)
    assert (0, 1) in found
    assert (3, 4) in found
    assert (0, 4) not in found


def test_the_other_direction_is_the_mirror() -> None:
    vi, en = "Cô ấy đọc sách ở thư viện.", "She reads books in the library."
    assert sorted((j, i) for i, j in align_words(vi, en)) == align_words(en, vi)


def test_nothing_to_link() -> None:
    assert align_words("", "water") == []
    assert align_words("...", "!!!") == []
    assert pharaoh([]) == ""
    assert pharaoh([(0, 0), (1, 2)]) == "0-0 1-2"
