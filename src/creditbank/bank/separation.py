"""Two-person rule: who certifies, who converts and the clerk of the learner's own employer are three persons."""

from creditbank.bank.call import Call
from creditbank.bank.errors import SamePerson
from creditbank.bank.models import ConversionLine
from creditbank.people.roles import Role


def is_employers_clerk(call: Call, employer: str | None) -> bool:
    """Whether the actor is a clerk of this employer."""
    return employer is not None and (employer, Role.EMPLOYER_CLERK) in call.actor.roles


def require_not_employer(call: Call, employer: str | None) -> None:
    """Raise ``SamePerson`` when a clerk would decide on a worker of his own enterprise."""
    if is_employers_clerk(call, employer):
        raise SamePerson("EMPLOYER_MAY_NOT_DECIDE", employer=employer)


def require_other_person(call: Call, line: ConversionLine) -> None:
    """Raise ``SamePerson`` when the actor certified one of the line's awards, or is the learner's employer's clerk."""
    require_not_employer(call, line.learner.employer_id)
    certified = line.inputs.filter(award__certified_by=call.actor.user_id).exists()
    if call.actor.user_id is not None and certified:
        raise SamePerson("CERTIFIER_MAY_NOT_CONVERT", line=str(line.pk))
