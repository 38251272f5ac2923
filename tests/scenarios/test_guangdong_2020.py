"""Guangdong, adult degrees, 2020 (粤职院制〔2020〕45号): 80 credits; a quarter online, half of all, one per job field."""

from datetime import date

import pytest

from creditbank.bank.revoke import revoke
from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Shape
from tests.scenarios.definitions import of, rule
from tests.scenarios.desk import Desk, granted, lot, state, targets, used, why_unused

NC = "craftsman-college/460103"
ONLINE = ("PUB-ENG-1", "PUB-MATH-1", "PUB-IT-1", "CNC-101", "CNC-104", "CNC-106", "CNC-203")
EARLIER = ("PUB-ENG-1", "PUB-MATH-1", "PUB-IT-1", "PUB-POL-1", "PUB-POL-3", "CNC-101", "CNC-104", "CNC-106", "CNC-203",
           "CNC-205", "CNC-206", "CNC-207", "CNC-302", "CNC-204", "CNC-102")  # fmt: skip
"""Thirteen of 3 credits, one of 4, one of 2: 45."""
APRIL = date(2026, 4, 13)


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    online = [
        rule(f"craftsman-college/test-online-{code.lower()}", NC, {"course": of("online_course_certificate", course=f"在线 {code}")}, code,
             category="online_course", overlap=80)
        for code in ONLINE
    ]  # fmt: skip
    earlier = [
        rule(f"craftsman-college/test-earlier-{code.lower()}", NC, {"course": of("degree_course", course=f"原 {code}")}, code,
             category="equal_or_higher_diploma", overlap=80)
        for code in EARLIER
    ]  # fmt: skip
    narrow = rule(
        "craftsman-college/test-narrow",
        NC,
        {"course": of("degree_course", course="窄口径课程")},
        "CNC-103",
        category="equal_or_higher_diploma",
        overlap=75,
    )
    return (*online, *earlier, narrow)


def test_a_electrician_level_4_and_level_3_only_one_of_a_job_field_counts(desk: Desk) -> None:
    four, three = (
        desk.award("li", "occupational_skill_certificate", date(2024, 5, 6), occupation="6-31-01-03", level=level)
        for level in ("4", "3")
    )
    enrolment = desk.enrol("li", "craftsman-college/460301", date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert targets(found.plan.lines) == {"MECH-203": 400}
    (spare,) = {four.pk, three.pk} - used(found)
    free = four if spare == four.pk else three
    assert why_unused(found, free).code == "GROUP_ONCE"
    (line,) = desk.convert(enrolment, APRIL)
    assert state(line) == "final"
    assert granted(enrolment) == 400
    assert lot(free) == {"credit": free.bank_credits}
    assert lot(three if free is four else four) == {}


def test_b_seven_online_certificates_six_count_and_the_seventh_meets_the_cap(desk: Desk) -> None:
    awards = [
        desk.award("li", "online_course_certificate", date(2025, 3, 3), course=f"在线 {code}", level="associate", credits="3.00",
                   hours=48, score=88)
        for code in ONLINE
    ]  # fmt: skip
    enrolment = desk.enrol("li", NC, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert found.plan.converted == 1800
    assert found.plan.remaining == 8000 - 1800
    (seventh,) = [award for award in awards if award.pk not in used(found)]
    assert why_unused(found, seventh) == Reason("CAP", "", "online", "20", "craftsman-college/adult-2020")
    desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 1800
    assert lot(seventh) == {"use": 1}


def test_c_45_credits_of_an_earlier_diploma_against_40_and_one_revoked_later(desk: Desk) -> None:
    awards = {
        code: desk.award("li", "degree_course", date(2020, 6, 30), course=f"原 {code}", level="associate", education_category="adult",
                         credits="4.00", score=80)
        for code in EARLIER
    }  # fmt: skip
    narrow = desk.award("li", "degree_course", date(2020, 6, 30), course="窄口径课程", level="associate", education_category="adult",
                        credits="4.00", score=80)  # fmt: skip
    enrolment = desk.enrol("li", NC, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert found.plan.converted == 4000
    assert why_unused(found, narrow) == Reason("OVERLAP", "rule.overlap", "at_least", 80, 75)
    lines = desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 4000
    gone = next(line for line in lines if targets([line]) == {"CNC-204": 400})
    revoke(desk.call("chen", date(2026, 6, 1)), award_id=awards["CNC-204"].pk, reasons=[Reason("FALSE_EVIDENCE")])
    assert state(gone) == "reversed"
    assert {state(line) for line in lines if line.pk != gone.pk} == {"final"}
    assert granted(enrolment) == 3600
    assert lot(awards["CNC-204"]) == {}
    again = desk.quote(enrolment, date(2026, 6, 2))
    assert again.plan.converted == 300
    desk.convert(enrolment, date(2026, 6, 2))
    assert granted(enrolment) == 3900
