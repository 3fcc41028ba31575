"""Settings: the base tables of scripts/train_bundled.toml, overridden by a profile."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

Pair = tuple[str, str]
Settings = dict[str, Any]


def load_settings(path: Path, profile: str) -> Settings:
    """The tables of the file `path`, with what its `profile` changes.

    Raises SystemExit for a profile that there is not, and for a table or a setting of it that there is not.
    """
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    profiles = settings.pop("profiles", {})
    if profile not in profiles:
        raise SystemExit(f"{path}: there is no profile {profile!r}; there are: {', '.join(profiles)}")
    for table, values in profiles[profile].items():
        if table not in settings:
            raise SystemExit(f"{path}: profile {profile}: there is no table {table!r}")
        unknown = set(values) - set(settings[table])
        if unknown:
            raise SystemExit(f"{path}: profile {profile}: unknown {table} settings {sorted(unknown)}")
        settings[table].update(values)
    return settings


def group_weights(settings: Settings, late: bool = False) -> dict[str, float]:
    """The weight of each group of pairs: its own, or what `data.weights` says instead.

    late: while the learning rate falls, where `data.late_weights` goes before both.
    """
    data = settings["data"]
    weights = {group["name"]: float(group["weight"]) for group in data["groups"]}
    for name in ("weights", "late_weights") if late else ("weights",):
        unknown = set(data[name]) - set(weights)
        if unknown:
            raise SystemExit(f"data.{name}: there are no groups {sorted(unknown)}")
        weights |= data[name]
    return weights


def override(settings: Settings, changes: list[str]) -> None:
    """Puts `table.key=value` (a value of TOML) into the settings.

    Raises SystemExit for a setting that there is not, or one of another type.
    """
    for change in changes:
        name, _, value = change.partition("=")
        table, _, key = name.strip().partition(".")
        if key not in settings.get(table, {}):
            raise SystemExit(f"--set {change}: there is no setting {name!r}")
        old, new = settings[table][key], tomllib.loads(f"value = {value}")["value"]
        if type(old) is not type(new) and not (isinstance(old, float) and isinstance(new, int)):
            raise SystemExit(f"--set {change}: {name} is a {type(old).__name__}, not a {type(new).__name__}")
        settings[table][key] = new
