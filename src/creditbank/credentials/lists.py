"""Status lists as strangers read them: signed again once per batch of changes. Bitstring Status List 1.0."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from creditbank.credentials.errors import CredentialError
from creditbank.credentials.keyring import did_of, signing_keys
from creditbank.credentials.models import StatusList
from creditbank.credentials.signing import signed_text
from creditbank.credentials.status_bits import list_at, list_url
from creditbank.credentials.status_list import build_list

VALID_DAYS = 7
RENEWED_BEFORE = timedelta(days=3)
"""The nightly work may fail twice before a signed list is too old."""
BATCH_SECONDS = 60
"""A list signed within this time is given as it is, however often it is asked for: its changes wait for the next batch."""
TTL_MILLISECONDS = 300_000
"""How long a verifier may keep what he fetched. Default of Bitstring Status List 1.0, §2.2."""


@transaction.atomic
def regenerate(list_id: int, now: datetime) -> StatusList:
    """Sign the list as its bits are now. Raises ``CredentialError`` where the issuer has no key (``ISSUER_KEY_MISSING``)."""
    row = StatusList.objects.select_for_update().get(pk=list_id)
    _sign(row, now)
    return row


def regenerate_lists(now: datetime) -> tuple[list[str], list[tuple[str, str]]]:
    """Sign every list that changed or grows old, each in its own transaction: addresses done, and those left with the code.

    A list whose issuer has lost its key must not stop the others.
    """
    done: list[str] = []
    left: list[tuple[str, str]] = []
    for row in StatusList.objects.filter(_stale(now)):
        try:
            done.append(list_url(regenerate(row.pk, now)))
        except CredentialError as error:
            left.append((list_url(row), error.code))
    return done, left


@transaction.atomic
def current_list(issuer: str, purpose: str, number: int, now: datetime) -> str | None:
    """The signed text to publish, signed first where something changed since the last batch; ``None``: no such list."""
    rows = StatusList.objects.filter(issuer=issuer, purpose=purpose, number=number)
    row = rows.first()
    if row is None or not _is_due(row, now):
        return None if row is None else row.document
    row = rows.select_for_update().get()
    if _is_due(row, now):  # of many who ask at the same moment one signs, and the others find it done
        _sign(row, now)
    return row.document


def list_of(url: str, now: datetime) -> str | None:
    """The signed text of a list of this site by its address, as a verifier asks for it; ``None`` for any other address.

    ``None`` too for a list that nobody can sign any more, since the issuer has lost its key: its status cannot be told.
    """
    found = list_at(url)
    try:
        return None if found is None else current_list(*found, now)
    except CredentialError:
        return None


def _sign(row: StatusList, now: datetime) -> None:
    bits = row.entries.filter(set_at__isnull=False).values_list("index", flat=True)
    row.valid_until = now + timedelta(days=VALID_DAYS)
    unsigned = build_list(
        list_url(row),
        did_of(row.issuer_id),
        row.purpose,
        bits,
        valid_from=now,
        valid_until=row.valid_until,
        length=row.length,
        ttl_milliseconds=TTL_MILLISECONDS,
    )
    row.document = signed_text(unsigned, signing_keys(row.issuer_id, now), created=now)
    row.signed_at, row.signed_changes = now, row.changes
    row.save(update_fields=["document", "signed_at", "valid_until", "signed_changes"])


def _is_due(row: StatusList, now: datetime) -> bool:
    """Never signed, or signed too long ago to be believed, or changed since and not within the batch."""
    if row.signed_at is None or row.valid_until is None or row.valid_until <= now:
        return True
    return row.changes != row.signed_changes and now - row.signed_at >= timedelta(seconds=BATCH_SECONDS)


def _stale(now: datetime) -> Q:
    return ~Q(changes=F("signed_changes")) | Q(valid_until=None) | Q(valid_until__lte=now + RENEWED_BEFORE)
