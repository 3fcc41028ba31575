"""Pairs written for this project (scripts/translations/): translations of sentences of the corpus that have
none, and sentences that were written in both languages.

A file of translations has a line for each: the key of the sentence, tab, its translation. The sentences
themselves stay in the corpus (`data.mono_vi`, `data.mono_en`), under their own licences.
"""

from __future__ import annotations

import hashlib
import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.training import store
from scripts.training.settings import Pair, Settings

#: The files of a folder: by the language of the sentences, the one of their translations into the other; and
#: the pairs that were written in both languages (Vietnamese, tab, English).
FILES = {"vi": "vi-en.tsv.xz", "en": "en-vi.tsv.xz"}
OWN = "own.tsv.xz"


def key(sentence: str) -> str:
    """What stands for a cleaned sentence in the files: the first 12 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:12]


def translations(folder: Path, language: str) -> dict[str, str]:
    """Translation by key of the sentences of `language`; empty where there is no file."""
    return dict(store.read_pairs(folder / FILES[language]))


def pairs(folder: Path, language: str, sentences: Iterable[str]) -> Iterator[Pair]:
    """(Vietnamese, English) of each cleaned sentence of `language` that has a translation, once.

    Says on standard error how many of the translations met their sentence: none do in another corpus.
    """
    left = translations(folder, language)
    total = len(left)
    for sentence in sentences if left else ():
        other = left.pop(key(sentence), None)
        if other:
            yield (sentence, other) if language == "vi" else (other, sentence)
    print(
        f"{FILES[language]}: {total - len(left)} of {total} translations met their sentence", file=sys.stderr
    )


def sentences_of(data_dir: Path, data: Settings, language: str) -> Iterator[str]:
    """The sentences of `language` that have no translation in the corpus, of the openly licensed sources that
    the settings name, as they stand.

    Raises OSError when the file cannot be read.
    """
    wanted = set(data[f"mono_{language}_sources"])
    with lzma.open(data_dir / data[f"mono_{language}"], "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            name, sentence = line.rstrip("\n").split("\t")
            if name in wanted:
                yield sentence


def own(folder: Path) -> list[Pair]:
    """The pairs that were written in both languages."""
    return store.read_pairs(folder / OWN)


def add(folder: Path, language: str, made: Iterable[Pair]) -> int:
    """Puts translations of cleaned sentences into the file of their language, in the order of the keys, a
    newer one in the place of an older; how many it has then."""
    known = translations(folder, language) | {key(sentence): other for sentence, other in made}
    store.write_pairs(folder / FILES[language], sorted(known.items()))
    return len(known)


def add_own(folder: Path, made: Iterable[Pair]) -> int:
    """Puts pairs into the file of those that were written in both languages; how many it has then."""
    found = list(dict.fromkeys([*own(folder), *made]))
    store.write_pairs(folder / OWN, found)
    return len(found)
