"""A checkpoint from a hub, whole and hashed, over plain HTTP(S).

The hub is HF_ENDPOINT, else the public one. Its API names a commit and, for each file, size and hash:

    GET {hub}/api/models/{repository}/revision/{revision}?blobs=true
    GET {hub}/{repository}/resolve/{commit}/{file}

A download that is cut goes on where it stopped, in this run or the next; what has arrived is only taken when
its hash is right. Proxies are those of the environment (urllib). HF_TOKEN goes to the hub and to no other
host, wherever it redirects.
"""

from __future__ import annotations

import errno
import hashlib
import http.client
import json
import re
import shutil
import time
import urllib.error
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mt.errors import BackendError, OutputError
from mt.models.checkpoint import SMALL_FILES, WEIGHTS
from mt.models.files import write_whole
from mt.models.hub import TEMPORARY, Hub, refused, unreachable

#: Bytes done, bytes in all, bytes a second in this run.
Progress = Callable[[int, int, float], None]

_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """hash: SHA-256 of the content ("sha256:..."), or its git blob name ("git:...") for small files."""

    name: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a repository holds at one commit, narrowed to the files that a conversion needs."""

    repository: str
    commit: str
    licence: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


def describe(hub: Hub, repository: str, revision: str = "main") -> Snapshot:
    """The files of `repository` at `revision` (a branch, tag or commit) that a conversion needs.

    Raises BackendError at once when the hub cannot be reached or answers that there is no such thing.
    """
    path = f"/api/models/{_quote(repository)}/revision/{urllib.parse.quote(revision, safe='')}?blobs=true"
    for attempt in range(1, hub.patience + 1):
        try:
            with hub.open(path) as response:
                return _snapshot(repository, revision, json.load(response))
        except urllib.error.HTTPError as error:
            error.close()
            if error.code not in TEMPORARY or attempt == hub.patience:
                raise refused(hub, error, f"{repository} at {revision}") from error
            hub.wait(attempt, error)
        except ValueError as error:
            raise BackendError(f"{hub.host}: its answer about {repository} is no JSON: {error}") from error
        except (OSError, http.client.HTTPException) as error:
            raise unreachable(hub, error) from error
    raise AssertionError("unreachable: the last attempt returns or raises")


def _snapshot(repository: str, revision: str, answer: Any) -> Snapshot:
    commit = str(answer.get("sha", "")) if isinstance(answer, dict) else ""
    if not re.fullmatch(r"[0-9a-f]{40}", commit):
        raise BackendError(f"{repository}: the hub names no commit for the revision {revision!r}")
    if re.fullmatch(r"[0-9a-f]{40}", revision) and commit != revision:
        raise BackendError(f"{repository}: asked for the commit {revision}, the hub offers {commit}")
    entries = {str(entry["rfilename"]): entry for entry in answer.get("siblings", ())}
    wanted = [name for name in SMALL_FILES if name in entries] + _weights(repository, list(entries))
    licence = str((answer.get("cardData") or {}).get("license") or "unknown")
    return Snapshot(repository, commit, licence, tuple(_remote(repository, entries[n]) for n in wanted))


def _weights(repository: str, names: list[str]) -> list[str]:
    for first, pattern in WEIGHTS:
        if first in names:
            return [first, *(n for n in sorted(names) if re.fullmatch(pattern, n) and n != first)]
    raise BackendError(f"{repository}: has no PyTorch weights (neither safetensors nor pytorch_model.bin)")


def _remote(repository: str, entry: dict[str, Any]) -> RemoteFile:
    name, large = str(entry["rfilename"]), entry.get("lfs") or {}
    size = large.get("size", entry.get("size"))
    found = f"sha256:{large['sha256']}" if large.get("sha256") else f"git:{entry.get('blobId') or ''}"
    if not isinstance(size, int) or found == "git:":
        raise BackendError(f"{repository}: the hub gives no size or no hash for {name}")
    return RemoteFile(name, size, found)


def download(hub: Hub, snapshot: Snapshot, folder: Path, progress: Progress | None = None) -> Path:
    """`folder`, with every file of `snapshot` in it, hashes checked. What is there already stays.

    Raises BackendError when a file cannot be had or keeps a wrong hash, OutputError when the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = sum(_present(folder, file) for file in snapshot.files)
        check_space(folder, snapshot.size - done)
        counter = _Counter(done, snapshot.size, progress)
        for file in snapshot.files:
            if (folder / file.name).exists():
                continue
            path = f"/{_quote(snapshot.repository)}/resolve/{snapshot.commit}/{urllib.parse.quote(file.name)}"
            _Download(hub, path, file, folder, counter).run()
    except PermissionError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror}. Set MT_HOME?") from error
    return folder


def check_space(folder: Path, needed: int) -> None:
    """Raises OutputError unless the disk of `folder` has `needed` bytes free."""
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise OutputError(
            f"{folder}: {needed / 1e9:.1f} GB are needed, {free / 1e9:.1f} GB are free. "
            "Free some, or set MT_HOME to a folder on another disk."
        )


def _present(folder: Path, file: RemoteFile) -> int:
    """Bytes of `file` that need not be fetched. A file under its own name has been checked when it came."""
    whole, part = folder / file.name, folder / f"{file.name}.part"
    if whole.exists():
        if whole.stat().st_size == file.size:
            return file.size
        whole.unlink()
    return part.stat().st_size if part.exists() else 0


class _Counter:
    def __init__(self, done: int, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = done, total, progress
        self._arrived, self._start = 0, time.monotonic()

    def add(self, size: int, arrived: bool = True) -> None:
        self._done += size
        self._arrived += size if arrived else 0
        if self._progress is not None:
            seconds = max(time.monotonic() - self._start, 1e-6)
            self._progress(self._done, self._total, self._arrived / seconds)


class _CutError(Exception):
    """The connection ended before the file did."""


class _Download:
    """One file: NAME.part grows until it is whole, NAME.part.json remembers which version it is a part of."""

    def __init__(self, hub: Hub, path: str, file: RemoteFile, folder: Path, counter: _Counter) -> None:
        self._hub, self._path, self._file, self._counter = hub, path, file, counter
        self._whole = folder / file.name
        self._part = folder / f"{file.name}.part"
        self._note = folder / f"{file.name}.part.json"

    def run(self) -> None:
        # Twice: parts of two versions may have been joined where the server gave no usable ETag.
        for last in (False, True):
            self._fetch()
            if hash_of(self._part, self._file.hash) == self._file.hash:
                self._part.replace(self._whole)
                self._note.unlink(missing_ok=True)
                return
            self._restart()
            if last:
                raise BackendError(
                    f"{self._hub.host}: {self._file.name} arrived twice with a wrong hash; "
                    "nothing of it was kept. Try again later, or another HF_ENDPOINT."
                )

    def _fetch(self) -> None:
        attempt = 0
        while (before := self._size()) < self._file.size or not self._part.exists():
            failure: Exception
            try:
                self._once(before)
                continue
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == 416:  # the part is longer than the file is now
                    self._restart()
                elif error.code not in TEMPORARY:
                    raise refused(self._hub, error, f"{self._file.name} of this model") from error
                failure = error
            except (_CutError, OSError, http.client.HTTPException) as error:
                if _local(error):
                    raise OutputError(f"{self._part}: cannot be written: {error}") from error
                failure = error
            attempt = 1 if self._size() > before else attempt + 1
            if attempt >= self._hub.patience:
                raise BackendError(
                    f"{self._hub.host}: {self._file.name} was cut {attempt} times without progress "
                    f"({failure}). What has arrived is kept: the same command goes on from there."
                ) from failure
            self._hub.wait(attempt, failure)

    def _once(self, start: int) -> None:
        headers = {}
        if start:
            headers["Range"] = f"bytes={start}-"
            if etag := self._etag():
                headers["If-Range"] = etag
        with self._hub.open(self._path, headers) as response:
            if start and (response.status != 206 or not self._goes_on(response, start)):
                # The whole file comes, or another version of it: what is here cannot be used.
                self._restart()
                start = 0
                if response.status == 206:
                    raise _CutError("the file changed on the server")
            self._remember(response)
            self._append(response)
        if self._size() < self._file.size:
            raise _CutError(f"the connection ended after {self._size()} of {self._file.size} bytes")

    def _goes_on(self, response: http.client.HTTPResponse, start: int) -> bool:
        etag = self._etag()
        same = not etag or response.headers.get("ETag", etag) == etag
        given = response.headers.get("Content-Range", "")
        return same and given == f"bytes {start}-{self._file.size - 1}/{self._file.size}"

    def _append(self, response: http.client.HTTPResponse) -> None:
        with self._part.open("ab") as part:
            left = self._file.size - part.tell()
            # One byte more than there should be, so that a longer file is noticed.
            while left >= 0 and (chunk := response.read(min(_CHUNK, left + 1))):
                part.write(chunk)
                self._counter.add(len(chunk))
                left -= len(chunk)
        if left < 0:
            self._restart()
            raise _CutError(f"more than {self._file.size} bytes arrived")

    def _size(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    def _restart(self) -> None:
        self._counter.add(-self._size(), arrived=False)
        self._part.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def _etag(self) -> str:
        # A weak ETag does not vouch for the bytes, and If-Range must not carry one (RFC 9110, 13.1.5).
        if not self._note.exists():
            return ""
        try:
            etag = str(json.loads(self._note.read_text(encoding="utf-8")).get("etag", ""))
        except (ValueError, AttributeError):
            return ""
        return etag if etag.startswith('"') else ""

    def _remember(self, response: http.client.HTTPResponse) -> None:
        if not self._size():
            etag = response.headers.get("ETag", "")
            write_whole(self._note, json.dumps({"etag": etag}).encode())


def hash_of(path: Path, like: str) -> str:
    """The hash of the file, of the kind that `like` is: "sha256:..." or "git:..."."""
    if like.startswith("sha256:"):
        with path.open("rb") as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    digest.update(path.read_bytes())
    return "git:" + digest.hexdigest()


def _quote(repository: str) -> str:
    return urllib.parse.quote(repository, safe="/")


def _local(error: Exception) -> bool:
    """Whether it is this machine's disk that failed, not the network."""
    return isinstance(error, OSError) and error.errno in (
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EFBIG,
    )
