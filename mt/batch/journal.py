"""What a run over a folder has done: SQLite in OUT_DIR/.vimt, so that the next run goes on from there.

files      one row an input: state, size and time when it was read, hash, what came of it
sentences  each different sentence's translation under each recipe (model, beam, ...): none is computed twice
outputs    each output that was ever about to be written, by its path below OUT_DIR, and its SHA-256: what
           lies there with these bytes is ours, whatever became of the run
planned    keys of the inputs that the last run saw; what else has a row was there for an earlier one
meta       the layout's version; where in the files the last finished window ended; what is being worked on

Write-ahead logging: `mt batch --status` reads while a run writes.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from mt.batch.plan import JOURNAL, STATE
from mt.errors import InputError, OutputError
from mt.models.store import try_lock
from mt.translate.repair import Checked
from mt.values import Flag, FlagKind, Span

VERSION = 2
_LAYOUT = """
create table if not exists meta (key text primary key, value text not null) without rowid;
create table if not exists files (
  key blob primary key, state text not null, size integer not null, changed integer not null,
  hash text not null, recipe text not null, output blob not null, written integer not null,
  sentences integer not null, repaired integer not null, flagged integer not null, kinds text not null,
  error text not null, seconds real not null, finished real not null, stamp integer not null) without rowid;
create table if not exists outputs (name blob, digest blob, primary key (name, digest)) without rowid;
create table if not exists planned (key blob primary key) without rowid;
create table if not exists sentences (
  key blob primary key, target text not null, score real, repair text not null, flags text not null
) without rowid;
"""
_INSERT = "insert or replace into files values (" + ",".join("?" * 16) + ")"
#: Most places in one question to SQLite.
_CHUNK = 900


@dataclass(frozen=True, slots=True)
class Row:
    """One input's record.

    state: "done", "failed", or "barred": it could not even be tried, and is looked at anew each time.
    size, changed, hash: of the input as it was read. recipe: hash of the settings. output, written, stamp:
    `mt.batch.marks.digest` of the output, its size in bytes, and its time of change in ns since 1970, or what
    a file system behind a URL tells of changes (0: nothing). seconds: from the first sentence to the written
    file, with what was done for others meanwhile. finished: seconds since 1970.
    """

    key: bytes
    state: str
    size: int
    changed: int
    hash: str = ""
    recipe: str = ""
    output: bytes = b""
    written: int = 0
    sentences: int = 0
    repaired: int = 0
    flagged: int = 0
    kinds: str = "{}"
    error: str = ""
    seconds: float = 0.0
    finished: float = 0.0
    stamp: int = 0


class Journal:
    """The open journal of an output folder. One process may hold it for writing: see `locked`."""

    def __init__(self, folder: Path) -> None:
        """Opens or makes the journal of the output folder. Raises OutputError when that cannot be written,
        InputError when what lies there is damaged or of a newer version; both name the remedy."""
        self.path = folder / STATE / JOURNAL
        self._one_at_a_time = threading.Lock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{self.path.parent}: cannot be made: {error.strerror}") from error
        with _explained(self.path):
            self._base = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._base.execute("pragma journal_mode = wal")
            # A power cut may cost the last transactions, never the journal; the files in them are done again.
            self._base.execute("pragma synchronous = normal")
            self._base.execute("pragma busy_timeout = 10000")
            _check_version(self._base, self.path)
            self._base.executescript(_LAYOUT)
            self._base.execute("insert or ignore into meta values ('version', ?)", (str(VERSION),))
            # Of its own, so that one thread recalls while another is in a transaction.
            self._recall = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._recall.execute("pragma busy_timeout = 10000")

    def close(self) -> None:
        self._recall.close()
        self._base.close()

    def note(self, key: str, value: object) -> None:
        """Stores a JSON value under a name, for other processes to read: see `read`."""
        with self._transaction():
            self._base.execute("insert or replace into meta values (?, ?)", (key, json.dumps(value)))

    def row(self, key: bytes) -> Row | None:
        """The record of an input. One at a time: a folder may have more files than fit into memory."""
        with _explained(self.path):
            found = self._base.execute("select * from files where key = ?", (key,)).fetchone()
        return Row(*found) if found else None

    def failed(self) -> set[bytes]:
        """Keys of the inputs that have failed, by their records."""
        with _explained(self.path):
            return {key for (key,) in self._base.execute("select key from files where state = 'failed'")}

    def claim(self, outputs: Iterable[tuple[bytes, bytes]]) -> None:
        """These outputs (paths below OUT_DIR) are about to get their names with these contents (digests);
        that is known after a kill or a power cut, too."""
        with self._one_at_a_time, _explained(self.path):
            self._base.execute("pragma synchronous = full")
        try:
            with self._transaction():
                self._base.executemany("insert or ignore into outputs values (?, ?)", outputs)
        finally:
            with self._one_at_a_time, _explained(self.path):
                self._base.execute("pragma synchronous = normal")

    def wrote(self, output: bytes, digest: bytes) -> bool:
        """Whether a run has written, or was about to write, this content under this path below OUT_DIR."""
        with _explained(self.path):
            question = "select 1 from outputs where name = ? and digest = ?"
            return self._base.execute(question, (output, digest)).fetchone() is not None

    def planned(self, keys: Iterable[bytes]) -> None:
        """These are the inputs of the run."""
        with self._transaction():
            self._base.execute("delete from planned")
            self._base.executemany("insert or ignore into planned values (?)", ((key,) for key in keys))

    def noted(self, key: str) -> Any:
        """The JSON value that `note` stored, None when there is none."""
        with _explained(self.path):
            found = self._base.execute("select value from meta where key = ?", (key,)).fetchone()
        return json.loads(found[0]) if found else None

    def progress(self) -> tuple[bytes, str, int] | None:
        """The file in which the last finished window ended, its hash, and the pieces of it that are done."""
        found = self.noted("progress")
        return (bytes.fromhex(found[0]), *found[1:]) if found else None

    def recall(self, recipe: str, texts: Sequence[str]) -> dict[str, Checked]:
        """Those of `texts` that were translated under `recipe`."""
        keys = {_key(recipe, text): text for text in texts}
        known: dict[str, Checked] = {}
        asked = list(keys)
        with _explained(self.path):
            for start in range(0, len(asked), _CHUNK):
                part = asked[start : start + _CHUNK]
                marks = ",".join("?" * len(part))
                rows = self._recall.execute(f"select * from sentences where key in ({marks})", part)
                for key, target, score, repair, flags in rows:
                    known[keys[key]] = Checked(target, score, unpacked_flags(flags), repair)
        return known

    def keep(self, recipe: str, found: Mapping[str, Checked]) -> None:
        """Remembers translations."""
        rows = [
            (_key(recipe, text), one.target, one.score, one.repair, packed_flags(one.flags))
            for text, one in found.items()
        ]
        with self._transaction():
            self._base.executemany("insert or replace into sentences values (?,?,?,?,?)", rows)

    def finish(self, rows: Iterable[Row], progress: tuple[bytes, str, int] | None) -> None:
        """One window is done: its files, and where in the next one it ended."""
        place = json.dumps([progress[0].hex(), *progress[1:]]) if progress else "null"
        with self._transaction():
            self._base.executemany(_INSERT, [_values(row) for row in rows])
            self._base.execute("insert or replace into meta values ('progress', ?)", (place,))

    def record(self, row: Row) -> None:
        """One file is done or failed, outside of any window."""
        with self._transaction():
            self._base.execute(_INSERT, _values(row))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._one_at_a_time, _explained(self.path):
            self._base.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._base.execute("rollback")
                raise
            self._base.execute("commit")


def set_aside(suspect: tuple[str, int, int, str], reason: str) -> Row:
    """The record of a file that is given up in the name of a worker that cannot do it any more.

    suspect: its key in hexadecimal, size, time of change, the recipe. Its output of an earlier text stays."""
    key, size, changed, recipe = suspect
    return Row(bytes.fromhex(key), "failed", size, changed, recipe=recipe, error=reason, finished=now())


def read(folder: Path, planned: bool = False) -> tuple[list[Row], dict[str, Any]]:
    """The records and the notes of a journal that another process may be writing.

    planned: only of inputs that the last run saw. Raises InputError when there is none, or it is damaged."""
    with _reading(folder) as base:
        which = ""
        tables = base.execute("select 1 from sqlite_master where name = 'planned'").fetchone()
        if planned and tables and base.execute("select 1 from planned limit 1").fetchone():
            which = "where key in (select key from planned)"
        rows = [Row(*row) for row in base.execute(f"select * from files {which} order by key")]
        notes = {key: json.loads(value) for key, value in base.execute("select key, value from meta")}
    return rows, notes


def outputs(folder: Path) -> set[tuple[bytes, bytes]]:
    """All that `Journal.wrote` says yes to; raises what `read` does."""
    with _reading(folder) as base:
        return set(base.execute("select name, digest from outputs"))


@contextmanager
def _reading(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / STATE / JOURNAL
    if not path.is_file():
        raise InputError(f"{folder}: no run has been here: there is no {path}")
    with _explained(path):
        # Where nothing may be written, SQLite cannot make its own files beside the journal.
        still = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
        base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{still}", uri=True)
        try:
            _check_version(base, path)
            yield base
        finally:
            base.close()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the output folder for this process; the system lets go when it dies. Raises OutputError when
    another run holds it."""
    path = folder / STATE / "lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}. Name another OUT_DIR") from error
    with file:
        if not try_lock(file):
            file.seek(0)
            raise OutputError(
                f"{folder}: another run is at work there (process {file.read().strip() or 'unknown'}). "
                "Wait for it, or see how far it is: mt batch --status"
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise OutputError(f"{path}: the disk is full. Free some space and run again") from error
        raise OutputError(f"{path}: {error}. Is the disk full, read-only or slow?") from error
    except sqlite3.DatabaseError as error:
        raise InputError(
            f"{path}: the journal is damaged ({error}). Move it away and run again, with "
            "--overwrite: every file is translated anew"
        ) from error


def _check_version(base: sqlite3.Connection, path: Path) -> None:
    if not base.execute("select 1 from sqlite_master where name = 'meta'").fetchone():
        return
    found = base.execute("select value from meta where key = 'version'").fetchone()
    if found and found[0] != str(VERSION):
        raise InputError(
            f"{path}: a journal of version {found[0]}; this vimt writes version {VERSION}. Move it away and "
            "run again, with --overwrite: every file is translated anew"
        )


def _key(recipe: str, text: str) -> bytes:
    """128 bits: two of a billion sentences share one with a probability below 1e-20."""
    return blake2b(f"{recipe}\0{text}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def packed_flags(flags: tuple[Flag, ...]) -> str:
    """Flags as JSON, "" for none."""
    rows = [[str(f.kind), f.detail, *((f.place.start, f.place.end) if f.place else ())] for f in flags]
    return json.dumps(rows, ensure_ascii=False) if flags else ""


def unpacked_flags(packed: str) -> tuple[Flag, ...]:
    """From what `packed_flags` gave."""
    rows = json.loads(packed) if packed else []
    return tuple(
        Flag(FlagKind(kind), detail, Span(*place) if place else None) for kind, detail, *place in rows
    )


def _values(row: Row) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in Row.__slots__)


def now() -> float:
    """Seconds since 1970, to the millisecond."""
    return round(time.time(), 3)
