"""A toy corpus of sentences that we made up, and the recipe's command at toy size."""

from __future__ import annotations

import lzma
import random
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "train_bundled.py"

CPUINFO = Path("/proc/cpuinfo")
#: Without VNNI's instructions oneDNN adds products of int8 two by two in 16 bits, which may overflow: a toy
#: network in int8 is another one then, and its export refuses it (eval/LOG.md, 2026-11-29).
OVERFLOWS = not CPUINFO.exists() or "_vnni" not in CPUINFO.read_text(encoding="utf-8", errors="replace")

SUBJECTS = {"Tôi": "I", "Chúng tôi": "We", "Họ": "They", "Các bạn": "You"}
VERBS = {"thích": "like", "mua": "buy", "thấy": "see", "vẽ": "draw", "tìm": "seek"}
OBJECTS = {"con mèo": "the cat", "quyển sách": "the book", "cái bàn": "the table", "bông hoa": "the flower"}
PLACES = {"ở Huế": "in Hue", "ở nhà": "at home", "hôm nay": "today", "với Lan": "with Lan"}


def sentences() -> list[tuple[str, str]]:
    return [
        (f"{s} {v} {o} {p}.", f"{SUBJECTS[s]} {VERBS[v]} {OBJECTS[o]} {PLACES[p]}.")
        for s in SUBJECTS
        for v in VERBS
        for o in OBJECTS
        for p in PLACES
    ]


def write_data(folder: Path) -> Path:
    """A corpus and four development sets of made-up sentences, as the recipe reads them, in `folder`."""
    (folder / "corpus").mkdir(parents=True)
    (folder / "test").mkdir()
    pairs = sentences()
    random.Random(1).shuffle(pairs)
    held, kept = pairs[:20], pairs[20:]
    rows = [f"prose\talt-wikinews\t{vi}\t{en}\n" for vi, en in kept]
    rows.append(rows[0])
    rows.append(
        "prose\talt-wikinews\tMột câu\tA sentence that is so much longer than its source can ever be\n"
    )
    with lzma.open(folder / "corpus" / "parallel.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(rows)
    with lzma.open(folder / "corpus" / "synthetic.tsv.xz", "wt", encoding="utf-8") as out:
        out.writelines(f"synthetic\tpython-docs-mt\t{vi}\t{en}\n" for vi, en in kept[:50])
    for language, side in (("vi", 0), ("en", 1)):
        with lzma.open(folder / "corpus" / f"mono.{language}.tsv.xz", "wt", encoding="utf-8") as out:
            # One source that may be used, and one that may not.
            out.writelines(
                f"{name}\t{pair[side]}\n"
                for name in ("viwiki", "masc", "bbc-news", "vietnews")
                for pair in kept[100:160]
            )
    test = "".join(f"{vi}\t{en}\n" for vi, en in held)
    for name in ("flores200-dev", "iwslt15-tst2012", "tatoeba-laser-1000", "vlsp2020-news-dev"):
        (folder / "test" / f"{name}.tsv").write_text(test, encoding="utf-8")
    return folder


def call(*arguments: str | Path) -> str:
    """What the recipe's command says on standard error; it must succeed."""
    command = [sys.executable, str(SCRIPT), *map(str, arguments), "--profile", "toy"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr
