"""mt doctor: versions, devices, models, settings, what is missing and the line that installs it."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mt import __version__, runtime
from mt.config import Settings, config_path, resolve
from mt.errors import MtError
from mt.wording import counted

#: Packages, each with the extra of pyproject.toml that brings it, "" for what is always there.
_PACKAGES = {
    "ctranslate2": "",
    "numpy": "",
    "sacrebleu": "",
    "sentencepiece": "",
    "torch": "torch",
    "transformers": "torch",
    "safetensors": "torch",
    "datasets": "data",
    "ray": "ray",
    "fsspec": "ray",
    "sentence-transformers": "embed",
    "unbabel-comet": "comet",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the same as one JSON object")


def run(arguments: argparse.Namespace) -> int:
    """0 when a translation can run, else 4."""
    report = examine()
    print(json.dumps(report, ensure_ascii=False, indent=1) if arguments.json else "\n".join(lines(report)))
    return 0 if report["ready"] else 4


def examine() -> dict[str, Any]:
    """All that `mt doctor` shows, as plain values."""
    from mt.models import home
    from mt.translate.base import available_cores

    packages = {name: _version(name) for name in _PACKAGES}
    missing = sorted({extra for name, extra in _PACKAGES.items() if extra and not packages[name]})
    problems: list[str] = []
    report: dict[str, Any] = {
        "vimt": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": available_cores(),
        "packages": packages,
        "missing": [f"pip install 'vimt[{extra}]'" for extra in missing],
        "home": str(home()),
        "home_writable": _writable(home().absolute()),
        "settings_file": str(config_path()) if config_path().exists() else None,
        "settings": _settings(problems),
        "devices": _devices(problems),
        "models": _models(problems),
        "problems": problems,
    }
    if os.environ.get(runtime.MKL, "").lower() in ("1", "true"):
        problems.append(
            f"{runtime.MKL} is set: answers depend on the batch, and on AMD processors int8 is many times "
            "slower. Unset it"
        )
    if not report["home_writable"]:
        problems.append(
            f"{home()}: not a folder that can be written to, so no model can be fetched. Set MT_HOME to one"
        )
    report["ready"] = bool(report["devices"]) and any(model["default"] for model in report["models"])
    return report


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _writable(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, can be written to."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    return nearest.is_dir() and os.access(nearest, os.W_OK)


def _devices(problems: list[str]) -> dict[str, list[str]]:
    """Compute types of each device that CTranslate2 sees."""
    try:
        ctranslate2 = runtime.ctranslate2()
    except ImportError as error:
        problems.append(f"ctranslate2 cannot be imported ({error}). Reinstall it: pip install -U ctranslate2")
        return {}
    devices = {"cpu": sorted(ctranslate2.get_supported_compute_types("cpu"))}
    if ctranslate2.get_cuda_device_count():
        devices["cuda"] = sorted(ctranslate2.get_supported_compute_types("cuda"))
    return devices


def _settings(problems: list[str]) -> dict[str, Any]:
    """The settings in force that are not the defaults."""
    try:
        settings = asdict(resolve())
    except MtError as error:
        problems.append(str(error))
        return {}
    return {name: value for name, value in settings.items() if value != getattr(Settings(), name)}


def _models(problems: list[str]) -> list[dict[str, str]]:
    """The models at hand, best first; a damaged one that is chosen becomes a problem."""
    from mt.models import find, installed

    try:
        chosen = find(resolve().model or None)
    except MtError as error:
        if str(error) not in problems:
            problems.append(str(error))
        chosen = None
    models = {model.folder: model for model in (*([chosen] if chosen else []), *installed())}
    return [
        {
            "name": m.name,
            "folder": str(m.folder),
            "quality": m.quality,
            "default": "yes" if m == chosen else "",
        }
        for m in models.values()
    ]


def lines(report: dict[str, Any]) -> list[str]:
    """The report for a person."""
    out = [
        f"vimt {report['vimt']}, Python {report['python']}, {report['platform']}, "
        f"{counted(report['cores'], 'core')}",
        "",
    ]
    out += [f"  {name:21} {version or 'not installed'}" for name, version in report["packages"].items()]
    out += ["", *(f"  device {name}: {', '.join(types)}" for name, types in report["devices"].items()), ""]
    out.append(f"  models in {report['home']}")
    for model in report["models"]:
        out.append(f"  {'*' if model['default'] else ' '} {model['name']:14} {model['quality']}")
    out.append(f"  settings: {report['settings_file'] or 'no file'}")
    out += [f"    {name} = {value!r}" for name, value in report["settings"].items()]
    if report["missing"]:
        out += ["", "optional, not installed:", *(f"  {line}" for line in report["missing"])]
    out += ["", *(f"problem: {problem}" for problem in report["problems"])]
    out.append("ready to translate" if report["ready"] else "not ready to translate")
    return out
