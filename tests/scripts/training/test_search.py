"""Our search beside transformers' own."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from scripts.training.network import build_model  # noqa: E402
from scripts.training.search import Searcher, Searching, in_batches  # noqa: E402
from scripts.training.settings import load_settings  # noqa: E402
from scripts.training.vocabulary import Encoder, train_tokenizer  # noqa: E402
from tests.scripts.toy import SCRIPT, sentences  # noqa: E402

torch.set_num_threads(1)
SETTINGS = load_settings(SCRIPT.with_suffix(".toml"), "toy")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    work = tmp_path_factory.mktemp("spm")
    train_tokenizer({"news": sentences()}, SETTINGS, work, random.Random(1))
    return Encoder(work / "spm.model")


def network(encoder: Encoder, seed: int) -> Any:
    """A network of random weights that is sure enough of its words, and now and then ends a sentence."""
    torch.manual_seed(seed)
    model = build_model(SETTINGS, encoder).eval()
    with torch.no_grad():
        model.get_input_embeddings().weight.mul_(2.5)
        model.get_input_embeddings().weight[encoder.pad].zero_()
        model.final_logits_bias[0, 0] = 9.0
    model.generation_config.forced_eos_token_id = None
    return model


def theirs(model: Any, encoder: Encoder, source: list[int], beam: int, limit: int) -> list[list[int]]:
    out = model.generate(
        torch.tensor([source]),
        num_beams=beam,
        num_return_sequences=beam,
        early_stopping=beam > 1 or None,
        length_penalty=1.0,
        max_new_tokens=limit,
        do_sample=False,
        bad_words_ids=[[encoder.pad]],
    )
    return [[i for i in row if i not in (0, encoder.pad)] for row in out.tolist()]


def test_hypotheses_are_those_of_transformers(encoder: Encoder) -> None:
    model = network(encoder, 3)
    sources = [encoder.encode(vi) for vi, _ in sentences()[:240:8]]
    ours = Searcher([model], encoder, "cpu").search(sources, Searching(beam=4, max_ratio=0.0, max_extra=15))
    expected = [theirs(model, encoder, source, 4, 15) for source in sources]
    # Where a hypothesis runs into the limit, transformers makes it end there.
    ended = [at for at, rows in enumerate(expected) if all(len(row) < 14 for row in rows)]
    assert len(ended) >= 15, "a test of sentences that end"
    assert len({len(expected[at][0]) for at in ended}) > 2
    assert [ours[at] for at in ended] == [expected[at] for at in ended]


def test_a_beam_of_one_is_greedy(encoder: Encoder) -> None:
    model = network(encoder, 3)
    sources = [encoder.encode(vi) for vi, _ in sentences()[:240:24]]
    ours = Searcher([model], encoder, "cpu").search(sources, Searching(beam=1, max_ratio=0.0, max_extra=15))
    assert ours == [theirs(model, encoder, source, 1, 15) for source in sources]


def test_a_model_beside_itself_is_the_model(encoder: Encoder) -> None:
    model, other = network(encoder, 3), network(encoder, 4)
    sources = [encoder.encode(vi) for vi, _ in sentences()[:40:8]]
    alone = Searcher([model], encoder, "cpu").search(sources, Searching(beam=3))
    assert Searcher([model, model], encoder, "cpu").search(sources, Searching(beam=3)) == alone
    assert Searcher([model, other], encoder, "cpu").search(sources, Searching(beam=3)) != alone


def test_probabilities_are_averaged(encoder: Encoder) -> None:
    """Against transformers' forward pass, token by token."""
    models = [network(encoder, 3), network(encoder, 4)]
    source, prefix = encoder.encode(sentences()[0][0]), [encoder.pad, 5, 9, 7]
    searcher = Searcher(models, encoder, "cpu")
    with torch.no_grad():
        states, mask = searcher.encoded([source], 1)
        ours = searcher.step(states, mask, torch.tensor([prefix])).exp()
        each = []
        for model in models:
            out = model(input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([prefix]))
            logits = out.logits[:, -1]
            logits[:, encoder.pad] = -torch.inf
            each.append(logits.softmax(-1))
    assert torch.allclose(ours, sum(each) / 2, atol=1e-5)


def test_drawing_follows_the_probabilities(encoder: Encoder) -> None:
    model = network(encoder, 3)
    source = encoder.encode(sentences()[0][0])
    searcher = Searcher([model], encoder, "cpu")
    drawn = [
        ids[0][:1]
        for ids in searcher.search([source] * 4000, Searching(sample=True, max_ratio=0, max_extra=1))
    ]
    with torch.no_grad():
        logits = model(
            input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([[encoder.pad]])
        ).logits[0, -1]
    logits[encoder.pad] = -torch.inf
    probabilities = logits.softmax(-1)
    for token in probabilities.topk(3).indices.tolist():
        share = sum(ids == ([token] if token else []) for ids in drawn) / 4000
        assert abs(share - float(probabilities[token])) < 0.04
    top = searcher.search([source] * 500, Searching(sample=True, top=2, max_ratio=0, max_extra=1))
    best = set(probabilities.topk(2).indices.tolist())
    assert {ids[0][0] if ids[0] else 0 for ids in top} <= best


def test_every_text_comes_back_once_in_batches_of_like_length(encoder: Encoder, tmp_path: Path) -> None:
    texts = [vi for vi, _ in sentences()[:60]]
    searcher = Searcher([network(encoder, 3)], encoder, "cpu")
    how = Searching(sample=True, max_ratio=0, max_extra=2, batch_tokens=100)
    assert sorted(at for at, _ in searcher.translate(texts, how)) == list(range(60))
    lengths = [7, 3, 40, 5, 200, 9]
    batches = list(in_batches(lengths, Searching(sample=True, batch_tokens=40)))
    assert sorted(at for batch in batches for at in batch) == list(range(6))
    assert all(len(b) * max(lengths[at] for at in b) <= 40 or len(b) == 1 for b in batches)
