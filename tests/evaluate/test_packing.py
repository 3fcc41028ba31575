from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np
import pytest

from mt.evaluate.packing import pack, unpack


@pytest.mark.parametrize(
    "counts",
    [
        np.array([[1.0, 2.0], [3.0, 2.0**31 - 1]]),
        np.array([[1.5, -2.0]]),
        np.array([[2.0**40, 1.0]]),
        np.zeros((3, 0)),
    ],
)
def test_what_is_packed_comes_back_through_json(counts: np.ndarray) -> None:
    again = unpack(json.loads(json.dumps(pack(counts))))
    np.testing.assert_array_equal(again, counts)
    assert again.shape == counts.shape


def test_the_form_is_what_the_schema_says() -> None:
    packed = pack(np.array([[1.0, 2.0]]))
    assert (packed["type"], packed["shape"]) == ("<i4", [1, 2])
    assert zlib.decompress(base64.b64decode(packed["data"])) == b"\1\0\0\0\2\0\0\0"


GOOD = pack(np.array([[1.0, 2.0]]))
BOMB = base64.b64encode(zlib.compress(bytes(10_000_000))).decode()
NAN = base64.b64encode(zlib.compress(np.array([np.nan, 1.0]).tobytes())).decode()


@pytest.mark.parametrize(
    "change",
    [
        {"type": "|O"},
        {"type": None},
        {"data": 5},
        {"data": "no base64!"},
        {"data": base64.b64encode(b"no zlib").decode()},
        {"data": BOMB},
        {"shape": [1, 3]},
        {"shape": [-1, 2]},
        {"shape": [1]},
        {"shape": [True, 2]},
        {"shape": [1 << 40, 1 << 40]},
        {"type": "<f8", "data": NAN},
    ],
)
def test_anything_else_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="array"):
        unpack({**GOOD, **change})
