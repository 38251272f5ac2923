"""From a claim to an award: drafts, corrections, refusals, appeals, rulings, shared papers."""

from datetime import date

import pytest

from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.certify import certify
from creditbank.bank.deposit import accept, deposit, refuse, return_for_correction, submit
from creditbank.bank.errors import Duplicate, InvalidClaim, NotAllowedNow, SamePerson
from creditbank.bank.models import Award
from creditbank.kernel.decision import Reason, Refer, Refuse
from creditbank.rules.definitions import Shape, Standard
from tests.scenarios.definitions import SOURCE, read
from tests.scenarios.desk import Desk, lot

MAY = date(2026, 5, 11)
UNREADABLE = [Reason("EVIDENCE_UNREADABLE", "certificate_scan")]


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    """The bank's standard for union courses, chosen by the day of certification."""
    text = f"""
        id = "bank/union-course"
        owner = "bank"
        name = {{ zh = "按认定之日", en = "By the day of certification" }}
        kind = "union_course"
        {SOURCE}
        [[version]]
        from = 2026-01-01
        date_basis = "certified_on"
        per_hours = {{ hours = 10, step = "0.50" }}
    """
    return (read(Standard, text),)


def history(row) -> list[str]:
    return [step.to_status for step in row.steps.order_by("sequence")]


def test_a_draft_is_handed_in_returned_mended_accepted_and_certified(desk: Desk) -> None:
    bare = desk.claim("occupational_skill_certificate", date(2024, 5, 6), occupation="6-18-01-01", level="4")
    row = deposit(
        desk.call("li", MAY),
        learner_id=desk.learner("li"),
        achievement_id="occupational_skill_certificate",
        claim=type(bare)(issuer=bare.issuer, earned_on=bare.earned_on, details=bare.details),
        submit=False,
    )
    assert (row.status, row.due_on) == ("draft", None)
    with pytest.raises(InvalidClaim) as invalid:
        submit(desk.call("li", MAY), deposit_id=row.pk)
    assert [reason.code for reason in invalid.value.reasons] == ["EVIDENCE_MISSING"]
    row = submit(desk.call("li", MAY), deposit_id=row.pk, claim=bare)
    assert (row.status, row.due_on) == ("submitted", date(2026, 5, 18))
    row = accept(desk.call("wu", MAY), deposit_id=row.pk)
    assert (row.status, row.due_on) == ("accepted", date(2026, 5, 25))
    row = return_for_correction(desk.call("wu", MAY), deposit_id=row.pk, reasons=UNREADABLE, note="请重新扫描")
    row = submit(desk.call("li", date(2026, 5, 12)), deposit_id=row.pk)
    award = certify(desk.call("wang", date(2026, 5, 13)), deposit_id=row.pk)
    assert isinstance(award, Award)
    row.refresh_from_db()
    assert history(row) == ["draft", "submitted", "accepted", "returned", "submitted", "certified"]
    assert lot(award) == {"credit": 300}


def test_a_clerk_of_the_employer_deposits_for_a_worker(desk: Desk) -> None:
    claim = desk.claim("on_the_job_training", date(2026, 3, 2), post="车床操作", occupation="6-18-01-01", weeks=12)
    row = deposit(
        desk.call("zhou", MAY),
        learner_id=desk.learner("li"),
        achievement_id="on_the_job_training",
        claim=claim,
        on_behalf_of="river-works",
    )
    assert row.submitted_by == desk.city.users["zhou"].pk
    assert row.learner_id == desk.learner("li")


def test_a_refused_deposit_goes_back_to_review_when_the_appeal_is_upheld_by_somebody_else(desk: Desk) -> None:
    row = desk.deposit("li", "computer_rank", date(2026, 3, 28), on=MAY, subject="C语言", level="2")
    refuse(desk.call("chen", MAY), deposit_id=row.pk, reasons=UNREADABLE)
    filed = appeal(desk.call("li", date(2026, 5, 12)), deposit_id=row.pk, text="原件清晰。")
    with pytest.raises(SamePerson, match="REFUSER_MAY_NOT_DECIDE_APPEAL"):
        decide_appeal(desk.call("chen", date(2026, 5, 13)), appeal_id=filed.pk, outcome="upheld", reason="原件已核对")
    decide_appeal(desk.call("sun", date(2026, 5, 13)), appeal_id=filed.pk, outcome="upheld", reason="原件已核对")
    award = certify(desk.call("wang", date(2026, 5, 14)), deposit_id=row.pk)
    assert isinstance(award, Award)
    assert history(row) == ["submitted", "refused", "accepted", "certified"]


def test_a_dismissed_appeal_leaves_the_deposit_refused(desk: Desk) -> None:
    row = desk.deposit("li", "computer_rank", date(2026, 3, 28), on=MAY, subject="C语言", level="2")
    refuse(desk.call("wang", MAY), deposit_id=row.pk, reasons=UNREADABLE)
    filed = appeal(desk.call("li", date(2026, 5, 12)), deposit_id=row.pk, text="原件清晰。")
    decide_appeal(
        desk.call("chen", date(2026, 5, 13)), appeal_id=filed.pk, outcome="dismissed", reason="与发证机构核对不符"
    )
    row.refresh_from_db()
    assert row.status == "refused"
    with pytest.raises(NotAllowedNow, match="APPEAL_DECIDED"):
        decide_appeal(desk.call("sun", date(2026, 5, 13)), appeal_id=filed.pk, outcome="upheld", reason="再议")


def test_a_minor_is_referred_and_the_head_may_rule(desk: Desk) -> None:
    row = desk.deposit("xiao", "training_certificate", date(2025, 7, 1), on=MAY, training="暑期实训", hours=32)
    referred = certify(desk.call("wang", MAY), deposit_id=row.pk)
    assert isinstance(referred, Refer)
    assert referred.reasons == (Reason("UNDER_AGE", "birth_date", "minimum_age", 16),)
    assert isinstance(certify(desk.call("wang", MAY), deposit_id=row.pk, ruling="无权裁定"), Refer)
    award = certify(desk.call("chen", MAY), deposit_id=row.pk, ruling="监护人同意，训练属实")
    assert isinstance(award, Award)
    assert (award.bank_credits, lot(award)) == (0, {"use": 1})
    assert [reason["code"] for reason in award.reasons] == ["UNDER_AGE", "RULED_BY_HEAD"]


def test_the_shelf_life_may_be_over_before_anybody_certifies(desk: Desk) -> None:
    row = desk.deposit("li", "micro_credential", date(2021, 5, 11), on=MAY, subject="智能制造", assessed=True, hours=16)
    refused = certify(desk.call("wang", MAY), deposit_id=row.pk)
    assert isinstance(refused, Refuse)
    assert refused.reasons[0].code == "SHELF_LIFE_OVER"


def test_a_standard_may_be_chosen_by_the_day_of_certification(desk: Desk) -> None:
    award = desk.award("li", "union_course", date(2025, 5, 6), on=MAY, course="劳动法", subject_area="law", hours=40)
    assert lot(award) == {"credit": 400}
    early = desk.award(
        "li", "union_course", date(2025, 5, 6), on=date(2025, 6, 2), course="书法", subject_area="culture", hours=40
    )
    assert lot(early) == {"use": 1}


def test_members_of_a_team_share_one_paper_but_not_one_place(desk: Desk) -> None:
    team = {"contest": "焊接大赛", "edition": 2025, "organiser": "authority", "tier": "city", "prize": "first", "participation": "team",
            "certificate_number": "团体-7"}  # fmt: skip
    first = desk.award("li", "skill_contest_prize", date(2025, 6, 1), team_place=1, **team)
    second = desk.award("zhang", "skill_contest_prize", date(2025, 6, 1), team_place=2, **team)
    assert first.fingerprint == second.fingerprint
    assert (lot(first), lot(second)) == ({"credit": 200}, {"credit": 150})
    with pytest.raises(Duplicate, match="DUPLICATE_CERTIFIED"):
        desk.deposit("he", "skill_contest_prize", date(2025, 6, 1), team_place=2, **team)
    with pytest.raises(Duplicate, match="DUPLICATE_CERTIFIED"):
        desk.deposit("li", "skill_contest_prize", date(2025, 6, 1), team_place=3, **team)


def test_a_course_that_is_part_of_a_diploma_says_so(desk: Desk) -> None:
    diploma = desk.award(
        "li",
        "diploma",
        date(2020, 7, 1),
        major="数控技术",
        level="associate",
        education_category="adult",
        credits="80.00",
    )
    row = desk.deposit("li", "degree_course", date(2019, 7, 1), on=MAY, course="大学英语", level="associate", education_category="adult",
                       credits="3.00", score=80)  # fmt: skip
    for groups in ({"content": "english"}, {"job_field": "mine"}):
        with pytest.raises(NotAllowedNow, match="GROUP_IS_COMPUTED"):
            certify(desk.call("wang", MAY), deposit_id=row.pk, part_of=diploma.pk, groups=groups)
    award = certify(desk.call("wang", MAY), deposit_id=row.pk, part_of=diploma.pk)
    assert isinstance(award, Award)
    assert award.part_of_id == diploma.pk


def test_competence_is_claimed_in_a_post_of_the_catalogue_with_the_occupation_of_that_post(desk: Desk) -> None:
    good = {"post": "cnc-setter", "occupation": "6-18-01-07", "level": "3", "years_in_post": 4}
    for wrong, code in (({"post": "数控调整"}, "UNKNOWN_POST"), ({"occupation": "6-18-01-01"}, "POST_DIFFERS")):
        with pytest.raises(InvalidClaim) as caught:
            desk.deposit("li", "post_competence", date(2026, 3, 28), on=MAY, **good | wrong)
        assert [reason.code for reason in caught.value.reasons] == [code]
    assert desk.deposit("li", "post_competence", date(2026, 3, 28), on=MAY, **good).details["post"] == "cnc-setter"
