"""认证: an accredited body confirms a deposit; the award gets its lot in the ledger.

*Is it true?* is the body's word. *What is it worth in the bank?* is the bank's standard, if there is one for the kind.
What it counts for in a programme is nobody's business here. Single and bulk use the same two steps: decide, then write.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from creditbank.bank.call import Call
from creditbank.bank.deposit import add_step, lock_deposit, refuse_duplicate, require_move
from creditbank.bank.errors import NotAllowedNow, NotFound
from creditbank.bank.lots import award_lot, body_source
from creditbank.bank.models import Award, AwardEvent, Deposit
from creditbank.bank.numbers import record_number
from creditbank.bank.separation import require_not_employer
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Decision, Grant, Reason, Refer, Refuse
from creditbank.kernel.period import add_months
from creditbank.ledger import posting
from creditbank.people.accreditation import AccreditationFacts, accreditations_of, decide_accreditation
from creditbank.people.permissions import Action, Role
from creditbank.rules import decide
from creditbank.rules.conditions import Fact
from creditbank.rules.definitions import Kind, Standard
from creditbank.rules.facts import award_facts, group_keys
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.standards import version_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification:
    """What certifying one deposit would write: worth, shelf life, facts and the versions that were read."""

    bank_credits: int
    expires_on: date | None
    facts: dict[str, Fact]
    groups: dict[str, str]
    kind_hash: str
    standard_hash: str
    reasons: tuple[Reason, ...]

    @property
    def lot(self) -> tuple[str, int]:
        """Unit and amount of the lot: the bank credits, or one ``use`` where there are none."""
        return ("credit", self.bank_credits) if self.bank_credits > 0 else ("use", 1)


@dataclass(slots=True, kw_only=True)
class Claimed:
    """A deposit as certifying reads it: the row of a single case, or a line of a roster that is no row yet."""

    id: UUID
    learner_id: int
    achievement_id: str
    body_id: str
    kind: str
    status: str
    route: str
    issuer: str
    details: Mapping[str, Fact]
    credits: str
    hours: int | None
    grade: str
    grade_scale: str
    earned_on: date
    valid_until: date | None
    evidence: list[dict[str, str]]
    fingerprint: str
    shared_place: str

    @classmethod
    def of(cls, row: Deposit) -> "Claimed":
        """What a stored deposit claims."""
        return cls(**{name: getattr(row, name) for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class Ground:
    """What certifying reads besides the claim: versions in force, the body's accreditations, the day."""

    rulebook: Rulebook
    body: str
    accreditations: tuple[AccreditationFacts, ...]
    day: date


@transaction.atomic
def certify(
    call: Call, *, deposit_id: UUID, groups: dict[str, str] | None = None, part_of: UUID | None = None, ruling: str = ""
) -> Award | Refuse | Refer:
    """Confirm a deposit. ``groups``: keys set by an expert (``content``). ``ruling``: a head's word on a referred case.

    A refusal or a referral by rule comes back as a value and nothing is written; refusing the deposit is another verb.
    Raises ``Forbidden``, ``NotFound``, ``NotAllowedNow``, ``Duplicate``.
    """
    row = lock_deposit(deposit_id)
    content = [str(deposit_id), groups or {}, str(part_of or ""), ruling]
    if (done := call.earlier("certify", content)) is not None:
        return Award.objects.get(pk=done)
    call.require(Action.CERTIFY, institution=row.body_id, learner_id=row.learner_id)
    require_move(row, "certified")
    require_not_employer(call, row.learner.employer_id)
    _require_own(part_of, row.learner_id)
    ground = ground_of(row.body_id, call.day)
    kind = ground.rulebook.kinds[row.kind]
    refuse_duplicate(row.fingerprint, row.shared_place, row.learner_id, bool(kind.shared_by), except_id=row.pk)
    claimed = Claimed.of(row)
    decision = decide_certification(claimed, row.learner.birth_date, kind, ground)
    if isinstance(decision, Refer) and ruling and _may_rule(call, row.body_id):
        decision = _ruled(claimed, kind, ground, decision, ruling)
    if not isinstance(decision, Grant):
        return decision
    _require_experts_groups(groups or {}, decision.value)
    columns = award_columns(call, claimed, decision.value, groups or {}, part_of)
    award = Award.objects.create(**columns)
    AwardEvent.objects.create(**certified_event(call, columns))
    posting.post(certify_entry(call, columns))
    before, row.status, row.due_on = row.status, "certified", None
    row.save(update_fields=["status", "due_on"])
    add_step(call, row, before, "certified", decision.value.reasons, ruling)
    call.record("certify", "award", award.pk, content, institution=row.body_id, detail={"deposit": str(row.pk)})
    return award


def ground_of(body: str, day: date) -> Ground:
    """Fetch what certifying at this body on this day reads: the same for a single case and for a roster."""
    return Ground(current_rulebook(), body, accreditations_of(body), day)


def decide_certification(row: Claimed, birth_date: date | None, kind: Kind, ground: Ground) -> Decision[Certification]:
    """Whether this body may certify this today, whether the kind's own tests pass, and what it is worth in the bank."""
    allowed = decide_accreditation(ground.accreditations, kind.id, kind.certifiers, row.details, ground.day)
    if not isinstance(allowed, Grant):
        return allowed
    expires_on = add_months(row.earned_on, kind.shelf_life_months) if kind.shelf_life_months else None
    if expires_on is not None and expires_on <= ground.day:
        return Refuse(
            (Reason("SHELF_LIFE_OVER", "earned_on", "below", expires_on.isoformat(), ground.day.isoformat()),)
        )
    standard = _standard(ground.rulebook, kind, row.earned_on, ground.day)
    facts = facts_of(row, kind, ground.day)
    worth = decide.certify(kind, facts, standard, ground.rulebook.scales, birth_date, row.earned_on)
    if not isinstance(worth, Grant):
        return worth
    return Grant(
        Certification(
            bank_credits=worth.value,
            expires_on=expires_on,
            facts=facts,
            groups=group_keys(kind, row.details),
            kind_hash=ground.rulebook.hash_of(kind),
            standard_hash=ground.rulebook.hash_of(standard) if standard is not None else "",
            reasons=worth.reasons,
        )
    )


def facts_of(row: Claimed, kind: Kind, day: date) -> dict[str, Fact]:
    """The flat facts that rules read of this deposit once it is certified on that day."""
    return award_facts(
        kind,
        row.details,
        issuer=row.issuer,
        credits=row.credits,
        hours=row.hours,
        grade=row.grade,
        grade_scale=row.grade_scale,
        earned_on=row.earned_on,
        valid_until=row.valid_until,
        certified_on=day,
        body=row.body_id,
        route=row.route,
    )


def award_columns(
    call: Call, row: Claimed, certification: Certification, groups: dict[str, str], part_of: UUID | None
) -> dict[str, Any]:
    """The columns of the award that certifying this deposit makes."""
    award_id = uuid5(row.id, "award")
    return {
        "id": award_id,
        "number": record_number(award_id),
        "deposit_id": row.id,
        "learner_id": row.learner_id,
        "achievement_id": row.achievement_id,
        "body_id": row.body_id,
        "kind": row.kind,
        "issuer": row.issuer,
        "facts": certification.facts,
        "groups": {**certification.groups, **groups},
        "earned_on": row.earned_on,
        "valid_until": row.valid_until,
        "certified_on": call.day,
        "certified_by": call.actor.user_id,
        "bank_credits": certification.bank_credits,
        "lot_unit": certification.lot[0],
        "expires_on": certification.expires_on,
        "kind_hash": certification.kind_hash,
        "standard_hash": certification.standard_hash,
        "reasons": [msgspec.to_builtins(reason) for reason in certification.reasons],
        "fingerprint": row.fingerprint,
        "shared_place": row.shared_place,
        "part_of_id": part_of,
        "live": True,
        "at": call.now,
    }


def certified_event(call: Call, award: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the first event of an award with these columns; it has the award's own id."""
    return {
        "id": award["id"],
        "award_id": award["id"],
        "event": "certified",
        "actor": call.actor.user_id,
        "effective_on": award["certified_on"],
        "at": call.now,
        "sequence": 0,
        "bank_credits": None,
        "reasons": [],
        "note": "",
    }


def certify_entry(call: Call, award: Mapping[str, Any]) -> posting.EntryDraft:
    """``issued:<body>`` → the award's lot: its bank credits, or one ``use``."""
    unit = award["lot_unit"]
    amount = award["bank_credits"] if unit == "credit" else 1
    return posting.EntryDraft(
        id=uuid5(award["id"], "certify"),
        kind="certify",
        movements=(posting.Movement(body_source(award["body_id"]), award_lot(award["id"]), unit, amount),),
        effective_on=award["certified_on"],
        posted_at=call.now,
    )


def _standard(rulebook: Rulebook, kind: Kind, earned_on: date, day: date) -> Standard | None:
    """The version for this award: each says whether the day it was earned or that of certification chooses it."""
    days = {"award.earned_on": earned_on.isoformat(), "award.certified_on": day.isoformat()}
    found = version_in_force(rulebook.standards.get(kind.standard, ()), days, day.isoformat())
    return found if isinstance(found, Standard) else None


def _require_own(whole: UUID | None, learner_id: int) -> None:
    if whole is not None and not Award.objects.filter(pk=whole, learner_id=learner_id).exists():
        raise NotFound("AWARD_UNKNOWN", award=str(whole))


def _require_experts_groups(groups: dict[str, str], certification: Certification) -> None:
    """An expert sets the group ``content`` where the kind computes none; every other group follows from the claim."""
    wrong = sorted(set(groups) - {"content"} | (set(groups) & set(certification.groups)))
    if wrong:
        raise NotAllowedNow("GROUP_IS_COMPUTED", groups=wrong)


def _may_rule(call: Call, body: str) -> bool:
    return (body, Role.CERTIFICATION_HEAD) in call.actor.roles


def _ruled(row: Claimed, kind: Kind, ground: Ground, referred: Refer, ruling: str) -> Grant[Certification]:
    """A head decides what the rules refer to a person: certified without bank credits, his word beside the reasons."""
    return Grant(
        Certification(
            bank_credits=0,
            expires_on=add_months(row.earned_on, kind.shelf_life_months) if kind.shelf_life_months else None,
            facts=facts_of(row, kind, ground.day),
            groups=group_keys(kind, row.details),
            kind_hash=ground.rulebook.hash_of(kind),
            standard_hash="",
            reasons=(*referred.reasons, Reason("RULED_BY_HEAD", found=ruling)),
        )
    )
