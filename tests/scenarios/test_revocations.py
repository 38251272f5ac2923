"""Inquiries, revocations and their consequences, before graduation and after it; and when the revocation was wrong."""

from datetime import date

import pytest

from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.decide import decide, publish_notice
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.finalise import finalise
from creditbank.bank.inquire import freeze, release
from creditbank.bank.leave import complete
from creditbank.bank.models import Award, ConversionLine, Enrolment, Review
from creditbank.bank.nightly import run_nightly
from creditbank.bank.revoke import annul_revocation, answer_review, revoke
from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Shape
from tests.people import nine_on
from tests.scenarios.definitions import of, policy, programme, rule
from tests.scenarios.desk import Desk, granted, held, lot, state, targets, why_unused

PLACE = "craftsman-college/test-revocations"
OTHER = "vocational-college/test-revocations"
APRIL = date(2026, 4, 13)
JUNE = date(2026, 6, 1)
FALSE = [Reason("FALSE_EVIDENCE")]


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    pair = {"rank": of("computer_rank"), "training": of("training_certificate")}
    return (
        policy("craftsman-college/test-plain", "notice_days = 5"),
        policy("vocational-college/test-again", 'again = "other_qualification"'),
        programme(PLACE, ["craftsman-college/test-plain"], {"RV-1": "3.00", "RV-2": "2.00"}),
        programme(OTHER, ["vocational-college/test-again"], {"RO-1": "3.00", "RO-2": "2.00"}),
        rule(f"{PLACE}-pair", PLACE, pair, "RV-1"),
        rule(f"{PLACE}-online", PLACE, {"course": of("online_course_certificate")}, "RV-2"),
        rule(f"{OTHER}-rank", OTHER, {"rank": of("computer_rank")}, "RO-1"),
    )


def pair(desk: Desk) -> tuple[Award, Award, Enrolment]:
    """A computer rank and a training of 李师傅, who studies at the craftsman college."""
    rank = desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    training = desk.award("li", "training_certificate", date(2025, 5, 6), training="编程实训", hours=32)
    return rank, training, desk.enrol("li", PLACE, date(2025, 9, 1))


def graduate(desk: Desk) -> tuple[Award, Award, Enrolment, ConversionLine]:
    """The same, with his line final, the other course passed, and the enrolment completed."""
    rank, training, enrolment = pair(desk)
    (line,) = desk.convert(enrolment, APRIL)
    desk.pass_courses(enrolment, ["RV-2"], JUNE)
    complete(desk.call("zhao", JUNE), enrolment_id=enrolment.pk)
    return rank, training, enrolment, line


def test_an_inquiry_stops_a_published_line_and_ends_with_nothing_found(desk: Desk) -> None:
    rank, training, enrolment = pair(desk)
    (line,) = desk.apply(enrolment, APRIL)
    desk.approve(line, APRIL)
    inquiry = freeze(desk.call("chen", date(2026, 4, 15)), award_id=rank.pk, reason="举报")
    assert (state(line), line.notice_ends_on, held(line)) == ("referred", None, {"credit": 200, "use": 1})
    assert run_nightly(nine_on(date(2026, 5, 11))).final == []
    with pytest.raises(NotAllowedNow, match="UNDER_INQUIRY"):
        decide(desk.call("zhao", date(2026, 4, 16)), line_id=line.pk, verdict="approve")
    with pytest.raises(NotAllowedNow, match="AWARD_STATUS"):
        freeze(desk.call("chen", date(2026, 4, 15)), award_id=rank.pk, reason="再次举报")
    release(desk.call("chen", date(2026, 4, 20)), inquiry_id=inquiry.pk, note="属实")
    with pytest.raises(NotAllowedNow, match="INQUIRY_CLOSED"):
        release(desk.call("chen", date(2026, 4, 20)), inquiry_id=inquiry.pk)
    desk.settle([line], date(2026, 4, 21))
    assert (state(line), granted(enrolment), lot(training)) == ("final", 300, {})


def test_a_frozen_lot_is_set_aside_and_comes_back(desk: Desk) -> None:
    rank, _, enrolment = pair(desk)
    inquiry = freeze(desk.call("sun", APRIL), award_id=rank.pk, reason="举报")
    assert lot(rank) == {}
    assert why_unused(desk.quote(enrolment, APRIL), rank).code == "FROZEN"
    release(desk.call("sun", APRIL), inquiry_id=inquiry.pk)
    assert lot(rank) == {"use": 1}
    assert targets(desk.quote(enrolment, APRIL).plan.lines) == {"RV-1": 300}


def test_an_upheld_appeal_does_not_make_a_line_final_while_an_inquiry_runs(desk: Desk) -> None:
    rank, _, enrolment = pair(desk)
    (line,) = desk.apply(enrolment, APRIL)
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="refuse", reasons=FALSE)
    filed = appeal(desk.call("li", date(2026, 4, 14)), line_id=line.pk, text="属实")
    inquiry = freeze(desk.call("chen", date(2026, 4, 15)), award_id=rank.pk, reason="举报")
    decide_appeal(desk.call("qian", date(2026, 4, 16)), appeal_id=filed.pk, outcome="upheld", reason="属实")
    for act in (publish_notice, finalise):
        with pytest.raises(NotAllowedNow, match=r"UNDER_INQUIRY|NOTICE_MISSING"):
            act(desk.call("zhao", date(2026, 4, 16)), line_id=line.pk)
    release(desk.call("chen", date(2026, 4, 17)), inquiry_id=inquiry.pk)
    publish_notice(desk.call("zhao", date(2026, 4, 20)), line_id=line.pk)
    assert run_nightly(nine_on(date(2026, 5, 11))).final == [line.pk]


def test_a_revocation_closes_what_waits_and_ends_the_inquiry(desk: Desk) -> None:
    rank, training, enrolment = pair(desk)
    (line,) = desk.apply(enrolment, APRIL)
    inquiry = freeze(desk.call("chen", date(2026, 4, 15)), award_id=rank.pk, reason="举报")
    revoke(desk.call("chen", date(2026, 4, 20)), award_id=rank.pk, reasons=FALSE, note="与发证机构核对不符")
    inquiry.refresh_from_db()
    assert (inquiry.outcome, state(line)) == ("revoked", "closed")
    assert (lot(rank), lot(training)) == ({}, {"credit": 200})
    with pytest.raises(NotAllowedNow, match="AWARD_STATUS"):
        revoke(desk.call("chen", date(2026, 4, 21)), award_id=rank.pk, reasons=FALSE)
    with pytest.raises(NotAllowedNow, match="AWARD_STATUS"):
        freeze(desk.call("chen", date(2026, 4, 21)), award_id=rank.pk, reason="再查")


def test_the_appeal_of_a_line_that_a_revocation_has_closed_can_still_be_answered(desk: Desk) -> None:
    rank, _, enrolment = pair(desk)
    (line,) = desk.apply(enrolment, APRIL)
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="refuse", reasons=FALSE)
    filed = appeal(desk.call("li", date(2026, 4, 14)), line_id=line.pk, text="属实")
    revoke(desk.call("chen", date(2026, 4, 15)), award_id=rank.pk, reasons=FALSE)
    answered = decide_appeal(
        desk.call("qian", date(2026, 4, 16)), appeal_id=filed.pk, outcome="dismissed", reason="证书已撤销"
    )
    assert (answered.outcome, state(line)) == ("dismissed", "closed")


def test_after_graduation_the_school_may_let_it_stand(desk: Desk) -> None:
    rank, _, enrolment, line = graduate(desk)
    revoke(desk.call("chen", date(2026, 9, 1)), award_id=rank.pk, reasons=FALSE)
    review = Review.objects.get()
    done = answer_review(
        desk.call("zhao", date(2026, 9, 2)), review_id=review.pk, answer="stands", reason="另有成绩支持"
    )
    assert (done.answer, state(line), granted(enrolment)) == ("stands", "final", 300)
    with pytest.raises(NotAllowedNow, match="REVIEW_ANSWERED"):
        answer_review(desk.call("zhao", date(2026, 9, 2)), review_id=review.pk, answer="rescinds", reason="再议")


def test_or_rescind_the_qualification_and_both_false_awards_are_empty_at_the_end(desk: Desk) -> None:
    rank, training, enrolment, line = graduate(desk)
    for award in (rank, training):
        revoke(desk.call("chen", date(2026, 9, 1)), award_id=award.pk, reasons=FALSE)
    first, second = Review.objects.order_by("award__kind")
    answer_review(desk.call("zhao", date(2026, 9, 2)), review_id=first.pk, answer="rescinds", reason="不再符合毕业要求")
    enrolment.refresh_from_db()
    assert (enrolment.status, state(line), granted(enrolment)) == ("rescinded", "reversed", 0)
    assert (lot(rank), lot(training)) == ({}, {})
    answer_review(desk.call("zhao", date(2026, 9, 3)), review_id=second.pk, answer="rescinds", reason="同上")
    annul_revocation(desk.call("chen", date(2026, 9, 7)), award_id=rank.pk, note="复核属实")
    assert (lot(rank), lot(training)) == ({"use": 1}, {})


def test_a_second_review_of_a_rescinded_qualification_reverses_its_own_line(desk: Desk) -> None:
    online = desk.award(
        "li", "online_course_certificate", date(2025, 5, 6), course="写作", level="associate", credits="2.00", hours=32
    )
    rank, _, enrolment = pair(desk)
    desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 500
    complete(desk.call("zhao", JUNE), enrolment_id=enrolment.pk)
    for award in (rank, online):
        revoke(desk.call("chen", date(2026, 9, 1)), award_id=award.pk, reasons=FALSE)
    for review, left in zip(Review.objects.order_by("award__kind"), (200, 0), strict=True):
        with pytest.raises(NotAllowedNow, match="REASON_REQUIRED"):
            answer_review(desk.call("zhao", date(2026, 9, 2)), review_id=review.pk, answer="rescinds", reason="")
        answer_review(desk.call("zhao", date(2026, 9, 2)), review_id=review.pk, answer="rescinds", reason="不再符合")
        assert granted(enrolment) == left
    enrolment.refresh_from_db()
    assert [event.status for event in enrolment.events.all()] == ["active", "completed", "rescinded"]


def test_an_annulled_revocation_brings_the_lot_back_and_answers_the_review(desk: Desk) -> None:
    rank, _, _, line = graduate(desk)
    revoke(desk.call("chen", date(2026, 9, 1)), award_id=rank.pk, reasons=FALSE)
    annul_revocation(desk.call("chen", date(2026, 9, 2)), award_id=rank.pk, note="误撤")
    review = Review.objects.get()
    assert (review.answer, review.reason, state(line)) == ("stands", "误撤", "final")
    with pytest.raises(NotAllowedNow, match="AWARD_STATUS"):
        annul_revocation(desk.call("chen", date(2026, 9, 2)), award_id=rank.pk, note="误撤")
    revoke(desk.call("chen", date(2026, 10, 12)), award_id=rank.pk, reasons=FALSE)
    assert Review.objects.filter(answer="").count() == 1


def test_lines_do_not_revive_with_the_award_but_the_learner_may_apply_again(desk: Desk) -> None:
    rank, _, enrolment = pair(desk)
    (line,) = desk.apply(enrolment, APRIL)
    revoke(desk.call("chen", APRIL), award_id=rank.pk, reasons=FALSE)
    assert lot(rank) == {}
    annul_revocation(desk.call("chen", date(2026, 4, 20)), award_id=rank.pk, note="误撤")
    assert (state(line), lot(rank)) == ("closed", {"use": 1})
    (again,) = desk.convert(enrolment, date(2026, 4, 21))
    assert (state(again), granted(enrolment)) == ("final", 300)


def test_a_paper_that_was_certified_again_meanwhile_keeps_the_revocation(desk: Desk) -> None:
    rank, _, _ = pair(desk)
    number = rank.deposit.details["certificate_number"]
    revoke(desk.call("chen", APRIL), award_id=rank.pk, reasons=FALSE)
    desk.award(
        "li", "computer_rank", date(2025, 3, 29), on=APRIL, subject="C语言", level="2", certificate_number=number
    )
    with pytest.raises(NotAllowedNow, match="CERTIFIED_AGAIN_SINCE"):
        annul_revocation(desk.call("chen", APRIL), award_id=rank.pk, note="误撤")


def test_an_award_that_had_expired_is_expired_again_when_its_revocation_is_annulled(desk: Desk) -> None:
    award = desk.award(
        "li", "micro_credential", date(2021, 5, 11), on=date(2026, 4, 1), subject="智能制造", assessed=True, hours=16
    )
    run_nightly(nine_on(date(2026, 5, 11)))
    revoke(desk.call("chen", date(2026, 5, 12)), award_id=award.pk, reasons=FALSE)
    annul_revocation(desk.call("chen", date(2026, 5, 13)), award_id=award.pk, note="误撤")
    enrolment = desk.enrol("li", PLACE, date(2026, 5, 13))
    assert why_unused(desk.quote(enrolment, date(2026, 5, 13)), award).code == "EXPIRED"
    assert lot(award) == {}


def test_an_award_used_twice_loses_both_uses(desk: Desk) -> None:
    rank, _, enrolment = pair(desk)
    (first,) = desk.convert(enrolment, APRIL)
    other = desk.enrol("li", OTHER, date(2025, 9, 1))
    (second,) = desk.convert(other, date(2026, 5, 11))
    assert (granted(enrolment), granted(other)) == (300, 300)
    revoke(desk.call("chen", JUNE), award_id=rank.pk, reasons=FALSE)
    assert {state(first), state(second)} == {"reversed"}
    assert (granted(enrolment), granted(other), lot(rank)) == (0, 0, {})
    annul_revocation(desk.call("chen", date(2026, 6, 2)), award_id=rank.pk, note="误撤")
    (line,) = desk.convert(other, date(2026, 6, 3))
    assert line.inputs.get().lot == f"award:{rank.pk}"
