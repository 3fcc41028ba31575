from __future__ import annotations

import re
from dataclasses import replace

from mt.evaluate import tsv
from tests.evaluate.samples import report

_PLAIN = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}


def unescaped(cell: str) -> str:
    return re.sub(r"\\.", lambda match: _PLAIN[match[0]], cell)


def test_a_row_is_a_segment_of_a_system() -> None:
    rows = tsv.render(report()).split("\n")
    assert rows[0] == "segment\tdocument\tsystem\tchrf2\tflags\tsource\thypothesis\treference"
    assert rows[2] == (
        "1\td1\t<beta> & co\t61.25\t\tCó 12 con tàu.\tThere are twelve ships.\tThere are 12 ships."
    )
    assert rows[4].split("\t")[4] == "number: 12 is missing"
    assert len(rows) == 1 + 3 * 2 + 1
    assert rows[-1] == ""


def test_every_cell_comes_back_whatever_it_holds() -> None:
    made = report()
    odd = "a\tb\\t\nc\r\\"
    segment = replace(made.segments[0], source=odd, hypotheses=(odd, ""), references=("x", odd))
    text = tsv.render(replace(made, segments=(segment, made.segments[1])))
    rows = [list(map(unescaped, row.split("\t"))) for row in text.removesuffix("\n").split("\n")]
    assert {len(row) for row in rows} == {9}
    assert rows[0][-2:] == ["reference", "reference_2"]
    assert rows[1][5:] == [odd, odd, "x", odd]
    assert rows[3][7:] == ["It rains on\tthem.", ""]
