"""Letters that old web pages write as HTML does. What an entity stands for is Python's own table."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mt
from mt.translate.check import check
from mt.translate.entities import decoded

TEXT = "Hôm nay trời mưa to ở Hà Nội."


def test_letters_are_read() -> None:
    written = TEXT.encode("ascii", "xmlcharrefreplace").decode()
    assert "&#7901;" in written
    assert decoded(written) == TEXT
    assert (
        decoded("H&ocirc;m nay tr&#x1EDD;i&nbsp;m&#432;a &ndash; to&hellip;") == "Hôm nay trời\u00a0mưa – to…"
    )
    assert decoded("tie&#770;&#769;ng") == "tiếng", "marks of their own join their letters"


@pytest.mark.parametrize(
    "text",
    [
        "A &amp; B &lt; C &gt; &quot;D&quot; &apos;E&apos; &#38; &#60; &#39;",
        "&ltd; &quotes; A &ampere; &copyright; | &#124; &#42;sao&#42; &lbrack;",
        "không &biết; gì; A&B; &#0; &#10; &#8232; &; &#x110000;",
        '<a title="H&ocirc;m">hôm</a> ở https://vi.vn/?a=1&ocirc;=2 và `m&#432;a`',
        TEXT,
        "",
    ],
)
def test_what_is_no_letter_stays(text: str) -> None:
    assert decoded(text) == text


@given(st.text(st.characters(codec="utf-8", min_codepoint=0xA1, exclude_categories=["C", "Z"]), min_size=1))
def test_any_text_comes_back(text: str) -> None:
    wanted = unicodedata.normalize("NFC", text)
    written = "".join(f"&#{ord(c)};" for c in text)
    assert decoded(written) == wanted == unicodedata.normalize("NFC", html.unescape(written))


def test_a_page_is_translated_as_its_letters_are() -> None:
    translator = mt.load()
    written = TEXT.encode("ascii", "xmlcharrefreplace").decode()
    assert translator.translate(written) == translator.translate(TEXT)
    marked = translator.translate(f"<p>{written.replace('m&#432;a', '<b>m&#432;a</b>')} &amp;</p>")
    assert marked == translator.translate("<p>" + TEXT.replace("mưa", "<b>mưa</b>") + " &amp;</p>")
    assert "<b>" in marked
    assert "&amp;" in marked


def test_the_check_reads_them_too() -> None:
    written = TEXT.encode("ascii", "xmlcharrefreplace").decode()
    assert check(written, "It is raining hard in Hanoi today.") == ()
    assert check("C&oacute; 15 ng&#432;&#7901;i.", "There are 16 people.") == check(
        "Có 15 người.", "There are 16 people."
    )
