"""Could a word be a Vietnamese syllable? The orthography is closed: an onset, one of some 170 rimes, a tone.

Rimes after Đoàn Thiện Thuật, "Ngữ âm tiếng Việt" (1977); a rime that ends in a stop takes only the sharp
and the heavy tone. Serves the choice among legacy encodings: decoded wrongly, few words stay possible.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ONSET_LIST = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet
    oi om on oc ong oong ooc op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uâ uê uêch uênh uên uơ uôc uôi uôm uôn uông uôt
    uy uya uych uynh uyt uyu uyp uyn uyên uyêt ư ưa ưc ưi ưm ưng ưn ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu ych ynh yt ym
"""
_ONSETS = frozenset(_ONSET_LIST.split())
_RIMES = frozenset(_RIME_LIST.split())
# Spelt well, but no words in running text. (VN1 has them where Windows has quotes and dashes.)
_NO_WORDS = frozenset("ịòỏõóọộ")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOPS = ("c", "ch", "p", "t")


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether `word` (NFC, any of the cases abc, Abc, ABC) is spelt as a Vietnamese syllable can be."""
    if len(word) > 7 or not (word.islower() or word.isupper() or word.istitle()):
        return False
    if word.lower() in _NO_WORDS:
        return False
    plain, tones = [], ""
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tones += char
        else:
            plain.append(char)
    toneless = unicodedata.normalize("NFC", "".join(plain))
    if len(tones) > 1 or not _spelt(toneless):
        return False
    return not toneless.endswith(_STOPS) or tones in ("\u0301", "\u0323")


def _spelt(toneless: str) -> bool:
    # "gì", "gìn" and "giếng" share the i of the onset gi with the rime: g + i..., so no rule of their own.
    if toneless in _RIMES:
        return True
    return any(toneless[:length] in _ONSETS and toneless[length:] in _RIMES for length in (1, 2, 3))
