"""What is refused or stale by its day: accreditations, suspensions, age, rules that have lapsed or are yet to come."""

from datetime import date
from uuid import uuid4

import pytest

from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.certify import certify
from creditbank.bank.deposit import deposit, refuse
from creditbank.bank.errors import Duplicate, NotAllowedNow, QuoteStale
from creditbank.bank.leave import leave
from creditbank.bank.quote import quote
from creditbank.bank.revoke import revoke
from creditbank.catalogue.achievements import add_achievement
from creditbank.kernel.decision import Reason, Refer, Refuse
from creditbank.people.institutions import suspend
from creditbank.people.models import Accreditation
from creditbank.people.permissions import SYSTEM
from tests.people import FOUNDED, SECOND, nine_on
from tests.scenarios.desk import Desk
from tests.scenarios.worded import assert_reason_worded, assert_worded
from tests.scenarios.world import changed, rows

WHY = [Reason("CONTENT_DIFFERS")]


def at_the_second_centre(
    desk: Desk, on: date, *, entry: str = "second-lathe", kind: str = "occupational_skill_certificate", **details: str
):
    """A deposit at the second centre, which 林老师 tries to certify on that day."""
    claim = desk.claim(kind, date(2024, 1, 8), **details)
    row = deposit(desk.call("li", on), learner_id=desk.learner("li"), achievement_id=entry, claim=claim)
    before = rows()
    decision = certify(desk.call("lin", on), deposit_id=row.pk)
    assert changed(before) == []
    return decision


def add_entry(name: str, kind: str, fixed: dict[str, str]) -> None:
    add_achievement(
        request_id=uuid4(),
        actor=SYSTEM,
        id=name,
        kind=kind,
        body=SECOND,
        name_zh=name,
        name_en=name,
        at=nine_on(FOUNDED),
        fixed=fixed,
    )


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2024, 12, 31), "NOT_YET_ACCREDITED"),
        (date(2026, 1, 1), "ACCREDITATION_ENDED"),
        (date(2025, 6, 2), "BODY_SUSPENDED"),
    ],
)
def test_a_body_certifies_only_while_it_is_accredited(desk: Desk, on: date, code: str) -> None:
    accreditation = Accreditation.objects.get(institution=SECOND)
    suspend(
        request_id=uuid4(),
        actor=SYSTEM,
        accreditation=accreditation.pk,
        since=date(2025, 6, 1),
        until=date(2025, 7, 1),
        reason="整改",
        at=nine_on(FOUNDED),
    )
    refused = at_the_second_centre(desk, on, level="4")
    assert isinstance(refused, Refuse)
    assert [reason.code for reason in refused.reasons] == [code]
    assert_reason_worded(refused.reasons[0])


def test_a_body_certifies_only_kinds_and_scopes_that_it_is_accredited_for(desk: Desk) -> None:
    add_entry("second-miller", "occupational_skill_certificate", {"occupation": "6-18-01-02"})
    add_entry("second-computer", "computer_rank", {})
    day = date(2025, 5, 12)
    miller = at_the_second_centre(desk, day, entry="second-miller", level="4")
    computer = at_the_second_centre(
        desk, day, entry="second-computer", kind="computer_rank", subject="C语言", level="2"
    )
    for refused, code in ((miller, "OUT_OF_SCOPE"), (computer, "NOT_ACCREDITED")):
        assert isinstance(refused, Refuse)
        assert [reason.code for reason in refused.reasons] == [code]
        assert_reason_worded(refused.reasons[0])


def test_somebody_under_the_minimum_age_is_referred_and_not_refused(desk: Desk) -> None:
    row = desk.deposit("xiao", "training_certificate", date(2025, 7, 1), training="暑期实训", hours=32)
    before = rows()
    referred = certify(desk.call("wang", date(2025, 7, 3)), deposit_id=row.pk)
    assert isinstance(referred, Refer)
    assert changed(before) == []
    assert_reason_worded(referred.reasons[0])


def test_a_paper_certified_for_somebody_else_meanwhile_is_found_when_certifying(desk: Desk) -> None:
    day = date(2025, 5, 12)
    row = desk.deposit(
        "li", "computer_rank", date(2025, 3, 29), on=day, subject="C语言", level="2", certificate_number="同号"
    )
    refuse(desk.call("wang", day), deposit_id=row.pk, reasons=WHY)
    desk.award(
        "zhang", "computer_rank", date(2025, 3, 29), on=day, subject="C语言", level="2", certificate_number="同号"
    )
    filed = appeal(desk.call("li", day), deposit_id=row.pk, text="是我的")
    decide_appeal(desk.call("chen", day), appeal_id=filed.pk, outcome="upheld", reason="再审")
    before = rows()
    with pytest.raises(Duplicate, match="DUPLICATE_CERTIFIED") as duplicate:
        certify(desk.call("wang", day), deposit_id=row.pk)
    assert changed(before) == []
    assert_worded(duplicate.value)


@pytest.mark.parametrize(
    ("occupation", "programme", "quoted", "applied", "reason"),
    [
        ("6-18-02-04", "craftsman-college/460301", date(2025, 6, 16), date(2025, 7, 1), Reason("RULE_LAPSED", "rule.id", "", "2025-07-01", "craftsman-college/mech-welder-lapsed")),
        ("6-18-01-13", "craftsman-college/460103", date(2027, 1, 4), date(2026, 12, 31), Reason("RULE_NOT_YET", "rule.id", "", "2027-01-01", "craftsman-college/cnc-additive-2027")),
    ],
)  # fmt: skip
def test_a_rule_that_has_lapsed_or_is_yet_to_come_makes_the_quote_stale(
    desk: Desk, occupation: str, programme: str, quoted: date, applied: date, reason: Reason
) -> None:
    desk.award("li", "occupational_skill_certificate", date(2024, 5, 6), occupation=occupation, level="4")
    enrolment = desk.enrol("li", programme, date(2025, 1, 6))
    plan = desk.quote(enrolment, quoted).plan
    assert [line.rule for line in plan.lines] == [reason.found]
    before = rows()
    with pytest.raises(QuoteStale) as stale:
        desk.apply(enrolment, applied, lines=plan.lines, plan=plan)
    assert changed(before) == []
    assert stale.value.reasons == (reason,)
    assert_worded(stale.value)


def test_an_award_revoked_meanwhile_makes_the_quote_stale(desk: Desk) -> None:
    award = desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    enrolment = desk.enrol("li", "craftsman-college/460103", date(2025, 9, 1))
    plan = desk.quote(enrolment, date(2026, 4, 13)).plan
    revoke(desk.call("chen", date(2026, 4, 13)), award_id=award.pk, reasons=WHY)
    with pytest.raises(QuoteStale) as stale:
        desk.apply(enrolment, date(2026, 4, 13), lines=plan.lines)
    assert [reason.code for reason in stale.value.reasons] == ["LINE_NOT_OFFERED"]
    assert_worded(stale.value)


def test_who_has_left_gets_no_quote(desk: Desk) -> None:
    enrolment = desk.enrol("li", "craftsman-college/460103", date(2025, 9, 1))
    leave(desk.call("zhao", date(2026, 4, 13)), enrolment_id=enrolment.pk)
    with pytest.raises(NotAllowedNow, match="ENROLMENT_STATUS") as left:
        quote(desk.call("li", date(2026, 4, 13)), enrolment_id=enrolment.pk)
    assert_worded(left.value)
