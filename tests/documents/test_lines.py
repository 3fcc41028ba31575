from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mt.documents.lines import count_line_ends, first_line_end, last_line_end, lines

TEXT = st.text("a\n\r \x0b\x0c\x85\u2028", max_size=20)


def ends(text: str) -> list[int]:
    """By hand: where each line end is over."""
    found = []
    for at, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[at + 1 : at + 2] != "\n"):
            found.append(at + 1)
    return found


@given(TEXT)
def test_lines_against_one_by_one(text):
    assert count_line_ends(text) == len(ends(text))
    assert first_line_end(text, 0) == (ends(text) or [-1])[0]
    assert len(list(lines(text))) == len(ends(text)) + (not text.endswith(("\n", "\r")) and bool(text))


@given(TEXT, st.integers(0, 20), st.integers(0, 20))
def test_last_line_end_against_one_by_one(text, start, length):
    start = min(start, len(text))
    end = min(start + length, len(text))
    # A piece never begins between CR and LF.
    if text[start - 1 : start + 1] == "\r\n":
        return
    inside = [at for at in ends(text) if start < at <= end]
    assert last_line_end(text, start, end) == (inside or [start])[-1]


@given(TEXT)
def test_lines_have_no_line_ends_and_miss_nothing(text):
    spans = list(lines(text))
    assert all(
        "\n" not in text[span.start : span.end] and "\r" not in text[span.start : span.end] for span in spans
    )
    assert sum(map(len, spans)) == len(text) - text.count("\n") - text.count("\r")
