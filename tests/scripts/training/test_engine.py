"""CTranslate2's answers beside those of the search in torch, by the shipped model."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scripts.training import engine
from scripts.training.search import Searcher, Searching
from scripts.training.settings import load_settings, override
from scripts.training.synthesis import engine_of
from scripts.training.vocabulary import Encoder, extend_tokenizer, train_tokenizer
from tests.scripts.toy import ROOT, SCRIPT, sentences

SHIPPED = ROOT / "mt" / "models" / "bundled"
TEXTS = [vi for vi, _ in sentences()[:240:12]]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(SHIPPED / "source.spm")


def test_hypotheses_are_those_of_the_search_in_torch(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from scripts.training.network import build_model, start_from

    monkeypatch.setattr(engine, "BLOCK", 7)
    torch.set_num_threads(1)
    model = build_model(load_settings(SCRIPT.with_suffix(".toml"), "further"), encoder)
    start_from(model, SHIPPED, encoder)
    for beam in (1, 4):
        how = Searching(beam=beam)
        wanted = dict(Searcher([model], encoder, "cpu").translate(TEXTS, how))
        found = dict(engine.Engine(SHIPPED, encoder, 2).translate(TEXTS, how))
        assert list(found) == list(range(len(TEXTS)))
        same = sum(found[at][0] == wanted[at][0] for at in found)
        assert same >= 0.8 * len(TEXTS), f"beam {beam}: rounding to int8 changes few"
        assert {len(rows) for rows in found.values()} == {beam}


def test_drawing_gives_one_hypothesis_and_another_the_next_time(encoder: Encoder) -> None:
    drawn = engine.Engine(SHIPPED, encoder, 2)
    rows = [dict(drawn.translate(TEXTS, Searching(sample=True))) for _ in range(2)]
    assert rows[0] != rows[1]
    assert {len(found) for found in rows[0].values()} == {1}


def test_it_stops_after_a_block(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BLOCK", 7)
    asked = iter([False, True])
    answers = engine.Engine(SHIPPED, encoder, 1)
    found = answers.translate(TEXTS, Searching(beam=1), lambda: next(asked))
    assert [at for at, _ in found] == list(range(7))


def test_a_model_may_lack_a_symbol_but_no_word(tmp_path: Path) -> None:
    settings = load_settings(SCRIPT.with_suffix(".toml"), "toy")
    override(settings, ["train.back_share=0.2"])
    extend_tokenizer(SHIPPED / "source.spm", tmp_path / "spm.model", settings)
    tagged = Encoder(tmp_path / "spm.model")
    assert "⟦b⟧" in tagged.tokens
    assert (
        len(list(engine_of(SHIPPED, tagged, settings, tmp_path).translate(TEXTS[:3], Searching(beam=2)))) == 3
    )
    train_tokenizer({"news": sentences()}, settings, tmp_path, random.Random(1))
    with pytest.raises(SystemExit, match="another vocabulary"):
        engine_of(SHIPPED, Encoder(tmp_path / "spm.model"), settings, tmp_path)
