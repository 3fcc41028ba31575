"""A training's clock and learning rate."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from scripts.training.run import Run


@pytest.mark.parametrize(
    ("seconds", "share"), [(0, 1.0), (1800, 1.0), (2160, 1.0), (2880, 0.5), (3600, 0.0), (4000, 0.0)]
)
def test_the_learning_rate_stays_then_falls_in_a_line(seconds: float, share: float) -> None:
    """Warm-up, stable, decay (Hu et al. 2024, equation 1, with a linear decay over the last 40 %)."""
    train = {"hours": 1.0, "decay": 0.4, "warmup_steps": 100, "learning_rate": 2e-3}
    run = SimpleNamespace(settings={"train": train}, seconds=seconds, step=5000)
    assert Run.rate(run) == pytest.approx(2e-3 * share)
    run.step = 49
    assert Run.rate(run) == pytest.approx(1e-3 * share)


def test_without_a_stable_part_the_rate_falls_all_the_way() -> None:
    train = {"hours": 1.0, "decay": 1.0, "warmup_steps": 1, "learning_rate": 1.0}
    rates = [Run.rate(SimpleNamespace(settings={"train": train}, seconds=s, step=9)) for s in (0, 900, 2700)]
    assert rates == pytest.approx([1.0, 0.75, 0.25])
