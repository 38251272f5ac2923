"""``creditbank demo``: build the city if it is not there, tell 李师傅's story, leave the site running."""

import json
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from creditbank.catalogue.publishing import publish
from creditbank.cli.demo.acting import START
from creditbank.cli.demo.building import COHORT, build
from creditbank.cli.demo.city import PASSWORD, holds_something_else, shown_accounts, stands_already, write_accounts
from creditbank.cli.demo.report import figures, read_report
from creditbank.cli.demo.telling import tell
from creditbank.cli.frame import InputError, told
from creditbank.cli.language import language
from creditbank.cli.server import require_free_port, serve_until_stopped
from creditbank.people.permissions import SYSTEM
from creditbank.rules.schema import read_rulebook
from creditbank.wording.sentences import word

HOST, PORT = "127.0.0.1", 8000


@told
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Tell the story and end.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the story's figures into this file.")] = None,
    start: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="First day of the story, a working day.")
    ] = datetime(START.year, START.month, START.day),  # noqa: DTZ001 (a day, no moment)
    size: Annotated[int, typer.Option(hidden=True, min=1, help="Workers in the cohort.")] = COHORT,
) -> None:
    """示范 · Build the demonstration city, tell one worker's story, serve the site."""
    if json_file is not None:
        _require_writable(json_file)
    if not no_serve:
        require_free_port(HOST, PORT)
    _prepare()
    if stands_already():
        _say("DEMO_STANDS")
    else:
        _build(size, start.date())
    write_accounts(Path(settings.DEMO_ACCOUNTS_FILE))
    report = read_report()
    typer.echo("\n".join(tell(report, language())))
    _tell_accounts()
    if json_file is not None:
        document = json.dumps(figures(report), ensure_ascii=False, indent=2)
        json_file.write_text(document + "\n", encoding="utf-8")
    if not no_serve:
        serve_until_stopped(HOST, PORT)


def _require_writable(file: Path) -> None:
    """Raises ``InputError`` where the file cannot be written: known before the city is built. Nothing is left behind."""
    stood = file.exists()
    try:
        with file.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise InputError("FILE_NOT_WRITABLE", file=str(file), text=error.strerror or type(error).__name__) from error
    if not stood:
        file.unlink()


def _prepare() -> None:
    """The tables and the rulebook, as ``init`` makes them; nothing is touched where somebody else's bank is."""
    call_command("migrate", verbosity=0, interactive=False)
    if holds_something_else(timezone.localdate()):
        raise InputError("DEMO_OTHER_DATA", where=str(connection.settings_dict["NAME"]))
    book = read_rulebook(Path(settings.RULEBOOK))
    publish(book, author="creditbank", approver="rulebook", at=timezone.now(), actor=SYSTEM)


def _build(size: int, start: date) -> None:
    _say("DEMO_BUILDS")
    began = time.monotonic()
    if sys.stdout.isatty():
        with Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True
        ) as bar:
            build(size, start, _Bar(bar))
    else:
        build(size, start, _Plain())
    _say("DEMO_READY", seconds=round(time.monotonic() - began))


class _Bar:
    """Shows each step as a bar on a terminal."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self._code = ""

    def __call__(self, code: str, done: int, total: int) -> None:
        if code != self._code:
            self._code = code
            self._bar.reset(self._task, description=word(code, {}, language()), total=total or None)
        self._bar.update(self._task, completed=done)


class _Plain:
    """Says each step once, where no terminal shows a bar."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, code: str, done: int, total: int) -> None:
        if code not in self._said:
            self._said.add(code)
            typer.echo("  " + word(code, {}, language()))


def _tell_accounts() -> None:
    typer.echo("\n" + word("DEMO_TITLE_LOGIN", {}, language()))
    for account in shown_accounts():
        role = account["role_en" if language() == "en" else "role_zh"]
        _say("DEMO_ACCOUNT", username=account["username"], name=account["name"], text=role)
    _say("DEMO_LOGIN", password=PASSWORD)


def _say(code: str, **parameters: object) -> None:
    typer.echo(word(code, parameters, language()))
