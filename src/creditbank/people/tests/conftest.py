"""Institutions and people that the tests of this room share."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from creditbank.people.learners import open_account
from creditbank.people.models import Institution, Learner, User
from creditbank.people.permissions import Actor
from creditbank.people.roles import Role

AT = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
OPERATOR = Actor(1, None, (("bank-centre", Role.BANK_OPERATOR),))
LI = "11010519491231002X"
"""The example number of GB 11643-1999."""
WANG = "440524188001010014"


@pytest.fixture
def places(db: None) -> dict[str, Institution]:
    rows = [
        Institution(id="bank-centre", type="bank_centre", name_zh="管理中心", name_en="Bank centre"),
        Institution(id="river-college", type="college", name_zh="江河学院", name_en="River College"),
        Institution(id="lake-college", type="college", name_zh="湖滨学院", name_en="Lake College"),
        Institution(id="skill-centre", type="certification_body", name_zh="技能评价中心", name_en="Skill centre"),
    ]
    for row in rows:
        row.save(force_insert=True)
    return {row.pk: row for row in rows}


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("li", "a long password", display_name="李师傅")


@pytest.fixture
def learner(places: dict[str, Institution]) -> Learner:
    return open_account(
        request_id=UUID(int=1),
        actor=OPERATOR,
        name="李大勇",
        identity_type="resident_id",
        identity_number=LI,
        phone="138 0013 8000",
        employer="river-college",
        at=AT,
    )


BORN = date(1949, 12, 31)
