from mt.wording import counted


def test_numbers_and_their_nouns() -> None:
    found = [counted(number, "sentence") for number in (0, 1, 2, 1200)]
    assert found == ["0 sentences", "1 sentence", "2 sentences", "1,200 sentences"]
