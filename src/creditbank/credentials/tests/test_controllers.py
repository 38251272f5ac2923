"""Whose key a proof may be checked with, and when."""

from datetime import UTC, datetime
from typing import Any

import pytest

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.controllers import (
    Controllers,
    controller_of,
    did_web,
    did_web_url,
    method_of,
)
from creditbank.credentials.proofs.keys import did_key, did_key_signer, generate
from creditbank.credentials.proofs.moments import moment_of_text, text_of_moment

KEY = generate("Ed25519").public
OTHER = generate("P-256").public
DID = "did:web:bank.example:issuers:wuxi"
METHOD = f"{DID}#key-1"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def document(**method: Any) -> dict[str, Any]:
    """A controller document with one method, for assertion."""
    listed = {"id": METHOD, "type": "Multikey", "controller": DID, "publicKeyMultibase": KEY.multibase(), **method}
    return {"id": DID, "verificationMethod": [listed], "assertionMethod": [METHOD]}


def test_the_key_of_a_listed_method_is_found() -> None:
    assert method_of(Controllers([document()]), METHOD, "assertionMethod", NOON) == KEY


def test_methods_may_be_named_by_their_fragment() -> None:
    relative = {**document(id="#key-1"), "assertionMethod": ["#key-1"]}
    assert method_of(Controllers([relative]), METHOD, "assertionMethod", NOON) == KEY


def test_an_embedded_method_serves_its_relationship_only() -> None:
    embedded = {"id": DID, "authentication": document()["verificationMethod"]}
    assert method_of(Controllers([embedded]), METHOD, "authentication", NOON) == KEY
    with pytest.raises(DocumentRefused, match="METHOD_ABSENT"):
        method_of(Controllers([embedded]), METHOD, "assertionMethod", NOON)


def test_a_web_key_is_read() -> None:
    web = document(type="JsonWebKey", publicKeyJwk=OTHER.jwk())
    del web["verificationMethod"][0]["publicKeyMultibase"]
    assert method_of(Controllers([web]), METHOD, "assertionMethod", NOON) == OTHER


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384", "SM2"])
def test_did_key_needs_no_document(algorithm: str) -> None:
    signer = did_key_signer(generate(algorithm))
    for purpose in ("assertionMethod", "authentication"):
        assert method_of(Controllers(), signer.verification_method, purpose, NOON) == signer.public


BEFORE, AFTER = "2026-06-01T11:59:59Z", "2026-06-01T20:00:01+08:00"

REFUSED: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "the controller is not known": ("CONTROLLER_UNKNOWN", document(), "did:web:elsewhere.example#key-1", "assertionMethod"),
    "the document has another id": ("CONTROLLER_MISMATCH", {**document(), "id": "did:web:x.example"}, METHOD, "assertionMethod"),
    "the method is not in the document": ("METHOD_ABSENT", document(), f"{DID}#key-2", "assertionMethod"),
    "the method belongs to another": ("CONTROLLER_MISMATCH", document(controller="did:web:x.example"), METHOD, "assertionMethod"),
    "the key is for another purpose": ("PURPOSE_NOT_ALLOWED", document(), METHOD, "authentication"),
    "the purpose does not exist": ("PURPOSE_UNKNOWN", document(), METHOD, "verificationMethod"),
    "the key was revoked": ("KEY_REVOKED", document(revoked=BEFORE), METHOD, "assertionMethod"),
    "the key has expired": ("KEY_EXPIRED", document(expires=BEFORE), METHOD, "assertionMethod"),
    "the expiry is no moment": ("MOMENT_MALFORMED", document(expires="soon"), METHOD, "assertionMethod"),
    "the key has two forms": ("METHOD_MALFORMED", document(publicKeyJwk=OTHER.jwk()), METHOD, "assertionMethod"),
    "the kind of method is not known": ("METHOD_MALFORMED", document(type="Other"), METHOD, "assertionMethod"),
    "the key is malformed": ("KEY_MALFORMED", document(publicKeyMultibase="z6Mk"), METHOD, "assertionMethod"),
    "the method has no fragment": ("METHOD_URL_MALFORMED", document(), DID, "assertionMethod"),
    "the method is no address": ("METHOD_URL_MALFORMED", document(), "key#1", "assertionMethod"),
    "a did:key holds no key": ("CONTROLLER_UNKNOWN", document(), "did:key:z6Mk#z6Mk", "assertionMethod"),
    "a did:key is asked for another's key": (
        "METHOD_ABSENT",
        document(),
        f"{did_key(KEY)}#{OTHER.multibase()}",
        "assertionMethod",
    ),
}  # fmt: skip


@pytest.mark.parametrize("sentence", REFUSED)
def test_no_key_where(sentence: str) -> None:
    code, known, method, purpose = REFUSED[sentence]
    with pytest.raises(DocumentRefused) as refused:
        method_of(lambda controller: known if controller == DID else Controllers()(controller), method, purpose, NOON)
    assert refused.value.code == code


def test_a_key_that_ends_later_is_still_good() -> None:
    later = Controllers([document(revoked=AFTER, expires=AFTER)])
    assert method_of(later, METHOD, "assertionMethod", NOON) == KEY


def test_documents_that_come_along_replace_none_that_is_known() -> None:
    foreign = document(publicKeyMultibase=OTHER.multibase())
    both = Controllers([document()]).with_documents([foreign, {"id": "did:web:new.example"}])
    assert method_of(both, METHOD, "assertionMethod", NOON) == KEY
    assert both("did:web:new.example") == {"id": "did:web:new.example"}


WEB = {
    "https://bank.example": ("did:web:bank.example", "https://bank.example/.well-known/did.json"),
    "https://bank.example/issuers/wuxi": (
        "did:web:bank.example:issuers:wuxi",
        "https://bank.example/issuers/wuxi/did.json",
    ),
    "https://localhost:8443/a": ("did:web:localhost%3A8443:a", "https://localhost:8443/a/did.json"),
}


@pytest.mark.parametrize("url", WEB)
def test_did_web_and_address(url: str) -> None:
    did, published = WEB[url]
    assert did_web(url) == did
    assert did_web_url(did) == published


@pytest.mark.parametrize(
    "url", ["ftp://a.example", "https://", "https://a.example/?q", "https://u@a.example", "a.example"]
)
def test_no_did_web_for(url: str) -> None:
    with pytest.raises(DocumentRefused, match="CONTROLLER_URL_MALFORMED"):
        did_web(url)


@pytest.mark.parametrize("did", ["did:key:z6Mk", "did:web:", "did:web:a.example::b"])
def test_no_address_for(did: str) -> None:
    with pytest.raises(DocumentRefused, match="CONTROLLER_URL_MALFORMED"):
        did_web_url(did)


def test_the_controller_stands_before_the_fragment() -> None:
    assert controller_of(METHOD) == DID


def test_moments_are_read_in_utc() -> None:
    assert moment_of_text("2026-06-01T20:00:00+08:00") == NOON
    assert moment_of_text("2026-06-01T12:00:00.000000999Z") == NOON
    assert text_of_moment(moment_of_text("2026-06-01T20:00:00+08:00")) == "2026-06-01T12:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-06-01",
            "2026-06-01T12:00:00",
            "2026-06-01 12:00:00Z",
            "2026-02-30T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
        ),
        *(
            "٢٠٢٦-06-01T12:00:00Z",
            "2026-06-01T12:00:00Z\n",
            "",
            None,
            20260601,
            "2026-06-01T12:00:00." + "0" * 99 + "Z",
        ),
    ],
)
def test_no_moment(text: object) -> None:
    with pytest.raises(DocumentRefused, match="MOMENT_MALFORMED"):
        moment_of_text(text)
