"""The network's loss, and what differs between processors."""

from __future__ import annotations

import random

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training.network import build_model, loss_of, to_tensors, token_loss  # noqa: E402
from scripts.training.sampler import to_arrays  # noqa: E402
from scripts.training.settings import load_settings  # noqa: E402
from scripts.training.vocabulary import Encoder, train_tokenizer  # noqa: E402
from tests.scripts.toy import SCRIPT, sentences  # noqa: E402

SETTINGS = load_settings(SCRIPT.with_suffix(".toml"), "toy")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    torch.set_num_threads(1)
    work = tmp_path_factory.mktemp("spm")
    train_tokenizer({"news": sentences()}, SETTINGS, work, random.Random(1))
    return Encoder(work / "spm.model")


def test_the_loss_is_the_same_whichever_way_padding_is_left_out() -> None:
    torch.manual_seed(1)
    logits, labels = torch.randn(4, 7, 11), torch.randint(0, 11, (4, 7))
    labels[0, 3:] = -100
    labels[2, 5:] = -100
    for smoothing in (0.0, 0.1):
        some, other = (token_loss(logits, labels, smoothing, select) for select in (True, False))
        assert float(some) == pytest.approx(float(other), abs=1e-6)


def test_attention_as_on_a_gpu_is_that_of_the_cpu(encoder: Encoder) -> None:
    """A CPU gets plain attention, a GPU the fused one; both see what they may see, and no padding."""
    model = build_model(SETTINGS, encoder).eval()
    pairs = [sentences()[0], (sentences()[5][0] + " " + sentences()[9][0], "We")]
    examples = [(encoder.encode(vi), encoder.encode(en)) for vi, en in pairs]
    together = to_tensors(to_arrays(examples, encoder.pad), "cpu")
    with torch.no_grad():
        plain = float(loss_of(model, together, encoder.pad, 0.0))
        model.set_attn_implementation("sdpa")
        assert float(loss_of(model, together, encoder.pad, 0.0)) == pytest.approx(plain, abs=0.02)
        alone = [
            float(loss_of(model, to_tensors(to_arrays([e], encoder.pad), "cpu"), encoder.pad, 0.0))
            for e in examples
        ]
    sizes = [len(target) for _, target in examples]
    mean = sum(size * loss for size, loss in zip(sizes, alone, strict=True)) / sum(sizes)
    assert mean == pytest.approx(plain, abs=0.02), "padding changes nothing (bfloat16)"
