"""The documents name what exists, and what exists is named in the documents."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
import typer.main

from creditbank.cli.main import build
from tests.architecture.project import ROOT, SOURCE, files, shown

DOCS = sorted((ROOT / "docs").rglob("*.md"))
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@cache
def _all_docs() -> str:
    return "\n".join(path.read_text() for path in DOCS)


@cache
def _words_of_the_code() -> frozenset[str]:
    text = "\n".join(path.read_text() for path in SOURCE.rglob("*.py") if "tests" not in path.parts)
    data = "\n".join(path.read_text() for path in (ROOT / "rulebook").rglob("*.toml"))
    return frozenset(re.findall(r"\w+", text + data))


def _mentioned(name: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", _all_docs()) is not None


def _commands() -> Iterator[str]:
    """``creditbank deposit``, ``creditbank rulebook check`` …"""

    def below(command: click.Command, name: str) -> Iterator[str]:
        children = getattr(command, "commands", {})
        if not children:
            yield name
        for child, sub in children.items():
            yield from below(sub, f"{name} {child}")

    yield from below(typer.main.get_command(build()), "creditbank")


def test_each_name_of_the_glossary_exists_in_the_code() -> None:
    rows = [line for line in (ROOT / "docs" / "glossary.md").read_text().splitlines() if line.startswith("| ")]
    cells = [row.split("|")[3] for row in rows]
    names = {word for cell in cells for code in CODE.findall(cell) for word in re.findall(r"\w+", code)}
    assert len(names) > 50
    assert sorted(names - _words_of_the_code()) == []


def test_each_kind_is_documented() -> None:
    kinds = [path.stem for path in (ROOT / "rulebook" / "kinds").glob("*.toml")]
    assert len(kinds) >= 14
    assert [kind for kind in kinds if not _mentioned(kind)] == []


def test_each_unit_is_documented() -> None:
    units = tomllib.loads((ROOT / "rulebook" / "units.toml").read_text())["unit"]
    assert set(units) >= {"credit", "course_credit", "use", "part", "point"}
    assert [unit for unit in units if not _mentioned(unit)] == []


def test_each_environment_variable_is_documented() -> None:
    read = {
        name
        for path in files()
        if path.suffix == ".py" or path.parent.name == "scripts"
        for name in re.findall(r"\bCREDITBANK_[A-Z_]+\b|\bDATABASE_URL\b", path.read_text())
    }
    assert "CREDITBANK_VAR" in read
    assert [name for name in sorted(read) if not _mentioned(name)] == []


def test_each_command_is_documented() -> None:
    commands = list(_commands())
    assert len(commands) > 10
    assert [command for command in commands if not _mentioned(command)] == []


def test_both_readmes_have_the_same_sections_and_the_two_commands() -> None:
    english, chinese = ((ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md"))
    levels = [re.findall(r"^(#+) ", text, re.MULTILINE) for text in (english, chinese)]
    assert levels[0] == levels[1]
    for text in (english, chinese):
        assert re.search(r"^make demo$", text, re.MULTILINE)
        assert re.search(r"^make test$", text, re.MULTILINE)
        assert all(f"`{room}`" in text for room in ("kernel", "rules", "plan", "ledger", "bank"))


@pytest.mark.parametrize("document", [path for path in files() if path.suffix == ".md"], ids=shown)
def test_links_inside_the_project_lead_somewhere(document: Path) -> None:
    targets = [
        link for link in LINK.findall(document.read_text()) if "://" not in link and not link.startswith("mailto:")
    ]
    assert [link for link in targets if not (document.parent / link).exists()] == []


def test_decision_records_are_numbered_from_one_and_name_what_was_rejected() -> None:
    records = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text()
        for part in ("# ", "Status: ", "## Context", "## Options", "## Decision", "## Consequences"):
            assert re.search(rf"^{part}", text, re.MULTILINE), f"{shown(path)} lacks {part!r}"


def test_the_architecture_page_names_every_room() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text()
    assert [
        room.name
        for room in SOURCE.iterdir()
        if room.is_dir() and f"`{room.name}`" not in page and room.name != "__pycache__"
    ] == []
