"""Status lists as strangers read them: signed once per batch, never told to be fresher than they are."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from creditbank.credentials import keyring
from creditbank.credentials.issued import Source, follow
from creditbank.credentials.lists import (
    BATCH_SECONDS,
    RENEWED_BEFORE,
    TTL_MILLISECONDS,
    VALID_DAYS,
    current_list,
    list_of,
    regenerate_lists,
)
from creditbank.credentials.models import Credential, IssuerKey, StatusEntry, StatusList
from creditbank.credentials.proofs.integrity import check_proofs
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.credentials.status_bits import draw
from creditbank.credentials.status_list import bit, decode
from creditbank.credentials.tests.issuers import AT, CENTRE, COLLEGE, DAY, found_issuers, kept, li, new_key
from creditbank.people.permissions import SYSTEM

FIRST, SECOND = UUID(int=1), UUID(int=2)
LATER = AT + timedelta(seconds=BATCH_SECONDS)
URL = f"http://127.0.0.1:8000/status/{CENTRE}/revocation/1"


@pytest.fixture
def key(db: None) -> IssuerKey:
    found_issuers()
    return new_key()


@pytest.fixture
def rows(key: IssuerKey) -> list[Credential]:
    """Two credentials of one learner, each on an award."""
    learner = li()
    return [kept(key, learner, Source("award", award)) for award in (FIRST, SECOND)]


def published(now: datetime, url: str = URL) -> dict[str, Any]:
    """What somebody who asks at that moment is given."""
    text = list_of(url, now)
    assert text is not None
    found: dict[str, Any] = json.loads(text)
    return found


def is_set(document: dict[str, Any], row: Credential) -> bool:
    index = StatusEntry.objects.get(credential=row, purpose="revocation").index
    return bit(decode(document["credentialSubject"]["encodedList"]), index)


def test_a_list_is_signed_by_its_issuer_and_says_how_long_it_holds(rows: list[Credential]) -> None:
    document = published(AT)
    (result,) = check_proofs(document, keyring.resolve, now=AT)
    assert (result.passed, result.controller, result.suite) == (True, keyring.did_of(CENTRE), "eddsa-rdfc-2022")
    assert (document["id"], document["issuer"]) == (URL, keyring.did_of(CENTRE))
    assert document["validUntil"] == text_of_moment(AT + timedelta(days=VALID_DAYS))
    assert document["credentialSubject"]["ttl"] == TTL_MILLISECONDS
    assert document["credentialSubject"]["statusPurpose"] == "revocation"


def test_a_domestic_second_proof_stands_in_lists_too(rows: list[Credential]) -> None:
    new_key(algorithm="SM2")
    results = check_proofs(published(AT), keyring.resolve, now=AT)
    assert [(one.suite, one.passed) for one in results] == [("eddsa-rdfc-2022", True), ("sm2-jcs-2023", True)]


def test_the_bit_of_a_revoked_credential_is_set_and_of_no_other(rows: list[Credential]) -> None:
    follow(at=AT, revoked=[FIRST])
    document = published(AT)
    assert [is_set(document, row) for row in rows] == [True, False]
    assert sum(byte.bit_count() for byte in decode(document["credentialSubject"]["encodedList"])) == 1


def test_changes_wait_for_the_next_batch_and_are_signed_once(rows: list[Credential]) -> None:
    first = published(AT)
    follow(at=AT, revoked=[FIRST])
    soon = AT + timedelta(seconds=BATCH_SECONDS - 1)
    assert published(soon) == first
    second = published(LATER)
    assert [is_set(second, row) for row in rows] == [True, False]
    assert published(LATER + DAY) == second, "nothing changed since, so nothing is signed"


def test_the_nightly_batch_signs_what_changed_and_what_grows_old_and_nothing_twice(rows: list[Credential]) -> None:
    urls = [URL, URL.replace("revocation", "suspension")]
    assert regenerate_lists(AT) == (urls, [])
    assert regenerate_lists(AT) == ([], [])
    follow(at=AT, revoked=[SECOND])
    assert regenerate_lists(AT + DAY) == ([URL], [])
    old = AT + timedelta(days=VALID_DAYS) - RENEWED_BEFORE
    assert regenerate_lists(old - timedelta(seconds=1)) == ([], [])
    assert regenerate_lists(old) == ([urls[1]], [])
    assert regenerate_lists(old + DAY) == ([URL], [])


def test_a_list_that_is_too_old_is_signed_again_when_it_is_asked_for(rows: list[Credential]) -> None:
    first = published(AT)
    ends = AT + timedelta(days=VALID_DAYS)
    assert published(ends - timedelta(seconds=1)) == first
    assert published(ends)["validFrom"] == text_of_moment(ends)


def test_a_list_whose_issuer_has_lost_its_key_stops_no_other(rows: list[Credential], key: IssuerKey) -> None:
    new_key(COLLEGE)
    draw(COLLEGE, [uuid4()])
    keyring.revoke_key(request_id=uuid4(), actor=SYSTEM, key_id=key.pk, at=AT, reason="泄露")
    done, left = regenerate_lists(AT)
    assert [url.split("/")[-3] for url in done] == [COLLEGE, COLLEGE]
    assert {code for _, code in left} == {"ISSUER_KEY_MISSING"}
    assert len(left) == 2


def test_lists_that_a_revoked_key_signed_are_signed_again_by_the_next(rows: list[Credential], key: IssuerKey) -> None:
    regenerate_lists(AT)
    keyring.revoke_key(request_id=uuid4(), actor=SYSTEM, key_id=key.pk, at=AT + DAY, reason="泄露")
    new_key(at=AT + DAY)
    assert len(regenerate_lists(AT + DAY)[0]) == 2
    (result,) = check_proofs(published(AT + DAY), keyring.resolve, now=AT + DAY)
    assert result.passed


UNKNOWN = {
    "another site": URL.replace("127.0.0.1:8000", "elsewhere.example"),
    "another number": URL[:-1] + "2",
    "another purpose": URL.replace("revocation", "refresh"),
    "an institution without lists": URL.replace(CENTRE, COLLEGE),
    "no number": URL[:-1] + "one",
    "a number in other digits": URL[:-1] + "١",
    "a number of many digits": URL + "1" * 5000,
    "a path that goes on": URL + "/1",
    "nothing": "",
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_a_list_that_is_not_here_is_nothing(case: str, rows: list[Credential]) -> None:
    assert list_of(UNKNOWN[case], AT) is None


def test_a_list_in_which_every_index_was_drawn_but_none_is_set_is_empty(key: IssuerKey) -> None:
    draw(CENTRE, [uuid4() for _ in range(50)])
    text = current_list(CENTRE, "suspension", 1, AT)
    assert text is not None
    assert not any(decode(json.loads(text)["credentialSubject"]["encodedList"]))
    assert StatusList.objects.get(purpose="suspension").drawn == 50
