"""Tiny real models, made once per machine and kept in the temporary folder.

tiny_marian, tiny_marian_legacy, tiny_nllb, tiny_m2m    Hugging Face folders
tiny_marian_ct2, tiny_nllb_ct2                          converted (float32) and with mt.json

Read-only: a test that changes a model copies its folder first.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAKER = ROOT / "scripts" / "make_tiny_models.py"


def _cache() -> Path:
    """A folder of this user for this version of the maker."""
    digest = hashlib.sha256(MAKER.read_bytes())
    digest.update(os.environ.get("USER", "").encode())
    return Path(tempfile.gettempdir()) / f"vimt-tiny-{digest.hexdigest()[:16]}"


@pytest.fixture(scope="session")
def tiny_models() -> Path:
    """The folder that scripts/make_tiny_models.py writes."""
    for package in ("torch", "transformers", "safetensors"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed: pip install 'vimt[torch]'")
    folder = _cache()
    if not (folder / "hf").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as made:
            command = [sys.executable, str(MAKER), str(Path(made) / "hf")]
            environment = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            _move(Path(made) / "hf", folder / "hf")
    return folder / "hf"


def _move(made: Path, target: Path) -> None:
    try:
        made.rename(target)
    except OSError:  # another test run was faster
        assert target.is_dir()


@pytest.fixture(scope="session")
def tiny_marian(tiny_models: Path) -> Path:
    return tiny_models / "marian"


@pytest.fixture(scope="session")
def tiny_marian_legacy(tiny_models: Path) -> Path:
    return tiny_models / "marian-legacy"


@pytest.fixture(scope="session")
def tiny_nllb(tiny_models: Path) -> Path:
    return tiny_models / "nllb"


@pytest.fixture(scope="session")
def tiny_m2m(tiny_models: Path) -> Path:
    return tiny_models / "m2m"


@pytest.fixture(scope="session")
def tiny_marian_ct2(tiny_marian: Path) -> Path:
    return _converted(tiny_marian, "marian")


@pytest.fixture(scope="session")
def tiny_nllb_ct2(tiny_nllb: Path) -> Path:
    return _converted(tiny_nllb, "nllb")


_CONVERT = """
import sys, ctranslate2.converters
from pathlib import Path
from mt.models.manifest import Manifest, records_of, save
source, target, family = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
files = ["source.spm", "target.spm"] if family == "marian" else ["sentencepiece.bpe.model"]
converter = ctranslate2.converters.TransformersConverter(str(source), copy_files=files)
converter.convert(str(target), quantization="float32", force=True)
codes = ("", "") if family == "marian" else ("vie_Latn", "eng_Latn")
save(target, Manifest(f"tiny-{family}", family, *codes, licence="Apache-2.0", quality="a test model",
                      compute="float32", files=records_of(target)))
"""


def _converted(checkpoint: Path, family: str) -> Path:
    target = checkpoint.parent.parent / f"ct2-{family}"
    if not target.is_dir():
        with tempfile.TemporaryDirectory(dir=target.parent) as made:
            command = [sys.executable, "-c", _CONVERT, str(checkpoint), str(Path(made) / "ct2"), family]
            environment = {**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
            done = subprocess.run(
                command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            _move(Path(made) / "ct2", target)
    return target
