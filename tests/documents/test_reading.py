from __future__ import annotations

import io
import os
import time
import tracemalloc
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mt.documents import read
from mt.documents.normalising import normalise
from mt.errors import InputError, UsageError
from tests.documents.encoders import encode
from tests.documents.samples import NEWS

TEXT = st.text(
    st.one_of(
        st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)),
        st.sampled_from("\n\r \u0301\ufeffệ"),
    ),
    max_size=200,
)


def whole(data: bytes, **options: object) -> str:
    return "".join(piece.text for piece in read(io.BytesIO(data), **options))


@given(TEXT, st.integers(1, 40), st.booleans())
def test_pieces_are_whole_lines_and_together_the_text(text, size, unwrap):
    pieces = list(read(io.BytesIO(text.encode()), "utf-8", piece_chars=size, unwrap=unwrap))
    # A mark at the very beginning is the byte order mark, not text.
    normal = normalise(text[1:] if text.startswith("\ufeff") else text)[0]
    assert "".join(piece.text for piece in pieces) == normal
    for piece in pieces:
        before = normal[: piece.start]
        assert normal[piece.start :].startswith(piece.text)
        assert not before or before.endswith(("\n", "\r"))
        assert not (before.endswith("\r") and piece.text.startswith("\n"))
        assert piece.line == 1 + before.count("\n") + before.count("\r") - before.count("\r\n")


@given(
    st.lists(st.text("aệ ", max_size=8), max_size=40),
    st.integers(1, 40),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_a_piece_is_no_longer_than_asked_unless_a_line_is(lines, size, end):
    data = end.join(lines).encode()
    for piece in read(io.BytesIO(data), piece_chars=size):
        assert len(piece.text) <= size or piece.text.rstrip("\r\n").count(end) == 0


@given(TEXT)
def test_utf16_gives_what_utf8_gives(text):
    assert whole(b"\xff\xfe" + text.encode("utf-16-le")) == whole(b"\xef\xbb\xbf" + text.encode())


@pytest.mark.parametrize(
    "name", ["utf-8", "utf-16", "utf-16-be", "utf-16-le", "windows-1258", "tcvn3", "vni", "viscii"]
)
@pytest.mark.parametrize("named", [True, False])
def test_a_file_in_any_encoding(tmp_path, name, named):
    path = tmp_path / "tin.txt"
    path.write_bytes(encode(NEWS.replace("\n", "\r\n") * 50, name))
    with read(path, name if named else None) as reading:
        assert "".join(piece.text for piece in reading) == NEWS.replace("\n", "\r\n") * 50
    source = reading.source
    assert source.detected is not named
    assert source.encoding.startswith(name)
    assert bool(source.notes()) is (not named and name != "utf-8")


def test_what_was_cleaned_is_told():
    with read(io.BytesIO(unicodedata.normalize("NFD", "Việt\nNữ\n\u200bvà\n").encode())) as reading:
        assert [piece.text for piece in reading] == ["Việt\nNữ\nvà\n"]
    assert reading.source.notes() == [
        "-: 3 lines put into composed form (NFC)",
        "-: 1 zero-width character removed",
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\xef\xbb\xbf", ""),
        (b" \t\n \n", " \t\n \n"),
        (b"\n" * 10_000, "\n" * 10_000),
        (b"a" * 1_000_000, "a" * 1_000_000),
        ("🇻🇳👨‍👩‍👧 中文 English مرحبا\n".encode(), "🇻🇳👨‍👩‍👧 中文 English مرحبا\n"),
        ("Tiếng Việt".encode("utf-16-le"), "Tiếng Việt"),
        ("Tiếng Việt".encode("utf-16-be"), "Tiếng Việt"),
    ],
)
def test_unusual_text(data, text):
    assert whole(data) == text


def message(data: bytes, encoding: str | None = None) -> str:
    with pytest.raises(InputError) as raised:
        whole(data, encoding=encoding)
    assert raised.value.exit_code == 3
    return str(raised.value)


def test_binary_files_are_named():
    assert message(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").startswith(
        "-: byte 0 (line 1): this is a PNG image, not text."
    )
    assert "a ZIP archive (as .docx" in message(b"PK\x03\x04\x14\0\x06\0")
    assert message(b"m\xe1\xbb\x99t\nhai\0\0\x01").startswith("-: byte 9 (line 2): a NUL byte")


def test_a_nul_far_into_the_file_has_its_place():
    assert "line 40001: a NUL character" in message("một dòng chữ\n".encode() * 40_000 + b"a\0b\n")


def test_a_bad_byte_has_its_place_and_readings():
    good = "Một dòng chữ.\n".encode()
    text = message(good * 3 + b"Ti\xea\xecng n\xf3i\n" + good)
    assert text.startswith(f"-: byte {3 * len(good) + 2} (line 4): byte 0xEA is not utf-8")
    assert "'Tiếng' in windows-1258" in text
    assert "--encoding" in text


@pytest.mark.parametrize("lines", [1, 30_000, 60_001])
def test_a_bad_byte_anywhere_has_its_exact_place(lines):
    good = "Tiếng Việt có dấu.\r\n".encode()
    text = message(good * lines + b"\xe1\xbb?" + good)
    assert text.startswith(f"-: byte {lines * len(good)} (line {lines + 1}): byte 0xE1 is not utf-8")


def test_a_cut_character_at_the_end():
    place = len("Tiếng Việt, và Hu".encode())
    for size in (1, 2):
        text = message("Tiếng Việt, và Huế".encode()[:-size])
        assert text.startswith(f"-: byte {place} (line 1): the file ends inside a character of utf-8")
        assert "cut off" in text
    text = message(b"Xin ch\xc3")
    assert "not clear" in text, "with no whole letter before it"
    assert "cut off" in text
    assert "cut off" not in message(b"Xin ch\xc3 \xc3n")


def test_a_byte_that_a_named_encoding_has_not():
    assert message(b"a\nb\x81", "vni").startswith("-: byte 3 (line 2): byte 0x81 is not vni")
    assert message(b"\xff\xfea\0\x00\xd8", "utf-16").startswith("-: byte 4 (line 1)")
    for cut in ("mưa".encode("utf-16")[:-1], "a😀".encode("utf-16")[:-1], "a😀".encode("utf-16")[:-2]):
        assert "cut off" in message(cut), "in half a unit, in a pair of them, between the two"
    assert "name another --encoding" in message(b"texts", "utf-16-le")


def test_unclear_encodings_are_a_question():
    text = message(
        "Où êtes-vous, mon frère aîné ? À Orléans, près de la forêt, où l'été est très doux.".encode(
            "latin-1"
        )
    )
    assert "the encoding is not clear. Name it with --encoding" in text
    assert "--encoding windows-1258" in text and "latin-1" in text


def test_a_mark_against_the_name_and_utf16_with_no_order():
    assert "byte order mark of utf-8" in message(b"\xef\xbb\xbfabc", "vni")
    assert "utf-16-le or utf-16-be" in message("漢字".encode("utf-16-le"), "utf-16")
    assert whole("漢字".encode("utf-16"), encoding="utf-16") == "漢字"
    assert whole("漢字\n".encode("utf-16-be"), encoding="utf-16-be") == "漢字\n"


def test_a_mark_within_utf8_named_utf8():
    assert whole("\ufeffmột".encode(), encoding="utf-8") == "một"


def test_files_that_cannot_be_opened(tmp_path):
    (tmp_path / "tin.txt").write_text("a")
    (tmp_path / "noi.txt").symlink_to("mat.txt")
    for path, text in (
        (tmp_path / "noi.txt", r"noi.txt: a link \(to mat.txt\) that leads to nothing. Mend it$"),
        (tmp_path, "is a folder"),
        (tmp_path / "tim.txt", "there is no such file. Did you mean"),
        (tmp_path / "x" / "y.txt", "there is no such file"),
        (tmp_path / "tin.txt" / "y.txt", "cannot be opened: Not a directory"),
        (tmp_path / "a\0b", "cannot be opened"),
        (tmp_path / ("x" * 300), "cannot be opened: File name too long"),
    ):
        with pytest.raises(InputError, match=text):
            read(path)
    with pytest.raises(UsageError):
        read(tmp_path / "tin.txt", "klingon")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path):
    path = tmp_path / "tin.txt"
    path.touch(0o000)
    with pytest.raises(InputError, match="no permission to read it"):
        read(path)


def test_ascii_before_an_old_encoding_is_waited_for():
    data = b"toi di hoc\n" * 60_000 + encode(NEWS * 3, "viscii")
    assert whole(data).endswith(NEWS)


def test_memory_is_bounded_and_pieces_come_while_reading(tmp_path):
    path = tmp_path / "big.txt"
    line = "Một dòng chữ dài vừa phải để đo bộ nhớ.\n".encode()
    path.write_bytes(line * 400_000)
    tracemalloc.start()
    total = sum(len(piece.text) for piece in read(path, piece_chars=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert total == 400_000 * len(line.decode())
    assert peak < 6_000_000


def test_a_long_line_is_not_searched_again_and_again():
    data = b"a" * 30_000_000
    begin = time.process_time()
    assert len(whole(data, piece_chars=1000)) == len(data)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize("stdin", [None, io.StringIO()])
def test_reading_files_needs_no_standard_input(tmp_path, monkeypatch, stdin):
    path = tmp_path / "a.txt"
    path.write_text("Chào.", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", stdin)
    assert [document.text for document in read(path)] == ["Chào."]
    with pytest.raises(InputError):
        read(tmp_path / "none.txt")


def test_closed_standard_input_is_an_error(monkeypatch):
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="standard input is closed"):
        read("-")


def test_text_that_speaks_of_gif_or_begins_with_bzh_is_text():
    assert whole("GIF8 không phải là ảnh.".encode()) == "GIF8 không phải là ảnh."
    assert whole("BZh là gì?".encode()) == "BZh là gì?"


def test_a_reading_gives_its_text_once_and_says_so():
    reading = read(io.BytesIO(b"Ch\xc3\xa0o."))
    assert len(list(reading)) == 1
    with pytest.raises(ValueError, match="once"):
        list(reading)
