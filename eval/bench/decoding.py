"""What the width of the beam and the length penalty are worth to a model: BLEU, chrF2 and time.

    python eval/bench/decoding.py [--model bundled] [--data DIR] [--out eval/results/decoding.json]

The engine alone, without splitting, masks and repair, on the development sets. Length penalty: the exponent
of the length by which a hypothesis' log-probability is divided (Wu et al. 2016, as CTranslate2 has it);
varied at the default beam, and the beam at the default penalty. ratio: hypothesis to reference tokens.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import sacrebleu

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from mt.pipeline import Translator, load
from mt.values import Decoding
from result_files import publish, versions

SETS = ("flores200-dev", "iwslt15-tst2012", "tatoeba-laser-1000", "vlsp2020-news-dev")
BEAMS = (1, 2, 4, 6, 8)
PENALTIES = (0.0, 0.5, 0.8, 1.0, 1.2, 1.5, 2.0)


def scored(translator: Translator, pairs: list[tuple[str, str]], decoding: Decoding) -> dict[str, Any]:
    began = time.process_time()
    found = [h.text for h in translator.engine.translate([source for source, _ in pairs], decoding)]
    seconds = time.process_time() - began
    references = [[reference for _, reference in pairs]]
    bleu, chrf = sacrebleu.BLEU(), sacrebleu.CHRF()
    score = bleu.corpus_score(found, references)
    return {
        "BLEU": round(score.score, 2),
        "chrF2": round(chrf.corpus_score(found, references).score, 2),
        "ratio": round(score.sys_len / score.ref_len, 3),
        "processor seconds": round(seconds, 1),
        "signatures": [str(bleu.get_signature()), str(chrf.get_signature())],
    }


def pairs_of(translator: Translator, text: str) -> list[tuple[str, str]]:
    """The pairs that fit the model whole."""
    rows = [line.split("\t")[:2] for line in text.splitlines()]
    sizes = translator.engine.count([vi for vi, _ in rows])
    return [
        (vi, en) for (vi, en), size in zip(rows, sizes, strict=True) if size <= translator.engine.max_source
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Beam and length penalty of a model.")
    parser.add_argument("--model", default="bundled")
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("MT_DATA", ROOT.parent / "shared" / "data"))
    )
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    translator, usual = load(arguments.model), Decoding()
    result: dict[str, Any] = {"sets": {}}
    for name in SETS:
        raw = (arguments.data / "test" / f"{name}.tsv").read_bytes()
        pairs = pairs_of(translator, raw.decode())
        translator.engine.translate([vi for vi, _ in pairs[:50]], usual)  # warm
        beams = {str(beam): scored(translator, pairs, replace(usual, beam=beam)) for beam in BEAMS}
        penalties = {
            str(penalty): beams[str(usual.beam)]
            if penalty == usual.length_penalty
            else scored(translator, pairs, replace(usual, length_penalty=penalty))
            for penalty in PENALTIES
        }
        result["sets"][name] = {
            "sha256": hashlib.sha256(raw).hexdigest(),
            "segments": len(pairs),
            "too long": len(raw.decode().splitlines()) - len(pairs),
            "beam": beams,
            "length_penalty": penalties,
        }
        print(name, json.dumps(result["sets"][name]), file=sys.stderr)
    result["settings"] = {
        "model": translator.model.name,
        "revision": translator.model.revision,
        "engine": "ctranslate2",
        "compute": getattr(translator.engine, "compute", ""),
        "decoding": asdict(usual),
        **versions("sacrebleu", "ctranslate2", "sentencepiece"),
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
