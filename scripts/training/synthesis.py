"""Pairs that models write: back-translations of English text, and what teachers make of Vietnamese text."""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from scripts.training import store
from scripts.training.corpus import acceptable
from scripts.training.pack import thinned
from scripts.training.search import Searcher, Searching
from scripts.training.settings import Pair, Settings
from scripts.training.vocabulary import Encoder


def searching(settings: Settings, beam: int) -> Searching:
    """By sampling where the beam is 0."""
    made = settings["made"]
    return Searching(max(1, beam), beam == 0, made["top"], batch_tokens=made["batch_tokens"])


def back_translate(
    searcher: Translates, work: Path, settings: Settings, stop: Callable[[], bool] = lambda: False
) -> bool:
    """Writes back.tsv.xz, the English sentences of the work folder with the Vietnamese that `searcher`, an
    English to Vietnamese model, gives them; whether it came to the end (False: `stop` said so; the next call
    goes on).

    Drawing from the model serves better than its best guess where there is data enough to train it (Edunov
    et al. 2018); `made.back_beam` chooses. What is not `sound` is left out, and translated again by the next
    call.
    """
    texts = store.load(work).mono.get("en", [])
    done = store.read_pairs(work / store.BACK)
    known = {english for _, english in done}
    waiting = [text for text in texts if text not in known]
    how = searching(settings, settings["made"]["back_beam"])
    made, left, refused = [], set(range(len(waiting))), 0
    for at, hypotheses in searcher.translate(waiting, how, stop):
        left.discard(at)
        pair = (hypotheses[0], waiting[at])
        if sound(pair, settings, reverse=True):
            made.append(pair)
        else:
            refused += 1
    store.write_pairs(work / store.BACK, done + made)
    more = f"{len(made)} more pairs, {refused} refused, {len(left)} sentences wait"
    print(f"back-translated: {more}", file=sys.stderr)
    return not left


def distil(searcher: Translates, work: Path, settings: Settings) -> None:
    """Writes distilled.tsv.xz: the sources of the pairs, and Vietnamese text that has no English, each with
    what the teachers make of it; with `made.distil_pairs` off, that text alone.

    The best hypothesis of the beam (sequence-level knowledge distillation, Kim and Rush 2016), or the one
    most like the reference where there is one (their sequence-level interpolation), by chrF of the sentence.
    Of more than `made.distil_limit` sources that many are drawn at random. The file is written at the end.
    """
    corpus, limit = store.load(work), settings["made"]["distil_limit"]
    texts: list[tuple[str, str | None]] = [(text, None) for text in corpus.mono.get("vi", [])]
    if settings["made"]["distil_pairs"]:
        texts = [pair for name, group in corpus.groups.items() if name != "credits" for pair in group] + texts
    texts = thinned(list(dict(texts).items()), limit, random.Random(settings["train"]["seed"]))
    if not texts:
        raise SystemExit(
            "distil: made.distil_pairs is off, and there is no Vietnamese text in the work folder. First: "
            "prepare with --set data.mono_limit=N"
        )
    how = searching(settings, max(1, settings["made"]["distil_beam"]))
    out: list[Pair] = []
    waiting: list[tuple[int, list[str]]] = []
    for found in searcher.translate([source for source, _ in texts], how):
        waiting.append(found)
        if len(waiting) == 5000:
            out += chosen(waiting, texts)
            waiting = []
    out += chosen(waiting, texts)
    kept = [pair for pair in out if sound(pair, settings)]
    store.write_pairs(work / store.DISTILLED, kept)
    print(f"distilled: {len(kept)} pairs of {len(texts)}", file=sys.stderr)


def sound(pair: Pair, settings: Settings, reverse: bool = False) -> bool:
    """Whether a pair that a model wrote is fit to learn from: shaped as those of the corpus are, and without
    a finding of the check that `mt translate` makes (numbers lost, repetition, pieces that are no text). That
    looks for damage in the English; with `reverse` the model wrote the Vietnamese."""
    from mt.translate.check import check, damaged

    if not acceptable(pair, settings["data"]) or check(*pair):
        return False
    return not (reverse and damaged(pair[1], pair[0]))


def chosen(found: Sequence[tuple[int, list[str]]], texts: Sequence[tuple[str, str | None]]) -> list[Pair]:
    """Each source with the hypothesis most like its reference, or the first where it has none."""
    from mt.evaluate.statistics import statistics

    flat = [(texts[at][1] or hypotheses[0], each) for at, hypotheses in found for each in hypotheses]
    if not flat:
        return []
    scores = iter(statistics("chrF2", [each for _, each in flat], [[r for r, _ in flat]]).segments().tolist())
    out = []
    for at, hypotheses in found:
        values = [next(scores) for _ in hypotheses]
        best = 0 if texts[at][1] is None else values.index(max(values))
        out.append((texts[at][0], hypotheses[best]))
    return out


class Translates(Protocol):
    """What writes pairs: `search.Searcher`, or `engine.Engine` on a CPU."""

    def translate(
        self, texts: Sequence[str], how: Searching, stop: Callable[[], bool] = ...
    ) -> Iterator[tuple[int, list[str]]]: ...


def teachers(
    folders: Sequence[Path], encoder: Encoder, device: str, settings: Settings, work: Path
) -> Translates:
    """The Hugging Face checkpoints that `export` leaves in `hf/`, together; on a CPU one of them, or one
    folder that mt ships, goes through CTranslate2, converted in the folder `work`.

    Raises SystemExit for one of another vocabulary: their probabilities could not be averaged.
    """
    if device == "cpu" and len(folders) == 1:
        return engine_of(folders[0], encoder, settings, work)
    from transformers import MarianMTModel

    models: list[Any] = []
    for folder in folders:
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        if vocabulary != {token: at for at, token in enumerate(encoder.tokens)}:
            raise SystemExit(f"{folder}: another vocabulary than that of the work folder")
        models.append(MarianMTModel.from_pretrained(folder).to(device))
    if not models:
        raise SystemExit("distil: name at least one teacher: --teacher FOLDER")
    return Searcher(models, encoder, device)


def engine_of(folder: Path, encoder: Encoder, settings: Settings, work: Path) -> Translates:
    """The model in `folder`, as Hugging Face or as CTranslate2 stores it, for a CPU.

    Raises SystemExit for one that cannot be converted, or whose vocabulary is not the work folder's, but for
    symbols that one of them lacks: a tag of back-translations, say, which the teacher has no use for.
    """
    from mt.errors import MtError
    from scripts.training.engine import Engine
    from scripts.training.export import converted

    try:
        made = folder if (folder / "model.bin").exists() else converted(folder, work / "engine")
    except MtError as error:
        raise SystemExit(f"{folder}: {error}") from error
    tokens = json.loads((made / "shared_vocabulary.json").read_text(encoding="utf-8"))
    if any(token != "<pad>" and token[0] != "⟦" for token in set(tokens) ^ set(encoder.tokens)):
        raise SystemExit(f"{folder}: another vocabulary than that of the work folder")
    return Engine(made, encoder, settings["train"]["threads"])


def until(seconds: float) -> Callable[[], bool]:
    """Whether `seconds` have gone by since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
