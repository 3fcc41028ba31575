"""Which folder a name means, and what is said when there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mt.errors import BackendError, UsageError
from mt.models import find, installed, store
from mt.models import manifest as manifests


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def put(name: str, family: str = "marian", folder: Path | None = None) -> Path:
    """A whole-looking converted model; nothing here loads its weights."""
    folder = folder or store.folder_of(name)
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    manifests.save(
        folder, manifests.Manifest(name, family, quality="good", files=manifests.records_of(folder))
    )
    return folder


def test_folder(tmp_path: Path) -> None:
    folder = put("mine", folder=tmp_path / "somewhere")
    model = find(str(folder))
    assert (model.name, model.folder, model.format, model.quality) == ("mine", folder, "ctranslate2", "good")


def test_folder_wins_over_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("opus-mt")
    monkeypatch.chdir(tmp_path)
    local = put("other", folder=tmp_path / "opus-mt")
    assert find("opus-mt").folder.resolve() == local


def test_empty_folder_does_not_hide_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = put("opus-mt")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "opus-mt").mkdir()
    assert find("opus-mt").folder == stored


def test_hub_id_of_a_known_model(home: Path) -> None:
    stored = put("opus-mt")
    assert find("Helsinki-NLP/opus-mt-vi-en").folder == stored


def test_other_hub_id(home: Path) -> None:
    stored = put("someone/marian-vi-en")
    assert stored.name == "someone--marian-vi-en"
    assert find("someone/marian-vi-en").folder == stored


def test_none_takes_the_best_known_one() -> None:
    put("someone/marian-vi-en")
    put("opus-mt")
    assert find(None).name == "opus-mt"
    put("nllb-600m", "nllb")
    assert find(None).name == "nllb-600m"
    names = [m.name for m in installed() if m.name != "bundled"]
    assert names == ["nllb-600m", "opus-mt", "someone/marian-vi-en"]


def test_none_falls_back_to_the_bundled_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = put("bundled", folder=tmp_path / "bundled")
    monkeypatch.setattr(store, "bundled_folder", lambda: bundled)
    put("someone/marian-vi-en")  # of unknown quality: only taken when named
    assert find(None).folder == bundled
    assert find("bundled").name == "bundled"


def test_damaged_best_one_is_an_error_not_a_fallback() -> None:
    (put("opus-mt") / "model.bin").write_bytes(b"cut")
    with pytest.raises(BackendError, match=r"3 bytes instead of 7: cut or changed.*mt models import"):
        find(None)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("opus-mt", "has not been fetched yet. Fetch it: mt models pull opus-mt"),
        ("facebook/nllb-200-3.3B", "mt models pull nllb-3.3b"),
        ("someone/else", "mt models pull someone/else"),
        ("opus", "No model is called 'opus'. Known: nllb-3.3b, nllb-1.3b, nllb-600m, opus-mt, bundled"),
        ("./nowhere", "there is no such folder"),
        ("../opus-mt", "there is no such folder"),
        ("a/b/c", "there is no such folder"),
        ("", "is no model name"),
        ("a b", "is no model name"),
    ],
)
def test_unknown(name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    with pytest.raises(UsageError) as caught:
        find(name)
    assert message in str(caught.value)


def test_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no model"):
        find(str(tmp_path))


def test_foreign_conversion_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"x")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(BackendError, match=r"no mt\.json.*mt models import"):
        find(str(tmp_path))


@pytest.mark.parametrize(
    ("kind", "files", "family", "codes"),
    [
        ("marian", ["vocab.json"], "marian", ("", "")),
        ("m2m_100", ["tokenizer.json"], "nllb", ("vie_Latn", "eng_Latn")),
        ("m2m_100", ["vocab.json"], "nllb", ("__vi__", "__en__")),
    ],
)
def test_checkpoint(tmp_path: Path, kind: str, files: list[str], family: str, codes: tuple[str, str]) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind}))
    for name in files:
        (tmp_path / name).write_text("{}")
    model = find(str(tmp_path))
    assert (model.format, model.family) == ("transformers", family)
    assert (model.source_code, model.target_code) == codes


def test_other_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "t5"}')
    with pytest.raises(BackendError, match="model_type is 't5'"):
        find(str(tmp_path))


def test_real_folders(tiny_marian: Path, tiny_nllb: Path, tiny_marian_ct2: Path, tiny_nllb_ct2: Path) -> None:
    assert find(str(tiny_marian)).format == "transformers"
    assert find(str(tiny_nllb)).source_code == "vie_Latn"
    assert find(str(tiny_marian_ct2)).family == "marian"
    assert find(str(tiny_nllb_ct2)).target_code == "eng_Latn"


def test_removed(home: Path) -> None:
    folder = put("someone/x")
    assert store.remove("someone/x") == folder
    assert not folder.exists()
    with pytest.raises(UsageError, match="There is no model"):
        store.remove("someone/x")
    with pytest.raises(UsageError, match="part of the package"):
        store.remove("bundled")


def test_a_manifest_s_fields_reach_the_model() -> None:
    bundled = find("bundled")
    told = manifests.load(bundled.folder)
    names = (
        "name",
        "family",
        "source_code",
        "target_code",
        "licence",
        "revision",
        "quality",
        "mask",
        "longest",
    )
    assert [getattr(bundled, name) for name in names] == [getattr(told, name) for name in names]
    assert bundled.longest == 80
