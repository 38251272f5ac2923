"""Trial issuers (测试签发者): for public conformance suites, on this machine only; ``serve --vc-api-test`` lets them answer.

Each signs in one way under a ``did:key`` of its own, which no trust list has: what they issue is worth nothing anywhere. No
institution's key is reached through them. Their keys lie in a file of the var directory, so that their ids stay the same;
their status lists live in the memory of the one process that serves.
"""

import json
import os
import secrets
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import msgspec
from django.conf import settings

from creditbank.credentials.award import Status
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.keys import PrivateKey, SoftwareSigner, did_key_signer, generate, private_of_bytes
from creditbank.credentials.requested import JWT, can_tell_status, pointers_of, ready, secured, with_statuses
from creditbank.credentials.status_bits import list_address, list_at
from creditbank.credentials.status_list import LENGTH_MIN, build_list

PURPOSES = ("revocation", "suspension")
VALID_FOR = timedelta(days=1)


class TrialIssuer(msgspec.Struct, frozen=True, kw_only=True):
    """One way of signing: with a key of that algorithm, in that suite (or as a token), with status entries or without."""

    name: str
    algorithm: str
    suite: str
    tells_status: bool = False

    @property
    def signer(self) -> SoftwareSigner:
        """Its key."""
        return did_key_signer(_keys()[self.algorithm])

    @property
    def did(self) -> str:
        """Its id."""
        return self.signer.verification_method.partition("#")[0]


ISSUERS: Mapping[str, TrialIssuer] = {
    one.name: one
    for one in (
        TrialIssuer(name="eddsa-rdfc-2022", algorithm="Ed25519", suite="eddsa-rdfc-2022"),
        TrialIssuer(name="eddsa-jcs-2022", algorithm="Ed25519", suite="eddsa-jcs-2022"),
        TrialIssuer(name="ecdsa-rdfc-2019-p256", algorithm="P-256", suite="ecdsa-rdfc-2019"),
        TrialIssuer(name="ecdsa-rdfc-2019-p384", algorithm="P-384", suite="ecdsa-rdfc-2019"),
        TrialIssuer(name="ecdsa-jcs-2019-p256", algorithm="P-256", suite="ecdsa-jcs-2019"),
        TrialIssuer(name="ecdsa-jcs-2019-p384", algorithm="P-384", suite="ecdsa-jcs-2019"),
        TrialIssuer(name="ecdsa-sd-2023", algorithm="P-256", suite="ecdsa-sd-2023"),
        TrialIssuer(name="jwt-eddsa", algorithm="Ed25519", suite=JWT),
        TrialIssuer(name="jwt-es256", algorithm="P-256", suite=JWT),
        TrialIssuer(name="jwt-es384", algorithm="P-384", suite=JWT),
        TrialIssuer(name="bitstring-status-list", algorithm="Ed25519", suite="eddsa-rdfc-2022", tells_status=True),
    )
}
"""Every trial issuer by its name, which is a step of its address."""
DEFAULT = "eddsa-rdfc-2022"


class _Entries:
    """The bits of one list: which are drawn, for which credential, and which are set."""

    def __init__(self) -> None:
        self.index_of: dict[str, int] = {}
        self.set: set[int] = set()
        self.drawn: set[int] = set()


_lock = threading.Lock()
_lists: dict[tuple[str, str], _Entries] = {(name, purpose): _Entries() for name in ISSUERS for purpose in PURPOSES}


def find(name: str) -> TrialIssuer | None:
    """The trial issuer of that name, where they answer at all; the default one for an empty name."""
    return ISSUERS.get(name or DEFAULT) if settings.VC_API_TEST else None


def issue(issuer: TrialIssuer, credential: object, options: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """The credential as this issuer signs it. Raises ``DocumentRefused`` for what cannot be signed.

    Of the options, ``mandatoryPointers`` and ``credentialStatus`` (any object: status entries are wanted) count.
    """
    document = ready(credential, issuer.did)
    if can_tell_status(document) and (issuer.tells_status or isinstance(options.get("credentialStatus"), Mapping)):
        document.setdefault("id", uuid4().urn)
        document = with_statuses(document, _draw(issuer, document["id"]))
    pointers = pointers_of(options, "mandatoryPointers")
    return secured(document, issuer.signer, issuer.suite, created=at, mandatory_pointers=pointers)


def set_status(issuer: TrialIssuer, credential: str, *, purpose: str, status: bool) -> None:
    """Set or clear a bit. Raises ``CredentialError`` (``CREDENTIAL_UNKNOWN``)."""
    if purpose not in PURPOSES:
        raise DocumentRefused("PURPOSE_UNKNOWN", purpose=purpose[:64])
    with _lock:
        entries = _lists[issuer.name, purpose]
        if credential not in entries.index_of:
            raise CredentialError("CREDENTIAL_UNKNOWN", credential=credential)
        index = entries.index_of[credential]
        entries.set.add(index) if status else entries.set.discard(index)


def list_of(url: str, at: datetime) -> dict[str, Any] | None:
    """The signed status list at that address; ``None`` for any other address, and where no trial issuers answer."""
    found = list_at(url) if settings.VC_API_TEST else None
    if found is None:
        return None
    name, purpose, _ = found
    if url != list_address(name, purpose, 1):
        return None
    if name not in ISSUERS or purpose not in PURPOSES:
        return None
    with _lock:
        bits = sorted(_lists[name, purpose].set)
    issuer = ISSUERS[name]
    unsigned = build_list(url, issuer.did, purpose, bits, valid_from=at, valid_until=at + VALID_FOR)
    # A list is always a document with a proof: its reader must not need what its credential was signed with.
    suite = "ecdsa-rdfc-2019" if issuer.algorithm != "Ed25519" else "eddsa-rdfc-2022"
    return add_proof(unsigned, issuer.signer, suite=suite, created=at)


def _draw(issuer: TrialIssuer, credential: str) -> tuple[Status, ...]:
    found = []
    with _lock:
        for purpose in PURPOSES:
            entries = _lists[issuer.name, purpose]
            while (index := secrets.randbelow(LENGTH_MIN)) in entries.drawn:
                pass
            entries.drawn.add(index)
            entries.index_of[credential] = index
            found.append(Status(list_url=list_address(issuer.name, purpose, 1), index=index, purpose=purpose))
    return tuple(found)


@cache
def _keys() -> Mapping[str, PrivateKey]:
    """A key for each algorithm, from the file; made and written down where there is none."""
    file = settings.VAR / "vc-api-test-keys.json"
    if not file.exists():
        wanted = dict.fromkeys(one.algorithm for one in ISSUERS.values())
        content = json.dumps({one: generate(one).private_bytes().hex() for one in wanted})
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(content)
    kept: dict[str, str] = json.loads(file.read_text())
    return {algorithm: private_of_bytes(algorithm, bytes.fromhex(secret)) for algorithm, secret in kept.items()}
