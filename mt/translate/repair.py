"""Translate, check, and repair what the check finds: the loss-proof contract around an engine.

The ladder, all flagged sentences of a batch together on each rung:

1. "beam": what else the beam of the first decoding held; costs nothing.
2. "search": numbers and names masked where one was lost; else a narrow beam, nothing but dates and sums
   masked, and a ban on repetition where something repeats.
3. "protect": split around addresses, placeholders and tags, which then need no translation.
4. "clauses": split into clauses, translated one by one and joined.
5. "fallback": another engine.

A rung's answer stands only where its findings weigh less than those of every answer before it, so repair
never makes a sentence worse. What is left then: an address, hashtag or placeholder that no rung brought back
is appended in parentheses, since its place is unknown but its loss is final; a sentence without any
translation keeps its Vietnamese. Both stay flagged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mt.translate import clauses, protected
from mt.translate.base import Engine
from mt.translate.check import MISSING, check
from mt.translate.copied import Copied, misspelt
from mt.translate.glossary import Glossary
from mt.translate.guard import Guarded, prepare, restore, whole
from mt.values import Decoding, Flag, FlagKind, Hypothesis

#: What a finding weighs; what a reader would miss or be misled by most, most.
SEVERITY = {
    FlagKind.EMPTY: 100,
    FlagKind.COPIED: 12,
    FlagKind.REPETITION: 10,
    FlagKind.SHORT: 8,
    FlagKind.LONG: 6,
    FlagKind.NUMBER: 4,
    FlagKind.URL: 4,
    FlagKind.EMAIL: 4,
    FlagKind.PLACEHOLDER: 4,
    FlagKind.TAG: 4,
    # A guess from words alone: it must not outweigh what is counted.
    FlagKind.NEGATION: 3,
    FlagKind.EXCHANGED: 3,
    FlagKind.NAME: 3,
    FlagKind.HASHTAG: 3,
    FlagKind.UNKNOWN: 3,
    FlagKind.TERM: 3,
}
ITEM_KINDS = (FlagKind.URL, FlagKind.EMAIL, FlagKind.PLACEHOLDER, FlagKind.TAG, FlagKind.HASHTAG)
#: Shortest piece, in tokens, that the rung "clauses" makes: less has no context.
_LEAST_CLAUSE = 12
#: Of `Model.longest`: tokens to a pause from which on a text has too few, and of the pieces of such a text.
_BARE, _BARE_PIECE = 0.75, 0.625
_PAUSE = re.compile(r"[.!?…,;:–—][\"'”’)\]]*\s")


@dataclass(frozen=True, slots=True)
class Checked:
    """A translation and what the check says of it; fields as in `mt.values.Translation`."""

    target: str
    score: float | None
    flags: tuple[Flag, ...] = ()
    repair: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    """English of one sentence or piece, with the mean score and whether all decoding ended by itself.

    whole: every word of the glossary found its place. others: gives what else the beam held, restored as
    `text` is; nothing where several pieces were joined."""

    text: str
    score: float | None = None
    finished: bool = True
    whole: bool = True
    others: Callable[[], list[_Answer]] = list


Rung = Callable[[Sequence[str], Sequence[Checked]], "list[_Answer | None]"]


def translate_checked(
    engine: Engine,
    texts: Sequence[str],
    decoding: Decoding,
    fallback: Engine | None = None,
    glossary: Glossary | None = None,
) -> list[Checked]:
    """One Checked for each of `texts`, in the same order; each text is one sentence of any length.

    Every target is checked, and repaired where that helps. `fallback` is the engine of the last rung; its
    answer stands only where it has fewer findings. `glossary`: whose words are masked where the model copies
    masks. Raises what the engines raise."""
    first_found = _first(engine, texts, replace(decoding, others=decoding.beam - 1), glossary)
    best = [first_found[place] for place in range(len(texts))]
    rungs: list[tuple[str, Rung]] = [
        ("search", lambda texts, found: _search(engine, texts, found, decoding)),
        ("protect", lambda texts, found: _protect(engine, texts, found, decoding)),
        ("clauses", lambda texts, _: _clauses(engine, texts, decoding)),
    ]
    if fallback is not None:
        other = fallback
        rungs.append(("fallback", lambda texts, _: list(_translate(other, texts, decoding))))
    for name, rung in rungs:
        flagged = [place for place, checked in enumerate(best) if checked.flags]
        if not flagged:
            break
        tried = rung([texts[place] for place in flagged], [best[place] for place in flagged])
        for place, answer in zip(flagged, tried, strict=True):
            if answer is not None:
                candidate = _checked(texts[place], answer, name)
                best[place] = min(best[place], candidate, key=_severity)
    kept = [_kept(text, checked) for text, checked in zip(texts, best, strict=True)]
    if glossary is None or not glossary.exact:
        return kept
    return [_with_terms(text, checked, glossary) for text, checked in zip(texts, kept, strict=True)]


def _first(
    engine: Engine, texts: Sequence[str], decoding: Decoding, glossary: Glossary | None
) -> dict[int, Checked]:
    """By place: the first decoding, with rung 1. It is done again with the names masked where the model
    misspelt one, and stands if it has no more findings; and without words of the glossary where one found no
    place."""
    found: dict[int, Checked] = {}
    wanted = dict.fromkeys(range(len(texts)), Copied.FIRST)
    while wanted:
        again: dict[int, Copied] = {}
        for copied in dict.fromkeys(wanted.values()):
            places = [place for place, how in wanted.items() if how == copied]
            for at, given in _stream(engine, [texts[place] for place in places], decoding, copied, glossary):
                place, answer, how = places[at], _placed(given), copied
                if answer is None:
                    answer, how = given, how & ~Copied.TERMS
                if engine.model.mask and Copied.NAMES not in how and misspelt(texts[place], answer.text):
                    how |= Copied.NAMES
                if how != copied:
                    again[place] = how
                if how == copied or Copied.TERMS & copied == Copied.TERMS & how:
                    checked = _best_of_beam(texts[place], answer)
                    # min takes the first of equals: the newer.
                    found[place] = min([checked, found.get(place, checked)], key=_severity)
        wanted = again
    return found


def _placed(answer: _Answer) -> _Answer | None:
    """The answer, or what the beam held after it, in which every word of the glossary has its place."""
    if answer.whole:
        return answer
    rest = [other for other in answer.others() if other.whole]
    return replace(rest[0], others=lambda: rest[1:]) if rest else None


def _best_of_beam(text: str, answer: _Answer) -> Checked:
    """Rung 1: the answer, or where it is flagged, what the beam held that has fewer findings."""
    checked = _checked(text, answer, "")
    if not checked.flags:
        return checked
    # min takes the first of equals: the answer itself, then the better scored.
    others = (_checked(text, other, "beam") for other in answer.others() if other.whole)
    return min([checked, *others], key=_severity)


def _severity(checked: Checked) -> int:
    return sum(SEVERITY[flag.kind] for flag in checked.flags)


def _checked(text: str, answer: _Answer, rung: str) -> Checked:
    flags = check(text, answer.text)
    if not answer.finished and not any(flag.kind in (FlagKind.LONG, FlagKind.REPETITION) for flag in flags):
        flags = (*flags, Flag(FlagKind.LONG, "decoding ran into its length limit"))
    return Checked(answer.text, answer.score, flags, rung)


def _translate(
    engine: Engine, texts: Sequence[str], decoding: Decoding, copied: Copied = Copied.ALL
) -> list[_Answer]:
    """The English of each sentence, in order."""
    return _in_order(_stream(engine, texts, decoding, copied))


def _in_order(answers: Iterable[tuple[int, _Answer]]) -> list[_Answer]:
    return [answer for _, answer in sorted(answers, key=lambda pair: pair[0])]


def _stream(
    engine: Engine,
    texts: Sequence[str],
    decoding: Decoding,
    copied: Copied = Copied.ALL,
    glossary: Glossary | None = None,
) -> Iterator[tuple[int, _Answer]]:
    """Place and English of each sentence, as they come; guarded, and split where it is longer than the model
    reads well."""
    guarded = [prepare(text, engine.model, copied, glossary) for text in texts]
    plain = [one.text for one in guarded if not one.passthrough]
    sizes = iter(engine.count(plain) if plain else [])
    pieces = [[] if one.passthrough else _fitting(one.text, next(sizes), engine) for one in guarded]
    yield from _decoded(engine, guarded, pieces, decoding)


def _fitting(text: str, size: int, engine: Engine) -> list[str]:
    """`text`, of `size` tokens, in pieces that the model reads well: shorter ones where it has no marks, as
    speech has when it is written down."""
    limit = _limit(engine)
    if size > engine.model.longest * _BARE * (1 + len(_PAUSE.findall(text))) > 0:
        limit = max(1, int(limit * _BARE_PIECE))
    return [text] if size <= limit else clauses.split(text, engine.count, limit)


def _limit(engine: Engine) -> int:
    """Tokens that the model reads well at once."""
    return min(engine.max_source, engine.model.longest or engine.max_source)


def _decoded(
    engine: Engine, guarded: Sequence[Guarded], pieces: Sequence[Sequence[str]], decoding: Decoding
) -> Iterator[tuple[int, _Answer]]:
    """Place and answer of each of `guarded`, read by the engine in `pieces`, all in one batch."""
    stripped = [[piece.strip() for piece in group if piece.strip()] for group in pieces]
    places = [(place, part) for place, group in enumerate(stripped) for part in range(len(group))]
    found: list[dict[int, Hypothesis]] = [{} for _ in stripped]
    for place, group in enumerate(stripped):
        if not group:
            yield place, _answer(guarded[place], group, [])
    flat = [piece for group in stripped for piece in group]
    for index, hypothesis in engine.stream(flat, decoding) if flat else ():
        place, part = places[index]
        found[place][part] = hypothesis
        if len(found[place]) == len(stripped[place]):
            parts = [found[place][i] for i in range(len(stripped[place]))]
            yield place, _answer(guarded[place], stripped[place], parts)


def _answer(guarded: Guarded, pieces: Sequence[str], found: Sequence[Hypothesis]) -> _Answer:
    """The English of a sentence of which `found` are the pieces'."""
    if len(found) == 1:
        return _single(guarded, found[0])
    english = clauses.join(pieces, [h.text for h in found])
    finished = all(h.finished for h in found)
    return _Answer(restore(guarded, english), _mean(found), finished, whole(guarded, english))


def _single(guarded: Guarded, found: Hypothesis) -> _Answer:
    """The others are restored only when they are asked for: few sentences are flagged."""
    text = restore(guarded, found.text)
    return _Answer(
        text,
        found.score,
        found.finished,
        whole(guarded, found.text),
        lambda: [_single(guarded, other) for other in found.others],
    )


def _mean(hypotheses: Sequence[Hypothesis]) -> float | None:
    """The scores' mean over the words, None where no model ran."""
    if not hypotheses:
        return None
    weights = [1 + hypothesis.text.count(" ") for hypothesis in hypotheses]
    return sum(w * h.score for w, h in zip(weights, hypotheses, strict=True)) / sum(weights)


def _search(
    engine: Engine, texts: Sequence[str], found: Sequence[Checked], decoding: Decoding
) -> list[_Answer | None]:
    """Rung 2, by what the finding is. A mask cannot be misspelt. Repetition is forbidden only where the
    answer repeats: numbers and names may recur.

    The beam is narrower, not wider: the wider a beam, the more it favours answers that are too short
    (Stahlberg and Byrne 2019), and too short is what most answers are flagged for.
    """
    other = replace(decoding, beam=2 if decoding.beam > 2 else 4)
    strict = replace(other, no_repeat_ngram=3, repetition_penalty=max(1.2, decoding.repetition_penalty))
    ways = {
        "masked": (decoding, Copied.ALL),
        "other": (other, Copied.WRITTEN_OUT),
        "strict": (strict, Copied.WRITTEN_OUT),
    }

    def way(checked: Checked) -> str:
        if _repeats(checked):
            return "strict"
        lost = any(flag.kind in (FlagKind.NUMBER, FlagKind.NAME) for flag in checked.flags)
        return "masked" if lost and engine.model.mask else "other"

    chosen = [way(checked) for checked in found]
    answers: list[_Answer | None] = [None] * len(texts)
    for name, (setting, copied) in ways.items():
        places = [place for place, wanted in enumerate(chosen) if wanted == name]
        tried = _translate(engine, [texts[place] for place in places], setting, copied)
        for place, answer in zip(places, tried, strict=True):
            answers[place] = answer
    return answers


def _repeats(checked: Checked) -> bool:
    return any(flag.kind in (FlagKind.REPETITION, FlagKind.LONG) for flag in checked.flags)


def _protect(
    engine: Engine, texts: Sequence[str], found: Sequence[Checked], decoding: Decoding
) -> list[_Answer | None]:
    """Rung 3, for sentences with an item that did not come back: what lies between the items is translated,
    the items stay where they are."""
    answers: list[_Answer | None] = [None] * len(texts)
    places = [p for p, checked in enumerate(found) if any(f.kind in ITEM_KINDS for f in checked.flags)]
    places = [place for place in places if protected.find(texts[place])]
    cut = [_around(texts[place]) for place in places]
    stretches = [stretch for pieces in cut for stretch in pieces[::2]]
    english = iter(_translate(engine, stretches, decoding))
    for place, pieces in zip(places, cut, strict=True):
        parts = [next(english) for _ in pieces[::2]]
        if any(
            stretch.strip() and not part.text.strip()
            for stretch, part in zip(pieces[::2], parts, strict=True)
        ):
            continue
        text = parts[0].text
        for item, stretch, part in zip(pieces[1::2], pieces[2::2], parts[1:], strict=True):
            text += item + (_continued(part.text) if stretch.strip() else part.text)
        scores = [part.score for part in parts if part.score is not None]
        score = sum(scores) / len(scores) if scores else None
        answers[place] = _Answer(text, score, all(part.finished for part in parts))
    return answers


def _around(text: str) -> list[str]:
    """Stretches and items of `text` by turns, a stretch first and last; joined they are the text."""
    pieces, end = [], 0
    for item in protected.find(text):
        pieces += [text[end : item.start], item.text]
        end = item.end
    return [*pieces, text[end:]]


def _continued(english: str) -> str:
    """A stretch in the middle of a sentence, without the capital of a common opening word."""
    inner = english.lstrip()
    return english[: len(english) - len(inner)] + clauses.lowered(inner)


def _clauses(engine: Engine, texts: Sequence[str], decoding: Decoding) -> list[_Answer | None]:
    """Rung 4: pieces of half the sentence or less. A sentence of one short clause has no such answer."""
    guarded = [prepare(text, engine.model) for text in texts]
    sizes = engine.count([one.text for one in guarded])
    pieces = [
        clauses.split(one.text, engine.count, min(_limit(engine), max(_LEAST_CLAUSE, -(-size // 2))))
        if size > _LEAST_CLAUSE and not one.passthrough
        else []
        for one, size in zip(guarded, sizes, strict=True)
    ]
    cut = [place for place, group in enumerate(pieces) if len(group) > 1]
    tried = _in_order(
        _decoded(engine, [guarded[place] for place in cut], [pieces[place] for place in cut], decoding)
    )
    answers: list[_Answer | None] = [None] * len(texts)
    for place, answer in zip(cut, tried, strict=True):
        answers[place] = answer
    return answers


def _kept(text: str, checked: Checked) -> Checked:
    """`checked` with what no rung saved put where a reader finds it; its flags stay."""
    if any(flag.kind is FlagKind.EMPTY for flag in checked.flags):
        return replace(
            checked, target=text, flags=(*checked.flags, Flag(FlagKind.COPIED, "the source stands in"))
        )
    lost = [
        item.text
        for item in dict.fromkeys(protected.find(text))
        if item.kind is not FlagKind.TAG and item.text not in checked.target
    ]
    if not lost:
        return checked
    return replace(checked, target=f"{checked.target.rstrip()} ({' '.join(dict.fromkeys(lost))})")


def _with_terms(text: str, checked: Checked, glossary: Glossary) -> Checked:
    """`checked` with a finding for each word of the user's glossary whose English it has too few times."""
    items = protected.find(text)
    wanted = Counter(
        (found.entry.vietnamese, found.entry.english)
        for found in glossary.find(text, exact=True)
        if all(found.end <= item.start or item.end <= found.start for item in items)
    )
    lacking = tuple(
        Flag(FlagKind.TERM, f"“{english}” for “{vietnamese}”{MISSING}")
        for (vietnamese, english), times in wanted.items()
        if len(re.findall(rf"(?<!\w){re.escape(english)}", checked.target, re.IGNORECASE)) < times
    )
    return replace(checked, flags=(*checked.flags, *lacking)) if lacking else checked
