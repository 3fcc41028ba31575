from __future__ import annotations

import io
import json

import pytest
from lxml import etree

from mt.align.bitext import Bitext
from mt.align.formats import FORMATS
from mt.errors import UsageError
from mt.evaluate.alignment import read_beads
from mt.values import Alignment, Link

LINKS = (
    Link((0,), (0,), 0.9),
    Link((1, 2), (1,), 0.4),
    Link((), (2,), 0.8),
    Link((3,), (), 0.3),
)
BITEXT = Bitext(
    ["một\thai", "ba \\ bốn", "năm & <sáu>", "bảy"],
    ["one\x0ctwo", "three\u2028four", "five"],
    Alignment(LINKS, 0.7),
    ("a.vi", "b & c.en"),
)


def written(form: str, least: float = 0.0, bitext: Bitext = BITEXT) -> str:
    stream = io.StringIO()
    FORMATS[form](stream, bitext, least)
    return stream.getvalue()


def test_tsv() -> None:
    assert written("tsv") == (
        "source_ids\ttarget_ids\tconfidence\tsource\ttarget\n"
        "0\t0\t0.9000\tmột\\thai\tone\x0ctwo\n"
        "1,2\t1\t0.4000\tba \\\\ bốn năm & <sáu>\tthree\u2028four\n"
        "\t2\t0.8000\t\tfive\n"
        "3\t\t0.3000\tbảy\t\n"
    )


def test_jsonl() -> None:
    text = written("jsonl")
    assert "\u2028" not in text
    rows = [json.loads(line) for line in text.splitlines()]
    assert rows[1] == {
        "source_ids": [1, 2],
        "target_ids": [1],
        "confidence": 0.4,
        "source": "ba \\ bốn năm & <sáu>",
        "target": "three\u2028four",
    }


def test_tmx_holds_the_pairs() -> None:
    tree = etree.fromstring(written("tmx").encode())
    assert [seg.text for seg in tree.iter("seg")] == [
        "một\thai", "one two", "ba \\ bốn năm & <sáu>", "three\u2028four",
    ]  # fmt: skip
    assert tree.findtext("header/note") == "a.vi / b & c.en"
    assert [prop.text for prop in tree.iter("prop") if prop.get("type") == "x-source-ids"] == ["0", "1,2"]


def test_ladder_is_hunaligns() -> None:
    """A rung: how many sentences lie before it on both sides; the last stands at the end of both texts."""
    assert written("ladder") == "0\t0\t0.9000\n1\t1\t0.4000\n3\t2\t0.8000\n3\t3\t0.3000\n4\t3\t0\n"
    assert read_beads(written("ladder")) == [(link.source, link.target) for link in LINKS]
    with pytest.raises(UsageError, match="a ladder holds every sentence"):
        written("ladder", 0.5)


@pytest.mark.parametrize("form", ["tsv", "jsonl"])
def test_links_below_the_least_confidence_are_left_out(form: str) -> None:
    assert read_beads(written(form, 0.5)) == [((0,), (0,)), ((), (2,))]


def test_html_shows_all_and_ticks_what_is_sure() -> None:
    tree = etree.HTML(written("html", 0.5))
    rows = tree.xpath("//div[starts-with(@class, 'row')]")
    assert [row.get("class") for row in rows] == ["row", "row doubtful", "row alone", "row alone doubtful"]
    assert [row.xpath("count(input[@checked])") for row in rows] == [1, 0, 0, 0]
    assert rows[1].xpath("p/text()") == ["ba \\ bốn năm & <sáu>", "three\u2028four"]
    assert tree.xpath("string(//p[@class='summary'])").startswith("2 pairs, 1 of them below 50 %")


def test_words_are_a_column_more() -> None:
    bitext = Bitext(BITEXT.source, BITEXT.target, BITEXT.alignment, words=("0-0 1-0", "0-0", "", ""))
    assert written("tsv", 0.5, bitext).split("\n")[1].split("\t")[5] == "0-0 1-0"
    assert json.loads(written("jsonl", 0.5, bitext).splitlines()[0])["words"] == "0-0 1-0"
    row = etree.HTML(written("html", 0.0, bitext)).xpath("//div[@data-w='0-0 1-0']")[0]
    assert [word.text for word in row.iter("w")] == ["một", "hai", "one", "two"]
