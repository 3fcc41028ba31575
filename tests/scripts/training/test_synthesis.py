"""Pairs that models write."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from scripts.training import store
from scripts.training.search import Searching
from scripts.training.settings import load_settings, override
from scripts.training.synthesis import back_translate, chosen, distil, sound, teachers
from tests.scripts.toy import SCRIPT, sentences

ENGLISH = [en for _, en in sentences()]
VIETNAMESE = [vi for vi, _ in sentences()]


class Dictionary:
    """Answers what it knows, like `Searcher.translate`; others come after it in the beam."""

    def __init__(self, known: dict[str, str], *others: str) -> None:
        self.known, self.others, self.asked = known, others, 0

    def translate(
        self, texts: Sequence[str], how: Searching, stop: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[int, list[str]]]:
        for at in reversed(range(len(texts))):
            if stop():
                return
            self.asked += 1
            yield at, [self.known[texts[at]], *self.others][: how.beam]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    store.write_json(tmp_path / "pairs.json.xz", {"groups": {"news": sentences()[:20]}, "dev": []})
    store.write_json(tmp_path / "mono.json.xz", {"en": ENGLISH[50:80], "vi": VIETNAMESE[50:60]})
    return tmp_path


def test_back_translations_go_on_where_they_stopped(work: Path) -> None:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    known = dict(zip(ENGLISH, VIETNAMESE, strict=True)) | {ENGLISH[60]: ""}
    model = Dictionary(known)
    assert not back_translate(model, work, settings, lambda: model.asked == 12)
    first = store.read_pairs(work / store.BACK)
    assert len(first) == 12
    assert back_translate(model, work, settings)
    pairs = store.read_pairs(work / store.BACK)
    assert pairs[:12] == first
    # What comes back empty is no pair.
    wanted = {(known[en], en) for en in ENGLISH[50:80]} - {("", ENGLISH[60])}
    assert set(pairs) == wanted
    assert len(pairs) == 29
    assert store.load(work).back == pairs


def test_the_hypothesis_most_like_the_reference_is_chosen() -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    reference = "The storm reached the coast of Vietnam on Monday."
    beam = ["A storm comes to Vietnam.", "The storm has reached the coast of Vietnam on Monday.", "Storms."]
    texts = [("Bão vào bờ.", reference), ("Bão.", None)]
    found = chosen([(1, beam), (0, beam)], texts)
    scores = [sacrebleu.sentence_chrf(each, [reference]).score for each in beam]
    assert found == [("Bão.", beam[0]), ("Bão vào bờ.", beam[scores.index(max(scores))])]
    assert scores.index(max(scores)) == 1
    assert chosen([], texts) == []


def test_a_student_s_pairs_are_of_all_sources_and_of_text_without_english(work: Path) -> None:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    answers = {vi: f"Well, {en}" for vi, en in sentences()}
    distil(Dictionary(answers, "Quite another."), work, settings)
    assert set(store.load(work).distilled) == {
        (vi, answers[vi]) for vi in (*VIETNAMESE[:20], *VIETNAMESE[50:60])
    }
    override(settings, ["made.distil_pairs=false"])
    distil(Dictionary(answers), work, settings)
    assert set(store.load(work).distilled) == {(vi, answers[vi]) for vi in VIETNAMESE[50:60]}
    (work / "mono.json.xz").unlink()
    with pytest.raises(SystemExit, match="mono_limit"):
        distil(Dictionary(answers), work, settings)
    assert store.load(work).distilled, "what was there stays"


def test_what_the_check_finds_is_not_learnt_from(work: Path) -> None:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    assert sound(("Tôi mua 15 con gà.", "I buy 15 chickens."), settings)
    for target in ("I buy 50 chickens.", "I buy 15  ⁇ .", "I buy buy buy buy buy 15 of them.", ""):
        assert not sound(("Tôi mua 15 con gà.", target), settings)
    for source in ("Tôi mua  ⁇  15 con gà.", "Tôi mua mua mua mua mua 15 con gà."):
        assert not sound((source, "I buy 15 chickens."), settings, reverse=True)
    store.write_json(work / "mono.json.xz", {"en": ["I buy 1,500 chickens.", "I like the cat."]})
    back_translate(
        Dictionary({"I buy 1,500 chickens.": "Tôi mua gà.", "I like the cat.": "Tôi thích con mèo."}),
        work,
        settings,
    )
    assert store.load(work).back == [("Tôi thích con mèo.", "I like the cat.")]


def test_a_limit_on_sources_takes_them_from_everywhere(work: Path) -> None:
    store.write_json(
        work / "pairs.json.xz",
        {"groups": {"news": sentences()[:20], "books": sentences()[100:120]}, "dev": []},
    )
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    drawn = []
    for seed in (1, 1, 2):
        override(settings, ["made.distil_limit=24", f"train.seed={seed}"])
        distil(Dictionary({vi: f"Well, {en}" for vi, en in sentences()}), work, settings)
        drawn.append({vi for vi, _ in store.load(work).distilled})
    assert len(drawn[0]) == 24
    for some in (VIETNAMESE[:20], VIETNAMESE[100:120], VIETNAMESE[50:60]):
        assert drawn[0] & set(some)
    assert drawn[0] == drawn[1] != drawn[2]


def test_a_teacher_of_another_vocabulary_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    from types import SimpleNamespace

    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    (tmp_path / "vocab.json").write_text(json.dumps({"</s>": 0, "<unk>": 1, "x": 2}), encoding="utf-8")
    encoder = SimpleNamespace(tokens=["</s>", "<unk>", "y"])
    with pytest.raises(SystemExit, match="vocabulary"):
        teachers([tmp_path, tmp_path], encoder, "cpu", settings, tmp_path)
    with pytest.raises(SystemExit, match="--teacher"):
        teachers([], encoder, "cpu", settings, tmp_path)
