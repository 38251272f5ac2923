"""The doors for programs: who may issue, what is refused and how, status, limits, and what strangers fetch.

What conformance suites ask of them stands in ``test_vc_api_conformance``.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from creditbank.audit.models import AuditRow
from creditbank.bank.issue import issue
from creditbank.bank.models import Award
from creditbank.credentials.api_keys import revoke_api_key
from creditbank.credentials.keyring import did_of
from creditbank.credentials.models import ApiKey, Credential, StatusList
from creditbank.credentials.tests.bad_documents import BAD
from creditbank.people.permissions import SYSTEM
from creditbank.web.tests.keys import api_key_of, key_of
from tests.town import Town

STATION = "skill-station"
PROBLEM = "application/problem+json"
JSON = "application/json"


def credential(**changed: Any) -> dict[str, Any]:
    """What a program asks to have signed."""
    whole = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "id": "urn:uuid:7d9e4c0e-51bb-4a0f-9f0b-0a2a4a3b7d11",
        "issuer": "did:example:whoever",
        "credentialSubject": {"id": "did:example:li", "name": "李师傅"},
    }
    return {name: value for name, value in {**whole, **changed}.items() if value is not None}


def post(address: str, body: Any, key: str = "", **given: Any) -> HttpResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    content = body if isinstance(body, bytes | str) else json.dumps(body)
    return Client().post(address, content, content_type=given.pop("media", JSON), headers=headers, **given)  # type: ignore[return-value]


def told(answer: HttpResponse) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.fixture
def key(town: Town) -> str:
    """The assessment centre can sign, and one of its programs has a key."""
    key_of(STATION, town)
    return api_key_of(STATION, town)


@pytest.fixture
def issued(key: str) -> dict[str, Any]:
    answer = post("/credentials/issue", {"credential": credential()}, key)
    assert answer.status_code == 201
    found: dict[str, Any] = told(answer)["verifiableCredential"]
    return found


def verdict(document: dict[str, Any]) -> tuple[int, str]:
    answer = post("/credentials/verify", {"verifiableCredential": document})
    return answer.status_code, told(answer)["verdict"]


def test_whoever_holds_the_key_issues_in_the_name_of_its_institution(issued: dict[str, Any]) -> None:
    assert issued["issuer"] == did_of(STATION)
    assert issued["proof"]["verificationMethod"].startswith(did_of(STATION))
    assert {one["statusPurpose"] for one in issued["credentialStatus"]} == {"revocation", "suspension"}
    assert verdict(issued) == (200, "valid")
    row = AuditRow.objects.get(verb="issue_stated")
    assert (row.institution, row.actor) == (STATION, None)
    assert Credential.objects.count() == 0, "what the institution states itself is not kept"


def test_its_issuer_is_told_as_listed(issued: dict[str, Any]) -> None:
    steps = told(post("/credentials/verify", {"verifiableCredential": issued}))["steps"]
    assert {step["name"]: step["outcome"] for step in steps}["issuer"] == "passed"


def test_a_key_is_kept_as_a_hash_only(key: str) -> None:
    row = ApiKey.objects.get()
    assert key not in {str(value) for value in vars(row).values()}
    assert len(row.sha256) == 64


REFUSED_KEYS: dict[str, tuple[str, str, int, str]] = {
    "no key": ("/credentials/issue", "", 401, "API_KEY_NEEDED"),
    "an unknown key": ("/credentials/issue", "cbk_unknown", 401, "API_KEY_NEEDED"),
    "a key of another kind": ("/credentials/issue", "sk-unknown", 401, "API_KEY_NEEDED"),
    "no key at an institution": (f"/issuers/{STATION}/credentials/issue", "", 401, "API_KEY_NEEDED"),
    "no key to set a status": ("/credentials/status", "", 401, "API_KEY_NEEDED"),
    "no key at a trial issuer": ("/issuers/eddsa-rdfc-2022/credentials/issue", "", 401, "API_KEY_NEEDED"),
    "the key of another institution": ("/issuers/province-union/credentials/issue", "own", 403, "API_KEY_OF_OTHER"),
}


@pytest.mark.parametrize("sentence", REFUSED_KEYS)
def test_nobody_else_issues(key: str, sentence: str) -> None:
    address, shown, status, code = REFUSED_KEYS[sentence]
    body = {
        "credential": credential(),
        "credentialId": "urn:x:1",
        "credentialStatus": {"statusPurpose": "revocation"},
    }
    answer = post(address, body, key if shown == "own" else shown)
    assert (answer.status_code, told(answer)["code"]) == (status, code)
    assert answer.headers["Content-Type"] == PROBLEM
    assert (answer.headers.get("WWW-Authenticate") == "Bearer") == (status == 401)


def test_a_revoked_key_issues_nothing(town: Town, key: str) -> None:
    revoke_api_key(request_id=uuid4(), actor=SYSTEM, key_id=ApiKey.objects.get().pk, at=town.moment)
    assert post("/credentials/issue", {"credential": credential()}, key).status_code == 401


def test_without_a_signing_key_nothing_is_issued(town: Town) -> None:
    answer = post("/credentials/issue", {"credential": credential()}, api_key_of(STATION, town))
    assert (answer.status_code, told(answer)["code"]) == (409, "ISSUER_KEY_MISSING")


NOT_ISSUED: dict[str, tuple[dict[str, Any], str]] = {
    "no credential": ({"verifiableCredential": credential()}, "REQUEST_MEMBER_MISSING"),
    "a text": ({"credential": "VerifiableCredential"}, "CREDENTIAL_EXPECTED"),
    "options that are a list": ({"credential": credential(), "options": []}, "REQUEST_MEMBER_MALFORMED"),
    "no issuer": ({"credential": credential(issuer=None)}, "ISSUER_MISSING"),
    "an issuer that is no address": ({"credential": credential(issuer="me")}, "ISSUER_MALFORMED"),
    "a presentation": ({"credential": credential(type=["VerifiablePresentation"])}, "CREDENTIAL_EXPECTED"),
    "a term that nobody defined": ({"credential": credential(salary=9)}, "TERM_DROPPED"),
    "a status list written by hand": (
        {"credential": credential(type=["VerifiableCredential", "BitstringStatusListCredential"])},
        "STATUS_LIST_BY_HAND",
    ),
    "pointers that are a text": (
        {"credential": credential(), "options": {"mandatoryPointers": "/issuer"}},
        "REQUEST_MEMBER_MALFORMED",
    ),
}


@pytest.mark.parametrize("sentence", NOT_ISSUED)
def test_what_cannot_be_signed_whole_is_refused_in_both_languages(key: str, sentence: str) -> None:
    body, code = NOT_ISSUED[sentence]
    answer = post("/credentials/issue", body, key)
    found = told(answer)
    assert (answer.status_code, found["code"], found["status"]) == (400, code, 400)
    assert found["zh"] != found["en"]
    assert code not in found["zh"] + found["en"]


def test_selective_disclosure_needs_a_key_that_can_do_it(town: Town) -> None:
    key_of(STATION, town, "P-256")
    key = api_key_of(STATION, town)
    body = {"credential": credential(), "options": {"mandatoryPointers": ["/issuer"]}}
    base = told(post("/credentials/issue", body, key))["verifiableCredential"]
    asked = {"verifiableCredential": base, "options": {"selectivePointers": ["/credentialSubject/id"]}}
    answer = post("/credentials/derive", asked)
    assert answer.status_code == 201
    shown = told(answer)["verifiableCredential"]
    assert shown["credentialSubject"] == {"id": "did:example:li"}
    assert len(shown["credentialStatus"]) == 2, "no part can hide that the whole is revoked"
    assert verdict(shown) == (200, "valid")
    assert verdict(base)[0] == 400, "the base proof is for the holder only"


def test_the_institution_suspends_lifts_and_revokes_what_it_issued(key: str, issued: dict[str, Any]) -> None:
    def ask(purpose: str, status: bool) -> HttpResponse:
        asked = {"type": "BitstringStatusListEntry", "statusPurpose": purpose}
        return post(
            "/credentials/status", {"credentialId": issued["id"], "credentialStatus": asked, "status": status}, key
        )

    assert verdict(issued) == (200, "valid")
    assert ask("suspension", True).status_code == 200
    _next_batch()
    assert verdict(issued) == (400, "suspended")
    assert ask("suspension", False).status_code == 200
    _next_batch()
    assert verdict(issued) == (200, "valid")
    assert ask("revocation", True).status_code == 200
    _next_batch()
    assert verdict(issued) == (400, "revoked")
    assert told(ask("revocation", False))["code"] == "REVOCATION_STAYS"
    assert told(ask("message", True))["code"] == "PURPOSE_UNKNOWN"


def test_an_id_is_issued_once(key: str, issued: dict[str, Any]) -> None:
    answer = post("/credentials/issue", {"credential": credential()}, key)
    assert (answer.status_code, told(answer)["code"]) == (409, "CREDENTIAL_ID_TAKEN")


def test_a_credential_of_the_bank_is_not_revoked_past_its_award(town: Town, key: str) -> None:
    row = issue(town.call("wang"), award_id=Award.objects.get(achievement_id="welder-3").pk)
    asked = {"credentialId": row.pk.urn, "credentialStatus": {"statusPurpose": "revocation"}}
    answer = post("/credentials/status", asked, key)
    assert (answer.status_code, told(answer)["code"]) == (404, "CREDENTIAL_UNKNOWN")


BODIES: dict[str, tuple[bytes, str, int]] = {
    "nothing": (b" ", JSON, 400),
    "half a document": (b'{"verifiableCredential":', JSON, 400),
    "a list": (b"[]", JSON, 400),
    "a member twice": (b'{"verifiableCredential": {}, "verifiableCredential": {}}', JSON, 400),
    "a number beyond all numbers": (b'{"verifiableCredential": {"a": 1e999}}', JSON, 400),
    "a deep nest": (b'{"verifiableCredential":' + b'{"a":' * 9000 + b"1" + b"}" * 9001, JSON, 400),
    "no Unicode": (b'{"verifiableCredential": "\xff"}', JSON, 400),
    "a form": (b"verifiableCredential=x", "application/x-www-form-urlencoded", 415),
    "plain text": (b"{}", "text/plain", 415),
    "too much": (b'{"verifiableCredential": "' + b"x" * (1 << 20) + b'"}', JSON, 413),
    "a credential that is a number": (b'{"verifiableCredential": 7}', JSON, 400),
    "no credential": (b"{}", JSON, 400),
}


@pytest.mark.parametrize("sentence", BODIES)
def test_a_body_that_is_no_question_is_a_problem_and_no_crash(town: Town, sentence: str) -> None:
    content, media, status = BODIES[sentence]
    for address in ("/credentials/verify", "/presentations/verify", "/credentials/derive"):
        answer = post(address, content, media=media)
        assert answer.status_code == status, (address, answer.content)
        assert answer.headers["Content-Type"] == PROBLEM
        assert told(answer)["zh"]


TOLD_BY_HTTP = [sentence for sentence, bad in BAD.items() if not bad.given and bad.verdict == "invalid"]


@pytest.mark.parametrize("sentence", TOLD_BY_HTTP)
def test_no_bad_document_is_verified_over_http(town: Town, sentence: str) -> None:
    document = BAD[sentence].make()
    if isinstance(document, bytes):
        document = document.decode("latin-1")
    answer = post("/credentials/verify", {"verifiableCredential": document})
    assert answer.status_code in {400, 413}
    assert told(answer).get("verified", False) is False


def test_there_are_bad_documents_to_send() -> None:
    assert len(TOLD_BY_HTTP) > 25


def test_an_issuer_whom_nobody_knows_is_not_verified(issued: dict[str, Any]) -> None:
    foreign = {**issued, "issuer": "did:web:elsewhere.example"}
    assert verdict(foreign) == (400, "invalid")


def test_only_posts_are_answered_and_no_cookie_counts(town: Town, logged_in: Callable[[str], Client]) -> None:
    assert Client().get("/credentials/verify").status_code == 405
    answer = logged_in("wang").post("/credentials/issue", json.dumps({"credential": credential()}), content_type=JSON)
    assert answer.status_code == 401


def test_an_address_asks_only_so_often_and_another_is_not_held_back(town: Town, settings: Settings) -> None:
    settings.VERIFY_PER_MINUTE = 3
    found = [post("/credentials/verify", {}, REMOTE_ADDR="192.0.2.1") for _ in range(5)]
    assert [answer.status_code for answer in found] == [400, 400, 400, 429, 429]
    assert 0 < int(found[-1].headers["Retry-After"]) <= 60
    assert told(found[-1])["en"].startswith("Too many verifications")
    assert post("/presentations/verify", {}, REMOTE_ADDR="192.0.2.1").status_code == 429
    assert post("/credentials/verify", {}, REMOTE_ADDR="192.0.2.2").status_code == 400
    forged = post("/credentials/verify", {}, REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR="192.0.2.9")
    assert forged.status_code == 429, "without a proxy in front, what the caller writes is not believed"


def test_behind_the_proxy_its_own_word_counts(town: Town, settings: Settings) -> None:
    settings.VERIFY_PER_MINUTE, settings.HTTPS = 1, True
    asked = [post("/credentials/verify", {}, HTTP_X_FORWARDED_FOR=f"forged, 192.0.2.{n}") for n in (1, 2, 1)]
    assert [answer.status_code for answer in asked] == [400, 400, 429]


def test_keys_and_lists_are_published_for_strangers(issued: dict[str, Any], client: Client) -> None:
    found = client.get(f"/issuers/{STATION}/did.json")
    assert found.json()["id"] == did_of(STATION)
    assert issued["proof"]["verificationMethod"] in found.json()["assertionMethod"]
    listed = client.get(f"/status/{STATION}/revocation/1")
    assert listed.headers["Content-Type"] == JSON
    assert listed.json()["id"] == issued["credentialStatus"][0]["statusListCredential"]
    exact = client.get(f"/status/{STATION}/revocation/1", headers={"Accept": "application/vc"})
    assert exact.headers["Content-Type"] == "application/vc"
    for address in ("/issuers/heavy-works/did.json", f"/status/{STATION}/revocation/2", "/status/nobody/revocation/1"):
        assert client.get(address).status_code == 404


def test_the_bank_itself_has_a_controller_document(town: Town, client: Client) -> None:
    assert client.get("/.well-known/did.json").status_code == 404
    key_of("bank-centre", town)
    found = client.get("/.well-known/did.json").json()
    assert found["alsoKnownAs"] == [did_of("bank-centre")]
    assert found["assertionMethod"] == [one["id"] for one in found["verificationMethod"]]
    assert all(one["controller"] == found["id"] for one in found["verificationMethod"])


def _next_batch() -> None:
    """As after the minute in which a signed list is given as it is."""
    StatusList.objects.filter(issuer=STATION).update(signed_at=None)
