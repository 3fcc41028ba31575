"""A trained run -> a Hugging Face checkpoint -> the folder that `mt` ships, with its scores."""

from __future__ import annotations

import dataclasses
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from scripts.training.run import Run
from scripts.training.vocabulary import MASK


def export_checkpoint(run: Run, out: Path) -> None:
    """The model as Hugging Face stores Marian models: safetensors, two spm files, vocab.json."""
    out.mkdir(parents=True, exist_ok=True)
    run.model.eval()
    generation = run.model.generation_config
    generation.num_beams, generation.max_length, generation.early_stopping = 4, 512, True
    generation.bad_words_ids = [[run.encoder.pad]]
    run.model.save_pretrained(out)
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


def ship(run: Run, out: Path, data: Path | None) -> None:
    """The converted, verified model in `out` as `mt` ships it, with its scores on the development sets."""
    from mt.models import manifest as manifests
    from mt.models.make import Making, build

    described = manifests.Manifest(
        name="bundled", family="marian", licence="Apache-2.0", revision=f"step {run.step}", mask=MASK
    )
    made = build(run.work / "hf", described, Making(), run.work / "converted")
    if data is not None:
        scores = {Path(name).stem: bleu(made, data / name) for name in run.settings["data"]["tests"]}
        (run.work / "scores.json").write_text(json.dumps(scores, indent=1), encoding="utf-8")
        print(json.dumps(scores, indent=1), file=sys.stderr)
        quality = f"FLORES-200 dev BLEU {scores[Path(run.settings['data']['dev']).stem]['BLEU']:.1f}"
        described = dataclasses.replace(manifests.load(made), quality=quality)
        manifests.save(made, dataclasses.replace(described, files=manifests.records_of(made)))
    out.mkdir(parents=True, exist_ok=True)
    for file in made.iterdir():
        shutil.copy(file, out / file.name)


def bleu(folder: Path, test: Path) -> dict[str, Any]:
    """BLEU and chrF of the model in `folder` on a file of Vietnamese, tab, English; with the signatures."""
    import sacrebleu

    import mt

    rows = [line.split("\t") for line in test.read_text(encoding="utf-8").splitlines()]
    hypotheses = mt.load(str(folder)).translate("\n".join(source for source, _ in rows)).split("\n")
    references = [[target for _, target in rows]]
    scores: dict[str, Any] = {}
    for metric in (sacrebleu.BLEU(), sacrebleu.CHRF(), sacrebleu.CHRF(word_order=2)):
        score = metric.corpus_score(hypotheses, references)
        scores[score.name] = round(score.score, 2)
        scores[f"{score.name} signature"] = str(metric.get_signature())
    return scores
