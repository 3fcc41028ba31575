from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from mt.errors import BackendError
from mt.models import find
from mt.translate.attention import Attention
from mt.translate.base import EngineOptions

PAIRS = [
    ("Tôi có hai con mèo.", "I have two cats."),
    ("Năm 2019 anh ấy sống ở Hà Nội.", "In 2019 he lived in Hanoi."),
    ("", "Nothing."),
    ("Cô ấy uống nước .", "She drinks water ."),
]


@pytest.fixture(scope="module")
def attention() -> Attention:
    return Attention(find("bundled"), EngineOptions(threads=1))


def test_shares_of_attention(attention: Attention) -> None:
    found = attention(PAIRS)
    assert [None if one is None else one.shape for one in found] == [(5, 4), (8, 6), None, (5, 4)]
    for one in (found[0], found[1], found[3]):
        assert (one >= 0).all()
        assert (one.sum(0) <= 1.0001).all()


def test_words_look_at_their_translation(attention: Attention) -> None:
    cats, lived, _, _ = attention(PAIRS)
    assert cats[:, 2].argmax() == 2  # two: hai
    assert lived[:, 1].argmax() == 1  # 2019


def test_a_pair_is_seen_alike_whatever_stands_beside_it(attention: Attention) -> None:
    together = attention(PAIRS)
    for pair, one in zip(PAIRS, together, strict=True):
        alone = attention([pair])[0]
        assert (alone is None) == (one is None)
        if one is not None:
            np.testing.assert_allclose(alone, one, atol=0.02)  # int8 rounds by the batch


def test_too_long_for_the_model(attention: Attention) -> None:
    assert attention([("nước " * 600, "water"), ("nước", "water " * 600)]) == [None, None]


@pytest.mark.torch
def test_transformers_gives_the_same_attention(tiny_marian: Path, tiny_marian_ct2: Path) -> None:
    """Cross-attention of the lower decoder layer where the piece has been read, mean of heads."""
    import json

    import torch
    from transformers import MarianMTModel

    from mt.models.resolve import find as resolve_model

    model = resolve_model(str(tiny_marian_ct2))
    ours = Attention(model, EngineOptions(threads=1, compute="float32"))
    vi, en = "Hôm nay trời đẹp", "It is nice today"
    read = [
        encoder.encode(text.split(), out_type=str)
        for encoder, text in zip(ours._encoders, (vi, en), strict=True)
    ]
    theirs = MarianMTModel.from_pretrained(tiny_marian, attn_implementation="eager").eval()
    numbers = json.loads((tiny_marian / "vocab.json").read_text(encoding="utf-8"))
    ids = [[numbers.get(piece, numbers["<unk>"]) for token in side for piece in token] for side in read]
    start = theirs.config.decoder_start_token_id
    with torch.no_grad():
        out = theirs(
            input_ids=torch.tensor([[*ids[0], numbers["</s>"]]]),
            decoder_input_ids=torch.tensor([[start, *ids[1]]]),
            output_attentions=True,
        )
    layers = len(out.cross_attentions)
    wanted = out.cross_attentions[(layers - 1) // 2][0].mean(0)[1:, : len(ids[0])]
    flat = [[piece for token in side for piece in token] for side in read]
    steps = ours._rows(ours._submit([((flat[0], []), (flat[1], []))])[0])
    np.testing.assert_allclose(steps[: len(ids[1]), : len(ids[0])], wanted.numpy(), atol=1e-4)


def test_a_model_that_does_not_say_where_its_attention_is(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(find("bundled").folder, folder)
    weights = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(
        weights.replace(b"decoder/alignment_layer", b"decoder/alignment_loser")
    )
    with pytest.raises(BackendError, match="--words-by lexicon"):
        Attention(find(str(folder)))


@pytest.mark.torch
def test_language_codes_are_no_words(tiny_nllb: Path, tiny_nllb_ct2: Path) -> None:
    """NLLB reads and writes a language code before the text; transformers is asked for the rows behind it."""
    import torch
    from transformers import AutoTokenizer, M2M100ForConditionalGeneration

    ours = Attention(find(str(tiny_nllb_ct2)), EngineOptions(threads=1, compute="float32"))
    vi, en = "Hôm nay trời đẹp", "It is nice today"
    read = [
        [piece for token in encoder.encode(text.split(), out_type=str) for piece in token]
        for encoder, text in zip(ours._encoders, (vi, en), strict=True)
    ]
    tokenizer = AutoTokenizer.from_pretrained(tiny_nllb)
    theirs = M2M100ForConditionalGeneration.from_pretrained(tiny_nllb, attn_implementation="eager").eval()
    source, target = (tokenizer.convert_tokens_to_ids(pieces) for pieces in read)
    codes = tokenizer.convert_tokens_to_ids(["vie_Latn", "eng_Latn", "</s>"])
    with torch.no_grad():
        out = theirs(
            input_ids=torch.tensor([[codes[0], *source, codes[2]]]),
            decoder_input_ids=torch.tensor([[theirs.config.decoder_start_token_id, codes[1], *target]]),
            output_attentions=True,
        )
    layers = len(out.cross_attentions)
    wanted = out.cross_attentions[(layers - 1) // 2][0].mean(0)[2:, 1 : 1 + len(source)]
    steps = ours._rows(ours._submit([((read[0], []), (read[1], []))])[0])
    np.testing.assert_allclose(steps[: len(target), : len(source)], wanted.numpy(), atol=1e-4)
    assert ours([(vi, en)])[0].shape == (4, 4)
