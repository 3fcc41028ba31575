"""The charts and score tables of the HTML report, in plain HTML and CSS: they shrink with the page."""

from __future__ import annotations

from html import escape

from mt.evaluate import prose
from mt.values import Bucket, Comparison, Report, Score
from mt.wording import counted

#: Documents beyond these are folded away.
OPEN_BUCKETS = 12
_NO_CHOICE = ""


def style(report: Report) -> str:
    """Rules that show the parts of the chosen metric only; without them (an old browser) all are shown."""
    rules = []
    for group in ("scores", "pairs", "buckets"):
        for place, _ in enumerate(prose.metrics(report)):
            rules.append(f"body:has(#{group}{place}:checked) .{group}:not(.m{place}) {{ display: none; }}")
    return "\n".join(rules) + "\n"


def choice(report: Report, group: str) -> str:
    """Buttons for the metric that `group` is shown in; they work without a script."""
    names = prose.metrics(report)
    if len(names) < 2:
        return _NO_CHOICE
    labels = "".join(
        f'<label><input type="radio" name="{group}" id="{group}{place}" autocomplete="off"'
        f"{' checked' if place == 0 else ''}>{escape(name)}</label>"
        for place, name in enumerate(names)
    )
    return f'<fieldset class="pick"><legend>Metric</legend>{labels}</fieldset>\n'


def scores(report: Report) -> str:
    """For each metric the systems with their intervals drawn on one scale, best first; then the table."""
    html = choice(report, "scores")
    for place, metric in enumerate(prose.metrics(report)):
        html += f'<div class="scores m{place}"><h3>{escape(metric)}</h3>{_intervals(report, metric)}</div>\n'
    return html + _table(report)


def _intervals(report: Report, metric: str) -> str:
    entries = [(place, s) for place, s in enumerate(prose.scores(report, metric)) if s is not None]
    sign = 1 if metric in prose.LOWER_IS_BETTER else -1
    entries.sort(key=lambda entry: sign * entry[1].value)
    low = min(s.low if s.low is not None else s.value for _, s in entries)
    high = max(s.high if s.high is not None else s.value for _, s in entries)
    margin = max(0.08 * (high - low), 0.5)
    low, high = max(0.0, low - margin), high + margin
    ranks = prose.rank(report, metric)
    html = "".join(_interval(report, place, s, (low, high), ranks) for place, s in entries)
    better = " (lower is better)" if metric in prose.LOWER_IS_BETTER else ""
    ends = f'<div class="axis"><span>{low:.1f}</span><span>{high:.1f}</span></div>'
    axis = f'<div class="entry"><span></span>{ends}<span></span></div>'
    note = "; bands are 95 % intervals" if all(prose.has_interval(s) for _, s in entries) else ""
    return f'<div class="chart">{html}{axis}</div><p class="note">{escape(metric)}{better}{note}.</p>'


def _interval(
    report: Report, place: int, score: Score, scale: tuple[float, float], ranks: tuple[int, ...]
) -> str:
    low, high = scale

    def percent(value: float) -> float:
        return 100 * (value - low) / (high - low)

    band = ""
    text = f"{score.value:.1f}"
    if score.low is not None and score.high is not None:
        left, right = percent(score.low), percent(score.high)
        band = f'<i style="left:{left:.2f}%;width:{right - left:.2f}%"></i>'
        text += f" <small>[{score.low:.1f}, {score.high:.1f}]</small>"
    rank = f" <small>rank {ranks[place]}</small>" if ranks else ""
    name = escape(report.systems[place].name)
    return (
        f'<div class="entry"><span class="label">{name}{rank}</span>'
        f'<span class="track ink k{place % 7}">{band}<b style="left:{percent(score.value):.2f}%"></b></span>'
        f'<span class="value">{text}</span></div>'
    )


def _table(report: Report) -> str:
    names = prose.metrics(report)
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = ""
    for place, system in enumerate(report.systems):
        cells = ""
        for metric in names:
            score, ranks = prose.scores(report, metric)[place], prose.rank(report, metric)
            if score is None:
                cells += "<td></td>"
                continue
            best = ' class="best"' if ranks and ranks[place] == 1 else ""
            half = ""
            if score.low is not None and score.high is not None:
                half = f"<small>±{(score.high - score.low) / 2:.1f}</small>"
            cells += f"<td{best}>{score.value:.2f}{half}</td>"
        flagged = sum(1 for segment in report.segments if segment.flags[place])
        share = f"{100 * flagged / len(report.segments):.1f} %" if report.segments else ""
        cells += f"<td>{flagged:,}<small>{share}</small></td>" if report.segments else ""
        rows += f"<tr><td>{escape(system.name)}</td>{cells}</tr>"
    last = "<th>With findings<small>segments</small></th>" if report.segments else ""
    note = ""
    if report.ranks:
        note = (
            '<p class="note">Bold: rank 1, no system is significantly better. ±: half the 95 % interval.</p>'
        )
    return f'<div class="scroll"><table><tr><th>System</th>{head}{last}</tr>{rows}</table></div>{note}\n'


def pairwise(report: Report) -> str:
    """For each metric a matrix: row minus column, with both p-values. "" without comparisons."""
    if not report.comparisons:
        return ""
    html = "<h2>Which is better</h2>\n" + choice(report, "pairs")
    for place, metric in enumerate(prose.metrics(report)):
        pairs = {(c.first, c.second): c for c in report.comparisons if c.metric == metric}
        if pairs:
            matrix = _matrix(report, metric, pairs)
            html += f'<div class="pairs m{place}"><h3>{escape(metric)}</h3>{matrix}</div>\n'
    return html + (
        '<p class="note">Row minus column; green where the row is significantly better, red where it is '
        f"worse (both tests p &lt; {prose.SIGNIFICANT}). First p: paired bootstrap; second: approximate "
        "randomisation.</p>\n"
    )


def _matrix(report: Report, metric: str, pairs: dict[tuple[str, str], Comparison]) -> str:
    names = [system.name for system in report.systems]
    ranks = prose.rank(report, metric)
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = ""
    for place, row in enumerate(names):
        cells = "".join(_cell(metric, row, column, pairs) for column in names)
        rank = f"<small>rank {ranks[place]}</small>" if ranks else ""
        rows += f"<tr><th>{escape(row)}{rank}</th>{cells}</tr>"
    return f'<div class="scroll"><table><tr><th></th>{head}</tr>{rows}</table></div>'


def _cell(metric: str, row: str, column: str, pairs: dict[tuple[str, str], Comparison]) -> str:
    pair, sign = pairs.get((row, column)), 1
    if pair is None:
        pair, sign = pairs.get((column, row)), -1
    if pair is None or row == column:
        return '<td class="soft">–</td>'
    difference = sign * pair.difference
    kind = ""
    if prose.is_significant(pair):
        better = (difference < 0) == (metric in prose.LOWER_IS_BETTER)
        kind = ' class="won"' if better else ' class="lost"'
    p_values = f"p {prose.p_value(pair.p_bootstrap)} / {prose.p_value(pair.p_randomisation)}"
    return f"<td{kind}>{signed(difference)}<small>{escape(p_values)}</small></td>"


def signed(value: float) -> str:
    """ "+1.20", "−0.35"."""
    return f"{value:+.2f}".replace("-", "−")


def buckets(report: Report) -> str:
    """Bars for each bucket and system, by dimension. "" without buckets."""
    if not report.buckets:
        return ""
    html = "<h2>Buckets</h2>\n" + choice(report, "buckets")
    html += '<p class="legend">'
    html += "".join(
        f'<span class="k{place % 7}">{escape(system.name)}</span>'
        for place, system in enumerate(report.systems)
    )
    html += f'</p><p class="note">“few”: fewer than {prose.FEW} segments, chance weighs more.</p>\n'
    scales: dict[str, float] = {}
    for bucket in report.buckets:
        for name, values in bucket.scores:
            scales[name] = max(scales.get(name, 1.0), *values)
    for dimension, places in prose.dimensions(report).items():
        html += f"<h3>By {escape(dimension)}</h3>\n"
        bars = [_bucket(report, report.buckets[place], scales) for place in places]
        html += f'<div class="dimension">{"".join(bars[:OPEN_BUCKETS])}</div>\n'
        if len(bars) > OPEN_BUCKETS:
            rest = "".join(bars[OPEN_BUCKETS:])
            html += f"<details><summary>{len(bars) - OPEN_BUCKETS} more</summary>"
            html += f'<div class="dimension">{rest}</div></details>\n'
    return html


def _bucket(report: Report, bucket: Bucket, scales: dict[str, float]) -> str:
    names = prose.metrics(report)
    html = ""
    for name, values in bucket.scores:
        bars = "".join(
            f'<span class="ink k{place % 7}"><i style="width:{max(0.0, 100 * value / scales[name]):.1f}%">'
            f"</i><em>{value:.1f}</em></span>"
            for place, value in enumerate(values)
        )
        html += f'<div class="bars buckets m{names.index(name) if name in names else 0}">{bars}</div>'
    few = ", few" if bucket.segments < prose.FEW else ""
    label = escape(bucket.label)
    if bucket.dimension == "document" and report.segments:
        button = f'<button type="button" class="scripted" data-document="{label}">show</button>'
        label = f"<span>{label}</span> {button}"
    return (
        f'<div class="bucket"><div class="label">{label}'
        f"<small>{counted(bucket.segments, 'segment')}{few}</small></div>"
        f"<div>{html}</div></div>\n"
    )
