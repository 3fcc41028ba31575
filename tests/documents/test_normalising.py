from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.documents.lines import LINE_END
from mt.documents.normalising import Cleaned, normalise

TEXT = st.text(
    st.one_of(
        st.characters(blacklist_characters="\0", blacklist_categories=()),
        st.sampled_from(
            "aâệ \n\r\t\f\x0b\x85\u00ad\u0301\u0302\u0323\u200b\u200c\u200d\u2028\ufeff👩👧🏻س\ud800"
        ),
    )
)


@given(TEXT)
def test_normal_text_is_composed_and_stays(text):
    normal, _ = normalise(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert normalise(normal)[0] == normal


@given(TEXT)
def test_line_ends_stay(text):
    assert LINE_END.findall(normalise(text)[0]) == LINE_END.findall(text)


@given(st.lists(TEXT.map(lambda text: LINE_END.sub(" ", text))), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_are_independent(lines, end):
    whole = "".join(line + end for line in lines)
    assert normalise(whole)[0] == "".join(normalise(line + end)[0] for line in lines)


@given(st.text(st.sampled_from("aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ \n.,\u0300\u0301\u0303\u0309\u0323"), max_size=60))
def test_visible_text_is_what_unicode_says(text):
    assert normalise(text)[0] == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "normal", "what"),
    [
        (unicodedata.normalize("NFD", "Việt Nữ"), "Việt Nữ", Cleaned.COMPOSED),
        ("Vi\u200bệt", "Việt", Cleaned.ZERO_WIDTH),
        ("e\u200b\u0302\u0323", "ệ", Cleaned.ZERO_WIDTH),
        ("\ufeffmột", "một", Cleaned.ZERO_WIDTH),
        ("không\u200d gian", "không gian", Cleaned.ZERO_WIDTH),
        ("thông\u00adtin", "thôngtin", Cleaned.SOFT_HYPHEN),
        ("a\x07b\x1b\x7f", "ab", Cleaned.CONTROL),
        ("ông\x93", "ông", Cleaned.CONTROL),
        ("một\u2028hai\x85ba\x0bbốn", "một hai ba bốn", Cleaned.SEPARATOR),
        ("a\ud800", "a\ufffd", Cleaned.SURROGATE),
        ("mất\ufffd", "mất\ufffd", Cleaned.LOST),
    ],
)
def test_what_nobody_sees_is_counted(text, normal, what):
    result, counts = normalise(text)
    assert result == normal
    assert counts[what] > 0


@pytest.mark.parametrize(
    "text",
    [
        "một\ttrang\f\r\nhai",
        "gia đình 👨\u200d👩\u200d👧 và cờ 🏳\ufe0f\u200d🌈 🇻🇳",
        "می\u200cخواهم",
        "क्\u200dष",
        "\u202bمرحبا\u202c \u200f",
        "50\u00a0km",
        "字\u3000字",
        "",
    ],
)
def test_what_has_work_to_do_stays(text):
    assert normalise(text) == (text, {})


def test_nul_is_refused():
    with pytest.raises(ValueError, match="NUL"):
        normalise("a\0")


def test_one_is_no_plural() -> None:
    assert [kind.counted(1) for kind in Cleaned] == [
        "1 line put into composed form (NFC)",
        "1 zero-width character removed",
        "1 soft hyphen removed",
        "1 control character removed",
        "1 line separator other than LF and CR made a space",
        "1 lone surrogate made U+FFFD",
        "1 character U+FFFD that was lost before this program read the file",
    ]
    assert Cleaned.CONTROL.counted(2000) == "2,000 control characters removed"
