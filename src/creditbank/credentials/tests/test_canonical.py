"""Canonical JSON, and the limits that stand before any work."""

import json
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import Limits, jcs, measure, read_json

EXACT = st.integers(min_value=-(2**53) + 1, max_value=2**53 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | EXACT | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
ASCII_NAMES = st.recursive(
    st.none() | st.booleans() | EXACT | st.floats(-1e16, 1e16) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(max_codepoint=127)), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON | ASCII_NAMES)
def test_both_encoders_write_the_same_bytes(value: Any) -> None:
    assert jcs(value) == rfc8785.dumps(value)


PUBLISHED = {
    "numbers, RFC 8785 §3.2.2": (
        {"numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001]},
        '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
    ),
    "control characters, RFC 8785 §3.2.2.2": (
        {"string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"},
        '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ),
    "names in order of UTF-16, RFC 8785 §3.2.3": (
        {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7},
        '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ),
    "a whole number written with a fraction": ({"credits": 6.0}, '{"credits":6}'),
    "half a credit": ({"credits": 0.5}, '{"credits":0.5}'),
    "a zero with a sign": ({"credits": -0.0}, '{"credits":0}'),
    "Chinese": ({"名": "焊工"}, '{"名":"焊工"}'),
}


@pytest.mark.parametrize("sentence", PUBLISHED)
def test_canonical_json_of(sentence: str) -> None:
    value, expected = PUBLISHED[sentence]
    assert jcs(value).decode() == expected


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


REFUSED: dict[str, tuple[str, Any]] = {
    "not a number": ("NUMBER_NOT_EXACT", [math.nan]),
    "infinity": ("NUMBER_NOT_EXACT", {"a": math.inf}),
    "an integer that others would round": ("NUMBER_NOT_EXACT", 2**53),
    "an integer of four hundred digits": ("NUMBER_NOT_EXACT", 10**400),
    "half a surrogate pair": ("TEXT_NOT_UNICODE", {"a": "\ud800"}),
    "half a surrogate pair in a name": ("TEXT_NOT_UNICODE", {"\ud800": 1}),
    "a set": ("VALUE_NOT_JSON", {1, 2}),
    "bytes": ("VALUE_NOT_JSON", [b"x"]),
    "a name that is a number": ("VALUE_NOT_JSON", {1: "x"}),
    "a nesting of sixty-six": ("DOCUMENT_TOO_DEEP", nested(66)),
    "a nesting of a hundred thousand": ("DOCUMENT_TOO_DEEP", nested(100_000)),
    "a hundred thousand values": ("DOCUMENT_TOO_MANY", list(range(100_000))),
    "a text of three million letters": ("DOCUMENT_TOO_LARGE", {"a": "x" * 3_000_000}),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_refused_before_any_work(sentence: str) -> None:
    code, value = REFUSED[sentence]
    with pytest.raises(DocumentRefused) as refused:
        jcs(value)
    assert refused.value.code == code
    json.dumps(dict(refused.value.parameters))


def test_the_deepest_document_within_the_limit_is_taken() -> None:
    assert jcs(nested(64)) == b"[" * 64 + b'"x"' + b"]" * 64


def test_limits_are_an_argument() -> None:
    assert measure([1, 2], Limits(nodes_max=3)).nodes == 3
    with pytest.raises(DocumentRefused, match="DOCUMENT_TOO_MANY"):
        measure([1, 2], Limits(nodes_max=2))


@given(JSON)
def test_json_from_outside_is_read_as_it_was_written(value: Any) -> None:
    assert read_json(json.dumps(value).encode()) == value


UNREADABLE = {
    "nothing": ("DOCUMENT_NOT_JSON", b""),
    "not JSON": ("DOCUMENT_NOT_JSON", b"{'a': 1}"),
    "two values": ("DOCUMENT_NOT_JSON", b"1 2"),
    "not UTF-8": ("DOCUMENT_NOT_JSON", b'"\xff"'),
    "an integer of five thousand digits": ("DOCUMENT_NOT_JSON", b"9" * 5000),
    "an integer of four hundred digits": ("NUMBER_NOT_EXACT", b"9" * 400),
    "a number beyond all numbers": ("NUMBER_NOT_EXACT", b"1e999"),
    "NaN": ("NUMBER_NOT_EXACT", b'{"a": NaN}'),
    "a member named twice": ("MEMBER_TWICE", b'{"proof": 1, "proof": 2}'),
    "a member named twice with an escape": ("MEMBER_TWICE", b'{"a": 1, "\\u0061": 2}'),
    "a deep nesting": ("DOCUMENT_TOO_DEEP", b"[" * 200_000),
    "a nesting just too deep": ("DOCUMENT_TOO_DEEP", b"[" * 70 + b"]" * 70),
    "three million bytes": ("DOCUMENT_TOO_LARGE", b" " * 3_000_000 + b"1"),
}


@pytest.mark.parametrize("sentence", UNREADABLE)
def test_json_from_outside_is_refused(sentence: str) -> None:
    code, content = UNREADABLE[sentence]
    with pytest.raises(DocumentRefused) as refused:
        read_json(content)
    assert refused.value.code == code


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_no_bytes_do_anything_but_be_read_or_refused(content: bytes | str) -> None:
    try:
        value = read_json(content)
    except DocumentRefused:
        return
    assert value == json.loads(content)
