"""Commands of the first half: deposit, submit, give up, accept, return, certify (also a roster), refuse."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from creditbank.bank import certify as certifying
from creditbank.bank import deposit as depositing
from creditbank.bank.claims import Claim
from creditbank.bank.roster import RosterRow, certify_roster
from creditbank.catalogue.achievements import add_achievement
from creditbank.cli.frame import (
    FAILED,
    AsUser,
    InputError,
    Json,
    JsonFile,
    Now,
    RequestId,
    answer,
    call_of,
    read_json,
    reason_of,
    refused,
    told,
)
from creditbank.cli.language import language
from creditbank.kernel.decision import Refer, Refuse
from creditbank.kernel.quantity import format_amount
from creditbank.people.lookups import learner_by_number, learner_ids
from creditbank.wording.sentences import word, word_fault

if TYPE_CHECKING:
    from creditbank.bank.models import Deposit

Reasons = Annotated[list[str], typer.Option("--reason", help="Reason code; may be repeated.")]
Note = Annotated[str, typer.Option(help="A note in plain words.")]
OnBehalfOf = Annotated[str, typer.Option(help="Institution whose clerk deposits for the learner.")]


@told
def add_achievement_command(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    kind: Annotated[str, typer.Option(help="Kind of outcome.")],
    body: Annotated[str, typer.Option(help="Awarding body (institution id).")],
    name_zh: Annotated[str, typer.Option(help="Chinese name.")],
    name_en: Annotated[str, typer.Option(help="English name.")],
    fixed: Annotated[str, typer.Option(help="Fixed detail fields as a JSON object.")] = "{}",
    as_user: AsUser = "SYSTEM",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """成果目录 · Add an entry to the catalogue of achievements."""
    call = call_of(as_user, request_id, now)
    row = add_achievement(
        request_id=call.request_id, actor=call.actor, id=id_, kind=kind, body=body, name_zh=name_zh, name_en=name_en,
        fixed=_object(fixed), at=call.now,
    )  # fmt: skip
    answer({"achievement": row.pk}, as_json, word("DONE_ACHIEVEMENT", {"achievement": str(row.pk)}, language()))


@told
def deposit(
    learner: Annotated[str, typer.Argument(help="Learner's number, L…")],
    achievement: Annotated[str, typer.Argument(help="Achievement of the catalogue.")],
    claim: JsonFile,
    as_user: AsUser,
    on_behalf_of: OnBehalfOf = "",
    draft: Annotated[bool, typer.Option("--draft", help="Keep as a draft; submit later.")] = False,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """存入 · Put an outcome in: CLAIM is a JSON file with issuer, earned_on, details, credits, hours, grade, evidence."""
    call = call_of(as_user, request_id, now)
    row = depositing.deposit(
        call, learner_id=learner_by_number(learner).pk, achievement_id=achievement, claim=claim_from(read_json(claim)),
        on_behalf_of=on_behalf_of, submit=not draft,
    )  # fmt: skip
    _told_deposit(row, as_json)


@told
def submit(
    deposit_id: UUID,
    as_user: AsUser,
    claim: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON file with the corrected claim.")
    ] = None,
    on_behalf_of: OnBehalfOf = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """提交 · Hand in a draft, or again what was returned."""
    call = call_of(as_user, request_id, now)
    corrected = claim_from(read_json(claim)) if claim else None
    row = depositing.submit(call, deposit_id=deposit_id, claim=corrected, on_behalf_of=on_behalf_of)
    _told_deposit(row, as_json)


@told
def give_up(
    deposit_id: UUID,
    as_user: AsUser,
    on_behalf_of: OnBehalfOf = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """放弃 · Give up a draft, or what was returned; the paper can be put in anew."""
    call = call_of(as_user, request_id, now)
    _told_deposit(depositing.give_up(call, deposit_id=deposit_id, on_behalf_of=on_behalf_of), as_json)


@told
def accept(
    deposit_id: UUID, as_user: AsUser, request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """受理 · Take a deposit into review."""
    _told_deposit(depositing.accept(call_of(as_user, request_id, now), deposit_id=deposit_id), as_json)


@told
def return_for_correction(
    deposit_id: UUID,
    reason: Reasons,
    as_user: AsUser,
    note: Note = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """退回补正 · Give a deposit back to be corrected."""
    call = call_of(as_user, request_id, now)
    reasons = [reason_of(code) for code in reason]
    _told_deposit(depositing.return_for_correction(call, deposit_id=deposit_id, reasons=reasons, note=note), as_json)


@told
def refuse(
    deposit_id: UUID,
    reason: Reasons,
    as_user: AsUser,
    note: Note = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """不予认定 · Refuse a deposit; the learner may appeal."""
    call = call_of(as_user, request_id, now)
    row = depositing.refuse(call, deposit_id=deposit_id, reasons=[reason_of(code) for code in reason], note=note)
    _told_deposit(row, as_json)


@told
def certify(
    deposit_id: UUID,
    as_user: AsUser,
    content_group: Annotated[str, typer.Option(help="Content group set by an expert.")] = "",
    ruling: Annotated[str, typer.Option(help="A head's word on a case that the rules refer to a person.")] = "",
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """认证 · Confirm a deposit: the award gets its record number and its lot."""
    call = call_of(as_user, request_id, now)
    groups = {"content": content_group} if content_group else None
    award = certifying.certify(call, deposit_id=deposit_id, groups=groups, ruling=ruling)
    if isinstance(award, Refuse | Refer):
        refused(award, as_json)
    answer(
        {"award": award.pk, "number": award.number, "bank_credits": award.bank_credits, "lot": award.lot_unit},
        as_json,
        word("DONE_CERTIFY", {"number": award.number, "credits": format_amount(award.bank_credits, 2)}, language()),
    )


@told
def certify_roster_command(
    body: Annotated[str, typer.Argument(help="The accredited body.")],
    rows: JsonFile,
    as_user: AsUser,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """批量认证 · Certify a roster: ROWS is a JSON list of {learner, achievement, claim}. Faults are told by row."""
    call = call_of(as_user, request_id, now)
    roster = _roster(read_json(rows))
    with Progress(transient=True, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=len(roster))
        result = certify_roster(call, body=body, rows=roster, progress=lambda done: bar.update(task, completed=done))
    for number, fault in result.faults.items() if not as_json else ():
        typer.echo(word_fault(number + 1, fault.code, fault.reasons, language()), err=True)
    counts = {"awards": len(result.awards), "faults": len(result.faults)}
    answer({"awards": result.awards, "faults": result.faults}, as_json, word("DONE_ROSTER", counts, language()))
    if result.faults:
        raise typer.Exit(FAILED)


def claim_from(document: Any) -> Claim:
    """A claim out of a JSON object. Raises ``InputError`` for what is not of that shape."""
    if not isinstance(document, dict):
        raise InputError("CLAIM_MALFORMED", place="issuer, earned_on")
    unknown = sorted(set(document) - set(Claim.__dataclass_fields__))
    if unknown:
        raise InputError("CLAIM_MALFORMED", place=unknown[0])
    try:
        return msgspec.convert(document, Claim)
    except msgspec.ValidationError as error:
        raise InputError("CLAIM_MALFORMED", place=_place_of(error)) from error


def _place_of(error: msgspec.ValidationError) -> str:
    """Where it is wrong: what the message names last, between backticks."""
    return str(error).rstrip("`").rpartition("`")[2].removeprefix("$.")


def _roster(document: Any) -> list[RosterRow]:
    """The rows of a roster. An unknown learner is a fault of his row, told with the others."""
    if not isinstance(document, list):
        raise InputError("ROSTER_MALFORMED")
    claims = [_roster_claim(number, item) for number, item in enumerate(document, start=1)]
    ids = learner_ids(str(item["learner"]) for item in document)
    return [
        RosterRow(ids.get(str(item["learner"]), 0), str(item["achievement"]), claim)
        for item, claim in zip(document, claims, strict=True)
    ]


def _roster_claim(number: int, item: Any) -> Claim:
    fields = ("learner", "achievement", "claim")
    missing = [name for name in fields if not isinstance(item, dict) or name not in item]
    if missing:
        raise InputError("ROSTER_ROW_MALFORMED", row=number, place=missing[0])
    try:
        return claim_from(item["claim"])
    except InputError as error:
        raise InputError("ROSTER_ROW_MALFORMED", row=number, place=f"claim.{error.parameters['place']}") from error


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError("JSON_MALFORMED", file="--fixed", text=str(error)) from error
    if not isinstance(value, dict):
        raise InputError("JSON_MALFORMED", file="--fixed", text=text)
    return value


def _told_deposit(row: "Deposit", as_json: bool) -> None:
    said = {"deposit": str(row.pk), "status": row.status, "due_on": str(row.due_on or "")}
    sentence = word("DONE_DEPOSIT" if row.due_on else "DONE_DRAFT", said, language())
    answer({"deposit": row.pk, "status": row.status, "due_on": row.due_on}, as_json, sentence)


COMMANDS = (
    add_achievement_command,
    deposit,
    submit,
    give_up,
    accept,
    return_for_correction,
    refuse,
    certify,
    certify_roster_command,
)
