"""How a job is shared out: files into groups that one worker does as a whole, cores into workers.

Groups depend on the order and the sizes of all files of a job, on nothing else: what a killed run has
left over are the same groups again, with the same batches in them, whoever does them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mt.batch.plan import Task

#: Bytes of a Vietnamese sentence in UTF-8, on the high side: a group is a window or a little less.
SENTENCE_BYTES = 150
#: Windows of a file from which on it is large: one worker would take long, and lose much when it dies.
_LARGE = 4
#: Most cores of one worker, where nothing else is said: so much is lost with it.
_MOST_CORES = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are translated together. number: from 0 in the job."""

    number: int
    tasks: tuple[Task, ...]

    @property
    def size(self) -> int:
        """Bytes of the inputs."""
        return sum(task.size for task in self.tasks)


@dataclass(frozen=True, slots=True)
class Texts:
    """Different sentences of a large file, not yet translated: those of one window."""

    number: int
    texts: tuple[str, ...]

    @property
    def size(self) -> int:
        """Characters."""
        return sum(map(len, self.texts))


#: What a worker does as a whole.
Share = Group | Texts


def is_large(group: Group, window: int) -> bool:
    """Whether it is one file of so many windows that they are shared out one by one."""
    return (
        len(group.tasks) == 1 and not group.tasks[0].problem and group.size > _LARGE * window * SENTENCE_BYTES
    )


def groups(tasks: Iterable[Task], window: int) -> list[Group]:
    """The tasks in groups of about a window's worth, in order; a larger file is a group of its own.

    window: sentences translated together, at least 1. No group has more than `window` files.
    """
    limit = window * SENTENCE_BYTES
    made: list[Group] = []
    held: list[Task] = []
    size = 0
    for task in tasks:
        if held and (size + task.size > limit or len(held) >= window):
            made.append(Group(len(made), tuple(held)))
            held, size = [], 0
        held.append(task)
        size += task.size
    if held:
        made.append(Group(len(made), tuple(held)))
    return made


def left_over(made: Iterable[Group], undone: Mapping[bytes, Task]) -> list[Group]:
    """The groups with those of their tasks that are to be done, by key; the largest first, so that no worker
    ends long after the others."""
    kept = [
        Group(group.number, tuple(undone[task.key] for task in group.tasks if task.key in undone))
        for group in made
    ]
    return sorted((group for group in kept if group.tasks), key=lambda group: (-group.size, group.number))


def singles(made: Iterable[Share]) -> list[Share]:
    """Every file of the groups, and every text, as a share of its own."""
    found: list[Share] = []
    for share in made:
        if isinstance(share, Texts):
            found += [Texts(len(found) + at, (text,)) for at, text in enumerate(share.texts)]
        else:
            found += [Group(len(found) + at, (task,)) for at, task in enumerate(share.tasks)]
    return found


def shares(cores: Sequence[int], workers: int, threads: int) -> tuple[int, int]:
    """How many workers of how many cores run on nodes with so many cores each; 0 stands for "as suits".

    A worker lies on one node. Without either, workers as large as the smallest node, at most eight cores.
    The first number may be more than fits: such workers wait for a node.
    """
    nodes = [count for count in cores if count >= 1] or [1]

    def fitting(size: int) -> int:
        return sum(count // size for count in nodes)

    if not threads:
        sizes = range(max(nodes), 0, -1)
        threads = next((size for size in sizes if fitting(size) >= workers), 1) if workers else 0
    threads = threads or min(_MOST_CORES, min(nodes))
    return workers or max(1, fitting(threads)), threads
