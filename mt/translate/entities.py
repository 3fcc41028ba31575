"""Characters written as HTML writes them: "H&ocirc;m nay" is "Hôm nay".

Old web pages have most Vietnamese letters so, and a model reads none of them. Those of signs that HTML and
Markdown need themselves (&amp; &lt; &#124;) stay: they come back as they are. Documents are not decoded as a
whole, since what a sentence looks like in its file is what reports and tables show.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

from mt.translate import protected

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BREAKS = frozenset("\x85\u2028\u2029\ufffd")


def decoded(text: str) -> str:
    """`text` with its entities as characters, outside addresses, code and tags; NFC where there were any.

    >>> decoded("H&ocirc;m nay tr&#7901;i m&#432;a &amp; gi&oacute;")
    'Hôm nay trời mưa &amp; gió'
    """
    if "&" not in text or not _ENTITY.search(text):
        return text
    pieces, end = [], 0
    for item in protected.find(text):
        if not _ENTITY.fullmatch(item.text):
            pieces += [_ENTITY.sub(_character, text[end : item.start]), item.text]
            end = item.end
    return unicodedata.normalize("NFC", "".join([*pieces, _ENTITY.sub(_character, text[end:])]))


def _character(match: re.Match[str]) -> str:
    """The letter, digit, stop or sign beyond ASCII that the entity stands for; itself where it is unknown, a
    control, or a sign that HTML or Markdown has a use for."""
    name = match[0][1:]
    if name[0] != "#" and name not in html5:
        return match[0]
    found = html.unescape(match[0])
    kept = all(c.isalnum() or c in ".,;:!?%()" or _beyond_ascii(c) for c in found)
    return found if kept and not set(found) & _BREAKS else match[0]


def _beyond_ascii(character: str) -> bool:
    return ord(character) > 127 and unicodedata.category(character)[0] != "C"
