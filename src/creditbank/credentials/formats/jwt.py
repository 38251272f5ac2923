"""An award as the claim set of a signed token: VC-JWT of W3C VC-JOSE-COSE 1.0, with the claims that Open Badges 3.0, §8.2 asks for.

The payload is the credential itself with registered claims beside its members. ``proofs.jose`` signs and opens tokens; this
module says what stands in one, and reads one. Reading is not verifying.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.award import Award
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats import open_badge
from creditbank.credentials.formats.rest import without_empty
from creditbank.credentials.proofs.jose import LONGEST, REGISTERED, sign_jwt
from creditbank.credentials.proofs.keys import Signer
from creditbank.credentials.proofs.multibase import bytes_of_base64url

MEDIA_TYPE = "application/vc+jwt"


def build(award: Award) -> dict[str, Any]:
    """The unsigned claim set of ``award``: the credential, ``iss``, ``jti``, ``sub``, ``nbf`` and ``exp``."""
    claims = {
        "iss": award.issuer.id,
        "jti": award.id,
        "sub": award.holder.id,
        "nbf": int(award.valid_from.timestamp()),
        "exp": int(award.valid_until.timestamp()) if award.valid_until else None,
    }
    return open_badge.build(award) | without_empty(claims)


def sign(award: Award, signer: Signer, *, at: datetime | None = None) -> str:
    """The compact token of ``award``: EdDSA, ES256 or ES384, after the key. ``at`` is the moment of signing."""
    return sign_jwt(open_badge.build(award), signer, at=at)


def parse(token: str | Mapping[str, Any]) -> Award:
    """The award in a token or in its claim set. Raises ``DocumentRefused`` for what is neither."""
    claims = claims_of(token) if isinstance(token, str) else token
    if {"vc", "vp"} & claims.keys():  # the way of data model 1.1, which VC-JOSE-COSE forbids
        raise DocumentRefused("JWT_MEMBER", member="vc", path="/vc")
    return open_badge.parse({name: value for name, value in claims.items() if name not in REGISTERED})


def claims_of(token: str) -> dict[str, Any]:
    """The claim set of a compact token, its signature unread."""
    parts = token.strip().split(".")
    if len(parts) != 3 or len(token) > LONGEST:
        raise DocumentRefused("JWT_MALFORMED", reason="parts")
    try:
        claims = msgspec.json.decode(bytes_of_base64url(parts[1]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DocumentRefused("JWT_MALFORMED", reason="payload") from None
    if not isinstance(claims, dict):
        raise DocumentRefused("JWT_MALFORMED", reason="payload")
    return claims
