"""What every command shares: who acts, when, under which request id, how it answers, and how errors are told."""

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar
from uuid import UUID, uuid4

import msgspec
import typer
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from creditbank.bank.call import Call
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.language import language
from creditbank.kernel.decision import Reason, Refer, Refuse
from creditbank.kernel.errors import CreditbankError
from creditbank.people.lookups import find_user
from creditbank.people.permissions import SYSTEM, Actor, actor_of
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.sentences import word_error

AsUser = Annotated[
    str, typer.Option("--as", envvar="CREDITBANK_AS", help="User name of who acts; SYSTEM: the bank itself.")
]
RequestId = Annotated[
    UUID | None, typer.Option("--request-id", help="Id that makes the call safe to repeat; made anew if left out.")
]
Now = Annotated[datetime | None, typer.Option("--now", help="The moment of the act (default: now).")]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on standard output.")]
JsonFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A JSON file.")]

BAD_INPUT, FAILED = 2, 1
_BY_WORDS = {"locked": "DATABASE_LOCKED", "disk is full": "DATABASE_FULL", "no such table": "DATABASE_EMPTY"}
_BY_STATE = {
    "55P03": "DATABASE_LOCKED",
    "40P01": "DATABASE_LOCKED",
    "53100": "DATABASE_FULL",
    "42P01": "DATABASE_EMPTY",
}
"""PostgreSQL: lock not available, deadlock, disk full, undefined table."""
Command = TypeVar("Command", bound=Callable[..., Any])


class InputError(CreditbankError):
    """What was typed, or a file that was named, cannot be read; parameters say where."""


def call_of(as_user: str, request_id: UUID | None, now: datetime | None) -> Call:
    """The call of a verb: actor, moment and request id of a command."""
    moment = now or timezone.now()
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return Call(request_id or uuid4(), _actor(as_user, moment), moment)


def _actor(as_user: str, moment: datetime) -> Actor:
    if as_user == "SYSTEM":
        return SYSTEM
    return actor_of(find_user(as_user), timezone.localdate(moment))


def answer(value: Any, as_json: bool, sentence: str) -> None:
    """Print the answer: JSON for programs, one plain sentence for people."""
    if as_json:
        sys.stdout.write(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2) + "\n")
    else:
        typer.echo(sentence)


def refused(decision: Refuse | Refer, as_json: bool) -> NoReturn:
    """Tell a refusal or referral by rule on standard error and end with exit code 1: nothing was written."""
    code = "REFUSED" if isinstance(decision, Refuse) else "REFERRED"
    _tell(CreditbankError(code, reasons=[msgspec.to_builtins(reason) for reason in decision.reasons]), as_json)
    raise typer.Exit(FAILED)


def told(command: Command) -> Command:
    """Turn domain and database errors of a command into a sentence on standard error and an exit code."""

    @wraps(command)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except CreditbankError as error:
            _tell(error, bool(options.get("as_json")))
            raise typer.Exit(BAD_INPUT if isinstance(error, InputError) else FAILED) from None
        except DatabaseError as error:
            _tell(_database_error(error), bool(options.get("as_json")))
            raise typer.Exit(FAILED) from None

    return wrapped  # type: ignore[return-value]


def _database_error(error: DatabaseError) -> CreditbankError:
    """What is the matter: SQLite says it in words, PostgreSQL by its codes."""
    text = " ".join(str(error).split())
    code = _BY_STATE.get(getattr(error.__cause__, "sqlstate", None) or "")
    code = code or next((code for sign, code in _BY_WORDS.items() if sign in text), None)
    if code is None:
        code = "DATABASE_GONE" if isinstance(error, OperationalError | InterfaceError) else "DATABASE"
    return CreditbankError(code, text=text, where=str(settings.DATABASES["default"].get("NAME", "")))


def _tell(error: CreditbankError, as_json: bool) -> None:
    sentence = word_error(error, language(), _rulebook())
    if as_json:
        document = {"error": error.code, "parameters": dict(error.parameters), "message": sentence}
        typer.echo(json.dumps(document, ensure_ascii=False, default=str), err=True)
    else:
        typer.echo(sentence, err=True)


def _rulebook() -> Rulebook | None:
    """What is published, to name fields and kinds; an error is told without it too."""
    try:
        return current_rulebook()
    except (CreditbankError, DatabaseError):
        return None


def read_json(path: Path) -> Any:
    """The JSON document of a file. Raises ``InputError`` with line and column."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError("JSON_MALFORMED", file=str(path), text=str(error)) from error


def read_day(text: str, name: str) -> date:
    """A day as ``YYYY-MM-DD``. Raises ``InputError``."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError("DAY_MALFORMED", field=name, text=text) from error


def reason_of(code: str) -> Reason:
    """A reason given by a person on the command line."""
    return Reason(code.strip().upper())
