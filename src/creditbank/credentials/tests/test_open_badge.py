"""Open Badges as 1EdTech publishes them: their shape, their languages, their numbers, and what others make of ours."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openvc.verify import VerificationPolicy, verify_credential

from creditbank.credentials.award import Award
from creditbank.credentials.contexts import documents
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.formats import clr, endorsement, jwt, open_badge
from creditbank.credentials.formats.reading import MOST
from creditbank.credentials.formats.values import LARGEST, credits_of_number, number_of_credits
from creditbank.credentials.proofs.canonical import rdfc
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.jcs import jcs
from creditbank.credentials.proofs.jose import open_jwt
from creditbank.credentials.proofs.keys import SoftwareSigner, did_key, private_of_bytes
from creditbank.credentials.tests.format_samples import AWARD, ENDORSEMENT, GRANT, TRANSCRIPT
from creditbank.credentials.tests.strategies import awards

replace = msgspec.structs.replace
SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 24, tzinfo=UTC)

CLOSED: dict[str, set[str]] = {
    "AchievementSubject": {
        "id", "type", "activityEndDate", "activityStartDate", "creditsEarned", "achievement", "identifier", "image",
        "licenseNumber", "narrative", "result", "role", "source", "term",
    },
    "IdentityObject": {"type", "hashed", "identityHash", "identityType", "salt"},
    "IdentifierEntry": {"type", "identifier", "identifierType"},
    "EndorsementSubject": {"id", "type", "endorsementComment"},
}  # fmt: skip
"""Classes to which the JSON schema of Open Badges 3.0 (achievementcredential, 3.0.3) lets nobody add a member."""

REQUIRED: dict[str, set[str]] = {
    "OpenBadgeCredential": {"@context", "id", "type", "name", "credentialSubject", "issuer", "validFrom"},
    "EndorsementCredential": {"@context", "id", "type", "name", "credentialSubject", "issuer", "validFrom"},
    "AchievementSubject": {"type", "achievement"},
    "IdentityObject": {"type", "hashed", "identityHash", "identityType"},
    "IdentifierEntry": {"type", "identifier", "identifierType"},
    "Achievement": {"id", "type", "criteria", "description", "name"},
    "Alignment": {"type", "targetName", "targetUrl"},
    "ResultDescription": {"id", "type", "name", "resultType"},
    "Result": {"type"},
    "Evidence": {"type"},
    "Profile": {"id", "type"},
    "EndorsementSubject": {"id", "type"},
}
"""Members that the same schema asks for."""

ENUMERATED: dict[str, set[str]] = {
    "identityType": {"name", "nationalIdentityNumber"},
    "identifierType": set(),
    "achievementType": {"Certification", "Course", "LearningProgram"},
    "resultType": {"Result"},
    "targetType": {"ceterms:Credential"},
}
"""Extensible lists, and of them the words that the samples use: all else must begin with ``ext:``."""

EXTENSION = re.compile(r"ext:[a-zA-Z0-9.\-_]+")


def _nodes(value: object) -> Iterator[tuple[set[str], Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        types = value.get("type", [])
        yield set(types if isinstance(types, list) else [types]), value
        for inner in value.values():
            yield from _nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)


@pytest.mark.parametrize(
    "document",
    [open_badge.build(AWARD), open_badge.build(GRANT), clr.build(TRANSCRIPT), endorsement.build(ENDORSEMENT)],
    ids=["award", "grant", "transcript", "endorsement"],
)
def test_our_documents_have_the_published_shape(document: dict[str, Any]) -> None:
    seen: set[str] = set()
    for types, node in _nodes(document):
        seen |= types
        for name in types:
            assert REQUIRED.get(name, set()) <= node.keys(), name
            assert node.keys() <= CLOSED.get(name, node.keys()), name
        for member, words in ENUMERATED.items():
            said = node.get(member)
            assert said is None or said in words or EXTENSION.fullmatch(said), said
        assert not {"endorsementJwt", "jti"} & node.keys()
        assert all(value not in ("", [], {}, None) for value in node.values())
    assert seen & {"OpenBadgeCredential", "EndorsementCredential", "ClrCredential"}


def _bare(award: Award) -> Award:
    return replace(
        award,
        extra={},
        holder=replace(award.holder, extra={}),
        issuer=replace(award.issuer, extra={}),
        achievement=replace(award.achievement, extra={}),
    )


@settings(max_examples=40, deadline=None)
@given(awards())
def test_the_published_contexts_define_every_term_we_write(award: Award) -> None:
    """In safe mode a term that no context defines raises; so nothing we say is left out of what is signed."""
    document = open_badge.build(_bare(award))
    assert document["@context"] == list(open_badge.CONTEXTS)
    quads = rdfc(document)
    for text in (award.achievement.name["zh"], award.achievement.name["en"], award.issuer.name["en"]):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        assert f'"{escaped}"' in quads


def test_no_fact_of_a_transcript_or_grant_is_dropped_either() -> None:
    assert "Mechatronics" in rdfc(clr.build(TRANSCRIPT))
    assert "demo-electrician-to-ee204" in rdfc(open_badge.build(GRANT))
    assert ENDORSEMENT.comment in rdfc(endorsement.build(ENDORSEMENT))
    with pytest.raises(DocumentRefused):
        rdfc(open_badge.build(AWARD) | {"unheardOf": "x"})


@pytest.mark.parametrize(
    ("credits_", "json", "quad"),
    [
        (600, b"6", "6"),
        (0, b"0", "0"),
        (10, b"0.1", "1.0E-1"),
        (30, b"0.3", "3.0E-1"),
        (110, b"1.1", "1.1E0"),
        (1_250, b"12.5", "1.25E1"),
        (LARGEST, b"100000000000", "100000000000"),
    ],
)
def test_credits_are_the_same_number_in_both_canonical_forms(credits_: int, json: bytes, quad: str) -> None:
    document = open_badge.build(replace(AWARD, credits=credits_))
    assert b'"creditsEarned":' + json + b"," in jcs(document)
    assert f'#creditsEarned> "{quad}"^^' in rdfc(document)
    assert open_badge.parse(msgspec.json.decode(jcs(document))).credits == credits_


def test_every_hundredth_survives_the_number_it_is_written_as() -> None:
    for credits_ in [*range(20_000), *range(10**9 - 999, 10**9), *range(LARGEST - 999, LARGEST + 1)]:
        number = msgspec.json.decode(msgspec.json.encode(number_of_credits(credits_)))
        assert credits_of_number(number, "") == credits_


@pytest.mark.parametrize("credits_", [-1, LARGEST + 1])
def test_credits_that_no_number_holds_are_not_written(credits_: int) -> None:
    with pytest.raises(CredentialError, match="CREDITS_OUT_OF_RANGE"):
        open_badge.build(replace(AWARD, credits=credits_))


def test_a_digest_that_is_none_is_not_written() -> None:
    broken = replace(AWARD, evidence=(replace(AWARD.evidence[0], sha256="beef"),))
    with pytest.raises(CredentialError, match="DIGEST_MALFORMED"):
        open_badge.build(broken)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_are_none_are_refused_wherever_they_stand(number: float) -> None:
    document = open_badge.build(AWARD)
    for changed in (
        {**document, "termsOfUse": [{"x": number}]},
        {**document, "credentialSubject": {"creditsEarned": number}},
    ):
        with pytest.raises(DocumentRefused, match="NUMBER_NOT_FINITE") as refused:
            open_badge.parse(changed)
        assert refused.value.parameters["path"] in {"/termsOfUse/0/x", "/credentialSubject/creditsEarned"}


@pytest.mark.parametrize("part", [{"termsOfUse": ["\ud800"]}, {"\udfff": 1}])
def test_halves_of_letters_are_refused_wherever_they_stand(part: dict[str, Any]) -> None:
    with pytest.raises(DocumentRefused, match="TEXT_NOT_UNICODE"):
        open_badge.parse(open_badge.build(AWARD) | part)


def test_a_document_of_very_many_values_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="CREDENTIAL_TOO_LARGE"):
        open_badge.parse(open_badge.build(AWARD) | {"termsOfUse": [0] * MOST})


def _foreign(name: str) -> Award:
    return open_badge.parse(msgspec.json.decode((SAMPLES / "open_badge" / name).read_bytes()))


def test_a_full_foreign_badge_gives_its_facts() -> None:
    award = _foreign("foreign_full.json")
    assert award.valid_from == datetime(2020, 1, 1, tzinfo=UTC)
    assert award.earned_on == date(2019, 12, 30)
    assert (award.credits, award.hours, award.number) == (4_200, None, "A-9")
    assert award.original_issuer == "Welding department"
    assert [(result.name, result.value, result.scale) for result in award.results] == [
        ("Grade", "A", "D/C/B/A"),
        ("Rubric", "Mastered", ""),
        ("Score", "87", "0–100"),
        ("", "Completed", ""),
    ]
    assert award.holder.name == "Wang Wei"
    assert award.holder.identity_hash == ""  # it is of an e-mail address, not of an identity number
    assert [alignment.type for alignment in award.achievement.alignments] == ["CFItem", "CTDL"]
    assert [evidence.name for evidence in award.evidence] == ["Portfolio", ""]
    assert award.statuses == ()
    assert award.achievement.extra["fieldOfStudy"] == "Metal"
    assert award.issuer.extra["email"] == "office@school.example"
    assert award.holder.extra["image"]["type"] == "Image"


def test_a_badge_of_data_model_1_1_gives_its_facts() -> None:
    award = _foreign("foreign_1_1.json")
    assert (award.valid_from.year, award.valid_until and award.valid_until.year) == (2010, 2040)
    assert (award.issuer.id, award.issuer.name["zh"], award.holder.id) == ("did:example:issuer", "", "")
    assert award.extra["issuer"] == "did:example:issuer"


def test_a_badge_in_many_languages_is_read_in_two() -> None:
    award = _foreign("foreign_languages.json")
    assert award.achievement.name == {"zh": "焊接", "en": "Welding"}
    assert award.achievement.description == {"zh": "Soudure", "en": "Soudure"}
    assert award.issuer.name == {"zh": "学校", "en": "School"}  # not the middle name of a person
    assert award.credits is None  # a third of a credit is finer than any unit here
    assert [status.index for status in award.statuses] == [4]


PRIVATE = private_of_bytes("Ed25519", bytes(range(32)))
DID = did_key(PRIVATE.public)
SIGNER = SoftwareSigner(f"{DID}#{DID.removeprefix('did:key:')}", PRIVATE)
OURS = replace(AWARD.issuer, id=DID)


def _issued(award: Award) -> dict[str, Any]:
    ours = replace(award, issuer=OURS)
    return add_proof(open_badge.build(ours), SIGNER, suite="eddsa-rdfc-2022", created=datetime(2026, 9, 2, tzinfo=UTC))


@pytest.mark.parametrize("award", [AWARD, GRANT], ids=["award", "grant"])
def test_openbadgeslib_verifies_our_badge_without_knowing_us(award: Award) -> None:
    verifier = OB3LdpVerifier.for_issuer_did(DID)
    assert verifier.verify(_issued(award)).achievement.name == award.achievement.name["zh"]
    forged = _issued(award)
    forged["credentialSubject"]["creditsEarned"] = 99
    with pytest.raises(Exception, match="signature"):
        verifier.verify(forged)


@pytest.mark.parametrize(
    "document",
    [
        open_badge.build(replace(AWARD, issuer=OURS)),
        open_badge.build(replace(GRANT, issuer=OURS)),
        endorsement.build(replace(ENDORSEMENT, issuer=OURS)),
    ],
    ids=["award", "grant", "endorsement"],
)
def test_openvc_verifies_what_we_issue_with_the_published_contexts(document: dict[str, Any]) -> None:
    """No transcript: openvc asks for the compacted form, into which the CLR context itself brings nobody's ``achievement``."""
    known = {open_badge.BADGES: documents.load(open_badge.BADGES)}
    policy = VerificationPolicy(require_status=False)
    signed = add_proof(document, SIGNER, suite="eddsa-rdfc-2022", created=datetime(2026, 9, 2, tzinfo=UTC))
    assert verify_credential(signed, policy=policy, extra_contexts=known).issuer == DID


def test_a_token_of_an_award_opens_and_reads_back() -> None:
    ours = replace(AWARD, issuer=OURS)
    token = jwt.sign(ours, SIGNER, at=datetime(2026, 9, 2, tzinfo=UTC))
    document, result = open_jwt(token, Controllers(), now=NOW)
    assert result.passed, result
    assert open_badge.parse(document) == ours == jwt.parse(token)
    claims = jwt.claims_of(token)
    assert {name: claims[name] for name in ("iss", "jti", "sub", "nbf", "exp")} == {
        name: jwt.build(ours)[name] for name in ("iss", "jti", "sub", "nbf", "exp")
    }


def test_a_transcript_can_enclose_credentials_as_they_were_issued() -> None:
    issued = _issued(AWARD)
    document = clr.build(TRANSCRIPT, signed={AWARD.id: issued})
    first, second = document["credentialSubject"]["verifiableCredential"]
    assert first == issued
    assert "proof" not in second
    again = clr.parse(document)
    assert [award.number for award in again.awards] == [AWARD.number, GRANT.number]
    assert clr.build(again) == document
