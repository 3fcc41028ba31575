"""The report as one HTML file that opens offline: nothing is fetched, and a policy in the page forbids it.

Everything but the table of segments is plain HTML and CSS. The segments travel as JSON inside the page and
are drawn as they are scrolled to, so that thousands of them stay quick; without JavaScript the page shows
those on which the two best systems differ most, or the worst ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape

from mt.evaluate import html_charts as charts
from mt.evaluate import prose
from mt.evaluate.buckets import differing
from mt.evaluate.html_page import SCRIPT, STYLE
from mt.evaluate.worddiff import differences
from mt.values import Report, SegmentReport
from mt.wording import counted

#: Hypotheses that a page carries: 2,000 segments of 5 systems many times over; more make it slow to open.
MOST_HYPOTHESES = 60_000
#: Segments that are shown without JavaScript.
STATIC_SEGMENTS = 20

_BEGIN = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="generator" content="vimt">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<header><h1>{title}</h1><nav>{links}</nav></header>
<main>
"""
_END = """</main>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def render(report: Report) -> str:
    """The whole page."""
    sections = {
        "summary": _summary(report),
        "coverage": _coverage(report),
        "comparison": charts.pairwise(report),
        "findings": _findings(report),
        "buckets": charts.buckets(report),
        "segments": _segments(report),
        "recipe": _recipe(report),
    }
    present = {name: html for name, html in sections.items() if html}
    links = "".join(f'<a href="#{name}">{name.capitalize()}</a>' for name in present)
    begin = _BEGIN.format(title=escape(report.name), style=STYLE + charts.style(report), links=links)
    body = "".join(f'<section id="{name}">\n{html}</section>\n' for name, html in present.items())
    return begin + body + _END.format(data=_data(report), script=SCRIPT if report.segments else "")


def _summary(report: Report) -> str:
    verdicts = "".join(f"<li>{escape(verdict)}</li>" for verdict in prose.verdicts(report))
    count = len(report.segments)
    sizes = f"{counted(count, 'segment')}, {counted(len(report.systems), 'system')}"
    size = f'<p class="soft">{sizes}.</p>' if count else ""
    return f'<ul class="verdict">{verdicts}</ul>{size}\n{charts.scores(report)}'


def _coverage(report: Report) -> str:
    coverage = report.coverage
    if coverage is None:
        return ""
    html = (
        f"<h2>Coverage</h2><p>{coverage.located:,} of {coverage.snippets:,} reference snippets were located. "
        f"They cover {100 * coverage.characters:.0f} % of the translation's characters; the scores are over "
        "those only.</p>\n"
    )
    if coverage.missing:
        rows = "".join(
            f'<tr><td>{escape(place)}</td><td class="left">{escape(text)}</td>'
            f'<td class="left">{escape(why)}</td></tr>'
            for place, text, why in coverage.missing
        )
        html += (
            f"<details open><summary>{len(coverage.missing):,} could not be located</summary>"
            f'<div class="scroll"><table><tr><th>Place</th><th class="left">Snippet</th>'
            f'<th class="left">Why</th></tr>{rows}</table></div></details>\n'
        )
    return html


def _findings(report: Report) -> str:
    kinds = prose.kinds(report)
    if not kinds:
        return ""
    counts = [dict(system.flags) for system in report.systems]
    most = max(max(each.values(), default=0) for each in counts)
    head = "".join(f"<th>{escape(system.name)}</th>" for system in report.systems)
    rows = []
    for kind in kinds:
        cells = "".join(
            f"<td>{_count(each.get(kind, 0), kind.value, place)}"
            f'<span class="bars k{place % 7}"><i class="ink" style="width:'
            f'{100 * each.get(kind, 0) / most:.1f}%"></i></span></td>'
            for place, each in enumerate(counts)
        )
        why = escape(prose.EXPLAINED.get(kind, ""))
        rows.append(f"<tr><td>{escape(kind.value)}<small>{why}</small></td>{cells}</tr>")
    return (
        '<h2>Findings</h2><p class="soft">Segments with a finding of each kind. They are counted without a '
        "model; some are wrong, so read them. "
        '<span class="scripted">A number shows its segments.</span></p>\n'
        f'<div class="scroll"><table><tr><th>Kind</th>{head}</tr>{"".join(rows)}</table></div>\n'
    )


def _count(count: int, kind: str, place: int) -> str:
    if not count:
        return "0"
    return f'<button type="button" data-kind="{escape(kind)}" data-system="{place}">{count:,}</button>'


def _segments(report: Report) -> str:
    if not report.segments:
        return ""
    kept = _kept(report)
    note = ""
    if len(kept) < len(report.segments):
        note = (
            f'<p class="note">This page holds the {len(kept):,} segments with the lowest mean chrF2 of '
            f"{len(report.segments):,}; all of them are in the TSV of segments.</p>"
        )
    return (
        f"<h2>Segments</h2>{note}\n"
        '<p class="soft scripted">Marked in a translation: words that the reference lacks. Marked in the '
        "reference: words that the chosen translation lacks; choose one by clicking it.</p>\n"
        f'<form id="controls" class="scripted">{_controls(report)}</form>\n'
        '<p id="count" class="soft scripted" role="status"></p><div id="list"></div>\n'
        '<p id="end" class="scripted"><button type="button" id="more">Show more</button></p>\n'
        f"<noscript>{_static(report)}</noscript>\n"
    )


def _controls(report: Report) -> str:
    names = [system.name for system in report.systems]
    several = len(names) > 1
    systems = [("", "any")] if several else []
    systems += [(str(place), name) for place, name in enumerate(names)]
    kinds = [
        ("", "all segments"),
        *((kind.value, kind.value) for kind in prose.kinds(report)),
        ("*", "no finding"),
    ]
    orders = [
        ("place", "place"),
        ("worst", "lowest chrF2"),
        ("best", "highest chrF2"),
        ("flags", "most findings"),
    ]
    if several:
        orders += [
            ("spread", "largest spread"),
            ("behind", "behind another system"),
            ("ahead", "ahead of another"),
        ]
    orders.append(("long", "longest"))
    html = '<label class="wide">Search<input id="search" type="search" placeholder="words, or #12"></label>'
    html += _select("system", "System", systems) + _select("kind", "Finding", kinds)
    documents = list(dict.fromkeys(segment.document for segment in report.segments if segment.document))
    if documents:
        html += _select("document", "Document", [("", "all"), *((name, name) for name in documents)])
    html += _select("order", "Sorted by", orders)
    if several:
        others = [(str(place), name) for place, name in enumerate(names)]
        html += _select("other", "The other system", others[1:] + others[:1], ' id="otherbox" hidden')
    return html


def _select(name: str, label: str, options: Sequence[tuple[str, str]], attributes: str = "") -> str:
    items = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options)
    return f'<label{attributes}>{label}<select id="{name}" autocomplete="off">{items}</select></label>'


def _static(report: Report) -> str:
    """What is shown of the segments where no script runs."""
    pair = prose.best_two(report)
    if pair:
        first, second = pair
        chosen = list(differing(report.segments, first, second, STATIC_SEGMENTS))
        names = f"{escape(report.systems[first].name)} and {escape(report.systems[second].name)}"
        title = f"Where {names} differ most"
        places: tuple[int, ...] = (first, second)
    else:
        chosen = sorted(report.segments, key=lambda segment: segment.chrf[:1])[:STATIC_SEGMENTS]
        title, places = "The segments with the lowest chrF2", (0,)
    note = '<p class="note">JavaScript is off: a few segments instead of all, no sorting, no search.</p>'
    return f"{note}<h3>{title}</h3>" + "".join(_article(report, segment, places) for segment in chosen)


def _article(report: Report, segment: SegmentReport, places: Sequence[int]) -> str:
    head = f"#{segment.index + 1}" + (f" · {escape(segment.document)}" if segment.document else "")
    left = (
        f'<span class="tag">source</span><p lang="vi">{escape(segment.source)}</p>' if segment.source else ""
    )
    for reference in segment.references:
        left += f'<span class="tag">reference</span><p lang="en">{escape(reference)}</p>'
    right = ""
    for place in places:
        pieces = "".join(
            f'<span class="d">{escape(text)}</span>' if differs else escape(text)
            for text, differs in differences(segment.hypotheses[place], segment.references)
        )
        flags = "".join(f'<span class="flag">{escape(str(flag))}</span>' for flag in segment.flags[place])
        right += (
            f'<div class="hyp on k{place % 7}"><span class="who">{escape(report.systems[place].name)} '
            f"· chrF2 {segment.chrf[place]:.1f}</span>"
            f'<p lang="en">{pieces or "<em>(empty)</em>"}</p>{flags}</div>'
        )
    return (
        f'<article class="seg"><div class="head">{head}</div><div>{left}</div><div>{right}</div></article>\n'
    )


def _recipe(report: Report) -> str:
    pairs = list(report.recipe)
    for system in report.systems:
        pairs += [(f"{system.name}: {key}", value) for key, value in system.recipe]
    signatures: dict[str, str] = {}
    for system in report.systems:
        for score in system.scores:
            signatures.setdefault(score.metric, score.signature)
    pairs += [(f"signature of {metric}", signature) for metric, signature in signatures.items()]
    rows = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in pairs)
    return f"<h2>How to repeat it</h2><dl>{rows}</dl>\n" if rows else ""


def _kept(report: Report) -> Sequence[SegmentReport]:
    most = MOST_HYPOTHESES // max(1, len(report.systems))
    if len(report.segments) <= most:
        return report.segments
    worst = sorted(report.segments, key=lambda segment: sum(segment.chrf))[:most]
    return sorted(worst, key=lambda segment: segment.index)


def _data(report: Report) -> str:
    rows = list(_rows(_kept(report)))
    data = {"systems": [system.name for system in report.systems], "rows": rows}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # "</script>" and "<!--" would end the island or change how it is read.
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _rows(segments: Sequence[SegmentReport]) -> Iterator[dict[str, object]]:
    for segment in segments:
        flags = [[[flag.kind.value, flag.detail] for flag in each] for each in segment.flags]
        yield {
            "i": segment.index,
            "d": segment.document,
            "s": segment.source,
            "r": segment.references,
            "h": segment.hypotheses,
            "c": [round(value, 1) for value in segment.chrf],
            "f": flags,
        }
