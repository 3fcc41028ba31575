"""Stage 4 of 4, its judge: hypotheses and references -> Report."""
