"""A worker's groups against the local runner's files; outcomes through JSON."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mt
from mt.batch.claims import Claims
from mt.batch.groups import groups
from mt.batch.journal import Journal, Row, read
from mt.batch.plan import plan
from mt.batch.report import Events
from mt.batch.run import Options, Run, Step
from mt.batch.settled import Look, Wish, digest, recipe, undone
from mt.batch.worker import Outcome, Setup, Worker, packed
from mt.config import resolve
from mt.translate.repair import Checked
from mt.values import Flag, FlagKind
from tests.documents.samples import NEWS

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
rows = st.builds(
    Row,
    st.binary(max_size=8),
    text,
    st.integers(0, 9),
    st.integers(0, 1 << 62),
    text,
    text,
    st.binary(max_size=8),
)


@given(st.lists(rows, max_size=4), st.integers(0, 1 << 40), text)
def test_an_outcome_comes_back_from_json(some: list[Row], number: int, said: str) -> None:
    flags = (Flag(FlagKind.NUMBER, said), Flag(FlagKind.URL)) if number % 2 else ()
    answers = {said: Checked(said, -0.25 if number % 3 else None, flags, "beam")}
    outcome = Outcome(number, tuple(some), Step(1, 2, 3, 4), said, "InputError", 2, True, answers)
    assert Outcome.unpacked(outcome.packed()) == outcome


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    for number, line in enumerate(NEWS.splitlines()):
        (folder / "deep" / f"{number}.txt").write_text(f"{line}\n\n{number}", encoding="utf-8")
    (folder / "empty.txt").touch()
    (folder / "\udcff.txt").write_text("Xin chào.", encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (folder / "deep" / "0.vi.txt").symlink_to("nowhere")
    return folder


def worker_on(source: Path, target: Path, recipe_digest: str | None = None) -> Worker:
    settings = resolve({"model": "bundled", "beam": 1, "threads": 1})
    digested = recipe_digest or digest(recipe(mt.load("bundled", beam=1, threads=1), "text"))
    return Worker(Setup(settings, str(source), str(target), "text", 100, digested))


def test_a_worker_writes_what_the_local_runner_writes(source: Path, tmp_path: Path) -> None:
    tasks = plan(source, tmp_path / "local", ["*.txt"], "text")
    journal = Journal(tmp_path / "local")
    translator = mt.load("bundled", beam=1, threads=1)
    Run(translator, journal, Options(recipe(translator, "text"), 100), Events()).execute(tasks)
    journal.close()
    expected = {row.key: row for row in read(tmp_path / "local")[0]}
    worker = worker_on(source, tmp_path / "made")
    found: dict[bytes, Row] = {}
    shared = groups(plan(source, tmp_path / "made", ["*.txt"], "text"), 100)
    for group in shared:
        outcome = worker.work(packed(group))
        assert (outcome.number, outcome.stop, outcome.lost) == (group.number, "", False)
        found.update({row.key: row for row in outcome.rows})
    assert set(found) == set(expected)
    for key, row in expected.items():
        theirs = dataclasses.replace(
            found[key], finished=row.finished, seconds=row.seconds, stamp=row.stamp, recipe=row.recipe
        )
        assert theirs == row
    for task in tasks:
        made = tmp_path / "made" / task.target.relative_to(tmp_path / "local")
        assert made.exists() == task.target.exists()
        assert not made.exists() or made.read_bytes() == task.target.read_bytes()
    assert found[b"bad.txt"].state == "failed"


@pytest.mark.parametrize("url", [False, True])
def test_what_a_worker_wrote_is_ours_when_the_driver_dies_before_it_knows(
    source: Path, tmp_path: Path, url: bool
) -> None:
    if url:
        pytest.importorskip("fsspec")
    target = tmp_path / "made"
    name = f"file://{target}" if url else str(target)
    tasks = plan(source, target, ["*.txt"], "text")
    [group] = groups(tasks, 100)
    settings = resolve({"model": "bundled", "beam": 1, "threads": 1})
    digested = digest(recipe(mt.load("bundled", beam=1, threads=1), "text"))
    Worker(Setup(settings, str(source), name, "text", 100, digested)).work(packed(group))
    # Another beam would make other bytes of them; one was edited since.
    (target / "empty.en.txt").write_text("By a person.", encoding="utf-8")
    journal, claims = Journal(tmp_path / "state"), Claims(name)
    journal.claim(claims.found())
    todo, kept = undone(tasks, journal, "another", Wish(), Look("text"))
    assert not kept
    ours = {task.name: task.ours for task in todo if task.target.exists()}
    assert len(ours) > 5
    assert [key for key, known in ours.items() if not known] == ["empty.txt"]
    claims.clear()
    assert claims.found() == set()
    assert not list(target.glob(".vimt/*/*"))
    journal.close()


def test_another_model_than_the_others_have_is_refused(source: Path, tmp_path: Path) -> None:
    group = groups(plan(source, tmp_path / "made", ["*.txt"], "text"), 100)[0]
    outcome = worker_on(source, tmp_path / "made", "another").work(packed(group))
    assert "is not that of the first machine" in outcome.stop
    assert (outcome.rows, outcome.kind) == ((), "BackendError")
    assert not (tmp_path / "made").exists()
