"""What tags enclose: a word in bold has to come back as a word in bold, not as `<b> </b>`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mt.translate.protected import Item

#: (slash, name); the classes behind a name are WebVTT's: <c.yellow>.
TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)(?:\.[\w.-]+)?(?:\s.*)?>")
_TEXT = re.compile(r"[^\W_]")


def emptied(source: str, wanted: Sequence[Item], target: str, given: Sequence[Item]) -> list[str]:
    """Names of the tags that enclose text in `source` and do not, as often, in `target`.

    wanted, given: the protected items of the two. Where a tag is missing nothing is said: that is another
    finding.
    """
    if not any(item.name == "tag" for item in wanted):
        return []
    needed = Counter(item.text for item in wanted if item.name == "tag")
    kept = Counter(item.text for item in given)
    if any(kept[text] < times for text, times in needed.items()):
        return []
    full, still = Counter(_filled(source, wanted)), Counter(_filled(target, given))
    return [name for name, times in full.items() if still[name] < times]


def _filled(text: str, items: Sequence[Item]) -> list[str]:
    """The name of each tag that is closed and has a letter or a digit inside, other tags aside."""
    found: list[str] = []
    # Where each open tag of a name ends; where the text seen last ends.
    opened: dict[str, list[int]] = {}
    seen, before = 0, 0
    for item in items:
        match = TAG.fullmatch(item.text) if item.name == "tag" else None
        if match is None or item.text.endswith("/>"):
            continue
        if _TEXT.search(text, before, item.start):
            seen = item.start
        before = item.end
        name = match[2].lower()
        if not match[1]:
            opened.setdefault(name, []).append(item.end)
        elif opened.get(name) and seen > opened[name].pop():
            found.append(name)
    return found
