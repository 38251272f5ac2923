"""Calls of every verb that cannot be, as tables: a sentence, the call, and the code (with the codes of the reasons)."""

from collections.abc import Callable, Mapping
from dataclasses import replace as with_changes
from datetime import date
from typing import Any
from uuid import uuid4

from msgspec.structs import replace as changed_line

from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.apply import apply
from creditbank.bank.call import Call
from creditbank.bank.certify import certify
from creditbank.bank.claims import Claim
from creditbank.bank.decide import decide, object_to, publish_notice, withdraw
from creditbank.bank.deposit import accept, deposit, give_up, refuse, return_for_correction, submit
from creditbank.bank.enrol import enrol, pass_course
from creditbank.bank.expire import expire
from creditbank.bank.finalise import finalise
from creditbank.bank.inquire import freeze, release
from creditbank.bank.leave import complete, leave
from creditbank.bank.queues import deposit_queue, deposit_sheet, line_queue, line_sheet
from creditbank.bank.quote import quote, quote_programme
from creditbank.bank.record import record, transcript
from creditbank.bank.replace import replace
from creditbank.bank.reverse import correct_worth, reverse
from creditbank.bank.revoke import annul_revocation, answer_review, revoke
from tests.scenarios.world import LATER, NC, TODAY, WHY, World

LATHE = "occupational_skill_certificate"
Ask = Callable[[World], Any]


def claim(w: World, **changes: Any) -> Claim:
    """A good claim of a lathe certificate, with these changes; ``details`` are merged, ``None`` takes one out."""
    good = w.desk.claim(LATHE, date(2025, 5, 6), occupation="6-18-01-01", level="4")
    details = {**good.details, **changes.pop("details", {})}
    return with_changes(good, details={name: value for name, value in details.items() if value is not None}, **changes)


def put_in(w: World, who: str = "li", *, entry: str = LATHE, learner: int | None = None, **changes: Any) -> Any:
    return deposit(
        w.call(who, TODAY), learner_id=learner or w.desk.learner(who), achievement_id=entry, claim=claim(w, **changes)
    )


def as_learner(w: World, who: str, on: date = TODAY) -> Call:
    """That member of staff, who has 李师傅's account: a person before his own case."""
    call = w.call(who, on)
    return with_changes(call, actor=with_changes(call.actor, learner_id=w.li))


NOWHERE = uuid4()
DEPOSIT: Mapping[str, tuple[Ask, str]] = {
    "for an unknown person": (lambda w: put_in(w, learner=99_999), "PERSON_UNKNOWN"),
    "of an unknown entry": (lambda w: put_in(w, entry="nothing"), "ACHIEVEMENT_UNKNOWN"),
    "for somebody else": (lambda w: put_in(w, "zhang", learner=w.li), "OTHER_LEARNER"),
    "by a clerk of another institution": (
        lambda w: deposit(
            w.call("zhou", TODAY), learner_id=w.li, achievement_id=LATHE, claim=claim(w), on_behalf_of="city-union"
        ),
        "OTHER_INSTITUTION",
    ),
    "earned tomorrow": (lambda w: put_in(w, earned_on=date(2026, 4, 14)), "CLAIM_INVALID:DATE_IN_FUTURE"),
    "earned a century ago": (lambda w: put_in(w, earned_on=date(1926, 4, 14)), "CLAIM_INVALID:DATE_ABSURD"),
    "ending before it begins": (
        lambda w: put_in(w, valid_until=date(2025, 5, 5)),
        "CLAIM_INVALID:ENDS_BEFORE_IT_BEGINS",
    ),
    "by no issuer": (lambda w: put_in(w, issuer="  "), "CLAIM_INVALID:MISSING"),
    "by an issuer with an endless name": (lambda w: put_in(w, issuer="长" * 121), "CLAIM_INVALID:TOO_LARGE"),
    "with an endless grade": (lambda w: put_in(w, grade="优" * 41), "CLAIM_INVALID:TOO_LARGE"),
    "with a grade on a scale that does not exist": (
        lambda w: put_in(w, grade="A", grade_scale="letters"),
        "CLAIM_INVALID:NOT_ONE_OF",
    ),
    "by a route that does not exist": (lambda w: put_in(w, route="shortcut"), "CLAIM_INVALID:NOT_ONE_OF"),
    "without its paper": (lambda w: put_in(w, evidence=()), "CLAIM_INVALID:EVIDENCE_MISSING"),
    "without its number": (lambda w: put_in(w, details={"certificate_number": None}), "CLAIM_INVALID:MISSING"),
    "of a level that is not on the scale": (lambda w: put_in(w, details={"level": "9"}), "CLAIM_INVALID:NOT_ON_SCALE"),
    "of an occupation that does not exist": (
        lambda w: put_in(w, details={"occupation": "9-99-99-99"}),
        "CLAIM_INVALID:UNKNOWN_OCCUPATION",
    ),
    "with a field that nobody asked for": (
        lambda w: put_in(w, details={"colour": "red"}),
        "CLAIM_INVALID:UNKNOWN_FIELD",
    ),
    "with a score above the best": (lambda w: put_in(w, details={"theory_score": 101}), "CLAIM_INVALID:TOO_LARGE"),
    "with a score that is no number": (
        lambda w: put_in(w, details={"theory_score": "good"}),
        "CLAIM_INVALID:NOT_INTEGER",
    ),
    "of negative hours": (lambda w: put_in(w, hours=-1), "CLAIM_INVALID:TOO_SMALL"),
    "of absurd hours": (lambda w: put_in(w, hours=1_000_000), "CLAIM_INVALID:TOO_LARGE"),
    "of negative credits": (lambda w: put_in(w, credits="-1.00"), "CLAIM_INVALID:TOO_SMALL"),
    "of absurd credits": (lambda w: put_in(w, credits="100000.00"), "CLAIM_INVALID:TOO_LARGE"),
    "of credits that are no amount": (lambda w: put_in(w, credits="3,5"), "CLAIM_INVALID:NOT_AMOUNT"),
    "against what the catalogue fixes": (
        lambda w: put_in(w, entry="second-lathe", details={"occupation": "6-18-01-02"}),
        "CLAIM_INVALID:FIXED_BY_CATALOGUE",
    ),
    "of a paper that waits already": (
        lambda w: put_in(w, entry="computer_rank", details=dict(w.deposit.details, occupation=None, level="2")),
        "DUPLICATE_PENDING",
    ),
    "of a paper that is certified already": (
        lambda w: put_in(w, details=w.award.deposit.details),
        "DUPLICATE_CERTIFIED",
    ),
    "of somebody else's certified paper at another body": (
        lambda w: put_in(w, "zhang", entry="second-lathe", details=w.award.deposit.details),
        "DUPLICATE_CERTIFIED",
    ),
    "of the same paper in another spelling": (
        lambda w: put_in(
            w,
            details={
                **w.award.deposit.details,
                "certificate_number": " " + str(w.award.deposit.details["certificate_number"]),
            },
        ),
        "DUPLICATE_CERTIFIED",
    ),
}
REVIEW: Mapping[str, tuple[Ask, str]] = {
    "handing in what is not there": (lambda w: submit(w.call("li", TODAY), deposit_id=NOWHERE), "DEPOSIT_UNKNOWN"),
    "handing in twice": (lambda w: submit(w.call("li", TODAY), deposit_id=w.deposit.pk), "DEPOSIT_STATUS"),
    "giving up what is being looked at": (
        lambda w: give_up(w.call("li", TODAY), deposit_id=w.deposit.pk),
        "DEPOSIT_STATUS",
    ),
    "giving up somebody else's": (lambda w: give_up(w.call("zhang", TODAY), deposit_id=w.deposit.pk), "OTHER_LEARNER"),
    "giving up as a clerk what the learner put in himself": (
        lambda w: give_up(w.call("zhou", TODAY), deposit_id=w.deposit.pk, on_behalf_of="river-works"),
        "OTHER_INSTITUTION",
    ),
    "accepting without the role": (lambda w: accept(w.call("zhao", TODAY), deposit_id=w.deposit.pk), "ROLE_MISSING"),
    "accepting at another body": (lambda w: accept(w.call("lin", TODAY), deposit_id=w.deposit.pk), "OTHER_INSTITUTION"),
    "accepting one's own": (lambda w: accept(as_learner(w, "wang"), deposit_id=w.deposit.pk), "OWN_CASE"),
    "accepting what is certified": (
        lambda w: accept(w.call("wu", TODAY), deposit_id=w.award.deposit_id),
        "DEPOSIT_STATUS",
    ),
    "returning without a reason": (
        lambda w: return_for_correction(w.call("wu", TODAY), deposit_id=w.deposit.pk, reasons=[]),
        "REASON_REQUIRED",
    ),
    "refusing without a reason": (
        lambda w: refuse(w.call("wang", TODAY), deposit_id=w.deposit.pk, reasons=[]),
        "REASON_REQUIRED",
    ),
    "refusing one's own": (lambda w: refuse(as_learner(w, "wang"), deposit_id=w.deposit.pk, reasons=WHY), "OWN_CASE"),
    "certifying one's own": (lambda w: certify(as_learner(w, "wang"), deposit_id=w.deposit.pk), "OWN_CASE"),
    "certifying at another body": (
        lambda w: certify(w.call("lin", TODAY), deposit_id=w.deposit.pk),
        "OTHER_INSTITUTION",
    ),
    "certifying without the role": (lambda w: certify(w.call("wu", TODAY), deposit_id=w.deposit.pk), "ROLE_MISSING"),
    "certifying a part of somebody else's whole": (
        lambda w: certify(w.call("wang", TODAY), deposit_id=w.deposit.pk, part_of=NOWHERE),
        "AWARD_UNKNOWN",
    ),
    "certifying twice": (lambda w: certify(w.call("wang", TODAY), deposit_id=w.award.deposit_id), "DEPOSIT_STATUS"),
}
CONVERSION: Mapping[str, tuple[Ask, str]] = {
    "enrolling in nothing": (
        lambda w: enrol(
            w.call("zhao", TODAY), learner_id=w.li, programme="craftsman-college/none", year=2025, enrolled_on=TODAY
        ),
        "PROGRAMME_UNKNOWN",
    ),
    "enrolling in another year": (
        lambda w: enrol(w.call("zhao", TODAY), learner_id=w.li, programme=NC, year=1999, enrolled_on=TODAY),
        "PROGRAMME_UNKNOWN",
    ),
    "enrolling tomorrow": (
        lambda w: enrol(
            w.call("zhao", TODAY), learner_id=w.desk.learner("he"), programme=NC, year=2025, enrolled_on=LATER
        ),
        "DATE_IN_FUTURE",
    ),
    "enrolling twice": (
        lambda w: enrol(w.call("zhao", TODAY), learner_id=w.li, programme=NC, year=2025, enrolled_on=TODAY),
        "ALREADY_ENROLLED",
    ),
    "enrolling an unknown person": (
        lambda w: enrol(w.call("zhao", TODAY), learner_id=99_999, programme=NC, year=2025, enrolled_on=TODAY),
        "PERSON_UNKNOWN",
    ),
    "enrolling oneself": (
        lambda w: enrol(w.call("li", TODAY), learner_id=w.li, programme=NC, year=2025, enrolled_on=TODAY),
        "ROLE_MISSING",
    ),
    "passing a course of another programme": (
        lambda w: pass_course(w.call("zhao", TODAY), enrolment_id=w.enrolment.pk, course="WELD-9", passed_on=TODAY),
        "COURSE_UNKNOWN",
    ),
    "enrolling under an endless number": (
        lambda w: enrol(
            w.call("zhao", TODAY),
            learner_id=w.desk.learner("he"),
            programme=NC,
            year=2025,
            enrolled_on=TODAY,
            student_number="1" * 41,
        ),
        "TEXT_TOO_LONG",
    ),
    "passing a course tomorrow": (
        lambda w: pass_course(w.call("zhao", TODAY), enrolment_id=w.enrolment.pk, course="PUB-PE-1", passed_on=LATER),
        "DATE_IN_FUTURE",
    ),
    "passing a course nowhere": (
        lambda w: pass_course(w.call("zhao", TODAY), enrolment_id=NOWHERE, course="PUB-PE-1", passed_on=TODAY),
        "ENROLMENT_UNKNOWN",
    ),
    "a quote nowhere": (lambda w: quote(w.call("li", TODAY), enrolment_id=NOWHERE), "ENROLMENT_UNKNOWN"),
    "a quote for somebody else": (
        lambda w: quote(w.call("zhang", TODAY), enrolment_id=w.enrolment.pk),
        "OTHER_LEARNER",
    ),
    "a quote for an unknown programme": (
        lambda w: quote_programme(w.call("li", TODAY), learner_id=w.li, programme="craftsman-college/none", year=2025),
        "PROGRAMME_UNKNOWN",
    ),
    "a quote for a stranger": (
        lambda w: quote_programme(w.call("zhao", TODAY), learner_id=w.desk.learner("he"), programme=NC, year=2025),
        "OTHER_INSTITUTION",
    ),
    "applying for nothing": (
        lambda w: apply(w.call("li", TODAY), enrolment_id=w.enrolment.pk, lines=[]),
        "NOTHING_CHOSEN",
    ),
    "applying for somebody else": (
        lambda w: apply(w.call("zhang", TODAY), enrolment_id=w.enrolment.pk, lines=w.plan.lines),
        "OTHER_LEARNER",
    ),
    "applying for a line that no rule offers": (
        lambda w: apply(
            w.call("li", TODAY),
            enrolment_id=w.enrolment.pk,
            lines=[changed_line(w.plan.lines[0], candidate="x", rule="x", draws=())],
        ),
        "QUOTE_STALE:LINE_NOT_OFFERED",
    ),
    "applying for more than the line grants": (
        lambda w: apply(
            w.call("li", TODAY),
            enrolment_id=w.enrolment.pk,
            lines=[changed_line(w.plan.lines[0], grants=(changed_line(w.plan.lines[0].grants[0], amount=900),))],
        ),
        "QUOTE_STALE:GATHERED_SUM,GRANT_AMOUNT",
    ),
    "applying for what is held already": (
        lambda w: apply(
            w.call("li", TODAY),
            enrolment_id=w.enrolment.pk,
            lines=[
                changed_line(
                    w.plan.lines[0],
                    candidate="y",
                    rule="y",
                    draws=(changed_line(w.plan.lines[0].draws[0], outcome=str(w.award.pk)),),
                )
            ],
        ),
        "QUOTE_STALE:HELD",
    ),
    "deciding what is not there": (
        lambda w: decide(w.call("zhao", TODAY), line_id=NOWHERE, verdict="approve"),
        "LINE_UNKNOWN",
    ),
    "deciding one's own": (lambda w: decide(as_learner(w, "zhao"), line_id=w.line.pk, verdict="approve"), "OWN_CASE"),
    "deciding without the role": (
        lambda w: decide(w.call("chen", TODAY), line_id=w.line.pk, verdict="approve"),
        "ROLE_MISSING",
    ),
    "publishing what is not approved": (
        lambda w: publish_notice(w.call("zhao", TODAY), line_id=w.line.pk),
        "LINE_STATE",
    ),
    "objecting without a text": (
        lambda w: object_to(w.call("zhang", TODAY), line_id=w.line.pk, text=" "),
        "REASON_REQUIRED",
    ),
    "objecting to what is not published": (
        lambda w: object_to(w.call("zhang", TODAY), line_id=w.line.pk, text="有误"),
        "LINE_STATE",
    ),
    "finalising what is not approved": (lambda w: finalise(w.call("zhao", LATER), line_id=w.line.pk), "LINE_STATE"),
    "withdrawing somebody else's": (lambda w: withdraw(w.call("zhang", TODAY), line_id=w.line.pk), "OTHER_LEARNER"),
    "appealing against nothing": (lambda w: appeal(w.call("li", TODAY), text="不服"), "APPEAL_ABOUT_NOTHING"),
    "appealing against no refusal": (
        lambda w: appeal(w.call("li", TODAY), text="不服", line_id=w.line.pk),
        "NOTHING_TO_APPEAL",
    ),
    "appealing without a text": (lambda w: appeal(w.call("li", TODAY), text="", line_id=w.line.pk), "REASON_REQUIRED"),
    "deciding an appeal that is not there": (
        lambda w: decide_appeal(w.call("qian", TODAY), appeal_id=NOWHERE, outcome="upheld", reason="相同"),
        "APPEAL_UNKNOWN",
    ),
}
AFTERWARDS: Mapping[str, tuple[Ask, str]] = {
    "freezing what is not there": (
        lambda w: freeze(w.call("chen", TODAY), award_id=NOWHERE, reason="举报"),
        "AWARD_UNKNOWN",
    ),
    "freezing without a reason": (
        lambda w: freeze(w.call("chen", TODAY), award_id=w.free.pk, reason=""),
        "REASON_REQUIRED",
    ),
    "releasing what is not there": (lambda w: release(w.call("chen", TODAY), inquiry_id=NOWHERE), "INQUIRY_UNKNOWN"),
    "revoking without a reason": (
        lambda w: revoke(w.call("chen", TODAY), award_id=w.free.pk, reasons=[]),
        "REASON_REQUIRED",
    ),
    "revoking without the role": (
        lambda w: revoke(w.call("wang", TODAY), award_id=w.free.pk, reasons=WHY),
        "ROLE_MISSING",
    ),
    "revoking one's own": (lambda w: revoke(as_learner(w, "chen"), award_id=w.free.pk, reasons=WHY), "OWN_CASE"),
    "annulling no revocation": (
        lambda w: annul_revocation(w.call("chen", TODAY), award_id=w.free.pk, note="误"),
        "AWARD_STATUS",
    ),
    "answering no review": (
        lambda w: answer_review(w.call("zhao", TODAY), review_id=NOWHERE, answer="stands", reason="可"),
        "REVIEW_UNKNOWN",
    ),
    "replacing what is not final": (
        lambda w: replace(w.call("li", TODAY), line_id=w.line.pk, line=w.plan.lines[0]),
        "REPLACED_LINE_STATE",
    ),
    "expiring without the role": (lambda w: expire(w.call("wang", TODAY), award_id=w.free.pk), "ROLE_MISSING"),
    "leaving somebody else's school": (
        lambda w: leave(w.call("wang", TODAY), enrolment_id=w.enrolment.pk),
        "ROLE_MISSING",
    ),
    "completing one's own": (lambda w: complete(as_learner(w, "zhao"), enrolment_id=w.enrolment.pk), "OWN_CASE"),
    "completing with lines open": (
        lambda w: complete(w.call("zhao", TODAY), enrolment_id=w.enrolment.pk),
        "LINES_OPEN",
    ),
    "reversing without a reason": (
        lambda w: reverse(w.call("qian", TODAY), line_id=w.line.pk, reasons=[]),
        "REASON_REQUIRED",
    ),
    "reversing what is not final": (
        lambda w: reverse(w.call("qian", TODAY), line_id=w.line.pk, reasons=WHY),
        "LINE_STATE",
    ),
    "correcting a worth without the role": (
        lambda w: correct_worth(w.call("chen", TODAY), award_id=w.free.pk, bank_credits=100, reasons=WHY),
        "ROLE_MISSING",
    ),
    "correcting a worth that is held": (
        lambda w: correct_worth(w.call("sun", TODAY), award_id=w.award.pk, bank_credits=100, reasons=WHY),
        "LOT_TOUCHED",
    ),
    "reading an unknown record": (lambda w: record(w.call("sun", TODAY), learner_id=99_999), "PERSON_UNKNOWN"),
    "reading somebody else's record": (lambda w: record(w.call("zhang", TODAY), learner_id=w.li), "OTHER_LEARNER"),
    "reading somebody else's transcript": (
        lambda w: transcript(w.call("zhang", TODAY), enrolment_id=w.enrolment.pk),
        "OTHER_LEARNER",
    ),
    "reading another body's queue": (
        lambda w: deposit_queue(w.call("lin", TODAY), body="assessment-centre"),
        "OTHER_INSTITUTION",
    ),
    "reading another body's sheet": (
        lambda w: deposit_sheet(w.call("lin", TODAY), deposit_id=w.deposit.pk),
        "OTHER_INSTITUTION",
    ),
    "reading a school's queue": (
        lambda w: line_queue(w.call("li", TODAY), institution="craftsman-college"),
        "ROLE_MISSING",
    ),
    "reading one's own line as registrar": (lambda w: line_sheet(as_learner(w, "zhao"), line_id=w.line.pk), "OWN_CASE"),
}
