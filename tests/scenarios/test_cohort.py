"""A whole cohort issued by two processes: broken off and gone on with, and what happens meanwhile is not missed."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from creditbank.audit.models import AuditRow
from creditbank.bank import issue_cohort as cohorts
from creditbank.bank.checking import check_bank
from creditbank.bank.errors import NotFound
from creditbank.bank.inquire import freeze
from creditbank.bank.issue import issue
from creditbank.bank.issue_cohort import issue_cohort
from creditbank.bank.models import Award
from creditbank.bank.revoke import revoke
from creditbank.catalogue.publishing import publish
from creditbank.credentials import keyring
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.lists import list_of
from creditbank.credentials.models import Credential, StatusEntry
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.steps import verify
from creditbank.credentials.verify.trust import Trust
from creditbank.kernel.decision import Reason
from creditbank.people.errors import Forbidden
from creditbank.rules.rulebook import Rulebook
from tests.databases import fresh_database
from tests.people import CENTRE, FOUNDED, found_city, nine_on
from tests.scenarios.desk import Desk

APRIL = date(2026, 4, 13)
WHY = [Reason("FALSE_EVIDENCE")]


@pytest.fixture(autouse=True)
def bank_is_clean_afterwards() -> None:
    """These tests check it themselves, in a database of their own."""


@pytest.fixture
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_book: Rulebook) -> Iterator[Desk]:
    with django_db_blocker.unblock(), fresh_database():
        publish(real_book, author="编制组", approver="审批组", at=nine_on(FOUNDED))
        desk = Desk(found_city(real_book))
        keyring.make_key(
            request_id=uuid4(), actor=desk.city.actor("sun", FOUNDED), institution=CENTRE, at=nine_on(FOUNDED)
        )
        yield desk
        connections.close_all()


def awards(desk: Desk, count: int) -> list[UUID]:
    """So many outcomes of three people."""
    people = ("li", "zhang", "he")
    made = [
        desk.award(people[number % 3], "union_course", date(2025, 5, 6), course=f"课程{number}", subject_area="digital", hours=16)
        for number in range(count)
    ]  # fmt: skip
    return [award.pk for award in made]


def verdicts() -> set[str]:
    return {
        verify(
            row.document,
            policy=Policy(accept="any"),
            resolve=keyring.resolve,
            status_of=lambda url: list_of(url, nine_on(APRIL)),
            now=nine_on(APRIL),
            trust=Trust(),
        ).verdict
        for row in Credential.objects.all()
    }


def test_two_processes_issue_what_one_would_and_the_second_run_finds_it_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cohorts, "CHUNK", 3)
    wanted = awards(desk, 10)
    single = issue(desk.call("li", APRIL), award_id=wanted[0])
    told: list[tuple[int, int]] = []
    call = desk.call("chen", APRIL)
    done = issue_cohort(
        call, body=CENTRE, award_ids=wanted, progress=lambda finished, whole: told.append((finished, whole))
    )
    assert (done.issued, done.there, done.left) == (9, 1, ())
    assert told == [(4, 10), (7, 10), (10, 10)]
    assert set(Credential.objects.values_list("subject", flat=True)) == set(wanted)
    assert Credential.objects.get(subject=wanted[0]) == single
    assert verdicts() == {"valid"}
    assert check_bank() == []
    again = issue_cohort(call, body=CENTRE, award_ids=wanted)
    assert (again.issued, again.there) == (0, 10)
    assert AuditRow.objects.filter(verb="issue").count() == 10
    assert AuditRow.objects.filter(verb="issue_cohort").count() == 1


def test_a_run_that_was_broken_off_goes_on_and_wastes_no_bit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohorts, "CHUNK", 2)
    wanted = awards(desk, 7)

    def stop(finished: int, whole: int) -> None:
        if finished >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issue_cohort(desk.call("chen", APRIL), body=CENTRE, award_ids=wanted, progress=stop)
    written = Credential.objects.count()
    assert 0 < written < 7
    drawn = set(StatusEntry.objects.values_list("credential_id", "index"))
    done = issue_cohort(desk.call("chen", APRIL), body=CENTRE, award_ids=wanted)
    assert (done.issued, done.there) == (7 - written, written)
    assert drawn <= set(StatusEntry.objects.values_list("credential_id", "index"))
    assert StatusEntry.objects.count() == 14
    assert check_bank() == []


def test_what_befalls_an_award_while_it_is_signed_is_not_missed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = awards(desk, 4)
    freeze(desk.call("chen", APRIL), award_id=wanted[0], reason="举报")
    sign = cohorts.sign_chunk

    def meanwhile(work: cohorts.Unsigned) -> list[str]:
        texts = sign(work)
        revoke(desk.call("chen", APRIL), award_id=wanted[1], reasons=WHY)
        issue(desk.call("li", APRIL), award_id=wanted[3])
        return texts

    monkeypatch.setattr(cohorts, "sign_chunk", meanwhile)
    done = issue_cohort(desk.call("chen", APRIL), body=CENTRE, award_ids=wanted, processes=1)
    assert done.issued == 1
    assert {award: (reason.code, reason.found) for award, reason in done.left} == {
        wanted[0]: ("AWARD_WITHHELD", "frozen"),
        wanted[1]: ("AWARD_CHANGED", None),
        wanted[3]: ("AWARD_CHANGED", None),
    }
    assert set(Credential.objects.values_list("subject", flat=True)) == {wanted[2], wanted[3]}
    assert verdicts() == {"valid"}


def test_a_bad_call_writes_nothing(desk: Desk) -> None:
    (award,) = awards(desk, 1)
    cases = (
        (Forbidden, {"who": "zhao"}),
        (Forbidden, {"who": "li"}),
        (Forbidden, {"who": "lin"}),
        (NotFound, {"award_ids": [uuid4()]}),
        (CredentialError, {"format": "picture"}),
    )
    for error, words in cases:
        given = {"who": "chen", "award_ids": [award], **words}
        call = desk.call(str(given.pop("who")), APRIL)
        with pytest.raises(error):
            issue_cohort(call, body=CENTRE, **given)  # type: ignore[arg-type]
    assert not Credential.objects.exists()
    assert not AuditRow.objects.filter(verb="issue_cohort").exists()
    assert Award.objects.count() == 1
