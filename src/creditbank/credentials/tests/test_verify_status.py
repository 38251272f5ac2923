"""Step 5: what lists say, whose lists count, and that what cannot be told is not valid."""

import base64
import gzip
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.jose import sign_jwt
from creditbank.credentials.tests.people import (
    BANK,
    BANK_KEY,
    CLEAN_LISTS,
    GOOD,
    INDEX,
    LEARNER,
    LEARNER_KEY,
    LISTS,
    NOW,
    TRUST,
    TRUSTED,
    badge,
    outcomes,
    signed,
    signer,
    status_list,
    verified,
    without,
)
from creditbank.credentials.tests.spoiling import changed, presentation, with_list
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.steps import verify

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=10,
)


def test_nothing_is_looked_up_for_a_document_whose_signature_is_wrong() -> None:
    asked: list[str] = []

    def status_of(url: str) -> None:
        asked.append(url)

    report = verify(
        {**GOOD, "name": "x"},
        policy=TRUSTED,
        resolve=Controllers(),
        status_of=status_of,
        now=NOW,
        trust=TRUST,
    )
    assert (report.verdict, asked) == ("invalid", [])
    assert {step.outcome for step in report.steps if step.number > 4} == {"not_checked"}


def test_an_unknown_status_passes_only_where_the_policy_lets_it() -> None:
    lenient = Policy(accept="trusted", unknown_status_allowed=True)
    report = verified(GOOD, policy=lenient, lists={})
    assert (report.verdict, outcomes(report)["status"]) == ("valid", "STATUS_UNREACHABLE")
    assert verified(GOOD, lists={}).verdict == "unknown"
    revoked = with_list(set_bits=(INDEX["revocation"],))
    assert verified(GOOD, policy=lenient, lists=revoked).verdict == "revoked"


def test_another_keeper_of_lists_must_be_named() -> None:
    keeper = "did:web:other.example"
    lists = {**CLEAN_LISTS, LISTS["revocation"]: status_list(issuer=keeper, key=signer(2, f"{keeper}#key-1"))}
    assert verified(GOOD, lists=lists).verdict == "unknown"
    assert verified(GOOD, policy=Policy(accept="trusted", status_issuers=(keeper,)), lists=lists).verdict == "valid"


def test_a_list_as_a_token_is_read() -> None:
    unsigned = without(status_list(set_bits=(INDEX["revocation"],)), "proof")
    lists = {**CLEAN_LISTS, LISTS["revocation"]: sign_jwt(unsigned, BANK_KEY)}
    assert verified(GOOD, lists=lists).verdict == "revoked"


def test_a_message_says_something_and_nothing_against_it() -> None:
    url = "https://bank.example/status/message"
    messages = [{"status": f"0x{value}", "message": text} for value, text in enumerate(["open", "printed"])]
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "message",
        "statusListIndex": "4",
        "statusListCredential": url,
        "statusMessage": messages,
    }
    unsigned = without(status_list(set_bits=(4,)), "proof")
    subject = {**unsigned["credentialSubject"], "statusPurpose": "message"}
    kept = signed({**unsigned, "id": url, "credentialSubject": subject}, created=NOW)
    report = verified(signed({**badge(), "credentialStatus": entry}), lists={url: kept})
    assert report.verdict == "valid"
    assert next(step for step in report.steps if step.name == "status").parameters == {"message": "printed"}


def legacy(bits: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """A credential of data model 1.1 with an entry in a StatusList2021, and that list."""
    url = "https://bank.example/status/2021"
    contexts = ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/vc/status-list/2021/v1"]
    document = {
        "@context": contexts,
        "id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0077",
        "type": ["VerifiableCredential"],
        "issuer": BANK,
        "issuanceDate": "2026-03-01T00:00:00Z",
        "credentialSubject": {"id": LEARNER},
        "credentialStatus": {
            "id": f"{url}#9",
            "type": "StatusList2021Entry",
            "statusPurpose": "revocation",
            "statusListIndex": "9",
            "statusListCredential": url,
        },
    }
    listed = {
        "@context": contexts,
        "id": url,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": BANK,
        "issuanceDate": "2026-11-24T00:00:00Z",
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": base64.urlsafe_b64encode(gzip.compress(bits)).rstrip(b"=").decode(),
        },
    }
    return signed(document), {url: signed(listed, created=NOW)}


def test_a_credential_of_version_1_1_with_a_list_of_2021() -> None:
    document, lists = legacy(bytes(16_384))
    assert verified(document, lists=lists).verdict == "valid"
    document, lists = legacy(b"\x00\x40" + bytes(16_382))
    assert verified(document, lists=lists).verdict == "revoked"
    ended = signed({**without(document, "proof", "credentialStatus"), "expirationDate": "2026-04-01T00:00:00Z"})
    assert verified(ended).verdict == "expired"


def test_an_unsigned_list_is_believed_against_a_credential_and_for_it_only_if_asked() -> None:
    url = "https://bank.example/revocations"
    document = signed({**badge(), "credentialStatus": {"id": url, "type": "1EdTechRevocationList"}})
    named = {"id": url, "issuer": BANK, "revokedCredential": [{"id": document["id"], "revoked": True}]}
    empty = {"id": url, "issuer": BANK, "revokedCredential": []}
    lenient = Policy(accept="trusted", unsigned_status_allowed=True)
    assert verified(document, lists={url: named}).verdict == "revoked"
    assert verified(document, lists={url: empty}).verdict == "unknown"
    assert verified(document, lists={url: empty}, policy=lenient).verdict == "valid"
    assert verified(document, lists={url: {**empty, "issuer": LEARNER}}, policy=lenient).verdict == "unknown"
    assert verified(document, lists={url: {**empty, "id": f"{url}2"}}, policy=lenient).verdict == "unknown"


def test_a_proof_that_somebody_adds_hides_no_revocation() -> None:
    lists = with_list(set_bits=(INDEX["revocation"],))
    stranger = {**GOOD["proof"], "verificationMethod": "did:web:nobody.example#key-1"}
    assert verified({**GOOD, "proof": [GOOD["proof"], stranger]}, lists=lists).verdict != "valid"
    unknown = {**stranger, "cryptosuite": "ml-dsa-2099"}
    assert verified({**GOOD, "proof": [GOOD["proof"], unknown]}, lists=lists).verdict == "revoked"


def test_a_presentation_in_place_of_a_list_is_no_list() -> None:
    lists = {**CLEAN_LISTS, LISTS["revocation"]: signed({**presentation(), "id": LISTS["revocation"]}, LEARNER_KEY)}
    assert verified(GOOD, lists=lists).verdict == "unknown"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_value_in_a_status_list_gives_no_valid_credential_but_the_right_one(data: st.DataObject) -> None:
    unsigned = without(status_list(), "proof")
    place = data.draw(
        st.sampled_from([*unsigned, *(f"credentialSubject/{one}" for one in unsigned["credentialSubject"])])
    )
    value = data.draw(JSON)
    spoilt = changed({**unsigned, "proof": status_list()["proof"]}, place, value)
    report = verified(GOOD, lists={**CLEAN_LISTS, LISTS["revocation"]: spoilt})
    assert report.verdict == ("valid" if spoilt == status_list() else "unknown")
