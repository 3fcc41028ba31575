"""Is a word a Vietnamese syllable? Told by its spelling alone, with or without tone and vowel marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Onset, vowels, coda of the quốc ngữ spelling, marks taken off. "y" counts as a vowel ("Mỹ", "yêu").
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


@lru_cache(maxsize=1 << 15)
def is_syllable(word: str) -> bool:
    """True for "Nguồn", "đi", "Anh"; False for "Militarytimes", "js", "ThS". An English word that is spelt
    like a syllable ("no", "him") is one here too."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return _SYLLABLE.fullmatch(bare.replace("đ", "d")) is not None
