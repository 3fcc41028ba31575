"""A Report as JSON. The schema, version 1 (keys are added within a version, never changed or taken away):

format      "mt evaluate"
version     1
name        of the set
systems     [{name, scores: [{metric, value, low, high, signature}], flags: {kind: segments}, recipe}]
            value 0 to 100, TER more; low, high: 95 % interval or null
comparisons [{metric, first, second, difference, p_bootstrap, p_randomisation}], difference: first - second
ranks       {metric: [rank of each system, from 1]}, {} for one system
buckets     [{dimension, label, segments, scores: {metric: [value of each system]}}]
segments    [{index, document, source, references, hypotheses, chrf, flags: [[{kind, detail}]]}]
            index from 0; hypotheses, chrf (chrF2) and flags hold one entry a system
coverage    null, or {snippets, located, characters, missing: [{place, text, why}]}
recipe      {key: text}: hashes, versions, settings, command
statistics  {metric: {signature, systems: {name: {type, shape, data}}}}: sufficient statistics of each segment
            (mt/evaluate/formulas.py); data: base64 of zlib of little-endian numbers, row by row
"""

from __future__ import annotations

import json
from typing import Any

from mt.evaluate.packing import pack
from mt.evaluate.statistics import Table
from mt.values import Bucket, Report, SegmentReport, SystemReport

VERSION = 1


def render(report: Report, table: Table | None = None) -> str:
    """The report as one JSON object with a line end; table: its statistics, left out when None."""
    whole = {"format": "mt evaluate", "version": VERSION, **_plain(report)}
    if table is not None:
        names = [system.name for system in report.systems]
        whole["statistics"] = {
            metric: {
                "signature": found[0].signature,
                "systems": {name: pack(each.counts) for name, each in zip(names, found, strict=True)},
            }
            for metric, found in table.items()
        }
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _plain(report: Report) -> dict[str, Any]:
    return {
        "name": report.name,
        "systems": [_system(system) for system in report.systems],
        "comparisons": [
            {
                "metric": each.metric,
                "first": each.first,
                "second": each.second,
                "difference": each.difference,
                "p_bootstrap": each.p_bootstrap,
                "p_randomisation": each.p_randomisation,
            }
            for each in report.comparisons
        ],
        "ranks": {metric: list(ranks) for metric, ranks in report.ranks},
        "buckets": [_bucket(bucket) for bucket in report.buckets],
        "segments": [_segment(segment) for segment in report.segments],
        "coverage": _coverage(report),
        "recipe": dict(report.recipe),
    }


def _system(system: SystemReport) -> dict[str, Any]:
    return {
        "name": system.name,
        "scores": [
            {
                "metric": score.metric,
                "value": score.value,
                "low": score.low,
                "high": score.high,
                "signature": score.signature,
            }
            for score in system.scores
        ],
        "flags": {str(kind): count for kind, count in system.flags},
        "recipe": dict(system.recipe),
    }


def _bucket(bucket: Bucket) -> dict[str, Any]:
    return {
        "dimension": bucket.dimension,
        "label": bucket.label,
        "segments": bucket.segments,
        "scores": {metric: list(values) for metric, values in bucket.scores},
    }


def _segment(segment: SegmentReport) -> dict[str, Any]:
    return {
        "index": segment.index,
        "document": segment.document,
        "source": segment.source,
        "references": list(segment.references),
        "hypotheses": list(segment.hypotheses),
        "chrf": list(segment.chrf),
        "flags": [
            [{"kind": str(flag.kind), "detail": flag.detail} for flag in flags] for flags in segment.flags
        ],
    }


def _coverage(report: Report) -> dict[str, Any] | None:
    if report.coverage is None:
        return None
    coverage = report.coverage
    return {
        "snippets": coverage.snippets,
        "located": coverage.located,
        "characters": coverage.characters,
        "missing": [{"place": place, "text": text, "why": why} for place, text, why in coverage.missing],
    }
