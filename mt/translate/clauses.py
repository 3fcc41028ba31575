"""A sentence too long for the model, cut where a reader would pause, and its English put together again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Count = Callable[[Sequence[str]], list[int]]

_ATOM = re.compile(r"\S+\s*|\s+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
_CLAUSE_END = re.compile(r"[;:][\"'”’»)\]]*\s*$")
_PAUSE = re.compile(r"(?:,[\"'”’»)\]]*|^[-–—]+|[)\]])\s*$")
# Words that open a clause: a cut before them leaves two readable pieces.
_OPENER_LIST = (
    "và nhưng mà hoặc hay vì bởi nên khi nếu để rằng thì do còn trong sau trước tuy song cùng với tại"
)
_OPENERS = frozenset(_OPENER_LIST.split())
# Openings of English that lose their capital inside a sentence; names keep theirs.
_LOWERED = re.compile(
    r"(?:The|A|An|And|But|Or|Because|So|When|If|To|That|Then|While|In|On|At|For|With|From|After|Before|Although"
    r"|As|By|He|She|It|They|We|You|This|These|Those|There|Which|Who|Of|Not|Also|However|According)\b"
)


def split(text: str, count: Count, limit: int) -> list[str]:
    """Pieces of `text`, each of at most `limit` tokens as `count` counts; joined they are `text` exactly.

    Cuts fall after sentences, after clauses, at commas, before conjunctions, at spaces, and within words only
    when a word alone is too long; a single character is never cut, whatever it counts. Pieces are of
    similar length. Calls `count` on batches; time is near-linear in the length of the text.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}; at least 1 token is needed")
    if not text or count([text])[0] <= limit:
        return [text] if text else []
    atoms = _atoms(text, count, limit)
    sizes = count([atom.strip() or atom for atom in atoms])
    return _fitted(_packed(atoms, sizes, limit), count, limit)


def join(sources: Sequence[str], targets: Sequence[str]) -> str:
    """One sentence of the `targets`, the English of the pieces `sources`: without the stops and capitals that
    a model gives to pieces within a sentence."""
    joined: list[str] = []
    for place, (source, target) in enumerate(zip(sources, targets, strict=True)):
        piece = target.strip()
        if not piece:
            continue
        if joined and not _SENTENCE_END.search(sources[place - 1]):
            piece = lowered(piece)
        if place + 1 < len(sources) and not _SENTENCE_END.search(source):
            mark = source.rstrip()[-1:]
            piece = re.sub(r"(?<![.])[.]$", "", piece)
            piece += mark if mark in ",;:" and piece[-1:] not in ",;:" else ""
        joined.append(piece)
    return " ".join(joined)


def lowered(english: str) -> str:
    """`english` without the capital of its first word, when that is a common word that opens sentences."""
    return english[0].lower() + english[1:] if _LOWERED.match(english) else english


def _atoms(text: str, count: Count, limit: int) -> list[str]:
    """Words with the spaces behind them; words of more than `limit` tokens in halves of halves."""
    atoms = _ATOM.findall(text)
    # Blanks in front and a very long run of blanks are atoms of their own and cost what they count.
    sizes = count([atom.strip() or atom for atom in atoms])
    if max(sizes) <= limit:
        return atoms
    pieces: list[str] = []
    for atom, size in zip(atoms, sizes, strict=True):
        # A first cut by the mean keeps the number of rounds small.
        step = max(1, len(atom) * limit // (size + 1)) if size > limit else len(atom)
        pieces += [atom[at : at + step] for at in range(0, len(atom), step)]
    while True:
        sizes = count(pieces)
        if all(size <= limit or len(piece) == 1 for piece, size in zip(pieces, sizes, strict=True)):
            return pieces
        halved: list[str] = []
        for piece, size in zip(pieces, sizes, strict=True):
            middle = len(piece) // 2
            halved += [piece[:middle], piece[middle:]] if size > limit and middle else [piece]
        pieces = halved


def _packed(atoms: list[str], sizes: list[int], limit: int) -> list[str]:
    """Atoms put together to pieces of at most `limit` tokens, as even as good places to cut allow."""
    total = sum(sizes)
    even = -(-total // -(-total // limit))
    budget = min(limit, even + even // 4)
    ranks = [_rank(atom, after) for atom, after in zip(atoms, [*atoms[1:], ""], strict=True)]
    pieces, start = [], 0
    while start < len(atoms):
        end, used, best, best_rank = start, 0, start, -1
        while end < len(atoms) and (used + sizes[end] <= budget or end == start):
            used += sizes[end]
            end += 1
            # Short pieces lose their context: a cut in the first 40 % is no choice.
            if used >= 0.4 * budget and ranks[end - 1] >= best_rank:
                best, best_rank = end, ranks[end - 1]
        stop = end if end == len(atoms) or best == start else best
        pieces.append("".join(atoms[start:stop]))
        start = stop
    return pieces


def _rank(atom: str, following: str) -> int:
    """How good a place to cut is behind `atom`: 5 behind a sentence, 0 within a word."""
    if not atom[-1:].isspace():
        return 0
    if _SENTENCE_END.search(atom):
        return 5
    if _CLAUSE_END.search(atom):
        return 4
    if _PAUSE.search(atom):
        return 3
    return 2 if following.strip().lower() in _OPENERS else 1


def _fitted(pieces: list[str], count: Count, limit: int) -> list[str]:
    """`pieces`, those cut again that together count more than their words did."""
    sizes = count(pieces)
    fitted: list[str] = []
    for piece, size in zip(pieces, sizes, strict=True):
        if size <= limit or len(piece) == 1:
            fitted.append(piece)
            continue
        atoms = _ATOM.findall(piece)
        middle = len("".join(atoms[: len(atoms) // 2])) or len(piece) // 2
        fitted += _fitted([piece[:middle], piece[middle:]], count, limit)
    return fitted
