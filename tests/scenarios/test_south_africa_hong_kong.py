"""South Africa (80 % overlap, short courses as evidence only) and Hong Kong (clusters of competencies, RPL by years)."""

from datetime import date
from typing import Any

import pytest

from creditbank.bank.certify import certify
from creditbank.bank.leave import complete
from creditbank.bank.models import Review
from creditbank.bank.revoke import revoke
from creditbank.kernel.decision import Reason, Refuse
from creditbank.rules.definitions import Shape
from tests.scenarios.definitions import of, rule
from tests.scenarios.desk import Desk, granted, lot, state, targets, why_unused

MECHATRONICS = "south-africa/nq-mechatronics"
CARS = "hong-kong/automotive-l3"
APRIL = date(2026, 4, 13)


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    return (
        rule(
            "south-africa/test-thermofluids-alone",
            MECHATRONICS,
            {"course": of("nqf_course", course="Thermofluids")},
            "NQ-204",
            category="equal_or_higher_diploma",
            overlap=70,
        ),
        rule(
            "south-africa/test-short-course",
            MECHATRONICS,
            {"course": of("short_course", course="TIG welding")},
            "NQ-301",
        ),
    )


def cluster(desk: Desk, name: str = "chassis repair", **details: Any) -> dict[str, Any]:
    given = {
        "industry": "automotive",
        "cluster": name,
        "level": "L3",
        "industry_years": 5,
        "relevant_years": 3,
        "hours": 90,
    }
    return {**given, **details}


def test_a_an_overlap_of_70_needs_supplementary_work(desk: Desk) -> None:
    course = desk.award(
        "li", "nqf_course", date(2023, 11, 30), course="Thermofluids", level="5", hours=100, credits="10.00"
    )
    enrolment = desk.enrol("li", MECHATRONICS, date(2025, 9, 1))
    alone = desk.quote(enrolment, APRIL)
    assert alone.plan.lines == ()
    reasons = {one.rule: one.reason.code for one in alone.problem.rejected if one.outcome == str(course.pk)}
    assert reasons["south-africa/test-thermofluids-alone"] == "OVERLAP"
    assert reasons["south-africa/thermofluids-with-supplement"] == "MISSING_PARTNER"
    work = desk.award("li", "supplementary_work", date(2026, 4, 10), course="Thermofluids", signed_by_head=True, signed_by_student=True,
                      hours=20)  # fmt: skip
    (line,) = desk.convert(enrolment, APRIL)
    assert targets([line]) == {"NQ-204": 1000}
    assert (lot(course), lot(work)) == ({}, {})


def test_a_work_that_the_head_did_not_sign_is_not_certified(desk: Desk) -> None:
    row = desk.deposit("li", "supplementary_work", date(2026, 4, 1), course="Thermofluids", signed_by_head=False, signed_by_student=True,
                       hours=20)  # fmt: skip
    refused = certify(desk.call("wang", APRIL), deposit_id=row.pk)
    assert isinstance(refused, Refuse)
    assert refused.reasons[0].field == "award.signed_by_head"


def test_a_a_short_course_is_not_creditable_but_may_be_evidence_of_prior_learning(desk: Desk) -> None:
    short = desk.award("li", "short_course", date(2024, 3, 1), course="TIG welding", hours=40)
    enrolment = desk.enrol("li", MECHATRONICS, date(2025, 9, 1))
    found = desk.quote(enrolment, APRIL)
    assert found.plan.lines == ()
    assert why_unused(found, short).code == "KIND"
    portfolio = desk.award(
        "li", "rpl_portfolio", date(2026, 3, 2), subject="Welding", level="4", work_years=6, assessors=2, hours=100
    )
    assert "course_certificates" in {item["code"] for item in portfolio.deposit.evidence}
    desk.convert(enrolment, APRIL)
    assert granted(enrolment) == 1000
    assert (lot(portfolio), lot(short)) == ({}, {"use": 1})


def test_b_five_years_and_three_relevant_make_a_cluster_and_four_years_do_not(desk: Desk) -> None:
    award = desk.award("li", "competency_cluster", date(2025, 6, 2), **cluster(desk))
    assert award.bank_credits == 900
    row = desk.deposit("zhang", "competency_cluster", date(2025, 6, 2), **cluster(desk, industry_years=4))
    refused = certify(desk.call("wang", date(2025, 6, 4)), deposit_id=row.pk)
    assert isinstance(refused, Refuse)
    (reason,) = refused.reasons
    assert (reason.field, reason.wanted, reason.found) == ("award.industry_years", 5, 4)


def test_b_two_clusters_from_the_same_years_are_two_awards_with_two_lots(desk: Desk) -> None:
    lighting, starting = (
        desk.award("li", "competency_cluster", date(2025, 6, 2), **cluster(desk, name, hours=45))
        for name in ("lighting", "starting and charging")
    )
    assert (lot(lighting), lot(starting)) == ({"credit": 400}, {"credit": 400})
    enrolment = desk.enrol("li", CARS, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    assert targets([line]) == {"HK-103": 900}
    assert (lot(lighting), lot(starting)) == ({}, {})


def test_c_a_false_letter_found_after_graduation_opens_a_review_and_moves_nothing(desk: Desk) -> None:
    award = desk.award("li", "competency_cluster", date(2025, 6, 2), **cluster(desk))
    enrolment = desk.enrol("li", CARS, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    desk.pass_courses(
        enrolment, ["HK-101", "HK-103", "HK-104", "HK-201", "HK-202", "HK-301", "HK-302"], date(2026, 6, 1)
    )
    complete(desk.call("zhao", date(2026, 6, 2)), enrolment_id=enrolment.pk)
    revoked = revoke(desk.call("chen", date(2026, 9, 1)), award_id=award.pk, reasons=[Reason("FALSE_EVIDENCE")])
    assert not revoked.live
    assert (state(line), granted(enrolment), lot(award)) == ("final", 900, {})
    review = Review.objects.get(line=line)
    assert (review.institution_id, review.due_on, review.answer) == ("hong-kong", date(2026, 9, 29), "")


def test_c_found_during_study_the_line_is_reversed_at_once(desk: Desk) -> None:
    award = desk.award("li", "competency_cluster", date(2025, 6, 2), **cluster(desk))
    enrolment = desk.enrol("li", CARS, date(2025, 9, 1))
    (line,) = desk.convert(enrolment, APRIL)
    revoke(desk.call("chen", date(2026, 5, 11)), award_id=award.pk, reasons=[Reason("FALSE_EVIDENCE")])
    assert (state(line), granted(enrolment), lot(award)) == ("reversed", 0, {})
    assert not Review.objects.exists()
