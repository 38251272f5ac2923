"""Many outcomes at once: good rows are written, faulty ones named, and a second sending changes nothing."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from creditbank.audit.errors import RequestConflict
from creditbank.bank.certify import certify
from creditbank.bank.claims import Claim
from creditbank.bank.models import Award, Deposit
from creditbank.bank.roster import RosterRow, certify_many, certify_roster
from creditbank.ledger import posting
from creditbank.people.errors import Forbidden
from tests.people import CENTRE
from tests.scenarios.desk import Desk, lot

MAY = date(2026, 5, 11)


def course(desk: Desk, number: str, **figures: object) -> Claim:
    given = {"course": "劳动法", "subject_area": "law", "hours": 36, "completion_number": number}
    return desk.claim("union_course", date(2026, 4, 20), **{**given, **figures})


def test_good_rows_are_written_and_each_faulty_row_says_why(desk: Desk) -> None:
    li, xiao = desk.learner("li"), desk.learner("xiao")
    standing = desk.award(
        "zhang",
        "union_course",
        date(2026, 4, 20),
        completion_number="W-0",
        course="劳动法",
        subject_area="law",
        hours=36,
    )
    unassessed = desk.claim("micro_credential", date(2026, 4, 20), subject="智能制造", assessed=False, hours=16)
    young = desk.claim("training_certificate", date(2026, 4, 20), training="暑期实训", hours=32)
    rows = [
        RosterRow(li, "union_course", course(desk, "W-1")),
        RosterRow(li, "union_course", course(desk, "W-1")),
        RosterRow(li, "union_course", course(desk, "W-0")),
        RosterRow(99_999, "union_course", course(desk, "W-2")),
        RosterRow(li, "no-such-entry", course(desk, "W-3")),
        RosterRow(li, "union_course", course(desk, "W-4", hours=-1)),
        RosterRow(li, "micro_credential", unassessed),
        RosterRow(xiao, "training_certificate", young),
        RosterRow(desk.learner("zhang"), "union_course", course(desk, "W-5")),
    ]
    call = desk.call("wang", MAY)
    result = certify_roster(call, body=CENTRE, rows=rows)
    assert {number: fault.code for number, fault in result.faults.items()} == {
        1: "DUPLICATE_CERTIFIED",
        2: "DUPLICATE_CERTIFIED",
        3: "LEARNER_UNKNOWN",
        4: "ACHIEVEMENT_UNKNOWN",
        5: "CLAIM_INVALID",
        6: "REFUSED",
        7: "REFERRED",
    }
    assert set(result.awards) == {0, 8}
    awards = [Award.objects.get(pk=result.awards[number]) for number in (0, 8)]
    assert [lot(award) for award in awards] == [{"credit": 200}, {"credit": 200}]
    assert posting.balance(f"issued:{CENTRE}", "credit") == -600
    assert Deposit.objects.count() == Award.objects.count() == 3
    again = certify_roster(call, body=CENTRE, rows=rows)
    assert again.awards == result.awards
    assert {number: fault.code for number, fault in again.faults.items()} == {
        number: fault.code for number, fault in result.faults.items()
    }
    assert Award.objects.count() == 3
    with pytest.raises(RequestConflict):
        certify_roster(call, body=CENTRE, rows=rows[:1])
    assert standing.live


def test_members_of_one_team_stand_in_one_roster(desk: Desk) -> None:
    def member(who: str, place: int) -> RosterRow:
        claim = desk.claim(
            "skill_contest_prize",
            date(2026, 3, 2),
            certificate_number="团体-9",
            contest="焊接大赛",
            edition=2026,
            organiser="authority",
            tier="city",
            prize="first",
            participation="team",
            team_place=place,
        )
        return RosterRow(desk.learner(who), "skill_contest_prize", claim)

    rows = [member("li", 1), member("zhang", 2), member("he", 2), member("li", 3)]
    result = certify_roster(desk.call("wang", MAY), body=CENTRE, rows=rows)
    assert (set(result.awards), set(result.faults)) == ({0, 1}, {2, 3})


def test_nobody_certifies_his_own_row(desk: Desk) -> None:
    call = desk.call("wang", MAY)
    own = replace(call, actor=replace(call.actor, learner_id=desk.learner("li")))
    result = certify_roster(own, body=CENTRE, rows=[RosterRow(desk.learner("li"), "union_course", course(desk, "W-1"))])
    assert {number: fault.code for number, fault in result.faults.items()} == {0: "OWN_CASE"}
    assert not Award.objects.exists()


def test_a_roster_of_another_body_is_forbidden_as_a_whole(desk: Desk) -> None:
    with pytest.raises(Forbidden, match="OTHER_INSTITUTION"):
        certify_roster(
            desk.call("lin", MAY),
            body=CENTRE,
            rows=[RosterRow(desk.learner("li"), "union_course", course(desk, "W-1"))],
        )


def test_a_long_roster_tells_how_far_it_is(desk: Desk) -> None:
    told: list[int] = []
    rows = [RosterRow(desk.learner("li"), "union_course", course(desk, f"W-{number}")) for number in range(501)]
    result = certify_roster(desk.call("wang", MAY), body=CENTRE, rows=rows, progress=told.append)
    assert told[-1] == 501
    assert (len(result.awards), result.faults) == (501, {})


def test_deposits_that_lie_at_the_body_are_certified_together(desk: Desk) -> None:
    good, done = (
        desk.deposit("li", "union_course", date(2026, 4, 20), on=MAY, course=name, subject_area="law", hours=36)
        for name in ("劳动法", "工会法")
    )
    certify(desk.call("wang", MAY), deposit_id=done.pk)
    call = desk.call("wang", MAY)
    listed = [good.pk, done.pk, uuid4()]
    result = certify_many(call, body=CENTRE, deposit_ids=listed)
    assert {number: fault.code for number, fault in result.faults.items()} == {
        1: "DEPOSIT_STATUS",
        2: "DEPOSIT_UNKNOWN",
    }
    award = Award.objects.get(pk=result.awards[0])
    assert (award.deposit_id, lot(award)) == (good.pk, {"credit": 200})
    assert [step.to_status for step in good.steps.all()] == ["submitted", "certified"]
    replayed = certify_many(call, body=CENTRE, deposit_ids=listed)
    assert replayed.awards == result.awards
    assert set(replayed.faults) == {1, 2}
