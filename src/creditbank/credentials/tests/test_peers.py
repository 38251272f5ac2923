"""Another implementation verifies what is signed here, and the other way round."""

from datetime import UTC, datetime
from typing import Any

import openvc
import pytest
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite

from creditbank.credentials.contexts.documents import load
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import add_proof, check_proofs
from creditbank.credentials.proofs.keys import did_key, did_key_signer, generate, public_key_of_jwk
from creditbank.credentials.tests.proof_samples import BADGE, OB

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

# ecdsa-rdfc-2019 with P-384 is left out: this peer labels blank nodes with SHA-256 there, against ECDSA 1.0, §3.2.3. The
# published vectors stand for it.
PEERS: dict[tuple[str, str], tuple[Any, Any, dict[str, Any]]] = {
    ("eddsa-rdfc-2022", "Ed25519"): (
        DataIntegrityProofSuite,
        openvc.Ed25519SigningKey,
        {"extra_contexts": {OB: load(OB)}},
    ),
    ("eddsa-jcs-2022", "Ed25519"): (EddsaJcsProofSuite, openvc.Ed25519SigningKey, {}),
    ("ecdsa-rdfc-2019", "P-256"): (EcdsaRdfcProofSuite, openvc.P256SigningKey, {"extra_contexts": {OB: load(OB)}}),
    ("ecdsa-jcs-2019", "P-256"): (EcdsaJcsProofSuite, openvc.P256SigningKey, {}),
    ("ecdsa-jcs-2019", "P-384"): (EcdsaJcsProofSuite, openvc.P384SigningKey, {}),
}


@pytest.mark.parametrize(("suite", "algorithm"), PEERS)
def test_a_peer_verifies_what_is_signed_here(suite: str, algorithm: str) -> None:
    peer, _, contexts = PEERS[suite, algorithm]
    signer = did_key_signer(generate(algorithm))
    badge = {**BADGE, "issuer": {**BADGE["issuer"], "id": did_key(signer.public)}}
    document = add_proof(badge, signer, suite=suite, created=NOW)
    verified = peer().verify(document, public_key_jwk=signer.public.jwk(), now=NOW, **contexts)
    assert verified.issuer == badge["issuer"]["id"]
    with pytest.raises(openvc.OpenvcError):
        peer().verify({**document, "name": "别的证书"}, public_key_jwk=signer.public.jwk(), now=NOW, **contexts)


@pytest.mark.parametrize(("suite", "algorithm"), PEERS)
def test_what_a_peer_signs_is_verified_here(suite: str, algorithm: str) -> None:
    peer, key_kind, contexts = PEERS[suite, algorithm]
    key = key_kind.generate("key")
    public = public_key_of_jwk(
        {name: value for name, value in key.public_jwk().items() if name in {"kty", "crv", "x", "y"}}
    )
    did = did_key(public)
    badge = {**BADGE, "issuer": {**BADGE["issuer"], "id": did}}
    method = f"{did}#{public.multibase()}"
    document = peer().add_proof(badge, signing_key=key, verification_method=method, created=NOW, **contexts)
    if "jcs" in suite:
        # This peer signs the context among the options and then leaves it out of the proof, where EdDSA 1.0, §3.3.1 has it.
        document["proof"]["@context"] = document["@context"]
    assert [result.code for result in check_proofs(document, Controllers(), now=NOW)] == [""]
    forged = {**document, "name": "别的证书"}
    assert [result.code for result in check_proofs(forged, Controllers(), now=NOW)] == ["SIGNATURE_WRONG"]
