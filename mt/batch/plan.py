"""Which files of a folder are translated, and what each becomes: IN/a/news.txt -> OUT/a/news.en.txt."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from mt.errors import InputError, UsageError

#: Folder in OUT_DIR that holds the journal and the summary.
STATE = ".vimt"
#: Which files, where nothing is said.
PATTERNS = ("*.[tT][xX][tT]",)
ENDINGS = {"text": ".txt", "tsv": ".tsv", "jsonl": ".jsonl", "tmx": ".tmx", "html": ".html"}


@dataclass(frozen=True, slots=True)
class Task:
    """One input. key: its path below IN_DIR, as the system has it. size in bytes, changed in ns since 1970.

    problem: why it cannot be translated, "" when it can. ours: what lies at `target` may be replaced; else
    only by the same bytes."""

    key: bytes
    source: Path
    target: Path
    size: int
    changed: int
    problem: str = ""
    ours: bool = True

    @property
    def name(self) -> str:
        """The key for a person: bytes that are no UTF-8 and line ends as escapes."""
        return shown(self.key)


def shown(key: bytes) -> str:
    """A path for messages and reports, in one line."""
    text = key.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode() for c in text)


def plan(source: Path, target: Path, patterns: Sequence[str], format: str) -> list[Task]:
    """The inputs below `source` that match one of `patterns`, in the order of their paths.

    patterns: as in a shell, matched against the path below `source` and against the file's name alone.
    Links are followed, each folder is entered once, and `target` is left out where it lies inside. Raises
    UsageError when the two are one folder, InputError when `source` is no folder that can be read.
    """
    check_folders(source, target)
    tasks: list[Task] = []
    taken: dict[Path, bytes] = {}
    found = sorted(_files(source, _identity(target)), key=lambda each: os.fsencode(each[0]))
    for path, closed in found:
        relative = path.relative_to(source)
        if closed:
            tasks.append(Task(os.fsencode(relative), path, target / relative, 0, 0, closed))
            continue
        if not wanted(relative, patterns):
            continue
        output = target / output_of(relative, format)
        key = os.fsencode(relative)
        other = taken.setdefault(output, key)
        problem = "" if other == key else taken_already(output, other)
        tasks.append(_task(key, path, output, problem))
    return tasks


def check_folders(source: Path, target: Path) -> None:
    """Raises what `plan` raises of the two folders themselves."""
    if not source.is_dir():
        raise InputError(f"{source}: not a folder. For single files: mt translate")
    if target.exists() and os.path.samefile(source, target):  # noqa: PTH121 (either may be a link)
        raise UsageError(f"{target}: input and output are one folder. Name another OUT_DIR")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: not a folder. Name another OUT_DIR")


def wanted(relative: PurePath, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns matches the path below IN_DIR or the file's name alone."""
    return any(fnmatch.fnmatch(name, p) for p in patterns for name in (str(relative), relative.name))


def output_of(relative: PurePath, format: str) -> PurePath:
    """The output's path below OUT_DIR: a/news.txt -> a/news.en.txt."""
    return relative.parent / (relative.stem + ".en" + ENDINGS[format])


def taken_already(output: object, other: bytes) -> str:
    """The problem of an input whose output belongs to another input."""
    return f"would be written to {output}, as {shown(other)} is. Rename one of them"


def foreign(output: object) -> str:
    """Why an output is not written over, and what to do."""
    return (
        f"{output} is there, and mt did not write it or it was edited. Move it away, name another "
        "OUT_DIR, or give --overwrite"
    )


def _task(key: bytes, path: Path, output: Path, problem: str) -> Task:
    try:
        found = path.stat()
    except OSError as error:
        return Task(key, path, output, 0, 0, problem or f"cannot be read: {error.strerror}")
    return Task(key, path, output, found.st_size, found.st_mtime_ns, problem)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _files(source: Path, left_out: tuple[int, int] | None) -> Iterator[tuple[Path, str]]:
    """Files below `source`, and folders that cannot be read with the reason; one that is met again through a
    link is not entered again."""
    entered = {left_out}
    waiting = [source]
    while waiting:
        folder = waiting.pop()
        identity = _identity(folder)
        if identity in entered:
            continue
        entered.add(identity)
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if _is_folder(entry):
                        waiting.append(folder / entry.name)
                    elif entry.is_symlink() or entry.is_file():
                        yield folder / entry.name, ""
        except OSError as error:
            if folder == source:
                raise InputError(f"{folder}: cannot be read: {error.strerror}") from error
            # It holds files that nobody translates: that is said, whatever the pattern.
            yield folder, f"the folder cannot be read: {error.strerror}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False
