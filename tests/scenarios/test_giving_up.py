"""A deposit in the hands of who put it in: a clerk goes on for his learner, a draft binds nobody, anyone may give up."""

from datetime import date
from uuid import uuid4

import pytest

from creditbank.bank.certify import certify
from creditbank.bank.claims import Claim
from creditbank.bank.deposit import deposit, give_up, return_for_correction, submit
from creditbank.bank.errors import Duplicate, NotAllowedNow
from creditbank.bank.models import Award, Deposit
from creditbank.bank.record import record
from creditbank.bank.roster import RosterRow, certify_many, certify_roster
from creditbank.kernel.decision import Reason
from creditbank.people.errors import Forbidden
from creditbank.people.learners import open_account
from creditbank.wording.sentences import word_fault
from tests.people import CENTRE, nine_on, resident_number
from tests.scenarios.desk import Desk

MAY = date(2026, 5, 11)
WORKS = "river-works"
WHY = [Reason("EVIDENCE_UNREADABLE", "certificate_scan")]


def rank(desk: Desk) -> Claim:
    return desk.claim("computer_rank", date(2026, 3, 28), subject="C语言", level="2")


def put_in(desk: Desk, who: str, claim: Claim, *, handed_in: bool = True) -> Deposit:
    """By the learner himself."""
    learner = desk.learner(who)
    call = desk.call(who, MAY)
    return deposit(call, learner_id=learner, achievement_id="computer_rank", claim=claim, submit=handed_in)


@pytest.fixture
def returned(desk: Desk) -> Deposit:
    """Put in by 周经办 for a worker who has no log-in, and returned."""
    number = resident_number(date(1980, 1, 1), 77)
    worker = open_account(
        request_id=uuid4(),
        actor=desk.call("sun", MAY).actor,
        name="吴登录",
        identity_type="resident_id",
        identity_number=number,
        at=nine_on(MAY),
    )
    call = desk.call("zhou", MAY)
    row = deposit(
        call, learner_id=worker.pk, achievement_id="computer_rank", claim=rank(desk), on_behalf_of=WORKS, submit=True
    )
    return return_for_correction(desk.call("wu", MAY), deposit_id=row.pk, reasons=WHY)


def test_a_clerk_hands_in_again_what_he_put_in_for_a_worker_without_a_log_in(desk: Desk, returned: Deposit) -> None:
    mended = rank(desk)
    row = submit(desk.call("zhou", MAY), deposit_id=returned.pk, claim=mended, on_behalf_of=WORKS)
    assert (row.status, row.details, row.on_behalf_of_id) == ("submitted", mended.details, WORKS)
    assert row.steps.order_by("-sequence")[0].actor == desk.city.users["zhou"].pk
    assert isinstance(certify(desk.call("wang", MAY), deposit_id=row.pk), Award)


@pytest.mark.parametrize(
    ("who", "place", "code"),
    [
        ("zhou", "", "OTHER_INSTITUTION"),
        ("zhou", CENTRE, "OTHER_INSTITUTION"),
        ("wu", CENTRE, "OTHER_INSTITUTION"),
        ("wu", WORKS, "OTHER_INSTITUTION"),
        ("li", WORKS, "OTHER_LEARNER"),
    ],
)
def test_no_other_clerk_and_no_other_learner_goes_on_with_it(
    desk: Desk, returned: Deposit, who: str, place: str, code: str
) -> None:
    for verb in (submit, give_up):
        with pytest.raises(Forbidden, match=code):
            verb(desk.call(who, MAY), deposit_id=returned.pk, on_behalf_of=place)


def test_a_returned_deposit_is_given_up_and_its_paper_is_free(desk: Desk, returned: Deposit) -> None:
    claim = Claim(
        details=returned.details, issuer=returned.issuer, earned_on=returned.earned_on, evidence=returned.evidence
    )
    with pytest.raises(Duplicate, match="DUPLICATE_PENDING"):
        put_in(desk, "li", claim)
    row = give_up(desk.call("zhou", MAY), deposit_id=returned.pk, on_behalf_of=WORKS)
    assert (row.status, row.due_on) == ("given_up", None)
    assert [step.to_status for step in row.steps.order_by("sequence")] == ["submitted", "returned", "given_up"]
    (entry,) = record(desk.call("sun", MAY), learner_id=row.learner_id).deposits
    assert (entry.status, entry.holder, entry.due_on) == ("given_up", "learner", None)
    for verb in (submit, give_up):
        with pytest.raises(NotAllowedNow, match="DEPOSIT_STATUS"):
            verb(desk.call("zhou", MAY), deposit_id=returned.pk, on_behalf_of=WORKS)
    faults = certify_many(desk.call("wang", MAY), body=CENTRE, deposit_ids=[returned.pk]).faults
    assert faults[0].code == "DEPOSIT_STATUS"
    assert put_in(desk, "li", claim).status == "submitted"


def test_a_learner_gives_up_his_draft(desk: Desk) -> None:
    row = put_in(desk, "li", rank(desk), handed_in=False)
    assert give_up(desk.call("li", MAY), deposit_id=row.pk).status == "given_up"


def test_a_learner_who_names_an_institution_still_deposits_himself(desk: Desk) -> None:
    row = deposit(
        desk.call("li", MAY),
        learner_id=desk.learner("li"),
        achievement_id="computer_rank",
        claim=rank(desk),
        on_behalf_of="nowhere",
    )
    assert row.on_behalf_of_id is None


def test_a_strangers_draft_does_not_stand_in_the_owners_way(desk: Desk) -> None:
    claim = rank(desk)
    draft = put_in(desk, "zhang", claim, handed_in=False)
    own = put_in(desk, "li", claim)
    assert own.status == "submitted"
    with pytest.raises(Duplicate, match="DUPLICATE_PENDING"):
        submit(desk.call("zhang", MAY), deposit_id=draft.pk)
    assert isinstance(certify(desk.call("wang", MAY), deposit_id=own.pk), Award)
    with pytest.raises(Duplicate, match="DUPLICATE_CERTIFIED"):
        submit(desk.call("zhang", MAY), deposit_id=draft.pk)


def test_a_roster_passes_over_drafts_and_tells_what_waits_from_what_is_certified(desk: Desk) -> None:
    drafted, waiting, certified = (rank(desk) for _ in range(3))
    put_in(desk, "zhang", drafted, handed_in=False)
    put_in(desk, "li", waiting)
    certify(desk.call("wang", MAY), deposit_id=put_in(desk, "li", certified).pk)
    rows = [RosterRow(desk.learner("li"), "computer_rank", claim) for claim in (drafted, waiting, certified)]
    result = certify_roster(desk.call("wang", MAY), body=CENTRE, rows=rows)
    assert set(result.awards) == {0}
    assert {number: fault.code for number, fault in result.faults.items()} == {
        1: "DUPLICATE_PENDING",
        2: "DUPLICATE_CERTIFIED",
    }
    said = [word_fault(number, fault.code, fault.reasons, "en") for number, fault in result.faults.items()]
    assert said == [
        f"Row 1: The same document was handed in at {CENTRE} and is being looked at.",
        f"Row 2: The same document was certified already at {CENTRE}.",
    ]
