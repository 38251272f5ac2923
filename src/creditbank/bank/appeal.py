"""申诉: a learner disagrees with a refusal; other persons decide, by the same rule versions."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID, uuid5

from django.db import transaction

from creditbank.bank.call import Call
from creditbank.bank.deposit import add_step, lock_deposit, require_move
from creditbank.bank.errors import NotAllowedNow, NotFound, SamePerson
from creditbank.bank.finalise import take_effect
from creditbank.bank.lines import close, lock_line, move, require_facts, settings_for, under_inquiry
from creditbank.bank.models import Appeal, ConversionLine, Deposit
from creditbank.bank.separation import require_not_employer, require_other_person
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.people.permissions import Action


@transaction.atomic
def appeal(
    call: Call,
    *,
    text: str,
    line_id: UUID | None = None,
    deposit_id: UUID | None = None,
    admitted_late: bool = False,
) -> Appeal:
    """Appeal against the refusal of a line or of a deposit, in time; ``admitted_late``: the centre lets a late one in."""
    content = [str(line_id or ""), str(deposit_id or ""), text, admitted_late]
    about = lock_line(line_id) if line_id is not None else lock_deposit(_required(deposit_id))
    if (done := call.earlier("appeal", content)) is not None:
        return Appeal.objects.get(pk=done)
    institution = _institution(about)
    if admitted_late:  # only the centre, whose roles reach everywhere
        call.require(Action.DECIDE_APPEAL, institution=None, learner_id=about.learner_id)
    else:
        call.require(Action.APPEAL, institution=institution, learner_id=about.learner_id)
    if not text.strip():
        raise NotAllowedNow("REASON_REQUIRED")
    _require_appealable(about, call.day, admitted_late)
    book = current_rulebook()
    row = Appeal.objects.create(
        id=call.request_id,
        line=about if isinstance(about, ConversionLine) else None,
        deposit=about if isinstance(about, Deposit) else None,
        text=text,
        filed_by=call.actor.user_id,
        filed_at=call.now,
        due_on=book.calendar.add_working_days(call.day, book.settings.appeal_days),
    )
    call.record("appeal", "appeal", row.pk, content, institution=institution)
    return row


@transaction.atomic
def decide_appeal(
    call: Call,
    *,
    appeal_id: UUID,
    outcome: Literal["upheld", "dismissed"],
    reason: str,
    facts: Mapping[str, Any] | None = None,
) -> Appeal:
    """Uphold or dismiss; who refused, certified or employs may not decide. ``facts``: what a possible line still lacks.

    Upheld: the line is approved (final at once where no notice is asked for), the deposit goes back to review.
    """
    row = Appeal.objects.filter(pk=appeal_id).first()
    if row is None:
        raise NotFound("APPEAL_UNKNOWN", appeal=str(appeal_id))
    about = lock_line(row.line_id) if row.line_id else lock_deposit(_required(row.deposit_id))
    row.refresh_from_db()
    content = [str(appeal_id), outcome, reason, dict(facts or {})]
    if call.earlier("decide_appeal", content) is not None:
        return row
    institution = _institution(about)
    call.require(Action.DECIDE_APPEAL, institution=institution, learner_id=about.learner_id)
    if row.outcome:
        raise NotAllowedNow("APPEAL_DECIDED", outcome=row.outcome)
    if not reason.strip():
        raise NotAllowedNow("REASON_REQUIRED")
    _require_not_refuser(call, about)
    if isinstance(about, ConversionLine):
        require_other_person(call, about)
    else:
        require_not_employer(call, about.learner.employer_id)
    row.outcome, row.reason, row.decided_by, row.decided_at = outcome, reason, call.actor.user_id, call.now
    row.save()
    if isinstance(about, ConversionLine):
        _settle_line(call, about, outcome, reason, facts or {})
    elif outcome == "upheld":
        _settle_deposit(call, about, reason)
    call.record("decide_appeal", "appeal", row.pk, content, institution=institution)
    return row


def close_refused_due(call: Call) -> list[UUID]:
    """Close refused lines whose appeal period is over without an appeal; each in its own transaction."""
    due = ConversionLine.objects.filter(state="refused", appeal_ends_on__lt=call.day).order_by("appeal_ends_on", "pk")
    closed = []
    for line_id in list(due.values_list("pk", flat=True)):
        single = Call(uuid5(call.request_id, f"close/{line_id}"), call.actor, call.now)
        if _close_refused(single, line_id):
            closed.append(line_id)
    return closed


@transaction.atomic
def _close_refused(call: Call, line_id: UUID) -> bool:
    line = lock_line(line_id)
    if line.state != "refused" or line.appeals.filter(outcome="").exists():
        return False
    close(call, line, "close_refused", "appeal_period_over")
    call.record("close_refused", "line", line.pk, [str(line_id)], institution=line.enrolment.institution_id)
    return True


def _required(deposit_id: UUID | None) -> UUID:
    if deposit_id is None:
        raise NotFound("APPEAL_ABOUT_NOTHING")
    return deposit_id


def _institution(about: ConversionLine | Deposit) -> str:
    return about.enrolment.institution_id if isinstance(about, ConversionLine) else about.body_id


def _require_appealable(about: ConversionLine | Deposit, day: date, admitted_late: bool) -> None:
    state = about.state if isinstance(about, ConversionLine) else about.status
    if state != "refused":
        raise NotAllowedNow("NOTHING_TO_APPEAL", state=state)
    if about.appeals.filter(outcome="").exists():
        raise NotAllowedNow("APPEAL_OPEN")
    ends = about.appeal_ends_on if isinstance(about, ConversionLine) else about.due_on
    if ends is not None and day > ends and not admitted_late:
        raise NotAllowedNow("APPEAL_TOO_LATE", until=ends.isoformat())


def _require_not_refuser(call: Call, about: ConversionLine | Deposit) -> None:
    if isinstance(about, ConversionLine):
        last = about.decisions.filter(to_state="refused").order_by("-sequence").first()
        refused_by = last.actor if last is not None else None
    else:
        step = about.steps.filter(to_status="refused").order_by("-sequence").first()
        refused_by = step.actor if step is not None else None
    if refused_by is not None and refused_by == call.actor.user_id:
        raise SamePerson("REFUSER_MAY_NOT_DECIDE_APPEAL")


def _settle_line(call: Call, line: ConversionLine, outcome: str, reason: str, facts: Mapping[str, Any]) -> None:
    if outcome == "dismissed":
        if line.state == "refused":  # not where leaving or a revocation has closed it meanwhile
            close(call, line, "decide_appeal", "appeal_dismissed", (Reason("APPEAL_DISMISSED", found=reason),))
        return
    require_facts(line, facts)
    book = current_rulebook()
    line.appeal_ends_on = None
    due = book.calendar.add_working_days(call.day, book.settings.decide_days)
    move(call, line, "approved", "decide_appeal", cause="appeal_upheld", note=reason, facts=facts, due_on=due)
    if settings_for(line).notice_days == 0 and not under_inquiry(line):
        take_effect(call, line, "decide_appeal")


def _settle_deposit(call: Call, row: Deposit, reason: str) -> None:
    require_move(row, "accepted")
    book = current_rulebook()
    row.status, row.due_on = "accepted", book.calendar.add_working_days(call.day, book.settings.review_days)
    row.save(update_fields=["status", "due_on"])
    add_step(call, row, "refused", "accepted", (Reason("APPEAL_UPHELD"),), reason)
