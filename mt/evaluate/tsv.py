"""Segments as TSV: a header, then one row a segment and system.

A tab, LF, CR or backslash inside a field is written as \\t, \\n, \\r or \\\\, so a row is a line, always.
"""

from __future__ import annotations

from collections.abc import Iterator

from mt.values import Report

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
#: Then one column a reference: reference, reference_2, ...
COLUMNS = ("segment", "document", "system", "chrf2", "flags", "source", "hypothesis")


def render(report: Report) -> str:
    """The table. segment counts from 1; chrf2 is 0 to 100; flags are parted by "; "."""
    return "".join(lines(report))


def lines(report: Report) -> Iterator[str]:
    """The same line by line, for reports that are large."""
    count = max((len(segment.references) for segment in report.segments), default=1)
    names = ["reference", *(f"reference_{place}" for place in range(2, count + 1))]
    yield "\t".join((*COLUMNS, *names)) + "\n"
    for segment in report.segments:
        references = (*segment.references, *[""] * (count - len(segment.references)))
        for place, system in enumerate(report.systems):
            row = (
                str(segment.index + 1),
                segment.document,
                system.name,
                f"{segment.chrf[place]:.2f}",
                "; ".join(map(str, segment.flags[place])),
                segment.source,
                segment.hypotheses[place],
                *references,
            )
            yield "\t".join(field.translate(_ESCAPES) for field in row) + "\n"
