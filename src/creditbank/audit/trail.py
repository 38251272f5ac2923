"""Writing and reading the audit trail. The id of a row is the id of the request: what came twice is found here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from creditbank.audit.bulk import insert_values
from creditbank.audit.errors import RequestConflict
from creditbank.audit.models import AuditRow
from creditbank.kernel.canonical import digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one row of the trail will say. ``content`` is what was asked; only its digest is kept.

    Identity numbers do not belong into ``content``: a plain digest of a number can be guessed. Give its blind index.
    """

    request_id: UUID
    verb: str
    actor: int | None
    subject_type: str
    subject_id: str
    content: Any
    at: datetime
    institution: str = ""
    detail: Mapping[str, Any] | None = None


def record(
    *,
    request_id: UUID,
    verb: str,
    actor: int | None,
    subject_type: str,
    subject_id: str,
    content: Any,
    at: datetime,
    institution: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditRow:
    """Write one row, inside the transaction of the verb. A request id that is there already is an ``IntegrityError``."""
    values = _values_of(
        Deed(
            request_id=request_id,
            verb=verb,
            actor=actor,
            subject_type=subject_type,
            subject_id=subject_id,
            content=content,
            at=at,
            institution=institution,
            detail=detail,
        )
    )
    return AuditRow.objects.create(**values)


def record_many(deeds: Iterable[Deed], /) -> int:
    """Write the rows of a bulk verb with one prepared statement; their ids are derived from its request id. The count."""
    rows = [_values_of(deed) for deed in deeds]
    insert_values(AuditRow, rows)
    return len(rows)


def earlier(request_id: UUID, verb: str, content: Any) -> AuditRow | None:
    """The row that this same request wrote before, or ``None``; the verb then returns what it returned first.

    Raises ``RequestConflict`` when the id stands for another verb or another content.
    """
    row = AuditRow.objects.filter(pk=request_id).first()
    if row is not None and (row.verb, row.content_hash) != (verb, digest(content)):
        raise RequestConflict("REQUEST_CONFLICT", request=str(request_id), verb=verb, earlier_verb=row.verb)
    return row


def history(subject_type: str, subject_id: str) -> list[AuditRow]:
    """Everything done to that subject, oldest first."""
    return list(AuditRow.objects.filter(subject_type=subject_type, subject_id=subject_id).order_by("at", "id"))


def _values_of(deed: Deed) -> dict[str, Any]:
    return {
        "id": deed.request_id,
        "verb": deed.verb,
        "actor": deed.actor,
        "institution": deed.institution,
        "subject_type": deed.subject_type,
        "subject_id": deed.subject_id,
        "content_hash": digest(deed.content),
        "at": deed.at,
        "detail": dict(deed.detail or {}),
    }
