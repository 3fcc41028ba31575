"""BLEU and chrF of a model on the development sets, beside what rivals answered; what each guard is worth.

    python eval/bench/quality.py [--model bundled] [--data DIR] [--out eval/results/quality.json]

Variants: `no-repair` keeps the first decoding; `numbers masked`, `names masked`, `no-money`, `no-names`
(never masked, not even where one is misspelt) and `no-terms` (words of the glossary) do too, with other
masks. On FLORES-200 dev, `no-splitting` gives whole lines, and `raw` is the engine alone. Every score
carries its sacreBLEU signature. Curly quotes are rare, so `quoted` scores the lines that have quotes,
made curly, with and without the guard's normalisation.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import sacrebleu

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from mt.pipeline import Translator, load
from mt.translate import guard, repair
from mt.translate.check import check
from mt.translate.copied import Copied
from mt.translate.glossary import Glossary
from mt.translate.translator import Recent
from mt.values import Decoding, Model, Sentence, Span
from result_files import publish, versions

SETS = ("flores200-dev", "iwslt15-tst2012", "tatoeba-laser-1000", "vlsp2020-news-dev")
RIVALS = ("google", "microsoft", "mozilla-tiny", "nllb-600m", "opus-mt")


def score(hypotheses: list[str], references: list[str]) -> dict[str, Any]:
    """BLEU, chrF and chrF++ with 95 % intervals (1,000 bootstrap resamples) and signatures."""
    found: dict[str, Any] = {}
    for name, metric in (
        ("BLEU", sacrebleu.BLEU()),
        ("chrF", sacrebleu.CHRF()),
        ("chrF++", sacrebleu.CHRF(word_order=2)),
    ):
        value = metric.corpus_score(hypotheses, [references], n_bootstrap=1000)
        found[name] = {
            "score": round(float(value.score), 2),
            "ci": round(float(value._ci), 2),
            "signature": str(metric.get_signature()),
        }
    return found


def whole_lines(translator: Translator, lines: list[str]) -> list[str]:
    sentences = [Sentence(line, Span(0, len(line))) for line in lines]
    return [t.target for t in translator.translate_sentences(sentences)]


def by_pipeline(translator: Translator, lines: list[str]) -> list[str]:
    translator.memory = Recent()
    return translator.translate("\n".join(lines)).split("\n")


@contextlib.contextmanager
def without_repair() -> Iterator[None]:
    kept = repair._checked
    repair._checked = lambda *given: replace(kept(*given), flags=())
    try:
        yield
    finally:
        repair._checked = kept


@contextlib.contextmanager
def masking(more: Copied, less: Copied) -> Iterator[None]:
    """What the first decoding masks, with `more` and without `less`."""
    kept = repair.prepare

    def changed(text: str, model: Model, copied: Copied, glossary: Glossary | None) -> guard.Guarded:
        return kept(text, model, (copied | more) & ~less, glossary)

    repair.prepare = changed
    try:
        yield
    finally:
        repair.prepare = kept


@contextlib.contextmanager
def without_quotes() -> Iterator[None]:
    kept = guard._PLAIN
    curly = set(guard._DOUBLE + guard._SINGLE)
    guard._PLAIN = {code: plain for code, plain in kept.items() if chr(code) not in curly}
    try:
        yield
    finally:
        guard._PLAIN = kept


def curly(text: str) -> str:
    out, opened = [], False
    for character in text:
        if character == '"':
            out.append("”" if opened else "“")
            opened = not opened
        else:
            out.append(character)
    return "".join(out)


def contract(translator: Translator, sources: list[str]) -> dict[str, Any]:
    """What the check found at first, which rung mended how much, and what is left, in sentences."""
    translator.memory = Recent()
    with without_repair():
        first = [(t.sentence.text, t.target) for t in translator.sentences("\n".join(sources))]
    flagged = sum(1 for source, target in first if check(source, target))
    translator.memory = Recent()
    found = translator.sentences("\n".join(sources))
    left = [t for t in found if t.flags]
    return {
        "sentences": len(found),
        "flagged at first": flagged,
        "mended by rung": Counter(t.repair for t in found if t.repair and not t.flags),
        "flagged in the end": len(left),
        "kinds": Counter(str(kind) for t in left for kind in {flag.kind for flag in t.flags}),
    }


def first_decodings(translator: Translator, sources: list[str], references: list[str]) -> dict[str, Any]:
    """Scores without repair, with other masks."""
    nothing = Copied.NOTHING
    kinds = {
        "no-repair": (nothing, nothing),
        "numbers masked": (Copied.NUMBERS, nothing),
        "no-money": (nothing, Copied.MONEY),
        "names masked": (Copied.NAMES, nothing),
        "no-names": (nothing, Copied.NAMES),
        "no-terms": (nothing, Copied.TERMS),
    }
    found = {}
    for name, (more, less) in kinds.items():
        with without_repair(), masking(more, less):
            found[name] = score(by_pipeline(translator, sources), references)
    return found


def variants(translator: Translator, rows: list[list[str]]) -> dict[str, Any]:
    """Scores on one set with one thing off at a time."""
    sources, references = [row[0] for row in rows], [row[1] for row in rows]
    translator.memory = Recent()
    found = {"no-splitting": score(whole_lines(translator, sources), references)}
    engine = translator.engine
    sizes = engine.count(sources)
    fitting = [s if size <= engine.max_source else s[:300] for s, size in zip(sources, sizes, strict=True)]
    raw = engine.translate(fitting, Decoding(beam=translator.settings.beam))
    found["raw"] = score([h.text for h in raw], references)
    found["quoted"] = quoted(translator, rows)
    return found


def quoted(translator: Translator, rows: list[list[str]]) -> dict[str, Any]:
    """Lines that have quotes, their quotes made curly, with and without the guard's normalisation."""
    pairs = [(curly(s), curly(r)) for s, r in rows if s.count('"') >= 2]
    lines, targets = [s for s, _ in pairs], [r for _, r in pairs]
    on = by_pipeline(translator, lines)
    with without_quotes():
        off = by_pipeline(translator, lines)
    return {
        "lines": len(pairs),
        "on": score(on, targets),
        "off": score(off, targets),
        "lines that lost all quotes": {"on": lost(lines, on), "off": lost(lines, off)},
    }


def lost(sources: list[str], targets: list[str]) -> int:
    return sum(
        1 for s, t in zip(sources, targets, strict=True) if set(s) & set('“”"') and not set(t) & set('“”"')
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Quality of a model on the development sets.")
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("MT_DATA", ROOT.parent / "shared" / "data"))
    )
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    translator = load(arguments.model, beam=arguments.beam)
    result: dict[str, Any] = {"sets": {}, "rivals": {}}
    for name in SETS:
        raw = (arguments.data / "test" / f"{name}.tsv").read_bytes()
        rows = [line.split("\t")[:2] for line in raw.decode().splitlines()]
        sources, references = [row[0] for row in rows], [row[1] for row in rows]
        found = {"segments": len(rows), "sha256": hashlib.sha256(raw).hexdigest()}
        found["mt"] = score(by_pipeline(translator, sources), references)
        found |= first_decodings(translator, sources, references)
        if name == SETS[0]:
            found |= variants(translator, rows)
            found["contract"] = contract(translator, sources)
            for rival in RIVALS:
                lines = (arguments.data / "rivals" / f"{name}.{rival}.en").read_text(encoding="utf-8")
                result["rivals"][rival] = score(lines.splitlines(), references)
        result["sets"][name] = found
        print(name, found["mt"]["BLEU"]["score"], file=sys.stderr)
    result["settings"] = {
        "model": translator.model.name,
        "revision": translator.model.revision,
        "engine": "ctranslate2",
        "compute": getattr(translator.engine, "compute", ""),
        "beam": arguments.beam,
        **versions("sacrebleu", "ctranslate2", "sentencepiece"),
    }
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
