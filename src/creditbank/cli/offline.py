"""``creditbank verify``: a credential, a picture, a bundle or the text of a code, without database and network.

Nothing here reads settings or models: it answers on any machine, and at once. Only a record number is looked up, in the
database of this bank.
"""

import contextlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from creditbank.cli.language import language
from creditbank.credentials.bundle import open_bundle
from creditbank.credentials.compact_form import PREFIX, code_in
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.controllers import Controllers, did_web_url
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.reading import object_of, open_document, text_of
from creditbank.credentials.verify.report import ISSUER, Report
from creditbank.credentials.verify.trust import Institution, Trust
from creditbank.kernel.errors import CreditbankError
from creditbank.rules.definitions import Name
from creditbank.wording.reports import fact_rows, step_words, verdict_name, verdict_sentence
from creditbank.wording.sentences import word, word_error

VALID, INVALID, BAD_INPUT, UNKNOWN = 0, 1, 2, 3
"""Exit codes: valid; revoked, suspended, out of its time or invalid; nothing that could be read; not to be told."""
LARGEST = 6 << 20
"""Bytes of a file that is read at all: a picture with a credential inside."""
_NUMBER = re.compile(r"\s*(CB|VC)[0-9A-Za-z\s-]{0,24}", re.IGNORECASE)
_MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]
_MARKS = {"passed": "✓", "failed": "✗", "not_checked": "–"}


class InputUnreadable(CreditbankError):
    """What was named on the command line cannot be read."""


def verify(
    what: Annotated[str, typer.Argument(metavar="FILE|TEXT|NUMBER", help="A file, the text of a code, or a number.")],
    issuer: Annotated[
        list[Path] | None,
        typer.Option("--issuer", help="did.json of an issuer you trust, or a folder of such files; may be repeated."),
    ] = None,
    status_list: Annotated[
        list[Path] | None, typer.Option("--status-list", help="A status list you fetched; may be repeated.")
    ] = None,
    trust_bundle: Annotated[
        bool, typer.Option("--trust-bundle", help="The bundle came from the issuer himself: believe his keys in it.")
    ] = False,
    now: Annotated[
        datetime | None, typer.Option("--now", formats=_MOMENTS, help="The moment that counts (default: now).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")] = False,
) -> None:
    """查验 · Is it true? Exit 0 valid, 1 not valid, 2 unreadable, 3 cannot be told. Needs no database and no network."""
    try:
        given = _given(what)
        if given is None:
            _by_number(what, as_json)
            return
        trusted = _trusted(given, _documents(issuer or []), trust_bundle=trust_bundle)
        report = _report(given, trusted, _lists(status_list or []), _aware(now))
    except CreditbankError as error:
        _refuse(error, as_json)
    _tell(report, as_json)
    raise typer.Exit(exit_code(report))


def exit_code(report: Report) -> int:
    """Of a report. What could not even be read is bad input, whatever else is wrong with it."""
    if report.failed is not None and report.failed.name == "form":
        return BAD_INPUT
    return {"valid": VALID, "unknown": UNKNOWN}.get(report.verdict, INVALID)


def app() -> typer.Typer:
    """The one command by itself, so that nothing else need be loaded."""
    made = typer.Typer(name="creditbank", add_completion=False, pretty_exceptions_enable=False)
    made.callback()(lambda: None)
    made.command(name="verify")(verify)
    return made


def is_offline(arguments: list[str]) -> bool:
    """Whether these words of the command line ask for a verification that needs no database."""
    words = [one for one in arguments[1:] if not one.startswith("-")]
    return arguments[:1] == ["verify"] and not (words and _is_number(words[0]))


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and not _is_file(text)


def _is_file(text: str) -> bool:
    """A path that the system cannot even look at, since it is too long or has a zero in it, is none."""
    with contextlib.suppress(OSError, ValueError):
        return Path(text).is_file()
    return False


def _given(what: str) -> bytes | str | None:
    """The content of the file, or the text itself; ``None`` for a number. Raises ``InputUnreadable``."""
    if _is_file(what):
        return _content(Path(what))
    if _is_number(what):
        return None
    text = what.strip()
    if text.startswith((PREFIX, "{")) or text.count(".") >= 2:
        return text
    raise InputUnreadable("NOTHING_TO_VERIFY", text=what[:200])


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise InputUnreadable("FILE_TOO_LARGE", file=str(file), limit=LARGEST)
        return file.read_bytes()
    except OSError as error:
        raise InputUnreadable("FILE_UNREADABLE", file=str(file), text=error.strerror or "") from None


def _documents(paths: list[Path]) -> list[dict[str, Any]]:
    """The controller documents of these files, and of the files in these folders. Raises ``InputUnreadable``."""
    found = []
    for file in (inner for path in paths for inner in (sorted(path.glob("*.json")) if path.is_dir() else [path])):
        try:
            document = object_of(text_of(_content(file)))
        except DocumentRefused as refused:
            raise InputUnreadable(
                "ISSUER_FILE_MALFORMED", file=str(file), text=word_error(refused, language())
            ) from None
        if not isinstance(document.get("id"), str) or not ({"verificationMethod", "assertionMethod"} & document.keys()):
            raise InputUnreadable("ISSUER_FILE_MALFORMED", file=str(file), text=word("ID_MISSING", {}, language()))
        found.append(document)
    return found


def _lists(paths: list[Path]) -> dict[str, Any]:
    """Status lists by the address that they say is theirs; whether they are signed is for the verifier to see."""
    opened = [(file, _content(file)) for file in paths]
    return {_id_of(content): content for _, content in opened}


def _id_of(content: bytes) -> str:
    opened = open_document(content)
    document = opened.document or _claims(opened.token)
    return str(document.get("id", ""))


def _claims(token: str) -> Mapping[str, Any]:
    from creditbank.credentials.formats.jwt import claims_of  # only for a list that is a token

    return claims_of(token)


def _trusted(given: bytes | str, documents: list[dict[str, Any]], *, trust_bundle: bool) -> list[dict[str, Any]]:
    """Whose word counts: the issuers named, and with ``--trust-bundle`` those that the bundle brings along."""
    if not trust_bundle:
        return documents
    return [*documents, *open_bundle(given).controllers.values()]


def _report(given: bytes | str, documents: list[dict[str, Any]], known: Mapping[str, Any], now: datetime) -> Report:
    """With issuers named, only theirs is accepted; without, whoever signs well, and the report says that nobody vouches."""
    # The verifier loads the processor of linked data: a wrong option shall be told before that.
    from creditbank.credentials import compact
    from creditbank.credentials.verify.steps import verify as verified

    trust = Trust(tuple(Institution(id=one["id"], name=_nameless(one["id"]), controllers=(one,)) for one in documents))
    policy = Policy(accept="trusted") if documents else Policy(accept="any")
    asked: dict[str, Any] = {"policy": policy, "trust": trust, "now": now, "status_of": known.get}
    if code := code_in(given):
        return compact.check(code, Controllers(), **asked | ({} if known else {"status_of": None}))
    return verified(given, resolve=Controllers(), **asked)


def _nameless(id: str) -> Name:  # noqa: A002 - the id, as everywhere
    return {"zh": id, "en": id}


def _aware(moment: datetime | None) -> datetime:
    """Without a zone it is the time of this machine."""
    return datetime.now(UTC) if moment is None else moment.astimezone(UTC)


def _tell(report: Report, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(_plain(report), ensure_ascii=False, indent=2, default=str) + "\n")
        return
    for line in _lines(report):
        typer.echo(line)


def _lines(report: Report) -> Iterator[str]:
    tongue = language()
    colon = ": " if tongue == "en" else "："
    yield verdict_sentence(report, tongue)
    if rows := fact_rows(report, tongue):
        yield word("VERIFY_SAYS", {}, tongue)
        yield from (f"  {label}{colon}{value}" for label, value in rows)
    yield word("VERIFY_STEPS", {}, tongue)
    for step in step_words(report, tongue):
        yield f"  {_MARKS[step.outcome]} {step.number} {step.name} [{step.word}]"
        if step.sentence and step.outcome != "passed":
            yield f"      {step.sentence}"
    if report.verdict == "unknown" and (where := _published(report)):
        yield word("VERIFY_ISSUER_HINT", {"url": where}, tongue)
    for number, part in enumerate(report.parts, 1):
        yield word("VERIFY_PART", {"number": number, "verdict": verdict_name(part, tongue)}, tongue)


def _published(report: Report) -> str:
    """Where the issuer's controller document is published, if it is what is missing; empty where that cannot be said."""
    if not any(step.outcome == "failed" and step.number == ISSUER for step in report.steps):
        return ""
    try:
        return did_web_url(report.issuer)
    except DocumentRefused:
        return ""


def _plain(report: Report) -> dict[str, Any]:
    """The report as JSON: what was handed in is not repeated."""
    rows = dict(fact_rows(report, language()))
    return {
        "verdict": report.verdict,
        "message": verdict_sentence(report, language()),
        "form": report.form,
        "issuer": report.issuer,
        "says": rows,
        "steps": [
            {**msgspec.to_builtins(words), "code": step.code, "parameters": step.parameters}
            for words, step in zip(step_words(report, language()), report.steps, strict=True)
        ],
        "parts": [_plain(part) for part in report.parts],
    }


def _refuse(error: CreditbankError, as_json: bool) -> None:
    sentence = word_error(error, language())
    told = json.dumps({"error": error.code, "parameters": dict(error.parameters), "message": sentence}, default=str)
    typer.echo(told if as_json else sentence, err=True)
    raise typer.Exit(BAD_INPUT)


def _by_number(what: str, as_json: bool) -> None:
    """A number is looked up in the database of this bank, which by then is set up: of an award its state is told, of a
    credential every step."""
    from creditbank.cli.commands_read import check_number_command, kept_report

    report = kept_report(what)
    if report is None:
        check_number_command(what, as_json=as_json)
        return
    _tell(report, as_json)
    raise typer.Exit(exit_code(report))
