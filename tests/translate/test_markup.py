"""Marks taken out of a sentence and put back, as an HTML and a Markdown parser read them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate.markup import take
from mt.translate.projection import inserted, project, shifted
from mt.translate.translator import SentenceTranslator
from mt.values import Decoding, FlagKind, Span
from tests.translate.fake_engine import FakeEngine

WORDS = ["mưa", "Hà", "Nội", "3,5%", "(nay", "cũ)", "“Ừ”,", "U.S.", "chợ."]


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> str:
    """Words with well nested elements around runs of them, and `<br>` here and there."""
    pieces = []
    for _ in range(draw(st.integers(1, 4))):
        if depth and draw(st.integers(0, 2)) == 0:
            name = draw(st.sampled_from(["b", "em", 'a href="x y"']))
            pieces.append(f"<{name}>{draw(trees(depth=depth - 1))}</{name.split()[0]}>")
        else:
            pieces.append(draw(st.sampled_from(WORDS)))
        if draw(st.integers(0, 9)) == 0:
            pieces.append("<br>")
    return " ".join(pieces)


class Reading(HTMLParser):
    """The tags in order and, of each element, whether its end came where it should."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.nested = True
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.nested &= bool(self.open) and self.open.pop() == tag


def bare(text: str) -> list[str]:
    return re.sub(r"<[^<>]*>", " ", text).split()


@given(trees())
def test_a_translation_word_for_word_has_its_marks_where_they_were(text: str) -> None:
    found = take(text)
    if found is None:
        assert "<" not in text or not re.search(r"[^\W\d]", re.sub(r"<[^<>]*>", "", text))
        return
    assert found.plain.split() == bare(text)
    same = [(n, n) for n in range(len(found.plain.split()))]
    back = inserted(found.plain, project(found, found.plain, same))
    assert "".join(back.split()) == "".join(text.split())


@given(
    trees(), st.lists(st.sampled_from(["rain", "old", "Hanoi.", "(now", "-", "x)"]), max_size=9), st.data()
)
def test_whatever_the_links_no_mark_is_lost_or_inside_out(
    text: str, words: list[str], data: st.DataObject
) -> None:
    found, target = take(text), " ".join(words)
    if found is None:
        return
    size = len(found.plain.split())
    link = st.tuples(st.integers(0, size - 1), st.integers(0, max(0, len(words) - 1)))
    links = data.draw(st.lists(link, max_size=12)) if words else []
    insertions = project(found, target, sorted(set(links)))
    assert [one.start for one in insertions] == sorted(one.start for one in insertions)
    made = inserted(target, insertions)
    assert Reading(made).nested
    assert sorted(Reading(made).seen) == sorted(Reading(text).seen)
    assert "".join(bare(made)) == "".join(words)


@pytest.mark.parametrize(
    ("source", "target", "links", "expected"),
    [
        # Words change their places, and the marks go with them; punctuation stays outside where it was.
        ("Nhà <b>đỏ</b>, to.", "A red house, big.", [(0, 2), (1, 1), (2, 3)], "A <b>red</b> house, big."),
        ("<b>Lưu ý:</b> mưa.", "Note: rain.", [(0, 0), (1, 0), (2, 1)], "<b>Note:</b> rain."),
        ("**Lưu ý**: mưa.", "Note: rain.", [(0, 0), (1, 0), (2, 1)], "**Note**: rain."),
        ("Gặp [ông An](a_b.md) ở đây.", "Meet Mr. An here.", [(0, 0), (1, 1), (2, 2), (4, 3)],
         "Meet [Mr. An](a_b.md) here."),
        # A word that stands in between without a link is enclosed.
        ("Anh <i>rất vui</i> đi", "He very much happily goes", [(0, 0), (1, 1), (2, 3), (3, 4)],
         "He <i>very much happily</i> goes"),
        # What begins the sentence begins the translation, linked or not.
        ("<b>Hôm nay</b> mưa", "The today rains", [(0, 1), (1, 1), (2, 2)], "<b>The today</b> rains"),
        # No links at all: the same letters, or the place.
        ("Ở <b>Huế</b> mưa", "It rains in Huế", [(2, 1)], "It rains in <b>Huế</b>"),
        ("mưa <b>to</b> quá", "such heavy rain", [(0, 2), (2, 0)], "such <b>heavy</b> rain"),
        # Points, and the blank that one of them stands for.
        ("mưa<br>gió", "rain wind", [(0, 0), (1, 1)], "rain<br>wind"),
        ("mưa <br> gió", "rain wind", [(0, 0), (1, 1)], "rain <br> wind"),
        ("mưa gió<br/>", "rain wind", [(0, 0), (1, 1)], "rain wind<br/>"),
        ("<i>mưa gió", "rain wind", [(0, 0), (1, 1)], "<i>rain wind"),
        ("mưa <b>gió</b>", "", [], "<b></b>"),
        # Never inside what has to stay as it is.
        ("Chào <b>{{ten}} nhé</b> bạn", "Hello {{ten}}.", [(1, 1), (2, 1)], "Hello <b>{{ten}}</b>."),
        ("Xem **[[Trang Chính]] đó** nhé", "See [[Trang Chính]].", [(1, 1), (2, 2), (3, 2)],
         "See **[[Trang Chính]]**."),
        ("Đọc <i>https://a.vn/Huế_(cũ) ngay</i> nào", "Read https://a.vn/Huế_(cũ) now", [(1, 1), (2, 2)],
         "Read <i>https://a.vn/Huế_(cũ) now</i>"),
        # An image that is a link; a long address; a time and a class of WebVTT.
        ("[![mưa](a.svg)](b.md) to", "rain heavy", [(0, 0), (1, 1)], "[![rain](a.svg)](b.md) heavy"),
        (f"Xem [mưa](https://a.vn/{'a' * 130}) to", "See rain", [(0, 0), (1, 1)],
         f"See [rain](https://a.vn/{'a' * 130})"),
        ("<00:00:01.500><c>mưa</c> <00:00:02.000><c.to>gió</c>", "wind rain", [(0, 1), (1, 0)],
         "<00:00:01.500><c.to>wind</c> <00:00:02.000><c>rain</c>"),
        # The dash of a list is inside when it was; blanks stay with their side.
        ("<i>- mưa gió</i>", "- rain wind", [(1, 1), (2, 2)], "<i>- rain wind</i>"),
        ("<b> mưa </b> gió", "rain wind", [(0, 0), (1, 1)], "<b> rain </b> wind"),
        ("mưa</i> gió", "rain wind", [(0, 0), (1, 1)], "rain</i> wind"),
        # Marks whose partner is in another sentence; links around nothing; quotes in an attribute.
        ("**mưa to", "rain heavy", [(0, 0), (1, 1)], "**rain heavy"),
        ("mưa to.**", "rain heavy.", [(0, 0), (1, 1)], "rain heavy.**"),
        ("mưa** to", "rain heavy", [(0, 0), (1, 1)], "rain** heavy"),
        ("mưa ![](m.png) to", "rain heavy", [(0, 0), (1, 1)], "rain ![](m.png) heavy"),
        ("mưa to](m.md) quá", "rain heavy so", [(0, 0), (1, 1), (2, 2)], "rain heavy](m.md) so"),
        ('<a title="x > y">mưa</a> to', "rain heavy", [(0, 0), (1, 1)], '<a title="x > y">rain</a> heavy'),
        ("**[mưa](https://a.vn)** to", "rain heavy", [(0, 0), (1, 1)], "**[rain](https://a.vn)** heavy"),
        ("![mưa](a.png){width=5} to", "rain heavy", [(0, 0), (1, 1)], "![rain](a.png){width=5} heavy"),
        ("[mưa](<tệp của tôi.md>) to", "rain heavy", [(0, 0), (1, 1)], "[rain](<tệp của tôi.md>) heavy"),
        ("[mưa][m] to", "rain heavy", [(0, 0), (1, 1)], "[rain][m] heavy"),
        # Short forms keep their stop; two marks with one partner do not share it.
        ("Ở <b>Mỹ</b>.", "In the U.S.", [(1, 2)], "In the <b>U.S.</b>"),
        ("<b>mưa</b> <i>gió</i>", "rain", [(0, 0), (1, 0)], "<b>rain</b><i></i>"),
        ('"<b>mưa</b>" to', '"Rain" heavy', [(0, 0), (1, 1)], '"<b>Rain</b>" heavy'),
    ],
)  # fmt: skip
def test_marks_go_where_their_words_go(
    source: str, target: str, links: list[tuple[int, int]], expected: str
) -> None:
    found = take(source)
    assert found is not None
    assert inserted(target, project(found, target, links)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "5*3*2 là 30",
        "tệp a_b_c.txt",
        "* mưa",
        "2 < 3 và 4 > 1",
        "`<b>mưa</b>`",
        "https://a.vn/_x_y_",
        "a ** b ** c",
        "<b>mưa</b> " * 1000,
        'Từ "*" là dấu sao, còn "*" nữa.',
        "Doanh thu (*) và lợi nhuận (*) tăng.",
        "(^_^) Cảm ơn bạn (^_^)",
        "Mệt quá -_- lại mưa -_-",
        "a WHERE ten='*' AND ho='*'",
        "{x}_{1} cộng {y}_{2}",
        "Các tệp *.txt,*.doc đều bị xóa.",
        "Giá* và thuế* tăng. *Áp dụng từ 1/1.",
        "`[mưa](a.md)`",
    ],
)
def test_what_is_no_mark_stays_text(text: str) -> None:
    assert take(text) is None


@given(st.data())
def test_markdown_is_read_as_a_markdown_parser_reads_it(data: st.DataObject) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    marks = [("**", "**"), ("*", "*"), ("_", "_"), ("__", "__"), ("[", "](a_b.md)"), ("![", "](x.png)")]
    pieces = []
    for _ in range(data.draw(st.integers(1, 5))):
        words = " ".join(
            data.draw(st.lists(st.sampled_from(["mưa", "Hà", "Nội", "cũ"]), min_size=1, max_size=3))
        )
        before, after = data.draw(st.sampled_from([("", ""), *marks]))
        pieces.append(before + words + after)
    text = " ".join(pieces)
    (inline,) = markdown_it.MarkdownIt().parseInline(text)
    read = "".join(token.content for token in inline.children)
    found = take(text)
    assert (found.plain if found else text) == read


def test_the_model_reads_no_marks_and_findings_lie_where_they_lay() -> None:
    def linker(source: str, target: str) -> Sequence[tuple[int, int]]:
        return [(n, n) for n in range(min(len(source.split()), len(target.split())))]

    engine = FakeEngine({"Giá 15 đô": "Price 50 dollars", "Mưa to": "Rain heavy"})
    translator = SentenceTranslator(engine, Decoding(beam=1), linker=linker)
    texts = ["<i>Giá</i> **15** đô", "Mưa <b>to</b>", "Mưa to"]
    found = translator.answers(texts)
    assert [found[text].target for text in texts] == [
        "<i>Price</i> **50** dollars",
        "Rain <b>heavy</b>",
        "Rain heavy",
    ]
    asked = {text for batch, _ in engine.asked for text in batch}
    assert not any(set(text) & set("<*") for text in asked)
    places = {found[texts[0]].target[f.place.start : f.place.end] for f in found[texts[0]].flags if f.place}
    assert "50" in places
    assert not found[texts[1]].flags


def test_marks_around_no_word_are_left_alone() -> None:
    engine = FakeEngine()
    translator = SentenceTranslator(engine, Decoding(beam=1), linker=lambda _, __: [])
    texts = [
        "![](ảnh/mưa.png)",
        "[](trong.md)",
        '<img alt="mưa to">',
        "<!-- không dịch -->",
        "<!DOCTYPE html>",
        "[2023](năm.md)",
        "<b>1.500</b>",
    ]
    found = translator.answers(texts)
    assert [found[text].target for text in texts] == [*texts[:-1], "<b>1,500</b>"]
    assert not any(one.flags for one in found.values())
    assert engine.asked == []


def test_an_element_that_encloses_nothing_is_flagged() -> None:
    table = {"Mưa gió": "Storm"}
    translator = SentenceTranslator(
        FakeEngine(table), Decoding(beam=1), linker=lambda _, __: [(0, 0), (1, 0)]
    )
    (checked,) = translator.answers(["<b>Mưa</b> <i>gió</i>"]).values()
    assert checked.target == "<b>Storm</b><i></i>"
    assert [flag.kind for flag in checked.flags] == [FlagKind.TAG]


def test_places_move_with_what_is_put_before_them() -> None:
    found = take("a <b>b</b> c")
    assert found is not None
    insertions = project(found, "x y z", [(0, 0), (1, 1), (2, 2)])
    made = inserted("x y z", insertions)
    for at in range(5):
        if "x y z"[at] != " ":
            place = shifted(Span(at, at + 1), insertions)
            assert made[place.start : place.end] == "x y z"[at]
