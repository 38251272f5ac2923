"""Selective disclosure: the published example byte for byte, what may and what may not be left out, and what is no proof at all."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from openvc.keys import P256SigningKey
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite

from creditbank.credentials.contexts.documents import load
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import LIMITS
from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.keys import PrivateKey, SoftwareSigner, did_key_signer, generate, private_of_bytes
from creditbank.credentials.proofs.multibase import bytes_of_base64url, bytes_of_multibase
from creditbank.credentials.proofs.selective import derive, sign_base
from creditbank.credentials.proofs.selective_select import select
from creditbank.credentials.proofs.selective_suite import base_value, usual_pointers
from creditbank.credentials.proofs.selective_values import base_of_text
from creditbank.credentials.tests.certificate import (
    ACHIEVEMENT,
    BADGES,
    CERTIFICATE,
    ISSUER,
    KEY,
    NOW,
    SIGNER,
    result_of,
    signed,
)

VECTOR: dict[str, Any] = json.loads((Path(__file__).parent / "vectors" / "ecdsa_sd_2023.json").read_text())


BASE = signed()


def key_of(text: str) -> PrivateKey:
    return private_of_bytes("P-256", bytes_of_multibase(text)[2:])


def test_the_published_base_proof_is_made_again_byte_for_byte() -> None:
    signer = SoftwareSigner(VECTOR["proof"]["verificationMethod"], key_of(VECTOR["base_key"]))
    secrets = {"hmac_key": bytes.fromhex(VECTOR["hmac_key"]), "proof_key": key_of(VECTOR["proof_key"])}
    made = base_value(VECTOR["document"], VECTOR["proof"], signer, VECTOR["mandatory_pointers"], LIMITS, **secrets)  # type: ignore[arg-type]
    assert made == VECTOR["base_value"]


def test_the_published_derived_proof_is_made_again_and_verifies() -> None:
    base = VECTOR["document"] | {"proof": VECTOR["proof"] | {"proofValue": VECTOR["base_value"]}}
    derived = derive(base, selective_pointers=VECTOR["selective_pointers"])
    assert derived == VECTOR["revealed"] | {"proof": VECTOR["proof"] | {"proofValue": VECTOR["derived_value"]}}
    assert result_of(derived).passed


def test_a_worker_shows_one_certificate_without_the_identity_number() -> None:
    derived = derive(signed(), selective_pointers=["/name", ACHIEVEMENT])
    assert "identifier" not in derived["credentialSubject"]
    assert "sha256$" not in json.dumps(derived)
    assert derived["credentialSubject"]["achievement"] == CERTIFICATE["credentialSubject"]["achievement"]
    assert result_of(derived).passed


def test_what_says_whether_it_still_holds_cannot_be_left_out() -> None:
    derived = derive(signed(), selective_pointers=[])
    for member in ("issuer", "validFrom", "validUntil", "credentialStatus"):
        assert derived[member] == CERTIFICATE[member]
        without = {name: value for name, value in derived.items() if name != member}
        assert not result_of(without).passed
    assert derived["credentialSubject"] == {"type": ["AchievementSubject"]}


def test_a_base_proof_is_not_for_verifiers() -> None:
    result = result_of(signed())
    assert (result.passed, result.code, result.parameters) == (False, "PROOF_VALUE_MALFORMED", {"reason": "base"})


def test_from_a_derived_proof_nothing_more_is_derived() -> None:
    with pytest.raises(DocumentRefused) as refused:
        derive(derive(signed()), selective_pointers=[])
    assert (refused.value.code, refused.value.parameters) == ("PROOF_VALUE_MALFORMED", {"reason": "derived"})


def test_two_derivations_do_not_tell_how_much_was_left_out() -> None:
    """The labels of blank nodes are digests under a key that the verifier never sees."""
    first, second = signed(), signed()
    values = [base_of_text(one["proof"]["proofValue"]) for one in (first, second)]
    assert values[0].hmac_key != values[1].hmac_key
    assert values[0].public != values[1].public
    for secret in (values[0].hmac_key,):
        assert secret not in bytes_of_base64url(derive(first)["proof"]["proofValue"][1:])


CHANGES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another name": lambda d: d.update(name="电工（一级）"),
    "a later end": lambda d: d.update(validUntil="2041-01-01T00:00:00Z"),
    "another issuer": lambda d: d["issuer"].update(id="did:example:other"),
    "another achievement": lambda d: d["credentialSubject"]["achievement"].update(name="焊工"),
    "a statement added": lambda d: d["credentialSubject"]["achievement"].update(humanCode="1"),
    "a selected statement left out": lambda d: d.pop("name"),
    "a result of another certificate": lambda d: d["credentialSubject"].update(
        result=[{"type": ["Result"], "value": "99"}]
    ),
    "two blank nodes exchanged": lambda d: (
        d["credentialSubject"]["result"].reverse() or d["credentialSubject"]["result"][0].update(value="86")
    ),
    "an id for the learner": lambda d: d["credentialSubject"].update(id="did:example:other"),
    "another type": lambda d: d["type"].append("VerifiablePresentation"),
    "another moment of signing": lambda d: d["proof"].update(created="2026-11-24T08:00:01Z"),
    "an expiry added to the proof": lambda d: d["proof"].update(expires="2099-01-01T00:00:00Z"),
    "an unknown context": lambda d: d["@context"].append("https://other.example/context"),
    "no context": lambda d: d.pop("@context"),
    "another suite": lambda d: d["proof"].update(cryptosuite="ecdsa-rdfc-2019"),
    "an unknown suite": lambda d: d["proof"].update(cryptosuite="invalid-cryptosuite"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_derived_document_cannot_be_changed(change: Callable[[dict[str, Any]], Any]) -> None:
    derived = derive(
        signed(),
        selective_pointers=["/name", ACHIEVEMENT, "/credentialSubject/result/0", "/credentialSubject/result/1"],
    )
    assert result_of(derived).passed
    changed = copy.deepcopy(derived)
    change(changed)
    assert not result_of(changed).passed


def test_two_derivations_of_one_credential_cannot_be_mixed() -> None:
    base = signed()
    one = derive(base, selective_pointers=["/credentialSubject/result/0"])
    other = derive(base, selective_pointers=["/credentialSubject/result/1"])
    assert result_of(one).passed
    assert result_of(other).passed
    assert not result_of(one | {"credentialSubject": other["credentialSubject"]}).passed


def test_a_list_of_one_keeps_its_place() -> None:
    """Compacting would write the one alignment without its list; the pointer to place 0 must hold all the same."""
    derived = derive(signed(), selective_pointers=[f"{ACHIEVEMENT}/alignment/0/targetCode"])
    assert derived["credentialSubject"]["achievement"]["alignment"] == [
        {"type": ["Alignment"], "targetCode": "6-31-01-03"}
    ]
    assert result_of(derived).passed


def test_a_learner_presents_what_he_derived_to_one_reader() -> None:
    learner = did_key_signer(private_of_bytes("Ed25519", bytes(32)))
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": learner.verification_method.partition("#")[0],
        "verifiableCredential": [derive(signed(), selective_pointers=["/name"])],
    }
    for suite in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
        asked = {"purpose": "authentication", "challenge": "n-0S6", "domain": "https://employer.example"}
        presented = add_proof(presentation, learner, suite=suite, created=NOW, **asked)  # type: ignore[arg-type]
        assert result_of(presented, **asked).passed
        assert result_of(presented, **asked | {"challenge": "other"}).code == "CHALLENGE_MISMATCH"
        assert result_of(presented, **asked | {"domain": "https://other.example"}).code == "DOMAIN_MISMATCH"
        assert result_of(presented["verifiableCredential"][0]).passed
        changed = copy.deepcopy(presented)
        changed["verifiableCredential"][0].pop("name")
        assert not result_of(changed, **asked).passed


def test_the_common_way_of_adding_proofs_signs_with_the_usual_pointers() -> None:
    document = add_proof(CERTIFICATE, SIGNER, suite="ecdsa-sd-2023", created=NOW)
    assert base_of_text(document["proof"]["proofValue"]).mandatory_pointers == usual_pointers(CERTIFICATE)
    assert usual_pointers(CERTIFICATE) == (
        "/issuer", "/validFrom", "/validUntil", "/credentialStatus", "/credentialSubject/type")  # fmt: skip
    assert result_of(derive(document)).passed


def test_a_base_proof_stands_beside_another_proof() -> None:
    document = sign_base(add_proof(CERTIFICATE, SIGNER, suite="ecdsa-rdfc-2019", created=NOW), SIGNER, created=NOW)
    assert [proof["cryptosuite"] for proof in document["proof"]] == ["ecdsa-rdfc-2019", "ecdsa-sd-2023"]
    assert result_of(derive(document, selective_pointers=["/name"])).passed


def test_a_credential_of_the_first_data_model_can_be_shown_in_part() -> None:
    document = {
        "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2",
                     {"alumniOf": "https://schema.org/alumniOf"}],
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:lina", "alumniOf": "职业技术学院"},
    }  # fmt: skip
    derived = derive(sign_base(document, SIGNER, created=NOW))
    assert derived["credentialSubject"] == {"id": "did:example:lina"}
    assert result_of(derived).passed


def test_only_keys_of_one_curve_sign_so() -> None:
    for algorithm in ("Ed25519", "P-384", "SM2"):
        with pytest.raises(DocumentRefused) as refused:
            sign_base(CERTIFICATE, did_key_signer(generate(algorithm)), created=NOW)
        assert refused.value.code == "KEY_NOT_FOR_SUITE"


POINTERS: dict[str, tuple[Any, str]] = {
    "a place that is not there": ("/non/existent/path", "POINTER_UNMATCHED"),
    "a member of the learner that is not there": ("/credentialSubject/invalidPointer", "POINTER_UNMATCHED"),
    "a place beyond the list": ("/credentialSubject/result/2", "POINTER_UNMATCHED"),
    "a place before the list": ("/credentialSubject/result/-1", "POINTER_UNMATCHED"),
    "a place with a leading zero": ("/credentialSubject/result/00", "POINTER_UNMATCHED"),
    "a place in other digits": ("/credentialSubject/result/٠", "POINTER_UNMATCHED"),
    "the end of the list": ("/credentialSubject/result/-", "POINTER_UNMATCHED"),
    "a place in a text": ("/name/0", "POINTER_UNMATCHED"),
    "the proof": ("/proof", "POINTER_UNMATCHED"),
    "the whole document": ("", "POINTER_MALFORMED"),
    "no beginning": ("name", "POINTER_MALFORMED"),
    "a fragment": ("#/name", "POINTER_MALFORMED"),
    "a number": (7, "POINTER_MALFORMED"),
    "a pointer too long": ("/a" * 1000, "POINTER_MALFORMED"),
}


@pytest.mark.parametrize(("pointer", "code"), POINTERS.values(), ids=POINTERS)
def test_a_pointer_that_leads_nowhere_is_refused(pointer: Any, code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        signed(pointers=(pointer,))
    assert refused.value.code == code
    with pytest.raises(DocumentRefused) as refused:
        derive(BASE, selective_pointers=[pointer])
    assert refused.value.code == code


def test_pointers_are_counted() -> None:
    with pytest.raises(DocumentRefused) as refused:
        derive(signed(), selective_pointers=["/name"] * 2000)
    assert refused.value.code == "POINTERS_TOO_MANY"


def test_nothing_selected_is_nothing_to_show() -> None:
    with pytest.raises(DocumentRefused) as refused:
        derive(signed(pointers=()))
    assert refused.value.code == "SELECTION_EMPTY"


def test_a_document_without_a_base_proof_cannot_be_shown_in_part() -> None:
    for document in (
        CERTIFICATE,
        add_proof(CERTIFICATE, SIGNER, suite="ecdsa-jcs-2019", created=NOW),
        CERTIFICATE | {"proof": [7]},
    ):
        with pytest.raises(DocumentRefused) as refused:
            derive(document)
        assert refused.value.code == "BASE_PROOF_ABSENT"


def test_a_base_proof_of_another_document_is_refused() -> None:
    foreign = signed()["proof"]
    with pytest.raises(DocumentRefused) as refused:
        derive({name: value for name, value in CERTIFICATE.items() if name != "name"} | {"proof": foreign})
    assert refused.value.code == "PROOF_VALUE_MISFIT"


def places_of(node: Any, path: str = "") -> list[str]:
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [
        found
        for name, one in pairs
        if name != "@context"
        for found in (f"{path}/{name}", *places_of(one, f"{path}/{name}"))
    ]


@given(st.lists(st.sampled_from(places_of(CERTIFICATE)), max_size=6))
@settings(max_examples=40, deadline=None)
def test_every_selection_verifies_and_says_nothing_else(pointers: list[str]) -> None:
    derived = derive(BASE, selective_pointers=pointers)
    assert result_of(derived).passed
    assert {name: one for name, one in derived.items() if name != "proof"} == select(
        CERTIFICATE, [*usual_pointers(CERTIFICATE), *pointers]
    )


def theirs_and_ours() -> tuple[P256SigningKey, dict[str, Any]]:
    private = ec.derive_private_key(int.from_bytes(KEY.private_bytes(), "big"), ec.SECP256R1())
    return P256SigningKey(private, kid=SIGNER.verification_method), {BADGES: load(BADGES)}


def test_openvc_derives_from_and_verifies_what_we_sign() -> None:
    """It derives only where every blank node keeps its label, also from what it signed itself; so the learner has an id here."""
    key, contexts = theirs_and_ours()
    suite = EcdsaSdProofSuite()
    named = CERTIFICATE | {"credentialSubject": CERTIFICATE["credentialSubject"] | {"id": "did:example:lina"}}
    derived = suite.derive_proof(
        signed(named), selective_pointers=["/name", f"{ACHIEVEMENT}/name"], extra_contexts=contexts
    )
    assert derived["credentialSubject"]["id"] == "did:example:lina"
    assert result_of(derived).passed

    ours = derive(signed(), selective_pointers=["/name", ACHIEVEMENT, "/credentialSubject/result/1"])
    assert suite.verify(ours, public_key_jwk=key.public_jwk(), extra_contexts=contexts, now=NOW)


def test_we_derive_from_and_verify_what_openvc_signs() -> None:
    key, contexts = theirs_and_ours()
    base = EcdsaSdProofSuite().add_base_proof(
        CERTIFICATE,
        signing_key=key,
        verification_method=SIGNER.verification_method,
        mandatory_pointers=["/issuer", "/validFrom", "/validUntil"],
        created=NOW,
        extra_contexts=contexts,
    )
    derived = derive(base, selective_pointers=[f"{ACHIEVEMENT}/alignment"])
    assert result_of(derived).passed
    assert "credentialStatus" not in derived


def test_a_net_of_blank_nodes_that_look_alike_is_refused_before_it_takes_years() -> None:
    nodes = [
        {"@id": f"_:{place}", "knows": [{"@id": f"_:{other}"} for other in range(12) if other != place]}
        for place in range(12)
    ]
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", {"knows": "https://schema.org/knows"}],
        "type": ["VerifiableCredential"],
        "issuer": ISSUER,
        "credentialSubject": nodes,
    }
    with pytest.raises(DocumentRefused) as refused:
        signed(document)
    assert refused.value.code == "GRAPH_TOO_COMPLEX"
    assert result_of(document | {"proof": derive(signed())["proof"]}).code == "GRAPH_TOO_COMPLEX"


def test_an_ordered_list_is_shown_whole_or_not_at_all() -> None:
    document = CERTIFICATE | {
        "@context": [*CERTIFICATE["@context"], {"steps": {"@id": "https://bank.example/steps", "@container": "@list"}}],
        "steps": ["理论", "实操", "答辩"],
    }
    document["credentialSubject"] = CERTIFICATE["credentialSubject"] | {"steps": [1, 2], "name": "李娜"}
    base = signed(document)
    for pointers in (["/steps"], ["/credentialSubject/steps"], ["/credentialSubject/steps", "/steps", "/name"]):
        derived = derive(base, selective_pointers=pointers)
        assert result_of(derived).passed
        assert "name" not in derived["credentialSubject"]
    with pytest.raises(DocumentRefused) as refused:
        derive(base, selective_pointers=["/steps/1"])
    assert refused.value.code == "SELECTION_UNSTABLE"
