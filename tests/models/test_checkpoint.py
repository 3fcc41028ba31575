"""What a Hugging Face folder must hold, and the silent traps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from mt.errors import BackendError, MissingExtra
from mt.models import checkpoint
from mt.models.checkpoint import inspect, pad_norm, prepare, shards_of


@pytest.fixture
def marian(tiny_marian: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_marian, tmp_path / "marian"))


@pytest.fixture
def nllb(tiny_nllb: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_nllb, tmp_path / "nllb"))


def change(path: Path, **values: Any) -> None:
    raw = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(raw), encoding="utf-8")


def move_pad_row(folder: Path, value: float) -> int:
    from safetensors.torch import load_file, save_file

    pad = int(json.loads((folder / "config.json").read_text())["pad_token_id"])
    tensors = load_file(folder / "model.safetensors")
    tensors["model.shared.weight"][pad, 0] = value
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    return pad


def test_tiny_ones_are_fit(tiny_marian: Path, tiny_marian_legacy: Path, tiny_nllb: Path) -> None:
    assert inspect(tiny_marian).piece_files == ("source.spm", "target.spm")
    assert inspect(tiny_marian_legacy).family == "marian"
    found = inspect(tiny_nllb)
    assert (found.source_code, found.target_code) == ("vie_Latn", "eng_Latn")
    assert found.piece_files == ("sentencepiece.bpe.model",)


def test_all_problems_at_once(marian: Path) -> None:
    for name in ("source.spm", "vocab.json", "model.safetensors"):
        (marian / name).unlink()
    with pytest.raises(BackendError) as caught:
        inspect(marian)
    for part in ("source.spm is missing", "vocab.json is missing", "no weights"):
        assert part in str(caught.value)


def test_marian_traps(marian: Path) -> None:
    change(marian / "config.json", decoder_start_token_id=0, share_encoder_decoder_embeddings=False)
    change(marian / "vocab.json", **{">>eng<<": 1000, ">>fra<<": 1001})
    with pytest.raises(BackendError) as caught:
        inspect(marian)
    for part in ("decoder_start_token_id is 0", "two vocabularies", "several languages (>>eng<<, >>fra<<"):
        assert part in str(caught.value)


def test_nllb_without_tokenizer_json(nllb: Path) -> None:
    (nllb / "tokenizer.json").unlink()
    with pytest.raises(BackendError, match=r"tokenizer\.json is missing"):
        inspect(nllb)


def test_nllb_without_its_codes(nllb: Path) -> None:
    text = (nllb / "tokenizer.json").read_text(encoding="utf-8").replace("vie_Latn", "vie_Xxxx")
    (nllb / "tokenizer.json").write_text(text, encoding="utf-8")
    with pytest.raises(BackendError, match=r"vie_Latn is not a token of tokenizer\.json"):
        inspect(nllb)


@pytest.mark.parametrize("content", ["{}", '{"added_tokens": [1]}', '{"added_tokens": 3, "model": []}'])
def test_nllb_with_another_tokenizer_json(nllb: Path, content: str) -> None:
    (nllb / "tokenizer.json").write_text(content)
    with pytest.raises(BackendError, match=r"eng_Latn is not a token of tokenizer\.json"):
        inspect(nllb)


def test_converted_folder_is_no_checkpoint(tiny_marian_ct2: Path) -> None:
    with pytest.raises(BackendError, match="is converted already"):
        inspect(tiny_marian_ct2)


def test_safetensors_are_used_as_they_lie(tiny_marian: Path, tmp_path: Path) -> None:
    assert prepare(inspect(tiny_marian), tmp_path).folder == tiny_marian


def test_pickle_becomes_the_same_safetensors(
    tiny_marian: Path, tiny_marian_legacy: Path, tmp_path: Path
) -> None:
    import torch
    from safetensors.torch import load_file

    made = prepare(inspect(tiny_marian_legacy), tmp_path).folder
    assert not list(made.glob("*.bin"))
    ours, theirs = load_file(made / "model.safetensors"), load_file(tiny_marian / "model.safetensors")
    assert set(ours) == set(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_shards(tiny_marian: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    folder = tmp_path / "sharded"
    shutil.copytree(tiny_marian, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    tensors = load_file(tiny_marian / "model.safetensors")
    places = {name: f"pytorch_model-0000{1 + i % 2}-of-00002.bin" for i, name in enumerate(sorted(tensors))}
    for shard in set(places.values()):
        torch.save({n: t for n, t in tensors.items() if places[n] == shard}, folder / shard)
    (folder / "pytorch_model.bin.index.json").write_text(json.dumps({"weight_map": places}))
    made = prepare(inspect(folder), tmp_path / "work").folder
    merged: dict[str, Any] = {}
    for shard_path in shards_of(made):
        merged |= load_file(shard_path)
    assert all(torch.equal(merged[name], tensors[name]) for name in tensors)
    (folder / "pytorch_model-00002-of-00002.bin").unlink()
    with pytest.raises(BackendError, match=r"00002-of-00002\.bin.*which is missing"):
        prepare(inspect(folder), tmp_path / "work")


class Evil:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (exec, ("raise SystemExit('the pickle ran')",))


@pytest.mark.parametrize("zipped", [True, False])
def test_pickle_that_runs_code_is_refused(tiny_marian_legacy: Path, tmp_path: Path, zipped: bool) -> None:
    import torch

    folder = Path(shutil.copytree(tiny_marian_legacy, tmp_path / "evil"))
    torch.save({"x": Evil()}, folder / "pytorch_model.bin", _use_new_zipfile_serialization=zipped)
    with pytest.raises(BackendError, match=r"pytorch_model\.bin: refused"):
        prepare(inspect(folder), tmp_path / "work")


@pytest.mark.parametrize(
    "content", [b"s.", b"N0.", b"", b"PK", b"PK\x03\x04garbage", b"<html>", b"\x80\x02]q\x00."]
)
def test_garbage_pickle(tiny_marian_legacy: Path, tmp_path: Path, content: bytes) -> None:
    folder = Path(shutil.copytree(tiny_marian_legacy, tmp_path / "bad"))
    (folder / "pytorch_model.bin").write_bytes(content)
    with pytest.raises(BackendError, match=r"pytorch_model\.bin: refused"):
        prepare(inspect(folder), tmp_path / "work")


def test_cut_safetensors(marian: Path, tmp_path: Path) -> None:
    data = (marian / "model.safetensors").read_bytes()
    (marian / "model.safetensors").write_bytes(data[:5000])
    with pytest.raises(BackendError, match=r"model\.safetensors: damaged"):
        prepare(inspect(marian), tmp_path / "work")


def test_padding_row_that_moved(marian: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    assert pad_norm(marian) == 0
    pad = move_pad_row(marian, 0.75)
    with pytest.raises(BackendError, match=r"not zero \(norm 0.75\).*--zero-pad"):
        prepare(inspect(marian), tmp_path / "work")
    copy = prepare(inspect(marian), tmp_path / "work", zero_pad=True).folder
    assert pad_norm(copy) == 0
    assert pad_norm(marian) == 0.75  # the original is not touched
    assert not load_file(copy / "model.safetensors")["model.shared.weight"][pad].any()


def test_missing_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoint.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"pip install 'vimt\[torch\]'"):
        checkpoint.require_torch()
