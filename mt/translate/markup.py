"""Tags and Markdown marks in a sentence: taken out before it is translated, put back around the words that
translate what they enclosed.

A model has seen few tags, and with them in its way it translates worse. So it reads the sentence without,
and word links say where each tag belongs (Müller 2017, "Treatment of markup in statistical machine
translation", compares the ways; this is his alignment-based one). No tag is lost, none is put inside out:
what is well nested in the source is so in the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mt.translate import protected
from mt.translate.tags import TAG

#: Elements that have no end.
_VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# A mark of Markdown stands at the edge of words: a star in "(*)", "*.txt", 'ten=\'*\'' or "2*3" is a star.
_BEFORE = r"(?<![^\s(\[\"“‘'>|*_~—–])(?<!\\)"
_FIRST = r"(?=[*_~\[`\"“‘'(<{!]{0,3}\w)"
_AFTER = r"(?<=[^\s\\])"
_BEHIND = r"(?![^\s).,;:!?…\]\"”’'<|*_~—–-])"
# Of a link: (address "title"), (<address>) or [name], and pandoc's attributes.
_ADDRESS = (
    r"\](?:\((?:<[^<>\n]{1,300}>|(?:[^()\s]|\([^()\s]{0,100}\)){1,500})(?: \"[^\"\n]{0,200}\")?\)"
    r"|\[[^\[\]\n]{0,80}\])(?:\{[^{}\n]{1,80}\})?"
)
# Marks whose partner is in another sentence, or that enclose nothing: ![](a.png).
_ALONE = re.compile(
    rf"!?\[{_ADDRESS}|{_ADDRESS}|^(?:\W*\s)?(?P<first>[*_]{{1,3}}|~~)(?=[\w\"“(])"
    r"|(?<=[^\s*_~])(?P<last>[*_]{1,3}|~~)(?=\s*\|?\s*$)|(?P<inner>\*{2,3}|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)|~~)"
)
#: (opening mark, what it encloses, closing mark): [text](address); then **strong**, *emphasis*, ~~gone~~.
_LINK = re.compile(
    rf"(!?\[)(?=[^\s\]])((?:[^\[\]\n]|!\[[^\[\]\n]{{0,200}}\]\([^()\s]{{1,500}}\)){{1,300}})({_ADDRESS})"
)
_MARKDOWN = [
    re.compile(f"{_BEFORE}({mark}){_FIRST}({inside}{{1,300}}?){_AFTER}({mark}){_BEHIND}")
    for mark, inside in (
        (r"\*\*\*", r"[^*\n]"),
        (r"\*\*(?!\*)", r"[^\n]"),
        (r"(?<!\*)\*(?!\*)", r"[^*\n]"),
        (r"__(?!_)", r"[^\n]"),
        (r"(?<!_)_(?!_)", r"[^_\n]"),
        (r"~~", r"[^~\n]"),
    )
]
_MAYBE = re.compile(r"<[A-Za-z/!?0-9]|[*_~]\S|\S[*_~]|\][(\[]|\{\\|\\N")
#: Characters of a sentence from which on it is none (a file without line ends): marks cost the square of it.
LONGEST = 5_000


@dataclass(slots=True)
class Mark:
    """What encloses `plain[start:end]`: `opening` and `closing`, with the marks inside it in order.

    A point, like `<br>`, has start == end and no closing. Blanks that would stand twice in the plain text are
    part of the strings. glued: a point that parts two words by itself, where the plain text has a blank.
    before: a point that touches the word before it and not the one behind.
    """

    start: int
    end: int
    opening: str
    closing: str = ""
    inner: list[Mark] = field(default_factory=list)
    glued: bool = False
    before: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence without its marks, and the marks, in order."""

    plain: str
    marks: list[Mark]


@dataclass(slots=True)
class _Event:
    """A tag or mark at text[start:end]. name: what its partner is called, too. side: 1 opens, -1 closes,
    0 does neither."""

    start: int
    end: int
    name: str
    side: int
    partner: int = -1


def take(text: str) -> Marked | None:
    """`text` without its tags and marks; None where it has none, or is too long."""
    if len(text) > LONGEST or not _MAYBE.search(text):
        return None
    events = _events(text)
    if not events:
        return None
    _match(events)
    return _plain(text, events)


def _events(text: str) -> list[_Event]:
    """In order, none overlapping."""
    items = protected.find(text)
    closed = [(item.start, item.end) for item in items if item.name not in ("foreign", "emoji")]
    found: list[_Event] = []
    for match in _overlapping(_LINK, text):
        sides = [match.span(1), match.span(3)]
        # A link's own address stands in its closing mark, and may make a blob of it all; else marks in an
        # address are none.
        barred = [
            (a, b) for a, b in closed if a <= sides[1][0] and (a < sides[0][0] or "](" not in text[a:b])
        ]
        if _apart(sides, barred, found):
            found += _pair(sides, f"link:{match.start()}")
    for item in items:
        if item.name == "tag" and _apart([(item.start, item.end)], (), found):
            found += _tag(item)
    for number, pattern in enumerate(_MARKDOWN):
        for match in pattern.finditer(text):
            sides = [match.span(1), match.span(3)]
            if _apart(sides, closed, found):
                found += _pair(sides, f"{number}:{match.start()}")
    for match in _ALONE.finditer(text):
        start, end = match.span(match.lastgroup or 0)
        touching = text[start - 1 : start].strip() or text[end : end + 1].strip()
        barred = closed if match.lastgroup else [(a, b) for a, b in closed if a < start]
        if (touching or not match.lastgroup) and _apart([(start, end)], barred, found):
            found.append(_Event(start, end, "", 0))
    return sorted(found, key=lambda event: event.start)


def _apart(
    sides: Sequence[tuple[int, int]], barred: Sequence[tuple[int, int]], found: Sequence[_Event]
) -> bool:
    """Whether `sides` overlap none of the stretches `barred` and of what has been found."""
    spans = [*barred, *((event.start, event.end) for event in found)]
    return all(b <= start or end <= a for a, b in sides for start, end in spans)


def _pair(sides: Sequence[tuple[int, int]], name: str) -> list[_Event]:
    opening, closing = sides
    return [_Event(*opening, name, 1), _Event(*closing, name, -1)]


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that may stand in what another one encloses: an image that is a link."""
    at = 0
    while match := pattern.search(text, at):
        yield match
        at = match.end(1)


def _tag(item: protected.Item) -> list[_Event]:
    match = TAG.fullmatch(item.text)
    if match is None or item.text.endswith("/>") or match[2].lower() in _VOID:
        return [_Event(item.start, item.end, "", 0)]
    return [_Event(item.start, item.end, match[2].lower(), -1 if match[1] else 1)]


def _match(events: list[_Event]) -> None:
    """Gives those that belong together each other's number; what is not well nested stays alone."""
    opened: list[int] = []
    for at, event in enumerate(events):
        if event.side > 0:
            opened.append(at)
        elif event.side < 0:
            place = next((n for n in reversed(opened) if events[n].name == event.name), -1)
            if place >= 0:
                del opened[opened.index(place) :]
                event.partner, events[place].partner = place, at


def _plain(text: str, events: list[_Event]) -> Marked:
    """The text between the events, and the tree of marks."""
    ends = [0, *(event.end for event in events)]
    starts = [*(event.start for event in events), len(text)]
    between = [text[a:b] for a, b in zip(ends, starts, strict=True)]
    strings = [text[event.start : event.end] for event in events]
    glued = set()
    for at, event in enumerate(events):
        left, right = _last(between[: at + 1]), _first(between[at + 1 :])
        if event.side < 0 and event.partner >= 0:
            if between[at] and left.isspace() and (right.isspace() or not right):
                between[at], strings[at] = between[at][:-1], left + strings[at]
        elif between[at + 1] and right.isspace() and (left.isspace() or not left):
            between[at + 1], strings[at] = between[at + 1][1:], strings[at] + right
        elif event.partner < 0 and left.isalnum() and right.isalnum():
            glued.add(at)
            between[at + 1] = " " + between[at + 1]
    return Marked("".join(between), _tree(events, strings, between, glued))


def _tree(events: list[_Event], strings: list[str], between: list[str], glued: set[int]) -> list[Mark]:
    levels: list[list[Mark]] = [[]]
    offset = 0
    for at, event in enumerate(events):
        offset += len(between[at])
        if event.partner < 0:
            right = _first(between[at + 1 :])
            touches = not _last(between[: at + 1]).isspace() and right.isspace() and at not in glued
            levels[-1].append(Mark(offset, offset, strings[at], glued=at in glued, before=touches))
        elif event.side > 0:
            levels[-1].append(Mark(offset, offset, strings[at]))
            levels.append(levels[-1][-1].inner)
        else:
            levels.pop()
            levels[-1][-1].end, levels[-1][-1].closing = offset, strings[at]
    return levels[0]


def _last(pieces: list[str]) -> str:
    """The last character of the pieces, joined; "" when there is none."""
    return next((piece[-1] for piece in reversed(pieces) if piece), "")


def _first(pieces: list[str]) -> str:
    return next((piece[0] for piece in pieces if piece), "")
