"""Signing keys of institutions: made, rotated, revoked; and the controller document that tells strangers about them.

What a key signed while it was in force stays valid when a newer one takes its place: both stand in the document, the old
one with its end. Every act leaves one audit row.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from creditbank.audit import trail
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.models import ApiKey, IssuerKey, StatusList
from creditbank.credentials.proofs.controllers import did_web
from creditbank.credentials.proofs.keys import ALGORITHMS, Signer, generate, public_key_of_multibase
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.credentials.sealing import seal, unseal
from creditbank.credentials.signing import SigningKey
from creditbank.people.institutions import known_institution
from creditbank.people.permissions import Action, Actor, require

CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
_PLACE = "issuers"
"""First step of the path under which the site serves each institution's ``did.json``."""


def did_of(institution: str) -> str:
    """The ``did:web`` of an institution: the site's address and its slug."""
    return did_web(f"{settings.SITE_URL}/{_PLACE}/{institution}")


@transaction.atomic
def make_key(
    *,
    request_id: UUID,
    actor: Actor,
    institution: str,
    at: datetime,
    algorithm: str = "Ed25519",
    device: str = "",
    public: str = "",
) -> IssuerKey:
    """生成密钥: give an institution its first key of that algorithm, or the next one after a revocation.

    ``device`` names a signer of ``settings.SIGNERS``, ``public`` the multibase of the key that lies there. Raises
    ``CredentialError`` where one is active already (``KEY_EXISTS``) or the words do not fit, ``Forbidden``.
    """
    require(actor, Action.KEEP_KEYS)
    content = [institution, algorithm, device, public]
    if (done := trail.earlier(request_id, "make_key", content)) is not None:
        return IssuerKey.objects.get(pk=done.subject_id)
    known_institution(institution)
    if _active(institution, algorithm) is not None:
        raise CredentialError("KEY_EXISTS", institution=institution, algorithm=algorithm)
    row = _new_key(institution, algorithm, device, public, at)
    record_act(request_id, actor, "make_key", row, content, at)
    return row


@transaction.atomic
def rotate_key(
    *,
    request_id: UUID,
    actor: Actor,
    institution: str,
    at: datetime,
    algorithm: str = "Ed25519",
    device: str = "",
    public: str = "",
) -> IssuerKey:
    """更换密钥: a new key takes over at this moment; the private part of the old one is destroyed. The new key."""
    require(actor, Action.KEEP_KEYS)
    content = [institution, algorithm, device, public]
    if (done := trail.earlier(request_id, "rotate_key", content)) is not None:
        return IssuerKey.objects.get(pk=done.subject_id)
    old = _active(institution, algorithm)
    if old is None:
        raise CredentialError("ISSUER_KEY_MISSING", institution=institution)
    if at <= old.valid_from:
        raise CredentialError("KEY_PERIOD", since=text_of_moment(old.valid_from))
    old.retired_at, old.secret = at, ""
    old.save(update_fields=["retired_at", "secret"])
    row = _new_key(institution, algorithm, device, public, at)
    record_act(request_id, actor, "rotate_key", row, content, at)
    return row


@transaction.atomic
def revoke_key(
    *, request_id: UUID, actor: Actor, key_id: int, at: datetime, reason: str, since: datetime | None = None
) -> IssuerKey:
    """吊销密钥: nothing that the key signed from ``since`` on (by default: now) is to be trusted any more.

    A thief can date a signature back: where it is not sure when he got the key, give the moment at which its life began,
    and issue everything again. Status lists that it signed are signed again with the next batch.
    """
    require(actor, Action.KEEP_KEYS)
    content = [key_id, since.isoformat() if since else "", reason]
    if (done := trail.earlier(request_id, "revoke_key", content)) is not None:
        return IssuerKey.objects.get(pk=done.subject_id)
    row = IssuerKey.objects.select_for_update().filter(pk=key_id).first()
    if row is None:
        raise CredentialError("KEY_UNKNOWN", key=key_id)
    if row.revoked_at is not None:
        raise CredentialError("KEY_REVOKED_ALREADY", since=text_of_moment(row.revoked_at))
    moment = since or at
    if not row.valid_from <= moment <= at:
        raise CredentialError("KEY_PERIOD", since=text_of_moment(row.valid_from))
    row.revoked_at, row.reason, row.secret = moment, reason, ""
    row.save(update_fields=["revoked_at", "reason", "secret"])
    StatusList.objects.filter(issuer=row.institution_id).update(changes=F("changes") + 1)
    record_act(request_id, actor, "revoke_key", row, content, at)
    return row


def signing_keys(institution: str, at: datetime) -> tuple[SigningKey, ...]:
    """The keys that sign for the institution at that moment: its own choice first, an SM2 key after it as second proof.

    Raises ``CredentialError`` (``ISSUER_KEY_MISSING``).
    """
    rows = IssuerKey.objects.filter(institution=institution, valid_from__lte=at, retired_at=None, revoked_at=None)
    found = sorted(rows, key=lambda row: ALGORITHMS.index(row.algorithm))
    chosen = found[:1] + [row for row in found[1:] if row.algorithm == "SM2"]
    if not chosen:
        raise CredentialError("ISSUER_KEY_MISSING", institution=institution)
    return tuple(_signing_key(row) for row in chosen)


def signer_of(institution: str, at: datetime) -> Signer:
    """What signs for the institution at that moment. Raises ``CredentialError`` (``ISSUER_KEY_MISSING``)."""
    return signing_keys(institution, at)[0].signer()


def did_document(institution: str) -> dict[str, Any] | None:
    """The controller document of an institution, with every key it ever had; ``None`` where it never had one.

    W3C Controlled Identifiers 1.0, §2.2: ``expires`` and ``revoked`` say until when signatures of a key count.
    """
    rows = list(IssuerKey.objects.filter(institution=institution))
    if not rows:
        return None
    did = did_of(institution)
    # A key that was never to be trusted stays visible, and asserts nothing for those who do not read "revoked".
    asserting = [row for row in rows if row.revoked_at is None or row.revoked_at > row.valid_from]
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": [_method(row, did) for row in rows],
        "assertionMethod": [_method_id(did, row) for row in asserting],
    }


def resolve(controller: str) -> Mapping[str, Any] | None:
    """The controller document behind a ``did:web`` of this site, read from the database; ``None`` for any other."""
    prefix = did_of("")
    institution = controller.removeprefix(prefix + ":")
    return None if institution == controller else did_document(institution)


def keys_of(institution: str) -> list[IssuerKey]:
    """All keys of an institution, oldest first: for those who keep them."""
    return list(IssuerKey.objects.filter(institution=institution))


def _active(institution: str, algorithm: str) -> IssuerKey | None:
    rows = IssuerKey.objects.select_for_update().filter(institution=institution, algorithm=algorithm)
    return rows.filter(Q(retired_at=None) & Q(revoked_at=None)).first()


def _new_key(institution: str, algorithm: str, device: str, public: str, at: datetime) -> IssuerKey:
    if algorithm not in ALGORITHMS:
        raise CredentialError("KEY_ALGORITHM_UNKNOWN", found=algorithm, known=list(ALGORITHMS))
    if bool(device) != bool(public) or (device and device not in settings.SIGNERS):
        raise CredentialError("DEVICE_UNKNOWN", device=device, known=sorted(settings.SIGNERS))
    if device:
        if public_key_of_multibase(public).algorithm != algorithm:
            raise CredentialError("KEY_ALGORITHM_UNKNOWN", found=public[:16], known=[algorithm])
        sealed = ""
    else:
        private = generate(algorithm)
        public, sealed = private.public.multibase(), seal(private.private_bytes())
    return IssuerKey.objects.create(
        institution_id=institution,
        algorithm=algorithm,
        public=public,
        secret=sealed,
        device=device,
        valid_from=at,
    )


def _signing_key(row: IssuerKey) -> SigningKey:
    if row.device and row.device not in settings.SIGNERS:
        raise CredentialError("DEVICE_UNKNOWN", device=row.device, known=sorted(settings.SIGNERS))
    return SigningKey(
        id=row.pk,
        verification_method=_method_id(did_of(row.institution_id), row),
        algorithm=row.algorithm,
        public=row.public,
        secret=unseal(row.secret) if row.secret else b"",
        device=settings.SIGNERS[row.device] if row.device else "",
    )


def _method_id(did: str, row: IssuerKey) -> str:
    return f"{did}#{row.public}"


def _method(row: IssuerKey, did: str) -> dict[str, str]:
    method = {
        "id": _method_id(did, row),
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": row.public,
    }
    if row.retired_at is not None:
        method["expires"] = text_of_moment(row.retired_at)
    if row.revoked_at is not None:
        method["revoked"] = text_of_moment(row.revoked_at)
    return method


def record_act(
    request_id: UUID, actor: Actor, verb: str, row: IssuerKey | ApiKey, content: object, at: datetime
) -> None:
    """The audit row of one act upon a key."""
    trail.record(
        request_id=request_id,
        verb=verb,
        actor=actor.user_id,
        institution=row.institution_id,
        subject_type="issuer_key" if isinstance(row, IssuerKey) else "api_key",
        subject_id=str(row.pk),
        content=content,
        at=at,
    )
