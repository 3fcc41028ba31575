from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mt.errors import BackendError, OutputError, UsageError
from mt.models import store


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    assert store.home() == home
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("MT_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert store.home() == Path("/somewhere/vimt")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", lambda: Path("/home/lan"))
    assert store.home() == Path("/home/lan/.cache/vimt")


def test_names_and_folders(home: Path) -> None:
    assert store.names() == []
    for name in ("opus-mt", "org/model"):
        store.folder_of(name).mkdir(parents=True)
    (home / "models" / ".opus-mt.old").mkdir()
    assert store.names() == ["opus-mt", "org/model"]


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b/c", "/x", "x/", "a--b", ".x", "a b", "é", "a/../b"])
def test_names_that_would_leave_the_store(name: str) -> None:
    with pytest.raises(UsageError, match="is no model name"):
        store.folder_of(name)


def test_publish_replaces(home: Path) -> None:
    for content in ("one", "two"):
        made = home / "work" / "made"
        made.mkdir(parents=True)
        (made / "x").write_text(content)
        store.publish(made, "a/b")
    assert (home / "models" / "a--b" / "x").read_text() == "two"
    assert [p.name for p in (home / "models").iterdir()] == ["a--b"]


HOLD = """
import sys, time
from mt.models import store
with store.locked("opus-mt"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_lock_between_processes() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(BackendError, match="Another process works on the model 'opus-mt'"),
            store.locked("opus-mt"),
        ):
            pass
        with store.locked("another"):
            pass
        other.kill()  # no goodbye: the system must drop the lock
        other.wait()
    with store.locked("opus-mt"):
        pass


def test_home_that_cannot_be_made(home: Path) -> None:
    home.write_text("a file")
    with pytest.raises(OutputError, match="Set MT_HOME"), store.locked("x"):
        pass
