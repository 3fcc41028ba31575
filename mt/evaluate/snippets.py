"""Reference translations of pieces of a text, found in the translated text and scored where they lie.

A snippet has Vietnamese and English, or English only. With Vietnamese it is found in the source (matching.py),
and the translation of the sentences it lies in is taken; of a sentence that it covers in part, the part that
corresponds by position (cutting.py). Without Vietnamese it is found by the words that the translation shares
with the reference (similarity.py). What cannot be found is listed, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mt.evaluate import cutting
from mt.evaluate.matching import Place, Text
from mt.evaluate.similarity import English, Match
from mt.evaluate.snippet_file import Snippet, read
from mt.values import Alignment, Coverage, ReferenceSet, Span, System

__all__ = ["Located", "Part", "Snippet", "locate", "read"]

Align = Callable[[Sequence[str], Sequence[str]], Alignment]

#: A reference alone is found where the shared words reach this (see eval/bench/snippets.py) ...
LEAST_SCORE = 0.30
#: ... and where it is that much better than at any other place.
LEAST_MARGIN = 0.06
#: Less weight of words cannot be told from chance.
LEAST_WEIGHT = 6.0


@dataclass(frozen=True, slots=True)
class Part:
    """Where one snippet lies in the translation.

    spans: (number of the sentence, span in its translation), in order. fit: 0 to 1, how sure.
    """

    spans: tuple[tuple[int, Span], ...]
    fit: float


@dataclass(frozen=True, slots=True)
class Located:
    """Located snippets, ready to be scored: one segment each, in the order of the snippets.

    parts: for each snippet where it lies, None where it was not found. notes: for a person, e.g. on
    snippets that occur twice. A snippet with fewer references than others has its last one repeated, which
    changes neither BLEU nor chrF nor TER.
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
    for number, snippet in enumerate(snippets):
        part, why = finder.find(number, snippet)
        parts.append(part)
        if part is None:
            missing.append((snippet.place, snippet.source or snippet.references[0], why))
    found = [(snippet, part) for snippet, part in zip(snippets, parts, strict=True) if part is not None]
    count = max((len(snippet.references) for snippet, _ in found), default=1)
    reference_set = ReferenceSet(
        "snippets",
        tuple(
            tuple(snippet.references[min(at, len(snippet.references) - 1)] for snippet, _ in found)
            for at in range(count)
        ),
        tuple(snippet.source for snippet, _ in found),
    )
    texts = tuple(_text(part, hypotheses) for _, part in found)
    coverage = Coverage(
        len(snippets), len(found), _covered([part for _, part in found], hypotheses), tuple(missing)
    )
    return Located(reference_set, System("snippets", texts), coverage, tuple(finder.notes), tuple(parts))


class _Finder:
    """The two texts, indexed when first needed."""

    def __init__(self, sources: Sequence[str], hypotheses: Sequence[str]) -> None:
        self._sources, self._hypotheses = sources, hypotheses
        self._text: Text | None = None
        self._english: English | None = None
        self._more: dict[int, set[int]] = {}
        self.notes: list[str] = []

    def suggest(self, snippets: Sequence[Snippet], align: Align) -> None:
        """Candidates by aligning the English-only references, in their order, with the translation."""
        alone = [number for number, snippet in enumerate(snippets) if not snippet.source]
        if not alone or not self._hypotheses:
            return
        alignment = align([snippets[number].references[0] for number in alone], self._hypotheses)
        for link in alignment.links:
            for place in link.source:
                self._more.setdefault(alone[place], set()).update(link.target)

    def find(self, number: int, snippet: Snippet) -> tuple[Part | None, str]:
        """Where the snippet lies, or None and why not."""
        if snippet.source:
            return self._by_source(snippet)
        return self._by_reference(number, snippet)

    def _by_source(self, snippet: Snippet) -> tuple[Part | None, str]:
        if self._text is None:
            self._text = Text(self._sources)
        places = self._text.find(snippet.source)
        if not places:
            return None, "its Vietnamese is not in the source text"
        parts = [self._part(place) for place in places]
        if len(parts) == 1:
            return parts[0], ""
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

    def _by_reference(self, number: int, snippet: Snippet) -> tuple[Part | None, str]:
        if self._english is None:
            self._english = English(self._hypotheses)
        matches = [
            self._english.find(reference, self._more.get(number, ())) for reference in snippet.references
        ]
        found = [match for match in matches if match is not None]
        if not found:
            return None, "the translation has none of its words"
        match = max(found, key=lambda each: each.score)
        if match.weight < LEAST_WEIGHT:
            return None, "too few telling words to find it without its Vietnamese"
        if match.score < LEAST_SCORE:
            return None, f"nothing in the translation is like it (best {match.score:.2f} of {LEAST_SCORE})"
        if match.margin < LEAST_MARGIN:
            return None, "several places of the translation are equally like it"
        return self._words(match), ""

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
        return Part(tuple(spans), match.score)


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
