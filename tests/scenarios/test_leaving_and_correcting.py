"""How an enrolment ends, errors put right, and what an award is worth, corrected."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace as changed

from creditbank.bank.decide import withdraw
from creditbank.bank.enrol import change_status, enrol, pass_course
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.expire import expire
from creditbank.bank.leave import complete, leave
from creditbank.bank.models import Enrolment
from creditbank.bank.nightly import run_nightly
from creditbank.bank.quote import quote_replacement
from creditbank.bank.replace import replace
from creditbank.bank.reverse import correct_worth, reverse
from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Shape
from tests.people import nine_on
from tests.scenarios.definitions import of, policy, programme, rule
from tests.scenarios.desk import Desk, granted, lot, state, targets

RETURN = "craftsman-college/test-return"
KEEP = "craftsman-college/test-keep"
OLD = "craftsman-college/test-old-rules"
LATER = "craftsman-college/test-later"
APRIL = date(2026, 4, 13)
JUNE = date(2026, 6, 1)
WHY = [Reason("POSTED_IN_ERROR")]


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    courses = {"LV-1": "3.00", "LV-2": "2.00"}
    rank, training = {"rank": of("computer_rank")}, {"training": of("training_certificate")}
    return (
        policy("craftsman-college/test-return", 'on_leaving = "return"'),
        policy("craftsman-college/test-keep", 'on_leaving = "keep"\nirrevocable = true'),
        policy("craftsman-college/test-old-rules", 'date_basis = "enrolled_on"'),
        changed(policy("craftsman-college/test-later", "windows = { months = [7] }"), from_=date(2027, 1, 1)),
        *(programme(place, [place], courses) for place in (RETURN, KEEP, OLD, LATER)),
        *(rule(f"{place}-rank", place, rank, "LV-1") for place in (RETURN, KEEP, LATER)),
        *(rule(f"{place}-training", place, training, "LV-2") for place in (RETURN, KEEP)),
        rule(f"{OLD}-rank", OLD, rank, "LV-1", more="until = 2026-01-01"),
    )


def one_final_one_waiting(desk: Desk, place: str) -> tuple[Enrolment, list]:
    desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    enrolment = desk.enrol("li", place, date(2025, 9, 1))
    lines = desk.convert(enrolment, APRIL)
    desk.award("li", "training_certificate", date(2025, 5, 6), training="实训", hours=32)
    return enrolment, [*lines, *desk.apply(enrolment, date(2026, 5, 11))]


@pytest.mark.parametrize(("place", "final_state", "kept"), [(RETURN, "reversed", 0), (KEEP, "final", 300)])
def test_who_leaves_gets_back_what_waits_and_what_the_policy_returns(
    desk: Desk, place: str, final_state: str, kept: int
) -> None:
    enrolment, (final, waiting) = one_final_one_waiting(desk, place)
    left = leave(desk.call("zhao", JUNE), enrolment_id=enrolment.pk, note="转学")
    assert (left.status, state(final), state(waiting)) == ("left", final_state, "closed")
    assert granted(enrolment) == kept
    assert lot(waiting.lead) == {"credit": 200}
    assert lot(final.lead) == ({} if kept else {"use": 1})
    with pytest.raises(NotAllowedNow, match="ENROLMENT_STATUS"):
        leave(desk.call("zhao", JUNE), enrolment_id=enrolment.pk)
    again = desk.enrol("li", place, JUNE)
    assert again.pk != enrolment.pk


def test_nobody_graduates_while_a_line_waits_or_a_course_remains(desk: Desk) -> None:
    enrolment, (_, waiting) = one_final_one_waiting(desk, RETURN)
    with pytest.raises(NotAllowedNow) as open_lines:
        complete(desk.call("zhao", JUNE), enrolment_id=enrolment.pk)
    assert (open_lines.value.code, open_lines.value.parameters) == ("LINES_OPEN", {"count": 1})
    withdraw(desk.call("li", JUNE), line_id=waiting.pk)
    with pytest.raises(NotAllowedNow) as remaining:
        complete(desk.call("zhao", JUNE), enrolment_id=enrolment.pk)
    assert (remaining.value.code, remaining.value.parameters) == (
        "REQUIREMENTS_OPEN",
        {"remaining": 200, "unit": "course_credit"},
    )
    desk.pass_courses(enrolment, ["LV-2"], JUNE)
    done = complete(desk.call("zhao", JUNE), enrolment_id=enrolment.pk, note="毕业")
    assert (done.status, [event.status for event in done.events.all()]) == ("completed", ["active", "completed"])


def test_a_line_posted_in_error_is_reversed_but_not_behind_a_graduate(desk: Desk) -> None:
    enrolment, (final, waiting) = one_final_one_waiting(desk, KEEP)
    with pytest.raises(NotAllowedNow, match="REASON_REQUIRED"):
        reverse(desk.call("zhao", JUNE), line_id=final.pk, reasons=[])
    with pytest.raises(NotAllowedNow, match="LINE_STATE"):
        reverse(desk.call("zhao", JUNE), line_id=waiting.pk, reasons=WHY)
    reverse(desk.call("zhao", JUNE), line_id=final.pk, reasons=WHY, note="录错")
    assert (state(final), granted(enrolment), lot(final.lead)) == ("reversed", 0, {"use": 1})
    desk.settle([waiting], JUNE)
    desk.convert(enrolment, date(2026, 6, 15))
    complete(desk.call("zhao", date(2026, 6, 30)), enrolment_id=enrolment.pk)
    with pytest.raises(NotAllowedNow, match="ENROLMENT_STATUS"):
        reverse(desk.call("zhao", date(2026, 7, 1)), line_id=waiting.pk, reasons=WHY)


def test_a_replacement_needs_a_final_line_the_same_group_and_a_policy_that_lets_go(desk: Desk) -> None:
    enrolment, (final, waiting) = one_final_one_waiting(desk, RETURN)
    other = desk.award("li", "computer_rank", date(2025, 9, 29), subject="Java语言", level="3")
    (line,) = quote_replacement(enrolment, JUNE, final.pk).plan.lines
    assert line.lead == str(other.pk)
    with pytest.raises(NotAllowedNow, match="REPLACED_LINE_STATE"):
        replace(desk.call("li", JUNE), line_id=waiting.pk, line=line)
    with pytest.raises(NotAllowedNow, match="REPLACEMENT_OF_ANOTHER_GROUP"):
        replace(desk.call("li", JUNE), line_id=final.pk, line=line)
    same = desk.award("li", "computer_rank", date(2025, 9, 30), subject="C语言", level="4")
    better = next(
        candidate
        for candidate in quote_replacement(enrolment, JUNE, final.pk).problem.candidates
        if candidate.lead == str(same.pk)
    )
    by_same = changed(
        line,
        candidate=better.id,
        lead=str(same.pk),
        draws=(changed(line.draws[0], outcome=str(same.pk), lot=f"award:{same.pk}"),),
    )
    (new,) = replace(desk.call("li", JUNE), line_id=final.pk, line=by_same).lines.all()
    reverse(desk.call("zhao", JUNE), line_id=final.pk, reasons=WHY)
    ends = desk.approve(new, JUNE).notice_ends_on
    night = run_nightly(nine_on(ends + timedelta(days=1)))
    assert night.final == [new.pk], "what was to be replaced is gone already: the better line takes effect by itself"


def test_an_irrevocable_line_is_not_replaced(desk: Desk) -> None:
    enrolment, (final, _) = one_final_one_waiting(desk, KEEP)
    desk.award("li", "computer_rank", date(2025, 9, 30), subject="C语言", level="4")
    (line,) = quote_replacement(enrolment, JUNE, final.pk).plan.lines
    with pytest.raises(NotAllowedNow, match="IRREVOCABLE"):
        replace(desk.call("li", JUNE), line_id=final.pk, line=line)


def test_a_worth_is_corrected_by_turning_the_issue_round_and_only_while_nothing_was_taken(desk: Desk) -> None:
    award = desk.award("li", "training_certificate", date(2025, 5, 6), training="实训", hours=32)
    for credits_given, expected in ((300, {"credit": 300}), (0, {"use": 1}), (150, {"credit": 150})):
        correct_worth(desk.call("sun", APRIL), award_id=award.pk, bank_credits=credits_given, reasons=WHY)
        assert lot(award) == expected
    award.refresh_from_db()
    assert award.bank_credits == 200
    enrolment = desk.enrol("li", RETURN, date(2025, 9, 1))
    (line,) = desk.apply(enrolment, APRIL)
    assert line.inputs.get().amount == 150
    with pytest.raises(NotAllowedNow, match="LOT_TOUCHED"):
        correct_worth(desk.call("sun", APRIL), award_id=award.pk, bank_credits=100, reasons=WHY)


@pytest.mark.parametrize(
    ("bank_credits", "reasons", "code"),
    [(-1, WHY, "WORTH_ABSURD"), (100_001, WHY, "WORTH_ABSURD"), (100, [], "REASON_REQUIRED")],
)
def test_a_worth_is_not_corrected_without_reason_or_measure(
    desk: Desk, bank_credits: int, reasons: list[Reason], code: str
) -> None:
    award = desk.award("li", "training_certificate", date(2025, 5, 6), training="实训", hours=32)
    with pytest.raises(NotAllowedNow, match=code):
        correct_worth(desk.call("sun", APRIL), award_id=award.pk, bank_credits=bank_credits, reasons=reasons)
    assert lot(award) == {"credit": 200}


def test_an_expired_award_is_not_corrected_and_does_not_expire_twice(desk: Desk) -> None:
    award = desk.award(
        "li", "micro_credential", date(2021, 5, 11), on=date(2026, 4, 1), subject="智能制造", assessed=True, hours=16
    )
    assert not expire(desk.call("system", date(2026, 5, 10)), award_id=award.pk)
    call = desk.call("system", date(2026, 5, 11))
    assert expire(call, award_id=award.pk)
    assert expire(call, award_id=award.pk)
    assert not expire(desk.call("system", date(2026, 5, 12)), award_id=award.pk)
    with pytest.raises(NotAllowedNow, match="AWARD_STATUS"):
        correct_worth(desk.call("sun", date(2026, 5, 12)), award_id=award.pk, bank_credits=100, reasons=WHY)
    assert lot(award) == {}


def test_an_old_student_keeps_the_old_rules(desk: Desk) -> None:
    desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    old = desk.enrol("li", OLD, date(2025, 9, 1))
    assert targets(desk.quote(old, APRIL).plan.lines) == {"LV-1": 300}
    desk.award("zhang", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    new = desk.enrol("zhang", OLD, date(2026, 3, 2))
    assert desk.quote(new, APRIL).plan.lines == ()


def test_a_policy_that_is_not_yet_in_force_asks_for_nothing(desk: Desk) -> None:
    desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    enrolment = desk.enrol("li", LATER, date(2025, 9, 1))
    assert desk.quote(enrolment, APRIL).case.policies == ()
    assert targets(desk.quote(enrolment, APRIL).plan.lines) == {"LV-1": 300}
    assert desk.quote(enrolment, date(2027, 1, 4)).plan.lines == ()


def test_a_status_that_may_not_follow_is_refused(desk: Desk) -> None:
    enrolment = desk.enrol("li", RETURN, date(2025, 9, 1))
    with pytest.raises(NotAllowedNow, match="ENROLMENT_STATUS"):
        change_status(desk.call("zhao", JUNE), enrolment, "rescinded")


def test_courses_are_passed_once_and_not_where_they_were_granted(desk: Desk) -> None:
    enrolment, _ = one_final_one_waiting(desk, RETURN)
    call = desk.call("zhao", JUNE)
    with pytest.raises(NotAllowedNow, match="COURSE_ALREADY_GRANTED"):
        pass_course(call, enrolment_id=enrolment.pk, course="LV-1", passed_on=JUNE)
    other = desk.enrol("zhang", RETURN, date(2025, 9, 1))
    pass_course(desk.call("zhao", JUNE), enrolment_id=other.pk, course="LV-1", passed_on=JUNE)
    with pytest.raises(NotAllowedNow, match="COURSE_ALREADY_PASSED"):
        pass_course(desk.call("zhao", JUNE), enrolment_id=other.pk, course="LV-1", passed_on=JUNE)
    with pytest.raises(NotAllowedNow, match="ALREADY_ENROLLED"):
        enrol(call, learner_id=desk.learner("zhang"), programme=RETURN, year=2025, enrolled_on=JUNE)
