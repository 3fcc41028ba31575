"""Which files of a folder are translated, and what each becomes: IN/a/news.txt -> OUT/a/news.en.txt."""

from __future__ import annotations

import fnmatch
import os
import stat
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePath
from typing import overload

from mt import documents
from mt.errors import InputError, OutputError, UsageError

#: Folder in OUT_DIR that holds the journal and the summary.
STATE = ".vimt"
JOURNAL = "journal.sqlite"
#: Which files, where nothing is said.
PATTERNS = ("*.[tT][xX][tT]",)


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


class Tasks(Sequence[Task]):
    """The tasks of a job in little memory, some 100 bytes each, as there may be millions: a Task is made when
    it is asked for.

    paths: a key -> what its input and its output are called."""

    def __init__(self, paths: Callable[[bytes], tuple[Path, Path]]) -> None:
        self._paths = paths
        #: Of each task, in order.
        self.keys: list[bytes] = []
        self._sizes, self._changed = array("q"), array("q")
        self._problems: dict[int, str] = {}
        self._strange: set[int] = set()
        #: Outputs of other runs below IN_DIR, which are no inputs: how many, by the folder of the run.
        self.left_out: dict[Path, int] = {}
        #: What is wrong with journals below IN_DIR: the outputs of those runs could not be told from inputs.
        self.unread: list[str] = []

    @overload
    def __getitem__(self, place: int) -> Task: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Task]: ...
    def __getitem__(self, place: int | slice) -> Task | Sequence[Task]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        key = self.keys[place]
        problem, ours = self._problems.get(place, ""), place not in self._strange
        return Task(key, *self._paths(key), self._sizes[place], self._changed[place], problem, ours)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def size(self) -> int:
        """Bytes of all inputs."""
        return sum(self._sizes)

    def add(self, key: bytes, size: int, changed: int, problem: str = "", ours: bool = True) -> None:
        """Puts a task at the end."""
        if problem:
            self._problems[len(self)] = problem
        if not ours:
            self._strange.add(len(self))
        self.keys.append(key)
        self._sizes.append(size)
        self._changed.append(changed)

    def none(self) -> Tasks:
        """An empty list of the same job's tasks, to add some to."""
        return Tasks(self._paths)


def shown(key: bytes) -> str:
    """A path for messages and reports, in one line."""
    text = key.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c == " " else c.encode("unicode_escape").decode() for c in text)


def plan(source: Path, target: Path, patterns: Sequence[str], format: str) -> Tasks:
    """The inputs below `source` that match one of `patterns`, in the order of their paths.

    patterns: as in a shell, matched against the path below `source` and against the file's name alone.
    Links are followed, each folder is entered once, and `target` is left out where it lies inside, as is
    what the journal of another run inside says that it wrote (`left_out` of the result): the English of a
    run is no input of the next one. Raises UsageError when the two are one folder, InputError when `source`
    is no folder that can be read.
    """
    check_folders(source, target)
    closed: dict[bytes, str] = {}
    keys: list[bytes] = []
    left_out: dict[Path, int] = {}
    unread: list[str] = []
    for path, why in _inputs(source, _files(source, _identity(target)), left_out, unread):
        relative = path.relative_to(source)
        if why or wanted(relative, patterns):
            keys.append(os.fsencode(relative))
        if why:
            closed[keys[-1]] = why

    def paths(key: bytes) -> tuple[Path, Path]:
        relative = Path(os.fsdecode(key))
        return source / relative, target / (relative if key in closed else output_of(relative, format))

    tasks, taken = Tasks(paths), dict[bytes, bytes]()
    tasks.left_out, tasks.unread = left_out, unread
    for key in sorted(keys):
        if key in closed:
            tasks.add(key, 0, 0, closed[key])
            continue
        path, output = paths(key)
        other = taken.setdefault(blake2b(bytes(output), digest_size=16).digest(), key)
        problem = "" if other == key else taken_already(output, other)
        tasks.add(key, *_seen(path, problem))
    return tasks


def check_folders(source: Path, target: Path) -> None:
    """Raises what `plan` raises of the two folders themselves."""
    if not source.is_dir():
        raise InputError(
            f"{source}: not a folder. For single files: mt translate; for a corpus: --column NAME"
        )
    if target.exists() and os.path.samefile(source, target):  # noqa: PTH121 (either may be a link)
        raise UsageError(f"{target}: input and output are one folder. Name another OUT_DIR")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: not a folder. Name another OUT_DIR")


def wanted(relative: PurePath, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns matches the path below IN_DIR or the file's name alone, in capitals or
    not: OLD.TXT is a *.txt."""
    names = (relative.as_posix().lower(), relative.name.lower())
    return any(fnmatch.fnmatchcase(name, pattern.lower()) for pattern in patterns for name in names)


def output_of(relative: PurePath, format: str) -> PurePath:
    """The output's path below OUT_DIR: a/news.txt -> a/news.en.txt."""
    return relative.parent / documents.output_name(relative.name, format)


def output_name(key: bytes, format: str) -> bytes:
    """The path below OUT_DIR of the output of the input `key`: what the journal knows it by."""
    return os.fsencode(output_of(Path(os.fsdecode(key)), format))


def taken_already(output: object, other: bytes) -> str:
    """The problem of an input whose output belongs to another input."""
    return f"would be written to {output}, as {shown(other)} is. Rename one of them"


class Foreign(OutputError):
    """An output is there that is not ours; it is not written over."""

    def __init__(self, output: object) -> None:
        super().__init__(
            f"{output} is there, and mt did not write it or it was edited. Move it away, name another "
            "OUT_DIR, or give --overwrite"
        )


def _seen(path: Path, problem: str) -> tuple[int, int, str]:
    """Size and time of change of an input, and why it cannot be translated."""
    try:
        found = path.stat()
    except OSError as error:
        dangling = isinstance(error, FileNotFoundError) and path.is_symlink()
        why = f"a link (to {path.readlink()}) that leads to nothing. Mend or remove it" if dangling else ""
        return 0, 0, problem or why or f"cannot be read: {error.strerror}"
    if not stat.S_ISREG(found.st_mode):
        # Opening a pipe would wait for ever.
        return 0, 0, problem or "a pipe, a socket or a device. Copy what it gives into a file"
    return found.st_size, found.st_mtime_ns, problem


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _inputs(
    source: Path, files: Iterable[tuple[Path, str]], left_out: dict[Path, int], unread: list[str]
) -> Iterator[tuple[Path, str]]:
    """`files` without what other runs wrote into folders below `source`, which is counted in `left_out`. A
    journal that cannot be read goes into `unread`: then all files there are inputs, and nothing is lost."""
    known: dict[Path, set[bytes]] = {}
    for path, why in files:
        for folder in path.relative_to(source).parents[:-1]:
            run = source / folder
            if run not in known:
                try:
                    known[run] = _written(run)
                except (InputError, OutputError) as error:
                    known[run] = set()
                    unread.append(f"{run / STATE}: {str(error.__cause__ or error).splitlines()[0]}")
            if known[run] and os.fsencode(path.relative_to(run)) in known[run]:
                left_out[run] = left_out.get(run, 0) + 1
                break
        else:
            yield path, why


def _written(folder: Path) -> set[bytes]:
    """Paths below `folder` of what a run wrote into it; none where no run did. Raises InputError or
    OutputError when its journal cannot be read."""
    from mt.batch.claims import Claims
    from mt.batch.journal import outputs

    if not (folder / STATE / JOURNAL).is_file():
        return set()
    return {name for name, _ in outputs(folder) | Claims(str(folder)).found()}


def _files(source: Path, left_out: tuple[int, int] | None) -> Iterator[tuple[Path, str]]:
    """Files below `source`, and folders that cannot be read with the reason; one that is met again through a
    link is not entered again, nor is the folder of a journal."""
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
                        if entry.name != STATE:
                            waiting.append(folder / entry.name)
                    else:
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
