"""mt evaluate sets: what is declared, and what of it is here."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from mt.cli.evaluate_text import columns
from mt.evaluate.sets import declared


def data_folder(arguments: argparse.Namespace) -> Path | None:
    """Where test sets lie: --data, else MT_DATA."""
    named = arguments.data or os.environ.get("MT_DATA")
    return Path(named) if named else None


def list_sets(arguments: argparse.Namespace) -> int:
    """Prints one row a set."""
    folder = data_folder(arguments)
    known = declared() | (declared(Path(arguments.sets)) if arguments.sets else {})
    rows = [["NAME", "SEGMENTS", "DOMAIN", "LICENCE", "LOADED"]]
    for each in known.values():
        paths = each.here(folder)
        if paths:
            where = " ".join(str(path) for path in paths)
        else:
            where = f"datasets: {each.hub.path}" if each.hub else f"not here: {each.url}"
        size = f"{each.segments:,}" if each.segments else "?"
        rows.append([each.name, size, each.domain, each.licence, where])
    print(columns(rows))
    if not arguments.quiet:
        if folder is None:
            print("mt: --data FOLDER or MT_DATA says where local copies lie", file=sys.stderr)
        for each in known.values():
            notes = "; ".join(note for note in (each.note, each.access) if note)
            if notes:
                print(f"mt: {each.name}: {notes}", file=sys.stderr)
    return 0
