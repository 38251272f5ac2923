"""Where an actor and a learner meet: what gives somebody a reason to see a person's things."""

from creditbank.bank.call import Call
from creditbank.bank.models import Deposit, Enrolment


def shared_institution(call: Call, learner_id: int) -> str | None:
    """An institution at which the actor works and the learner has a case: a deposit, or an enrolment."""
    places = sorted({place for place, _ in call.actor.roles})
    deposit = Deposit.objects.filter(learner_id=learner_id, body_id__in=places).values_list("body_id", flat=True)
    enrolment = Enrolment.objects.filter(learner_id=learner_id, institution_id__in=places).values_list(
        "institution_id", flat=True
    )
    return enrolment.first() or deposit.first()
