"""The life of a line between application and its end: verdicts, notice, objection, appeal, withdrawal, the nightly run."""

import dataclasses
from datetime import date, timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.certify import certify
from creditbank.bank.decide import decide, object_to, publish_notice, withdraw
from creditbank.bank.errors import NotAllowedNow, QuoteStale, RefusedByRule, SamePerson
from creditbank.bank.finalise import finalise
from creditbank.bank.models import ConversionLine, Enrolment
from creditbank.bank.nightly import run_nightly
from creditbank.bank.quote import quote_programme
from creditbank.bank.roster import RosterRow, certify_roster
from creditbank.catalogue.publishing import publish
from creditbank.kernel.decision import Reason
from creditbank.people.institutions import appoint
from creditbank.people.permissions import SYSTEM
from creditbank.people.roles import Role
from creditbank.plan.problem import Draw, Granted, Line
from creditbank.rules.definitions import Shape
from creditbank.rules.rulebook import Rulebook
from tests.people import CENTRE, FOUNDED, nine_on
from tests.scenarios.definitions import extended, of, policy, programme, rule
from tests.scenarios.desk import Desk, granted, held, lot, state, targets, why_unused

PLAIN = "craftsman-college/test-plain"
AT_ONCE = "craftsman-college/test-at-once"
CAPPED = "craftsman-college/test-capped"
APRIL = date(2026, 4, 13)
WHY = [Reason("CONTENT_DIFFERS")]
CAP = 'cap = [{{ id = "most", measure = "credits", at_most = "{most}" }}]'


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    courses = {"PL-1": "3.00", "PL-2": "2.00"}
    rank = {"rank": of("computer_rank")}
    return (
        policy("craftsman-college/test-plain", "notice_days = 5\nappeal_days = 10"),
        policy("craftsman-college/test-at-once", "notice_days = 0"),
        policy("craftsman-college/test-capped", CAP.format(most="3.00")),
        programme(PLAIN, ["craftsman-college/test-plain"], courses),
        programme(AT_ONCE, ["craftsman-college/test-at-once"], courses),
        programme(CAPPED, ["craftsman-college/test-capped"], courses),
        *(rule(f"{place}-rank", place, rank, "PL-1") for place in (PLAIN, AT_ONCE, CAPPED)),
        rule(
            "craftsman-college/test-needs-a-score",
            PLAIN,
            {"training": of("training_certificate", '{ field = "award.score", at_least = 80 }')},
            "PL-2",
        ),
    )


def applied(desk: Desk, programme_id: str = PLAIN) -> tuple[Enrolment, ConversionLine]:
    """李师傅 has applied for PL-1 with a computer rank that 王老师 certified."""
    desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    enrolment = desk.enrol("li", programme_id, date(2025, 9, 1))
    (line,) = desk.apply(enrolment, APRIL)
    return enrolment, line


def test_an_objection_during_the_notice_sends_the_line_back_and_approval_publishes_it_anew(desk: Desk) -> None:
    enrolment, line = applied(desk)
    desk.approve(line, APRIL)
    objected = object_to(desk.call("zhang", date(2026, 4, 15)), line_id=line.pk, text="证书不是本人的。")
    assert (objected.state, objected.notice_ends_on, objected.due_on) == ("referred", None, date(2026, 4, 22))
    with pytest.raises(NotAllowedNow, match="LINE_STATE"):
        object_to(desk.call("zhang", date(2026, 4, 15)), line_id=line.pk, text="再次异议")
    desk.settle([line], date(2026, 4, 20))
    assert (state(line), granted(enrolment)) == ("final", 300)
    assert [step.verb for step in line.decisions.all()] == [
        "apply",
        "decide",
        "publish_notice",
        "object",
        "decide",
        "publish_notice",
        "finalise",
    ]


def test_before_the_notice_is_over_nothing_becomes_final(desk: Desk) -> None:
    _, line = applied(desk)
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="approve")
    with pytest.raises(NotAllowedNow, match="NOTICE_MISSING"):
        finalise(desk.call("zhao", APRIL), line_id=line.pk)
    ends = publish_notice(desk.call("zhao", APRIL), line_id=line.pk).notice_ends_on
    assert ends == date(2026, 4, 20)
    with pytest.raises(NotAllowedNow, match="NOTICE_RUNNING"):
        finalise(desk.call("zhao", ends), line_id=line.pk)


def test_the_nightly_run_finishes_what_is_due_and_a_second_one_changes_nothing(desk: Desk) -> None:
    enrolment, line = applied(desk)
    desk.approve(line, APRIL)
    night = nine_on(date(2026, 4, 21))
    assert run_nightly(nine_on(date(2026, 4, 20))).final == []
    assert run_nightly(night).final == [line.pk]
    assert run_nightly(night).final == []
    assert granted(enrolment) == 300


def test_where_a_policy_asks_for_no_notice_approval_is_final(desk: Desk) -> None:
    enrolment, line = applied(desk, AT_ONCE)
    done = decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="approve")
    assert (done.state, done.final_on, granted(enrolment)) == ("final", APRIL, 300)


def test_a_referred_line_is_decided_later(desk: Desk) -> None:
    _, line = applied(desk)
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="refer", reasons=WHY, note="请专家看")
    assert state(line) == "referred"
    decide(desk.call("qian", date(2026, 4, 14)), line_id=line.pk, verdict="approve")
    assert state(line) == "approved"


def test_a_verdict_against_the_learner_needs_a_reason(desk: Desk) -> None:
    _, line = applied(desk)
    for verdict in ("refuse", "refer"):
        with pytest.raises(NotAllowedNow, match="REASON_REQUIRED"):
            decide(desk.call("zhao", APRIL), line_id=line.pk, verdict=verdict)


def test_who_certified_an_input_may_not_convert_it(desk: Desk) -> None:
    _, line = applied(desk)
    appoint(
        request_id=line.pk,
        actor=SYSTEM,
        user=desk.city.users["wang"],
        institution="craftsman-college",
        role=Role.REGISTRAR,
        since=FOUNDED,
        at=nine_on(FOUNDED),
    )
    with pytest.raises(SamePerson, match="CERTIFIER_MAY_NOT_CONVERT"):
        decide(desk.call("wang", APRIL), line_id=line.pk, verdict="approve")


def test_a_clerk_of_the_employer_decides_nothing_about_its_workers(desk: Desk) -> None:
    """周经办 of River Works has become registrar and reviewer as well; 何志强 works at River Works."""
    for place, role in (("craftsman-college", Role.REGISTRAR), (CENTRE, Role.CERTIFICATION_REVIEWER)):
        appoint(
            request_id=uuid4(),
            actor=SYSTEM,
            user=desk.city.users["zhou"],
            institution=place,
            role=role,
            since=FOUNDED,
            at=nine_on(FOUNDED),
        )
    row = desk.deposit("he", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    with pytest.raises(SamePerson, match="EMPLOYER_MAY_NOT_DECIDE"):
        certify(desk.call("zhou", APRIL), deposit_id=row.pk)
    claim = desk.claim("computer_rank", date(2025, 3, 29), subject="Java语言", level="2")
    roster = certify_roster(
        desk.call("zhou", APRIL), body=CENTRE, rows=[RosterRow(desk.learner("he"), "computer_rank", claim)]
    )
    assert roster.faults[0].code == "EMPLOYER_MAY_NOT_DECIDE"
    certify(desk.call("wang", APRIL), deposit_id=row.pk)
    (line,) = desk.apply(desk.enrol("he", PLAIN, date(2025, 9, 1)), APRIL)
    with pytest.raises(SamePerson, match="EMPLOYER_MAY_NOT_DECIDE"):
        decide(desk.call("zhou", APRIL), line_id=line.pk, verdict="approve")


def test_an_appeal_upheld_by_another_registrar_approves_the_line(desk: Desk) -> None:
    enrolment, line = applied(desk)
    refused = decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="refuse", reasons=WHY)
    assert (refused.appeal_ends_on, held(line)) == (date(2026, 4, 27), {"use": 1})
    with pytest.raises(NotAllowedNow, match="LINE_STATE"):
        decide(desk.call("qian", APRIL), line_id=line.pk, verdict="approve")
    filed = appeal(desk.call("li", date(2026, 4, 27)), line_id=line.pk, text="内容相同。")
    with pytest.raises(SamePerson):
        decide_appeal(desk.call("zhao", date(2026, 4, 28)), appeal_id=filed.pk, outcome="upheld", reason="相同")
    with pytest.raises(NotAllowedNow, match="REASON_REQUIRED"):
        decide_appeal(desk.call("qian", date(2026, 4, 28)), appeal_id=filed.pk, outcome="upheld", reason=" ")
    assert run_nightly(nine_on(date(2026, 5, 4))).closed == []
    decide_appeal(desk.call("qian", date(2026, 5, 6)), appeal_id=filed.pk, outcome="upheld", reason="内容相同")
    assert state(line) == "approved"
    ends = publish_notice(desk.call("zhao", date(2026, 5, 6)), line_id=line.pk).notice_ends_on
    finalise(desk.call("zhao", ends + timedelta(days=1)), line_id=line.pk)
    assert granted(enrolment) == 300


def test_a_refused_line_without_an_appeal_is_closed_when_the_time_is_over(desk: Desk) -> None:
    _, line = applied(desk)
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="refuse", reasons=WHY)
    assert run_nightly(nine_on(date(2026, 4, 27))).closed == []
    assert run_nightly(nine_on(date(2026, 4, 28))).closed == [line.pk]
    assert (state(line), lot(line.lead)) == ("closed", {"use": 1})
    with pytest.raises(NotAllowedNow, match="NOTHING_TO_APPEAL"):
        appeal(desk.call("li", date(2026, 4, 28)), line_id=line.pk, text="迟了")


def test_a_late_appeal_needs_the_centre_to_let_it_in(desk: Desk) -> None:
    _, line = applied(desk)
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="refuse", reasons=WHY)
    late = date(2026, 5, 6)
    with pytest.raises(NotAllowedNow, match="APPEAL_TOO_LATE"):
        appeal(desk.call("li", late), line_id=line.pk, text="住院")
    filed = appeal(desk.call("sun", late), line_id=line.pk, text="住院", admitted_late=True)
    with pytest.raises(NotAllowedNow, match="APPEAL_OPEN"):
        appeal(desk.call("sun", late), line_id=line.pk, text="又一次", admitted_late=True)
    with pytest.raises(NotAllowedNow, match="APPEAL_OPEN"):
        withdraw(desk.call("li", late), line_id=line.pk)
    assert filed.due_on > late


def test_the_learner_withdraws_before_the_notice_or_lets_a_refused_line_go(desk: Desk) -> None:
    enrolment, line = applied(desk)
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="approve")
    withdraw(desk.call("li", APRIL), line_id=line.pk)
    assert (state(line), lot(line.lead)) == ("withdrawn", {"use": 1})
    (second,) = desk.apply(enrolment, APRIL)
    decide(desk.call("zhao", APRIL), line_id=second.pk, verdict="refuse", reasons=WHY)
    withdraw(desk.call("li", APRIL), line_id=second.pk)
    assert (state(second), lot(line.lead)) == ("closed", {"use": 1})
    (third,) = desk.apply(enrolment, APRIL)
    desk.approve(third, APRIL)
    with pytest.raises(NotAllowedNow, match="LINE_STATE"):
        withdraw(desk.call("li", APRIL), line_id=third.pk)


def test_a_possible_line_waits_for_the_fact_that_a_person_supplies(desk: Desk) -> None:
    award = desk.award("li", "training_certificate", date(2025, 5, 6), training="实训", hours=32)
    enrolment = desk.enrol("li", PLAIN, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert found.plan.lines == ()
    assert why_unused(found, award).code == "FACT_MISSING"
    (candidate,) = found.problem.candidates
    line = Line(
        candidate=candidate.id,
        rule=candidate.rule,
        lead=str(award.pk),
        draws=(
            Draw(
                outcome=str(award.pk),
                slot="training",
                lot=f"award:{award.pk}",
                unit="credit",
                amount=award.bank_credits,
            ),
        ),
        grants=(Granted(course="PL-2", amount=200),),
    )
    (row,) = desk.apply(enrolment, APRIL, lines=[line])
    assert (row.state, [reason["field"] for reason in row.missing]) == ("referred", ["award.score"])
    with pytest.raises(NotAllowedNow) as missing:
        decide(desk.call("zhao", APRIL), line_id=row.pk, verdict="approve")
    assert (missing.value.code, missing.value.parameters) == ("FACTS_MISSING", {"fields": ["award.score"]})
    decide(desk.call("zhao", APRIL), line_id=row.pk, verdict="approve", facts={"award.score": 86})
    assert state(row) == "approved"
    assert row.decisions.last().facts == {"award.score": 86}


def test_a_quote_goes_stale_when_the_course_is_passed_meanwhile(desk: Desk) -> None:
    desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    enrolment = desk.enrol("li", PLAIN, date(2025, 9, 1))
    plan = desk.quote(enrolment, APRIL).plan
    desk.pass_courses(enrolment, ["PL-1"], APRIL)
    with pytest.raises(QuoteStale) as stale:
        desk.apply(enrolment, APRIL, lines=plan.lines, plan=plan)
    assert [reason.code for reason in stale.value.reasons] == ["ALREADY_DONE"]
    assert not ConversionLine.objects.exists()


def test_caps_are_counted_again_before_a_line_becomes_final(
    desk: Desk, real_book: Rulebook, definitions: tuple[Shape, ...]
) -> None:
    """A version that begins on the day of application is published while the notice runs, and is narrower."""
    enrolment, line = applied(desk, CAPPED)
    published = desk.approve(line, APRIL)
    book = extended(real_book, definitions)
    (wide,) = book.policies["craftsman-college/test-capped"]
    narrow = replace(policy(wide.id, CAP.format(most="2.00")), from_=APRIL)
    policies = {**book.policies, wide.id: (replace(wide, until=APRIL), narrow)}
    publish(dataclasses.replace(book, policies=policies), author="编制组", approver="审批组", at=nine_on(APRIL))
    day = published.notice_ends_on + timedelta(days=1)
    with pytest.raises(RefusedByRule) as over:
        finalise(desk.call("zhao", day), line_id=line.pk)
    assert (over.value.code, over.value.reasons) == ("CAP_EXCEEDED", (Reason("CAP", "most", wide.id, 200, 300),))
    assert run_nightly(nine_on(day)).not_final == [(line.pk, "CAP_EXCEEDED")]
    object_to(desk.call("zhang", day), line_id=line.pk, text="超过上限")
    decide(desk.call("zhao", day), line_id=line.pk, verdict="refuse", reasons=WHY)
    withdraw(desk.call("li", day), line_id=line.pk)
    assert granted(enrolment) == 0


def test_a_learner_may_ask_about_a_programme_before_he_enrols(desk: Desk) -> None:
    award = desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    found = quote_programme(desk.call("li", APRIL), learner_id=desk.learner("li"), programme=PLAIN, year=2025)
    assert targets(found.plan.lines) == {"PL-1": 300}
    assert found.hours_saved == 48
    assert found.names == {str(award.pk): {"zh": "computer_rank", "en": "computer_rank"}}
    assert found.findings == ()
