"""vimt: Vietnamese to English, sentence by sentence, with nothing lost.

    import mt
    translator = mt.load()
    print(translator.translate("Hà Nội là thủ đô của Việt Nam."))

How it flows (one folder a stage; `mt/pipeline.py` is the whole of it):

    file ──documents──► Document ──segment──► Sentences ──translate──► Translations ──documents──► file
                                                              ▲
                                                           models

The names below are resolved when they are asked for: `import mt` imports nothing heavy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mt.config import Settings
    from mt.errors import BackendError, InputError, MissingExtra, MtError, OutputError, UsageError
    from mt.pipeline import Translator, load
    from mt.values import (
        Document,
        Flag,
        FlagKind,
        ReferenceSet,
        Report,
        Sentence,
        Span,
        Summary,
        System,
        Translation,
    )

__version__ = "0.1.0"

_WHERE = {
    "load": "pipeline",
    "Translator": "pipeline",
    "Settings": "config",
    **dict.fromkeys(
        ("MtError", "UsageError", "InputError", "BackendError", "MissingExtra", "OutputError"), "errors"
    ),
    **dict.fromkeys(("Document", "Sentence", "Span", "Translation", "Flag", "FlagKind", "Summary"), "values"),
    **dict.fromkeys(("ReferenceSet", "System", "Report"), "values"),
}

__all__ = [
    "BackendError",
    "Document",
    "Flag",
    "FlagKind",
    "InputError",
    "MissingExtra",
    "MtError",
    "OutputError",
    "ReferenceSet",
    "Report",
    "Sentence",
    "Settings",
    "Span",
    "Summary",
    "System",
    "Translation",
    "Translator",
    "UsageError",
    "load",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'mt' has no attribute {name!r}")
    return getattr(import_module(f"mt.{_WHERE[name]}"), name)
