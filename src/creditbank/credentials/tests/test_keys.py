"""Keys: forms, signatures, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.keys import (
    ALGORITHMS,
    PublicKey,
    SoftwareSigner,
    did_key,
    did_key_signer,
    generate,
    private_of_bytes,
    public_key,
    public_key_of_jwk,
    public_key_of_multibase,
)
from creditbank.credentials.proofs.multibase import (
    base58_of_bytes,
    base64url_of_bytes,
    bytes_of_base58,
    bytes_of_base64url,
    bytes_of_multibase,
)

KEYS = {algorithm: generate(algorithm) for algorithm in ALGORITHMS}

PUBLISHED_KEYS = {
    "Ed25519": (
        "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq",
        "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    ),
    "P-256": (
        "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN",
        "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
    ),
    "P-384": (
        "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc",
        "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ",
    ),
}
"""Private and public keys of the test vectors of Data Integrity EdDSA 1.0, §B, and ECDSA 1.0, §A."""


@pytest.mark.parametrize("algorithm", PUBLISHED_KEYS)
def test_published_private_keys_give_the_published_public_keys(algorithm: str) -> None:
    private, public = PUBLISHED_KEYS[algorithm]
    assert private_of_bytes(algorithm, bytes_of_multibase(private)[2:]).public.multibase() == public
    assert public_key_of_multibase(public).algorithm == algorithm


def test_the_signature_of_the_sm2_standard_is_verified() -> None:
    """GB/T 32918.5-2017, A.2: message, public key and signature on the recommended curve, with the default user id."""
    x = bytes.fromhex("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020")
    y = bytes.fromhex("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")
    r = bytes.fromhex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3")
    s = bytes.fromhex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")
    public = public_key("SM2", bytes([2 + (y[-1] & 1)]) + x)
    assert public.verify(r + s, b"message digest")
    assert not public.verify(s + r, b"message digest")
    assert not public.verify(r + s, b"message digesT")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_signature_verifies_and_any_change_does_not(algorithm: str) -> None:
    key = KEYS[algorithm]
    signature = key.sign(b"message")
    assert key.public.verify(signature, b"message")
    assert not key.public.verify(signature, b"massage")
    assert not key.public.verify(signature[:-1], b"message")
    assert not key.public.verify(signature + b"\0", b"message")
    assert not key.public.verify(bytes(len(signature)), b"message")
    assert not key.public.verify(b"\xff" * len(signature), b"message")
    assert not key.public.verify(bytes([signature[0] ^ 1]) + signature[1:], b"message")
    assert not generate(algorithm).public.verify(signature, b"message")


@pytest.mark.parametrize("algorithm", ["P-256", "P-384", "SM2"])
def test_signatures_on_curves_have_fixed_length(algorithm: str) -> None:
    assert {len(KEYS[algorithm].sign(b"%d" % number)) for number in range(20)} == {96 if algorithm == "P-384" else 64}


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384"])
def test_signing_needs_no_random_source(algorithm: str) -> None:
    assert KEYS[algorithm].sign(b"same") == KEYS[algorithm].sign(b"same")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_form_of_a_key_leads_back_to_it(algorithm: str) -> None:
    key = KEYS[algorithm]
    public = key.public
    assert private_of_bytes(algorithm, key.private_bytes()).public == public
    assert public_key_of_multibase(public.multibase()) == public
    assert public_key_of_jwk(public.jwk()) == public
    assert did_key(public) == "did:key:" + public.multibase()
    signer = did_key_signer(key)
    assert signer.verification_method == f"{did_key(public)}#{public.multibase()}"
    assert public.verify(SoftwareSigner("urn:x#y", key).sign(b"m"), b"m")


def test_a_private_key_does_not_show_in_its_text() -> None:
    for key in KEYS.values():
        assert key.private_bytes()[:32].hex() not in repr(key)


BAD_KEYS: dict[str, Callable[[], Any]] = {
    "an empty text": lambda: public_key_of_multibase(""),
    "base64url where base 58 is asked": lambda: public_key_of_multibase("u7QEA"),
    "an unknown codec": lambda: public_key_of_multibase("z" + base58_of_bytes(b"\xff\xff" + bytes(32))),
    "a private key": lambda: public_key_of_multibase(PUBLISHED_KEYS["Ed25519"][0]),
    "a key too short": lambda: public_key_of_multibase("z" + base58_of_bytes(b"\xed\x01" + bytes(31))),
    "a key too long": lambda: public_key_of_multibase("z" + base58_of_bytes(b"\xed\x01" + bytes(33))),
    "a letter outside the alphabet": lambda: public_key_of_multibase("z6Mk0"),
    "a text of a million letters": lambda: public_key_of_multibase("z" + "6" * 1_000_000),
    "a point off the curve P-256": lambda: public_key("P-256", b"\x02" + b"\xff" * 32),
    "an uncompressed point": lambda: public_key("P-256", b"\x04" + bytes(32)),
    "a point off the curve SM2": lambda: public_key("SM2", b"\x02" + b"\xff" * 32),
    "an unknown algorithm": lambda: public_key("RSA", bytes(32)),
    "a web key without coordinates": lambda: public_key_of_jwk({"kty": "EC", "crv": "P-256"}),
    "a web key with a number for a coordinate": lambda: public_key_of_jwk({"kty": "OKP", "crv": "Ed25519", "x": 1}),
    "a web key of another type": lambda: public_key_of_jwk({**KEYS["P-256"].public.jwk(), "kty": "OKP"}),
    "a web key that shows its private part": lambda: public_key_of_jwk({**KEYS["Ed25519"].public.jwk(), "d": "AA"}),
    "a web key with the other y": lambda: public_key_of_jwk(
        {**KEYS["P-256"].public.jwk(), "y": base64url_of_bytes(bytes(32))}
    ),
    "a private scalar of zero": lambda: private_of_bytes("P-256", bytes(32)),
    "a private key too short": lambda: private_of_bytes("Ed25519", bytes(31)),
    "a private key of an unknown kind": lambda: private_of_bytes("RSA", bytes(32)),
    "an SM2 scalar beside another key's point": lambda: private_of_bytes(
        "SM2", KEYS["SM2"].private_bytes()[:32] + generate("SM2").private_bytes()[32:]
    ),
    "a new key of an unknown kind": lambda: generate("RSA"),
}


@pytest.mark.parametrize("sentence", BAD_KEYS)
def test_a_bad_key_is_refused(sentence: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        BAD_KEYS[sentence]()
    assert refused.value.code in {"KEY_MALFORMED", "MULTIBASE_MALFORMED"}


def test_a_public_key_is_a_value() -> None:
    public = KEYS["Ed25519"].public
    assert {public: 1}[PublicKey("Ed25519", public.raw)] == 1


@given(st.binary(max_size=80))
def test_bytes_survive_both_alphabets(content: bytes) -> None:
    assert bytes_of_base58(base58_of_bytes(content)) == content
    assert bytes_of_base64url(base64url_of_bytes(content)) == content


@pytest.mark.parametrize("text", ["AA==", "AB", "A", "A+", "A A", "é"])
def test_one_content_has_one_base64url_text(text: str) -> None:
    with pytest.raises(DocumentRefused, match="MULTIBASE_MALFORMED"):
        bytes_of_base64url(text)


@pytest.mark.parametrize("text", ["", "z", "u", "mAAAA", "Z6Mk"])
def test_only_two_alphabets_are_read(text: str) -> None:
    with pytest.raises(DocumentRefused, match="MULTIBASE_MALFORMED"):
        bytes_of_multibase(text)
