"""Bad documents: malformed, out of time, of the wrong issuer or key, altered. Each with the verdict, the step and the code."""

import json
from datetime import date, timedelta

import msgspec

from creditbank.credentials.formats.baked import bake
from creditbank.credentials.formats.png import blank
from creditbank.credentials.tests.people import (
    BANK,
    BANK_KEY,
    GOOD,
    LEARNER_KEY,
    NOW,
    OTHER,
    OTHER_KEY,
    award,
    badge,
    controller,
    signed,
    signer,
    without,
)
from creditbank.credentials.tests.spoiling import (
    IMPOSTOR,
    NOBODY,
    WHOEVER,
    Bad,
    bundle,
    changed,
    deep,
    keyed,
    linked_blank_nodes,
    malformed,
    misshapen,
    presentation,
    tampered,
    token,
    token_with_header,
    trust_of,
)
from creditbank.credentials.verify.trust import Span, Trust

BAD: dict[str, Bad] = {
    # form
    "nothing at all": malformed(lambda: b"", "FORM_UNKNOWN"),
    "a letter to the editor": malformed(lambda: "Dear editor, I hold a certificate.", "FORM_UNKNOWN"),
    "JSON cut off": malformed(lambda: json.dumps(GOOD)[:-20], "DOCUMENT_NOT_JSON"),
    "JSON in another encoding": malformed(
        lambda: json.dumps(GOOD, ensure_ascii=False).encode("gb18030"), "TEXT_NOT_UNICODE"
    ),
    "a member that stands twice": malformed(
        lambda: '{"issuer":"did:web:other.example",' + json.dumps(GOOD)[1:], "MEMBER_TWICE"
    ),
    "not a number": malformed(lambda: json.dumps({**GOOD, "x": float("nan")}), "NUMBER_NOT_EXACT"),
    "a number without end": malformed(lambda: json.dumps(GOOD)[:-1] + ',"x":1e999}', "NUMBER_NOT_EXACT"),
    "an integer of five thousand digits": malformed(
        lambda: json.dumps(GOOD)[:-1] + f',"x":{"9" * 5_000}}}', "DOCUMENT_NOT_JSON"
    ),
    "an integer that readers do not agree on": malformed(lambda: {**GOOD, "x": 2**53}, "NUMBER_NOT_EXACT"),
    "half a letter": malformed(lambda: json.dumps(GOOD)[:-1] + ',"x":"\\ud800"}', "TEXT_NOT_UNICODE"),
    "nesting a hundred thousand deep": malformed(lambda: deep(100_000), "DOCUMENT_TOO_DEEP"),
    "nesting a hundred deep": malformed(lambda: deep(100), "DOCUMENT_TOO_DEEP"),
    "two megabytes": malformed(lambda: json.dumps({**GOOD, "x": "a" * (2 << 20)}), "CREDENTIAL_TOO_LARGE"),
    "two hundred thousand members": malformed(lambda: {**GOOD, "x": [0] * 200_000}, "DOCUMENT_TOO_MANY"),
    "a badge picture without a badge": malformed(blank, "PICTURE_EMPTY"),
    "a badge picture cut off": malformed(lambda: bake(blank(), json.dumps(GOOD))[:-9], "PICTURE_MALFORMED"),
    "a drawing with entities": malformed(
        lambda: b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "PICTURE_ENTITIES"
    ),
    # shape
    "a list": malformed(lambda: "[1, 2]", "FORM_UNKNOWN"),
    "a document of no kind": malformed(lambda: {"type": ["Letter"]}, "CONTEXT_MISSING", "shape"),
    "no context": misshapen("CONTEXT_MISSING", **{"@context": None}),
    "another first context": misshapen("CONTEXT_WRONG", **{"@context": ["https://www.w3.org/ns/did/v1"]}),
    "a context that nobody has pinned": misshapen(
        "CONTEXT_UNKNOWN", **{"@context": ["https://www.w3.org/ns/credentials/v2", "https://evil.example/terms"]}
    ),
    "a type that is no credential": misshapen("TYPE_WRONG", type=["AchievementCredential"]),
    "no issuer": misshapen("ISSUER_MISSING", issuer=None),
    "an issuer that is a name": misshapen("ISSUER_MALFORMED", issuer="职工学分银行"),
    "no subject": misshapen("SUBJECT_MISSING", credentialSubject=None),
    "an id that is a number": misshapen("ID_MALFORMED", id=7),
    "a date without a zone": misshapen("MOMENT_MALFORMED", validFrom="2026-03-01T00:00:00"),
    "an end before the beginning": misshapen("PERIOD_REVERSED", validUntil="2026-02-01T00:00:00Z"),
    "an end of validity in the words of the old version": misshapen(
        "MEMBER_OF_OTHER_VERSION", expirationDate="2026-04-01T00:00:00Z"
    ),
    "a status entry with a number for an index": malformed(
        lambda: signed(changed(badge(), "credentialStatus/0/statusListIndex", 5)), "STATUS_ENTRY_MALFORMED", "shape"
    ),
    "a badge without its achievement": malformed(
        lambda: signed(changed(badge(), "credentialSubject", {"id": "did:example:a", "type": ["AchievementSubject"]})),
        "MEMBER_MISSING",
        "shape",
    ),
    "seventy credentials in one presentation": malformed(
        lambda: presentation(verifiableCredential=[GOOD] * 70), "ENCLOSED_TOO_MANY", "shape"
    ),
    # time
    "expired yesterday": Bad(
        make=lambda: signed(badge(valid_until=NOW - timedelta(days=1))),
        verdict="expired",
        step="time",
        code="CREDENTIAL_EXPIRED",
    ),
    "valid from tomorrow": Bad(
        make=lambda: signed(badge(valid_from=NOW + timedelta(days=1))),
        verdict="not_yet_valid",
        step="time",
        code="NOT_YET_VALID",
    ),
    "a token past its own time": Bad(
        make=lambda: token(exp=int((NOW - timedelta(days=1)).timestamp())),
        verdict="expired",
        step="time",
        code="CREDENTIAL_EXPIRED",
    ),
    # issuer
    "an issuer nobody has listed": Bad(
        make=lambda: signed(badge(issuer=msgspec.structs.replace(award().issuer, id=OTHER)), OTHER_KEY),
        verdict="unknown",
        step="issuer",
        code="ISSUER_UNKNOWN",
    ),
    "an issuer whose keys nobody knows": Bad(
        make=lambda: GOOD, verdict="unknown", step="issuer", code="CONTROLLER_UNKNOWN", given={**NOBODY, **WHOEVER}
    ),
    "signed by another institution": Bad(
        make=lambda: signed(badge(), OTHER_KEY), verdict="invalid", step="issuer", code="PROOF_NOT_OF_ISSUER"
    ),
    "signed by the learner": Bad(
        make=lambda: signed(badge(), LEARNER_KEY), verdict="invalid", step="issuer", code="PROOF_NOT_OF_ISSUER"
    ),
    "a method that the issuer does not have": Bad(
        make=lambda: signed(badge(), signer(1, f"{BANK}#key-7")), verdict="invalid", step="issuer", code="METHOD_ABSENT"
    ),
    "a method that belongs to somebody else": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="issuer",
        code="CONTROLLER_MISMATCH",
        given={"trust": trust_of(keys=(controller(BANK_KEY, controller=OTHER),))},
    ),
    "a controller document of somebody else": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="issuer",
        code="CONTROLLER_MISMATCH",
        given={"trust": Trust(), "resolve": lambda _: controller(BANK_KEY, OTHER), **WHOEVER},
    ),
    "a key that was revoked before": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="issuer",
        code="KEY_REVOKED",
        given=keyed(revoked="2026-02-01T00:00:00Z"),
    ),
    "a key that had run out before": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="issuer",
        code="KEY_EXPIRED",
        given=keyed(expires="2026-02-01T00:00:00Z"),
    ),
    "a key that leaked, whatever date the proof bears": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="issuer",
        code="KEY_COMPROMISED",
        given={"trust": trust_of(compromised=(BANK_KEY.verification_method,))},
    ),
    "a key that is for logging in only": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="issuer",
        code="PURPOSE_NOT_ALLOWED",
        given={
            "trust": trust_of(
                keys=({**without(controller(BANK_KEY), "assertionMethod"), "authentication": [f"{BANK}#key-1"]},)
            )
        },
    ),
    "a key of another form": Bad(
        make=lambda: GOOD, verdict="invalid", step="issuer", code="METHOD_MALFORMED", given=keyed(type="SecretKey")
    ),
    "an institution listed only later": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="issuer",
        code="ISSUER_NOT_LISTED_THEN",
        given={"trust": trust_of(period=Span(date(2026, 6, 1)))},
    ),
    "a bundle that brings the key along, and nobody vouches": Bad(
        make=lambda: bundle([controller(BANK_KEY)]),
        verdict="unknown",
        step="issuer",
        code="ISSUER_KEY_UNPROVEN",
        given={**NOBODY, **WHOEVER, "lists": dict},
    ),
    "a bundle of an older edition": malformed(lambda: bundle([], version=0), "BUNDLE_VERSION"),
    "a bundle without a credential": malformed(lambda: bundle([], credential=None), "BUNDLE_MALFORMED"),
    # signature
    "no proof": malformed(badge, "PROOF_MISSING", "signature"),
    "another person's name": tampered("credentialSubject/identifier/0/identityHash", "张三"),
    "another person": tampered("credentialSubject/id", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
    "a higher certificate": tampered("credentialSubject/achievement/name", "焊工一级"),
    "another achievement": tampered("credentialSubject/achievement/id", "https://bank.example/achievements/welder-1"),
    "another day of issue": tampered("validFrom", "2026-02-28T00:00:00Z"),
    "another number": tampered("id", "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0009"),
    "another type added": tampered(
        "type", ["VerifiableCredential", "AchievementCredential", "https://example.org/#Master"]
    ),
    "another place in the list": tampered("credentialStatus/0/statusListIndex", "1"),
    "another name of the issuer": tampered("issuer/name", "清华大学"),
    "another date of the proof": tampered("proof/created", "2026-03-02T00:00:00Z"),
    "the status entries left out": malformed(lambda: without(GOOD, "credentialStatus"), "SIGNATURE_WRONG", "signature"),
    "a year more of validity": malformed(
        lambda: {**GOOD, "validUntil": "2036-01-01T00:00:00Z"}, "SIGNATURE_WRONG", "signature"
    ),
    "the proof of another document": malformed(
        lambda: {**GOOD, "proof": signed(badge(number="CB2026000002"))["proof"]}, "SIGNATURE_WRONG", "signature"
    ),
    "a proof for another purpose": malformed(
        lambda: signed(badge(), purpose="authentication"), "PURPOSE_MISMATCH", "signature"
    ),
    "a proof of an impostor who calls himself the bank": malformed(
        lambda: signed(badge(), IMPOSTOR), "SIGNATURE_WRONG", "signature"
    ),
    "a proof whose own time is over": malformed(
        lambda: signed(badge(), expires=NOW - timedelta(days=1)), "PROOF_EXPIRED", "signature"
    ),
    "a suite that is not known here": malformed(
        lambda: changed(GOOD, "proof/cryptosuite", "eddsa-jcs-2099"), "SUITE_UNKNOWN", "signature"
    ),
    "a suite that is not the key's": malformed(
        lambda: changed(GOOD, "proof/cryptosuite", "ecdsa-jcs-2019"), "KEY_NOT_FOR_SUITE", "signature"
    ),
    "a proof value in the wrong letters": malformed(
        lambda: changed(GOOD, "proof/proofValue", "z0OIl"), "MULTIBASE_MALFORMED", "signature"
    ),
    "a set of two proofs, one of them wrong": malformed(
        lambda: {
            **GOOD,
            "proof": [GOOD["proof"], {**GOOD["proof"], "proofValue": GOOD["proof"]["proofValue"][:-1] + "1"}],
        },
        "SIGNATURE_WRONG",
        "signature",
    ),
    "a term without a meaning": malformed(
        lambda: {
            **changed(badge(), "credentialSubject/hobby", "chess"),
            "proof": signed(badge(), suite="eddsa-rdfc-2022")["proof"],
        },
        "TERM_DROPPED",
        "signature",
    ),
    "blank nodes that all look alike": malformed(linked_blank_nodes, "GRAPH_TOO_COMPLEX", "signature"),
    "a token without a signature": malformed(lambda: token_with_header(alg="none"), "JWT_ALGORITHM"),
    "a token of another type": malformed(lambda: token_with_header(typ="at+jwt"), "JWT_TYPE"),
    "a token in the way of version 1.1": malformed(lambda: token(vc={}), "JWT_MEMBER"),
    "a token whose issuer contradicts its document": malformed(lambda: token(iss=OTHER), "JWT_CLAIM_CONTRADICTS"),
    "a token with the signature of nobody": malformed(lambda: token()[:-86] + "A" * 86, "SIGNATURE_WRONG", "signature"),
    "a token with another payload": malformed(
        lambda: ".".join([token().split(".")[0], token(badge(number="CB2")).split(".")[1], token().split(".")[2]]),
        "SIGNATURE_WRONG",
        "signature",
    ),
}
"""Sentence → case: what is wrong is the document itself."""
