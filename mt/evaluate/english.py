"""What English sentences say, as far as it can be counted: names, negations, addresses, content words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”]{1,2000}|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
    r"|(?<![\w.@/-])(?:[A-Za-z0-9-]{2,63}\.){1,4}(?:com|net|org|vn|edu|gov|info|io)(?![\w@-]|\.\w)"
)
_STOP_LIST = """
a about above after again against all also although am among an and another any are around as at be
because been before being below between both but by can could despite did do does doing done down during
each either else even ever every few first for from further get got had has have having he her here hers
herself him himself his how however i if in instead into is it its itself just last later least less let
like made make many may me might more most much must my near neither no nor not now of off often on once
one only onto or other others our out over own per perhaps quite rather said same say says she should
since so some still such than that the their them then there these they this those though through thus
to together too toward towards two under until up upon us very was we well were what when where whether
which while who whom whose why will with within without would yet you your
"""
STOP_WORDS = frozenset(_STOP_LIST.split())
# Words that are capitalised for what they are, not as a name, and names with many translations.
_NO_NAME_LIST = """
mr mrs ms miss dr prof sir i i'm i've i'll i'd ok tv am pm bc ad ce bce utc gmt est internet god lord
sun moon earth bible north south east west northern southern eastern western photo source image credit
celsius fahrenheit
monday tuesday wednesday thursday friday saturday sunday january february march april may june july
august september october november december
"""
_INITIALS = re.compile(r"^(?:[A-Z]\.)+[A-Z]$")
_MONTHS = re.compile(r"(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[-–]?)+")
_NO_NAMES = frozenset(_NO_NAME_LIST.split())
# What institutions and places are called; "National Congress" may come back as "parliament".
_COMMON_LIST = """
academy act affairs age agency agreement airport alley alliance ancient archbishop area army assembly
second submission third association avenue award bank battle bay bill bishop board book bridge bureau
captain castle category cathedral center central centre century chairman chamber championship championships
chancellor chapter chief church city class club coast code colonel commission commissioner committee common
commons community company conference congress constitution convention corporation council country county
court crown cup day deep defense department deputy desert director district division doctor drivers duke
earl economic education emperor empire era executive faculty fair falls federal federation festival field
figure finance first fleet force forces foreign foundation fund games garden general government governor
grand great group guard hall health high highway holy home hospital hotel house hurricane imperial
independence industry institute interior international island islands journal judge justice kingdom king
labour lake law league library lieutenant lord lower major market mayor medical medicine member middle
military minister ministry monument mosque mount mountain mountains museum national navy network new news
observatory ocean office officer official old olympic olympics operation orchestra organisation organization
palace park parliament party peninsula people people's phase plan plaza police port premier president
presidential prime prince princess princes professor program programme project province public queen railway
region representative report representatives republic research review river road round royal saint school
science sciences sea season secretary section security senate senator series sergeant service session
society spokesman square stadium state states station statue store storm strait street studies summer summit
supreme table task team television temple territory theater theatre tower trade treaty tribunal trust type
union university upper valley version vice village wall war water watch week white winter world year
"""
_COMMON = frozenset(_COMMON_LIST.split())
_NAME_STOP = re.compile(r"[.!?:;…\"“”(\[–—]\s*$|^\s*$|['‘]\s*$|--\s*$")
_SAME_LISTS = (
    "us usa america american americans united",
    "uk britain british briton britons england english united",
    "un united",
    "eu european europe",
    "ussr soviet soviets",
    "netherlands dutch holland",
    "china chinese prc",
    "burma myanmar",
    "denmark danish",
    "spain spanish",
    "poland polish",
    "turkey turkish turks",
    "thailand thai",
    "wales welsh",
    "ireland irish",
    "france french",
    "greece greek greeks",
    "philippines filipino philippine",
    "saigon minh",
    "islam islamic muslim muslims",
    "judaism jewish jews",
    "christianity christian christians",
)
_SAME: dict[str, frozenset[str]] = {}
for _list in _SAME_LISTS:
    for _word in _list.split():
        _SAME[_word] = _SAME.get(_word, frozenset()) | frozenset(_list.split())

_STRONG = re.compile(
    r"\b(?:not|never|nobody|nothing|nowhere|none|neither|nor|cannot|without)\b|n['’]t\b|\bno\b(?!\.?\s?[0-9])",
    re.IGNORECASE,
)
# Negators that affirm, or that need none in another wording.
_IDIOM = re.compile(
    r"\bnot (?:only|just|merely|simply|to mention|least|all|until|(?:so )?(?:far|long)|(?:un|in|im)\w+)\b"
    r"|\bno (?:doubt|matter|less|more|wonder|longer|one else|\w+er than)\b|\b(?:or|if|why) not\b"
    r"|n['’]t (?:just|only|it|he|she|they|we|you|that|this)\b|\bnothing (?:but|more)\b|\bnone other\b"
    r"|\bnever(?: |-)(?:before|ending|mind)",
    re.IGNORECASE,
)
_WEAK_WORDS = r"""
non hardly barely scarcely rarely seldom few fewer little less lacks? lacked lacking fail\w* refus\w*
den(?:y|ies|ied|ying) reject\w* avoid\w* prevent\w* stop(?:s|ped|ping)? unable unless impossible absen\w+
miss(?:ing|ed|es)? free except instead rather difficult hard too only otherwise away out empty ban\w*
forbid\w* prohibit\w* reluctan\w* despite neglect\w* ignor\w* no bad\w* poor\w* worse weak\w* limit\w*
different\w* elsewhere yet doubt\w* excl\w+ lost loss ceased? cancel\w* zero nil far regardless
"""
_WEAK = re.compile(
    rf"\b(?:{'|'.join(_WEAK_WORDS.split())})\b|\w{{2,}}less\b|\bun(?!der|it|iv|ion|til|iq)\w{{3,}}"
    r"|\b(?:im(?=p(?!l|r[eo]|or|a[cir]|e))"
    r"|in(?=a[bcdv]|c(?:om[pm]|on[sv]|or|ap)|suf|vis|ef|dep|def|dir|val|el)"
    r"|ir(?=r)|il(?=l(?!u))|dis|mis|non-?)\w{3,}",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """Lower case, without diacritics: "Đà Nẵng" becomes "da nang". Of another length than `text`, maybe."""
    if text.isascii():
        return text.lower()
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.translate(_LETTERS).lower()


_LETTERS = str.maketrans("đĐłŁøØıßæÆ’", "dDlLoOisaA'")


def addresses(text: str) -> list[str]:
    """URLs, host names and e-mail addresses, without the punctuation around them."""
    if "@" not in text and "." not in text:
        return []
    return [match[0].rstrip(".,;:!?'()[]…/") for match in _ADDRESS.finditer(text)]


@lru_cache(maxsize=4096)  # the same references for each system
def names(text: str) -> tuple[tuple[str, ...], ...]:
    """Runs of capitalised words that are names: not the first word of a sentence by itself, not a headline's.

    >>> names("On Monday, General Qasem Soleimani met Bob.")
    (('General', 'Qasem', 'Soleimani'), ('Bob',))
    """
    words = list(WORD.finditer(text))
    capitals = [w for w in words if w[0][0].isupper()]
    if len(words) > 3 and len(capitals) > 0.6 * len(words):
        return ()
    runs: list[list[re.Match[str]]] = []
    for word in capitals:
        if runs and text[runs[-1][-1].end() : word.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        begins = _NAME_STOP.search(text, max(0, run[0].start() - 3), run[0].start()) is not None
        # A lone first word, and the first word of a run that begins a sentence, may be capitalised for that.
        kept = run[1:] if begins and (len(run) == 1 or run[0][0].lower() in STOP_WORDS) else run
        words_kept = [_INITIALS.sub(r"\g<0>.", re.sub(r"['’]s$", "", w[0])) for w in kept]
        name = tuple(w for w in words_kept if folded(w) not in _NO_NAMES and not _MONTHS.fullmatch(w))
        name = tuple(w for w in name if w.lower() not in STOP_WORDS or (w.isupper() and len(w) > 1))
        if any(len(w) > 1 and not _COMMON.issuperset(folded(w).split("-")) for w in name):
            found.append(name)
    return tuple(found)


def _undotted(word: str) -> str:
    """u.s -> us, but 3.5 stays."""
    return word if word[0].isdigit() else word.replace(".", "")


#: From so many different words on a name is only looked for by its first letters.
MANY_WORDS = 2000
_PARTS = re.compile(r"[-'.&]")


class Words:
    """The words of one text, to look names and content words up in."""

    def __init__(self, text: str) -> None:
        self.list = [_undotted(word) if "." in word else word for word in WORD.findall(folded(text))]
        self.set = set(self.list)
        self.set.update(part for word in self.list if not word.isalnum() for part in _PARTS.split(word))
        if "$" in text or "usd" in self.set:
            self.set.add("us")
        self._stems = {word[:5] for word in self.set if len(word) >= 5}
        self._initials = ""
        self._beginnings: set[str] = set()

    def has_name(self, name: Sequence[str]) -> bool:
        """Whether any word of the name is there, in another spelling, as an acronym or an adjective."""
        # "General" alone is not General Keane.
        telling = [word for word in name if folded(word) not in _COMMON] or name
        return any(self._has(word) for word in telling) or self._has_acronym(name)

    def has(self, word: str) -> bool:
        """Whether a content word is there in any inflection (the first five letters decide)."""
        return word in self.set or (len(word) >= 5 and word[:5] in self._stems)

    def _has(self, word: str) -> bool:
        plain = _undotted(folded(word).removesuffix("'s"))
        if self.has(plain) or (plain.endswith("s") and plain[:-1] in self.set) or plain + "s" in self.set:
            return True
        if _SAME.get(plain, frozenset()) & self.set or any(p in self.set for p in plain.split("-") if p):
            return True
        if word.isupper() and len(plain) <= 6:
            return plain in self.initials
        if len(plain) < 4:
            return False
        if plain[:4] in self.beginnings:
            return True
        # In a text of very many words some word looks like any name.
        return len(self.set) < MANY_WORDS and any(_alike(plain, other) for other in self._near(plain))

    def _near(self, plain: str) -> Iterable[str]:
        """Words that may be another spelling: of short names only those with the same first letter."""
        return self.set if len(plain) > 5 else (word for word in self.set if word[0] == plain[0])

    def _has_acronym(self, name: Sequence[str]) -> bool:
        short = "".join(folded(word)[0] for word in name)
        return len(short) > 1 and short in self.set

    @property
    def beginnings(self) -> set[str]:
        """The first four letters of the words that are that long."""
        if not self._beginnings:
            self._beginnings = {word[:4] for word in self.set if len(word) >= 4} or {""}
        return self._beginnings

    @property
    def initials(self) -> str:
        if not self._initials:
            self._initials = "".join(w[0] for w in self.list if w not in ("of", "the", "and", "for")) or " "
        return self._initials


@lru_cache(maxsize=50_000)
def _alike(first: str, second: str) -> bool:
    """Two spellings of a name: Zelenskyy, Zelensky; Ukraina, Ukraine."""
    if len(second) < 4 or not 0.6 < len(first) / len(second) < 1.7:
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= 0.7 and matcher.quick_ratio() >= 0.7 and matcher.ratio() >= 0.7


def negation(text: str) -> str:
    """The first word that negates, "" when there is none; idioms such as "not only" do not."""
    match = _STRONG.search(_IDIOM.sub(" ", text))
    return match[0] if match else ""


def may_negate(text: str) -> bool:
    """Whether any wording could carry a negation: "fail to", "unable", "-less"."""
    return _STRONG.search(text) is not None or _WEAK.search(text) is not None


def content_words(text: str) -> list[str]:
    """Folded words that carry meaning, in order: four letters or more, none of the function words."""
    return [word for word in WORD.findall(folded(text)) if len(word) >= 4 and word not in STOP_WORDS]
