"""What a CPU trains with, beside PyTorch's own loss, dropout and gradients."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training import replicas, store  # noqa: E402
from scripts.training.losses import ROWS, OutputLoss  # noqa: E402
from scripts.training.network import build_model, loss_of, output_loss_of, to_tensors  # noqa: E402
from scripts.training.replicas import POOL, DropoutMasks  # noqa: E402
from scripts.training.run import Options, Run  # noqa: E402
from scripts.training.sampler import to_arrays  # noqa: E402
from scripts.training.settings import Settings, load_settings  # noqa: E402
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


def test_an_all_but_impossible_label_has_a_finite_loss() -> None:
    hidden = torch.tensor([[130.0, 0.0], [1.0, 0.0]]).bfloat16().requires_grad_()
    weight = torch.eye(2).bfloat16().requires_grad_()
    labels = torch.tensor([1, 0])
    mine = OutputLoss.apply(hidden, weight, labels, 0.0)
    theirs = torch.nn.functional.cross_entropy(hidden.float() @ weight.float().t(), labels)
    assert float(mine.detach()) == pytest.approx(float(theirs.detach()), rel=0.01)


def test_masks_drop_their_share_and_keep_the_mean() -> None:
    masks = DropoutMasks(0.2, 1, torch.bfloat16)
    values = torch.ones(300, 400, dtype=torch.bfloat16)
    first, second = masks(values).float(), masks(values).float()
    assert float((first == 0).float().mean()) == pytest.approx(0.2, abs=0.01)
    assert float(first.mean()) == pytest.approx(1.0, abs=0.02)
    assert float((first == second).float().mean()) == pytest.approx(0.2**2 + 0.8**2, abs=0.01), "new masks"
    large = masks(torch.ones(2 * POOL + 1, dtype=torch.bfloat16)).float()
    assert float((large == 0).float().mean()) == pytest.approx(0.2, abs=0.01)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder with the vocabulary and the pairs of the toy corpus."""
    folder = tmp_path_factory.mktemp("work")
    train_tokenizer({"news": sentences()}, toy(), folder, random.Random(1))
    store.write_json(folder / "pairs.json.xz", {"groups": {"news": sentences()}, "dev": sentences()[:20]})
    return folder


def toy(dropout: float = 0.0) -> Settings:
    settings = copy.deepcopy(load_settings(SCRIPT.with_suffix(".toml"), "toy"))
    settings["model"]["dropout"] = dropout
    settings["train"]["threads"] = 2
    return settings


@pytest.mark.parametrize("precision, tolerance", [("bfloat16", 0.1), ("float32", 1e-4)])
def test_the_gradient_of_two_copies_is_that_of_the_whole_batch(
    work: Path, tmp_path: Path, precision: str, tolerance: float
) -> None:
    settings = toy()
    settings["train"]["precision"] = precision
    run = Run(work, settings, Options(place=tmp_path))
    assert run.replicas is not None
    with torch.no_grad():
        for parameter in run.trained(run.model).values():
            parameter *= 1.5  # the copies were made of other weights
    for twin in run.replicas.copies:
        for parameter in twin.parameters():
            parameter.grad = torch.ones_like(parameter)  # of another step
    examples = [(run.encoder.encode(vi), run.encoder.encode(en)) for vi, en in sentences()[:9]]
    run.gradient_of_replicas(run.replicas, [to_arrays(examples[at::2], run.encoder.pad) for at in range(2)])
    found = {name: p.grad for name, p in run.model.named_parameters() if p.requires_grad}
    run.model.zero_grad(set_to_none=True)
    source, decoder, labels = to_tensors(to_arrays(examples, run.encoder.pad), "cpu")
    mask = (source != run.encoder.pad).long()
    out = run.model.eval()(input_ids=source, attention_mask=mask, decoder_input_ids=decoder)
    logits = out.logits.flatten(0, 1)
    torch.nn.functional.cross_entropy(logits, labels.flatten(), label_smoothing=0.1).backward()
    for name, parameter in run.model.named_parameters():
        # The keys' bias has none: softmax does not see what is added to all.
        if parameter.requires_grad and "k_proj.bias" not in name:
            off = float((found[name] - parameter.grad).norm() / parameter.grad.norm())
            assert off < tolerance, name


def test_dropout_stands_where_transformers_has_it(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, encoder = toy(dropout=0.3), Encoder(work / "spm.model")
    model = build_model(settings, encoder).train()
    example = to_tensors(to_arrays([tuple(map(encoder.encode, sentences()[0]))], encoder.pad), "cpu")
    theirs: list[tuple[int, ...]] = []

    def recorded(values: Any, p: float = 0.5, training: bool = True, inplace: bool = False) -> Any:
        if p and training:
            theirs.append(tuple(values.shape))
        return values

    monkeypatch.setattr(torch.nn.functional, "dropout", recorded)
    whole = float(loss_of(model, example, encoder.pad, 0.1).detach())
    wanted, theirs = theirs, []
    assert len(wanted) == 7, "the embeddings of both sides, two blocks of the encoder, three of the decoder"
    masked: list[tuple[int, ...]] = []
    monkeypatch.setattr(
        replicas.DropoutMasks, "__call__", lambda _, values: masked.append(tuple(values.shape)) or values
    )
    (twin,) = replicas.Replicas(model, 1, 0.3, 1, torch.bfloat16).copies
    assert float(output_loss_of(twin, example, encoder.pad, 0.1).detach()) == pytest.approx(whole, rel=0.02)
    assert masked == wanted
    assert not theirs, "nothing is dropped twice"
    loss_of(model, example, encoder.pad, 0.1)
    assert theirs == wanted, "the network itself is as it was"


def test_the_copies_drop(work: Path) -> None:
    encoder = Encoder(work / "spm.model")
    model = build_model(toy(), encoder)
    example = to_tensors(to_arrays([tuple(map(encoder.encode, sentences()[0]))], encoder.pad), "cpu")
    with torch.no_grad():
        for share, alike in ((0.0, True), (0.3, False)):
            (twin,) = replicas.Replicas(model, 1, share, 1, torch.bfloat16).copies
            losses = {float(output_loss_of(twin, example, encoder.pad, 0.0)) for _ in range(3)}
            assert (len(losses) == 1) is alike
