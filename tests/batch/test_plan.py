"""Which files are taken, and what they become. What is right: the shell's own idea of a folder."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from mt.batch.journal import Journal
from mt.batch.plan import Tasks, plan, shown
from mt.errors import InputError, UsageError


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Xin chào.\n", encoding="utf-8")


def made(tmp_path: Path, *patterns: str) -> dict[str, str]:
    tasks = plan(tmp_path / "in", tmp_path / "out", patterns or ("*.txt",), "text")
    return {os.fsdecode(t.key): str(t.target.relative_to(tmp_path / "out")) for t in tasks}


def test_the_folders_are_mirrored_in_order(tmp_path: Path) -> None:
    put(tmp_path / "in", "b.txt", "a/c.txt", "a/b/d.txt", "e.md")
    found = made(tmp_path)
    assert found == {"a/b/d.txt": "a/b/d.en.txt", "a/c.txt": "a/c.en.txt", "b.txt": "b.en.txt"}
    assert list(found) == sorted(found)
    assert list(made(tmp_path, "*.md")) == ["e.md"]
    assert list(made(tmp_path, "a/*.txt")) == ["a/b/d.txt", "a/c.txt"]
    assert len(made(tmp_path, "*.md", "b.*")) == 2


def test_capitals_in_a_name_or_a_pattern_make_no_difference(tmp_path: Path) -> None:
    put(tmp_path / "in", "OLD.TXT", "Film.Srt", "Thư/Đơn.txt")
    assert list(made(tmp_path)) == ["OLD.TXT", "Thư/Đơn.txt"]
    assert list(made(tmp_path, "*.SRT", "thư/ĐƠN.*")) == ["Film.Srt", "Thư/Đơn.txt"]


def test_an_ending_that_says_what_is_in_it_stays(tmp_path: Path) -> None:
    put(tmp_path / "in", "film.srt", "film.VTT", "doc.md", "news.log")
    assert made(tmp_path, "*") == {
        "doc.md": "doc.en.md",
        "film.VTT": "film.en.VTT",
        "film.srt": "film.en.srt",
        "news.log": "news.en.txt",
    }
    assert {
        task.target.name for task in plan(tmp_path / "in", tmp_path / "out", ["*.md", "*.srt"], "html")
    } == {
        "doc.en.html",
        "film.en.html",
    }


def test_links_are_followed_but_no_loop_is_walked(tmp_path: Path) -> None:
    put(tmp_path / "in", "a/x.txt")
    put(tmp_path / "far", "y.txt")
    (tmp_path / "in" / "a" / "up").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "far").symlink_to(tmp_path / "far")
    (tmp_path / "in" / "z.txt").symlink_to(tmp_path / "nowhere.txt")
    assert list(made(tmp_path)) == ["a/x.txt", "far/y.txt", "z.txt"]
    tasks = {t.name: t for t in plan(tmp_path / "in", tmp_path / "out", ["*.txt"], "text")}
    nowhere = tmp_path / "nowhere.txt"
    assert tasks["z.txt"].problem == f"a link (to {nowhere}) that leads to nothing. Mend or remove it"
    assert not tasks["a/x.txt"].problem


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt")
    os.mkfifo(tmp_path / "in" / "b.txt")
    os.mkfifo(tmp_path / "in" / "c.md")
    first, second = plan(tmp_path / "in", tmp_path / "out", ("*.txt",), "text")
    assert not first.problem
    assert second.key == b"b.txt"
    assert second.problem.startswith("a pipe")


def test_an_output_folder_inside_is_no_input(tmp_path: Path) -> None:
    put(tmp_path / "in", "x.txt", "out/x.en.txt")
    tasks = plan(tmp_path / "in", tmp_path / "in" / "out", ["*.txt"], "text")
    assert [t.name for t in tasks] == ["x.txt"]
    with pytest.raises(UsageError, match="one folder"):
        plan(tmp_path / "in", tmp_path / "in", ["*.txt"], "text")
    with pytest.raises(InputError, match="mt translate"):
        plan(tmp_path / "in" / "x.txt", tmp_path / "out", ["*.txt"], "text")


def test_what_other_runs_wrote_inside_is_no_input_and_told(tmp_path: Path) -> None:
    put(tmp_path / "in", "x.txt", "a/old/x.en.txt", "a/old/b/y.en.txt", "a/old/new.txt", "a/z.txt")
    old = tmp_path / "in" / "a" / "old"
    put(old, ".vimt/summary.txt")
    journal = Journal(old)
    journal.claim([(b"x.en.txt", b"1"), (b"x.en.txt", b"2"), (b"b/y.en.txt", b"3")])
    journal.close()
    tasks = plan(tmp_path / "in", tmp_path / "out", ["*.txt"], "text")
    assert [t.name for t in tasks] == ["a/old/new.txt", "a/z.txt", "x.txt"]
    assert tasks.left_out == {old: 2}
    for damaged in (b"damaged", b"", b"x"):
        (old / ".vimt" / "journal.sqlite").write_bytes(damaged)
        tasks = plan(tmp_path / "in", tmp_path / "out", ["*.txt"], "text")
        assert (len(tasks), len(tasks.unread)) == (5, 1)
        assert tasks.unread[0].startswith(str(old / ".vimt"))
    again = plan(old, tmp_path / "out", ["*.txt"], "text")  # named as IN_DIR it is what the user wants
    assert ([t.name for t in again], again.left_out) == (["b/y.en.txt", "new.txt", "x.en.txt"], {})


def test_of_two_inputs_for_one_output_the_second_is_barred(tmp_path: Path) -> None:
    put(tmp_path / "in", "x.txt", "x.log")
    tasks = plan(tmp_path / "in", tmp_path / "out", ["x.*"], "text")
    assert [bool(t.problem) for t in tasks] == [False, True]
    assert "x.log" in tasks[1].problem


def test_names_of_any_bytes_stay_apart(tmp_path: Path) -> None:
    composed = "Hà Nội.txt"
    names = [b"a\nb.txt", composed.encode(), unicodedata.normalize("NFD", composed).encode(), b"\xff.txt"]
    (tmp_path / "in").mkdir()
    for name in names:
        (Path(os.fsencode(tmp_path / "in").decode()) / os.fsdecode(name)).write_text("Xin chào.")
    tasks = plan(tmp_path / "in", tmp_path / "out", ["*.txt"], "text")
    assert {t.key for t in tasks} == set(names)
    assert len({t.target for t in tasks}) == len(names)
    assert shown(b"a\nb.txt") == "a\\nb.txt"
    assert shown(b"\xff.txt") == "\\xff.txt"


def test_a_million_tasks_take_little_memory(tmp_path: Path) -> None:
    import tracemalloc

    tasks = Tasks(lambda key: (tmp_path / os.fsdecode(key), tmp_path / "out" / os.fsdecode(key)))
    tracemalloc.start()
    for number in range(20_000):
        tasks.add(b"folder/%07d.txt" % number, number, number << 40, "why" if number % 1000 == 0 else "")
    used = tracemalloc.get_traced_memory()[0] / 20_000
    tracemalloc.stop()
    assert used < 120  # bytes; as a Task with its two paths each takes some 700
    assert len(tasks) == 20_000
    assert tasks[-1].source == tmp_path / "folder" / "0019999.txt"
    assert [task.problem for task in tasks[999:1002]] == ["", "why", ""]
    assert tasks.size == sum(range(20_000))
    some = tasks.none()
    some.add(b"a", 1, 2, ours=False)
    assert (some[0].ours, some[0].target) == (False, tmp_path / "out" / "a")
