"""What `prepare` and the later steps leave in the work folder for the training to draw from."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import lzma
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.training.settings import Pair

ROOT = Path(__file__).resolve().parents[2]
#: Files of pairs that models made: Vietnamese, tab, English.
BACK, DISTILLED = "back.tsv.xz", "distilled.tsv.xz"
#: Groups of pairs that a model has its general words from.
GENERAL = ("news", "general", "everyday", "stories", "wikipedia", "english", "written")


@dataclasses.dataclass(frozen=True)
class Corpus:
    """groups: pairs by the name of their group. dev: development pairs. mono: sentences by language, "vi"
    and "en". back: pairs whose Vietnamese a reverse model wrote. distilled: pairs whose English a teacher
    wrote."""

    groups: dict[str, list[Pair]]
    dev: list[Pair]
    mono: dict[str, list[str]]
    back: list[Pair]
    distilled: list[Pair]


def load(work: Path) -> Corpus:
    """Raises SystemExit where pairs are numbers of a file of the checkout, and that is another one."""
    stored = read_json(work / "pairs.json.xz")
    mono = work / "mono.json.xz"
    own: list[Pair] = []
    if isinstance(stored.get("own"), dict):
        raise SystemExit(f"{work}: packed by an older version: pack anew")
    for file in stored.get("own", ()):
        path = ROOT / file["file"]
        if not path.exists() or fingerprint(path) != file:
            raise SystemExit(
                f"{path}: not the file that {work} was packed with. Check that revision out, or pack anew"
            )
        own += read_pairs(path)
    return Corpus(
        {
            name: [own[pair] if isinstance(pair, int) else (pair[0], pair[1]) for pair in pairs]
            for name, pairs in stored["groups"].items()
        },
        [(a, b) for a, b in stored["dev"]],
        read_json(mono) if mono.exists() else {},
        read_pairs(work / BACK),
        read_pairs(work / DISTILLED),
    )


def fingerprint(path: Path) -> dict[str, str]:
    """Which file of the checkout it is, and its SHA-256."""
    return {
        "file": path.resolve().relative_to(ROOT).as_posix(),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def read_json(path: Path) -> Any:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return json.load(lines)


def write_json(path: Path, value: Any, preset: int = 3) -> None:
    new = path.with_name(path.name + ".new")
    with lzma.open(new, "wt", encoding="utf-8", preset=preset) as out:
        json.dump(value, out, ensure_ascii=False, separators=(",", ":"))
    new.replace(path)


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of a file of `write_pairs`; none where there is no file."""
    if not path.exists():
        return []
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [(source, target) for source, target in rows]


def write_pairs(path: Path, pairs: list[Pair]) -> None:
    new = path.with_name(path.name + ".new")
    with lzma.open(new, "wt", encoding="utf-8", newline="\n", preset=6) as out:
        out.writelines(f"{source}\t{target}\n" for source, target in pairs)
    new.replace(path)


def replace(path: Path, data: bytes) -> None:
    """Writes the file whole or not at all."""
    new = path.with_name(path.name + ".new")
    with new.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    new.replace(path)


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder beside `folder` that takes its place when the block ends well; else all is as it was.

    A kill between the two renames that this takes leaves the former one in NAME.old, where the next
    call finds it.
    """
    new, old = (folder.with_name(folder.name + ending) for ending in (".new", ".old"))
    if old.exists() and not folder.exists():
        old.rename(folder)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        for path in new.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        shutil.rmtree(new, ignore_errors=True)
