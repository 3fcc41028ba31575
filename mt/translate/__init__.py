"""Stage 3 of 4: Sentences -> Translations.

    translator      each different sentence once, in order again, remembered
    repair          guard -> engine -> check; what is flagged climbs the ladder
    guard           the text as a model can bear it, and the way back: quotes, case, numbers, masks
    check           what of the source did not come back: flags
    clauses         a source that is too long, in pieces
    *_engine        texts -> hypotheses
    base            what an engine is, and the table of them

Importing this imports nothing heavy.
"""

from __future__ import annotations

from mt.translate.base import ENGINES, Engine, EngineOptions, load_engine

__all__ = ["ENGINES", "Engine", "EngineOptions", "load_engine"]
