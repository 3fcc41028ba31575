"""A deeper network begins as the shallow one."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from scripts.training.growth import deepened  # noqa: E402
from scripts.training.network import build_model, loss_of, to_tensors  # noqa: E402
from scripts.training.sampler import to_arrays  # noqa: E402
from scripts.training.settings import load_settings, override  # noqa: E402
from scripts.training.vocabulary import Encoder, train_tokenizer  # noqa: E402
from tests.scripts.toy import SCRIPT, sentences  # noqa: E402

SETTINGS = load_settings(SCRIPT.with_suffix(".toml"), "toy")


@pytest.mark.parametrize(("encoder_layers", "decoder_layers"), [(4, 2), (5, 3)])
def test_a_deeper_network_computes_the_same_and_learns(
    tmp_path: Path, encoder_layers: int, decoder_layers: int
) -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    train_tokenizer({"news": sentences()}, SETTINGS, tmp_path, random.Random(1))
    encoder = Encoder(tmp_path / "spm.model")
    small = copy.deepcopy(SETTINGS)
    override(small, ["model.encoder_layers=2", "model.decoder_layers=2"])
    old = build_model(small, encoder).eval()
    with torch.no_grad():
        for parameter in old.parameters():
            if parameter.dim() == 1:
                # Gains and biases of their own, as a trained network has them.
                parameter += 0.3 * torch.randn_like(parameter)
    weights = {name: value.detach().numpy() for name, value in old.named_parameters()}
    for side, layers in (("encoder", encoder_layers), ("decoder", decoder_layers)):
        weights = deepened(weights, side, layers)
    large = copy.deepcopy(SETTINGS)
    override(large, [f"model.encoder_layers={encoder_layers}", f"model.decoder_layers={decoder_layers}"])
    new = build_model(large, encoder).eval()
    new.load_state_dict({name: torch.tensor(value) for name, value in weights.items()}, strict=False)
    assert dict(new.named_parameters()).keys() == weights.keys()

    examples = [(encoder.encode(vi), encoder.encode(en)) for vi, en in sentences()[:5]]
    tensors = to_tensors(to_arrays(examples, encoder.pad), "cpu")
    found = [model(*tensors[:1], decoder_input_ids=tensors[1]).logits for model in (old, new)]
    torch.testing.assert_close(found[1], found[0], rtol=1e-4, atol=1e-4)
    loss_of(new, tensors, encoder.pad, 0.0).backward()
    for part in (new.model.encoder, new.model.decoder):
        for layer in part.layers:
            for block in (layer.fc2, layer.self_attn.out_proj):
                assert float(block.weight.grad.norm()) > 0, "every block is moved"
