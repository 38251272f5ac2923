"""Paths that are seldom walked: a second use on another day, days of grace, caps of other days, appeals and persons."""

import dataclasses
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace as changed

from creditbank.bank import lots
from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.decide import decide, object_to, withdraw
from creditbank.bank.errors import NotAllowedNow, SamePerson
from creditbank.bank.inquire import freeze, release
from creditbank.bank.leave import complete
from creditbank.bank.models import Award, ConversionLine, Enrolment, Review
from creditbank.bank.nightly import run_nightly
from creditbank.bank.reverse import reverse
from creditbank.bank.revoke import annul_revocation, answer_review, revoke
from creditbank.catalogue.publishing import publish
from creditbank.kernel.decision import Reason
from creditbank.people.institutions import appoint
from creditbank.people.permissions import SYSTEM, Role
from creditbank.plan.problem import Draw, Granted, Line
from creditbank.rules.definitions import Rule, Shape
from creditbank.rules.rulebook import Rulebook
from tests.people import FOUNDED, nine_on
from tests.scenarios.definitions import SOURCE, extended, of, policy, programme, read, rule
from tests.scenarios.desk import Desk, lot, state, why_unused

COLLEGE, OTHER = "craftsman-college", "vocational-college"
PLAIN, AGAIN, AT_ONCE, FIRM, CAPPED, GATHERING = (
    f"{COLLEGE}/np-plain",
    f"{OTHER}/np-again",
    f"{COLLEGE}/np-at-once",
    f"{COLLEGE}/np-firm",
    f"{COLLEGE}/np-capped",
    f"{COLLEGE}/np-gathering",
)
APRIL, ENROLLED = date(2026, 4, 13), date(2025, 9, 1)
WHY = [Reason("EVIDENCE_FALSE")]


def rank_cap(at_most: str) -> str:
    return (
        'cap = [{ id = "rank", name = { zh = "计算机等级", en = "Computer ranks" }, measure = "credits", '
        f'of = [{{ field = "lead.kind", is = "computer_rank" }}], at_most = "{at_most}" }}]'
    )


def gathered(qualification: str) -> Rule:
    return read(
        Rule,
        f"""
        id = "{qualification}-gather"
        name = {{ zh = "测试规则", en = "Rule of a test" }}
        text = "测试条款"
        programmes = ["{qualification}"]
        category = "vocational_certificate"
        overlap = 90
        {SOURCE}
        [[version]]
        from = 2024-01-01
        target = [{{ course = "P-3" }}]
        [[version.slot]]
        id = "fragments"
        take = "credits"
        when = {of("micro_credential")}
        """,
    )


@pytest.fixture(scope="module")
def definitions() -> Sequence[Shape]:
    courses = {"P-1": "3.00", "P-2": "2.00", "P-3": "1.00"}
    scored = of("software_copyright", '{ field = "award.score", at_least = 60 }')
    return (
        policy(f"{COLLEGE}/np-plain", "notice_days = 5"),
        policy(f"{OTHER}/np-again", 'again = "other_qualification"'),
        policy(f"{COLLEGE}/np-at-once", "notice_days = 0"),
        policy(f"{COLLEGE}/np-firm", 'irrevocable = true\non_leaving = "keep"'),
        policy(f"{COLLEGE}/np-capped", rank_cap("3.00")),
        programme(PLAIN, [f"{COLLEGE}/np-plain"], courses),
        programme(AGAIN, [f"{OTHER}/np-again"], courses),
        programme(AT_ONCE, [f"{COLLEGE}/np-at-once"], courses),
        programme(FIRM, [f"{COLLEGE}/np-firm"], courses),
        programme(CAPPED, [f"{COLLEGE}/np-capped"], courses),
        programme(GATHERING, [f"{COLLEGE}/np-plain"], courses),
        *(
            rule(f"{one}-rank", one, {"rank": of("computer_rank")}, "P-1")
            for one in (PLAIN, AGAIN, AT_ONCE, FIRM, CAPPED)
        ),
        *(rule(f"{one}-training", one, {"t": of("training_certificate")}, "P-2") for one in (PLAIN, CAPPED)),
        gathered(GATHERING),
        rule(f"{AT_ONCE}-scored", AT_ONCE, {"t": scored}, "P-3"),
    )


def rank(desk: Desk, who: str = "li") -> Award:
    return desk.award(who, "computer_rank", date(2025, 3, 29), subject="C语言", level="2")


def micro(desk: Desk) -> Award:
    """Three credits in the bank until 4 May 2027."""
    return desk.award(
        "li", "micro_credential", date(2022, 5, 4), on=date(2025, 6, 3), subject="a", assessed=True, hours=48
    )


def one_credit_of(desk: Desk, award: Award, enrolment: Enrolment, on: date) -> ConversionLine:
    (candidate,) = desk.quote(enrolment, on).problem.candidates
    draw = Draw(outcome=str(award.pk), slot="fragments", lot=f"award:{award.pk}", unit="credit", amount=100)
    line = Line(
        candidate=candidate.id, rule=candidate.rule, lead=str(award.pk), draws=(draw,), grants=(Granted(course="P-3", amount=100),)
    )  # fmt: skip
    (filed,) = desk.apply(enrolment, on, lines=[line])
    return filed


def refused_and_appealed(desk: Desk, line: ConversionLine, who: str = "li") -> object:
    decide(desk.call("zhao", APRIL), line_id=line.pk, verdict="refuse", reasons=WHY)
    return appeal(desk.call(who, APRIL), line_id=line.pk, text="请复核").pk


def test_a_second_use_that_was_withdrawn_can_be_applied_for_on_another_day(desk: Desk) -> None:
    award = rank(desk)
    desk.convert(desk.enrol("li", PLAIN, ENROLLED), date(2025, 11, 10))
    second = desk.enrol("li", AGAIN, ENROLLED)
    (line,) = desk.apply(second, APRIL)
    withdraw(desk.call("li", APRIL), line_id=line.pk)
    (again,) = desk.apply(second, APRIL + timedelta(days=1))
    assert again.inputs.get().lot == lots.again_lot(award.pk, AGAIN)


def test_what_comes_back_after_its_day_can_be_used_in_the_days_of_grace(desk: Desk) -> None:
    award = micro(desk)
    enrolment = desk.enrol("li", GATHERING, ENROLLED)
    line = one_credit_of(desk, award, enrolment, date(2027, 4, 20))
    assert run_nightly(nine_on(date(2027, 5, 4))).expired == [award.pk]
    freeze(desk.call("chen", date(2027, 5, 5)), award_id=award.pk, reason="举报")
    (inquiry,) = award.inquiries.all()
    release(desk.call("chen", date(2027, 5, 6)), inquiry_id=inquiry.pk)
    withdraw(desk.call("li", date(2027, 5, 10)), line_id=line.pk)
    assert lot(award) == {"credit": 100}
    assert run_nightly(nine_on(date(2027, 5, 11))).expired == []
    found = desk.quote(enrolment, date(2027, 5, 11))
    assert [one.grants[0].course for one in found.plan.lines] == ["P-3"]
    assert run_nightly(nine_on(date(2027, 6, 30))).expired == [award.pk]
    assert why_unused(desk.quote(enrolment, date(2027, 7, 1)), award).code == "EXPIRED"


@pytest.mark.parametrize("by", ["release", "annulment"])
def test_what_an_inquiry_or_a_wrong_revocation_kept_has_its_days_of_grace(desk: Desk, by: str) -> None:
    award = micro(desk)
    before, after = desk.call("chen", date(2027, 5, 1)), desk.call("chen", date(2027, 5, 10))
    if by == "release":
        inquiry = freeze(before, award_id=award.pk, reason="举报")
        assert run_nightly(nine_on(date(2027, 5, 4))).expired == []
        release(after, inquiry_id=inquiry.pk)
    else:
        revoke(before, award_id=award.pk, reasons=WHY)
        annul_revocation(after, award_id=award.pk, note="复核属实")
    assert run_nightly(nine_on(date(2027, 5, 10))).expired == []
    assert lot(award) == {"credit": 300}


def test_nothing_expires_in_the_middle_of_an_inquiry(desk: Desk) -> None:
    award = micro(desk)
    enrolment = desk.enrol("li", GATHERING, ENROLLED)
    line = one_credit_of(desk, award, enrolment, date(2027, 4, 20))
    inquiry = freeze(desk.call("chen", date(2027, 4, 21)), award_id=award.pk, reason="举报")
    withdraw(desk.call("li", date(2027, 4, 22)), line_id=line.pk)
    assert run_nightly(nine_on(date(2027, 5, 4))).expired == []
    release(desk.call("chen", date(2027, 5, 5)), inquiry_id=inquiry.pk)
    assert lot(award) == {"credit": 300}


def test_a_cap_in_which_a_line_does_not_count_does_not_stop_it(desk: Desk, real_book: Rulebook, definitions: Sequence[Shape]) -> None:  # fmt: skip
    rank(desk)
    enrolment = desk.enrol("li", CAPPED, ENROLLED)
    desk.convert(enrolment, APRIL)
    book, day = extended(real_book, definitions), date(2026, 5, 1)
    (wide,) = book.policies[f"{COLLEGE}/np-capped"]
    narrow = changed(policy(wide.id, rank_cap("2.00")), from_=day)
    versions = {**book.policies, wide.id: (changed(wide, until=day), narrow)}
    publish(dataclasses.replace(book, policies=versions), author="编制组", approver="审批组", at=nine_on(APRIL))
    desk.award("li", "training_certificate", date(2025, 5, 6), training="实训", hours=32)
    (line,) = desk.apply(enrolment, date(2026, 5, 11))
    ends = desk.approve(line, date(2026, 5, 11)).notice_ends_on
    assert ends is not None
    assert run_nightly(nine_on(ends + timedelta(days=1))).final == [line.pk]


def test_who_certified_or_employs_does_not_decide_an_appeal(desk: Desk) -> None:
    rank(desk)
    rank(desk, "he")
    (mine,) = desk.apply(desk.enrol("li", PLAIN, ENROLLED), APRIL)
    (his,) = desk.apply(desk.enrol("he", PLAIN, ENROLLED), APRIL)
    for who in ("wang", "zhou"):
        user = desk.city.users[who]
        appoint(request_id=desk.call("li", APRIL).request_id, actor=SYSTEM, user=user, institution=COLLEGE,
                role=Role.REGISTRAR, since=FOUNDED, at=nine_on(FOUNDED))  # fmt: skip
    for who, code, filed in (
        ("wang", "CERTIFIER_MAY_NOT_CONVERT", refused_and_appealed(desk, mine)),
        ("zhou", "EMPLOYER_MAY_NOT_DECIDE", refused_and_appealed(desk, his, "he")),
    ):
        with pytest.raises(SamePerson, match=code):
            decide_appeal(desk.call(who, APRIL), appeal_id=filed, outcome="upheld", reason="属实")  # type: ignore[arg-type]


def test_an_upheld_appeal_is_an_approval_with_all_that_belongs_to_it(desk: Desk) -> None:
    rank(desk)
    registered = desk.award("li", "software_copyright", date(2025, 5, 6), author_order=1)
    enrolment = desk.enrol("li", AT_ONCE, ENROLLED)
    problem = desk.quote(enrolment, APRIL).problem
    maybe = next(one for one in problem.candidates if one.possible)
    draw = Draw(outcome=str(registered.pk), slot="t", lot=f"award:{registered.pk}", unit="use", amount=1)
    lacking = Line(candidate=maybe.id, rule=maybe.rule, lead=str(registered.pk), draws=(draw,), grants=(Granted(course="P-3", amount=100),))  # fmt: skip
    (possible,) = desk.apply(enrolment, APRIL, lines=[lacking])
    (sure,) = desk.apply(enrolment, APRIL)
    for line in (possible, sure):
        filed = refused_and_appealed(desk, line)
        call = desk.call("qian", APRIL)
        if line is possible:
            with pytest.raises(NotAllowedNow, match="FACTS_MISSING"):
                decide_appeal(call, appeal_id=filed, outcome="upheld", reason="属实")  # type: ignore[arg-type]
        decide_appeal(call, appeal_id=filed, outcome="upheld", reason="属实", facts={"award.score": 80})  # type: ignore[arg-type]
        assert state(line) == "final"


def test_an_irrevocable_line_is_not_let_go_through_an_objection(desk: Desk) -> None:
    rank(desk)
    (line,) = desk.apply(desk.enrol("li", FIRM, ENROLLED), APRIL)
    desk.approve(line, APRIL)
    object_to(desk.call("zhang", APRIL), line_id=line.pk, text="请再核对")
    with pytest.raises(NotAllowedNow, match="IRREVOCABLE"):
        withdraw(desk.call("li", APRIL), line_id=line.pk)


def test_reversing_after_a_rescission_leaves_nothing_in_a_revoked_lot(desk: Desk) -> None:
    false = [rank(desk), desk.award("li", "training_certificate", date(2025, 5, 6), training="t", hours=32)]
    enrolment = desk.enrol("li", PLAIN, ENROLLED)
    desk.convert(enrolment, APRIL)
    desk.pass_courses(enrolment, ["P-3"], date(2026, 6, 1))
    complete(desk.call("zhao", date(2026, 6, 1)), enrolment_id=enrolment.pk)
    for award in false:
        revoke(desk.call("chen", date(2026, 6, 2)), award_id=award.pk, reasons=WHY)
    stands, rescinds = (Review.objects.get(award=award) for award in false)
    answer_review(desk.call("zhao", date(2026, 6, 3)), review_id=stands.pk, answer="stands", reason="不影响")
    answer_review(desk.call("zhao", date(2026, 6, 3)), review_id=rescinds.pk, answer="rescinds", reason="不符")
    reverse(desk.call("zhao", date(2026, 6, 4)), line_id=stands.line_id, reasons=WHY)
    assert [lot(award) for award in false] == [{}, {}]
    annul_revocation(desk.call("chen", date(2026, 6, 5)), award_id=false[0].pk, note="复核属实")
    assert lot(false[0]) == {"use": 1}
