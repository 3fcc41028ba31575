"""mt evaluate: how good translations are, how sure that is, and which is better."""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mt.cli.evaluate_bars import Bars, check_bars, read_baseline
from mt.cli.evaluate_inputs import Inputs, gather
from mt.documents import replacing, same_file
from mt.errors import UsageError
from mt.evaluate.options import DEFAULT_METRICS, EvaluateOptions
from mt.values import Report

if TYPE_CHECKING:
    from mt.evaluate.statistics import Table

_EXAMPLES = """\
examples:
  mt evaluate out.en --ref ref.en                    BLEU, chrF2, chrF2++, TER with 95 % intervals
  mt evaluate a.en b.en --ref ref.en --src src.vi    which is better, and whether that is significant
  mt evaluate out.en --ref a.en --ref b.en           two references a segment
  mt evaluate out.en --ref ref.en --report out.html  a page to show, or out.md, out.json
  mt evaluate out.en --ref ref.en --min-bleu 25      exit code 8 when BLEU is lower
  mt evaluate out.en --ref ref.en --json > base.json
  mt evaluate new.en --ref ref.en --no-worse-than base.json
  mt evaluate --src src.vi --ref ref.en --model bundled    translates first
  mt evaluate out.en --src src.vi --snippets s.tsv   references of some pieces of the text only
  mt evaluate --alignment gold.tsv auto.tsv          precision, recall and F1 of an alignment
  mt evaluate sets                                   test sets that are known by name

One segment a line; blank lines count. Scores are sacreBLEU's, to the last digit.

exit codes: 0 done, 2 usage, 3 input, 4 model, 5 output, 8 below what was asked, 130 Ctrl-C"""

_METRICS = {name.lower(): name for name in DEFAULT_METRICS} | {"chrf": "chrF2", "chrf++": "chrF2++"}
#: By the ending of a report's name: the module that renders it.
_RENDERERS = {".html": "html", ".htm": "html", ".md": "markdown", ".tsv": "tsv", ".json": "json"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = _EXAMPLES
    parser.add_argument("files", nargs="*", metavar="HYP", help="translations to score; or: sets")
    _add_inputs(parser.add_argument_group("what is scored"))
    _add_measures(parser.add_argument_group("how"))
    _add_outputs(parser.add_argument_group("what comes out"))
    _add_bars(parser.add_argument_group("what is asked (exit code 8 when it is not met)"))


def _add_inputs(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--ref", action="append", metavar="FILE", help="English references; again for a second one a segment"
    )
    group.add_argument("--src", metavar="FILE", help="the Vietnamese; needed by --model and --comet")
    group.add_argument(
        "--snippets", metavar="FILE", help="references of pieces of the text: TSV vi, en, or en"
    )
    group.add_argument("--realign", action="store_true", help="lines differ: align sentences, then score")
    group.add_argument("--docs", metavar="FILE", help="document id of each segment, for scores by document")
    group.add_argument(
        "--set", metavar="NAME", help="a declared test set (mt evaluate sets), or a file of one"
    )
    group.add_argument(
        "--alignment", nargs=2, metavar=("GOLD", "AUTO"), help="score an alignment against gold instead"
    )
    group.add_argument("--sets", metavar="FILE", help="declarations of your own test sets (TOML)")
    group.add_argument("--data", metavar="FOLDER", help="where test sets lie (MT_DATA)")
    group.add_argument(
        "--model", action="append", metavar="MODEL", help="translate with it first; repeatable"
    )
    group.add_argument("--beam", type=int, metavar="N", help="of --model (4)")
    group.add_argument(
        "--encoding", metavar="NAME", help="of all files: utf-8, cp1258, viscii, ... (detected)"
    )


def _add_measures(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--metrics", metavar="LIST", help=f"some of {','.join(DEFAULT_METRICS)} (all)")
    group.add_argument("--comet", default="", metavar="MODEL", help="score with this COMET model as well")
    group.add_argument("--resamples", type=int, default=1000, metavar="N", help="of the bootstrap (1000)")
    group.add_argument("--trials", type=int, default=10_000, metavar="N", help="of the randomisation (10000)")
    group.add_argument("--seed", type=int, default=12345, metavar="N", help="of both (12345, as sacreBLEU)")
    group.add_argument(
        "--fast", action="store_true", help="scores only: no intervals, tests, findings or documents"
    )


def _add_outputs(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--json", action="store_true", help="JSON on standard output instead of a table")
    group.add_argument(
        "--report", action="append", metavar="FILE", help="FILE.html, .md, .tsv or .json; repeatable"
    )
    group.add_argument("--segments", metavar="FILE.tsv", help="every segment with its scores and findings")
    group.add_argument("--quiet", action="store_true", help="errors only on standard error")


def _add_bars(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--min-bleu", type=float, metavar="X", help="BLEU of every system")
    group.add_argument("--min-chrf", type=float, metavar="X", help="chrF2 of every system")
    group.add_argument("--max-flags", type=int, metavar="N", help="segments with findings, of every system")
    group.add_argument(
        "--no-worse-than", metavar="FILE.json", help="not significantly worse than what --json gave before"
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.files == ["sets"]:
        from mt.cli.evaluate_sets import list_sets

        return list_sets(arguments)
    if arguments.alignment:
        from mt.cli import evaluate_alignment

        return evaluate_alignment.run(arguments)
    options = _options(arguments)
    targets = _targets(arguments)
    bars = Bars(arguments, options, read_baseline(arguments.no_worse_than))
    inputs = gather(arguments)
    found = _evaluated(inputs, options, arguments)
    _write(found, arguments, targets)
    check_bars(found.report, found.table, bars)
    return 0


@dataclass(frozen=True, slots=True)
class Found:
    """What is written: the report, and the statistics from which a later run can be compared."""

    report: Report
    table: Table


def _evaluated(inputs: Inputs, options: EvaluateOptions, arguments: argparse.Namespace) -> Found:
    from dataclasses import replace

    from mt.evaluate.evaluating import evaluate, measure
    from mt.translate.check import check

    options = replace(options, names=inputs.names, signature=inputs.signature)
    table = measure(inputs.reference_set, inputs.systems, options)
    report = evaluate(inputs.reference_set, inputs.systems, options, check, table)
    recipe = (*report.recipe, *inputs.recipe, ("command", shlex.join(["mt", *_words(arguments)])))
    return Found(replace(report, recipe=recipe, coverage=inputs.coverage), table)


def _words(arguments: argparse.Namespace) -> list[str]:
    """What was typed behind `mt`."""
    return list(arguments.typed)


def _options(arguments: argparse.Namespace) -> EvaluateOptions:
    for name in ("resamples", "trials"):
        if getattr(arguments, name) < 0:
            raise UsageError(f"--{name} must be 0 or more")
    if 0 < arguments.resamples < 40:
        raise UsageError("--resamples must be 40 or more for a 95 % interval, or 0 for none")
    if arguments.seed < 0:
        raise UsageError("--seed must be 0 or more")
    metrics = []
    for word in (arguments.metrics or ",".join(DEFAULT_METRICS)).split(","):
        if word.strip().lower() not in _METRICS:
            raise UsageError(
                f"--metrics: there is no {word.strip()!r}. There are: {', '.join(DEFAULT_METRICS)}"
            )
        metrics.append(_METRICS[word.strip().lower()])
    return EvaluateOptions(
        metrics=tuple(dict.fromkeys(metrics)),
        resamples=0 if arguments.fast else arguments.resamples,
        trials=0 if arguments.fast else arguments.trials,
        seed=arguments.seed,
        buckets=not arguments.fast,
        segments=not arguments.fast or bool(arguments.segments or arguments.max_flags is not None),
        comet=arguments.comet,
    )


def _targets(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """Each file to write with the module that renders it. Checked before anything is computed."""
    targets = []
    for path in arguments.report or []:
        module = _RENDERERS.get(Path(path).suffix.lower())
        if module is None:
            raise UsageError(f"--report {path}: the name must end in .html, .md, .tsv or .json")
        targets.append((path, module))
    if arguments.segments:
        targets.append((arguments.segments, "tsv"))
    inputs = [*arguments.files, *(arguments.ref or []), arguments.src, arguments.docs]
    inputs += [arguments.snippets, arguments.no_worse_than, arguments.set, arguments.sets]
    for path, _ in targets:
        if any(name and name != "-" and same_file(name, path) for name in inputs):
            raise UsageError(f"{path} is an input as well. Name another file")
        folder = Path(path).parent
        if not folder.is_dir():
            from mt.errors import OutputError

            raise OutputError(f"{path}: there is no folder {folder}. Remedy: mkdir -p {folder}")
    return targets


def _write(found: Found, arguments: argparse.Namespace, targets: list[tuple[str, str]]) -> None:
    """Standard output first: it is there even when a file cannot be written."""
    if arguments.json:
        sys.stdout.write(_rendered(found, "json"))
    else:
        from mt.cli.evaluate_text import render

        sys.stdout.write(render(found.report, bool(arguments.docs)))
    for path, module in targets:
        text = _rendered(found, module)
        with replacing(path) as stream:
            stream.write(text)
        if not arguments.quiet:
            print(f"mt: written: {path}", file=sys.stderr)


def _rendered(found: Found, module: str) -> str:
    if module == "json":
        from mt.evaluate.json import render

        return render(found.report, found.table)
    from importlib import import_module

    text: str = import_module(f"mt.evaluate.{module}").render(found.report)
    return text
