"""Invariants of the whole bank, counted again: what ``creditbank check`` and the nightly run report. Reads only.

Each check is a function in ``CHECKS`` that yields findings; to add one, write it and append it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar
from uuid import uuid5

import msgspec
from django.db.models import OuterRef, Q, Subquery, Sum

from creditbank.bank import lots
from creditbank.bank.cases import LIVE
from creditbank.bank.finalise import exceeded_caps as brought_above
from creditbank.bank.models import (
    Award,
    AwardEvent,
    Conversion,
    ConversionLine,
    Deposit,
    DepositStep,
    Enrolment,
    EnrolmentEvent,
    Inquiry,
    LineDecision,
    LineGrant,
    LineInput,
    Review,
)
from creditbank.catalogue.in_force import current_rulebook
from creditbank.credentials import checking as credential_checking
from creditbank.kernel.canonical import digest
from creditbank.ledger import checking, posting
from creditbank.ledger.lookups import movements_of_many
from creditbank.plan.check import check
from creditbank.plan.problem import Plan, Problem

T = TypeVar("T")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must never be: a code, and what it is about."""

    code: str
    parameters: Mapping[str, Any]


def check_bank(*, caps: bool = True) -> list[Finding]:
    """Every check over the whole database; empty: clean. ``caps`` counts each active enrolment's caps again (slower)."""
    ledger = (Finding(found.code, found.parameters) for found in checking.check())
    rows = chain.from_iterable(one() for one in CHECKS)
    counted = exceeded_caps() if caps else iter(())
    return list(chain(ledger, rows, counted))


def states_and_histories() -> Iterator[Finding]:
    """The status on a row is that of the last event appended to it."""
    last_step = DepositStep.objects.filter(deposit=OuterRef("pk")).order_by("-sequence").values("to_status")[:1]
    for row in Deposit.objects.annotate(last=Subquery(last_step)).exclude(status=Subquery(last_step)):
        yield Finding("DEPOSIT_HISTORY", {"deposit": str(row.pk), "status": row.status})
    last_move = LineDecision.objects.filter(line=OuterRef("pk")).order_by("-sequence").values("to_state")[:1]
    for line in ConversionLine.objects.exclude(state=Subquery(last_move)):
        yield Finding("LINE_HISTORY", {"line": str(line.pk), "state": line.state})
    last_event = EnrolmentEvent.objects.filter(enrolment=OuterRef("pk")).order_by("-sequence").values("status")[:1]
    for enrolment in Enrolment.objects.exclude(status=Subquery(last_event)):
        yield Finding("ENROLMENT_HISTORY", {"enrolment": str(enrolment.pk), "status": enrolment.status})


def live_flags() -> Iterator[Finding]:
    """Inputs and grants are live exactly while their line is."""
    wrong = Q(live=True) & ~Q(line__state__in=LIVE) | Q(live=False, line__state__in=LIVE)
    for pk in LineInput.objects.filter(wrong).values_list("pk", flat=True):
        yield Finding("INPUT_LIVE_FLAG", {"row": pk})
    for pk in LineGrant.objects.filter(wrong).values_list("pk", flat=True):
        yield Finding("GRANT_LIVE_FLAG", {"row": pk})


def issued_awards() -> Iterator[Finding]:
    """Every award was issued by its own entry, with what the standard gave; its live flag follows its events."""
    awards = Award.objects.order_by("pk").iterator(chunk_size=_AT_ONCE)
    for chunk in _chunks(awards):
        expected = {uuid5(award.pk, "certify"): award for award in chunk}
        found = movements_of_many(expected)
        for entry_id, award in expected.items():
            amount = award.bank_credits if award.lot_unit == "credit" else 1
            movement = posting.Movement(
                lots.body_source(award.body_id), lots.award_lot(award.pk), award.lot_unit, amount
            )
            if found.get(entry_id) != (movement,):
                yield Finding("AWARD_NOT_ISSUED", {"award": str(award.pk)})
        yield from _revoked_flags(chunk)


def _revoked_flags(awards: list[Award]) -> Iterator[Finding]:
    states = lots.states_of(awards)
    for award in awards:
        if award.live == (states[award.pk].status == "revoked"):
            yield Finding("AWARD_LIVE_FLAG", {"award": str(award.pk), "live": award.live})


def holds_and_grants() -> Iterator[Finding]:
    """What a waiting line holds is what its inputs say; what an enrolment was granted is what its final lines say."""
    waiting = ConversionLine.objects.prefetch_related("inputs").order_by("pk").iterator(chunk_size=_AT_ONCE)
    for chunk in _chunks(waiting):
        balances = lots.available([lots.held(line.pk) for line in chunk])
        for line in chunk:
            expected: dict[str, int] = {}
            if line.state in LIVE and line.state != "final":
                for item in line.inputs.all():
                    expected[item.unit] = expected.get(item.unit, 0) + item.amount
            for unit in ("credit", "use"):
                held = balances[lots.held(line.pk), unit]
                if held != expected.get(unit, 0):
                    yield Finding("HOLD_DIFFERS", {"line": str(line.pk), "held": held, "inputs": expected.get(unit, 0)})
    yield from _granted()


def _granted() -> Iterator[Finding]:
    book = current_rulebook()
    sums = dict(
        LineGrant.objects.filter(line__state="final").values_list("enrolment").annotate(total=Sum("amount")).order_by()
    )
    for chunk in _chunks(Enrolment.objects.order_by("pk").iterator(chunk_size=_AT_ONCE)):
        units = {row.pk: book.programmes[(row.programme, row.year)].unit for row in chunk}
        balances = posting.balances((lots.granted(row.pk), units[row.pk]) for row in chunk)
        for row in chunk:
            granted = balances[lots.granted(row.pk), units[row.pk]]
            if granted != sums.get(row.pk, 0):
                yield Finding(
                    "GRANTS_DIFFER", {"enrolment": str(row.pk), "granted": granted, "lines": sums.get(row.pk, 0)}
                )


def conversions_recheck() -> Iterator[Finding]:
    """The stored problem has its hash, and the independent checker still accepts the stored plan."""
    for row in Conversion.objects.exclude(plan="").order_by("pk").iterator(chunk_size=_AT_ONCE):
        problem = msgspec.json.decode(row.problem, type=Problem)
        if digest(problem) != row.problem_hash:
            yield Finding("PROBLEM_CHANGED", {"conversion": str(row.pk)})
            continue
        plan = msgspec.json.decode(row.plan, type=Plan)
        if plan.problem_hash == row.problem_hash and (findings := check(problem, plan)):
            yield Finding("PLAN_NOT_ACCEPTED", {"conversion": str(row.pk), "first": findings[0].code})


def exceeded_caps() -> Iterator[Finding]:
    """No live line of an active enrolment went beyond a cap, by the versions of the day it was applied for."""
    rows = ConversionLine.objects.filter(state__in=LIVE, enrolment__status="active").select_related("enrolment")
    for line in rows.order_by("enrolment", "pk").iterator(chunk_size=_AT_ONCE):
        for over in brought_above(line, up_to_itself=True):
            where = {"enrolment": str(line.enrolment_id), "cap": over.field, "counted": over.found}
            yield Finding("CAP_EXCEEDED", where)


def revoked_lots() -> Iterator[Finding]:
    """Nothing is left in the lots of a revoked award."""
    for award in Award.objects.filter(live=False).order_by("pk").iterator(chunk_size=_AT_ONCE):
        for (name, unit), amount in lots.contents(award).items():
            yield Finding(
                "REVOKED_LOT_NOT_EMPTY", {"award": str(award.pk), "lot": name, "unit": unit, "amount": amount}
            )


def events_of_unknown_kind() -> Iterator[Finding]:
    """Only events that the fold knows are in the table."""
    known = [event.value for event in AwardEvent.Event]
    for pk in AwardEvent.objects.exclude(event__in=known).values_list("pk", flat=True):
        yield Finding("AWARD_EVENT_UNKNOWN", {"event": str(pk)})


def credentials_follow() -> Iterator[Finding]:
    """What befell an award or a line has reached every credential that rests on it, and its bits say so."""
    for found in credential_checking.check():
        yield Finding(found.code, {"credential": found.subject})
    on_lines: set[str] = set()
    for lines in _chunks(credential_checking.live_sources("line")):
        ids = [line for _, line, _ in lines]
        on_lines |= {number for number, _, _ in lines}
        final = set(ConversionLine.objects.filter(pk__in=ids, state="final").values_list("pk", flat=True))
        asked = set(Review.objects.filter(line__in=ids, answer="").values_list("line_id", flat=True))
        for number, line, held in lines:
            if line not in final or held != (line in asked):
                yield Finding("CREDENTIAL_BEHIND", {"credential": number, "source": str(line)})
    for awards in _chunks(credential_checking.live_sources("award")):
        ids = [award for _, award, _ in awards]
        live = set(Award.objects.filter(pk__in=ids, live=True).values_list("pk", flat=True))
        frozen = set(Inquiry.objects.filter(award__in=ids, outcome="").values_list("award_id", flat=True))
        for number, award, held in awards:
            # What rests on a line lives and dies with it: after graduation a line may stand on an award that fell.
            if (award not in live and number not in on_lines) or held != (award in frozen):
                yield Finding("CREDENTIAL_BEHIND", {"credential": number, "source": str(award)})


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    states_and_histories,
    live_flags,
    issued_awards,
    holds_and_grants,
    conversions_recheck,
    revoked_lots,
    events_of_unknown_kind,
    credentials_follow,
)


def _chunks(rows: Iterator[T]) -> Iterator[list[T]]:
    chunk: list[T] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
