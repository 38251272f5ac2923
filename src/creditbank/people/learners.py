"""Learning accounts: opened once per person, found by the blind index, locked by every verb that counts."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from stdnum.iso7064 import mod_11_2

from creditbank.audit import trail
from creditbank.people.encryption import blind_index, normalised
from creditbank.people.errors import InstitutionUnknown, InvalidPerson, PersonExists, PersonUnknown
from creditbank.people.identity import birth_date_of, check_resident_number
from creditbank.people.models import Institution, Learner, NumberSeries, Reveal, User
from creditbank.people.permissions import Action, Actor, require

_WITH_BIRTH_DATE = (Learner.IdentityType.RESIDENT_ID, Learner.IdentityType.RESIDENCE_PERMIT)
_PHONE = re.compile(r"\+?\d{5,15}", re.ASCII)
REVEALED_FIELDS = ("name", "identity_number", "phone", "birth_date")


@transaction.atomic
def open_account(
    *,
    request_id: UUID,
    actor: Actor,
    name: str,
    identity_type: str,
    identity_number: str,
    at: datetime,
    phone: str = "",
    birth_date: date | None = None,
    employer: str | None = None,
    institution: str | None = None,
    user: User | None = None,
) -> Learner:
    """开户: open a learning account for a person. ``institution``: the one for which the acting clerk works.

    A person with a log-in may open his own (``user`` is the actor). Raises ``InvalidPerson``, ``PersonExists``,
    ``InstitutionUnknown``, ``Forbidden``, ``RequestConflict``; nothing is written then.
    """
    if user is None or user.pk != actor.user_id:
        require(actor, Action.OPEN_ACCOUNT, institution=institution)
    person = _checked(name, identity_type, identity_number, phone, birth_date, at)
    # The series is locked before anything is looked up: of two requests for one person the second sees the first.
    series, _ = NumberSeries.objects.select_for_update().get_or_create(pk="learner")
    content = [
        person.name,
        identity_type,
        person.identity_index,
        person.phone_index,
        employer,
        user.pk if user else None,
    ]
    if (done := trail.earlier(request_id, "open_account", content)) is not None:
        return Learner.objects.get(pk=done.subject_id)
    _require_new(person, employer)
    series.last += 1
    series.save(update_fields=["last"])
    person.number, person.employer_id, person.user = learner_number(series.last), employer, user
    person.save(force_insert=True)
    trail.record(
        request_id=request_id,
        verb="open_account",
        actor=actor.user_id,
        institution=institution or "",
        subject_type="learner",
        subject_id=str(person.pk),
        content=content,
        at=at,
    )
    return person


def find_by_identity(number: str, identity_type: str = Learner.IdentityType.RESIDENT_ID) -> Learner | None:
    """The learner with that identity number, in whatever spelling; ``None`` when there is no account."""
    return Learner.objects.filter(identity_index=identity_index(number, identity_type)).first()


def identity_index(number: str, identity_type: str) -> str:
    """The blind index of an identity number. Residents' cards and permits share one form and so one index."""
    group = "resident" if identity_type in _WITH_BIRTH_DATE else identity_type
    return blind_index(number, f"identity:{group}")


def phone_index(number: str) -> str:
    """The blind index of a telephone number; several people may share one."""
    return blind_index(number, "phone") if number else ""


def learner_number(serial: int) -> str:
    """``L``, eight digits, and a check character (ISO 7064 mod 11-2) that finds every slip of one digit and every swap."""
    digits = f"{serial:08d}"
    return f"L{digits}{mod_11_2.calc_check_digit(digits)}"


def lock_learner(learner_id: int) -> Learner:
    """The learner, locked until the transaction ends: one writer per learner at a time. Raises ``PersonUnknown``."""
    found = Learner.objects.select_for_update().filter(pk=learner_id).first()
    if found is None:
        raise PersonUnknown("PERSON_UNKNOWN", learner=learner_id)
    return found


@transaction.atomic
def reveal(
    *,
    actor: Actor,
    learner_id: int,
    fields: Iterable[str],
    purpose: str,
    at: datetime,
    institution: str | None = None,
) -> dict[str, str]:
    """查看明文: the plain values of these fields, after writing down who looked and what for. Raises ``Forbidden``."""
    require(actor, Action.REVEAL_IDENTITY, institution=institution, learner_id=learner_id)
    wanted = [field for field in REVEALED_FIELDS if field in set(fields)]
    if actor.user_id is None or not purpose.strip() or not wanted:
        raise InvalidPerson("REVEAL_UNSPECIFIED", fields=wanted, purpose=purpose)
    found = Learner.objects.filter(pk=learner_id).first()
    if found is None:
        raise PersonUnknown("PERSON_UNKNOWN", learner=learner_id)
    Reveal.objects.create(learner=found, viewer=actor.user_id, purpose=purpose, fields=wanted, at=at)
    return {field: str(getattr(found, field) or "") for field in wanted}


def _checked(
    name: str, identity_type: str, identity_number: str, phone: str, birth_date: date | None, at: datetime
) -> Learner:
    """An unsaved learner with what was said of him, checked and in one spelling."""
    if not name.strip():
        raise InvalidPerson("NAME_MISSING")
    if identity_type not in Learner.IdentityType.values:
        raise InvalidPerson("IDENTITY_INVALID", part="type")
    number, telephone = normalised(identity_number), normalised(phone)
    if identity_type in _WITH_BIRTH_DATE:
        number = check_resident_number(number)
        birth_date = _agreed(birth_date, birth_date_of(number))
    if not 4 <= len(number) <= 40:
        raise InvalidPerson("IDENTITY_INVALID", part="form")
    if birth_date is not None and birth_date > at.date():
        raise InvalidPerson("IDENTITY_INVALID", part="birth_date")
    if telephone and not _PHONE.fullmatch(telephone):
        raise InvalidPerson("PHONE_MALFORMED")
    return Learner(
        name=name.strip(),
        identity_type=identity_type,
        identity_number=number,
        identity_index=identity_index(number, identity_type),
        phone=telephone,
        phone_index=phone_index(telephone),
        birth_date=birth_date,
        opened_at=at,
    )


def _agreed(said: date | None, written: date) -> date:
    if said is not None and said != written:
        raise InvalidPerson("BIRTH_DATE_DIFFERS", said=said.isoformat())
    return written


def _require_new(person: Learner, employer: str | None) -> None:
    existing = Learner.objects.filter(identity_index=person.identity_index).first()
    if existing is not None:
        raise PersonExists("PERSON_EXISTS", number=existing.number)
    if employer is not None and not Institution.objects.filter(pk=employer).exists():
        raise InstitutionUnknown("INSTITUTION_UNKNOWN", institution=employer)
