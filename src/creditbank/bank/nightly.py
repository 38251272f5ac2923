"""What the bank does every night: finish notices, close refused lines, expire. Safe to run twice on one day."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from creditbank.bank.appeal import close_refused_due
from creditbank.bank.call import Call
from creditbank.bank.expire import expire_due
from creditbank.bank.finalise import finalise_due
from creditbank.people.permissions import SYSTEM


@dataclass(frozen=True, slots=True)
class NightlyReport:
    """Ids of what moved, and the lines that could not become final, with the code of why."""

    final: list[UUID]
    not_final: list[tuple[UUID, str]]
    closed: list[UUID]
    expired: list[UUID]


def run_nightly(now: datetime) -> NightlyReport:
    """Run the work that is due. Its request id comes from the day, so a second run changes nothing."""
    day = Call(NAMESPACE_URL, SYSTEM, now).day
    call = Call(uuid5(NAMESPACE_URL, f"nightly/{day.isoformat()}"), SYSTEM, now)
    final, not_final = finalise_due(call)
    return NightlyReport(final, not_final, close_refused_due(call), expire_due(call))
