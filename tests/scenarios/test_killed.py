"""A process is killed before any statement of a verb: what it left behind is whole, and the same request still succeeds."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from pytest_django.plugin import DjangoDbBlocker

from creditbank.bank.apply import apply
from creditbank.bank.call import Call
from creditbank.bank.certify import certify
from creditbank.bank.checking import check_bank
from creditbank.bank.finalise import finalise
from creditbank.bank.revoke import revoke
from creditbank.catalogue.publishing import publish
from creditbank.rules.rulebook import Rulebook
from tests.databases import fresh_database
from tests.people import FOUNDED, found_city, nine_on
from tests.scenarios.desk import Desk, state
from tests.scenarios.world import LATER, WHY, World, changed, rows

MOST_STATEMENTS = 400


@pytest.fixture(autouse=True)
def bank_is_clean_afterwards() -> None:
    """These tests check it themselves, in a database of their own."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_book: Rulebook) -> Iterator[World]:
    """A committed database in a file or on the server, that another process can open."""
    with django_db_blocker.unblock(), fresh_database():
        publish(real_book, author="编制组", approver="审批组", at=nine_on(FOUNDED))
        made = World(Desk(found_city(real_book)))
        made.desk.award("zhang", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
        yield made


def of_certify(w: World) -> tuple[str, Callable[[Call], Any]]:
    return "wang", lambda call: certify(call, deposit_id=w.deposit.pk)


def of_apply(w: World) -> tuple[str, Callable[[Call], Any]]:
    return "li", lambda call: apply(call, enrolment_id=w.enrolment.pk, lines=w.plan.lines, plan=w.plan)


def of_finalise(w: World) -> tuple[str, Callable[[Call], Any]]:
    w.published_line()
    return "zhao", lambda call: finalise(call, line_id=w.line.pk)


def of_revoke(w: World) -> tuple[str, Callable[[Call], Any]]:
    """The award of the line that has just become final: it is reversed, and the lot emptied."""
    assert state(w.line) == "final"
    return "chen", lambda call: revoke(call, award_id=w.award.pk, reasons=WHY)


@pytest.mark.parametrize("prepare", [of_certify, of_apply, of_finalise, of_revoke])
def test_killed_before_any_statement(
    world: World, prepare: Callable[[World], tuple[str, Callable[[Call], Any]]]
) -> None:
    who, act = prepare(world)
    call = world.call(who, LATER, uuid4())
    before = rows()
    for number in range(1, MOST_STATEMENTS):
        if completes(act, call, kill_before=number):
            break
        assert changed(before) == []
        assert check_bank(caps=False) == []
        with transaction.atomic():
            act(call)
            assert changed(before) != []
            transaction.set_rollback(True)
    assert number > 10
    written = rows()
    assert "audit_auditrow" in changed(before)
    assert check_bank() == []
    act(call)
    assert changed(written) == []


def completes(act: Callable[[Call], Any], call: Call, *, kill_before: int) -> bool:
    """Run the verb in a process of its own that is killed before its n-th statement; whether it came to its end."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _run_and_die(act, call, kill_before)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the verb failed instead of being killed"
    return not os.WIFSIGNALED(status)


def _run_and_die(act: Callable[[Call], Any], call: Call, kill_before: int) -> None:
    seen = 0

    def count(execute: Callable[..., Any], *statement: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*statement)

    try:
        with connection.execute_wrapper(count):
            act(call)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, this process must not go on as a second run of the tests
        traceback.print_exc()
        os._exit(1)
