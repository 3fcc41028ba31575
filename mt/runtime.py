"""CTranslate2, imported in one way by every stage that runs a model. Knows no texts."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

#: The variable by which CTranslate2 chooses who multiplies its matrices; it reads it once a process.
MKL = "CT2_USE_MKL"


def ctranslate2() -> Any:
    """The package, with oneDNN for its matrix products unless CT2_USE_MKL says otherwise.

    On Intel's processors it would take MKL, whose last digits depend on how far a source is padded, so that
    an int8 answer would depend on its neighbours in the batch. oneDNN's do not, for some 5 % of the speed."""
    os.environ.setdefault(MKL, "0")
    import ctranslate2

    return ctranslate2


@cache
def wide_vectors(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor has AVX-512, as Linux tells it; elsewhere no."""
    try:
        with cpuinfo.open(encoding="utf-8", errors="replace") as lines:
            flags = next((line for line in lines if line.startswith("flags")), "")
    except OSError:
        return False
    return "avx512f" in flags.split()
