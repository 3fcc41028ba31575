"""The report as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mt.values import Comparison, Report, Score
from mt.wording import counted

#: As many as a terminal shows.
_DOCUMENTS = 30


def render(report: Report, documents: bool = False) -> str:
    """Scores with intervals and ranks, what does not differ, findings, signatures. documents: scores by
    document, too, of a report that has them."""
    by_document = _documents(report) if documents else ""
    blocks = [_table(report), by_document, _coverage(report), *_pairs(report)]
    blocks += [_findings(report), _signatures(report)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _table(report: Report) -> str:
    ranks = dict(report.ranks)
    metrics = [score.metric for score in report.systems[0].scores]
    rows = [["SYSTEM", *metrics]]
    for at, system in enumerate(report.systems):
        cells = []
        for score in system.scores:
            rank = f" #{ranks[score.metric][at]}" if score.metric in ranks else ""
            cells.append(_cell(score) + rank)
        rows.append([system.name, *cells])
    return columns(rows)


def _documents(report: Report) -> str:
    """Scores by document, as they come; of several systems by the first metric."""
    documents = [bucket for bucket in report.buckets if bucket.dimension == "document"]
    if not documents:
        return ""
    metrics = [metric for metric, _ in documents[0].scores]
    if len(report.systems) == 1:
        rows = [["DOCUMENT", "SEGMENTS", *metrics]]
    else:
        rows = [["DOCUMENT", "SEGMENTS", *(f"{metrics[0]} {system.name}" for system in report.systems)]]
    for bucket in documents[:_DOCUMENTS]:
        values = [of_systems for _, of_systems in bucket.scores]
        cells = [each[0] for each in values] if len(report.systems) == 1 else values[0]
        rows.append([bucket.label, f"{bucket.segments:,}", *(f"{value:.2f}" for value in cells)])
    rest = len(documents) - _DOCUMENTS
    return columns(rows) + (f"\n{counted(rest, 'document')} more: --report, --json" if rest > 0 else "")


def _cell(score: Score) -> str:
    if score.low is None or score.high is None:
        return f"{score.value:.2f}"
    return f"{score.value:.2f} ({score.low:.2f}-{score.high:.2f})"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Cells in columns, two spaces apart."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _pairs(report: Report) -> Iterator[str]:
    """All comparisons of two systems; of more, those that are not significant."""
    if not report.comparisons:
        return
    level = float(dict(report.recipe).get("significance", "0.05"))
    few = len(report.systems) == 2
    shown = [each for each in report.comparisons if few or not _significant(each, level)]
    if not shown:
        yield f"All differences are significant (p < {level} in both tests)."
        return
    rows = [["METRIC", "", "DIFFERENCE", "P BOOTSTRAP", "P RANDOMISATION", ""]]
    for each in shown:
        rows.append(
            [
                each.metric,
                f"{each.first} - {each.second}",
                f"{each.difference:+.2f}",
                f"{each.p_bootstrap:.4f}",
                f"{each.p_randomisation:.4f}",
                "" if _significant(each, level) else "not significant",
            ]
        )
    if not few:
        rest = len(report.comparisons) - len(shown)
        yield f"{columns(rows)}\nThe other {rest} differences are significant (p < {level} in both tests)."
    else:
        yield columns(rows)


def _significant(each: Comparison, level: float) -> bool:
    return max(each.p_bootstrap, each.p_randomisation) < level


def _coverage(report: Report) -> str:
    coverage = report.coverage
    if coverage is None:
        return ""
    lines = [
        f"{coverage.located:,} of {counted(coverage.snippets, 'snippet')} located, "
        f"{100 * coverage.characters:.1f} % of the translation covered."
    ]
    for place, text, why in coverage.missing:
        lines.append(f"not located: {place}: {text[:60]}{'...' if len(text) > 60 else ''} ({why})")
    return "\n".join(lines)


def _findings(report: Report) -> str:
    lines = []
    for system in report.systems:
        if system.flags:
            found = ", ".join(f"{kind} {count:,}" for kind, count in system.flags)
            lines.append(f"{system.name}: {found}")
    return "\n".join(["Segments with findings:", *lines]) if lines else ""


def _signatures(report: Report) -> str:
    scores = report.systems[0].scores
    recipe = dict(report.recipe)
    notes = [f"{counted(int(recipe['segments']), 'segment')}"] if "segments" in recipe else []
    notes += ["95 % bootstrap intervals in brackets"] if scores[0].low is not None else []
    notes += ["TER: lower is better"] if any(score.metric == "TER" for score in scores) else []
    head = [f"{'; '.join(notes)}."] if notes else []
    return "\n".join([*head, *(f"{score.metric}|{score.signature}" for score in scores)])
