"""What stands around an engine: a sentence made fit for the model, and its English given back its dress.

Models lose or mangle what they rarely saw in training: curly quotes, odd dashes, capitals, addresses, list
marks. `prepare` takes these off or rewrites them, `restore` puts them back. Neither loses text: what cannot
be put back is left to the check.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import count

from mt.translate import dates, money, protected, times
from mt.translate.abbreviations import expanded
from mt.translate.casing import Case, detect, from_sentence, to_sentence
from mt.translate.clock import twelve
from mt.translate.copied import Copied, names, numbers, symbols
from mt.translate.glossary import Found, Glossary
from mt.translate.inflection import indefinite
from mt.translate.numbers import to_english
from mt.translate.vietnamese import plain, vietnamese_names
from mt.values import Model

#: Mask tokens that a model is trained with, ⟦1⟧ to ⟦9⟧.
MASKS = 9
_DOUBLE = "“”„‟«»〝〞＂"
_SINGLE = "‘’‚‛ʼ＇"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(_DOUBLE, '"'),
        **dict.fromkeys(_SINGLE, "'"),
        **dict.fromkeys("‐‑‒−﹣－", "-"),
        **dict.fromkeys("―⸺", "—"),
        "…": "...",
        "\u00ad": None,
        "\u200b": None,
        **dict.fromkeys("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060", None),
        "\ufeff": None,
        "▁": "_",
        # Full-width forms, as Chinese and Japanese keyboards write them.
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "＂＇－"},
    }
)
_LEAD = re.compile(
    r"\s*(?:(?:>|&gt;){1,6}\s*)?(?:(?:[-–—•●◦▪■□►▶▸✓✔❖*+·>]|#{1,6}|\(?[0-9]{1,3}[.)]|\(?[a-hđA-HĐ]\)|[IVX]{1,5}[.)])\s+|[–—•●◦▪■□►▶▸✓✔❖|]\s*|-(?=[^\W\d]))*"
)
# The marks of quoted mail, where --unwrap has joined its lines.
_QUOTED_LINE = re.compile(r"[\r\n](?:[ \t]*>)+")
# English sentences inside Vietnamese text: two such words and no Vietnamese letter.
_ENGLISH_WORD = re.compile(
    r"\b(?:the|of|and|is|are|was|were|with|this|from|which|have|has|for|you|not|it|by)\b", re.IGNORECASE
)
_VIETNAMESE_LETTER = re.compile(r"[À-ỹĐđ]")
_LETTER = re.compile(r"[^\W\d_]")
# Apostrophes within words belong to the quotation.
_SINGLE_QUOTED = re.compile(r"(^|[\s(\[“\":])'((?:[^']|(?<=\w)'(?=\w)){1,300})'(?!\w)")
# A model's vocabulary knows these as controls, not as text.
_CONTROL = re.compile(
    r"</?s>|<(?:unk|pad|mask)>|>>[A-Za-z_]{2,12}<<|\b[a-z]{3}_(?:Latn|Cyrl|Arab|Hans|Hant)\b", re.IGNORECASE
)


#: Characters of English before a mask that tell in which form its word comes.
_CONTEXT = 80
_LOWER_WORD = re.compile(r"[^\W\d_A-Z]+(?!\w)")
_COUNTRY = (
    "France|Germany|America|Britain|England|Vietnam|China|Japan|Russia|Italy|Spain|Korea|Australia|Austria"
    "|Sweden|Norway|Denmark|Finland|Poland|Portugal|Greece|Turkey|Egypt|India|Thailand|Canada|Mexico|Brazil"
    "|Argentina|Ireland|Scotland|Switzerland|Belgium|Hungary|Ukraine|Iran|Iraq|Israel|Indonesia|Malaysia"
)
# 2020-12-31 and 2020-12, as computers write them: a model makes "December 2020, 31" of the first.
_ISO = re.compile(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?")
# A time as `times.find` writes it; and what a model may have written behind its mask as well.
_TIME = re.compile(r"1?[0-9](?::[0-5][0-9]$|(?::[0-5][0-9])? [ap]\.m\.)")
_AGAIN = re.compile(r"(?:\s?[ap]\.?m\b\.?)?(?:\.(?!\.))?")
_ORDINAL = re.compile(r"(?<![\w.,/:-])([0-9]{1,9})(st|nd|rd|th)(?!\w)")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A sentence ready for an engine.

    source: as it was. text: what the model reads; not read when `passthrough`.
    lead, trail: what was set aside at both ends and comes back as it is.
    masks: what token 1, 2, ... of `pattern` stands for.
    numbers: (Vietnamese, English) notation of the numbers that were rewritten.
    passthrough: nothing to translate: the source, with names and numbers as in English, is the target.
    """

    source: str
    text: str
    lead: str = ""
    trail: str = ""
    case: Case = Case.SENTENCE
    pattern: str = ""
    masks: tuple[str | Found, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    passthrough: bool = False


def prepare(
    text: str, model: Model, copied: Copied = Copied.ALL, glossary: Glossary | None = None
) -> Guarded:
    """`text`, one sentence, made ready for `model`: set aside, masked, rewritten. Linear in its length.

    copied: what is masked besides protected items, where the model was trained to copy masks. glossary: whose
    words are, with `Copied.TERMS`.
    """
    items = protected.find(text)
    if not _translatable(text, items):
        return Guarded(text, "", passthrough=True)
    start, end = _inside(text, items)
    core = text[start:end]
    if not _LETTER.search(core):
        return Guarded(text, "", passthrough=True)
    masks: tuple[str | Found, ...] = ()
    if model.mask:
        core, masks = _masked(expanded(core), model.mask, copied, glossary)
        if masks and not _LETTER.search(core):
            lead, trail = text[:start], text[end:]
            return Guarded(text, core, lead, trail, pattern=model.mask, masks=masks, passthrough=True)
        core = times.spelt(core)
    core, case, numbers = _rewritten(core)
    return Guarded(text, core, text[:start], text[end:], case, model.mask, masks, numbers)


def restore(guarded: Guarded, hypothesis: str) -> str:
    """The English of `guarded.source`, made of what the engine answered for `guarded.text`."""
    if guarded.passthrough:
        if guarded.masks:
            return guarded.lead + _unmasked(guarded.text, guarded)[0] + guarded.trail
        return to_english(guarded.source)
    english = " ".join(hypothesis.split())
    if not english:
        return ""
    english = _numbers_back(english, guarded.numbers)
    english = _quotes_back(english, guarded)
    english = _controls_back(english, guarded.source)
    english, kept = _unmasked(twelve(english, guarded.source), guarded)
    english = _ORDINAL.sub(lambda m: m[0] if m[0] in guarded.source else _ordinal(m), english)
    if not guarded.masks:
        kept = [(item.start, item.end) for item in protected.find(english)]
    english, kept = indefinite(english, kept, guarded.source)
    english = _begun(from_sentence(english, guarded.case, kept), guarded.source[len(guarded.lead) :])
    return guarded.lead + english + guarded.trail


def _translatable(text: str, items: list[protected.Item]) -> bool:
    """Whether anything is left to translate once the items are out, and it is not English already."""
    end, words = 0, False
    for item in items:
        words = words or _LETTER.search(text, end, item.start) is not None
        end = item.end
    if not (words or _LETTER.search(text, end)):
        return False
    return _VIETNAMESE_LETTER.search(text) is not None or not _is_english(text)


def _is_english(text: str) -> bool:
    words = len(text.split())
    known = len(_ENGLISH_WORD.findall(text))
    return known >= 2 and known * 7 >= words


def _inside(text: str, items: list[protected.Item]) -> tuple[int, int]:
    """Where the text for the model begins and ends: without list marks and the bars of a table, without tags
    and emoji at both ends, without hashtags behind it."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    for item in items:
        if item.start < start:
            continue
        if item.name not in ("tag", "emoji") or text[start : item.start].strip():
            break
        start = item.end
    start += len(text[start:]) - len(text[start:].lstrip())
    end = len(text.rstrip())
    for item in reversed(items):
        between = text[item.end : end]
        if item.start < start or between.strip() or item.name not in ("tag", "emoji", "hashtag"):
            break
        end = item.start
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return start, end


def _masked(
    text: str, pattern: str, copied: Copied, glossary: Glossary | None
) -> tuple[str, tuple[str | Found, ...]]:
    """`text` with what is to be copied replaced by the tokens `pattern`, and what they stand for."""
    words = glossary if glossary is not None and Copied.TERMS in copied else None
    items: list[protected.Item | Found] = [*protected.find(text)]
    # In the order of what must not be lost: the model knows so many tokens, and what comes after them stays.
    for kind, found in (
        (Copied.MONEY, money.find),
        (Copied.TIMES, times.find),
        (Copied.DATES, _dates),
        (Copied.TERMS, lambda text: words.find(text, exact=True) if words else ()),
        (Copied.NUMBERS, numbers),
        (Copied.NAMES, vietnamese_names),
        (Copied.TERMS, lambda text: words.find(text) if words else ()),
        (Copied.NAMES, names),
        (Copied.SYMBOLS, symbols),
    ):
        if kind in copied:
            taken = [(item.start, item.end) for item in items]
            items += [n for n in found(text) if all(n.end <= start or end <= n.start for start, end in taken)]
    items = sorted(items[:MASKS], key=lambda item: item.start)
    numbered, masks, pieces, end = count(1), [], [], 0
    for item in items:
        pieces += [text[end : item.start], pattern.format(next(numbered))]
        masks.append(item if isinstance(item, Found) else _english(text, item))
        end = item.end
    return "".join([*pieces, text[end:]]), tuple(masks)


def whole(guarded: Guarded, hypothesis: str) -> bool:
    """Whether every word of the glossary has its place in what the engine answered: its mask comes once, and
    not before a country, as it does in Vietnamese ("⟦1⟧ France")."""
    if guarded.passthrough:
        return True
    places = Counter(int(match[1]) for match in _token(guarded.pattern).finditer(hypothesis))
    for number, term in enumerate(guarded.masks, 1):
        if not isinstance(term, Found):
            continue
        if places[number] != 1:
            return False
        follows = re.search(rf"{re.escape(guarded.pattern.format(number))} (?:{_COUNTRY})\b", hypothesis)
        if term.named and not term.exact and follows:
            return False
    return True


def _dates(text: str) -> list[protected.Item]:
    """Dates, and what looks like one and is none, which would be read as one: house numbers, fractions."""
    return [
        item
        for item in numbers(text)
        if _ISO.fullmatch(item.text) or _date(text, item) or dates.is_none(text, item.start)
    ]


def _english(text: str, item: protected.Item) -> str:
    """What the item's mask stands for in the English."""
    if item.name == "vietnamese":
        return plain(item.text)
    if item.name == "money":
        return money.written(item.text)
    if isinstance(item, times.Time):
        return item.english
    return (item.name == "number" and _date(text, item)) or item.text


def _date(text: str, item: protected.Item) -> str:
    """The date that the number is, written out; "" when it is none."""
    date = dates.written(text, item.start)
    return date[0] if date and date[1] == item.end else ""


def _rewritten(text: str) -> tuple[str, Case, tuple[tuple[str, str], ...]]:
    """What the model reads instead of `text`; the case it was in; the numbers that changed."""
    plain = " ".join(_QUOTED_LINE.sub(" ", text).translate(_PLAIN).split())
    plain = plain.replace("``", '"').replace("''", '"')
    plain = _CONTROL.sub(_apart, plain)
    english = to_english(plain)
    numbers: tuple[tuple[str, str], ...] = ()
    if english != plain:
        # The rewriting keeps the length, so the changed numbers stand at the same places.
        pairs = (
            (match[0], english[match.start() : match.end()])
            for match in re.finditer(r"[0-9][0-9.,]*[0-9]", plain)
        )
        numbers = tuple(pair for pair in pairs if pair[0] != pair[1])
    case = detect(protected.without(protected.find(english), english))
    return _outside_items(english, to_sentence(english, case)), case, numbers


def _outside_items(text: str, changed: str) -> str:
    """`changed`, of the same length, with the protected items of `text` as they were."""
    if changed == text:
        return text
    for item in protected.find(text):
        changed = changed[: item.start] + item.text + changed[item.end :]
    return changed


def _apart(match: re.Match[str]) -> str:
    """A control token as plain text: "</s>" becomes "< /s >"."""
    return " ".join((match[0][0], match[0][1:-1], match[0][-1]))


def _begun(english: str, source: str) -> str:
    """`english` with a capital where `source` begins with one and a model forgot it: of a common word alone,
    not of "iPhone" or an address."""
    if source.lstrip()[:1].isupper() and re.match(r"[a-z]+(?![\w.:@/-])", english):
        return english[0].upper() + english[1:]
    return english


def _controls_back(english: str, source: str) -> str:
    for match in _CONTROL.finditer(source):
        english = re.sub(r"\s*".join(map(re.escape, match[0])), match[0].replace("\\", ""), english)
    return english


def _numbers_back(english: str, numbers: tuple[tuple[str, str], ...]) -> str:
    """`english` with English notation where the model fell back to the Vietnamese one."""
    for vietnamese, wanted in numbers:
        if wanted not in english and vietnamese in english:
            english = re.sub(rf"(?<![\w.,]){re.escape(vietnamese)}(?![.,]?[0-9])", wanted, english)
    return english


def _quotes_back(english: str, guarded: Guarded) -> str:
    """Quotes as the source has them: those around the whole sentence come back when the model lost all
    of its quotes; straight ones become curly when the source is curly."""
    source = guarded.source[len(guarded.lead) : len(guarded.source) - len(guarded.trail)]
    core = source.translate(_PLAIN)
    if '"' not in english and '"' in core:
        tail = re.search(r'"[.,!?]?$', core)
        opened, closed = core.startswith('"'), tail is not None
        # Quotes within the sentence have no sure place.
        if (opened or closed) and core.count('"') == opened + closed:
            english = ('"' if opened else "") + english + ('"' if closed else "")
    if "…" in source:
        english = english.replace("...", "…")
    if "‘" in source:
        english = _SINGLE_QUOTED.sub("\\1‘\\2’", english)
    if not any(sign in source for sign in "“”„«»"):
        return english
    return re.sub(r'(^|[\s(\[{—–-])"(?=\S)', "\\1“", english).replace('"', "”")


def _ordinal(match: re.Match[str]) -> str:
    """2th as 2nd: a model writes the ending without seeing the number under its mask. As long as it was."""
    number = int(match[1])
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return match[1] + ending


def _token(pattern: str) -> re.Pattern[str]:
    """Finds the mask tokens; a model may write the plural itself: "⟦1⟧s"."""
    before, _, after = pattern.partition("{}")
    return re.compile(rf"{re.escape(before)}\s?([0-9]{{1,4}})\s?{re.escape(after)}(s(?!\w))?")


def _unmasked(english: str, guarded: Guarded) -> tuple[str, list[tuple[int, int]]]:
    """`english` with the items in the place of their tokens, and where they stand now."""
    if not guarded.masks:
        return english, []
    pieces: list[str] = []
    kept: list[tuple[int, int]] = []
    end = length = 0
    tail = ""  # of what is done
    for match in _token(guarded.pattern).finditer(english):
        number = int(match[1])
        if not 1 <= number <= len(guarded.masks):
            continue
        between, item, plural = english[end : match.start()], guarded.masks[number - 1], match[2] or ""
        word = item if isinstance(item, str) else item.entry.english
        if isinstance(item, str):
            word += plural
        elif item.exact:
            context = tail + between
            gone, word = item.written(context, "")
            between = between[: len(between) - gone] if gone <= len(between) else between
            # "the Navy" begins a sentence as "The Navy", "iPhone" as it is.
            if _LOWER_WORD.match(word) and not _LETTER.search(context[: len(context) - gone]):
                word = word[:1].upper() + word[1:]
            word += plural
        else:
            context, gone = tail + between, 0
            if not guarded.passthrough:
                gone, word = item.written(context, english[match.end() : match.end() + 40], bool(plural))
            between = between[: len(between) - gone] if gone <= len(between) else between
            if not _LETTER.search(context[: len(context) - gone]):
                word = word[:1].upper() + word[1:]
        if _TIME.match(word):
            between = re.sub(r"\b(o)n $", lambda m: "At " if m[1] == "O" else "at ", between, flags=re.I)
        # What is written out, a date, a sum or a name, takes the sentence's capitals.
        if item in guarded.source if isinstance(item, str) else item.exact:
            kept.append((length + len(between), length + len(between) + len(word)))
        pieces += [between, word]
        length += len(between) + len(word)
        tail = (tail + between + word)[-_CONTEXT:]
        end = match.end()
        # "at 7 p.m.": one stop is enough, and one half of the day.
        if word.endswith(".m.") and (more := _AGAIN.match(english, end)):
            end = more.end()
    return "".join([*pieces, english[end:]]), kept
