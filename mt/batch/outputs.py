"""Output files of a run: each appears whole under its name, with its folders made and flushed."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from mt.batch import marks
from mt.batch.plan import Foreign, Task
from mt.documents import Unfinished, sync_folder, writer
from mt.errors import OutputError
from mt.pipeline import Tally
from mt.values import Document, Summary, Translation

#: Files that are flushed at a time.
_WAITING = 16


class Output:
    """One file being written under a temporary name. All methods but `drop` raise OutputError."""

    def __init__(self, task: Task, format: str) -> None:
        self.task = task
        _made(task.target.parent)
        self._file = Unfinished(task.target)
        self.tally = Tally(files=1)
        try:
            self._file.open()
            self._writer = writer(format, self._file.stream)
            with self._file.explained():
                self._writer.begin()
        except BaseException:
            self._file.discard()
            raise

    def add(self, document: Document, translations: list[Translation]) -> None:
        with self._file.explained():
            self._writer.add(document, translations)
        self.tally.add(translations)

    def end(self) -> Summary:
        """The file is whole; it waits for `publish`."""
        summary = self.tally.summary()
        with self._file.explained():
            self._writer.end(summary)
        self._file.close()
        return summary

    def seen(self) -> tuple[int, int]:
        """`mt.batch.marks.seen` of the file, which keeps size and time under its name."""
        return marks.seen(self._file.temporary)

    def digest(self) -> bytes:
        """`mt.batch.marks.digest` of the file."""
        return marks.digest(self._file.temporary)

    def sync(self) -> None:
        self._file.sync()

    def publish(self) -> None:
        """The file has its name. Raises Foreign where another one has it that is not ours."""
        if not self.task.ours and not _replaceable(self._file.temporary, self._file.target):
            raise Foreign(self.task.target)
        self._file.publish()

    def drop(self) -> None:
        """Leaves what was there before as it is."""
        self._file.discard()


def _replaceable(made: Path, target: Path) -> bool:
    """Whether nothing would be lost: there is no such file, or one with the same bytes, as a run leaves that
    was killed before the journal knew."""
    try:
        return filecmp.cmp(made, target, shallow=False)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def publish(files: Sequence[Output]) -> list[OutputError | None]:
    """Gives whole files their names, safe from a power cut; for each the error that kept it from that.

    Flushing waits for the disk, and many waits go together: one after the other would cost a small file more
    than its translation does.
    """
    with ThreadPoolExecutor(_WAITING) as pool:
        errors = list(pool.map(_synced, files))
    for folder in {file.task.target.parent for file in files}:
        sync_folder(folder)
    return errors


def _synced(file: Output) -> OutputError | None:
    try:
        file.sync()
        file.publish()
    except OutputError as error:
        file.drop()
        return error
    return None


def clear(tasks: Iterable[Task]) -> None:
    """Removes what killed runs left half-written for these files."""
    folders: dict[Path, dict[str, list[Path]]] = {}
    for task in tasks:
        folder = task.target.parent
        if folder not in folders:
            folders[folder] = _unfinished(folder)
        # As `Unfinished` names its temporary files.
        for path in folders[folder].pop(task.target.name[:60], ()):
            path.unlink(missing_ok=True)


def _unfinished(folder: Path) -> dict[str, list[Path]]:
    """Half-written files by the beginning of the name that they were to get."""
    found: dict[str, list[Path]] = {}
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name.endswith(".part"):
                owner = entry.name[1 : -len(".part")].rsplit(".", 1)[0]
                found.setdefault(owner, []).append(Path(entry.path))
    return found


def _made(folder: Path) -> None:
    """Makes the folder and those above it, each safe from a power cut in the one above."""
    if folder.is_dir():
        return
    _made(folder.parent)
    try:
        folder.mkdir(exist_ok=True)
        handle = os.open(folder.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made: {error.strerror}") from error
