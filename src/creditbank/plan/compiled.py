"""Compiled functions (numba), cached beside their source so that no request ever waits for the compiler.

numba looks only at the file of the function itself to see whether its cache is stale, but a compiled function holds the
code of all that it calls. So the cache of a module lies in a folder named after the digest of that module and of all
modules of this room that it imports.
"""

import hashlib
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba

_CONFIG: Any = numba.config
_HERE = Path(__file__).parent
_FORMER = "compiled-"
_IMPORT = re.compile(rb"^from creditbank\.plan\.(\w+) import", re.MULTILINE)


def compiled(function: Callable[..., Any], /) -> Any:
    """``numba.njit`` with the cache of this room; where that cannot be written, with numba's own choice of a place."""
    before = _CONFIG.CACHE_DIR
    folder = _folder(function.__module__.rpartition(".")[2])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _CONFIG.CACHE_DIR = str(folder)
    except OSError:
        pass
    try:
        return numba.njit(cache=True)(function)
    finally:
        _CONFIG.CACHE_DIR = before


def forget_former() -> None:
    """Remove the machine code of former versions."""
    own = {_folder(path.stem) for path in _HERE.glob("*.py")}
    for folder in _base().glob(f"{_FORMER}*"):
        if folder not in own:
            shutil.rmtree(folder, ignore_errors=True)


def _base() -> Path:
    return Path(_CONFIG.CACHE_DIR) if _CONFIG.CACHE_DIR else _HERE / "__pycache__"


@cache
def _folder(module: str) -> Path:
    told = hashlib.sha256()
    for name in sorted(_reached(module)):
        told.update(_source(name))
    return _base() / f"{_FORMER}{told.hexdigest()[:16]}"


def _reached(module: str) -> set[str]:
    """The module and all of this room that it imports, directly or through others."""
    reached, waiting = {module}, [module]
    while waiting:
        for found in _IMPORT.findall(_source(waiting.pop())):
            if (name := found.decode()) not in reached:
                reached.add(name)
                waiting.append(name)
    return reached


@cache
def _source(module: str) -> bytes:
    path = _HERE / f"{module}.py"
    return path.read_bytes() if path.exists() else b""
