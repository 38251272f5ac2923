"""Keys of institutions: one active at a time, rotated without harm to what was signed, revoked from a moment on."""

import pickle
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, connection, transaction

from creditbank.audit.errors import RequestConflict
from creditbank.audit.trail import history
from creditbank.credentials import keyring
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.models import IssuerKey
from creditbank.credentials.proofs.controllers import method_of
from creditbank.credentials.proofs.keys import ALGORITHMS, PublicKey, Signer, SoftwareSigner, generate
from creditbank.credentials.sealing import seal, unseal
from creditbank.credentials.tests.issuers import AT, CENTRE, COLLEGE, DAY, OPERATOR, found_issuers, new_key
from creditbank.people.errors import Forbidden, IdentityKeyWrong, InstitutionUnknown
from creditbank.people.permissions import SYSTEM, Actor
from creditbank.people.roles import Role

MESSAGE = b"what was signed"


@pytest.fixture(autouse=True)
def issuers(db: None) -> None:
    found_issuers()


def rotate(institution: str = CENTRE, *, at: datetime, algorithm: str = "Ed25519", **device: str) -> IssuerKey:
    return keyring.rotate_key(
        request_id=uuid4(), actor=SYSTEM, institution=institution, at=at, algorithm=algorithm, **device
    )


def revoke(key: IssuerKey, *, at: datetime, since: datetime | None = None) -> IssuerKey:
    return keyring.revoke_key(request_id=uuid4(), actor=SYSTEM, key_id=key.pk, at=at, since=since, reason="泄露")


def verifies(signer: Signer, signed_at: datetime) -> bool:
    """Whether a stranger who reads the published document accepts the key for that moment, and it made the signature."""
    public = method_of(keyring.resolve, signer.verification_method, "assertionMethod", signed_at)
    return public.verify(signer.sign(MESSAGE), MESSAGE)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_new_key_signs_and_the_published_document_checks_it(algorithm: str) -> None:
    row = new_key(algorithm=algorithm)
    signer = keyring.signer_of(CENTRE, AT)
    assert signer.verification_method == f"did:web:127.0.0.1%3A8000:issuers:{CENTRE}#{row.public}"
    assert verifies(signer, AT)


def test_the_database_holds_no_private_part_that_could_be_read() -> None:
    row = new_key()
    secret = unseal(row.secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM credentials_issuerkey")
        stored = " ".join(map(str, cursor.fetchone()))
    assert len(secret) == 32
    assert secret.hex() not in stored
    assert str(secret) not in repr(keyring.signing_keys(CENTRE, AT))


def test_another_secret_of_the_site_opens_no_key(settings: LazySettings) -> None:
    sealed = seal(b"a private part")
    settings.IDENTITY_KEY = "another one"
    with pytest.raises(IdentityKeyWrong):
        unseal(sealed)


def test_what_was_signed_before_a_rotation_stays_valid_and_what_comes_after_does_not() -> None:
    new_key()
    old = keyring.signer_of(CENTRE, AT)
    row = rotate(at=AT + DAY)
    new = keyring.signer_of(CENTRE, AT + DAY)
    assert new.verification_method.endswith(row.public)
    assert verifies(old, AT)
    assert verifies(new, AT + DAY)
    with pytest.raises(DocumentRefused, match="KEY_EXPIRED"):
        verifies(old, AT + DAY)


def test_the_private_part_of_an_ended_key_is_destroyed() -> None:
    first = new_key()
    second = rotate(at=AT + DAY)
    revoke(second, at=AT + 2 * DAY)
    for row in (first, second):
        row.refresh_from_db()
        assert row.secret == ""


def test_a_revoked_key_is_distrusted_from_the_moment_named_even_where_that_was_before_anybody_knew() -> None:
    row = new_key()
    signer = keyring.signer_of(CENTRE, AT)
    revoke(row, at=AT + 5 * DAY, since=AT + 2 * DAY)
    assert verifies(signer, AT + DAY)
    with pytest.raises(DocumentRefused, match="KEY_REVOKED"):
        verifies(signer, AT + 2 * DAY)
    with pytest.raises(CredentialError, match="ISSUER_KEY_MISSING"):
        keyring.signer_of(CENTRE, AT + 5 * DAY)


def test_a_key_that_was_never_to_be_trusted_asserts_nothing_but_is_shown() -> None:
    row = new_key()
    signer = keyring.signer_of(CENTRE, AT)
    revoke(row, at=AT + DAY, since=AT)
    document = keyring.did_document(CENTRE)
    assert document is not None
    assert [method["id"] for method in document["verificationMethod"]] == [signer.verification_method]
    assert document["assertionMethod"] == []
    with pytest.raises(DocumentRefused, match="PURPOSE_NOT_ALLOWED"):
        verifies(signer, AT)


def test_after_a_revocation_a_new_key_is_made() -> None:
    revoke(new_key(), at=AT + DAY)
    row = new_key(at=AT + DAY)
    assert verifies(keyring.signer_of(CENTRE, AT + DAY), AT + DAY)
    assert [one.pk for one in keyring.keys_of(CENTRE)][-1] == row.pk


def test_a_retired_key_can_still_be_revoked() -> None:
    row = new_key()
    signer = keyring.signer_of(CENTRE, AT)
    rotate(at=AT + DAY)
    revoke(row, at=AT + 3 * DAY, since=AT + DAY / 2)
    assert verifies(signer, AT)
    with pytest.raises(DocumentRefused, match="KEY_REVOKED"):
        verifies(signer, AT + DAY / 2)


def test_a_domestic_key_adds_a_second_proof_and_others_do_not() -> None:
    for algorithm in ("SM2", "P-256", "Ed25519"):
        new_key(algorithm=algorithm)
    assert [key.algorithm for key in keyring.signing_keys(CENTRE, AT)] == ["Ed25519", "SM2"]


def test_a_key_serves_its_own_institution_and_not_before_its_time() -> None:
    new_key()
    for institution, moment in ((COLLEGE, AT), (CENTRE, AT - timedelta(seconds=1))):
        with pytest.raises(CredentialError, match="ISSUER_KEY_MISSING"):
            keyring.signer_of(institution, moment)


def test_only_controllers_of_this_site_are_resolved() -> None:
    new_key()
    assert keyring.did_document(COLLEGE) is None
    strangers = ("did:web:elsewhere.example:issuers:" + CENTRE, "did:web:127.0.0.1%3A8000:issuers:nobody", CENTRE)
    assert [keyring.resolve(one) for one in strangers] == [None, None, None]
    found = keyring.resolve(keyring.did_of(CENTRE))
    assert found is not None
    assert found["id"] == keyring.did_of(CENTRE)


# A device: the private part never comes here.

_IN_A_DEVICE = generate("P-256")


def device_signer(verification_method: str, public: PublicKey) -> Signer:
    """What an institution's own package would offer."""
    assert public == _IN_A_DEVICE.public
    return SoftwareSigner(verification_method, _IN_A_DEVICE)


@pytest.fixture
def device(settings: LazySettings) -> Mapping[str, str]:
    settings.SIGNERS = {"cabinet": f"{__name__}:device_signer"}
    return {"device": "cabinet", "public": _IN_A_DEVICE.public.multibase()}


def test_a_key_in_a_device_signs_through_its_named_signer(device: Mapping[str, str]) -> None:
    row = keyring.make_key(request_id=uuid4(), actor=OPERATOR, institution=CENTRE, at=AT, algorithm="P-256", **device)
    assert row.secret == ""
    (key,) = keyring.signing_keys(CENTRE, AT)
    assert verifies(pickle.loads(pickle.dumps(key)).signer(), AT)  # noqa: S301 - what a pool of processes does


def test_a_device_that_is_gone_is_named(device: Mapping[str, str], settings: LazySettings) -> None:
    keyring.make_key(request_id=uuid4(), actor=OPERATOR, institution=CENTRE, at=AT, algorithm="P-256", **device)
    settings.SIGNERS = {}
    with pytest.raises(CredentialError, match="DEVICE_UNKNOWN"):
        keyring.signer_of(CENTRE, AT)


BAD: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "an algorithm that nobody knows": ({"algorithm": "RSA"}, CredentialError, "KEY_ALGORITHM_UNKNOWN"),
    "an institution that is not registered": ({"institution": "nobody"}, InstitutionUnknown, "INSTITUTION_UNKNOWN"),
    "a device without its public key": ({"device": "cabinet"}, CredentialError, "DEVICE_UNKNOWN"),
    "a public key without its device": ({"public": "z6Mk"}, CredentialError, "DEVICE_UNKNOWN"),
    "a device that no setting names": ({"device": "drawer", "public": "z6Mk"}, CredentialError, "DEVICE_UNKNOWN"),
    "a public key of another algorithm": (
        {"device": "cabinet", "public": _IN_A_DEVICE.public.multibase(), "algorithm": "Ed25519"},
        CredentialError,
        "KEY_ALGORITHM_UNKNOWN",
    ),
    "a public key that is none": ({"device": "cabinet", "public": "zzz"}, DocumentRefused, "KEY_MALFORMED"),
    "somebody who keeps no keys": (
        {"actor": Actor(1, None, ((CENTRE, Role.CERTIFICATION_HEAD),))},
        Forbidden,
        "ROLE_MISSING",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_call_makes_no_key(case: str, device: Mapping[str, str]) -> None:
    words, error, code = BAD[case]
    call = {"request_id": uuid4(), "actor": SYSTEM, "institution": CENTRE, "at": AT, **words}
    with pytest.raises(error, match=code):
        keyring.make_key(**call)
    assert not IssuerKey.objects.exists()


def test_what_cannot_be_done_with_keys_is_refused() -> None:
    row = new_key()
    with pytest.raises(CredentialError, match="KEY_EXISTS"):
        new_key()
    with pytest.raises(CredentialError, match="ISSUER_KEY_MISSING"):
        rotate(COLLEGE, at=AT)
    with pytest.raises(CredentialError, match="KEY_PERIOD"):
        rotate(at=AT)
    for since in (AT - DAY, AT + 2 * DAY):
        with pytest.raises(CredentialError, match="KEY_PERIOD"):
            revoke(row, at=AT + DAY, since=since)
    revoke(row, at=AT + DAY)
    with pytest.raises(CredentialError, match="KEY_REVOKED_ALREADY"):
        revoke(row, at=AT + DAY)
    with pytest.raises(CredentialError, match="KEY_UNKNOWN"):
        keyring.revoke_key(request_id=uuid4(), actor=SYSTEM, key_id=0, at=AT, reason="泄露")


def test_the_same_request_twice_makes_one_key_and_one_audit_row() -> None:
    common: dict[str, Any] = {"actor": SYSTEM, "institution": CENTRE}
    first, second, third = uuid4(), uuid4(), uuid4()
    made = [keyring.make_key(request_id=first, at=AT, **common) for _ in range(2)]
    turned = [keyring.rotate_key(request_id=second, at=AT + DAY, **common) for _ in range(2)]
    ended = [
        keyring.revoke_key(request_id=third, actor=SYSTEM, key_id=turned[0].pk, at=AT + 2 * DAY, reason="泄露")
        for _ in range(2)
    ]
    assert [len({row.pk for row in rows}) for rows in (made, turned, ended)] == [1, 1, 1]
    assert [row.verb for row in history("issuer_key", str(turned[0].pk))] == ["rotate_key", "revoke_key"]
    with pytest.raises(RequestConflict):
        keyring.make_key(request_id=first, at=AT, algorithm="SM2", **common)


# What the database refuses by itself.


@pytest.mark.parametrize(
    "change",
    [
        {"retired_at": None},
        {"retired_at": AT + 3 * DAY},
        {"revoked_at": AT + 3 * DAY},
        {"public": "z6MkOther"},
        {"valid_from": AT - DAY},
        {"algorithm": "SM2"},
        {"secret": "again"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_to_change_an_ended_key(change: dict[str, Any]) -> None:
    row = revoke(new_key(), at=AT + 2 * DAY, since=AT + DAY)
    IssuerKey.objects.filter(pk=row.pk).update(retired_at=AT + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.filter(pk=row.pk).delete()


IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "a second active key of one algorithm": {},
    "an end before the beginning": {"retired_at": AT - DAY, "secret": ""},
    "a revocation before the beginning": {"revoked_at": AT - DAY, "secret": ""},
    "a secret that outlives its key": {"retired_at": AT + DAY},
    "a key that lies nowhere": {"algorithm": "SM2", "secret": ""},
    "a key both here and in a device": {"algorithm": "SM2", "device": "cabinet"},
    "an unknown algorithm": {"algorithm": "RSA"},
}


@pytest.mark.parametrize("case", IMPOSSIBLE)
def test_the_database_refuses(case: str) -> None:
    new_key()
    columns = {
        "institution_id": CENTRE,
        "algorithm": "Ed25519",
        "public": "z6MkSecond",
        "secret": "sealed",
        "valid_from": AT,
        **IMPOSSIBLE[case],
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.create(**columns)
