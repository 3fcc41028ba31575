from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess

import pytest

from mt.documents.write import replacing, same_file
from mt.errors import OutputError


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_text_is_written_as_given(tmp_path):
    with replacing(tmp_path / "out.txt") as stream:
        stream.write("một\r\nhai\n")
        assert not (tmp_path / "out.txt").exists()
    assert (tmp_path / "out.txt").read_bytes() == "một\r\nhai\n".encode()
    assert left(tmp_path) == ["out.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, FileNotFoundError])
def test_nothing_changes_when_the_work_fails(tmp_path, error):
    (tmp_path / "out.txt").write_text("cũ")
    with pytest.raises(error), replacing(tmp_path / "out.txt") as stream:
        stream.write("mới")
        raise error
    assert (tmp_path / "out.txt").read_text() == "cũ"
    assert left(tmp_path) == ["out.txt"]


def test_permissions(tmp_path):
    path = tmp_path / "out.txt"
    path.touch()
    path.chmod(0o640)
    with replacing(path) as stream:
        stream.write("a")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with replacing(tmp_path / "new.txt"):
        pass
    (tmp_path / "plain.txt").touch()
    assert (tmp_path / "new.txt").stat().st_mode == (tmp_path / "plain.txt").stat().st_mode


def test_a_link_is_followed(tmp_path):
    (tmp_path / "real.txt").write_text("cũ")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with replacing(tmp_path / "link.txt") as stream:
        stream.write("mới")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "mới"


def test_what_can_be_seen_beforehand(tmp_path):
    for path, text in (
        (tmp_path, "is a folder. Remedy"),
        (tmp_path / "a" / "b.txt", "there is no folder .*Remedy: mkdir -p"),
        ("/dev/null", "is not a regular file"),
        (tmp_path / ("x" * 300), "the name is too long"),
        (tmp_path / "a\0b", "was not written"),
    ):
        with pytest.raises(OutputError, match=text) as raised, replacing(path):
            pytest.fail("opened")
        assert raised.value.exit_code == 5


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission to write"), replacing(tmp_path / "out.txt"):
        pytest.fail("opened")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 64 KiB; only root may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "vimt", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("cannot mount a small file system here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk(small_disk):
    path = small_disk / "out.txt"
    path.write_text("cũ")
    with (
        pytest.raises(OutputError, match=r"out\.txt was not written: the disk is full\. Remedy"),
        replacing(path) as stream,
    ):
        for _ in range(1000):
            stream.write("một dòng chữ dài\n" * 100)
    assert path.read_text() == "cũ"
    assert left(small_disk) == ["out.txt"]


def test_a_read_only_disk(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with (
        pytest.raises(OutputError, match=r"the disk is read-only\. Remedy"),
        replacing(small_disk / "out.txt"),
    ):
        pytest.fail("opened")


def test_a_file_that_may_not_grow(tmp_path):
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limit[1]))
    try:
        with (
            pytest.raises(OutputError, match="the file grew past the limit"),
            replacing(tmp_path / "out.txt") as stream,
        ):
            stream.write("a" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)
    assert left(tmp_path) == []


def test_its_own_input_is_not_overwritten(tmp_path):
    path = tmp_path / "in.txt"
    path.touch()
    (tmp_path / "link.txt").symlink_to(path)
    os.link(path, tmp_path / "hard.txt")
    for name in ("in.txt", "link.txt", "hard.txt"):
        assert same_file(path, tmp_path / name)
    assert not same_file(path, tmp_path / "none.txt")


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_what_a_device_stands_for_is_not_replaced(name):
    refused = pytest.raises(OutputError, match=f"{name} is not a regular file. Remedy: leave -o out")
    with refused, replacing(name):
        pass
