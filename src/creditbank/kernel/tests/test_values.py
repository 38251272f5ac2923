"""Canonical JSON, decisions and errors."""

import hashlib
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.kernel.canonical import canonical_json, digest
from creditbank.kernel.decision import Decision, Grant, Reason, Refer, Refuse
from creditbank.kernel.errors import CreditbankError


def test_canonical_json_sorts_keys_and_has_no_spaces() -> None:
    assert (
        canonical_json({"b": [1, "学分"], "a": {"d": None, "c": True}})
        == '{"a":{"c":true,"d":null},"b":[1,"学分"]}'.encode()
    )


def test_structs_dates_and_tuples_become_plain_json() -> None:
    assert canonical_json([Reason("LEVEL", "award.level", found=("a", "b")), date(2025, 1, 2)]) == (
        b'[{"code":"LEVEL","field":"award.level","found":["a","b"]},"2025-01-02"]'
    )


FLOATS: dict[str, Any] = {
    "bare": 1.0,
    "in a list": [1, [2.5]],
    "in a tuple": (1, 2.5),
    "in a table": {"a": {"b": 0.5}},
    "in a struct": Reason("X", found=0.5),
}


@pytest.mark.parametrize("sentence", FLOATS)
def test_floats_are_refused(sentence: str) -> None:
    with pytest.raises(TypeError):
        canonical_json(FLOATS[sentence])


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_one_value_has_one_text_and_reads_back(value: Any) -> None:
    text = canonical_json(value)
    assert msgspec.json.decode(text) == value
    assert canonical_json(msgspec.json.decode(text)) == text


@given(st.dictionaries(st.text(), st.integers(-(2**53), 2**53), max_size=6))
def test_the_order_of_writing_does_not_matter(table: dict[str, int]) -> None:
    assert digest(table) == digest(dict(reversed(table.items())))


def test_digest_is_sha256_in_hexadecimal() -> None:
    assert digest({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()
    assert digest({"a": 1}) != digest({"a": 2})


def test_decisions_read_back_as_what_they_were() -> None:
    reason = Reason("LEVEL", "award.level", "not_below", "3", "4")
    decisions: list[Decision[int]] = [Grant(400), Grant(0, (reason,)), Refuse((reason,)), Refer((reason,))]
    for decision in decisions:
        assert msgspec.json.decode(msgspec.json.encode(decision), type=Grant[int] | Refuse | Refer) == decision


def test_an_error_has_code_and_parameters() -> None:
    error = CreditbankError("HELD", line="a", since="2025-01-01")
    assert (error.code, error.parameters) == ("HELD", {"line": "a", "since": "2025-01-01"})
    assert str(error) == "HELD(line=a, since=2025-01-01)"
    assert str(CreditbankError("GONE")) == "GONE()"
    assert error.args == ("HELD", {"line": "a", "since": "2025-01-01"})
