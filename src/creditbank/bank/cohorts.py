"""Which awards make up a cohort for which credentials are issued together. Reads only."""

from datetime import date
from uuid import UUID

from creditbank.bank.models import Award


def awards_of_body(body: str, *, since: date | None = None) -> list[UUID]:
    """Ids of the awards that a body certified, from that day on, and that were not revoked; oldest first."""
    found = Award.objects.filter(body=body, live=True)
    if since is not None:
        found = found.filter(certified_on__gte=since)
    return list(found.order_by("certified_on", "pk").values_list("pk", flat=True))
