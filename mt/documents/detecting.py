"""Which encoding bytes are in: byte order mark, UTF-8, UTF-16 by statistics, else the legacy encoding in
which the words are Vietnamese syllables. Unsure is an answer: a wrong guess is worse than a question.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mt.documents.encodings import LEGACY, MARKS, TCVN1, UTF8, UTF16BE, UTF16LE, Encoding
from mt.documents.syllables import is_syllable

#: Bytes looked at when legacy encodings are compared; more changes no decision.
SCORED_BYTES = 1 << 16
#: The best legacy encoding must make this share of the words with diacritics possible syllables, ...
MIN_SHARE = 0.7
#: ... and be this much likelier than the next one that reads differently (natural logarithm).
MIN_LEAD = 4.0

# A word: no ASCII but letters, and none of the quotes, dashes and spaces that stand beside words.
_WORD = re.compile(r"[^\s\x00-@\[-`{-\x7f\xa0«»‘’“”„‹›–—…•·]+")
# Chances that a word with a diacritic is a possible syllable: in the right encoding and in a wrong one.
# Names of other languages speak for caution with the first. eval/bench/encodings.py measures the outcome.
_RIGHT, _WRONG = 0.95, 0.3
# Few files use the whole of TCVN 5712; it must not be weighed against TCVN3 for one dash.
_PRIOR = {TCVN1: -2.0}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One legacy encoding tried on the sample. `share` (0-1): possible syllables among the words with
    diacritics; `likelihood`: logarithm of its ratio to chance; `text`: the sample in it."""

    encoding: Encoding
    share: float
    likelihood: float
    text: str


@dataclass(frozen=True, slots=True)
class Detection:
    """encoding: None when it is not clear. mark: length of the byte order mark in bytes.

    how: in words, for a person. candidates: what was weighed, best first.
    """

    encoding: Encoding | None
    how: str
    mark: int = 0
    candidates: tuple[Candidate, ...] = ()


def detect(sample: bytes, complete: bool = True) -> Detection:
    """The encoding of `sample`, the beginning of a file (all of it when `complete`)."""
    for mark, encoding in MARKS:
        if sample.startswith(mark):
            return Detection(encoding, "byte order mark", len(mark))
    if b"\0" in sample:
        wide = _utf16(sample)
        return Detection(wide, "16-bit units that are text" if wide else "NUL bytes")
    if sample.isascii():
        return Detection(UTF8, "plain ASCII")
    if is_utf8(sample, complete):
        return Detection(UTF8, "valid UTF-8")
    if utf8_share(sample) > 0.5:
        return Detection(UTF8, "mostly UTF-8, with bytes that are not")
    candidates = score(sample)
    return Detection(_decide(candidates), "Vietnamese syllables", 0, tuple(candidates))


def is_utf8(sample: bytes, complete: bool = True) -> bool:
    """Whether `sample` is UTF-8; when not `complete`, its last character may be cut."""
    try:
        UTF8.decode(sample, complete)
    except UnicodeDecodeError:
        return False
    return True


_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


def utf8_share(sample: bytes) -> float:
    """Share (0-1) of the bytes above 0x7F that stand in UTF-8 sequences; 0 when there are none."""
    high = len(_HIGH.findall(sample))
    return sum(map(len, _SEQUENCE.findall(sample))) / high if high else 0.0


_UTF16_TEXT = re.compile("[\t\n\r\x20-\x7e\xa0-\u01b4\u0300-\u0323\u1ea0-\u1ef9\u2010-\u2026\u20ab\ufeff]")


def _utf16(sample: bytes) -> Encoding | None:
    """UTF-16 by byte order when nearly all 16-bit units are characters of Vietnamese text, else None."""
    even = sample[: len(sample) // 2 * 2]
    shares: dict[Encoding, float] = {}
    for encoding in (UTF16LE, UTF16BE):
        text = even.decode(encoding.codec, "replace")
        shares[encoding] = len(_UTF16_TEXT.findall(text)) / len(text) if text else 0.0
    best, other = sorted(shares, key=lambda each: shares[each], reverse=True)
    return best if shares[best] > 0.9 and shares[other] < 0.5 else None


def score(sample: bytes, encodings: Sequence[Encoding] = LEGACY) -> list[Candidate]:
    """What each of `encodings` makes of `sample`, best first; those that cannot decode it are left out."""
    excerpt = _telling(sample)
    candidates = []
    for encoding in encodings:
        try:
            text = unicodedata.normalize("NFC", encoding.decode(excerpt, False))
        except UnicodeDecodeError:
            continue
        words = [word for word in _WORD.findall(text) if not word.isascii()]
        good = sum(map(is_syllable, words))
        bad = len(words) - good
        likelihood = good * math.log(_RIGHT / _WRONG) + bad * math.log((1 - _RIGHT) / (1 - _WRONG))
        likelihood += _PRIOR.get(encoding, 0.0)
        candidates.append(Candidate(encoding, good / len(words) if words else 0.0, likelihood, text))
    # sorted is stable: equal candidates stay in the order of LEGACY.
    return sorted(candidates, key=lambda candidate: candidate.likelihood, reverse=True)


def _telling(sample: bytes) -> bytes:
    """The first lines of `sample` that have bytes above 0x7F, up to SCORED_BYTES."""
    lines, size = [], 0
    for line in re.split(rb"(?<=[\r\n])", sample):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > SCORED_BYTES:
                break
    return b"".join(lines)[: 2 * SCORED_BYTES]


def _decide(candidates: Sequence[Candidate]) -> Encoding | None:
    if not candidates or candidates[0].share < MIN_SHARE:
        return None
    best = candidates[0]
    others = [candidate for candidate in candidates if candidate.text != best.text]
    if best.likelihood < MIN_LEAD or (others and best.likelihood - others[0].likelihood < MIN_LEAD):
        return None
    return best.encoding
