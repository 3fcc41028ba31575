"""Subtitles: cues made of known parts are found again, and all but their text comes back as it was."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.documents import paragraphs, read, render_text
from mt.documents.subtitles import are_in, broken
from mt.pipeline import load
from mt.segment import segment
from mt.values import Document, Translation

WORDS = st.lists(st.sampled_from(["mưa", "Hà", "Nội.", "ơi!", "1952", "<i>đi</i>"]), min_size=1, max_size=4)
LINE = WORDS.map(" ".join)
CUES = st.lists(st.lists(LINE, min_size=1, max_size=3), min_size=1, max_size=5)


def documents(text: str, piece_chars: int = 500_000) -> list[Document]:
    with read(io.BytesIO(text.encode()), "utf-8", piece_chars=piece_chars) as reading:
        return list(reading)


def srt(cues: list[list[str]], end: str) -> str:
    written = []
    for number, lines in enumerate(cues, 1):
        times = f"00:00:{number:02},000 --> 00:00:{number:02},900"
        written.append(end.join([str(number), times, *lines]) + end)
    return end.join(written)


@given(CUES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_text_of_each_cue_is_one_block(cues: list[list[str]], end: str) -> None:
    (document,) = documents(srt(cues, end))
    found = [document.text[span.start : span.end] for span in paragraphs(document)]
    assert found == [end.join(lines) for lines in cues]


@given(CUES, st.sampled_from(["\n", "\r\n", "\r"]), st.integers(250, 600))
def test_pieces_end_between_cues_and_all_else_comes_back(cues: list[list[str]], end: str, size: int) -> None:
    text, number, made = srt(cues, end), 0, ""
    for document in documents(text, size):
        sentences = []
        for block in paragraphs(document):
            own = segment(document, [block])
            sentences += [Translation(one, "" if at else f"T{number}") for at, one in enumerate(own)]
            number += 1
        made += render_text(document, sentences)
    assert number == len(cues)
    assert "".join(made.split()) == "".join(srt([[f"T{n}"] for n in range(number)], end).split())


WEB = """WEBVTT - Phim
Kind: captions

STYLE
::cue { color: red }

NOTE Ghi chú của người dịch

mở-đầu
00:01.000 --> 01:00:04.000 position:10%
<v An>Chào các bạn, hôm nay
trời đẹp.
<v Bình>Vâng.

00:05.000 --> 00:06.000
[tiếng gió]
ở Huế
(thành phố cổ)
- Đi thôi!
- Đi đâu?

NOTE 3
00:00:06.000 --> 00:00:06.500
Ghi chú
này là lời.

00: 06.000 --> 00: 07.000
Trời
mưa.
2
00:00:07,000 --> 00:00:08,000
Hết.
"""


def test_what_is_no_text_is_left_alone() -> None:
    (document,) = documents(WEB)
    assert document.cues
    assert [document.text[span.start : span.end] for span in paragraphs(document)] == [
        "<v An>Chào các bạn, hôm nay\ntrời đẹp.",
        "<v Bình>Vâng.",
        "[tiếng gió]\nở Huế",
        "(thành phố cổ)",
        "- Đi thôi!",
        "- Đi đâu?",
        "Ghi chú\nnày là lời.",
        "Trời\nmưa.",
        "Hết.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Đi từ A --> B.\nRồi về.",
        "10:30 --> 11:00\nHọp\n",
        "1\n00:00:01 -> 00:00:02\nA",
        "Một dòng thời gian trông như sau:\n    00:00:01,000 --> 00:00:02,000\n- Sửa dòng\nđó.\n",
        "WEBVTTX\n",
    ],
)
def test_other_text_is_none(text: str) -> None:
    assert not are_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffWEBVTT\n",
        "WEBVTT - Phim\n\nSTYLE\n" + "::cue(.a) { color: red }\n" * 400 + "\n00:01.000 --> 00:02.000\nA\n",
        "\n\n1\r\n00:00:01,000 --> 00:00:02,000\r\nA\r\n",
        "00:00:01,000-->00:00:02,000\nA\n",
    ],
)
def test_these_begin_as_subtitles_do(text: str) -> None:
    assert are_in(text)


@given(st.lists(LINE, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]), LINE)
def test_broken_as_often_as_the_source(lines: list[str], end: str, target: str) -> None:
    found = broken(end.join(lines), target)
    assert found.split() == target.split()
    assert len(found.split(end)) == min(len(lines), 1 + target.count(" "))
    assert all(found.split(end))


def test_broken_behind_a_pause_near_the_place() -> None:
    source = "Chúng tôi đã sống ở Hà Nội\nhơn hai mươi năm rồi."
    assert broken(source, "For more than twenty years, we have lived in Hanoi.") == (
        "For more than twenty years,\nwe have lived in Hanoi."
    )
    assert broken(source, "We lived there.") == "We lived\nthere."


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ('<font color="red" face="A">Ừ\nđi.</font>', '<font color="red" face="A">Yes, go.</font>',
         '<font color="red" face="A">Yes,\ngo.</font>'),
        ("<v Nguyễn Văn An>Vâng\nạ.</v>", "<v Nguyễn Văn An>Yes.</v>", "<v Nguyễn Văn An>Yes.</v>"),
        ("<v Nguyễn Văn An>Vâng tôi sẽ\nđi.</v>", "<v Nguyễn Văn An>Yes I will go.</v>",
         "<v Nguyễn Văn An>Yes I will\ngo.</v>"),
    ],
)  # fmt: skip
def test_not_broken_in_a_tag(source: str, target: str, expected: str) -> None:
    assert broken(source, target) == expected


def test_translated_whole_and_written_on_as_many_lines() -> None:
    """From file to file with the bundled model, whatever the windows."""
    translator = load("bundled", threads=1)
    text = srt(
        [["Chúng tôi đã sống ở Hà Nội", "hơn hai mươi năm rồi."], ["- Anh đi đâu?", "- Về nhà."]] * 40, "\n"
    )
    made = translator.translate(text)
    assert [line for line in made.split("\n") if not line or line[0].isdigit()] == [
        line for line in text.split("\n") if not line or line[0].isdigit()
    ]
    assert made.count("\n") == text.count("\n")
    first = made.split("\n")[2:4]
    sentence = translator.translate("Chúng tôi đã sống ở Hà Nội hơn hai mươi năm rồi.")
    assert " ".join(first) == sentence
    prompt = translator.stream(io.BytesIO(text.encode()), prompt=True)
    assert "".join(render_text(document, found) for document, found in prompt) == made
