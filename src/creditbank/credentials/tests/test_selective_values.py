"""The proof values of selective disclosure, their CBOR, and the pointers: what is read, and the many things that are refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.multibase import base64url_of_bytes, bytes_of_base64url
from creditbank.credentials.proofs.selective import derive
from creditbank.credentials.proofs.selective_cbor import decode, encode
from creditbank.credentials.proofs.selective_select import select
from creditbank.credentials.tests.certificate import result_of, signed


def test_escaped_steps_lead_to_members_with_those_letters() -> None:
    document = {"@context": [], "a/b": {"m~n": 1, "~1": 2}, "": {"": 3}}
    assert select(document, ["/a~1b/m~0n", "/a~1b/~01", "//"]) == document


def test_a_selected_whole_contains_its_parts_in_either_order() -> None:
    for pointers in (["/a", "/a/b"], ["/a/b", "/a"]):
        assert select({"@context": [], "a": {"b": 1, "c": 2}, "d": 3}, pointers) == {
            "@context": [],
            "a": {"b": 1, "c": 2},
        }


def test_names_and_types_on_the_way_come_along_but_blank_nodes_stay_unnamed() -> None:
    document = {"@context": [], "id": "urn:x:1", "type": ["T"], "a": {"id": "_:b0", "type": "U", "b": 1, "c": 2}}
    assert select(document, ["/a/b"]) == {"@context": [], "id": "urn:x:1", "type": ["T"], "a": {"type": "U", "b": 1}}
    assert select(document, []) is None


def value(*parts: Any, head: bytes = b"\xd9\x5d\x01") -> str:
    return "u" + base64url_of_bytes(head + encode(list(parts)))


def parts_of(document: dict[str, Any]) -> list[Any]:
    found = decode(bytes_of_base64url(document["proof"]["proofValue"][1:])[3:])
    assert isinstance(found, list)
    return found


DERIVED = derive(signed(), selective_pointers=["/name", "/credentialSubject/result"])
PARTS = parts_of(DERIVED)


def altered(place: int, new: Any) -> str:
    return value(*[new if at == place else one for at, one in enumerate(PARTS)])


VALUES: dict[str, tuple[Any, str]] = {
    "one letter": ("a", "PROOF_VALUE_MALFORMED"),
    "nothing": ("", "PROOF_VALUE_MALFORMED"),
    "only the first letter": ("u", "PROOF_VALUE_MALFORMED"),
    "without the first letter": (DERIVED["proof"]["proofValue"][1:], "PROOF_VALUE_MALFORMED"),
    "base 58": ("z" + "2" * 88, "PROOF_VALUE_MALFORMED"),
    "without its head": ("u" + DERIVED["proof"]["proofValue"][5:], "PROOF_VALUE_MALFORMED"),
    "another head": (value(*PARTS, head=b"\xd9\x5d\x02"), "PROOF_VALUE_MALFORMED"),
    "padding": (DERIVED["proof"]["proofValue"] + "=", "MULTIBASE_MALFORMED"),
    "letters outside the alphabet": ("u2V0B+/", "MULTIBASE_MALFORMED"),
    "four parts": (value(*PARTS[:4]), "PROOF_VALUE_MALFORMED"),
    "six parts": (value(*PARTS, 0), "PROOF_VALUE_MALFORMED"),
    "bytes left over": ("u" + base64url_of_bytes(b"\xd9\x5d\x01" + encode(PARTS) + b"\0"), "CBOR_MALFORMED"),
    "cut short": ("u" + base64url_of_bytes((b"\xd9\x5d\x01" + encode(PARTS))[:-1]), "CBOR_MALFORMED"),
    "a signature of 63 bytes": (altered(0, bytes(63)), "PROOF_VALUE_MALFORMED"),
    "a key of another curve": (altered(1, b"\x81\x24" + PARTS[1][2:]), "PROOF_VALUE_MALFORMED"),
    "a key that is no point": (altered(1, b"\x80\x24\x02" + b"\xff" * 32), "KEY_MALFORMED"),
    "signatures that are no list": (altered(2, b"no"), "PROOF_VALUE_MALFORMED"),
    "a signature too few": (altered(2, PARTS[2][:-1]), "PROOF_VALUE_MISFIT"),
    "a signature too many": (altered(2, [*PARTS[2], bytes(64)]), "PROOF_VALUE_MISFIT"),
    "a signature of nothing": (altered(2, [bytes(64)] * len(PARTS[2])), "SIGNATURE_WRONG"),
    "labels that are a list": (altered(3, []), "PROOF_VALUE_MALFORMED"),
    "labels that are not there": (altered(3, {}), "PROOF_VALUE_MISFIT"),
    "a label too many": (altered(3, PARTS[3] | {99: bytes(32)}), "PROOF_VALUE_MISFIT"),
    "a label of 31 bytes": (altered(3, PARTS[3] | {0: bytes(31)}), "PROOF_VALUE_MALFORMED"),
    "two nodes under one label": (altered(3, dict.fromkeys(PARTS[3], bytes(32))), "PROOF_VALUE_MALFORMED"),
    "places in words": (altered(4, ["0"]), "PROOF_VALUE_MALFORMED"),
    "a place beyond the statements": (altered(4, [*PARTS[4], 2**40]), "PROOF_VALUE_MISFIT"),
    "no mandatory places": (altered(4, []), "PROOF_VALUE_MISFIT"),
    "no text": (7, "PROOF_MEMBER_MALFORMED"),
    "more than half a million letters": ("u" + "A" * 600_000, "PROOF_VALUE_MALFORMED"),
}


@pytest.mark.parametrize(("proof_value", "code"), VALUES.values(), ids=VALUES)
def test_a_proof_value_that_is_none_is_refused(proof_value: Any, code: str) -> None:
    result = result_of(DERIVED | {"proof": DERIVED["proof"] | {"proofValue": proof_value}})
    assert (result.passed, result.code) == (False, code)


CBOR: dict[str, bytes] = {
    "nothing": b"",
    "a negative number": b"\x20",
    "a tag": b"\xd8\x40\x41\x00",
    "a float": b"\xf9\x3c\x00",
    "true": b"\xf5",
    "null": b"\xf6",
    "a list of unknown length": b"\x9f\x00\xff",
    "bytes of unknown length": b"\x5f\x41\x00\xff",
    "a reserved length": b"\x1c",
    "a list of more items than bytes": b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
    "bytes that are promised": b"\x5a\x7f\xff\xff\xff",
    "lists in lists in lists": b"\x81\x81\x81\x00",
    "a hundred thousand lists": b"\x81" * 100_000,
    "a map with a text for a key": b"\xa1\x61a\x41\x00",
    "a map with a key twice": b"\xa2\x00\x41\x00\x00\x41\x01",
    "a text that is no UTF-8": b"\x61\xff",
}


@pytest.mark.parametrize("content", CBOR.values(), ids=CBOR)
def test_other_forms_of_cbor_are_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefused) as refused:
        decode(content)
    assert refused.value.code == "CBOR_MALFORMED"


simple = st.integers(0, 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=40)
lists = st.lists(simple, max_size=30) | st.dictionaries(st.integers(0, 2**32), st.binary(max_size=40), max_size=30)


@given(simple | st.lists(simple | lists, max_size=6))
@settings(max_examples=100, deadline=None)
def test_cbor_is_read_as_it_was_written(item: Any) -> None:
    assert decode(encode(item)) == item


@given(st.binary(max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_bytes_bring_the_reader_down(content: bytes) -> None:
    text = "u" + base64url_of_bytes(b"\xd9\x5d\x01" + content)
    result = result_of(DERIVED | {"proof": DERIVED["proof"] | {"proofValue": text}})
    assert not result.passed
