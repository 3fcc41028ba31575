"""Where models lie: MT_HOME/models/NAME, one folder a model.

A model appears there by one rename, after it was verified; what is being made or fetched lies in
MT_HOME/work. A lock file for each name keeps two runs from treading on each other.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from mt.errors import BackendError, OutputError, UsageError

#: Folder beside a conversion that holds the checkpoint it was made from, where that is kept.
CHECKPOINT = "checkpoint"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?")


def home() -> Path:
    """MT_HOME, or the platform's cache folder for vimt. Nothing is created."""
    if named := os.environ.get("MT_HOME"):
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "vimt"


def bundled_folder() -> Path:
    """Where the model lies that is part of the package."""
    return Path(__file__).parent / "bundled"


def check_name(name: str) -> str:
    """`name`. Raises UsageError unless it is letters, digits and . _ - with at most one slash inside."""
    if not _NAME.fullmatch(name) or "--" in name or ".." in name:
        raise UsageError(f"{name!r} is no model name: use letters, digits, . _ -, or a hub id ORG/NAME")
    return name


def folder_of(name: str) -> Path:
    """Where the model `name` lies or would lie. "org/name" -> "org--name", as in the hub's own cache."""
    return home() / "models" / check_name(name).replace("/", "--")


def work_folder(name: str) -> Path:
    """Where the model `name` is fetched and made. It may not exist."""
    return home() / "work" / check_name(name).replace("/", "--")


def names() -> list[str]:
    """Names of the folders in the store, sorted, whether whole or not."""
    models = home() / "models"
    if not models.is_dir():
        return []
    return sorted(p.name.replace("--", "/") for p in models.iterdir() if p.is_dir() and p.name[0] != ".")


def size_of(folder: Path) -> int:
    """Bytes of the files in `folder` and below."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def publish(made: Path, name: str) -> Path:
    """The folder in the store that `made` has become. What lay there under that name is replaced."""
    target = folder_of(name)
    old = target.with_name(f".{target.name}.old")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        made.rename(target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {error.strerror or error}") from error
    shutil.rmtree(old, ignore_errors=True)
    return target


def remove(name: str) -> Path:
    """The folder that is gone now. Raises UsageError when there was none, or it is the bundled one."""
    if name == "bundled":
        raise UsageError("The bundled model is part of the package and cannot be removed.")
    folder = folder_of(name)
    if not folder.is_dir():
        raise UsageError(f"There is no model {name!r} in {folder.parent}. See: mt models list")
    with locked(name):
        # The manifest goes first: a removal that is cut leaves nothing that looks whole.
        try:
            (folder / "mt.json").unlink(missing_ok=True)
            shutil.rmtree(folder)
        except OSError as error:
            raise OutputError(f"{folder}: cannot be removed: {error.strerror or error}") from error
        shutil.rmtree(work_folder(name), ignore_errors=True)
    return folder


@contextlib.contextmanager
def locked(name: str, patience: float = 0.0) -> Iterator[None]:
    """Holds the lock of the model `name`, waiting for it at most `patience` seconds.

    The system drops the lock when its holder dies, so that no stale one is left. Raises BackendError when
    another process holds it.
    """
    path = home() / "locks" / (check_name(name).replace("/", "--") + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror or error}. Set MT_HOME?") from error
    with file:
        deadline = time.monotonic() + patience
        while not try_lock(file):
            if time.monotonic() >= deadline:
                raise BackendError(
                    f"Another process works on the model {name!r} (lock: {path}). Wait for it."
                )
            time.sleep(0.1)
        try:
            yield
        finally:
            unlock(file)


def try_lock(file: IO[Any]) -> bool:
    """Takes the lock of an open file, without waiting; False when another process holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def unlock(file: IO[Any]) -> None:
    """Gives the lock back."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)
