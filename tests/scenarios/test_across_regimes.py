"""Cases of model.md §8 that no single regime owns: one award before several schools, lines of several awards, gathering."""

from datetime import date, timedelta

import pytest

from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.decide import decide
from creditbank.bank.nightly import run_nightly
from creditbank.bank.revoke import revoke
from creditbank.kernel.decision import Reason
from creditbank.ledger import posting
from creditbank.rules.definitions import Shape
from tests.people import nine_on
from tests.scenarios.definitions import of, rule
from tests.scenarios.desk import Desk, granted, held, lot, state, targets, why_unused

ASSOCIATE = "vocational-college/460701"
BACHELOR = "open-university/080202-top-up"
STRICT = "craftsman-college/460301"
VEHICLES = "craftsman-college/460702"
APRIL = date(2026, 4, 13)
ROBOT = "工业机器人应用编程"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    certificate = {"certificate": of("industry_certificate", certificate=ROBOT)}
    return (
        rule("vocational-college/test-x", ASSOCIATE, certificate, "AUTO-102"),
        rule("open-university/test-x", BACHELOR, certificate, "MDA-301"),
        rule(
            "craftsman-college/test-two-for-two",
            STRICT,
            {"patent": of("software_copyright"), "training": of("training_certificate", training="联合开发")},
            "MECH-305",
            "MECH-306",
            category="achievement",
            more='grant = "all"',
        ),
    )


def x_certificate(desk: Desk):
    return desk.award(
        "li",
        "industry_certificate",
        date(2024, 12, 2),
        certificate=ROBOT,
        issuer_class="one_plus_x",
        level="intermediate",
    )


def test_a_certificate_used_for_a_diploma_again_for_a_bachelor_and_not_at_a_strict_school(desk: Desk) -> None:
    award = x_certificate(desk)
    associate = desk.enrol("li", ASSOCIATE, date(2025, 9, 1))
    desk.convert(associate, date(2025, 11, 10))
    assert (granted(associate), lot(award)) == (300, {})
    bachelor = desk.enrol("li", BACHELOR, date(2026, 1, 5))
    (line,) = desk.convert(bachelor, date(2026, 2, 9))
    again = f"award:{award.pk}:again:{BACHELOR}"
    assert line.inputs.get().lot == again
    assert posting.flows(again, "use") == (1, 1)
    assert granted(bachelor) == 300
    strict = desk.enrol("li", STRICT, date(2026, 4, 1))
    reason = why_unused(desk.quote(strict, APRIL), award)
    assert (reason.code, reason.found) == ("SPENT", {"qualification": ASSOCIATE, "on": "2025-11-18"})
    second_in_bachelor = why_unused(desk.quote(bachelor, APRIL), award)
    assert (second_in_bachelor.code, second_in_bachelor.found["qualification"]) == ("SPENT", BACHELOR)


def test_two_schools_at_once_the_second_finds_it_held(desk: Desk) -> None:
    award = x_certificate(desk)
    strict = desk.enrol("li", STRICT, date(2025, 9, 1))
    (line,) = desk.apply(strict, APRIL)
    assert (lot(award), held(line)) == ({}, {"use": 1})
    other = desk.enrol("li", "vocational-college/460305", date(2025, 9, 1))
    found = desk.quote(other, APRIL)
    assert found.plan.lines == ()
    reason = why_unused(found, award)
    assert (reason.code, reason.found) == ("HELD", {"qualification": STRICT, "on": "2026-04-13"})


def test_refused_and_the_appeal_lost_after_the_end_the_hold_returns_for_the_days_of_grace(desk: Desk) -> None:
    award = desk.award(
        "li", "micro_credential", date(2022, 5, 4), on=date(2025, 6, 3), subject="绝缘检测", assessed=True, hours=48
    )
    assert (award.bank_credits, award.expires_on) == (300, date(2027, 5, 4))
    enrolment = desk.enrol("li", VEHICLES, date(2025, 9, 1))
    (line,) = desk.apply(enrolment, date(2027, 4, 20))
    refused = decide(
        desk.call("zhao", date(2027, 4, 21)), line_id=line.pk, verdict="refuse", reasons=[Reason("CONTENT_DIFFERS")]
    )
    assert refused.appeal_ends_on is not None
    filed = appeal(desk.call("li", date(2027, 5, 3)), line_id=line.pk, text="内容相同，附教学大纲。")
    assert award.pk not in run_nightly(nine_on(date(2027, 5, 10))).expired
    assert held(line) == {"credit": 300}
    decided = date(2027, 5, 20)
    decide_appeal(desk.call("qian", decided), appeal_id=filed.pk, outcome="dismissed", reason="学时不足")
    assert (state(line), lot(award)) == ("closed", {"credit": 300})
    assert run_nightly(nine_on(decided + timedelta(days=29))).expired == []
    assert run_nightly(nine_on(decided + timedelta(days=30))).expired == [award.pk]
    assert lot(award) == {}


def test_a_line_of_two_awards_of_which_one_is_revoked_is_reversed_whole(desk: Desk) -> None:
    honest = desk.award("li", "training_certificate", date(2025, 5, 6), training="联合开发", hours=48)
    false = desk.award("li", "software_copyright", date(2025, 5, 6), author_order=1)
    enrolment = desk.enrol("li", STRICT, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    assert targets([line]) == {"MECH-305": 200, "MECH-306": 200}
    assert (lot(honest), lot(false)) == ({}, {})
    revoke(desk.call("chen", date(2026, 6, 1)), award_id=false.pk, reasons=[Reason("FALSE_EVIDENCE")])
    assert (state(line), granted(enrolment)) == ("reversed", 0)
    assert (lot(honest), lot(false)) == ({"credit": 300}, {})
    assert posting.balance("revoked", "use") == 1


def test_three_micro_credentials_are_gathered_for_a_course_in_the_order_in_which_they_expire(desk: Desk) -> None:
    last, first, middle = (
        desk.award(
            "li", "micro_credential", earned_on, on=date(2025, 6, 3), subject=subject, assessed=True, hours=hours
        )
        for earned_on, subject, hours in (
            (date(2025, 5, 4), "绝缘检测", 16),
            (date(2023, 5, 4), "充电设施运维", 24),
            (date(2024, 5, 4), "动力电池检测", 16),
        )
    )
    assert [award.bank_credits for award in (first, middle, last)] == [150, 100, 100]
    enrolment = desk.enrol("li", VEHICLES, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    drawn = {item.award_id: item.amount for item in line.inputs.all()}
    assert drawn == {first.pk: 150, middle.pk: 100, last.pk: 50}
    assert targets([line]) == {"NEV-301": 300}
    assert (lot(first), lot(middle), lot(last)) == ({}, {}, {"credit": 50})
