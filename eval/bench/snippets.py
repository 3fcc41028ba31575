"""How well reference snippets are found again, and what it does to the score.

    nice python eval/bench/snippets.py [--data DIR] [--output FILE] [--model NAME]

References are cut into snippets (whole lines, several lines, parts of a line, with small edits), mixed with
lines from elsewhere, shuffled and given to `mt.evaluate.snippets.locate` without their places. A found
snippet is right when it covers exactly the lines that it was cut from. Then the score over found snippets is
compared with the score of the same snippets at their known places, and, for parts of lines, the score of all
parts with that of the whole lines. Hypotheses: real systems on flores200-dev; `--model` translates the
other sets.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics import BLEU, CHRF

ROOT = Path(__file__).resolve().parents[2]
# This checkout, whatever is installed.
sys.path.insert(0, str(ROOT))

from mt.evaluate import cutting
from mt.evaluate.snippets import Located, Snippet, locate
from result_files import save, versions

SYSTEMS = ("google", "microsoft", "mozilla-tiny", "nllb-600m", "opus-mt")
OTHERS = ("iwslt15-tst2012", "vlsp2020-news-dev", "tatoeba-laser-1000")
#: Lines of a document: an article, and a whole set in which similar lines are many.
SIZES = (25, 900)
PUNCTUATION = re.compile(r"[,;:](?=\s)")


@dataclass(frozen=True)
class Case:
    """A snippet with its truth: kind, and the lines it was cut from (() when it is from elsewhere)."""

    kind: str
    snippet: Snippet
    lines: tuple[int, ...]


def halves(source: str, reference: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Both texts cut at the same one of equally many commas, colons and semicolons, in places alike."""
    ours, theirs = list(PUNCTUATION.finditer(source)), list(PUNCTUATION.finditer(reference))
    if not ours or [m[0] for m in ours] != [m[0] for m in theirs]:
        return None
    middle = min(range(len(ours)), key=lambda at: abs(ours[at].end() / len(source) - 0.5))
    cut, mark = ours[middle].end(), theirs[middle].end()
    if abs(cut / len(source) - mark / len(reference)) > 0.1 or not 0.2 < cut / len(source) < 0.8:
        return None
    first = source[:cut].strip(), reference[:mark].strip()
    return first, (source[cut:].strip(), reference[mark:].strip())


def edited(text: str, rng: random.Random) -> str:
    """Small edits as people make them: case, punctuation, white space, a word lost, changed or misspelt."""
    words = text.split()
    for _ in range(1 + len(words) // 12):
        at = rng.randrange(len(words))
        change = rng.choice(("lose", "case", "swap letters", "double space", "punctuation"))
        if change == "lose" and len(words) > 5:
            del words[at]
        elif change == "case":
            words[at] = words[at].swapcase()
        elif change == "swap letters" and len(words[at]) > 3:
            words[at] = words[at][0] + words[at][2] + words[at][1] + words[at][3:]
        elif change == "double space":
            words[at] += " "
        else:
            words[at] = words[at].strip(',.;:"“”') or words[at]
    return " ".join(words)


def cut(
    pairs: Sequence[tuple[str, str]],
    elsewhere: Sequence[tuple[str, str]],
    rng: random.Random,
    shuffled: bool,
) -> list[Case]:
    """Snippets of a document of `pairs`, a fifth of them from `elsewhere`; shuffled, or in the text's
    order."""
    cases: list[Case] = []

    def add(kind: str, source: str, reference: str, lines: Sequence[int]) -> None:
        cases.append(Case(kind, Snippet(kind, source, (reference,)), tuple(lines)))

    at = 0
    while at < len(pairs):
        source, reference = pairs[at]
        kind = rng.choice(("whole", "several", "part", "part", "edited", "none"))
        parts = halves(source, reference)
        if kind == "several" and at + 3 <= len(pairs):
            size = rng.choice((2, 3))
            joined = pairs[at : at + size]
            add(kind, " ".join(s for s, _ in joined), " ".join(r for _, r in joined), range(at, at + size))
            at += size - 1
        elif kind == "part" and parts:
            add(kind, *rng.choice(parts), [at])
        elif kind == "edited":
            add(kind, edited(source, rng), edited(reference, rng), [at])
        elif kind == "whole":
            add(kind, source, reference, [at])
        at += 1
    for source, reference in rng.sample(list(elsewhere), min(len(elsewhere), max(1, len(cases) // 4))):
        cases.insert(
            rng.randrange(len(cases) + 1), Case("elsewhere", Snippet("elsewhere", source, (reference,)), ())
        )
    if shuffled:
        rng.shuffle(cases)
    return cases


def lines_of(located: Located) -> list[tuple[int, ...]]:
    return [tuple(n for n, _ in part.spans) if part else () for part in located.parts]


def documents(count: int, size: int, rng: random.Random) -> list[list[int]]:
    starts = list(range(0, count - size + 1, size))
    rng.shuffle(starts)
    return [list(range(start, start + size)) for start in starts[:20]]


def score(hypotheses: list[str], references: list[str]) -> dict[str, float]:
    if not hypotheses:
        return {"BLEU": 0.0, "chrF2": 0.0}
    return {
        "BLEU": round(BLEU().corpus_score(hypotheses, [references]).score, 2),
        "chrF2": round(CHRF().corpus_score(hypotheses, [references]).score, 2),
    }


def found_again(
    pairs: list[tuple[str, str]], hypotheses: list[str], size: int, with_source: bool, shuffled: bool
) -> dict[str, object]:
    """Precision and recall over up to 20 documents of `size` lines, and scores."""
    rng = random.Random(f"{size}")
    counts: dict[str, list[int]] = {}
    located_texts: list[str] = []
    known_texts: list[str] = []
    all_known: list[tuple[str, str]] = []
    references: list[str] = []
    seconds = 0.0
    for document in documents(len(pairs), size, rng):
        inside = set(document)
        elsewhere = [
            pair
            for at, pair in enumerate(pairs)
            if at not in inside and pair not in {pairs[each] for each in document}
        ]
        cases = cut([pairs[at] for at in document], elsewhere, rng, shuffled)
        snippets = [
            case.snippet if with_source else Snippet(case.kind, "", case.snippet.references) for case in cases
        ]
        theirs = [hypotheses[at] for at in document]
        started = time.process_time()
        located = locate(snippets, [pairs[at][0] for at in document], theirs, None)
        seconds += time.process_time() - started
        texts = iter(located.system.hypotheses)
        for case, lines in zip(cases, lines_of(located), strict=True):
            right = counts.setdefault(case.kind, [0, 0, 0, 0])
            right[0] += 1
            right[1] += bool(lines)
            right[2] += lines == case.lines
            right[3] += bool(set(lines) & set(case.lines))
            text = next(texts) if lines else ""
            if case.kind not in ("part", "elsewhere"):
                known = " ".join(theirs[at] for at in case.lines)
                all_known.append((known, case.snippet.references[0]))
                if lines:
                    located_texts.append(text)
                    known_texts.append(known)
                    references.append(case.snippet.references[0])
    there = [counts[kind] for kind in counts if kind != "elsewhere"]
    present, right = sum(c[0] for c in there), sum(c[2] for c in there)
    found = sum(c[1] for c in counts.values())
    return {
        "snippets": sum(c[0] for c in counts.values()),
        "precision": round(100 * right / max(1, found), 2),
        "recall": round(100 * right / max(1, present), 2),
        "precision_overlap": round(100 * sum(c[3] for c in there) / max(1, found), 2),
        "by_kind": {
            kind: {"snippets": c[0], "found": c[1], "right": c[2]} for kind, c in sorted(counts.items())
        },
        "score_located": score(located_texts, references),
        "score_known_places": score(known_texts, references),
        "score_known_places_all_present": score([h for h, _ in all_known], [r for _, r in all_known]),
        "snippets_per_second": round(sum(c[0] for c in counts.values()) / seconds),
    }


Cut = Callable[[str, int, int, str, str], tuple[int, int]]


def ours(source: str, start: int, end: int, hypothesis: str, _: str) -> tuple[int, int]:
    return cutting.part(source, start, end, hypothesis)


def in_proportion(source: str, start: int, end: int, hypothesis: str, _: str) -> tuple[int, int]:
    """The nearest word boundaries, nothing else."""
    bounds = [0, *(m.end() for m in re.finditer(r"\s+", hypothesis)), len(hypothesis)]
    return tuple(
        min(bounds, key=lambda b: abs(b - at / len(source) * len(hypothesis))) for at in (start, end)
    )  # type: ignore[return-value]


def best_score(_: str, start: int, __: int, hypothesis: str, reference: str) -> tuple[int, int]:
    """What not to do: the cut at which the part scores best against its reference."""
    bounds = [m.end() for m in re.finditer(r"\s+", hypothesis)]
    if not bounds:
        return 0, len(hypothesis)
    chrf = CHRF()
    spans = [(0, b) for b in bounds] if start == 0 else [(b, len(hypothesis)) for b in bounds]
    return max(spans, key=lambda s: chrf.sentence_score(hypothesis[s[0] : s[1]], [reference]).score)


def known_cut(source: str, reference: str, hypothesis: str) -> int | None:
    """Where the hypothesis is cut, for certain: at the same one of the same commas as the source."""
    ours, theirs = list(PUNCTUATION.finditer(source)), list(PUNCTUATION.finditer(hypothesis))
    both = halves(source, reference)
    if not both or [m[0] for m in ours] != [m[0] for m in theirs]:
        return None
    place = next(at for at, mark in enumerate(ours) if mark.end() == len(both[0][0]))
    return theirs[place].end()


def parts_bias(
    pairs: list[tuple[str, str]], hypotheses: list[str], ways: dict[str, Cut]
) -> dict[str, object]:
    """All halves of lines that can be cut, scored one by one, by way of cutting: of all such lines, and of
    those whose hypothesis has the same commas, so that the right cut is known."""
    lines = [
        (s, r, h, both, known_cut(s, r, h))
        for (s, r), h in zip(pairs, hypotheses, strict=True)
        if h and (both := halves(s, r))
    ]
    result: dict[str, object] = {}
    for name, chosen in (("all", lines), ("cut known", [line for line in lines if line[4] is not None])):
        scores: dict[str, object] = {"lines": len(chosen)}
        scores["whole lines"] = score([line[2] for line in chosen], [line[1] for line in chosen])
        references = [reference for line in chosen for _, reference in line[3]]
        if name == "cut known":
            texts = [text for line in chosen for text in (line[2][: line[4]], line[2][line[4] :].strip())]
            scores["known cut"] = score(texts, references)
        for way, cut in ways.items():
            texts = [text for line in chosen for text in _cut(line[0], line[2], line[3], cut)]
            scores[way] = score(texts, references)
        result[name] = scores
    return result


def _cut(
    source: str, hypothesis: str, both: tuple[tuple[str, str], tuple[str, str]], way: Cut
) -> Iterator[str]:
    for piece, reference in both:
        start = source.index(piece)
        first, last = way(source, start, start + len(piece), hypothesis, reference)
        yield hypothesis[first:last].strip()


def english_parts(pairs: list[tuple[str, str]], hypotheses: list[str]) -> dict[str, object]:
    """Halves of lines whose right cut is known, looked for without Vietnamese in documents of 100 lines: how
    many are found in their line, and their score against that of the known cut."""
    count, texts, known, references = 0, [], [], []
    for first in range(0, len(pairs) - 99, 100):
        places = [at for at in range(first, first + 100) if known_cut(*pairs[at], hypotheses[at]) is not None]
        halved = [(at, side) for at in places for side in (0, 1)]
        snippets = []
        for at, side in halved:
            both = halves(*pairs[at])
            assert both
            snippets.append(Snippet("", "", (both[side][1],)))
        page = slice(first, first + 100)
        located = locate(snippets, [pair[0] for pair in pairs[page]], hypotheses[page], None)
        found = iter(located.system.hypotheses)
        for (at, side), snippet, part in zip(halved, snippets, located.parts, strict=True):
            count += 1
            text = next(found) if part else ""
            if part and [number for number, _ in part.spans] == [at - first]:
                cut = known_cut(*pairs[at], hypotheses[at]) or 0
                known.append((hypotheses[at][cut:] if side else hypotheses[at][:cut]).strip())
                texts.append(text)
                references.append(snippet.references[0])
    same = sum(a == b for a, b in zip(texts, known, strict=True))
    return {
        "halves": count,
        "found_in_their_line": len(texts),
        "same_text_as_known_cut": same,
        "located": score(texts, references),
        "known cut": score(known, references),
    }


def control(pairs: list[tuple[str, str]]) -> dict[str, float]:
    """Cuts of the references themselves: their right place is known. Share cut at the very word."""
    right = off = total = 0
    for source, reference in pairs:
        both = halves(source, reference)
        if both:
            _, last = cutting.part(source, 0, len(both[0][0]), reference)
            right += last == len(both[0][1])
            off += abs(last - len(both[0][1]))
            total += 1
    return {
        "lines": total,
        "same_place_percent": round(100 * right / total, 1),
        "mean_characters_off": round(off / total, 1),
    }


def read(data: Path, model: str) -> dict[str, tuple[list[tuple[str, str]], list[str]]]:
    sets = {}
    for name in ("flores200-dev", *OTHERS):
        rows = (data / "test" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        sets[name] = [(vi, en) for vi, en in (row.split("\t") for row in rows)]
    result = {}
    flores = sets["flores200-dev"]
    for system in SYSTEMS:
        lines = (data / "rivals" / f"flores200-dev.{system}.en").read_text(encoding="utf-8").split("\n")
        result[f"flores200-dev {system}"] = (flores, [html.unescape(line) for line in lines[: len(flores)]])
    if model:
        import mt

        translator = mt.load(model)
        for name in OTHERS:
            pairs = sets[name][:1000]
            text = translator.translate("\n".join(vi for vi, _ in pairs) + "\n")
            result[f"{name} {model}"] = (pairs, text.split("\n")[: len(pairs)])
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("MT_DATA", ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default), help="folder with test/ and rivals/")
    parser.add_argument("--output", type=Path, default=ROOT / "eval" / "results" / "snippets.json")
    parser.add_argument(
        "--model", default="bundled", help="translates the sets that no rival translated; '' for none"
    )
    parser.add_argument(
        "--fast", action="store_true", help="without the cut for the best score, which is slow"
    )
    options = parser.parse_args()
    sets = read(options.data, options.model)
    ways: dict[str, Cut] = {"mt": ours, "in proportion only": in_proportion}
    if not options.fast:
        ways["cut for the best score"] = best_score
    text = "\n".join(
        f"{s}\t{r}\t{h}" for pairs, hyps in sets.values() for (s, r), h in zip(pairs, hyps, strict=True)
    )
    result: dict[str, object] = {
        "settings": {
            "documents": list(SIZES),
            "data_sha256": hashlib.sha256(text.encode()).hexdigest(),
            **versions("sacrebleu"),
        },
    }
    for name, (pairs, hypotheses) in sets.items():
        rows: dict[str, object] = {}
        for size in SIZES:
            for what, with_source, shuffled in (
                ("with Vietnamese", True, True),
                ("English only", False, True),
                ("English only, in order", False, False),
            ):
                row = found_again(pairs, hypotheses, size, with_source, shuffled)
                key = f"{size} lines, {what}"
                rows[key] = row
                print(
                    f"{name} {key} P {row['precision']:6} R {row['recall']:6} {row['by_kind']}"
                    f" {row['score_located']} known {row['score_known_places']},"
                    f" {row['snippets_per_second']}/s"
                )
        rows["parts"] = parts_bias(pairs, hypotheses, ways)
        rows["parts, English only"] = english_parts(pairs, hypotheses)
        print(name, rows["parts"], rows["parts, English only"])
        result[name] = rows
    result["cutting the references"] = {
        name: control(pairs) for name, (pairs, _) in sets.items() if "google" in name or "flores" not in name
    }
    print(result["cutting the references"])
    save(result, options.output)


if __name__ == "__main__":
    main()
