"""docs/rules.md is true: its files form a sound rulebook, and it names every code."""

import re
import shutil
from pathlib import Path

from creditbank.rules.conditions import CODE_OF_FIELD, OPERATORS
from creditbank.rules.findings import errors_in
from creditbank.rules.tests.trees import SAMPLE, findings_of

ROOM = Path(__file__).parents[1]
PAGE = (ROOM.parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
FILES = re.findall(r"```toml\n# (\S+)\n(.*?)```", PAGE, re.DOTALL)
CODE = re.compile(r'"([A-Z]+(?:_[A-Z]+)+|LEVEL|MISSING|EMPTY|OPERATORS|PERCENT|BANDS|GATHERING)"')
NO_CODES = {"RULEBOOK_INVALID"}
"""Codes of the error as a whole, which is no finding."""


def test_the_files_of_the_page_form_a_sound_rulebook(tmp_path: Path) -> None:
    root = shutil.copytree(SAMPLE, tmp_path / "rulebook")
    for name, text in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    assert errors_in(findings_of(root)) == []
    assert len(FILES) == len(re.findall("```toml", PAGE)) == 8


def test_the_occupations_are_as_many_as_the_page_says() -> None:
    lines = (ROOM.parents[2] / "rulebook" / "occupations.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = {line.partition(",")[0] for line in lines}
    assert len(lines) == len(codes) == 1631
    assert f"`occupations.csv` has {len(codes):,} codes" in PAGE
    assert {"4-12-04-02", "6-20-05-03"} < codes
    assert "6-20-03-00" not in codes


def test_every_code_is_on_the_page() -> None:
    written = {code for path in ROOM.glob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(written) > 80
    assert sorted(code for code in written - NO_CODES if f"`{code}`" not in PAGE) == []


def test_every_operator_and_code_of_a_field_is_on_the_page() -> None:
    for word in (*OPERATORS, *CODE_OF_FIELD, *CODE_OF_FIELD.values()):
        assert f"`{word}`" in PAGE
