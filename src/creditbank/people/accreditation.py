"""Is this institution accredited to certify this, on that day? Decided on values; a loader beside it fetches them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from creditbank.kernel.decision import Decision, Grant, Reason, Refuse
from creditbank.kernel.period import Period
from creditbank.people.models import Accreditation, Institution


@dataclass(frozen=True, slots=True)
class AccreditationFacts:
    """One accreditation as values: what it allows, when it holds, when it rests."""

    id: int
    type: str
    kinds: tuple[str, ...]
    scope: Mapping[str, tuple[str | int | bool, ...]]
    period: Period
    suspended: tuple[Period, ...] = ()


def accreditation_for(
    institution: str, kind: str, certifiers: Iterable[str], details: Mapping[str, Any], on: date
) -> Decision[AccreditationFacts]:
    """Fetch and decide for one case. ``BODY_UNKNOWN`` when there is no such institution; else ``decide_accreditation``."""
    facts = accreditations_of(institution)
    if not facts and not Institution.objects.filter(pk=institution).exists():
        return Refuse((Reason("BODY_UNKNOWN", "body", found=institution),))
    return decide_accreditation(facts, kind, certifiers, details, on)


def accreditations_of(institution: str) -> tuple[AccreditationFacts, ...]:
    """All accreditations of that institution, past, present and future: two queries, whatever number of cases follows."""
    rows = Accreditation.objects.filter(institution=institution).prefetch_related("suspensions").order_by("since", "pk")
    return tuple(
        AccreditationFacts(
            row.pk,
            row.type,
            tuple(row.kinds),
            {field: tuple(values) for field, values in row.scope.items()},
            Period(row.since, row.until),
            tuple(Period(rest.since, rest.until) for rest in row.suspensions.all()),
        )
        for row in rows
    )


def decide_accreditation(
    accreditations: Iterable[AccreditationFacts],
    kind: str,
    certifiers: Iterable[str],
    details: Mapping[str, Any],
    on: date,
) -> Decision[AccreditationFacts]:
    """Grant with the accreditation that allows it, or refuse with the first thing that none of them passes, in this order:

    ``NOT_ACCREDITED`` (for this kind), ``OUT_OF_SCOPE``, ``NOT_YET_ACCREDITED`` or ``ACCREDITATION_ENDED``,
    ``BODY_SUSPENDED``.
    """
    types = set(certifiers)
    for_kind = [one for one in accreditations if kind in one.kinds and one.type in types]
    if not for_kind:
        return Refuse((Reason("NOT_ACCREDITED", "award.kind", "one_of", sorted(types), kind),))
    in_scope = [one for one in for_kind if _outside(one, details) is None]
    if not in_scope:
        return Refuse(tuple(reason for one in for_kind if (reason := _outside(one, details)) is not None))
    in_force = [one for one in in_scope if on in one.period]
    if not in_force:
        return Refuse((_not_in_force(in_scope, on),))
    for one in in_force:
        if not any(on in rest for rest in one.suspended):
            return Grant(one)
    return Refuse((Reason("BODY_SUSPENDED", "certified_on", found=on.isoformat()),))


def _outside(accreditation: AccreditationFacts, details: Mapping[str, Any]) -> Reason | None:
    """The first field of the details that the scope does not allow; a field that is missing is not allowed."""
    for field, allowed in accreditation.scope.items():
        if allowed and details.get(field) not in allowed:
            return Reason("OUT_OF_SCOPE", f"award.{field}", "one_of", allowed, details.get(field))
    return None


def _not_in_force(accreditations: Iterable[AccreditationFacts], on: date) -> Reason:
    """Ended, with the last day after which it was not in force; or, where none has begun, the first day on which one will be."""
    ended = [one.period.end for one in accreditations if one.period.end is not None and one.period.end <= on]
    if ended:
        return Reason("ACCREDITATION_ENDED", "certified_on", "below", max(ended).isoformat(), on.isoformat())
    begins = min(one.period.start for one in accreditations)
    return Reason("NOT_YET_ACCREDITED", "certified_on", "at_least", begins.isoformat(), on.isoformat())
