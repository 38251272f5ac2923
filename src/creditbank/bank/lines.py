"""One line's life: which moves are allowed, what each writes besides the ledger, and the entries of a line.

Verbs import from here; nothing here checks who may do it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.cases import policies_of
from creditbank.bank.errors import NotAllowedNow, NotFound
from creditbank.bank.models import ConversionLine, Inquiry, LineDecision
from creditbank.catalogue.in_force import current_rulebook
from creditbank.kernel.decision import Reason
from creditbank.ledger import posting
from creditbank.people.learners import lock_learner
from creditbank.plan.limits import Settings, settings_of

MOVES: Mapping[str, tuple[str, ...]] = {
    "applied": ("approved", "refused", "referred", "withdrawn", "closed"),
    "referred": ("approved", "refused", "withdrawn", "closed"),
    "approved": ("published", "final", "referred", "withdrawn", "closed"),
    "published": ("final", "referred", "closed"),
    "refused": ("approved", "closed"),
    "final": ("reversed",),
    "withdrawn": (),
    "closed": (),
    "reversed": (),
}
NOT_LIVE = ("withdrawn", "closed", "reversed")


def get_line(line_id: UUID) -> ConversionLine:
    """The line with that id, its enrolment with it. Raises ``NotFound``."""
    row = ConversionLine.objects.filter(pk=line_id).select_related("enrolment").first()
    if row is None:
        raise NotFound("LINE_UNKNOWN", line=str(line_id))
    return row


def lock_line(line_id: UUID) -> ConversionLine:
    """The line, after taking its learner's lock: one writer per learner at a time."""
    lock_learner(get_line(line_id).learner_id)
    return get_line(line_id)


def require_move(line: ConversionLine, to_state: str) -> None:
    """Raise ``NotAllowedNow`` unless the line may move there from where it is."""
    if to_state not in MOVES[line.state]:
        raise NotAllowedNow("LINE_STATE", state=line.state, wanted=to_state)


def move(
    call: Call,
    line: ConversionLine,
    to_state: str,
    verb: str,
    *,
    cause: str = "",
    reasons: Sequence[Reason] = (),
    note: str = "",
    facts: Mapping[str, Any] | None = None,
    due_on: date | None = None,
) -> LineDecision:
    """Change the state, append the decision, and let go of inputs and grants when the line is live no more."""
    require_move(line, to_state)
    before, line.state, line.due_on = line.state, to_state, due_on
    line.save()
    if to_state in NOT_LIVE:
        line.inputs.update(live=False)
        line.grants.update(live=False, waiting=False)
    sequence = line.decisions.count()
    return LineDecision.objects.create(
        id=call.derived("decision", line.pk, sequence),
        line=line,
        sequence=sequence,
        verb=verb,
        from_state=before,
        to_state=to_state,
        cause=cause,
        actor=call.actor.user_id,
        effective_on=call.day,
        at=call.now,
        reasons=[msgspec.to_builtins(reason) for reason in reasons],
        note=note,
        facts=dict(facts or {}),
    )


def hold_entry(line: ConversionLine, inputs: Sequence[posting.Movement], call: Call) -> posting.EntryDraft:
    """The lots' content moves to ``held:<line>``."""
    return posting.EntryDraft(
        id=_hold_id(line), kind="apply", movements=tuple(inputs), effective_on=call.day, posted_at=call.now
    )


def _hold_id(line: ConversionLine) -> UUID:
    return uuid5(line.pk, "apply")


def return_hold(call: Call, line: ConversionLine, kind: str) -> None:
    """The apply entry turned round: every input is back in its lot. Opening an again-lot is not undone."""
    entry = posting.reversal(
        _hold_id(line), new_id=uuid5(line.pk, "return"), kind=kind, effective_on=call.day, posted_at=call.now
    )
    posting.post(entry)


def close(call: Call, line: ConversionLine, verb: str, cause: str, reasons: Sequence[Reason] = ()) -> None:
    """End a line that never became final; its inputs return."""
    move(call, line, "closed", verb, cause=cause, reasons=reasons)
    return_hold(call, line, "close")


def post_final(call: Call, line: ConversionLine) -> None:
    """``held`` → ``converted``; per target ``granted:<school>`` → ``enrolment``."""
    unit = current_rulebook().programmes[(line.enrolment.programme, line.enrolment.year)].unit
    drawn: dict[str, int] = {}
    for item in line.inputs.all():
        drawn[item.unit] = drawn.get(item.unit, 0) + item.amount
    movements = [
        posting.Movement(lots.held(line.pk), lots.converted(line.enrolment_id), drawn_unit, amount)
        for drawn_unit, amount in sorted(drawn.items())
    ]
    movements += [
        posting.Movement(
            lots.school_source(line.enrolment.institution_id), lots.granted(line.enrolment_id), unit, grant.amount
        )
        for grant in line.grants.order_by("position")
    ]
    entry = posting.EntryDraft(
        id=uuid5(line.pk, "final"),
        kind="final",
        movements=tuple(movements),
        effective_on=call.day,
        posted_at=call.now,
    )
    posting.post(entry)
    line.final_entry, line.final_on = entry.id, call.day


def reverse_final(call: Call, line: ConversionLine, verb: str, cause: str, reasons: Sequence[Reason] = ()) -> None:
    """The final entry and the hold turned round: the credits leave the enrolment, every input returns to its lot."""
    if line.final_entry is None:
        raise NotAllowedNow("LINE_STATE", state=line.state, wanted="reversed")
    move(call, line, "reversed", verb, cause=cause, reasons=reasons)
    posting.post(
        posting.reversal(
            line.final_entry,
            new_id=uuid5(line.pk, "reverse"),
            kind="reverse",
            effective_on=call.day,
            posted_at=call.now,
        )
    )
    return_hold(call, line, "reverse")


def settings_for(line: ConversionLine) -> Settings:
    """The single settings of the programme's policies as they were when the line was applied for."""

    enrolment = line.enrolment
    book = current_rulebook()
    programme = book.programmes[(enrolment.programme, enrolment.year)]
    return settings_of(policies_of(book, programme, line.applied_on, enrolment.enrolled_on))


def under_inquiry(line: ConversionLine) -> bool:
    """Whether an award that this line uses is being looked into: then it cannot become final."""
    return Inquiry.objects.filter(outcome="", award__inputs__line=line, award__inputs__live=True).exists()


def require_facts(line: ConversionLine, facts: Mapping[str, Any]) -> None:
    """Raise ``NotAllowedNow`` while a possible line lacks a fact that nobody has supplied."""
    missing = sorted({reason["field"] for reason in line.missing if reason.get("field")} - set(facts))
    if missing:
        raise NotAllowedNow("FACTS_MISSING", fields=missing)
