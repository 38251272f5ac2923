"""Who may do what: one table, role × action, and the three rules beside it.

Staff act for the institution at which they hold the role; the bank centre's roles reach everywhere; a learner acts on
his own things; and nobody, whatever his roles, decides on his own case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Q

from creditbank.kernel.decision import Decision, Grant, Reason, Refuse
from creditbank.people.errors import Forbidden
from creditbank.people.models import Institution, Learner, StaffRole, User
from creditbank.people.roles import Action, Role

__all__ = [
    "DECIDING",
    "SYSTEM",
    "SYSTEM_ACTIONS",
    "TABLE",
    "Action",
    "Actor",
    "Reach",
    "Role",
    "actor_of",
    "may",
    "require",
]


class Reach(Enum):
    """How far a role's permission goes."""

    OWN = "own"
    """The learner himself."""
    INSTITUTION = "institution"
    """Cases of the institution at which the role is held."""
    ALL = "all"


_OWN = (Action.DEPOSIT, Action.QUOTE, Action.APPLY, Action.WITHDRAW, Action.APPEAL, Action.REPLACE, Action.VIEW_RECORD,
        Action.REVEAL_IDENTITY, Action.ISSUE_CREDENTIAL)  # fmt: skip
_AT_INSTITUTION: Mapping[Role, tuple[Action, ...]] = {
    Role.EMPLOYER_CLERK: (Action.OPEN_ACCOUNT, Action.DEPOSIT),
    Role.UNION_OFFICER: (Action.OPEN_ACCOUNT, Action.DEPOSIT),
    Role.CERTIFICATION_CLERK: (
        Action.OPEN_ACCOUNT, Action.DEPOSIT, Action.ACCEPT, Action.RETURN_FOR_CORRECTION, Action.VIEW_RECORD,
        Action.REVEAL_IDENTITY, Action.ISSUE_CREDENTIAL,
    ),
    Role.CERTIFICATION_REVIEWER: (
        Action.ACCEPT, Action.RETURN_FOR_CORRECTION, Action.CERTIFY, Action.REFUSE, Action.VIEW_RECORD,
        Action.REVEAL_IDENTITY, Action.ISSUE_CREDENTIAL,
    ),
    Role.CERTIFICATION_HEAD: (
        Action.ACCEPT, Action.RETURN_FOR_CORRECTION, Action.CERTIFY, Action.REFUSE, Action.DECIDE_APPEAL, Action.FREEZE,
        Action.RELEASE, Action.REVOKE, Action.REVERSE, Action.VIEW_RECORD, Action.REVEAL_IDENTITY,
        Action.ISSUE_CREDENTIAL,
    ),
    Role.REGISTRAR: (
        Action.OPEN_ACCOUNT, Action.ENROL, Action.DEPOSIT, Action.QUOTE, Action.DECIDE, Action.PUBLISH_NOTICE,
        Action.FINALISE, Action.DECIDE_APPEAL, Action.LEAVE, Action.COMPLETE, Action.ANSWER_REVIEW, Action.REVERSE,
        Action.VIEW_RECORD, Action.REVEAL_IDENTITY, Action.ISSUE_CREDENTIAL,
    ),
}  # fmt: skip
_EVERYWHERE: Mapping[Role, tuple[Action, ...]] = {
    Role.BANK_OPERATOR: (
        Action.OPEN_ACCOUNT, Action.ENROL, Action.QUOTE, Action.PUBLISH_NOTICE, Action.FINALISE, Action.DECIDE_APPEAL,
        Action.FREEZE, Action.RELEASE, Action.EXPIRE, Action.REVERSE, Action.CORRECT_WORTH, Action.VIEW_RECORD,
        Action.REVEAL_IDENTITY, Action.CHECK, Action.KEEP_REGISTERS, Action.KEEP_KEYS, Action.ISSUE_CREDENTIAL,
    ),
    Role.RULE_APPROVER: (Action.PUBLISH_RULES,),
    Role.AUDITOR: (Action.VIEW_RECORD, Action.REVEAL_IDENTITY, Action.CHECK),
}  # fmt: skip
TABLE: Mapping[tuple[Role, Action], Reach] = {
    **{(Role.LEARNER, action): Reach.OWN for action in _OWN},
    **{(role, action): Reach.INSTITUTION for role, actions in _AT_INSTITUTION.items() for action in actions},
    **{(role, action): Reach.ALL for role, actions in _EVERYWHERE.items() for action in actions},
    # A public notice is public: whoever has an account may object.
    **{(role, Action.OBJECT): Reach.ALL for role in Role},
}
"""The one table of permissions. What is not in it is not allowed."""

BANK_WIDE = (Role.BANK_OPERATOR, Role.RULE_EDITOR, Role.RULE_APPROVER, Role.AUDITOR)
"""Roles that count only when held at the bank centre."""
DECIDING = frozenset({
    Action.ACCEPT, Action.RETURN_FOR_CORRECTION, Action.CERTIFY, Action.REFUSE, Action.DECIDE, Action.PUBLISH_NOTICE,
    Action.FINALISE, Action.DECIDE_APPEAL, Action.FREEZE, Action.RELEASE, Action.REVOKE, Action.EXPIRE, Action.REVERSE,
    Action.CORRECT_WORTH, Action.ANSWER_REVIEW, Action.ENROL, Action.COMPLETE,
})  # fmt: skip
"""Acts upon a case that nobody does in his own."""
SYSTEM_ACTIONS = frozenset({
    Action.PUBLISH_NOTICE, Action.FINALISE, Action.EXPIRE, Action.CHECK, Action.PUBLISH_RULES, Action.KEEP_REGISTERS,
    Action.KEEP_KEYS,
})  # fmt: skip
"""What runs without a person: nightly work, and setting up a new bank."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: user, his learning account if he has one, and his staff roles today as (institution, role)."""

    user_id: int | None
    learner_id: int | None = None
    roles: tuple[tuple[str, Role], ...] = ()
    system: bool = False


SYSTEM = Actor(user_id=None, system=True)
"""The bank itself: nightly work and setting up."""


def actor_of(user: User, today: date) -> Actor:
    """Read what a user may act as today: two queries. An inactive user has no roles and no account to act on."""
    if not user.is_active:
        return Actor(user.pk)
    held = (
        StaffRole.objects.filter(Q(until=None) | Q(until__gt=today), user=user, since__lte=today)
        .exclude(~Q(institution__type=Institution.Type.BANK_CENTRE), role__in=BANK_WIDE)
        .order_by("institution_id", "role")
        .values_list("institution_id", "role")
        .distinct()
    )
    learner_id = Learner.objects.filter(user=user).values_list("pk", flat=True).first()
    return Actor(user.pk, learner_id, tuple((institution, Role(role)) for institution, role in held))


def may(
    actor: Actor, action: Action, *, institution: str | None = None, learner_id: int | None = None
) -> Decision[Action]:
    """Whether the actor may do this, in a case of that institution and that learner.

    Refusals: ``ROLE_MISSING``, ``OWN_CASE``, ``OTHER_INSTITUTION``, ``OTHER_LEARNER``.
    """
    reaches = list(_reaches(actor, action))
    if not reaches:
        return _refuse("ROLE_MISSING", action)
    if action in DECIDING and learner_id is not None and actor.learner_id == learner_id:
        return _refuse("OWN_CASE", action)
    if any(_covers(reach, place, actor, institution, learner_id) for reach, place in reaches):
        return Grant(action)
    only_own = all(reach is Reach.OWN for reach, _ in reaches)
    return _refuse("OTHER_LEARNER" if only_own else "OTHER_INSTITUTION", action)


def require(actor: Actor, action: Action, *, institution: str | None = None, learner_id: int | None = None) -> None:
    """Raise ``Forbidden`` with the reason's code unless ``may`` grants it."""
    decision = may(actor, action, institution=institution, learner_id=learner_id)
    if isinstance(decision, Refuse):
        raise Forbidden(decision.reasons[0].code, action=action.value, institution=institution)


def _reaches(actor: Actor, action: Action) -> Iterable[tuple[Reach, str]]:
    """How far each of the actor's roles lets him do it, with the institution where he holds the role."""
    if actor.system and action in SYSTEM_ACTIONS:
        yield Reach.ALL, ""
    if actor.learner_id is not None and (Role.LEARNER, action) in TABLE:
        yield TABLE[Role.LEARNER, action], ""
    for place, role in actor.roles:
        if (role, action) in TABLE:
            yield TABLE[role, action], place


def _covers(reach: Reach, place: str, actor: Actor, institution: str | None, learner_id: int | None) -> bool:
    match reach:
        case Reach.ALL:
            return True
        case Reach.INSTITUTION:
            return institution == place
        case Reach.OWN:
            return learner_id is not None and learner_id == actor.learner_id


def _refuse(code: str, action: Action) -> Refuse:
    return Refuse((Reason(code, field="action", wanted=action.value),))
