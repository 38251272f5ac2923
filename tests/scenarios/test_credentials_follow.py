"""What befalls an award or a line reaches everything that was made from it: credentials, conversions, transcripts."""

from datetime import date

import pytest

from creditbank.bank.checking import check_bank
from creditbank.bank.errors import NotAllowedNow
from creditbank.bank.inquire import freeze, release
from creditbank.bank.issue import issue, issue_line, issue_transcript
from creditbank.bank.leave import leave
from creditbank.bank.models import Award, Review
from creditbank.bank.nightly import run_nightly
from creditbank.bank.quote import quote_replacement
from creditbank.bank.replace import replace
from creditbank.bank.reverse import correct_worth, reverse
from creditbank.bank.revoke import annul_revocation, answer_review, revoke
from creditbank.credentials.formats import open_badge
from creditbank.credentials.models import CredentialSource
from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Shape
from tests.people import City, nine_on
from tests.scenarios.desk import Desk, state
from tests.scenarios.issuing import (
    APRIL,
    JUNE,
    OCTOBER,
    SEPTEMBER,
    course_for_two,
    everything,
    graduate,
    rank_of,
    said,
    skill_of,
    studying,
    verdicts,
    with_keys,
)

FALSE = [Reason("FALSE_EVIDENCE")]


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return course_for_two()


@pytest.fixture(scope="module")
def city(city: City) -> City:
    return with_keys(city)


def test_a_frozen_award_suspends_all_and_a_release_ends_it(desk: Desk) -> None:
    made = studying(desk)
    rows = everything(desk, made)
    inquiry = freeze(desk.call("chen", JUNE), award_id=made[0].pk, reason="举报")
    assert verdicts(rows, JUNE) == ["suspended"] * 3
    with pytest.raises(NotAllowedNow, match="AWARD_STATUS"):
        issue(desk.call("li", JUNE), award_id=made[0].pk, renew=True)
    with pytest.raises(NotAllowedNow, match="UNDER_INQUIRY"):
        issue_line(desk.call("li", JUNE), line_id=made[3].pk)
    with pytest.raises(NotAllowedNow, match="UNDER_INQUIRY"):
        issue_transcript(desk.call("li", JUNE), enrolment_id=made[2].pk)
    release(desk.call("chen", SEPTEMBER), inquiry_id=inquiry.pk)
    assert verdicts(rows, SEPTEMBER) == ["valid"] * 3


def test_two_inquiries_must_both_end(desk: Desk) -> None:
    made = studying(desk)
    rows = everything(desk, made)
    first, second = (freeze(desk.call("chen", JUNE), award_id=award.pk, reason="举报") for award in made[:2])
    release(desk.call("chen", JUNE), inquiry_id=first.pk)
    assert verdicts(rows, JUNE) == ["valid", "suspended", "suspended"]
    release(desk.call("chen", SEPTEMBER), inquiry_id=second.pk)
    assert verdicts(rows, SEPTEMBER) == ["valid"] * 3


def test_a_revoked_award_revokes_all_and_an_annulment_does_not_bring_them_back(desk: Desk) -> None:
    made = studying(desk)
    rows = everything(desk, made)
    other = issue(desk.call("li", JUNE), award_id=made[1].pk)
    freeze(desk.call("chen", JUNE), award_id=made[0].pk, reason="举报")
    revoke(desk.call("chen", JUNE), award_id=made[0].pk, reasons=FALSE)
    assert state(made[3]) == "reversed"
    assert verdicts([*rows, other], JUNE) == ["revoked"] * 3 + ["valid"]
    with pytest.raises(NotAllowedNow, match="AWARD_STATUS"):
        issue(desk.call("li", JUNE), award_id=made[0].pk)
    annul_revocation(desk.call("chen", SEPTEMBER), award_id=made[0].pk, note="误撤")
    assert verdicts(rows, SEPTEMBER) == ["revoked"] * 3
    again = issue(desk.call("li", SEPTEMBER), award_id=made[0].pk)
    assert again.pk not in {row.pk for row in rows}
    assert verdicts([again], SEPTEMBER) == ["valid"]


def test_after_graduation_line_and_transcript_wait_for_the_school_which_lets_them_stand(desk: Desk) -> None:
    made = graduate(desk)
    rows = everything(desk, made)
    revoke(desk.call("chen", SEPTEMBER), award_id=made[0].pk, reasons=FALSE)
    assert verdicts(rows, SEPTEMBER) == ["revoked", "suspended", "suspended"]
    with pytest.raises(NotAllowedNow, match="UNDER_REVIEW"):
        issue_transcript(desk.call("li", SEPTEMBER), enrolment_id=made[2].pk)
    answer_review(desk.call("zhao", OCTOBER), review_id=Review.objects.get().pk, answer="stands", reason="另有成绩支持")
    assert verdicts(rows, OCTOBER) == ["revoked", "valid", "valid"]


def test_or_rescinds_them(desk: Desk) -> None:
    made = graduate(desk)
    rows = everything(desk, made)
    for award in made[:2]:
        revoke(desk.call("chen", SEPTEMBER), award_id=award.pk, reasons=FALSE)
    first, second = Review.objects.order_by("award__kind")
    call = desk.call("zhao", SEPTEMBER)
    answer_review(call, review_id=first.pk, answer="stands", reason="另有成绩支持")
    assert verdicts(rows, SEPTEMBER) == ["revoked", "suspended", "suspended"], "the other review is still open"
    answer_review(desk.call("zhao", OCTOBER), review_id=second.pk, answer="rescinds", reason="不再符合")
    assert verdicts(rows, OCTOBER) == ["revoked"] * 3


def test_an_annulled_revocation_ends_the_wait_of_a_graduates_line(desk: Desk) -> None:
    made = graduate(desk)
    rows = everything(desk, made)
    revoke(desk.call("chen", SEPTEMBER), award_id=made[0].pk, reasons=FALSE)
    annul_revocation(desk.call("chen", SEPTEMBER), award_id=made[0].pk, note="误撤")
    assert verdicts(rows, SEPTEMBER) == ["revoked", "valid", "valid"]


def test_a_reversed_line_takes_its_credential_and_transcripts_and_leaves_the_awards(desk: Desk) -> None:
    made = studying(desk)
    rows = everything(desk, made)
    reverse(desk.call("qian", JUNE), line_id=made[3].pk, reasons=[Reason("CONTENT_DIFFERS")])
    assert verdicts(rows, JUNE) == ["valid", "revoked", "revoked"]


def test_a_replaced_line_ends_when_the_better_one_takes_effect(desk: Desk) -> None:
    made = studying(desk)
    rows = everything(desk, made)
    better = desk.award("li", "computer_rank", date(2025, 9, 30), subject="C语言", level="4")
    found = quote_replacement(made[2], JUNE, made[3].pk).plan.lines
    line = next(one for one in found if [draw.outcome for draw in one.draws] == [str(better.pk)])
    (new,) = replace(desk.call("li", JUNE), line_id=made[3].pk, line=line).lines.all()
    assert verdicts(rows, JUNE) == ["valid"] * 3
    desk.settle([new], JUNE)
    assert verdicts(rows, SEPTEMBER) == ["valid", "revoked", "revoked"]


def test_leaving_ends_them_where_the_credits_come_back(desk: Desk) -> None:
    made = studying(desk)
    rows = everything(desk, made)
    leave(desk.call("zhao", JUNE), enrolment_id=made[2].pk)
    assert verdicts(rows, JUNE) == ["valid", "revoked", "revoked"]


def test_a_corrected_worth_ends_the_credential_that_told_the_old_one(desk: Desk) -> None:
    award = skill_of(desk)
    old = issue(desk.call("li", APRIL), award_id=award.pk)
    correct_worth(desk.call("sun", JUNE), award_id=award.pk, bank_credits=150, reasons=[Reason("CONTENT_DIFFERS")])
    new = issue(desk.call("li", JUNE), award_id=award.pk)
    assert verdicts([old, new], JUNE) == ["revoked", "valid"]
    assert [open_badge.parse(said(row)).credits for row in (old, new)] == [400, 150]


def test_what_expires_in_the_bank_was_still_earned(desk: Desk) -> None:
    award = desk.award(
        "li", "micro_credential", date(2021, 5, 11), on=APRIL, subject="智能制造", assessed=True, hours=16
    )
    row = issue(desk.call("li", APRIL), award_id=award.pk)
    assert run_nightly(nine_on(JUNE)).expired == [award.pk]
    assert verdicts([row], JUNE) == ["valid"]
    assert issue(desk.call("li", JUNE), award_id=award.pk) == row


def test_after_the_last_day_of_the_paper_the_credential_is_expired(desk: Desk) -> None:
    row = issue(desk.call("li", APRIL), award_id=skill_of(desk).pk)
    assert verdicts([row], date(2027, 5, 5)) == ["valid"]
    assert verdicts([row], date(2027, 5, 6)) == ["expired"]


def test_the_night_signs_the_lists_of_the_day(desk: Desk) -> None:
    award = rank_of(desk)
    issue(desk.call("li", APRIL), award_id=award.pk)
    first = run_nightly(nine_on(APRIL)).signed
    assert len(first) == 2
    revoke(desk.call("chen", JUNE), award_id=award.pk, reasons=FALSE)
    assert sorted(run_nightly(nine_on(JUNE)).signed) == sorted(first)
    assert run_nightly(nine_on(JUNE)).signed == []


def test_a_credential_that_has_not_followed_is_found(desk: Desk) -> None:
    made = studying(desk)
    rows = everything(desk, made)
    CredentialSource.objects.filter(credential=rows[0]).update(suspended_at=nine_on(JUNE))
    found = {(finding.code, finding.parameters["credential"]) for finding in check_bank()}
    assert found == {("CREDENTIAL_BITS", rows[0].number), ("CREDENTIAL_BEHIND", rows[0].number)}
    CredentialSource.objects.filter(credential=rows[0]).update(suspended_at=None)
    Award.objects.filter(pk=made[0].pk).update(live=False)
    assert ("CREDENTIAL_BEHIND", rows[0].number) in {
        (finding.code, finding.parameters.get("credential")) for finding in check_bank()
    }
    Award.objects.filter(pk=made[0].pk).update(live=True)
