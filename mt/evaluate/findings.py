"""What a score does not say, segment by segment: what of the references does not come back.

Everything is counted on the text, without a model. With several references a finding stands only if each
of them supports it: one reference that agrees with the hypothesis is enough. Shares and precision on real
systems are in eval/LOG.md.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from mt.evaluate import english, numbers
from mt.values import Flag, FlagKind

#: Below this share of the shortest reference's characters something is left out.
SHORT = 0.6
#: Above this multiple of the longest reference's characters (and 20 more) something is added.
LONG = 1.8
#: So many content words at one end of the reference, and none of them in the hypothesis ...
END_WORDS = 5
#: ... while the hypothesis has less than this share of the reference's characters.
END_SHORT = 0.85
#: A phrase of so many words, this often in a row.
_IN_A_ROW = ((1, 4), (2, 3), (3, 2), (4, 2), (5, 2), (6, 2), (7, 2), (8, 2))
_VIETNAMESE = re.compile(r"[ăđĩũơưạ-ỹ]|[àáâãèéêìíòóôõùúý](?![a-zà-ỹ]*(?:tion|que|esse)\b)")
# Words of lower-case letters, at least one of them accented, one after the other.
_STRETCH = re.compile(
    r"(?<![^\W_])[a-zà-ỹđ]*[à-ỹđ][a-zà-ỹđ]*(?:[ ,]{1,2}[a-zà-ỹđ]*[à-ỹđ][a-zà-ỹđ]*)+(?![^\W_])"
)
_TAG = re.compile(r"<[^<>]{1,200}>")
_STOP = re.compile(r"[.!?…](?=\s|$)")
_SOURCE_NEGATION = re.compile(
    r"\b(?:không|chưa|chẳng|chả|đừng|chớ|khỏi|thiếu|hết|mất|nỗi|đâu|cấm|vô|phi|bất|kém|khó|hiếm|ít)\b",
    re.IGNORECASE,
)
#: Kinds that say the same: the first found stands.
_SAME = {
    FlagKind.OMISSION: (FlagKind.SHORT, FlagKind.EMPTY),
    FlagKind.EMAIL: (FlagKind.URL,),
    FlagKind.LONG: (FlagKind.REPETITION,),
}

Check = Callable[[str, str], tuple[Flag, ...]]


def find(source: str, hypothesis: str, references: Sequence[str], check: Check | None) -> tuple[Flag, ...]:
    """The findings on one segment: those of `check` on source and hypothesis, where there is a source, then
    those against the references, of kinds that are not there yet.

    source: "" when unknown. references: at least one; empty ones are passed over.
    """
    flags = list(check(source, hypothesis)) if source and check else []
    wanted = [reference for reference in references if reference.strip()]
    if not wanted:
        return tuple(flags)
    if not english.WORD.search(hypothesis):
        return tuple(flags) or (Flag(FlagKind.EMPTY, "no translation"),)
    kinds = {flag.kind for flag in flags}
    for flag in _against(source, hypothesis, wanted, bool(source and check)):
        if flag.kind not in kinds and not kinds.intersection(_SAME.get(flag.kind, ())):
            flags.append(flag)
    return tuple(flags)


def _against(source: str, hypothesis: str, references: Sequence[str], checked: bool) -> Iterator[Flag]:
    """checked: repetitions were compared with the source's, which tells more than the references'."""
    if "&" in hypothesis:  # "don&#39;t": the check against the source flags it
        hypothesis = html.unescape(hypothesis)
    words = english.Words(hypothesis)
    yield from _untranslated(hypothesis, references)
    if not checked:
        yield from _repetition(hypothesis, references)
    yield from _length(hypothesis, references, words)
    lost = min((numbers.missing(reference, hypothesis) for reference in references), key=len)
    yield from (Flag(FlagKind.NUMBER, f"{number} is missing") for number in lost)
    lost = min((_lost_addresses(reference, hypothesis) for reference in references), key=len)
    yield from (
        Flag(FlagKind.EMAIL if "@" in item else FlagKind.URL, f"{item[:80]} is missing") for item in lost
    )
    lost = min((_lost_names(reference, words) for reference in references), key=len)
    yield from (Flag(FlagKind.NAME, f"{name} is missing") for name in lost)
    yield from _negation(source, hypothesis, references)


def _lost_addresses(reference: str, hypothesis: str) -> list[str]:
    given = hypothesis.lower()
    return [item for item in english.addresses(reference) if item.lower() not in given]


def _lost_names(reference: str, words: english.Words) -> list[str]:
    lost = {" ".join(name): None for name in english.names(reference) if not words.has_name(name)}
    return list(lost)


def _untranslated(hypothesis: str, references: Sequence[str]) -> Iterator[Flag]:
    if hypothesis.isascii():
        return
    for match in _STRETCH.finditer(hypothesis):
        if sum(1 for word in match[0].split() if _VIETNAMESE.search(word)) >= 2 and not any(
            match[0] in reference for reference in references
        ):
            yield Flag(FlagKind.COPIED, match[0][:60])
            return


def _repetition(hypothesis: str, references: Sequence[str]) -> Iterator[Flag]:
    # A sign for the end of a sentence, so that "... the cell. The cell ..." is none; tags are no words.
    words = english.WORD.findall(_STOP.sub(" 0stop ", _TAG.sub(" ", hypothesis.lower())))
    # Every repetition looked for says some two words twice; many sentences do not.
    if len(set(pairwise(words))) == len(words) - 1:
        return
    known = [f" {' '.join(english.WORD.findall(reference.lower()))} " for reference in references]
    phrase, times = _repeated(words)
    if times and not any(f" {phrase} {phrase} " in text or text.count(phrase) >= times for text in known):
        yield Flag(FlagKind.REPETITION, f"“{phrase[:60]}” {times} times")


def _repeated(words: Sequence[str]) -> tuple[str, int]:
    """The first phrase said too often in a row, or four words three times anywhere; ("", 0) when none is."""
    for size, least in _IN_A_ROW:
        run = 0
        for at in range(size, len(words)):
            run = run + 1 if words[at] == words[at - size] else 0
            if run >= size * (least - 1):
                return " ".join(words[at - size + 1 : at + 1]), least
    fours = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    four, times = max(fours.items(), key=lambda item: item[1], default=((), 0))
    return (" ".join(four), times) if times >= 3 else ("", 0)


def _length(hypothesis: str, references: Sequence[str], words: english.Words) -> Iterator[Flag]:
    sizes = [len(reference) for reference in references]
    size, least, most = len(hypothesis), min(sizes), max(sizes)
    if least >= 20 and size < SHORT * least:
        yield Flag(FlagKind.OMISSION, f"{size} characters for {least} of the reference")
        return
    if size > LONG * most + 20:
        yield Flag(FlagKind.LONG, f"{size} characters for {most} of the reference")
    if size >= END_SHORT * least:
        return
    lost = [_lost_end(reference, words) for reference in references]
    if all(lost):
        yield Flag(FlagKind.OMISSION, lost[0])


def _lost_end(reference: str, words: english.Words) -> str:
    """The end of the reference of which no content word is in the hypothesis, "" when there is none."""
    content = english.content_words(reference)
    if len(content) < 2 * END_WORDS:
        return ""
    there = [words.has(word) for word in content]
    for place, run in (("begins", there), ("ends", there[::-1])):
        size = run.index(True) if True in run else len(run)
        if size >= END_WORDS and sum(run[size:]) >= 0.4 * (len(run) - size):
            lost = content[:size] if place == "begins" else content[-size:]
            return (
                f"the reference {place} “{' … '.join((lost[0], lost[-1]))}”, {size} content words are missing"
            )
    return ""


def _negation(source: str, hypothesis: str, references: Sequence[str]) -> Iterator[Flag]:
    strong = [english.negation(reference) for reference in references]
    if all(strong):
        in_source = not source or _SOURCE_NEGATION.search(source)
        if in_source and not english.may_negate(hypothesis):
            yield Flag(FlagKind.NEGATION, f"“{strong[0]}” of the reference has no counterpart")
    elif source and not any(strong) and not _SOURCE_NEGATION.search(source):
        # Without the source an added "not" cannot be told from another wording ("not suitable", "deficient").
        extra = english.negation(hypothesis)
        if extra and not any(english.may_negate(reference) for reference in references):
            yield Flag(FlagKind.NEGATION, f"“{extra}” is not in the reference")
