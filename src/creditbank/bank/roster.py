"""Bulk certification: a body's roster of outcomes, or many accepted deposits at once.

The same checks and rows as one by one (claim, accreditation, kind, standard, duplicate, history, audit, ledger), decided
row by row with what all rows share fetched once, and written in bulk. Good rows are written, faulty ones reported.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Count

from creditbank.audit import trail
from creditbank.audit.bulk import collector_at_rest, insert_values
from creditbank.bank.call import Call
from creditbank.bank.certify import (
    Claimed,
    Ground,
    award_columns,
    certified_event,
    certify_entry,
    decide_certification,
    ground_of,
)
from creditbank.bank.claims import Claim, check_claim
from creditbank.bank.deposit import MOVES, OPEN, claim_columns
from creditbank.bank.errors import InvalidClaim
from creditbank.bank.lots import body_source
from creditbank.bank.models import Award, AwardEvent, Deposit, DepositStep
from creditbank.bank.separation import is_employers_clerk
from creditbank.catalogue.achievements import Fixed, fixed_of
from creditbank.kernel.decision import Grant, Reason, Refer
from creditbank.ledger import posting
from creditbank.people.lookups import LearnerFacts, lock_learners
from creditbank.people.permissions import Action

AT_ONCE = 1_000
"""Rows that are decided and then written before the next: memory stays the same for a roster of any length."""
DUPLICATES: Mapping[str, str] = {"DUPLICATE_CERTIFIED": "DUPLICATE", "DUPLICATE_PENDING": "DUPLICATE_WAITS"}
"""How a paper can stand in the bank already, as the fault's code, with the reason that says where."""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One outcome of one learner, as the body states it."""

    learner_id: int
    achievement_id: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not written: a code and the reasons (field by field where a field is wrong)."""

    code: str
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class RosterResult:
    """Award ids and faults by row number (from 0). Rows with faults can be mended and sent again."""

    awards: dict[int, UUID] = field(default_factory=dict)
    faults: dict[int, Fault] = field(default_factory=dict)


@dataclass(slots=True)
class _Batch:
    """What is to be written, in the order of the rows."""

    deposits: list[Claimed] = field(default_factory=list)
    awards: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
@collector_at_rest()
def certify_roster(
    call: Call, *, body: str, rows: Sequence[RosterRow], progress: Callable[[int], None] | None = None
) -> RosterResult:
    """Deposit and certify a roster at an accredited body. ``progress`` is told how many rows are decided.

    Raises ``Forbidden`` for the whole roster; everything else is a fault of its row.
    """
    content = [body, [[row.learner_id, row.achievement_id, row.claim.as_content()] for row in rows]]
    learners = lock_learners({row.learner_id for row in rows})
    ids = [uuid5(call.request_id, f"row/{number}") for number in range(len(rows))]
    if call.earlier("certify_roster", content) is not None:
        return _written_before(call, ids)
    call.require(Action.CERTIFY, institution=body, learner_id=None)
    _lock_source(body)
    desk = _Desk(call, ground_of(body, call.day), learners, progress)
    fixed = fixed_of(body, {row.achievement_id for row in rows})
    for first in range(0, len(rows), AT_ONCE):
        drafts = {}
        for number, row in enumerate(rows[first : first + AT_ONCE], start=first):
            draft = _draft(call, ids[number], row, fixed.get(row.achievement_id), desk)
            if isinstance(draft, Fault):
                desk.result.faults[number] = draft
            else:
                drafts[number] = draft
        _write(call, desk.decide(drafts), new=True)
    call.record("certify_roster", "roster", call.request_id, content, institution=body, detail=_summary(desk.result))
    return desk.result


@transaction.atomic
@collector_at_rest()
def certify_many(call: Call, *, body: str, deposit_ids: Sequence[UUID]) -> RosterResult:
    """Certify many deposits that lie at this body, in the order given; faults by position."""
    content = [body, [str(deposit_id) for deposit_id in deposit_ids]]
    found = {row.pk: row for row in Deposit.objects.filter(pk__in=deposit_ids, body_id=body)}
    learners = lock_learners({row.learner_id for row in found.values()})
    if call.earlier("certify_many", content) is not None:
        return _written_before(call, deposit_ids)
    call.require(Action.CERTIFY, institution=body, learner_id=None)
    _lock_source(body)
    found = {row.pk: row for row in Deposit.objects.filter(pk__in=deposit_ids, body_id=body)}
    desk = _Desk(call, ground_of(body, call.day), learners, None)
    drafts = {}
    for number, deposit_id in enumerate(deposit_ids):
        row = found.get(deposit_id)
        if row is None:
            desk.result.faults[number] = Fault("DEPOSIT_UNKNOWN")
        elif "certified" not in MOVES[row.status]:
            desk.result.faults[number] = Fault("DEPOSIT_STATUS", (Reason("DEPOSIT_STATUS", found=row.status),))
        else:
            drafts[number] = Claimed.of(row)
    _write(call, desk.decide(drafts), new=False)
    call.record("certify_many", "roster", call.request_id, content, institution=body, detail=_summary(desk.result))
    return desk.result


def _lock_source(body: str) -> None:
    """Lock what the awards of this body are issued from: the entries follow piece by piece, in either unit."""
    posting.lock((body_source(body), unit) for unit in ("credit", "use"))


def _draft(call: Call, deposit_id: UUID, row: RosterRow, fixed: Fixed | None, desk: "_Desk") -> Claimed | Fault:
    ground = desk.ground
    if fixed is None:
        return Fault("ACHIEVEMENT_UNKNOWN")
    if row.learner_id not in desk.learners:
        return Fault("LEARNER_UNKNOWN")
    kind = ground.rulebook.kinds[fixed.kind]
    try:
        checked = check_claim(row.claim, kind, fixed.fields, ground.rulebook, call.day, with_evidence=False)
    except InvalidClaim as error:
        return Fault(error.code, error.reasons)
    return Claimed(
        id=deposit_id,
        learner_id=row.learner_id,
        achievement_id=row.achievement_id,
        body_id=ground.body,
        kind=fixed.kind,
        status="submitted",
        **claim_columns(checked),
    )


class _Desk:
    """Decides row by row, with what all rows share; keeps the result of the whole roster."""

    def __init__(
        self,
        call: Call,
        ground: Ground,
        learners: Mapping[int, LearnerFacts],
        progress: Callable[[int], None] | None,
    ) -> None:
        self.call = call
        self.ground = ground
        self.learners = learners
        self.progress = progress
        self.standing = _Standing(ground)
        self.result = RosterResult()

    def decide(self, drafts: Mapping[int, Claimed]) -> _Batch:
        """What is to be written of these; faults go into the result."""
        self.standing.fetch(list(drafts.values()))
        batch = _Batch()
        for number, row in drafts.items():
            fault = self._one(number, row, batch)
            if fault is not None:
                self.result.faults[number] = fault
        if self.progress is not None and drafts:
            self.progress(max(drafts) + 1)
        return batch

    def _one(self, number: int, row: Claimed, batch: _Batch) -> Fault | None:
        if self.call.actor.learner_id == row.learner_id:
            return Fault("OWN_CASE")
        if is_employers_clerk(self.call, self.learners[row.learner_id].employer):
            return Fault("EMPLOYER_MAY_NOT_DECIDE")
        duplicate = self.standing.fault(row)
        if duplicate is not None:
            return duplicate
        kind = self.ground.rulebook.kinds[row.kind]
        decision = decide_certification(row, self.learners[row.learner_id].birth_date, kind, self.ground)
        if not isinstance(decision, Grant):
            return Fault("REFERRED" if isinstance(decision, Refer) else "REFUSED", decision.reasons)
        self.standing.take(row)
        award = award_columns(self.call, row, decision.value, {}, None)
        self.result.awards[number] = award["id"]
        batch.deposits.append(row)
        batch.awards.append(award)
        return None


class _Standing:
    """The papers that stand in the bank already, certified or handed in, and those that this roster has taken."""

    def __init__(self, ground: Ground) -> None:
        self.kinds = ground.rulebook.kinds
        self.taken: dict[str, list[tuple[int, str, str, str]]] = {}

    def fetch(self, rows: Sequence[Claimed]) -> None:
        """Look these papers up in the bank, apart from the rows themselves."""
        papers, own = sorted({row.fingerprint for row in rows}), {row.id for row in rows}
        for first in range(0, len(papers), 500):
            self._fetch(papers[first : first + 500], own)

    def _fetch(self, papers: Sequence[str], own: set[UUID]) -> None:
        awards = Award.objects.filter(fingerprint__in=papers, live=True)
        pending = Deposit.objects.filter(fingerprint__in=papers, status__in=OPEN)
        for code, found in (("DUPLICATE_CERTIFIED", awards), ("DUPLICATE_PENDING", pending)):
            rows = found.values_list("fingerprint", "learner_id", "shared_place", "body_id", "pk")
            for paper, learner, place, body, key in rows:
                if key not in own:
                    self.taken.setdefault(paper, []).append((learner, place, body, code))

    def fault(self, row: Claimed) -> Fault | None:
        """The duplicate that stands in the way of this row, if any."""
        shared = bool(self.kinds[row.kind].shared_by)
        for learner, place, body, code in self.taken.get(row.fingerprint, ()):
            if not shared or learner == row.learner_id or place == row.shared_place:
                return Fault(code, (Reason(DUPLICATES[code], "certificate", found=body),))
        return None

    def take(self, row: Claimed) -> None:
        """Remember that this roster certifies this paper."""
        taken = (row.learner_id, row.shared_place, row.body_id, "DUPLICATE_CERTIFIED")
        self.taken.setdefault(row.fingerprint, []).append(taken)


def _write(call: Call, batch: _Batch, *, new: bool) -> None:
    if new:
        insert_values(Deposit, [_deposit(call, row) for row in batch.deposits])
    else:
        Deposit.objects.filter(pk__in=[row.id for row in batch.deposits]).update(status="certified", due_on=None)
    earlier = {} if new else _steps_so_far(batch.deposits)
    pairs = zip(batch.deposits, batch.awards, strict=True)
    insert_values(DepositStep, [_step(call, row, award, earlier.get(row.id, 0)) for row, award in pairs])
    insert_values(Award, batch.awards)
    insert_values(AwardEvent, [certified_event(call, award) for award in batch.awards])
    posting.post_many([certify_entry(call, award) for award in batch.awards])
    trail.record_many([_audit(call, award) for award in batch.awards])


def _deposit(call: Call, row: Claimed) -> dict[str, Any]:
    columns = {name: getattr(row, name) for name in Claimed.__slots__}
    put_in = {"on_behalf_of_id": row.body_id, "submitted_by": call.actor.user_id, "at": call.now}
    return {**columns, "status": "certified", "due_on": None, **put_in}


def _step(call: Call, row: Claimed, award: Mapping[str, Any], sequence: int) -> dict[str, Any]:
    return {
        "id": award["id"],
        "deposit_id": row.id,
        "sequence": sequence,
        "from_status": row.status,
        "to_status": "certified",
        "actor": call.actor.user_id,
        "at": call.now,
        "reasons": award["reasons"],
        "note": "",
    }


def _steps_so_far(rows: Sequence[Claimed]) -> dict[UUID, int]:
    steps = DepositStep.objects.filter(deposit__in=[row.id for row in rows])
    return dict(steps.values_list("deposit").annotate(Count("pk")).order_by())


def _audit(call: Call, award: Mapping[str, Any]) -> trail.Deed:
    return trail.Deed(
        request_id=award["id"],
        verb="certify",
        actor=call.actor.user_id,
        institution=award["body_id"],
        subject_type="award",
        subject_id=str(award["id"]),
        content=[str(award["deposit_id"]), str(call.request_id)],
        at=call.now,
        detail={"deposit": str(award["deposit_id"]), "roster": str(call.request_id)},
    )


def _summary(result: RosterResult) -> dict[str, Any]:
    return {"awards": len(result.awards), "faults": {str(number): f.code for number, f in result.faults.items()}}


def _written_before(call: Call, deposit_ids: Sequence[UUID]) -> RosterResult:
    """The result of the first call: the awards, and of the faults their codes, which are all that is kept of them."""
    (first,) = trail.history("roster", str(call.request_id))
    faults = {int(number): Fault(code) for number, code in first.detail["faults"].items()}
    good = {number: key for number, key in enumerate(deposit_ids) if number not in faults}
    known = dict(Award.objects.filter(deposit_id__in=list(good.values())).values_list("deposit_id", "pk"))
    return RosterResult(awards={number: known[key] for number, key in good.items()}, faults=faults)
