"""Bits of status lists: drawn at random, each once; set and cleared in the transaction of what befell the credential.

What a set bit means is final for a revocation: after an annulment a new credential is issued. The signed texts of the
lists are made in ``credentials.lists``.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from creditbank.audit.bulk import insert_values
from creditbank.credentials.award import Status
from creditbank.credentials.models import StatusEntry, StatusList

PURPOSES = ("revocation", "suspension")
LENGTH = 131_072
"""Bits of a list: the shortest that hides who is in it. Bitstring Status List 1.0, §2.2."""
FILLED_AT_MOST = LENGTH * 3 // 4
"""A list that holds so many is followed by another: drawing stays quick, and its last indexes say nothing about when."""
_AT_ONCE = 500
Key = TypeVar("Key")


def list_address(issuer: str, purpose: str, number: int) -> str:
    """Where a signed list of this site is published."""
    return f"{settings.SITE_URL}/status/{issuer}/{purpose}/{number}"


def list_at(url: str) -> tuple[str, str, int] | None:
    """Issuer, purpose and number of the list at that address; ``None`` for any other address."""
    prefix = f"{settings.SITE_URL}/status/"
    parts = url.removeprefix(prefix).split("/")
    if not url.startswith(prefix) or len(parts) != 3 or not (parts[2].isascii() and parts[2].isdigit()):
        return None
    return parts[0], parts[1], int(parts[2][:9])


def list_url(row: StatusList) -> str:
    """Where the signed list is published."""
    return list_address(row.issuer_id, row.purpose, row.number)


@transaction.atomic
def draw(issuer: str, credentials: Sequence[UUID]) -> dict[UUID, tuple[Status, ...]]:
    """One bit for each purpose for each credential; one that has been drawn for before keeps its bits.

    The lists stay locked until the transaction ends, and the database refuses a second use of an index.
    """
    found: defaultdict[UUID, list[Status]] = defaultdict(list)
    for purpose in PURPOSES:
        taken = _entries(credentials, purpose)
        missing = [one for one in credentials if one not in taken]
        taken |= _drawn(issuer, purpose, missing)
        for credential in credentials:
            url, index = taken[credential]
            found[credential].append(Status(list_url=url, index=index, purpose=purpose))
    return {credential: tuple(statuses) for credential, statuses in found.items()}


def turn_bits(
    *, at: datetime, revoked: Iterable[UUID] = (), suspended: Iterable[UUID] = (), released: Iterable[UUID] = ()
) -> None:
    """Set and clear the bits of these credentials; one that stands right already stays. A revocation is never cleared.

    Lists are locked in the order of their keys before any bit is turned: two verbs cannot wait for each other in a circle.
    """
    clear, is_set = StatusEntry.objects.filter(set_at=None), StatusEntry.objects.filter(set_at__isnull=False)
    to_set = _chosen(clear.filter(purpose="revocation"), revoked)
    to_set |= _chosen(clear.filter(purpose="suspension"), suspended)
    to_clear = _chosen(is_set.filter(purpose="suspension"), released)
    touched = sorted({*to_set.values(), *to_clear.values()})
    if not touched:
        return
    locked = StatusList.objects.select_for_update().filter(pk__in=touched).order_by("pk")
    list(locked.values_list("pk", flat=True))
    for entries, moment in ((to_set, at), (to_clear, None)):
        for keys in _chunks(sorted(entries)):
            StatusEntry.objects.filter(pk__in=keys).update(set_at=moment)
    StatusList.objects.filter(pk__in=touched).update(changes=F("changes") + 1)


def statuses_set(credentials: Iterable[UUID]) -> dict[UUID, dict[str, datetime]]:
    """Which bits of these credentials are set, by purpose, with since when."""
    found: dict[UUID, dict[str, datetime]] = {}
    for chunk in _chunks(sorted(set(credentials))):
        rows = StatusEntry.objects.filter(credential__in=chunk, set_at__isnull=False)
        for credential, purpose, since in rows.values_list("credential_id", "purpose", "set_at"):
            if since is not None:
                found.setdefault(credential, {})[purpose] = since
    return found


def _chosen(entries: QuerySet[StatusEntry], credentials: Iterable[UUID]) -> dict[int, int]:
    """Those of the entries that belong to these credentials, with their lists."""
    found: dict[int, int] = {}
    for chunk in _chunks(sorted(set(credentials))):
        found.update(entries.filter(credential__in=chunk).values_list("pk", "status_list_id"))
    return found


def _entries(credentials: Sequence[UUID], purpose: str) -> dict[UUID, tuple[str, int]]:
    found: dict[UUID, tuple[str, int]] = {}
    for chunk in _chunks(credentials):
        for row in StatusEntry.objects.filter(credential__in=chunk, purpose=purpose).select_related("status_list"):
            found[row.credential_id] = (list_url(row.status_list), row.index)
    return found


def _drawn(issuer: str, purpose: str, credentials: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    """New bits for these, in as many lists as it takes."""
    found: dict[UUID, tuple[str, int]] = {}
    waiting = list(credentials)
    while waiting:
        row = _list_with_room(issuer, purpose)
        room = FILLED_AT_MOST - row.drawn
        here, waiting = waiting[:room], waiting[room:]
        indexes = dict(zip(here, _free_indexes(row, len(here)), strict=True))
        common = {"status_list_id": row.pk, "purpose": purpose, "set_at": None}
        entries = [{**common, "credential_id": one, "index": index} for one, index in indexes.items()]
        insert_values(StatusEntry, entries)
        row.drawn += len(here)
        row.save(update_fields=["drawn"])
        found |= {credential: (list_url(row), index) for credential, index in indexes.items()}
    return found


def _list_with_room(issuer: str, purpose: str) -> StatusList:
    """The newest list, locked; the next one where it is full. The lock comes before the count: a second caller waits here."""
    rows = StatusList.objects.select_for_update().filter(issuer=issuer, purpose=purpose)
    last = rows.order_by("-number").first()
    if last is not None and last.drawn < FILLED_AT_MOST:
        return last
    number = 1 if last is None else last.number + 1
    made, _ = rows.get_or_create(issuer_id=issuer, purpose=purpose, number=number, defaults={"length": LENGTH})
    return made


def _free_indexes(row: StatusList, count: int) -> list[int]:
    """So many indexes that nobody has, from the system's random source: their order tells nothing about their holders."""
    free: list[int] = []
    source = secrets.SystemRandom()
    tried: set[int] = set()
    while len(free) < count:
        candidates = {source.randrange(row.length) for _ in range(min(_AT_ONCE, 2 * (count - len(free))))} - tried
        tried |= candidates
        taken = set(row.entries.filter(index__in=candidates).values_list("index", flat=True))
        open_ones = list(candidates - taken)
        source.shuffle(open_ones)
        free += open_ones[: count - len(free)]
    return free


def _chunks(values: Sequence[Key]) -> Iterator[Sequence[Key]]:
    yield from (values[first : first + _AT_ONCE] for first in range(0, len(values), _AT_ONCE))
