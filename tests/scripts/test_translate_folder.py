"""The script gives what `mt batch` gives, file for file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_it_writes_what_mt_batch_writes(tmp_path: Path, tiny_marian_ct2: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text("Xin chào.\n\nTôi đi chợ. Hôm nay trời đẹp.\n", encoding="utf-8")
    (tmp_path / "in" / "deep" / "b.txt").write_text("Anh ấy là bác sĩ.\n", encoding="utf-8")
    (tmp_path / "in" / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    environment = {**os.environ, "MT_MODEL": str(tiny_marian_ct2), "PYTHONPATH": str(ROOT)}

    def call(*words: str) -> int:
        command = [sys.executable, *words[:-1], str(tmp_path / "in"), str(tmp_path / words[-1])]
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode

    assert call(str(ROOT / "scripts" / "translate_folder.py"), "one") == 6
    assert call("-m", "mt", "batch", "two") == 6
    for name in ("a", "deep/b"):
        one, two = tmp_path / "one" / f"{name}.en.txt", tmp_path / "two" / f"{name}.en.txt"
        assert one.read_bytes() == two.read_bytes()
    assert not list((tmp_path / "one").rglob("*.part"))
    assert not (tmp_path / "one" / "bad.en.txt").exists()
