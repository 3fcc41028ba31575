"""Documents with gold links for fitting and judging `mt align`, read from the data folder, never copied.

Noise: with the given probability a pair gets one of three operations, on one side, both at random: the
sentence is dropped, split (at a clause mark near its middle, else between words), or merged with the one that
follows.
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DATA = Path(os.environ.get("MT_DATA", ROOT.parent / "shared" / "data"))
Beads = list[tuple[tuple[int, ...], tuple[int, ...]]]


@dataclass
class Gold:
    """Two lists of sentences and their links (of the beads of Text+Berg, those with a side empty as well)."""

    name: str
    source: list[str]
    target: list[str]
    beads: Beads
    translation: list[str] | None = None
    back: list[str] | None = None
    extra: dict[str, object] = field(default_factory=dict)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def textberg(name: str) -> Gold:
    """dev, test0 ... test6, with Google's translations of both sides."""
    folder = DATA / "align" / "textberg"
    beads = []
    for line in lines(folder / f"{name}.gold"):
        if line.strip():
            source, target = (tuple(int(n) for n in re.findall(r"\d+", side)) for side in line.split(":")[:2])
            beads.append((source, target))
    return Gold(
        name,
        *(lines(folder / f"{name}.{side}") for side in ("de", "fr")),
        beads,
        *(lines(folder / f"{name}.mt.{side}") for side in ("fr", "de")),
    )


def pairs(path: Path) -> list[tuple[str, str]]:
    """Vietnamese and English, the last two columns."""
    found = [line.split("\t")[-2:] for line in lines(path)]
    return [(a.strip(), b.strip()) for a, b in found if a.strip() and b.strip()]


def msdocs() -> dict[str, list[tuple[str, str]]]:
    return {path.stem: pairs(path) for path in sorted((DATA / "align" / "msdocs").glob("*.tsv"))}


def clean(name: str, some: list[tuple[str, str]]) -> Gold:
    return noisy(name, some, 0.0, random.Random(0))


def split(text: str, chance: random.Random) -> tuple[str, str] | None:
    middle = len(text) / 2
    spaces = [match.start() for match in re.finditer(r"(?<=\S) (?=\S)", text)]
    if len(spaces) < 3:
        return None
    marks = [at for at in spaces if text[at - 1] in ",;:" and len(text) / 5 < at < len(text) * 4 / 5]
    at = min(marks or spaces, key=lambda at: abs(at - middle) + chance.random())
    return text[:at], text[at + 1 :]


def noisy(name: str, some: list[tuple[str, str]], rate: float, chance: random.Random) -> Gold:
    """The pairs in order with noise; `extra["pieces"]` says how often each operation was done."""
    out = Gold(name, [], [], [])
    counts = {"drop": 0, "split": 0, "merge": 0}
    sides = (out.source, out.target)
    place = 0
    while place < len(some):
        texts = [[side] for side in some[place]]
        place += 1
        if chance.random() < rate:
            operation, side = chance.choice(["drop", "split", "merge"]), chance.randrange(2)
            if operation == "drop":
                texts[side] = []
            elif operation == "split" and (parts := split(texts[side][0], chance)):
                texts[side] = list(parts)
            elif operation == "merge" and place < len(some):
                following = some[place]
                place += 1
                texts[side] = [f"{texts[side][0]} {following[side]}"]
                texts[1 - side].append(following[1 - side])
            else:
                operation = ""
            if operation:
                counts[operation] += 1
        bead = []
        for sentences, found in zip(sides, texts, strict=True):
            bead.append(tuple(range(len(sentences), len(sentences) + len(found))))
            sentences += found
        out.beads.append((bead[0], bead[1]))
    out.extra["operations"] = counts
    return out
