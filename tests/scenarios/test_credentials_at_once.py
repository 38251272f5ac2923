"""Two verbs at the same moment on the status lists that both need (PostgreSQL; SQLite has one writer)."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from creditbank.bank.checking import check_bank
from creditbank.bank.inquire import freeze
from creditbank.bank.issue import issue, issue_line, issue_transcript
from creditbank.bank.models import Award, Enrolment
from creditbank.bank.revoke import revoke
from creditbank.catalogue.publishing import publish
from creditbank.credentials import lists
from creditbank.credentials.models import Credential, StatusList
from creditbank.kernel.decision import Reason
from creditbank.rules.rulebook import Rulebook
from tests.databases import fresh_database
from tests.people import FOUNDED, found_city, nine_on
from tests.scenarios.at_once import run_at_once
from tests.scenarios.definitions import extended, of, policy, programme, rule
from tests.scenarios.desk import Desk
from tests.scenarios.issuing import APRIL, JUNE, rank_of, with_keys

PLACE = "vocational-college/test-credentials-at-once"
WHY = [Reason("FALSE_EVIDENCE")]

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
]


@pytest.fixture(autouse=True)
def bank_is_clean_afterwards() -> None:
    """These tests check it themselves, in a database of their own."""


@pytest.fixture
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_book: Rulebook) -> Iterator[Desk]:
    plain = policy(f"{PLACE}-plain", "notice_days = 5")
    added = [
        plain,
        programme(PLACE, [plain.id], {"AO-1": "3.00"}),
        rule(f"{PLACE}-rank", PLACE, {"rank": of("computer_rank")}, "AO-1"),
    ]
    book = extended(real_book, added)
    with django_db_blocker.unblock(), fresh_database():
        publish(book, author="编制组", approver="审批组", at=nine_on(FOUNDED))
        yield Desk(with_keys(found_city(book)))


def issued(desk: Desk, who: str) -> tuple[Award, Enrolment]:
    """An award and what it became, with credentials of the body and of the school."""
    award = rank_of(desk, who)
    enrolment = desk.enrol(who, PLACE, APRIL)
    (line,) = desk.convert(enrolment, APRIL)
    issue(desk.call(who, JUNE), award_id=award.pk)
    issue_line(desk.call(who, JUNE), line_id=line.pk)
    issue_transcript(desk.call(who, JUNE), enrolment_id=enrolment.pk)
    return award, enrolment


def at_once(*verbs: Callable[[], Any]) -> None:
    """Each verb waits a moment for the others whenever it has touched a list or a credential."""

    def meet(sql: str) -> bool:
        return 'UPDATE "credentials_' in sql or ('FROM "credentials_statuslist"' in sql and "FOR UPDATE" in sql)

    run_at_once(verbs, meet=meet, seconds=0.5)


def test_two_revocations_and_an_inquiry_reach_everything(desk: Desk) -> None:
    (first, _), (second, _), (third, _) = (issued(desk, who) for who in ("li", "zhang", "he"))
    at_once(
        partial(revoke, desk.call("chen", JUNE), award_id=first.pk, reasons=WHY),
        partial(revoke, desk.call("chen", JUNE), award_id=second.pk, reasons=WHY),
        partial(freeze, desk.call("chen", JUNE), award_id=third.pk, reason="举报"),
    )
    assert set(Credential.objects.filter(live=True).values_list("learner", flat=True)) == {desk.learner("he")}
    assert check_bank() == []


def test_a_revocation_during_the_signing_of_its_list_is_told_by_the_next_batch(desk: Desk) -> None:
    award, _ = issued(desk, "li")
    row = StatusList.objects.get(issuer="assessment-centre", purpose="revocation")
    at_once(
        partial(lists.regenerate, row.pk, nine_on(JUNE)),
        partial(revoke, desk.call("chen", JUNE), award_id=award.pk, reasons=WHY),
    )
    row.refresh_from_db()
    told = row.signed_changes == row.changes
    signed_again, left = lists.regenerate_lists(nine_on(JUNE))
    assert left == []
    assert told != any("assessment-centre/revocation" in url for url in signed_again)
    assert check_bank() == []


def test_credentials_issued_at_the_same_moment_all_follow_their_award(desk: Desk) -> None:
    award, enrolment = issued(desk, "li")
    other = rank_of(desk, "zhang")
    at_once(
        partial(issue, desk.call("li", JUNE), award_id=award.pk, renew=True),
        partial(issue, desk.call("zhang", JUNE), award_id=other.pk),
        partial(issue_transcript, desk.call("li", JUNE), enrolment_id=enrolment.pk),
    )
    assert Credential.objects.filter(live=True).count() == 5
    revoke(desk.call("chen", JUNE), award_id=award.pk, reasons=WHY)
    assert set(Credential.objects.filter(live=True).values_list("subject", flat=True)) == {other.pk}
    assert check_bank() == []
