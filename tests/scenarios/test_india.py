"""India's Academic Bank of Credits: credits live seven years, are redeemed once, and stay debited."""

from datetime import date

import pytest

from creditbank.bank.decide import decide, withdraw
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.finalise import finalise
from creditbank.bank.leave import leave
from creditbank.bank.models import Award
from creditbank.bank.nightly import run_nightly
from creditbank.bank.reverse import reverse
from creditbank.kernel.decision import Reason
from tests.people import nine_on
from tests.scenarios.desk import Desk, granted, held, line_by, lot, state, targets, why_unused

DIPLOMA = "india-abc/diploma-manufacturing"
DEGREE = "india-abc/degree-manufacturing"
DRAWING = "india-abc/course-engineering-drawing"


def drawing(desk: Desk, earned_on: date = date(2018, 5, 31)) -> Award:
    return desk.award("li", "abc_course_credit", earned_on, on=date(2025, 1, 13), course="Engineering Drawing", level="4.5", hours=120,
                      credits="4.00")  # fmt: skip


def test_a_applied_for_in_time_the_hold_shields_from_the_seven_years(desk: Desk) -> None:
    award = drawing(desk)
    assert (award.bank_credits, award.expires_on) == (400, date(2025, 5, 31))
    enrolment = desk.enrol("li", DIPLOMA, date(2025, 1, 13))
    (line,) = desk.apply(enrolment, date(2025, 5, 20))
    assert sum(targets([line]).values()) == 400
    assert run_nightly(nine_on(date(2025, 6, 2))).expired == []
    assert held(line) == {"credit": 400}
    ends = desk.approve(line, date(2025, 6, 3)).notice_ends_on
    assert ends == date(2025, 6, 10)
    finalise(desk.call("zhao", date(2025, 6, 11)), line_id=line.pk)
    assert (state(line), granted(enrolment), lot(award)) == ("final", 400, {})


def test_b_redeemed_in_a_diploma_a_credit_is_spent_for_the_degree_and_the_diploma_converts_as_a_block(
    desk: Desk,
) -> None:
    award = drawing(desk)
    diploma = desk.enrol("li", DIPLOMA, date(2025, 1, 13))
    desk.convert(diploma, date(2025, 3, 3))
    degree = desk.enrol("li", DEGREE, date(2025, 4, 1))
    found = desk.quote(degree, date(2025, 4, 14))
    assert found.plan.lines == ()
    reason = why_unused(found, award)
    assert (reason.code, reason.found["qualification"]) == ("SPENT", DIPLOMA)
    paper = desk.award("li", "diploma", date(2025, 4, 20), major="Manufacturing", level="associate", education_category="vocational",
                       credits="80.00")  # fmt: skip
    (line,) = desk.convert(degree, date(2025, 5, 12))
    assert targets([line]) == {"entry": 8000}
    assert (granted(diploma), granted(degree), lot(paper)) == (400, 8000, {})


def test_c_who_leaves_has_redeemed_for_ever_but_an_error_is_reversed(desk: Desk) -> None:
    award = drawing(desk)
    enrolment = desk.enrol("li", DIPLOMA, date(2025, 1, 13))
    (line,) = desk.convert(enrolment, date(2025, 3, 3))
    leave(desk.call("zhao", date(2025, 4, 14)), enrolment_id=enrolment.pk)
    assert (state(line), granted(enrolment), lot(award)) == ("final", 400, {})
    other = desk.enrol("li", DEGREE, date(2025, 4, 15))
    assert why_unused(desk.quote(other, date(2025, 4, 15)), award).code == "SPENT"
    reverse(desk.call("zhao", date(2025, 4, 16)), line_id=line.pk, reasons=[Reason("POSTED_IN_ERROR")])
    assert (state(line), granted(enrolment), lot(award)) == ("reversed", 0, {"credit": 400})


def test_c_not_applied_for_by_its_day_it_expires(desk: Desk) -> None:
    award = drawing(desk)
    assert run_nightly(nine_on(date(2025, 5, 30))).expired == []
    assert run_nightly(nine_on(date(2025, 5, 31))).expired == [award.pk]
    assert lot(award) == {}
    found = desk.quote(desk.enrol("li", DIPLOMA, date(2025, 1, 13)), date(2025, 6, 2))
    assert why_unused(found, award).code == "EXPIRED"


def test_an_approved_line_cannot_be_withdrawn_where_redeeming_is_irrevocable(desk: Desk) -> None:
    drawing(desk)
    enrolment = desk.enrol("li", DIPLOMA, date(2025, 1, 13))
    found = desk.quote(enrolment, date(2025, 3, 3))
    (line,) = desk.apply(enrolment, date(2025, 3, 3), lines=[line_by(found, found.plan.lines[0].rule)])
    decide(desk.call("zhao", date(2025, 3, 4)), line_id=line.pk, verdict="approve")
    with pytest.raises(NotAllowedNow, match="IRREVOCABLE"):
        withdraw(desk.call("li", date(2025, 3, 5)), line_id=line.pk)
    assert state(line) == "approved"
