"""Credentials of awards, conversions and transcripts: issued by who may, verified by a stranger, and what befalls them later."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import uuid4

import pytest

from creditbank.audit.errors import RequestConflict
from creditbank.bank.errors import NotAllowedNow, NotFound
from creditbank.bank.issue import issue, issue_line, issue_transcript
from creditbank.credentials import keyring
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.formats import clr, jwt, open_badge
from creditbank.credentials.issued import of_learner
from creditbank.credentials.models import Credential
from creditbank.people.errors import Forbidden
from creditbank.people.models import Learner
from creditbank.rules.definitions import Shape
from tests.people import CENTRE, City, nine_on
from tests.scenarios.desk import Desk
from tests.scenarios.issuing import (
    APRIL,
    JUNE,
    PLACE,
    SEPTEMBER,
    course_for_two,
    everything,
    graduate,
    rank_of,
    report,
    said,
    skill_of,
    studying,
    verdicts,
    with_keys,
)

SCHOOL = "craftsman-college"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return course_for_two()


@pytest.fixture(scope="module")
def city(city: City) -> City:
    return with_keys(city)


# Issuing.


def test_a_credential_of_an_award_is_valid_for_a_stranger_and_says_what_was_certified(desk: Desk) -> None:
    award = skill_of(desk)
    row = issue(desk.call("li", APRIL), award_id=award.pk)
    found = report(row, nine_on(APRIL))
    assert (found.verdict, found.issuer) == ("valid", keyring.did_of(CENTRE))
    facts = open_badge.parse(said(row))
    assert facts.number == award.number
    assert (facts.holder.name, facts.holder.number) == ("李建国", award.learner.number)
    assert facts.achievement.kind == "occupational_skill_certificate"
    assert (facts.achievement.level, facts.achievement.level_scale) == ("3", "occupational_skill")
    aligned = [(one.code, one.name) for one in facts.achievement.alignments]
    assert aligned == [("6-18-01-01", "车工"), ("3", "三级/高级工")]
    assert facts.achievement.name == {"zh": award.achievement.name_zh, "en": award.achievement.name_en}
    assert (facts.credits, facts.earned_on) == (award.bank_credits, date(2024, 5, 6))
    assert facts.valid_until == datetime.fromisoformat("2027-05-06T00:00:00+08:00")
    assert [(one.name, one.value) for one in facts.results] == [("理论成绩", "88")]
    assert facts.evidence[0].name == "证书扫描件"
    assert facts.original_issuer == award.issuer
    assert "学分银行" in facts.clause or "认定" in facts.clause
    assert [status.purpose for status in facts.statuses] == ["revocation", "suspension"]


def test_what_is_kept_is_what_was_signed(desk: Desk) -> None:
    award = rank_of(desk)
    row = issue(desk.call("li", APRIL), award_id=award.pk)
    assert row.sha256 == hashlib.sha256(row.document.encode()).hexdigest()
    assert said(row)["id"] == row.pk.urn
    assert (row.kind, row.subject, row.issuer_id, row.learner_id) == ("award", award.pk, CENTRE, desk.learner("li"))
    assert row.number.startswith("VC-")
    assert list(row.sources.values_list("sort", "source")) == [("award", award.pk)]


def test_neither_the_identity_number_nor_a_file_name_nor_the_papers_number_is_in_it(desk: Desk) -> None:
    award = rank_of(desk)
    row = issue(desk.call("li", APRIL), award_id=award.pk)
    learner = Learner.objects.get(pk=award.learner_id)
    paper = award.deposit
    for secret in (learner.identity_number, "19850601", paper.details["certificate_number"], paper.evidence[0]["name"]):
        assert secret not in row.document


def test_one_holder_has_one_opaque_id_and_another_has_another(desk: Desk) -> None:
    first, second = rank_of(desk), skill_of(desk)
    other = rank_of(desk, "zhang")
    rows = [issue(desk.call("sun", APRIL), award_id=one.pk) for one in (first, second, other)]
    ids = [said(row)["credentialSubject"]["id"] for row in rows]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith("urn:uuid:")


@pytest.mark.parametrize("who", ["li", "wu", "wang", "chen", "sun"])
def test_it_is_issued_for_the_learner_the_certifying_body_and_the_bank_centre(desk: Desk, who: str) -> None:
    assert issue(desk.call(who, APRIL), award_id=rank_of(desk).pk).live


@pytest.mark.parametrize(
    ("who", "code"),
    [("zhang", "OTHER_LEARNER"), ("lin", "OTHER_INSTITUTION"), ("zhao", "OTHER_INSTITUTION"), ("zhou", "ROLE_MISSING")],
)
def test_nobody_else_may(desk: Desk, who: str, code: str) -> None:
    with pytest.raises(Forbidden, match=code):
        issue(desk.call(who, APRIL), award_id=rank_of(desk).pk)
    assert not Credential.objects.exists()


def test_the_one_in_force_is_given_again_and_the_same_request_gives_the_same(desk: Desk) -> None:
    award = rank_of(desk)
    request = uuid4()
    first = issue(desk.call("li", APRIL, request), award_id=award.pk)
    assert issue(desk.call("chen", JUNE), award_id=award.pk) == first
    assert issue(desk.call("li", APRIL, request), award_id=award.pk) == first
    assert Credential.objects.count() == 1
    with pytest.raises(RequestConflict):
        issue(desk.call("li", APRIL, request), award_id=award.pk, renew=True)


def test_a_renewed_one_takes_the_place_of_the_old_which_is_revoked(desk: Desk) -> None:
    award = rank_of(desk)
    old = issue(desk.call("li", APRIL), award_id=award.pk)
    new = issue(desk.call("li", JUNE), award_id=award.pk, renew=True)
    old.refresh_from_db()
    assert (old.live, old.superseded_by_id, new.live) == (False, new.pk, True)
    assert verdicts([old, new], JUNE) == ["revoked", "valid"]


def test_a_token_stands_beside_the_document_and_has_bits_of_its_own(desk: Desk) -> None:
    award = rank_of(desk)
    badge = issue(desk.call("li", APRIL), award_id=award.pk)
    token = issue(desk.call("li", APRIL), award_id=award.pk, format="jwt")
    assert verdicts([badge, token], APRIL) == ["valid", "valid"]
    assert {status.index for status in jwt.parse(token.document).statuses}.isdisjoint(
        {status.index for status in open_badge.parse(said(badge)).statuses}
    )
    with pytest.raises(CredentialError, match="CREDENTIAL_FORMAT_UNKNOWN"):
        issue(desk.call("li", APRIL), award_id=award.pk, format="picture")


def test_without_a_key_nothing_is_issued(desk: Desk) -> None:
    (key,) = keyring.keys_of(CENTRE)
    keyring.revoke_key(
        request_id=uuid4(), actor=desk.city.actor("sun", APRIL), key_id=key.pk, at=nine_on(APRIL), reason="泄露"
    )
    with pytest.raises(CredentialError, match="ISSUER_KEY_MISSING"):
        issue(desk.call("li", APRIL), award_id=rank_of(desk).pk)
    assert not Credential.objects.exists()


def test_what_was_signed_before_its_key_was_replaced_stays_valid(desk: Desk) -> None:
    old = issue(desk.call("li", APRIL), award_id=rank_of(desk).pk)
    keyring.rotate_key(request_id=uuid4(), actor=desk.city.actor("sun", JUNE), institution=CENTRE, at=nine_on(JUNE))
    new = issue(desk.call("li", SEPTEMBER), award_id=skill_of(desk).pk)
    assert old.key_id != new.key_id
    assert verdicts([old, new], SEPTEMBER) == ["valid", "valid"]


def test_what_does_not_exist_is_not_issued(desk: Desk) -> None:
    for verb, name in ((issue, "award_id"), (issue_line, "line_id"), (issue_transcript, "enrolment_id")):
        with pytest.raises(NotFound):
            verb(desk.call("sun", APRIL), **{name: uuid4()})  # type: ignore[operator]


# Conversions and transcripts.


def test_a_final_line_gives_a_credential_of_the_school_that_names_what_paid_for_it(desk: Desk) -> None:
    rank, training, _, line = studying(desk)
    paid = issue(desk.call("li", JUNE), award_id=rank.pk)
    (row,) = issue_line(desk.call("zhao", JUNE), line_id=line.pk)
    found = report(row, nine_on(JUNE))
    assert (found.verdict, found.issuer) == ("valid", keyring.did_of(SCHOOL))
    facts = open_badge.parse(said(row))
    assert facts.granted is not None
    assert (facts.granted.programme_code, facts.granted.year, facts.granted.target) == (PLACE, 2025, "CR-1")
    assert (facts.granted.rule, facts.granted.rule_hash) == (line.rule, line.rule_hash)
    assert set(facts.granted.sources) == {paid.pk.urn, training.pk.urn}
    assert (facts.credits, facts.earned_on) == (300, line.final_on)
    assert set(row.sources.values_list("sort", "source")) == {
        ("line", line.pk), ("award", rank.pk), ("award", training.pk),
    }  # fmt: skip


def test_a_line_is_issued_once_and_renewed_on_demand(desk: Desk) -> None:
    *_, line = studying(desk)
    request = uuid4()
    (first,) = issue_line(desk.call("zhao", JUNE, request), line_id=line.pk)
    assert issue_line(desk.call("li", JUNE), line_id=line.pk) == [first]
    assert issue_line(desk.call("zhao", JUNE, request), line_id=line.pk) == [first]
    (second,) = issue_line(desk.call("zhao", SEPTEMBER), line_id=line.pk, renew=True)
    assert verdicts([first, second], SEPTEMBER) == ["revoked", "valid"]


def test_only_a_final_line_is_issued_and_by_its_school(desk: Desk) -> None:
    rank_of(desk)
    desk.award("li", "training_certificate", date(2025, 5, 6), training="编程", hours=32)
    (line,) = desk.apply(desk.enrol("li", PLACE, date(2025, 9, 1)), APRIL)
    with pytest.raises(NotAllowedNow, match="LINE_STATE"):
        issue_line(desk.call("zhao", APRIL), line_id=line.pk)
    with pytest.raises(Forbidden, match="OTHER_INSTITUTION"):
        issue_line(desk.call("chen", APRIL), line_id=line.pk)


def test_a_transcript_holds_what_was_granted_and_what_was_studied(desk: Desk) -> None:
    rank, training, enrolment, line = graduate(desk)
    (enclosed,) = issue_line(desk.call("zhao", JUNE), line_id=line.pk)
    row = issue_transcript(desk.call("zhao", JUNE), enrolment_id=enrolment.pk)
    assert verdicts([row], JUNE) == ["valid"]
    facts = clr.parse(said(row))
    assert (facts.number, facts.programme_code, facts.year) == (row.number, PLACE, 2025)
    assert (facts.earned, facts.required) == (500, 500)
    assert [award.achievement.code for award in facts.awards] == ["CR-1", "CR-2"]
    assert [award.granted is not None for award in facts.awards] == [True, False]
    assert said(enclosed) in said(row)["credentialSubject"]["verifiableCredential"]
    assert {one.type for one in facts.associations} == {"isPartOf"}
    assert set(row.sources.values_list("source", flat=True)) == {rank.pk, training.pk, line.pk}


def test_transcripts_stand_beside_each_other_as_of_their_days(desk: Desk) -> None:
    _, _, enrolment, _ = studying(desk)
    request = uuid4()
    rows = [
        issue_transcript(desk.call("li", JUNE, request), enrolment_id=enrolment.pk),
        issue_transcript(desk.call("li", SEPTEMBER), enrolment_id=enrolment.pk),
    ]
    assert issue_transcript(desk.call("li", JUNE, request), enrolment_id=enrolment.pk) == rows[0]
    assert verdicts(rows, SEPTEMBER) == ["valid", "valid"]
    assert len({row.number for row in rows}) == 2


def test_the_learner_sees_his_own(desk: Desk) -> None:
    rows: Sequence[Credential] = everything(desk, studying(desk))
    assert {row.pk for row in of_learner(desk.learner("li"))} == {row.pk for row in rows}
    assert of_learner(desk.learner("zhang")) == []
