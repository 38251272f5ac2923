"""Commands for the house: init, serve, check, nightly."""

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
from creditbank.cli.commands_rulebook import read_files
from creditbank.cli.frame import FAILED, InputError, Json, Now, answer, call_of, told
from creditbank.cli.language import language
from creditbank.cli.server import serve_for_test, serve_until_stopped
from creditbank.people.permissions import SYSTEM
from creditbank.wording.sentences import word, word_finding


@told
def init(as_json: Json = False) -> None:
    """建库 · Make or update the database and publish the rulebook's files."""
    call_command("migrate", verbosity=0, interactive=False)
    book = read_files(None)
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
    vc_api_test: Annotated[
        bool, typer.Option("--vc-api-test", help="For conformance suites on this machine: trial issuers need no key.")
    ] = False,
    tls: Annotated[
        bool, typer.Option("--tls", help="With --vc-api-test: https, with a self-signed certificate.")
    ] = False,
) -> None:
    """服务 · Serve the site until Ctrl-C."""
    if vc_api_test:
        serve_for_test(host, port, tls=tls)
        return
    if tls:
        raise InputError("TLS_FOR_TEST_ONLY")
    if settings.VC_API_TEST:  # from the environment: the trial issuers sign for anybody who reaches them
        raise InputError("VC_API_TEST_BY_SWITCH")
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
    """夜间作业 · Finish notices that are over, close refused lines, expire what is due, sign status lists."""
    report = run_nightly(call_of("SYSTEM", None, now).now)
    counts = {
        "final": len(report.final),
        "not_final": len(report.not_final),
        "closed": len(report.closed),
        "expired": len(report.expired),
        "signed": len(report.signed),
        "not_signed": len(report.not_signed),
    }
    answer(report, as_json, word("DONE_NIGHTLY", counts, language()))


COMMANDS = (init, serve, check, nightly)
