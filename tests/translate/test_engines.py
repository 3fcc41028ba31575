"""Every engine: the protocol, and CTranslate2 against transformers, which is the reference."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mt.errors import BackendError, UsageError
from mt.models import find
from mt.translate.base import EngineOptions, batches, load_engine, target_limit
from mt.values import Decoding, Model
from tests.documents.samples import NEWS

TEXTS = [
    "Hôm nay trời đẹp.",
    "Tôi đi chợ mua cá và rau.",
    "Anh ấy là bác sĩ ở Hà Nội.",
    "Xin chào",
    "Chúng tôi học tiếng Anh vào buổi tối, sau đó về nhà ăn cơm.",
]
GREEDY = Decoding(beam=1)


@pytest.fixture(params=["marian", "nllb"])
def pair(request: pytest.FixtureRequest) -> tuple[Model, Model]:
    """The checkpoint and its conversion."""
    checkpoint: Path = request.getfixturevalue(f"tiny_{request.param}")
    converted: Path = request.getfixturevalue(f"tiny_{request.param}_ct2")
    return find(str(checkpoint)), find(str(converted))


@pytest.mark.parametrize("beam", [1, 4])
def test_ctranslate2_answers_as_transformers_does(pair: tuple[Model, Model], beam: int) -> None:
    options = EngineOptions(device="cpu", compute="float32", threads=1)
    decoding = Decoding(beam=beam)
    reference = load_engine(pair[0], "transformers", options).translate(TEXTS, decoding)
    answers = load_engine(pair[1], "ctranslate2", options).translate(TEXTS, decoding)
    assert [a.text for a in answers] == [r.text for r in reference]
    assert len({a.text for a in answers}) > 2
    for answer, expected in zip(answers, reference, strict=True):
        # Not closer: transformers counts the forbidden <pad> in its softmax, CTranslate2 has no such token.
        assert answer.score == pytest.approx(expected.score, abs=5e-3)
        assert answer.finished == expected.finished


def test_the_rest_of_the_beam_is_the_same(pair: tuple[Model, Model]) -> None:
    options = EngineOptions(device="cpu", compute="float32", threads=1)
    decoding = Decoding(beam=4, others=2)
    reference = load_engine(pair[0], "transformers", options).translate(TEXTS, decoding)
    answers = load_engine(pair[1], "ctranslate2", options).translate(TEXTS, decoding)
    assert [[o.text for o in a.others] for a in answers] == [[o.text for o in r.others] for r in reference]
    for answer in answers:
        assert len(answer.others) == 2
        assert answer.score >= answer.others[0].score >= answer.others[1].score


def test_a_small_input_is_shared_among_the_workers(
    tiny_marian_ct2: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = load_engine(find(str(tiny_marian_ct2)), options=EngineOptions(threads=2, batch_tokens=10_000))
    sizes: list[int] = []
    submit = engine._submit  # type: ignore[attr-defined]
    monkeypatch.setattr(engine, "_submit", lambda s, *rest: sizes.append(len(s)) or submit(s, *rest))
    texts = [TEXTS[4]] * 24
    assert [h.text for h in engine.translate(texts, GREEDY)] == [
        engine.translate(texts[:1], GREEDY)[0].text
    ] * 24
    assert sizes[:2] == [12, 12]


def test_count_is_the_same(pair: tuple[Model, Model]) -> None:
    reference = load_engine(pair[0], "transformers", EngineOptions(threads=1)).count(TEXTS)
    assert load_engine(pair[1], "ctranslate2", EngineOptions(threads=1)).count(TEXTS) == reference


def test_batching_changes_nothing(tiny_marian_ct2: Path) -> None:
    model = find(str(tiny_marian_ct2))
    texts = [text for text in TEXTS for _ in range(7)]
    small = load_engine(model, options=EngineOptions(batch_tokens=1, threads=2, compute="float32"))
    large = load_engine(model, options=EngineOptions(batch_tokens=10_000, threads=1, compute="float32"))
    assert [h.text for h in small.translate(texts, GREEDY)] == [
        h.text for h in large.translate(texts, GREEDY)
    ]
    assert small.translate([], GREEDY) == []


@pytest.mark.parametrize("beam", [1, 4])
def test_in_int8_an_answer_does_not_depend_on_its_batch(beam: int) -> None:
    # Lengths from 2 to 40 tokens: those below 16 used to differ when they were padded beyond it.
    words = " ".join(NEWS.split()).split(" ")
    texts = [" ".join(words[at : at + 1 + at % 19]) for at in range(len(words) - 19)]
    engine = load_engine(find("bundled"), options=EngineOptions(threads=2))
    decoding = Decoding(beam=beam, others=beam - 1)
    alone = [engine.translate([text], decoding)[0] for text in texts]
    assert len(texts) > 30
    assert engine.translate(texts, decoding) == alone
    other = load_engine(find("bundled"), options=EngineOptions(threads=1, batch_tokens=300))
    assert other.translate(texts[::-1], decoding) == alone[::-1]


def test_an_answer_that_runs_on_is_cut_by_its_own_source(tiny_marian_ct2: Path) -> None:
    engine = load_engine(find(str(tiny_marian_ct2)), options=EngineOptions(threads=1))
    for decoding in (Decoding(beam=2, max_ratio=0.5, max_extra=0), Decoding(beam=1, max_ratio=0.3)):
        alone = [engine.translate([text], decoding)[0] for text in TEXTS]
        assert [(h.text, h.finished) for h in engine.translate(TEXTS, decoding)] == [
            (h.text, h.finished) for h in alone
        ]
        if not decoding.max_extra:
            assert not all(h.finished for h in alone)


def test_a_source_that_is_too_long_is_refused_not_cut(pair: tuple[Model, Model]) -> None:
    for model, name in zip(pair, ("transformers", "ctranslate2"), strict=True):
        engine = load_engine(model, name, EngineOptions(threads=1))
        with pytest.raises(BackendError, match="tokens"):
            engine.translate(["trời " * 2000], GREEDY)


def test_wrong_choices_are_named(pair: tuple[Model, Model]) -> None:
    checkpoint, converted = pair
    with pytest.raises(UsageError, match="ctranslate2, transformers"):
        load_engine(converted, "marian")
    with pytest.raises(BackendError, match="mt models import"):
        load_engine(checkpoint, "ctranslate2")
    with pytest.raises(BackendError, match="--engine ctranslate2"):
        load_engine(converted, "transformers")
    with pytest.raises(UsageError, match="int8"):
        load_engine(converted, options=EngineOptions(compute="int3"))
    with pytest.raises(UsageError, match="cpu, cuda"):
        load_engine(converted, options=EngineOptions(device="tpu"))


def test_batches_hold_each_index_once_and_respect_the_limit() -> None:
    lengths = [3, 50, 1, 7, 7, 200, 4, 0]
    made = list(batches(lengths, 60))
    assert sorted(i for batch in made for i in batch) == list(range(len(lengths)))
    assert any({3, 7} <= {lengths[i] for i in batch} for batch in made)
    for kind in (lambda length: length < 5, lambda length: length):
        apart = list(batches(lengths, 60, kind))
        assert sorted(i for batch in apart for i in batch) == list(range(len(lengths)))
        assert all(len({kind(lengths[i]) for i in batch}) == 1 for batch in apart)
    for batch in made:
        assert len(batch) == 1 or max(lengths[i] for i in batch) * len(batch) <= 60


def test_target_limit_scales_with_the_source() -> None:
    assert target_limit(10, Decoding(max_ratio=2.0, max_extra=20), 500) == 40
    assert target_limit(400, Decoding(), 500) == 500


def test_a_failure_while_computing_is_ours(tiny_marian_ct2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failed:
        def result(self) -> None:
            raise RuntimeError("CUDA failed with error out of memory")

    engine = load_engine(find(str(tiny_marian_ct2)), "ctranslate2", EngineOptions(threads=1))
    monkeypatch.setattr(engine, "_submit", lambda sources, *_: [Failed() for _ in sources])
    with pytest.raises(BackendError, match=r"out of memory.*MT_BATCH_TOKENS=256"):
        engine.translate(["Xin chào!"], Decoding())


def test_loading_a_checkpoint_draws_nothing(tiny_marian: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load_engine(find(str(tiny_marian)), "transformers", EngineOptions(threads=1))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["model.bin", "source.spm"])
def test_a_model_of_garbage_is_told_with_a_remedy(tiny_marian_ct2: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_marian_ct2, folder)
    (folder / name).write_bytes(b"\xff" * (folder / name).stat().st_size)
    with pytest.raises(BackendError, match=f"Check it: mt models verify {folder}"):
        load_engine(find(str(folder)), "ctranslate2", EngineOptions(threads=1))
