"""Keys, lists and a packed award for the tests of the compact claim set."""

from base64 import b32decode, b32encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from creditbank.credentials.compact import CompactResult, check, pack
from creditbank.credentials.compact_form import PREFIX
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.keys import SoftwareSigner, generate
from creditbank.credentials.status_list import build_list
from creditbank.credentials.tests.paper_samples import (
    DID,
    ISSUER,
    award,
)
from creditbank.credentials.verify.trust import Institution, Trust

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
KEY = generate("Ed25519")
SIGNER = SoftwareSigner(f"{DID}#key-2026", KEY)
TRUST = Trust((Institution(id=DID, name=ISSUER.name),))


def controller(signer: SoftwareSigner = SIGNER, *, expires: str = "", revoked: str = "") -> dict[str, Any]:
    method = {
        "id": signer.verification_method,
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": signer.public.multibase(),
    }
    marks = {name: text for name, text in (("expires", expires), ("revoked", revoked)) if text}
    return {"id": DID, "verificationMethod": [method | marks], "assertionMethod": [signer.verification_method]}


RESOLVE = Controllers([controller()])


def checked(text: str, **changes: Any) -> CompactResult:
    given: dict[str, Any] = {"now": NOW, "trust": TRUST, "resolve": RESOLVE} | changes
    return check(text, given.pop("resolve"), **given)


def outcome(result: CompactResult, number: int) -> tuple[str, str]:
    step = result.steps[number]
    assert step.number == number
    return step.outcome, step.code


def lists(revoked: tuple[int, ...] = (), suspended: tuple[int, ...] = (), **changes: Any) -> Callable[[str], Any]:
    """The two signed lists of the usual award, as a verifier holds them."""
    made = {}
    for status, bits in zip(award().statuses, (revoked, suspended), strict=True):
        unsigned = build_list(
            status.list_url, DID, status.purpose, bits, valid_from=NOW - timedelta(hours=1), valid_until=NOW + timedelta(hours=23),
        )  # fmt: skip
        made[status.list_url] = add_proof(unsigned | changes, SIGNER, suite="eddsa-jcs-2022", created=NOW)
    return made.get


def body_of(text: str) -> bytes:
    coded = text.removeprefix(PREFIX)
    return b32decode(coded + "=" * (-len(coded) % 8))


def text_of_body(body: bytes) -> str:
    return PREFIX + b32encode(body).rstrip(b"=").decode()


GOOD = pack(award(), SIGNER, at=AT)
"""The usual award, packed."""
