"""Checkpoints on the disk become verified models in the store, or nothing."""

from __future__ import annotations

import shutil
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from mt.errors import BackendError, MissingExtra, UsageError
from mt.models import checkpoint, find, make, store
from mt.models import manifest as manifests
from mt.models.make import Making, import_checkpoint
from mt.models.verify import answers, source_tokens, verify
from tests.models.test_checkpoint import move_pad_row


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("MT_HOME", str(tmp_path / "home"))
    # A folder on the disk is enough: neither transformers nor we may look for a hub.
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("something reached for the network"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a host name was looked up"))
    return tmp_path / "home"


def left_behind(home: Path) -> list[str]:
    return sorted(p.name for part in ("models", "work") for p in (home / part).glob("*/*"))


@pytest.mark.parametrize("kind", ["marian", "marian-legacy", "nllb", "m2m"])
def test_import(tiny_models: Path, kind: str, home: Path) -> None:
    steps: list[str] = []
    model = import_checkpoint(str(tiny_models / kind), making=Making(say=steps.append))
    assert (model.name, model.format, model.folder) == (kind, "ctranslate2", home / "models" / kind)
    assert find(kind) == model
    assert steps[-1] == "converting to int8"
    manifest = manifests.load(model.folder)
    assert manifest.compute == "int8"
    assert len(manifest.probes) == 8
    assert manifest.versions["ctranslate2"]
    assert verify(model.folder).exact
    assert not list((home / "work").glob("*/*"))


def test_codes_and_probes_of_nllb(tiny_nllb: Path) -> None:
    model = import_checkpoint(str(tiny_nllb), "a/b", Making("float32"))
    assert (model.source_code, model.target_code) == ("vie_Latn", "eng_Latn")
    probe = manifests.load(model.folder).probes[0]
    assert (probe.source_tokens[0], probe.source_tokens[-1]) == ("vie_Latn", "</s>")
    assert "eng_Latn" not in probe.target_tokens
    assert "</s>" not in probe.target_tokens


def test_m2m_100(tiny_m2m: Path) -> None:
    model = import_checkpoint(str(tiny_m2m), making=Making("float32"))
    assert (model.source_code, model.target_code) == ("__vi__", "__en__")
    sources = source_tokens(model.folder, manifests.load(model.folder), ["Hôm nay trời mưa to."])
    targets, _ = answers(model.folder, manifests.load(model.folder), sources)
    assert "".join(targets[0]).replace("▁", " ").strip() == "It is raining hard today."


def test_name_that_is_taken(tiny_marian: Path) -> None:
    import_checkpoint(str(tiny_marian), "x", Making("float32"))
    with pytest.raises(UsageError, match="There is a model 'x' already"):
        import_checkpoint(str(tiny_marian), "x")
    again = import_checkpoint(str(tiny_marian), "x", Making("int8", force=True))
    assert manifests.load(again.folder).compute == "int8"
    (again.folder / "model.bin").unlink()
    import_checkpoint(str(tiny_marian), "x")  # a damaged one needs no --force
    with pytest.raises(UsageError, match="Choose another"):
        import_checkpoint(str(tiny_marian), "bundled")


def test_moved_padding_row(tiny_marian: Path, tmp_path: Path, home: Path) -> None:
    folder = Path(shutil.copytree(tiny_marian, tmp_path / "drifted"))
    move_pad_row(folder, 3.0)
    with pytest.raises(BackendError, match="--zero-pad"):
        import_checkpoint(str(folder))
    assert left_behind(home) == []
    assert verify(import_checkpoint(str(folder), making=Making(zero_pad=True)).folder).exact


def test_moved_padding_row_is_caught_by_the_comparison_too(
    tiny_marian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    folder = Path(shutil.copytree(tiny_marian, tmp_path / "drifted"))
    move_pad_row(folder, 3.0)
    monkeypatch.setattr(make, "prepare", lambda found, work, zero_pad: found)
    with pytest.raises(BackendError, match="otherwise than transformers does"):
        import_checkpoint(str(folder))
    assert left_behind(home) == []


def test_refused_model_leaves_the_old_one(tiny_marian: Path, tmp_path: Path) -> None:
    old = import_checkpoint(str(tiny_marian), "x", Making("float32"))
    folder = Path(shutil.copytree(tiny_marian, tmp_path / "drifted"))
    move_pad_row(folder, 3.0)
    with pytest.raises(BackendError):
        import_checkpoint(str(folder), "x", Making(force=True))
    assert verify(find("x").folder).exact
    assert find("x") == old


def test_bad_rounding_is_refused(tiny_marian: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    real = make.with_probes

    def spoilt(folder: Path, manifest: manifests.Manifest) -> manifests.Manifest:
        manifest = real(folder, manifest)
        probes = tuple(replace(p, target_tokens=("▁x",) * len(p.target_tokens)) for p in manifest.probes)
        return replace(manifest, probes=probes)

    monkeypatch.setattr(make, "with_probes", spoilt)
    with pytest.raises(BackendError, match="in int8 it shares only 0% of its tokens with float32"):
        import_checkpoint(str(tiny_marian))
    assert left_behind(home) == []


def test_hub_id_in_the_hugging_face_cache(tiny_marian: Path, tmp_path: Path) -> None:
    commit = "ab" * 20
    snapshots = tmp_path / "HF_HUB_CACHE" / "models--Helsinki-NLP--opus-mt-vi-en" / "snapshots"
    shutil.copytree(tiny_marian, snapshots / commit)
    model = import_checkpoint("Helsinki-NLP/opus-mt-vi-en", making=Making("float32"))
    assert (model.name, model.revision, model.licence) == ("opus-mt", commit, "Apache-2.0")
    assert "25.3" in model.quality
    assert manifests.load(model.folder).repository == "Helsinki-NLP/opus-mt-vi-en"
    assert find(None) == model


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="neither a folder nor a model in the Hugging Face cache"):
        import_checkpoint("someone/else")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BackendError, match="holds no model"):
        import_checkpoint(str(tmp_path / "empty"))


def test_missing_torch(tiny_marian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"vimt\[torch\]"):
        import_checkpoint(str(tiny_marian))
    assert store.names() == []
