"""Tokens as the 13a tokeniser of mteval and sacreBLEU makes them, of many segments at once.

The rules are the published ones of mteval-v13a; that sacreBLEU's tokeniser gives the same is a test. A block
of segments goes through each rule as one text, and rules split and join instead of filling templates, which
takes a third of the time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Marks that stand alone whatever is beside them: ASCII without letters, digits, ' , - and the stop.
_ALONE = tuple(' !"#$%&()*+/:;<=>?@[\\]^_`{|}~')
_ENTITIES = (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))
# A comma or stop not behind a digit; not before one; a hyphen behind one. A match takes its neighbour along.
_BEHIND = re.compile("([^0-9])([.,])")
_BEFORE = re.compile("([.,])([^0-9])")
_HYPHEN = re.compile("([0-9])(-)")


def tokenise(segments: Sequence[str]) -> list[list[str]]:
    """The tokens of each segment."""
    # Spaces around each keep rules from reaching over the line end between two.
    text = "\n".join(f" {_prepared(segment)} " for segment in segments)
    for mark in _ALONE:  # the space first: the others bring spaces
        if mark in text:
            text = text.replace(mark, f" {mark} ")
    if "." in text or "," in text:
        parts = _BEHIND.split(text)
        parts[2::3] = [f" {mark} " for mark in parts[2::3]]
        parts = _BEFORE.split("".join(parts))
        parts[1::3] = [f" {mark} " for mark in parts[1::3]]
        text = "".join(parts)
    if "-" in text:
        text = _HYPHEN.sub(_apart, text)
    return [line.split() for line in text.split("\n")]


def _apart(found: re.Match[str]) -> str:
    return f"{found[1]} - "


def _prepared(segment: str) -> str:
    segment = segment.rstrip().replace("<skipped>", "")
    if "\n" in segment:
        segment = segment.replace("-\n", "").replace("\n", " ")
    if "&" in segment:
        for entity, mark in _ENTITIES:
            segment = segment.replace(entity, mark)
    return segment
