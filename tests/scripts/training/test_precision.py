"""Which numbers a CPU computes with, and Muon in float32 beside PyTorch's own."""

from __future__ import annotations

import copy

import pytest

torch = pytest.importorskip("torch")

from scripts.training import precision  # noqa: E402
from scripts.training.precision import Float32Muon, dtype_of, orthogonal  # noqa: E402


def test_the_faster_type_is_taken_on_a_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    for fast, slow in ((torch.float32, torch.bfloat16), (torch.bfloat16, torch.float32)):
        monkeypatch.setattr(precision, "seconds_of_product", {fast: 1.0, slow: 2.0}.get)
        assert dtype_of("auto", "cpu") == fast
        assert dtype_of("auto", "cuda") == torch.bfloat16
        assert dtype_of("bfloat16", "cpu") == torch.bfloat16
        assert dtype_of("float32", "cuda") == torch.float32
    with pytest.raises(SystemExit, match=r"train\.precision.*'half'"):
        dtype_of("half", "cpu")


def test_products_are_timed() -> None:
    assert all(precision.seconds_of_product(dtype) > 0 for dtype in (torch.float32, torch.bfloat16))


def test_muon_in_float32_takes_pytorch_s_steps() -> None:
    generator = torch.Generator().manual_seed(1)
    for shape in ((24, 24), (16, 40), (40, 16)):
        ours = torch.nn.Parameter(torch.randn(shape, generator=generator))
        theirs = copy.deepcopy(ours)
        begin = ours.detach().clone()
        settings = {"lr": 0.01, "weight_decay": 0.0, "adjust_lr_fn": "match_rms_adamw"}
        mine, other = Float32Muon([ours], **settings), torch.optim.Muon([theirs], **settings)
        for _ in range(5):
            ours.grad = torch.randn(shape, generator=generator)
            theirs.grad = ours.grad.clone()
            mine.step()
            other.step()
        moved = (theirs.detach() - begin).norm()
        assert float((ours.detach() - theirs.detach()).norm() / moved) < 0.02, shape
        other.load_state_dict(mine.state_dict())  # a checkpoint of one is one of the other


def test_the_update_is_nearly_orthogonal() -> None:
    matrix = torch.randn(20, 50, generator=torch.Generator().manual_seed(2))
    values = torch.linalg.svdvals(orthogonal(matrix, (3.4445, -4.7750, 2.0315), 5, 1e-7))
    assert 0.6 < float(values.min()) <= float(values.max()) < 1.3


def test_a_closure_is_refused() -> None:
    with pytest.raises(ValueError, match="closure"):
        Float32Muon([torch.nn.Parameter(torch.zeros(2, 2))]).step(lambda: 0.0)
