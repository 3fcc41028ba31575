"""A trained run -> a Hugging Face checkpoint -> the folder that `mt` ships."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.training import store
from scripts.training.run import Run
from scripts.training.vocabulary import MASK

#: `mt.values.Model.longest`, as measured (eval/LOG.md): hardly any sentence that it learns from is longer.
LONGEST = 80


def check_trained(run: Run, step: str) -> None:
    """Raises SystemExit, in the name of `step`, when nothing is trained; warns when it is not finished."""
    if not run.step:
        which, more = ("reverse model", " --reverse") if run.reverse else ("model", "")
        raise SystemExit(
            f"{step}: the {which} is not trained: no checkpoint.pt in {run.place} and no state of it in "
            f"{run.work}. First: train --work {run.work}{more}"
        )
    if not run.over:
        print(
            f"warning: {step}: the training is not finished: step {run.step}, {run.seconds:.0f} s of "
            "computing",
            file=sys.stderr,
        )


def export_checkpoint(run: Run, out: Path) -> None:
    """The model as Hugging Face stores Marian models: safetensors, two spm files, vocab.json."""
    with store.replacing(out) as new:
        write_checkpoint(run, new)


def write_checkpoint(run: Run, out: Path) -> None:
    model = run.judged.eval()
    generation = model.generation_config
    generation.num_beams, generation.max_length, generation.early_stopping = 4, 512, True
    generation.bad_words_ids = [[run.encoder.pad]]
    model.save_pretrained(out)
    generation.save_pretrained(out)
    for name in ("source.spm", "target.spm"):
        shutil.copy(run.work / "spm.model", out / name)
    vocabulary = {token: i for i, token in enumerate(run.encoder.tokens)}
    (out / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0), encoding="utf-8")
    (out / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "MarianTokenizer",
                "source_lang": "vi",
                "target_lang": "en",
                "model_max_length": 512,
                "separate_vocabs": False,
            }
        ),
        encoding="utf-8",
    )


def average(run: Run, folders: Sequence[Path]) -> None:
    """Puts the mean of the run's weights and of those in the Hugging Face checkpoints `folders` into the
    network that is judged (Wortsman et al. 2022, "Model soups", uniform).

    Raises SystemExit for a checkpoint of another vocabulary or shape.
    """
    import torch
    from transformers import MarianMTModel

    states = [run.judged.state_dict()]
    for folder in folders:
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        if list(vocabulary) != run.encoder.tokens:
            raise SystemExit(f"{folder}: another vocabulary than that of the work folder")
        states.append(MarianMTModel.from_pretrained(folder).state_dict())
        if {k: v.shape for k, v in states[-1].items()} != {k: v.shape for k, v in states[0].items()}:
            raise SystemExit(f"{folder}: a network of another shape than that of the work folder")
    mean = {key: torch.stack([state[key] for state in states]).mean(0) for key in states[0]}
    run.judged.load_state_dict(mean)


def convert(run: Run, compute: str = "int8") -> Path:
    """The converted, verified folder of the checkpoint in hf/, weights of type `compute`."""
    return converted(run.work / "hf", run.work / f"converted-{compute}", compute, f"step {run.step}")


def converted(checkpoint: Path, work: Path, compute: str = "int8", revision: str = "") -> Path:
    """The same of any checkpoint of ours, in the folder `work`."""
    from mt.models import manifest as manifests
    from mt.models.make import Making, build

    described = manifests.Manifest(
        name="bundled",
        family="marian",
        licence="Apache-2.0",
        revision=revision,
        mask=MASK,
        longest=LONGEST,
    )
    return build(checkpoint, described, Making(compute=compute), work)


def ship(made: Path, out: Path, quality: str) -> None:
    """Puts the converted model in the place of the one in `out`, its manifest saying `quality` if any.

    All of it or nothing; other files in `out`, such as its card, stay.
    """
    from mt.models import manifest as manifests

    if quality:
        described = dataclasses.replace(manifests.load(made), quality=quality)
        manifests.save(made, dataclasses.replace(described, files=manifests.records_of(made)))
    with store.replacing(out) as new:
        for folder in (out, made):
            for file in folder.iterdir() if folder.exists() else ():
                shutil.copy(file, new / file.name)
