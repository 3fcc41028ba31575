"""The values that flow through the pipeline. All frozen, none knows where it is stored.

A `Document` is a run of whole lines of one file. A `Sentence` is a span of it. A `Translation` is a
sentence with its English. Positions are offsets in characters (code points) into the NFC text of the
whole file; `document.start` is the offset of `document.text[0]`, so that a file may be read in pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of characters, `0 <= start <= end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Document:
    """Whole lines of one file, decoded and in NFC; line ends stay as they were.

    name: what messages and output rows call the file ("-" for standard input).
    start: offset of `text[0]` in the file's whole text, in characters.
    line: number of the first line, from 1.
    """

    text: str
    name: str = "-"
    start: int = 0
    line: int = 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text == document.text[span.start - document.start : span.end - document.start]`.

    line: number of the line in which the sentence begins, from 1.
    """

    text: str
    span: Span
    line: int = 1


class FlagKind(StrEnum):
    """What the check of a translation against its source can find."""

    EMPTY = "empty"
    SHORT = "short"
    LONG = "long"
    REPETITION = "repetition"
    COPIED = "copied"
    NUMBER = "number"
    URL = "url"
    EMAIL = "email"
    HASHTAG = "hashtag"
    PLACEHOLDER = "placeholder"
    TAG = "tag"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding. `detail` says what is missing or extra, for a person: "1.500.000 is missing"."""

    kind: FlagKind
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else str(self.kind)


@dataclass(frozen=True, slots=True)
class Translation:
    """One sentence and its English.

    score: mean log-probability a target token under the model (<= 0), None where no model ran.
    flags: what the check still finds after repair; empty when nothing.
    repair: the rung of the ladder that gave this target ("" when the first decoding stood).
    """

    sentence: Sentence
    target: str
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    repair: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A model that lies ready in a folder.

    name: "bundled", "opus-mt", a hub id, or a folder's name.
    family: "marian" or "nllb" (NLLB-200 and M2M-100 share one code path).
    format: "ctranslate2" (converted) or "transformers" (a Hugging Face folder).
    source_code, target_code: language tokens of the NLLB family, "" for Marian.
    quality: one sentence for a person, e.g. "FLORES-200 devtest BLEU 25.3".
    mask: pattern of the token that the model was trained to copy, e.g. "⟦{}⟧"; "" when it was not.
    """

    name: str
    folder: Path
    family: str
    format: str = "ctranslate2"
    source_code: str = ""
    target_code: str = ""
    licence: str = ""
    revision: str = ""
    quality: str = ""
    mask: str = ""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How an engine searches. Defaults are those of `mt translate`.

    max_ratio, max_extra: at most `max_ratio * source_tokens + max_extra` target tokens.
    repetition_penalty: 1 is none. no_repeat_ngram: 0 is none. length_penalty: exponent, as in CTranslate2.
    """

    beam: int = 4
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    max_ratio: float = 2.0
    max_extra: int = 20


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine answers for one source: detokenised text, its score (see `Translation.score`), and
    whether decoding ended by itself (False: it ran into the length limit)."""

    text: str
    score: float
    finished: bool = True


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a run, in sentences unless said otherwise.

    repaired: a rung of the ladder gave a target without flags. flagged: flags are left.
    """

    files: int = 0
    sentences: int = 0
    repaired: int = 0
    flagged: int = 0
    kinds: tuple[tuple[FlagKind, int], ...] = field(default=())
