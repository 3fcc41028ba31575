"""Texts whose segments are not given: --realign finds them by alignment, --snippets by reference snippets."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mt.errors import InputError, UsageError
from mt.evaluate.options import Names
from mt.values import Alignment, Coverage, Document, ReferenceSet, System

if TYPE_CHECKING:
    from mt.evaluate.snippets import Located, Snippet

Say = Callable[[str], None]
#: Source and target sentences of a text, place by place.
Pairs = tuple[list[str], list[str]]


def sentences_by_line(lines: Sequence[str], language: str) -> list[list[str]]:
    """The sentences of each line."""
    from mt.segment import segment

    found: list[list[str]] = [[] for _ in lines]
    for sentence in segment(Document("\n".join(lines)), None, language):
        found[sentence.line - 1].append(sentence.text)
    return found


def realigned(
    reference_set: ReferenceSet, systems: Sequence[System], say: Say
) -> tuple[ReferenceSet, tuple[System, ...]]:
    """Both in segments that an alignment of their sentences finds; sources are left out."""
    from mt.evaluate.realigning import realign

    def sentences(lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for each in sentences_by_line(lines, "en") for text in each)

    split = replace(reference_set, references=tuple(sentences(each) for each in reference_set.references))
    texts = [replace(system, hypotheses=sentences(system.hypotheses)) for system in systems]
    found = realign(split, texts, _align)
    for note in found.notes:
        say(note)
    if reference_set.sources:
        say("--realign: the source has other lines, so findings are against the references only")
    return found.reference_set, found.systems


def _align(source: Sequence[str], target: Sequence[str]) -> Alignment:
    """English with English: the source is its own translation."""
    from mt.align import align

    return align(source, target, translation=source)


def pairs_of_lines(sources: Sequence[str], hypotheses: Sequence[str], name: str) -> Pairs:
    """Sentences of two texts that go together line by line; a line whose two sides have not as many sentences
    stays whole. Without sources, the sentences of the translation alone."""
    split = sentences_by_line(hypotheses, "en")
    if not sources:
        targets = [text for each in split for text in each]
        return [""] * len(targets), targets
    if len(sources) != len(hypotheses):
        raise InputError(
            f"{name} has {len(hypotheses):,} lines, its source {len(sources):,}; --snippets needs them "
            "line for line. Leave --src out, and snippets are found by their English"
        )
    found: Pairs = ([], [])
    for source, parts, hypothesis, targets in zip(
        sources, sentences_by_line(sources, "vi"), hypotheses, split, strict=True
    ):
        alike = len(parts) == len(targets)
        found[0].extend(parts if alike else [source])
        found[1].extend(targets if alike else [hypothesis])
    return found


def scored_snippets(
    arguments: argparse.Namespace, text: str, translations: Sequence[tuple[System, Pairs]], say: Say
) -> tuple[ReferenceSet, tuple[System, ...], Coverage, Names]:
    """The snippets of the decoded file `text` that are located in every translation, as segments."""
    from mt.evaluate.snippets import locate, read, references_of

    snippets = read(text, arguments.snippets)
    located = [locate(snippets, sources, targets, _align) for _, (sources, targets) in translations]
    for (system, _), each in zip(translations, located, strict=True):
        for note in each.notes:
            say(f"{system.name}: {note}")
    common = [at for at in range(len(snippets)) if all(each.parts[at] is not None for each in located)]
    if not common:
        raise InputError(
            f"{arguments.snippets}: none of {len(snippets):,} snippets was located. Is it of this text?"
        )
    coverage = _coverage(snippets, translations, located, len(common))
    systems = [
        replace(system, hypotheses=_texts(each, common))
        for (system, _), each in zip(translations, located, strict=True)
    ]
    references = references_of([snippets[at] for at in common])
    return references, tuple(systems), coverage, Names((arguments.snippets,))


def _texts(located: Located, common: Sequence[int]) -> tuple[str, ...]:
    """What stands for each snippet of `common`; a located one has its place among those that were found."""
    places = [at for at, part in enumerate(located.parts) if part is not None]
    by_snippet = dict(zip(places, located.system.hypotheses, strict=True))
    return tuple(by_snippet[at] for at in common)


def _coverage(
    snippets: Sequence[Snippet],
    translations: Sequence[tuple[System, Pairs]],
    located: Sequence[Located],
    common: int,
) -> Coverage:
    """Of several translations the least covered one's share, and what is missing in any."""
    missing: dict[str, tuple[str, str, str]] = {}
    for (system, _), each in zip(translations, located, strict=True):
        for place, text, why in each.coverage.missing:
            missing.setdefault(place, (place, text, why if len(located) == 1 else f"{system.name}: {why}"))
    characters = min(each.coverage.characters for each in located)
    return Coverage(len(snippets), common, characters, tuple(missing.values()))


def check_texts(arguments: argparse.Namespace) -> None:
    """Raises UsageError for options that do not go together."""
    if arguments.snippets and (arguments.ref or arguments.set or arguments.docs or arguments.realign):
        raise UsageError("--snippets brings the references. Leave --ref, --set, --docs and --realign out")
    if arguments.realign and (arguments.docs or arguments.comet):
        raise UsageError("--realign makes segments of its own. Leave --docs and --comet out")
