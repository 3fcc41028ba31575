"""Precision, recall and F1 of sentence boundaries, and MB/s on one core: ours beside other segmenters.

    python eval/bench/segmentation.py [--data DIR] [--output eval/results/segmentation.json]

Gold: one sentence a line, joined into paragraphs of n sentences; only the boundaries inside are counted. A
boundary is told by the number of characters other than white space before it, so that a tool may trim,
normalise or drop white space. Segmenters that are not installed are left out and named in the result.
VTB (UD Vietnamese) is a treebank in which every line is a sentence. From the parallel sets we keep a line
that ends in a stop and is one sentence by its looks: each inner stop before white space and a capital, digit
or opening mark follows a single capital letter or one of a dozen titles, and no stop stands between two words
in lower case. That drops lines of several sentences without asking any segmenter, and some single ones.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import lzma
import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from result_files import save

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

Split = Callable[[str], Sequence[str]]
INNER = re.compile(r"""(\S+?)\s?[.!?…]+["”’)\]]*\s+["“‘(\[]*[\w-]""")
# A stop after a word in lower case and before one: nobody can say by looks.
UNCLEAR = re.compile(r"([^\W\d_]{2,})\s?[.?!]\s+([^\W\d_])")
KNOWN = re.compile(r"\W*(?:[A-ZĐ]|Mr|Mrs|Ms|Dr|St|TP|Tp|TS|Jr|Sr|GS|PGS|ThS)")
SPEED_BYTES = 500_000


@dataclass(frozen=True)
class Counts:
    right: int
    wrong: int
    missed: int

    def report(self) -> dict[str, float | int]:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return {
            "precision": round(100 * precision, 2),
            "recall": round(100 * recall, 2),
            "f1": round(100 * f1, 2),
        }


def segmenters() -> dict[str, tuple[str, Callable[[], Split]]]:
    """Name -> (distribution, loader)."""
    return {
        "vimt": ("vimt", load_vimt),
        "underthesea": ("underthesea", load_underthesea),
        "sentence-splitter (en)": ("sentence-splitter", load_sentence_splitter),
        "blingfire": ("blingfire", load_blingfire),
        "nltk Punkt, untrained": ("nltk", load_punkt),
        "spaCy xx sentencizer": ("spacy", load_spacy),
        "pysbd (en)": ("pysbd", load_pysbd),
    }


def load_vimt() -> Split:
    from mt.segment import split

    return split


def load_underthesea() -> Split:
    from underthesea import sent_tokenize

    return sent_tokenize


def load_sentence_splitter() -> Split:
    from sentence_splitter import SentenceSplitter

    return SentenceSplitter(language="en").split


def load_blingfire() -> Split:
    from blingfire import text_to_sentences

    return lambda text: text_to_sentences(text).split("\n")


def load_punkt() -> Split:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    return PunktSentenceTokenizer().tokenize


def load_spacy() -> Split:
    import spacy

    pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer")
    pipeline.max_length = 10_000_000
    return lambda text: [sentence.text for sentence in pipeline(text).sents]


def load_pysbd() -> Split:
    from pysbd import Segmenter

    return Segmenter(language="en", clean=False).segment


def lines(path: Path) -> list[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_single(line: str) -> bool:
    if not re.search(r"""\w\W*[.!?…]["”’)]*$""", line):
        return False
    if any(m[1].islower() and m[2].islower() for m in UNCLEAR.finditer(line)):
        return False
    following = (m for m in INNER.finditer(line) if not line[m.end() - 1].islower())
    return all(KNOWN.fullmatch(m[1]) for m in following)


def column(rows: Iterator[list[str]], index: int, limit: int) -> list[str]:
    kept = (row[index].strip() for row in rows if len(row) > index and is_single(row[index].strip()))
    return [line for line, _ in zip(kept, range(limit), strict=False)]


def test_set(data: Path, name: str) -> list[str]:
    rows = (line.split("\t") for line in lines(data / "test" / f"{name}.tsv"))
    return column(rows, 0, 4000)


def parallel(path: Path, source: str) -> Iterator[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8") as rows:
        for row in rows:
            fields = row.rstrip("\n").split("\t")
            if fields[1] == source:
                yield fields


def seed(data: Path) -> list[tuple[str, list[str]]]:
    """The sample text. Each of its stops before a space and a capital was seen to end a sentence."""
    path = data.parent / "seed" / "news.txt"
    texts = lines(path) if path.exists() else []
    return [(text, re.split(r"(?<=\.) (?=[A-ZĐÂ])", text)) for text in texts]


def paragraphs(sentences: list[str], size: int, separator: str) -> list[tuple[str, list[str]]]:
    groups = [sentences[k : k + size] for k in range(0, len(sentences), size)]
    return [(separator.join(group), group) for group in groups]


def gold_sets(data: Path) -> dict[str, list[tuple[str, list[str]]]]:
    train, dev = lines(data / "segment/vtb-train.txt"), lines(data / "segment/vtb-dev.txt")
    corpus = data / "corpus/parallel.tsv.xz"
    news = column(parallel(corpus, "alt-wikinews"), 2, 4000)
    return {
        "vtb-dev, 20 a paragraph": paragraphs(dev, 20, " "),
        "vtb-dev, 5 a paragraph": paragraphs(dev, 5, " "),
        "vtb-dev, one paragraph": paragraphs(dev, len(dev), " "),
        "vtb-dev, 20, no space": paragraphs(dev, 20, ""),
        "vtb-train, 20 a paragraph": paragraphs(train, 20, " "),
        "vtb-train, 20, no space": paragraphs(train, 20, ""),
        "alt-wikinews, 10": paragraphs(news, 10, " "),
        "alt-wikinews, 10, no space": paragraphs(news, 10, ""),
        "tatoeba, 10": paragraphs(column(parallel(corpus, "tatoeba"), 2, 4000), 10, " "),
        "global-storybooks, 10": paragraphs(
            column(parallel(corpus, "global-storybooks-vi"), 2, 4000), 10, " "
        ),
        "debian-handbook, 10": paragraphs(column(parallel(corpus, "debian-handbook-vi"), 2, 4000), 10, " "),
        "flores200-dev, 10": paragraphs(test_set(data, "flores200-dev"), 10, " "),
        "vlsp2020-news-dev, 10": paragraphs(test_set(data, "vlsp2020-news-dev"), 10, " "),
        "iwslt15-tst2012, 10": paragraphs(test_set(data, "iwslt15-tst2012"), 10, " "),
        # These two were never looked at while the rules were written.
        "wesnoth-story, 10": paragraphs(column(parallel(corpus, "wesnoth-story-vi"), 2, 4000), 10, " "),
        "hf-course, 10": paragraphs(column(parallel(corpus, "hf-course-vi"), 2, 4000), 10, " "),
        "seed": seed(data),
    }


def boundaries(sentences: Sequence[str]) -> set[int]:
    """Characters that are no white space before each inner boundary."""
    found, total = set(), 0
    for sentence in sentences[:-1]:
        total += len("".join(sentence.split()))
        found.add(total)
    return found


def score(split: Split, gold: list[tuple[str, list[str]]]) -> Counts:
    right = wrong = missed = 0
    for text, sentences in gold:
        expected = boundaries(sentences)
        answer = [sentence for sentence in split(text) if sentence.strip()]
        found = boundaries(answer)
        right += len(expected & found)
        wrong += len(found - expected)
        missed += len(expected - found)
    return Counts(right, wrong, missed)


def speeds(loaded: dict[str, Split], texts: list[str], rounds: int) -> dict[str, float]:
    """Median MB of UTF-8 a second of processor time; the tools take turns, so that a busy machine is fair."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    seconds: dict[str, list[float]] = {name: [] for name in loaded}
    for _ in range(rounds):
        for name, split in loaded.items():
            start = time.process_time()
            for text in texts:
                split(text)
            seconds[name].append(time.process_time() - start)
    return {name: round(size / statistics.median(taken), 2) for name, taken in seconds.items()}


def speed_texts(gold: dict[str, list[tuple[str, list[str]]]]) -> list[str]:
    texts, size = [], 0
    for name in ("vtb-dev, 20 a paragraph", "alt-wikinews, 10", "flores200-dev, 10"):
        for text, _ in gold[name]:
            if size < SPEED_BYTES:
                texts.append(text)
                size += len(text.encode())
    return texts


def document_speed(gold: dict[str, list[tuple[str, list[str]]]], rounds: int) -> float:
    """As `speeds`, for Sentence values out of one Document in which each paragraph is a line."""
    from mt.segment import segment
    from mt.values import Document

    document = Document("\n".join(speed_texts(gold)))
    return speeds({"": lambda _: [s.text for s in segment(document)]}, [document.text], rounds)[""]


def load() -> tuple[dict[str, Split], dict[str, str]]:
    loaded, versions = {}, {}
    for name, (distribution, loader) in segmenters().items():
        try:
            loaded[name] = loader()
        except ModuleNotFoundError as error:
            versions[name] = f"not installed ({error.name})"
            continue
        try:
            versions[name] = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "checkout"
    return loaded, versions


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("MT_DATA", str(ROOT.parent / "shared" / "data"))
    parser.add_argument(
        "--data", type=Path, default=Path(default), help="folder with segment/, corpus/, test/"
    )
    parser.add_argument("--output", type=Path, default=ROOT / "eval/results/segmentation.json")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the speed measurement (default 5)")
    arguments = parser.parse_args()
    loaded, versions = load()
    gold = gold_sets(arguments.data)
    sets = {}
    for name, documents in gold.items():
        counts = {tool: score(split, documents) for tool, split in loaded.items()}
        total = sum(len(boundaries(sentences)) for _, sentences in documents)
        sets[name] = {"boundaries": total, "tools": {t: c.report() | asdict(c) for t, c in counts.items()}}
        print(
            f"{name} ({total}):", ", ".join(f"{t} {c.report()['f1']}" for t, c in counts.items()), flush=True
        )
    rates = speeds(loaded, speed_texts(gold), arguments.rounds)
    rates["vimt, segment() on one document"] = document_speed(gold, arguments.rounds)
    print("MB/s:", rates)
    result = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "versions": versions,
        "settings": {"rounds": arguments.rounds, "speed_bytes": SPEED_BYTES, "clock": "process_time, median"},
        "megabytes_per_second": rates,
        "sets": sets,
    }
    save(result, arguments.output)


if __name__ == "__main__":
    main()
