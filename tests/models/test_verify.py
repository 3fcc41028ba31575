"""A converted model must answer as its checkpoint does, and go on doing so."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mt.errors import BackendError
from mt.models import manifest as manifests
from mt.models.checkpoint import Checkpoint, inspect
from mt.models.manifest import Manifest
from mt.models.verify import (
    PROBES,
    Reference,
    answers,
    check_against_reference,
    similarity,
    source_tokens,
    verify,
    with_probes,
)


@pytest.fixture(scope="session")
def marian(tiny_marian: Path) -> Checkpoint:
    return inspect(tiny_marian)


@pytest.fixture(scope="session")
def nllb(tiny_nllb: Path) -> Checkpoint:
    return inspect(tiny_nllb)


@pytest.fixture
def probed(tiny_marian_ct2: Path, tmp_path: Path) -> Path:
    """A copy with stored answers."""
    folder = Path(shutil.copytree(tiny_marian_ct2, tmp_path / "model"))
    manifests.save(folder, with_probes(folder, manifests.load(folder)))
    return folder


def test_probes_are_nfc_and_different() -> None:
    assert len(set(PROBES)) == len(PROBES) == 8
    assert all(unicodedata.is_normalized("NFC", text) for text in PROBES)


def test_good_conversions_pass(
    tiny_marian_ct2: Path, tiny_nllb_ct2: Path, marian: Checkpoint, nllb: Checkpoint
) -> None:
    check_against_reference(tiny_marian_ct2, manifests.load(tiny_marian_ct2), marian)
    check_against_reference(tiny_nllb_ct2, manifests.load(tiny_nllb_ct2), nllb)


def test_both_know_their_sentences(
    tiny_marian_ct2: Path, tiny_nllb_ct2: Path, marian: Checkpoint, nllb: Checkpoint
) -> None:
    """The tiny models have learnt something, so that agreeing means more than agreeing on noise."""
    for folder, checkpoint in ((tiny_marian_ct2, marian), (tiny_nllb_ct2, nllb)):
        manifest = manifests.load(folder)
        texts = ["Hôm nay trời mưa to.", "Mẹ nấu phở cho cả nhà."]
        sources = source_tokens(folder, manifest, texts)
        targets, _ = answers(folder, manifest, sources)
        english = ["".join(t).replace("▁", " ").strip() for t in targets]
        assert english == ["It is raining hard today.", "Mother cooks pho for the whole family."]
        reference = Reference(checkpoint)
        assert reference.sources(texts) == sources
        assert reference.answers(texts, 1) == targets


def permuted(model: object) -> None:
    """Rows of the embedding in another order: the classic broken conversion."""
    import torch

    with torch.no_grad():
        weight = model.get_input_embeddings().weight  # type: ignore[attr-defined]
        weight[:-1] = weight[:-1].roll(1, 0)


def without_bias(model: object) -> None:
    model.final_logits_bias.zero_()  # type: ignore[attr-defined]
    model.final_logits_bias[0, 5] = 3.0  # type: ignore[attr-defined]


def broken(good: Checkpoint, damage: Callable[[object], None], work: Path) -> Path:
    """A float32 conversion of `good` with damaged weights."""
    import transformers

    from mt.models.checkpoint import quiet
    from mt.models.convert import convert

    folder = Path(shutil.copytree(good.folder, work / "broken"))
    with quiet():
        model = transformers.MarianMTModel.from_pretrained(good.folder)
        damage(model)
        model.save_pretrained(folder)
    return convert(replace(good, folder=folder), work / "ct2", "float32")


@pytest.mark.parametrize("damage", [permuted, without_bias])
def test_garbage_conversion_is_refused(
    marian: Checkpoint, tmp_path: Path, damage: Callable[[object], None]
) -> None:
    folder = broken(marian, damage, tmp_path)
    with pytest.raises(
        BackendError, match=r"refused: .*of 8 probes otherwise than transformers does at beam 1"
    ):
        check_against_reference(folder, Manifest("x", "marian"), marian)


def test_tokenizer_of_another_model_is_refused(
    tiny_marian_ct2: Path, marian: Checkpoint, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_marian_ct2, tmp_path / "x"))
    shutil.copyfile(folder / "target.spm", folder / "source.spm")
    with pytest.raises(BackendError, match="its SentencePiece model and its tokenizer disagree"):
        check_against_reference(folder, Manifest("x", "marian"), marian)


def test_whole_model(probed: Path) -> None:
    found = verify(probed)
    assert (found.files, found.probes, found.identical, found.similarity) == (5, 8, 8, 1.0)
    assert found.exact
    assert found.compute == found.probe_compute == "float32"


def test_changed_byte(probed: Path) -> None:
    data = bytearray((probed / "model.bin").read_bytes())
    data[len(data) // 2] ^= 1
    (probed / "model.bin").write_bytes(data)
    manifests.load(probed)  # the cheap check does not see it
    with pytest.raises(BackendError, match=r"model\.bin: changed since it was made"):
        verify(probed)


def test_other_weights_with_right_hashes(probed: Path, marian: Checkpoint, tmp_path: Path) -> None:
    """Weights that someone exchanged, and the hashes with them, are still caught by their answers."""
    shutil.copyfile(broken(marian, permuted, tmp_path) / "model.bin", probed / "model.bin")
    manifest = manifests.load(probed)
    manifests.save(probed, replace(manifest, files=manifests.records_of(probed)))
    with pytest.raises(BackendError, match=r"answers the probes otherwise than when it was made \(\d+% of"):
        verify(probed)


@pytest.mark.parametrize("size", [0, 100, 300_000])
def test_cut_model_with_right_sizes(probed: Path, size: int) -> None:
    (probed / "model.bin").write_bytes((probed / "model.bin").read_bytes()[:size])
    manifest = manifests.parse(probed / "mt.json")
    manifests.save(probed, replace(manifest, files=manifests.records_of(probed)))
    with pytest.raises(BackendError, match=r"cannot be run: .*mt models import"):
        verify(probed)


def test_damaged_pieces(probed: Path) -> None:
    (probed / "source.spm").write_bytes(b"garbage")
    with pytest.raises(BackendError, match=r"source\.spm: cannot be loaded"):
        source_tokens(probed, manifests.parse(probed / "mt.json"), ["x"])


def test_single_differences_are_tolerated_and_told(probed: Path) -> None:
    manifest = manifests.load(probed)
    first = manifest.probes[0]
    other = replace(first, target_tokens=(*first.target_tokens[:-1], "▁x"))
    manifests.save(probed, replace(manifest, probes=(other, *manifest.probes[1:])))
    found = verify(probed)
    assert not found.exact
    assert found.identical == 7
    assert 0.9 < found.similarity < 1


def test_similarity() -> None:
    assert similarity([], []) == 1
    assert similarity([["a", "b"]], [["a", "b"]]) == 1
    assert similarity([["a"], ["a"]], [["a"], ["b"]]) == 0.5
