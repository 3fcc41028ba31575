"""Subtitles, SubRip (.srt) and WebVTT (.vtt): what is text in them, and where their English is broken.

A cue is a number or name (WebVTT may leave it out), a line of times, and lines of text up to a blank one. Its
lines are one block, so that a sentence that goes over two is translated whole; a line that begins with a dash
or a voice (`<v An>`) is another speaker's. Numbers, times, notes and styles stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mt.documents.lines import LINE_END, lines
from mt.values import Document, Span

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
#: Where the first line of times stands, at the latest: a text about subtitles is none.
_HEAD = 4_096
# Blocks of WebVTT that hold no text: the header, comments, styles, regions.
_NO_TEXT = re.compile(r"\ufeff?(?:WEBVTT|NOTE|STYLE|REGION)(?=\s|$)")
_SPEAKER = re.compile(r"\s*(?:<[^<>]{1,40}>\s*)*[-–—]|\s*<v[ .]|\s*[\[(♪]")
_BLANK_LINES = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)")
#: Characters that a break behind punctuation may lie away from where it stood in the source.
_NEAR_A_PAUSE = 8
_PAUSES = ',.;:!?…”"—–'


def are_in(text: str) -> bool:
    """Whether `text` begins as a file of subtitles does."""
    return "-->" in text[:_HEAD] and any(
        _is_times(text[line.start : line.end]) for line in lines(text[:_HEAD])
    )


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
    if _NO_TEXT.match(written[0]):
        return
    # Some files have no blank line between cues: the number before a line of times is not text either.
    times = [at for at, line in enumerate(written) if _is_times(line)]
    aside = {*times, *(at - 1 for at in times if at and (at == 1 or written[at - 1].strip().isdigit()))}
    start = -1
    for at, line in enumerate(paragraph):
        if at in aside:
            if start >= 0:
                yield start, paragraph[at - 1].end
            start = -1
        elif start < 0:
            start = line.start
        elif _SPEAKER.match(written[at]):
            yield start, paragraph[at - 1].end
            start = line.start
    if start >= 0:
        yield start, paragraph[-1].end


def last_cue(text: str, start: int, end: int) -> int:
    """Where the last blank line in text[start:end] ends: a place to cut it. `end` when there is none."""
    found = start
    for match in _BLANK_LINES.finditer(text, max(start, end - 50_000), end):
        found = match.end()
    return found if found > start else end


def broken(source: str, target: str) -> str:
    """`target`, one line, broken as often as `source` is, near where that is broken, behind punctuation if
    there is any, in the same way (LF, CR LF); less often where it has too few words."""
    breaks = list(LINE_END.finditer(source))
    for left, match in reversed(list(enumerate(breaks))):
        wanted = len(target) * match.start() / max(1, len(source))
        first = LINE_END.search(target)
        spaces = [at.start() for at in re.finditer(" ", target[: first.start() if first else None])]
        if not spaces:
            return target
        at = min(
            spaces[left:] or spaces[-1:],
            key=lambda at: abs(at - wanted) - _NEAR_A_PAUSE * (target[at - 1 : at] in tuple(_PAUSES)),
        )
        target = target[:at] + match[0] + target[at + 1 :]
    return target


def _is_times(line: str) -> bool:
    return _TIMES.fullmatch(line) is not None
