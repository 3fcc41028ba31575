"""English words that stand for a number without naming it: "both" for 2, "fortnight" for 14."""

from __future__ import annotations

import re

_LOOSE: dict[float, str] = {
    0: r"no|none|nil|without|midnight|never|goalless|scoreless|12",
    0.5: r"half|halves",
    1: r"a|an|single|once|only|sole|alone|every|each|per|another",
    2: r"both|twice|two\w*|double\w?|twofold|pairs?|couples?|dual|half|twins?|bilateral|bipartisan|bilingual",
    3: r"triple\w?|thrice|threefold|trio|triplets|trilateral|three\w*",
    4: r"quarters?|quarter-\w+|quadruple\w?|four\w*",
    6: r"half", 7: r"weeks?|weekly",
    12: r"noon|midday|midnight|dozens?|a year|annual", 14: r"fortnight|two weeks",
    15: r"quarter|fortnight|two weeks", 24: r"midnight|a day|a?round[ -]the[ -]clock", 25: r"quarter",
    30: r"half", 50: r"half",
}  # fmt: skip
#: By the number.
PATTERNS = {value: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for value, words in _LOOSE.items()}
