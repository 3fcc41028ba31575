from __future__ import annotations

import os
import random
import unicodedata
from pathlib import Path

import pytest

from mt.documents.detecting import detect
from mt.documents.syllables import is_syllable
from tests.documents.encoders import encode
from tests.documents.samples import LETTERS, NEWS

DATA = Path(os.environ.get("MT_DATA", Path(__file__).parents[2] / ".." / "shared" / "data"))
LEGACY = ["windows-1258", "tcvn3", "vni", "viscii", "tcvn1"]


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", *LEGACY]
)
def test_news_is_read_as_it_was_written(name):
    data = encode(NEWS, name)
    found = detect(data)
    assert found.encoding is not None, found.candidates
    assert unicodedata.normalize("NFC", found.encoding.decode(data[found.mark :])) == NEWS


@pytest.mark.parametrize("name", LEGACY)
def test_a_word_or_two_is_asked_about_or_right(name):
    for text in ("Hà", "Hà Nội", "Cà phê", "Đà Nẵng", "và", "ở", "Ở Huế"):
        data = encode(text, name)
        found = detect(data)
        if found.encoding is not None:
            assert unicodedata.normalize("NFC", found.encoding.decode(data)) in (text, text.lower())


@pytest.mark.parametrize(
    "text",
    [
        "Le président français a déclaré que l'été serait très chaud. Où êtes-vous, mon frère aîné ?",
        "Die Vögel fliegen über die Brücke, während Müller müde nach Hause läuft und Äpfel für später kauft.",
        "El niño comió piñas y después habló con su señora mamá en el jardín más allá del río Guadalén.",
    ],
)
def test_other_languages_in_latin_1_are_asked_about(text):
    assert detect(text.encode("latin-1")).encoding is None


def test_noise_is_asked_about():
    random.seed(0)
    for size in (3, 30, 3000):
        assert detect(bytes(random.randrange(128, 256) for _ in range(size))).encoding is None


def test_plain_ascii_is_utf8():
    assert detect(b"toi di hoc\n").encoding.name == "utf-8"
    assert detect(b"").encoding.name == "utf-8"


def test_a_cut_character_at_the_end_of_the_sample_is_no_fault():
    sample = NEWS.encode()
    for end in range(20, 60):
        assert detect(sample[:end], complete=False).encoding.name == "utf-8"


def test_utf16_without_mark_is_not_seen_in_binary_data():
    for data in (b"\0" * 100, bytes(range(256)) * 4, b"abc\0def\0\0\0xyz"):
        assert detect(data).encoding is None


def test_every_word_of_the_alphabet_sample_and_foreign_words():
    words = "nghiêng giếng gì quốc quyền Việt TRƯỜNG uống khuya ngoằn ngoèo chuyện quý yêu ở giữ huých xoong"
    assert all(map(is_syllable, words.split()))
    assert not any(map(is_syllable, ["Müller", "père", "viÊt", "việtt", "ẮẰ", "ngàc", "tiêngs", "ạạ", ""]))
    assert LETTERS.isprintable() is False


@pytest.mark.skipif(not (DATA / "test").is_dir(), reason="the development sets are not here")
@pytest.mark.parametrize("name", ["windows-1258", "vni", "viscii", "tcvn3"])
@pytest.mark.parametrize("count", [1, 20])
def test_development_sets_are_never_misread(name, count):
    lines = (DATA / "test" / "flores200-dev.tsv").read_text("utf-8").split("\n")
    random.seed(count)
    asked = 0
    for _ in range(100):
        begin = random.randrange(len(lines) - count)
        text = "\n".join(line.split("\t")[0] for line in lines[begin : begin + count])
        try:
            data = encode(text, name)
        except (KeyError, UnicodeEncodeError):
            continue
        found = detect(data)
        if found.encoding is None:
            asked += 1
        else:
            read = unicodedata.normalize("NFC", found.encoding.decode(data))
            assert read.lower() == text.lower()
            assert name == "tcvn3" or read == text
    assert asked <= 5
