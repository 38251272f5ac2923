"""Names of the ledger accounts, and what an award's lots hold now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from creditbank.bank.models import Award, AwardEvent
from creditbank.ledger import posting

Status = Literal["active", "frozen", "expired", "revoked"]
_STATUS_AFTER: Mapping[str, Status] = {
    "certified": "active",
    "frozen": "frozen",
    "released": "active",
    "expired": "expired",
    "revoked": "revoked",
    "reinstated": "active",
}


def body_source(body: str) -> str:
    """Where certified credits come from."""
    return f"issued:{body}"


def award_lot(award_id: UUID) -> str:
    """The main lot of an award."""
    return f"award:{award_id}"


def again_lot(award_id: UUID | str, qualification: str) -> str:
    """The lot that a lenient policy opens for a second use in another qualification."""
    return f"award:{award_id}:again:{qualification}"


def held(line_id: UUID) -> str:
    """Where a line's inputs wait until it is final or closed."""
    return f"held:{line_id}"


def converted(enrolment_id: UUID) -> str:
    """Where inputs end when a line is final."""
    return f"converted:{enrolment_id}"


def school_source(institution: str) -> str:
    """Where granted credits come from."""
    return f"granted:{institution}"


def granted(enrolment_id: UUID) -> str:
    """Where granted credits go."""
    return f"enrolment:{enrolment_id}"


def frozen(inquiry_id: UUID) -> str:
    """Where a lot waits during an inquiry."""
    return f"frozen:{inquiry_id}"


EXPIRED = "expired"
REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class AwardState:
    """What the events say of an award: status, unit and amount of the main lot as last issued."""

    status: Status
    unit: Literal["credit", "use"]
    issued: int
    last_sequence: int


def state_of(award: Award, events: Sequence[AwardEvent]) -> AwardState:
    """Fold the events, in order. A corrected worth replaces what was first posted."""
    status: Status = "active"
    worth, last, had_expired = award.bank_credits, -1, False
    for event in events:
        status = _STATUS_AFTER.get(event.event, status)
        had_expired = had_expired or event.event == "expired"
        if event.event in {"released", "reinstated"} and had_expired:
            status = "expired"
        if event.event == "corrected" and event.bank_credits is not None:
            worth = event.bank_credits
        last = event.sequence
    return AwardState(status, "credit" if worth > 0 else "use", worth if worth > 0 else 1, last)


def standing(status: Status, held: int) -> Status:
    """Status of an award whose lots hold so much: what came back after its day can be used until its grace is over."""
    return "active" if status == "expired" and held > 0 else status


def states_of(awards: Iterable[Award]) -> dict[UUID, AwardState]:
    """States of many awards in one query."""
    listed = list(awards)
    events: dict[UUID, list[AwardEvent]] = {award.pk: [] for award in listed}
    for event in AwardEvent.objects.filter(award__in=listed).order_by("award", "sequence"):
        events[event.award_id].append(event)
    return {award.pk: state_of(award, events[award.pk]) for award in listed}


def available(names: Iterable[str]) -> dict[tuple[str, str], int]:
    """What each lot holds now, by (account, unit), in both units an award may have; 0 where nothing is."""
    return posting.balances((name, unit) for name in names for unit in ("credit", "use"))


def opened(names: Iterable[str]) -> set[str]:
    """Which of these again-lots were opened before, whatever they hold now."""
    return {name for (name, _), amount in posting.issued((name, "use") for name in names).items() if amount > 0}


def contents(award: Award) -> dict[tuple[str, str], int]:
    """What is in the award's main and again lots now, by (account, unit); empty lots are left out."""
    names = {award_lot(award.pk), *award.inputs.values_list("lot", flat=True)}
    return {pair: amount for pair, amount in sorted(available(names).items()) if amount > 0}
