"""The events of an award: appended here, folded in ``bank.lots``."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db.models import Max

from creditbank.bank.call import Call
from creditbank.bank.errors import NotFound
from creditbank.bank.models import Award, AwardEvent
from creditbank.kernel.decision import Reason
from creditbank.people.learners import lock_learner


def get_award(award_id: UUID) -> Award:
    """The award with that id. Raises ``NotFound``."""
    award = Award.objects.filter(pk=award_id).first()
    if award is None:
        raise NotFound("AWARD_UNKNOWN", award=str(award_id))
    return award


def lock_award(award_id: UUID) -> Award:
    """The award, after taking its learner's lock."""
    lock_learner(get_award(award_id).learner_id)
    return get_award(award_id)


def next_sequence(award: Award) -> int:
    """The number of the award's next event."""
    last = award.events.aggregate(last=Max("sequence"))["last"]
    return 0 if last is None else int(last) + 1


def append_event(
    call: Call,
    award: Award,
    event: str,
    *,
    reasons: Sequence[Reason] = (),
    note: str = "",
    bank_credits: int | None = None,
) -> AwardEvent:
    """Append what happened; the verb that calls it writes the audit row."""
    sequence = next_sequence(award)
    return AwardEvent.objects.create(
        id=call.derived("event", award.pk, sequence),
        award=award,
        event=event,
        actor=call.actor.user_id,
        effective_on=call.day,
        at=call.now,
        sequence=sequence,
        reasons=[msgspec.to_builtins(reason) for reason in reasons],
        note=note,
        bank_credits=bank_credits,
    )
