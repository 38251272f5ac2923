"""A verb called twice with one request id writes once and answers the same; the id stands for nothing else."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from creditbank.audit.errors import RequestConflict
from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.apply import apply
from creditbank.bank.call import Call
from creditbank.bank.certify import certify
from creditbank.bank.decide import decide, object_to, publish_notice, withdraw
from creditbank.bank.deposit import accept, deposit, give_up, refuse, return_for_correction, submit
from creditbank.bank.enrol import enrol, pass_course
from creditbank.bank.expire import expire
from creditbank.bank.finalise import finalise
from creditbank.bank.inquire import freeze, release
from creditbank.bank.leave import complete, leave
from creditbank.bank.models import Enrolment, Review
from creditbank.bank.quote import quote_replacement
from creditbank.bank.replace import replace
from creditbank.bank.reverse import correct_worth, reverse
from creditbank.bank.revoke import annul_revocation, answer_review, revoke
from creditbank.bank.roster import RosterRow, certify_many, certify_roster
from creditbank.rules.definitions import Shape
from tests.people import CENTRE
from tests.scenarios.definitions import of, programme, rule
from tests.scenarios.world import LATER, NC, TODAY, WHY, World, changed, rows

Act = Callable[[Call, Any], Any]
"""The verb on one content, or on another where the second argument is given."""
TINY = "craftsman-college/test-tiny"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return (
        programme(TINY, ["province/gd-2025"], {"TI-1": "3.00", "TI-2": "5.00"}),
        rule("craftsman-college/test-tiny", TINY, {"rank": of("computer_rank")}, "TI-1"),
    )


def graduate(w: World) -> Enrolment:
    enrolment = w.desk.enrol("zhang", TINY, date(2025, 9, 1))
    w.desk.pass_courses(enrolment, ["TI-1", "TI-2"], TODAY)
    return enrolment


def of_deposit(w: World) -> tuple[str, Act]:
    claims = [
        w.desk.claim("computer_rank", date(2026, 3, 28), subject=name, level="2") for name in ("Java语言", "Python语言")
    ]
    return "li", lambda call, other: deposit(
        call, learner_id=w.li, achievement_id="computer_rank", claim=claims[1 if other else 0]
    )


def of_submit(w: World) -> tuple[str, Act]:
    return_for_correction(w.call("wu", TODAY), deposit_id=w.deposit.pk, reasons=WHY)
    claim = w.desk.claim("computer_rank", date(2026, 3, 28), subject="C语言", level="3")
    return "li", lambda call, other: submit(call, deposit_id=w.deposit.pk, claim=None if other else claim)


def of_give_up(w: World) -> tuple[str, Act]:
    return_for_correction(w.call("wu", TODAY), deposit_id=w.deposit.pk, reasons=WHY)
    return "li", lambda call, other: give_up(call, deposit_id=w.deposit.pk, on_behalf_of="river-works" if other else "")


def of_accept(w: World) -> tuple[str, Act]:
    return "wu", lambda call, other: accept(call, deposit_id=w.award.deposit_id if other else w.deposit.pk)


def of_return(w: World) -> tuple[str, Act]:
    return "wu", lambda call, other: return_for_correction(call, deposit_id=w.deposit.pk, reasons=WHY, note=other or "")


def of_refuse(w: World) -> tuple[str, Act]:
    return "wang", lambda call, other: refuse(call, deposit_id=w.deposit.pk, reasons=WHY, note=other or "")


def of_certify(w: World) -> tuple[str, Act]:
    return "wang", lambda call, other: certify(call, deposit_id=w.deposit.pk, ruling=other or "")


def of_roster(w: World) -> tuple[str, Act]:
    claim = w.desk.claim("computer_rank", date(2026, 3, 28), subject="Java语言", level="2")
    roster = [RosterRow(w.li, "computer_rank", claim), RosterRow(w.li, "nothing", claim)]
    return "wang", lambda call, other: certify_roster(call, body=CENTRE, rows=roster[:1] if other else roster).awards


def of_certify_many(w: World) -> tuple[str, Act]:
    return (
        "wang",
        lambda call, other: certify_many(call, body=CENTRE, deposit_ids=[] if other else [w.deposit.pk]).awards,
    )


def of_enrol(w: World) -> tuple[str, Act]:
    return "zhao", lambda call, other: enrol(
        call, learner_id=w.desk.learner("zhang"), programme=NC, year=2025, enrolled_on=TODAY, student_number=other or ""
    )


def of_pass_course(w: World) -> tuple[str, Act]:
    return "zhao", lambda call, other: pass_course(
        call, enrolment_id=w.enrolment.pk, course="PUB-PE-1", passed_on=TODAY, score=other or ""
    )


def of_apply(w: World) -> tuple[str, Act]:
    return "li", lambda call, other: apply(
        call, enrolment_id=w.enrolment.pk, lines=() if other else w.plan.lines, plan=w.plan
    )


def of_decide(w: World) -> tuple[str, Act]:
    return "zhao", lambda call, other: decide(call, line_id=w.line.pk, verdict="approve", note=other or "")


def of_publish(w: World) -> tuple[str, Act]:
    decide(w.call("zhao", TODAY), line_id=w.line.pk, verdict="approve")
    (second,) = w.desk.apply(w.enrolment, TODAY, lines=w.plan.lines)
    return "zhao", lambda call, other: publish_notice(call, line_id=second.pk if other else w.line.pk)


def of_object(w: World) -> tuple[str, Act]:
    w.published_line()
    return "zhang", lambda call, other: object_to(call, line_id=w.line.pk, text=other or "证书有误")


def of_finalise(w: World) -> tuple[str, Act]:
    w.published_line()
    (second,) = w.desk.apply(w.enrolment, TODAY, lines=w.plan.lines)
    return "zhao", lambda call, other: finalise(call, line_id=second.pk if other else w.line.pk)


def of_withdraw(w: World) -> tuple[str, Act]:
    (second,) = w.desk.apply(w.enrolment, TODAY, lines=w.plan.lines)
    return "li", lambda call, other: withdraw(call, line_id=second.pk if other else w.line.pk)


def of_appeal(w: World) -> tuple[str, Act]:
    w.refused_line()
    return "sun", lambda call, other: appeal(call, line_id=w.line.pk, text=other or "内容相同", admitted_late=True)


def of_decide_appeal(w: World) -> tuple[str, Act]:
    filed = w.open_appeal()
    return "qian", lambda call, other: decide_appeal(call, appeal_id=filed.pk, outcome="upheld", reason=other or "相同")


def of_freeze(w: World) -> tuple[str, Act]:
    return "chen", lambda call, other: freeze(call, award_id=w.free.pk, reason=other or "举报")


def of_release(w: World) -> tuple[str, Act]:
    inquiry = freeze(w.call("chen", TODAY), award_id=w.free.pk, reason="举报")
    return "chen", lambda call, other: release(call, inquiry_id=inquiry.pk, note=other or "")


def of_revoke(w: World) -> tuple[str, Act]:
    return "chen", lambda call, other: revoke(call, award_id=w.award.pk, reasons=WHY, note=other or "")


def of_annul(w: World) -> tuple[str, Act]:
    revoke(w.call("chen", TODAY), award_id=w.award.pk, reasons=WHY)
    return "chen", lambda call, other: annul_revocation(call, award_id=w.award.pk, note=other or "误撤")


def of_answer(w: World) -> tuple[str, Act]:
    award = w.desk.award("zhang", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    enrolment = w.desk.enrol("zhang", TINY, date(2025, 9, 1))
    w.desk.convert(enrolment, date(2025, 10, 13))
    w.desk.pass_courses(enrolment, ["TI-2"], TODAY)
    complete(w.call("zhao", TODAY), enrolment_id=enrolment.pk)
    revoke(w.call("chen", TODAY), award_id=award.pk, reasons=WHY)
    review = Review.objects.get()
    return "zhao", lambda call, other: answer_review(
        call, review_id=review.pk, answer="rescinds", reason=other or "不再符合"
    )


def of_expire(w: World) -> tuple[str, Act]:
    old = w.desk.award(
        "li", "micro_credential", date(2021, 5, 4), on=TODAY, subject="智能制造", assessed=True, hours=16
    )
    return "system", lambda call, other: expire(call, award_id=w.free.pk if other else old.pk)


def of_replace(w: World) -> tuple[str, Act]:
    old = w.final_line()
    w.desk.award("li", "occupational_skill_certificate", date(2025, 10, 6), occupation="6-18-01-01", level="2")
    found = quote_replacement(w.enrolment, LATER, old.pk).plan
    (line,) = (one for one in found.lines if one.rule == old.rule)
    (other_line,) = w.plan.lines
    return "li", lambda call, other: replace(call, line_id=old.pk, line=other_line if other else line)


def of_leave(w: World) -> tuple[str, Act]:
    return "zhao", lambda call, other: leave(call, enrolment_id=w.enrolment.pk, note=other or "")


def of_complete(w: World) -> tuple[str, Act]:
    enrolment = graduate(w)
    return "zhao", lambda call, other: complete(call, enrolment_id=enrolment.pk, note=other or "")


def of_reverse(w: World) -> tuple[str, Act]:
    w.final_line()
    return "qian", lambda call, other: reverse(call, line_id=w.line.pk, reasons=WHY, note=other or "")


def of_correct(w: World) -> tuple[str, Act]:
    return "sun", lambda call, other: correct_worth(
        call, award_id=w.free.pk, bank_credits=200 if other else 300, reasons=WHY
    )


VERBS = (
    of_deposit, of_submit, of_give_up, of_accept, of_return, of_refuse, of_certify, of_roster, of_certify_many, of_enrol, of_pass_course,
    of_apply, of_decide, of_publish, of_object, of_finalise, of_withdraw, of_appeal, of_decide_appeal, of_freeze, of_release,
    of_revoke, of_annul, of_answer, of_expire, of_replace, of_leave, of_complete, of_reverse, of_correct,
)  # fmt: skip


@pytest.mark.parametrize("prepare", VERBS, ids=lambda one: one.__name__.removeprefix("of_"))
def test_a_repeated_request_answers_the_same_and_writes_once(
    world: World, prepare: Callable[[World], tuple[str, Act]]
) -> None:
    who, act = prepare(world)
    call = world.call(who, LATER, uuid4())
    before = rows()
    first = act(call, None)
    assert "audit_auditrow" in changed(before)
    between = rows()
    assert act(call, None) == first
    assert changed(between) == []
    with pytest.raises(RequestConflict):
        act(call, "另一内容")
    with pytest.raises(RequestConflict):
        act(world.call(who, LATER, world.deposit.pk), None)
    assert changed(between) == []
