"""What must always hold of what was issued, counted again. Reads only."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from creditbank.credentials.models import Credential, CredentialSource, StatusEntry, StatusList

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must never be: a code, and the credential or list it is about."""

    code: str
    subject: str


def check() -> Iterator[Finding]:
    """Every document has its hash; bits stand as the credentials and their sources do; lists count what was drawn."""
    for row in Credential.objects.only("pk", "document", "sha256", "number").iterator(chunk_size=_AT_ONCE):
        if hashlib.sha256(row.document.encode()).hexdigest() != row.sha256:
            yield Finding("CREDENTIAL_CHANGED", row.number)
    bit = StatusEntry.objects.filter(credential=OuterRef("pk"), set_at__isnull=False)
    asked = CredentialSource.objects.filter(credential=OuterRef("pk"), suspended_at__isnull=False)
    rows = Credential.objects.annotate(
        revoked=Exists(bit.filter(purpose="revocation")),
        suspended=Exists(bit.filter(purpose="suspension")),
        held=Exists(asked),
        bits=Count("statuses"),
    )
    for number, live, revoked, suspended, held, bits in rows.values_list(
        "number", "live", "revoked", "suspended", "held", "bits"
    ).iterator(chunk_size=_AT_ONCE):
        if live == revoked or suspended != held or bits != 2:
            yield Finding("CREDENTIAL_BITS", number)
    for one in StatusList.objects.annotate(entered=Count("entries")):
        if one.entered != one.drawn:
            yield Finding("STATUS_LIST_COUNT", str(one))


def live_sources(sort: str) -> Iterator[tuple[str, UUID, bool]]:
    """Number of every live credential, the id of each of its sources of that sort, and whether it is suspended for it."""
    rows = CredentialSource.objects.filter(sort=sort, credential__live=True).order_by("pk")
    for number, source, since in rows.values_list("credential__number", "source", "suspended_at").iterator(
        chunk_size=_AT_ONCE
    ):
        yield number, source, since is not None
