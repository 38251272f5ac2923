"""Accounts are opened once; every look at a number is written down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import authenticate
from django.db import connection

from creditbank.audit import trail
from creditbank.audit.errors import RequestConflict
from creditbank.audit.models import AuditRow
from creditbank.people.errors import Forbidden, InstitutionUnknown, InvalidPerson, PersonExists, PersonUnknown
from creditbank.people.learners import find_by_identity, learner_number, lock_learner, open_account, reveal
from creditbank.people.lookups import find_user, get_learner, learner_by_number, lock_learners, log_reveal
from creditbank.people.models import Institution, Learner, Reveal, User
from creditbank.people.permissions import SYSTEM, Actor, Role
from creditbank.people.tests.conftest import AT, BORN, LI, OPERATOR, WANG
from creditbank.people.users import create_user

pytestmark = pytest.mark.django_db


def open_wang(**changed: Any) -> Learner:
    said: dict[str, Any] = {
        "request_id": UUID(int=2),
        "actor": OPERATOR,
        "name": "王芳",
        "identity_type": "resident_id",
        "identity_number": WANG,
        "at": AT,
    }
    return open_account(**{**said, **changed})


def test_an_account_has_its_number_birth_date_employer_and_audit_row(learner: Learner) -> None:
    found = Learner.objects.get()
    assert (found.number, found.birth_date, found.employer_id, found.opened_at) == (
        learner_number(1),
        BORN,
        "river-college",
        AT,
    )
    (row,) = trail.history("learner", str(learner.pk))
    assert (row.verb, row.actor, row.pk) == ("open_account", 1, UUID(int=1))


def test_numbers_follow_each_other_and_carry_a_check_character(learner: Learner) -> None:
    assert (learner.number, open_wang().number) == ("L00000001X", "L000000028")
    assert learner_number(12_345_678) == "L123456789"
    assert len({learner_number(serial)[-1] for serial in range(200)}) == 11


def test_the_same_request_gives_the_same_account(learner: Learner) -> None:
    first = open_wang()
    assert open_wang(identity_number=f" {WANG} ") == first
    assert (Learner.objects.count(), AuditRow.objects.count()) == (2, 2)
    with pytest.raises(RequestConflict):
        open_wang(name="王方")


def test_one_person_has_one_account(learner: Learner) -> None:
    with pytest.raises(PersonExists) as caught:
        open_wang(identity_number=LI.lower(), identity_type="residence_permit")
    assert caught.value.parameters == {"number": learner.number}
    assert open_wang().number == "L000000028", "a refused request uses up no number"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "  "}, "NAME_MISSING"),
        ({"identity_type": "library_card"}, "IDENTITY_INVALID"),
        ({"identity_number": WANG[:-1] + "5"}, "IDENTITY_INVALID"),
        ({"identity_type": "passport", "identity_number": "E1"}, "IDENTITY_INVALID"),
        ({"identity_type": "other", "identity_number": "9" * 41}, "IDENTITY_INVALID"),
        (
            {"identity_type": "passport", "identity_number": "E1234567", "birth_date": date(2030, 1, 1)},
            "IDENTITY_INVALID",
        ),
        ({"birth_date": date(1980, 1, 2)}, "BIRTH_DATE_DIFFERS"),
        ({"phone": "none"}, "PHONE_MALFORMED"),
        ({"phone": "12"}, "PHONE_MALFORMED"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(changed: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidPerson) as caught:
        open_wang(**changed)
    assert caught.value.code == code
    assert WANG not in str(caught.value)
    assert not Learner.objects.exists()
    assert not AuditRow.objects.exists()


def test_an_unknown_employer_is_refused() -> None:
    with pytest.raises(InstitutionUnknown):
        open_wang(employer="nowhere")
    assert not Learner.objects.exists()


def test_foreigners_have_accounts_with_their_own_papers(learner: Learner) -> None:
    found = open_wang(identity_type="passport", identity_number="e 1234567", birth_date=date(1990, 5, 1))
    assert find_by_identity("E1234567", "passport") == found
    assert found.birth_date == date(1990, 5, 1)


def test_who_may_open_an_account(places: dict[str, Institution], user: User) -> None:
    clerk = Actor(9, None, (("river-college", Role.REGISTRAR),))
    with pytest.raises(Forbidden):
        open_wang(actor=clerk, institution="lake-college")
    with pytest.raises(Forbidden):
        open_wang(actor=Actor(9), user=user)
    assert open_wang(actor=clerk, institution="river-college").user is None
    himself = open_account(
        request_id=UUID(int=3),
        actor=Actor(user.pk),
        name="李大勇",
        identity_type="resident_id",
        identity_number=LI,
        user=user,
        at=AT,
    )
    assert himself.user == user


def test_locking_finds_the_learner_or_says_who_is_unknown(learner: Learner) -> None:
    assert lock_learner(learner.pk) == learner
    with pytest.raises(PersonUnknown):
        lock_learner(learner.pk + 1)
    found = lock_learners([learner.pk, learner.pk + 1, learner.pk])
    assert [(one.id, one.birth_date) for one in found.values()] == [(learner.pk, BORN)]


def test_people_are_found_by_id_number_and_log_in(learner: Learner, user: User) -> None:
    assert get_learner(learner.pk) == learner_by_number(f" {learner.number.lower()} ") == learner
    assert find_user("li") == user
    for unknown in (lambda: get_learner(0), lambda: learner_by_number("L1"), lambda: find_user("wu")):
        with pytest.raises(PersonUnknown):
            unknown()


def test_a_reveal_gives_the_plain_values_and_is_written_down(learner: Learner) -> None:
    plain = reveal(
        actor=OPERATOR,
        learner_id=learner.pk,
        fields=["phone", "identity_number", "shoe_size"],
        purpose="核验身份",
        at=AT,
    )
    assert plain == {"identity_number": LI, "phone": "13800138000"}
    row = Reveal.objects.get()
    assert (row.viewer, row.fields, row.purpose) == (1, ["identity_number", "phone"], "核验身份")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"actor": Actor(1)}, Forbidden),
        ({"actor": Actor(9, None, (("lake-college", Role.REGISTRAR),)), "institution": "river-college"}, Forbidden),
        ({"actor": SYSTEM}, Forbidden),
        ({"purpose": " "}, InvalidPerson),
        ({"fields": ["shoe_size"]}, InvalidPerson),
        ({"learner_id": 0}, PersonUnknown),
    ],
)
def test_no_reveal_without_right_purpose_and_fields(
    learner: Learner, changed: dict[str, Any], error: type[Exception]
) -> None:
    asked: dict[str, Any] = {
        "actor": OPERATOR,
        "learner_id": learner.pk,
        "fields": ["phone"],
        "purpose": "核验身份",
        "at": AT,
    }
    with pytest.raises(error):
        reveal(**{**asked, **changed})
    assert not Reveal.objects.exists()


def test_a_look_of_the_system_is_logged_with_viewer_nought(learner: Learner) -> None:
    log_reveal(learner, None, "统计", ["name"], AT)
    assert Reveal.objects.get().viewer == 0


def test_a_user_logs_in_with_his_password_and_no_other() -> None:
    made = create_user(username=" wu ", display_name="吴敏", password="correct horse battery")
    assert authenticate(username="wu", password="correct horse battery") == made
    assert authenticate(username="wu", password="correct horse") is None
    assert User.objects.create_user("nobody").has_usable_password() is False
    assert str(made) == "wu"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"username": " "}, "USERNAME_MISSING"),
        ({"username": "li"}, "USERNAME_TAKEN"),
        ({"password": "short"}, "PASSWORD_WEAK"),
        ({"password": "password1"}, "PASSWORD_WEAK"),
    ],
)
def test_no_user_without_name_and_good_password(user: User, changed: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidPerson) as caught:
        create_user(**{"username": "wu", "display_name": "吴敏", "password": "correct horse battery", **changed})
    assert caught.value.code == code


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_for_one_person_one_opens_the_account() -> None:
    def attempt(number: int) -> str:
        try:
            return open_wang(request_id=UUID(int=100 + number % 8)).number
        except PersonExists as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(attempt, range(16)))
    # Two threads share each request id: both of the first one get the account.
    assert sorted(answers) == ["L00000001X"] * 2 + ["PERSON_EXISTS"] * 14
    assert Learner.objects.count() == 1
