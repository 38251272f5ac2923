"""Data model 2.0, 1.1, presentations and envelopes: what is right has no fault, and each fault is found at its place."""

from typing import Any

import pytest

from creditbank.credentials.verify.shape import check_shape

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
GOOD: dict[str, Any] = {
    "@context": [V2],
    "id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:bank.example",
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:subject"},
}
LEGACY: dict[str, Any] = {
    "@context": [V1],
    "type": ["VerifiableCredential"],
    "issuer": {"id": "https://bank.example/issuer", "name": {"zh": "学分银行"}},
    "issuanceDate": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:subject"},
}
PRESENTATION: dict[str, Any] = {"@context": [V2], "type": ["VerifiablePresentation"]}
TOKEN = "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"
ENVELOPE: dict[str, Any] = {
    "@context": V2,
    "type": "EnvelopedVerifiableCredential",
    "id": f"data:application/vc+jwt,{TOKEN}",
}
TYPED = {"id": "did:example:status", "type": "https://example.org/types#One"}
PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "proofPurpose": "assertionMethod",
    "verificationMethod": "did:web:bank.example#one",
    "proofValue": "zAAAA",
}
DIGEST = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"
"""SHA-256 of the 2.0 context, as its Recommendation gives it (appendix B.1)."""
ENTRY = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "5",
    "statusListCredential": "https://bank.example/status/3",
}


def related(**changed: Any) -> dict[str, Any]:
    return {"relatedResource": [{"id": V2, "digestMultibase": DIGEST} | changed]}


RIGHT: dict[str, dict[str, Any]] = {
    "as small as can be": {},
    "without an id": {"id": None},
    "issuer as an object with names": {
        "issuer": {"id": "did:web:bank.example", "name": {"@value": "银行", "@language": "zh"}}
    },
    "two subjects": {"credentialSubject": [{"id": "did:example:a"}, {"name": "b"}]},
    "a type that is an address": {"type": ["https://example.org/#One", "VerifiableCredential"]},
    "one type, not in a list": {"type": "VerifiableCredential"},
    "a term defined in the document": {
        "@context": [V2, {"One": "https://example.org/#One"}],
        "type": ["VerifiableCredential", "One"],
    },
    "a name with a direction": {"name": {"@value": "اسم", "@language": "ar", "@direction": "rtl"}},
    "a name in two languages": {
        "name": [{"@value": "名", "@language": "zh-Hans"}, {"@value": "name", "@language": "en"}]
    },
    "moments with milliseconds": {"validFrom": "2026-02-25T19:10:39.123Z"},
    "moments west of Greenwich": {"validFrom": "2026-02-25T19:10:39-06:00", "validUntil": "2027-02-25T19:10:39+08:00"},
    "an end at the beginning": {"validUntil": "2026-01-01T08:00:00+08:00"},
    "status, schema, terms, evidence, refresh, each with a type": {
        "credentialStatus": TYPED,
        "credentialSchema": [TYPED, {**TYPED, "id": "did:example:2"}],
        "termsOfUse": [TYPED],
        "evidence": {"type": "https://example.org/types#Two"},
        "refreshService": TYPED,
    },
    "a bit of a list": {"credentialStatus": [ENTRY, {**ENTRY, "statusPurpose": "suspension"}]},
    "a related resource with the right digest": related(),
    "a related resource with a right integrity text": {
        "relatedResource": {
            "id": V2,
            "digestSRI": "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU",
            "mediaType": "application/ld+json",
        }
    },
    "a related resource that is not known here": related(id="https://example.org/other"),
    "proofs in a set": {"proof": [PROOF, {**PROOF, "cryptosuite": "sm2-2023"}]},
}
WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no context": ({"@context": None}, "CONTEXT_MISSING", ""),
    "context not a list": ({"@context": V2}, "CONTEXT_WRONG", "/@context"),
    "context empty": ({"@context": []}, "CONTEXT_WRONG", "/@context"),
    "context an object": ({"@context": {}}, "CONTEXT_WRONG", "/@context"),
    "contexts in the wrong order": (
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2", V2]},
        "CONTEXT_WRONG",
        "/@context",
    ),
    "context with a blank in it": ({"@context": [V2, "https ://not-a-url/v1"]}, "CONTEXT_MALFORMED", "/@context/1"),
    "context a number": ({"@context": [V2, 123192875]}, "CONTEXT_MALFORMED", "/@context/1"),
    "context that nobody pinned": ({"@context": [V2, "https://example.com"]}, "CONTEXT_UNKNOWN", "/@context/1"),
    "term that means no address": (
        {"@context": [V2, {"One": "https ://not-a-url#One"}]},
        "CONTEXT_MALFORMED",
        "/@context/1/One",
    ),
    "id null": ({"id": [None]}, "ID_MALFORMED", "/id"),
    "id not a URL": ({"id": "not-a-url"}, "ID_MALFORMED", "/id"),
    "two ids": ({"id": ["did:example:a", "did:example:b"]}, "ID_MALFORMED", "/id"),
    "id with a line break": ({"id": "urn:uuid:1\n"}, "ID_MALFORMED", "/id"),
    "id without a host": ({"id": "https:///path"}, "ID_MALFORMED", "/id"),
    "no type": ({"type": None}, "TYPE_MISSING", ""),
    "types empty": ({"type": []}, "TYPE_MISSING", ""),
    "type a number": ({"type": ["VerifiableCredential", 10]}, "TYPE_MALFORMED", "/type"),
    "type a list in a list": ({"type": [["VerifiableCredential"]]}, "TYPE_MALFORMED", "/type"),
    "type an object": ({"type": {}}, "TYPE_MALFORMED", "/type"),
    "another type only": ({"type": ["AchievementCredential"]}, "TYPE_WRONG", "/type"),
    "no issuer": ({"issuer": None}, "ISSUER_MISSING", ""),
    "issuer not a URL": ({"issuer": "bank"}, "ISSUER_MALFORMED", "/issuer"),
    "issuer a list": ({"issuer": []}, "ISSUER_MALFORMED", "/issuer"),
    "issuer without id": ({"issuer": {"name": "银行"}}, "ISSUER_MALFORMED", "/issuer/id"),
    "issuer with id null": ({"issuer": {"id": None}}, "ISSUER_MALFORMED", "/issuer/id"),
    "issuer's name with more in it": (
        {"issuer": {"id": "did:example:a", "name": {"@value": "a", "url": "did:example:b"}}},
        "TEXT_MALFORMED",
        "/issuer/name",
    ),
    "no subject": ({"credentialSubject": None}, "SUBJECT_MISSING", ""),
    "no subjects": ({"credentialSubject": []}, "SUBJECT_MISSING", ""),
    "subject that says nothing": ({"credentialSubject": {}}, "SUBJECT_EMPTY", "/credentialSubject"),
    "second subject says nothing": (
        {"credentialSubject": [{"id": "did:a:b"}, {}]},
        "SUBJECT_EMPTY",
        "/credentialSubject/1",
    ),
    "subject a text": ({"credentialSubject": "did:example:a"}, "SUBJECT_EMPTY", "/credentialSubject"),
    "subject with two ids": (
        {"credentialSubject": {"id": ["did:example:a", "did:example:b"]}},
        "ID_MALFORMED",
        "/credentialSubject/id",
    ),
    "moment in another form": ({"validFrom": "Sun, 26 Feb 2023 01:22:14 +0000"}, "MOMENT_MALFORMED", "/validFrom"),
    "moment without a zone": ({"validUntil": "2026-02-26T01:22:14"}, "MOMENT_MALFORMED", "/validUntil"),
    "moment a day that is not": ({"validUntil": "2026-02-30T01:22:14Z"}, "MOMENT_MALFORMED", "/validUntil"),
    "moment a number": ({"validUntil": 1767225600}, "MOMENT_MALFORMED", "/validUntil"),
    "end before the beginning": ({"validUntil": "2025-12-31T23:59:59Z"}, "PERIOD_REVERSED", "/validUntil"),
    "dates of version 1.1": ({"expirationDate": "2020-01-01T00:00:00Z"}, "MEMBER_OF_OTHER_VERSION", "/expirationDate"),
    "name with more in it": (
        {"name": {"@value": "a", "@language": "en", "url": "did:example:b"}},
        "TEXT_MALFORMED",
        "/name",
    ),
    "name by language": ({"name": {"zh": "名", "en": "name"}}, "TEXT_MALFORMED", "/name"),
    "name a number": ({"name": 5}, "TEXT_MALFORMED", "/name"),
    "description in no language": (
        {"description": {"@value": "a", "@language": "not a language"}},
        "TEXT_MALFORMED",
        "/description",
    ),
    "description in a third direction": (
        {"description": {"@value": "a", "@direction": "up"}},
        "TEXT_MALFORMED",
        "/description",
    ),
    "status without a type": ({"credentialStatus": {"id": "did:example:s"}}, "TYPE_MISSING", "/credentialStatus"),
    "status with a number as type": ({"credentialStatus": {"type": 2}}, "TYPE_MALFORMED", "/credentialStatus/type"),
    "status with an id that is no URL": (
        {"credentialStatus": {**TYPED, "id": "https ://not-a-url/4"}},
        "ID_MALFORMED",
        "/credentialStatus/id",
    ),
    "status with two ids": (
        {"credentialStatus": {**TYPED, "id": ["did:example:a", "did:example:b"]}},
        "ID_MALFORMED",
        "/credentialStatus/id",
    ),
    "status a text": ({"credentialStatus": "https://bank.example/status"}, "OBJECT_EXPECTED", "/credentialStatus"),
    "bit as a number": (
        {"credentialStatus": {**ENTRY, "statusListIndex": 5}},
        "STATUS_ENTRY_MALFORMED",
        "/credentialStatus/statusListIndex",
    ),
    "schema without a type": ({"credentialSchema": {"id": "did:example:s"}}, "TYPE_MISSING", "/credentialSchema"),
    "schema without an id": ({"credentialSchema": {"type": "JsonSchema"}}, "ID_MISSING", "/credentialSchema"),
    "schema with a number as id": (
        {"credentialSchema": {"type": "JsonSchema", "id": 5}},
        "ID_MALFORMED",
        "/credentialSchema/id",
    ),
    "terms without a type": ({"termsOfUse": {"id": "did:example:t"}}, "TYPE_MISSING", "/termsOfUse"),
    "second evidence without a type": ({"evidence": [TYPED, {"name": "x"}]}, "TYPE_MISSING", "/evidence/1"),
    "refresh without a type": ({"refreshService": {"id": "did:example:r"}}, "TYPE_MISSING", "/refreshService"),
    "rendering without a type": ({"renderMethod": {"id": "did:example:r"}}, "TYPE_MISSING", "/renderMethod"),
    "related resources as texts": ({"relatedResource": [V2]}, "OBJECT_EXPECTED", "/relatedResource/0"),
    "related resource without an id": (related(id=None), "ID_MALFORMED", "/relatedResource/0/id"),
    "related resource without a digest": ({"relatedResource": {"id": V2}}, "DIGEST_MISSING", "/relatedResource"),
    "related resource twice": (
        {"relatedResource": [{"id": V2, "digestMultibase": DIGEST}] * 2},
        "RESOURCE_TWICE",
        "/relatedResource/1/id",
    ),
    "related resource with another's digest": (
        related(digestMultibase="uEiAjCHMnK5-ayOIZLWo_TBoKYVvSAprlkYEjRlm19Cj0uw"),
        "DIGEST_DIFFERS",
        "/relatedResource/0/digestMultibase",
    ),
    "related resource with a digest of no length": (
        related(digestMultibase="uZTQ0MjM1NiAgcmVwb3J0"),
        "DIGEST_MALFORMED",
        "/relatedResource/0/digestMultibase",
    ),
    "related resource with a hexadecimal integrity text": (
        related(digestSRI="sha256-ca3d163bab055381827226140568f3bef634ac187cebd76878e0b63e9e442356"),
        "DIGEST_MALFORMED",
        "/relatedResource/0/digestSRI",
    ),
    "proof a text": ({"proof": "signed"}, "PROOF_MALFORMED", "/proof"),
    "proofs none": ({"proof": []}, "PROOF_MALFORMED", "/proof"),
    **{
        f"proof without {member}": ({"proof": {**PROOF, member: None}}, "PROOF_MALFORMED", f"/proof/{member}")
        for member in PROOF
        if member != "type"
    },
}


def changed(document: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """``document`` with members replaced; None removes one."""
    return {member: value for member, value in {**document, **changes}.items() if value is not None}


def test_the_smallest_documents_have_no_fault() -> None:
    for document in (GOOD, LEGACY, PRESENTATION, ENVELOPE):
        assert check_shape(document) == []


@pytest.mark.parametrize("sentence", RIGHT)
def test_what_the_data_model_allows_is_no_fault(sentence: str) -> None:
    assert check_shape(changed(GOOD, RIGHT[sentence])) == []


@pytest.mark.parametrize("sentence", WRONG)
def test_what_the_data_model_forbids_is_found_at_its_place(sentence: str) -> None:
    changes, code, pointer = WRONG[sentence]
    found = [(fault.code, fault.pointer) for fault in check_shape(changed(GOOD, changes))]
    assert (code, pointer) in found


@pytest.mark.parametrize("value", [None, [], "text", 5, True])
def test_what_is_no_object_is_no_document(value: Any) -> None:
    assert [fault.code for fault in check_shape(value)] == ["OBJECT_EXPECTED"]


WRONG_LEGACY: dict[str, tuple[dict[str, Any], str]] = {
    "no date of issue": ({"issuanceDate": None}, "ISSUANCE_DATE_MISSING"),
    "end before the date of issue": ({"expirationDate": "2025-01-01T00:00:00Z"}, "PERIOD_REVERSED"),
    "no subject": ({"credentialSubject": None}, "SUBJECT_MISSING"),
    "issuer not a URL": ({"issuer": {"id": "bank"}}, "ISSUER_MALFORMED"),
    "status without an id": ({"credentialStatus": {"type": "X"}}, "ID_MISSING"),
    "context in the wrong order": ({"@context": ["https://w3id.org/security/v1", V1]}, "CONTEXT_WRONG"),
}


@pytest.mark.parametrize("sentence", WRONG_LEGACY)
def test_version_1_1_has_its_own_rules(sentence: str) -> None:
    changes, code = WRONG_LEGACY[sentence]
    assert code in [fault.code for fault in check_shape(changed(LEGACY, changes))]


RIGHT_PRESENTATIONS: dict[str, dict[str, Any]] = {
    "no credential": {"verifiableCredential": []},
    "an id and a holder": {"id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008", "holder": "did:example:h"},
    "a holder as an object": {"holder": {"id": "did:example:h"}},
    "a credential and an envelope": {"verifiableCredential": [GOOD, ENVELOPE]},
}
WRONG_PRESENTATIONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no context": ({"@context": None}, "CONTEXT_MISSING", ""),
    "context that nobody pinned": ({"@context": [V2, "https://example.com"]}, "CONTEXT_UNKNOWN", "/@context/1"),
    "id not a URL": ({"id": "one"}, "ID_MALFORMED", "/id"),
    "holder without a scheme": ({"holder": {"id": "z6MkpJySvETLnxhQG9DzEdmKJtys"}}, "HOLDER_MALFORMED", "/holder"),
    "credential as a text": ({"verifiableCredential": ["eyJ"]}, "OBJECT_EXPECTED", "/verifiableCredential/0"),
    "credential without its type": (
        {"verifiableCredential": [{"type": ["X"]}]},
        "TYPE_WRONG",
        "/verifiableCredential/0/type",
    ),
    "envelope without its context": (
        {"verifiableCredential": [{**ENVELOPE, "@context": []}]},
        "ENVELOPE_MALFORMED",
        "/verifiableCredential/0",
    ),
    "terms without a type": ({"termsOfUse": [{"id": "did:example:t"}]}, "TYPE_MISSING", "/termsOfUse/0"),
}


@pytest.mark.parametrize("sentence", RIGHT_PRESENTATIONS)
def test_presentations_that_are_right(sentence: str) -> None:
    assert check_shape(changed(PRESENTATION, RIGHT_PRESENTATIONS[sentence])) == []


@pytest.mark.parametrize("sentence", WRONG_PRESENTATIONS)
def test_presentations_that_are_wrong(sentence: str) -> None:
    changes, code, pointer = WRONG_PRESENTATIONS[sentence]
    found = [(fault.code, fault.pointer) for fault in check_shape(changed(PRESENTATION, changes))]
    assert (code, pointer) in found


@pytest.mark.parametrize(
    "changes",
    [
        {"@context": []},
        {"@context": "https://www.w3.org/ns/credentials/examples/v2"},
        {"id": TOKEN},
        {"id": None},
        {"type": None},
        {"type": "VerifiableCredential"},
        {"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]},
    ],
)
def test_envelopes_that_are_wrong(changes: dict[str, Any]) -> None:
    assert check_shape(changed(ENVELOPE, changes))
