"""mt models ACTION: exit codes, what goes to which stream."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mt.cli import models
from mt.errors import BackendError, UsageError
from mt.models import store
from mt.models.convert import COMPUTE
from mt.models.hub import Hub
from mt.models.pull import Offer
from tests.models.stand_in import COMMIT, REPOSITORY, StandIn, contents, serving
from tests.models.test_resolve import put


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(store, "bundled_folder", lambda: tmp_path / "bundled")
    return tmp_path / "home"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser("mt models")
    models.add_arguments(parser)
    return models.run(parser.parse_args(arguments))


@pytest.fixture
def served(tiny_nllb: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with serving(StandIn(contents(tiny_nllb), licence="cc-by-nc-4.0")) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.endpoint + "/")
        yield hub


def test_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    put("bundled", folder=tmp_path / "bundled")
    put("someone/else")
    assert run("list") == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0].split() == ["NAME", "STATE", "SIZE", "LICENCE", "QUALITY"]
    assert lines[1].startswith("nllb-3.3b     not fetched  17,580 MB  CC-BY-NC-4.0  no published")
    assert lines[5].split()[:3] == ["bundled", "*", "ready"]
    assert lines[6].split()[:2] == ["someone/else", "ready"]
    assert str(tmp_path / "home" / "models") in err


def test_list_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in rows] == ["nllb-3.3b", "nllb-1.3b", "nllb-600m", "opus-mt", "bundled"]


def test_info(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bundled = put("bundled", folder=tmp_path / "bundled")
    (bundled / "CARD.md").write_text("# The bundled model\n")
    assert run("info", "bundled") == 0
    out = capsys.readouterr().out
    assert out.startswith("# The bundled model\n\nname       bundled\nstate      ready\n")
    assert run("info", "opus-mt") == 0
    assert "repository Helsinki-NLP/opus-mt-vi-en\n" in capsys.readouterr().out
    assert run("info", "bundled", "--json") == 0
    assert json.loads(capsys.readouterr().out)["quality"] == "good"
    with pytest.raises(UsageError):
        run("info", "nothing")


def test_pull_asks_for_the_licence(served: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="--accept-licence"):
        run("pull", REPOSITORY)
    assert "licence cc-by-nc-4.0: no commercial use" in capsys.readouterr().err
    assert len(served.requests) == 1


def test_pull_verify_remove(served: StandIn, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    arguments = ("pull", REPOSITORY, "--accept-licence", "--compute", "float32", "--revision", COMMIT)
    assert run(*arguments) == 0
    folder = home / "models" / REPOSITORY.replace("/", "--")
    out, err = capsys.readouterr()
    assert out == f"{REPOSITORY}\t{folder}\n"
    assert err.count("\n") == 1  # the licence; no bar where there is no terminal
    assert run("verify", REPOSITORY, str(folder)) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == f"{REPOSITORY}\tok\t4 files\t8/8 answers identical"
    assert err == ""
    assert run("remove", REPOSITORY) == 0
    assert capsys.readouterr().out == f"removed\t{folder}\n"
    assert not folder.exists()


def test_import(tiny_marian: Path, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert run("import", str(tiny_marian), "--name", "mine", "--compute", "float32") == 0
    assert capsys.readouterr() == (f"mine\t{home / 'models' / 'mine'}\n", "")


def test_verify_looks_at_all(capsys: pytest.CaptureFixture[str], tiny_marian_ct2: Path) -> None:
    (put("someone/cut") / "model.bin").write_bytes(b"")
    assert run("verify", "someone/cut", str(tiny_marian_ct2)) == BackendError.exit_code
    out, err = capsys.readouterr()
    assert out.startswith("someone/cut\tFAILED\n")
    assert out.endswith(f"{tiny_marian_ct2}\tok\t5 files\t0/0 answers identical\n")
    assert "0 bytes instead of 7" in err


@pytest.mark.parametrize(("answer", "agreed"), [("y\n", True), ("Yes\n", True), ("n\n", False), ("", False)])
def test_question(answer: str, agreed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = Offer("x", "a/x", COMMIT, "CC-BY-NC-4.0", 10)
    assert not models._agree(offer, accepted=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdin, "readline", lambda: answer, raising=False)
    assert models._agree(offer, accepted=False) is agreed
    assert models._agree(offer, accepted=True)
    monkeypatch.setattr(sys, "stdin", None)
    assert not models._agree(offer, accepted=False)


def test_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    bar = models._Bar(quiet=False)
    bar.show(1_500_000, 3_000_000, 500_000.0)
    bar.show(1_600_000, 3_000_000, 500_000.0)  # too soon
    bar.show(3_000_000, 3_000_000, 500_000.0)
    bar.clear()
    lines = capsys.readouterr().err.split("\r")
    assert [line.rstrip() for line in lines] == [
        "",
        " 50% of 3.0 MB, 0.5 MB/s, 3 s left",
        "100% of 3.0 MB, 0.5 MB/s",
        "",
        "",
    ]


def test_compute_types_are_the_same_in_both_places() -> None:
    assert models.COMPUTE == COMPUTE


def test_hub_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    assert Hub.from_environment().endpoint == "https://huggingface.co"
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    monkeypatch.setenv("HF_TOKEN", "t\n")
    assert Hub.from_environment() == Hub("https://mirror.example", "t")


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, argparse, mt.models, mt.cli.models as m; m.add_arguments(argparse.ArgumentParser()); "
        "print([n for n in ('torch', 'transformers', 'ctranslate2', 'sentencepiece', 'numpy') "
        "if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_ctrl_c_says_what_was_kept(served: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(models._Bar, "show", interrupted)
    with pytest.raises(KeyboardInterrupt, match="the same command goes on from there"):
        run("pull", REPOSITORY, "--accept-licence")
    assert list((store.home() / "work").rglob("*.part"))
