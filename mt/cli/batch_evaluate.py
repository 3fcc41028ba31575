"""mt batch --evaluate: scores of a folder's outputs against references of the same names."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mt.batch.plan import STATE, Task
from mt.cli.evaluate_inputs import read_segments, silent
from mt.cli.evaluate_text import render
from mt.cli.evaluate_texts import realigned
from mt.documents import replacing
from mt.errors import MtError
from mt.values import ReferenceSet, Report, System
from mt.wording import counted


@dataclass(frozen=True, slots=True)
class Folders:
    """Of the inputs, the outputs, the references."""

    source: Path
    target: Path
    references: Path


def report(tasks: Sequence[Task], folders: Folders, recipe: dict[str, str]) -> None:
    """Prints the scores of the outputs that have a reference, and writes evaluation.html, .md and .json.

    The reference of a/news.txt is a/news.txt or a/news.en.txt below the references; where it has not as many
    lines as the output, the two are aligned first. Where no file has one, that is said.
    """
    from mt.evaluate import EvaluateOptions, evaluate
    from mt.evaluate.evaluating import measure
    from mt.translate.check import check

    found = [pair for task in tasks if (pair := _scored(task, folders))]
    if not found:
        # Not an error: files that failed are told of after this.
        print(
            f"mt: {folders.references}: no reference for any of {counted(len(tasks), 'output')}",
            file=sys.stderr,
        )
        return
    reference_set = ReferenceSet(
        folders.references.name,
        (tuple(text for each in found for text in each.references),),
        documents=tuple(each.name for each in found for _ in each.references),
    )
    system = System(
        recipe["model"], tuple(text for each in found for text in each.hypotheses), tuple(recipe.items())
    )
    options = EvaluateOptions(signature="realign:some" if any(each.realigned for each in found) else "")
    table = measure(reference_set, [system], options)
    made = evaluate(reference_set, [system], options, check, table)
    state = folders.target / STATE
    _write(made, state)
    sys.stdout.write(render(made))
    said = (
        f"{len(found):,} of {counted(len(tasks), 'file')} with a reference; report: {state}/evaluation.html"
    )
    print(f"mt: {said}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class _Scored:
    """One file's reference and output, in as many segments. realigned: they were aligned for that."""

    name: str
    references: tuple[str, ...]
    hypotheses: tuple[str, ...]
    realigned: bool


def _scored(task: Task, folders: Folders) -> _Scored | None:
    """None, with a word on standard error, where there is nothing to score."""
    names = task.source.relative_to(folders.source), task.target.relative_to(folders.target)
    path = next((folders.references / name for name in names if (folders.references / name).is_file()), None)
    if path is None or not task.target.is_file():
        return None
    name = task.name
    try:
        reference = read_segments(str(path), None, silent)
        output = read_segments(str(task.target), "utf-8", silent)
        if len(reference) == len(output):
            return _Scored(name, reference, output, False)
        aligned, (system,) = realigned(ReferenceSet(name, (reference,)), [System(name, output)], silent)
        return _Scored(name, aligned.references[0], system.hypotheses, True)
    except MtError as error:
        print(f"mt: {name} is not scored: {error}", file=sys.stderr)
        return None


def _write(made: Report, folder: Path) -> None:
    from mt.evaluate import html, json, markdown

    texts = {"html": html.render(made), "md": markdown.render(made), "json": json.render(made)}
    for ending, text in texts.items():
        with replacing(folder / f"evaluation.{ending}") as out:
            out.write(text)
