"""Files of a job to the machine that works on them, and back: nothing to do but for URLs."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from mt.batch.journal import Row
from mt.batch.places import Place, is_url
from mt.batch.plan import Foreign, Task, output_of

#: Files that are fetched or stored at a time.
_TRANSFERS = 16
#: Beginning of the names of temporary folders. Machines may share where they lie, and not their processes.
_OURS = f"vimt-{platform.node()}-"


class WorkFolder(tempfile.TemporaryDirectory[str]):
    """A temporary folder whose name says which process made it: see `clear_dead`."""

    def __init__(self) -> None:
        super().__init__(prefix=f"{_OURS}{os.getpid()}-")


def clear_dead() -> None:
    """Removes the folders that killed processes of this machine have left."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_OURS}*"):
        number = folder.name.removeprefix(_OURS).partition("-")[0]
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError, OverflowError):
            continue  # another user's; not ours


class Transfers:
    """source, target: the job's folders or URLs. Raises what `Place.of` does."""

    def __init__(self, source: str, target: str, format: str) -> None:
        self._format = format
        self._source = Place.of(source) if is_url(source) else None
        self._target = Place.of(target) if is_url(target) else None

    def fetched(self, tasks: Sequence[Task], folder: Path) -> list[Task]:
        """The tasks with their files on this machine: as they are, or below `folder` in place of URLs."""
        place, local = self._source, list(tasks)
        if place:
            paths = [folder / f"{number}.in" for number in range(len(local))]

            def fetched(task: Task, path: Path) -> Task:
                problem = task.problem or place.fetch(task, path)
                if problem:
                    return replace(task, source=path, problem=problem)
                return replace(task, source=path, changed=path.stat().st_mtime_ns)

            with ThreadPoolExecutor(_TRANSFERS) as pool:
                local = list(pool.map(fetched, local, paths))
        if self._target:
            local = [replace(task, target=folder / f"{number}.out") for number, task in enumerate(local)]
        return local

    def stored(self, rows: Sequence[Row], tasks: Sequence[Task], local: Sequence[Task]) -> list[Row]:
        """The rows as of the tasks' own files, which are brought to where they belong."""
        own = {task.key: (task, ours) for task, ours in zip(tasks, local, strict=True)}

        def stored(row: Row) -> Row:
            task, ours = own[row.key]
            row = replace(row, size=task.size, changed=task.changed)
            if row.state == "done" and self._target:
                relative = str(output_of(Path(os.fsdecode(task.key)), self._format))
                state = "failed"
                try:
                    reason = self._target.store(ours.target, relative, task.ours)
                except Foreign as error:
                    state, reason = "barred", str(error)
                if reason:
                    return Row(row.key, state, row.size, row.changed, recipe=row.recipe, error=reason,
                               finished=row.finished)  # fmt: skip
                return replace(row, stamp=self._target.stamp(relative))
            if row.state == "barred" and ours.problem and not task.problem:
                return replace(row, state="failed")  # it could not be fetched
            return row

        with ThreadPoolExecutor(_TRANSFERS) as pool:
            return list(pool.map(stored, rows))
