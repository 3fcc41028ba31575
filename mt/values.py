"""The values that flow through the pipeline. All frozen, none knows where it is stored.

A `Document` is a run of whole lines of one file. A `Sentence` is a span of it. A `Translation` is a
sentence with its English. Positions are offsets in characters (code points) into the NFC text of the
whole file; `document.start` is the offset of `document.text[0]`, so that a file may be read in pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    cues: it is of a file of subtitles.
    """

    text: str
    name: str = "-"
    start: int = 0
    line: int = 1
    cues: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text == document.text[span.start - document.start : span.end - document.start]`.

    line: number of the line in which the sentence begins, from 1.
    """

    text: str
    span: Span
    line: int = 1


class FlagKind(StrEnum):
    """What the check of a translation against its source, or against references, can find."""

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
    NEGATION = "negation"
    # A word that became another of its kind: Monday for Tuesday, years for months, after for before.
    EXCHANGED = "exchanged"
    # A word of the user's glossary.
    TERM = "term"
    # A foreign name; against references, any name.
    NAME = "name"
    # Found against references only.
    OMISSION = "omission"


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding. `detail` says what is missing or extra, for a person: "1.500.000 is missing".

    place: the characters of the target that the finding is about, where one stretch can be named.
    """

    kind: FlagKind
    detail: str = ""
    place: Span | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}" if self.detail else str(self.kind)


@dataclass(frozen=True, slots=True)
class Translation:
    """One sentence and its English.

    score: mean log-probability a target token under the model (<= 0), None where no model ran.
    flags: what the check still finds after repair; empty when nothing.
    repair: the rung of the ladder that gave this target ("" when the first decoding stood).
    words: which words translate each other, (token of the sentence, token of the target), tokens being what
    white space parts, from 0; None when that was not asked for.
    """

    sentence: Sentence
    target: str
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    repair: str = ""
    words: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """A model that lies ready in a folder.

    name: "bundled", "opus-mt", a hub id, or a folder's name.
    family: "marian" or "nllb" (NLLB-200 and M2M-100 share one code path).
    format: "ctranslate2" (converted) or "transformers" (a Hugging Face folder).
    source_code, target_code: language tokens of the NLLB family, "" for Marian.
    quality: one sentence for a person, e.g. "FLORES-200 devtest BLEU 25.3".
    mask: pattern of the token that the model was trained to copy, e.g. "⟦{}⟧"; "" when it was not.
    longest: source tokens from which on a sentence is better read in pieces; 0: as many as the engine reads.
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
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Decoding:
    """How an engine searches. Defaults are those of `mt translate`.

    max_ratio, max_extra: at most `max_ratio * source_tokens + max_extra` target tokens.
    repetition_penalty: 1 is none. no_repeat_ngram: 0 is none. length_penalty: exponent, as in CTranslate2.
    others: how many more hypotheses of the beam are wanted, less than `beam`.
    """

    beam: int = 4
    length_penalty: float = 1.0
    repetition_penalty: float = 1.0
    no_repeat_ngram: int = 0
    max_ratio: float = 2.0
    max_extra: int = 20
    others: int = 0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine answers for one source: detokenised text, its score (see `Translation.score`), and
    whether decoding ended by itself (False: it ran into the length limit). others: what else the beam held,
    best first."""

    text: str
    score: float
    finished: bool = True
    others: Sequence[Hypothesis] = ()


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


@dataclass(frozen=True, slots=True)
class Link:
    """Sentences that translate each other.

    source, target: consecutive places in the two lists of sentences, from 0; empty where one side has
    nothing (0-1, 1-0), never both. confidence: 0 to 1, the probability that the link is right.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Links of two lists of sentences, in the order of both (monotone); each sentence stands in just one.

    parallel: 0 to 1, how sure it is that the two are translations of each other.
    """

    links: tuple[Link, ...]
    parallel: float = 1.0


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """What hypotheses are scored against.

    references: shape (references, segments): one tuple for each reference, all of the same length.
    sources: Vietnamese, one a segment, () when unknown. documents: document id of each segment, () when
    there are none.
    """

    name: str
    references: tuple[tuple[str, ...], ...]
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class System:
    """One translation of a whole set.

    hypotheses: one a segment, "" where there is none. recipe: what is needed to repeat it, as (key, value):
    model, revision, engine, settings.
    """

    name: str
    hypotheses: tuple[str, ...]
    recipe: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A corpus score.

    metric: "BLEU", "chrF2", "chrF2++", "TER" or the name of a COMET model. value: 0 to 100; lower is better
    for TER, which can pass 100. signature: sacreBLEU's. low, high: 95 % bootstrap interval, None without one.
    """

    metric: str
    value: float
    signature: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems under one metric.

    difference: first minus second. p_bootstrap: paired bootstrap resampling (Koehn 2004). p_randomisation:
    paired approximate randomisation (Riezler and Maxwell 2005). Both two-sided, 0 to 1.
    """

    metric: str
    first: str
    second: str
    difference: float
    p_bootstrap: float
    p_randomisation: float


@dataclass(frozen=True, slots=True)
class Bucket:
    """Segments that are alike in one respect, e.g. dimension "source words", label "21-30".

    scores: for each metric, one value a system, in the order of the report's systems.
    """

    dimension: str
    label: str
    segments: int
    scores: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """One segment. hypotheses, chrf (chrF2, 0 to 100) and flags hold one entry a system, in their order."""

    index: int
    source: str
    references: tuple[str, ...]
    hypotheses: tuple[str, ...]
    chrf: tuple[float, ...]
    flags: tuple[tuple[Flag, ...], ...]
    document: str = ""


@dataclass(frozen=True, slots=True)
class SystemReport:
    """One system's scores; flags: how many segments have a finding of each kind."""

    name: str
    scores: tuple[Score, ...]
    flags: tuple[tuple[FlagKind, int], ...] = ()
    recipe: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a translation reference snippets cover.

    snippets, located: counts. characters: share of the hypothesis that lies in a located snippet, 0 to 1.
    missing: (place in the file, text, why) of those that could not be located.
    """

    snippets: int
    located: int
    characters: float
    missing: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What `mt evaluate` found.

    ranks: for each metric one rank a system, from 1; systems that do not differ significantly from the best
    of a rank share it. recipe: data hashes, versions, seed, command, as (key, value).
    """

    name: str
    systems: tuple[SystemReport, ...]
    comparisons: tuple[Comparison, ...] = ()
    ranks: tuple[tuple[str, tuple[int, ...]], ...] = ()
    buckets: tuple[Bucket, ...] = ()
    segments: tuple[SegmentReport, ...] = ()
    coverage: Coverage | None = None
    recipe: tuple[tuple[str, str], ...] = ()
