"""The press: data and a template of this folder become PDF or PNG. Data goes in as JSON and is never read as markup."""

import json
import threading
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from creditbank.credentials.paper.fonts import loaded_fonts

_TEMPLATES = Path(str(files("creditbank.credentials.paper").joinpath("templates")))
_STANDARD: Final = "a-2b"
"""PDF/A-2b (ISO 19005-2) for archives. Under it a character without a glyph is an error of the press, never an empty place."""

_local = threading.local()


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The sheets as one PDF. ``at``, aware, is the date of making inside the file: the same data give the same bytes."""
    made = _press(template).compile(
        sys_inputs=_inputs(data), format="pdf", pdf_standards=_STANDARD, timestamp=int(at.timestamp())
    )
    return b"".join(_sheets(made))


def png(template: str, data: Mapping[str, Any], *, ppi: int) -> bytes:
    """A PNG of ``ppi`` pixels an inch. What needs more than one sheet becomes one tall image, where the template can."""
    press, inches = _press(template), float(ppi)
    sheets = _sheets(press.compile(sys_inputs=_inputs(data), format="png", ppi=inches))
    if len(sheets) > 1:
        sheets = _sheets(press.compile(sys_inputs=_inputs({**data, "tall": True}), format="png", ppi=inches))
    return sheets[0]


def _press(template: str) -> typst.Compiler:
    """One press a thread and template: it keeps what it has read and cannot print two things at once."""
    presses: dict[str, typst.Compiler] = _local.__dict__.setdefault("presses", {})
    if template not in presses:
        presses[template] = typst.Compiler(_TEMPLATES / f"{template}.typ", root=_TEMPLATES, font_paths=loaded_fonts())
    return presses[template]


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(data, ensure_ascii=False)}


def _sheets(made: bytes | list[bytes] | None) -> list[bytes]:
    """A PDF and a single picture come as one piece, several pictures as a list; nothing comes of printing into a file."""
    return made if isinstance(made, list) else [made or b""]
