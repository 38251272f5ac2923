"""Commands for credentials: issue them, write them to files, keep the keys that sign them, sign the status lists again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

import typer
from django.utils import timezone
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from creditbank.bank import issue as issuing
from creditbank.bank.cohorts import awards_of_body
from creditbank.bank.issue_cohort import issue_cohort
from creditbank.bank.numbers import normal_credential_number
from creditbank.cli.commands_keys import api_key_app, keys_app
from creditbank.cli.frame import (
    FAILED,
    AsUser,
    InputError,
    Json,
    Now,
    RequestId,
    answer,
    call_of,
    read_day,
    read_json,
    told,
)
from creditbank.cli.language import language
from creditbank.credentials import issued
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.exporting import FILES, export, file_name
from creditbank.credentials.lists import regenerate_lists
from creditbank.people.permissions import Action
from creditbank.plan.partitions import Progress as Report
from creditbank.wording.sentences import word, word_reason

if TYPE_CHECKING:
    from creditbank.credentials.models import Credential

credential_app = typer.Typer(
    help="可验证凭证 · Credentials: issue, write to files, keys, status lists.", no_args_is_help=True
)
credential_app.add_typer(keys_app, name="keys")
credential_app.add_typer(api_key_app, name="api-key")
Format = Annotated[str, typer.Option("--format", help="open_badge or jwt.")]
Renew = Annotated[bool, typer.Option("--renew", help="A new one takes the place of the one in force.")]


@credential_app.command(name="issue")
@told
def issue_command(
    what: Annotated[Literal["award", "line", "transcript"], typer.Argument(help="What it states.")],
    id_: Annotated[UUID, typer.Argument(metavar="ID", help="Id of the award, of the line, or of the enrolment.")],
    as_user: AsUser,
    format_: Format = "open_badge",
    renew: Renew = False,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """签发 · Issue the credential of an award, of a final line, or of an enrolment's transcript."""
    call = call_of(as_user, request_id, now)
    if what == "award":
        rows = [issuing.issue(call, award_id=id_, format=format_, renew=renew)]
    elif what == "line":
        rows = issuing.issue_line(call, line_id=id_, renew=renew)
    else:
        rows = [issuing.issue_transcript(call, enrolment_id=id_)]
    document = [{"number": row.number, "id": row.pk, "kind": row.kind, "format": row.format} for row in rows]
    answer(document, as_json, "\n".join(word("DONE_ISSUE", {"number": row.number}, language()) for row in rows))


@credential_app.command(name="issue-cohort")
@told
def issue_cohort_command(
    body: Annotated[str, typer.Argument(help="The certifying body (institution id).")],
    as_user: AsUser,
    since: Annotated[str, typer.Option(help="Only awards certified on this day (YYYY-MM-DD) or later.")] = "",
    format_: Format = "open_badge",
    suite: Annotated[str, typer.Option(help="Another cryptosuite than the usual one, such as eddsa-jcs-2022.")] = "",
    processes: Annotated[int, typer.Option(min=1, max=64, help="Processes that sign.")] = 2,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """批量签发 · Issue for all awards of a body that have no credential yet. Broken off, it goes on where it stopped."""
    call = call_of(as_user, request_id, now)
    awards = awards_of_body(body, since=read_day(since, "since") if since else None)
    with _bar(as_json) as report:
        done = issue_cohort(
            call, body=body, award_ids=awards, format=format_, suite=suite, processes=processes, progress=report
        )
    counts = {"issued": done.issued, "there": done.there, "left": len(done.left)}
    answer({**counts, "left": done.left}, as_json, word("DONE_COHORT", counts, language()))
    for award, reason in () if as_json else done.left:
        typer.echo(word("COHORT_LEFT", {"award": str(award), "reason": word_reason(reason, language())}, language()))


@credential_app.command(name="export")
@told
def export_command(
    number: Annotated[str, typer.Argument(help="Number of the credential, VC-…")],
    as_user: AsUser,
    format_: Annotated[str, typer.Option("--format", help=", ".join(FILES))] = "open-badge",
    out: Annotated[Path | None, typer.Option(help="File to write; - for standard output.")] = None,
    paper_language: Annotated[str, typer.Option("--language", help="Of papers: zh, en or both.")] = "zh",
    register: Annotated[
        Path | None, typer.Option(exists=True, help="For sheets: JSON object of the cells that only the school knows.")
    ] = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """导出 · Write a credential to a file: signed document, picture, paper, bundle, or the form of another system."""
    call = call_of(as_user, None, now)
    row = _row(number)
    call.require(Action.VIEW_RECORD, institution=row.issuer_id, learner_id=row.learner_id)
    content = export(
        row, format_, now=call.now, language=paper_language, register=read_json(register) if register else None
    )
    file = out or Path(file_name(row, format_))
    if str(file) == "-":
        sys.stdout.buffer.write(content)
        return
    _write(file, content)
    told_of = {"number": row.number, "file": str(file), "format": format_}
    answer({**told_of, "bytes": len(content)}, as_json, word("DONE_EXPORT", told_of, language()))


@credential_app.command(name="lists")
@told
def lists_command(now: Now = None, as_json: Json = False) -> None:
    """状态列表 · Sign every status list that changed or grows old. Exit 1 if one could not be signed."""
    done, left = regenerate_lists(call_of("SYSTEM", None, now).now if now else timezone.now())
    answer({"signed": done, "left": left}, as_json, word("DONE_LISTS", {"count": len(done)}, language()))
    for url, code in () if as_json else left:
        typer.echo(word("LIST_LEFT", {"url": url, "text": word(code, {}, language())}, language()), err=True)
    if left:
        raise typer.Exit(FAILED)


def _row(number: str) -> "Credential":
    normal = normal_credential_number(number)
    row = None if normal is None else issued.find_number(normal)
    if row is None:
        raise CredentialError("CREDENTIAL_UNKNOWN", credential=number)
    return row


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise InputError("FILE_NOT_WRITABLE", file=str(file), text=error.strerror or type(error).__name__) from error


@contextmanager
def _bar(as_json: bool) -> Iterator[Report | None]:
    """A bar on a terminal, nothing in a pipe."""
    if as_json or not sys.stdout.isatty():
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as bar:
        task: Any = bar.add_task(word("COHORT_PROGRESS", {}, language()), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
