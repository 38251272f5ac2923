"""Which body may certify what, on which day."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from creditbank.kernel.decision import Grant, Refuse
from creditbank.kernel.period import Period
from creditbank.people.accreditation import (
    AccreditationFacts,
    accreditation_for,
    accreditations_of,
    decide_accreditation,
)
from creditbank.people.models import Accreditation, AccreditationSuspension, Institution

KIND = "occupational_skill_certificate"
CERTIFIERS = ("skill_assessment", "union")
WELDER = {"occupation": "6-18-01-01", "level": "4"}
FACTS = AccreditationFacts(
    id=1,
    type="skill_assessment",
    kinds=(KIND, "special_skill"),
    scope={"occupation": ("6-18-01-01",), "level": ("5", "4", "3"), "route": ()},
    period=Period(date(2025, 3, 1), date(2026, 3, 1)),
    suspended=(Period(date(2025, 7, 1), date(2025, 8, 1)), Period(date(2026, 2, 1))),
)


def code(
    facts: tuple[AccreditationFacts, ...] = (FACTS,),
    kind: str = KIND,
    details: dict[str, Any] = WELDER,
    on: date = date(2025, 6, 1),
) -> str:
    decision = decide_accreditation(facts, kind, CERTIFIERS, details, on)
    return decision.reasons[0].code if isinstance(decision, Refuse) else ""


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        (date(2025, 2, 28), "NOT_YET_ACCREDITED"),
        (date(2025, 3, 1), ""),
        (date(2025, 6, 30), ""),
        (date(2025, 7, 1), "BODY_SUSPENDED"),
        (date(2025, 7, 31), "BODY_SUSPENDED"),
        (date(2025, 8, 1), ""),
        (date(2026, 1, 31), ""),
        (date(2026, 2, 1), "BODY_SUSPENDED"),
        (date(2026, 2, 28), "BODY_SUSPENDED"),
        (date(2026, 3, 1), "ACCREDITATION_ENDED"),
    ],
)
def test_by_day(on: date, wanted: str) -> None:
    assert code(on=on) == wanted


@pytest.mark.parametrize(
    ("details", "wanted"),
    [
        (WELDER, ""),
        ({**WELDER, "route": "anything"}, ""),
        ({**WELDER, "level": "2"}, "OUT_OF_SCOPE"),
        ({**WELDER, "occupation": "6-18-01-02"}, "OUT_OF_SCOPE"),
        ({"level": "4"}, "OUT_OF_SCOPE"),
        ({}, "OUT_OF_SCOPE"),
    ],
)
def test_by_scope(details: dict[str, Any], wanted: str) -> None:
    assert code(details=details) == wanted


def test_the_reason_says_what_is_allowed_and_what_was_found() -> None:
    decision = decide_accreditation((FACTS,), KIND, CERTIFIERS, {**WELDER, "level": "2"}, date(2025, 6, 1))
    assert isinstance(decision, Refuse)
    (reason,) = decision.reasons
    assert (reason.field, reason.wanted, reason.found) == ("award.level", ("5", "4", "3"), "2")
    early = decide_accreditation((FACTS,), KIND, CERTIFIERS, WELDER, date(2025, 2, 1))
    assert isinstance(early, Refuse)
    assert early.reasons[0].wanted == "2025-03-01"


def other(**changed: Any) -> AccreditationFacts:
    values = {name: getattr(FACTS, name) for name in ("id", "type", "kinds", "scope", "period", "suspended")}
    return AccreditationFacts(**{**values, "id": 2, **changed})


def test_not_accredited_for_another_kind_or_as_another_type_or_at_all() -> None:
    assert code(kind="patent") == "NOT_ACCREDITED"
    assert code((other(type="contest_organiser"),)) == "NOT_ACCREDITED"
    assert code(()) == "NOT_ACCREDITED"


def test_one_accreditation_that_fits_is_enough() -> None:
    wide = other(scope={}, suspended=())
    assert code((FACTS, wide), on=date(2025, 7, 15)) == ""
    assert code((FACTS, wide), details={}) == ""
    renewed = other(period=Period(date(2026, 3, 1)), suspended=())
    assert code((FACTS, renewed), on=date(2026, 3, 1)) == ""
    granted = decide_accreditation((FACTS, wide), KIND, CERTIFIERS, WELDER, date(2025, 7, 15))
    assert isinstance(granted, Grant)
    assert granted.value.id == 2
    assert code((other(period=Period(date(2024, 1, 1), date(2024, 7, 1))), FACTS), on=date(2025, 1, 1)) == (
        "ACCREDITATION_ENDED"
    )


@pytest.fixture
def accredited(places: dict[str, Institution]) -> Accreditation:
    row = Accreditation.objects.create(
        institution=places["skill-centre"],
        type="skill_assessment",
        kinds=[KIND],
        scope={"level": ["5", "4"]},
        since=date(2025, 3, 1),
        source="示范",
    )
    AccreditationSuspension.objects.create(
        accreditation=row, since=date(2025, 7, 1), until=date(2025, 8, 1), reason="现场检查"
    )
    return row


def test_what_the_database_says_is_what_is_decided_on(accredited: Accreditation) -> None:
    with CaptureQueriesContext(connection) as queries:
        facts = accreditations_of("skill-centre")
    assert len(queries) == 2
    assert facts == (
        AccreditationFacts(
            accredited.pk,
            "skill_assessment",
            (KIND,),
            {"level": ("5", "4")},
            Period(date(2025, 3, 1)),
            (Period(date(2025, 7, 1), date(2025, 8, 1)),),
        ),
    )


@pytest.mark.parametrize(
    ("body", "on", "wanted"),
    [
        ("skill-centre", date(2025, 6, 1), ""),
        ("skill-centre", date(2025, 7, 1), "BODY_SUSPENDED"),
        ("river-college", date(2025, 6, 1), "NOT_ACCREDITED"),
        ("nowhere", date(2025, 6, 1), "BODY_UNKNOWN"),
    ],
)
def test_one_case_from_the_database(accredited: Accreditation, body: str, on: date, wanted: str) -> None:
    decision = accreditation_for(body, KIND, CERTIFIERS, WELDER, on)
    assert (decision.reasons[0].code if isinstance(decision, Refuse) else "") == wanted
