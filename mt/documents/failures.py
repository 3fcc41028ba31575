"""What is said of input that is no text, or not in the encoding it was taken for: place and remedy."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mt.documents.detecting import Candidate, score
from mt.documents.encodings import Encoding
from mt.documents.lines import count_line_ends
from mt.errors import InputError

# First bytes of what people give to a translator by mistake.
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (as .docx, .odt, .xlsx and .epub are)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
#: What Python's decoders say of a file that ends in half a character.
_CUT = ("truncated data", "unexpected end of data")
_REMEDY = "save its text as UTF-8 (.txt) and give that"


@dataclass(frozen=True, slots=True)
class Place:
    """byte: offset in the file, from 0. line: from 1."""

    name: str
    byte: int
    line: int

    def __str__(self) -> str:
        return f"{self.name}: byte {self.byte} (line {self.line})"


def magic(head: bytes) -> str:
    """What `head` is the beginning of, when that is no text; else ""."""
    return next((what for signature, what in _MAGIC if head.startswith(signature)), "")


def binary(name: str, what: str) -> InputError:
    return InputError(f"{name}: byte 0 (line 1): this is {what}, not text. Remedy: {_REMEDY}")


def folder(path: Path) -> InputError:
    return InputError(f"{path} is a folder. Remedy: name the files in it")


def unreadable(path: Path, error: Exception) -> InputError:
    if isinstance(error, FileNotFoundError):
        if path.is_symlink():
            return InputError(f"{path}: a link (to {path.readlink()}) that leads to nothing. Mend it")
        near = _similar(path)
        return InputError(f"{path}: there is no such file" + (f". Did you mean {near}?" if near else ""))
    if isinstance(error, PermissionError):
        return InputError(f"{path}: no permission to read it. Remedy: chmod +r {path}, or ask its owner")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return InputError(f"{path}: cannot be opened: {reason}")


def _similar(path: Path) -> Path | None:
    if not os.access(path.parent, os.R_OK):
        return None
    near = difflib.get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], 1, 0.8)
    return path.parent / near[0] if near else None


def nul_bytes(name: str, head: bytes) -> InputError:
    """For a file whose beginning holds NUL bytes and is not UTF-16."""
    at = head.index(b"\0")
    line = count_line_ends(head[:at].decode("latin-1")) + 1
    return InputError(
        f"{Place(name, at, line)}: a NUL byte, so this is a binary file or damaged text. Remedy: {_REMEDY}; "
        "if it is text in a wide encoding, name it: --encoding utf-16-le"
    )


def nul(name: str, text: str, lines: int, encoding: Encoding) -> InputError:
    """For a NUL character that the encoding lets through; `lines` end before `text`."""
    line = lines + count_line_ends(text[: text.index("\0")]) + 1
    return InputError(
        f"{name}: line {line}: a NUL character (read as {encoding.name}), so this is a binary file or "
        f"damaged text. Remedy: {_REMEDY}"
    )


def undecodable(place: Place, error: UnicodeDecodeError, encoding: Encoding, detected: bool) -> InputError:
    """For the first byte that `encoding` does not have. `error.object` holds the bytes around it."""
    if encoding.name.startswith("utf-") and error.reason in _CUT:
        other = "" if detected else ", or name another --encoding, or leave it out"
        return InputError(
            f"{place}: the file ends inside a character of {encoding.name}: it was cut off, or is in another "
            f"encoding. Remedy: get the file whole{other}"
        )
    byte = error.object[error.start]
    message = f"{place}: byte 0x{byte:02X} is not {encoding.name}"
    if encoding.name == "utf-8":
        message += ", though what comes before it is"
    readings = _readings(error.object, error.start)
    if readings:
        message += f". The word reads {readings}"
    remedy = (
        "Name the file's encoding with --encoding" if detected else "Name another --encoding, or leave it out"
    )
    return InputError(f"{message}. Remedy: {remedy}; if files were joined, convert each to UTF-8 first")


def _readings(data: bytes, at: int) -> str:
    """The word around `data[at]` in each legacy encoding: "'một' in windows-1258, ..."."""
    begin = max(data.rfind(b" ", 0, at), data.rfind(b"\n", 0, at), data.rfind(b"\t", 0, at), at - 30) + 1
    end = re.compile(rb"[\s]").search(data, at)
    word = data[begin : min(end.start() if end else len(data), at + 30)]
    texts: dict[str, list[str]] = {}
    for candidate in score(word):
        texts.setdefault(candidate.text, []).append(candidate.encoding.name)
    return ", ".join(
        f"{text!r} in {' and '.join(names)}" for text, names in texts.items() if text.isprintable()
    )


def unclear(name: str, candidates: Sequence[Candidate], cut: bool) -> InputError:
    """For bytes that may be in several encodings, or in none of those that detection knows. cut: they are
    UTF-8, too, but for half a character at the end."""
    lines = [f"{name}: the encoding is not clear. Name it with --encoding; the text reads"]
    for candidate in candidates:
        excerpt = " ".join(candidate.text[:400].split())[:60]
        lines.append(f"  --encoding {candidate.encoding.name:<13} {excerpt}")
    lines.append("  or name any other that Python knows, such as latin-1")
    if cut:
        lines.append("  or get the file whole: it may be UTF-8 that was cut off inside its last character")
    return InputError("\n".join(lines))
