"""Lists that do not go together: where they diverge, when the place is known because it was made."""

from __future__ import annotations

import pytest

from mt.errors import InputError
from mt.evaluate.lengths import check_lengths, divergence
from mt.evaluate.options import Names
from mt.values import ReferenceSet, System
from tests.evaluate.texts import references, spoiled

REFERENCES = references(80)
HYPOTHESES = spoiled(REFERENCES, 0.2, 5)


@pytest.mark.parametrize("place", [0, 1, 37, 78])
@pytest.mark.parametrize("lost", [1, 2])
def test_a_line_that_is_missing_is_found(place: int, lost: int) -> None:
    short = HYPOTHESES[:place] + HYPOTHESES[place + lost :]
    assert abs(divergence(short, REFERENCES) - place) <= 1
    assert abs(divergence(REFERENCES, short) - place) <= 1


def test_a_list_that_ends_early_goes_together_to_its_end() -> None:
    assert divergence(HYPOTHESES[:70], REFERENCES) == 70
    assert divergence([], REFERENCES) == 0


def test_messages_say_where() -> None:
    names = Names(("ref.en",), "src.vi", "docs.txt", "line")
    given = ReferenceSet("set", (tuple(REFERENCES),))
    with pytest.raises(
        InputError, match=r"out\.en has 79 lines, ref\.en has 80: 1 too few\. They go .*line 3[678]"
    ):
        check_lengths(given, [System("out.en", tuple(HYPOTHESES[:37] + HYPOTHESES[38:]))], names)
    with pytest.raises(
        InputError, match=r"81 lines.*1 too many\. They go together to line 80, where the shorter"
    ):
        check_lengths(given, [System("out.en", (*HYPOTHESES, "One more."))], names)
    with pytest.raises(InputError, match=r"src\.vi has 1 line, ref\.en has 80"):
        check_lengths(ReferenceSet("set", given.references, ("một",)), [], names)
    with pytest.raises(InputError, match=r"reference 2 has 1 segment, the reference has 80: 79 too few"):
        check_lengths(ReferenceSet("set", (*given.references, ("one",))), [], Names())
    with pytest.raises(InputError, match="no segments"):
        check_lengths(ReferenceSet("set", ((),)), [], Names())
    check_lengths(given, [System("out.en", tuple(HYPOTHESES))], names)
