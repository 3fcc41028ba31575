"""Folders behind URLs (s3://, gs://, sftp://, ...), through fsspec: listed, fetched from, stored to.

What a file system needs to know (keys, an endpoint) it takes from its own settings or from fsspec's:
environment variables FSSPEC_<PROTOCOL>_<OPTION>, or JSON files in ~/.config/fsspec, on every machine.
"""

from __future__ import annotations

import errno
import hashlib
import os
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from mt.batch.plan import Foreign, Task, Tasks, output_of, taken_already, wanted
from mt.errors import BackendError, InputError, MissingExtra, OutputError, UsageError

#: Where a file that is stored appears whole by itself. Elsewhere it gets its name when it is there.
_WHOLE = {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss", "memory"}
#: What listings call a sign of a change, the surest first.
_SIGNS = ("ETag", "etag", "md5Hash", "content_md5", "mtime", "LastModified", "last_modified", "updated")
_CHUNK = 1 << 20
#: What stops a run, not one file.
_FULL = (errno.ENOSPC, errno.EDQUOT)


def is_url(text: str) -> bool:
    """Whether this is a URL, not a path of this machine: s3://bucket/folder, chained ones as well."""
    return "://" in text or "::" in text


def stored_errors() -> tuple[type[Exception], ...]:
    """What file systems raise when a file cannot be had: system errors, time-outs, values they refuse."""
    from fsspec.exceptions import FSTimeoutError

    return OSError, ValueError, FSTimeoutError


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of a file system. root: its path there, with no slash at the end."""

    url: str
    system: Any
    root: str

    @classmethod
    def of(cls, url: str) -> Place:
        """Raises MissingExtra, UsageError for a protocol that does not exist, BackendError when the
        package for it is not installed."""
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise MissingExtra(f"{url}: a folder behind a URL", "ray") from error
        try:
            system, root = url_to_fs(url)
        except ValueError as error:
            raise UsageError(f"{url}: {error}") from error
        except ImportError as error:
            raise BackendError(f"{url}: {error}. Install it on every machine of the cluster") from error
        return cls(url, system, root.rstrip("/"))

    def path(self, relative: str) -> str:
        """The path in the file system of what lies at `relative` below the folder."""
        return f"{self.root}/{relative}"

    def files(self) -> dict[str, dict[str, Any]]:
        """The file system's entry of each file below the folder, by its path below it; of a folder in it that
        cannot be listed, {"closed": why}. {} when there is no folder. Raises InputError when it cannot be
        listed itself."""
        try:
            found, closed = self._found()
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except stored_errors() as error:
            raise InputError(f"{self.url}: cannot be listed: {_said(error)}") from error
        start = len(self.root) + 1
        files = {path[start:]: entry for path, entry in found.items() if entry.get("type") == "file"}
        return {**files, **{path[start:]: {"closed": why} for path, why in closed.items()}}

    def _found(self) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
        """Entries by path; folders that cannot be listed, with the reason. An object store has none of these
        and its own way to list all at once; fsspec's general way leaves closed folders out silently."""
        from fsspec.spec import AbstractFileSystem

        if type(self.system).find is not AbstractFileSystem.find:
            return self.system.find(self.root, detail=True), {}
        found: dict[str, dict[str, Any]] = {}
        closed: dict[str, str] = {}
        waiting = [self.root]
        while waiting:
            folder = waiting.pop()
            try:
                entries = self.system.ls(folder, detail=True)
            except OSError as error:
                if folder == self.root:
                    raise
                if error.errno != errno.ELOOP:  # a link to a folder above it, followed for long enough
                    closed[folder] = f"the folder cannot be read: {_said(error)}"
                continue
            for entry in entries:
                path = entry["name"].rstrip("/")
                if entry["type"] == "directory" and path != folder:
                    waiting.append(path)
                elif entry["type"] == "file":
                    found[path] = entry
        return found, closed

    def fetch(self, task: Task, target: Path) -> str:
        """Copies the task's input to a local file; why that was not possible, "" when it was."""
        path = self.path(os.fsdecode(task.key))
        try:
            self.system.get_file(path, str(target))
            self.system.invalidate_cache(self.system._parent(path))
            entry = self.system.info(path)
        except stored_errors() as error:
            if getattr(error, "errno", 0) in _FULL:
                raise OutputError(
                    f"{target.parent}: {_said(error)}. Free some space, or set TMPDIR"
                ) from error
            return f"cannot be read: {_said(error)}"
        if (entry["size"], sign(entry)) != (task.size, task.changed) or target.stat().st_size != task.size:
            return "changed while it was read. Run again when it is whole"
        return ""

    def store(self, source: Path, relative: str, ours: bool = True) -> str:
        """Copies a local file there, whole or not at all; why that was not possible, "" when it was.

        ours: what lies there may be replaced; else only by the same bytes, and Foreign is raised."""
        final = self.path(relative)
        try:
            if not ours and not self._replaceable(source, final):
                raise Foreign(f"{self.url.rstrip('/')}/{relative}")
            if _WHOLE & set(_protocols(self.system)):
                self.system.put_file(str(source), final)
                return ""
            parent, name = final.rsplit("/", 1)
            self.system.makedirs(parent, exist_ok=True)
            passing = f"{parent}/.{name[:60]}.{uuid.uuid4().hex}.part"
            try:
                self.system.put_file(str(source), passing)
                self.system.mv(passing, final)
            except BaseException:
                with suppress(*stored_errors()):
                    self.system.rm_file(passing)
                raise
        except stored_errors() as error:
            said = f"{self.url.rstrip('/')}/{relative} was not written: {_said(error)}"
            if getattr(error, "errno", 0) in _FULL:
                raise OutputError(f"{said}. Free some space and run again") from error
            return said
        return ""

    def stamp(self, relative: str) -> int:
        """`sign` of what lies there; 0 where that is not told."""
        path = self.path(relative)
        try:
            self.system.invalidate_cache(self.system._parent(path))
            return sign(self.system.info(path))
        except stored_errors():
            return 0

    def _replaceable(self, source: Path, final: str) -> bool:
        try:
            return self.system.size(final) == source.stat().st_size and bool(
                self.system.cat_file(final) == source.read_bytes()
            )
        except FileNotFoundError:
            return True

    def digest(self, relative: str) -> bytes:
        """SHA-256 of what lies there, b"" when it cannot be read."""
        found = hashlib.sha256()
        try:
            with self.system.open(self.path(relative), "rb") as stream:
                while data := stream.read(_CHUNK):
                    found.update(data)
        except stored_errors():
            return b""
        return found.digest()


def sign(entry: dict[str, Any]) -> int:
    """A number that changes with the file, of 63 bits; 0 where the file system tells nothing."""
    for name in _SIGNS:
        if entry.get(name):
            return int.from_bytes(hashlib.sha256(str(entry[name]).encode()).digest()[:8], "big") >> 1
    return 0


def plan(place: Place, target: str, patterns: Sequence[str], format: str) -> Tasks:
    """As `mt.batch.plan.plan`, for inputs behind a URL. target: a folder of this machine or a URL.

    The tasks' `source` and `target` are names only. Raises InputError when nothing lies there, UsageError
    when both are one folder.
    """
    files = place.files()
    if not files:
        raise InputError(f"{place.url}: there is no such folder, or nothing in it")
    inside = ""
    if is_url(target):
        other = Place.of(target)
        if _protocols(other.system) == _protocols(place.system):
            if other.root == place.root:
                raise UsageError(f"{target}: input and output are one folder. Name another OUT_DIR")
            inside = other.root + "/"
    closed = {os.fsencode(name) for name, entry in files.items() if "closed" in entry}

    def paths(key: bytes) -> tuple[Path, Path]:
        name = os.fsdecode(key)
        output = PurePosixPath(name) if key in closed else output_of(PurePosixPath(name), format)
        return Path(place.path(name)), Path(target) / output

    tasks = Tasks(paths)
    taken: dict[PurePosixPath, bytes] = {}
    for name, entry in sorted(files.items(), key=lambda item: os.fsencode(item[0])):
        relative = PurePosixPath(name)
        if "closed" in entry:
            tasks.add(os.fsencode(name), 0, 0, entry["closed"])
            continue
        if not wanted(relative, patterns) or (inside and place.path(name).startswith(inside)):
            continue
        key, output = os.fsencode(name), PurePosixPath(output_of(relative, format))
        first = taken.setdefault(output, key)
        problem = "" if first == key else taken_already(f"{target.rstrip('/')}/{output}", first)
        tasks.add(key, int(entry.get("size") or 0), sign(entry), problem)
    return tasks


def _protocols(system: Any) -> tuple[str, ...]:
    names = system.protocol
    return (names,) if isinstance(names, str) else tuple(names)


def _said(error: BaseException) -> str:
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
