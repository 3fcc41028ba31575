"""Learns the lexicons that `mt align` ships with: probabilities of word translations, Vietnamese-English.

    python scripts/learn_lexicon.py DATA mt/align/lexicon.tsv.xz
    python scripts/learn_lexicon.py DATA mt/align/words.tsv.xz --syllables

DATA holds corpus/, as for scripts/train_bundled.py, whose settings name the files; the pairs that were
written for this project are read as well.

Vietnamese syllables that often stand together are made one token (as word2phrase, Mikolov et al. 2013), IBM
Model 1 (Brown et al. 1993) is run both ways, and a pair is kept when the geometric mean of its two
probabilities is large enough. Each line of the table: Vietnamese, English, 1000 p(en|vi), 1000 p(vi|en).

With --syllables, for linking words: syllables stay apart, a pair of words is the likelier the nearer their
places (the diagonal of Dyer et al. 2013), and both directions are trained to agree (Liang et al. 2006). Takes
4 GB.
"""

from __future__ import annotations

import argparse
import lzma
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))
from mt.align.tokens import Phrases, group, words
from scripts.training.corpus import SCRIPTS, read_written
from scripts.training.settings import Settings, load_settings, override

#: Openly licensed synthetic sources of general language or of documentation, and how many pairs of each.
SYNTHETIC = {"gutenberg-googlemt": 14_000, "squad2-dev-googlemt": 11_000, "python-docs-mt": 15_000,
             "mdn-web-docs": 25_000, "go-website": 15_000, "the-open-path": 5_000, "rust-book-vi": 5_000,
             "ms-ai-agents-for-beginners": 4_000, "ms-security-101": 2_000}  # fmt: skip
LONGEST, LONGEST_APART = 80, 60  # tokens of a sentence, and with --syllables


def pairs(data: Path, settings: Settings, without: set[str]) -> Iterator[tuple[str, str]]:
    seen: Counter[str] = Counter()
    for name in ("parallel", "synthetic"):
        path = data / settings[name]
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                kind, source, vi, en = line.rstrip("\n").split("\t")
                if source in without or kind == "ui":
                    continue
                if name == "synthetic" and seen[source] >= SYNTHETIC.get(source, 0):
                    continue
                seen[source] += 1
                yield vi, en
    for source, vi, en in read_written(data, settings):
        if source not in without:
            seen[source] += 1
            yield vi, en
    print(dict(seen), file=sys.stderr)


def phrases(sentences: list[list[str]], passes: int = 2, threshold: float = 12.0) -> set[str]:
    """Runs of two to four syllables that stand together far more often than by chance."""
    found: set[str] = set()
    for _ in range(passes):
        joined = Phrases(found)
        ones: Counter[str] = Counter()
        twos: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            tokens = [token for token, _, _ in group(sentence, joined)]
            ones.update(tokens)
            twos.update((a, b) for a, b in pairwise(tokens)
                        if not (a[0].isdigit() or b[0].isdigit()))  # fmt: skip
        total = sum(ones.values())
        found |= {
            f"{a} {b}" for (a, b), count in twos.items()
            if count >= 8 and (count - 6) / (ones[a] * ones[b]) * total > threshold
            and len(f"{a} {b}".split()) <= 4
        }  # fmt: skip
    return found


def numbered(sentences: list[list[str]], least: int) -> tuple[list[str], list[np.ndarray]]:
    """The words that occur `least` times, and each sentence as their numbers (0: a rarer word)."""
    counts = Counter(word for sentence in sentences for word in sentence)
    names = ["", *sorted(word for word, count in counts.items() if count >= least and not word[0].isdigit())]
    number = {word: place for place, word in enumerate(names)}
    return names, [np.array([number.get(w, 0) for w in s], dtype=np.int64) for s in sentences]


def cooccurrences(left: list[np.ndarray], right: list[np.ndarray], width: int) -> tuple[np.ndarray, ...]:
    """For all pairs of a left and a right token: the place of their pair of words in `keys`, and which
    right token (of the corpus) and left token (of the corpus) it is."""
    keys, lefts, rights = [], [], []
    a = b = 0
    for x, y in zip(left, right, strict=True):
        keys.append((x[:, None] * width + y[None, :]).ravel())
        lefts.append(np.repeat(np.arange(a, a + len(x), dtype=np.int32), len(y)))
        rights.append(np.tile(np.arange(b, b + len(y), dtype=np.int32), len(x)))
        a, b = a + len(x), b + len(y)
    unique, place = np.unique(np.concatenate(keys), return_inverse=True)
    return unique, place.astype(np.int32), np.concatenate(lefts), np.concatenate(rights)


def model1(place: np.ndarray, given: np.ndarray, other: np.ndarray, size: int, rounds: int) -> np.ndarray:
    """p(other word|given word) of each kind of pair after `rounds` of expectation-maximisation.

    given: the given word of each kind of pair; other: for each occurrence, its token on the other side."""
    t = np.ones(size, dtype=np.float64)
    for _ in range(rounds):
        weight = t[place]
        weight /= np.bincount(other, weights=weight)[other] + 1e-12
        counts = np.bincount(place, weights=weight, minlength=size)
        t = counts / (np.bincount(given, weights=counts)[given] + 0.3)
    return t


def learn(vi: list[list[str]], en: list[list[str]], rounds: int) -> list[tuple[str, str, float, float]]:
    vi_names, left = numbered(vi, 3)
    en_names, right = numbered(en, 3)
    width = len(en_names)
    print(f"{len(vi):,} pairs, {len(vi_names):,} x {width:,} words", file=sys.stderr)
    keys, place, lefts, rights = cooccurrences(left, right, width)
    print(f"{len(place):,} cooccurrences of {len(keys):,} kinds", file=sys.stderr)
    f, e = keys // width, keys % width
    forward = model1(place, f, rights, len(keys), rounds)
    backward = model1(place, e, lefts, len(keys), rounds)
    return kept(vi_names, en_names, f, e, (forward, backward), 0.02)


def kept(
    vi_names: list[str], en_names: list[str], f: np.ndarray, e: np.ndarray,
    tables: tuple[np.ndarray, np.ndarray], least: float,
) -> list[tuple[str, str, float, float]]:  # fmt: skip
    """The entries whose probabilities have a geometric mean above `least`: at most 12 a Vietnamese word and
    20 an English one."""
    forward, backward = tables
    both = np.sqrt(forward * backward)
    keep = np.flatnonzero((both > least) & (f > 0) & (e > 0))
    keep = keep[np.argsort(-both[keep])]
    used: Counter[tuple[str, int]] = Counter()
    table = []
    for k in keep.tolist():
        used["vi", int(f[k])] += 1
        used["en", int(e[k])] += 1
        if used["vi", int(f[k])] <= 12 and used["en", int(e[k])] <= 20:
            table.append((vi_names[f[k]], en_names[e[k]], float(forward[k]), float(backward[k])))
    return sorted(table)


def close_pairs(left: list[np.ndarray], right: list[np.ndarray]) -> np.ndarray:
    """For all pairs of a left and a right token, in the order of `cooccurrences`: exp(-6 times how far apart
    their places are, as shares of the sentences)."""
    near = []
    for x, y in zip(left, right, strict=True):
        places = [(np.arange(len(z)) + 0.5) / len(z) for z in (x, y)]
        near.append(np.exp(-6.0 * np.abs(places[0][:, None] - places[1][None, :])).astype(np.float32).ravel())
    return np.concatenate(near)


def learn_syllables(
    vi: list[list[str]], en: list[list[str]], rounds: int
) -> list[tuple[str, str, float, float]]:
    vi_names, left = numbered(vi, 3)
    en_names, right = numbered(en, 3)
    width = len(en_names)
    keys, place, lefts, rights = cooccurrences(left, right, width)
    near = close_pairs(left, right)
    f, e = keys // width, keys % width
    tables = [np.full(len(keys), 1e-3), np.full(len(keys), 1e-3)]
    for turn in range(rounds):
        shares = []
        for table, other in zip(tables, (rights, lefts), strict=True):
            prior = near / np.bincount(other, weights=near).astype(np.float32)[other]
            share = (table[place] * prior).astype(np.float32)
            shares.append(share / (np.bincount(other, weights=share)[other] + 8e-5).astype(np.float32))
        # Each direction alone at first, then what both agree on.
        both = None if turn < 2 else np.bincount(place, weights=shares[0] * shares[1])
        counts = [np.bincount(place, weights=share) if both is None else both for share in shares]
        tables = [c / (np.bincount(g, weights=c)[g] + 0.3) for c, g in zip(counts, (f, e), strict=True)]
    return kept(vi_names, en_names, f, e, (tables[0], tables[1]), 0.005)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder that holds corpus/")
    parser.add_argument("output", type=Path)
    parser.add_argument("--settings", type=Path, default=SCRIPTS / "train_bundled.toml")
    parser.add_argument("--profile", default="cpu", help="of the settings (cpu)")
    parser.add_argument("--set", action="append", default=[], metavar="TABLE.KEY=VALUE")
    parser.add_argument("--without", action="append", default=[], help="leave this source out")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--syllables", action="store_true", help="for linking words instead of sentences")
    arguments = parser.parse_args()
    began = time.monotonic()
    vi, en = [], []
    longest = LONGEST_APART if arguments.syllables else LONGEST
    settings = load_settings(arguments.settings, arguments.profile)
    override(settings, arguments.set)
    for source, target in pairs(arguments.data, settings["data"], set(arguments.without)):
        a, b = words(source), words(target)
        if 0 < len(a) <= longest and 0 < len(b) <= longest:
            vi.append(a)
            en.append(b)
    if arguments.syllables:
        table = learn_syllables(vi, en, arguments.rounds)
    else:
        known = phrases(vi)
        print(f"{len(known):,} phrases, {time.monotonic() - began:.0f} s", file=sys.stderr)
        joined = Phrases(known)
        grouped = [[token for token, _, _ in group(sentence, joined)] for sentence in vi]
        table = learn(grouped, en, arguments.rounds)
    with lzma.open(arguments.output, "wt", encoding="utf-8", preset=9) as out:
        for f, e, p, q in table:
            out.write(f"{f}\t{e}\t{round(1000 * p)}\t{round(1000 * q)}\n")
    print(f"{len(table):,} entries, {time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
