"""A Guangdong college, 2017 (〔2017〕33号): worth is a budget, a fifth of the specialised credits, recorded 优秀/90."""

from datetime import date

import pytest

from creditbank.bank import lots
from creditbank.bank.errors import QuoteStale
from creditbank.ledger import posting
from creditbank.ledger.errors import Overdraft
from creditbank.rules.definitions import Shape
from tests.people import nine_on
from tests.scenarios.definitions import of, rule
from tests.scenarios.desk import Desk, granted, lot, targets, why_unused

SOFTWARE = "vocational-college/510214"
APRIL = date(2026, 4, 13)
TRAININGS = {
    "five": ("SOFT-101", "SOFT-106"),
    "three": ("SOFT-101",),
    "other-three": ("SOFT-106",),
    "four": ("SOFT-205",),
    "six": ("SOFT-201", "SOFT-203", "PUB-POL-1", "PUB-PE-1"),
    "never": ("PUB-POL-1", "PUB-PE-1"),
}


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return tuple(
        rule(
            f"vocational-college/test-{name}",
            SOFTWARE,
            {"training": of("training_certificate", training=name)},
            *courses,
            category="training_certificate",
            more='worth_of = [{ slot = "training", standard = "bank" }]\nbudget = "worth"',
        )
        for name, courses in TRAININGS.items()
    )


def test_a_worth_four_against_courses_of_three_and_two_and_two_takes_two_and_two(desk: Desk) -> None:
    award = desk.award("li", "occupational_skill_certificate", date(2025, 10, 6), occupation="4-04-04-02", level="3")
    assert award.bank_credits == 400
    enrolment = desk.enrol("li", SOFTWARE, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    assert targets([line]) == {"SOFT-104": 200, "SOFT-304": 200}
    assert (line.worth, line.lapsed) == (400, 0)
    assert granted(enrolment) == 400


def test_b_worth_five_against_three_and_three_grants_three_and_the_rest_lapses(desk: Desk) -> None:
    award = desk.award("li", "training_certificate", date(2025, 5, 6), training="five", hours=80)
    assert award.bank_credits == 500
    enrolment = desk.enrol("li", SOFTWARE, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    (line,) = desk.convert(enrolment, APRIL)
    assert sum(targets([line]).values()) == 300
    assert line.lapsed == 200
    assert lot(award) == {}
    second = desk.quote(enrolment, date(2026, 6, 1))
    assert why_unused(second, award).code == "SPENT"
    with pytest.raises(QuoteStale) as stale:
        desk.apply(enrolment, date(2026, 6, 1), lines=found.plan.lines)
    assert [reason.code for reason in stale.value.reasons] == ["SPENT"]
    again = posting.EntryDraft(
        id=enrolment.pk,
        kind="apply",
        movements=(posting.Movement(lots.award_lot(award.pk), "held:nobody", "credit", 500),),
        effective_on=APRIL,
        posted_at=nine_on(APRIL),
    )
    with pytest.raises(Overdraft):
        posting.post(again)


def test_c_ten_of_twelve_specialised_credits_used_leave_room_for_two(desk: Desk) -> None:
    enrolment = desk.enrol("li", SOFTWARE, date(2025, 9, 1))
    for name, hours in (("three", 48), ("other-three", 48), ("four", 64)):
        desk.award("li", "training_certificate", date(2025, 5, 6), training=name, hours=hours)
    desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 1000
    desk.award("li", "training_certificate", date(2026, 4, 20), training="six", hours=96)
    found = desk.quote(enrolment, date(2026, 6, 1))
    (cap,) = (cap for cap in found.problem.caps if cap.id == "specialised")
    assert (cap.base, cap.at_most, cap.recorded) == (6000, 1200, 1000)
    offered = {target.course for one in found.problem.candidates for target in one.targets}
    assert offered == {"SOFT-201", "SOFT-203"}
    (line,) = desk.convert(enrolment, date(2026, 6, 1))
    assert targets([line]) == {"SOFT-203": 200}
    assert line.lapsed == 400
    assert line.grants.get().grade_recorded == {"zh": "优秀", "en": "Excellent", "score": 90}
    assert granted(enrolment) == 1200


def test_politics_and_physical_education_are_never_candidates(desk: Desk) -> None:
    award = desk.award("li", "training_certificate", date(2025, 5, 6), training="never", hours=96)
    enrolment = desk.enrol("li", SOFTWARE, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert found.plan.lines == ()
    reason = why_unused(found, award)
    assert (reason.code, reason.field) == ("EXCLUDED", "target.tags")
