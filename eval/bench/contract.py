"""How much damage the check of mt/translate/check.py sees, and how often it is wrong.

    python eval/bench/contract.py [--data DIR] [--output FILE]

Damage of each kind is done to good translations (people's references; Google's and Microsoft's outputs) that
the check finds nothing in; "caught" is the share in which it then finds something, "named" the share in which
the flag is of the right kind. False alarms are counted on the translations as they are. "written" are pairs
that were written to train the bundled model (scripts/translations/own.tsv.xz); rules were mended on them. No
model runs.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# This checkout, whatever is installed.
sys.path.insert(0, str(ROOT))

from mt.translate.check import check
from mt.values import FlagKind
from result_files import save, versions
from scripts.training.written import own

Pair = tuple[str, str]
#: A damage returns the damaged pair, or None where the pair has nothing to damage.
Damage = Callable[[str, str, random.Random], Pair | None]
SETS = ("flores200-dev", "iwslt15-tst2012", "vlsp2020-news-dev", "tatoeba-laser-1000")
SYSTEMS = ("google", "microsoft", "mozilla-tiny", "nllb-600m", "opus-mt")
TRANSLATIONS = ROOT / "scripts" / "translations"
NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
ITEMS = {
    FlagKind.URL: ("https://vidu.vn/tin/{}?trang=2", "www.vidu{}.com.vn"),
    FlagKind.EMAIL: ("lienhe{}@vidu.com.vn",),
    FlagKind.HASHTAG: ("#dulich{}", "@nguoidung{}"),
    FlagKind.PLACEHOLDER: ("{{name{}}}", "%s", "%(count{})d", "${{VAR{}}}", "[[{}]]", "😀"),
    FlagKind.TAG: ("<b>", "</b>", "<a href='{}'>"),
}


def keep(first: float, last: float, stop: bool = False) -> Damage:
    """Loses the words outside `first` to `last`; with `stop` the rest ends in a stop, as models do."""

    def damage(source: str, target: str, _: random.Random) -> Pair | None:
        words = target.split()
        kept = words[int(first * len(words)) : int(last * len(words))]
        ending = "." if stop and source.rstrip().endswith(".") else ""
        return (source, " ".join(kept).rstrip(".,") + ending) if len(words) >= 8 else None

    return damage


def empty(source: str, _target: str, _: random.Random) -> Pair | None:
    return source, ""


def copy(source: str, _target: str, _: random.Random) -> Pair | None:
    return (source, source) if re.search("[À-ỹđĐ]", source) and len(source.split()) > 2 else None


def copy_half(source: str, target: str, _: random.Random) -> Pair | None:
    words, copied = target.split(), source.split()
    if len(words) < 8 or len(copied) < 8:
        return None
    return source, " ".join(words[: len(words) // 2] + copied[len(copied) // 2 :])


def repeat(size: int, times: int) -> Damage:
    def damage(source: str, target: str, rng: random.Random) -> Pair | None:
        words = target.split()
        if len(words) < size + 3:
            return None
        at = rng.randrange(len(words) - size)
        phrase = words[at : at + size]
        return source, " ".join(words[:at] + phrase * times + words[at + size :])

    return damage


def change_digit(source: str, target: str, rng: random.Random) -> Pair | None:
    numbers = list(NUMBER.finditer(target))
    if not numbers or not re.search("[0-9]", source):
        return None
    number = rng.choice(numbers)
    at = number.start() + rng.choice([i for i, sign in enumerate(number[0]) if sign.isdigit()])
    other = rng.choice([digit for digit in "123456789" if digit != target[at]])
    return source, target[:at] + other + target[at + 1 :]


def drop_number(source: str, target: str, rng: random.Random) -> Pair | None:
    numbers = list(NUMBER.finditer(target))
    if not numbers or not re.search("[0-9]", source):
        return None
    number = rng.choice(numbers)
    return source, target[: number.start()] + target[number.end() :].lstrip()


def change_notation(source: str, target: str, _: random.Random) -> Pair | None:
    """The Vietnamese notation left as it was: 1.500 for 1,500."""
    number = re.search(r"(?<![\w.,])[1-9][0-9]{0,2},[0-9]{3}(?![0-9,.])", target)
    written = number[0].replace(",", ".") if number else ""
    if not number or written not in source:
        return None
    return source, target[: number.start()] + written + target[number.end() :]


def change_scale(source: str, target: str, _: random.Random) -> Pair | None:
    if not re.search(r"[0-9] million", target) or "triệu" not in source:
        return None
    return source, re.sub(r"(?<=[0-9]) million", " billion", target)


def drop_scale(source: str, target: str, _: random.Random) -> Pair | None:
    """2 million as 2."""
    changed = re.sub(r"(?<=[0-9])[ -](?:thousand|million|billion|trillion)\b", "", target)
    return (source, changed) if changed != target and re.search("[0-9]", source) else None


def drop_currency(source: str, target: str, _: random.Random) -> Pair | None:
    """VND2 billion as 2 billion."""
    bare = re.sub(r"VND ?(?=[0-9])|(?<=[0-9]) (?:dong|VND)\b", "", target)
    return (source, bare) if bare != target and "đồng" in source else None


def drop_foreign_currency(source: str, target: str, _: random.Random) -> Pair | None:
    """$2 billion as 2 billion."""
    bare = re.sub(
        r"(?:US|USD)?[$€£] ?(?=[0-9])|(?<=[0-9n]) (?:US )?(?:dollars|euros|pounds|yen)\b", "", target
    )
    named = re.search(
        r"[0-9] (?:nghìn |triệu |tỷ |tỉ )*(?:USD|đô la|euro|bảng Anh|yên)\b", source, re.IGNORECASE
    )
    return (source, bare) if bare != target and named else None


def item(kind: FlagKind, action: str) -> Damage:
    """An item of `kind` stands in the source and is lost from the translation, or changed in it."""

    def damage(source: str, target: str, rng: random.Random) -> Pair | None:
        inserted = rng.choice(ITEMS[kind]).format(rng.randrange(1, 99))
        words, english = source.split(), target.split()
        at = rng.randrange(len(words) + 1)
        words.insert(at, inserted)
        if action == "change":
            changed = inserted[:-2] + "x" + inserted[-2:] if len(inserted) > 3 else "% s"
            english.insert(min(at, len(english)), changed if inserted != "😀" else "⁇")
        return " ".join(words), " ".join(english)

    return damage


def unknown(source: str, target: str, rng: random.Random) -> Pair | None:
    words = target.split()
    words.insert(rng.randrange(len(words) + 1), rng.choice(["⁇", "<unk>"]))
    return source, " ".join(words)


def affirm(source: str, target: str, _: random.Random) -> Pair | None:
    """Loses the one negation of a target that has no other."""
    if len(re.findall(r"\b(?:not|never|no|without|nothing|none)\b|n['’]t\b", target, re.IGNORECASE)) != 1:
        return None
    bare = re.sub(
        r"\b(is|are|was|were|do|does|did|has|have|had|would|could|should)(?:n['’]t| not)\b", r"\1", target
    )
    bare = re.sub(r"\b(?:can['’]t|cannot)\b", "can", re.sub(r"\bwon['’]t\b", "will", bare))
    return (source, bare) if bare != target else None


def deny(source: str, target: str, _: random.Random) -> Pair | None:
    """Puts a negation into a target that has none."""
    if re.search(r"\b(?:not|never|no|without|nothing|none|nor|neither)\b|n['’]t\b", target, re.IGNORECASE):
        return None
    denied = re.sub(r"\b(is|are|was|were|will|can|has|have)\b", r"\1 not", target, count=1)
    return (source, denied) if denied != target else None


def exchange(*groups: str, where: str = "") -> Damage:
    """One word of a group becomes the next one of it, which the target has nowhere; `where`: a pattern that
    the source must have."""
    nexts = {}
    for group in groups:
        words = group.split()
        nexts |= dict(zip(words, [*words[1:], words[0]], strict=True))
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(nexts, key=len, reverse=True))})(?![\w-])")

    def damage(source: str, target: str, rng: random.Random) -> Pair | None:
        found = [match for match in pattern.finditer(target) if nexts[match[0]] not in target]
        if not found or not re.search(where, source, re.IGNORECASE):
            return None
        match = rng.choice(found)
        # All of them, as a model that errs does it: a word is one thing in a sentence.
        return source, re.sub(rf"(?<![\w-]){match[0]}(?![\w-])", nexts[match[0]], target)

    return damage


def change_name(source: str, target: str, rng: random.Random) -> Pair | None:
    """A foreign name that stands on both sides becomes another one in the target."""
    names = re.findall(r"(?<= )[A-Z][a-z]{4,}\b", target)
    kept = [name for name in names if re.search(rf"(?<![\w-]){name}(?![\w-])", source)]
    if not kept:
        return None
    name = rng.choice(kept)
    return source, re.sub(rf"\b{name}\b", rng.choice(("Gorham", "Tulve", "Bixell", "Ondrass")), target)


def drop_percent(source: str, target: str, _: random.Random) -> Pair | None:
    bare = re.sub(r"(?<=[0-9])(?: ?%| per ?cent\b)", "", target)
    return (source, bare) if bare != target and re.search("%|phần trăm", source) else None


def change_half_of_day(source: str, target: str, _: random.Random) -> Pair | None:
    """5 a.m. as 5 p.m."""
    changed = re.sub(r"(?<=[0-9] )([ap])(?=\.? ?m\b)", lambda half: "p" if half[1] == "a" else "a", target)
    return (source, changed) if changed != target else None


def change_gender(source: str, target: str, _: random.Random) -> Pair | None:
    """Where all pronouns are hers, all become his."""
    if re.search(r"\b(?:he|him|his|himself)\b", target, re.IGNORECASE):
        return None
    others = {"she": "he", "her": "his", "hers": "his", "herself": "himself"}
    changed = re.sub(
        r"\b(?:she|hers?|herself)\b", lambda one: others[one[0].lower()], target, flags=re.IGNORECASE
    )
    return (source, changed) if changed != target else None


DAMAGES: dict[str, tuple[Damage, FlagKind]] = {
    "empty": (empty, FlagKind.EMPTY),
    "source copied": (copy, FlagKind.COPIED),
    "second half copied": (copy_half, FlagKind.COPIED),
    "second half lost": (keep(0, 0.5), FlagKind.SHORT),
    "second half lost, stop kept": (keep(0, 0.5, True), FlagKind.SHORT),
    "last third lost, stop kept": (keep(0, 0.67, True), FlagKind.SHORT),
    "first half lost": (keep(0.5, 1, True), FlagKind.SHORT),
    "last third lost": (keep(0, 0.67), FlagKind.SHORT),
    "last tenth lost": (keep(0, 0.9), FlagKind.SHORT),
    "phrase of 3 words twice": (repeat(3, 2), FlagKind.REPETITION),
    "phrase of 5 words 3 times": (repeat(5, 3), FlagKind.REPETITION),
    "word 6 times": (repeat(1, 6), FlagKind.REPETITION),
    "digit changed": (change_digit, FlagKind.NUMBER),
    "number lost": (drop_number, FlagKind.NUMBER),
    "Vietnamese notation kept": (change_notation, FlagKind.NUMBER),
    "million to billion": (change_scale, FlagKind.NUMBER),
    "million lost": (drop_scale, FlagKind.NUMBER),
    "currency lost": (drop_currency, FlagKind.NUMBER),
    "foreign currency lost": (drop_foreign_currency, FlagKind.NUMBER),
    **{f"{kind} lost": (item(kind, "lose"), kind) for kind in ITEMS},
    **{f"{kind} changed": (item(kind, "change"), kind) for kind in ITEMS},
    "negation lost": (affirm, FlagKind.NEGATION),
    "negation put in": (deny, FlagKind.NEGATION),
    "weekday exchanged": (
        exchange("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        FlagKind.EXCHANGED,
    ),
    "month exchanged": (
        exchange(
            "January February March April June July August September October November December", where="tháng"
        ),
        FlagKind.EXCHANGED,
    ),
    "direction exchanged": (
        exchange("north south", "northern southern", "east west", "eastern western"),
        FlagKind.EXCHANGED,
    ),
    "country exchanged": (
        exchange(
            "Japan China Germany France Russia India Spain Italy",
            "Japanese Chinese German French Russian Indian Spanish Italian",
        ),
        FlagKind.EXCHANGED,
    ),
    "kin exchanged": (exchange("father mother", "son daughter", "wife husband"), FlagKind.EXCHANGED),
    "unit exchanged": (
        exchange(
            "years months weeks days hours minutes", "km miles", "kilometers meters", "kg tons", where="[0-9]"
        ),
        FlagKind.EXCHANGED,
    ),
    "foreign name exchanged": (change_name, FlagKind.NAME),
    "percent lost": (drop_percent, FlagKind.NUMBER),
    "a.m. and p.m. exchanged": (change_half_of_day, FlagKind.EXCHANGED),
    "rise and fall exchanged": (
        exchange("rose fell", "increased decreased", "increase decrease", "rising falling"),
        FlagKind.EXCHANGED,
    ),
    "before and after exchanged": (exchange("before after"), FlagKind.EXCHANGED),
    "more than and less than exchanged": (
        exchange("more less", "over under", where="(?:hơn|trên|dưới) [0-9]"),
        FlagKind.EXCHANGED,
    ),
    "she as he": (change_gender, FlagKind.EXCHANGED),
    "small number exchanged": (exchange("two three four five six seven eight nine"), FlagKind.EXCHANGED),
    "unknown mark": (unknown, FlagKind.UNKNOWN),
}


def read(data: Path) -> dict[str, list[Pair]]:
    """Pairs of each reference set and of each system's output on flores200-dev."""
    sets: dict[str, list[Pair]] = {}
    for name in SETS:
        rows = (data / "test" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        sets[name] = [(vi, en) for vi, en in (row.split("\t") for row in rows)]
    for system in SYSTEMS:
        lines = (data / "rivals" / f"flores200-dev.{system}.en").read_text(encoding="utf-8").split("\n")
        sources = [vi for vi, _ in sets["flores200-dev"]]
        # Google's answers came as HTML.
        answers = [html.unescape(line) for line in lines[: len(sources)]]
        sets[system] = list(zip(sources, answers, strict=True))
    return sets


def alarms(pairs: list[Pair]) -> dict[str, object]:
    started = time.process_time()
    found = [check(source, target) for source, target in pairs]
    seconds = time.process_time() - started
    kinds = Counter(kind.value for flags in found for kind in {flag.kind for flag in flags})
    return {
        "pairs": len(pairs),
        "flagged_percent": round(100 * sum(map(bool, found)) / len(pairs), 2),
        "kinds": dict(kinds.most_common()),
        "pairs_per_second": round(len(pairs) / seconds),
    }


def injected(pairs: list[Pair], seed: int) -> dict[str, dict[str, float]]:
    result = {}
    for name, (damage, kind) in DAMAGES.items():
        rng = random.Random(f"{seed} {name}")
        done = [pair for pair in (damage(*pair, rng) for pair in pairs) if pair]
        found = [check(*pair) for pair in done]
        result[name] = {
            "damaged": len(done),
            "caught_percent": round(100 * sum(map(bool, found)) / max(1, len(done)), 1),
            "named_percent": round(
                100 * sum(any(flag.kind == kind for flag in flags) for flags in found) / max(1, len(done)), 1
            ),
        }
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("MT_DATA", ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(default), help="folder with test/ and rivals/")
    parser.add_argument("--output", type=Path, default=ROOT / "eval" / "results" / "contract.json")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sets = read(options.data)
    good = [
        (source, target)
        for name in ("flores200-dev", "iwslt15-tst2012", "vlsp2020-news-dev", "google", "microsoft")
        for source, target in sets[name]
        if not check(source, target)
    ]
    text = "\n".join(f"{a}\t{b}" for name in sorted(sets) for a, b in sets[name])
    result = {
        "settings": {
            "seed": options.seed,
            "data_sha256": hashlib.sha256(text.encode()).hexdigest(),
            **versions(),
        },
        "false_alarms": {
            name: alarms(pairs) for name, pairs in {**sets, "written": own(TRANSLATIONS)}.items()
        },
        "injected_into": len(good),
        "damage": injected(good, options.seed),
    }
    for name, row in result["false_alarms"].items():  # type: ignore[attr-defined]
        print(f"{name:20} {row['flagged_percent']:6}% {row['kinds']} {row['pairs_per_second']}/s")
    for name, row in result["damage"].items():  # type: ignore[attr-defined]
        print(f"{name:28} {row['damaged']:5} caught {row['caught_percent']:5} named {row['named_percent']:5}")
    save(result, options.output)


if __name__ == "__main__":
    main()
