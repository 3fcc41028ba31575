from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mt.errors import BackendError, UsageError
from mt.models.checkpoint import inspect
from mt.models.convert import COMPUTE, convert, versions
from mt.models.verify import Reference


def test_files(tiny_marian: Path, tiny_nllb: Path, tmp_path: Path) -> None:
    made = convert(inspect(tiny_marian), tmp_path / "m", "float32")
    common = {"model.bin", "config.json", "shared_vocabulary.json"}
    assert {p.name for p in made.iterdir()} == common | {"source.spm", "target.spm"}
    vocabulary = json.loads((made / "shared_vocabulary.json").read_text(encoding="utf-8"))
    assert "<pad>" not in vocabulary
    made = convert(inspect(tiny_nllb), tmp_path / "n")
    assert {p.name for p in made.iterdir()} == common | {"sentencepiece.bpe.model"}
    assert {"vie_Latn", "eng_Latn"} <= set(json.loads((made / "shared_vocabulary.json").read_text()))


def test_unknown_compute_type(tiny_marian: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'int4' is no compute type"):
        convert(inspect(tiny_marian), tmp_path / "x", "int4")


def test_compute_types_are_those_of_ctranslate2() -> None:
    import ctranslate2

    assert set(COMPUTE) <= set(ctranslate2.specs.model_spec.ACCEPTED_MODEL_TYPES)


def test_weights_of_another_shape(tiny_marian: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_marian, tmp_path / "x"))
    config = json.loads((folder / "config.json").read_text()) | {"encoder_ffn_dim": 96}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(BackendError, match=r"CTranslate2 cannot convert it"):
        convert(inspect(folder), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_damaged_tokenizer(tiny_nllb: Path, tmp_path: Path) -> None:
    """The tokenizers package raises bare Exception, which must not get through."""
    folder = Path(shutil.copytree(tiny_nllb, tmp_path / "x"))
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["model"]["merges"] = [["no", "such"]]
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    with pytest.raises(BackendError, match=r"CTranslate2 cannot convert it: .*out of vocabulary"):
        convert(inspect(folder), tmp_path / "out")
    with pytest.raises(BackendError, match=r"transformers cannot load it: .*out of vocabulary"):
        Reference(inspect(folder))


def test_code_of_a_checkpoint_is_not_run(tiny_marian: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_marian, tmp_path / "x"))
    config = json.loads((folder / "config.json").read_text())
    config |= {"auto_map": {"AutoConfig": "evil.Config", "AutoModelForSeq2SeqLM": "evil.Model"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "evil.py").write_text("raise SystemExit('code of the checkpoint ran')")
    convert(inspect(folder), tmp_path / "out")
    Reference(inspect(folder))


def test_versions() -> None:
    assert set(versions()) == {"vimt", "ctranslate2", "transformers", "torch", "sentencepiece"}
    assert all(versions().values())
