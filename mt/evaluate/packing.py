"""Arrays of numbers as text, small and without a format of ours: base64 of zlib of their bytes."""

from __future__ import annotations

import base64
import binascii
import math
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: More than any set has; what says it is larger is not unpacked.
_MOST_BYTES = 1 << 31
_TYPES = ("<i4", "<f8")


def pack(counts: NDArray[np.float64]) -> dict[str, Any]:
    """{type, shape, data}; whole numbers as 32-bit integers, others as doubles."""
    whole = bool((counts == np.rint(counts)).all()) and abs(counts).max(initial=0) < 2**31
    kind = "<i4" if whole else "<f8"
    data = base64.b64encode(zlib.compress(counts.astype(kind).tobytes(), 6)).decode("ascii")
    return {"type": kind, "shape": list(counts.shape), "data": data}


def unpack(packed: Mapping[str, Any]) -> NDArray[np.float64]:
    """What `pack` was given. Raises ValueError for anything else, however it was made."""
    kind, shape, data = packed.get("type"), packed.get("shape"), packed.get("data")
    if kind not in _TYPES or not isinstance(data, str):
        raise ValueError("not an array that was packed here")
    if not isinstance(shape, list) or len(shape) != 2 or any(type(n) is not int or n < 0 for n in shape):
        raise ValueError("the array's shape is not two numbers")
    size = math.prod(shape) * np.dtype(kind).itemsize
    if size > _MOST_BYTES:
        raise ValueError("the array is too large")
    try:
        raw = zlib.decompressobj().decompress(base64.b64decode(data, validate=True), size + 1)
    except (binascii.Error, zlib.error) as error:
        raise ValueError(f"the array is damaged: {error}") from error
    if len(raw) != size:
        raise ValueError("the array is not as long as its shape says")
    found = np.frombuffer(raw, dtype=kind).astype(np.float64).reshape(shape)
    if not np.isfinite(found).all():
        raise ValueError("the array holds what is no number")
    return found
