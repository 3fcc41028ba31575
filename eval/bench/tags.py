"""What tags do to a translation, and where they come back.

    python eval/bench/tags.py [--model bundled] [--data DIR] [--lines 500] [--out eval/results/tags.json]

"places": in the sentences of our gold of word links, each stretch of one to five words whose partners stand
together (as phrases are extracted from links, Och and Ney 2004) is enclosed in a tag, which is put into the
reference by the word links of the lexicon or of the attention, by the gold's own (the ceiling), or by none
(where the letters or the place say). "exact": of the words with sure partners just these are enclosed.

"translation": lines of FLORES-200 dev with one to four words in <b>. "projected" is `mt translate`; "masked"
has the tags in the sentence, as masks (and as they are, where the model copies none); "pieces" translates
what stands between the tags by itself, as translate-html does for Argos Translate. BLEU and chrF2 are of the
answers without tags; "enclosing": the tag comes back once, with words in it. All in one run, one model.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "eval" / "bench")]

import sacrebleu

import mt
from mt.linking import WordLinker
from mt.pipeline import Translator, load
from mt.translate.base import EngineOptions
from mt.translate.markup import Mark, Marked
from mt.translate.projection import inserted, project
from mt.translate.translator import Recent
from result_files import publish, versions
from words_data import GOLD, Links

TAG = re.compile(r"</?b>")


def phrases(vi: str, sure: Links) -> list[tuple[int, int, set[int]]]:
    """(first token, token after the last, their partners): stretches whose partners have none elsewhere."""
    found = []
    size = len(vi.split())
    for a in range(size):
        for b in range(a + 1, min(size, a + 5) + 1):
            partners = {j for i, j in sure if a <= i < b}
            others = {j for i, j in sure if not a <= i < b}
            if partners and not any(min(partners) <= j <= max(partners) for j in others):
                found.append((a, b, partners))
    return found


def places(links_of: dict[str, list[Links]], rows: list[tuple[str, str, Links, Links]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, links in links_of.items():
        exact = total = made = hit = wanted = 0
        for (vi, en, sure, _), some in zip(rows, links, strict=True):
            tokens = [match.span() for match in re.finditer(r"\S+", vi)]
            linked = {j for _, j in sure}
            for a, b, partners in phrases(vi, sure):
                mark = Mark(tokens[a][0], tokens[b - 1][1], "<b>", "</b>")
                text = inserted(en, project(Marked(vi, [mark]), en, sorted(some)))
                before, inside, _ = TAG.split(text)
                first = len(before.split()) - bool(before and not before[-1].isspace())
                enclosed = set(range(max(0, first), max(0, first) + len(inside.split()))) & linked
                exact += enclosed == partners
                total += 1
                made, hit, wanted = (
                    made + len(enclosed),
                    hit + len(enclosed & partners),
                    wanted + len(partners),
                )
        precision, recall = hit / max(1, made), hit / wanted
        result[name] = {
            "stretches": total,
            "exact": round(exact / total, 4),
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / (precision + recall), 4),
        }
    return result


def gold() -> list[tuple[str, str, Links, Links]]:
    """Vietnamese, English, sure links, all links."""
    rows = [line.split("\t") for line in GOLD.read_text(encoding="utf-8").splitlines()]
    found = []
    for vi, en, written in rows:
        links = {(int(i), int(j)): mark for i, mark, j in re.findall(r"(\d+)([-?])(\d+)", written)}
        found.append((vi, en, {link for link, mark in links.items() if mark == "-"}, set(links)))
    return found


def tagged(line: str, rng: random.Random) -> str:
    """One to four words of the line in <b>, without the punctuation behind the last, as people tag."""
    words = line.split()
    length = rng.randint(1, min(4, len(words)))
    start = rng.randint(0, len(words) - length)
    inside = " ".join(words[start : start + length])
    bare = inside.rstrip(".,;:!?")
    middle = f"<b>{bare}</b>{inside[len(bare) :]}"
    return " ".join([*words[:start], middle, *words[start + length :]])


def in_pieces(translator: Translator, lines: list[str]) -> list[str]:
    """What stands before, in and behind the tags, each by itself."""
    parts = [[part.strip() for part in TAG.split(line)] for line in lines]
    flat = [part for some in parts for part in some if part]
    english = iter(translator.translate("\n".join(flat)).split("\n"))
    found = []
    for some in parts:
        before, inside, after = [next(english) if part else "" for part in some]
        found.append(f"{before} <b>{inside}</b> {after}".strip())
    return found


def translations(translator: Translator, data: Path, count: int) -> dict[str, Any]:
    pairs = [
        line.split("\t")
        for line in (data / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").splitlines()
    ]
    rng = random.Random(1)
    chosen = rng.sample(pairs, min(count, len(pairs)))
    plain, references = [vi for vi, _ in chosen], [en for _, en in chosen]
    marked = [tagged(vi, rng) for vi in plain]
    ways = {
        "without tags": lambda: translator.translate("\n".join(plain)).split("\n"),
        "projected": lambda: translator.translate("\n".join(marked)).split("\n"),
        "masked": lambda: without_links(translator, marked),
        "pieces": lambda: in_pieces(translator, marked),
    }
    result = {}
    for name, way in ways.items():
        translator.memory = Recent()
        began = time.perf_counter()
        answers = way()
        seconds = time.perf_counter() - began
        bare = [" ".join(TAG.sub("", answer).split()) for answer in answers]
        result[name] = {
            "BLEU": round(sacrebleu.corpus_bleu(bare, [references]).score, 2),
            "chrF2": round(sacrebleu.corpus_chrf(bare, [references]).score, 2),
            "enclosing": round(sum(map(encloses, answers)) / len(answers), 4),
            "sentences_per_second": round(len(plain) / seconds, 1),
        }
    return result


def encloses(answer: str) -> bool:
    return len(TAG.findall(answer)) == 2 and re.search(r"<b>[^<]*\w[^<]*</b>", answer) is not None


def without_links(translator: Translator, lines: list[str]) -> list[str]:
    kept, translator._sentences.linker = translator._sentences.linker, None
    try:
        return translator.translate("\n".join(lines)).split("\n")
    finally:
        translator._sentences.linker = kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--lines", type=int, default=500)
    parser.add_argument("--out", type=Path, default=ROOT / "eval" / "results" / "tags.json")
    arguments = parser.parse_args()
    rows = gold()
    links_of = {"gold": [every for *_, every in rows], "none": [set() for _ in rows]}
    for way in ("lexicon", "attention"):
        linker = WordLinker(way, arguments.model, EngineOptions(threads=1))
        links_of[way] = [set(some) for some in linker([(vi, en) for vi, en, *_ in rows])]
    result = {
        "settings": {"model": arguments.model, "vimt": mt.__version__, **versions("ctranslate2", "sacrebleu"),
                     "date": time.strftime("%Y-%m-%d"), "lines": arguments.lines},
        "places": places(links_of, rows),
        "translation": translations(load(arguments.model), arguments.data, arguments.lines),
    }  # fmt: skip
    publish(result, arguments.out)


if __name__ == "__main__":
    main()
