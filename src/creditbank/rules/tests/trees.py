"""The sample rulebook of these tests, and copies of it with one thing changed."""

import shutil
from functools import cache
from pathlib import Path

from creditbank.rules.checks import check_rulebook
from creditbank.rules.findings import Finding, RulebookInvalid
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import read_rulebook

SAMPLE = Path(__file__).parent / "sample"


@cache
def sample() -> Rulebook:
    return read_rulebook(SAMPLE)


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy in which ``old`` stands once in ``file`` and is replaced; with an empty ``old`` the file is written anew."""
    root = tmp_path / "rulebook"
    if not root.exists():
        shutil.copytree(SAMPLE, root)
    path = root / file
    if old:
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        new = text.replace(old, new)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(new, encoding="utf-8")
    return root


def findings_of(root: Path) -> list[Finding]:
    try:
        return check_rulebook(read_rulebook(root))
    except RulebookInvalid as invalid:
        return list(invalid.findings)
