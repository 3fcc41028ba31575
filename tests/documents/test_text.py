from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.documents import read, render_text
from mt.documents.lines import count_line_ends
from mt.documents.text import Renderer, TextWriter, flat
from mt.values import Document, Sentence, Span, Translation
from tests.documents.samples import NEWS, identity

TEXT = st.text("aệ.!? \n\r\tB1\f", max_size=120)


@given(TEXT)
def test_identity_gives_the_document_back(text):
    document = Document(text)
    assert render_text(document, identity(document)) == text


@given(TEXT, st.integers(1, 30), st.text("xy \n\r\x85", max_size=10))
def test_pieces_render_as_the_whole_and_spans_hold(text, size, target):
    renderer, rendered, spans, targets = Renderer(), "", [], []
    for piece in read(io.BytesIO(text.encode()), piece_chars=size):
        translations = [replace(each, target=target) for each in identity(piece)]
        rendering = renderer.render(piece, translations)
        rendered += rendering.text
        spans += rendering.spans
        targets += [flat(target)] * len(translations)
    assert [rendered[span.start : span.end] for span in spans] == targets
    assert count_line_ends(rendered) == count_line_ends(text)


def test_line_k_is_the_english_of_line_k():
    document = Document(NEWS)
    upper = [replace(each, target=f"[{each.sentence.line}]\n.") for each in identity(document)]
    assert render_text(document, upper) == "[1] .\n\n[3] . [3] .\n[4] .\n\n[6] . [6] .\n[7] .\n"


def test_a_second_file_counts_from_its_own_beginning():
    renderer, document = Renderer(), Document("một\n")
    assert [renderer.render(document, identity(document)).spans for _ in range(2)] == [(Span(0, 3),)] * 2


@pytest.mark.parametrize("spans", [[(0, 3), (2, 4)], [(4, 5), (0, 1)], [(0, 99)]])
def test_spans_out_of_order_are_an_error(spans):
    made = [Translation(Sentence("x", Span(*span)), "y") for span in spans]
    with pytest.raises(ValueError, match="out of order or outside"):
        render_text(Document("một hai"), made)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\v", "\n\n"])
def test_a_target_is_one_line(end):
    assert flat(f"one{end}two") == flat(f"one {end} two") == "one two"
    assert flat("one  two\t") == "one  two\t"


def test_a_line_never_holds_text_of_two_files():
    stream = io.StringIO()
    out = TextWriter(stream)
    first = [Document("một\n"), Document("hai", start=4, line=2)]
    for document in (*first, Document("ba\r\n"), Document("bốn")):
        out.add(document, identity(document))
    assert stream.getvalue() == "một\nhai\nba\r\nbốn"
