"""Reference translations of pieces of a text, found in the translated text and scored where they lie.

A snippet has Vietnamese and English, or English only. With Vietnamese it is found in the source
(matching.py), and the translation of the sentences it lies in is taken; of a sentence that it covers in
part, the part that corresponds by position (cutting.py). Without Vietnamese it is found by the words that
the translation shares with the reference (similarity.py). What cannot be found is listed, never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mt.evaluate import cutting, ordering
from mt.evaluate.matching import Place, Text
from mt.evaluate.similarity import English, Match
from mt.evaluate.snippet_file import Snippet, read
from mt.values import Alignment, Coverage, ReferenceSet, Span, System

__all__ = ["Located", "Part", "Snippet", "locate", "read"]

Align = Callable[[Sequence[str], Sequence[str]], Alignment]

#: A reference alone is found where the place is right with this probability. Among the few sentences between
#: its neighbours, in a file that keeps the order of the text, the same likeness makes it more probable.
LEAST_PROBABILITY = 0.5
#: In such a file a place out of order is kept from this probability on.
SURE = 0.9
#: More English-only snippets than this share not found: the score over the others is too good.
UNBIASED = 0.05
#: A file keeps the order when of its found snippets, so many at least, this share is in order.
LEAST_ORDERED, ORDERED_SHARE = 3, 0.8


@dataclass(frozen=True, slots=True)
class Part:
    """Where one snippet lies in the translation.

    spans: (number of the sentence, span in its translation), in order. fit: how well its Vietnamese fits, up
    to 1; without Vietnamese the probability that this is the place.
    """

    spans: tuple[tuple[int, Span], ...]
    fit: float


@dataclass(frozen=True, slots=True)
class Located:
    """Located snippets, ready to be scored: one segment each, in the order of the snippets.

    parts: for each snippet where it lies, None where it was not found. notes: for a person, e.g. on
    snippets that occur twice. A snippet with fewer references than others has its last one repeated, which
    leaves BLEU and chrF as they are; TER divides by the references' mean length, and so weighs it double.
    """

    reference_set: ReferenceSet
    system: System
    coverage: Coverage
    notes: tuple[str, ...]
    parts: tuple[Part | None, ...]


def locate(
    snippets: Sequence[Snippet], sources: Sequence[str], hypotheses: Sequence[str], align: Align | None = None
) -> Located:
    """Where each snippet lies in the translation of a text.

    sources, hypotheses: the sentences of the text and their translations, of the same length; sources may be
    all "" when every snippet is English only. align: gives further candidates for English-only snippets.
    Raises ValueError when the lengths differ.
    """
    if len(sources) != len(hypotheses):
        raise ValueError(f"{len(sources)} source sentences, but {len(hypotheses)} translations")
    finder = _Finder(sources, hypotheses)
    if align is not None:
        finder.suggest(snippets, align)
    parts: list[Part | None] = []
    missing: list[tuple[str, str, str]] = []
    for snippet, (part, why) in zip(snippets, finder.find(snippets), strict=True):
        parts.append(part)
        if part is None:
            missing.append((snippet.place, snippet.source or snippet.references[0], why))
    found = [(snippet, part) for snippet, part in zip(snippets, parts, strict=True) if part is not None]
    finder.warn(snippets, parts)
    reference_set = references_of([snippet for snippet, _ in found])
    texts = tuple(_text(part, hypotheses) for _, part in found)
    coverage = Coverage(
        len(snippets), len(found), _covered([part for _, part in found], hypotheses), tuple(missing)
    )
    return Located(reference_set, System("snippets", texts), coverage, tuple(finder.notes), tuple(parts))


def references_of(snippets: Sequence[Snippet]) -> ReferenceSet:
    """The snippets as segments; one with fewer references than others has its last one repeated."""
    most = max((len(snippet.references) for snippet in snippets), default=1)
    references = tuple(
        tuple(snippet.references[min(at, len(snippet.references) - 1)] for snippet in snippets)
        for at in range(most)
    )
    return ReferenceSet("snippets", references, tuple(snippet.source for snippet in snippets))


class _Finder:
    """The two texts, indexed when first needed."""

    def __init__(self, sources: Sequence[str], hypotheses: Sequence[str]) -> None:
        self._sources, self._hypotheses = sources, hypotheses
        self._text: Text | None = None
        self._english: English | None = None
        self._more: dict[int, set[int]] = {}
        self.notes: list[str] = []
        #: Of English-only snippets said more than once: how often, and the sentence that was taken.
        self.repeated: dict[int, tuple[int, int]] = {}

    def suggest(self, snippets: Sequence[Snippet], align: Align) -> None:
        """Candidates by aligning the English-only references, in their order, with the translation."""
        alone = [number for number, snippet in enumerate(snippets) if not snippet.source]
        if not alone or not self._hypotheses:
            return
        alignment = align([snippets[number].references[0] for number in alone], self._hypotheses)
        for link in alignment.links:
            for place in link.source:
                self._more.setdefault(alone[place], set()).update(link.target)

    def find(self, snippets: Sequence[Snippet]) -> list[tuple[Part | None, str]]:
        """For each snippet where it lies, or None and why not."""
        times = Counter(snippet.source for snippet in snippets)
        seen: Counter[str] = Counter()
        found: list[tuple[Part | None, str]] = []
        for number, snippet in enumerate(snippets):
            if snippet.source:
                found.append(self._by_source(snippet, seen[snippet.source], times[snippet.source]))
                seen[snippet.source] += 1
            else:
                found.append(self._by_reference(number, snippet, None))
        # Places that are sure. One that is not, and out of order, is looked for again where it should be.
        firsts = [part.spans[0][0] if part else None for part, _ in found]
        sure = [
            bool(snippet.source) or bool(part and part.fit >= SURE)
            for snippet, (part, _) in zip(snippets, found, strict=True)
        ]
        gaps = ordering.gaps(firsts, sure, len(self._hypotheses), LEAST_ORDERED, ORDERED_SHARE)
        for number, within in gaps:
            if not snippets[number].source:
                found[number] = self._by_reference(number, snippets[number], within)
        return found

    def warn(self, snippets: Sequence[Snippet], parts: Sequence[Part | None]) -> None:
        """Notes on what was found twice, and on what was not found by likeness: likely the worst."""
        for number, (times, sentence) in sorted(self.repeated.items()):
            if parts[number] is not None:
                self.notes.append(
                    f"{snippets[number].place}: {times} places of the translation say it; "
                    f"taken from sentence {sentence}"
                )
        alone = [part for snippet, part in zip(snippets, parts, strict=True) if not snippet.source]
        lost = alone.count(None)
        if lost > UNBIASED * len(alone):
            self.notes.append(
                f"{lost} of {len(alone)} snippets without Vietnamese were not found; what is translated "
                "badly is harder to find, so the score may be too good. Give their Vietnamese to find them"
            )

    def _by_source(self, snippet: Snippet, time: int, times: int) -> tuple[Part | None, str]:
        """time: of the `times` snippets with this very Vietnamese, which one, from 0."""
        if self._text is None:
            self._text = Text(self._sources)
        places = self._text.find(snippet.source)
        if not places:
            return None, "its Vietnamese is not in the source text"
        parts = [self._part(place) for place in sorted(places, key=lambda place: place.first)]
        if len(parts) <= times:
            # Said twice in the file as in the text: the first is the first.
            return parts[min(time, len(parts) - 1)], ""
        scores = [_likeness(_text(part, self._hypotheses), snippet.references) for part in parts]
        best = max(range(len(parts)), key=lambda at: (scores[at], -at))
        self.notes.append(
            f"{snippet.place}: its Vietnamese occurs {len(parts)} times; taken from sentence "
            f"{parts[best].spans[0][0] + 1}, where the translation is nearest to the reference"
        )
        return parts[best], ""

    def _part(self, place: Place) -> Part:
        assert self._text is not None
        tokens = self._text.tokens[place.first : place.last + 1]
        spans = []
        for number in range(tokens[0].sentence, tokens[-1].sentence + 1):
            here = [token for token in tokens if token.sentence == number]
            translation = self._hypotheses[number]
            if here:
                start, end = cutting.part(self._sources[number], here[0].start, here[-1].end, translation)
                spans.append((number, Span(start, end)))
        return Part(tuple(spans), place.fit)

    def _by_reference(self, number: int, snippet: Snippet, within: range | None) -> tuple[Part | None, str]:
        if self._english is None:
            self._english = English(self._hypotheses, self._sources)
        more = self._more.get(number, ())
        matches = [self._english.find(reference, more, within) for reference in snippet.references]
        found = [match for match in matches if match is not None]
        if not found:
            return None, "the translation has none of its words"
        match = max(found, key=lambda each: each.probability)
        if match.probability >= LEAST_PROBABILITY:
            part = self._words(match)
            if match.times > 1:
                self.repeated[number] = (match.times, part.spans[0][0] + 1)
            return part, ""
        place = f"best in sentence {self._english.words[match.first].sentence + 1}"
        return None, f"nothing in the translation is surely it ({place}, probability {match.probability:.2f})"

    def _words(self, match: Match) -> Part:
        assert self._english is not None
        words = self._english.words[match.first : match.last + 1]
        spans = []
        for number in range(words[0].sentence, words[-1].sentence + 1):
            here = [word for word in words if word.sentence == number]
            if not here:
                continue
            translation = self._hypotheses[number]
            start = 0 if self._english.begins(match.first, number) else here[0].start
            end = len(translation) if self._english.ends(match.last, number) else here[-1].end
            # What closes the last word belongs to it: a comma, a bracket.
            while end < len(translation) and not translation[end].isspace():
                end += 1
            spans.append((number, Span(start, end)))
        return Part(tuple(spans), match.probability)


def _text(part: Part, hypotheses: Sequence[str]) -> str:
    return " ".join(hypotheses[number][span.start : span.end].strip() for number, span in part.spans).strip()


def _likeness(text: str, references: Sequence[str]) -> float:
    """Share of character trigrams in common (Dice), with the nearest reference."""
    ours = _trigrams(text)
    best = 0.0
    for reference in references:
        theirs = _trigrams(reference)
        best = max(best, 2 * len(ours & theirs) / max(1, len(ours) + len(theirs)))
    return best


def _trigrams(text: str) -> set[str]:
    text = " ".join(text.lower().split())
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _covered(parts: Sequence[Part], hypotheses: Sequence[str]) -> float:
    """Share of the characters of the translation that lie in any part."""
    spans: dict[int, list[Span]] = {}
    for part in parts:
        for number, span in part.spans:
            spans.setdefault(number, []).append(span)
    covered = 0
    for each in spans.values():
        end = 0
        for span in sorted(each):
            covered += max(0, span.end - max(span.start, end))
            end = max(end, span.end)
    return covered / max(1, sum(map(len, hypotheses)))
