"""Words for messages."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """e.g. "1 sentence", "1,200 sentences"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
