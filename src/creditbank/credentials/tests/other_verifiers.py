"""Keys and documents as other implementations take them, and the one in ``tests/credentials_node`` at work.

Every issuer here is a ``did:key``, which each implementation resolves by itself, without a network.
"""

import copy
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import openvc
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from creditbank.credentials.contexts.documents import CONTEXTS, load
from creditbank.credentials.formats import open_badge
from creditbank.credentials.proofs.controllers import Controllers, did_key_document
from creditbank.credentials.proofs.integrity import ProofResult, check_proofs
from creditbank.credentials.proofs.keys import did_key_signer, private_of_bytes
from creditbank.credentials.proofs.multibase import base64url_of_bytes, multibase
from creditbank.credentials.tests.format_samples import AWARD
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import Report
from creditbank.credentials.verify.steps import verify
from creditbank.credentials.verify.trust import Trust

NODE_FOLDER = Path(__file__).parents[4] / "tests" / "credentials_node"
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MOMENT = "2026-11-24T08:00:00Z"
LIST_URL = "https://bank.example/status/1"
INDEX = 94_567

_SECRET_MULTICODEC = {"Ed25519": b"\x80\x26", "P-256": b"\x86\x26", "P-384": b"\x87\x26"}
"""Prefix of a ``secretKeyMultibase``. W3C Controlled Identifiers 1.0, §2.2.2 Multikey."""

SUITES = (
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
)


class Issuer:
    """One key under its ``did:key``, as each implementation wants to see it. The same key for the same algorithm."""

    def __init__(self, algorithm: str) -> None:
        length = 48 if algorithm == "P-384" else 32
        self.private = private_of_bytes(algorithm, bytes(range(1, length + 1)))
        self.signer = did_key_signer(self.private)
        self.method = self.signer.verification_method
        self.did = self.method.partition("#")[0]
        controller = did_key_document(self.did)
        assert controller is not None
        entry = {"@context": "https://w3id.org/security/multikey/v1", **controller["verificationMethod"][0]}
        secret = multibase(_SECRET_MULTICODEC[algorithm] + self.private.private_bytes())
        self.documents = {self.did: controller, self.method: entry}
        self.multikey = {**entry, "secretKeyMultibase": secret}
        jwk = self.private.public.jwk() | {"d": base64url_of_bytes(self.private.private_bytes())}
        self.openvc = openvc.signing_key_from_jwk(jwk, kid=self.method)

    @property
    def pem(self) -> bytes:
        """The private key of Ed25519 as a file."""
        loaded = Ed25519PrivateKey.from_private_bytes(self.private.private_bytes())
        return loaded.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public_pem(self) -> bytes:
        """Its public key as a file."""
        loaded = Ed25519PrivateKey.from_private_bytes(self.private.private_bytes())
        return loaded.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


ISSUERS = {algorithm: Issuer(algorithm) for algorithm in ("Ed25519", "P-256", "P-384")}


def badge(issuer: Issuer, *, status: bool = False) -> dict[str, Any]:
    """A full award of this bank in Chinese, unsigned, asserted by ``issuer``; without status unless asked."""
    party = msgspec.structs.replace(AWARD.issuer, id=issuer.did)
    document = open_badge.build(msgspec.structs.replace(AWARD, issuer=party, statuses=()))
    return document | ({"credentialStatus": entry()} if status else {})


def entry() -> dict[str, Any]:
    """A status entry at ``INDEX`` of the list at ``LIST_URL``."""
    return {
        "id": f"{LIST_URL}#{INDEX}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(INDEX),
        "statusListCredential": LIST_URL,
    }


def damaged(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Copies of a signed document in which one thing is wrong: whoever accepts one of them checks nothing.

    The changes keep each document well formed, so that only the signature can speak against it.
    """
    changed = copy.deepcopy(dict(document))
    changed["name"] = f"{changed['name']}。"
    yield "one letter more in the name", changed
    later = copy.deepcopy(dict(document))
    later["validFrom"] = "2026-06-01T01:02:04Z"
    yield "valid from one second later", later
    redated = copy.deepcopy(dict(document))
    redated["proof"]["created"] = "2026-11-24T07:59:59Z"
    yield "signed one second earlier", redated


def accepted(document: Mapping[str, Any]) -> bool:
    """Whether our check of proofs accepts a document with one proof."""
    result: ProofResult
    (result,) = check_proofs(document, Controllers(), now=NOW)
    assert result.passed or result.code == "SIGNATURE_WRONG", result
    return result.passed


ANYBODY = Policy(accept="any")


def report_on(
    document: Mapping[str, Any] | bytes | str, lists: Mapping[str, Any] | None = None, *, policy: Policy = ANYBODY
) -> Report:
    """Our whole verification, with no more known than the status lists given."""
    return verify(
        document,
        policy=policy,
        resolve=Controllers(),
        status_of=(lists or {}).get,
        now=NOW,
        trust=Trust(),
    )


def has_digital_bazaar() -> bool:
    """Whether Node and the packages of ``tests/credentials_node`` are there."""
    return shutil.which("node") is not None and (NODE_FOLDER / "node_modules").is_dir()


def digital_bazaar(tasks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What ``cross.mjs`` answers to each task. Skips the test where Node or its packages are not there."""
    if not has_digital_bazaar():
        pytest.skip(
            "needs Node 20 and `npm ci` in tests/credentials_node; `make setup-dev` does that where npm is there"
        )
    known: dict[str, Mapping[str, Any]] = {url: load(url) for url in CONTEXTS}
    for issuer in ISSUERS.values():
        known |= issuer.documents
    asked = json.dumps({"documents": known, "now": MOMENT, "tasks": tasks})
    done = subprocess.run(
        ["node", NODE_FOLDER / "cross.mjs"], input=asked, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers
