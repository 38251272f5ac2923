"""生效: a line whose notice is over takes effect; the credits leave the award and enter the programme."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction

from creditbank.bank.call import Call
from creditbank.bank.cases import case_of
from creditbank.bank.enrol import require_active
from creditbank.bank.errors import NotAllowedNow, RefusedByRule
from creditbank.bank.lines import lock_line, move, post_final, require_move, reverse_final, settings_for, under_inquiry
from creditbank.bank.models import ConversionLine
from creditbank.credentials import issued
from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.people.permissions import Action
from creditbank.plan.case import Case, RecordedLine
from creditbank.plan.limits import cap_limits
from creditbank.plan.problem import CapLimit


@transaction.atomic
def finalise(call: Call, *, line_id: UUID) -> ConversionLine:
    """Make one line final: notice over (or none asked for), no inquiry, every cap counted again under the lock.

    A replacement reverses the line it replaces in the same transaction. Raises ``NotAllowedNow`` (state, notice still
    running, inquiry), ``RefusedByRule`` with the caps that would be exceeded.
    """
    line = lock_line(line_id)
    if call.earlier("finalise", [str(line_id)]) is not None:
        return line
    call.require(Action.FINALISE, institution=line.enrolment.institution_id, learner_id=line.learner_id)
    take_effect(call, line, "finalise")
    call.record("finalise", "line", line.pk, [str(line_id)], institution=line.enrolment.institution_id)
    return line


def take_effect(call: Call, line: ConversionLine, verb: str) -> None:
    """What ``finalise`` does after its checks of person, and ``decide`` where a policy asks for no notice."""
    require_move(line, "final")
    require_active(line.enrolment)
    _require_notice_over(call, line)
    if under_inquiry(line):
        raise NotAllowedNow("UNDER_INQUIRY", line=str(line.pk))
    if line.replaces is not None and line.replaces.state == "final":
        reverse_final(call, line.replaces, verb, "replaced")
    over = exceeded_caps(line)
    if over:
        raise RefusedByRule("CAP_EXCEEDED", over)
    line.grants.update(waiting=False)
    post_final(call, line)
    move(call, line, "final", verb)
    if line.replaces_id is not None:
        issued.follow(at=call.now, revoked=[line.replaces_id])


def due_lines(today: date) -> Iterator[UUID]:
    """Ids of lines whose notice is over, and of approved ones that need none (an inquiry held them up)."""
    over = ConversionLine.objects.filter(state="published", notice_ends_on__lt=today)
    yield from over.order_by("notice_ends_on", "pk").values_list("pk", flat=True).iterator()
    for line in ConversionLine.objects.filter(state="approved").select_related("enrolment").order_by("pk").iterator():
        if settings_for(line).notice_days == 0:
            yield line.pk


def finalise_due(call: Call) -> tuple[list[UUID], list[tuple[UUID, str]]]:
    """Make every due line final; returns the final ones and, apart, those that could not be, with the code."""
    done: list[UUID] = []
    left: list[tuple[UUID, str]] = []
    for line_id in list(due_lines(call.day)):
        single = Call(uuid5(call.request_id, f"finalise/{line_id}"), call.actor, call.now)
        try:
            finalise(single, line_id=line_id)
        except CreditbankError as error:  # one line that cannot become final must not stop the night
            left.append((line_id, error.code))
        else:
            done.append(line_id)
    return done, left


def exceeded_caps(line: ConversionLine, *, up_to_itself: bool = False) -> tuple[Reason, ...]:
    """Caps that this line brings above their limit, by the versions of the day it was applied for.

    A cap in which the line does not count says nothing about it. ``up_to_itself``: only what was applied for before it
    is counted, as it stood then; that is what the nightly check asks of every line.
    """
    case = case_of(line.enrolment, line.applied_on)
    counted = [one for one in case.recorded if not up_to_itself or one.applied_on <= case.applied_on]
    others = tuple(one for one in counted if one.id != str(line.pk))
    before = {(cap.policy, cap.id, cap.key): cap.recorded for cap in _caps(case, others)}
    return tuple(
        Reason("CAP", cap.id, cap.policy, cap.at_most, cap.recorded)
        for cap in _caps(case, tuple(counted))
        if cap.recorded > cap.at_most and cap.recorded > before.get((cap.policy, cap.id, cap.key), 0)
    )


def _caps(case: Case, recorded: tuple[RecordedLine, ...]) -> tuple[CapLimit, ...]:
    caps, _ = cap_limits(replace(case, recorded=recorded), ())
    return caps


def _require_notice_over(call: Call, line: ConversionLine) -> None:
    if line.state == "approved" and settings_for(line).notice_days > 0:
        raise NotAllowedNow("NOTICE_MISSING", line=str(line.pk))
    if line.notice_ends_on is not None and call.day <= line.notice_ends_on:
        raise NotAllowedNow("NOTICE_RUNNING", until=line.notice_ends_on.isoformat())
