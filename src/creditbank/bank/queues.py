"""What waits at an institution: deposits at a certifying body, lines at a school, by due date; and one sheet of each.

For staff of that institution only. Names are masked; plain identity data has a verb of its own (``people.learners.reveal``).
Appeals, reviews and inquiries wait in ``bank.waiting``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F

from creditbank.bank.call import Call
from creditbank.bank.deposit import get_deposit
from creditbank.bank.lines import get_line
from creditbank.bank.models import ConversionLine, Deposit
from creditbank.bank.record_rows import achievement_name, last_appeal, line_entry, target_name
from creditbank.bank.record_shapes import AppealEntry, LineEntry, Step
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.masking import mask_name
from creditbank.people.permissions import Action
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import Rulebook

DEPOSITS_AT_BODY = ("submitted", "accepted")
LINES_AT_SCHOOL = ("applied", "referred", "approved")
"""States in which the institution must act."""


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A deposit in a queue. ``appealed``: an appeal against its refusal waits for its decision."""

    id: str
    learner: str
    name: str
    outcome: Name
    kind: Name
    status: str
    earned_on: date
    due_on: date | None
    appealed: bool


@dataclass(frozen=True, slots=True)
class DepositSheet:
    """A deposit with everything that certifying it is decided on. ``fields``: (field, value) as claimed."""

    row: DepositRow
    body: str
    kind: str
    issuer: str
    fields: tuple[tuple[str, Any], ...]
    evidence: tuple[dict[str, str], ...]
    history: tuple[Step, ...]
    appeal: AppealEntry | None


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in a school's queue. ``appealed``: an appeal against its refusal waits for its decision."""

    id: str
    learner: str
    name: str
    programme: Name
    year: int
    awards: tuple[Name, ...]
    targets: tuple[Name, ...]
    amount: int
    unit: str
    state: str
    due_on: date | None
    appealed: bool


@dataclass(frozen=True, slots=True)
class LineSheet:
    """A line with its clause, history, the facts recorded of each award, and the facts a person must supply."""

    row: LineRow
    institution: str
    line: LineEntry
    facts: tuple[tuple[Name, dict[str, Any]], ...]
    missing: tuple[dict[str, Any], ...]
    notice_ends_on: date | None


def deposit_queue(
    call: Call, *, body: str, status: str = "", page: int = 1, size: int = 25
) -> tuple[Sequence[DepositRow], int]:
    """One page (from 1) of the deposits at this body, those due first before the others. Raises ``Forbidden``.

    Without a status: those in which the body must act.
    """
    call.require(Action.ACCEPT, institution=body)
    wanted = [status] if status else DEPOSITS_AT_BODY
    found = Deposit.objects.filter(body_id=body, status__in=wanted)
    rows = (
        found.select_related("learner", "achievement")
        .prefetch_related("appeals")
        .order_by(F("due_on").asc(nulls_last=True), "at", "pk")
    )
    book = current_rulebook()
    return [_deposit_row(row, book) for row in rows[(page - 1) * size : page * size]], found.count()


def deposit_sheet(call: Call, *, deposit_id: UUID) -> DepositSheet:
    """One deposit for those who decide on it. Raises ``NotFound``, ``Forbidden``."""
    row = get_deposit(deposit_id)
    call.require(Action.ACCEPT, institution=row.body_id, learner_id=row.learner_id)
    return sheet_of_deposit(row)


def sheet_of_deposit(row: Deposit) -> DepositSheet:
    """The sheet, for callers that have checked who asks."""
    figures = {
        "credits": row.credits,
        "hours": row.hours,
        "grade": row.grade,
        "earned_on": row.earned_on.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }
    return DepositSheet(
        row=_deposit_row(row, current_rulebook()),
        body=row.body_id,
        kind=row.kind,
        issuer=row.issuer,
        fields=tuple((name, value) for name, value in {**row.details, **figures}.items() if value not in ("", None)),
        evidence=tuple(row.evidence),
        history=tuple(
            Step(step.to_status, step.at.isoformat(), step.reasons, step.note) for step in row.steps.order_by("at")
        ),
        appeal=last_appeal(row.appeals.all(), row.body_id),
    )


def line_queue(
    call: Call, *, institution: str, state: str = "", page: int = 1, size: int = 25
) -> tuple[Sequence[LineRow], int]:
    """One page (from 1) of the lines of this school, those due first before the others. Raises ``Forbidden``.

    Without a state: those in which the school must act.
    """
    call.require(Action.DECIDE, institution=institution)
    wanted = [state] if state else LINES_AT_SCHOOL
    found = ConversionLine.objects.filter(enrolment__institution_id=institution, state__in=wanted)
    rows = (
        found.select_related("learner", "enrolment")
        .prefetch_related("grants", "inputs__award__achievement", "appeals")
        .order_by(F("due_on").asc(nulls_last=True), "at", "position")
    )
    book = current_rulebook()
    return [_line_row(row, book) for row in rows[(page - 1) * size : page * size]], found.count()


def line_sheet(call: Call, *, line_id: UUID) -> LineSheet:
    """One line for those who decide on it. Raises ``NotFound``, ``Forbidden``."""
    row = get_line(line_id)
    call.require(Action.DECIDE, institution=row.enrolment.institution_id, learner_id=row.learner_id)
    return sheet_of_line(row)


def sheet_of_line(row: ConversionLine) -> LineSheet:
    """The sheet, for callers that have checked who asks."""
    inputs = row.inputs.select_related("award__achievement").order_by("slot", "award_id")
    book = current_rulebook()
    return LineSheet(
        row=_line_row(row, book),
        institution=row.enrolment.institution_id,
        line=line_entry(row, book),
        facts=tuple((achievement_name(item.award), dict(item.facts)) for item in inputs),
        missing=tuple(row.missing),
        notice_ends_on=row.notice_ends_on,
    )


def _deposit_row(row: Deposit, book: Rulebook) -> DepositRow:
    return DepositRow(
        id=str(row.pk),
        learner=row.learner.number,
        name=mask_name(row.learner.name),
        outcome=achievement_name(row),
        kind=book.kinds[row.kind].name,
        status=row.status,
        earned_on=row.earned_on,
        due_on=row.due_on,
        appealed=_appealed(row),
    )


def _line_row(row: ConversionLine, book: Rulebook) -> LineRow:
    programme = book.programmes[(row.enrolment.programme, row.enrolment.year)]
    grants = sorted(row.grants.all(), key=lambda grant: grant.position)
    inputs = sorted(row.inputs.all(), key=lambda item: (item.slot, str(item.award_id)))
    return LineRow(
        id=str(row.pk),
        learner=row.learner.number,
        name=mask_name(row.learner.name),
        programme=programme.name,
        year=row.enrolment.year,
        awards=tuple(achievement_name(item.award) for item in inputs),
        targets=tuple(target_name(programme, grant.course, grant.module) for grant in grants),
        amount=sum(grant.amount for grant in grants),
        unit=programme.unit,
        state=row.state,
        due_on=row.due_on,
        appealed=_appealed(row),
    )


def _appealed(row: Deposit | ConversionLine) -> bool:
    return any(not appeal.outcome for appeal in row.appeals.all())
