"""What a setting of the recipe does in some steps from the shipped weights: dev loss, whole and damaged.

    python scripts/train_bundled.py prepare --profile further --start mt/models/bundled --data DATA --work W
    python eval/bench/recipe.py --work W --steps 80 [--out eval/results/recipe.json]

Each arm begins at the shipped weights with the same seed; the learning rate warms up over 10 steps and
falls in a line to zero.
Figures: cross-entropy on the development pairs, nats a target token, for the sources as they are and damaged
as in [noise]. Short runs: they show what is learnt first, not where a long training ends.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from result_files import publish, versions
from scripts.train_bundled import prepare_cpu
from scripts.training.noise import disturb
from scripts.training.run import Options, Run
from scripts.training.sampler import LONGEST
from scripts.training.settings import Settings, group_weights, load_settings, override

ARMS = {
    "no noise": [],
    "missing_marks 0.1": ["noise.missing_marks=0.1"],
    "typos 0.1": ["noise.typos=0.1"],
    "capitals 0.1": ["noise.capitals=0.1"],
    "dropout 0": ["model.dropout=0.0"],
    "no label smoothing": ["train.label_smoothing=0.0"],
    "no sampled segmentations": ["train.sampling_share=0.0"],
    "masks in 20 %": ["train.mask_share=0.2"],
    "AdamW": ['train.optimizer="adamw"'],
    "rate 7e-4": ["train.learning_rate=7e-4"],
    "encoder of 12 layers": ["model.encoder_layers=12"],
}
DAMAGES = ("none", "missing_marks", "typos", "capitals")
NOISE = ("missing_marks", "typos", "capitals", "decomposed", "curly", "numbers")


def damaged(run: Run, settings: Settings, kind: str) -> list[tuple[list[int], list[int]]]:
    """The development pairs with one kind of damage done to each of them."""
    table = dict.fromkeys(settings["noise"], 0.0) | {"marks_words": 1.0, "typo_words": 0.2}
    if kind != "none":
        table[kind] = 1.0
    rng, encode = random.Random(1), run.encoder.encode
    pairs = [disturb(pair, rng, table) for pair in run.corpus.dev]
    return [(encode(source)[:LONGEST], encode(target)[:LONGEST]) for source, target in pairs]


def losses(run: Run, settings: Settings) -> dict[str, float]:
    import torch

    found = {}
    torch.set_num_threads(run.threads)
    for kind in DAMAGES:
        run.dev = damaged(run, settings, kind)
        found[kind] = round(run.dev_loss(), 4)
    torch.set_num_threads(1)  # each copy of the network has a thread of its own
    return found


def arm(name: str, work: Path, settings: Settings, steps: int, start: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as place:
        run = Run(work, settings, Options(start=start, place=Path(place)))
        found: dict[str, Any] = {"changes": ARMS[name], "before": losses(run, settings)}
        batches = run.batches()
        for step in range(steps):
            run.seconds = step / steps * settings["train"]["hours"] * 3600
            parts, _ = next(batches)
            run.one_step(parts)
            run.step += 1
        batches.close()
        if run.average is not None:
            found["average"] = losses(run, settings)
            run.average = None
        found["after"] = losses(run, settings)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="Short trainings from the shipped weights.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--start", type=Path, default=ROOT / "mt" / "models" / "bundled")
    parser.add_argument("--steps", type=int, default=80)
    parser.add_argument(
        "--average", type=float, default=0.95, help="decay of an average that is judged too; 0: none"
    )
    parser.add_argument("--arm", action="append", choices=list(ARMS), help="default: all")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    import torch

    prepare_cpu()
    torch.set_num_threads(1)
    base = load_settings(ROOT / "scripts" / "train_bundled.toml", "further")
    override(base, [f"train.average={arguments.average}", "train.decay=1.0", "train.warmup_steps=10"])
    # One mixture throughout, and no noise but that of the arm.
    override(base, ["data.late_weights={}", *(f"noise.{kind}=0.0" for kind in NOISE)])
    result: dict[str, Any] = {"arms": {}}
    for name in arguments.arm or ARMS:
        settings = copy.deepcopy(base)
        override(settings, ARMS[name])
        result["arms"][name] = arm(name, arguments.work, settings, arguments.steps, arguments.start)
        print(name, json.dumps(result["arms"][name]), file=sys.stderr, flush=True)
    data = (arguments.work / "pairs.json.xz").read_bytes()
    result["settings"] = {
        "data_sha256": hashlib.sha256(data).hexdigest(),
        "steps": arguments.steps,
        "start": json.loads((arguments.start / "mt.json").read_text(encoding="utf-8")).get("revision", ""),
        "model": base["model"],
        "train": base["train"],
        "noise": base["noise"],
        "weights": group_weights(base),
        **versions("torch", "transformers", "sentencepiece"),
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
