"""The encodings that `read` takes, by the names that people type."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from mt.documents import tables
from mt.errors import UsageError


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes become characters.

    codec: name of a Python codec, or "" when `table` (256 characters, U+FFFE undefined) decodes.
    finish: what turns decoded whole lines into Unicode letters, for encodings of letter and mark.
    """

    name: str
    codec: str = ""
    table: str = ""
    finish: Callable[[str], str] | None = None

    def decoder(self) -> codecs.IncrementalDecoder:
        """A strict decoder for this encoding; `finish` is still to be applied to what it gives."""
        if self.table:
            return _TableDecoder(self.table)
        return codecs.getincrementaldecoder(self.codec)("strict")

    def decode(self, data: bytes, final: bool = True) -> str:
        """`data` in Unicode (not yet normalised); `final=False` leaves off an unfinished end.

        Raises UnicodeDecodeError.
        """
        text = self.decoder().decode(data, final)
        return self.finish(text) if self.finish else text


class _TableDecoder(codecs.IncrementalDecoder):
    def __init__(self, table: str) -> None:
        super().__init__("strict")
        self.table = table

    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        del final  # no byte waits for another
        return codecs.charmap_decode(data, "strict", self.table)[0]


_VNI_PATTERN = re.compile(
    "[aA][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[eEoO][ùøûõïâáàåãäÙØÛÕÏÂÁÀÅÃÄ]|[uUyYôöÔÖ][ùøûõïÙØÛÕÏ]|[ôöñíìæóòîÔÖÑÍÌÆÓÒÎ]"
)


def _vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda found: tables.VNI_LETTERS[found[0]], text)


def _compose(text: str) -> str:
    """Encodings of letter and tone are meant composed: to say that each line was is no news to the user."""
    return unicodedata.normalize("NFC", text)


_WORD = re.compile(r"[^\W\d_]+")


def _tcvn3_capitals(text: str) -> str:
    """`text` with capitals put back in words of capitals: VN3 has no capitals with tones, so files set in
    the ABC capital fonts read "VIệT NAM". A word is raised when it has two plain capitals and no plain
    small letter, or one and a line of nothing but such words ("Có" must not become "CÓ")."""
    if text.isascii():
        return text
    return "".join(_capital_line(line) for line in re.split(r"(\r\n|\n|\r)", text))


def _capital_line(line: str) -> str:
    plain = [letter for letter in line if letter.isascii() and letter.isalpha()]
    whole = len(plain) > 3 and all(letter.isupper() for letter in plain)

    def raised(found: re.Match[str]) -> str:
        word = found[0]
        if word.isascii() or word.isupper():
            return word
        letters = [letter for letter in word if letter.isascii()]
        capitals = len(letters) > 1 and all(letter.isupper() for letter in letters)
        return word.upper() if capitals or whole else word

    # The pattern sees precomposed letters: a free combining mark is not a letter.
    return _WORD.sub(raised, unicodedata.normalize("NFC", line))


UTF8 = Encoding("utf-8", "utf-8")
UTF16LE = Encoding("utf-16-le", "utf-16-le")
UTF16BE = Encoding("utf-16-be", "utf-16-be")
UTF32LE = Encoding("utf-32-le", "utf-32-le")
UTF32BE = Encoding("utf-32-be", "utf-32-be")
#: Named "utf-16" with no byte order: the byte order mark or the statistics decide.
UTF16 = Encoding("utf-16", "utf-16")
CP1258 = Encoding("windows-1258", "cp1258", finish=_compose)
VISCII = Encoding("viscii", table=tables.VISCII)
TCVN3 = Encoding("tcvn3", table=tables.VN3, finish=_tcvn3_capitals)
TCVN1 = Encoding("tcvn1", table=tables.VN1, finish=_compose)
VNI = Encoding("vni", table=tables.VNI, finish=_vni)

#: What detection chooses among when bytes are neither UTF-8 nor UTF-16, in the order of old files met.
LEGACY = (CP1258, TCVN3, VNI, VISCII, TCVN1)

#: Byte order marks, longest first: UTF-32 LE begins with that of UTF-16 LE.
MARKS = (
    (codecs.BOM_UTF32_LE, UTF32LE),
    (codecs.BOM_UTF32_BE, UTF32BE),
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, UTF16LE),
    (codecs.BOM_UTF16_BE, UTF16BE),
)

_NAMES = {
    UTF8: "utf8 utf8sig utf8bom unicode",
    UTF16: "utf16 ucs2",
    UTF16LE: "utf16le ucs2le",
    UTF16BE: "utf16be ucs2be",
    CP1258: "windows1258 cp1258 win1258 1258 mswindows1258",
    VISCII: "viscii viscii11 csviscii",
    TCVN3: "tcvn3 tcvn3abc tcvn abc vn3 vscii3 tcvnabc",
    TCVN1: "tcvn1 vn1 vscii vscii1 tcvn5712 tcvn57121 tcvn571211993",
    VNI: "vni vniwindows vniwin vniw",
}
_ALIASES = {alias: encoding for encoding, names in _NAMES.items() for alias in names.split()}


def lookup(name: str) -> Encoding:
    """The encoding called `name`: one of ours, else any text codec of Python ("latin-1", "shift_jis").

    Case, hyphens, underscores, dots, spaces and brackets do not matter. Raises UsageError, listing ours.
    """
    key = re.sub(r"[-_.:()\s]", "", name.lower())
    if key in _ALIASES:
        return _ALIASES[key]
    try:
        codec = codecs.lookup(name)
        "a".encode(name)  # refuses codecs that are not of text, such as hex
        codecs.getincrementaldecoder(name)
    except (LookupError, UnicodeError, ValueError) as error:
        ours = ", ".join(encoding.name for encoding in _NAMES)
        raise UsageError(
            f"there is no encoding named {name!r}. Take one of {ours} (tcvn3 is also called abc), "
            "or the name of any Python codec, such as latin-1"
        ) from error
    return Encoding(codec.name, codec.name)
