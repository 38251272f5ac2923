"""Longqiao, 2015: prizes shifted and adjusted, a worth that depends on the programme, one prize per activity."""

from datetime import date
from typing import Any

import pytest

from creditbank.bank.models import Award
from creditbank.rules.definitions import Shape
from tests.scenarios.definitions import BLOCK, of, programme, rule
from tests.scenarios.desk import Desk, granted, line_by, targets, used, why_unused

SOFTWARE = "vocational-college/510214"
MECHATRONICS = "vocational-college/test-mechatronics"
APRIL = date(2026, 4, 13)


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return (
        programme(MECHATRONICS, ["vocational-college/innovation-2015"], {"ME-1": "3.00"}, more=BLOCK),
        rule(
            "vocational-college/test-computer-block",
            MECHATRONICS,
            {"rank": of("computer_rank")},
            '{ module = "block", amount = "worth" }',
            more='worth_of = [{ slot = "rank", standard = "vocational-college/computer-2015" }]',
        ),
    )


def prize(desk: Desk, **details: Any) -> Award:
    given = {"contest": "焊接大赛", "edition": 2024, "organiser": "authority", "participation": "individual"}
    return desk.award("li", "skill_contest_prize", date(2024, 11, 1), **{**given, **details})


def test_a_association_national_first_as_second_team_member_is_worth_three(desk: Desk) -> None:
    prize(desk, organiser="association", tier="national", prize="first", participation="team", team_place=2)
    enrolment = desk.enrol("li", SOFTWARE, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    assert line.worth == 300
    assert targets([line]) == {"innovation": 300}
    assert granted(enrolment) == 300


def test_b_school_third_as_team_member_is_worth_nothing(desk: Desk) -> None:
    award = prize(desk, tier="school", prize="third", participation="team", team_place=2)
    found = desk.quote(desk.enrol("li", SOFTWARE, date(2025, 9, 1)), APRIL)
    assert found.plan.lines == ()
    assert why_unused(found, award).code == "WORTH_ZERO"
    assert award.live


def test_c_computer_rank_two_is_one_credit_in_computing_and_two_in_mechatronics(desk: Desk) -> None:
    desk.award("li", "computer_rank", date(2024, 3, 30), subject="C语言", level="2")
    computing = desk.quote(desk.enrol("li", SOFTWARE, date(2025, 9, 1)), APRIL)
    worths = {one.rule: one.worth for one in computing.problem.candidates}
    assert worths["vocational-college/innovation-computer-rank"] == 100
    elsewhere = desk.quote(desk.enrol("li", MECHATRONICS, date(2025, 9, 1)), APRIL)
    assert line_by(elsewhere, "vocational-college/test-computer-block").worth == 200
    assert targets(elsewhere.plan.lines) == {"block": 200}


def test_one_activity_counts_once_whether_individual_or_team(desk: Desk) -> None:
    first = prize(desk, tier="provincial", prize="first")
    second = prize(desk, tier="provincial", prize="second", participation="team", team_place=2)
    assert first.groups == second.groups
    found = desk.quote(desk.enrol("li", SOFTWARE, date(2025, 9, 1)), APRIL)
    assert used(found) == {first.pk}
    assert targets(found.plan.lines) == {"innovation": 350}
    reason = why_unused(found, second)
    assert (reason.code, reason.test, reason.found) == ("GROUP_ONCE", "one-activity", [str(first.pk)])
