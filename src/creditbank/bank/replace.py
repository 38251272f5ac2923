"""替换: a better award of the same group takes the place of one that was converted already."""

from uuid import UUID

import msgspec
from django.db import transaction

from creditbank.bank.apply import file_application
from creditbank.bank.call import Call
from creditbank.bank.enrol import lock_enrolment
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.lines import get_line, settings_for
from creditbank.bank.models import Award, Conversion, ConversionLine
from creditbank.people.permissions import Action
from creditbank.plan.problem import Line, Plan


@transaction.atomic
def replace(call: Call, *, line_id: UUID, line: Line, plan: Plan | None = None) -> Conversion:
    """Apply for a line that replaces a final one; the old line is reversed when the new one becomes final.

    Raises ``NotAllowedNow``: the enrolment has ended, the policy is irrevocable, or no group is shared.
    """
    old = get_line(line_id)
    enrolment = lock_enrolment(old.enrolment_id)
    content = [str(line_id), msgspec.to_builtins(line)]
    if (done := call.earlier("replace", content)) is not None:
        return Conversion.objects.get(pk=done)
    call.require(Action.REPLACE, institution=enrolment.institution_id, learner_id=enrolment.learner_id)
    old = get_line(line_id)
    if old.state != "final":
        raise NotAllowedNow("REPLACED_LINE_STATE", state=old.state)
    if settings_for(old).irrevocable:
        raise NotAllowedNow("IRREVOCABLE", line=str(old.pk))
    _require_same_group(old, line)
    conversion = file_application(call, enrolment, [line], plan, replaces=old)
    call.record("replace", "conversion", conversion.pk, content, institution=enrolment.institution_id)
    return conversion


def _require_same_group(old: ConversionLine, line: Line) -> None:
    before = {pair for item in old.inputs.all() for pair in item.groups.items()}
    awards = Award.objects.filter(pk__in=[draw.outcome for draw in line.draws])
    if not any(pair in before for award in awards for pair in award.groups.items()):
        raise NotAllowedNow("REPLACEMENT_OF_ANOTHER_GROUP", line=str(old.pk))
