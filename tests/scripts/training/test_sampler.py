"""Which text the examples come from, and in which shares."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from scripts.training.sampler import LENGTH_MULTIPLE, SIZE_MULTIPLE, Example, Sampler, to_arrays
from scripts.training.settings import load_settings, override
from scripts.training.store import Corpus
from scripts.training.vocabulary import BACK, SPAN, Encoder, train_tokenizer
from tests.scripts.toy import SCRIPT, sentences

CORPUS = Corpus(
    {"news": sentences()[:200], "books": sentences()[200:]},
    [],
    {"vi": [vi for vi, _ in sentences()], "en": [en for _, en in sentences()]},
    [(f"máy {vi}", en) for vi, en in sentences()[:50]],
    [(vi, f"taught {en}") for vi, en in sentences()[:50]],
)
SHARES = [
    "train.denoise_share=0.5",
    "train.denoise_part=0.5",
    "train.back_share=0.2",
    "train.distil_share=0.3",
    "train.mask_share=0.0",
    "train.name_share=0.0",
    "noise.no_stop=0.0",
]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    pytest.importorskip("sentencepiece")
    work = tmp_path_factory.mktemp("spm")
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    override(settings, SHARES)
    train_tokenizer(CORPUS.groups, settings, work, random.Random(1))
    return Encoder(work / "spm.model")


def sampler(encoder: Encoder, *changes: str, reverse: bool = False) -> Sampler:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    override(settings, [*SHARES, *changes])
    return Sampler(CORPUS, settings, encoder, 1, reverse)


def test_the_shares_are_those_of_the_settings(encoder: Encoder) -> None:
    drawing = sampler(encoder)
    kinds = Counter(drawing.kind() for _ in range(4000))
    for kind, share in (("mono", 0.5), ("back", 0.1), ("distilled", 0.15), ("pairs", 0.25)):
        assert abs(kinds[kind] / 4000 - share) < 0.03, kinds
    drawing.progress = 0.6
    kinds = Counter(drawing.kind() for _ in range(4000))
    assert kinds["mono"] == 0, "denoising is for the first part of the training"
    assert abs(kinds["back"] / 4000 - 0.2) < 0.03, kinds


def test_back_translated_sources_are_tagged_and_no_others(encoder: Encoder) -> None:
    drawing = sampler(encoder, "train.curriculum=0.0")
    drawing.progress = 0.9
    for _ in range(300):
        source, target = drawing.text()
        assert source.startswith(f"{BACK} ") == ("máy" in source)
        assert SPAN not in source
        assert not ("máy" in source and "taught" in target)
    ids = encoder.encode(f"{BACK} Tôi")
    assert encoder.tokens.index(BACK) in ids
    assert encoder.decode(ids).split()[-1] == "Tôi"


def test_a_reverse_model_reads_english(encoder: Encoder) -> None:
    drawing = sampler(encoder, "train.curriculum=0.0", reverse=True)
    wanted = {(en, vi) for vi, en in sentences()}
    assert drawing.progress < drawing.settings["train"]["denoise_part"]
    assert all(drawing.text() in wanted for _ in range(200))


def test_all_pairs_of_a_group_come_before_one_comes_again(encoder: Encoder) -> None:
    drawing = sampler(encoder)
    taken = [drawing.take("x", CORPUS.back) for _ in range(100)]
    assert Counter(taken) == dict.fromkeys(CORPUS.back, 2)


def test_group_weights_can_be_given_by_name(encoder: Encoder, tmp_path: Path) -> None:
    drawing = sampler(encoder, "data.weights={news=0.0}", "train.curriculum=0.0")
    assert {drawing.draw() for _ in range(300)} == set(CORPUS.groups["books"])
    with pytest.raises(SystemExit, match="nowhere"):
        sampler(encoder, "data.weights={nowhere=1.0}")


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ("train.denoise_share=0.1", SPAN),
        ("train.back_share=0.1", BACK),
        ("noise.decomposed=0.1", "\u0301"),
        ("tokenizer.masks=10", "⟦10⟧"),
    ],
)
def test_what_the_vocabulary_lacks_is_refused(tmp_path: Path, change: str, lacking: str) -> None:
    """Switched on for the training, but not when the vocabulary was made."""
    pytest.importorskip("sentencepiece")
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    train_tokenizer(CORPUS.groups, settings, tmp_path, random.Random(1))
    plain = Encoder(tmp_path / "spm.model")
    Sampler(CORPUS, settings, plain, 1)
    override(settings, [change])
    assert 1 in plain.encode(f"con {lacking} mèo"), "it would become <unk>"
    with pytest.raises(SystemExit, match="prepare") as refused:
        Sampler(CORPUS, settings, plain, 1)
    assert ascii(lacking) in str(refused.value)


def test_the_mixture_changes_when_the_rate_falls(encoder: Encoder) -> None:
    changes = ["data.late_weights={news=0.0, books=1.0}", "train.decay=0.4", "train.curriculum=0.0"]
    drawing = sampler(encoder, *changes)
    books = set(CORPUS.groups["books"])
    for progress, all_books in ((0.0, False), (0.59, False), (0.61, True), (1.0, True)):
        drawing.progress = progress
        assert all(drawing.draw() in books for _ in range(100)) is all_books
    with pytest.raises(SystemExit, match=r"late_weights.*nowhere"):
        sampler(encoder, "data.late_weights={nowhere=1.0}")


def test_batches_have_few_shapes_and_lose_no_example(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = sampler(encoder, "train.curriculum=0.0", "train.batch_tokens=1500")
    made: list[Example] = []
    draw = drawing.example
    monkeypatch.setattr(drawing, "example", lambda: made.append(draw()) or made[-1])
    found: list[Example] = []
    sizes, rounds = set(), 0
    for batch in drawing.batches():
        if len(made) > rounds * 750:
            # A round is over: what it left, fewer than a batch, is all that has not come yet.
            missing = Counter(map(str, made[: rounds * 750])) - Counter(map(str, found))
            assert missing.total() < max(sizes, default=1)
            rounds += 1
        if rounds == 6:
            break
        source, decoder, labels = to_arrays(batch, encoder.pad)
        assert len(batch) % SIZE_MULTIPLE == 0
        assert source.shape[1] % LENGTH_MULTIPLE == decoder.shape[1] % LENGTH_MULTIPLE == 0
        assert source.size + labels.size <= 1500
        found += batch
        sizes.add(len(batch))
    assert len(sizes) > 1


def test_the_smallest_batch_is_taken_whatever_the_limit(encoder: Encoder) -> None:
    drawing = sampler(encoder, "train.curriculum=0.0", "train.batch_tokens=64")
    assert {len(batch) for batch, _ in zip(drawing.batches(), range(20), strict=False)} == {SIZE_MULTIPLE}


def test_words_of_the_glossary_are_masked_as_the_settings_say(encoder: Encoder) -> None:
    changes = (
        "train.curriculum=0.0",
        "train.mask_share=1.0",
        "train.back_share=0.0",
        "train.distil_share=0.0",
    )
    for share, wanted in ((0.0, set()), (1.0, {"⟦1⟧"})):
        drawing = sampler(encoder, *changes, f"train.term_share={share}")
        drawing.progress = 0.9
        pairs = [drawing.text() for _ in range(200)]
        # "con mèo", "the cat": a word of the glossary; most masks are drawn, some are left.
        cats = [pair for pair in pairs if "mèo" in pair[0] or "⟦" in pair[0]]
        found = {mask for pair in cats for side in pair for mask in re.findall("⟦.⟧", side)}
        assert found == wanted
        assert all(("⟦1⟧" in source) == ("⟦1⟧" in target) for source, target in pairs)
