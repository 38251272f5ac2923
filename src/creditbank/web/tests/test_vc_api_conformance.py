"""What the W3C's conformance suites ask of the doors for programs, with ``serve --vc-api-test``: issue, verify, present.

The suites themselves run against a served site; here stand the facts that they check, so that none is lost between two runs.
"""

import copy
import json
from typing import Any

import pytest
from django.http import HttpResponse
from pytest_django import Settings

from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.moments import moment_of_text
from creditbank.credentials.proofs.multibase import bytes_of_base58
from creditbank.credentials.tests.other_verifiers import NOW
from creditbank.web.tests.conformance_door import (
    CHALLENGE,
    DOMAIN,
    HOLDER,
    Door,
    accepted,
    answers_of,
    by_holder,
    presentation,
    shown,
    wrongly_accepted,
)
from creditbank.web.tests.conformance_tables import (
    ISSUED,
    MALFORMED_REQUESTS,
    NOT_ISSUED,
    NOT_PRESENTED,
    NOT_VERIFIED,
    PRESENTED,
    V2,
    Json,
    of_subject,
    old,
    usual,
)

pytestmark = pytest.mark.django_db

WAYS = {
    "eddsa-rdfc-2022": ("eddsa-rdfc-2022", "z6Mk", 64),
    "eddsa-jcs-2022": ("eddsa-jcs-2022", "z6Mk", 64),
    "ecdsa-rdfc-2019-p256": ("ecdsa-rdfc-2019", "zDna", 64),
    "ecdsa-rdfc-2019-p384": ("ecdsa-rdfc-2019", "z82L", 96),
    "ecdsa-jcs-2019-p256": ("ecdsa-jcs-2019", "zDna", 64),
    "ecdsa-jcs-2019-p384": ("ecdsa-jcs-2019", "z82L", 96),
}
"""Trial issuers with one plain proof: suite, how the key begins in multibase, bytes of the signature."""


@pytest.fixture
def door(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Door:
    settings.VC_API_TEST = True
    settings.VAR = tmp_path_factory.mktemp("var")
    return Door()


# --- issuing: VC Data Model 2.0, VC API -------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", ISSUED)
def test_a_credential_as_the_data_model_allows_it_is_issued_whole_and_verifies(door: Door, sentence: str) -> None:
    asked = ISSUED[sentence](usual())
    issued = door.issue(asked)
    assert {"proof": issued["proof"], "issuer": issued["issuer"], **asked, **_added(issued, asked)} | {
        "issuer": issued["issuer"]
    } == issued
    assert door.verify(issued).status_code == (400 if "validUntil" in asked and asked["validUntil"] < "2020" else 200)


def _added(issued: Json, asked: Json) -> Json:
    """What an issuer may add of himself: an id."""
    return {name: issued[name] for name in issued.keys() - asked.keys() if name == "id"}


def test_what_the_data_model_forbids_is_not_issued(door: Door) -> None:
    def ask(credential: Json) -> HttpResponse:
        return door.post("/credentials/issue", {"credential": credential, "options": {}})

    found = {sentence: answer.status_code for sentence, answer in answers_of(NOT_ISSUED, usual(), ask)}
    assert {sentence: status for sentence, status in found.items() if status not in {400, 422}} == {}


def test_a_request_that_is_malformed_issues_nothing(door: Door) -> None:
    body = {"credential": usual(), "options": {}}
    answers = answers_of(MALFORMED_REQUESTS, body, lambda changed: door.post("/credentials/issue", changed))
    assert {sentence: answer.status_code for sentence, answer in answers if answer.status_code not in {400, 422}} == {}
    assert door.post("/credentials/issue", body).status_code == 201


def test_an_issued_credential_bears_the_id_of_its_issuer_and_all_that_is_required(door: Door) -> None:
    issued = door.issue(usual() | {"id": "urn:uuid:7d3cbd0a-1f0c-4c1c-a0a2-d4bbd45e7d2d"})
    assert {"@context", "id", "type", "issuer", "credentialSubject", "proof"} <= issued.keys()
    assert issued["issuer"] == issued["proof"]["verificationMethod"].partition("#")[0]
    assert door.issue(old() | {"expirationDate": "2099-01-01T00:00:00Z"})["expirationDate"] == "2099-01-01T00:00:00Z"


# --- proofs: Data Integrity 1.0, EdDSA 1.0, ECDSA 1.0 -----------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("credential", [usual, old], ids=["data model 2.0", "data model 1.1"])
def test_a_proof_has_the_form_of_its_suite(door: Door, way: str, credential: Any) -> None:
    suite, key_begins, length = WAYS[way]
    issued = door.issue(credential(), way)
    proof = issued["proof"]
    assert (proof["type"], proof["cryptosuite"], proof["proofPurpose"]) == (
        "DataIntegrityProof",
        suite,
        "assertionMethod",
    )
    assert {V2, "https://w3id.org/security/data-integrity/v2"} & set(issued["@context"])
    assert moment_of_text(proof["created"])
    controller, _, key = proof["verificationMethod"].partition("#")
    assert controller == f"did:key:{key}"
    assert key.startswith(key_begins)
    assert proof["proofValue"].startswith("z")
    assert len(bytes_of_base58(proof["proofValue"][1:])) == length
    assert accepted(door.verify(issued))


@pytest.mark.parametrize("way", WAYS)
def test_a_credential_that_was_changed_does_not_verify(door: Door, way: str) -> None:
    issued = door.issue(usual(), way)
    assert wrongly_accepted(NOT_VERIFIED, issued, door.verify) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_credential_of_data_model_1_1_that_was_changed_does_not_verify(door: Door, way: str) -> None:
    issued = door.issue(old(), way)
    assert wrongly_accepted(NOT_VERIFIED, issued, door.verify) == []


def test_a_proof_without_a_moment_verifies_and_one_past_its_end_does_not(door: Door) -> None:
    signed = add_proof(by_holder(usual()), HOLDER.signer, suite="eddsa-rdfc-2022", created=NOW)
    ended = add_proof(by_holder(usual()), HOLDER.signer, suite="eddsa-rdfc-2022", created=NOW, expires=NOW)
    assert accepted(door.verify(signed))
    assert not accepted(door.verify(ended))


def test_a_proof_for_another_purpose_than_the_one_expected_does_not_verify(door: Door) -> None:
    issued = door.issue(usual())
    assert accepted(door.verify(issued, expectedProofPurpose="assertionMethod"))
    assert not accepted(door.verify(issued, expectedProofPurpose="authentication"))


def test_a_credential_does_not_verify_where_a_domain_or_challenge_is_asked_that_its_proof_does_not_answer(
    door: Door,
) -> None:
    """A credential answers nobody's question; whoever asks one wants a presentation. So the answer is no in any case."""
    asked = {"domain": DOMAIN, "challenge": CHALLENGE}
    for domain, challenge in (("other.example", CHALLENGE), (DOMAIN, "other")):
        signed = add_proof(
            by_holder(usual()),
            HOLDER.signer,
            suite="eddsa-rdfc-2022",
            created=NOW,
            domain=domain,
            challenge=challenge,
        )
        assert accepted(door.verify(signed))
        assert not accepted(door.verify(signed, **asked))


def test_a_chain_of_proofs_holds_only_with_what_it_rests_on(door: Door) -> None:
    """Data Integrity 1.0, §4.5: every id in ``previousProof`` is that of a proof which is there."""
    first = add_proof(by_holder(usual()), HOLDER.signer, suite="eddsa-rdfc-2022", created=NOW, id="urn:uuid:first")
    for previous in ("urn:uuid:first", ["urn:uuid:first"]):
        chain = add_proof(first, HOLDER.signer, suite="eddsa-rdfc-2022", created=NOW, previous_proof=previous)
        assert accepted(door.verify(chain))
        wrong: Any
        for wrong in ("urn:uuid:other", ["urn:uuid:first", "urn:uuid:other"], 7, [7], [[]]):
            bad = copy.deepcopy(chain)
            bad["proof"][1]["previousProof"] = wrong
            assert not accepted(door.verify(bad)), wrong
        alone = {**chain, "proof": chain["proof"][1]}
        assert not accepted(door.verify(alone))
    both = add_proof(first, HOLDER.signer, suite="eddsa-jcs-2022", created=NOW)
    assert accepted(door.verify(both))
    both["proof"][0]["proofValue"] = both["proof"][1]["proofValue"]
    assert not accepted(door.verify(both))


# --- presentations: VC Data Model 2.0 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("sentence", PRESENTED)
def test_a_presentation_as_the_data_model_allows_it_verifies(door: Door, sentence: str) -> None:
    presented = shown(PRESENTED[sentence](presentation()))
    assert accepted(door.present(presented))
    assert accepted(door.present(presented, challenge=CHALLENGE, domain=DOMAIN))
    assert not accepted(door.present(presented, challenge="another"))


def test_a_presentation_of_credentials_verifies_with_all_of_them_and_falls_with_one(door: Door) -> None:
    inside = [door.issue(usual()), door.issue(usual(), "ecdsa-rdfc-2019-p256"), door.issue(usual(), "jwt-es256")]
    assert accepted(door.present(shown(presentation(*inside))))
    inside[1] = of_subject(id="urn:invalid")(inside[1])
    answer = door.present(shown(presentation(*inside)))
    assert not accepted(answer)
    assert [one["verified"] for one in json.loads(answer.content)["credentialResults"]] == [True, False, True]


def test_a_presentation_that_the_data_model_forbids_does_not_verify(door: Door) -> None:
    presented = shown(presentation())
    assert wrongly_accepted(NOT_PRESENTED, presented, door.present) == []
    presented["proof"]["proofValue"] = "z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh"
    assert not accepted(door.present(presented))
