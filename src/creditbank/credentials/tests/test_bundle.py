"""One file holds a credential and what verifies it; what is no such file is refused with its place."""

import json
from typing import Any

import pytest

from creditbank.credentials.bundle import is_bundle, make_bundle, open_bundle
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.tests.people import BANK, BANK_KEY, CLEAN_LISTS, GOOD, LISTS, NOW, controller
from creditbank.credentials.tests.spoiling import token

CONTENT = make_bundle(GOOD, controllers=[controller(BANK_KEY)], status_lists=CLEAN_LISTS, made=NOW)


def test_what_goes_in_comes_out() -> None:
    read = open_bundle(CONTENT)
    assert read.credential == GOOD
    assert read.controllers == {BANK: controller(BANK_KEY)}
    assert read.status_lists == CLEAN_LISTS
    assert read.made == NOW


def test_one_credential_gives_one_file() -> None:
    turned = dict(reversed(CLEAN_LISTS.items()))
    assert make_bundle(GOOD, controllers=[controller(BANK_KEY)], status_lists=turned, made=NOW) == CONTENT
    assert is_bundle(json.loads(CONTENT))
    assert not is_bundle(GOOD)


def test_tokens_may_stand_for_the_credential_and_the_lists() -> None:
    read = open_bundle(make_bundle(token(), controllers=[], status_lists={LISTS["revocation"]: token()}, made=NOW))
    assert (read.credential, read.status_lists) == (token(), {LISTS["revocation"]: token()})


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no bundle": ({"format": "zip"}, "BUNDLE_MALFORMED"),
    "another version": ({"version": 2}, "BUNDLE_VERSION"),
    "version as a text": ({"version": "1"}, "BUNDLE_VERSION"),
    "no credential": ({"credential": None}, "BUNDLE_MALFORMED"),
    "a credential that is a list": ({"credential": []}, "BUNDLE_MALFORMED"),
    "controllers that are none": ({"controllers": {}}, "BUNDLE_MALFORMED"),
    "a controller without an id": ({"controllers": [{}]}, "BUNDLE_MALFORMED"),
    "too many controllers": ({"controllers": [{"id": str(number)} for number in range(99)]}, "BUNDLE_MALFORMED"),
    "a list without an address": ({"statusLists": [{"credential": {}}]}, "BUNDLE_MALFORMED"),
    "a list that is a number": ({"statusLists": [{"url": "https://a.example", "credential": 5}]}, "BUNDLE_MALFORMED"),
    "no time": ({"made": None}, "MOMENT_MALFORMED"),
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_is_no_bundle_is_refused(sentence: str) -> None:
    members, code = BAD[sentence]
    with pytest.raises(DocumentRefused) as caught:
        open_bundle(json.dumps({**json.loads(CONTENT), **members}))
    assert caught.value.code == code


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", CONTENT[:-1], b" " * (2 << 20)])
def test_what_is_no_json_object_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefused):
        open_bundle(content)
