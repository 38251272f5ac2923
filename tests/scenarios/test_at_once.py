"""Two verbs at the same moment, for two learners, on the accounts that both use (PostgreSQL; SQLite has one writer)."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from creditbank.bank import roster
from creditbank.bank.checking import check_bank
from creditbank.bank.models import Award, ConversionLine
from creditbank.bank.reverse import correct_worth
from creditbank.bank.revoke import revoke
from creditbank.catalogue.publishing import publish
from creditbank.kernel.decision import Reason
from creditbank.rules.rulebook import Rulebook
from tests.databases import fresh_database
from tests.people import CENTRE, FOUNDED, found_city, nine_on
from tests.scenarios.at_once import run_at_once
from tests.scenarios.definitions import extended, of, policy, programme, rule
from tests.scenarios.desk import Desk, lot

PLACES = ("craftsman-college/test-at-once", "vocational-college/test-at-once")
APRIL, MAY, JUNE = date(2026, 4, 13), date(2026, 5, 11), date(2026, 6, 15)
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
    """A committed database, in which two schools let an award be used again."""
    added = []
    for place in PLACES:
        lenient = policy(f"{place}-again", 'again = "other_qualification"')
        added += [
            lenient,
            programme(place, [lenient.id], {"AO-1": "3.00"}),
            rule(f"{place}-rank", place, {"rank": of("computer_rank")}, "AO-1"),
        ]
    book = extended(real_book, added)
    with django_db_blocker.unblock(), fresh_database():
        publish(book, author="编制组", approver="审批组", at=nine_on(FOUNDED))
        yield Desk(found_city(book))


def at_once(*verbs: Callable[[], Any]) -> None:
    """Each verb waits a moment for the others after every entry that it has posted."""
    run_at_once(verbs, meet=lambda sql: sql.lstrip().startswith("UPDATE ledger_account"), seconds=1)


def test_revocations_that_reverse_lines_of_two_schools_in_opposite_orders(desk: Desk) -> None:
    awards = [_converted(desk, "li", PLACES), _converted(desk, "zhang", PLACES[::-1])]
    at_once(*[partial(revoke, desk.call("chen", JUNE), award_id=award.pk, reasons=WHY) for award in awards])
    assert set(ConversionLine.objects.values_list("state", flat=True)) == {"reversed"}
    assert check_bank() == []


def test_corrections_from_papers_to_credits_and_back(desk: Desk) -> None:
    paper = desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    worth = desk.award("zhang", "micro_credential", date(2025, 5, 4), on=MAY, subject="a", assessed=True, hours=48)
    assert (paper.lot_unit, worth.lot_unit) == ("use", "credit")
    at_once(
        partial(correct_worth, desk.call("sun", JUNE), award_id=paper.pk, bank_credits=100, reasons=WHY),
        partial(correct_worth, desk.call("sun", JUNE), award_id=worth.pk, bank_credits=0, reasons=WHY),
    )
    assert (lot(paper), lot(worth)) == ({"credit": 100}, {"use": 1})
    assert check_bank() == []


def test_rosters_that_are_written_piece_by_piece(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "AT_ONCE", 1)
    rosters = [_rows(desk, "li"), _rows(desk, "zhang")[::-1]]
    at_once(*[partial(roster.certify_roster, desk.call("wang", MAY), body=CENTRE, rows=rows) for rows in rosters])
    assert sorted(Award.objects.values_list("lot_unit", flat=True)) == ["credit", "credit", "use", "use"]
    assert check_bank() == []


def _rows(desk: Desk, who: str) -> list[roster.RosterRow]:
    rank = desk.claim("computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    micro = desk.claim("micro_credential", date(2025, 5, 4), subject="a", assessed=True, hours=48)
    claims = {"computer_rank": rank, "micro_credential": micro}
    return [roster.RosterRow(desk.learner(who), kind, claim) for kind, claim in claims.items()]


def _converted(desk: Desk, who: str, places: tuple[str, ...]) -> Award:
    """An award in the first school by its main lot, in the second by the lot of a second use."""
    award = desk.award(who, "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    for place, day in zip(places, (APRIL, MAY), strict=True):
        (line,) = desk.convert(desk.enrol(who, place, date(2025, 9, 1)), day)
        assert line.state == "final"
    return award
