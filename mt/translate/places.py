"""Where in a translation a finding lies, and what stands there instead: "15 is missing; there: “fifty”".

What is missing has no place of its own. Word links say which words of the target stand for that place of the
source; where it has no links, those of its neighbours enclose it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from mt.translate.check import AGAIN, ALONE, EXCHANGED, EXTRA, FEWER, MISSING, WITHOUT
from mt.translate.numbers import to_english
from mt.translate.quantities import NUMBER_WORD
from mt.values import Flag, FlagKind, Span

#: Words of a source and of its target that translate each other: (token, token), as white space parts them.
Links = Sequence[tuple[int, int]]
Linker = Callable[[str, str], Links]
#: How far a neighbour with a link may stand, in tokens, and how much two of them may enclose.
_NEAR, _WIDE = 3, 6
_TOKEN = re.compile(r"\S+")
#: Part of the number before it: "20 million" for 20 billion.
_SCALE = re.compile(r" (?:hundred|thousand|million|billion|trillion|percent|%)s?\b", re.IGNORECASE)
_QUOTED = re.compile("“(.+?)”")


def located(source: str, target: str, flags: Sequence[Flag], linker: Linker) -> tuple[Flag, ...]:
    """`flags` with their places in `target`, where these can be said. `linker` is asked when one is
    needed."""
    links: Links | None = None
    found = []
    for flag in flags:
        place, missing = _written(target, flag), _missing(source, flag)
        if place is None and missing is not None:
            links = linker(source, target) if links is None else links
            number = flag.kind is FlagKind.NUMBER and flag.detail.endswith(MISSING)
            place = _instead(source, target, missing, links, number)
            if place is not None:
                words = target[place.start : place.end]
                flag = replace(flag, detail=f"{flag.detail}; there: “{words[:60]}”")
        found.append(flag if place is None else replace(flag, place=place))
    return tuple(found)


def _written(target: str, flag: Flag) -> Span | None:
    """The place of what the flag itself quotes from the target."""
    again = flag.detail.endswith(AGAIN)
    if again or flag.detail.endswith((EXTRA, FEWER)):
        text = flag.detail.removesuffix(AGAIN).removesuffix(EXTRA).removesuffix(FEWER)
    elif flag.kind in (FlagKind.REPETITION, FlagKind.EXCHANGED) or (
        flag.kind is FlagKind.NEGATION and not flag.detail.endswith(ALONE)
    ):
        quoted = _QUOTED.search(flag.detail)
        text = quoted[1] if quoted else ""
    elif flag.kind is FlagKind.UNKNOWN:
        text = flag.detail.split()[0]
    else:
        return None
    if not text:
        return None
    edges = (r"(?<![0-9])", r"(?![0-9])") if flag.kind is FlagKind.NUMBER else ("", "")
    places = list(re.finditer(re.escape(text).join(edges), target, re.IGNORECASE))
    if not places:
        return None
    match = places[-1 if again else 0]
    return Span(match.start(), match.end())


def _missing(source: str, flag: Flag) -> Span | None:
    """The place in the source of what did not come back."""
    if WITHOUT in flag.detail:
        text = flag.detail.partition(WITHOUT)[2]
    elif flag.detail.endswith(ALONE):
        text = flag.detail.removesuffix(ALONE).strip("“”")
    elif flag.detail.endswith(EXCHANGED):
        day, _, month = flag.detail.removesuffix(EXCHANGED).partition("/")
        match = re.search(rf"(?<![0-9])0?{day}(?:/| tháng )0?{month}(?![0-9])", source)
        return Span(match.start(), match.end()) if match else None
    elif flag.detail.endswith(MISSING):
        text = flag.detail.removesuffix(MISSING)
    else:
        return None
    # Numbers are named in English notation, which keeps their length.
    written = to_english(source) if flag.kind is FlagKind.NUMBER else source
    pattern = re.escape(text)
    if flag.kind is FlagKind.NUMBER:
        pattern = rf"(?<![0-9.,]){pattern}(?![0-9])"
    match = re.search(pattern, written) or re.search(re.escape(text), written)
    return Span(match.start(), match.end()) if match else None


def _instead(source: str, target: str, missing: Span, links: Links, number: bool) -> Span | None:
    """The words of the target that stand where `missing` of the source should."""
    tokens = list(_TOKEN.finditer(target))
    places = [
        n for n, token in enumerate(_TOKEN.finditer(source))
        if token.start() < missing.end and token.end() > missing.start
    ]  # fmt: skip
    if not places or not tokens:
        return None
    words = [token[0] for token in tokens]
    held = sorted({j for i, j in links if i in places and j < len(tokens)})
    held = held or _enclosed(places, links, words)
    if number:
        other = [m[0] for m in _TOKEN.finditer(source)]
        taken = {j for i, j in links if i not in places and any(map(str.isdigit, other[i]))}
        held = _numbers_near(held, [j for j, word in enumerate(words) if j not in taken and _is_number(word)])
    if not held:
        return None
    last = held[0]
    for j in held[1:]:
        last = j if j <= last + 2 else last
    scale = _SCALE.match(target, tokens[last].end()) if number else None
    return _trimmed(target, tokens[held[0]].start(), scale.end() if scale else tokens[last].end())


def _enclosed(places: Sequence[int], links: Links, tokens: Sequence[str]) -> list[int]:
    """Tokens without links between those of the nearest neighbours."""
    before = [j for i, j in links if places[0] - _NEAR <= i < places[0]]
    after = [j for i, j in links if places[-1] < i <= places[-1] + _NEAR]
    if not before and not after:
        return []
    low = max(before) if before else min(after) - _NEAR - 1
    high = min(after) if after else max(before) + _NEAR + 1
    if low > high:
        low, high = high, low
    if high - low > _WIDE + 1:
        return []
    taken = {j for _, j in links}
    return [j for j in range(max(0, low + 1), min(high, len(tokens))) if j not in taken]


def _numbers_near(held: list[int], numbers: Sequence[int]) -> list[int]:
    """Of the tokens `held` those that are numbers; else the number nearest to them, if it is near."""
    own = [j for j in held if j in numbers]
    if own or not held:
        return own
    near = min(numbers, key=lambda j: min(abs(j - h) for h in held), default=None)
    return [near] if near is not None and min(abs(near - h) for h in held) <= _NEAR else []


def _is_number(token: str) -> bool:
    return NUMBER_WORD.search(token.lower()) is not None


def _trimmed(target: str, start: int, end: int) -> Span | None:
    """Without the marks of the sentence around it."""
    while end > start and target[end - 1] in ".,;:!?”’\"')]":
        end -= 1
    while start < end and target[start] in "“‘\"'([":
        start += 1
    return Span(start, end) if end > start else None
