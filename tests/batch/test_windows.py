"""Windows: every piece of every file once, in order, however they are cut."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from hypothesis import given, settings
from hypothesis import strategies as st

from mt.batch.plan import Task
from mt.batch.windows import Begin, End, Failure, Piece, Window, windows
from mt.errors import InputError
from mt.values import Document, Sentence, Span


def segments(stream: BinaryIO) -> Iterator[tuple[Document, list[Sentence]]]:
    """A piece a line, a sentence a word."""
    for line in stream.read().decode().splitlines():
        if line == "bad":
            raise InputError("name: line 1: bad")
        yield Document(line), [Sentence(word, Span(0, len(word))) for word in line.split()]


def tasks(folder: Path, texts: list[str]) -> list[Task]:
    found = []
    for number, text in enumerate(texts):
        path = folder / f"{number:03}"
        path.write_text(text, encoding="utf-8")
        stat = path.stat()
        found.append(Task(path.name.encode(), path, path, stat.st_size, stat.st_mtime_ns))
    return found


def words(made: list[Window]) -> list[str]:
    return [s.text for w in made for e in w.events if isinstance(e, Piece) for s in e.sentences]


@given(st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=6), st.integers(1, 9), st.data())
@settings(deadline=None, max_examples=60)
def test_nothing_is_lost_and_a_killed_run_meets_the_same_windows(
    tmp_path_factory, shapes: list[list[int]], limit: int, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("w")
    texts = ["".join(" ".join(["w"] * size) + "\n" for size in shape) for shape in shapes]
    all_tasks = tasks(folder, texts)
    made = list(windows(all_tasks, segments, limit))
    assert words(made) == "".join(texts).split()
    assert all(window.sentences >= limit for window in made[:-1])
    ends = [e for w in made for e in w.events if isinstance(e, End)]
    assert [e.hash for e in ends] == [hashlib.sha256(t.encode()).hexdigest() for t in texts]
    if not made:
        return
    # The run is killed behind window `last`: its whole files are done, of the last one some pieces.
    last = data.draw(st.integers(0, len(made) - 1))
    done = {e.task.key for w in made[: last + 1] for e in w.events if isinstance(e, End)}
    place = made[last].place()
    resumed = list(
        windows(
            [task for task in all_tasks if task.key not in done],
            segments,
            limit,
            (place[0].key, place[1]) if place else None,
        )
    )
    after = [[e for e in w.events if not isinstance(e, Begin)] for w in made[last + 1 :]]
    again = [[e for e in w.events if not isinstance(e, Begin)] for w in resumed]
    assert again[len(again) - len(after) :] == after


def test_a_bad_file_fails_and_the_next_goes_on(tmp_path: Path) -> None:
    made = tasks(tmp_path, ["a b\n", "c\nbad\n", "d\n"])
    made.append(Task(b"x", tmp_path / "missing", tmp_path, 0, 0))
    made.append(Task(b"y", tmp_path / "000", tmp_path, 0, 0, problem="barred"))
    made.append(replace(made[2], key=b"z", changed=made[2].changed - 1))
    events = [event for window in windows(made, segments, 100) for event in window.events]
    failures = {e.task.key: e.reason for e in events if isinstance(e, Failure)}
    assert set(failures) == {b"001", b"x", b"y", b"z"}
    assert "bad" in failures[b"001"]
    assert "changed while it was read" in failures[b"z"]
    assert [e.task.key for e in events if isinstance(e, End)] == [b"000", b"002"]
