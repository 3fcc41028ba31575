"""Sentences too long for a model to read well, and text without marks, read whole and in pieces.

    python eval/bench/long_text.py [--model bundled] [--data DIR] [--out eval/results/long-text.json]

"bare": 2, 4 and 8 neighbouring lines of IWSLT'15 tst2012 (talks, 600 lines) in one, in lower case, without
punctuation, as speech recognition writes them down; answers and references are compared in that form.
"long": the lines of FLORES-200 dev, IWSLT'15 and VLSP 2020 of 80 tokens or more. "pieces" is `mt translate`,
"whole" the same without `Model.longest`.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]

import sacrebleu

import mt
from mt.pipeline import Translator, load
from mt.translate.translator import Recent
from mt.values import Sentence, Span
from result_files import publish, versions

LINES = 600


def bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'%$]|_", " ", text.lower()).split())


def sets(data: Path, translator: Translator) -> dict[str, list[tuple[str, str]]]:
    rows = {
        name: [
            tuple(line.split("\t")[:2])
            for line in (data / "test" / f"{name}.tsv").read_text("utf-8").splitlines()
        ]
        for name in ("flores200-dev", "iwslt15-tst2012", "vlsp2020-news-dev")
    }
    every = [row for some in rows.values() for row in some]
    sizes = translator.count([vi for vi, _ in every])
    found = {"long": [(vi, en) for (vi, en), size in zip(every, sizes, strict=True) if size >= 80]}
    talk = rows["iwslt15-tst2012"][:LINES]
    for number in (2, 4, 8):
        joined = [talk[at : at + number] for at in range(0, len(talk), number)]
        found[f"bare, {number} lines"] = [
            (bare(" ".join(vi for vi, _ in some)), bare(" ".join(en for _, en in some))) for some in joined
        ]
    return found


def scored(translator: Translator, pairs: list[tuple[str, str]], plain: bool) -> dict[str, float]:
    translator.memory = Recent()
    answers = translator.translate_sentences([Sentence(vi, Span(0, len(vi))) for vi, _ in pairs])
    targets = [bare(one.target) if plain else one.target for one in answers]
    references = [en for _, en in pairs]
    return {
        "BLEU": round(sacrebleu.corpus_bleu(targets, [references]).score, 2),
        "chrF2": round(sacrebleu.corpus_chrf(targets, [references]).score, 2),
        "flagged": sum(bool(one.flags) for one in answers),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results" / "long-text.json")
    arguments = parser.parse_args()
    translator = load(arguments.model)
    engine = translator.engine
    model = engine.model
    result: dict[str, Any] = {}
    for name, pairs in sets(arguments.data, translator).items():
        sizes = translator.count([vi for vi, _ in pairs])
        result[name] = {"texts": len(pairs), "tokens, mean": round(sum(sizes) / len(sizes), 1)}
        for way, longest in (("pieces", model.longest), ("whole", 0)):
            engine.model = replace(model, longest=longest)
            result[name][way] = scored(translator, pairs, name != "long")
    result["settings"] = {
        "model": model.name, "revision": model.revision, "longest": model.longest, "vimt": mt.__version__,
        **versions("ctranslate2", "sacrebleu"), "date": time.strftime("%Y-%m-%d"),
    }  # fmt: skip
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
