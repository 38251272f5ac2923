"""Commands for the house: init, serve, the rulebook, check, nightly."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from creditbank.bank.checking import check_bank
from creditbank.bank.nightly import run_nightly
from creditbank.bank.recompute import recompute as recomputed
from creditbank.catalogue.publishing import publish
from creditbank.cli.frame import FAILED, Json, Now, answer, call_of, language, told
from creditbank.cli.server import serve_until_stopped
from creditbank.people.permissions import SYSTEM
from creditbank.plan.lint import check_programmes_and_policies
from creditbank.rules.checks import check_rulebook
from creditbank.rules.findings import Finding, RulebookInvalid, errors_in
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import read_rulebook
from creditbank.wording.sentences import word, word_finding

rulebook_app = typer.Typer(help="规则库 · The rulebook: check the files, publish them.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Argument(help="The rulebook's folder (default: the one that is set).")]


@told
def init(as_json: Json = False) -> None:
    """建库 · Make or update the database and publish the rulebook's files."""
    call_command("migrate", verbosity=0, interactive=False)
    book = _read(None)
    published = publish(book, author="creditbank", approver="rulebook", at=timezone.now(), actor=SYSTEM)
    name = connection.settings_dict["NAME"]
    answer(
        {"database": str(name), "vendor": connection.vendor, "published": published},
        as_json,
        word("DONE_INIT", {"database": str(name), "programmes": len(book.programmes)}, language()),
    )


@told
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """服务 · Serve the site until Ctrl-C."""
    serve_until_stopped(host, port)


@told
def check(
    as_json: Json = False,
    skip_caps: Annotated[bool, typer.Option("--skip-caps", help="Do not count every enrolment's caps again.")] = False,
    recompute: Annotated[int, typer.Option(help="Solve so many stored problems again, newest first.")] = 20,
) -> None:
    """核对 · Count the whole bank again: ledger, holds, grants, histories, stored plans, caps. Exit 1 if anything is wrong."""
    findings = [*check_bank(caps=not skip_caps), *recomputed(sample=recompute)]
    if as_json:
        answer({"ok": not findings, "findings": findings}, True, "")
    for finding in findings if not as_json else ():
        typer.echo(f"{finding.code} {word_finding(finding.code, finding.parameters, language())}")
    if findings:
        raise typer.Exit(FAILED)
    if not as_json:
        typer.echo(word("DONE_CHECK", {}, language()))


@told
def nightly(now: Now = None, as_json: Json = False) -> None:
    """夜间作业 · Finish notices that are over, close refused lines, expire what is due."""
    report = run_nightly(call_of("SYSTEM", None, now).now)
    counts = {
        "final": len(report.final),
        "not_final": len(report.not_final),
        "closed": len(report.closed),
        "expired": len(report.expired),
    }
    answer(report, as_json, word("DONE_NIGHTLY", counts, language()))


@rulebook_app.command(name="check")
@told
def rulebook_check(
    folder: Folder = None,
    notices: Annotated[bool, typer.Option("--notices", help="Also tell what is no error but good to know.")] = False,
    as_json: Json = False,
) -> None:
    """检查 · Read every file, run every example, check rules against programmes and policies. Exit 1 on any finding."""
    book = _read(folder)
    findings = _findings(book)
    errors = errors_in(findings)
    if as_json:
        answer({"ok": not errors, "findings": findings}, True, "")
    if not as_json:
        _tell(findings if notices else errors)
    if errors:
        raise typer.Exit(FAILED)
    if not as_json:
        typer.echo(word("DONE_RULEBOOK_CHECK", _counts(book), language()))
        if findings and not notices:
            typer.echo(word("RULEBOOK_NOTICES", {"count": len(findings)}, language()))


@rulebook_app.command(name="publish")
@told
def rulebook_publish(
    author: Annotated[str, typer.Option(help="Who drafted it.")],
    approver: Annotated[str, typer.Option(help="Who approved it: another person.")],
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """发布 · Put the versions of the files in force. What is published never changes: a change is a new version."""
    book = _read(folder)
    if errors := errors_in(_findings(book)):
        _tell(errors)
        raise typer.Exit(FAILED)
    published = publish(book, author=author, approver=approver, at=timezone.now(), actor=SYSTEM)
    answer({"published": published}, as_json, word("DONE_PUBLISH", _counts(book), language()))


def _read(folder: Path | None) -> Rulebook:
    """The rulebook's files; every finding is told, each with file, path and the mend."""
    try:
        return read_rulebook(folder or Path(settings.RULEBOOK))
    except RulebookInvalid as error:
        _tell(error.findings)
        raise typer.Exit(FAILED) from None


def _findings(book: Rulebook) -> list[Finding]:
    return [*check_rulebook(book), *check_programmes_and_policies(book)]


def _tell(findings: Iterable[Finding]) -> None:
    """File, place, what is wrong and what to write there, one finding a line."""
    for finding in findings:
        place = f"{finding.file} {finding.path}".strip()
        said = word_finding(finding.code, finding.parameters, language())
        mend = word("MEND", {"mend": finding.mend}, language()) if finding.mend else ""
        typer.echo(f"{place}: {said} {mend}".rstrip(), err=finding.severity == "error")


def _counts(book: Rulebook) -> dict[str, object]:
    return {
        "kinds": len(book.kinds),
        "standards": len(book.standards),
        "policies": len(book.policies),
        "rules": len(book.rules),
        "programmes": len(book.programmes),
    }


COMMANDS = (init, serve, check, nightly)
