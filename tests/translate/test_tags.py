"""What tags enclose, counted by the standard library's HTML parser as well."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.translate import protected
from mt.translate.check import check
from mt.translate.tags import emptied
from mt.values import FlagKind


class Enclosing(HTMLParser):
    """Names of the elements with text in them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[list[str | bool]] = []
        self.found: Counter[str] = Counter()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append([tag, False])

    def handle_data(self, data: str) -> None:
        if data.strip():
            for element in self.open:
                element[1] = True

    def handle_endtag(self, tag: str) -> None:
        name, full = self.open.pop()
        assert name == tag
        self.found[tag] += bool(full)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pieces = st.lists(inner, max_size=3).map("".join)
    names = st.sampled_from(["b", "em", "span"])
    return st.tuples(names, pieces).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>")


TREES = st.recursive(st.sampled_from(["mưa ", " ", ""]), nested, max_leaves=12)


@given(TREES, TREES)
def test_as_an_html_parser_counts(source: str, target: str) -> None:
    found = emptied(source, protected.find(source), target, protected.find(target))
    if any(target.count(item.text) < source.count(item.text) for item in protected.find(source)):
        assert found == []  # a tag is missing: `check` says so by itself
    else:
        wanted, kept = Enclosing(source).found, Enclosing(target).found
        assert sorted(found) == sorted(name for name in wanted if kept[name] < wanted[name])


@pytest.mark.parametrize(
    ("source", "target", "names"),
    [
        ("Hãy <b>nhấn</b> nút.", "Press <b> </b> the button.", ["<b> encloses no text any more"]),
        ("Hãy <b>nhấn</b> nút.", "</b>Press<b> the button.", ["<b> encloses no text any more"]),
        ("Hãy <b>nhấn</b> nút.", "<b>Press</b> the button.", []),
        ("Xem <img src='a.png'/> và <b></b> ở đây.", "See <img src='a.png'/> and <b></b> here.", []),
        ("<b><i>Hà Nội</i></b> đây.", "<b><i>Hanoi</b></i> here.", []),
        ("<p>Một đoạn chưa đóng.", "<p>A paragraph left open.", []),
    ],
)
def test_check_says_so(source: str, target: str, names: list[str]) -> None:
    assert [flag.detail for flag in check(source, target) if flag.kind is FlagKind.TAG] == names
