"""Where marks of a source belong in its translation, by the links of words (see `mt.translate.markup`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mt.translate import protected
from mt.translate.markup import Mark, Marked
from mt.translate.places import Links
from mt.values import Span

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]")
_OPENERS = "\"'“‘«([{¿¡|"
_CLOSERS = ".,;:!?…\"'”’»)]}|"
_SHORT_FORM = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}$")  # U.S.


@dataclass(frozen=True, slots=True)
class Insertion:
    """`text` in the place of `target[start:end]`, which is empty or one blank."""

    start: int
    end: int
    text: str


def project(marked: Marked, target: str, links: Links) -> list[Insertion]:
    """Where the marks go, in order; all of them, well nested where they are so in the source.

    links: (token of `marked.plain`, token of `target`), tokens being what white space parts.
    """
    placing = _Placing(marked.plain, target, links)
    whole = Span(0, len(marked.plain))
    return placing.inside(marked.marks, 0, len(placing.target), 0, len(target), whole)


def inserted(target: str, insertions: Sequence[Insertion]) -> str:
    pieces, end = [], 0
    for one in insertions:
        pieces += [target[end : one.start], one.text]
        end = max(end, one.end)
    return "".join([*pieces, target[end:]])


def shifted(place: Span, insertions: Sequence[Insertion]) -> Span:
    """Where the characters at `place` of the target stand afterwards, without what is put around them."""

    def moved(offset: int, before: Sequence[Insertion]) -> int:
        return offset + sum(len(one.text) - (one.end - one.start) for one in before)

    return Span(
        moved(place.start, [one for one in insertions if one.end <= place.start]),
        moved(place.end, [one for one in insertions if one.end < place.end]),
    )


class _Placing:
    """Tokens of the target are what white space parts, those that one protected item lies in being one."""

    def __init__(self, plain: str, target: str, links: Links) -> None:
        self.plain, self.text = plain, target
        self.source = [match.span() for match in _TOKEN.finditer(plain)]
        self.items = [(item.start, item.end) for item in protected.find(target)]
        self.target, number = _units([match.span() for match in _TOKEN.finditer(target)], self.items)
        self.said = [_WORD.search(target, *span) is not None for span in self.target]
        spoken = [_WORD.search(plain, *span) is not None for span in self.source]
        self.spoken = [place for place, is_word in enumerate(spoken) if is_word]
        self.links = [(i, number[j]) for i, j in links if i < len(self.source) and j < len(number)]

    def inside(
        self, marks: Sequence[Mark], low: int, high: int, start: int, end: int, whole: Span
    ) -> list[Insertion]:
        """Where `marks`, side by side in plain[whole.start:whole.end], go among the tokens `low` to `high`,
        text[start:end] of the target."""
        owner: list[int | None] = [None] * len(self.target)
        # Where, whether it encloses something (what encloses nothing goes before it), in the source's order.
        found: list[tuple[int, bool, int, list[Insertion]]] = []
        points = []
        for number, mark in enumerate(marks):
            place = self.stretch(mark, low, high, owner) if mark.closing else None
            if place is None:
                points.append((number, mark))
                continue
            first, last = self.trimmed(mark, *place)
            # What nothing stands before, a list mark neither, has nothing before it in the target.
            begin, after = place
            if not self.plain[whole.start : mark.start].strip() and self.silent(low, place[0], owner):
                first, begin = start, low
            if not self.plain[mark.end : whole.end].strip() and self.silent(place[1], high, owner):
                last, after = end, high
            owner[begin:after] = [number] * (after - begin)
            first, last = max(first, start), min(last, end)
            inner = self.inside(mark.inner, begin, after, first, last, Span(mark.start, mark.end))
            around = [Insertion(first, first, mark.opening), *inner, Insertion(last, last, mark.closing)]
            found.append((first, True, number, around))
        # Points stand in the order of the source, and between stretches, not in them.
        free = [
            at
            for at in range(low, high + 1)
            if not low < at < high or owner[at - 1] is None or owner[at - 1] != owner[at]
        ]
        least = low
        for number, mark in points:
            at, one = self.point(mark, [at for at in free if at >= least], low, high, start, end, whole)
            least = at
            inner = self.inside(mark.inner, high, high, one.start, one.start, Span(mark.start, mark.end))
            if mark.closing:
                one = Insertion(one.start, one.start, mark.opening)
                inner = [*inner, Insertion(one.start, one.start, mark.closing)]
            found.append((one.start, False, number, [one, *inner]))
        return [one for *_, some in sorted(found, key=lambda each: each[:3]) for one in some]

    def silent(self, low: int, high: int, owner: Sequence[int | None]) -> bool:
        """Whether the tokens are no words, and none of them is taken."""
        return not any(self.said[low:high]) and all(each is None for each in owner[low:high])

    # --- pairs ---

    def stretch(self, mark: Mark, low: int, high: int, owner: Sequence[int | None]) -> tuple[int, int] | None:
        """The tokens [i, j) of the target that translate what the mark encloses: of those that are free, the
        neighbours of which most have links into it and fewest out of it."""
        covered = {
            place
            for place, (a, b) in enumerate(self.source)
            if a < mark.end
            and b > mark.start
            and _WORD.search(self.plain, max(a, mark.start), min(b, mark.end))
        }
        runs = _runs([token for token in range(low, high) if owner[token] is None])
        if not covered or not runs:
            return None
        worth = [0.0] * len(self.target)
        for place, token in self.links:
            worth[token] += 1 if place in covered else -1
        signs = [max(-1.0, min(1.0, value)) for value in worth]
        best = max((_heaviest(signs, *run) for run in runs), key=lambda found: found[0])
        if best[0] <= 0:
            return self.unlinked(mark, covered, runs)
        i, j = best[1:]
        # What begins or ends the sentence's words does so in the target, unless words of others stand there.
        run = next(run for run in runs if run[0] <= i < run[1])
        words = [token for token in range(low, high) if self.said[token]] or [i]
        if min(covered) <= self.spoken[0] and run[0] <= words[0] < i and min(signs[words[0] : i]) >= 0:
            i = words[0]
        if max(covered) >= self.spoken[-1] and j <= words[-1] < run[1] and min(signs[j : words[-1] + 1]) >= 0:
            j = words[-1] + 1
        return i, j

    def unlinked(self, mark: Mark, covered: set[int], runs: list[tuple[int, int]]) -> tuple[int, int]:
        """For what has no links: the same letters in the target; else the word there that is nearest to where
        its neighbours' partners let it be expected."""
        same = self.plain[mark.start : mark.end].strip(_OPENERS + _CLOSERS + " ")
        at = self.text.find(same) if same else -1
        if at >= 0:
            tokens = [n for n, (a, b) in enumerate(self.target) if a < at + len(same) and b > at]
            if any(low <= tokens[0] and tokens[-1] < high for low, high in runs):
                return tokens[0], tokens[-1] + 1
        before = max((link for link in self.links if link[0] < min(covered)), default=None)
        after = min((link for link in self.links if link[0] > max(covered)), default=None)
        if before and after:
            expected = (before[1] + after[1]) / 2
        elif before or after:
            expected = before[1] + 1 if before else after[1] - 1  # type: ignore[index]
        else:
            expected = min(covered) / len(self.source) * len(self.target)
        linked = {token for _, token in self.links}
        tokens = [token for run in runs for token in range(*run)]
        place = min(tokens, key=lambda t: (not self.said[t], t in linked, abs(t - expected)))
        return place, place + 1

    def trimmed(self, mark: Mark, i: int, j: int) -> tuple[int, int]:
        """The characters of the tokens [i, j), without punctuation at the edges that stays outside."""
        start, end = self.target[i][0], self.target[j - 1][1]
        first, last = start, end
        inside = self.plain[mark.start : mark.end].strip()
        if inside[:1] not in _OPENERS:
            while start < end and self.text[start] in _OPENERS and not self.in_item(start):
                start += 1
        if inside[-1:] not in _CLOSERS and not _SHORT_FORM.search(self.text, start, end):
            while end > start and self.text[end - 1] in _CLOSERS and not self.in_item(end - 1):
                end -= 1
        return (start, end) if start < end else (first, last)

    def in_item(self, at: int) -> bool:
        """Whether the character of the target is of what has to stay as it is."""
        return any(start <= at < end for start, end in self.items)

    # --- points ---

    def point(
        self, mark: Mark, free: Sequence[int], low: int, high: int, start: int, end: int, whole: Span
    ) -> tuple[int, Insertion]:
        """The token before which the mark goes, of the boundaries `free` the one that fewest links cross; and
        where that is."""
        place, first, last = (
            sum(a < at for a, _ in self.source) for at in (mark.start, whole.start, whole.end)
        )
        if not self.spoken or place <= max(first, self.spoken[0]):
            at = low
        elif place >= last or place > self.spoken[-1]:
            at = high
        else:
            at = self.boundary(place, free, low, high)
        at = min(free, key=lambda other: abs(other - at), default=high)
        if at >= high:
            apart = self.plain[: mark.start][-1:].isspace() and not self.text[:end][-1:].isspace()
            return high, Insertion(end, end, " " * apart + mark.opening.rstrip())
        here = self.target[at][0] if at > low else start
        if mark.before and at > low:
            here = self.target[at - 1][1]
        here = min(max(here, start), end)
        eaten = mark.glued and at > low and here > start and self.text[here - 1].isspace()
        return at, Insertion(here - eaten, here, mark.opening)

    def boundary(self, place: int, free: Sequence[int], low: int, high: int) -> int:
        """Before which token what stands before the source token `place` ends."""
        # A word before the place has its partner before the boundary, one behind it behind, or it crosses.
        crossing = {low: sum((i < place) == (j >= low) for i, j in self.links)}
        change = [0] * len(self.target)
        for i, j in self.links:
            change[j] += -1 if i < place else 1
        for at in range(low, high):
            crossing[at + 1] = crossing[at] + change[at]
        wanted = place / len(self.source) * len(self.target)
        inner = [at for at in free if low < at < high] or free or [high]
        return min(inner, key=lambda at: (crossing[at], abs(at - wanted), -at))


def _units(
    tokens: Sequence[tuple[int, int]], items: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], list[int]]:
    """`tokens`, those that share an item joined; and the place of each among these."""
    found: list[tuple[int, int]] = []
    number = []
    for start, end in tokens:
        if found and any(a < found[-1][1] and b > start for a, b in items):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        number.append(len(found) - 1)
    return found, number


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as [first, last + 1)."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found


def _heaviest(worth: Sequence[float], low: int, high: int) -> tuple[float, int, int]:
    """(sum, i, j): the stretch of worth[low:high] with the largest sum (Bentley 1984), the first one."""
    best, total, begin = (0.0, low, low), 0.0, low
    for at in range(low, high):
        if total <= 0:
            total, begin = 0.0, at
        total += worth[at]
        if total > best[0]:
            best = (total, begin, at + 1)
    return best
