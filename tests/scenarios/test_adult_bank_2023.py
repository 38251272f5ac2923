"""A credit bank of adult education, 2023: validity on the day of application, team prizes, what has no row."""

from datetime import date

import pytest

from creditbank.bank.finalise import finalise
from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Shape
from tests.scenarios.definitions import of, rule
from tests.scenarios.desk import Desk, granted, lot, state, targets, used, why_unused

NC = "craftsman-college/460103"
JUNE = date(2026, 6, 22)


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    block = '{ module = "electives", amount = "worth" }'
    return (
        rule(
            "craftsman-college/test-certificate-block",
            NC,
            {"skill": of("occupational_skill_certificate", occupation="6-31-01-03")},
            block,
            more='worth_of = [{ slot = "skill", standard = "craftsman-college/certificates-2023" }]',
        ),
        rule(
            "craftsman-college/test-prize-block",
            NC,
            {"prize": of("skill_contest_prize", occupation="6-31-07-01")},
            block,
            category="achievement",
            more='worth_of = [{ slot = "prize", standard = "craftsman-college/contests-2023" }]',
        ),
    )


def certificate(desk: Desk) -> object:
    return desk.award(
        "li",
        "occupational_skill_certificate",
        date(2023, 7, 1),
        occupation="6-31-01-03",
        level="4",
        valid_until=date(2026, 6, 30),
    )


def prize(desk: Desk, tier: str, place: str) -> object:
    return desk.award(
        "li", "skill_contest_prize", date(2025, 6, 1), contest="工业机器人大赛", edition=2025, organiser="authority", tier=tier,
        prize=place, participation="team", team_place=1, occupation="6-31-07-01",
    )  # fmt: skip


def test_a_valid_when_applied_for_and_final_after_it_ended(desk: Desk) -> None:
    award = certificate(desk)
    enrolment = desk.enrol("li", NC, date(2025, 9, 1))
    (line,) = desk.apply(enrolment, JUNE)
    assert targets([line]) == {"electives": 300}
    published = desk.approve(line, date(2026, 7, 6))
    assert published.notice_ends_on == date(2026, 7, 13)
    finalise(desk.call("zhao", date(2026, 7, 15)), line_id=line.pk)
    assert state(line) == "final"
    assert granted(enrolment) == 300
    assert lot(award) == {}


def test_a_applied_for_a_day_after_its_end_it_is_refused(desk: Desk) -> None:
    award = certificate(desk)
    enrolment = desk.enrol("li", NC, date(2025, 9, 1))
    assert desk.quote(enrolment, date(2026, 6, 30)).plan.converted == 300
    late = desk.quote(enrolment, date(2026, 7, 1))
    assert late.plan.lines == ()
    reason = why_unused(late, award)
    assert (reason.code, reason.wanted, reason.found) == ("VALIDITY", "2026-07-01", "2026-06-30")
    assert lot(award) == {"credit": 300}


def test_b_a_provincial_team_second_is_a_block_of_one_and_a_half(desk: Desk) -> None:
    award = prize(desk, "provincial", "second")
    enrolment = desk.enrol("li", NC, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, JUNE)
    assert targets([line]) == {"electives": 150}
    assert granted(enrolment) == 150
    assert lot(award) == {}


def test_c_a_city_team_prize_has_no_row_here_and_counts_elsewhere(desk: Desk) -> None:
    award = prize(desk, "city", "first")
    here = desk.quote(desk.enrol("li", NC, date(2025, 9, 1)), JUNE)
    assert here.plan.lines == ()
    assert why_unused(here, award).code == "WORTH_NO_ROW"
    assert award.live
    assert lot(award) == {"credit": 200}
    elsewhere = desk.quote(desk.enrol("li", "vocational-college/460701", date(2025, 9, 1)), JUNE)
    assert used(elsewhere) == {award.pk}
    assert elsewhere.plan.converted == 200


def test_the_same_prize_without_a_place_in_the_team_is_for_a_person_to_decide(desk: Desk) -> None:
    award = desk.award(
        "li", "skill_contest_prize", date(2025, 6, 1), contest="工业机器人大赛", edition=2025, organiser="authority",
        tier="provincial", prize="second", participation="team", occupation="6-31-07-01",
    )  # fmt: skip
    found = desk.quote(desk.enrol("li", NC, date(2025, 9, 1)), JUNE)
    assert found.plan.lines == ()
    assert why_unused(found, award) == Reason("FACT_MISSING", "award.team_place", "below", 4)
    assert found.problem.candidates == ()
