"""File -> pieces of whole lines, decoded and normalised, in bounded memory."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from mt.documents import failures, subtitles
from mt.documents.detecting import detect, is_utf8, score
from mt.documents.encodings import MARKS, UTF16, Encoding, lookup
from mt.documents.lines import count_line_ends, first_line_end, last_line_end
from mt.documents.normalising import Cleaned, normalise
from mt.documents.unwrap import last_paragraph
from mt.errors import InputError
from mt.values import Document

BLOCK = 1 << 18
#: Detection looks this far for the first byte that is not ASCII; what comes later is taken for UTF-8.
MAX_HEAD = 1 << 22
#: Bytes wanted from the first that is not ASCII on.
_TELLING = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """Where text came from and what was done to it.

    detected: False when the encoding was named. how: what decided, in words. mark: it had a byte order mark.
    cleaned: what was changed, and how often; complete when reading has ended.
    """

    name: str
    encoding: str
    detected: bool
    how: str
    mark: bool = False
    cleaned: tuple[tuple[Cleaned, int], ...] = ()

    def notes(self) -> list[str]:
        """One line a thing that a user should know: an encoding that was chosen, characters changed."""
        notes = []
        if self.detected and self.encoding != "utf-8":
            notes.append(f"{self.name}: read as {self.encoding} ({self.how}); --encoding names another")
        notes += [f"{self.name}: {what.counted(count)}" for what, count in self.cleaned]
        return notes


class Reading:
    """An open file that gives its Documents once, in order. A context manager. `source`: how it is read."""

    def __init__(
        self, stream: BinaryIO, name: str, encoding: str | None, piece_chars: int, unwrap: bool
    ) -> None:
        if piece_chars < 1:
            raise ValueError("piece_chars must be 1 or more")
        self._stream, self._name = stream, name
        # Asked now: whoever holds standard input may have closed or replaced it by the end.
        self._ours = stream is not getattr(sys.stdin, "buffer", None)
        self._piece_chars, self._unwrap = piece_chars, unwrap
        self._cleaned: Counter[Cleaned] = Counter()
        self._head, complete = _head(stream, name)
        self._encoding, self._detected, self._how, self._mark = _choose(self._head, complete, encoding, name)
        self._lines = 0
        self._begun = False

    @property
    def source(self) -> Source:
        cleaned = tuple(sorted(self._cleaned.items()))
        return Source(self._name, self._encoding.name, self._detected, self._how, self._mark > 0, cleaned)

    def __iter__(self) -> Iterator[Document]:
        if self._begun:
            raise ValueError(f"{self._name}: a Reading gives its text once. Call read again")
        self._begun = True
        start, line, cues = 0, 1, False
        try:
            for piece in _pieces(self._blocks(), self._piece_chars, self._unwrap):
                lines = count_line_ends(piece)
                text, cleaned = normalise(self._encoding.finish(piece) if self._encoding.finish else piece)
                self._cleaned.update(cleaned)
                cues = cues or (start == 0 and subtitles.are_in(text))
                if text:
                    yield Document(text, self._name, start, line, cues)
                start += len(text)
                line += lines
        finally:
            self.close()

    def _blocks(self) -> Iterator[str]:
        """Decoded text; no block ends between CR and LF, and there is no NUL."""
        decoder = self._encoding.decoder()
        data, read, held = self._head[self._mark :], len(self._head), ""
        self._head = b""
        while True:
            try:
                text = decoder.decode(data, not data)
            except UnicodeDecodeError as error:
                raise self._undecodable(error, read, held) from error
            except UnicodeError as error:
                raise InputError(f"{self._name}: {error}. Name another --encoding") from error
            text = held + text
            if "\0" in text:
                raise failures.nul(self._name, text, self._lines, self._encoding)
            if not data:
                break
            held = "\r" if text.endswith("\r") else ""
            text = text[: len(text) - len(held)]
            self._lines += count_line_ends(text)
            yield text
            data = _read(self._stream, BLOCK, self._name)
            read += len(data)
        yield text

    def _undecodable(self, error: UnicodeDecodeError, read: int, held: str) -> InputError:
        # What the decoder kept from the block before stands at the beginning of `error.object`.
        before = held + error.object[: error.start].decode(error.encoding, "replace")
        place = failures.Place(
            self._name, read - len(error.object) + error.start, self._lines + count_line_ends(before) + 1
        )
        return failures.undecodable(place, error, self._encoding, self._detected)

    def close(self) -> None:
        if self._ours:
            self._stream.close()

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(
    source: Path | str | BinaryIO,
    encoding: str | None = None,
    *,
    piece_chars: int = 1_000_000,
    unwrap: bool = False,
) -> Reading:
    """An iterable of Documents over `source` (a path, "-" for standard input, or a binary stream).

    Each holds whole lines and at most `piece_chars` characters as decoded (at least one line, however long);
    with `unwrap`, pieces end between paragraphs where there is such a place. Together they are all text.
    The encoding is detected when not named. Raises InputError when the source cannot be opened, is binary,
    or its encoding is not clear; iterating raises it at the first byte that cannot be decoded. Raises
    UsageError when there is no encoding of that name.
    """
    if encoding is not None:
        lookup(encoding)
    stream, name = _open(source)
    try:
        return Reading(stream, name, encoding, piece_chars, unwrap)
    except BaseException:
        if stream is not getattr(sys.stdin, "buffer", None):
            stream.close()
        raise


def _open(source: Path | str | BinaryIO) -> tuple[BinaryIO, str]:
    if not isinstance(source, (str, Path)):
        return source, str(getattr(source, "name", "-"))
    if source == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise InputError("standard input is closed. Name a file, or pipe the text in")
        return sys.stdin.buffer, "-"
    path = Path(source)
    try:
        if path.is_dir():
            raise failures.folder(path)
        return path.open("rb"), _printable(str(source))
    except (OSError, ValueError) as error:
        raise failures.unreadable(path, error) from error


def _printable(name: str) -> str:
    """A file name whose bytes are not UTF-8 must not spoil the output that names it."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(stream: BinaryIO, size: int, name: str) -> bytes:
    try:
        return stream.read(size)
    except OSError as error:
        raise InputError(f"{name}: reading failed: {error.strerror or error}") from error


def _head(stream: BinaryIO, name: str) -> tuple[bytes, bool]:
    """The beginning of the stream, long enough to tell its encoding, and whether it is the whole."""
    head = bytearray()
    plain = 0
    while len(head) < MAX_HEAD:
        block = _read(stream, BLOCK, name)
        if not block:
            return bytes(head), True
        head += block
        if plain == len(head) - len(block) and block.isascii() and b"\0" not in block:
            plain = len(head)
        elif len(head) - plain >= _TELLING:
            break
    return bytes(head), False


def _choose(head: bytes, complete: bool, named: str | None, name: str) -> tuple[Encoding, bool, str, int]:
    """The encoding, whether it was detected, what decided, and the length of the byte order mark."""
    magic = failures.magic(head)
    if magic:
        raise failures.binary(name, magic)
    encoding = lookup(named) if named else None
    mark, marked = next(((mark, each) for mark, each in MARKS if head.startswith(mark)), (b"", None))
    if encoding == UTF16 and (marked is None or not marked.name.startswith("utf-16")):
        detection = detect(head, complete)
        if detection.encoding is None or not detection.encoding.name.startswith("utf-16"):
            raise InputError(
                f"{name}: the byte order of UTF-16 is not clear. Name it: --encoding utf-16-le or utf-16-be"
            )
        return detection.encoding, False, "named", detection.mark
    if encoding and marked and encoding not in (marked, UTF16):
        raise InputError(
            f"{name}: the file begins with the byte order mark of {marked.name}, but --encoding says "
            f"{encoding.name}. Leave --encoding out"
        )
    if encoding:
        return marked or encoding, False, "named", len(mark)
    detection = detect(head, complete)
    if detection.encoding is None:
        if b"\0" in head:
            raise failures.nul_bytes(name, head)
        cut = complete and is_utf8(head, complete=False)
        raise failures.unclear(name, detection.candidates or tuple(score(head)), cut)
    return detection.encoding, True, detection.how, detection.mark


def _pieces(blocks: Iterator[str], limit: int, unwrap: bool) -> Iterator[str]:
    """The text of `blocks`, in pieces of whole lines: at most `limit` characters, or one longer line."""
    held: list[str] = []
    size, broken = 0, False
    cues: bool | None = None
    for block in blocks:
        held.append(block)
        size += len(block)
        broken = broken or "\n" in block or "\r" in block
        if size < limit or not broken:
            continue
        text, start = "".join(held), 0
        cues = subtitles.are_in(text) if cues is None else cues
        while len(text) - start >= limit:
            end = _cut(text, start, limit, unwrap, cues)
            if end < 0:
                break
            yield text[start:end]
            start = end
        held, size = [text[start:]], len(text) - start
        # What is left has a line end only where it is shorter than a piece, and then it waits for more.
        broken = first_line_end(held[0], 0) >= 0
    rest = "".join(held)
    if rest:
        yield rest


def _cut(text: str, start: int, limit: int, unwrap: bool, cues: bool) -> int:
    """Where the piece that begins at `start` ends, -1 when its first line goes on after `text`."""
    end = last_line_end(text, start, start + limit)
    if end == start:
        return first_line_end(text, start)
    if cues:
        return subtitles.last_cue(text, start, end)
    return last_paragraph(text, start, end) if unwrap else end
