"""From which lot an award could be taken on this day, or why from none (model: *lots, holds, used once*)."""

from dataclasses import dataclass

from creditbank.kernel.decision import Reason
from creditbank.plan.case import AwardCase, Case, Spent
from creditbank.plan.limits import Settings
from creditbank.rules.conditions import position_on
from creditbank.rules.programmes import Programme

STATUS_CODES = {"frozen": "FROZEN", "expired": "EXPIRED", "revoked": "REVOKED"}


@dataclass(frozen=True, slots=True)
class Usable:
    """What may be done with an award: taken whole (from the ``again`` lot where named), gathered from, or neither."""

    whole: bool
    gather: bool
    again: str = ""
    reason: Reason | None = None
    """Why it cannot be taken whole."""


def usable(award: AwardCase, case: Case, settings: Settings, /) -> Usable:
    """How an award may be used by a line of this case."""
    if award.status != "active":
        return Usable(False, False, reason=Reason(STATUS_CODES[award.status], "award.status", found=award.status))
    lot = award.lot
    gather = lot.unit == "credit" and lot.available > 0
    here = [one for one in award.spent if one.qualification == case.programme.id]
    if here:
        # Whole, it has counted in full in this programme: what its main lot still holds is for others.
        return Usable(False, gather and not any(one.whole for one in here), reason=_spent_reason(here))
    if lot.available == lot.issued > 0:
        return Usable(True, gather)
    again = award.again
    may_again = _may_use_again(award, case, settings) and (again is None or again.available == again.issued)
    if may_again:
        name = f"award:{award.id}:again:{case.programme.id}" if again is None else again.name
        return Usable(True, gather, again=name)
    return Usable(False, gather, reason=_spent_reason(award.spent))


def _may_use_again(award: AwardCase, case: Case, settings: Settings) -> bool:
    if settings.again == "never" or not award.spent:
        return False
    return settings.again == "other_qualification" or all(_is_higher(case.programme, one, case) for one in award.spent)


def _is_higher(programme: Programme, spent: Spent, case: Case) -> bool:
    """Strictly above the level where the award was used; levels of different scales are not compared."""
    scale = case.scales.get(programme.level_scale)
    if scale is None or spent.level_scale != programme.level_scale:
        return False
    there, here = position_on(scale, spent.level), position_on(scale, programme.level)
    return there is not None and here is not None and here > there


def _spent_reason(spent: "tuple[Spent, ...] | list[Spent]") -> Reason:
    """Held counts before final: it may yet be given back. Found: where and since when."""
    held = [one for one in spent if one.state == "held"]
    first = min(held or spent, key=lambda one: (one.on, one.qualification), default=None)
    found = None if first is None else {"qualification": first.qualification, "on": first.on}
    return Reason("HELD" if held else "SPENT", "award.lot", found=found)
