"""Proofs, sets and chains of proofs: what passes, and why anything else does not."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import ProofResult, add_proof, check_proofs
from creditbank.credentials.proofs.keys import SoftwareSigner, did_key_signer, generate
from creditbank.credentials.proofs.limits import Limits
from creditbank.credentials.proofs.multibase import base58_of_bytes, bytes_of_base58
from creditbank.credentials.proofs.suites import SUITES
from creditbank.credentials.tests.proof_samples import BADGE, OB, V1, V2

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SIGNERS = {algorithm: did_key_signer(generate(algorithm)) for algorithm in ("Ed25519", "P-256", "P-384", "SM2")}
CASES = [
    (suite.name, algorithm)
    for suite in SUITES.values()
    for algorithm in suite.algorithms
    if suite.sign and suite.name != "ecdsa-sd-2023"   # a base proof of that suite is not for showing
]  # fmt: skip


def signed(
    suite: str = "eddsa-rdfc-2022", algorithm: str = "Ed25519", *, to: dict[str, Any] = BADGE, **members: Any
) -> Any:
    """The badge with a proof."""
    return add_proof(to, SIGNERS[algorithm], suite=suite, created=NOW - timedelta(days=1), **members)


def checked(document: Any, **asked: Any) -> tuple[ProofResult, ...]:
    """The results of its proofs, with keys that are their own names."""
    return check_proofs(document, Controllers(), now=asked.pop("now", NOW), **asked)


def codes(document: Any, **asked: Any) -> list[str]:
    """The reasons of the refusals, empty texts for what passed."""
    return [result.code for result in checked(document, **asked)]


@pytest.mark.parametrize(("suite", "algorithm"), CASES)
def test_what_is_signed_is_proven(suite: str, algorithm: str) -> None:
    document = signed(suite, algorithm)
    (result,) = checked(document)
    signer = SIGNERS[algorithm]
    assert result == ProofResult(
        suite=suite,
        verification_method=signer.verification_method,
        controller=signer.verification_method.partition("#")[0],
        passed=True,
        created="2026-05-31T12:00:00Z",
    )
    assert document["proof"]["type"] == "DataIntegrityProof"
    assert document["proof"]["proofValue"][0] == "z"
    assert {member: value for member, value in document.items() if member != "proof"} == BADGE


def test_the_suites_are_those_promised() -> None:
    assert {
        *("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023", "sm2-jcs-2023"),
        "Ed25519Signature2020",
    } <= SUITES.keys()
    assert SUITES["Ed25519Signature2020"].sign is None


TAMPERED: dict[str, Callable[[Any], Any]] = {
    "another name": lambda document: document.update(name=document["name"] + "。"),
    "another subject": lambda document: document["credentialSubject"].update(id="did:example:other"),
    "more credits": lambda document: document["credentialSubject"].update(creditsEarned=65.0),
    "a member more": lambda document: document.update(description="优秀"),
    "a member less": lambda document: document.pop("credentialStatus"),
    "an alignment less": lambda document: document["credentialSubject"]["achievement"]["alignment"].pop(),
    "another issuer": lambda document: document["issuer"].update(id="did:web:evil.example"),
    "another day of signing": lambda document: document["proof"].update(created="2026-05-30T12:00:00Z"),
    "a challenge that was not signed": lambda document: document["proof"].update(challenge="a"),
    "a nonce that was not signed": lambda document: document["proof"].update(nonce="a"),
    "an expiry that was not signed": lambda document: document["proof"].update(expires="2099-01-01T00:00:00Z"),
    "the value of another proof": lambda document: document["proof"].update(
        proofValue="z" + base58_of_bytes(bytes(reversed(bytes_of_base58(document["proof"]["proofValue"][1:]))))
    ),
    "a value cut short": lambda document: document["proof"].update(proofValue=document["proof"]["proofValue"][:-2]),
}


@pytest.mark.parametrize(("suite", "algorithm"), CASES)
@pytest.mark.parametrize("sentence", TAMPERED)
def test_tampering_is_noticed(suite: str, algorithm: str, sentence: str) -> None:
    document = copy.deepcopy(signed(suite, algorithm))
    TAMPERED[sentence](document)
    assert codes(document) == ["SIGNATURE_WRONG"]


MALFORMED: dict[str, tuple[str, dict[str, Any]]] = {
    "another type": ("SUITE_UNKNOWN", {"type": "UnknownProofType"}),
    "no type": ("SUITE_UNKNOWN", {"type": None}),
    "a list of types": ("SUITE_UNKNOWN", {"type": ["DataIntegrityProof"]}),
    "no suite": ("SUITE_UNKNOWN", {"cryptosuite": None}),
    "an unknown suite": ("SUITE_UNKNOWN", {"cryptosuite": "UnknownCryptosuite"}),
    "a suite that is a number": ("SUITE_UNKNOWN", {"cryptosuite": 2022}),
    "a type of proof for a suite": ("SUITE_UNKNOWN", {"cryptosuite": "Ed25519Signature2020"}),
    "a suite for a type of proof": ("SUITE_UNKNOWN", {"type": "eddsa-rdfc-2022", "cryptosuite": None}),
    "the suite of another key": ("KEY_NOT_FOR_SUITE", {"cryptosuite": "ecdsa-rdfc-2019"}),
    "no verification method": ("PROOF_MEMBER_MALFORMED", {"verificationMethod": None}),
    "a verification method written out": ("PROOF_MEMBER_MALFORMED", {"verificationMethod": {"id": "urn:x#y"}}),
    "an invalid verification method": ("METHOD_URL_MALFORMED", {"verificationMethod": "did:key:invalidVm"}),
    "an unknown controller": ("CONTROLLER_UNKNOWN", {"verificationMethod": "did:web:x.example#key"}),
    "no purpose": ("PROOF_MEMBER_MALFORMED", {"proofPurpose": None}),
    "another purpose": ("PURPOSE_MISMATCH", {"proofPurpose": "invalidPurpose"}),
    "no value": ("PROOF_MEMBER_MALFORMED", {"proofValue": None}),
    "an empty value": ("PROOF_MEMBER_MALFORMED", {"proofValue": ""}),
    "a value without the letter of its alphabet": ("PROOF_MEMBER_MALFORMED", {"proofValue": "2YwC8z3ap7yx1nZ"}),
    "a value in another alphabet": ("PROOF_MEMBER_MALFORMED", {"proofValue": "uAAAA"}),
    "a value outside the alphabet": ("MULTIBASE_MALFORMED", {"proofValue": "z0OIl"}),
    "a value of a million letters": ("MULTIBASE_MALFORMED", {"proofValue": "z" + "2" * 1_000_000}),
    "a day of signing that is none": ("MOMENT_MALFORMED", {"created": "invalidDate"}),
    "a day of signing without a zone": ("MOMENT_MALFORMED", {"created": "2026-05-31T12:00:00"}),
    "a day of signing that is a number": ("PROOF_MEMBER_MALFORMED", {"created": 20260531}),
    "an expiry in the past": ("PROOF_EXPIRED", {"expires": "2026-06-01T12:00:00Z"}),
    "an expiry that is none": ("MOMENT_MALFORMED", {"expires": "never"}),
    "an id that is no address": ("PROOF_MEMBER_MALFORMED", {"id": "first"}),
    "a domain that is a number": ("PROOF_MEMBER_MALFORMED", {"domain": 1}),
    "a challenge that is a list": ("PROOF_MEMBER_MALFORMED", {"challenge": ["a"]}),
    "a nonce that is a number": ("PROOF_MEMBER_MALFORMED", {"nonce": 1}),
    "a previous proof that is a number": ("PROOF_MEMBER_MALFORMED", {"previousProof": 1}),
    "no previous proof in its list": ("PROOF_MEMBER_MALFORMED", {"previousProof": []}),
    "a previous proof that is not there": ("PREVIOUS_PROOF_ABSENT", {"previousProof": "urn:uuid:none"}),
    "one previous proof of two not there": ("PREVIOUS_PROOF_ABSENT", {"id": "urn:a", "previousProof": ["urn:a", "urn:b"]}),
    "a member without a definition": ("TERM_DROPPED", {"favourite": "yes"}),
}  # fmt: skip


@pytest.mark.parametrize("sentence", MALFORMED)
def test_a_malformed_proof_fails(sentence: str) -> None:
    code, members = MALFORMED[sentence]
    document = signed()
    proof = {member: value for member, value in {**document["proof"], **members}.items() if value is not None}
    assert codes({**document, "proof": proof}) == [code]


@pytest.mark.parametrize("proof", [None, "proof", 1, [None], ["proof"]])
def test_what_is_no_proof_fails(proof: object) -> None:
    assert codes({**BADGE, "proof": proof}) == ["PROOF_MALFORMED"]


def test_a_document_without_proof_has_no_results() -> None:
    assert checked(BADGE) == ()
    assert checked({**BADGE, "proof": []}) == ()


def test_a_document_beyond_the_limits_is_refused_whole() -> None:
    with pytest.raises(DocumentRefused, match="DOCUMENT_TOO_MANY"):
        checked(signed(), limits=Limits(nodes_max=10))
    with pytest.raises(DocumentRefused, match="DOCUMENT_TOO_MANY"):
        checked({**BADGE, "proof": [signed()["proof"]] * 17})


def test_a_set_has_a_result_for_each_proof() -> None:
    """One proof for verifiers in China, one for those abroad: each stands alone."""
    both = signed("sm2-jcs-2023", "SM2", to=signed())
    assert [(result.suite, result.passed) for result in checked(both)] == [
        ("eddsa-rdfc-2022", True),
        ("sm2-jcs-2023", True),
    ]
    for one in both["proof"]:
        assert codes({**both, "proof": one}) == [""]
    forged = copy.deepcopy(both)
    forged["proof"][1]["created"] = "2020-01-01T00:00:00Z"
    assert codes(forged) == ["", "SIGNATURE_WRONG"]


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_chain_binds_the_earlier_proofs(suite: str) -> None:
    first = signed(suite, id="urn:uuid:1")
    second = signed(suite, to=first, id="urn:uuid:2")
    third = signed(suite, to=second, previous_proof=["urn:uuid:1", "urn:uuid:2"])
    assert codes(third) == ["", "", ""]
    without = {**third, "proof": [third["proof"][0], third["proof"][2]]}
    assert codes(without) == ["", "PREVIOUS_PROOF_ABSENT"]
    another = copy.deepcopy(third)
    another["proof"][0] = {**signed(suite, id="urn:uuid:1", challenge="other")["proof"]}
    assert codes(another) == ["", "", "SIGNATURE_WRONG"]
    doubled = {**third, "proof": [*third["proof"], third["proof"][0]]}
    assert codes(doubled) == ["", "", "PREVIOUS_PROOF_ABSENT", ""]


def test_a_proof_cannot_follow_one_that_is_not_there() -> None:
    with pytest.raises(DocumentRefused, match="PREVIOUS_PROOF_ABSENT"):
        signed(previous_proof="urn:uuid:1")


def test_a_proof_cannot_cover_itself() -> None:
    document = signed(id="urn:uuid:1")
    proof = {**document["proof"], "previousProof": "urn:uuid:1"}
    assert codes({**document, "proof": proof}) == ["SIGNATURE_WRONG"]


def test_domain_and_challenge_must_be_those_asked_for() -> None:
    document = signed(purpose="authentication", domain=["a.example", "b.example"], challenge="1235abcd")
    asked: dict[str, Any] = {"purpose": "authentication", "domain": ["b.example", "a.example"], "challenge": "1235abcd"}
    assert codes(document, **asked) == [""]
    assert codes(document, purpose="authentication") == [""]
    assert codes(document, **asked | {"domain": "a.example"}) == ["DOMAIN_MISMATCH"]
    assert codes(document, **asked | {"challenge": "other"}) == ["CHALLENGE_MISMATCH"]
    assert codes(document) == ["PURPOSE_MISMATCH"]
    assert codes(signed(), domain="a.example") == ["DOMAIN_MISMATCH"]
    assert codes(signed(), challenge="1") == ["CHALLENGE_MISMATCH"]


def test_a_proof_may_end() -> None:
    document = signed(expires=NOW)
    assert codes(document, now=NOW - timedelta(seconds=1)) == [""]
    assert codes(document, now=NOW) == ["PROOF_EXPIRED"]


def test_the_key_counts_at_the_time_of_signing() -> None:
    """A retired key leaves what it signed before good: validity by time."""
    private = generate("Ed25519")
    did = "did:web:bank.example"
    signer = SoftwareSigner(f"{did}#key-1", private)
    method = {
        "id": f"{did}#key-1",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": signer.public.multibase(),
    }
    retired = {"id": did, "assertionMethod": [{**method, "expires": "2026-01-01T00:00:00Z"}]}
    for year, expected in ((2025, ""), (2026, "KEY_EXPIRED")):
        document = add_proof(BADGE, signer, suite="eddsa-jcs-2022", created=datetime(year, 5, 1, tzinfo=UTC))
        assert [one.code for one in check_proofs(document, Controllers([retired]), now=NOW)] == [expected]
    undated = {**document, "proof": {name: value for name, value in document["proof"].items() if name != "created"}}
    assert [one.code for one in check_proofs(undated, Controllers([retired]), now=NOW)] == ["KEY_EXPIRED"]


def test_contexts_may_be_added_behind_those_signed_as_json() -> None:
    document = signed("eddsa-jcs-2022")
    assert codes({**document, "@context": [V2, OB, "urn:more"]}) == [""]
    assert codes({**document, "@context": [OB, V2]}) == ["PROOF_CONTEXT_MISMATCH"]
    assert codes({**document, "@context": [V2]}) == ["PROOF_CONTEXT_MISMATCH"]
    bare = {member: value for member, value in document.items() if member != "@context"}
    assert codes(bare) == ["PROOF_CONTEXT_MISMATCH"]


def test_json_without_a_context_can_be_signed_as_json() -> None:
    document = signed("eddsa-jcs-2022", to={"学分": 6.5})
    assert "@context" not in document["proof"]
    assert codes(document) == [""]
    with pytest.raises(DocumentRefused, match="TERM_DROPPED"):
        signed(to={"学分": 6.5})


@pytest.mark.parametrize(("suite", "algorithm"), CASES)
def test_older_credentials_can_be_proven_too(suite: str, algorithm: str) -> None:
    old = {
        "@context": [V1, "https://w3id.org/security/data-integrity/v2"],
        "type": "VerifiableCredential",
        "issuer": "did:example:issuer",
        "issuanceDate": "2020-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:holder"},
    }
    assert codes(signed(suite, algorithm, to=old)) == [""]


def test_a_proof_whose_terms_the_document_does_not_define_is_not_made() -> None:
    old = {"@context": [V1], "type": "VerifiableCredential", "issuer": "did:example:issuer"}
    with pytest.raises(DocumentRefused, match="TERM_DROPPED"):
        signed(to=old)


@pytest.mark.parametrize(
    ("suite", "algorithm", "code"),
    [
        ("eddsa-rdfc-2022", "P-256", "KEY_NOT_FOR_SUITE"),
        ("ecdsa-jcs-2019", "Ed25519", "KEY_NOT_FOR_SUITE"),
        ("sm2-jcs-2023", "P-256", "KEY_NOT_FOR_SUITE"),
        ("Ed25519Signature2020", "Ed25519", "SUITE_UNKNOWN"),
        ("rsa-2018", "Ed25519", "SUITE_UNKNOWN"),
    ],
)
def test_no_proof_by(suite: str, algorithm: str, code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        signed(suite, algorithm)
    assert refused.value.code == code


def test_a_device_signs_through_the_same_interface() -> None:
    private = generate("P-256")

    class Device:
        """Knows its key and signs; nothing else is asked of it."""

        verification_method = did_key_signer(private).verification_method
        public = private.public

        def sign(self, message: bytes) -> bytes:
            return private.sign(message)

    assert codes(add_proof(BADGE, Device(), suite="ecdsa-rdfc-2019", created=NOW)) == [""]


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.text(max_size=4), max_size=2)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            [*signed()["proof"], "id", "@context", "expires", "nonce", "domain", "challenge", "previousProof"]
        ),
        VALUES | st.dictionaries(st.text(max_size=4), VALUES, max_size=2),
        max_size=4,
    )
)
def test_no_proof_does_anything_but_pass_or_fail(members: dict[str, Any]) -> None:
    document = signed("eddsa-jcs-2022")
    changed = {**document["proof"], **members}
    try:
        (result,) = checked({**document, "proof": changed})
    except DocumentRefused as refused:
        assert refused.code == "NUMBER_NOT_EXACT"  # noqa: PT017  the document itself is not exact
        return
    assert result.passed == (changed == document["proof"])
