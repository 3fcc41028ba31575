"""What tells an output of ours from a file that somebody else made or edited: its bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path


def seen(path: Path) -> tuple[int, int]:
    """Size in bytes and time of change in ns since 1970; of a folder, of all files in it, together and the
    latest. (-1, 0) where there is nothing."""
    try:
        found = [each.stat() for each in (_files(path) if path.is_dir() else [path])]
    except OSError:
        return -1, 0
    return sum(each.st_size for each in found), max((each.st_mtime_ns for each in found), default=0)


def digest(path: Path) -> bytes:
    """SHA-256 of a file, or of the names and the contents of all files in a folder; b"" where it cannot be
    read."""
    try:
        if not path.is_dir():
            return _hashed(path)
        whole = hashlib.sha256()
        for file in _files(path):
            whole.update(hashlib.sha256(bytes(file.relative_to(path))).digest() + _hashed(file))
        return whole.digest()
    except OSError:
        return b""


def _hashed(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
