"""What waits besides deposits and lines: appeals, reviews after graduation, inquiries; and one list of all that waits.

By due date, for those who may decide it; with a role of the bank centre, of the whole bank. Names are masked.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from creditbank.bank.call import Call
from creditbank.bank.errors import NotFound
from creditbank.bank.models import Appeal, Award, ConversionLine, Deposit, Inquiry, Review
from creditbank.bank.queues import (
    DEPOSITS_AT_BODY,
    LINES_AT_SCHOOL,
    DepositSheet,
    LineSheet,
    sheet_of_deposit,
    sheet_of_line,
)
from creditbank.bank.record_rows import achievement_name, appeal_entry, target_name
from creditbank.bank.record_shapes import AppealEntry
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Grant
from creditbank.kernel.masking import mask_name
from creditbank.people.directory import institution_names
from creditbank.people.errors import InstitutionUnknown
from creditbank.people.permissions import TABLE, Action, Actor, Reach, may
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import Rulebook

Queue = Literal["appeals", "reviews", "inquiries"]
QUEUES: Mapping[Queue, Action] = {
    "appeals": Action.DECIDE_APPEAL,
    "reviews": Action.ANSWER_REVIEW,
    "inquiries": Action.RELEASE,
}
"""What one must be allowed to do in order to see the queue."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing that waits: ``deposit``, ``line``, ``appeal``, ``review`` or ``inquiry``, with the outcome or courses.

    ``subject``: the deposit, line or award that an appeal, a review or an inquiry is about.
    """

    what: str
    id: str
    institution: str
    learner: str
    name: str
    about: Name
    state: str
    due_on: date | None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class AppealSheet:
    """An appeal with what it is about: a deposit or a line, as its own sheet shows it."""

    row: WaitingRow
    appeal: AppealEntry
    subject: DepositSheet | LineSheet


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A graduate's line that rests on a revoked award, with why it was revoked. ``answer`` is empty while open."""

    row: WaitingRow
    award: Name
    number: str
    revoked_for: tuple[dict[str, Any], ...]
    note: str
    answer: str
    reason: str
    line: LineSheet


@dataclass(frozen=True, slots=True)
class InquirySheet:
    """An award that is frozen while it is looked into. ``outcome`` is empty while open."""

    row: WaitingRow
    number: str
    reason: str
    opened_on: date
    outcome: str


def queue_counts(call: Call, *, institution: str) -> dict[Queue, int]:
    """How much waits in each of these queues at this institution; those that the actor may not see are left out."""
    seen = [
        queue for queue, action in QUEUES.items() if isinstance(may(call.actor, action, institution=institution), Grant)
    ]
    return {queue: _open(queue, call.actor, institution).count() for queue in seen}


def case_queue(
    call: Call, queue: Queue, *, institution: str, page: int = 1, size: int = 25
) -> tuple[Sequence[WaitingRow], int]:
    """One page (from 1) of a queue, those due first before the others, and how many there are. Raises ``Forbidden``."""
    call.require(QUEUES[queue], institution=institution)
    found = _open(queue, call.actor, institution)
    book = current_rulebook()
    return [_row(row, book) for row in found[(page - 1) * size : page * size]], found.count()


def waiting(call: Call, *, institution: str = "") -> list[WaitingRow]:
    """All in which an institution must act, by due date, in a fixed number of queries. Raises ``Forbidden``.

    For staff of that institution; without one, of all at which the actor works. Who checks the whole bank sees all.
    """
    places = _places(call, institution)
    book = current_rulebook()
    sources: tuple[QuerySet[Any], ...] = (
        Deposit.objects.filter(_at("body_id", places), status__in=DEPOSITS_AT_BODY).select_related(
            "learner", "achievement"
        ),
        ConversionLine.objects.filter(_at("enrolment__institution_id", places), state__in=LINES_AT_SCHOOL)
        .select_related("learner", "enrolment")
        .prefetch_related("grants"),
        _appeals(_at("line__enrolment__institution_id", places) | _at("deposit__body_id", places)),
        _reviews(_at("institution_id", places)),
        _inquiries(_at("award__body_id", places)),
    )
    rows = [_row(row, book) for source in sources for row in source]
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.what, row.id))


def appeal_sheet(call: Call, *, appeal_id: UUID) -> AppealSheet:
    """One appeal, open or decided, for those who may decide it. Raises ``NotFound``, ``Forbidden``."""
    row = _appeals(Q(pk=appeal_id), outcome=None).first()
    if row is None:
        raise NotFound("APPEAL_UNKNOWN", appeal=str(appeal_id))
    told, about = _row(row, current_rulebook()), _about(row)
    call.require(Action.DECIDE_APPEAL, institution=told.institution, learner_id=about.learner_id)
    return AppealSheet(
        row=told,
        appeal=appeal_entry(row, told.institution),
        subject=sheet_of_line(about) if isinstance(about, ConversionLine) else sheet_of_deposit(about),
    )


def review_sheet(call: Call, *, review_id: UUID) -> ReviewSheet:
    """One review, open or answered, for those who may answer it. Raises ``NotFound``, ``Forbidden``."""
    row = _reviews(Q(pk=review_id), answer=None).first()
    if row is None:
        raise NotFound("REVIEW_UNKNOWN", review=str(review_id))
    call.require(Action.ANSWER_REVIEW, institution=row.institution_id, learner_id=row.line.learner_id)
    revoked = row.award.events.filter(event="revoked").order_by("-sequence").first()
    return ReviewSheet(
        row=_row(row, current_rulebook()),
        award=achievement_name(row.award),
        number=row.award.number,
        revoked_for=tuple(revoked.reasons) if revoked else (),
        note=revoked.note if revoked else "",
        answer=row.answer,
        reason=row.reason,
        line=sheet_of_line(row.line),
    )


def inquiry_sheet(call: Call, *, inquiry_id: UUID) -> InquirySheet:
    """One inquiry, open or ended, for those who may end it. Raises ``NotFound``, ``Forbidden``."""
    row = _inquiries(Q(pk=inquiry_id), outcome=None).first()
    if row is None:
        raise NotFound("INQUIRY_UNKNOWN", inquiry=str(inquiry_id))
    call.require(Action.RELEASE, institution=row.award.body_id, learner_id=row.award.learner_id)
    return InquirySheet(
        row=_row(row, current_rulebook()),
        number=row.award.number,
        reason=row.reason,
        opened_on=timezone.localdate(row.opened_at),
        outcome=row.outcome,
    )


def _appeals(where: Q, outcome: str | None = "") -> QuerySet[Appeal]:
    """Appeals with what their rows show, those due first before the others; ``outcome`` none: decided ones too."""
    rows = Appeal.objects.filter(where, *_standing("outcome", outcome))
    return (
        rows.select_related("deposit__learner", "deposit__achievement", "line__learner", "line__enrolment")
        .prefetch_related("line__grants")
        .order_by("due_on", "pk")
    )


def _reviews(where: Q, answer: str | None = "") -> QuerySet[Review]:
    rows = Review.objects.filter(where, *_standing("answer", answer))
    return (
        rows.select_related("award__achievement", "line__learner", "line__enrolment")
        .prefetch_related("line__grants")
        .order_by("due_on", "pk")
    )


def _inquiries(where: Q, outcome: str | None = "") -> QuerySet[Inquiry]:
    rows = Inquiry.objects.filter(where, *_standing("outcome", outcome))
    return rows.select_related("award__learner", "award__achievement").order_by("due_on", "pk")


def _standing(field: str, value: str | None) -> list[Q]:
    return [] if value is None else [Q(**{field: value})]


def _open(queue: Queue, actor: Actor, place: str) -> QuerySet[Any]:
    """What stands open in a queue of this place, or of the whole bank where the role held there reaches it."""
    everywhere = any(at == place and TABLE.get((role, QUEUES[queue])) is Reach.ALL for at, role in actor.roles)
    if queue == "reviews":
        return _reviews(Q() if everywhere else Q(institution_id=place))
    if queue == "inquiries":
        return _inquiries(Q() if everywhere else Q(award__body_id=place))
    return _appeals(Q() if everywhere else _appeals_of(actor, place))


def _appeals_of(actor: Actor, place: str) -> Q:
    """Of an institution that both certifies and converts, each desk has its own: who certifies, deposits; who decides, lines."""
    found = Q(pk__in=[])
    if isinstance(may(actor, Action.CERTIFY, institution=place), Grant):
        found |= Q(deposit__body_id=place)
    if isinstance(may(actor, Action.DECIDE, institution=place), Grant):
        found |= Q(line__enrolment__institution_id=place)
    return found


def _places(call: Call, institution: str) -> Collection[str] | None:
    """The institutions of which the actor may see what waits; ``None`` for all."""
    held = {place for place, _role in call.actor.roles}
    if institution in held:
        return [institution]
    if not institution and held and not isinstance(may(call.actor, Action.CHECK), Grant):
        return held
    call.require(Action.CHECK, institution=institution or None)
    if institution and not institution_names([institution]):
        raise InstitutionUnknown("INSTITUTION_UNKNOWN", institution=institution)
    return [institution] if institution else None


def _at(field: str, places: Collection[str] | None) -> Q:
    return Q() if places is None else Q(**{f"{field}__in": places})


def _row(row: Deposit | ConversionLine | Appeal | Review | Inquiry, book: Rulebook) -> WaitingRow:
    match row:
        case Appeal():
            about = _about(row)
            return _case_row("appeal", row, about, book, about.pk, row.outcome)
        case Review():
            return _case_row("review", row, row.line, book, row.line_id, row.answer)
        case Inquiry():
            return _case_row("inquiry", row, row.award, book, row.award_id, row.outcome)
        case Deposit():
            return _case_row("deposit", row, row, book, None, row.status)
        case _:
            return _case_row("line", row, row, book, None, row.state)


def _case_row(
    what: str,
    case: Deposit | ConversionLine | Appeal | Review | Inquiry,
    about: Deposit | ConversionLine | Award,
    book: Rulebook,
    subject: UUID | None,
    state: str,
) -> WaitingRow:
    return WaitingRow(
        what=what,
        id=str(case.pk),
        institution=about.enrolment.institution_id if isinstance(about, ConversionLine) else about.body_id,
        learner=about.learner.number,
        name=mask_name(about.learner.name),
        about=_courses(about, book) if isinstance(about, ConversionLine) else achievement_name(about),
        state=state or "open",
        due_on=case.due_on,
        subject=str(subject or ""),
    )


def _about(row: Appeal) -> Deposit | ConversionLine:
    found = row.deposit or row.line
    if found is None:  # the database refuses such a row
        raise NotFound("APPEAL_ABOUT_NOTHING")
    return found


def _courses(line: ConversionLine, book: Rulebook) -> Name:
    programme = book.programmes[(line.enrolment.programme, line.enrolment.year)]
    grants = sorted(line.grants.all(), key=lambda grant: grant.position)
    names = [target_name(programme, grant.course, grant.module) for grant in grants]
    return {"zh": "、".join(name["zh"] for name in names), "en": ", ".join(name["en"] for name in names)}
