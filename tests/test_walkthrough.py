"""docs/walkthrough.md is executed: each file written, each command run, each exit code and each line of output compared.

In a console block ``$`` begins a command and ``>`` goes on with it; ``# exit 1`` at its end says that it must fail with
that code. What follows is the whole output; ``…`` stands for anything within a line, alone for any number of lines.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
import typer.main
from psycopg import sql

from creditbank.cli.main import build
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "walkthrough.md"
BLOCK = re.compile(r"^```(?P<info>[^\n]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"file: (\S+)$")
EXIT = re.compile(r"# exit (\d+)$")
NO_VERBS = {"demo", "serve"}
"""One builds another city, the other does not end."""

# What a command has set stands in the environment of the next one, as in one shell.
SHELL = """
set -a
[ ! -f .variables ] || . ./.variables
{command}
code=$?
export -p > .variables
exit $code
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One command of the document: where it stands, how it must end, what must be seen."""

    line: int
    command: str
    code: int
    shown: tuple[str, ...]


def blocks(text: str) -> Iterator[tuple[str, str, int]]:
    """What stands behind the backticks, the body, and the number of its first line."""
    for found in BLOCK.finditer(text):
        yield found["info"], found["body"], text.count("\n", 0, found.start("body")) + 1


def steps(body: str, first: int) -> Iterator[Step]:
    """The commands of a console block."""
    numbered = enumerate(body.splitlines(), start=first)
    groups: list[tuple[int, list[str], list[str]]] = []
    for number, text in numbered:
        if text.startswith("$ "):
            groups.append((number, [text[2:]], []))
        elif text.startswith("> "):
            groups[-1][1].append(text[2:])
        else:
            groups[-1][2].append(text)
    for number, command, shown in groups:
        code = EXIT.search(command[-1])
        yield Step(number, "\n".join(command), int(code[1]) if code else 0, tuple(shown))


def run(command: str, folder: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """Exit code and all that a person would see on the terminal."""
    done = subprocess.run(
        ["sh", "-c", SHELL.replace("{command}", command)],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def agrees(shown: tuple[str, ...], output: str) -> bool:
    """Whether the output is what the document shows."""
    pattern = "".join(
        r"(?:.*\n)*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n" for line in shown
    )
    return re.fullmatch(pattern, output) is not None


@pytest.fixture(scope="module")
def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A new bank: an empty folder, on PostgreSQL an empty database besides. The commands of this environment come first.

    Coverage is not measured in them: it would double the time.
    """
    left_out = ("COV", "CREDITBANK_LANGUAGE", "CREDITBANK_AS", "PYTHONDONTWRITEBYTECODE")
    given = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{given['PATH']}"
    with _new_database(given.get("DATABASE_URL", "")) as url:
        yield {
            **given,
            "PATH": path,
            "LC_ALL": "C.UTF-8",
            "CREDITBANK_VAR": str(tmp_path / "var"),
            "DATABASE_URL": url,
        }


@contextmanager
def _new_database(url: str) -> Iterator[str]:
    """The address of an empty database on the run's server; none on SQLite."""
    if not url:
        yield ""
        return
    server, name = urlsplit(url), f"walkthrough_{uuid4().hex[:8]}"
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_the_walkthrough_does_what_it_says(document: str, environment: dict[str, str], tmp_path: Path) -> None:
    for info, body, first in blocks(document):
        if file := FILE.search(info):
            (tmp_path / file[1]).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file[1]).write_text(body, encoding="utf-8")
        for step in steps(body, first) if info == "console" else ():
            code, output = run(step.command, tmp_path, environment)
            shown = "\n".join(step.shown)
            assert code == step.code, f"line {step.line}: {step.command}\nended with {code}:\n{output}"
            assert agrees(step.shown, output), f"line {step.line}: {step.command}\nshown:\n{shown}\nseen:\n{output}"


def test_the_walkthrough_uses_every_verb(document: str) -> None:
    typed = "\n".join(
        step.command for info, body, n in blocks(document) if info == "console" for step in steps(body, n)
    )
    missing = [name for name in _commands() if not re.search(rf"\bcreditbank {name}\b(?!-)", typed)]
    assert sorted(missing) == sorted(NO_VERBS)


def _commands() -> Iterator[str]:
    def below(command: Any, name: str) -> Iterator[str]:
        children = getattr(command, "commands", {})
        if not children:
            yield name
        for child, sub in children.items():
            yield from below(sub, f"{name} {child}".strip())

    yield from below(typer.main.get_command(build()), "")


@pytest.mark.parametrize(
    ("shown", "output", "good"),
    [
        (("One 12…",), "One 123\n", True),
        (("One",), "One 123\n", False),
        (("One",), "One\nTwo\n", False),
        (("One", "…"), "One\nTwo\nThree\n", True),
        (("…", "Three"), "One\nTwo\nThree\n", True),
        (("…", "Two"), "One\nTwo\nThree\n", False),
        (("1.5",), "1x5\n", False),
        ((), "", True),
        ((), "One\n", False),
    ],
)
def test_only_what_is_shown_may_be_seen(shown: tuple[str, ...], output: str, good: bool) -> None:
    assert agrees(shown, output) is good


def test_a_failing_step_is_read_as_such() -> None:
    read = list(steps("$ creditbank one \\\n>   --two # exit 1\nNo.\n$ true\n", 10))
    assert read == [Step(10, "creditbank one \\\n  --two # exit 1", 1, ("No.",)), Step(13, "true", 0, ())]
