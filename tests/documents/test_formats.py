from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from mt.documents import FORMATS, writer
from mt.documents.text import flat
from mt.documents.tmx import xml
from mt.documents.tsv import COLUMNS, escape
from mt.errors import UsageError
from mt.values import Document, Flag, FlagKind, Sentence, Span, Summary, Translation

DTD = Path(__file__).parents[1] / "data" / "tmx14-subset.dtd"
SOURCE = 'Giá <b>tăng</b> & "vốn" 1.500.000 đô la.\tHết.\r\n\r\nChào.'
TRANSLATIONS = (
    Translation(
        Sentence(SOURCE[:40], Span(0, 40), 1),
        'Price <b>up</b> & "capital"\n1.5 dollars.',
        -0.25,
        (Flag(FlagKind.NUMBER, "1.500.000 is missing"), Flag(FlagKind.SHORT)),
        "split",
    ),
    Translation(Sentence("Hết.", Span(41, 45), 1), "The\\end.\t"),
    Translation(Sentence("Chào.", Span(49, 54), 3), "", -1.0, (Flag(FlagKind.EMPTY),)),
)
SUMMARY = Summary(1, 3, 1, 2, ((FlagKind.NUMBER, 1), (FlagKind.SHORT, 1), (FlagKind.EMPTY, 1)))


def written(
    kind: str, document: Document, translations: tuple[Translation, ...], summary: Summary = SUMMARY
) -> str:
    stream = io.StringIO(newline="")
    made = writer(kind, stream)
    made.begin()
    made.add(document, translations)
    made.end(summary)
    return stream.getvalue()


def sample(kind: str) -> str:
    return written(kind, Document(SOURCE, "a&b.txt"), TRANSLATIONS)


def test_text():
    assert sample("text") == 'Price <b>up</b> & "capital" 1.5 dollars.\tThe\\end.\t\r\n\r\n'


def test_tsv():
    assert sample("tsv").split("\n") == [
        "file\tline\tsource_start\tsource_end\ttarget_start\ttarget_end\tsource\ttarget\tscore\trepair\tflags",
        'a&b.txt\t1\t0\t40\t0\t40\tGiá <b>tăng</b> & "vốn" 1.500.000 đô la.\t'
        'Price <b>up</b> & "capital" 1.5 dollars.\t-0.2500\tsplit\tnumber: 1.500.000 is missing; short',
        "a&b.txt\t1\t41\t45\t41\t50\tHết.\tThe\\\\end.\\t\t\t\t",
        "a&b.txt\t3\t49\t54\t54\t54\tChào.\t\t-1.0000\t\tempty",
        "",
    ]


@given(st.text(st.sampled_from("ab\\tnr\t\n\r\u2028")))
def test_tsv_fields_can_be_read_back(field):
    cell = escape(field)
    assert not re.search("[\t\n\r]", cell)
    back = re.sub(r"\\(.)", lambda found: {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}[found[1]], cell)
    assert back == field


def test_jsonl():
    rows = [json.loads(line) for line in sample("jsonl").splitlines()]
    assert [tuple(row) for row in rows] == [COLUMNS] * 3
    text = sample("text")
    for row, translation in zip(rows, TRANSLATIONS, strict=True):
        assert SOURCE[row["source_start"] : row["source_end"]] == row["source"]
        assert text[row["target_start"] : row["target_end"]] == row["target"]
        assert row["score"] == translation.score
    assert rows[0]["flags"] == [
        {"kind": "number", "detail": "1.500.000 is missing"},
        {"kind": "short", "detail": ""},
    ]


TARGET = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)


@given(TARGET, TARGET)
def test_a_jsonl_row_is_a_line(source, target):
    output = written(
        "jsonl", Document(source), (Translation(Sentence(source, Span(0, len(source))), target),)
    )
    assert len(output.splitlines()) == 1
    assert json.loads(output)["source"] == source


@given(TARGET, TARGET, TARGET)
def test_tmx_is_valid_whatever_the_text(source, target, name):
    document = Document(source, name)
    output = written(
        "tmx",
        document,
        (Translation(Sentence(source, Span(0, len(source))), target, flags=(Flag(FlagKind.TAG, target),)),),
    )
    tree = etree.fromstring(output.encode())
    dtd = etree.DTD(str(DTD))
    assert dtd.validate(tree), dtd.error_log
    # What XML cannot hold is U+FFFD, a form feed a space; the rest comes back.
    legal = re.sub(
        "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", source.replace("\f", " ")
    )
    assert (tree.findtext(".//tuv/seg") or "") == legal


def test_tmx():
    tree = etree.fromstring(sample("tmx").encode())
    units = tree.findall(".//tu")
    assert [unit.findtext("tuv[1]/seg") for unit in units] == [each.sentence.text for each in TRANSLATIONS]
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [part.get(language) for part in units[0].findall("tuv")] == ["vi", "en"]
    assert [(each.get("type"), each.text) for each in units[0].findall("prop")] == [
        ("x-file", "a&b.txt"),
        ("x-line", "1"),
        ("x-source-span", "0-40"),
        ("x-target-span", "0-40"),
        ("x-score", "-0.2500"),
        ("x-repair", "split"),
        ("x-flag", "number: 1.500.000 is missing"),
        ("x-flag", "short"),
    ]


class Page(HTMLParser):
    """Checks that tags nest and collects what the page shows of each language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.links: list[str] = []
        self.cells: dict[str, list[str]] = {"vi": [], "en": []}
        self.language = ""
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.links += [found[key] for key in ("src", "href", "action", "data") if key in found]
        if tag not in ("meta", "input"):
            self.stack.append(tag)
        if tag == "p":
            self.language = found.get("lang", "")
            if self.language:
                self.cells[self.language].append("")

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag
        if tag == "p":
            self.language = ""

    def handle_data(self, data):
        if self.language:
            self.cells[self.language][-1] += data


def test_html():
    output = sample("html")
    page = Page(output)
    assert page.links == [] and "url(" not in output and "@import" not in output
    assert page.cells["vi"] == [SOURCE.split("\r\n")[0], "Chào."]
    assert "number: 1.500.000 is missing; short" in page.cells["en"][0]
    assert page.cells["en"][1] == "(no translation)empty"
    assert output.count('class="row has-flag"') == 1 and output.count('class="row gap has-flag"') == 1
    assert "3 sentences in 1 file, 2 flagged (number 1, short 1, empty 1), 1 repaired" in output
    assert re.findall(r'class="number">(\d+)<', output) == ["1", "3"]
    assert [output.count(f'data-n="{n}"') for n in (1, 2, 3, 4)] == [2, 2, 2, 0]


@given(st.lists(TARGET, max_size=4))
def test_html_is_sound_whatever_the_text(texts):
    stream = io.StringIO(newline="")
    made = writer("html", stream)
    made.begin()
    for text in texts:
        made.add(Document(text, text), [Translation(Sentence(text, Span(0, len(text))), text)])
    made.end(Summary())
    assert len(Page(stream.getvalue()).cells["vi"]) == len(texts)


def test_html_links_words_and_marks_the_places_of_findings():
    source, target = "Có <15> người.", "Fifty <b>people</b> & more."
    flags = (
        Flag(FlagKind.NUMBER, "15 is missing", Span(0, 5)),
        Flag(FlagKind.TAG, "<b> is extra", Span(6, 9)),
    )
    one = Translation(Sentence(source, Span(0, len(source))), target, flags=flags, words=((1, 0), (2, 1)))
    output = written("html", Document(source), (one,))
    assert Page(output).cells["en"][0].startswith(target)
    assert output.count('data-w="1-0 2-1"') == 1
    assert "<mark>Fifty</mark> <mark>&lt;b&gt;</mark>people&lt;/b&gt; &amp; more." in output


@given(TARGET, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
@example("one\r\rtwo", [(0, 4)])
@example("one  \r two", [(4, 6)])
def test_html_shows_the_whole_target_whatever_the_places(target, ends):
    places = [Span(min(pair), max(pair)) for pair in ends if max(pair) <= len(target)]
    flags = tuple(Flag(FlagKind.NUMBER, "1 is missing", place) for place in places)
    output = written(
        "html", Document("Một."), (Translation(Sentence("Một.", Span(0, 4)), target, flags=flags),)
    )
    if target.strip():
        assert Page(output).cells["en"][0].strip().startswith(flat(target).strip())


def test_places_in_jsonl_are_those_of_the_text_written_there():
    flag = Flag(FlagKind.NUMBER, "15 is missing", Span(14, 16))
    one = Translation(Sentence("Có 15.", Span(0, 6)), "There are \r\n  50.", flags=(flag,))
    row = json.loads(written("jsonl", Document("Có 15."), (one,)))
    (found,) = row["flags"]
    assert row["target"][found["start"] : found["end"]] == "50"


@pytest.mark.parametrize("start, end, text", [(0, 4, "one "), (4, 5, ""), (4, 8, "two"), (0, 3, "one")])
def test_a_place_that_ends_inside_a_line_end_is_that_of_one_space(start, end, text):
    flag = Flag(FlagKind.NUMBER, "15 is missing", Span(start, end))
    one = Translation(Sentence("Có 15.", Span(0, 6)), "one\r\rtwo", flags=(flag,))
    row = json.loads(written("jsonl", Document("Có 15."), (one,)))
    (found,) = row["flags"]
    assert row["target"][found["start"] : found["end"]] == text


def test_jsonl_has_words_and_places_where_they_are_known():
    flags = (Flag(FlagKind.NUMBER, "15 is missing", Span(0, 5)), Flag(FlagKind.SHORT))
    one = Translation(Sentence("Có 15.", Span(0, 6)), "Fifty.", flags=flags, words=((1, 0),))
    rows = [
        json.loads(written("jsonl", Document("Có 15."), (each,))) for each in (one, replace(one, words=None))
    ]
    assert rows[0]["words"] == "1-0"
    assert "words" not in rows[1]
    assert rows[0]["flags"] == [
        {"kind": "number", "detail": "15 is missing", "start": 0, "end": 5},
        {"kind": "short", "detail": ""},
    ]


def test_html_of_a_sentence_over_lines_is_one_row():
    document = Document("Một câu\ndài. Hai.\nBa.\n")
    spans = ((0, 12, 1), (13, 17, 2), (18, 21, 3))
    made = tuple(Translation(Sentence(document.text[a:b], Span(a, b), line), "x") for a, b, line in spans)
    output = written("html", document, made)
    assert re.findall(r'class="number">(\d+)<', output) == ["1", "3"]


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_in_gives_a_whole_file(kind):
    stream = io.StringIO(newline="")
    made = writer(kind, stream)
    made.begin()
    made.end(Summary())
    lines = stream.getvalue().count("\n")
    assert lines == {"text": 0, "jsonl": 0, "tsv": 1}.get(kind, lines)


@pytest.mark.parametrize("kind", FORMATS)
def test_text_without_sentences_is_no_fault(kind):
    assert isinstance(written(kind, Document(" \n\n\t\r\n"), ()), str)


def test_an_unknown_format_lists_ours():
    with pytest.raises(UsageError, match="text, tsv, jsonl, tmx, html"):
        writer("docx", io.StringIO())


def test_importing_the_stage_imports_nothing_heavy():
    code = "import sys, mt.documents; print(sorted(m for m in sys.modules if m.startswith('mt.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['mt.documents']"


def test_a_form_feed_in_tmx_is_a_space():
    assert xml("trang 1\ftrang 2 \x02") == "trang 1 trang 2 \ufffd"
