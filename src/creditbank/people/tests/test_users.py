"""Log-ins: with a password that is good enough, or with none until one is set."""

import pytest

from creditbank.people.errors import InvalidPerson
from creditbank.people.lookups import display_names
from creditbank.people.users import create_user

pytestmark = pytest.mark.django_db


def test_a_user_without_a_password_cannot_log_in_before_one_is_set() -> None:
    user = create_user(username="li", display_name="李")
    assert not user.has_usable_password()
    assert not user.check_password("")


def test_a_weak_password_is_refused_and_no_user_is_made() -> None:
    with pytest.raises(InvalidPerson) as refused:
        create_user(username="li", display_name="李", password="123")
    assert refused.value.code == "PASSWORD_WEAK"
    assert create_user(username="li", display_name="李", password="jiangzhou-2026").check_password("jiangzhou-2026")


def test_a_name_is_needed_and_is_given_once() -> None:
    create_user(username=" li ", display_name="李")
    for username, code in (("li", "USERNAME_TAKEN"), ("  ", "USERNAME_MISSING")):
        with pytest.raises(InvalidPerson) as refused:
            create_user(username=username, display_name="李")
        assert refused.value.code == code


def test_users_are_called_by_their_display_names() -> None:
    user = create_user(username="li", display_name="李建国")
    assert display_names([user.pk, None, 0]) == {user.pk: "李建国"}
