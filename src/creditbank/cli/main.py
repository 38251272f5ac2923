"""The ``creditbank`` command: one command per verb, the rulebook, the checks, the demonstration, the server."""

import os
import sys

import typer

from creditbank.cli import offline
from creditbank.cli.language import language
from creditbank.wording.sentences import word


def build() -> typer.Typer:
    """Set Django up and put the commands together."""
    import django  # not for ``verify``, which answers without it

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditbank.config.settings")
    django.setup()
    # Imported here: these modules read models, which exist only after django.setup().
    from creditbank.cli import (
        commands_after,
        commands_convert,
        commands_credentials,
        commands_deposit,
        commands_engine,
        commands_house,
        commands_people,
        commands_rank,
        commands_read,
        commands_rulebook,
        commands_simulate,
        commands_waiting,
    )
    from creditbank.cli.demo.command import demo

    app = typer.Typer(
        name="creditbank",
        help="学分银行 · An open credit bank for workers: deposit, certify, convert, query, verify.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    rooms = (commands_house, commands_people, commands_deposit, commands_convert, commands_after, commands_read)
    for room in (*rooms, commands_rank, commands_engine, commands_waiting):
        for command in room.COMMANDS:
            app.command(name=command.__name__.replace("_", "-").removesuffix("-command"))(command)
    app.command(name="verify")(offline.verify)
    app.add_typer(commands_credentials.credential_app, name="credential")
    app.command(name="demo")(demo)
    commands_simulate.add_to(commands_rulebook.rulebook_app)
    app.add_typer(commands_rulebook.rulebook_app, name="rulebook")
    return app


def run() -> None:
    """Entry point of the console script. A verification that needs no database is not made to wait for one."""
    if offline.is_offline(sys.argv[1:]):
        offline.app()()
        return
    try:
        app = build()
    except (OSError, ValueError) as error:  # the folder of CREDITBANK_VAR, or what DATABASE_URL says
        sys.exit(word("SETTINGS_UNUSABLE", {"text": str(error).rstrip(".")}, language()))
    app()
