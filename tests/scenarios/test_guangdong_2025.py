"""Guangdong province, 2025 (粤教职〔2025〕2号): n to 1, 1 to n, and a diploma's category that depends on the receiver."""

from datetime import date

import pytest

from creditbank.rules.definitions import Shape
from tests.scenarios.definitions import of, programme, rule
from tests.scenarios.desk import Desk, granted, line_by, lot, targets, used, why_unused

CHEMISTRY = "craftsman-college/470201"
BACHELOR = "craftsman-college/test-bachelor"
APRIL = date(2026, 4, 13)


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    training = "training_certificate"
    higher = '{ field = "award.level", not_below_field = "programme.level", on = "education" }'
    lower = '{ not = { field = "award.level", not_below_field = "programme.level", on = "education" } }'
    return (
        programme(BACHELOR, ["province/gd-2025"], {"BA-1": "3.00", "BA-2": "5.00"}, level="bachelor"),
        rule(
            "craftsman-college/test-two-trainings",
            CHEMISTRY,
            {"first": of(training, training="实验安全"), "second": of(training, training="样品制备")},
            "CHEM-102",
            category="training_certificate",
        ),
        rule(
            "craftsman-college/test-one-for-two",
            CHEMISTRY,
            {"skill": of("occupational_skill_certificate", occupation="6-18-02-04")},
            "CHEM-103",
            "CHEM-106",
            more='grant = "all"',
        ),
        *(
            rule(
                f"craftsman-college/test-{name}",
                place,
                {"diploma": of("diploma", test, major="测试化学")},
                target,
                category=category,
            )
            for name, place, test, target, category in (
                ("same-or-higher-associate", CHEMISTRY, higher, "CHEM-104", "equal_or_higher_diploma"),
                ("lower-associate", CHEMISTRY, lower, "CHEM-104", "lower_diploma"),
                ("same-or-higher-bachelor", BACHELOR, higher, "BA-1", "equal_or_higher_diploma"),
                ("lower-bachelor", BACHELOR, lower, "BA-1", "lower_diploma"),
            )
        ),
    )


def test_a_two_trainings_of_one_and_a_half_make_a_course_of_three(desk: Desk) -> None:
    first, second, third = (
        desk.award("li", "training_certificate", date(2025, 5, 6), training=name, hours=24)
        for name in ("实验安全", "样品制备", "样品制备")
    )
    assert [award.bank_credits for award in (first, second, third)] == [150, 150, 150]
    enrolment = desk.enrol("li", CHEMISTRY, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert targets(found.plan.lines) == {"CHEM-102": 300}
    spare = third if second.pk in used(found) else second
    assert why_unused(found, spare).code == "GROUP_ONCE"
    (line,) = desk.convert(enrolment, APRIL)
    assert {item.slot: item.amount for item in line.inputs.all()} == {"first": 150, "second": 150}
    assert granted(enrolment) == 300
    assert lot(first) == {}
    assert lot(spare) == {"credit": 150}


def test_b_one_certificate_for_two_courses_of_three_and_two(desk: Desk) -> None:
    award = desk.award("li", "occupational_skill_certificate", date(2025, 10, 6), occupation="6-18-02-04", level="3")
    enrolment = desk.enrol("li", CHEMISTRY, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    assert targets([line]) == {"CHEM-103": 300, "CHEM-106": 200}
    assert granted(enrolment) == 500
    assert lot(award) == {}


def test_c_a_diploma_is_equal_or_higher_for_an_associate_and_lower_for_a_bachelor(desk: Desk) -> None:
    diploma = desk.award(
        "li",
        "diploma",
        date(2020, 7, 1),
        major="测试化学",
        level="associate",
        education_category="adult",
        credits="90.00",
    )
    associate = desk.enrol("li", CHEMISTRY, date(2025, 9, 1))
    bachelor = desk.enrol("li", BACHELOR, date(2025, 9, 1))
    at_level = desk.quote(associate, APRIL)
    rules = {
        one.rule: one.category for one in at_level.problem.candidates if one.rule.startswith("craftsman-college/test")
    }
    assert rules == {"craftsman-college/test-same-or-higher-associate": "equal_or_higher_diploma"}
    above = desk.quote(bachelor, APRIL)
    assert line_by(above, "craftsman-college/test-lower-bachelor")
    (line,) = desk.apply(bachelor, APRIL)
    assert line.category == "lower_diploma"
    assert "category" not in diploma.facts
