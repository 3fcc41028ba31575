"""Sentences a second: mt against raw CTranslate2, transformers, and CTranslate2 driven as Argos does.

    python eval/bench/throughput.py --checkpoint FOLDER --model FOLDER [--limit 1000] [--rounds 3]
    python eval/bench/throughput.py --opus-sized        (72M random weights: speed only, no meaning)

All contestants translate the same sentences with the same weights, beam and threads, in interleaved rounds;
the figure is the median of the ratios within a round. Nothing here asserts: it measures.

    ceiling       ctranslate2.Translator.translate_batch on tokens, sorted by length, one call a limit
    mt            the command's own path from text to text: segment, guard, engine, check, repair, render
    mt-no-repair  the same with the ladder switched off; all there is with random weights, of which the
                  check would flag every answer
    engine        mt's engine alone, text to text
    transformers  generate in float32 at the best of several batch sizes, sorted by length
    argos         one call for each paragraph, batch 32, length penalty 0.2, one worker with all threads
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from mt.models import find
from mt.segment import split
from mt.translate import glossary
from mt.translate.base import EngineOptions, batches, load_engine, target_limit
from mt.translate.copied import Copied
from mt.translate.guard import prepare
from mt.values import Decoding, Model
from result_files import publish, versions

Contestant = Callable[[Sequence[str]], int]


def sentences(data: Path, limit: int) -> list[str]:
    """Vietnamese sides of the development set, one sentence a line."""
    lines = (data / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[0] for line in lines]
    while len(texts) < limit:
        texts += [f"{text} ({len(texts)})" for text in texts[: limit - len(texts)]]
    return texts[:limit]


def opus_sized(folder: Path) -> tuple[Path, Path]:
    """A checkpoint of opus-mt's shape with random weights, and its conversion to int8. Its vocabulary is the
    bundled model's, filled up to opus-mt's 53,685 entries, so that tokenisation is real."""
    import shutil

    import ctranslate2
    import torch
    from transformers import MarianConfig, MarianMTModel

    from mt.models.manifest import Manifest, records_of, save

    bundled = find("bundled").folder
    words = json.loads((bundled / "shared_vocabulary.json").read_text(encoding="utf-8"))
    words = [word for word in words if word != "<pad>"]
    words += [f"unused{i}" for i in range(53684 - len(words))] + ["<pad>"]
    size = len(words)
    torch.manual_seed(1)
    model = MarianMTModel(
        MarianConfig(
            vocab_size=size,
            decoder_vocab_size=size,
            d_model=512,
            encoder_layers=6,
            decoder_layers=6,
            encoder_ffn_dim=2048,
            decoder_ffn_dim=2048,
            encoder_attention_heads=8,
            decoder_attention_heads=8,
            activation_function="swish",
            scale_embedding=True,
            max_position_embeddings=512,
            pad_token_id=size - 1,
            eos_token_id=0,
            decoder_start_token_id=size - 1,
        )
    )
    with torch.no_grad():
        model.get_input_embeddings().weight[size - 1].zero_()
    checkpoint, converted = folder / "hf", folder / "ct2"
    model.save_pretrained(checkpoint)
    for name in ("source.spm", "target.spm"):
        shutil.copy(bundled / name, checkpoint / name)
    (checkpoint / "vocab.json").write_text(json.dumps({w: i for i, w in enumerate(words)}), encoding="utf-8")
    (checkpoint / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "MarianTokenizer", "model_max_length": 512}), encoding="utf-8"
    )
    converter = ctranslate2.converters.TransformersConverter(
        str(checkpoint), copy_files=["source.spm", "target.spm"]
    )
    converter.convert(str(converted), quantization="int8")
    save(converted, Manifest("opus-sized", "marian", files=records_of(converted)))
    return checkpoint, converted


def guarded(texts: Sequence[str], model: Model) -> list[str]:
    """What the engine is given for `texts`: their different sentences, as the guard prepares them."""
    sentences = dict.fromkeys(sentence for text in texts for sentence in split(text))
    prepared = (prepare(sentence, model, Copied.FIRST, glossary.own()) for sentence in sentences)
    return [one.text for one in prepared if not one.passthrough]


class Race:
    """The contestants over one model."""

    def __init__(self, folders: tuple[Path, Path], decoding: Decoding, threads: int, repairs: bool) -> None:
        """repairs: the answers make sense, so that mt runs with its ladder as well."""
        checkpoint, converted = (find(str(folder)) for folder in folders)
        self.repairs = repairs
        self.converted, self.decoding, self.threads = converted, decoding, threads
        self.options = EngineOptions(device="cpu", threads=threads)
        self.engine: Any = load_engine(converted, "ctranslate2", self.options)
        self.reference: Any = load_engine(
            checkpoint, "transformers", EngineOptions(device="cpu", threads=threads)
        )
        self.batch_size = 32

    def ceiling(self) -> Contestant:
        import ctranslate2

        translator = ctranslate2.Translator(
            str(self.converted.folder), compute_type="int8", inter_threads=self.threads, intra_threads=1
        )
        pieces = self.engine._source

        def run(texts: Sequence[str]) -> int:
            waiting = []
            # Tokens are made before the clock starts: see `timed`.
            for batch in batches([len(t) for t in tokens[id(texts)]], self.options.batch_tokens):
                chosen = [tokens[id(texts)][i] for i in batch]
                waiting += translator.translate_batch(
                    chosen,
                    beam_size=self.decoding.beam,
                    asynchronous=True,
                    max_decoding_length=target_limit(len(chosen[0]) - 1, self.decoding, 510),
                )
            return sum(len(result.result().hypotheses[0]) for result in waiting)

        tokens: dict[int, list[list[str]]] = {}

        def prepare(texts: Sequence[str]) -> None:
            """The very tokens that mt decodes: split and guarded the same way, before the clock starts."""
            ready = guarded(texts, self.converted)
            tokens[id(texts)] = [[*p, "</s>"] for p in pieces.encode(ready, out_type=str)]

        run.prepare = prepare  # type: ignore[attr-defined]
        return run

    def mt(self, repair: bool) -> Contestant:
        from mt import pipeline
        from mt.translate import repair as ladder
        from mt.translate.translator import Recent

        translator = pipeline.load(str(self.converted.folder), threads=self.threads, beam=self.decoding.beam)
        translator._sentences.decoding = self.decoding

        def run(texts: Sequence[str]) -> int:
            kept = ladder._checked
            translator.memory = Recent()
            try:
                if not repair:
                    # The check still costs its time, but nothing that it finds is mended.
                    ladder._checked = lambda *given: replace(kept(*given), flags=())
                return len(translator.translate("\n".join(texts)))
            finally:
                ladder._checked = kept

        return run

    def engine_alone(self, texts: Sequence[str]) -> int:
        return sum(len(h.text) for h in self.engine.translate(texts, self.decoding))

    def transformers(self, texts: Sequence[str]) -> int:
        order = sorted(texts, key=len, reverse=True)
        return sum(
            len(h.text)
            for i in range(0, len(order), self.batch_size)
            for h in self.reference._generate(
                order[i : i + self.batch_size],
                target_limit(max(self.reference.count(order[i : i + self.batch_size])), self.decoding, 510),
                self.decoding,
            )
        )

    def argos(self) -> Contestant:
        import ctranslate2

        translator = ctranslate2.Translator(
            str(self.converted.folder), compute_type="int8", inter_threads=1, intra_threads=self.threads
        )

        def run(texts: Sequence[str]) -> int:
            total = 0
            for text in texts:
                pieces = self.engine._source.encode([text], out_type=str)
                results = translator.translate_batch(
                    [[*p, "</s>"] for p in pieces],
                    replace_unknowns=True,
                    max_batch_size=32,
                    beam_size=self.decoding.beam,
                    num_hypotheses=1,
                    length_penalty=0.2,
                    return_scores=True,
                    max_decoding_length=target_limit(len(pieces[0]), self.decoding, 510),
                )
                total += len(self.engine._target.decode_pieces(results[0].hypotheses[0]))
            return total

        return run


def timed(run: Contestant, texts: Sequence[str]) -> float:
    """Seconds."""
    if prepare := getattr(run, "prepare", None):
        prepare(texts)
    began = time.perf_counter()
    run(texts)
    return time.perf_counter() - began


def measure(race: Race, texts: list[str], few: list[str], rounds: int) -> dict[str, Any]:
    """Sentences a second by contestant and round. The slow ones translate `few`, a sample of `texts`."""
    contestants: dict[str, tuple[Contestant, list[str]]] = {
        "ceiling": (race.ceiling(), texts),
        "engine": (race.engine_alone, texts),
        "argos": (race.argos(), few),
        "transformers": (race.transformers, few),
    }
    contestants["mt-no-repair"] = race.mt(False), texts
    if race.repairs:
        contestants["mt"] = race.mt(True), texts
    best: dict[int, float] = {}
    for size in (8, 16, 32, 64):
        race.batch_size = size
        best[size] = timed(race.transformers, few[: max(64, len(few) // 2)])
    race.batch_size = min(best, key=lambda size: best[size])
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for run, _ in contestants.values():
        timed(run, few[:16])
    for _ in range(rounds):
        for name, (run, used) in contestants.items():
            rates[name].append(len(used) / timed(run, used))
            print(f"{name:14} {rates[name][-1]:8.1f} sentences/s", file=sys.stderr)
    ours = "mt" if race.repairs else "mt-no-repair"
    ratios = {
        f"{ours}/{name}": statistics.median(a / b for a, b in zip(rates[ours], values, strict=True))
        for name, values in rates.items()
        if name != ours
    }
    medians = {name: statistics.median(values) for name, values in rates.items()}
    return {"sentences_per_second": medians, "ratios": ratios, "transformers_batch": race.batch_size}


def main() -> None:
    parser = argparse.ArgumentParser(description="Throughput against rivals on the same weights.")
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("MT_DATA", ROOT.parent / "shared" / "data"))
    )
    parser.add_argument("--checkpoint", type=Path, help="Hugging Face folder")
    parser.add_argument("--model", type=Path, help="its conversion")
    parser.add_argument("--opus-sized", action="store_true")
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--few", type=int, default=200, help="sentences for the slow contestants")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    texts = sentences(arguments.data, arguments.limit)
    few = texts[:: max(1, len(texts) // arguments.few)][: arguments.few]
    # Random weights never end a sentence by themselves: all contestants get the same short limit.
    decoding = Decoding(
        beam=arguments.beam, **({"max_ratio": 0.0, "max_extra": 35} if arguments.opus_sized else {})
    )
    with tempfile.TemporaryDirectory() as made:
        folders = opus_sized(Path(made)) if arguments.opus_sized else (arguments.checkpoint, arguments.model)
        race = Race(folders, decoding, arguments.threads, not arguments.opus_sized)
        result = measure(race, texts, few, arguments.rounds)
    result["settings"] = {
        "sentences": len(texts),
        "few": len(few),
        "beam": arguments.beam,
        "threads": arguments.threads,
        "rounds": arguments.rounds,
        "model": "opus-sized random" if arguments.opus_sized else race.converted.name,
        "processor": platform.processor() or platform.machine(),
        **versions("ctranslate2", "transformers", "torch", "sentencepiece"),
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
