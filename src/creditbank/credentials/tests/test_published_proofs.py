"""The test vectors that W3C publishes with the Recommendations, as facts: keys, hashes and proof values."""

from datetime import UTC, datetime
from typing import Any

import pytest

from creditbank.credentials.proofs.canonical import LIMITS, rdfc
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import add_proof, check_proofs
from creditbank.credentials.proofs.keys import SoftwareSigner, private_of_bytes
from creditbank.credentials.proofs.multibase import bytes_of_multibase
from creditbank.credentials.proofs.suites import hash_data, json_form, statements_form
from creditbank.credentials.tests.proof_samples import ALUMNI
from creditbank.credentials.tests.test_keys import PUBLISHED_KEYS

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CREATED = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
ISSUER = "https://vc.example/issuers/5678"
ED25519, P256, P384 = (public for _, public in PUBLISHED_KEYS.values())
ED25519_METHOD = f"{ISSUER}#{ED25519}"
P256_METHOD, P384_METHOD = (f"did:key:{public}#{public}" for public in (P256, P384))
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"


def proof(suite: str, method: str, value: str, **members: Any) -> dict[str, Any]:
    """A proof as the vectors write it."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        **members,
        "proofValue": value,
    }


def controllers(*methods: str) -> Controllers:
    """Documents of https controllers whose methods end with their own key."""
    return Controllers(
        {
            "id": controller,
            "assertionMethod": [
                {"id": method, "type": "Multikey", "controller": controller, "publicKeyMultibase": key}
            ],
        }
        for method in methods
        for controller, _, key in [method.partition("#")]
    )  # fmt: skip


EDDSA_RDFC = "z21EVs3eXERqTn4acNHT9viboqgzUaQ3kTmhPT3eA8qrVPE7CrQq78WkzctnMX5W4CrzcKnHw8V6dvy5pgWYCU5e9"
EDDSA_JCS = "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"
ECDSA_RDFC_256 = "zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw"
ECDSA_RDFC_384 = (
    "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQeqgH8hhjcg8gZDFJC1b9F"
    "sR5ggNmDBqHv"
)
ECDSA_JCS_256 = "zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz"
ECDSA_JCS_384 = (
    "zR3krc7pt9Dpn1PY2u8HWPePggtzAG2SuH2ZGNrzw8Ku3QrFLWgDTjS5mCWy65ShixJEtpMwfviAFfh5xTgd5FGN1sSbpPJ5djqSZQLqQkY8KLBPNswuqKtq"
    "3bS8f9vEHm8w"
)

SIGNED: dict[str, dict[str, Any]] = {
    "eddsa-rdfc-2022, EdDSA §B.1": proof("eddsa-rdfc-2022", ED25519_METHOD, EDDSA_RDFC),
    "eddsa-jcs-2022, EdDSA §B.3": proof(
        "eddsa-jcs-2022", ED25519_METHOD, EDDSA_JCS, **{"@context": ALUMNI["@context"]}
    ),
    "ecdsa-rdfc-2019 with P-256, ECDSA §A.1": proof("ecdsa-rdfc-2019", P256_METHOD, ECDSA_RDFC_256),
    "ecdsa-rdfc-2019 with P-384, ECDSA §A.3": proof("ecdsa-rdfc-2019", P384_METHOD, ECDSA_RDFC_384),
    "ecdsa-jcs-2019 with P-256, ECDSA §A.5": proof("ecdsa-jcs-2019", P256_METHOD, ECDSA_JCS_256),
    "ecdsa-jcs-2019 with P-384, ECDSA §A.6": proof("ecdsa-jcs-2019", P384_METHOD, ECDSA_JCS_384),
}


@pytest.mark.parametrize("name", SIGNED)
def test_the_published_proof_verifies_and_no_other_document_does(name: str) -> None:
    resolve = controllers(ED25519_METHOD)
    (result,) = check_proofs({**ALUMNI, "proof": SIGNED[name]}, resolve, now=NOW)
    assert result.passed, result
    (result,) = check_proofs({**ALUMNI, "name": "Another", "proof": SIGNED[name]}, resolve, now=NOW)
    assert result.code == "SIGNATURE_WRONG"


@pytest.mark.parametrize(
    ("suite", "algorithm", "method", "value"),
    [
        ("eddsa-rdfc-2022", "Ed25519", ED25519_METHOD, EDDSA_RDFC),
        ("eddsa-jcs-2022", "Ed25519", ED25519_METHOD, EDDSA_JCS),
        ("ecdsa-rdfc-2019", "P-256", P256_METHOD, ECDSA_RDFC_256),
        ("ecdsa-rdfc-2019", "P-384", P384_METHOD, ECDSA_RDFC_384),
    ],
)
def test_the_published_key_makes_the_published_proof(suite: str, algorithm: str, method: str, value: str) -> None:
    private = private_of_bytes(algorithm, bytes_of_multibase(PUBLISHED_KEYS[algorithm][0])[2:])
    made = add_proof(ALUMNI, SoftwareSigner(method, private), suite=suite, created=CREATED)["proof"]
    assert made["proofValue"] == value


def test_the_published_hashes_come_about() -> None:
    """EdDSA §B.1 and §B.3, ECDSA §A.3: hash of the options, then hash of the document."""
    options = {name: value for name, value in SIGNED["eddsa-rdfc-2022, EdDSA §B.1"].items() if name != "proofValue"}
    assert hash_data(statements_form(ALUMNI, options, "Ed25519", LIMITS), "Ed25519").hex() == (
        "4c4d3890a157f8d611b13c265c2c22f39aa0a567c7c7dd9ba3e45cd579784eeb"
        "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
    )
    assert (
        hash_data(json_form(ALUMNI, options, "Ed25519", LIMITS), "Ed25519")
        .hex()
        .endswith("59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19")
    )
    options = {
        name: value for name, value in SIGNED["ecdsa-rdfc-2019 with P-384, ECDSA §A.3"].items() if name != "proofValue"
    }
    assert hash_data(statements_form(ALUMNI, options, "P-384", LIMITS), "P-384").hex() == (
        "e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92eaad7be6449ca565e165031567f5c7cbc1"
        "8bf6e01df72c5b62f91b685231915ac4b8c58ea95f002c6b8f6bfafa1b251df476b56b8e01518e317dab099d3ecbff96"
    )


def test_the_canonical_document_is_the_published_one() -> None:
    """EdDSA §B.1, the canonical credential."""
    subject, credential = "<did:example:abcdefgh>", "<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33>"
    words, kind = "https://www.w3.org/2018/credentials#", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert rdfc(ALUMNI).splitlines() == [
        f'{subject} <https://www.w3.org/ns/credentials/examples#alumniOf> "The School of Examples" .',
        f"{credential} {kind} <{words}VerifiableCredential> .",
        f"{credential} {kind} <https://www.w3.org/ns/credentials/examples#AlumniCredential> .",
        f'{credential} <https://schema.org/description> "A minimum viable example of an Alumni Credential." .',
        f'{credential} <https://schema.org/name> "Alumni Credential" .',
        f"{credential} <{words}credentialSubject> {subject} .",
        f"{credential} <{words}issuer> <{ISSUER}> .",
        f'{credential} <{words}validFrom> "2023-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
    ]


def test_the_older_type_of_proof_verifies() -> None:
    """EdDSA §B.2: Ed25519Signature2020, which names no suite."""
    value = "z5HNuvc5WbWYsRRt97kXJ6SoKgb1tMwtkQND4pnobZE26JGnohdWVpzashF9d8FRzhzm8oYRSivKACTakeE4DzdHL"
    older = {**proof("", ED25519_METHOD, value), "type": "Ed25519Signature2020"}
    del older["cryptosuite"]
    document = {**ALUMNI, "@context": [*ALUMNI["@context"], ED25519_2020], "proof": older}
    (result,) = check_proofs(document, controllers(ED25519_METHOD), now=NOW)
    assert (result.suite, result.passed, result.code) == ("Ed25519Signature2020", True, "")
    (result,) = check_proofs({**document, "name": "Another"}, controllers(ED25519_METHOD), now=NOW)
    assert result.code == "SIGNATURE_WRONG"


FIRST, SECOND, THIRD = (
    "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544",
    "urn:uuid:8cc9022b-6b14-4cf3-8571-74972c5feb54",
    "urn:uuid:d94f792a-c546-4d06-b38a-da070ab56c23",
)
CHAIN = [
    proof(
        "eddsa-rdfc-2022",
        "https://vc.example/issuers/56781#z6MktgKTsu1QhX6QPbyqG6geXdw6FQCZBPq7uQpieWbiQiG7",
        "z5KTX5yikM4eUukZW9qh66LGT3KZEUCACGpWcT2t4Yd54NMoFRchGmH4778omyNFAD3weSt6sNk5fuaMQmhhzNmEC",
        id=FIRST,
    ),
    proof(
        "eddsa-rdfc-2022",
        "https://vc.example/issuers/56782#z6MkhWqdDBPojHA7cprTGTt5yHv5yUi1B8cnXn8ReLumkw6E",
        "z5KXNyXDcm822dHS37tmS6Xc7FFNo8c73AfeqmfHoywPxnXWNjWKYK3VQzt3CMUoK9uAqsboVHKJXxuYwbdnfxZeA",
        id=SECOND,
    ),
    proof(
        "eddsa-rdfc-2022",
        "https://vc.example/issuers/56783#z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1",
        "z2hcFbMaj3BJufikuLZQ36gAXVT9J3ZiwB9rqN3j7VdqyT1GaQPbMTaF1Q2gn7h75ZcJ6JpV9pvNoDumvcjtmSRAV",
        id=THIRD,
        created="2023-02-26T22:06:38Z",
        previousProof=[FIRST, SECOND],
    ),
    proof(
        "eddsa-rdfc-2022",
        "https://vc.example/issuers/56784#z6MkmEq87wkHCYnWnNZkigeDMGTN7oUw1upkhzd77KuXERS1",
        "z6f4Lx4xiwWq8sucv6pg2vVvD5R4bxr58q2TagpwDXCxPVVS28S1iFwhor4ikhG6u4RKrNx7uSkYrCHdiiw5Js3d",
        created="2023-02-26T22:16:38Z",
        previousProof=THIRD,
    ),
]


def test_the_published_chain_of_four_verifies_in_any_order() -> None:
    """EdDSA §B.4: two proofs side by side, one that covers both, one that covers that."""
    resolve = controllers(*(one["verificationMethod"] for one in CHAIN))
    for proofs in (CHAIN, CHAIN[::-1]):
        assert [result.code for result in check_proofs({**ALUMNI, "proof": proofs}, resolve, now=NOW)] == [""] * 4
    assert [result.code for result in check_proofs({**ALUMNI, "proof": CHAIN[1:]}, resolve, now=NOW)] == [
        "",
        "PREVIOUS_PROOF_ABSENT",
        "",
    ]
