"""How an enrolment ends: completed (every requirement met), or left."""

from uuid import UUID

from django.db import transaction

from creditbank.bank.call import Call
from creditbank.bank.cases import LIVE, case_of
from creditbank.bank.enrol import change_status, lock_enrolment, require_active
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.lines import close, reverse_final, settings_for
from creditbank.bank.models import Enrolment
from creditbank.catalogue.in_force import current_rulebook
from creditbank.credentials import issued
from creditbank.people.permissions import Action
from creditbank.plan import candidates
from creditbank.plan.solve import solve, without_candidates


@transaction.atomic
def complete(call: Call, *, enrolment_id: UUID, note: str = "") -> Enrolment:
    """毕业: the registrar confirms that nothing remains to be studied. From then on conversions are only reviewed."""
    row = lock_enrolment(enrolment_id)
    content = [str(enrolment_id), note]
    if call.earlier("complete", content) is not None:
        return row
    call.require(Action.COMPLETE, institution=row.institution_id, learner_id=row.learner_id)
    require_active(row)
    waiting = row.lines.filter(state__in=[state for state in LIVE if state != "final"]).count()
    if waiting:
        raise NotAllowedNow("LINES_OPEN", count=waiting)
    rest = solve(without_candidates(candidates.build(case_of(row, call.day))), explain=False, proof=False)
    if rest.status == "infeasible" or rest.remaining > 0:
        unit = current_rulebook().programmes[(row.programme, row.year)].unit
        raise NotAllowedNow("REQUIREMENTS_OPEN", remaining=rest.remaining, unit=unit)
    change_status(call, row, "completed", note)
    call.record("complete", "enrolment", row.pk, content, institution=row.institution_id)
    return row


@transaction.atomic
def leave(call: Call, *, enrolment_id: UUID, note: str = "") -> Enrolment:
    """退学: open lines are closed; final ones come back or stay used for ever, as the policy says."""
    row = lock_enrolment(enrolment_id)
    content = [str(enrolment_id), note]
    if call.earlier("leave", content) is not None:
        return row
    call.require(Action.LEAVE, institution=row.institution_id, learner_id=row.learner_id)
    require_active(row)
    for line in row.lines.filter(state__in=LIVE).select_related("enrolment").order_by("at", "pk"):
        if line.state != "final":
            close(call, line, "leave", "left")
        elif settings_for(line).on_leaving == "return":
            reverse_final(call, line, "leave", "left")
    change_status(call, row, "left", note)
    issued.follow(at=call.now, revoked=row.lines.filter(state="reversed").values_list("pk", flat=True))
    call.record("leave", "enrolment", row.pk, content, institution=row.institution_id)
    return row
