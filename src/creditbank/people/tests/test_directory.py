"""The public register as pages read it."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creditbank.people.directory import count_learners, institution_names, list_institutions
from creditbank.people.models import Accreditation, AccreditationSuspension, Institution, Learner


def test_names_of_ids_are_read_at_once(places: dict[str, Institution]) -> None:
    assert institution_names(["river-college", "nowhere"]) == {
        "river-college": {"zh": "江河学院", "en": "River College"}
    }
    with CaptureQueriesContext(connection) as queries:
        assert institution_names([]) == {}
    assert len(queries) == 0


@pytest.mark.parametrize(
    ("on", "listed"),
    [
        (date(2025, 6, 30), [("2025-01-01", False), ("2025-03-01", False)]),
        (date(2025, 7, 1), [("2025-01-01", False), ("2025-03-01", True)]),
        (date(2025, 8, 1), [("2025-01-01", False), ("2025-03-01", False)]),
        (date(2026, 1, 1), [("2025-03-01", False)]),
    ],
)
def test_accreditations_are_listed_until_they_end(
    places: dict[str, Institution], on: date, listed: list[tuple[str, bool]]
) -> None:
    body = places["skill-centre"]
    Accreditation.objects.create(
        institution=body, type="union", kinds=["patent"], since=date(2025, 1, 1), until=date(2026, 1, 1), source="示范"
    )
    rests = Accreditation.objects.create(
        institution=body, type="skill_assessment", kinds=["patent"], since=date(2025, 3, 1), source="示范"
    )
    AccreditationSuspension.objects.create(
        accreditation=rests, since=date(2025, 7, 1), until=date(2025, 8, 1), reason="检查"
    )
    (entry,), total = list_institutions(on, text="评价")
    assert (entry.id, entry.name["en"], total) == ("skill-centre", "Skill centre", 1)
    assert [(one.since.isoformat(), one.rests) for one in entry.accreditations] == listed


def test_pages_of_the_register(places: dict[str, Institution]) -> None:
    pages = [list_institutions(date(2025, 6, 1), page=page, size=3) for page in (1, 2, 3)]
    assert [len(entries) for entries, _ in pages] == [3, 1, 0]
    assert {total for _, total in pages} == {4}


def test_people_with_an_account_are_counted(learner: Learner) -> None:
    assert count_learners() == 1
