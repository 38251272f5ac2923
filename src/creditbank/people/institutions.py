"""The registers that staff keep: institutions, their accreditations, who holds which role. One audit row for each act."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models, transaction

from creditbank.audit import trail
from creditbank.people.errors import InstitutionUnknown
from creditbank.people.models import Accreditation, AccreditationSuspension, Institution, StaffRole, User
from creditbank.people.permissions import Action, Actor, require
from creditbank.people.roles import Role
from creditbank.people.uscc import check_uscc

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def add_institution(
    *,
    request_id: UUID,
    actor: Actor,
    id: str,  # noqa: A002
    type: str,  # noqa: A002
    name_zh: str,
    name_en: str,
    at: datetime,
    uscc: str = "",
    division: str = "",
    parent: str | None = None,
) -> Institution:
    """登记机构: enter an institution under a slug of its own. Raises ``InvalidInstitution`` for a wrong code."""
    row = Institution(
        id=id,
        type=type,
        name_zh=name_zh,
        name_en=name_en,
        uscc=check_uscc(uscc) if uscc else "",
        division=division,
        parent_id=parent,
    )
    return _once(row, request_id, actor, "add_institution", id, at)


@transaction.atomic
def accredit(
    *,
    request_id: UUID,
    actor: Actor,
    institution: str,
    type: str,  # noqa: A002
    kinds: Iterable[str],
    since: date,
    source: str,
    at: datetime,
    scope: Mapping[str, Iterable[Any]] | None = None,
    until: date | None = None,
) -> Accreditation:
    """授予资质: say what an institution may certify; ``scope`` limits fields of the details to the values listed."""
    row = Accreditation(
        institution_id=known_institution(institution),
        type=type,
        kinds=list(kinds),
        scope={field: list(values) for field, values in (scope or {}).items()},
        since=since,
        until=until,
        source=source,
    )
    return _once(row, request_id, actor, "accredit", institution, at)


@transaction.atomic
def suspend(
    *,
    request_id: UUID,
    actor: Actor,
    accreditation: int,
    since: date,
    reason: str,
    at: datetime,
    until: date | None = None,
) -> AccreditationSuspension:
    """暂停资质: let an accreditation rest; what was certified before stays certified. Raises ``InstitutionUnknown``."""
    holder = Accreditation.objects.filter(pk=accreditation).first()
    if holder is None:
        raise InstitutionUnknown("ACCREDITATION_UNKNOWN", accreditation=accreditation)
    row = AccreditationSuspension(accreditation=holder, since=since, until=until, reason=reason)
    return _once(row, request_id, actor, "suspend", holder.institution_id, at)


@transaction.atomic
def appoint(
    *,
    request_id: UUID,
    actor: Actor,
    user: User,
    institution: str,
    role: Role,
    since: date,
    at: datetime,
    until: date | None = None,
) -> StaffRole:
    """任职: give a user a staff role at an institution."""
    row = StaffRole(user=user, institution_id=known_institution(institution), role=role.value, since=since, until=until)
    return _once(row, request_id, actor, "appoint", institution, at)


def known_institution(institution: str) -> str:
    """The id itself. Raises ``InstitutionUnknown`` where no institution has it."""
    if not Institution.objects.filter(pk=institution).exists():
        raise InstitutionUnknown("INSTITUTION_UNKNOWN", institution=institution)
    return institution


def _once(row: Row, request_id: UUID, actor: Actor, verb: str, institution: str, at: datetime) -> Row:
    """Write the row and its audit row; a request that came before gives the row that it wrote then."""
    require(actor, Action.KEEP_REGISTERS)
    content = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    if (done := trail.earlier(request_id, verb, content)) is not None:
        return type(row)._default_manager.get(pk=done.subject_id)
    row.save(force_insert=True)
    trail.record(
        request_id=request_id,
        verb=verb,
        actor=actor.user_id,
        institution=institution,
        subject_type=row._meta.model_name or "",
        subject_id=str(row.pk),
        content=content,
        at=at,
    )
    return row
