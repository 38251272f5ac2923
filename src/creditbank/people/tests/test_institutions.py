"""The registers: written once per request, with an audit row, by those who keep them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from creditbank.audit import trail
from creditbank.audit.errors import RequestConflict
from creditbank.audit.models import AuditRow
from creditbank.people.errors import Forbidden, InstitutionUnknown, InvalidInstitution
from creditbank.people.institutions import accredit, add_institution, appoint, suspend
from creditbank.people.models import Accreditation, Institution, StaffRole, User
from creditbank.people.permissions import SYSTEM, Actor, Role, actor_of
from creditbank.people.tests.conftest import AT, OPERATOR

pytestmark = pytest.mark.django_db
UNION: dict[str, Any] = {
    "request_id": UUID(int=11),
    "actor": SYSTEM,
    "id": "city-union",
    "type": "union",
    "name_zh": "市总工会",
    "name_en": "City union",
    "uscc": "91350100m000100y43",
    "at": AT,
}


def test_an_institution_is_entered_once_with_its_code_in_one_spelling() -> None:
    row = add_institution(**UNION)
    assert row.uscc == "91350100M000100Y43"
    assert add_institution(**UNION) == row
    (written,) = trail.history("institution", "city-union")
    assert (written.verb, written.institution) == ("add_institution", "city-union")
    assert Institution.objects.count() == 1
    with pytest.raises(RequestConflict):
        add_institution(**{**UNION, "name_zh": "区总工会"})


def test_a_wrong_code_or_an_actor_without_the_right_writes_nothing() -> None:
    with pytest.raises(InvalidInstitution):
        add_institution(**{**UNION, "uscc": "91350100M000100Y44"})
    with pytest.raises(Forbidden):
        add_institution(**{**UNION, "actor": Actor(1, None, (("city-union", Role.UNION_OFFICER),))})
    assert not Institution.objects.exists()
    assert not AuditRow.objects.exists()


def test_accredit_and_suspend(places: dict[str, Institution]) -> None:
    asked: dict[str, Any] = {
        "actor": OPERATOR,
        "institution": "skill-centre",
        "type": "skill_assessment",
        "kinds": ("occupational_skill_certificate",),
        "scope": {"level": ("5", "4")},
        "since": date(2025, 3, 1),
        "source": "示范",
        "at": AT,
    }
    row = accredit(request_id=UUID(int=12), **asked)
    assert accredit(request_id=UUID(int=12), **asked) == row
    rest = suspend(
        request_id=UUID(int=13), actor=OPERATOR, accreditation=row.pk, since=date(2025, 7, 1), reason="检查", at=AT
    )
    found = Accreditation.objects.get()
    assert (found.kinds, found.scope) == (["occupational_skill_certificate"], {"level": ["5", "4"]})
    assert list(found.suspensions.all()) == [rest]
    assert [one.verb for one in AuditRow.objects.order_by("id")] == ["accredit", "suspend"]
    with pytest.raises(InstitutionUnknown):
        accredit(request_id=UUID(int=14), **{**asked, "institution": "nowhere"})


def test_appoint_makes_an_actor(places: dict[str, Institution], user: User) -> None:
    asked: dict[str, Any] = {
        "request_id": UUID(int=15),
        "actor": OPERATOR,
        "user": user,
        "institution": "river-college",
        "role": Role.REGISTRAR,
        "since": date(2025, 1, 1),
        "at": AT,
    }
    assert appoint(**asked) == appoint(**asked)
    assert StaffRole.objects.count() == 1
    assert actor_of(user, date(2025, 6, 1)).roles == (("river-college", Role.REGISTRAR),)
