"""Settings: the base tables of scripts/train_bundled.toml, overridden by a profile."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

Pair = tuple[str, str]
Settings = dict[str, Any]


def load_settings(path: Path, profile: str) -> Settings:
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    for table, values in settings.pop("profiles", {}).get(profile, {}).items():
        unknown = set(values) - set(settings[table])
        if unknown:
            raise SystemExit(f"{path}: profile {profile}: unknown {table} settings {sorted(unknown)}")
        settings[table].update(values)
    return settings
