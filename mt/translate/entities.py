"""Characters written as HTML writes them: "H&ocirc;m nay" is "Hôm nay".

Old web pages have most Vietnamese letters so, and a model reads none of them. Those of the five signs that
HTML needs itself (&amp; &lt; &gt; &quot; &apos;) stay: they come back as they are.
"""

from __future__ import annotations

import html
import re
import unicodedata

from mt.translate import protected

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SIGNS = frozenset("&<>\"'")


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
    """What the entity stands for; itself where it is a sign of HTML's, a control or unknown."""
    found = html.unescape(match[0])
    odd = found in _SIGNS or any(
        unicodedata.category(c)[0] == "C" or c in "\ufffd\u2028\u2029" for c in found
    )
    return match[0] if odd else found
