"""What a converted model is worth, by `mt evaluate`: development sets, rivals, int8 beside float32."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scripts.training.settings import Settings

METRICS = ("BLEU", "chrF2", "chrF2++")


def judge(made: Path, data: Path, settings: Settings, exact: Path | None = None) -> dict[str, Any]:
    """By development set the report of `mt evaluate` (mt/evaluate/json.py), without its segments.

    Systems: the model as `mt translate` runs it, on the main set the same in float32 where `exact` is given,
    and what rivals answered, where `data`/rivals has it. Scores carry 95 % intervals and signatures; all
    pairs of systems are tested; `buckets` scores lengths apart; `flags` counts findings.
    """
    found: dict[str, Any] = {}
    for name in settings["data"]["tests"]:
        path = data / name
        if path.exists():
            found[path.stem] = report(path, made, exact if name == settings["data"]["dev"] else None)
            print(f"{path.stem}: {headline(found[path.stem])}", file=sys.stderr, flush=True)
    return found


def report(path: Path, made: Path, exact: Path | None) -> dict[str, Any]:
    from mt.evaluate import EvaluateOptions, evaluate
    from mt.evaluate.json import render
    from mt.translate.check import check
    from mt.values import ReferenceSet, System

    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    sources, references = tuple(row[0] for row in rows), tuple(row[1] for row in rows)
    systems = [System("bundled", translated(made, sources))]
    if exact is not None:
        systems.append(System("bundled, float32", translated(exact, sources, "float32")))
    for file in sorted((path.parent.parent / "rivals").glob(f"{path.stem}.*.en")):
        lines = file.read_text(encoding="utf-8").splitlines()
        systems.append(System(file.name.removeprefix(f"{path.stem}.").removesuffix(".en"), tuple(lines)))
    options = EvaluateOptions(metrics=METRICS, trials=1000)
    whole = evaluate(ReferenceSet(path.stem, (references,), sources), systems, options, check)
    plain: dict[str, Any] = json.loads(render(whole))
    del plain["segments"]
    return plain


def translated(folder: Path, sources: tuple[str, ...], compute: str = "int8") -> tuple[str, ...]:
    """One line each, by the whole of `mt translate`, computed in `compute` whatever the folder holds."""
    import mt

    return tuple(mt.load(str(folder), compute=compute).translate("\n".join(sources)).split("\n"))


def score(report: dict[str, Any], metric: str = "BLEU", system: int = 0) -> float:
    scores = report["systems"][system]["scores"]
    return float(next(each["value"] for each in scores if each["metric"] == metric))


def headline(report: dict[str, Any]) -> str:
    return ", ".join(f"{metric} {score(report, metric):.2f}" for metric in METRICS)


def lost_to_int8(report: dict[str, Any]) -> float | None:
    """BLEU that the shipped weights are below float32; None where that was not measured."""
    names = [system["name"] for system in report["systems"]]
    if "bundled, float32" not in names:
        return None
    return score(report, "BLEU", names.index("bundled, float32")) - score(report)
