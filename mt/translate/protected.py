"""What must come back from a translation letter for letter: addresses, placeholders, tags, code, emoji and
stretches of other scripts. Every pattern reads each character a bounded number of times, so that a
megabyte of one character costs no more than a megabyte of prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mt.values import FlagKind

# Scripts that a Vietnamese-English model cannot spell: Cyrillic, Arabic, Thai, Hangul, Kana, Han.
_FOREIGN = (
    "\u0400-\u052f\u0530-\u06ff\u0700-\u1cff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\u25a0-\u25ff\ufe0f\u200d\u20e3\u2581"
_URL_BODY = r"[^\s<>\"“”«»`{}|\\^]"
_TOP_LEVEL = "com|net|org|vn|edu|gov|info|io|me|tv|co|ai|dev|app|int|eu|uk|us|fr|de|jp|cn|ru|asia|biz|xyz"

_PATTERNS = {
    "url": rf"<(?:https?|ftp)://{_URL_BODY}{{1,2000}}>|(?<![\w@])(?:(?:https?|ftp)://|www\.){_URL_BODY}{{1,2000}}"
    rf"|(?<![\w.@/-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,6}}(?:{_TOP_LEVEL})(?![\w@-]|\.\w)(?:/{_URL_BODY}{{0,2000}})?",
    "email": r"<[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{1,255}>"
    r"|(?<![\w.+@-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}",
    # Behind code in backquotes: mathematics of TeX, paths of two folders and more.
    "code": r"<(?:script|SCRIPT)\b[^<>\n]{0,300}>[^\n]{0,2000}?</(?:script|SCRIPT)>"
    r"|<(?:style|STYLE)\b[^<>\n]{0,300}>[^\n]{0,2000}?</(?:style|STYLE)>"
    r"|`[^`\n]{1,300}`|\$\$[^$\n]{1,300}\$\$"
    r"|\$(?=[^$\n]{0,200}[\\^_={}])[^$\s](?:[^$\n]{0,200}[^$\s])?\$(?!\w)"
    r"|(?<![\w/.:<])(?:~|\.{1,2})?(?:/[\w.@+-]{1,80}){2,20}/?(?![\w/>])"
    r"|(?<!\w)[A-Za-z]:\\[^\s\"<>|]{1,300}",
    # The last three are of subtitles: a time in a cue of WebVTT, codes and line ends of SSA ({\i1}, \N).
    "tag": r"</?[A-Za-z][\w:-]{0,30}(?:\.[\w.-]{1,60})?"
    r"(?:(?:\s(?:[^<>\n\"']|\"[^\"<\n]{0,300}\"|'[^'<\n]{0,300}'){0,300})?/?>|\s[^<>\n]{0,300}>)"
    r"|<!--[^<>\n]{0,300}-->|<!(?:doctype|DOCTYPE)\b[^<>\n]{0,300}>|<\?[A-Za-z][^<>\n]{0,300}\?>"
    r"|>>[a-z_A-Z]{2,12}<<|<(?:[0-9]{1,3}:)?[0-9]{2}:[0-9]{2}[.,][0-9]{1,3}>"
    r"|\{\\[A-Za-z0-9][^{}\n]{0,100}\}|(?<=[.!?,…}\s])\\N",
    # The second line: attributes and footnotes of Markdown, templates, marks behind a backslash.
    "placeholder": r"\{\{[^{}\n]{1,100}\}\}"
    r"|\{[#.][\w-][^{}\n]{0,80}\}|\{\w{1,30}=[^{}\n]{1,80}\}|\[\^[\w-]{1,40}\]:?"
    r"|\{%[^{}\n]{1,200}%\}|\\[|*_#`]"
    r"|\$?\{[\w.:!\[\]-]{0,80}\}|\[\[[^\[\]\n]{1,100}\]\]"
    r"|(?<![\d%\w])%(?:\(\w{1,60}\)|\d{1,3}\$)?[-#0+]{0,3}\d{0,4}(?:\.\d{1,4})?[sdifgxXeEuc@](?!\w)"
    r"|(?<![\w$])\$[A-Z_][A-Z0-9_]+(?!\w)|(?<![\d%\w])%[A-Z_]{2,60}%"
    r"|&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,20});",
    "hashtag": r"(?<![\w&/#@.])[#@][^\W\d]\w{0,100}",
    "emoji": rf"[{_EMOJI}\U000e0020-\U000e007f]+",
    # Encoded data and the like: no prose, and hundreds of tokens that no model can copy.
    "blob": r"(?<!\S)\S{120,}",
    "foreign": rf"[{_FOREIGN}](?:[ ,、。・]{{0,2}}[{_FOREIGN}])*|[{_GREEK}]{{2,}}(?: [{_GREEK}]{{2,}})*",
}
_ITEM = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()))
_MAYBE = re.compile(
    rf"[@#<{{`&%>\\$~{_EMOJI}{_FOREIGN}{_GREEK}]|\[[\[^]|\$[A-Z_{{]|://|(?:/[\w.@+-]{{1,80}}){{2}}|\S{{120}}|www\.|[A-Za-z0-9]\.(?:{_TOP_LEVEL})(?!\w)"
)
_KINDS = {
    "url": FlagKind.URL,
    "email": FlagKind.EMAIL,
    "tag": FlagKind.TAG,
    "hashtag": FlagKind.HASHTAG,
}


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch that has to come back as it is. `name` is finer than `kind`: emoji, code, foreign, ..."""

    name: str
    text: str
    start: int

    @property
    def kind(self) -> FlagKind:
        """The flag of a translation that lacks the item."""
        return _KINDS.get(self.name, FlagKind.PLACEHOLDER)

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def find(text: str) -> list[Item]:
    """The protected items of `text`, in order, none overlapping."""
    if not _MAYBE.search(text):
        return []
    return [Item(match.lastgroup or "", _trimmed(match), match.start()) for match in _ITEM.finditer(text)]


def without(items: list[Item], text: str) -> str:
    """`text` with a blank in the place of each of its `items`."""
    pieces, end = [], 0
    for item in items:
        pieces.append(text[end : item.start])
        end = item.end
    return " ".join([*pieces, text[end:]]) if items else text


def _trimmed(match: re.Match[str]) -> str:
    """The match; an address without the punctuation of the sentence around it."""
    if match.lastgroup != "url":
        return match[0]
    if match[0][0] == "<":
        return match[0]
    url = match[0].rstrip(".,;:!?'()[]…*~")
    closing = match[0][len(url) : len(url) + 1]
    return url + ")" if closing == ")" and url.count("(") > url.count(")") else url
