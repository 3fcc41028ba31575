"""Folders behind URLs, with fsspec's own file systems as the other side."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from mt.batch import plan as local
from mt.batch.places import Place, is_url, plan, sign
from mt.batch.plan import Foreign
from mt.errors import BackendError, InputError, OutputError, UsageError

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def bucket() -> Iterator[Place]:
    """An empty folder of fsspec's file system in memory."""
    place = Place.of(f"memory://{uuid.uuid4().hex}/in/")
    yield place
    place.system.rm(place.root.rsplit("/", 1)[0], recursive=True)


def put(place: Place, name: str, data: bytes) -> None:
    with place.system.open(place.path(name), "wb") as stream:
        stream.write(data)


def test_what_is_a_url() -> None:
    assert all(map(is_url, ["s3://a/b", "file:///x", "simplecache::s3://a", "gs://a"]))
    assert not any(map(is_url, ["a/b", "/x", "C:\\x", "a:b", "~/x"]))


def test_a_plan_is_that_of_the_same_folder(bucket: Place, tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a/c.md", "a/b/d.txt", "Hà Nội.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(name.encode())
        put(bucket, name, name.encode())
    for patterns in (["*.txt"], ["*"], ["a/*.txt"], ["c.*", "b*"]):
        there = plan(bucket, "memory://out", patterns, "html")
        here = local.plan(tmp_path / "in", tmp_path / "out", patterns, "html")
        assert [(t.key, t.size, bool(t.problem)) for t in there] == [
            (t.key, t.size, bool(t.problem)) for t in here
        ]
        outputs = [str(t.target).replace("memory:/out/", "") for t in there]
        assert outputs == [str(t.target.relative_to(tmp_path / "out")) for t in here]


def test_an_output_folder_inside_is_no_input(bucket: Place) -> None:
    put(bucket, "x.txt", b"x")
    put(bucket, "out/x.en.txt", b"x")
    assert [t.name for t in plan(bucket, bucket.url + "out", ["*.txt"], "text")] == ["x.txt"]
    with pytest.raises(UsageError, match="one folder"):
        plan(bucket, bucket.url, ["*.txt"], "text")


def test_no_such_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        plan(Place.of("memory://nowhere"), "memory://out", ["*.txt"], "text")
    with pytest.raises(UsageError, match="nonsense"):
        Place.of("nonsense://x")
    (tmp_path / "closed").write_text("a file")
    assert Place.of(f"file://{tmp_path}/closed/x").files() == {}


def test_a_protocol_whose_package_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = import_module("fsspec.registry").known_implementations
    monkeypatch.setitem(known, "lost", {"class": "lost.Lost", "err": "Get lostfs"})
    with pytest.raises(BackendError, match=r"lost.*every machine"):
        Place.of("lost://x")


@pytest.mark.parametrize("url", ["memory://vimt-stored", "file://{}/out", "local://{}/out"])
def test_what_is_stored_is_there_whole_and_fetched_again(url: str, tmp_path: Path) -> None:
    place = Place.of(url.format(tmp_path))
    source, fetched = tmp_path / "source", tmp_path / "fetched"
    source.write_bytes("Hôm nay trời đẹp.".encode() * 1000)
    assert place.store(source, "a/b/x.txt") == ""
    source.write_bytes("Hôm qua trời đẹp.".encode() * 1000)
    assert place.store(source, "a/b/x.txt") == ""
    assert list(place.files()) == ["a/b/x.txt"]
    (task,) = plan(place, "memory://elsewhere", ["*.txt"], "text")
    assert place.fetch(task, fetched) == ""
    assert fetched.read_bytes() == source.read_bytes()
    assert place.digest("a/b/x.txt") == hashlib.sha256(source.read_bytes()).digest()


def test_what_changes_or_goes_while_it_is_read_is_told(tmp_path: Path) -> None:
    place = Place.of(f"file://{tmp_path}/in")
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "x.txt"
    path.write_text("before")
    (task,) = plan(place, "memory://out", ["*.txt"], "text")
    path.write_text("after!")
    os.utime(path, (1, 1))
    assert "changed while it was read" in place.fetch(task, tmp_path / "fetched")
    path.unlink()
    assert "cannot be read" in place.fetch(task, tmp_path / "fetched")
    assert place.digest("x.txt") == b""


def test_a_failure_to_store_is_the_files_and_a_full_disk_the_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place.of(f"file://{tmp_path}/out")
    source = tmp_path / "source"
    source.write_text("x")
    (tmp_path / "out" / "x.txt").mkdir(parents=True)
    (tmp_path / "out" / "x.txt" / "y").touch()
    (tmp_path / "out" / "z").touch()
    assert "was not written" in place.store(source, "z/x.txt")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(place.system), "put_file", full)
    with pytest.raises(OutputError, match="Free some space"):
        place.store(source, "new.txt")
    assert not list((tmp_path / "out").glob(".*"))


def test_a_sign_is_the_surest_that_there_is() -> None:
    assert sign({"ETag": "a", "mtime": 1}) == sign({"ETag": "a", "mtime": 2}) != sign({"ETag": "b"})
    assert sign({"mtime": 1.0}) != sign({"mtime": 2.0})
    assert sign({"size": 1}) == 0
    assert sign({"ETag": "x"}) < 1 << 63


def test_what_is_not_ours_is_replaced_by_the_same_bytes_only(tmp_path: Path) -> None:
    place = Place.of(f"file://{tmp_path}/there")
    made = tmp_path / "made"
    made.write_text("one", encoding="utf-8")
    assert place.store(made, "a.txt", ours=False) == ""
    assert place.store(made, "a.txt", ours=False) == ""
    made.write_text("two", encoding="utf-8")
    with pytest.raises(Foreign, match="mt did not write it"):
        place.store(made, "a.txt", ours=False)
    assert (tmp_path / "there" / "a.txt").read_text(encoding="utf-8") == "one"
    assert place.store(made, "a.txt") == ""
    assert (tmp_path / "there" / "a.txt").read_text(encoding="utf-8") == "two"


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place.of(f"file://{tmp_path}")
    for name in ("a/b/1.txt", "c/2.txt", "3.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [task.name for task in plan(place, "out", ["*"], "text")] == ["3.txt", "a/b/1.txt", "c/2.txt"]
    listed = type(place.system).ls

    def ls(system: object, path: str, *given: object, **named: object) -> object:
        if path.endswith("/b"):
            raise PermissionError(13, "Permission denied")
        return listed(system, path, *given, **named)

    monkeypatch.setattr(type(place.system), "ls", ls)
    problems = {task.name: task.problem for task in plan(place, "out", ["*"], "text")}
    assert problems == {"3.txt": "", "a/b": "the folder cannot be read: Permission denied", "c/2.txt": ""}
