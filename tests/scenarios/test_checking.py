"""The checker of the whole bank finds what the verbs would never write. Each test breaks one thing by hand; what may not be altered
at all (amounts, problems) the database refuses, so there something false is added."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db.models import Model

from creditbank.bank import checking
from creditbank.bank.checking import check_bank
from creditbank.bank.models import Award, AwardEvent, ConversionLine, Deposit, Enrolment, LineGrant, LineInput
from creditbank.bank.recompute import recompute
from tests.people import nine_on
from tests.scenarios.world import TODAY, World


@pytest.fixture(autouse=True)
def bank_is_clean_afterwards() -> None:
    """Here it is not."""


def copy(row: Model, **changes: object) -> None:
    """The row once more, under another id and with changes: what stands may not be altered, but more may be written."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    type(row)._default_manager.create(**{**columns, "id": uuid4(), **changes})


def deposit_status(w: World) -> None:
    Deposit.objects.filter(pk=w.deposit.pk).update(status="refused")


def line_state(w: World) -> None:
    ConversionLine.objects.filter(pk=w.line.pk).update(state="approved")


def enrolment_status(w: World) -> None:
    Enrolment.objects.filter(pk=w.enrolment.pk).update(status="left")


def input_flag(w: World) -> None:
    LineInput.objects.filter(line=w.line).update(live=False)


def grant_flag(w: World) -> None:
    LineGrant.objects.filter(line=w.line).update(live=False)


def award_of_nothing(w: World) -> None:
    copy(w.free, deposit_id=w.deposit.pk, number="CB-0", fingerprint="0" * 64)


def award_flag(w: World) -> None:
    Award.objects.filter(pk=w.free.pk).update(live=False)


def hold(w: World) -> None:
    LineInput.objects.create(
        line=w.line,
        award=w.free,
        slot="more",
        whole=False,
        lot="nowhere",
        unit="use",
        amount=1,
        qualification="x",
        facts={},
    )


def grants(w: World) -> None:
    LineGrant.objects.create(
        line=w.final_line(),
        enrolment=w.enrolment,
        position=9,
        module="electives",
        amount=9900,
        facts={"module": "electives"},
    )


def problem(w: World) -> None:
    copy(w.line.conversion, problem_hash="0" * 64)


def plan(w: World) -> None:
    said = w.line.conversion.plan
    copy(w.line.conversion, plan=said.replace('"remaining":', '"remaining":1', 1))


def event(w: World) -> None:
    AwardEvent.objects.create(
        id=uuid4(), award=w.free, event="melted", effective_on=TODAY, at=nine_on(TODAY), sequence=1
    )


BROKEN: dict[Callable[[World], None], set[str]] = {
    deposit_status: {"DEPOSIT_HISTORY"},
    line_state: {"LINE_HISTORY"},
    enrolment_status: {"ENROLMENT_HISTORY"},
    input_flag: {"INPUT_LIVE_FLAG"},
    grant_flag: {"GRANT_LIVE_FLAG"},
    award_of_nothing: {"AWARD_NOT_ISSUED"},
    award_flag: {"AWARD_LIVE_FLAG", "REVOKED_LOT_NOT_EMPTY"},
    hold: {"HOLD_DIFFERS"},
    grants: {"GRANTS_DIFFER", "CAP_EXCEEDED"},
    problem: {"PROBLEM_CHANGED"},
    plan: {"PLAN_NOT_ACCEPTED"},
    event: {"AWARD_EVENT_UNKNOWN"},
}


@pytest.mark.parametrize("break_it", BROKEN, ids=lambda one: one.__name__)
def test_what_is_broken_is_found(world: World, db: None, break_it: Callable[[World], None]) -> None:
    assert check_bank() == []
    break_it(world)
    assert {finding.code for finding in check_bank()} == BROKEN[break_it]


def test_a_stored_problem_solved_again_gives_the_stored_plan(world: World, db: None) -> None:
    assert list(recompute(sample=10)) == []
    said = world.line.conversion.plan
    copy(world.line.conversion, plan=said.replace('"objective":[', '"objective":[1', 1))
    copy(world.line.conversion, plan=said.replace('"problem_hash":"', '"problem_hash":"0', 1))
    assert [finding.code for finding in recompute(sample=10)] == ["PLAN_DIFFERS"]


def test_many_rows_are_checked_in_pieces(world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "_AT_ONCE", 1)
    assert check_bank(caps=False) == []
