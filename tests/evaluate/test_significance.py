"""Intervals and p-values against sacrebleu.significance with the same seed; ranks by hand."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sacrebleu")
from sacrebleu.metrics import BLEU, CHRF, TER
from sacrebleu.significance import PairedTest

from mt.evaluate import significance
from mt.evaluate.significance import bootstrap, interval, paired_bootstrap, randomisation, ranks
from mt.evaluate.statistics import METRICS, Table, all_statistics
from tests.evaluate.texts import references, spoiled

SEED = 12345
REFERENCES = references(120)
SYSTEMS = [spoiled(REFERENCES, share, at) for at, share in enumerate((0.2, 0.2, 0.22, 0.3))]


def table(references: list[list[str]]) -> Table:
    found = [all_statistics(list(METRICS), system, references) for system in SYSTEMS]
    return {name: [each[at] for each in found] for at, name in enumerate(METRICS)}


def theirs(kind: str, samples: int, references: list[list[str]]) -> dict[str, list]:
    metrics = {"BLEU": BLEU(), "chrF2": CHRF(), "chrF2++": CHRF(word_order=2), "TER": TER()}
    named = [(str(at), system) for at, system in enumerate(SYSTEMS)]
    return PairedTest(named, metrics, references, kind, samples)()[1]


@pytest.fixture(scope="module", params=[1, 2], ids=["one reference", "two references"])
def references_of(request: pytest.FixtureRequest) -> list[list[str]]:
    return [REFERENCES, spoiled(REFERENCES, 0.1, 9)][: request.param]


def test_bootstrap_agrees_with_sacrebleu(references_of: list[list[str]]) -> None:
    ours, expected = table(references_of), theirs("bs", 300, references_of)
    samples = bootstrap(ours, 300, SEED)
    for name, found in ours.items():
        for at in range(1, len(SYSTEMS)):
            difference = found[at].score() - found[0].score()
            p = paired_bootstrap(samples[name][0], samples[name][at], difference)
            # Their sums are in float32: a resample whose difference is that of the whole may fall either way.
            assert p == pytest.approx(expected[name][at].p_value, abs=1.01 / 301), (name, at)
            low, high = interval(samples[name][at])
            assert (high - low) / 2 == pytest.approx(expected[name][at].ci, rel=1e-4)
            assert samples[name][at].mean() == pytest.approx(expected[name][at].mean, rel=1e-5)


def test_randomisation_agrees_with_sacrebleu(references_of: list[list[str]]) -> None:
    ours, expected = table(references_of), theirs("ar", 320, references_of)
    shuffled = randomisation(ours, 320, SEED)
    for name, found in ours.items():
        for at in range(1, len(SYSTEMS)):
            difference = found[0].score() - found[at].score()
            # Trials that swap nothing, or all, tie with the whole but for the last place.
            assert shuffled.p(name, 0, at, difference) == pytest.approx(
                expected[name][at].p_value, abs=1.01 / 321
            ), (name, at)


def test_samples_do_not_depend_on_how_many_are_held_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = table([REFERENCES])
    whole = bootstrap(ours, 100, SEED), randomisation(ours, 100, SEED).picked
    monkeypatch.setattr(significance, "_HELD", 120 * 33)
    parts = bootstrap(ours, 100, SEED), randomisation(ours, 100, SEED).picked
    for name in ours:
        np.testing.assert_array_equal(whole[0][name], parts[0][name])
    np.testing.assert_array_equal(whole[1], parts[1])


def test_sums_are_exact_beyond_what_float32_holds() -> None:
    counts = np.array([[3.0, 2.0**23], [5.0, 2.0**23 - 1], [7.0, 2.0**26 + 1], [0.0, 1.0]])
    weights = np.array([[1, 1, 1, 1], [3, 0, 2, 1], [100, 0, 0, 1]], dtype=np.float32)
    columns = significance._Columns(counts, 4)
    np.testing.assert_array_equal(columns.sums(weights), weights.astype(float) @ counts)


def test_a_system_does_not_differ_from_itself() -> None:
    ours = table([REFERENCES])
    twice: Table = {name: [found[0], found[0]] for name, found in ours.items()}
    samples, shuffled = bootstrap(twice, 100, SEED), randomisation(twice, 100, SEED)
    for name in twice:
        assert paired_bootstrap(samples[name][0], samples[name][1], 0.0) == 1.0
        assert shuffled.p(name, 0, 1, 0.0) == 1.0


def differing(*pairs: tuple[int, int], size: int) -> np.ndarray:
    found = np.zeros((size, size), dtype=bool)
    for one, other in pairs:
        found[one, other] = found[other, one] = True
    return found


@pytest.mark.parametrize(
    ("scores", "higher", "pairs", "expected"),
    [
        ([30.0, 20.0, 10.0], True, [(0, 1), (0, 2), (1, 2)], (1, 2, 3)),
        ([30.0, 20.0, 10.0], False, [(0, 1), (0, 2), (1, 2)], (3, 2, 1)),
        ([30.0, 29.0, 10.0], True, [(0, 2), (1, 2)], (1, 1, 3)),
        # The third differs from the first, not from the second: it opens a rank of its own.
        ([30.0, 29.0, 28.0], True, [(0, 2)], (1, 1, 3)),
        ([10.0, 30.0, 29.0, 9.0], True, [(1, 0), (1, 3), (2, 0), (2, 3)], (3, 1, 1, 3)),
        ([5.0], True, [], (1,)),
    ],
)
def test_ranks(
    scores: list[float], higher: bool, pairs: list[tuple[int, int]], expected: tuple[int, ...]
) -> None:
    assert ranks(scores, higher, differing(*pairs, size=len(scores))) == expected
