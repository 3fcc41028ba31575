"""What pairs that models write, and other settings, are worth: BLEU of `mt translate` after some steps.

    python eval/bench/arms.py --work W --steps 400 --keep FOLDER [--out eval/results/arms.json]

W is a work folder in which `back` and `distil` have been (scripts/TRAINING.md). Each arm begins at the
shipped weights with the same seed and takes as many steps; the learning rate warms up and falls in a line to
zero. Checkpoints of the arms are kept in FOLDER, and arms that it has already are not trained again.
`recipe.py` compares more settings, by development loss, which says little of arms with made pairs.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from result_files import publish, versions
from scripts.train_bundled import prepare_cpu
from scripts.training.export import converted, export_checkpoint
from scripts.training.judging import report, score
from scripts.training.run import Options, Run
from scripts.training.settings import Settings, load_settings, override
from scripts.training.store import BACK, DISTILLED

START = ROOT / "mt" / "models" / "bundled"
ARMS = {
    "pairs of the corpus alone": [],
    "back-translations": ["train.back_share=0.4"],
    "self-made translations": ["train.distil_share=0.4"],
    "no dropout": ["model.dropout=0.0"],
    "words of the glossary masked": ["train.term_share=0.7"],
}


def train(work: Path, settings: Settings, steps: int, keep: Path) -> dict[str, Any]:
    """Trains one arm, leaves its checkpoint in `keep`; what it saw, and its dev loss."""
    run = Run(work, settings, Options(start=START, place=keep / "run"))
    before = run.dev_loss()
    batches = run.batches()
    for step in range(steps):
        run.seconds = step / steps * settings["train"]["hours"] * 3600
        parts, count = next(batches)
        run.one_step(parts)
        run.step, run.pairs = run.step + 1, run.pairs + count
    batches.close()
    after = run.dev_loss()
    export_checkpoint(run, keep / "hf")
    shutil.rmtree(keep / "run")
    return {
        "pairs seen": run.pairs,
        "dev loss before": round(before, 4),
        "dev loss": round(after, 4),
    }


def judged(folder: Path, data: Path, settings: Settings, revision: str) -> dict[str, Any]:
    """BLEU and chrF of `mt translate` in float32, by development set, with 95 % intervals."""
    made = converted(folder / "hf", folder / "float32", "float32", revision)
    found = {}
    for name in settings["data"]["tests"]:
        whole = report(data / name, made, None)
        found[Path(name).stem] = {
            metric: {"score": round(score(whole, metric), 2), "ci": interval(whole, metric)}
            for metric in ("BLEU", "chrF2")
        }
    return found


def interval(whole: dict[str, Any], metric: str) -> list[float]:
    scores = whole["systems"][0]["scores"]
    one = next(each for each in scores if each["metric"] == metric)
    return [round(float(one[end]), 2) for end in ("low", "high")]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="What pairs that models write, and other settings, are worth."
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--keep", type=Path, required=True, help="folder for the checkpoints of the arms")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--rate", type=float, default=8e-4, help="the highest learning rate")
    parser.add_argument("--arm", action="append", choices=list(ARMS), help="default: all")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    import torch

    prepare_cpu()
    torch.set_num_threads(1)
    base = load_settings(ROOT / "scripts" / "train_bundled.toml", "further")
    override(base, [f"train.learning_rate={arguments.rate}", "train.decay=1.0"])
    shares = {"back_share": 0.0, "distil_share": 0.0, "term_share": 0.0, "mask_share": 0.4}
    override(base, [f"train.{name}={share}" for name, share in shares.items()])
    result: dict[str, Any] = {"arms": {}}
    for name in arguments.arm or ARMS:
        settings, keep = copy.deepcopy(base), arguments.keep / name.replace(" ", "-")
        override(settings, ARMS[name])
        if not (keep / "arm.json").exists():
            found: dict[str, Any] = {"changes": ARMS[name]}
            found |= train(arguments.work, settings, arguments.steps, keep)
            found["scores"] = judged(keep, arguments.data, settings, name)
            (keep / "arm.json").write_text(json.dumps(found), encoding="utf-8")
        result["arms"][name] = json.loads((keep / "arm.json").read_text(encoding="utf-8"))
        print(name, json.dumps(result["arms"][name]), file=sys.stderr, flush=True)
    made = {name: arguments.work / name for name in (BACK, DISTILLED)}
    result["settings"] = {
        "steps": arguments.steps,
        "start": json.loads((START / "mt.json").read_text(encoding="utf-8"))["revision"],
        "made_sha256": {
            name: hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in made.items()
            if path.exists()
        },
        "train": base["train"],
        "weights": base["data"]["weights"],
        **versions("torch", "transformers", "sentencepiece", "ctranslate2"),
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
