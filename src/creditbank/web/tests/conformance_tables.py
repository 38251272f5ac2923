"""What the W3C's suites hold against an issuer and a verifier, as tables: the requirement and where it stands, and documents.

Facts, checked on requests of our own: none of the suites' sentences or documents are here. A change of a table takes the usual
document and makes it into the one that is sent.
"""

import copy
from collections.abc import Callable
from typing import Any

from creditbank.credentials.proofs.multibase import base64url_of_bytes

V2, EXAMPLES = "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"
V1, INTEGRITY = "https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"
ABOUT = "https://bank.example/ns#"
SCHEMA, POLICY = f"{ABOUT}Schema", f"{ABOUT}Policy"
CONTEXT_SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
CONTEXT_MULTIBASE = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"
"""Digests of the base context: VC Data Model 2.0, appendix B.1."""

Json = dict[str, Any]
Change = Callable[[Json], Json]

USUAL: Json = {
    "@context": [V2],
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "credentialSubject": {"id": "did:example:subject"},
}


def usual() -> Json:
    """The smallest credential of data model 2.0."""
    return copy.deepcopy(USUAL)


def old() -> Json:
    """The smallest of 1.1."""
    return usual() | {"@context": [V1, INTEGRITY], "issuanceDate": "2024-01-01T00:00:00Z"}


def put(**members: Any) -> Change:
    """Members set; ``context`` stands for ``@context``."""
    return lambda document: (
        document | {"@context" if name == "context" else name: value for name, value in members.items()}
    )


def _set(member: str, value: Any) -> Change:
    return lambda document: document | {member: value}


def drop(*members: str) -> Change:
    """Members left out."""
    return lambda document: {name: value for name, value in document.items() if name not in members}


def defining(term: str, iri: str, **members: Any) -> Change:
    """A context that defines one term, and members that use it."""
    return put(context=[V2, {term: iri}], **members)


def related(*resources: Any) -> Change:
    return put(relatedResource=list(resources))


def resource(**members: Any) -> Json:
    return {"id": V2, **members}


def text(value: object, **members: Any) -> Json:
    return {"@value": value, **members}


def _named(of: str, member: str, value: Any) -> Change:
    """``name`` or ``description``, of the credential or of its issuer."""
    return put(**{member: value}) if of == "credential" else put(issuer={"id": "did:example:issuer", member: value})


ISSUED: dict[str, Change] = {
    "the smallest credential": put(),
    "one more known context (§4.3)": put(context=[V2, EXAMPLES]),
    "a context in the document itself (§4.3)": defining("Course", f"{ABOUT}Course", type=["VerifiableCredential", "Course"]),
    "an id that is no web address (§4.4)": put(id="urn:uuid:7d3cbd0a-1f0c-4c1c-a0a2-d4bbd45e7d2d"),
    "an id that is a DID (§4.4)": put(id="did:example:credential"),
    "a subject without an id (§4.4)": put(credentialSubject={"name": "李娜"}),
    "a type that is a URL (§4.5)": put(type=["VerifiableCredential", f"{ABOUT}Course"]),
    "types in another order (§4.5)": put(type=[f"{ABOUT}A", "VerifiableCredential", f"{ABOUT}B"]),
    "the one type last (§4.5)": put(type=[f"{ABOUT}A", f"{ABOUT}B", "VerifiableCredential"]),
    "an issuer that is an object (§4.7)": put(issuer={"id": "did:example:issuer", "name": "学分银行"}),
    "two subjects (§4.8)": put(credentialSubject=[{"id": "did:example:a"}, {"id": "did:example:b"}]),
    "a beginning to the millisecond (§4.9)": put(validFrom="2010-01-01T19:23:24.651Z"),
    "a beginning in another zone (§4.9)": put(validFrom="2010-01-01T19:23:24-05:00"),
    "an end to the millisecond (§4.9)": put(validUntil="2099-01-01T19:23:24.651Z"),
    "an end in another zone (§4.9)": put(validUntil="2099-01-01T19:23:24+08:00"),
    "beginning and end together (§4.9)": put(validFrom="2010-01-01T00:00:00Z", validUntil="2010-01-01T00:00:00Z"),
    "one schema (§4.11)": put(credentialSchema={"id": "did:example:schema", "type": SCHEMA}),
    "two schemas (§4.11)": put(credentialSchema=[{"id": f"did:example:{one}", "type": SCHEMA} for one in "ab"]),
    "a digest of a related resource (§5.3)": related(resource(digestSRI=CONTEXT_SRI)),
    "a digest in multibase (§5.3)": related(resource(digestMultibase=CONTEXT_MULTIBASE)),
    "both digests and a media type (§5.3)": related(
        resource(digestSRI=CONTEXT_SRI, digestMultibase=CONTEXT_MULTIBASE, mediaType="application/ld+json")
    ),
    "a refresh service (§5.4)": put(refreshService={"id": "https://bank.example/r", "type": f"{ABOUT}Refresh"}),
    "two refresh services (§5.4)": put(refreshService=[{"id": f"urn:r:{one}", "type": f"{ABOUT}Refresh"} for one in "ab"]),
    "terms of use with an id (§5.5)": put(termsOfUse={"id": "https://bank.example/terms", "type": POLICY}),
    "two terms of use without (§5.5)": put(termsOfUse=[{"type": POLICY}, {"type": POLICY}]),
    "two evidences (§5.6)": put(evidence=[{"type": f"{ABOUT}Scan"}, {"type": f"{ABOUT}Exam"}]),
    **{
        f"{member} of the {of}: {sentence} (§4.6)": _named(of, member, value)
        for of in ("credential", "issuer")
        for member in ("name", "description")
        for sentence, value in {
            "a text": "电工",
            "a text with its language": text("电工", **{"@language": "zh"}),
            "a text with language and direction": text("HTML", **{"@language": "ar", "@direction": "rtl"}),
            "texts in three languages": [text(one, **{"@language": one}) for one in ("zh", "en", "fr")],
        }.items()
    },
}  # fmt: skip
"""Credentials of VC Data Model 2.0 that an issuer signs. Every one is then verified."""

NOT_ISSUED: dict[str, Change] = {
    "no context (§4.3)": drop("@context"),
    "no base context (§4.3)": put(context=[EXAMPLES]),
    "the base context second (§4.3)": put(context=[EXAMPLES, V2]),
    "the base context alone, not in a list (§4.3)": put(context=V2),
    "a context that is no address (§4.3)": put(context=[V2, "https ://not-a-url/v1"]),
    "a context that is a number (§4.3)": put(context=[V2, 123]),
    "a context that is empty (§4.3)": put(context=[]),
    "an id that is null (§4.4)": put(id=None),
    "two ids (§4.4)": put(id=["did:example:a", "did:example:b"]),
    "an id that is no URL (§4.4)": put(id="not a url"),
    "a subject with two ids (§4.4)": put(credentialSubject={"id": ["did:example:a", "did:example:b"]}),
    "a subject whose id is no URL (§4.4)": put(credentialSubject={"id": "not a url"}),
    "no type (§4.5)": drop("type"),
    "a type that nothing defines (§4.5)": put(type=["VerifiableCredential", "Course"]),
    "a type defined as no URL (§4.5)": defining("Course", "https ://not-a-url", type=["VerifiableCredential", "Course"]),
    "another type only (§4.5)": put(type=[f"{ABOUT}Course"]),
    "a member that nothing defines (Data Integrity 1.0, §2.4.2)": put(statusEntry={"type": "BitstringStatusListEntry"}),
    "a status without a type (§4.5, §4.10)": put(credentialStatus={"id": "did:example:status"}),
    "terms of use without a type (§4.5)": put(termsOfUse={"id": "urn:t:1"}),
    "evidence without a type (§4.5)": put(evidence={"id": "urn:e:1"}),
    "a refresh service without a type (§4.5)": put(refreshService={"id": "urn:r:1"}),
    "a schema without a type (§4.5)": put(credentialSchema={"id": "urn:s:1"}),
    "no issuer (§4.7)": drop("issuer"),
    "an issuer that is null (§4.7)": put(issuer=None),
    "an issuer that is no URL (§4.7)": put(issuer="not-a-url"),
    "an issuer without an id (§4.7)": put(issuer={"name": "学分银行"}),
    "an issuer whose id is null (§4.7)": put(issuer={"id": None}),
    "an issuer whose id is no URL (§4.7)": put(issuer={"id": "not-a-url"}),
    "no subject (§4.8)": drop("credentialSubject"),
    "a subject that says nothing (§4.8)": put(credentialSubject={}),
    "one of two subjects says nothing (§4.8)": put(credentialSubject=[{"id": "did:example:a"}, {}]),
    "a beginning that is no moment (§4.9)": put(validFrom="2010-01-01 19:23"),
    "an end that is no moment (§4.9)": put(validUntil="tomorrow"),
    "an end before the beginning (§4.9)": put(validFrom="2011-01-01T00:00:00Z", validUntil="2010-01-01T00:00:00Z"),
    "a status with two ids (§4.10)": put(credentialStatus={"id": ["urn:a", "urn:b"], "type": f"{ABOUT}Status"}),
    "a status whose id is no URL (§4.10)": put(credentialStatus={"id": "not a url", "type": f"{ABOUT}Status"}),
    "a status whose type is a number (§4.10)": put(credentialStatus={"id": "urn:a", "type": 2}),
    "a schema without an id (§4.11)": put(credentialSchema={"type": SCHEMA}),
    "a schema whose id is a number (§4.11)": put(credentialSchema={"id": 1, "type": SCHEMA}),
    "a context that redefines a protected type (§5.2)": defining("VerifiableCredential", f"{ABOUT}Bad"),
    "a context that redefines what another protects (§5.2)": put(
        context=[V2, {"@protected": True, "Course": f"{ABOUT}Course"}, {"Course": f"{ABOUT}Bad"}],
        type=["VerifiableCredential", "Course"],
    ),
    "related resources that are texts (§5.3)": related("https://bank.example/a", "https://bank.example/b"),
    "a related resource without an id (§5.3)": related({"digestSRI": CONTEXT_SRI}),
    "the same related resource twice (§5.3)": related(resource(digestSRI=CONTEXT_SRI), resource(digestSRI=CONTEXT_SRI)),
    "a related resource without a digest (§5.3)": related(resource()),
    "a digest of other content (§5.3)": related(resource(digestSRI="sha384-" + "A" * 64)),
    "a digest of other content in multibase (§5.3)": related(resource(digestMultibase="u" + "A" * 43)),
    "a digest of no hash known (§5.3)": related(resource(digestMultibase="uAAAA")),
    **{
        f"{member} of the {of}: {sentence} (§4.6)": _named(of, member, value)
        for of in ("credential", "issuer")
        for member in ("name", "description")
        for sentence, value in {
            "an object with more than a text": text("电工", **{"@language": "zh", "url": "did:example:a"}),
            "a number": 7,
            "no language at all": text("电工", **{"@language": 7}),
        }.items()
    },
}  # fmt: skip
"""Credentials that no issuer may sign. The same, signed elsewhere, would have to be refused: ``bad_documents`` has those."""


def _each_wrong(
    values: dict[str, tuple[Any, ...]], wrapped: Callable[[Change], Change] = lambda change: change
) -> dict[str, Change]:
    """One change for each value that a member may not have."""
    return {
        f"{member} is {value!r}": wrapped(_set(member, value)) for member, listed in values.items() for value in listed
    }


MALFORMED_REQUESTS: dict[str, Change] = {
    "the credential under another name": lambda body: {"verifiableCredential": body["credential"]},
    "nothing at all": lambda body: {},
    "a credential that is a text": put(credential="did:example:credential"),
    "a credential that is a list": put(credential=[usual()]),
    "options that are a text": put(options="mandatory"),
    **_each_wrong(
        {
            "@context": (4, False, None, [], [4], [False], [None], [[]]),
            "type": (4, True, None, [], [None], [True], [4], [[]]),
            "issuer": (4, True, None, []),
            "credentialSubject": (4, True, None, [], "did:example:1234"),
        },
        lambda change: lambda body: body | {"credential": change(body["credential"])},
    ),
}  # fmt: skip
"""Requests that issue nothing. VC API 0.3, Issue Credential: the answer is 400."""


def of_proof(**members: Any) -> Change:
    """Members of the proof set, or left out where ``...`` stands."""

    def changed(document: Json) -> Json:
        proof = {name: value for name, value in (document["proof"] | members).items() if value is not ...}
        return document | {"proof": proof}

    return changed


def of_subject(**members: Any) -> Change:
    return lambda document: document | {"credentialSubject": document["credentialSubject"] | members}


def _shorter(document: Json) -> Json:
    return of_proof(proofValue=document["proof"]["proofValue"][1:])(document)


NOT_VERIFIED: dict[str, Change] = {
    **{f"without {member}": drop(member) for member in ("@context", "type", "issuer", "credentialSubject", "proof")},
    "a proof that is null": put(proof=None),
    **{
        f"a proof without {member}": of_proof(**{member: ...})
        for member in ("type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue")
    },
    "a type of proof that is not known": of_proof(type="UnknownProofType"),
    "a suite that is not known": of_proof(cryptosuite="unknown-cryptosuite-2017"),
    "an empty name of suite": of_proof(cryptosuite=""),
    "a purpose that is not known": of_proof(proofPurpose="invalidPurpose"),
    "a purpose that the key does not sign for": of_proof(proofPurpose="authentication"),
    "a method that is no key": of_proof(verificationMethod="did:key:invalidVm"),
    "a method that is not in its controller's document": of_proof(verificationMethod="did:example:issuer#1"),
    "a value that is null": of_proof(proofValue=None),
    "a value without its multibase letter": _shorter,
    "a value of another letter": of_proof(proofValue="a"),
    "signed at no moment": of_proof(created="invalidDate"),
    "signed at a moment without a zone": of_proof(created="2024-01-01T00:00:00"),
    "expired at a moment without a zone": of_proof(expires="2024-01-01T00:00:00"),
    "a member that nothing defines": of_subject(undefinedTerm="IfDroppedWillVerify"),
    "a type that nothing defines": lambda document: document | {"type": [*document["type"], "UndefinedType"]},
    "another subject": of_subject(id="urn:invalid"),
    **_each_wrong(
        {
            "@context": ("text", {}, None, 10, True, [[]], [{}], [None], [10], [True]),
            "type": ("text", {}, None, 10, True, [[]], [{}], [None], [10], [True]),
            "issuer": ([], None, 10, True),
            "credentialSubject": ("text", None, 10, True, []),
            "proof": ("text", None, 10, True, []),
        }
    ),
}
"""Changes of a credential that verified. Data Integrity 1.0, §2.1 and §4.4; VC API 0.3, Verify Credential: the answer is 400."""

PRESENTED: dict[str, Change] = {
    "a presentation of nothing (§4.13)": put(),
    "a context in the document itself (§4.3)": put(context=[V2, {"Shown": f"{ABOUT}Shown"}], type=["VerifiablePresentation", "Shown"]),
    "one more known context (§4.3)": put(context=[V2, EXAMPLES]),
    "an id (§4.4)": put(id="urn:uuid:7d3cbd0a-1f0c-4c1c-a0a2-d4bbd45e7d2d"),
    "an empty list of credentials (§4.13)": put(verifiableCredential=[]),
}  # fmt: skip
"""Presentations of VC Data Model 2.0 without a credential; the holder's proof comes on top."""

NOT_PRESENTED: dict[str, Change] = {
    "no context (§4.3)": drop("@context"),
    "no base context (§4.3)": put(context=[EXAMPLES]),
    "a context that is no address (§4.3)": put(context=[V2, "https ://not-a-url/v1"]),
    "a context that is a number (§4.3)": put(context=[V2, 123192875]),
    "no type (§4.5)": drop("type"),
    "another type only (§4.5)": put(type=[f"{ABOUT}Shown"]),
    "a credential without a type (§4.13)": put(verifiableCredential=[drop("type")(usual())]),
    "a credential that nobody signed (§4.13)": put(verifiableCredential=[usual()]),
    "a credential that is a text (§4.13)": put(verifiableCredential=["https://bank.example/credentials/1"]),
    "a credential that is a number (§4.13)": put(verifiableCredential=[7]),
    "no presentation at all (§1.3)": lambda document: {"type": ["NonconformingDocument"]},
}
"""Presentations that no verifier may accept."""


def enveloped(kind: str, token: str, **members: Any) -> Json:
    """A token as a document. VC Data Model 2.0, §4.13.1 and §4.13.2."""
    of = {"vc": "EnvelopedVerifiableCredential", "vp": "EnvelopedVerifiablePresentation"}[kind]
    return {"@context": V2, "id": f"data:application/{kind}+jwt,{token}", "type": of} | members


NOT_ENVELOPED: dict[str, Change] = {
    "no context": put(context=[]),
    "another context only": put(context=[EXAMPLES]),
    "the bare token as id": lambda document: document | {"id": document["id"].partition(",")[2]},
    "no type": drop("type"),
    "the type of a credential that lies open": put(type="VerifiableCredential"),
    "another media type": lambda document: document | {"id": document["id"].replace("+jwt", "+cose")},
    "a signature of zeros": lambda document: document | {"id": f"{document['id'].rpartition('.')[0]}.{base64url_of_bytes(bytes(64))}"},
}  # fmt: skip
"""Changes of an envelope that verified. VC Data Model 2.0, §4.13.1."""
