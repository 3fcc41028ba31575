"""What holds for any text: nothing is lost, offsets are exact, blocks are kept. And the floor on gold."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mt.errors import UsageError
from mt.segment import segment, spans, split
from mt.values import Document, Sentence, Span
from tests.segment import cases

GOLD = Path(__file__).parents[3] / "shared" / "data" / "segment"

WORDS = [
    "TP.",
    "TS.",
    "v.v.",
    "Q.",
    "anh",
    "Anh",
    "Huế",
    "Node.js",
    "1.",
    "2.500",
    "A.",
    "đi",
    "Đi",
    "e\u0323",
    "。",
    "😊",
    "(Ảnh: Reuters)",
    "www.vidu.vn",
    "3/1",
    "U.S.",
    "“",
    "”",
    '"',
    "–",
    "•",
]
MARKS = list(" \t\n\r.!?…\"'“”«»()[]-–:;,*_\u00a0\u200b\u0301")
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map("".join),
    st.lists(st.sampled_from(WORDS + MARKS), max_size=40).map(" ".join),
)


def bare(text: str) -> str:
    return "".join(text.split())


def check(document: Document, sentences: list[Sentence], areas: list[Span]) -> None:
    at = 0
    for sentence in sentences:
        start, end = sentence.span.start - document.start, sentence.span.end - document.start
        assert start < end
        assert sentence.text == document.text[start:end] == sentence.text.strip()
        assert start >= at
        assert any(area.start <= start and end <= area.end for area in areas)
        before = document.text[:start].replace("\r\n", "\n").replace("\r", "\n")
        assert sentence.line == document.line + before.count("\n")
        at = end
    inside = "".join(document.text[area.start : area.end] for area in areas)
    assert bare("".join(sentence.text for sentence in sentences)) == bare(inside)


@given(TEXTS, st.integers(0, 10_000), st.integers(1, 500))
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost(text: str, start: int, line: int) -> None:
    document = Document(text, start=start, line=line)
    check(document, segment(document), [Span(0, len(text))])


@given(TEXTS, st.lists(st.integers(0, 200), max_size=6), st.integers(0, 99))
@settings(max_examples=200, deadline=None)
def test_blocks_are_kept(text: str, cuts: list[int], start: int) -> None:
    places = sorted(min(cut, len(text)) for cut in cuts)
    areas = [Span(*pair) for pair in zip(places[::2], places[1::2], strict=False)]
    blocks = [Span(area.start + start, area.end + start) for area in areas]
    document = Document(text, start=start)
    check(document, segment(document, blocks), areas)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_english_loses_nothing(text: str) -> None:
    assert bare("".join(split(text, "en"))) == bare(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_split_and_spans_agree(text: str) -> None:
    assert [text[span.start : span.end] for span in spans(text)] == split(text)
    assert spans(text) == [sentence.span for sentence in segment(Document(text))]


@pytest.mark.parametrize("case", cases.read(cases.VIETNAMESE))
def test_sentences_stay_whole_when_each_has_its_line(case: str) -> None:
    found = split(case.replace("|", ""))
    assert split("\n".join(found)) == found


def test_line_ends() -> None:
    document = Document("Một. Hai.\r\n\r\nBa.\rBốn\nNăm.", start=100, line=7)
    found = [(s.text, s.line, s.span.start) for s in segment(document)]
    assert found == [
        ("Một.", 7, 100), ("Hai.", 7, 105), ("Ba.", 9, 113), ("Bốn", 10, 117), ("Năm.", 11, 121),
    ]  # fmt: skip


def test_cells_between_tabs() -> None:
    text = "TT\tHọ tên \t\tGhi chú\n1.\tAn\tĐã nộp. Chưa ký.\t\n\t Dòng thụt vào\n-\tmột mục\tô"
    assert split(text) == [
        "TT", "Họ tên", "Ghi chú", "1.\tAn", "Đã nộp.", "Chưa ký.", "Dòng thụt vào", "-\tmột mục", "ô",
    ]  # fmt: skip
    wrapped = "Trời mưa to\n\tở Huế."
    assert [s.text for s in segment(Document(wrapped), [Span(0, len(wrapped))])] == [wrapped]


def test_a_sentence_may_span_lines_inside_a_block() -> None:
    text = "Trời mưa to ở\nHuế. Đường ngập.\n"
    found = segment(Document(text), [Span(0, len(text))])
    assert [sentence.text for sentence in found] == ["Trời mưa to ở\nHuế.", "Đường ngập."]
    assert [sentence.line for sentence in found] == [1, 2]


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "\t \r\n \u00a0"])
def test_white_space_has_no_sentence(text: str) -> None:
    assert segment(Document(text)) == []


def test_a_million_characters_without_a_stop() -> None:
    text = "không có dấu chấm " * 60_000
    assert split(text) == [text.strip()]


def test_unknown_language() -> None:
    with pytest.raises(UsageError, match="en, vi"):
        split("Bonjour.", "fr")


@pytest.mark.skipif(not GOLD.is_dir(), reason="needs ../shared/data/segment")
@pytest.mark.parametrize(("name", "floor"), [("vtb-train", 99.4), ("vtb-dev", 99.0)])
def test_gold(name: str, floor: float) -> None:
    lines = [line.strip() for line in (GOLD / f"{name}.txt").read_text(encoding="utf-8").splitlines()]
    right = wrong = missed = 0
    for index in range(0, len(lines), 20):
        group = lines[index : index + 20]
        text = " ".join(group)
        expected = {len(" ".join(group[:count])) for count in range(1, len(group))}
        found = {span.end for span in spans(text)[:-1]}
        right += len(expected & found)
        wrong += len(found - expected)
        missed += len(expected - found)
    assert 200 * right / (2 * right + wrong + missed) >= floor


CELL = st.text("mưa 3.,", min_size=1, max_size=12).filter(
    lambda text: text.strip() and "." not in text.strip(" .")
)


@given(st.lists(CELL, min_size=2, max_size=5), st.sampled_from(["| {} |", "|{}|", "| {}", "{}"]))
def test_a_row_of_a_table_is_cut_at_its_bars(cells: list[str], form: str) -> None:
    row = form.format((" | " if " " in form or form == "{}" else "|").join(cells))
    found = split(row)
    assert [one.strip("| ") for one in found] == [cell.strip() for cell in cells]
    assert "".join("".join(found).split()) == "".join(row.split())


@pytest.mark.parametrize(
    "marked",
    [
        "<b>Trời mưa.</b>| Tôi ở nhà.",
        "Trời mưa.| <i>Tôi ở nhà.</i>| <b>Anh đi đâu?</b>",
        '<p>Trời mưa</p>|<p class="x">tôi ở nhà</p>',
        "<td>Trời mưa</td>|<td>3,5</td>",
        "Trời mưa.<br>|Tôi ở nhà",
        "Trời mưa<br>tôi ở nhà.",
        "Gặp <b>anh Nam</b><br>ở chợ.",
        "Cái bàn (cũ)<br>của tôi.",
        "Hà Nội<br><br>|Ngày 2 tháng 9",
        "<b>Trời mưa.</b><br>|Tôi ở nhà",
        r"{\i1}Trời mưa!{\i0}| Tôi ở nhà.",
        "Gặp <b>TS.</b> Nguyễn Lan.",
        "**Trời mưa.**| Tôi ở nhà.",
    ],
)
def test_tags_hide_no_sentence_end(marked: str) -> None:
    """The bars are where it is to be cut."""
    assert split(marked.replace("|", "")) == [one.strip() for one in marked.split("|")]


def test_a_row_of_empty_cells_costs_little() -> None:
    began = time.process_time()
    assert len(split("| a " + "| " * 100_000)) == 1
    assert time.process_time() - began < 5  # 8 s for half of it when the tail was copied for each bar


def test_bars_that_part_no_cells() -> None:
    for text in (
        "Xác suất P(A | B) là 0,3.",
        "if (a || b) thì dừng",
        "a || b",
        r"Một \| hai.",
        "a|b",
        "|",
        "| |",
    ):
        assert split(text) == [text]
