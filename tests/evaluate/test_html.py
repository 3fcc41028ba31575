from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from mt.evaluate import html
from tests.evaluate.samples import report

VOID = {"meta", "input", "link", "br", "hr", "img"}


class Page(HTMLParser):
    """Elements with their attributes, the text of each script, and whether every element is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] == "script":
            self.scripts[self.elements[-1][1].get("id") or ""] = data
        elif not self._open or self._open[-1] != "style":
            self.text += data


@pytest.mark.parametrize("systems", [1, 2])
def test_the_page_is_well_formed_and_fetches_nothing(systems: int) -> None:
    text = html.render(report(systems))
    page = Page(text)
    policy = [a["content"] for t, a in page.elements if t == "meta" and "http-equiv" in a]
    assert policy and "default-src 'none'" in str(policy[0])
    for tag, attributes in page.elements:
        assert tag not in ("link", "img", "iframe")
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in text
    assert "@import" not in text
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {str(a["href"])[1:] for t, a in page.elements if t == "a"}
    assert targets <= set(ids)


def test_the_segments_come_back_from_the_page_whatever_they_hold() -> None:
    made = report()
    data = json.loads(Page(html.render(made)).scripts["data"])
    assert data["systems"] == ["alpha", "<beta> & co"]
    for row, segment in zip(data["rows"], made.segments, strict=True):
        assert (row["i"], row["d"], row["s"]) == (segment.index, segment.document, segment.source)
        assert tuple(row["r"]) == segment.references
        assert tuple(row["h"]) == segment.hypotheses
    assert data["rows"][1]["f"] == [[], [["number", "12 is missing"]]]


def test_what_matters_is_there_without_a_script() -> None:
    page = Page(html.render(report()))
    assert "By BLEU (41.0), alpha is best, significantly better than the other (p < 0.05)." in page.text
    assert "By TER (45.2), alpha is best; the difference to <beta> & co is not significant." in page.text
    for text in (
        "[40.0, 42.2]",
        "+3.05",
        "−3.05",
        "p < 0.001 / 0.012",
        "2 segments, few",
        "12345",
        "3 of 4",
        "line 9",
        "Where alpha and <beta> & co differ most",
        "nrefs:1|case:lc",
    ):
        assert text in page.text, text


def test_lower_is_better_for_ter() -> None:
    made = report()
    certain = tuple(replace(pair, p_bootstrap=0.001, p_randomisation=0.001) for pair in made.comparisons)
    text = html.render(replace(made, comparisons=certain))
    ter = text[text.index('<div class="pairs m1">') :]
    assert re.findall(r'<td class="(won|lost)">([+−][0-9.]+)', ter)[:2] == [
        ("won", "−0.80"),
        ("lost", "+0.80"),
    ]


def test_an_empty_report_is_a_page() -> None:
    empty = replace(report(), systems=(), comparisons=(), ranks=(), buckets=(), segments=(), coverage=None)
    assert "A test & more" in Page(html.render(empty)).text


def test_a_page_of_very_many_segments_says_which_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_HYPOTHESES", 4)
    page = Page(html.render(report()))
    assert "the 2 segments with the lowest mean chrF2 of 3" in page.text
    assert [row["i"] for row in json.loads(page.scripts["data"])["rows"]] == [1, 2]
