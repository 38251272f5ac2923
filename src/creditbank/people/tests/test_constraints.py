"""Each promise about people that the database itself keeps: raw SQL, both vendors."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from creditbank.people.models import (
    Accreditation,
    AccreditationSuspension,
    Consent,
    Institution,
    Learner,
    NumberSeries,
    Reveal,
    StaffRole,
    User,
)
from creditbank.people.tests.conftest import AT


def run(sql: str, *parameters: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture
def everything(learner: Learner, user: User) -> Mapping[str, models.Model]:
    centre = Institution.objects.get(pk="skill-centre")
    accreditation = Accreditation.objects.create(
        institution=centre, type="skill_assessment", kinds=["patent"], since=date(2025, 1, 1), source="示范"
    )
    return {
        "accreditation": accreditation,
        "suspension": AccreditationSuspension.objects.create(
            accreditation=accreditation, since=date(2025, 2, 1), reason="检查"
        ),
        "consent": Consent.objects.create(learner=learner, purpose="record", version="1", given_at=AT),
        "reveal": Reveal.objects.create(learner=learner, viewer=1, purpose="核验", fields=["phone"], at=AT),
        "role": StaffRole.objects.create(user=user, institution=centre, role="registrar", since=date(2025, 1, 1)),
        "series": NumberSeries.objects.get(),
    }


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_accreditation SET kinds = '[]'",
        "UPDATE people_accreditation SET since = '2024-01-01'",
        "DELETE FROM people_accreditation",
        "UPDATE people_accreditationsuspension SET reason = ''",
        "DELETE FROM people_accreditationsuspension",
        "UPDATE people_consent SET version = '2'",
        "DELETE FROM people_consent",
        "UPDATE people_reveal SET viewer = 2",
        "DELETE FROM people_reveal",
    ],
)
@pytest.mark.usefixtures("everything")
def test_history_is_neither_changed_nor_removed(sql: str) -> None:
    with pytest.raises(IntegrityError, match="APPEND_ONLY"):
        run(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_accreditation SET until = '2026-01-01'",
        "UPDATE people_accreditationsuspension SET until = '2025-03-01'",
        "UPDATE people_consent SET withdrawn_at = '2026-01-01 00:00:00+00:00'",
    ],
)
@pytest.mark.usefixtures("everything")
def test_an_end_may_be_set(sql: str) -> None:
    run(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_institution SET type = 'circus'",
        "UPDATE people_institution SET name_zh = ''",
        "UPDATE people_institution SET name_en = ''",
        "UPDATE people_institution SET uscc = '91350100M000100Y43'",
        "UPDATE people_institution SET parent_id = NULL, id = 'river-college'",
        "UPDATE people_accreditation SET until = '2025-01-01'",
        "UPDATE people_accreditationsuspension SET until = '2025-02-01'",
        "UPDATE people_staffrole SET until = since",
        "UPDATE people_staffrole SET role = 'learner'",
        "UPDATE people_staffrole SET role = 'king'",
        "UPDATE people_consent SET withdrawn_at = '2020-01-01 00:00:00+00:00'",
        "UPDATE people_learner SET identity_index = ''",
        "UPDATE people_learner SET name = ''",
        "UPDATE people_learner SET identity_type = 'library_card'",
    ],
)
@pytest.mark.usefixtures("everything")
def test_the_database_refuses(sql: str) -> None:
    with pytest.raises(IntegrityError):
        run(sql)


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("people_staffrole", {}),
        ("people_consent", {"version": "'2'"}),
        ("people_reveal", {"purpose": "''"}),
        ("people_learner", {"number": "'L1'", "user_id": "NULL"}),
        ("people_learner", {"identity_index": "'x'", "user_id": "NULL"}),
        ("people_user", {}),
        ("people_numberseries", {}),
    ],
    ids=[
        "the same role from the same day twice",
        "two consents to one purpose in force",
        "a reveal without a purpose",
        "a second account with one identity number",
        "a second account with one learner number",
        "two users of one name",
        "a second series of one name",
    ],
)
@pytest.mark.usefixtures("everything")
def test_the_database_refuses_a_copy(table: str, changed: dict[str, str]) -> None:
    model = next(model for model in apps.get_app_config("people").get_models() if model._meta.db_table == table)
    columns = [
        str(field.column) for field in model._meta.concrete_fields if field.column != "id" or "numberseries" in table
    ]
    values = [changed.get(column, column) for column in columns]
    with pytest.raises(IntegrityError):
        run(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table}")


def test_every_row_has_a_short_name(everything: Mapping[str, models.Model], learner: Learner, user: User) -> None:
    assert [str(row) for row in everything.values()] == [
        "skill-centre skill_assessment",
        f"{everything['accreditation'].pk} 2025-02-01",
        f"{learner.pk} record 1",
        f"1 saw {learner.pk}",
        f"{user.pk} registrar skill-centre",
        "learner 1",
    ]
    assert (str(learner), str(learner.employer)) == (learner.number, "river-college")


@pytest.mark.parametrize("room", ["audit", "people", "catalogue"])
def test_every_model_says_which_personal_data_it_holds(room: str) -> None:
    for model in apps.get_app_config(room).get_models():
        assert "Personal data:" in (model.__doc__ or ""), model
