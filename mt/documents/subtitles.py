"""Subtitles, SubRip (.srt) and WebVTT (.vtt): what is text in them, and where their English is broken.

A cue is a number or name (WebVTT may leave it out), a line of times, and lines of text up to a blank one. Its
lines are one block, so that a sentence that goes over two is translated whole; a line that begins with a
dash, `>>`, a voice (`<v An>`), a name in capitals (`AN:`) or a sound (`[tiếng gió]`, ♪) begins another.
Numbers, times, notes and styles stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mt.documents.lines import LINE_END, lines
from mt.values import Document, Span

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
#: How such a file begins: with its signature, or with the first cue.
_BEGIN = re.compile(
    rf"\ufeff?(?:WEBVTT(?:\s|$)|\s*(?:\d+[^\S\r\n]*[\r\n]+)?[^\S\r\n]*{_TIME}[^\S\r\n]*-->[^\S\r\n]*{_TIME})"
)
_ARROW = "-->"
# Blocks of WebVTT that hold no text, up to their line of times if they have one: header, comments, styles.
_NO_TEXT = re.compile(r"\ufeff?(?:WEBVTT|NOTE|STYLE|REGION)(?=\s|$)")
_SPEAKER = re.compile(
    r"\s*(?:<[^<>]{1,40}>\s*)*(?:[-–—]|(?:>|&gt;){2})|\s*<v[ .]|\s*(?:[\[♪]|\([^()]*\)\s*$)"
)
_NAME = re.compile(r"\s*([^\W\d_][^:]{0,24}):\s")
_ONE_END = r"(?:\r\n|\n|\r(?!\n))"
_BLANK_LINES = re.compile(rf"{_ONE_END}[^\S\r\n]*{_ONE_END}")
#: Characters that a break behind punctuation may lie away from where it stood in the source.
_NEAR_A_PAUSE = 8
#: The same behind a blank before a tag, where a line of the source begins with one.
_NEAR_A_TAG = 20
_PAUSES = ',.;:!?…”"—–'
_TAG = re.compile(r"<[^<>\r\n]{1,300}>|\{\\[^{}\r\n]{1,100}\}")


def are_in(text: str) -> bool:
    """Whether `text` begins as a file of subtitles does."""
    return _BEGIN.match(text) is not None


def cue_blocks(document: Document) -> list[Span]:
    """Spans, in the whole file and in order, of what is segmented as one: the text of a cue, or of one
    speaker in it."""
    text = document.text
    return [Span(a + document.start, b + document.start) for a, b in _blocks(text, list(lines(text)))]


def _blocks(text: str, found: list[Span]) -> Iterator[tuple[int, int]]:
    paragraph: list[Span] = []
    for line in [*found, Span(len(text), len(text))]:
        if text[line.start : line.end].strip():
            paragraph.append(line)
        elif paragraph:
            yield from _of_cue(text, paragraph)
            paragraph = []


def _of_cue(text: str, paragraph: list[Span]) -> Iterator[tuple[int, int]]:
    """The blocks of lines that no blank line parts."""
    written = [text[line.start : line.end] for line in paragraph]
    times = [at for at, line in enumerate(written) if _ARROW in line]
    if _NO_TEXT.match(written[0]) and not times:
        return
    # Some files have no blank line between cues: the number before a line of times is not text either.
    aside = {*times, *(at - 1 for at in times if at and written[at - 1].strip().isdigit())}
    if times and (times[0] == 1 or _NO_TEXT.match(written[0])):
        aside |= set(range(times[0]))
    start = -1
    for at, line in enumerate(paragraph):
        if at in aside:
            if start >= 0:
                yield start, paragraph[at - 1].end
            start = -1
        elif start < 0:
            start = line.start
        elif _speaks(written[at]):
            yield start, paragraph[at - 1].end
            start = line.start
    if start >= 0:
        yield start, paragraph[-1].end


def _speaks(line: str) -> bool:
    """Whether another speaker begins, by a mark or by a name in capitals, or a sound."""
    name = _NAME.match(line)
    return _SPEAKER.match(line) is not None or (name is not None and name[1].isupper())


def last_cue(text: str, start: int, end: int) -> int:
    """Where the last blank line in text[start:end] ends: a place to cut it. `end` when there is none."""
    found = start
    for match in _BLANK_LINES.finditer(text, max(start, end - 50_000), end):
        found = match.end()
    return found if found > start else end


def broken(source: str, target: str) -> str:
    """`target`, one line, broken as often as `source` is, near where that is broken, behind punctuation if
    there is any, never in a tag, in the same way (LF, CR LF); less often where it has too few words."""
    breaks = list(LINE_END.finditer(source))
    if not breaks:
        return target
    hidden = [match.span() for match in _TAG.finditer(target)]
    size = len(target) - sum(end - start for start, end in hidden)
    whole = len(_TAG.sub("", source))
    spaces = [
        (match.start(), match.start() - sum(end - start for start, end in hidden if end <= match.start()))
        for match in re.finditer(" ", target)
        if not any(start < match.start() < end for start, end in hidden)
    ]
    for left, match in reversed(list(enumerate(breaks))):
        if not spaces:
            break
        tagged = _TAG.match(source, match.end()) is not None
        wanted = size * len(_TAG.sub("", source[: match.start()])) / max(1, whole)
        at = min(
            spaces[left:] or spaces[-1:],
            key=lambda place: (
                abs(place[1] - wanted)
                - _NEAR_A_PAUSE * (target[place[0] - 1] in _PAUSES)
                - _NEAR_A_TAG * (tagged and _TAG.match(target, place[0] + 1) is not None)
            ),
        )
        target = target[: at[0]] + match[0] + target[at[0] + 1 :]
        spaces = spaces[: spaces.index(at)]
    return target
