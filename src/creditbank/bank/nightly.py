"""What the bank does every night: finish notices, close refused lines, expire, sign status lists. Safe to run twice."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from creditbank.bank.appeal import close_refused_due
from creditbank.bank.call import Call
from creditbank.bank.expire import expire_due
from creditbank.bank.finalise import finalise_due
from creditbank.credentials.lists import regenerate_lists
from creditbank.people.permissions import SYSTEM


@dataclass(frozen=True, slots=True)
class NightlyReport:
    """Ids of what moved, and the lines that could not become final, with the code of why; lists in the same way."""

    final: list[UUID]
    not_final: list[tuple[UUID, str]]
    closed: list[UUID]
    expired: list[UUID]
    signed: list[str] = field(default_factory=list)
    """Addresses of the status lists that were signed anew."""
    not_signed: list[tuple[str, str]] = field(default_factory=list)


def run_nightly(now: datetime) -> NightlyReport:
    """Run the work that is due. Its request id comes from the day, so a second run changes nothing."""
    day = Call(NAMESPACE_URL, SYSTEM, now).day
    call = Call(uuid5(NAMESPACE_URL, f"nightly/{day.isoformat()}"), SYSTEM, now)
    final, not_final = finalise_due(call)
    closed, expired = close_refused_due(call), expire_due(call)
    signed, not_signed = regenerate_lists(now)  # after all that may have set a bit
    return NightlyReport(final, not_final, closed, expired, signed, not_signed)
