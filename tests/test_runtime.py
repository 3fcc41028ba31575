"""What the processor is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from mt.runtime import wide_vectors


@pytest.mark.parametrize(
    "text, wide",
    [
        ("processor\t: 0\nflags\t\t: fpu sse2 avx2 avx512f avx512bw\n", True),
        ("processor\t: 0\nflags\t\t: fpu sse2 avx2 avx_vnni\n\nflags\t\t: avx512f\n", False),
        ("processor\t: 0\nFeatures\t: fp asimd\n", False),
        ("", False),
    ],
)
def test_avx512_is_read_from_the_first_processor(tmp_path: Path, text: str, wide: bool) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(text, encoding="utf-8")
    assert wide_vectors(file) is wide


def test_a_system_that_does_not_tell_has_none(tmp_path: Path) -> None:
    assert wide_vectors(tmp_path / "cpuinfo") is False
