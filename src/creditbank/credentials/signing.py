"""From facts to a signed text: pure, so that several processes can do it without a database."""

import json
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.award import Award, Transcript
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.formats import clr, jwt, open_badge
from creditbank.credentials.proofs.keys import (
    Signer,
    SoftwareSigner,
    private_of_bytes,
    public_key_of_multibase,
)

OPEN_BADGE, VC_JWT, CLR = "open_badge", "jwt", "clr"
SUITE_OF: Mapping[str, str] = {
    "Ed25519": "eddsa-rdfc-2022",
    "P-256": "ecdsa-rdfc-2019",
    "P-384": "ecdsa-rdfc-2019",
    "SM2": "sm2-jcs-2023",
}
"""The suite with which a key of this algorithm signs credentials unless another is asked for."""


class SigningKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that may sign now, as plain values that another process can be given. Never printed, never stored like this."""

    id: int
    verification_method: str
    algorithm: str
    public: str
    """``publicKeyMultibase``."""
    secret: bytes = b""
    device: str = ""
    """``package.module:function`` that makes the signer of a key in a device from verification method and public key."""

    def __repr__(self) -> str:
        return f"SigningKey({self.verification_method})"

    def signer(self) -> Signer:
        """What signs with it."""
        if self.device:
            made: Signer = pkgutil.resolve_name(self.device)(
                self.verification_method, public_key_of_multibase(self.public)
            )
            return made
        return SoftwareSigner(self.verification_method, private_of_bytes(self.algorithm, self.secret))


Keys = Sequence[SigningKey]
"""The keys that sign one document: the first is the issuer's choice, any other adds a proof of its own."""


def signed_award(award: Award, format: str, keys: Keys, *, created: datetime, suite: str = "") -> str:  # noqa: A002
    """The award in that format, signed. Raises ``CredentialError`` for a format in which awards are not kept."""
    require_award_format(format)
    return AWARD_FORMATS[format](award, keys, created, suite)


def require_award_format(format: str) -> None:  # noqa: A002
    """Raise ``CredentialError`` unless awards are kept in that format."""
    if format not in AWARD_FORMATS:
        raise CredentialError("CREDENTIAL_FORMAT_UNKNOWN", format=format, known=sorted(AWARD_FORMATS))


def signed_transcript(
    transcript: Transcript, keys: Keys, *, created: datetime, enclosed: Mapping[str, str] | None = None
) -> str:
    """The transcript as CLR 2.0. ``enclosed``: credentials in it that were signed before, by id, as they stand."""
    signed = {name: json.loads(text) for name, text in (enclosed or {}).items()}
    return signed_text(clr.build(transcript, signed=signed), keys, created=created)


def signed_text(document: Mapping[str, Any], keys: Keys, *, created: datetime, suite: str = "") -> str:
    """The document as compact JSON text with a proof of each key; several proofs are a set, each stands alone.

    ``suite`` replaces that of the first key, for mass use where a cheaper one will do.
    """
    # The processor of linked data takes a tenth of a second to load: only who signs shall pay.
    from creditbank.credentials.proofs.integrity import add_proof

    signed = dict(document)
    for place, key in enumerate(keys):
        chosen = suite if suite and place == 0 else SUITE_OF[key.algorithm]
        signed = add_proof(signed, key.signer(), suite=chosen, created=created)
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"))


def _open_badge(award: Award, keys: Keys, created: datetime, suite: str) -> str:
    return signed_text(open_badge.build(award), keys, created=created, suite=suite)


def _jwt(award: Award, keys: Keys, created: datetime, suite: str) -> str:
    """A token has one signature, of the first key, and no suites."""
    return jwt.sign(award, keys[0].signer(), at=created)


AWARD_FORMATS: Mapping[str, Callable[[Award, Keys, datetime, str], str]] = {OPEN_BADGE: _open_badge, VC_JWT: _jwt}
"""Formats in which an award or a grant is kept as a credential of its own; all other formats are made from these."""
