"""Keys of programs: made by who keeps keys, shown once, ended once; and the database keeps what was."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from creditbank.audit.trail import history
from creditbank.credentials.api_keys import PREFIX, api_keys_of, institution_of, make_api_key, revoke_api_key
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.models import ApiKey
from creditbank.credentials.tests.issuers import AT, CENTRE, COLLEGE, DAY, OPERATOR, found_issuers
from creditbank.people.errors import Forbidden, InstitutionUnknown
from creditbank.people.permissions import SYSTEM, Actor


@pytest.fixture(autouse=True)
def issuers(db: None) -> None:
    found_issuers()


def made(institution: str = CENTRE) -> tuple[ApiKey, str]:
    return make_api_key(request_id=uuid4(), actor=OPERATOR, institution=institution, name="教务系统", at=AT)


def test_a_key_names_its_institution_until_it_is_revoked() -> None:
    row, key = made()
    other = made(COLLEGE)[1]
    assert key.startswith(PREFIX)
    assert (institution_of(key), institution_of(other)) == (CENTRE, COLLEGE)
    revoke_api_key(request_id=uuid4(), actor=OPERATOR, key_id=row.pk, at=AT + DAY)
    assert (institution_of(key), institution_of(other)) == (None, COLLEGE)
    assert [one.revoked_at for one in api_keys_of(CENTRE)] == [AT + DAY]
    assert [one.verb for one in history("api_key", str(row.pk))] == ["make_api_key", "revoke_api_key"]


@pytest.mark.parametrize("shown", ["", "cbk_", "cbk_unknown", "unknown", "\u0000"])
def test_what_is_no_key_names_nobody(shown: str) -> None:
    made()
    assert institution_of(shown) is None


def test_the_hash_that_is_kept_is_no_key() -> None:
    row, _ = made()
    assert institution_of(row.sha256) is None
    assert institution_of(PREFIX + row.sha256) is None


def test_a_key_is_shown_once() -> None:
    request = uuid4()
    make_api_key(request_id=request, actor=SYSTEM, institution=CENTRE, name="x", at=AT)
    with pytest.raises(CredentialError, match="API_KEY_SHOWN"):
        make_api_key(request_id=request, actor=SYSTEM, institution=CENTRE, name="x", at=AT)
    assert ApiKey.objects.count() == 1


def test_a_second_revocation_changes_nothing() -> None:
    row, _ = made()
    for days in (1, 2):
        revoke_api_key(request_id=uuid4(), actor=OPERATOR, key_id=row.pk, at=AT + days * DAY)
    assert ApiKey.objects.get().revoked_at == AT + DAY


def test_only_who_keeps_keys_makes_and_revokes_them() -> None:
    row, _ = made()
    stranger = Actor(5)
    with pytest.raises(Forbidden):
        make_api_key(request_id=uuid4(), actor=stranger, institution=CENTRE, name="x", at=AT)
    with pytest.raises(Forbidden):
        revoke_api_key(request_id=uuid4(), actor=stranger, key_id=row.pk, at=AT)
    with pytest.raises(InstitutionUnknown):
        made("nowhere")
    with pytest.raises(CredentialError, match="API_KEY_UNKNOWN"):
        revoke_api_key(request_id=uuid4(), actor=OPERATOR, key_id=row.pk + 1, at=AT)


def test_the_database_keeps_every_key_as_it_was() -> None:
    row, _ = made()
    revoke_api_key(request_id=uuid4(), actor=OPERATOR, key_id=row.pk, at=AT + DAY)
    for changed in ({"sha256": "0" * 64}, {"institution_id": COLLEGE}, {"revoked_at": None}, {"revoked_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiKey.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=row.pk).delete()
    _, another = made()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.exclude(pk=row.pk).update(revoked_at=AT - DAY)
    assert institution_of(another) == CENTRE
