"""Corpus files -> cleaned groups of pairs, without what overlaps a test set."""

from __future__ import annotations

import argparse
import itertools
import json
import lzma
import random
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from mt.translate.numbers import to_english
from scripts.training import store, written
from scripts.training.made import outlet_names, photo_credits
from scripts.training.settings import Pair, Settings
from scripts.training.vocabulary import extend_tokenizer, train_tokenizer

SCRIPTS = Path(__file__).resolve().parent.parent
QUOTES = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "\u00a0": " ",
        "…": "...",
        "\u200b": None,
        "\ufeff": None,
        "\u00ad": None,
    }
)


def clean(text: str) -> str:
    """The text as it is trained on. The keys of scripts/translations/ are made of it: what changes it has to
    change them."""
    return " ".join(unicodedata.normalize("NFC", text).translate(QUOTES).split())


def read_pairs(path: Path) -> Iterator[tuple[str, str, str]]:
    """(source name, Vietnamese, English) of a file of pairs."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            _kind, name, source, target = line.rstrip("\n").split("\t")
            yield name, to_english(clean(source)), clean(target)


def read_written(data_dir: Path, data: Settings) -> Iterator[tuple[str, str, str]]:
    """The same of the pairs written for this project; their names are "written", "translated-vi" and
    "translated-en"."""
    if not data["written"]:
        return
    folder = SCRIPTS / data["written"]
    found = [("written", written.own(folder))]
    for language in ("vi", "en"):
        path = data_dir / data[f"mono_{language}"]
        if not path.exists():
            print(f"{path} is not there: translations of its sentences are left out", file=sys.stderr)
            continue
        texts = map(clean, written.sentences_of(data_dir, data, language))
        found.append((f"translated-{language}", list(written.pairs(folder, language, texts))))
    for name, pairs in found:
        for source, target in pairs:
            yield name, to_english(clean(source)), clean(target)


def ngrams(text: str, n: int = 8) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}


def acceptable(pair: Pair, data: Settings) -> bool:
    source, target = pair
    a, b = len(source.split()), len(target.split())
    if not (a and b) or max(a, b) > data["max_words"] or source == target:
        return False
    if max(map(len, source.split())) > 40 or max(map(len, target.split())) > 40:
        return False
    return max(a, b) < 6 or max(a / b, b / a) <= data["max_ratio"]


def held_out(data_dir: Path, data: Settings) -> set[tuple[str, ...]]:
    """The 8-grams of the test sets, of both sides."""
    held: set[tuple[str, ...]] = set()
    for name in data["tests"]:
        path = data_dir / name
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                for side in line.split("\t"):
                    held |= ngrams(clean(side))
    return held


def overlaps(texts: tuple[str, ...], held: set[tuple[str, ...]]) -> bool:
    """Whether half of the texts' 8-grams stand in a test set."""
    grams = {gram for text in texts for gram in ngrams(text)}
    return bool(grams) and len(grams & held) * 2 >= len(grams)


def load_groups(data_dir: Path, settings: Settings, rng: random.Random) -> dict[str, list[Pair]]:
    data = settings["data"]
    held = held_out(data_dir, data)
    where = {source: group["name"] for group in data["groups"] for source in group["sources"]}
    groups: dict[str, list[Pair]] = {group["name"]: [] for group in data["groups"]}
    seen: set[Pair] = set()
    dropped = {"duplicate": 0, "shape": 0, "test overlap": 0}
    corpus = [read_pairs(data_dir / data[file]) for file in ("parallel", "synthetic")]
    for name, source, target in itertools.chain(*corpus, read_written(data_dir, data)):
        pair = (source, target)
        if pair in seen:
            dropped["duplicate"] += 1
            continue
        seen.add(pair)
        if not acceptable(pair, data):
            dropped["shape"] += 1
            continue
        if overlaps(pair, held):
            dropped["test overlap"] += 1
            continue
        group = where.get(name, where.get("*"))
        if group:
            groups[group].append(pair)
    if "credits" in groups:
        groups["credits"] = photo_credits(rng, outlet_names(groups.get("news", []), rng), 6000)
    print(f"dropped: {dropped}", file=sys.stderr)
    return {name: pairs for name, pairs in groups.items() if pairs}


def load_mono(data_dir: Path, settings: Settings, rng: random.Random) -> dict[str, list[str]]:
    """Sentences by language, at most `mono_limit` of each, of the sources named in the settings."""
    data = settings["data"]
    held = held_out(data_dir, data)
    found: dict[str, list[str]] = {}
    for language in ("vi", "en"):
        kept = []
        for sentence in written.sentences_of(data_dir, data, language):
            text = clean(sentence)
            if 4 <= len(text.split()) <= data["max_words"]:
                kept.append(to_english(text) if language == "vi" else text)
        kept = list(dict.fromkeys(kept))
        rng.shuffle(kept)
        chosen = (text for text in kept if max(map(len, text.split())) <= 40 and not overlaps((text,), held))
        found[language] = list(itertools.islice(chosen, data["mono_limit"]))
        print(f"monolingual {language}: {len(found[language])} sentences", file=sys.stderr)
    return found


def prepare(arguments: argparse.Namespace, settings: Settings) -> None:
    rng = random.Random(settings["train"]["seed"])
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    groups = load_groups(arguments.data, settings, rng)
    for name, pairs in groups.items():
        print(f"{name}: {len(pairs)} pairs", file=sys.stderr)
    if arguments.start:
        added = extend_tokenizer(arguments.start / "source.spm", work / "spm.model", settings)
        print(f"vocabulary of {arguments.start}, {len(added)} pieces more", file=sys.stderr)
    else:
        train_tokenizer(groups, settings, work, rng)
    dev = [
        tuple(map(clean, line.split("\t")))
        for line in (arguments.data / settings["data"]["dev"]).read_text(encoding="utf-8").splitlines()
    ][:400]
    store.write_json(work / "pairs.json.xz", {"groups": groups, "dev": [(to_english(a), b) for a, b in dev]})
    if settings["data"]["mono_limit"]:
        store.write_json(work / "mono.json.xz", load_mono(arguments.data, settings, rng))
    store.replace(work / "settings.json", json.dumps(settings, indent=1).encode())
