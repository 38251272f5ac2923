"""冻结 and 解冻: while an inquiry runs, nothing of the award can be used, and no line with it becomes final."""

from uuid import UUID, uuid5

from django.db import transaction

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.errors import NotAllowedNow, NotFound
from creditbank.bank.events import append_event, lock_award
from creditbank.bank.lines import move
from creditbank.bank.models import Award, ConversionLine, Inquiry
from creditbank.catalogue.in_force import current_rulebook
from creditbank.credentials import issued
from creditbank.ledger import posting
from creditbank.people.permissions import Action


@transaction.atomic
def freeze(call: Call, *, award_id: UUID, reason: str) -> Inquiry:
    """Open an inquiry: what is in the lot moves aside, approved and published lines go back to the school.

    Every credential that rests on the award is suspended.
    """
    award = lock_award(award_id)
    content = [str(award_id), reason]
    if (done := call.earlier("freeze", content)) is not None:
        return Inquiry.objects.get(pk=done)
    call.require(Action.FREEZE, institution=award.body_id, learner_id=award.learner_id)
    state = lots.state_of(award, list(award.events.all()))
    if not award.live or state.status == "frozen":
        raise NotAllowedNow("AWARD_STATUS", status=state.status)
    if not reason.strip():
        raise NotAllowedNow("REASON_REQUIRED")
    book = current_rulebook()
    inquiry = Inquiry.objects.create(
        id=call.request_id,
        award=award,
        reason=reason,
        opened_by=call.actor.user_id,
        opened_at=call.now,
        due_on=book.calendar.add_working_days(call.day, book.settings.inquiry_days),
    )
    _set_aside(call, award, inquiry)
    append_event(call, award, "frozen", note=reason)
    for line in ConversionLine.objects.filter(
        inputs__award=award, inputs__live=True, state__in=["approved", "published"]
    ):
        line.notice_ends_on = None
        move(call, line, "referred", "freeze", cause="inquiry", due_on=inquiry.due_on)
    issued.follow(at=call.now, suspended=[award.pk])
    call.record("freeze", "inquiry", inquiry.pk, content, institution=award.body_id)
    return inquiry


@transaction.atomic
def release(call: Call, *, inquiry_id: UUID, note: str = "") -> Inquiry:
    """End an inquiry with nothing found: the lot is as it was, and the credentials are suspended no more."""
    inquiry = Inquiry.objects.filter(pk=inquiry_id).first()
    if inquiry is None:
        raise NotFound("INQUIRY_UNKNOWN", inquiry=str(inquiry_id))
    award = lock_award(inquiry.award_id)
    inquiry.refresh_from_db()
    content = [str(inquiry_id), note]
    if call.earlier("release", content) is not None:
        return inquiry
    call.require(Action.RELEASE, institution=award.body_id, learner_id=award.learner_id)
    if inquiry.outcome:
        raise NotAllowedNow("INQUIRY_CLOSED", outcome=inquiry.outcome)
    end_inquiry(call, inquiry, "released")
    append_event(call, award, "released", note=note)
    issued.follow(at=call.now, released=[award.pk])
    call.record("release", "inquiry", inquiry.pk, content, institution=award.body_id)
    return inquiry


def end_inquiry(call: Call, inquiry: Inquiry, outcome: str) -> None:
    """Close the inquiry; what was set aside returns to its lots (a revocation then empties them)."""
    if inquiry.entry is not None:
        posting.post(
            posting.reversal(
                inquiry.entry,
                new_id=uuid5(inquiry.pk, "release"),
                kind="release",
                effective_on=call.day,
                posted_at=call.now,
            )
        )
    inquiry.outcome, inquiry.closed_at = outcome, call.now
    inquiry.save(update_fields=["outcome", "closed_at"])


def _set_aside(call: Call, award: Award, inquiry: Inquiry) -> None:
    movements = tuple(
        posting.Movement(name, lots.frozen(inquiry.pk), unit, amount)
        for (name, unit), amount in lots.contents(award).items()
    )
    if not movements:
        return
    entry = posting.EntryDraft(
        id=uuid5(inquiry.pk, "freeze"),
        kind="freeze",
        movements=movements,
        effective_on=call.day,
        posted_at=call.now,
    )
    posting.post(entry)
    inquiry.entry = entry.id
    inquiry.save(update_fields=["entry"])
