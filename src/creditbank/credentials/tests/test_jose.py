"""Tokens: what is signed opens again, what is altered, mistyped or misaddressed does not, and other libraries agree."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.controllers import Controllers, did_key_document
from creditbank.credentials.proofs.envelopes import enclosed, envelope, is_envelope, token_of_envelope
from creditbank.credentials.proofs.jose import open_jwt, sign_jwt
from creditbank.credentials.proofs.jose_keys import thumbprint
from creditbank.credentials.proofs.keys import SoftwareSigner, did_key_signer, private_of_bytes
from creditbank.credentials.proofs.multibase import base64url_of_bytes, bytes_of_base64url

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ISSUER = "did:web:bank.example:issuers:1"
METHOD = f"{ISSUER}#key-1"
SECRETS = {"Ed25519": bytes(range(32)), "P-256": bytes(range(1, 33)), "P-384": bytes(range(1, 49))}
CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "ExampleAlumniCredential"],
    "issuer": {"id": ISSUER, "name": "学分银行管理中心"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2030-01-01T00:00:00+08:00",
    "credentialSubject": {"id": "did:example:lina", "name": "李娜"},
}


def signer_of(algorithm: str = "Ed25519", method: str = METHOD) -> SoftwareSigner:
    return SoftwareSigner(method, private_of_bytes(algorithm, SECRETS[algorithm]))


def controllers(algorithm: str = "Ed25519", **members: Any) -> Controllers:
    method = {
        "id": METHOD,
        "type": "JsonWebKey",
        "controller": ISSUER,
        "publicKeyJwk": signer_of(algorithm).public.jwk(),
    }
    document = {"id": ISSUER, "verificationMethod": [method], "assertionMethod": [METHOD], "authentication": [METHOD]}
    return Controllers([document | members])


def token_of(header: dict[str, Any] | None = None, *, drop: tuple[str, ...] = (), **claims: Any) -> str:
    """A token with a right signature over whatever it says."""
    said = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": METHOD} | (header or {})
    payload = {name: value for name, value in (CREDENTIAL | claims).items() if name not in drop}
    signed = ".".join(base64url_of_bytes(json.dumps(part).encode()) for part in (said, payload))
    return f"{signed}.{base64url_of_bytes(signer_of().sign(signed.encode()))}"


def parts_of(token: str) -> list[dict[str, Any]]:
    return [json.loads(bytes_of_base64url(part)) for part in token.split(".")[:2]]


@pytest.mark.parametrize("algorithm", SECRETS)
def test_a_signed_credential_opens_to_the_same_document(algorithm: str) -> None:
    token = sign_jwt(CREDENTIAL, signer_of(algorithm), at=NOW)
    document, result = open_jwt(token, controllers(algorithm), now=NOW)
    assert document == CREDENTIAL
    assert result.passed, result
    assert (result.controller, result.verification_method, result.created) == (ISSUER, METHOD, "2026-11-24T08:00:00Z")


def test_a_token_says_what_it_is_and_repeats_the_claims_that_importers_look_for() -> None:
    header, claims = parts_of(sign_jwt(CREDENTIAL, signer_of("P-256"), at=NOW))
    assert header == {"alg": "ES256", "typ": "vc+jwt", "cty": "vc", "kid": METHOD}
    added = {name: value for name, value in claims.items() if name not in CREDENTIAL}
    assert added == {
        "iss": ISSUER,
        "sub": "did:example:lina",
        "jti": CREDENTIAL["id"],
        "nbf": 1767225600,
        "exp": 1893427200,
        "iat": 1795507200,
    }


@pytest.mark.parametrize(("algorithm", "key_type"), [("Ed25519", OKPKey), ("P-256", ECKey), ("P-384", ECKey)])
def test_joserfc_reads_what_we_sign_and_we_read_what_joserfc_signs(
    algorithm: str, key_type: type[OKPKey] | type[ECKey]
) -> None:
    secret = signer_of(algorithm)
    token = sign_jwt(CREDENTIAL, secret)
    name = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}[algorithm]
    theirs = jws.deserialize_compact(token, key_type.import_key({**secret.public.jwk()}), algorithms=[name])
    assert json.loads(theirs.payload)["credentialSubject"] == CREDENTIAL["credentialSubject"]

    jwk: dict[str, str | list[str]] = {**secret.public.jwk(), "d": base64url_of_bytes(SECRETS[algorithm])}
    header = {"alg": name, "typ": "vc+jwt", "kid": METHOD}
    payload = json.dumps(CREDENTIAL, ensure_ascii=False)
    again = jws.serialize_compact(header, payload, key_type.import_key(jwk), algorithms=[name])
    document, result = open_jwt(again, controllers(algorithm), now=NOW)
    assert document == CREDENTIAL
    assert result.passed, result


NAMED_KEYS = {
    "the whole URL of a method": {},
    "the fragment of a method": {"kid": "#key-1"},
    "the fragment without its sign": {"kid": "key-1"},
    "the thumbprint of the key": {"kid": thumbprint(signer_of().public)},
    "the key itself, which the issuer lists": {"kid": None, "jwk": signer_of().public.jwk()},
}


@pytest.mark.parametrize("header", NAMED_KEYS.values(), ids=NAMED_KEYS)
def test_a_key_may_be_named_in_each_way_that_leads_to_the_issuers_list(header: dict[str, Any]) -> None:
    _, result = open_jwt(token_of(header, iss=ISSUER), controllers(), now=NOW)
    assert result.passed, result
    assert result.verification_method == METHOD


def test_a_learner_signs_a_presentation_for_one_reader_and_one_challenge() -> None:
    learner = did_key_signer(private_of_bytes("P-256", SECRETS["P-256"]))
    holder = learner.verification_method.partition("#")[0]
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [envelope(sign_jwt(CREDENTIAL, signer_of()))],
    }
    token = sign_jwt(presentation, learner, kind="vp", challenge="n-0S6", domain="https://employer.example")
    document, result = open_jwt(
        token, Controllers(), now=NOW, kind="vp", challenge="n-0S6", domain="https://employer.example"
    )
    assert document == presentation
    assert (result.passed, result.controller) == (True, holder)
    for asked, code in (
        ({"challenge": "other"}, "CHALLENGE_MISMATCH"),
        ({"domain": "https://other.example"}, "DOMAIN_MISMATCH"),
    ):
        _, result = open_jwt(token, Controllers(), now=NOW, **asked)
        assert (result.passed, result.code) == (False, code)
    kind, inner = token_of_envelope(document["verifiableCredential"][0])
    assert open_jwt(inner, controllers(), now=NOW, kind=kind)[1].passed


def test_the_purpose_follows_from_the_kind() -> None:
    resolve = controllers(authentication=[])
    assert open_jwt(token_of(), resolve, now=NOW)[1].passed
    presentation = {"@context": CREDENTIAL["@context"], "type": "VerifiablePresentation", "holder": ISSUER}
    _, result = open_jwt(sign_jwt(presentation, signer_of(), kind="vp"), resolve, now=NOW)
    assert (result.passed, result.code) == (False, "PURPOSE_NOT_ALLOWED")


def broken(token: str, place: int, letter: str = "A") -> str:
    return token[:place] + ("B" if token[place] == letter else letter) + token[place + 1 :]


GOOD = token_of()
PRESENTATION: dict[str, Any] = {
    "drop": ("issuer", "validFrom", "validUntil", "credentialSubject"),
    "type": ["VerifiablePresentation"],
    "holder": ISSUER,
}
VP = {"typ": "vp+jwt", "cty": "vp"}
REFUSED: dict[str, tuple[str, str]] = {
    "nothing": ("", "JWT_MALFORMED"),
    "two parts": (GOOD.rpartition(".")[0], "JWT_MALFORMED"),
    "four parts": (GOOD + ".", "JWT_MALFORMED"),
    "an empty signature": (GOOD.rpartition(".")[0] + ".", "JWT_MALFORMED"),
    "letters outside the alphabet": (GOOD.replace(".", ".%", 1), "JWT_MALFORMED"),
    "letters outside ASCII": (GOOD + "学", "JWT_MALFORMED"),
    "a last letter that no encoder writes": (GOOD[:-1] + "B", "JWT_MALFORMED"),
    "padding": (GOOD + "==", "JWT_MALFORMED"),
    "more than a megabyte": ("A" * (1 << 20) + "." + GOOD, "JWT_MALFORMED"),
    "a header that is no object": (base64url_of_bytes(b"[1]") + GOOD[GOOD.index(".") :], "JWT_MALFORMED"),
    "a payload that is no JSON": (".".join([GOOD.split(".")[0], base64url_of_bytes(b"{"), "AAAA"]), "JWT_MALFORMED"),
    "a payload nested a hundred thousand deep": (
        ".".join([GOOD.split(".")[0], base64url_of_bytes(b'{"a":' * 100_000), "AAAA"]),
        "JWT_MALFORMED",
    ),
    "a payload with half a character": (
        ".".join([GOOD.split(".")[0], base64url_of_bytes(b'{"a":"\\ud800"}'), "AAAA"]),
        "JWT_MALFORMED",
    ),
    "no algorithm": (token_of({"alg": "none"}), "JWT_ALGORITHM"),
    "no algorithm, in capitals": (token_of({"alg": "NONE"}), "JWT_ALGORITHM"),
    "a shared secret for an algorithm": (token_of({"alg": "HS256"}), "JWT_ALGORITHM"),
    "an algorithm that is no text": (token_of({"alg": ["EdDSA"]}), "JWT_ALGORITHM"),
    "extensions that must be understood": (token_of({"crit": ["b64"], "b64": False}), "JWT_MALFORMED"),
    "another media type": (token_of({"typ": "bad+typ", "cty": "bad+cty"}), "JWT_TYPE"),
    "another content type": (token_of({"cty": "vp"}), "JWT_TYPE"),
    "a type that is no text": (token_of({"typ": {"vc": 1}}), "JWT_TYPE"),
    "a wrapped credential": (token_of(vc=CREDENTIAL), "JWT_MEMBER"),
    "a wrapped presentation": (token_of(vp="no"), "JWT_MEMBER"),
    "a proof inside": (token_of(proof={"type": "DataIntegrityProof"}), "JWT_MEMBER"),
    "another issuer in the claims": (token_of(iss="did:web:other.example"), "JWT_CLAIM_CONTRADICTS"),
    "another id in the claims": (token_of(jti="urn:uuid:other"), "JWT_CLAIM_CONTRADICTS"),
    "another learner in the claims": (token_of(sub="did:example:other"), "JWT_CLAIM_CONTRADICTS"),
    "an expiry in words": (token_of(exp="2030-01-01"), "JWT_CLAIM_MALFORMED"),
    "an expiry that is true": (token_of(exp=True), "JWT_CLAIM_MALFORMED"),
    "an expiry beyond all years": (token_of(exp=1e300), "JWT_CLAIM_MALFORMED"),
    "a beginning before all years": (token_of(nbf=-(10**15)), "JWT_CLAIM_MALFORMED"),
    "a presentation of what is no credential": (
        token_of(VP, **PRESENTATION, verifiableCredential=[{"@context": CREDENTIAL["@context"], "id": "not-a-credential",
                                                            "type": "EnvelopedVerifiableCredential"}]),
        "ENVELOPE_MALFORMED",
    ),
    "a presentation of an unsigned credential": (token_of(VP, **PRESENTATION, verifiableCredential=CREDENTIAL), "ENCLOSED_UNSECURED"),
    "a presentation of a text": (token_of(VP, **PRESENTATION, verifiableCredential=["text"]), "ENCLOSED_UNSECURED"),
    "a presentation of a thousand credentials": (
        token_of(VP, **PRESENTATION, verifiableCredential=[{"proof": {"a": 1}}] * 1000),
        "ENCLOSED_TOO_MANY",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("token", "code"), REFUSED.values(), ids=REFUSED)
def test_a_malformed_or_contradictory_token_is_refused(token: str, code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        open_jwt(token, controllers(), now=NOW)
    assert refused.value.code == code


FAILED: dict[str, tuple[str, str]] = {
    "a payload altered after signing": (broken(GOOD, GOOD.index(".") + 40), "SIGNATURE_WRONG"),
    "a signature altered": (broken(GOOD, len(GOOD) - 20), "SIGNATURE_WRONG"),
    "a signature cut short": (GOOD.rpartition(".")[0] + ".AAAA", "SIGNATURE_WRONG"),
    "an algorithm of another key": (token_of({"alg": "ES256"}), "KEY_NOT_FOR_SUITE"),
    "no key named": (token_of({"kid": None}), "JWT_KEY_UNNAMED"),
    "a key that the issuer does not list": (token_of({"kid": f"{ISSUER}#key-9"}), "METHOD_ABSENT"),
    "a key named by a stranger's thumbprint": (
        token_of({"kid": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"}),
        "METHOD_ABSENT",
    ),
    "a key that the token brings along": (
        token_of({"kid": None, "jwk": signer_of("P-256").public.jwk()}),
        "METHOD_ABSENT",
    ),
    "an issuer nobody knows": (token_of({"kid": "did:web:other.example#k"}), "CONTROLLER_UNKNOWN"),
    "a token past its time": (token_of(exp=1_700_000_000), "JWT_EXPIRED"),
    "a token before its time": (token_of(nbf=1_900_000_000.5), "JWT_NOT_YET_VALID"),
}


@pytest.mark.parametrize(("token", "code"), FAILED.values(), ids=FAILED)
def test_a_token_that_does_not_hold_is_a_result_that_did_not_pass(token: str, code: str) -> None:
    if code == "SIGNATURE_WRONG" and ".AAAA" not in token:
        try:
            _, result = open_jwt(token, controllers(), now=NOW)
        except DocumentRefused as refused:  # the altered letter may also have broken the JSON
            assert refused.code == "JWT_MALFORMED"  # noqa: PT017
            return
    else:
        _, result = open_jwt(token, controllers(), now=NOW)
    assert (result.passed, result.code) == (False, code)


def test_dates_that_only_repeat_the_document_are_left_to_the_check_of_its_dates() -> None:
    token = sign_jwt(CREDENTIAL, signer_of())
    for moment in (NOW - timedelta(days=3000), NOW + timedelta(days=3000)):
        assert open_jwt(token, controllers(), now=moment)[1].passed


def test_a_token_of_one_kind_is_no_token_of_the_other() -> None:
    with pytest.raises(DocumentRefused) as refused:
        open_jwt(GOOD, controllers(), now=NOW, kind="vp")
    assert refused.value.code == "JWT_TYPE"


def test_open_badges_without_a_type_in_the_header_are_credentials() -> None:
    for said in ({"typ": "JWT", "cty": "vc"}, {"typ": "JWT"}):
        assert open_jwt(token_of(said), controllers(), now=NOW)[1].passed


def test_a_moment_of_signing_in_words_is_passed_over() -> None:
    _, result = open_jwt(token_of(iat="2010-01-01T19:23:24Z"), controllers(), now=NOW)
    assert (result.passed, result.created) == (True, CREDENTIAL["validFrom"])


def test_what_cannot_become_a_token_is_not_signed() -> None:
    extras: tuple[dict[str, Any], ...] = ({"proof": {}}, {"vc": {}}, {"iss": ISSUER})
    for extra in extras:
        with pytest.raises(DocumentRefused) as refused:
            sign_jwt(CREDENTIAL | extra, signer_of())
        assert refused.value.code == "JWT_MEMBER"
    for extra, code in (({"name": "\ud800"}, "TEXT_NOT_UNICODE"), ({"credits": float("nan")}, "NUMBER_NOT_EXACT")):
        with pytest.raises(DocumentRefused) as refused:
            sign_jwt(CREDENTIAL | extra, signer_of())
        assert refused.value.code == code
    with pytest.raises(DocumentRefused) as refused:
        sign_jwt({"type": "VerifiablePresentation", "verifiableCredential": [CREDENTIAL]}, signer_of(), kind="vp")
    assert refused.value.code == "ENCLOSED_UNSECURED"


ENVELOPES: dict[str, tuple[dict[str, Any], str]] = {
    "no data URL": ({"id": "https://bank.example/1"}, "ENVELOPE_MALFORMED"),
    "no content": ({"id": "data:application/vc+jwt,"}, "ENVELOPE_MALFORMED"),
    "no comma": ({"id": "data:application/vc+jwt;a.b.c"}, "ENVELOPE_MALFORMED"),
    "no id": ({"id": None}, "ENVELOPE_MALFORMED"),
    "another type": ({"type": "VerifiableCredential"}, "ENVELOPE_MALFORMED"),
    "another context": ({"@context": ["https://www.w3.org/2018/credentials/v1"]}, "ENVELOPE_MALFORMED"),
    "a picture": ({"id": "data:image/png;base64,AAAA"}, "ENVELOPE_UNREADABLE"),
    "a presentation as a credential": ({"id": "data:application/vp+jwt,a.b.c"}, "ENVELOPE_UNREADABLE"),
    "a form that is not read here": ({"id": "data:application/vc+cose;base64,0oRY"}, "ENVELOPE_UNREADABLE"),
}


@pytest.mark.parametrize(("change", "code"), ENVELOPES.values(), ids=ENVELOPES)
def test_an_envelope_of_anything_but_a_token_is_refused(change: dict[str, Any], code: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        token_of_envelope(envelope("a.b.c") | change)
    assert refused.value.code == code


def test_an_envelope_holds_its_token_and_kind() -> None:
    for kind in ("vc", "vp"):
        made = envelope(GOOD, kind=kind)
        assert is_envelope(made)
        assert token_of_envelope(made) == (kind, GOOD)
    assert not is_envelope(CREDENTIAL)
    assert enclosed({"type": "VerifiablePresentation"}) == ()


def test_did_keys_need_no_list_of_controllers() -> None:
    learner = did_key_signer(private_of_bytes("Ed25519", SECRETS["Ed25519"]))
    did = learner.verification_method.partition("#")[0]
    document = did_key_document(did)
    assert document is not None
    _, result = open_jwt(sign_jwt(CREDENTIAL | {"issuer": did}, learner), Controllers(), now=NOW)
    assert (result.passed, result.controller) == (True, did)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = ["alg", "typ", "cty", "kid", "jwk", "crit", "iss", "sub", "jti", "exp", "nbf", "iat", "aud", "nonce", "issuer", "holder",
           "id", "type", "@context", "credentialSubject", "verifiableCredential", "validFrom", "validUntil"]  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(MEMBERS), json_values, max_size=5),
    st.dictionaries(st.sampled_from(MEMBERS), json_values, max_size=5),
)
@settings(max_examples=150, deadline=None)
def test_no_header_and_no_claims_bring_the_reader_down(header: dict[str, Any], claims: dict[str, Any]) -> None:
    said = {"alg": "EdDSA", "typ": "vc+jwt", "kid": METHOD} | header
    signed = ".".join(base64url_of_bytes(msgspec.json.encode(part)) for part in (said, CREDENTIAL | claims))
    token = f"{signed}.{base64url_of_bytes(signer_of().sign(signed.encode()))}"
    try:
        open_jwt(token, controllers(), now=NOW, challenge="c", domain="d")
    except DocumentRefused as refused:
        assert refused.code.isupper()  # noqa: PT017


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda content: content.decode("latin-1")))
@settings(max_examples=100, deadline=None)
def test_no_text_brings_the_reader_down(text: str) -> None:
    for one in (text, f"{text}.{text}.{text}", GOOD + text):
        try:
            open_jwt(one, controllers(), now=NOW)
        except DocumentRefused as refused:
            assert refused.code.startswith("JWT_")  # noqa: PT017
