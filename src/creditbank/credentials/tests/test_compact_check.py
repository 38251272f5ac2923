"""Checking a claim set from a QR code: each step tells what is wrong, and what paper cannot know is not claimed."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from creditbank.credentials.award import Party
from creditbank.credentials.compact import Claims, award_of, check, pack, unpack
from creditbank.credentials.compact_form import folded, message_of, text_of
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.keys import SoftwareSigner, did_key_signer, generate, private_of_bytes
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.credentials.tests.compact_samples import (
    AT,
    GOOD,
    KEY,
    NOW,
    RESOLVE,
    SIGNER,
    checked,
    controller,
    lists,
    outcome,
)
from creditbank.credentials.tests.paper_samples import (
    DID,
    ISSUER,
    award,
)
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import ACCREDITATION, SIGNATURE, STATUS, TIME
from creditbank.credentials.verify.report import ISSUER as ISSUER_STEP
from creditbank.credentials.verify.trust import Accreditation, Institution, Span, Trust


def test_without_a_list_the_signature_is_valid_and_the_status_unknown() -> None:
    result = checked(GOOD)
    assert result.signature_valid
    assert result.verdict == "unknown"
    assert result.as_of == NOW
    step = result.steps[STATUS]
    assert (step.outcome, step.code) == ("not_checked", "COMPACT_STATUS_OFFLINE")
    assert step.parameters["as_of"] == text_of_moment(NOW)
    assert step.parameters["urls"] == sorted(status.list_url for status in award().statuses)


def test_with_the_lists_it_is_valid_and_every_step_is_told() -> None:
    result = checked(GOOD, status_of=lists())
    assert result.verdict == "valid"
    assert [step.outcome for step in result.steps[:6]] == ["passed"] * 6
    assert result.facts == award_of(unpack(GOOD))
    assert result.issuer_name == ISSUER.name


STANDING = {
    "revoked": (lists(revoked=(104_233,)), "revoked", "STATUS_REVOKED"),
    "suspended": (lists(suspended=(88_017,)), "suspended", "STATUS_SUSPENDED"),
    "others are revoked": (lists(revoked=(104_232, 104_234, 88_017), suspended=(104_233,)), "valid", ""),
    "the list is of another day": (lists(validUntil=text_of_moment(NOW - timedelta(minutes=1))), "unknown", "STATUS_LIST_STALE"),
    "no list is at hand": (lambda url: None, "unknown", "STATUS_UNREACHABLE"),
    "the list is nobody's": (lambda url: {**lists()(url), "proof": None}, "unknown", "STATUS_LIST_UNPROVEN"),
}  # fmt: skip


@pytest.mark.parametrize(("status_of", "verdict", "code"), STANDING.values(), ids=STANDING.keys())
def test_a_list_at_hand_tells_the_status(status_of: Any, verdict: str, code: str) -> None:
    result = checked(GOOD, status_of=status_of)
    assert result.verdict == verdict
    assert result.steps[STATUS].code == code


def test_a_claim_set_that_names_no_list_is_never_more_than_unknown() -> None:
    result = checked(pack(award(statuses=()), SIGNER, at=AT), status_of=lists())
    assert (result.verdict, result.steps[STATUS].code) == ("unknown", "COMPACT_STATUS_UNNAMED")


def test_a_verifier_may_say_that_he_can_do_without_the_status() -> None:
    policy = Policy(accept="trusted", unknown_status_allowed=True)
    assert checked(GOOD, policy=policy).verdict == "valid"


def test_anyone_can_sign_and_is_not_believed_for_that() -> None:
    forger = did_key_signer(generate("Ed25519"))
    did = forger.verification_method.partition("#")[0]
    forged = pack(award(issuer=Party(id=did, name=ISSUER.name)), forger, at=AT)
    result = checked(forged, status_of=lists())
    assert result.signature_valid
    assert (result.verdict, outcome(result, ISSUER_STEP)) == ("unknown", ("failed", "ISSUER_UNKNOWN"))
    assert check(GOOD, RESOLVE, now=NOW).verdict == "unknown", "without a list of trust nobody is trusted"


def test_an_empty_policy_and_a_moment_without_zone_are_the_callers_mistakes() -> None:
    with pytest.raises(CredentialError, match="POLICY_EMPTY"):
        checked(GOOD, policy=Policy())
    with pytest.raises(CredentialError, match="MOMENT_WITHOUT_ZONE"):
        checked(GOOD, now=datetime(2027, 1, 1))  # noqa: DTZ001 - that is the point


OTHER = SoftwareSigner(SIGNER.verification_method, generate("Ed25519"))
P256 = SoftwareSigner(SIGNER.verification_method, generate("P-256"))
ACCREDITED = Accreditation(kinds=("patent",), period=Span(date(2020, 1, 1)))
WRONG: Mapping[str, tuple[dict[str, Any], int, str, str]] = {
    "the issuer is not known": ({"resolve": Controllers()}, ISSUER_STEP, "CONTROLLER_UNKNOWN", "unknown"),
    "another key under the same name": ({"resolve": Controllers([controller(OTHER)])}, SIGNATURE, "SIGNATURE_WRONG", "invalid"),
    "a key of another algorithm": ({"resolve": Controllers([controller(P256)])}, SIGNATURE, "SIGNATURE_WRONG", "invalid"),
    "the key is not in the document": (
        {"resolve": Controllers([controller(SoftwareSigner(f"{DID}#other", KEY))])}, ISSUER_STEP, "METHOD_ABSENT", "invalid"),
    "the key may not assert": (
        {"resolve": Controllers([controller() | {"assertionMethod": []}])}, ISSUER_STEP, "PURPOSE_NOT_ALLOWED", "invalid"),
    "the key was over before it signed": (
        {"resolve": Controllers([controller(expires="2026-03-01T00:00:00Z")])}, ISSUER_STEP, "KEY_EXPIRED", "invalid"),
    "the key was revoked before it signed": (
        {"resolve": Controllers([controller(revoked="2026-03-01T00:00:00Z")])}, ISSUER_STEP, "KEY_REVOKED", "invalid"),
    "the document is of somebody else": (
        {"resolve": lambda url: controller() | {"id": "did:web:else.example"}}, ISSUER_STEP, "CONTROLLER_MISMATCH", "invalid"),
    "the document holds nonsense": (
        {"resolve": lambda url: {"id": DID, "verificationMethod": [None, 7, {"id": 7}], "assertionMethod": 7}},
        ISSUER_STEP, "METHOD_ABSENT", "invalid"),
    "the private key leaked": (
        {"trust": Trust((Institution(id=DID, name=ISSUER.name, compromised=(SIGNER.verification_method,)),))},
        ISSUER_STEP, "KEY_COMPROMISED", "invalid"),
    "the institution is not accredited for the kind": (
        {"trust": Trust((Institution(id=DID, name=ISSUER.name, accreditations=(ACCREDITED,)),))},
        ACCREDITATION, "ISSUER_NOT_ACCREDITED", "invalid"),
    "it is over": ({"now": datetime(2036, 3, 2, tzinfo=UTC)}, TIME, "CREDENTIAL_EXPIRED", "unknown"),
    "it does not hold yet": ({"now": datetime(2026, 3, 1, tzinfo=UTC)}, TIME, "NOT_YET_VALID", "unknown"),
    "the policy wants another issuer": (
        {"policy": Policy(accept="named", issuers=("did:web:b",), unknown_status_allowed=True)}, 8, "ISSUER_NOT_ACCEPTED", "invalid"),
    "the policy wants the holder bound": (
        {"policy": Policy(accept="trusted", holder="did:key:z6Mk", unknown_status_allowed=True)}, 7, "HOLDER_DIFFERS", "invalid"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "number", "code", "verdict"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_at_its_step(changes: dict[str, Any], number: int, code: str, verdict: str) -> None:
    result = checked(GOOD, **{"status_of": lists()} | changes)
    assert outcome(result, number) == ("failed", code)
    assert result.verdict == verdict


@pytest.mark.parametrize(
    "ended", [controller(expires="2026-12-31T00:00:00Z"), controller(revoked="2026-12-31T00:00:00Z")]
)
def test_a_key_that_ended_after_it_signed_leaves_the_code_valid(ended: dict[str, Any]) -> None:
    resolve = Controllers([ended])
    assert (
        checked(GOOD, resolve=resolve, policy=Policy(accept="trusted", unknown_status_allowed=True)).verdict == "valid"
    )


def test_a_signature_over_something_else_is_no_claim_set() -> None:
    claims = unpack(GOOD)
    content = folded(claims)
    for message in (content, b"\x01" + content, message_of("P-256", content)):
        assert not checked(text_of("Ed25519", SIGNER.sign(message), content)).signature_valid


def test_one_key_does_not_speak_for_another_institution() -> None:
    claims = msgspec.structs.replace(unpack(GOOD), issuer="did:web:other.example")
    content = folded(claims)
    text = text_of("Ed25519", SIGNER.sign(message_of("Ed25519", content)), content)
    other = {"id": "did:web:other.example", "verificationMethod": controller()["verificationMethod"],
             "assertionMethod": controller()["assertionMethod"]}  # fmt: skip
    result = checked(
        text, resolve=Controllers([other]), trust=Trust((Institution(id="did:web:other.example", name=ISSUER.name),))
    )
    assert not result.signature_valid


def test_the_code_printed_in_the_documentation_is_still_read() -> None:
    page = (Path(__file__).parents[4] / "docs" / "credentials-offline-qr.md").read_text(encoding="utf-8")
    text = next(line.strip() for line in page.splitlines() if line.startswith("    CB1:"))
    key = SoftwareSigner(f"{DID}#key-2026", private_of_bytes("Ed25519", bytes(range(32))))
    assert key.public.multibase() in page
    result = checked(text, resolve=Controllers([controller(key)]))
    assert result.signature_valid
    assert result.facts == award_of(unpack(pack(award(), key, at=AT)))


def test_over_is_told_without_a_list_too() -> None:
    assert checked(GOOD, now=datetime(2036, 3, 2, tzinfo=UTC)).verdict == "expired"


def test_claims_are_plain_facts() -> None:
    assert isinstance(unpack(GOOD), Claims)
    assert msgspec.json.encode(unpack(GOOD))
