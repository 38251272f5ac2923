"""Korea's academic credit bank: qualifications as blocks, 24 a semester, 105 an institution, 18 of assessed courses."""

from datetime import date
from typing import Any

from creditbank.bank.models import Award
from creditbank.kernel.decision import Reason
from tests.scenarios.desk import Desk, granted, lot, new_number, targets, used, why_unused

BACHELOR = "korea-acbs/bachelor-computing"
APRIL = date(2026, 4, 1)


def qualification(desk: Desk, level: str, field: str, *, linked: bool = True) -> Award:
    return desk.award("li", "korean_technical_qualification", date(2024, 4, 1), qualification=f"{level} {field}", level=level,
                      job_field=field, linked=linked)  # fmt: skip


def assessed(desk: Desk, earned_on: date, credits: str, course_class: str = "major", **details: Any) -> Award:  # noqa: A002
    name = f"课程 {earned_on} {credits} {new_number()}"
    return desk.award(
        "li", "assessed_course", earned_on, course=name, course_class=course_class, credits=credits, score=80, **details
    )


def three_best(desk: Desk) -> tuple[Award, Award, Award]:
    """기술사, 기능장 and 기사 in three fields."""
    return (
        qualification(desk, "professional_engineer", "welding"),
        qualification(desk, "master_craftsman", "electricity"),
        qualification(desk, "engineer", "information"),
    )


def test_a_three_qualifications_one_a_field_make_95_in_the_major(desk: Desk) -> None:
    best = three_best(desk)
    same_field = qualification(desk, "industrial_engineer", "information")
    assert [one.bank_credits for one in (*best, same_field)] == [4500, 3000, 2000, 1600]
    enrolment = desk.enrol("li", BACHELOR, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert targets(found.plan.lines) == {"major": 9500}
    assert why_unused(found, same_field).code == "GROUP_ONCE"
    desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 9500


def test_a_a_fourth_qualification_in_a_fourth_field_is_one_too_many(desk: Desk) -> None:
    best = three_best(desk)
    fourth = qualification(desk, "engineer", "machining")
    found = desk.quote(desk.enrol("li", BACHELOR, date(2025, 9, 1)), APRIL)
    assert targets(found.plan.lines) == {"major": 9500}
    assert {best[0].pk, best[1].pk} < used(found)
    spare = fourth if best[2].pk in used(found) else best[2]
    assert (why_unused(found, spare).code, why_unused(found, spare).test) == ("CAP", "certificates")


def test_a_an_unlinked_qualification_is_a_general_elective_and_only_one_of_them_counts(desk: Desk) -> None:
    twenty = qualification(desk, "engineer", "welding", linked=False)
    sixteen = qualification(desk, "industrial_engineer", "electricity", linked=False)
    nothing = qualification(desk, "craftsman", "machining", linked=False)
    enrolment = desk.enrol("li", BACHELOR, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert targets(found.plan.lines) == {"general_elective": 2000}
    assert used(found) == {twenty.pk}
    assert why_unused(found, sixteen).test == "unlinked"
    assert (nothing.bank_credits, lot(nothing)) == (0, {"use": 1})
    assert why_unused(found, nothing).code == "WORTH_ZERO"


def test_b_of_nine_courses_in_a_semester_eight_count_and_qualifications_stand_outside(desk: Desk) -> None:
    courses = [assessed(desk, date(2025, 4, 10), "3.00") for _ in range(9)]
    engineer = qualification(desk, "engineer", "information")
    enrolment = desk.enrol("li", BACHELOR, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert targets(found.plan.lines) == {"major": 2400 + 2000}
    assert engineer.pk in used(found)
    (ninth,) = [course for course in courses if course.pk not in used(found)]
    reason = why_unused(found, ninth)
    assert (reason.code, reason.test, reason.wanted, reason.field) == (
        "CAP",
        "semester",
        "24",
        "period:semester=2025-03-01",
    )
    desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 4400


def test_b_105_credits_from_one_institution(desk: Desk) -> None:
    for earned_on, amount in (
        (date(2022, 4, 1), "24.00"),
        (date(2022, 10, 1), "18.00"),
        (date(2023, 4, 1), "24.00"),
        (date(2023, 10, 1), "18.00"),
        (date(2024, 4, 1), "21.00"),
    ):
        assessed(desk, earned_on, amount, issuer="首尔教育院")
    over = assessed(desk, date(2024, 10, 1), "3.00", issuer="首尔教育院")
    other = assessed(desk, date(2024, 10, 2), "3.00", issuer="釜山教育院")
    found = desk.quote(desk.enrol("li", BACHELOR, date(2025, 9, 1)), APRIL)
    assert found.plan.converted == 10_500 + 300
    assert other.pk in used(found)
    reason = why_unused(found, over)
    assert (reason.test, reason.field) == ("institution", "lead.issuer=首尔教育院")


def test_c_125_of_140_leave_18_to_be_studied_in_assessed_courses(desk: Desk) -> None:
    three_best(desk)
    for year in (2021, 2022, 2023):
        desk.award(
            "li",
            "credit_examination",
            date(year, 4, 1),
            course=f"独学考试 {year}",
            course_class="liberal",
            credits="10.00",
        )
    enrolment = desk.enrol("li", BACHELOR, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert targets(found.plan.lines) == {"major": 9500, "liberal": 3000}
    assert found.plan.converted == 12_500
    assert found.plan.remaining == 1800
    assert found.plan.floor_extra == 300
    assert found.plan.binding == ("assessed",)


def test_c_in_february_nothing_is_taken_before_april(desk: Desk) -> None:
    award = qualification(desk, "engineer", "information")
    found = desk.quote(desk.enrol("li", BACHELOR, date(2025, 9, 1)), date(2026, 2, 3))
    assert found.plan.lines == ()
    assert why_unused(found, award) == Reason("WINDOW", "line.applied_on", wanted="2026-04-01", found="2026-02-03")
