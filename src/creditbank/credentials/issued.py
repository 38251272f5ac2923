"""Credentials that left the bank: kept as signed, found by what they rest on, revoked and suspended with it.

Nobody here knows what an award or a line is: the rooms above name their sources by id and say what befell them, in the
transaction in which it did.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from creditbank.audit.bulk import insert_values
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.models import Credential, CredentialSource
from creditbank.credentials.status_bits import turn_bits

AT_ONCE = 500


class Source(msgspec.Struct, frozen=True):
    """An award or a line on which a credential rests."""

    sort: Literal["award", "line"]
    id: UUID


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """A signed document as it is to be kept. ``subject`` is what it states: an award, a grant of a line, an enrolment."""

    id: UUID
    number: str
    kind: Literal["award", "conversion", "transcript"]
    format: str
    subject: UUID
    issuer: str
    learner_id: int
    key_id: int
    document: str
    issued_at: datetime
    valid_until: datetime | None
    sources: tuple[Source, ...]


@transaction.atomic
def keep(issues: Sequence[Issue], *, at: datetime, supersedes: Mapping[UUID, UUID] | None = None) -> None:
    """Write these credentials and their sources. ``supersedes``: new one → the old one, which is revoked by it.

    A second live one of a subject and format is an ``IntegrityError``.
    """
    replaced = dict(supersedes or {})
    _end(set(replaced.values()), at)
    insert_values(Credential, [_columns(issue) for issue in issues])
    insert_values(
        CredentialSource,
        [
            {"credential_id": issue.id, "sort": one.sort, "source": one.id, "suspended_at": None}
            for issue in issues
            for one in issue.sources
        ],
    )
    for new_id, old_id in replaced.items():
        Credential.objects.filter(pk=old_id).update(superseded_by=new_id)


def find(credential_id: UUID) -> Credential | None:
    """The credential with that id, its issuer and learner with it."""
    return Credential.objects.filter(pk=credential_id).select_related("issuer", "learner").first()


def get(credential_id: UUID) -> Credential:
    """The credential with that id. Raises ``CredentialError`` (``CREDENTIAL_UNKNOWN``)."""
    found = find(credential_id)
    if found is None:
        raise CredentialError("CREDENTIAL_UNKNOWN", credential=str(credential_id))
    return found


def find_number(number: str) -> Credential | None:
    """The credential with that public number, spelled as printed."""
    return Credential.objects.filter(number=number).select_related("issuer", "learner").first()


def of_learner(learner_id: int) -> list[Credential]:
    """A learner's credentials, newest first."""
    return list(Credential.objects.filter(learner=learner_id).select_related("issuer").order_by("-issued_at", "pk"))


def live_ones(subjects: Iterable[UUID], format: str) -> dict[UUID, Credential]:  # noqa: A002
    """The credential in force of each subject in that format; subjects without one are absent."""
    found: dict[UUID, Credential] = {}
    wanted = sorted(set(subjects))
    for first in range(0, len(wanted), AT_ONCE):
        rows = Credential.objects.filter(subject__in=wanted[first : first + AT_ONCE], format=format, live=True)
        found.update((row.subject, row) for row in rows)
    return found


def counts(subjects: Iterable[UUID], format: str) -> dict[UUID, int]:  # noqa: A002
    """How many credentials each subject ever had in that format; 0 where none."""
    wanted = sorted(set(subjects))
    found = dict.fromkeys(wanted, 0)
    for first in range(0, len(wanted), AT_ONCE):
        rows = Credential.objects.filter(subject__in=wanted[first : first + AT_ONCE], format=format)
        for subject in rows.values_list("subject", flat=True):
            found[subject] += 1
    return found


@transaction.atomic
def follow(
    *,
    at: datetime,
    revoked: Iterable[UUID] = (),
    suspended: Iterable[UUID] = (),
    released: Iterable[UUID] = (),
) -> list[UUID]:
    """Let every credential follow what befell these awards and lines; the ids of those that are revoked by it.

    A line outweighs the awards under it: where an award falls, and a line that rests on it is to be judged first and so is
    only suspended, what rests on that line is suspended too. A revocation is for ever; a suspension ends when none of the
    sources is suspended any more. One call in a verb, after its entries in the ledger: all locks of lists are taken here.
    """
    fallen, waiting, free = list(revoked), list(suspended), list(released)
    resting = CredentialSource.objects.filter(credential__live=True)
    ended = _resting_on(resting.filter(sort="award"), fallen) - _resting_on(resting, waiting)
    ended |= _resting_on(resting.filter(sort="line"), fallen)
    cleared = CredentialSource.objects.filter(suspended_at__isnull=False)
    begun = CredentialSource.objects.filter(suspended_at=None)
    reached = _resting_on(cleared, free) | _resting_on(begun, waiting)
    cleared.filter(source__in=free).update(suspended_at=None)
    begun.filter(source__in=waiting).update(suspended_at=at)
    held = set(
        CredentialSource.objects.filter(credential__in=reached, suspended_at__isnull=False).values_list(
            "credential_id", flat=True
        )
    )
    _end(ended, at, suspended=held, released=reached - held)
    return sorted(ended)


def _resting_on(sources: QuerySet[CredentialSource], ids: list[UUID]) -> set[UUID]:
    return set(sources.filter(source__in=ids).values_list("credential_id", flat=True)) if ids else set()


def _end(ended: set[UUID], at: datetime, *, suspended: Iterable[UUID] = (), released: Iterable[UUID] = ()) -> None:
    listed = sorted(ended)
    for first in range(0, len(listed), AT_ONCE):
        Credential.objects.filter(pk__in=listed[first : first + AT_ONCE]).update(live=False)
    turn_bits(at=at, revoked=listed, suspended=suspended, released=released)


def _columns(issue: Issue) -> dict[str, object]:
    return {
        "id": issue.id,
        "number": issue.number,
        "kind": issue.kind,
        "format": issue.format,
        "subject": issue.subject,
        "issuer_id": issue.issuer,
        "learner_id": issue.learner_id,
        "key_id": issue.key_id,
        "document": issue.document,
        "sha256": hashlib.sha256(issue.document.encode()).hexdigest(),
        "issued_at": issue.issued_at,
        "valid_until": issue.valid_until,
        "live": True,
        "superseded_by_id": None,
    }
