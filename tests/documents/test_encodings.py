from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest

from mt.documents import tables
from mt.documents.encodings import CP1258, TCVN1, TCVN3, VISCII, VNI, lookup
from mt.errors import UsageError
from tests.documents.encoders import encode
from tests.documents.samples import LETTERS, NEWS


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def iconv(data: bytes, name: str) -> str:
    if shutil.which("iconv") is None:
        pytest.skip("iconv is not installed")
    done = subprocess.run(["iconv", "-f", name, "-t", "UTF-8"], input=data, capture_output=True, check=False)
    if b"not supported" in done.stderr:
        pytest.skip(f"iconv has no {name}")
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


@pytest.mark.parametrize(("encoding", "theirs"), [(VISCII, "VISCII"), (TCVN1, "TCVN5712-1")])
def test_every_byte_is_what_iconv_says(encoding, theirs):
    # A space after each, so that iconv composes no letter with the mark behind it.
    data = b"".join(bytes([code, 0x20]) for code in range(1, 256))
    assert nfc(encoding.decode(data)) == nfc(iconv(data, theirs))


def test_tcvn3_is_the_small_letters_of_tcvn_as_iconv_has_them():
    data = encode(LETTERS.split("\n")[0], "tcvn3")
    assert nfc(TCVN3.decode(data)) == nfc(iconv(data, "TCVN5712-1")) == LETTERS.split("\n")[0]


def test_windows_1258_is_what_iconv_says():
    data = encode(LETTERS + NEWS, "windows-1258")
    assert nfc(CP1258.decode(data)) == nfc(iconv(data, "CP1258")) == LETTERS + NEWS


@pytest.mark.parametrize("name", ["windows-1258", "viscii", "tcvn1", "vni"])
def test_every_vietnamese_letter_comes_back(name):
    assert nfc(lookup(name).decode(encode(LETTERS + NEWS, name))) == LETTERS + NEWS


def test_vni_as_published():
    # From VNI's own table: one line of text as a viewer without the font shows it, in Windows-1252.
    shown = (
        "Vieät Nam ñöôïc coâng nhaän, CHUÛ NGHÓA, Nguyeãn Thò Kyõ, ñaëc bieät, Ñöùc, kyø dò, Sæ, Ñaø Laït, "
        "lyù, yeáu, tyû, kî"
    )
    read = (
        "Việt Nam được công nhận, CHỦ NGHĨA, Nguyễn Thị Kỹ, đặc biệt, Đức, kỳ dị, Sỉ, Đà Lạt, lý, yếu, tỷ, kỵ"
    )
    assert nfc(VNI.decode(shown.encode("cp1252"))) == read


def test_tcvn3_as_published():
    # As the ABC fonts' text looks without the font.
    shown = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"
    assert TCVN3.decode(shown.encode("latin-1")) == (
        "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"
    )


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("VIÖT NAM", "VIỆT NAM"),
        ("ViÖt Nam", "Việt Nam"),
        ("Cã lÏ Lý ®i", "Có lẽ Lý đi"),
        ("CéNG HßA X· HéI\nLý ®i", "CỘNG HÒA XÃ HỘI\nLý đi"),
    ],
)
def test_tcvn3_capitals_come_back(shown, read):
    assert TCVN3.decode(shown.encode("latin-1")) == read


def test_vni_and_tcvn3_keep_the_quotes_of_windows():
    assert VNI.decode(b"\x93a\x94 \x96 b\x85") == "“a” – b…"
    assert TCVN3.decode(b"\x93a\x94 \x96 b\x85") == "“a” – b…"


def test_tables_are_whole_and_no_letter_stands_twice():
    for table in (tables.VISCII, tables.VN1, tables.VN3, tables.VNI):
        assert len(table) == 256
        letters = [char for char in table if char != tables.UNDEFINED]
        assert len(letters) == len(set(letters))
    assert set(LETTERS.replace(" ", "")) <= set(tables.VISCII)
    assert set(LETTERS.replace(" ", "")) <= set(tables.VN1)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("cp1258", "windows-1258"),
        ("Windows-1258", "windows-1258"),
        ("VISCII", "viscii"),
        ("tcvn3", "tcvn3"),
        ("ABC", "tcvn3"),
        ("TCVN3 (ABC)", "tcvn3"),
        ("TCVN5712-1:1993", "tcvn1"),
        ("vni", "vni"),
        ("VNI-Windows", "vni"),
        ("UTF8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("UTF-16LE", "utf-16-le"),
        ("latin-1", "iso8859-1"),
        ("Shift_JIS", "shift_jis"),
    ],
)
def test_names_as_people_type_them(typed, name):
    assert lookup(typed).name == name


@pytest.mark.parametrize("typed", ["klingon", "", "hex", "rot13", "\0"])
def test_an_unknown_name_lists_ours(typed):
    with pytest.raises(UsageError, match="windows-1258, viscii, tcvn3, tcvn1, vni"):
        lookup(typed)
