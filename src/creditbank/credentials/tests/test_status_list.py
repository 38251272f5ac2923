"""Bitstring Status List 1.0: bits in, the same bits out; nothing that unpacks to more than it may; entries as the text asks."""

import base64
import contextlib
import gzip
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.status_list import (
    LENGTH_MIN,
    bit,
    build_list,
    decode,
    decode_legacy,
    encode,
    pack,
    read_entry,
    status_value,
)
from creditbank.credentials.verify.shape import check_shape

SPECIFICATION = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
"""``encodedList`` of the example in Bitstring Status List 1.0, §2.2: sixteen kilobytes of zeros."""
ENTRY: dict[str, Any] = {
    "id": "https://bank.example/status/3#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://bank.example/status/3",
}


def refusal(call: Any, *arguments: Any, **named: Any) -> str:
    """The code with which a call refuses."""
    with pytest.raises(DocumentRefused) as caught:
        call(*arguments, **named)
    return caught.value.code


def zipped(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(content)).rstrip(b"=").decode()


def test_the_list_of_the_recommendation_is_read() -> None:
    assert decode(SPECIFICATION) == bytes(16_384)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, LENGTH_MIN - 1), max_size=40))
def test_the_indices_that_go_in_are_the_bits_that_come_out(indices: set[int]) -> None:
    bits = decode(encode(indices))
    assert len(bits) == LENGTH_MIN // 8
    assert {index for index in range(LENGTH_MIN) if bits[index >> 3] and bit(bits, index)} == indices


def test_one_list_gives_one_text() -> None:
    assert encode([7, 3, 131_071]) == encode(pack({3, 7, 131_071}))


def test_the_first_index_is_the_left_most_bit() -> None:
    assert pack([0])[:2] == b"\x80\x00"
    assert pack([15])[:2] == b"\x00\x01"


def test_statuses_of_several_bits_are_read_across_bytes() -> None:
    bits = int("001010011100101110111000" + "0" * 8, 2).to_bytes(4, "big")
    assert [status_value(bits, index, 3) for index in range(8)] == [1, 2, 3, 4, 5, 6, 7, 0]


@pytest.mark.parametrize(("index", "size"), [(131_072, 1), (-1, 1), (65_536, 2), (10**17, 1)])
def test_an_index_outside_is_refused(index: int, size: int) -> None:
    assert refusal(status_value, bytes(16_384), index, size) == "STATUS_INDEX_OUT_OF_RANGE"


def test_an_index_outside_cannot_be_set() -> None:
    assert refusal(encode, [LENGTH_MIN]) == "STATUS_INDEX_OUT_OF_RANGE"


def test_a_list_too_short_for_privacy_is_not_made() -> None:
    assert refusal(encode, bytes(1_000)) == "STATUS_LIST_SHORT"
    assert refusal(encode, [1], 1_024) == "STATUS_LIST_SHORT"


def test_a_zip_bomb_is_refused_before_it_takes_the_memory() -> None:
    press = zlib.compressobj(9, wbits=31)
    million = bytes(1 << 20)
    packed = b"".join(press.compress(million) for _ in range(200)) + press.flush()
    text = "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    assert len(text) < 300_000
    assert refusal(decode, text) == "STATUS_LIST_TOO_LARGE"


BAD_LISTS = {
    "no multibase letter": (SPECIFICATION[1:], "STATUS_LIST_MALFORMED"),
    "another multibase letter": ("z" + SPECIFICATION[1:], "STATUS_LIST_MALFORMED"),
    "empty": ("", "STATUS_LIST_MALFORMED"),
    "padding, which multibase has not": (zipped(bytes(16_384)) + "=", "MULTIBASE_MALFORMED"),
    "no gzip inside": ("uAAAA", "STATUS_LIST_MALFORMED"),
    "gzip cut off": (zipped(bytes(range(256)) * 64)[:201], "STATUS_LIST_MALFORMED"),
    "something after the gzip": (zipped(b"x") + "AAAA", "STATUS_LIST_MALFORMED"),
    "letters of another alphabet": ("uH4sI+/==", "MULTIBASE_MALFORMED"),
}


@pytest.mark.parametrize("text", BAD_LISTS)
def test_what_is_no_list_is_refused(text: str) -> None:
    given_text, code = BAD_LISTS[text]
    assert refusal(decode, given_text, limit_bytes=20_000) == code


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60), st.binary(max_size=60).map(lambda raw: "u" + base64.urlsafe_b64encode(raw).decode())
    )
)
def test_any_text_is_a_list_or_refused(text: str) -> None:
    for read in (decode, decode_legacy):
        with contextlib.suppress(DocumentRefused):
            assert isinstance(read(text), bytes)


def test_lists_of_2021_have_no_multibase_letter() -> None:
    assert decode_legacy(SPECIFICATION[1:]) == bytes(16_384)
    padded = base64.b64encode(gzip.compress(bytes(16_384))).decode()
    assert decode_legacy(padded) == bytes(16_384)


def test_the_list_credential_has_the_shape_of_a_credential() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    made = build_list(
        "https://bank.example/status/1",
        "did:web:bank.example",
        "suspension",
        [4],
        valid_from=now,
        valid_until=now,
        ttl_milliseconds=60_000,
    )
    assert check_shape(made) == []
    assert made["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert made["credentialSubject"]["type"] == "BitstringStatusList"
    assert bit(decode(made["credentialSubject"]["encodedList"]), 4)


def test_an_entry_is_read() -> None:
    read = read_entry(ENTRY)
    assert (read.index, read.size, read.purpose, read.list_url) == (
        94567,
        1,
        "revocation",
        ENTRY["statusListCredential"],
    )


MESSAGES = [{"status": f"0x{value:x}", "message": str(value)} for value in range(4)]
BAD_ENTRIES: dict[str, tuple[dict[str, Any], str]] = {
    "index as a number": ({"statusListIndex": 94567}, "STATUS_ENTRY_MALFORMED"),
    "index as a truth": ({"statusListIndex": True}, "STATUS_ENTRY_MALFORMED"),
    "index below zero": ({"statusListIndex": "-1"}, "STATUS_ENTRY_MALFORMED"),
    "index with a leading zero": ({"statusListIndex": "007"}, "STATUS_ENTRY_MALFORMED"),
    "index in another script": ({"statusListIndex": "１２"}, "STATUS_ENTRY_MALFORMED"),
    "index of five thousand digits": ({"statusListIndex": "9" * 5_000}, "STATUS_INDEX_OUT_OF_RANGE"),
    "no purpose": ({"statusPurpose": None}, "STATUS_ENTRY_MALFORMED"),
    "purposes in a list": ({"statusPurpose": ["revocation"]}, "STATUS_ENTRY_MALFORMED"),
    "no list": ({"statusListCredential": None}, "STATUS_ENTRY_MALFORMED"),
    "list that is no address": ({"statusListCredential": "status3"}, "STATUS_ENTRY_MALFORMED"),
    "id that is the list's": ({"id": ENTRY["statusListCredential"]}, "STATUS_ENTRY_MALFORMED"),
    "size of zero bits": ({"statusSize": 0}, "STATUS_ENTRY_MALFORMED"),
    "size as a text": ({"statusSize": "1"}, "STATUS_ENTRY_MALFORMED"),
    "size of a thousand bits": ({"statusSize": 1_000}, "STATUS_ENTRY_MALFORMED"),
    "two bits without messages": ({"statusSize": 2}, "STATUS_ENTRY_MALFORMED"),
    "two bits with three messages": ({"statusSize": 2, "statusMessage": MESSAGES[:3]}, "STATUS_ENTRY_MALFORMED"),
    "two bits with one message twice": (
        {"statusSize": 2, "statusMessage": [*MESSAGES[:3], MESSAGES[0]]},
        "STATUS_ENTRY_MALFORMED",
    ),
    "another kind of entry": ({"type": "RevocationList2020Status"}, "STATUS_TYPE_UNKNOWN"),
}


@pytest.mark.parametrize("sentence", BAD_ENTRIES)
def test_an_entry_that_breaks_a_rule_is_refused(sentence: str) -> None:
    changed, code = BAD_ENTRIES[sentence]
    assert refusal(read_entry, {**ENTRY, **changed}) == code


def test_messages_are_read_by_value() -> None:
    entry = {**ENTRY, "statusPurpose": "message", "statusSize": 2, "statusMessage": MESSAGES}
    assert read_entry(entry).messages == {0: "0", 1: "1", 2: "2", 3: "3"}
