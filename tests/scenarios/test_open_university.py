"""Open University: 35 % of the central compulsory credits without practice; like for like; 免考 on the transcript."""

from datetime import date

import pytest

from creditbank.bank import record
from creditbank.bank.nightly import run_nightly
from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Shape
from tests.people import nine_on
from tests.scenarios.definitions import of, rule
from tests.scenarios.desk import Desk, granted, state, targets, why_unused

VEHICLES = "vocational-college/460701"
"""Its policies are the province's and the Open University's: central compulsory 45, of which practice 5."""
APRIL = date(2026, 4, 13)
SOURCES = {"AUTO-101": "5.00", "AUTO-201": "5.00", "AUTO-103": "4.00", "PUB-GUIDE-1": "1.00"}


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return tuple(
        rule(
            f"vocational-college/test-{code.lower()}",
            VEHICLES,
            {"course": of("degree_course", course=f"原 {code}")},
            code,
            category="equal_or_higher_diploma",
        )
        for code in (*SOURCES, "AUTO-401", "AUTO-501")
    )


def earlier_course(desk: Desk, code: str, credits: str) -> object:  # noqa: A002
    return desk.award(
        "li",
        "degree_course",
        date(2019, 7, 1),
        course=f"原 {code}",
        level="associate",
        education_category="open",
        credits=credits,
        score=75,
    )


def test_a_five_and_five_and_four_fit_into_fourteen_and_one_more_does_not(desk: Desk) -> None:
    awards = {code: earlier_course(desk, code, amount) for code, amount in SOURCES.items()}
    enrolment = desk.enrol("li", VEHICLES, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    (cap,) = (cap for cap in found.problem.caps if cap.id == "central")
    assert (cap.base, cap.at_most) == (4000, 1400)
    assert targets(found.plan.lines) == {"AUTO-101": 500, "AUTO-201": 500, "AUTO-103": 400}
    assert why_unused(found, awards["PUB-GUIDE-1"]).test == "central"
    desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 1400
    more = desk.quote(enrolment, date(2026, 6, 1))
    assert more.plan.lines == ()


def test_b_three_credits_for_four_are_refused_and_four_for_four_are_recorded_as_exempted(desk: Desk) -> None:
    short = earlier_course(desk, "AUTO-103", "3.00")
    enrolment = desk.enrol("li", VEHICLES, date(2025, 9, 1))
    refused = desk.quote(enrolment, APRIL)
    assert refused.plan.lines == ()
    assert why_unused(refused, short) == Reason("CREDITS", "inputs.credits", "at_least_field", "4.00", "3")
    earlier_course(desk, "AUTO-103", "4.00")
    desk.convert(enrolment, APRIL)
    transcript = record.transcript(desk.call("li", date(2026, 6, 1)), enrolment_id=enrolment.pk)
    (course,) = transcript.courses
    assert (course.course, course.credits, course.grade) == ("AUTO-103", 400, "免考")


def test_c_a_validity_that_ends_after_the_line_is_final_changes_nothing_and_practice_is_never_exempted(
    desk: Desk,
) -> None:
    lasting = desk.award(
        "li", "degree_course", date(2019, 7, 1), course="原 AUTO-101", level="associate", education_category="open", credits="5.00",
        valid_until=date(2026, 6, 30),
    )  # fmt: skip
    practice = earlier_course(desk, "AUTO-401", "5.00")
    thesis = earlier_course(desk, "AUTO-501", "3.00")
    enrolment = desk.enrol("li", VEHICLES, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert why_unused(found, practice).code == "EXCLUDED"
    assert why_unused(found, thesis).code == "EXCLUDED"
    (line,) = desk.convert(enrolment, APRIL)
    run_nightly(nine_on(date(2026, 7, 1)))
    assert state(line) == "final"
    assert granted(enrolment) == 500
    assert line.inputs.get().award_id == lasting.pk
