"""Keys of programs: who may issue over HTTP in the name of which institution. Made once, shown once, kept as a hash."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from creditbank.audit import trail
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.keyring import record_act
from creditbank.credentials.models import ApiKey
from creditbank.people.institutions import known_institution
from creditbank.people.permissions import Action, Actor, require

PREFIX = "cbk_"
"""So that a key that lies where it should not is recognised by whoever finds it."""
_BYTES = 32


@transaction.atomic
def make_api_key(*, request_id: UUID, actor: Actor, institution: str, name: str, at: datetime) -> tuple[ApiKey, str]:
    """生成接口密钥: the row, and the key itself, which nobody can read again.

    A request that came before has no key to give any more. Raises ``Forbidden``, ``InstitutionUnknown``,
    ``CredentialError`` (``API_KEY_SHOWN``).
    """
    require(actor, Action.KEEP_KEYS)
    content = [institution, name]
    if trail.earlier(request_id, "make_api_key", content) is not None:
        raise CredentialError("API_KEY_SHOWN")
    known_institution(institution)
    key = PREFIX + secrets.token_urlsafe(_BYTES)
    row = ApiKey.objects.create(institution_id=institution, name=name, sha256=_hash(key), made_at=at)
    record_act(request_id, actor, "make_api_key", row, content, at)
    return row, key


@transaction.atomic
def revoke_api_key(*, request_id: UUID, actor: Actor, key_id: int, at: datetime) -> ApiKey:
    """吊销接口密钥: from now on nothing is issued with it. One that is revoked already stays as it is."""
    require(actor, Action.KEEP_KEYS)
    done = trail.earlier(request_id, "revoke_api_key", [key_id])
    row = ApiKey.objects.select_for_update().filter(pk=key_id).first()
    if row is None:
        raise CredentialError("API_KEY_UNKNOWN", key=key_id)
    if done is not None or row.revoked_at is not None:
        return row
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record_act(request_id, actor, "revoke_api_key", row, [key_id], at)
    return row


def api_keys_of(institution: str) -> list[ApiKey]:
    """All keys of an institution, oldest first."""
    return list(ApiKey.objects.filter(institution=institution))


def institution_of(key: str) -> str | None:
    """Whose program shows this key; ``None`` for a key that is unknown or revoked."""
    if not key.startswith(PREFIX):
        return None
    row = ApiKey.objects.filter(sha256=_hash(key), revoked_at=None).first()
    return None if row is None else row.institution_id


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
