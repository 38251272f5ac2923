"""审定: the school's verdict on each line, the public notice, objections, and withdrawal by the learner."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec
from django.db import transaction

from creditbank.bank.call import Call
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.finalise import take_effect
from creditbank.bank.lines import (
    close,
    lock_line,
    move,
    require_facts,
    require_move,
    return_hold,
    settings_for,
    under_inquiry,
)
from creditbank.bank.models import ConversionLine
from creditbank.bank.separation import require_other_person
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.people.permissions import Action

Verdict = Literal["approve", "refuse", "refer"]
_STATE_OF: Mapping[Verdict, str] = {"approve": "approved", "refuse": "refused", "refer": "referred"}


@transaction.atomic
def decide(
    call: Call,
    *,
    line_id: UUID,
    verdict: Verdict,
    reasons: Sequence[Reason] = (),
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> ConversionLine:
    """The school approves, refuses or refers one whole line; nothing is posted.

    A refusal and a referral need a reason; approving a possible line needs the missing facts. The two-person rule:
    who certified an input may not decide. Raises ``Forbidden``, ``NotFound``, ``NotAllowedNow``, ``SamePerson``.
    """
    line = lock_line(line_id)
    content = [str(line_id), verdict, [msgspec.to_builtins(reason) for reason in reasons], note, dict(facts or {})]
    if call.earlier("decide", content) is not None:
        return line
    call.require(Action.DECIDE, institution=line.enrolment.institution_id, learner_id=line.learner_id)
    if line.state == "refused":
        raise NotAllowedNow("LINE_STATE", state=line.state, wanted=_STATE_OF[verdict])
    require_move(line, _STATE_OF[verdict])
    require_other_person(call, line)
    if verdict != "approve" and not reasons:
        raise NotAllowedNow("REASON_REQUIRED")
    if verdict == "approve":
        if under_inquiry(line):
            raise NotAllowedNow("UNDER_INQUIRY", line=str(line.pk))
        require_facts(line, facts or {})
    book = current_rulebook()
    due = book.calendar.add_working_days(call.day, book.settings.decide_days)
    if verdict == "refuse":
        due = line.appeal_ends_on = book.calendar.add_working_days(call.day, settings_for(line).appeal_days)
    move(call, line, _STATE_OF[verdict], "decide", reasons=reasons, note=note, facts=facts, due_on=due)
    if verdict == "approve" and settings_for(line).notice_days == 0:
        take_effect(call, line, "decide")
    call.record("decide", "line", line.pk, content, institution=line.enrolment.institution_id)
    return line


@transaction.atomic
def publish_notice(call: Call, *, line_id: UUID) -> ConversionLine:
    """公示: an approved line is shown publicly for the policy's working days before it becomes final."""
    line = lock_line(line_id)
    if call.earlier("publish_notice", [str(line_id)]) is not None:
        return line
    call.require(Action.PUBLISH_NOTICE, institution=line.enrolment.institution_id, learner_id=line.learner_id)
    if under_inquiry(line):
        raise NotAllowedNow("UNDER_INQUIRY", line=str(line.pk))
    days = settings_for(line).notice_days
    line.notice_ends_on = current_rulebook().calendar.add_working_days(call.day, days)
    move(call, line, "published", "publish_notice", due_on=line.notice_ends_on)
    call.record("publish_notice", "line", line.pk, [str(line_id)], institution=line.enrolment.institution_id)
    return line


@transaction.atomic
def object_to(call: Call, *, line_id: UUID, text: str) -> ConversionLine:
    """异议: anyone with an account objects during the notice; the line goes back to the school."""
    line = lock_line(line_id)
    content = [str(line_id), text]
    if call.earlier("object", content) is not None:
        return line
    call.require(Action.OBJECT, institution=None, learner_id=None)
    if not text.strip():
        raise NotAllowedNow("REASON_REQUIRED")
    if line.state != "published":
        raise NotAllowedNow("LINE_STATE", state=line.state, wanted="referred")
    book = current_rulebook()
    due = book.calendar.add_working_days(call.day, book.settings.objection_days)
    line.notice_ends_on = None
    move(call, line, "referred", "object", cause="objection", note=text, due_on=due)
    call.record("object", "line", line.pk, content, institution=line.enrolment.institution_id)
    return line


@transaction.atomic
def withdraw(call: Call, *, line_id: UUID) -> ConversionLine:
    """撤回: the learner takes an application back, or releases what a refused line still holds."""
    line = lock_line(line_id)
    if call.earlier("withdraw", [str(line_id)]) is not None:
        return line
    call.require(Action.WITHDRAW, institution=line.enrolment.institution_id, learner_id=line.learner_id)
    if line.state == "refused":
        if line.appeals.filter(outcome="").exists():
            raise NotAllowedNow("APPEAL_OPEN", line=str(line.pk))
        close(call, line, "withdraw", "released")
    else:
        if settings_for(line).irrevocable and line.decisions.filter(to_state="approved").exists():
            raise NotAllowedNow("IRREVOCABLE", line=str(line.pk))
        move(call, line, "withdrawn", "withdraw")
        return_hold(call, line, "withdraw")
    call.record("withdraw", "line", line.pk, [str(line_id)], institution=line.enrolment.institution_id)
    return line
