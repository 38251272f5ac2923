"""到期: what is left in the lots of an award whose day has come. Held and converted lots are never touched.

Nor are credentials: that somebody earned it stays true when the bank gives no more credits for it. What the paper itself
says of its end stands in the credential as ``validUntil``.
"""

from datetime import date, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Max

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.events import append_event, lock_award, next_sequence
from creditbank.bank.lines import NOT_LIVE
from creditbank.bank.models import Award, LineDecision
from creditbank.catalogue.in_force import current_rulebook
from creditbank.ledger import posting
from creditbank.people.permissions import Action


@transaction.atomic
def expire(call: Call, *, award_id: UUID) -> bool:
    """Expire one award if it is due; says whether anything moved. A lot that came back late has its days of grace."""
    award = lock_award(award_id)
    if call.earlier("expire", [str(award_id)]) is not None:
        return True
    call.require(Action.EXPIRE, institution=award.body_id, learner_id=award.learner_id)
    if not award.live or award.expires_on is None or call.day < _due_on(award, award.expires_on):
        return False
    if award.inquiries.filter(outcome="").exists():
        return False  # what waits for the end of an inquiry has its days of grace afterwards
    movements = tuple(
        posting.Movement(name, lots.EXPIRED, unit, amount) for (name, unit), amount in lots.contents(award).items()
    )
    if not movements:
        return False
    posting.post(
        posting.EntryDraft(
            id=uuid5(award.pk, f"expire/{next_sequence(award)}"),
            kind="expire",
            movements=movements,
            effective_on=call.day,
            posted_at=call.now,
        )
    )
    append_event(call, award, "expired")
    call.record("expire", "award", award.pk, [str(award_id)], institution=award.body_id)
    return True


def expire_due(call: Call) -> list[UUID]:
    """Expire every award that is due, each in its own transaction; returns their ids."""
    due = Award.objects.filter(live=True, expires_on__lte=call.day).order_by("expires_on", "pk")
    moved = []
    for award_id in list(due.values_list("pk", flat=True)):
        single = Call(uuid5(call.request_id, f"expire/{award_id}"), call.actor, call.now)
        if expire(single, award_id=award_id):
            moved.append(award_id)
    return moved


def _due_on(award: Award, expires_on: date) -> date:
    """The day itself, or the end of the grace days after something last came back: a line, an inquiry, a revocation."""
    came_back = (
        LineDecision.objects.filter(line__inputs__award=award, to_state__in=NOT_LIVE),
        award.events.filter(event__in=["released", "reinstated"]),
    )
    days: list[date] = [
        last for rows in came_back if (last := rows.aggregate(last=Max("effective_on"))["last"]) is not None
    ]
    if not days or max(days) < expires_on:
        return expires_on
    return max(days) + timedelta(days=current_rulebook().settings.return_grace_days)
