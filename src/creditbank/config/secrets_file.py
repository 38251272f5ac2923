"""Secrets that are made once and kept: an environment variable wins, else a file that only its owner can read."""

import os
import secrets
from pathlib import Path


def kept_secret(variable: str, path: Path, /) -> str:
    """The secret of that environment variable, or of that file, which is made when it does not exist."""
    given = os.environ.get(variable, "")
    if given:
        return given
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made
