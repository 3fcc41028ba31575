"""What a CPU trains with, beside PyTorch's own loss, dropout and gradients."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training.losses import ROWS, OutputLoss  # noqa: E402
from scripts.training.network import build_model, output_loss_of, to_tensors  # noqa: E402
from scripts.training.replicas import POOL, Pool, Replicas  # noqa: E402
from scripts.training.sampler import to_arrays  # noqa: E402
from scripts.training.settings import load_settings  # noqa: E402
from scripts.training.vocabulary import Encoder, train_tokenizer  # noqa: E402
from tests.scripts.toy import SCRIPT, sentences  # noqa: E402


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_output_loss_and_its_gradients_are_pytorchs(smoothing: float) -> None:
    torch.manual_seed(1)
    hidden = torch.randn(ROWS + 7, 16).bfloat16().requires_grad_()
    weight = torch.randn(31, 16).bfloat16().requires_grad_()
    labels = torch.randint(0, 31, (len(hidden),))
    mine = OutputLoss.apply(hidden, weight, labels, smoothing)
    (3 * mine).backward()
    exact_hidden = hidden.detach().float().requires_grad_()
    exact_weight = weight.detach().float().requires_grad_()
    theirs = torch.nn.functional.cross_entropy(
        exact_hidden @ exact_weight.t(), labels, label_smoothing=smoothing
    )
    (3 * theirs).backward()
    assert float(mine.detach()) == pytest.approx(float(theirs.detach()), rel=0.01)
    for found, exact in ((hidden.grad, exact_hidden.grad), (weight.grad, exact_weight.grad)):
        assert float((found - exact).norm() / exact.norm()) < 0.02


def test_the_pool_drops_its_share_and_keeps_the_mean() -> None:
    pool = Pool(0.2, seed=1)
    values = torch.ones(300, 400, dtype=torch.bfloat16)
    first, second = pool(values).float(), pool(values).float()
    assert float((first == 0).float().mean()) == pytest.approx(0.2, abs=0.01)
    assert float(first.mean()) == pytest.approx(1.0, abs=0.02)
    assert float((first == second).float().mean()) == pytest.approx(0.2**2 + 0.8**2, abs=0.01), "new masks"
    assert pool(torch.ones(2 * POOL + 1, dtype=torch.bfloat16)).numel() == 2 * POOL + 1


def test_the_gradient_of_two_copies_is_that_of_the_whole_batch(tmp_path: Path) -> None:
    settings = copy.deepcopy(load_settings(SCRIPT.with_suffix(".toml"), "toy"))
    train_tokenizer({"news": sentences()}, settings, tmp_path, random.Random(1))
    encoder = Encoder(tmp_path / "spm.model")
    torch.manual_seed(1)
    settings["model"]["dropout"] = 0.0
    model = build_model(settings, encoder)
    examples = [(encoder.encode(vi), encoder.encode(en)) for vi, en in sentences()[:8]]
    replicas = Replicas(model, 2, dropout=0.0, seed=1)
    parts = [to_tensors(to_arrays(examples[at::2], encoder.pad), "cpu") for at in range(2)]
    sizes = [int((labels != -100).sum()) for _, _, labels in parts]
    replicas.refresh()
    for twin, part, size in zip(replicas.copies, parts, sizes, strict=True):
        (output_loss_of(twin, part, encoder.pad, 0.1) * size / sum(sizes)).backward()
    replicas.gather(2)
    found = {name: p.grad for name, p in model.named_parameters() if p.requires_grad}
    model.zero_grad(set_to_none=True)
    source, decoder, labels = to_tensors(to_arrays(examples, encoder.pad), "cpu")
    out = model(input_ids=source, attention_mask=(source != encoder.pad).long(), decoder_input_ids=decoder)
    torch.nn.functional.cross_entropy(
        out.logits.flatten(0, 1), labels.flatten(), label_smoothing=0.1
    ).backward()
    for name, parameter in model.named_parameters():
        # The keys' bias has none: softmax does not see what is added to all.
        if parameter.requires_grad and "k_proj.bias" not in name:
            alike = torch.cosine_similarity(found[name].flatten(), parameter.grad.flatten(), 0)
            assert float(alike) > 0.99, name


def test_the_copies_drop_and_the_network_does_not_change_by_it(tmp_path: Path) -> None:
    settings = copy.deepcopy(load_settings(SCRIPT.with_suffix(".toml"), "toy"))
    train_tokenizer({"news": sentences()}, settings, tmp_path, random.Random(1))
    encoder = Encoder(tmp_path / "spm.model")
    model = build_model(settings, encoder)
    example = to_tensors(to_arrays([tuple(map(encoder.encode, sentences()[0]))], encoder.pad), "cpu")
    with torch.no_grad():
        for share, alike in ((0.0, True), (0.3, False)):
            (twin,) = Replicas(model, 1, share, seed=1).copies
            losses = {float(output_loss_of(twin, example, encoder.pad, 0.0)) for _ in range(3)}
            assert (len(losses) == 1) is alike
