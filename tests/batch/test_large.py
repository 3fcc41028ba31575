"""A large file in windows, out of order, with answers from elsewhere: the local runner's bytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import mt
from mt.batch.groups import Group, Texts, is_large, singles
from mt.batch.journal import Journal
from mt.batch.large import LargeFiles, Recalled
from mt.batch.plan import Task, plan
from mt.batch.report import Events
from mt.batch.run import Options, Run
from mt.batch.settled import answers, recipe
from mt.batch.transfers import Transfers
from mt.errors import BackendError
from mt.pipeline import Translator
from tests.documents.samples import NEWS

WINDOW = 5


@pytest.fixture(scope="module")
def translator() -> Translator:
    return mt.load("bundled", beam=1, threads=1)


@pytest.fixture
def task(tmp_path: Path) -> Task:
    (tmp_path / "in").mkdir()
    lines = [f"{line} Số {number}." for number in range(20) for line in NEWS.splitlines() if line]
    (tmp_path / "in" / "a.txt").write_bytes("\r\n\r\n".join(lines).encode("utf-16"))
    [found] = plan(tmp_path / "in", tmp_path / "out", ["*.txt"], "tsv")
    return found


def large_files(translator: Translator, journal: Journal, tmp_path: Path) -> LargeFiles:
    options = Options(recipe(translator, "tsv"), WINDOW, shared=True)
    transfers = Transfers(str(tmp_path / "in"), str(tmp_path / "out"), "tsv")
    return LargeFiles(transfers, translator.settings, options, journal)


def test_it_is_put_together_as_the_local_runner_would(
    translator: Translator, task: Task, tmp_path: Path
) -> None:
    here = replace(task, target=tmp_path / "here" / "a.en.tsv")
    local = Journal(tmp_path / "here")
    Run(translator, local, Options(recipe(translator, "tsv"), 100), Events()).execute([here])
    journal = Journal(tmp_path / "out")
    large, key = large_files(translator, journal, tmp_path), answers(recipe(translator, "tsv"))
    windows = list(large.unanswered(task))
    texts = [text for window in windows for text in window]
    assert len(texts) == len(set(texts))
    assert len(windows) > 4
    for window in reversed(windows[1:]):  # the first one is not answered: the run is killed here
        journal.keep(key, translator.answers(window))
    large.close()
    large = large_files(translator, journal, tmp_path)
    [left] = list(large.unanswered(task))
    assert left == windows[0]
    journal.keep(key, translator.answers(left))
    [(row, sentences)] = list(large.assembled(set()))
    expected = local.row(task.key)
    assert expected
    assert sentences == row.sentences - len(left)
    names = ("state", "size", "changed", "hash", "recipe", "written", "sentences", "kinds")
    assert [getattr(row, name) for name in names] == [getattr(expected, name) for name in names]
    assert task.target.read_bytes() == here.target.read_bytes()
    local.close()
    journal.close()


@pytest.mark.parametrize(("lost", "said"), [(True, "ended its worker process"), (False, "changed")])
def test_without_all_answers_it_fails_and_writes_nothing(
    translator: Translator, task: Task, tmp_path: Path, lost: bool, said: str
) -> None:
    journal = Journal(tmp_path / "out")
    large = large_files(translator, journal, tmp_path)
    texts = [text for window in large.unanswered(task) for text in window]
    [(row, _)] = list(large.assembled(set(texts) if lost else set()))
    assert (row.state, said in row.error) == ("failed", True)
    assert not list((tmp_path / "out").glob("*"))[1:]  # but the journal's folder
    journal.close()
    sentence = next(translator.segments("Xin chào."))[1]
    with pytest.raises(BackendError):
        Recalled(translator.settings).translate_sentences(sentence)


def test_only_one_file_of_many_windows_is_large() -> None:
    small, large = (Task(b"a", Path("a"), Path("b"), size, 0) for size in (3_000, 3_001))
    assert is_large(Group(0, (large,)), WINDOW)
    assert not is_large(Group(0, (small,)), WINDOW)
    assert not is_large(Group(0, (large, large)), WINDOW)
    assert not is_large(Group(0, (replace(large, problem="barred"),)), WINDOW)
    shares = singles([Group(7, (small, large)), Texts(9, ("a", "b"))])
    assert [share.number for share in shares] == [0, 1, 2, 3]
    assert [share.texts for share in shares if isinstance(share, Texts)] == [("a",), ("b",)]
