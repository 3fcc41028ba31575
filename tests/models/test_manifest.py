from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mt.errors import BackendError
from mt.models.manifest import FileRecord, Manifest, Probe, load, records_of, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.bin").write_bytes(b"abc")
    (tmp_path / "source.spm").write_bytes(b"")
    manifest = Manifest(
        name="opus-mt",
        family="marian",
        licence="Apache-2.0",
        repository="Helsinki-NLP/opus-mt-vi-en",
        revision="0" * 40,
        quality="BLEU",
        mask="⟦{}⟧",
        longest=80,
        probes=(Probe("Chào bạn.", ("▁Chào", "</s>"), ("▁Hello",)),),
        versions={"vimt": "0"},
        files=records_of(tmp_path),
    )
    save(tmp_path, manifest)
    return tmp_path


def change(folder: Path, **values: Any) -> None:
    raw = json.loads((folder / "mt.json").read_text(encoding="utf-8"))
    raw = {k: v for k, v in (raw | values).items() if v is not None}
    (folder / "mt.json").write_text(json.dumps(raw), encoding="utf-8")


def test_round_trip(folder: Path) -> None:
    manifest = load(folder)
    save(folder, manifest)
    assert load(folder) == manifest
    assert manifest.mask == "⟦{}⟧"
    assert manifest.longest == 80
    # sha256("abc"), from FIPS 180-2, appendix B.1
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert manifest.files["model.bin"] == FileRecord(3, digest)
    assert set(manifest.files) == {"model.bin", "source.spm"}
    assert json.loads((folder / "mt.json").read_text(encoding="utf-8"))["format"] == 1


def test_missing_file(folder: Path) -> None:
    (folder / "source.spm").unlink()
    with pytest.raises(BackendError, match=r"source\.spm: missing .*mt models pull opus-mt"):
        load(folder)


def test_cut_file(folder: Path) -> None:
    (folder / "model.bin").write_bytes(b"a")
    with pytest.raises(BackendError, match=r"model\.bin: 1 bytes instead of 3.*mt models pull opus-mt"):
        load(folder)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"qualty": "x", "zero": 1}, r"unknown keys: qualty, zero\. Valid: format, name, family"),
        ({"format": 2}, "format 2, this version of vimt reads 1"),
        ({"format": None}, "format None"),
        ({"family": "t5"}, "family 't5' is none of marian, nllb"),
        ({"family": None}, "a key is missing or has the wrong type: 'family'"),
        ({"name": None}, "a key is missing"),
        ({"name": 3}, "'name' must be a string"),
        ({"longest": "80"}, "'longest' must be a whole number"),
        ({"longest": True}, "'longest' must be a whole number"),
        ({"files": {"../model.bin": {"size": 1, "sha256": ""}}}, "not a plain file name"),
        ({"files": {"model.bin": {"size": 1}}}, "'sha256'"),
        ({"files": {}}, r"does not list model\.bin"),
        ({"files": [1]}, "wrong type|missing"),
        ({"probes": [{"source": "x"}]}, "source_tokens"),
    ],
)
def test_damaged_manifest(folder: Path, values: dict[str, Any], message: str) -> None:
    change(folder, **values)
    with pytest.raises(BackendError, match=message) as caught:
        load(folder)
    assert "mt.json" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'"x"'])
def test_garbage(folder: Path, content: bytes) -> None:
    (folder / "mt.json").write_bytes(content)
    with pytest.raises(BackendError, match=r"mt\.json"):
        load(folder)


def test_remedy_of_the_bundled_one(folder: Path) -> None:
    change(folder, name="bundled")
    (folder / "model.bin").unlink()
    with pytest.raises(BackendError, match="pip install --force-reinstall vimt"):
        load(folder)
