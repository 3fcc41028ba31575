"""Stage 2 of 4: Document -> Sentences.

Sentence boundaries of Vietnamese (and English) by rules; no model, no dependency, offsets exact.
"""

from mt.segment.segmenter import segment, spans, split

__all__ = ["segment", "spans", "split"]
