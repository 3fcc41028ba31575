"""The whole way from text to text, with a tiny real model: structure must hold whatever the model says."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mt
from mt.pipeline import Translator
from mt.translate.translator import Recent

NEWS = """Thời tiết hôm nay

Hôm nay trời đẹp. Tôi đi chợ mua cá.  Anh ấy là bác sĩ.
\tXin chào!\r
Nguồn ảnh: Báo mới.Tôi đi học. Xem https://example.org/tin?id=3 để biết thêm.
"""


@pytest.fixture(scope="module")
def translator(tiny_marian_ct2: Path) -> Translator:
    return mt.load(str(tiny_marian_ct2), threads=1, beam=1)


def test_layout_comes_back(translator: Translator) -> None:
    english = translator.translate(NEWS)
    lines, source = english.split("\n"), NEWS.split("\n")
    assert len(lines) == len(source)
    for line, original in zip(lines, source, strict=True):
        assert bool(line.strip()) == bool(original.strip())
    assert lines[3].startswith("\t")
    assert lines[3].endswith("\r")
    assert "https://example.org/tin?id=3" in lines[4]


def test_sentences_tell_where_they_stand(translator: Translator) -> None:
    found = translator.sentences(NEWS)
    assert [t.sentence.text for t in found] == [
        "Thời tiết hôm nay",
        "Hôm nay trời đẹp.",
        "Tôi đi chợ mua cá.",
        "Anh ấy là bác sĩ.",
        "Xin chào!",
        "Nguồn ảnh: Báo mới.",
        "Tôi đi học.",
        "Xem https://example.org/tin?id=3 để biết thêm.",
    ]
    assert [t.sentence.line for t in found] == [1, 3, 3, 3, 4, 5, 5, 5]
    for t in found:
        assert NEWS[t.sentence.span.start : t.sentence.span.end] == t.sentence.text
        assert t.target.strip()


def test_equal_sentences_are_translated_once(translator: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    engine = translator.engine
    original = engine.stream
    monkeypatch.setattr(engine, "stream", lambda texts, how: calls.extend(texts) or original(texts, how))
    first = translator.sentences("Con mèo ngủ.\nCon mèo ngủ.\n" * 20)
    assert len(first) == 40
    assert len({t.target for t in first}) == 1
    count = len(calls)
    assert 1 <= count < 5, "the sentence, and what repair tried with it"
    assert translator.sentences("Con mèo ngủ.")[0].target == first[0].target
    assert len(calls) == count


def test_memory_of_sentences_is_bounded(tiny_marian_ct2: Path) -> None:
    translator = mt.load(str(tiny_marian_ct2), threads=1, beam=1)
    translator.memory = Recent(5)
    translator.translate("\n".join(f"Tôi có {i} con mèo." for i in range(12)))
    assert len(translator.memory) == 5


def test_pieces_change_nothing(translator: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    text = NEWS * 8
    whole = translator.translate(text)
    monkeypatch.setattr("mt.pipeline.PIECE_CHARS", 50)
    pieces = list(translator.stream(text))
    assert len(pieces) > 8
    assert translator.translate(text) == whole


@pytest.mark.parametrize("text", [NEWS, NEWS * 30, "\n\n\n", " ", "Một dòng.\r\rHai dòng.\r\n" * 50])
def test_prompt_pieces_are_whole_lines_and_change_nothing(translator: Translator, text: str) -> None:
    pieces = list(translator.stream(text, prompt=True))
    assert "".join(document.text for document, _ in pieces) == text
    assert [t for _, found in pieces for t in found] == translator.sentences(text)
    line, start = 1, 0
    for document, found in pieces:
        assert (document.line, document.start) == (line, start)
        assert all(t.sentence.line >= line for t in found)
        line += len(re.findall(r"\r\n|\n|\r", document.text))
        start += len(document.text)
    assert all(document.text.endswith(("\n", "\r")) for document, _ in pieces[:-1])


def test_write_gives_every_format_and_the_counts(translator: Translator) -> None:
    for format in ("text", "tsv", "jsonl", "tmx", "html"):
        out = io.StringIO(newline="")
        summary = translator.write(io.BytesIO(NEWS.encode()), out, format)
        assert (summary.files, summary.sentences) == (1, 8)
        assert "https://example.org/tin?id=3" in out.getvalue()


VIETNAMESE = st.text(
    st.sampled_from(list("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạếềểễệớờởỡợ .,!?\n\t\"'()0123456789%:/-…“”😀中ع")),
    max_size=80,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=VIETNAMESE)
def test_any_text_keeps_its_lines_and_loses_no_sentence(translator: Translator, text: str) -> None:
    english = translator.translate(text)
    assert english.count("\n") == text.count("\n")
    for line, original in zip(english.split("\n"), text.split("\n"), strict=True):
        assert bool(line.strip()) == bool(original.strip())
    assert all(t.target.strip() for t in translator.sentences(text))


@pytest.mark.parametrize("text", ["%PDF-1.7 là gì?", "GIF89a là ảnh.", "\ufeffXin chào!", "{\\rtf là gì?"])
def test_text_is_never_taken_for_another_kind_of_file(translator: Translator, text: str) -> None:
    assert "".join(t.sentence.text for t in translator.sentences(text)) == text.lstrip("\ufeff")


def test_surrogates_are_paired_or_marked(translator: Translator) -> None:
    (found,) = translator.sentences("Trời mưa \ud83d\ude00 to \ud800 quá.")
    assert found.sentence.text == "Trời mưa \U0001f600 to \ufffd quá."
