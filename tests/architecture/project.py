"""The project's files and rooms, as the architecture tests read them."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

SOURCE = ROOT / "src" / "creditbank"

WRITTEN_BY_TOOLS = {".git", ".venv", "var", "mutants", "node_modules", "build", "__pycache__", "test-results"}


@cache
def settings() -> dict[str, Any]:
    """All of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def rooms() -> tuple[str, ...]:
    """The rooms, from the layers that import-linter is given (and which it requires to be complete)."""
    layers = settings()["tool"]["importlinter"]["contracts"][0]["layers"]
    return tuple(room.strip(" ()") for layer in layers for room in layer.split("|"))


@cache
def files() -> tuple[Path, ...]:
    """Every file that people wrote: nothing that a tool made or that git ignores."""

    def below(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name in WRITTEN_BY_TOOLS or path.name.endswith((".egg-info", "_cache")) or path.is_symlink():
                continue
            if path.name.startswith((".coverage", ".hypothesis")):
                continue
            if path.is_dir():
                yield from below(path)
            else:
                yield path

    return tuple(below(ROOT))


def python_files(*, migrations: bool = False) -> tuple[Path, ...]:
    """Every Python file; those of migrations only if asked for, since Django writes them."""
    return tuple(path for path in files() if path.suffix == ".py" and (migrations or "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text())


def shown(path: Path) -> str:
    """The path as a reader of a failure wants it."""
    return str(path.relative_to(ROOT))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods, nested ones too."""
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
