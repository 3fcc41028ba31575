"""What tags enclose: a word in bold has to come back as a word in bold, not as `<b> </b>`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mt.translate.protected import Item

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)(?:\s[^<>]*)?>")
_TEXT = re.compile(r"[^\W_]")


def emptied(source: str, wanted: Sequence[Item], target: str, given: Sequence[Item]) -> list[str]:
    """Names of the tags that enclose text in `source` and do not, as often, in `target`.

    wanted, given: the protected items of the two. Where a tag is missing altogether nothing is said: that
    is another finding.
    """
    if not any(item.name == "tag" for item in wanted):
        return []
    full, all_given = Counter(_filled(source, wanted)), Counter(item.text for item in given)
    if any(all_given[item.text] == 0 for item in wanted if item.name == "tag"):
        return []
    kept = Counter(_filled(target, given))
    return [name for name, times in full.items() if kept[name] < times]


def _filled(text: str, items: Sequence[Item]) -> list[str]:
    """The name of each tag that is closed and has a letter or a digit inside, other tags aside."""
    found: list[str] = []
    opened: list[tuple[str, int]] = []
    for item in items:
        match = _TAG.fullmatch(item.text) if item.name == "tag" else None
        if match is None or item.text.endswith("/>"):
            continue
        name = match[2].lower()
        if not match[1]:
            opened.append((name, item.end))
            continue
        at = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == name), None)
        if at is not None:
            if _holds_text(text, opened[at][1], item.start, items):
                found.append(name)
            del opened[at:]
    return found


def _holds_text(text: str, start: int, end: int, items: Sequence[Item]) -> bool:
    for item in items:
        if item.name == "tag" and start <= item.start < end:
            if _TEXT.search(text, start, item.start):
                return True
            start = item.end
    return _TEXT.search(text, start, end) is not None
