"""Trains the bundled model: from corpus to the folder that `mt` ships.

    python scripts/train_bundled.py prepare --data ../shared/data --work build/bundled
    python scripts/train_bundled.py train   --work build/bundled        (again: resumes)
    python scripts/train_bundled.py export  --work build/bundled --out mt/models/bundled

`prepare` reads the corpus, cleans it, leaves out whatever overlaps a test set, and trains the
sentencepiece vocabulary. `train` needs only what `prepare` wrote. `export` writes a Hugging Face
MarianMT checkpoint and converts it to CTranslate2 int8. Settings: scripts/train_bundled.toml.
The rooms: scripts/training/.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.training.corpus import prepare
from scripts.training.export import export_checkpoint, ship
from scripts.training.run import Run, train
from scripts.training.settings import load_settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("step", choices=["prepare", "train", "export"])
    parser.add_argument("--work", type=Path, required=True, help="folder for what is prepared and trained")
    parser.add_argument("--data", type=Path, help="folder that holds corpus/ and test/")
    parser.add_argument("--out", type=Path, help="export: the folder that mt ships")
    parser.add_argument("--settings", type=Path, default=Path(__file__).with_suffix(".toml"))
    parser.add_argument("--start", type=Path, help="prepare, train: go on from the model that mt ships here")
    parser.add_argument("--profile", default="cpu")
    parser.add_argument("--stop-after", type=float, default=1e9, help="minutes, then checkpoint and stop")
    arguments = parser.parse_args()
    settings = load_settings(arguments.settings, arguments.profile)
    if arguments.step == "prepare":
        prepare(arguments, settings)
    elif arguments.step == "train":
        train(arguments, settings)
    else:
        run = Run(arguments.work, settings, "cpu")
        export_checkpoint(run, arguments.work / "hf")
        ship(run, arguments.out, arguments.data)


if __name__ == "__main__":
    main()
