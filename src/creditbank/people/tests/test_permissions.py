"""The whole table: every role, every action, own and other institution, own and other case."""

from datetime import date

import pytest

from creditbank.kernel.decision import Grant, Refuse
from creditbank.people.errors import Forbidden
from creditbank.people.models import Institution, Learner, StaffRole, User
from creditbank.people.permissions import (
    BANK_WIDE,
    DECIDING,
    SYSTEM,
    SYSTEM_ACTIONS,
    Action,
    Actor,
    Role,
    actor_of,
    may,
    require,
)

HERE, ELSEWHERE = "river-college", "lake-college"
SELF, OTHER = 7, 8

# Written out by hand, and not derived from the table: one line for each action, the roles that may, and how far.
OWN, PLACE, ALL = "own", "place", "all"
WANTED: dict[str, dict[str, str]] = {
    "open_account": {
        "employer_clerk": PLACE, "union_officer": PLACE, "certification_clerk": PLACE, "registrar": PLACE,
        "bank_operator": ALL,
    },
    "enrol": {"registrar": PLACE, "bank_operator": ALL},
    "deposit": {
        "learner": OWN, "employer_clerk": PLACE, "union_officer": PLACE, "certification_clerk": PLACE,
        "registrar": PLACE,
    },
    "accept": {"certification_clerk": PLACE, "certification_reviewer": PLACE, "certification_head": PLACE},
    "return_for_correction": {
        "certification_clerk": PLACE, "certification_reviewer": PLACE, "certification_head": PLACE,
    },
    "certify": {"certification_reviewer": PLACE, "certification_head": PLACE},
    "refuse": {"certification_reviewer": PLACE, "certification_head": PLACE},
    "quote": {"learner": OWN, "registrar": PLACE, "bank_operator": ALL},
    "apply": {"learner": OWN},
    "decide": {"registrar": PLACE},
    "publish_notice": {"registrar": PLACE, "bank_operator": ALL},
    "object": {role.value: ALL for role in Role},
    "finalise": {"registrar": PLACE, "bank_operator": ALL},
    "withdraw": {"learner": OWN},
    "appeal": {"learner": OWN},
    "decide_appeal": {"certification_head": PLACE, "registrar": PLACE, "bank_operator": ALL},
    "freeze": {"certification_head": PLACE, "bank_operator": ALL},
    "release": {"certification_head": PLACE, "bank_operator": ALL},
    "revoke": {"certification_head": PLACE},
    "expire": {"bank_operator": ALL},
    "replace": {"learner": OWN},
    "leave": {"registrar": PLACE},
    "complete": {"registrar": PLACE},
    "answer_review": {"registrar": PLACE},
    "reverse": {"certification_head": PLACE, "registrar": PLACE, "bank_operator": ALL},
    "correct_worth": {"bank_operator": ALL},
    "view_record": {
        "learner": OWN, "certification_clerk": PLACE, "certification_reviewer": PLACE, "certification_head": PLACE,
        "registrar": PLACE, "bank_operator": ALL, "auditor": ALL,
    },
    "reveal_identity": {
        "learner": OWN, "certification_clerk": PLACE, "certification_reviewer": PLACE, "certification_head": PLACE,
        "registrar": PLACE, "bank_operator": ALL, "auditor": ALL,
    },
    "publish_rules": {"rule_approver": ALL},
    "check": {"bank_operator": ALL, "auditor": ALL},
    "keep_registers": {"bank_operator": ALL},
    "keep_keys": {"bank_operator": ALL},
    "issue_credential": {
        "learner": OWN, "certification_clerk": PLACE, "certification_reviewer": PLACE, "certification_head": PLACE,
        "registrar": PLACE, "bank_operator": ALL,
    },
}  # fmt: skip
DECIDED_BY_OTHERS = {
    "accept", "return_for_correction", "certify", "refuse", "decide", "publish_notice", "finalise", "decide_appeal",
    "freeze", "release", "revoke", "expire", "reverse", "correct_worth", "answer_review", "enrol", "complete",
}  # fmt: skip


def code_of(actor: Actor, action: Action, institution: str | None, learner_id: int | None) -> str:
    decision = may(actor, action, institution=institution, learner_id=learner_id)
    if isinstance(decision, Grant):
        assert decision.value is action
        return ""
    assert isinstance(decision, Refuse)
    return decision.reasons[0].code


def test_the_written_table_knows_every_action_and_role() -> None:
    assert set(WANTED) == {action.value for action in Action}
    assert {action.value for action in DECIDING} == DECIDED_BY_OTHERS
    assert {role for reach in WANTED.values() for role in reach} == {role.value for role in Role}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEARNER])
def test_staff(role: Role, action: Action) -> None:
    actor = Actor(1, None, ((HERE, role),))
    reach = WANTED[action.value].get(role.value)
    here, elsewhere, nowhere = {
        None: ("ROLE_MISSING",) * 3,
        ALL: ("", "", ""),
        PLACE: ("", "OTHER_INSTITUTION", "OTHER_INSTITUTION"),
    }[reach]
    for learner_id in (OTHER, None):
        assert code_of(actor, action, HERE, learner_id) == here
        assert code_of(actor, action, ELSEWHERE, learner_id) == elsewhere
        assert code_of(actor, action, None, learner_id) == nowhere


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEARNER])
def test_staff_in_their_own_case(role: Role, action: Action) -> None:
    """Who is a learner as well has what learners have, and decides nothing on himself."""
    actor = Actor(1, SELF, ((HERE, role),))
    reach = WANTED[action.value].get(role.value)
    own = "learner" in WANTED[action.value]
    if action.value in DECIDED_BY_OTHERS and reach is not None:
        wanted = "OWN_CASE"
    elif own or reach is not None:
        wanted = ""
    else:
        wanted = "ROLE_MISSING"
    assert code_of(actor, action, HERE, SELF) == wanted
    if reach is not None:
        assert code_of(actor, action, HERE, OTHER) == ""


@pytest.mark.parametrize("action", list(Action))
def test_learners(action: Action) -> None:
    actor = Actor(1, SELF)
    reach = WANTED[action.value].get("learner")
    own, other, nobody = {
        None: ("ROLE_MISSING",) * 3,
        ALL: ("", "", ""),
        OWN: ("", "OTHER_LEARNER", "OTHER_LEARNER"),
    }[reach]
    assert code_of(actor, action, HERE, SELF) == own
    assert code_of(actor, action, HERE, OTHER) == other
    assert code_of(actor, action, HERE, None) == nobody


@pytest.mark.parametrize("action", list(Action))
def test_the_system_does_nightly_work_and_a_nobody_does_nothing(action: Action) -> None:
    nightly = {"publish_notice", "finalise", "expire", "check", "publish_rules", "keep_registers", "keep_keys"}
    assert (code_of(SYSTEM, action, None, OTHER) == "") == (action.value in nightly)
    assert {one.value for one in SYSTEM_ACTIONS} == nightly
    assert code_of(Actor(None), action, HERE, OTHER) == "ROLE_MISSING"


def test_require_says_who_may_not_and_why() -> None:
    with pytest.raises(Forbidden) as caught:
        require(Actor(1, None, ((HERE, Role.REGISTRAR),)), Action.DECIDE, institution=ELSEWHERE, learner_id=OTHER)
    assert caught.value.code == "OTHER_INSTITUTION"
    assert caught.value.parameters == {"action": "decide", "institution": ELSEWHERE}
    require(Actor(1, None, ((HERE, Role.REGISTRAR),)), Action.DECIDE, institution=HERE, learner_id=OTHER)


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2025, 8, 31), True),
        (date(2025, 9, 1), False),
    ],
)
def test_a_role_counts_from_its_first_day_until_its_end(
    places: dict[str, Institution], user: User, day: date, held: bool
) -> None:
    StaffRole.objects.create(
        user=user, institution=places[HERE], role="registrar", since=date(2025, 3, 1), until=date(2025, 9, 1)
    )
    assert actor_of(user, day) == Actor(user.pk, None, ((HERE, Role.REGISTRAR),) if held else ())


def test_roles_of_the_bank_count_only_at_its_centre(places: dict[str, Institution], user: User) -> None:
    for role in BANK_WIDE:
        StaffRole.objects.create(user=user, institution=places[HERE], role=role.value, since=date(2025, 1, 1))
    assert actor_of(user, date(2025, 6, 1)).roles == ()
    StaffRole.objects.create(user=user, institution=places["bank-centre"], role="auditor", since=date(2025, 1, 1))
    StaffRole.objects.create(user=user, institution=places[HERE], role="registrar", since=date(2025, 1, 1))
    assert actor_of(user, date(2025, 6, 1)).roles == (("bank-centre", Role.AUDITOR), (HERE, Role.REGISTRAR))


def test_an_actor_has_his_account_and_an_inactive_user_has_nothing(learner: Learner, user: User) -> None:
    learner.user = user
    learner.save()
    assert actor_of(user, date(2025, 6, 1)) == Actor(user.pk, learner.pk, ())
    user.is_active = False
    assert actor_of(user, date(2025, 6, 1)) == Actor(user.pk)
