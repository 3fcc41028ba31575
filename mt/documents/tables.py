"""Byte tables of Vietnamese encodings that Python has no codec for: 256 characters each, U+FFFE undefined.

VISCII 1.1: RFC 1456, table 1. TCVN 5712:1993 (VSCII): VN1 is the whole set, with capitals in the control
ranges; VN3 is its part without those capitals, which the ABC fonts and "TCVN3" files use. VNI for
Windows: VNI Software's font encoding, letter and mark in one or two bytes. Fonts made for Windows left
0x80-0x9F of Windows-1252 alone, so TCVN3 and VNI files carry its quotes and dashes.
"""

from __future__ import annotations

import unicodedata

UNDEFINED = "\ufffe"
_ASCII = bytes(range(128)).decode("ascii")
_WINDOWS = bytes(range(128, 160)).decode("cp1252", "replace").replace("\ufffd", UNDEFINED)


def _with_controls(letters: dict[int, str]) -> str:
    return "".join(letters.get(code, chr(code)) for code in range(128))


VISCII = _with_controls({0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}) + (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ"
    "ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "Õắằặấầẩậẽẹếềểễệố"
    "ồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ"
    "ĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉ"
    "đựòóôõỏọụùúũủýợỮ"
)

_VN1_CONTROLS = "\x00ÚỤ\x03ỪỬỮ\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10ỨỰỲỶỸÝỴ"
_VN1_UPPER_HALF = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ"
    "ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\xa0ĂÂÊÔƠƯĐăâêôơưđẰ"
    "\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽ"
    "éẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
VN1 = _VN1_CONTROLS + _ASCII[0x18:] + _VN1_UPPER_HALF

# Capitals with a tone are what VN1 adds to VN3; VN3's only capitals are the seven letters at 0xA1-0xA7.
_VN3_UPPER_HALF = "".join(
    UNDEFINED if letter.isupper() and letter not in "ĂÂÊÔƠƯĐ" else letter for letter in _VN1_UPPER_HALF[0x20:]
)
VN3 = _ASCII + _WINDOWS + _VN3_UPPER_HALF

#: A second byte that puts a tone or a quality mark on the letter before it, by the mark it stands for.
#: Capitals 0x20 below. As characters of Windows-1252.
_VNI_MARKS = {
    "ù": "\u0301",
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_TONES = "ùøûõï"
_VNI_CIRCUMFLEX = "âáàåãä"
_VNI_BREVE = "êéèúüë"
_VNI_SINGLE = {
    "ô": "ơ",
    "ö": "ư",
    "ñ": "đ",
    "í": "í",
    "ì": "ì",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
}
#: Letters of VNI (as Windows-1252) that take a mark, and the marks that each takes.
_VNI_BASES = {
    "a": _VNI_TONES + _VNI_CIRCUMFLEX + _VNI_BREVE,
    "e": _VNI_TONES + _VNI_CIRCUMFLEX,
    "o": _VNI_TONES + _VNI_CIRCUMFLEX,
    "u": _VNI_TONES,
    "y": _VNI_TONES,
    "ô": _VNI_TONES,
    "ö": _VNI_TONES,
}
VNI = _ASCII + _WINDOWS + "".join(chr(code) for code in range(160, 256))


def _vni_letters() -> dict[str, str]:
    """One- and two-byte letters of VNI as Windows-1252 text -> Unicode.

    A mark of either case may follow: text typed with Caps Lock mixes them.
    """
    letters = dict(_VNI_SINGLE)
    for base, marks in _VNI_BASES.items():
        for mark in marks:
            letter = unicodedata.normalize("NFC", _VNI_SINGLE.get(base, base) + _VNI_MARKS[mark])
            letters[base + mark] = letters[base + mark.upper()] = letter
    return letters | {key[0].upper() + key[1:]: letter.upper() for key, letter in letters.items()}


VNI_LETTERS = _vni_letters()
