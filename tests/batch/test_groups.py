"""Groups and shares. What is right is said by the contract: nothing lost, nothing twice, order kept."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mt.batch.groups import SENTENCE_BYTES, groups, left_over, shares, singles
from mt.batch.plan import Task

sizes = st.lists(st.integers(0, 5_000), max_size=60)


def tasks(sizes: list[int]) -> list[Task]:
    return [Task(b"%04d" % n, Path("in"), Path("out"), size, n) for n, size in enumerate(sizes)]


@given(sizes, st.integers(1, 20))
def test_every_file_is_in_one_group_in_order(sizes: list[int], window: int) -> None:
    made = groups(tasks(sizes), window)
    assert [task for group in made for task in group.tasks] == tasks(sizes)
    assert [group.number for group in made] == list(range(len(made)))
    for group in made:
        assert len(group.tasks) == 1 or group.size <= window * SENTENCE_BYTES
        assert len(group.tasks) <= window
    for one, other in pairwise(made):
        # The next file would not have fitted in.
        full = len(one.tasks) == window or one.size + other.tasks[0].size > window * SENTENCE_BYTES
        assert full


@given(sizes, st.integers(1, 20), st.data())
def test_what_is_left_over_are_the_same_groups(sizes: list[int], window: int, data: st.DataObject) -> None:
    made = groups(tasks(sizes), window)
    done = data.draw(st.sets(st.sampled_from(made)) if made else st.just(set()))
    gone = {task for group in done for task in group.tasks}
    left = left_over(made, {task.key: task for task in tasks(sizes) if task not in gone})
    assert {group.number: group for group in left} == {g.number: g for g in made if g not in done}
    assert [group.size for group in left] == sorted((group.size for group in left), reverse=True)


def test_singles_are_the_files() -> None:
    made = groups(tasks([10, 20, 9_999, 30]), 5)
    assert [group.tasks for group in singles(made)] == [(task,) for task in tasks([10, 20, 9_999, 30])]


@given(
    st.lists(st.integers(1, 64), min_size=1, max_size=8),
    st.integers(0, 40),
    st.integers(0, 16),
)
def test_shares_fit_the_nodes(cores: list[int], workers: int, threads: int) -> None:
    count, size = shares(cores, workers, threads)
    fitting = sum(node // size for node in cores)
    assert count >= 1
    assert count == (workers or max(1, fitting))
    assert size == threads or not threads
    if workers and not threads:
        assert fitting >= workers or size == 1
        # No larger worker would do.
        assert sum(node // (size + 1) for node in cores) < workers
    if not workers and not threads:
        assert all(node >= size for node in cores)


def test_shares_of_known_clusters() -> None:
    assert shares([2], 0, 0) == (1, 2)
    assert shares([2], 2, 0) == (2, 1)
    assert shares([16, 16, 16], 0, 0) == (6, 8)
    assert shares([16, 16], 8, 0) == (8, 4)
    assert shares([4], 0, 8) == (1, 8)
