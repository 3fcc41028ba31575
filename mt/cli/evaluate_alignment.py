"""mt evaluate --alignment GOLD AUTO: precision, recall and F1 of an alignment."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

from mt.cli.evaluate_inputs import read_segments
from mt.cli.evaluate_text import columns
from mt.evaluate.alignment import AlignmentScore, Rates, read_beads, score_alignment


def run(arguments: argparse.Namespace) -> int:
    """Prints the scores of the second file's beads against the first's."""

    def beads(path: str) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        text = "\n".join(read_segments(path, arguments.encoding, lambda note: print(note, file=sys.stderr)))
        return read_beads(text, path)

    gold, auto = (beads(path) for path in arguments.alignment)
    score = score_alignment(gold, auto)
    if arguments.json:
        print(json.dumps({"format": "mt evaluate --alignment", "version": 1, **dataclasses.asdict(score)}))
    else:
        print(render(score))
    return 0


def render(score: AlignmentScore) -> str:
    """A table: two ways to count beads with an empty side, strict and lax."""
    rows = [["", "STRICT P", "R", "F1", "LAX P", "R", "F1", "FOUND", "GOLD"]]
    rows.append(["all beads", *_cells(score.nulls)])
    rows.append(["without 1-0, 0-1", *_cells(score.pairs)])
    return columns(rows)


def _cells(rates: Rates) -> list[str]:
    shares = (
        rates.strict_precision,
        rates.strict_recall,
        rates.strict_f1,
        rates.lax_precision,
        rates.lax_recall,
        rates.lax_f1,
    )
    return [*(f"{share:.4f}" for share in shares), f"{rates.found:,}", f"{rates.wanted:,}"]
