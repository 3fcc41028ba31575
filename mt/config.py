"""Settings: default < file < environment < flag. Frozen; an unknown key is an error that lists the rest.

The file is TOML: `MT_CONFIG` names it, else it is `vimt/config.toml` in the user's configuration folder.
A setting `beam` is `beam = 4` in the file, `MT_BEAM=4` in the environment and `--beam 4` on the command line.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from mt.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a translation depends on.

    model: name, hub id or folder; "" for the best that is there.
    fallback: a second model, for sentences that the first leaves flagged; "" for none.
    glossary: a file of words with their English, for models that copy masks; "" for our own words alone,
    "none" for no words at all.
    engine: "ctranslate2" or "transformers". device: "auto", "cpu" or "cuda".
    compute: number type, "auto" for the fastest sensible one. threads: 0 for all cores.
    beam: hypotheses kept in the search, 1 to 64; 1 is greedy and fastest.
    batch_tokens: padded source tokens of a batch, at least 1.
    encoding: of the input, "" to detect. unwrap: join hard-wrapped lines. strict: flags are an error.
    """

    model: str = ""
    fallback: str = ""
    glossary: str = ""
    engine: str = "ctranslate2"
    device: str = "auto"
    compute: str = "auto"
    threads: int = 0
    beam: int = 4
    batch_tokens: int = 1024
    encoding: str = ""
    unwrap: bool = False
    strict: bool = False

    def __post_init__(self) -> None:
        for name, low, high in (("threads", 0, 1024), ("beam", 1, 64), ("batch_tokens", 1, 1 << 20)):
            if not low <= getattr(self, name) <= high:
                raise UsageError(f"{name} must be from {low} to {high}, not {getattr(self, name)}")


def resolve(flags: Mapping[str, Any] | None = None) -> Settings:
    """The settings in force. `flags` holds those that were given; None values count as not given.

    Raises UsageError naming the file, variable or key that is wrong.
    """
    settings = _with(Settings(), _file(), str(config_path()))
    settings = _with(settings, _environment(), "environment")
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    settings = _with(settings, given, "arguments")
    if settings.glossary in ("", "none"):
        return settings
    # Workers may have another working directory.
    return replace(settings, glossary=str(Path(settings.glossary).expanduser().absolute()))


def config_path() -> Path:
    """The settings file, whether it exists or not."""
    if named := os.environ.get("MT_CONFIG"):
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "vimt" / "config.toml"


def _file() -> dict[str, Any]:
    path = config_path()
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if "MT_CONFIG" in os.environ:
            raise UsageError(f"{path}: MT_CONFIG names a file that does not exist") from None
        return {}
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from error


def _environment() -> dict[str, Any]:
    # Only names of settings: MT_HOME, MT_CONFIG and MT_DATA mean other things.
    found: dict[str, Any] = {}
    for name, default in asdict(Settings()).items():
        text = os.environ.get(f"MT_{name.upper()}")
        if text:
            found[name] = _parse(f"MT_{name.upper()}", text, type(default))
    return found


def _parse(variable: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise UsageError(f"{variable}={text!r}: 1 or 0 is expected")
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise UsageError(f"{variable}={text!r}: a whole number is expected") from None
    return text


def _with(settings: Settings, values: Mapping[str, Any], where: str) -> Settings:
    known = {field.name: type(getattr(settings, field.name)) for field in fields(settings)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise UsageError(f"{where}: unknown settings {', '.join(unknown)}. Valid: {', '.join(known)}")
    for key, value in values.items():
        if type(value) is not known[key]:
            raise UsageError(f"{where}: {key} = {value!r}: {known[key].__name__} is expected")
    return replace(settings, **values)
