"""How often is the encoding of a Vietnamese file read right, asked about, or taken wrongly; and how fast are
reading and rendering? `python eval/bench/documents.py [--data DIR]` writes eval/results/documents.json.

Runs of 1, 5 and 100 lines of the development sets are written in each encoding and given to detection.
"right" means: the text that comes back is the text that was written (in tcvn3: but for capitals with a
tone, which it does not have). TCVN1 and TCVN3 that read the same are both right.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import statistics
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from mt.documents import read, writer
from mt.documents.detecting import detect
from mt.values import Summary
from result_files import publish, versions
from tests.documents.encoders import encode
from tests.documents.samples import identity

NAMES = ("windows-1258", "tcvn3", "vni", "viscii", "tcvn1", "utf-8", "utf-16-le", "utf-16-be")
RUNS = {1: 400, 5: 400, 100: 60}
# Typographic signs that the old encodings do not share; keyboards of their time had none.
PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "…": "...", "\ufeff": None})


def sentences(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text("utf-8").split("\n"):
            found.append(unicodedata.normalize("NFC", line.split("\t")[0]).translate(PLAIN))
    return [sentence for sentence in found if sentence]


def outcome(text: str, name: str) -> str:
    """ "right", "asked" or the name of the encoding taken wrongly; "" when `name` has not all characters."""
    try:
        data = encode(text, name)
    except (KeyError, UnicodeEncodeError):
        return ""
    found = detect(data).encoding
    if found is None:
        return "asked"
    back = unicodedata.normalize("NFC", found.decode(data))
    same = back == text or (name == "tcvn3" and back.lower() == text.lower())
    return "right" if same else f"wrong: {found.name}"


def detection(lines: list[str]) -> dict[str, dict[str, dict[str, int]]]:
    random.seed(20)
    table: dict[str, dict[str, dict[str, int]]] = {}
    for count, runs in RUNS.items():
        starts = [random.randrange(len(lines) - count) for _ in range(runs)]
        for name in NAMES:
            texts = ("\n".join(lines[start : start + count]) for start in starts)
            counts = Counter(outcome(text, name) for text in texts)
            counts.pop("", None)
            table.setdefault(name, {})[f"{count} lines"] = dict(counts)
    return table


def throughput(lines: list[str]) -> dict[str, float]:
    """Median of 5, in MB of input a second of processor time; one sentence or two a line."""
    data = ("\n".join(lines) * 10).encode()
    rates: dict[str, list[float]] = {"read": [], "read and render text": []}
    for _ in range(5):
        begin = time.process_time()
        pieces = list(read(io.BytesIO(data)))
        middle = time.process_time()
        translated = [(piece, identity(piece)) for piece in pieces]
        stream = io.StringIO(newline="")
        output = writer("text", stream)
        again = time.process_time()
        for piece, translations in translated:
            output.add(piece, translations)
        output.end(Summary())
        rendering = time.process_time() - again
        rates["read"].append(len(data) / 1e6 / (middle - begin))
        rates["read and render text"].append(len(data) / 1e6 / (middle - begin + rendering))
        del translated, stream, output
    return {name: round(statistics.median(each), 1) for name, each in rates.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("MT_DATA", str(ROOT.parent / "shared" / "data"))
    parser.add_argument("--data", type=Path, default=Path(default))
    arguments = parser.parse_args()
    lines = sentences(arguments.data / "test")
    result = {
        "sentences": len(lines),
        "seed": 20,
        **versions(),
        "unicode": unicodedata.unidata_version,
        "detection": detection(lines),
        "throughput MB/s": throughput(lines),
    }
    publish(result, ROOT / "eval" / "results" / "documents.json")


if __name__ == "__main__":
    main()
