"""The report as Markdown (GitHub's tables), for a pull request or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mt.evaluate import prose
from mt.evaluate.buckets import differing
from mt.values import Comparison, Report

#: Documents and differing segments beyond this are left to the HTML report and to --segments.
MOST_BUCKETS = 40
MOST_SEGMENTS = 10
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def render(report: Report) -> str:
    """The whole report; ends in one line feed."""
    parts = [f"# {_text(report.name)}", *_summary(report), *_coverage(report), *_pairwise(report)]
    parts += [*_findings(report), *_buckets(report), *_segments(report), *_recipe(report)]
    return "\n\n".join(parts) + "\n"


def _summary(report: Report) -> Iterator[str]:
    verdicts = "\n".join(f"- {_text(verdict)}" for verdict in prose.verdicts(report))
    if verdicts:
        yield verdicts
    names = prose.metrics(report)
    rows = []
    for place, system in enumerate(report.systems):
        cells = [_text(system.name)]
        for metric in names:
            score, ranks = prose.scores(report, metric)[place], prose.rank(report, metric)
            if score is None:
                cells.append("")
                continue
            interval = f" [{score.low:.1f}, {score.high:.1f}]" if prose.has_interval(score) else ""
            shown = f"{score.value:.1f}{interval}"
            cells.append(f"**{shown}**" if ranks and ranks[place] == 1 else shown)
        cells.append(str(sum(1 for segment in report.segments if segment.flags[place])))
        rows.append(cells)
    yield _table(["system", *names, "segments with findings"], rows)
    if report.ranks:
        yield "Bold: no system is significantly better. In brackets: 95 % bootstrap intervals."


def _coverage(report: Report) -> Iterator[str]:
    coverage = report.coverage
    if coverage is None:
        return
    yield "## Coverage"
    yield (
        f"{coverage.located} of {coverage.snippets} reference snippets were located; they cover "
        f"{100 * coverage.characters:.0f} % of the translation's characters. The scores are over those only."
    )
    if coverage.missing:
        yield _table(
            ["place", "snippet", "why"], [[_text(cell[:200]) for cell in row] for row in coverage.missing]
        )


def _pairwise(report: Report) -> Iterator[str]:
    if not report.comparisons:
        return
    yield "## Which is better"
    names = prose.metrics(report)
    pairs: dict[tuple[str, str], dict[str, Comparison]] = {}
    for comparison in report.comparisons:
        pairs.setdefault((comparison.first, comparison.second), {})[comparison.metric] = comparison
    rows = []
    for (first, second), found in pairs.items():
        cells = [_difference(found[name]) if name in found else "" for name in names]
        rows.append([_text(f"{first} − {second}"), *cells])
    yield _table(["difference", *names], rows)
    yield (
        f"Bold: significant (both p < {prose.SIGNIFICANT}). In brackets: p of the paired bootstrap, p of "
        "approximate randomisation."
    )


def _difference(comparison: Comparison) -> str:
    shown = f"{comparison.difference:+.2f}".replace("-", "−")
    p_values = f"({prose.p_value(comparison.p_bootstrap)}, {prose.p_value(comparison.p_randomisation)})"
    return f"**{shown}** {p_values}" if prose.is_significant(comparison) else f"{shown} {p_values}"


def _findings(report: Report) -> Iterator[str]:
    kinds = prose.kinds(report)
    if not kinds:
        return
    yield "## Findings"
    counts = [dict(system.flags) for system in report.systems]
    rows = [
        [kind.value, prose.EXPLAINED.get(kind, ""), *(str(each.get(kind, 0)) for each in counts)]
        for kind in kinds
    ]
    yield _table(["kind", "what", *(_text(system.name) for system in report.systems)], rows)
    yield "Segments with a finding of the kind. Findings are counted without a model, and some are wrong."


def _buckets(report: Report) -> Iterator[str]:
    names = prose.metrics(report)
    if not report.buckets or not names:
        return
    yield "## Buckets"
    for dimension, places in prose.dimensions(report).items():
        header = [dimension, "segments"]
        header += [f"{_text(system.name)} {metric}" for metric in names[:2] for system in report.systems]
        rows = []
        for place in places[:MOST_BUCKETS]:
            bucket = report.buckets[place]
            values = dict(bucket.scores)
            blank = ("",) * len(report.systems)
            shown = [[f"{v:.1f}" for v in values[m]] if m in values else blank for m in names[:2]]
            cells = [cell for each in shown for cell in each]
            few = " (few)" if bucket.segments < prose.FEW else ""
            rows.append([_text(bucket.label), f"{bucket.segments}{few}", *cells])
        yield _table(header, rows)
        if len(places) > MOST_BUCKETS:
            yield f"The HTML and JSON reports have {len(places) - MOST_BUCKETS} more."


def _segments(report: Report) -> Iterator[str]:
    pair = prose.best_two(report)
    if pair is None or not report.segments:
        return
    first, second = pair
    names = report.systems[first].name, report.systems[second].name
    chosen = differing(report.segments, first, second, MOST_SEGMENTS)
    if not chosen:
        return
    yield f"## Where {_text(names[0])} and {_text(names[1])} differ most"
    for segment in chosen:
        lines = [f"{segment.index + 1}. " + (_text(segment.source) or "(no source)")]
        lines += [f"   - reference: {_text(reference)}" for reference in segment.references]
        for place in (first, second):
            flags = "; ".join(map(str, segment.flags[place]))
            note = f" ({_text(flags)})" if flags else ""
            text = _text(segment.hypotheses[place]) or "(empty)"
            lines.append(
                f"   - {_text(report.systems[place].name)}, chrF2 {segment.chrf[place]:.1f}: {text}{note}"
            )
        yield "\n".join(lines)


def _recipe(report: Report) -> Iterator[str]:
    yield "## How to repeat it"
    rows = [[_text(key), _text(value)] for key, value in report.recipe]
    seen: set[str] = set()
    for system in report.systems:
        rows += [[_text(f"{system.name}: {key}"), _text(value)] for key, value in system.recipe]
        for score in system.scores:
            if score.metric not in seen:
                seen.add(score.metric)
                rows.append([f"signature of {score.metric}", f"`{score.signature}`".replace("|", "\\|")])
    yield _table(["what", "value"], rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _text(text: str) -> str:
    """`text` on one line, with no character that Markdown would read as its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
