"""Two files in, sentence pairs out: read, segment, align; then, where words leave doubt, translate and align
once more. Like `mt/pipeline.py` and `mt/batch`, it sees several stages.

    source ──read, segment──► sentences ─┐
                                         ├─ align ──► links ── translate what is in doubt, align ──► links
    target ──read, segment──► sentences ─┘
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mt.align import AlignOptions, align
from mt.align.bitext import Bitext
from mt.align.tokens import is_vietnamese
from mt.documents import paragraphs, read
from mt.documents.lines import LINE_END
from mt.documents.lines import lines as line_spans
from mt.errors import InputError
from mt.segment import segment, split
from mt.values import Alignment, Link
from mt.wording import counted

Translate = Callable[[Sequence[str]], list[str]]

#: A link that is less sure than this is in doubt, and so are its neighbours.
_DOUBT = 0.9
#: Below this `Alignment.parallel` no translation is asked for: the texts have nothing to do with each other.
_UNRELATED = 0.1


@dataclass(frozen=True, slots=True)
class AlignInput:
    """How two files become sentences.

    one_per_line: each line is a sentence, blank ones too. unwrap: join lines that were wrapped by hand.
    encoding: of all files, None to detect. translation: a file that has the source in the target's language,
    line for line. back_translation: one that has the target in the source's language.
    """

    one_per_line: bool = False
    unwrap: bool = False
    encoding: str | None = None
    translation: Path | None = None
    back_translation: Path | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """sentences: with line ends made spaces. rows: for each the line of the file that it begins in, from 0.
    lines: how many lines the file has. notes: what a user should know about the reading."""

    sentences: list[str]
    rows: list[int]
    lines: int
    notes: list[str]
    language: str


def align_files(
    source: Path,
    target: Path,
    how: AlignInput | None = None,
    options: AlignOptions | None = None,
    translate: Translate | None = None,
) -> tuple[Bitext, list[str]]:
    """Both files' sentences with their alignment, and notes for the user.

    translate: Vietnamese to English, asked for sentences in doubt, None for none. Raises InputError when a
    file cannot be read, or a translation has not as many lines as what it translates."""
    how, options = how or AlignInput(), options or AlignOptions()
    left, right = read_side(source, how), read_side(target, how)
    translation = _beside(how.translation, left, how)
    if how.back_translation is not None:
        options = replace(options, back_translation=_beside(how.back_translation, right, how))
    given = translation is not None or options.back_translation is not None
    found = align_texts(left.sentences, right.sentences, translation, options, None if given else translate)
    languages = (left.language, right.language)
    return Bitext(left.sentences, right.sentences, found, (str(source), str(target)), languages), [
        *left.notes,
        *right.notes,
    ]


def align_texts(
    source: Sequence[str],
    target: Sequence[str],
    translation: Sequence[str] | None = None,
    options: AlignOptions | None = None,
    translate: Translate | None = None,
) -> Alignment:
    """As `mt.align.align`; with `translate` (Vietnamese to English), what is in doubt is aligned once more
    with its translation beside it."""
    options = options or AlignOptions()
    first = align(source, target, translation, options)
    if translate is None or translation is not None or not options.translation or first.parallel < _UNRELATED:
        return first
    turned = is_vietnamese(target)
    if turned == is_vietnamese(source):
        return first
    doubted = in_doubt(first)
    side = 1 if turned else 0
    texts = (source, target)
    wanted = sorted({n for link in doubted for n in (link.target if turned else link.source)})
    if not wanted:
        return first
    known = dict(zip(wanted, translate([texts[side][n] for n in wanted]), strict=True))
    rendered = _rendered(first, known, texts[1 - side], turned)
    if turned:
        again = align(source, target, None, replace(options, back_translation=rendered))
    else:
        again = align(source, target, rendered, options)
    return _merged(first, again, doubted)


def in_doubt(found: Alignment) -> set[Link]:
    """Links that are not sure, and the two on each side of them."""
    unsure = [n for n, link in enumerate(found.links) if link.confidence < _DOUBT]
    last = len(found.links) - 1
    return {found.links[min(last, max(0, n + step))] for n in unsure for step in (-2, -1, 0, 1, 2)}


def _rendered(found: Alignment, known: dict[int, str], other: Sequence[str], turned: bool) -> list[str]:
    """A rendering for each sentence of one side: the translation where there is one; elsewhere what the first
    alignment, sure there, put beside it."""
    rendered: list[str] = []
    for link in found.links:
        mine, theirs = (link.target, link.source) if turned else (link.source, link.target)
        text = " ".join(other[n] for n in theirs)
        for place, n in enumerate(mine):
            rendered.append(known[n] if n in known else _share(text, place, len(mine)))
    return rendered


def _share(text: str, place: int, of: int) -> str:
    words = text.split()
    return " ".join(words[len(words) * place // of : len(words) * (place + 1) // of])


def _merged(first: Alignment, again: Alignment, doubted: set[Link]) -> Alignment:
    """The second alignment; a link that was sure and still stands keeps the confidence that it had: the
    second search saw it beside its own text."""
    sure = {(link.source, link.target): link.confidence for link in first.links if link not in doubted}
    links = tuple(
        replace(link, confidence=sure.get((link.source, link.target), link.confidence))
        for link in again.links
    )
    return Alignment(links, max(first.parallel, again.parallel))


def read_side(path: Path, how: AlignInput) -> Side:
    """The sentences of one file; its language, Vietnamese or English, is seen by its letters."""
    with read(path, how.encoding, unwrap=how.unwrap) as reading:
        documents = list(reading)
    notes = reading.source.notes()
    texts, rows, count = [], [], 0
    if how.one_per_line:
        for document in documents:
            for span in line_spans(document.text):
                texts.append(document.text[span.start : span.end])
        language = "vi" if is_vietnamese(texts) else "en"
        return Side(texts, list(range(len(texts))), len(texts), notes, language)
    language = (
        "vi" if is_vietnamese([part for document in documents for part in _sample(document.text)]) else "en"
    )
    for document in documents:
        for sentence in segment(document, paragraphs(document, how.unwrap), language):
            texts.append(LINE_END.sub(" ", sentence.text))
            rows.append(sentence.line - 1)
        count = document.line - 1 + sum(1 for _ in line_spans(document.text))
    return Side(texts, rows, count, notes, language)


def _sample(text: str) -> list[str]:
    """Pieces from all over a text."""
    return [text[at : at + 400] for at in range(0, len(text), max(400, len(text) // 100))]


def _beside(path: Path | None, side: Side, how: AlignInput) -> list[str] | None:
    """For each sentence of `side` its share of the translation in `path`, line for line."""
    if path is None:
        return None
    given = read_side(path, replace(how, one_per_line=True))
    if given.lines != side.lines:
        raise InputError(
            f"{path} has {counted(given.lines, 'line')}, and what it translates {side.lines:,}. Remedy: "
            "translate that file line for line, as mt translate does"
        )
    if how.one_per_line:
        return given.sentences
    wanted: dict[int, list[int]] = {}
    for place, row in enumerate(side.rows):
        wanted.setdefault(row, []).append(place)
    found = [""] * len(side.sentences)
    for row, places in wanted.items():
        for place, text in zip(
            places, _parts(given.sentences[row], len(places), given.language), strict=True
        ):
            found[place] = text
    return found


def _parts(text: str, count: int, language: str) -> list[str]:
    """`text` as `count` sentences: its own, or, when they are not that many, equal shares of its words."""
    if count == 1:
        return [text]
    own = [sentence for sentence in split(text, language) if sentence.strip()]
    return own if len(own) == count else [_share(text, place, count) for place in range(count)]
