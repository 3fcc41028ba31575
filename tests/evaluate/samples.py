"""A small report, and texts that we wrote, for the tests of this folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mt.values import (
    Bucket,
    Comparison,
    Coverage,
    Flag,
    FlagKind,
    Report,
    Score,
    SegmentReport,
    SystemReport,
)

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "eval" / "snippets" / "snippets.tsv"
SYSTEMS = ("google", "microsoft", "mozilla-tiny", "nllb-600m", "opus-mt")


def own_rows() -> list[list[str]]:
    """Cells of eval/snippets/snippets.tsv, without its header."""
    return [row.split("\t") for row in OWN.read_text(encoding="utf-8").splitlines()[1:]]


def shared_data() -> Path:
    """The folder of the development sets; skips the test where there is none."""
    folder = Path(os.environ.get("MT_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "rivals").is_dir():
        pytest.skip("the development sets are not here")
    return folder


def flores(system: str) -> tuple[list[str], list[str], list[str]]:
    """Sources, references and a system's answers."""
    folder = shared_data()
    rows = (folder / "test" / "flores200-dev.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [row.split("\t") for row in rows]
    answers = (folder / "rivals" / f"flores200-dev.{system}.en").read_text(encoding="utf-8").splitlines()
    return [vi for vi, _ in pairs], [en for _, en in pairs], answers[: len(pairs)]


def report(systems: int = 2) -> Report:
    """Two systems (or one), three segments in two documents, with everything that a page can show."""
    name = ("alpha", "<beta> & co")
    signature = "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0"
    scores = (
        (Score("BLEU", 41.04, signature, 40.0, 42.2), Score("TER", 45.2, "nrefs:1|case:lc", 44.0, 46.4)),
        (Score("BLEU", 38.0, signature, 36.9, 39.1), Score("TER", 46.0, "nrefs:1|case:lc", 44.9, 47.2)),
    )
    flags = (((), ()), ((), (Flag(FlagKind.NUMBER, "12 is missing"),)), ((), ()))
    texts = (
        ("Có 12 con tàu.", "There are 12 ships.", "There are 12 ships.", "There are twelve ships."),
        ("Trời mưa.", "It rains on\tthem.", "It is raining.", "It rains | </script><!-- a."),
        ("Không ai đến.", "Nobody came.", "Nobody came.", ""),
    )
    chrf = ((100.0, 61.25), (40.0, 55.5), (100.0, 0.0))
    return Report(
        "A test & more",
        tuple(
            SystemReport(name[k], scores[k], ((FlagKind.NUMBER, 1),) if k else (), (("model", f"m{k}"),))
            for k in range(systems)
        ),
        (
            Comparison("BLEU", name[0], name[1], 3.05, 0.0004, 0.012),
            Comparison("TER", name[0], name[1], -0.8, 0.2, 0.3),
        )[: 2 * (systems - 1)],
        (("BLEU", (1, 2)[:systems]), ("TER", (1, 1)[:systems])),
        (
            Bucket("source syllables", "1-10", 2, (("BLEU", (50.0, 40.0)[:systems]),)),
            Bucket("source syllables", "11-20", 40, (("BLEU", (30.0, 35.0)[:systems]),)),
        ),
        tuple(
            SegmentReport(
                index,
                row[0],
                (row[1],),
                row[2 : 2 + systems],
                chrf[index][:systems],
                flags[index][:systems],
                "d1" if index < 2 else "d2",
            )
            for index, row in enumerate(texts)
        ),
        Coverage(4, 3, 0.75, (("line 9", "Nobody said so.", "not there"),)),
        (("seed", "12345"),),
    )
