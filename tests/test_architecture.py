"""The rules that hold the house up (see CONTRIBUTING.md), read off the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mt"
STAGES = {"documents", "segment", "translate", "models", "align", "evaluate"}
SHARED = {"values", "errors", "config", "records", "runtime", "wording"}
HEAVY = {
    "ctranslate2",
    "sentencepiece",
    "transformers",
    "torch",
    "datasets",
    "numpy",
    "sacrebleu",
    "tokenizers",
    "ray",
    "fsspec",
}
SOURCES = sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Dotted names that the file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_arrows_point_one_way(path: Path) -> None:
    stage = path.relative_to(PACKAGE).parts[0]
    if stage not in STAGES:
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "mt" and len(parts) > 1:
            assert parts[1] in SHARED | {stage}, f"{path} imports {name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{path}:{node.lineno} {node.name}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_the_command_prints_and_exits(path: Path) -> None:
    if path.relative_to(PACKAGE).parts[0] in ("cli", "__main__.py"):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in ("print", "sys.exit", "exit", "breakpoint"), (
                f"{path}:{node.lineno}"
            )


@pytest.mark.parametrize(
    "statement",
    [
        "import mt",
        "import mt.aligning, mt.align, mt.evaluate.alignment, mt.batch.run, mt.batch.corpus",
        "import mt.batch.on_ray, mt.batch.places, mt.batch.worker",
        "import mt.pipeline, mt.documents, mt.segment, mt.models, mt.translate, mt.evaluate, mt.config",
        "import mt.cli; mt.cli._parser(['--help'])",
        "import mt.cli; [mt.cli._parser([name]) for name in mt.cli.COMMANDS]",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_used(statement: str) -> None:
    code = f"import sys; {statement}; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not HEAVY & set(done.stdout.split())


def test_what_mt_exports_exists() -> None:
    import mt

    assert sorted(mt.__all__) == mt.__all__
    assert set(mt.__all__) == set(mt._WHERE)
    for name in mt.__all__:
        assert getattr(mt, name).__doc__, name


def test_stages_are_numbered() -> None:
    for stage in STAGES:
        docstring = ast.get_docstring(
            ast.parse((PACKAGE / stage / "__init__.py").read_text(encoding="utf-8"))
        )
        assert docstring is not None
        assert docstring.startswith("Stage "), stage


def test_the_version_is_that_of_the_changelog_and_of_the_project() -> None:
    import tomllib

    import mt

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == mt.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first = next(line for line in changelog.splitlines() if line.startswith("## "))
    assert mt.__version__ in first
