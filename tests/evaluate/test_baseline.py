"""A baseline that is read back says what the paired test on both texts says."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("sacrebleu")

from mt.errors import InputError
from mt.evaluate import baseline
from mt.evaluate.evaluating import evaluate, measure
from mt.evaluate.json import render
from mt.evaluate.options import EvaluateOptions
from mt.values import ReferenceSet, System
from tests.evaluate.texts import references, spoiled

REFERENCES = tuple(references(80))
SET = ReferenceSet("set", (REFERENCES,))
OPTIONS = EvaluateOptions(resamples=200, trials=200)
BEFORE = System("before", tuple(spoiled(list(REFERENCES), 0.2, 1)))


def stored(systems: list[System]) -> str:
    table = measure(SET, systems, OPTIONS)
    return render(evaluate(SET, systems, OPTIONS, table=table), table)


def compared(
    now: System, text: str, given: ReferenceSet = SET, options: EvaluateOptions = OPTIONS
) -> dict[str, bool]:
    table = measure(given, [now], options)
    recipe = dict(evaluate(given, [now], options, table=table).recipe)
    found = baseline.compare(baseline.parse(text, "base.json"), table, recipe, ("now",), options)
    return {each.metric: baseline.worse(each, options) for each in found}


def test_the_tests_are_those_of_both_texts_together() -> None:
    now = System("now", tuple(spoiled(list(REFERENCES), 0.24, 2)))
    table = measure(SET, [now], OPTIONS)
    recipe = dict(evaluate(SET, [now], OPTIONS, table=table).recipe)
    kept = baseline.parse(stored([BEFORE]), "base.json")
    found = list(baseline.compare(kept, table, recipe, ("now",), OPTIONS))
    together = evaluate(SET, [BEFORE, now], OPTIONS).comparisons
    assert [(each.p_bootstrap, each.p_randomisation) for each in found] == [
        (each.p_bootstrap, each.p_randomisation) for each in together
    ]
    assert [each.difference for each in found] == [-each.difference for each in together]


@pytest.mark.parametrize(("share", "worse"), [(0.05, False), (0.6, True)])
def test_worse_is_told_from_better(share: float, worse: bool) -> None:
    found = compared(System("now", tuple(spoiled(list(REFERENCES), share, 3))), stored([BEFORE]))
    assert found == dict.fromkeys(("BLEU", "chrF2", "chrF2++", "TER"), worse)


def test_the_same_is_not_worse() -> None:
    assert not any(compared(BEFORE, stored([BEFORE])).values())


def test_of_several_the_best_is_the_baseline() -> None:
    bad = System("bad", tuple(spoiled(list(REFERENCES), 0.6, 4)))
    assert baseline.parse(stored([bad, BEFORE]), "b").system == "before"


def test_other_references_or_settings_are_refused() -> None:
    text = stored([BEFORE])
    other = ReferenceSet("set", (REFERENCES[::-1],))
    with pytest.raises(InputError, match="other references"):
        compared(BEFORE, text, other)
    changed = text.replace("|tok:13a", "|tok:intl")
    with pytest.raises(InputError, match=r"BLEU is .*tok:intl.*here it is .*tok:13a"):
        compared(BEFORE, changed)
    whole = json.loads(text)
    del whole["statistics"]["BLEU"]
    with pytest.raises(InputError, match="none of these metrics"):
        compared(
            BEFORE, json.dumps(whole), options=EvaluateOptions(metrics=("BLEU",), resamples=50, trials=50)
        )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "not a report of version 1"),
        ('{"format": "mt evaluate", "version": 2}', "not a report of version 1"),
        ('{"format": "mt evaluate", "version": 1}', "is damaged"),
        ('{"format": "mt evaluate", "version": 1, "systems": []}', "is damaged"),
    ],
)
def test_what_is_no_baseline(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        baseline.parse(text, "base.json")


def test_damaged_statistics() -> None:
    whole = json.loads(stored([BEFORE]))
    whole["statistics"]["TER"]["systems"]["before"]["shape"] = [160, 1]
    with pytest.raises(InputError, match=r"base\.json is damaged: TER has 1 columns, not 2"):
        baseline.parse(json.dumps(whole), "base.json")
