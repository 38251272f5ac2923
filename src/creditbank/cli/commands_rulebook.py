"""Commands for the rulebook's files: check them, lint the rules, publish. ``rulebook_app`` takes further commands."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone

from creditbank.catalogue.errors import RulesConflict
from creditbank.catalogue.publishing import publish
from creditbank.cli.frame import FAILED, Json, answer, told
from creditbank.cli.language import language
from creditbank.people.permissions import SYSTEM
from creditbank.plan.lint import check_programmes_and_policies
from creditbank.plan.lint_findings import RuleFinding
from creditbank.plan.lint_rules import lint_rules
from creditbank.rules.checks import check_rulebook
from creditbank.rules.findings import Finding, RulebookInvalid, errors_in
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import read_rulebook
from creditbank.wording.linter import findings_as_json, rule_finding_sentences
from creditbank.wording.sentences import word, word_finding

rulebook_app = typer.Typer(
    help="规则库 · The rulebook: check the files, lint the rules, publish.", no_args_is_help=True
)
Folder = Annotated[Path | None, typer.Argument(help="The rulebook's folder (default: the one that is set).")]


@rulebook_app.command(name="check")
@told
def rulebook_check(
    folder: Folder = None,
    notices: Annotated[bool, typer.Option("--notices", help="Also tell what is no error but good to know.")] = False,
    as_json: Json = False,
) -> None:
    """检查 · Read every file, run every example, check rules against programmes and policies. Exit 1 on any finding."""
    book = read_files(folder)
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


@rulebook_app.command(name="lint")
@told
def rulebook_lint(
    folder: Folder = None,
    notices: Annotated[
        bool, typer.Option("--notices", help="Also tell what forbids nothing, and what is explained.")
    ] = False,
    as_json: Json = False,
) -> None:
    """冲突 · Hold the rules against each other, with an example for each conflict. Exit 1 on one that nobody explained."""
    book = read_files(folder)
    if errors := errors_in(check_rulebook(book)):
        _tell(errors)
        raise typer.Exit(FAILED)
    findings = lint_rules(book, notices=notices)
    blocking = [one for one in findings if one.blocks]
    shown = findings if notices else blocking
    if as_json:
        answer({"ok": not blocking, "findings": findings_as_json(shown, book, language())}, True, "")
    else:
        _tell_conflicts(shown, book)
    if blocking:
        raise typer.Exit(FAILED)
    if not as_json:
        explained = sum(bool(one.explained) for one in findings)
        typer.echo(word("DONE_LINT", {"rules": len(book.rules), "explained": explained}, language()))
        if len(findings) > len(shown):
            typer.echo(word("RULEBOOK_NOTICES", {"count": len(findings) - len(shown)}, language()))


@rulebook_app.command(name="publish")
@told
def rulebook_publish(
    author: Annotated[str, typer.Option(help="Who drafted it.")],
    approver: Annotated[str, typer.Option(help="Who approved it: another person.")],
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """发布 · Put the versions of the files in force. What is published never changes: a change is a new version."""
    book = read_files(folder)
    if errors := errors_in(_findings(book)):
        _tell(errors)
        raise typer.Exit(FAILED)
    try:
        published = publish(book, author=author, approver=approver, at=timezone.now(), actor=SYSTEM)
    except RulesConflict as conflict:
        if as_json:
            raise
        _tell_conflicts(conflict.findings, book)
        raise typer.Exit(FAILED) from None
    answer({"published": published}, as_json, word("DONE_PUBLISH", _counts(book), language()))


def read_files(folder: Path | None) -> Rulebook:
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


def _tell_conflicts(findings: Iterable[RuleFinding], book: Rulebook) -> None:
    """Each conflict of rules with its example and the mend below it."""
    for one in findings:
        typer.echo("\n  ".join(rule_finding_sentences(one, book, language())), err=one.blocks)


def _counts(book: Rulebook) -> dict[str, object]:
    return {
        "kinds": len(book.kinds),
        "standards": len(book.standards),
        "policies": len(book.policies),
        "rules": len(book.rules),
        "programmes": len(book.programmes),
    }
