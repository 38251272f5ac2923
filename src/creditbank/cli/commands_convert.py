"""Commands of the second half: quote, apply, decide, notice, objection, finalise, withdraw, appeals."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

import msgspec
import typer

from creditbank.bank import apply as applying
from creditbank.bank import decide as deciding
from creditbank.bank import finalise as finalising
from creditbank.bank import quote as quoting
from creditbank.bank import replace as replacing
from creditbank.bank.appeal import appeal as file_appeal
from creditbank.bank.appeal import decide_appeal as settle_appeal
from creditbank.bank.enrol import get_enrolment
from creditbank.bank.lines import get_line
from creditbank.bank.quote import Quote
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.frame import AsUser, InputError, Json, Now, RequestId, answer, call_of, read_json, reason_of, told
from creditbank.cli.language import language
from creditbank.people.lookups import learner_by_number
from creditbank.plan.explanation import explain
from creditbank.plan.problem import Line, Plan
from creditbank.wording.amounts import amount_words
from creditbank.wording.plans import plan_sentences
from creditbank.wording.sentences import word

if TYPE_CHECKING:
    from creditbank.bank.models import Conversion, ConversionLine

Verdict = Literal["approve", "refuse", "refer"]
Outcome = Literal["upheld", "dismissed"]
Note = Annotated[str, typer.Option(help="A note in plain words.")]


@told
def quote(
    as_user: AsUser,
    enrolment_id: Annotated[UUID | None, typer.Argument(help="Enrolment.")] = None,
    learner: Annotated[str, typer.Option(help="Learner's number, for a programme he is not enrolled in.")] = "",
    programme: Annotated[str, typer.Option(help="Programme id.")] = "",
    year: Annotated[int, typer.Option(help="Catalogue year.")] = 2025,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """试算 · The best plan: what counts, by which clause, what is not used and why, what remains."""
    call = call_of(as_user, None, now)
    if enrolment_id is not None:
        found = quoting.quote(call, enrolment_id=enrolment_id)
    elif learner and programme:
        learner_id = learner_by_number(learner).pk
        found = quoting.quote_programme(call, learner_id=learner_id, programme=programme, year=year)
    else:
        raise InputError("QUOTE_OF_WHAT")
    document = {"plan": found.plan, "checked": not found.findings, "explanation": explain(found.problem, found.plan)}
    answer(document, as_json, "\n".join(sentences(found)))


def sentences(found: Quote) -> list[str]:
    """A quote in plain sentences."""
    return plan_sentences(found, current_rulebook(), language())


@told
def apply(
    enrolment_id: UUID,
    as_user: AsUser,
    plan: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="JSON file of a quote; default: the best plan of this moment."),
    ] = None,
    line: Annotated[
        list[int] | None, typer.Option(help="Number of a line (from 1); may be repeated; default: all.")
    ] = None,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """申请 · Apply for lines of a plan; their awards are held."""
    call = call_of(as_user, request_id, now)
    chosen_plan = _plan_from(plan) if plan else quoting.quote(call, enrolment_id=enrolment_id).plan
    lines = _chosen(chosen_plan, line)
    _told_conversion(applying.apply(call, enrolment_id=enrolment_id, lines=lines, plan=chosen_plan), as_json)


@told
def replace(
    line_id: UUID, as_user: AsUser, request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """替换 · Apply for the best line that may replace a final one."""
    call = call_of(as_user, request_id, now)
    old = get_line(line_id)
    found = quoting.quote_replacement(get_enrolment(old.enrolment_id), call.day, line_id)
    inputs = list(old.inputs.all())
    used, groups = {str(item.award_id) for item in inputs}, {pair for item in inputs for pair in item.groups.items()}
    similar = {award.id for award in found.case.awards if groups & set(award.groups.items())} - used
    better = [line for line in found.plan.lines if similar & {draw.outcome for draw in line.draws}]
    if not better:
        raise InputError("NOTHING_TO_REPLACE_WITH", line=str(line_id))
    _told_conversion(replacing.replace(call, line_id=line_id, line=better[0], plan=found.plan), as_json)


@told
def decide(
    line_id: UUID,
    verdict: Verdict,
    as_user: AsUser,
    reason: Annotated[list[str] | None, typer.Option(help="Reason code; may be repeated.")] = None,
    note: Note = "",
    fact: Annotated[list[str] | None, typer.Option(help="A missing fact, NAME=VALUE; may be repeated.")] = None,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """审定 · Approve, refuse or refer one line."""
    call = call_of(as_user, request_id, now)
    facts = dict(item.partition("=")[::2] for item in fact or ())
    row = deciding.decide(
        call,
        line_id=line_id,
        verdict=verdict,
        reasons=[reason_of(code) for code in reason or ()],
        note=note,
        facts=facts,
    )
    _told_line(row, as_json)


@told
def publish_notice(
    line_id: UUID, as_user: AsUser, request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """公示 · Show an approved line publicly for the policy's working days."""
    _told_line(deciding.publish_notice(call_of(as_user, request_id, now), line_id=line_id), as_json)


@told
def object_to(
    line_id: UUID, text: str, as_user: AsUser, request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """异议 · Object to a line during its notice."""
    _told_line(deciding.object_to(call_of(as_user, request_id, now), line_id=line_id, text=text), as_json)


@told
def finalise(
    line_id: UUID, as_user: AsUser = "SYSTEM", request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """生效 · Make a line final whose notice is over."""
    _told_line(finalising.finalise(call_of(as_user, request_id, now), line_id=line_id), as_json)


@told
def withdraw(
    line_id: UUID, as_user: AsUser, request_id: RequestId = None, now: Now = None, as_json: Json = False
) -> None:
    """撤回 · Take a line back, or release what a refused line still holds."""
    _told_line(deciding.withdraw(call_of(as_user, request_id, now), line_id=line_id), as_json)


@told
def appeal(
    text: str,
    as_user: AsUser,
    line: Annotated[UUID | None, typer.Option(help="The refused line.")] = None,
    deposit: Annotated[UUID | None, typer.Option(help="The refused deposit.")] = None,
    admitted_late: Annotated[bool, typer.Option("--admitted-late", help="The centre lets a late appeal in.")] = False,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """申诉 · Appeal against a refusal."""
    call = call_of(as_user, request_id, now)
    row = file_appeal(call, text=text, line_id=line, deposit_id=deposit, admitted_late=admitted_late)
    answer(
        {"appeal": row.pk, "due_on": row.due_on},
        as_json,
        word("DONE_APPEAL", {"appeal": str(row.pk), "due_on": row.due_on.isoformat()}, language()),
    )


@told
def decide_appeal(
    appeal_id: UUID,
    outcome: Outcome,
    reason: str,
    as_user: AsUser,
    request_id: RequestId = None,
    now: Now = None,
    as_json: Json = False,
) -> None:
    """裁定申诉 · Uphold or dismiss an appeal, by other persons than those who refused."""
    call = call_of(as_user, request_id, now)
    row = settle_appeal(call, appeal_id=appeal_id, outcome=outcome, reason=reason)
    answer(
        {"appeal": row.pk, "outcome": row.outcome},
        as_json,
        word("DONE_DECIDE_APPEAL", {"outcome": outcome}, language()),
    )


def _plan_from(path: Path) -> Plan:
    document = read_json(path)
    try:
        return msgspec.convert(document.get("plan", document), Plan)
    except (msgspec.ValidationError, AttributeError) as error:
        raise InputError("PLAN_MALFORMED", file=str(path), text=str(error)) from error


def _chosen(plan: Plan, numbers: list[int] | None) -> list[Line]:
    wrong = [number for number in numbers or () if not 1 <= number <= len(plan.lines)]
    if wrong:
        raise InputError("LINE_NUMBER", number=wrong[0], lines=len(plan.lines))
    return [plan.lines[number - 1] for number in numbers] if numbers else list(plan.lines)


def _told_conversion(row: "Conversion", as_json: bool) -> None:
    lines = [{"line": line.pk, "rule": line.rule, "state": line.state} for line in row.lines.all()]
    answer(
        {"conversion": row.pk, "lines": lines},
        as_json,
        word("DONE_APPLY", {"conversion": str(row.pk), "lines": len(lines)}, language()),
    )


def _told_line(row: "ConversionLine", as_json: bool) -> None:
    granted = sum(grant.amount for grant in row.grants.all())
    answer(
        {"line": row.pk, "state": row.state, "due_on": row.due_on, "granted": granted},
        as_json,
        word("DONE_LINE", {"state": row.state, "amount": _granted_words(row, granted)}, language()),
    )


def _granted_words(row: "ConversionLine", granted: int) -> str:
    book = current_rulebook()
    programme = book.programmes[row.enrolment.programme, row.enrolment.year]
    return amount_words(granted, programme.unit, language(), book)


COMMANDS = (
    quote,
    apply,
    replace,
    decide,
    publish_notice,
    object_to,
    finalise,
    withdraw,
    appeal,
    decide_appeal,
)
