"""The HTML format: one page, Vietnamese and English side by side, that fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TextIO

from mt.documents.lines import LINE_END
from mt.documents.page import SCRIPT, STYLE
from mt.documents.text import flat, flat_at, parts
from mt.values import Document, Summary, Translation
from mt.wording import counted

_BEGIN = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="generator" content="vimt">
<title>Vietnamese – English</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>Vietnamese – English</h1>
<label><input type="checkbox" id="only" autocomplete="off"> Flagged only</label></header>
<p class="hint">Point at a sentence, or step with Tab and the arrow keys: its partner lights up. Point at a
word, or tap it, and what it is linked to stands out.</p>
<p class="none">No sentence is flagged.</p>
<main>
"""
_END = """</main>
<p id="summary">{summary}</p>
<script>{script}</script>
</body>
</html>
"""


class HtmlWriter:
    """A row a line (or lines, where a sentence spans them); a blank line parts the rows. The summary, known
    last, is written last and shown first."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._sentences = 0
        self._open = False
        self._row = _Row(1, False)

    def begin(self) -> None:
        self._stream.write(_BEGIN)

    def add(self, document: Document, translations: Sequence[Translation]) -> None:
        if document.start == 0 or not self._open:
            self._section(document.name)
        self._row = _Row(document.line, self._row.blank)
        for gap, translation in parts(document, translations):
            self._gap(gap)
            if translation is not None:
                self._sentences += 1
                self._row.add(self._sentences, translation)
        self._finish_row(0)

    def _section(self, name: str) -> None:
        self._stream.write(("</section>\n" if self._open else "") + "<section>\n")
        self._stream.write(f"<h2>{escape('standard input' if name == '-' else name)}</h2>\n")
        self._open = True
        self._row = _Row(1, False)

    def _gap(self, gap: str) -> None:
        """Text between sentences stands in both columns; a line end in it ends the row."""
        at = 0
        for end in LINE_END.finditer(gap):
            self._row.both(gap[at : end.start()])
            self._finish_row(1)
            at = end.end()
        self._row.both(gap[at:])

    def _finish_row(self, lines: int) -> None:
        row = self._row
        written = row.html()
        self._stream.write(written)
        blank = (row.blank or lines > 0) if not written else False
        self._row = _Row(row.line + row.inside + lines, blank)

    def end(self, summary: Summary) -> None:
        self._stream.write("</section>\n" if self._open else "")
        self._stream.write(_END.format(summary=escape(_sentence(summary)), script=SCRIPT))


class _Row:
    """Two cells in the making. blank: a blank line stands before. inside: line ends inside its sentences."""

    def __init__(self, line: int, blank: bool) -> None:
        self.line, self.blank, self.inside = line, blank, 0
        self._source: list[str] = []
        self._target: list[str] = []
        self._seen = self._flagged = False

    def both(self, text: str) -> None:
        self._seen = self._seen or bool(text.strip())
        self._source.append(escape(text))
        after_why = bool(self._target) and self._target[-1].endswith("</small>")
        self._target.append(escape(text.lstrip(" ") if after_why else text))

    def add(self, number: int, translation: Translation) -> None:
        self._seen = True
        self.inside += sum(1 for _ in LINE_END.finditer(translation.sentence.text))
        kind = "s flagged" if translation.flags else "s"
        self._flagged = self._flagged or bool(translation.flags)
        repaired = f' title="repaired: {escape(translation.repair)}"' if translation.repair else ""
        links = f' data-w="{" ".join(f"{i}-{j}" for i, j in translation.words)}"' if translation.words else ""
        self._source.append(
            f'<span class="{kind}" data-n="{number}"{links} tabindex="0" aria-describedby="t{number}">'
            f"{escape(translation.sentence.text)}</span>"
        )
        self._target.append(
            f'<span class="{kind}" data-n="{number}" id="t{number}" tabindex="-1"{repaired}>'
            f"{_marked(translation) or '(no translation)'}</span>"
        )
        if translation.flags:
            why = "; ".join(map(str, translation.flags))
            self._target.append(f'<small class="why">{escape(why)}</small>')

    def html(self) -> str:
        if not self._seen:
            return ""
        kind = "row" + (" gap" if self.blank else "") + (" has-flag" if self._flagged else "")
        source, target = "".join(self._source).strip(), "".join(self._target).strip()
        return (
            f'<div class="{kind}"><span class="number">{self.line}</span>'
            f'<p lang="vi" dir="auto">{source}</p><p lang="en" dir="auto">{target}</p></div>\n'
        )


def _marked(translation: Translation) -> str:
    """The target, with a mark around each place that a finding names; of places that overlap the first."""
    shown, pieces, end = flat(translation.target), list[str](), 0
    for place in sorted({flag.place for flag in translation.flags if flag.place}):
        start, stop = (flat_at(translation.target, at) for at in (place.start, place.end))
        if start >= end:
            pieces += [escape(shown[end:start]), "<mark>", escape(shown[start:stop]), "</mark>"]
            end = stop
    return "".join([*pieces, escape(shown[end:])])


def _sentence(summary: Summary) -> str:
    """ "12 sentences in 1 file, 2 flagged (number 1, copied 1), 1 repaired"."""
    files = f" in {counted(summary.files, 'file')}" if summary.files else ""
    text = f"{counted(summary.sentences, 'sentence')}{files}, {summary.flagged:,} flagged"
    if summary.kinds:
        text += " (" + ", ".join(f"{kind} {count:,}" for kind, count in summary.kinds) + ")"
    return text + f", {summary.repaired:,} repaired"
