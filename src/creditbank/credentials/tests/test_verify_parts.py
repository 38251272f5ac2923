"""Presentations and transcripts: who shows what, and that each credential inside stands by itself."""

import time
from copy import deepcopy

import msgspec

from creditbank.credentials.award import Transcript
from creditbank.credentials.formats import clr
from creditbank.credentials.proofs.envelopes import envelope
from creditbank.credentials.proofs.jose import sign_jwt
from creditbank.credentials.tests.people import (
    BANK,
    GOOD,
    INDEX,
    ISSUED,
    LEARNER,
    LEARNER_KEY,
    award,
    badge,
    outcomes,
    signed,
    verified,
    without,
)
from creditbank.credentials.tests.spoiling import linked_blank_nodes, presentation, token, with_list
from creditbank.credentials.verify.policy import Policy

ANYONE = Policy(accept="any")


def test_a_presentation_shows_credentials_and_each_stands_by_itself() -> None:
    policy = Policy(accept="trusted", challenge="8f2c", domain="employer.example", holder=LEARNER)
    report = verified(presentation(), policy=policy)
    assert report.verdict == "valid", outcomes(report)
    assert [part.verdict for part in report.parts] == ["valid"]
    revoked = with_list(set_bits=(INDEX["revocation"],))
    assert verified(presentation(), policy=policy, lists=revoked).verdict == "revoked"
    assert verified(presentation(without(GOOD, "proof")), policy=policy).verdict == "invalid"


def test_a_presentation_may_hold_tokens_and_be_one() -> None:
    whole = without(presentation(envelope(token())), "proof")
    assert verified(presentation(envelope(token()))).verdict == "valid"
    policy = Policy(accept="trusted", challenge="8f2c", domain="employer.example")
    answer = sign_jwt(whole, LEARNER_KEY, kind="vp", challenge="8f2c", domain="employer.example")
    report = verified(answer, policy=policy)
    assert (report.verdict, [part.form for part in report.parts]) == ("valid", ["jwt"]), outcomes(report)
    stale = sign_jwt(whole, LEARNER_KEY, kind="vp", challenge="old", domain="employer.example")
    assert verified(stale, policy=policy).verdict == "invalid"


def test_whoever_shows_his_own_credential_is_named_as_holder() -> None:
    own = signed(badge(issuer=msgspec.structs.replace(award().issuer, id=LEARNER), statuses=()), LEARNER_KEY)
    assert verified(presentation(own), policy=ANYONE).verdict == "valid"
    unnamed = signed(without(presentation(own), "holder", "proof"), LEARNER_KEY, purpose="authentication")
    report = verified(unnamed, policy=ANYONE)
    assert report.failed is not None
    assert report.failed.code == "SELF_ASSERTED_WITHOUT_HOLDER"


def test_a_transcript_stands_with_the_credentials_signed_inside_it() -> None:
    inner = award()
    transcript = Transcript(
        id="urn:uuid:9c9a36f8-518f-4976-a934-6649502d0099",
        number="CB2026000099",
        holder=inner.holder,
        issuer=inner.issuer,
        name={"zh": "成绩单", "en": "Transcript"},
        valid_from=ISSUED,
        awards=(inner,),
    )
    document = signed(clr.build(transcript, signed={inner.id: GOOD}))
    report = verified(document)
    assert (report.verdict, len(report.parts)) == ("valid", 1), outcomes(report)
    assert verified(document, lists=with_list(set_bits=(INDEX["revocation"],))).verdict == "revoked"
    spoilt = deepcopy(GOOD)
    spoilt["credentialSubject"]["achievement"]["name"] = "焊工一级"
    assert verified(signed(clr.build(transcript, signed={inner.id: spoilt}))).verdict == "invalid"


def test_what_the_holder_signed_passes_for_no_credential() -> None:
    for types in (
        ["VerifiableCredential", "VerifiablePresentation"],
        ["AchievementCredential", "VerifiablePresentation"],
    ):
        document = signed({**badge(), "type": types}, LEARNER_KEY, purpose="authentication")
        report = verified(document)
        assert report.facts is None
        assert report.issuer != BANK
        assert report.verdict == "invalid" or report.presents


def test_a_presentation_in_a_credentials_token_is_refused() -> None:
    whole = without(presentation(), "proof", "holder")
    report = verified(sign_jwt(whole, LEARNER_KEY), policy=Policy(accept="trusted", challenge="8f2c"))
    assert (report.verdict, report.failed and report.failed.code) == ("invalid", "TYPE_WRONG")


def test_a_presentation_inside_a_presentation_is_refused() -> None:
    inner = without(presentation(), "proof")
    outer = presentation(envelope(sign_jwt({**inner, "verifiableCredential": []}, LEARNER_KEY, kind="vp"), kind="vp"))
    assert verified(outer).verdict == "invalid"


def test_who_asks_a_question_takes_no_bare_credential_for_an_answer() -> None:
    report = verified(GOOD, policy=Policy(accept="trusted", challenge="8f2c"))
    assert (report.verdict, report.failed and report.failed.code) == ("invalid", "HOLDER_NOT_PROVEN")
    empty = presentation(verifiableCredential=[])
    assert verified(empty).verdict == "valid"
    report = verified(empty, policy=Policy(accept="trusted", types=("AchievementCredential",)))
    assert (report.verdict, report.failed and report.failed.code) == ("invalid", "NOTHING_SHOWN")


def test_sixty_four_tangled_credentials_take_no_longer_than_a_few() -> None:
    tangled = [linked_blank_nodes(8 + number % 6) for number in range(64)]
    began = time.monotonic()
    report = verified(presentation(verifiableCredential=tangled))
    assert time.monotonic() - began < 20.0  # a minute and more, were each given the work of one
    assert report.verdict == "invalid"
    assert {part.failed.code for part in report.parts if part.failed} == {"GRAPH_TOO_COMPLEX"}
