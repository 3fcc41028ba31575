"""The formats that an alignment is written in."""

from __future__ import annotations

from mt.align.page import write_html
from mt.align.tables import Write, write_jsonl, write_ladder, write_tmx, write_tsv

FORMATS: dict[str, Write] = {
    "tsv": write_tsv,
    "jsonl": write_jsonl,
    "tmx": write_tmx,
    "ladder": write_ladder,
    "html": write_html,
}
