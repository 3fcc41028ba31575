"""What pairs that models write are worth: BLEU of `mt translate` after some steps from the shipped weights.

    python eval/bench/made_pairs.py --work W --steps 600 --keep ARMS [--out eval/results/made-pairs.json]

W is a work folder in which `back`, `distil` and `gloss` have been (scripts/TRAINING.md). Each arm begins at
the shipped weights with the same seed and sees as many padded tokens; a share of its examples is of one kind
of such pairs, the rest are the corpus. The learning rate warms up and falls in a line to zero. Weights are
kept as folders that `train --start` takes (float32); arms that `--keep` has already are not trained again.
"mean" has the mean of all arms' weights (Wortsman et al. 2022).
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
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
from scripts.training.store import BACK, DISTILLED, GLOSSED, Corpus

START = ROOT / "mt" / "models" / "bundled"
#: By arm: the share of the settings that lets it draw from its pairs; "none" draws from the corpus alone.
ARMS = {
    "none": "",
    "back": "back_share",
    "back of pairs": "back_share",
    "self": "distil_share",
    "self of pairs": "distil_share",
    "glossary": "gloss_share",
}


def of_arm(corpus: Corpus, name: str) -> Corpus:
    """The corpus with the made pairs of one arm: of English text or of the corpus' English, of Vietnamese
    text or of the corpus' Vietnamese."""
    pairs = [pair for group in corpus.groups.values() for pair in group]
    sources, targets = ({pair[side] for pair in pairs} for side in (0, 1))
    again = name.endswith("of pairs")
    return dataclasses.replace(
        corpus,
        back=[pair for pair in corpus.back if (pair[1] in targets) == again],
        distilled=[pair for pair in corpus.distilled if (pair[0] in sources) == again],
    )


def train(name: str, work: Path, settings: Settings, steps: int, keep: Path) -> dict[str, Any]:
    """Trains one arm, leaves its checkpoint in `keep`; what it drew from and its dev loss."""
    run = Run(work, settings, Options(start=START, place=keep / "run"))
    run.corpus = of_arm(run.corpus, name)
    kind = {"back_share": "back", "distil_share": "distilled", "gloss_share": "glossed"}.get(ARMS[name], "")
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
        "made pairs": len(getattr(run.corpus, kind)) if kind else 0,
        "pairs seen": run.pairs,
        "dev loss before": round(before, 4),
        "dev loss": round(after, 4),
    }


def mean_of(folders: list[Path], out: Path) -> None:
    """A checkpoint with the mean of the weights of those in `folders`."""
    import torch
    from transformers import MarianMTModel

    states = [MarianMTModel.from_pretrained(folder / "hf").state_dict() for folder in folders]
    mean = {key: torch.stack([state[key] for state in states]).mean(0) for key in states[0]}
    shutil.copytree(folders[0] / "hf", out / "hf")
    model = MarianMTModel.from_pretrained(out / "hf")
    model.load_state_dict(mean)
    model.save_pretrained(out / "hf")


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
    parser = argparse.ArgumentParser(description="What pairs that models write are worth.")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--keep", type=Path, required=True, help="folder for the weights of the arms")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--share", type=float, default=0.4, help="of the examples, of the arm's made pairs")
    parser.add_argument("--rate", type=float, default=8e-4, help="the highest learning rate")
    parser.add_argument("--arm", action="append", choices=list(ARMS), help="default: all")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    import torch

    prepare_cpu()
    torch.set_num_threads(1)
    base = load_settings(ROOT / "scripts" / "train_bundled.toml", "further")
    override(base, [f"train.learning_rate={arguments.rate}", "train.decay=1.0"])
    result: dict[str, Any] = {"arms": {}}
    names = arguments.arm or list(ARMS)
    for name in names:
        settings, keep = copy.deepcopy(base), arguments.keep / name.replace(" ", "-")
        for share in set(ARMS.values()) - {""}:
            override(settings, [f"train.{share}={arguments.share if share == ARMS[name] else 0.0}"])
        if not (keep / "arm.json").exists():
            found = train(name, arguments.work, settings, arguments.steps, keep)
            found["scores"] = judged(keep, arguments.data, settings, name)
            (keep / "arm.json").write_text(json.dumps(found), encoding="utf-8")
        result["arms"][name] = json.loads((keep / "arm.json").read_text(encoding="utf-8"))
        print(name, json.dumps(result["arms"][name]), file=sys.stderr, flush=True)
    if len(names) > 1:
        mean = arguments.keep / "mean"
        shutil.rmtree(mean, ignore_errors=True)
        mean_of([arguments.keep / name.replace(" ", "-") for name in names], mean)
        result["mean"] = {"of": names, "scores": judged(mean, arguments.data, base, "mean")}
    made = [(arguments.work / name).read_bytes() for name in (BACK, DISTILLED, GLOSSED)]
    result["settings"] = {
        "steps": arguments.steps,
        "share": arguments.share,
        "start": json.loads((START / "mt.json").read_text(encoding="utf-8"))["revision"],
        "made_sha256": [hashlib.sha256(data).hexdigest() for data in made],
        "train": base["train"],
        "weights": base["data"]["weights"],
        **versions("torch", "transformers", "sentencepiece", "ctranslate2"),
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
