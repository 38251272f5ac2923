"""存入: a learner, or an institution for him, puts an outcome in with its evidence.

``draft → submitted → returned ↺ / accepted``; certify and refuse end it (``bank.certify``), and so does giving up a
draft or what was returned.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Q

from creditbank.bank.call import Call
from creditbank.bank.claims import CheckedClaim, Claim, check_claim
from creditbank.bank.errors import Duplicate, NotAllowedNow, NotFound
from creditbank.bank.models import Award, Deposit, DepositStep
from creditbank.catalogue.achievements import get_achievement
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.people.learners import lock_learner
from creditbank.people.permissions import Action
from creditbank.rules.rulebook import Rulebook

MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("submitted", "given_up"),
    "submitted": ("returned", "accepted", "certified", "refused"),
    "returned": ("submitted", "given_up"),
    "accepted": ("returned", "certified", "refused"),
    "refused": ("accepted",),  # an appeal upheld
    "certified": (),
    "given_up": (),
}
OPEN = ("submitted", "returned", "accepted")
"""Handed in and not decided: such a deposit keeps its paper from being handed in again. A draft is nobody's claim yet."""


@transaction.atomic
def deposit(
    call: Call, *, learner_id: int, achievement_id: str, claim: Claim, on_behalf_of: str = "", submit: bool = True
) -> Deposit:
    """Put an outcome in. ``on_behalf_of``: the institution whose clerk deposits for the learner.

    Raises ``NotFound``, ``Forbidden``, ``InvalidClaim`` (a reason per field), ``Duplicate``; nothing is written then.
    """
    content = [learner_id, achievement_id, claim.as_content(), on_behalf_of, submit]
    lock_learner(learner_id)
    if (done := call.earlier("deposit", content)) is not None:
        return get_deposit(UUID(done))
    achievement = get_achievement(achievement_id)
    call.require(Action.DEPOSIT, institution=on_behalf_of or None, learner_id=learner_id)
    rulebook = current_rulebook()
    kind = rulebook.kinds[achievement.kind]
    checked = check_claim(claim, kind, achievement.fixed, rulebook, call.day, with_evidence=submit)
    refuse_duplicate(checked.fingerprint, checked.shared_place, learner_id, shared=bool(kind.shared_by))
    row = Deposit.objects.create(
        id=call.request_id,
        learner_id=learner_id,
        achievement_id=achievement.pk,
        body_id=achievement.body_id,
        kind=achievement.kind,
        status="submitted" if submit else "draft",
        due_on=_due(rulebook, call.day) if submit else None,
        on_behalf_of_id=on_behalf_of if call.actor.learner_id != learner_id else None,
        submitted_by=call.actor.user_id,
        at=call.now,
        **claim_columns(checked),
    )
    add_step(call, row, "", row.status)
    _record(call, row, "deposit", content)
    return row


@transaction.atomic
def submit(call: Call, *, deposit_id: UUID, claim: Claim | None = None, on_behalf_of: str = "") -> Deposit:
    """Hand in a draft, or hand in again what was returned; ``claim`` replaces what was claimed before.

    ``on_behalf_of``: the institution that put it in for the learner; any of its clerks may.
    """
    row = lock_deposit(deposit_id)
    content = [str(deposit_id), claim.as_content() if claim else None, on_behalf_of]
    if call.earlier("submit", content) is not None:
        return row
    _require_depositor(call, row, on_behalf_of)
    rulebook = current_rulebook()
    kind = rulebook.kinds[row.kind]
    fixed = get_achievement(row.achievement_id).fixed
    checked = check_claim(claim or claim_of(row), kind, fixed, rulebook, call.day, with_evidence=True)
    refuse_duplicate(checked.fingerprint, checked.shared_place, row.learner_id, bool(kind.shared_by), except_id=row.pk)
    for name, value in claim_columns(checked).items():
        setattr(row, name, value)
    row.due_on = _due(rulebook, call.day)
    _move(call, row, "submitted")
    _record(call, row, "submit", content)
    return row


@transaction.atomic
def give_up(call: Call, *, deposit_id: UUID, on_behalf_of: str = "") -> Deposit:
    """放弃: a draft, or what was returned, is not handed in any more; the paper is free. ``on_behalf_of`` as in ``submit``."""
    row = lock_deposit(deposit_id)
    content = [str(deposit_id), on_behalf_of]
    if call.earlier("give_up", content) is not None:
        return row
    _require_depositor(call, row, on_behalf_of)
    row.due_on = None
    _move(call, row, "given_up")
    _record(call, row, "give_up", content)
    return row


@transaction.atomic
def accept(call: Call, *, deposit_id: UUID) -> Deposit:
    """受理: the body takes the deposit into review."""
    row = lock_deposit(deposit_id)
    if call.earlier("accept", [str(deposit_id)]) is not None:
        return row
    call.require(Action.ACCEPT, institution=row.body_id, learner_id=row.learner_id)
    rulebook = current_rulebook()
    row.due_on = rulebook.calendar.add_working_days(call.day, rulebook.settings.review_days)
    _move(call, row, "accepted")
    _record(call, row, "accept", [str(deposit_id)])
    return row


@transaction.atomic
def return_for_correction(call: Call, *, deposit_id: UUID, reasons: Sequence[Reason], note: str = "") -> Deposit:
    """退回补正: the learner corrects and hands in again; at least one reason says what is wrong."""
    row = lock_deposit(deposit_id)
    content = [str(deposit_id), [msgspec.to_builtins(reason) for reason in reasons], note]
    if call.earlier("return_for_correction", content) is not None:
        return row
    call.require(Action.RETURN_FOR_CORRECTION, institution=row.body_id, learner_id=row.learner_id)
    if not reasons:
        raise NotAllowedNow("REASON_REQUIRED")
    rulebook = current_rulebook()
    row.due_on = _due(rulebook, call.day)
    _move(call, row, "returned", reasons, note)
    _record(call, row, "return_for_correction", content)
    return row


@transaction.atomic
def refuse(call: Call, *, deposit_id: UUID, reasons: Sequence[Reason], note: str = "") -> Deposit:
    """The body finds the claim not true or not certifiable; the learner may appeal until ``due_on``."""
    row = lock_deposit(deposit_id)
    content = [str(deposit_id), [msgspec.to_builtins(reason) for reason in reasons], note]
    if call.earlier("refuse", content) is not None:
        return row
    call.require(Action.REFUSE, institution=row.body_id, learner_id=row.learner_id)
    if not reasons:
        raise NotAllowedNow("REASON_REQUIRED")
    rulebook = current_rulebook()
    row.due_on = rulebook.calendar.add_working_days(call.day, rulebook.settings.appeal_days)
    _move(call, row, "refused", reasons, note)
    _record(call, row, "refuse", content)
    return row


def get_deposit(deposit_id: UUID) -> Deposit:
    """The deposit with that id. Raises ``NotFound``."""
    row = Deposit.objects.filter(pk=deposit_id).first()
    if row is None:
        raise NotFound("DEPOSIT_UNKNOWN", deposit=str(deposit_id))
    return row


def lock_deposit(deposit_id: UUID) -> Deposit:
    """The deposit, after taking its learner's lock: one writer per learner at a time."""
    lock_learner(get_deposit(deposit_id).learner_id)
    return get_deposit(deposit_id)


def refuse_duplicate(paper: str, place: str, learner_id: int, shared: bool, *, except_id: UUID | None = None) -> None:
    """Raise ``Duplicate`` when this paper stands in the bank: certified, or handed in anywhere and not yet decided.

    On a paper that several people share (team, authors) another learner may stand in another place.
    """
    same = Q(fingerprint=paper) & (Q(learner_id=learner_id) | Q(shared_place=place) if shared else Q())
    award = Award.objects.filter(same, live=True).select_related("body").first()
    if award is not None:
        raise Duplicate(
            "DUPLICATE_CERTIFIED",
            own=award.learner_id == learner_id,
            body=award.body_id,
            body_name=award.body.name_zh,
            on=award.certified_on.isoformat(),
        )
    waiting = Deposit.objects.filter(same, status__in=OPEN)
    if except_id is not None:
        waiting = waiting.exclude(pk=except_id)
    pending = waiting.select_related("body").first()
    if pending is not None:
        raise Duplicate(
            "DUPLICATE_PENDING",
            own=pending.learner_id == learner_id,
            body=pending.body_id,
            body_name=pending.body.name_zh,
            on=pending.at.date().isoformat(),
        )


def claim_of(row: Deposit) -> Claim:
    """What the deposit claims, as it was put in."""
    return Claim(
        details=row.details,
        issuer=row.issuer,
        earned_on=row.earned_on,
        valid_until=row.valid_until,
        credits=row.credits,
        hours=row.hours,
        grade=row.grade,
        grade_scale=row.grade_scale,
        evidence=row.evidence,
        route=row.route,
    )


def claim_columns(checked: CheckedClaim) -> dict[str, Any]:
    """The columns of ``Deposit`` that a checked claim fills."""
    claim = checked.claim
    return {
        "details": dict(checked.details),
        "issuer": claim.issuer,
        "earned_on": claim.earned_on,
        "valid_until": claim.valid_until,
        "credits": claim.credits,
        "hours": claim.hours,
        "grade": claim.grade,
        "grade_scale": claim.grade_scale,
        "evidence": [dict(item) for item in claim.evidence],
        "route": claim.route,
        "fingerprint": checked.fingerprint,
        "shared_place": checked.shared_place,
    }


def add_step(
    call: Call, row: Deposit, before: str, after: str, reasons: Sequence[Reason] = (), note: str = ""
) -> DepositStep:
    """Append the move to the deposit's history."""
    sequence = row.steps.count()
    return DepositStep.objects.create(
        id=call.derived("step", row.pk, sequence),
        deposit=row,
        sequence=sequence,
        from_status=before,
        to_status=after,
        actor=call.actor.user_id,
        at=call.now,
        reasons=[msgspec.to_builtins(reason) for reason in reasons],
        note=note,
    )


def require_move(row: Deposit, to_status: str) -> None:
    """Raise ``NotAllowedNow`` unless the deposit may move there from where it is."""
    if to_status not in MOVES[row.status]:
        raise NotAllowedNow("DEPOSIT_STATUS", status=row.status, wanted=to_status)


def _require_depositor(call: Call, row: Deposit, on_behalf_of: str) -> None:
    """Only the learner, or the institution that put it in for him, does more with a deposit that is in their hands."""
    place = on_behalf_of if on_behalf_of == row.on_behalf_of_id else None
    call.require(Action.DEPOSIT, institution=place, learner_id=row.learner_id)


def _move(call: Call, row: Deposit, to_status: str, reasons: Sequence[Reason] = (), note: str = "") -> None:
    require_move(row, to_status)
    before, row.status = row.status, to_status
    row.save()
    add_step(call, row, before, to_status, reasons, note)


def _record(call: Call, row: Deposit, verb: str, content: object) -> None:
    call.record(verb, "deposit", row.pk, content, institution=row.body_id)


def _due(rulebook: Rulebook, day: date) -> date:
    return rulebook.calendar.add_working_days(day, rulebook.settings.evidence_days)
