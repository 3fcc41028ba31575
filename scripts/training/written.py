"""Pairs written for this project (scripts/translations/): translations of sentences of the corpus that have
none, and sentences that were written in both languages.

A file of translations has a line for each: the key of the sentence, tab, its translation. The sentences
themselves stay in the corpus (`data.mono_vi`, `data.mono_en`), under their own licences. A file that is full
is left as it is, and the next part begun: git keeps a copy of each state of a file.
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
#: Lines from which on a part is full.
FULL = 50_000


def key(sentence: str) -> str:
    """What stands for a cleaned sentence in the files: the first 12 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:12]


def parts(folder: Path, name: str) -> list[Path]:
    """The parts of a file that there are: NAME.tsv.xz, NAME-2.tsv.xz, NAME-3.tsv.xz ..."""
    found = [folder / name]
    while (path := folder / name.replace(".", f"-{len(found) + 1}.", 1)).exists():
        found.append(path)
    return [path for path in found if path.exists()]


def read(folder: Path, name: str) -> list[Pair]:
    """The lines of all parts of a file; none where there is no file."""
    return [pair for path in parts(folder, name) for pair in store.read_pairs(path)]


def open_part(folder: Path, name: str) -> tuple[Path, list[Pair]]:
    """The part that takes new lines, the last one or, where that is full, the next; and its lines."""
    found = parts(folder, name)
    last = found[-1] if found else folder / name
    lines = store.read_pairs(last)
    if len(lines) < FULL:
        return last, lines
    return folder / name.replace(".", f"-{len(found) + 1}.", 1), []


def translations(folder: Path, language: str) -> dict[str, str]:
    """Translation by key of the sentences of `language`; empty where there is no file."""
    return dict(read(folder, FILES[language]))


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
    return read(folder, OWN)


def add(folder: Path, language: str, made: Iterable[Pair]) -> int:
    """Puts translations of cleaned sentences into the file of their language, those of a part in the order of
    the keys; a newer one counts, not the older. How many it has then."""
    path, lines = open_part(folder, FILES[language])
    store.write_pairs(path, sorted((dict(lines) | {key(text): other for text, other in made}).items()))
    return len(translations(folder, language))


def add_own(folder: Path, made: Iterable[Pair]) -> int:
    """Puts pairs into the file of those that were written in both languages; how many it has then."""
    path, lines = open_part(folder, OWN)
    known = set(own(folder))
    store.write_pairs(path, lines + [pair for pair in dict.fromkeys(made) if pair not in known])
    return len(own(folder))
