"""What the corpus says of mt/translate/glossary.txt: which of its words are starred, and joins.txt beside it.

    python scripts/learn_glossary.py WORK

WORK is a work folder of scripts/train_bundled.py, prepared with Vietnamese text (`data.mono_limit`). Writes
both files in their places; the words themselves and their English are written by hand.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mt.translate.glossary import JOINS, OWN, Glossary, own
from scripts.training import store
from scripts.training.choosing import mutual_information

#: A word that the general pairs (`store.GENERAL`) have so often is starred.
KNOWN = 20
#: Of two syllables that are one word: least normalised mutual information (Bouma 2009), how often they come.
LEAST, TIMES = 0.24, 6
#: Words that these texts have too seldom, or one of whose syllables is everywhere.
ADDED = {"nội": {"các"}}
_SYLLABLE = re.compile(r"[^\W\d_]+|[^\w\s]")
_HEAD = """\
# A syllable that ends a word of glossary.txt, and those that make another word with it, so that "dân biểu
# tình" is not read as "dân biểu" (representative). Made by scripts/learn_glossary.py. Read by glossary.py.
"""


def starred(lines: Iterable[str], glossary: Glossary, sources: Iterable[str]) -> list[str]:
    """The lines of the glossary, a star before each word that `sources` have KNOWN times or more."""
    seen = Counter(found.entry.vietnamese for source in sources for found in glossary.find(source))
    out = []
    for line in lines:
        word, colon, english = line.removeprefix("*").partition(": ")
        entry = colon and not line.startswith("#")
        out.append(f"{'*' * (seen[word] >= KNOWN)}{word}: {english}" if entry else line)
    return out


def joins(glossary: Glossary, texts: Iterable[str]) -> dict[str, set[str]]:
    """By the last syllable of each word of the glossary those that follow it as parts of one word."""
    ends = {entry.vietnamese.split()[-1].lower() for entry in glossary.entries}
    alone: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        tokens = _SYLLABLE.findall(text)
        for first, second in pairwise(tokens):
            if first.isalpha():
                alone[first.lower()] += 1
                if first.lower() in ends and second.isalpha() and second.islower():
                    pairs[first.lower(), second] += 1
    total = alone.total()
    found = {first: set(others) for first, others in ADDED.items() if first in ends}
    for (first, second), times in pairs.items():
        often = times >= TIMES
        if often and mutual_information(times, alone[first], max(alone[second], 1), total) >= LEAST:
            found.setdefault(first, set()).add(second)
    return found


def main() -> None:
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__)
    corpus = store.load(Path(sys.argv[1]))
    sources = [source for name in store.GENERAL for source, _ in corpus.groups.get(name, [])]
    lines = starred(OWN.read_text(encoding="utf-8").split("\n"), own(known=True), sources)
    store.replace(OWN, "\n".join(lines).encode())
    own.cache_clear()
    books = [source for source, _ in corpus.groups.get("books", [])[::2]]
    # Those of starred words too: the training masks them, and a later corpus may free them.
    table = joins(own(known=True), [*corpus.mono.get("vi", [])[::2], *sources, *books])
    rows = "".join(f"{first} {' '.join(sorted(table[first]))}\n" for first in sorted(table))
    store.replace(JOINS, (_HEAD + rows).encode())


if __name__ == "__main__":
    main()
