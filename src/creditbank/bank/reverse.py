"""冲正: undo by adding, never by editing. Errors are always reversed, also under an irrevocable policy."""

from collections.abc import Sequence
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.events import append_event, lock_award, next_sequence
from creditbank.bank.lines import lock_line, reverse_final
from creditbank.bank.models import Award, ConversionLine
from creditbank.bank.revoke import empty_lots, lock_shared, returned_id
from creditbank.bank.separation import require_other_person
from creditbank.credentials import issued
from creditbank.kernel.decision import Reason
from creditbank.ledger import posting
from creditbank.people.permissions import Action


@transaction.atomic
def reverse(call: Call, *, line_id: UUID, reasons: Sequence[Reason], note: str = "") -> ConversionLine:
    """Reverse a final line that was posted in error: every input returns to its lot. Needs a reason.

    Credentials and transcripts that tell of the line are revoked.
    """
    line = lock_line(line_id)
    content = [str(line_id), [msgspec.to_builtins(reason) for reason in reasons], note]
    if call.earlier("reverse", content) is not None:
        return line
    call.require(Action.REVERSE, institution=line.enrolment.institution_id, learner_id=line.learner_id)
    if not reasons:
        raise NotAllowedNow("REASON_REQUIRED")
    if line.enrolment.status == "completed":
        raise NotAllowedNow("ENROLMENT_STATUS", status=line.enrolment.status)
    require_other_person(call, line)
    lock_shared(line)
    reverse_final(call, line, "reverse", "corrected", reasons)
    for used in line.inputs.filter(award__live=False).select_related("award"):
        empty_lots(call, used.award, returned_id(used.award, line))
    issued.follow(at=call.now, revoked=[line.pk])
    call.record("reverse", "line", line.pk, content, institution=line.enrolment.institution_id)
    return line


@transaction.atomic
def correct_worth(call: Call, *, award_id: UUID, bank_credits: int, reasons: Sequence[Reason]) -> Award:
    """Correct what an award is worth in the bank (scale 2; 0: one ``use``): the issue turned round, and a new issue.

    Only an untouched lot can be corrected; a line that uses it is reversed first. Needs a reason. A credential that tells
    the old worth is revoked: a new one is issued in its place.
    """
    award = lock_award(award_id)
    content = [str(award_id), bank_credits, [msgspec.to_builtins(reason) for reason in reasons]]
    if call.earlier("correct_worth", content) is not None:
        return award
    call.require(Action.CORRECT_WORTH, institution=award.body_id, learner_id=award.learner_id)
    state = lots.state_of(award, list(award.events.all()))
    if state.status != "active":
        raise NotAllowedNow("AWARD_STATUS", status=state.status)
    if not reasons:
        raise NotAllowedNow("REASON_REQUIRED")
    if bank_credits < 0 or bank_credits > 100_000:
        raise NotAllowedNow("WORTH_ABSURD", found=bank_credits)
    if posting.balance(lots.award_lot(award.pk), state.unit) != state.issued or award.inputs.filter(live=True).exists():
        raise NotAllowedNow("LOT_TOUCHED", award=str(award.pk))
    _reissue(call, award, bank_credits)
    append_event(call, award, "corrected", reasons=reasons, bank_credits=bank_credits)
    issued.follow(at=call.now, revoked=[award.pk])
    call.record("correct_worth", "award", award.pk, content, institution=award.body_id)
    return award


def _reissue(call: Call, award: Award, bank_credits: int) -> None:
    last = award.events.filter(event="corrected").order_by("-sequence").first()
    issued = uuid5(award.pk, "certify") if last is None else uuid5(award.pk, f"correct/{last.sequence}")
    new_id = uuid5(award.pk, f"correct/{next_sequence(award)}")
    unit, amount = ("credit", bank_credits) if bank_credits > 0 else ("use", 1)
    posting.lock((lots.body_source(award.body_id), either) for either in ("credit", "use"))
    posting.post(
        posting.reversal(
            issued, new_id=uuid5(new_id, "turned"), kind="correct", effective_on=call.day, posted_at=call.now
        )
    )
    posting.post(
        posting.EntryDraft(
            id=new_id,
            kind="correct",
            movements=(posting.Movement(lots.body_source(award.body_id), lots.award_lot(award.pk), unit, amount),),
            effective_on=call.day,
            posted_at=call.now,
        )
    )
