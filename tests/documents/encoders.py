"""Text -> bytes in the old encodings, for tests and benchmarks: old files as their programs wrote them."""

from __future__ import annotations

import unicodedata

from mt.documents import tables

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VNI = {
    unicodedata.normalize("NFC", letter): key
    for key, letter in tables.VNI_LETTERS.items()
    if len(key) == 1 or key[0].isupper() == key[1].isupper()
}


def encode(text: str, name: str) -> bytes:
    """`text` (NFC) in the encoding; in tcvn3, capitals with tones lose their case.

    Raises KeyError or UnicodeEncodeError for characters that the encoding does not have.
    """
    if name == "vni":
        return "".join(_VNI.get(char, char) for char in text).encode("cp1252")
    if name == "windows-1258":
        return b"".join(_letter_and_tone(char) for char in text)
    if name in ("viscii", "tcvn1", "tcvn3"):
        table = {"viscii": tables.VISCII, "tcvn1": tables.VN1, "tcvn3": tables.VN3}[name]
        code = {char: index for index, char in enumerate(table)}
        return bytes(code[char] if char in code else code[char.lower()] for char in text)
    return text.encode(name)


def _letter_and_tone(char: str) -> bytes:
    """As Windows keyboards type it: the letter with its quality mark, then the tone."""
    marks = unicodedata.normalize("NFD", char)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return (letter + "".join(mark for mark in marks if mark in _TONES)).encode("cp1258")
