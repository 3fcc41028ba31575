"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TextIO

from mt.errors import OutputError

_FULL = "Remedy: free some space, or write elsewhere with -o"
_CLOSED = "no permission to write in its folder. Remedy: chmod u+w that folder, or write elsewhere with -o"
_REMEDIES = {
    errno.ENOSPC: f"the disk is full. {_FULL}",
    errno.EDQUOT: f"the disk quota is used up. {_FULL}",
    errno.EFBIG: "the file grew past the limit of this system or user. Remedy: write elsewhere with -o",
    errno.EROFS: "the disk is read-only. Remedy: write elsewhere with -o",
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EIO: "the disk reports an error. Remedy: write elsewhere with -o",
    errno.ENAMETOOLONG: "the name is too long. Remedy: give a shorter one",
}


@contextmanager
def replacing(target: Path | str, finished: Callable[[Path], None] | None = None) -> Iterator[TextIO]:
    """A UTF-8 text stream that becomes the file `target` when the block ends well; line ends stay as given.

    Until then it has a temporary name in the same folder, and after an error it is gone and `target` is as it
    was. A target that exists keeps its permissions; a link is followed. Raises OutputError, with the remedy.

    finished: is given the whole file before it gets its name, and may raise to keep it from that.
    """
    unfinished = Unfinished(target)
    try:
        unfinished.open()
        with unfinished.explained():
            yield unfinished.stream
        unfinished.close()
        unfinished.sync()
        if finished:
            finished(unfinished.temporary)
        unfinished.publish()
        sync_folder(unfinished.target.parent)
    except BaseException:
        unfinished.discard()
        raise


class Unfinished:
    """What `replacing` does, step by step, for those who write many files.

    `open`, `close`, `sync`, `publish` once each, then `sync_folder` once a folder; or `discard` at any time.
    All but `discard` raise OutputError. stream: UTF-8 text, line ends as given. target: links followed."""

    stream: TextIO

    def __init__(self, target: Path | str) -> None:
        """Nothing is opened yet: whoever can be stopped by a signal needs the name first, to clear away."""
        self.target = Path(target)
        try:
            self.target = _checked(self.target)
        except (OSError, ValueError, RuntimeError) as error:  # NUL in the name; links in a circle
            raise _failure(self.target, error) from error
        name = f".{self.target.name[:60]}.{secrets.token_hex(4)}.part"
        self.temporary = self.target.with_name(name)

    def open(self) -> None:
        """Makes the temporary file, for its owner alone until `close`."""
        try:
            handle = os.open(self.temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise _failure(self.target, error) from error
        self.stream = open(handle, "w", encoding="utf-8", newline="")  # noqa: PTH123, SIM115 (a descriptor; closed below)

    def explained(self) -> AbstractContextManager[None]:
        """Makes a failure of the disk inside the block an OutputError."""
        return _Mapped(self.target)

    def close(self) -> None:
        """All that was written is with the system now, though not yet safe from a power cut."""
        with self.explained():
            self.stream.flush()
            os.fchmod(self.stream.fileno(), _mode(self.target))
            self.stream.close()

    def sync(self) -> None:
        """What was written is on the disk. May be called in another thread; several go together faster."""
        try:
            handle = os.open(self.temporary, os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise _failure(self.target, error) from error

    def publish(self) -> None:
        """The file has its name."""
        try:
            self.temporary.replace(self.target)
        except OSError as error:
            raise _failure(self.target, error) from error

    def discard(self) -> None:
        """Nothing is left of it, unless it was published."""
        if hasattr(self, "stream"):  # else it was never opened
            with suppress(OSError):
                self.stream.close()
        with suppress(OSError):
            self.temporary.unlink()


class _Mapped(AbstractContextManager[None]):
    """Makes a failure of the disk an OutputError, and leaves errors that concern other files alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        # A write carries no file name; an error of another file (an input, say) does.
        if isinstance(error, OSError) and error.filename is None and error.errno in _REMEDIES:
            raise _failure(self._path, error) from error


def _checked(path: Path) -> Path:
    """The file to write, links followed. Raises OutputError for what can be seen beforehand."""
    # Through /dev/stdout stands whatever file the shell has opened there: it would be replaced under it.
    if path.parts[:2] in (("/", "dev"), ("/", "proc")):
        raise OutputError(f"{path} is not a regular file. Remedy: leave -o out and use > {path}")
    path = path.resolve()
    if path.is_dir():
        raise OutputError(f"{path} is a folder. Remedy: name a file in it")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}. Remedy: mkdir -p {path.parent}")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} is not a regular file. Remedy: leave -o out and use > {path}")
    return path


def _failure(path: Path, error: Exception) -> OutputError:
    reason = str(error)
    if isinstance(error, OSError):
        reason = _REMEDIES.get(error.errno or 0, error.strerror or reason)
    return OutputError(f"{path} was not written: {reason}")


def _mode(path: Path) -> int:
    """Permissions of the file that is replaced; those of any new file when there is none."""
    with suppress(FileNotFoundError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def sync_folder(folder: Path) -> None:
    """Makes the new name itself safe from a power cut, where the system lets folders be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def same_file(first: Path | str, second: Path | str) -> bool:
    """Whether both name one existing file, through links or not: output must not replace its own input."""
    try:
        return os.path.samefile(first, second)  # noqa: PTH121 (either may be text)
    except OSError:
        return False
