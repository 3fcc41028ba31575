"""What benchmarks do with what they found: print it, write it down, with the versions they ran on."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any


def versions(*packages: str) -> dict[str, str]:
    """Of Python and of these packages."""
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}


def publish(result: Any, out: Path | None) -> None:
    """Prints the result as JSON, and writes it to `out` where there is one."""
    print(rendered(result), end="")
    if out:
        save(result, out)


def save(result: Any, out: Path) -> None:
    """Writes the result as JSON, whole or not at all; folders are made."""
    out.parent.mkdir(parents=True, exist_ok=True)
    new = out.with_name(out.name + ".new")
    new.write_text(rendered(result), encoding="utf-8")
    new.replace(out)


def rendered(result: Any) -> str:
    return json.dumps(result, indent=1, ensure_ascii=False) + "\n"
