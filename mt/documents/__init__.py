"""Stage 1 and 4 of 4: file -> Document, and Translations -> file.

`read` gives a file as pieces of whole lines, decoded and in NFC. `writer` gives what writes one of
`FORMATS`, `render_text` is the text format as a pure function, `paragraphs` says which lines belong
together, and `replacing` opens a file that is written whole or not at all. Names are resolved when asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mt.documents.formats import FORMATS, Writer, output_name, writer
    from mt.documents.normalising import normalise
    from mt.documents.reading import Reading, Source, read
    from mt.documents.text import render_text
    from mt.documents.unwrap import paragraphs
    from mt.documents.write import Unfinished, replacing, same_file, sync_folder

__all__ = [
    "FORMATS",
    "Reading",
    "Source",
    "Unfinished",
    "Writer",
    "normalise",
    "output_name",
    "paragraphs",
    "read",
    "render_text",
    "replacing",
    "same_file",
    "sync_folder",
    "writer",
]

_WHERE = {
    "FORMATS": "formats",
    "output_name": "formats",
    "Writer": "formats",
    "writer": "formats",
    "normalise": "normalising",
    "Reading": "reading",
    "Source": "reading",
    "read": "reading",
    "render_text": "text",
    "paragraphs": "unwrap",
    "Unfinished": "write",
    "replacing": "write",
    "same_file": "write",
    "sync_folder": "write",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # No module may be called like a function here: importing it would hide the function.
    value: object = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    return value
