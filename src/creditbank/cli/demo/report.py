"""What the demonstration came to, read from the database: the story and its figures. Writes nothing.

The first run and every later one tell from here, so that what is told is what is stored.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings

from creditbank.bank.errors import NotFound
from creditbank.bank.progress import Progress, progress_of
from creditbank.bank.quote import Quote, filed_quotes, quote_programme
from creditbank.bank.record import check_number, record, transcript
from creditbank.bank.record_shapes import EnrolmentEntry, LifelongRecord, PublicCheck, Transcript
from creditbank.bank.statistics import Totals, totals
from creditbank.bank.trace import AwardTrace, LineTrace, award_traces, line_traces
from creditbank.catalogue.in_force import current_rulebook
from creditbank.cli.demo.acting import Stage
from creditbank.cli.demo.building import LAST_DAY
from creditbank.cli.demo.hero import EMPLOYER, PROGRAMME, SKILL_PROGRAMME, TRAINING_PROGRAMME, USERNAME, YEAR
from creditbank.cli.demo.story import ENROLMENT
from creditbank.credentials import issued
from creditbank.credentials.signing import OPEN_BADGE
from creditbank.kernel.quantity import format_amount
from creditbank.ledger import checking
from creditbank.ledger.statistics import size
from creditbank.people.directory import institution_names
from creditbank.people.errors import PersonUnknown
from creditbank.people.lookups import get_learner
from creditbank.plan.problem import Line
from creditbank.rules.definitions import Name


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is told; quotes for the skill certificate and the training are those of the last day."""

    totals: Totals
    employer: Name
    awards: list[AwardTrace]
    quote: Quote
    lines: list[LineTrace]
    skill_quote: Quote
    training_quote: Quote
    record: LifelongRecord
    enrolment: EnrolmentEntry
    progress: Progress
    transcript: Transcript
    checked: PublicCheck
    credential: str
    """Number of the credential of the award that is checked."""
    accounts: int
    transfers: int
    ledger_ok: bool


def read_report() -> Report:
    """Read it all as 李师傅 himself, on the last day of the story."""
    learner_id = _learner_id()
    stage = Stage(get_learner(learner_id).opened_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date())
    stage.begin_day(LAST_DAY)
    call = stage.call(USERNAME, "read")
    found = record(call, learner_id=learner_id)
    enrolment = next(one for one in found.enrolments if one.id == str(ENROLMENT))
    awards = award_traces(call, learner_id=learner_id)
    lines = line_traces(call, enrolment_id=ENROLMENT)
    checked = check_number(awards[0].number)
    if checked is None:
        raise NotFound("AWARD_UNKNOWN", award=awards[0].award)
    employer = institution_names([EMPLOYER])[EMPLOYER]
    accounts, transfers = size()
    return Report(
        totals=totals(),
        employer={"zh": employer["zh"], "en": employer["en"]},
        awards=awards,
        quote=filed_quotes(call, enrolment_id=ENROLMENT)[0],
        lines=lines,
        skill_quote=quote_programme(call, learner_id=learner_id, programme=SKILL_PROGRAMME, year=YEAR),
        training_quote=quote_programme(call, learner_id=learner_id, programme=TRAINING_PROGRAMME, year=YEAR),
        record=found,
        enrolment=enrolment,
        progress=progress_of(enrolment, current_rulebook().programmes[PROGRAMME, YEAR]),
        transcript=transcript(call, enrolment_id=ENROLMENT),
        checked=checked,
        credential=_credential(UUID(awards[0].award)),
        accounts=accounts,
        transfers=transfers,
        ledger_ok=not any(checking.check()),
    )


def _credential(award_id: UUID) -> str:
    standing = issued.live_ones([award_id], OPEN_BADGE).get(award_id)
    if standing is None:
        raise NotFound("AWARD_UNKNOWN", award=str(award_id))
    return standing.number


def _learner_id() -> int:
    learner_id = Stage().actor(USERNAME).learner_id
    if learner_id is None:
        raise PersonUnknown("PERSON_UNKNOWN", learner=USERNAME)
    return learner_id


def figures(report: Report) -> dict[str, Any]:
    """The figures as plain JSON; amounts are decimal texts. The same for every database that holds the same story."""
    counted = report.totals
    return {
        "learners": counted.learners,
        "outcomes": counted.outcomes,
        "awards": counted.awards,
        "conversions": counted.conversions,
        "story": {
            "quote": _plan_figures(report.quote, report),
            "skill_quote": _plan_figures(report.skill_quote, report),
            "training_quote": _plan_figures(report.training_quote, report),
            "decisions": [_decision(line) for line in report.lines],
            "final": {
                "granted": format_amount(report.enrolment.granted, 2),
                "pending": format_amount(report.enrolment.pending, 2),
                "remaining": format_amount(report.progress.remaining, 2),
                "hours_saved": report.progress.hours_saved,
            },
            "transcript": msgspec.to_builtins(report.transcript),
        },
        "ledger": {"accounts": report.accounts, "transfers": report.transfers, "ok": report.ledger_ok},
    }


def _plan_figures(quote: Quote, report: Report) -> dict[str, Any]:
    plan, scale = quote.plan, quote.problem.scale
    numbers = {award.award: award.number for award in report.awards}
    return {
        "programme": quote.case.programme.id,
        "status": plan.status,
        "checked": not quote.findings,
        "remaining": format_amount(plan.remaining, scale),
        "converted": format_amount(plan.converted, scale),
        "hours_saved": quote.hours_saved,
        "used": [use for line in plan.lines for use in _uses(line, numbers)],
        "unused": [{"award": numbers[one.outcome], "reason": one.reason.code} for one in plan.unused],
        "binding": list(plan.binding),
    }


def _uses(line: Line, numbers: dict[str, str]) -> list[dict[str, Any]]:
    courses = [grant.course or grant.module for grant in line.grants]
    return [{"award": numbers[draw.outcome], "rule": line.rule, "courses": courses} for draw in line.draws]


def _decision(line: LineTrace) -> dict[str, Any]:
    return {
        "rule": line.rule,
        "courses": line.courses,
        "credits": format_amount(line.amount, 2),
        "state": line.state,
        "steps": [
            {
                "to": step.to,
                "on": step.on,
                "by": step.by,
                "reasons": [str(reason["code"]) for reason in step.reasons],
                "note": step.note,
            }
            for step in line.steps
        ],
    }
