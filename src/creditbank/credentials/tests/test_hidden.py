"""What is signed as statements must stand under its usual name: renaming keeps the signature, and is refused."""

from typing import Any

import pytest

from creditbank.credentials.verify.hidden import hidden_faults

V2 = "https://www.w3.org/ns/credentials/v2"
ENTRY = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://bank.example/status/1",
}


def credential(**members: Any) -> dict[str, Any]:
    plain = {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:bank",
        "credentialSubject": {"id": "did:example:li"},
        "credentialStatus": ENTRY,
        "validUntil": "2027-01-01T00:00:00Z",
    }
    return {name: value for name, value in {**plain, **members}.items() if value is not None}


CREDENTIALS = "https://www.w3.org/2018/credentials#"
HIDDEN = {
    "the status under its full address": credential(credentialStatus=None, **{CREDENTIALS + "credentialStatus": ENTRY}),
    "the end of validity under its full address": credential(
        validUntil=None,
        **{
            CREDENTIALS + "validUntil": {
                "@value": "2027-01-01T00:00:00Z",
                "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
            }
        },
    ),
    "the status by a context of its own": credential(
        **{"@context": [V2, {"cs": {"@id": CREDENTIALS + "credentialStatus", "@type": "@id"}}]},
        credentialStatus=None,
        cs=ENTRY,
    ),
    "the status in a nesting": credential(
        **{"@context": [V2, {"box": "@nest"}]}, credentialStatus=None, box={"credentialStatus": ENTRY}
    ),
    "the type under its full address": credential(
        type=["VerifiableCredential", "https://www.w3.org/ns/credentials/status#BitstringStatusListCredential"]
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_hidden_is_found(name: str) -> None:
    assert [fault.code for fault in hidden_faults(HIDDEN[name])][:1] == ["MEMBER_HIDDEN"]


@pytest.mark.parametrize(
    "open_one",
    [
        credential(),
        credential(**{"@context": [V2, {"@vocab": "https://example.org/terms#"}]}, extra="plain"),
        credential(name={"@value": "证书", "@language": "zh"}),
        credential(type=["VerifiableCredential", "https://example.org/terms#Diploma"]),
    ],
)
def test_an_own_word_hides_nothing(open_one: dict[str, Any]) -> None:
    assert hidden_faults(open_one) == []
