"""Credentials that an institution writes itself and has signed over HTTP: the bank keeps their status, not their content.

What they state is the institution's own word; no credit rests on them. Their status entries are found again by the id that
the credential bears, within the lists of that institution.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.db import transaction

from creditbank.audit import trail
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.keyring import did_of, signing_keys
from creditbank.credentials.models import StatusEntry
from creditbank.credentials.proofs.selective_suite import NAME as SELECTIVE
from creditbank.credentials.requested import can_tell_status, ready, secured, with_proof_context, with_statuses
from creditbank.credentials.signing import signed_text
from creditbank.credentials.status_bits import PURPOSES, draw, turn_bits


@transaction.atomic
def issue_stated(
    institution: str, credential: object, *, at: datetime, mandatory_pointers: Sequence[str] | None = None
) -> dict[str, Any]:
    """签发: the credential with a proof of the institution's key; with ``mandatory_pointers``, for selective disclosure.

    One without an id gets one. Leaves status entries and an audit row, no copy. Raises ``DocumentRefused`` for what cannot
    be signed, ``CredentialError`` (``ISSUER_KEY_MISSING``; ``CREDENTIAL_ID_TAKEN`` where that id was issued before).
    """
    did, keys = did_of(institution), signing_keys(institution, at)
    document = ready(credential, did)
    document.setdefault("id", uuid4().urn)
    key = _key(institution, document["id"])
    if StatusEntry.objects.filter(credential=key).exists():
        raise CredentialError("CREDENTIAL_ID_TAKEN", credential=document["id"])
    if can_tell_status(document):
        document = with_statuses(document, draw(institution, [key])[key])
    if mandatory_pointers is None:
        signed: dict[str, Any] = json.loads(signed_text(with_proof_context(document), keys, created=at))
    else:
        signed = secured(document, keys[0].signer(), SELECTIVE, created=at, mandatory_pointers=mandatory_pointers)
    _record("issue_stated", institution, document["id"], [document["id"], _hash(signed)], at)
    return signed


@transaction.atomic
def set_stated_status(institution: str, credential: str, *, purpose: str, status: bool, at: datetime) -> None:
    """设置状态: revoke or suspend such a credential, or end its suspension. A revocation stays for ever.

    Raises ``CredentialError``: ``CREDENTIAL_UNKNOWN``, ``PURPOSE_UNKNOWN``, ``REVOCATION_STAYS``.
    """
    if purpose not in PURPOSES:
        raise DocumentRefused("PURPOSE_UNKNOWN", purpose=purpose[:64])
    if purpose == "revocation" and not status:
        raise CredentialError("REVOCATION_STAYS", credential=credential)
    key = _key(institution, credential)
    if not StatusEntry.objects.filter(credential=key).exists():
        raise CredentialError("CREDENTIAL_UNKNOWN", credential=credential)
    chosen = "revoked" if purpose == "revocation" else "suspended" if status else "released"
    turn_bits(at=at, **{chosen: [key]})
    _record("set_stated_status", institution, credential, [credential, purpose, status], at)


def _key(institution: str, credential: str) -> UUID:
    """Under which its status entries stand. Never that of a credential of the bank's own, whose status follows its sources."""
    return uuid5(NAMESPACE_URL, f"{did_of(institution)}/stated/{credential}")


def _hash(signed: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(signed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _record(verb: str, institution: str, credential: str, content: list[Any], at: datetime) -> None:
    """One audit row; nobody but the institution's program acts. The id of a credential may be long: its key is kept."""
    trail.record(
        request_id=uuid4(),
        verb=verb,
        actor=None,
        institution=institution,
        subject_type="stated_credential",
        subject_id=str(_key(institution, credential)),
        content=content,
        at=at,
    )
