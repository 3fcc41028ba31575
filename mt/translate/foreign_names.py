"""Foreign names that a translation lost or garbled: "OPEC" as "Arkansas", Caboolture as Caratoture.

Foreign names and abbreviations of a Vietnamese text stay as they are in English, but for those that English
spells otherwise (Moskva, Friedrich). So a name is a finding where no capitalised word of the English sounds
like it, none is its known English form, and inside the sentence there is a capitalised word that the source
has not: a name that is merely left out may be good style, and the first word has a capital anyway.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from mt.translate.casing import is_syllable
from mt.translate.exchanged import ENGLISH
from mt.translate.vietnamese import plain

_NAME = re.compile(r"(?<![\w.'&-])(?<![.!?] )[A-Z][a-z]{3,24}(?![\w'&-])")
_ABBREVIATION = re.compile(r"(?<![\w.'&/-])[A-Z]{3,6}(?![\w'&/-])")
_CAPITALISED = re.compile(r"(?<![\w.'&/-])(?:(?<=.)[A-Z][a-z]{3,24}(?![\w&-])|[A-Z]{3,6}(?![\w'&/-]))")
_WORD = re.compile(r"[^\W\d_]+")
#: Known everywhere by their letters; most Vietnamese ones English spells out.
_INTERNATIONAL = """
    NASA OPEC WHO UNESCO UNICEF UNHCR UNDP UNFPA FIFA UEFA NATO IMF WTO ASEAN APEC FBI CIA KGB NSA
    BBC CNN NBC CBS ABC AFP IBM BMW AOL HBO MTV ESPN NBA NFL MLB NHL PGA WTA UFC WBC MIT UCLA OECD
    IAEA ICC ICJ FAO ILO WWF IUCN IOC PLO FDA CDC EPA NOAA ESA JAXA CERN ISS USGS ECB ADB AIIB BRICS
    KFC IKEA FARC ETA IRA ISIS SARS MERS COVID GPS UTC GMT RSPCA NGO DHL UPS AMD NEC TSMC SAP ASUS
    NVIDIA PKK PETA NAFTA USAID USCIRF VPN EVA MIP ATP CPU HTML XML NFT ESG OSCE CSTO EFTA OAU
    ECOWAS SADC GATT NPT TPP CPTPP RCEP EVFTA AUKUS
"""
_ABBREVIATIONS = frozenset(_INTERNATIONAL.split())
_LOANS = """
    album axit bazo camera canxi clorua dicromat euro internet kali liti natri pelnaty penalty robot video
    website
"""
#: Words with a capital that are no names, or whose English is another word: letters that this must have.
_OTHERWISE = {
    "ailen": "ire iri", "albion": "brit", "aleksandr": "alex", "aleksey": "alex", "algérie": "alger",
    "argentina": "argentin", "canada": "canadian", "mexico": "mexican", "philippines": "philippine filipin",
    "braxin": "brazil", "bungari": "bulgar", "campuchia": "cambodia khmer", "hungari": "hungar",
    "italia": "ital", "libi": "liby", "malaixia": "malays", "mehico": "mexic",
    "philippin": "philippin filipin", "afganistan": "afghan", "bruxelles": "brussel", "irac": "iraq",
    "kiev": "kyiv", "lisboa": "lisbon", "milano": "milan", "munchen": "munich", "roma": "rome roman",
    "rumania": "roman", "torino": "turin", "venezia": "venice venet", "warszawa": "warsaw",
    "rumani": "roman", "ucraina": "ukrain", "ukraina": "ukrain",
    "augustus": "octavian", "bayern": "bavari", "burma": "myanmar", "coran": "quran koran",
    "elizaveta": "eliz", "england": "engl", "eva": "eve", "firenze": "floren", "gioan": "john",
    "giuse": "joseph", "gruzia": "georgia", "habsburg": "hapsburg", "hapsburg": "habsburg",
    "heinrich": "henry", "henri": "henry", "ireland": "iri", "istanbul": "constantinople",
    "ivan": "john", "jean": "john", "jesus": "christ", "johann": "john", "karl": "charl",
    "kavkaz": "caucas", "kiril": "cyril", "kito": "christ", "knud": "cnut canute", "krym": "crimea",
    "kyiv": "kiev", "latinh": "latin roman", "ludwig": "louis", "maroc": "moor moroc",
    "moskva": "mosc musco", "myanmar": "burm", "napoli": "naples neapol", "noel": "christmas santa",
    "oscar": "academy", "petrograd": "petersburg", "phaolo": "paul", "phero": "peter",
    "pierre": "peter", "praha": "prague", "pyotr": "peter", "sachsen": "saxon", "sevilla": "seville",
    "siam": "thai", "vatican": "papal pope holy", "wien": "vienn", "wilhelm": "william",
    "yekaterina": "catherine",
    # Loan words, whose English is another.
    **dict.fromkeys(_LOANS.split(), ""),
}  # fmt: skip
#: Letters that names are spelt with by turns.
_SOUNDS = (
    ("ph", "f"), ("qu", "k"), ("ck", "k"), ("c", "k"), ("y", "i"), ("w", "v"), ("j", "i"), ("z", "s"),
    ("x", "s"), ("th", "t"), ("h", ""),
)  # fmt: skip
_ALIKE = 0.5


def lost(source: str, target: str) -> list[str]:
    """The first name or abbreviation of the Vietnamese `source` that `target` has in no form, in a list."""
    given = plain(target).lower()
    missing = [
        name
        for name in _candidates(source)
        if name[:4].lower() not in given and not known_otherwise(name, given)
    ]
    if not missing or not _has_another(source, target):
        return []
    sounds = [_sound(word) for word in _WORD.findall(plain(target)) if word[0].isupper()]
    initials = "".join(word[0] for word in _WORD.findall(plain(target))).upper()
    return [
        name
        for name in missing
        if not any(_alike(_sound(name), sound) for sound in sounds)
        and not (name.isupper() and re.search(".{0,4}".join(name), initials))
    ][:1]


def _candidates(source: str) -> list[str]:
    # The first word of a sentence has a capital anyway ("Clip ghi lại ...").
    found = [match[0] for match in _NAME.finditer(source) if match.start() and not is_syllable(match[0])]
    return [*found, *(match[0] for match in _ABBREVIATION.finditer(source) if match[0] in _ABBREVIATIONS)]


def known_otherwise(name: str, given: str) -> bool:
    """Whether English has another word for the name, and `given`, in small plain letters, has that."""
    other = _OTHERWISE.get(name.lower())
    return other is not None and (not other or any(word in given for word in other.split()))


def _has_another(source: str, target: str) -> bool:
    """Whether `target` has a capitalised word, not at its beginning, that the source has nothing like, and
    that is no weekday, month or country, which Vietnamese spells its own way."""
    known = plain(source).lower()
    return any(
        match[0][:3].lower() not in known and match[0] not in ENGLISH
        for match in _CAPITALISED.finditer(target)
    )


def _alike(first: str, second: str) -> bool:
    return first[:3] == second[:3] or SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _sound(word: str) -> str:
    word = word.lower()
    for written, spoken in _SOUNDS:
        word = word.replace(written, spoken)
    return word
