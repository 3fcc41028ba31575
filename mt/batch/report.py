"""What a run over a folder tells: events as they happen, and a summary at the end."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from mt.batch.journal import Row, now
from mt.batch.plan import shown
from mt.wording import counted


class Events:
    """Writes JSON lines to a stream: {"event": .., "time": seconds since 1970, ...}; nothing without one."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def __call__(self, event: str, **values: Any) -> None:
        if self._stream:
            line = json.dumps({"event": event, "time": now(), **values}, ensure_ascii=False)
            self._stream.write(line + "\n")
            self._stream.flush()


@dataclass(slots=True)
class Totals:
    """Counts of a folder's records. notable: the records of files that failed or have flags; the others are
    not held, as there may be millions."""

    done: int = 0
    failed: int = 0
    sentences: int = 0
    repaired: int = 0
    flagged: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    notable: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Totals:
        """The sums over `rows`."""
        totals = cls()
        for row in rows:
            totals.done += row.state == "done"
            totals.failed += row.state != "done"
            totals.sentences += row.sentences
            totals.repaired += row.repaired
            totals.flagged += row.flagged
            if row.flagged:
                totals.kinds.update(json.loads(row.kinds))
            if row.flagged or row.state != "done":
                totals.notable.append(row)
        return totals

    def line(self) -> str:
        """e.g. "12 files done, 1 failed, 340 sentences, 5 repaired, 2 flagged (number 2)"."""
        text = (
            f"{counted(self.done, 'file')} done, {self.failed:,} failed, "
            f"{counted(self.sentences, 'sentence')}, {self.repaired:,} repaired, {self.flagged:,} flagged"
        )
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in self.kinds.most_common())
        return f"{text} ({kinds})" if kinds else text


def failures(rows: Sequence[Row]) -> str:
    """A table of the files that failed, a line each, for a person; "" when there is none."""
    failed = [row for row in rows if row.state != "done"]
    width = min(60, max((len(shown(row.key)) for row in failed), default=0))
    return "\n".join(f"{shown(row.key).ljust(width)}  {row.error}" for row in failed)


def summary(totals: Totals, recipe: dict[str, Any]) -> dict[str, Any]:
    """The summary as JSON values: totals, settings, and a row a file that failed or is flagged."""
    rows = totals.notable
    return {
        "format": 1,
        "files done": totals.done,
        "files failed": totals.failed,
        "sentences": totals.sentences,
        "repaired": totals.repaired,
        "flagged": totals.flagged,
        "flags": dict(totals.kinds.most_common()),
        "settings": recipe,
        "failed": [{"file": shown(row.key), "reason": row.error} for row in rows if row.state != "done"],
        "flagged files": [
            {"file": shown(row.key), "flagged": row.flagged, "flags": json.loads(row.kinds)}
            for row in rows
            if row.flagged
        ],
    }


def markdown(values: dict[str, Any]) -> str:
    """The summary for a person."""
    lines = ["# Translation of a folder", "", "| | |", "|---|---|"]
    for key in ("files done", "files failed", "sentences", "repaired", "flagged"):
        lines.append(f"| {key} | {values[key]:,} |")
    lines += [f"| {key} | {_cell(value)} |" for key, value in values["settings"].items()]
    if values["failed"]:
        lines += ["", "## Failed", "", "| file | why |", "|---|---|"]
        lines += [f"| {_cell(row['file'])} | {_cell(row['reason'])} |" for row in values["failed"]]
    if values["flagged files"]:
        lines += ["", "## Flagged", "", "| file | sentences | what |", "|---|---|---|"]
        for row in values["flagged files"]:
            kinds = ", ".join(f"{kind} {count}" for kind, count in row["flags"].items())
            lines.append(f"| {_cell(row['file'])} | {row['flagged']} | {kinds} |")
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def write(folder: Path, values: dict[str, Any]) -> None:
    """summary.json and summary.md in `folder`, each whole or not at all. Raises OutputError."""
    from mt.documents import replacing

    with replacing(folder / "summary.json") as out:
        out.write(json.dumps(values, ensure_ascii=False, indent=1) + "\n")
    with replacing(folder / "summary.md") as out:
        out.write(markdown(values))
