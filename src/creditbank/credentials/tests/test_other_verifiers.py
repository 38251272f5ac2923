"""Other implementations verify what we issue, and we verify what they issue. Each also refuses what was changed: a verifier
that never says no would pass every other test.

``@digitalbazaar/vc`` (Node), openvc-core, openbadgeslib, and pyoxigraph for canonical statements. What each can do decides
what is asked of it.
"""

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import pyoxigraph
import pytest
from openbadgeslib import ob3
from openbadgeslib.ob3.verifier import OB3VerificationError
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite
from openvc.proof.errors import SignatureInvalid
from openvc.status import bitstring as openvc_bits

from creditbank.credentials import status_list
from creditbank.credentials.award import Award
from creditbank.credentials.contexts.documents import CONTEXTS, load
from creditbank.credentials.formats import baked, clr, endorsement, png
from creditbank.credentials.proofs.canonical import rdfc
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.jose import open_jwt, sign_jwt
from creditbank.credentials.proofs.selective import derive, sign_base
from creditbank.credentials.tests.format_samples import ENDORSEMENT, TRANSCRIPT
from creditbank.credentials.tests.other_verifiers import (
    INDEX,
    ISSUERS,
    LIST_URL,
    MOMENT,
    NOW,
    SUITES,
    accepted,
    badge,
    damaged,
    digital_bazaar,
    entry,
    report_on,
)
from creditbank.credentials.tests.proof_samples import ALUMNI, V1
from creditbank.credentials.verify.policy import Policy

MANDATORY = ("/issuer", "/validFrom", "/validUntil", "/credentialSubject/achievement/name")
SHOWN = ("/name", "/credentialSubject/result/0")
"""The second leads into a list, which openvc does not follow."""
SET = [0, 7, 8, INDEX, status_list.LENGTH_MIN - 1]
FETCHED = {url: load(url) for url in CONTEXTS}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'


def signed(suite: str, algorithm: str, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
    issuer = ISSUERS[algorithm]
    return add_proof(document or badge(issuer), issuer.signer, suite=suite, created=NOW)


# --- @digitalbazaar/vc ------------------------------------------------------------------------------------------------


def test_digital_bazaar_verifies_what_we_issue_and_refuses_it_changed() -> None:
    tasks = []
    for suite, algorithm in SUITES:
        ours = signed(suite, algorithm)
        tasks += [{"do": "verify", "suite": suite, "credential": one} for one in (ours, *dict(damaged(ours)).values())]
    found = [answer["made"]["verified"] for answer in digital_bazaar(tasks)]
    assert found == [True, False, False, False] * len(SUITES)


def test_we_verify_what_digital_bazaar_issues_and_refuse_it_changed() -> None:
    tasks = [
        {"do": "issue", "suite": suite, "credential": badge(ISSUERS[algorithm]), "key": ISSUERS[algorithm].multikey,
         "created": MOMENT}
        for suite, algorithm in SUITES
    ]  # fmt: skip
    for answer in digital_bazaar(tasks):
        theirs = answer["made"]
        assert accepted(theirs)
        assert [name for name, changed in damaged(theirs) if accepted(changed)] == []
        assert report_on(theirs).verdict == "valid"


def test_endorsements_transcripts_and_documents_of_the_first_version_pass_too() -> None:
    issuer = ISSUERS["Ed25519"]
    old = {**ALUMNI, "@context": [V1, "https://www.w3.org/2018/credentials/examples/v1"], "issuer": issuer.did}
    old = {name: value for name, value in old.items() if name not in {"name", "description"}}
    old["issuanceDate"] = old.pop("validFrom")
    old["@context"].append("https://w3id.org/security/data-integrity/v2")
    built = [endorsement.build(ENDORSEMENT), clr.build(TRANSCRIPT)]
    documents = [old, *(_asserted_by(issuer.did, document) for document in built)]
    checks = [
        {"do": "verify", "suite": "eddsa-rdfc-2022", "credential": signed("eddsa-rdfc-2022", "Ed25519", one)}
        for one in documents
    ]
    issues = [
        {"do": "issue", "suite": "eddsa-rdfc-2022", "credential": one, "key": issuer.multikey, "created": MOMENT}
        for one in documents
    ]
    answers = digital_bazaar([*checks, *issues])
    assert [answer["made"] for answer in answers[:3]] == [{"verified": True}] * 3
    assert all(accepted(answer["made"]) for answer in answers[3:])


def _asserted_by(issuer: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The document and what it holds, without status, in the name of ``issuer``."""
    kept = {name: value for name, value in document.items() if name != "credentialStatus"}
    return kept | {"issuer": document["issuer"] | {"id": issuer}}


def test_presentations_pass_both_ways_and_answer_only_the_question_that_was_asked() -> None:
    issuer, suite = ISSUERS["Ed25519"], "eddsa-rdfc-2022"
    asked: dict[str, Any] = {"challenge": "7a3c", "domain": "school.example"}
    unsigned = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": issuer.did,
        "verifiableCredential": [signed(suite, "Ed25519")],
    }
    ours = add_proof(unsigned, issuer.signer, suite=suite, created=NOW, purpose="authentication", **asked)
    forged = copy.deepcopy(ours)
    forged["verifiableCredential"][0]["name"] = "another"
    question = {"do": "verifyPresentation", "suite": suite, "presentation": ours, **asked}
    *checked, made = digital_bazaar(
        [
            question,
            question | {"challenge": "another"},
            question | {"presentation": forged},
            {
                "do": "present",
                "suite": suite,
                "presentation": unsigned,
                "key": issuer.multikey,
                "created": MOMENT,
                **asked,
            },
        ]
    )
    assert [answer["made"]["verified"] for answer in checked] == [True, False, False]
    policy = Policy(accept="any", challenge=asked["challenge"], domain=asked["domain"])
    assert report_on(made["made"], policy=policy).verdict == "valid"
    assert report_on(made["made"], policy=Policy(accept="any", challenge="another")).verdict == "invalid"


def test_what_we_sign_for_showing_in_part_digital_bazaar_derives_and_the_other_way_round() -> None:
    issuer, suite = ISSUERS["P-256"], "ecdsa-sd-2023"
    document = badge(issuer)
    ours = sign_base(document, issuer.signer, created=NOW, mandatory_pointers=MANDATORY)
    theirs, from_ours = digital_bazaar(
        [
            {"do": "issue", "suite": suite, "credential": document, "key": issuer.multikey, "created": MOMENT,
             "mandatoryPointers": MANDATORY},
            {"do": "derive", "credential": ours, "selectivePointers": SHOWN},
        ]
    )  # fmt: skip
    shown = [
        derive(base, selective_pointers=pointers)
        for base in (ours, theirs["made"])
        for pointers in (SHOWN, (), ("/credentialSubject",))
    ]
    assert accepted(from_ours["made"])
    assert "identifier" not in from_ours["made"]["credentialSubject"]
    assert from_ours["made"] | {"proof": None} == shown[0] | {"proof": None}
    bad = [changed for _, changed in damaged(shown[0])]
    tasks = [{"do": "verify", "suite": suite, "credential": one} for one in (*shown, *bad)]
    assert [answer["made"]["verified"] for answer in digital_bazaar(tasks)] == [True] * 6 + [False] * 3
    assert [name for name, changed in damaged(from_ours["made"]) if accepted(changed)] == []


def test_status_lists_mean_the_same_to_digital_bazaar() -> None:
    length = status_list.LENGTH_MIN
    asked = [*SET, 1, 6, 9, INDEX + 1, length - 2]
    made, read = digital_bazaar(
        [
            {"do": "encodeList", "length": length, "set": SET},
            {"do": "decodeList", "encodedList": status_list.encode(SET, length), "indices": asked},
        ]
    )
    assert read["made"] == {"length": length, "set": SET}
    assert [index for index in asked if status_list.bit(status_list.decode(made["made"]), index)] == SET


@pytest.mark.parametrize("revoked", [False, True])
def test_digital_bazaar_finds_in_our_status_list_what_we_find_in_it(revoked: bool) -> None:
    issuer = ISSUERS["Ed25519"]
    kept = status_list.build_list(LIST_URL, issuer.did, "revocation", [INDEX] if revoked else [3], valid_from=NOW)
    listed = add_proof(kept, issuer.signer, suite="eddsa-rdfc-2022", created=NOW)
    ours = signed("eddsa-rdfc-2022", "Ed25519", badge(issuer, status=True))
    (answer,) = digital_bazaar(
        [{"do": "verify", "suite": "eddsa-rdfc-2022", "credential": ours, "documents": {LIST_URL: listed}}]
    )
    assert answer["made"] == {"verified": True, "set": [revoked]}
    assert report_on(ours, {LIST_URL: listed}).verdict == ("revoked" if revoked else "valid")
    assert report_on(ours).verdict == "unknown"


# --- openvc-core ------------------------------------------------------------------------------------------------------

OPENVC: dict[str, Any] = {
    "eddsa-rdfc-2022": DataIntegrityProofSuite(),
    "eddsa-jcs-2022": EddsaJcsProofSuite(),
    "ecdsa-rdfc-2019": EcdsaRdfcProofSuite(),
    "ecdsa-jcs-2019": EcdsaJcsProofSuite(),
    "ecdsa-sd-2023": EcdsaSdProofSuite(),
}
OPENVC_SUITES = [pair for pair in SUITES if pair != ("ecdsa-rdfc-2019", "P-384")]
"""Without P-384 over statements: RDFC-1.0 with SHA-384 is beyond the PyLD that openvc stands on."""


def openvc_accepts(suite: str, document: Mapping[str, Any]) -> bool:
    given = {} if "jcs" in suite else {"extra_contexts": FETCHED}
    try:
        OPENVC[suite].verify(copy.deepcopy(dict(document)), now=NOW, **given)
    except SignatureInvalid:
        return False
    return True


@pytest.mark.parametrize(("suite", "algorithm"), OPENVC_SUITES)
def test_openvc_verifies_what_we_issue_and_refuses_it_changed(suite: str, algorithm: str) -> None:
    ours = signed(suite, algorithm)
    assert openvc_accepts(suite, ours)
    assert [name for name, changed in damaged(ours) if openvc_accepts(suite, changed)] == []


@pytest.mark.parametrize(("suite", "algorithm"), OPENVC_SUITES)
def test_we_verify_what_openvc_issues_and_refuse_it_changed(suite: str, algorithm: str) -> None:
    issuer = ISSUERS[algorithm]
    given = {} if "jcs" in suite else {"extra_contexts": FETCHED}
    theirs = OPENVC[suite].add_proof(
        badge(issuer), signing_key=issuer.openvc, verification_method=issuer.method, created=NOW, **given
    )
    if "jcs" in suite:
        # It signs the contexts in the proof and leaves them out of what it gives away, where EdDSA 1.0, §3.3.1 step 2 has them.
        assert not accepted(theirs)
        theirs["proof"]["@context"] = theirs["@context"]
    assert accepted(theirs)
    assert [name for name, changed in damaged(theirs) if accepted(changed)] == []


def test_openvc_shows_parts_of_what_we_sign_and_we_of_what_it_signs() -> None:
    """Parts without lists of nodes: openvc finds no signature for their statements, in its own documents neither."""
    issuer, suite = ISSUERS["P-256"], "ecdsa-sd-2023"
    document = badge(issuer)
    del document["issuer"]["otherIdentifier"]
    ours = sign_base(document, issuer.signer, created=NOW, mandatory_pointers=MANDATORY)
    theirs = OPENVC[suite].add_base_proof(
        document,
        signing_key=issuer.openvc,
        verification_method=issuer.method,
        created=NOW,
        mandatory_pointers=MANDATORY,
        extra_contexts=FETCHED,
    )
    for base in (ours, theirs):
        by_us = derive(base, selective_pointers=SHOWN)
        by_them = OPENVC[suite].derive_proof(base, selective_pointers=SHOWN[:1], extra_contexts=FETCHED)
        assert openvc_accepts(suite, by_us)
        assert accepted(by_them)
        assert "identifier" not in by_us["credentialSubject"] | by_them["credentialSubject"]
        assert [name for name, changed in damaged(by_us) if openvc_accepts(suite, changed)] == []
        assert [name for name, changed in damaged(by_them) if accepted(changed)] == []


def test_openvc_reads_our_status_lists_and_we_read_its_lists() -> None:
    bits = openvc_bits.new_bitstring(status_list.LENGTH_MIN)
    for index in SET:
        openvc_bits.set_status_bit(bits, index, 1)
    assert status_list.decode(openvc_bits.encode_bitstring(bytes(bits))) == bytes(bits)
    assert openvc_bits.decode_bitstring(status_list.encode(SET)) == bytes(bits)
    assert openvc_bits.decode_bitstring(status_list.encode(SET[1:])) != bytes(bits)


# --- openbadgeslib ----------------------------------------------------------------------------------------------------


def openbadges_accepts(check: Callable[..., Any], *given: Any) -> bool:
    try:
        check(*given)
    except OB3VerificationError:
        return False
    return True


def test_openbadgeslib_verifies_our_badge_and_refuses_it_changed() -> None:
    verifier = ob3.OB3LdpVerifier()
    ours = signed("eddsa-rdfc-2022", "Ed25519")
    read = verifier.verify(copy.deepcopy(ours))
    assert (read.id, read.achievement.name, read.credits_earned) == (ours["id"], ours["name"], 12.5)
    assert [name for name, changed in damaged(ours) if openbadges_accepts(verifier.verify, changed)] == []


def test_openbadgeslib_finds_in_our_status_list_what_we_find_in_it() -> None:
    issuer = ISSUERS["Ed25519"]
    read = ob3.OB3LdpVerifier().verify(signed("eddsa-rdfc-2022", "Ed25519", badge(issuer, status=True)))
    for indices, clear in (([3], True), ([3, INDEX], False)):
        kept = status_list.build_list(LIST_URL, issuer.did, "revocation", indices, valid_from=NOW.replace(year=2025))
        listed = json.dumps(add_proof(kept, issuer.signer, suite="eddsa-rdfc-2022", created=NOW)).encode()
        found = openbadges_accepts(ob3.check_credential_status, read, {LIST_URL: listed}.get)
        assert found is clear


def test_we_read_the_status_lists_of_openbadgeslib() -> None:
    made = ob3.build_status_list_credential("did:example:a", LIST_URL, "revocation", SET, issued=NOW)
    bits = status_list.decode(made["credentialSubject"]["encodedList"])
    assert bits == status_list.pack(SET)
    assert status_list.read_entry(ob3.status_entry(LIST_URL, "revocation", INDEX)).index == INDEX
    assert ob3.set_indices(ob3.decode_encoded_list(status_list.encode(SET))) == frozenset(SET)


def made_by_openbadgeslib() -> ob3.OpenBadgeCredential:
    return ob3.OpenBadgeCredential(
        issuer=ob3.Issuer(id=ISSUERS["Ed25519"].did, name="学分银行", url="https://bank.example/"),
        recipient_id="did:example:learner",
        achievement=ob3.Achievement(
            id="https://bank.example/a/1", name="电工", description="三级", criteria_narrative="考核合格"
        ),
        issuance_date=NOW.replace(year=2025),
        credits_earned=12.5,
    )


def test_we_verify_what_openbadgeslib_issues_in_json_in_pictures_and_as_a_token() -> None:
    issuer, made = ISSUERS["Ed25519"], made_by_openbadgeslib()
    linked, token = ob3.OB3LdpSigner(issuer.pem), ob3.OB3Signer(issuer.pem, algorithm="EdDSA")
    document = linked.sign(made, created=NOW)
    found: dict[str, dict[str, Any] | bytes] = {
        "JSON": document,
        "PNG": linked.sign_into_png(made, png.blank()),
        "SVG": linked.sign_into_svg(made, SVG),
    }
    for form, theirs in found.items():
        report = report_on(theirs)
        assert report.verdict == "valid", (form, report)
        assert isinstance(report.facts, Award)
        assert report.facts.credits == 1_250
    changed = copy.deepcopy(document)
    changed["credentialSubject"]["creditsEarned"] = 13.5
    assert report_on(changed).verdict == "invalid"
    text = token.sign(made)
    assert open_jwt(text, Controllers(), now=NOW)[1].passed
    assert not open_jwt(f"{text[:-8]}AAAAAA{text[-2:]}", Controllers(), now=NOW)[1].passed


@pytest.mark.parametrize("picture", [png.blank(), SVG], ids=["PNG", "SVG"])
def test_openbadgeslib_takes_our_badge_and_our_token_out_of_a_picture(picture: bytes) -> None:
    issuer = ISSUERS["Ed25519"]
    extract = ob3.OB3Verifier.extract_token_from_svg if picture is SVG else ob3.OB3Verifier.extract_token_from_png
    document = json.dumps(signed("eddsa-rdfc-2022", "Ed25519"), ensure_ascii=False)
    assert ob3.OB3LdpVerifier().verify(extract(baked.bake(picture, document))).name == badge(issuer)["name"]
    verifier = ob3.OB3Verifier(issuer.public_pem, issuer_did=issuer.did)
    text = sign_jwt(badge(issuer), issuer.signer)
    assert verifier.verify(extract(baked.bake(picture, text))).credits_earned == 12.5
    damaged_token = f"{text[:-8]}AAAAAA{text[-2:]}"
    assert not openbadges_accepts(verifier.verify, damaged_token)


# --- pyoxigraph -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hash_name", ["sha256", "sha384"])
@pytest.mark.parametrize(
    "build", [lambda: badge(ISSUERS["P-384"], status=True), lambda: endorsement.build(ENDORSEMENT)]
)
def test_the_statements_of_a_document_are_those_of_pyoxigraph(
    hash_name: str, build: Callable[[], dict[str, Any]]
) -> None:
    """Its reader of JSON-LD and its canonical labels share no code with ours. It loads nothing, so it gets the contexts whole."""
    document = build()
    inlined = document | {"@context": [FETCHED[url]["@context"] for url in document["@context"]]}
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(json.dumps(inlined), format=pyoxigraph.RdfFormat.JSON_LD))
    kinds = pyoxigraph.CanonicalizationAlgorithm
    dataset.canonicalize(kinds.RDFC_1_0_SHA_256 if hash_name == "sha256" else kinds.RDFC_1_0_SHA_384)
    theirs = "".join(sorted(f"{quad} .\n" for quad in dataset))
    assert rdfc(document, hash=hash_name) == theirs
    assert rdfc(document | {"id": "urn:x"}, hash=hash_name) != theirs


def test_the_entry_used_here_is_one_that_we_read() -> None:
    assert status_list.read_entry(entry()).list_url == LIST_URL
