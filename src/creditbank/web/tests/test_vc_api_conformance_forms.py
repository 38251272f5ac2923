"""What the suites ask beyond one plain proof: showing a part (ecdsa-sd-2023), tokens, and status lists."""

import base64
import gzip
import json
from typing import Any

import pytest
from pytest_django import Settings

from creditbank.credentials.proofs.jose import sign_jwt
from creditbank.credentials.proofs.multibase import base64url_of_bytes, bytes_of_base64url
from creditbank.credentials.tests.other_verifiers import ISSUERS, NOW
from creditbank.web.tests.conformance_door import (
    CHALLENGE,
    DOMAIN,
    HOLDER,
    Door,
    accepted,
    by_holder,
    presentation,
    wrongly_accepted,
)
from creditbank.web.tests.conformance_tables import (
    NOT_ENVELOPED,
    V2,
    Change,
    Json,
    enveloped,
    of_proof,
    of_subject,
    put,
    usual,
)

pytestmark = pytest.mark.django_db

TOKENS = ("jwt-eddsa", "jwt-es256", "jwt-es384")
SELECTIVE, LISTED = "ecdsa-sd-2023", "bitstring-status-list"


@pytest.fixture
def door(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Door:
    settings.VC_API_TEST = True
    settings.VAR = tmp_path_factory.mktemp("var")
    return Door()


# --- showing a part: ECDSA 1.0, ecdsa-sd-2023 -------------------------------------------------------------------------


def _licence() -> Json:
    """A document with lists in lists, as the suites use one."""
    listed = [
        {"place": f"place {one}", "parts": [{"part": f"part {one}.{two}"} for two in range(3)]} for one in range(3)
    ]
    return usual() | {
        "@context": [V2, EXAMPLES_OF_TERMS],
        "validFrom": "2024-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:subject", "driver": {"licence": {"classes": listed, "name": "李娜"}}},
    }


MANDATORY = ["/issuer", "/validFrom", "/credentialSubject/driver/licence/name"]
EXAMPLES_OF_TERMS = {"@vocab": "https://bank.example/ns#"}
SHOWN: dict[str, list[str]] = {
    "nothing more than what must be shown": [],
    "one member": ["/credentialSubject/id"],
    "a member in a member": ["/credentialSubject/driver/licence/classes/0/place"],
    "a whole list": ["/credentialSubject/driver/licence/classes"],
    "a part of a list in a list": ["/credentialSubject/driver/licence/classes/0/parts/0",
                                   "/credentialSubject/driver/licence/classes/0/parts/1"],
    "a list without its first element": ["/credentialSubject/driver/licence/classes/1",
                                         "/credentialSubject/driver/licence/classes/2/parts/2"],
    "the whole subject": ["/credentialSubject"],
}  # fmt: skip


def _base(door: Door, credential: Json) -> Json:
    return door.issue(credential, SELECTIVE, mandatoryPointers=MANDATORY)


def _derive(door: Door, base: Json, pointers: list[str]) -> Json:
    answer = door.post(
        "/credentials/derive", {"verifiableCredential": base, "options": {"selectivePointers": pointers}}
    )
    assert answer.status_code == 201, answer.content.decode()
    said: Json = json.loads(answer.content)
    shown: Json = said["verifiableCredential"]
    return shown


def _without_ids(document: Json) -> Json:
    return {**document, "credentialSubject": {k: v for k, v in document["credentialSubject"].items() if k != "id"}}


@pytest.mark.parametrize("with_ids", [True, False], ids=["with an id", "of nobody named"])
def test_every_part_that_is_shown_verifies_and_the_whole_does_not(door: Door, with_ids: bool) -> None:
    base = _base(door, _licence() if with_ids else _without_ids(_licence()))
    proof = base["proof"]
    assert proof["cryptosuite"] == SELECTIVE
    assert proof["proofValue"].startswith("u2V0A")
    assert base64url_of_bytes(bytes_of_base64url(proof["proofValue"][1:])) == proof["proofValue"][1:]
    for sentence, pointers in SHOWN.items():
        if with_ids or pointers != ["/credentialSubject/id"]:
            shown = _derive(door, base, pointers)
            assert accepted(door.verify(shown)), sentence
            assert shown["proof"]["proofValue"].startswith("u2V0B"), sentence
    assert not accepted(door.verify(base))


def test_a_part_that_was_changed_does_not_verify(door: Door) -> None:
    shown = _derive(door, _base(door, _licence()), ["/credentialSubject/id"])
    value = shown["proof"]["proofValue"]
    changes: dict[str, Change] = {
        "another subject": of_subject(id="urn:invalid"),
        "a value of another letter": of_proof(proofValue="a" + value[1:]),
        "a value without its letter": of_proof(proofValue=value[1:]),
        "a value without its header": of_proof(proofValue=value[:1] + value[4:]),
        "the header of a base proof": of_proof(proofValue="u2V0A" + value[5:]),
        "a value that is cut": of_proof(proofValue=value[:-4]),
        "another suite": of_proof(cryptosuite="invalid-cryptosuite"),
        "a member left out": lambda document: {k: v for k, v in document.items() if k != "validFrom"},
    }
    assert wrongly_accepted(changes, shown, door.verify) == []


@pytest.mark.parametrize(
    "pointers", [["/non/existent/path"], ["/credentialSubject/invalidPointer"], ["issuer"], "issuer", [7]]
)
def test_pointers_that_lead_nowhere_are_refused_on_issuing_and_on_deriving(door: Door, pointers: object) -> None:
    asked = {"credential": _licence(), "options": {"mandatoryPointers": pointers}}
    assert door.post(f"/issuers/{SELECTIVE}/credentials/issue", asked).status_code == 400
    asked = {"verifiableCredential": _base(door, _licence()), "options": {"selectivePointers": pointers}}
    assert door.post("/credentials/derive", asked).status_code == 400


# --- tokens: VC-JOSE-COSE 1.0, VC Data Model 2.0 §4.13 ----------------------------------------------------------------


def _parts(token: str) -> tuple[Json, Json]:
    header, claims = (json.loads(bytes_of_base64url(part)) for part in token.split(".")[:2])
    return header, claims


@pytest.mark.parametrize("way", TOKENS)
@pytest.mark.parametrize("credential", [usual(), usual() | {"evidence": [{"type": "https://bank.example/ns#Scan"}],
    "termsOfUse": {"type": "https://bank.example/ns#Policy"}, "unknownExtension": {"a": 1}}],
    ids=["smallest", "with all"])  # fmt: skip
def test_a_token_is_the_credential_itself_with_the_types_of_the_standard(
    door: Door, way: str, credential: Json
) -> None:
    issued = door.issue(credential, way)
    assert issued["type"] == "EnvelopedVerifiableCredential"
    media, _, token = issued["id"].partition(",")
    header, claims = _parts(token)
    assert media == "data:application/vc+jwt"
    assert (header["typ"], header["cty"]) == ("vc+jwt", "vc")
    assert header["alg"] == {"jwt-eddsa": "EdDSA", "jwt-es256": "ES256", "jwt-es384": "ES384"}[way]
    assert header["kid"].partition("#")[0] == claims["issuer"] == claims.get("iss", claims["issuer"])
    assert not {"vc", "vp", "proof"} & claims.keys()
    assert {name: claims[name] for name in credential if name != "issuer"} == {
        name: value for name, value in credential.items() if name != "issuer"
    }
    assert accepted(door.verify(issued))
    assert accepted(door.verify(token))


@pytest.mark.parametrize("way", TOKENS)
def test_an_envelope_that_was_changed_does_not_verify(door: Door, way: str) -> None:
    issued = door.issue(usual(), way)
    assert wrongly_accepted(NOT_ENVELOPED, issued, door.verify) == []


def _token(header: Json, claims: Json, signer: Any = HOLDER.signer) -> str:
    signed = ".".join(base64url_of_bytes(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{base64url_of_bytes(signer.sign(signed.encode()))}"


GOOD_HEADER = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": HOLDER.method}
TOKEN_HEADERS: dict[str, Json] = {
    "no algorithm": {"alg": "none"},
    "the type of a presentation": {"typ": "vp+jwt", "cty": "vp"},
    "a type that is not known": {"typ": "bad+jwt"},
    "another content type": {"cty": "vp"},
    "a key of another controller": {"kid": ISSUERS["P-256"].method},
    "an extension that must be understood": {"crit": ["exp"]},
}
TOKEN_CLAIMS: dict[str, Json] = {
    "a claim vc": {"vc": usual()},
    "a claim vp": {"vp": {"type": "VerifiablePresentation"}},
    "a proof inside": {"proof": {"type": "DataIntegrityProof"}},
    "another issuer than the one who claims": {"iss": "did:example:other"},
    "an end in the past": {"exp": 1_000_000_000},
    "a beginning in the future": {"nbf": 9_000_000_000},
}


def test_a_token_that_contradicts_the_standard_does_not_verify(door: Door) -> None:
    claims = by_holder(usual())
    good = _token(GOOD_HEADER, claims)
    assert accepted(door.verify(enveloped("vc", good)))
    assert accepted(door.verify(enveloped("vc", _token(GOOD_HEADER, claims | {"iss": HOLDER.did, "unknown": 7}))))
    bad = {sentence: _token(GOOD_HEADER | header, claims) for sentence, header in TOKEN_HEADERS.items()}
    bad |= {sentence: _token(GOOD_HEADER, claims | said) for sentence, said in TOKEN_CLAIMS.items()}
    bad["an unsigned token"] = good.rpartition(".")[0] + "."
    assert [sentence for sentence, token in bad.items() if accepted(door.verify(enveloped("vc", token)))] == []


def test_a_presentation_as_a_token_holds_only_secured_credentials(door: Door) -> None:
    inside = [door.issue(usual(), "jwt-eddsa"), door.issue(usual(), "jwt-es384")]
    good = sign_jwt(presentation(*inside), HOLDER.signer, kind="vp", at=NOW, challenge=CHALLENGE, domain=DOMAIN)
    assert accepted(door.present(enveloped("vp", good)))
    assert accepted(door.present(enveloped("vp", good), challenge=CHALLENGE, domain=DOMAIN))
    assert not accepted(door.present(enveloped("vp", good), challenge="another"))
    header = GOOD_HEADER | {"typ": "vp+jwt", "cty": "vp"}
    unsecured = _token(header, presentation(usual()))
    mistyped = _token(GOOD_HEADER, presentation(*inside))
    in_other = enveloped("vc", good)
    assert not accepted(door.verify(in_other))
    for bad in (unsecured, mistyped, f"{good[:-8]}AAAAAAA{good[-1]}"):
        assert not accepted(door.present(enveloped("vp", bad)))
    for change in (put(context=[]), put(type=["VerifiablePresentation"]), put(id=good)):
        assert not accepted(door.present(change(enveloped("vp", good))))


# --- status: Bitstring Status List 1.0 --------------------------------------------------------------------------------


def _entries(issued: Json) -> list[Json]:
    found = issued["credentialStatus"]
    return found if isinstance(found, list) else [found]


def test_an_issued_credential_says_where_its_status_is_told_and_the_list_is_there(door: Door) -> None:
    issued = door.issue(usual(), LISTED)
    assert accepted(door.verify(issued, checks=["proof", "credentialStatus"]))
    assert {entry["statusPurpose"] for entry in _entries(issued)} == {"revocation", "suspension"}
    for entry in _entries(issued):
        assert entry["type"] == "BitstringStatusListEntry"
        assert str(int(entry["statusListIndex"])) == entry["statusListIndex"]
        assert entry["id"] != entry["statusListCredential"]
        listed = door.get(entry["statusListCredential"])
        subject = listed["credentialSubject"]
        assert "BitstringStatusListCredential" in listed["type"]
        assert listed["id"] == entry["statusListCredential"]
        assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", entry["statusPurpose"])
        assert subject["encodedList"].startswith("u")
        packed = base64.urlsafe_b64decode(subject["encodedList"][1:] + "=" * (-(len(subject["encodedList"]) - 1) % 4))
        assert len(gzip.decompress(packed)) >= 16 * 1024
        assert accepted(door.verify(listed))


@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_a_credential_whose_bit_is_set_does_not_verify(door: Door, purpose: str) -> None:
    issued = door.issue(usual() | {"id": f"urn:uuid:7d3cbd0a-1f0c-4c1c-a0a2-{purpose:_>12}"}, LISTED)
    other = door.issue(usual(), LISTED)
    entry = next(one for one in _entries(issued) if one["statusPurpose"] == purpose)
    body = {"credentialId": issued["id"], "credentialStatus": {"type": entry["type"], "statusPurpose": purpose}}
    assert door.post(f"/issuers/{LISTED}/credentials/status", body).status_code == 200
    for checks in (["proof", "credentialStatus"], ["proof"], []):
        answer = door.verify(issued, checks=checks)
        assert not accepted(answer)
    assert json.loads(answer.content)["verdict"] == ("revoked" if purpose == "revocation" else "suspended")
    assert accepted(door.verify(other, checks=["proof", "credentialStatus"]))


BAD_ENTRIES: dict[str, Json] = {
    "an index that is a number": {"statusListIndex": 7},
    "an index that is true": {"statusListIndex": True},
    "an index below nothing": {"statusListIndex": "-1"},
    "no index": {"statusListIndex": None},
    "no purpose": {"statusPurpose": None},
    "a list that is no URL": {"statusListCredential": "not a url"},
    "the id of the list as its own": {"id": "https://bank.example/status/9"},
    "a size of nothing": {"statusSize": 0},
    "two bits without messages": {"statusSize": 2},
}


@pytest.mark.parametrize("sentence", BAD_ENTRIES)
def test_a_malformed_status_entry_is_not_issued(door: Door, sentence: str) -> None:
    good = {
        "id": "https://bank.example/status/9#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://bank.example/status/9",
    }
    entry = {name: value for name, value in (good | BAD_ENTRIES[sentence]).items() if value is not None}
    asked = {"credential": usual() | {"credentialStatus": entry}, "options": {}}
    assert door.post("/credentials/issue", asked).status_code == 400
    asked["credential"] = usual() | {"credentialStatus": good}
    assert door.post("/credentials/issue", asked).status_code == 201
    issued = json.loads(door.post("/credentials/issue", asked).content)["verifiableCredential"]
    assert not accepted(door.verify(issued, checks=["proof", "credentialStatus"])), "its list is not to be had"
