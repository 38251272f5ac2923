"""What must not count twice, nor be added to what it cannot be added to: rests, parts of parts, other units."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from creditbank.bank.certify import certify
from creditbank.bank.models import Award
from creditbank.rules.definitions import Shape
from tests.scenarios.definitions import of, policy, programme, rule
from tests.scenarios.desk import Desk, granted, lot, targets, why_unused

CREDITS = "craftsman-college/test-credits"
AGAIN = "vocational-college/test-again"
PAPERS = "vocational-college/test-papers"
CAPPED = "craftsman-college/test-all-together"
CAP = 'cap = [{ id = "all", measure = "credits", at_most = "3.00", across = "learner" }]'
SEPTEMBER = date(2025, 9, 1)
APRIL = date(2026, 4, 13)
MAY = date(2026, 5, 11)
JUNE = date(2026, 6, 15)


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    courses = {"CO-1": "3.00", "CO-2": "2.00", "CO-3": "1.00"}
    fragments, training, rank = of("micro_credential"), of("training_certificate"), of("computer_rank")
    papers = programme(PAPERS, ["vocational-college/test-none"], {"PA-1": "1", "PA-2": "1"})
    return (
        policy("craftsman-college/test-none", "notice_days = 5"),
        policy("craftsman-college/test-capped", CAP),
        policy("vocational-college/test-none", "notice_days = 5"),
        policy("vocational-college/test-lenient", 'again = "other_qualification"'),
        programme(CREDITS, ["craftsman-college/test-none"], courses),
        programme(AGAIN, ["vocational-college/test-lenient"], courses),
        programme(CAPPED, ["craftsman-college/test-capped"], courses),
        replace(papers, unit="part"),
        rule(f"{CREDITS}-rank", CREDITS, {"rank": rank}, "CO-1"),
        rule(f"{CREDITS}-training", CREDITS, {"training": training}, "CO-2"),
        _gathering(f"{CREDITS}-parts", CREDITS, fragments),
        _gathering(f"{AGAIN}-parts", AGAIN, fragments),
        rule(f"{AGAIN}-whole", AGAIN, {"whole": fragments}, "CO-1"),
        rule(f"{PAPERS}-training", PAPERS, {"training": training}, "PA-1", "PA-2"),
        rule(f"{CAPPED}-rank", CAPPED, {"rank": rank}, "CO-1"),
    )


def _gathering(rule_id: str, place: str, tests: str) -> Shape:
    whole = rule(rule_id, place, {"parts": tests}, "CO-3")
    return replace(whole, slot=tuple(replace(slot, take="credits") for slot in whole.slot))


def test_an_award_used_again_whole_is_not_gathered_from_as_well(desk: Desk) -> None:
    award = desk.award(
        "li", "micro_credential", date(2024, 5, 4), on=date(2025, 6, 3), subject="a", assessed=True, hours=48
    )
    desk.convert(desk.enrol("li", CREDITS, SEPTEMBER), APRIL)
    rest = lot(award)
    assert rest["credit"] >= 100
    enrolment = desk.enrol("li", AGAIN, SEPTEMBER)
    (line,) = desk.convert(enrolment, MAY)
    assert (granted(enrolment), lot(award)) == (300, rest)
    found = desk.quote(enrolment, JUNE)
    assert (found.plan.lines, why_unused(found, award).code) == ((), "SPENT")
    assert line.inputs.get().lot != f"award:{award.pk}"


def test_of_a_chain_of_parts_one_is_used_and_the_rest_is_for_a_person(desk: Desk) -> None:
    whole = desk.award(
        "li", "micro_credential", date(2025, 5, 4), on=date(2025, 6, 3), subject="a", assessed=True, hours=48
    )
    part = _part(desk, whole.pk, "training_certificate", date(2025, 5, 6), training="编程实训", hours=32)
    smallest = _part(desk, part.pk, "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    enrolment = desk.enrol("li", CREDITS, SEPTEMBER)
    (line,) = desk.apply(enrolment, APRIL)
    assert line.lead_id == smallest.pk
    found = desk.quote(enrolment, APRIL)
    assert found.plan.lines == ()
    assert [why_unused(found, award).code for award in (whole, part)] == ["PART_OF", "PART_OF"]


def _part(desk: Desk, whole: UUID, kind: str, earned_on: date, **figures: object) -> Award:
    day = date(2025, 6, 3)
    row = desk.deposit("li", kind, earned_on, on=day, **figures)
    award = certify(desk.call("wang", day), deposit_id=row.pk, part_of=whole)
    assert isinstance(award, Award)
    return award


def test_a_cap_on_all_credits_of_a_learner_leaves_papers_of_a_certificate_out(desk: Desk) -> None:
    desk.award("li", "training_certificate", date(2025, 5, 6), training="编程实训", hours=32)
    (papers,) = desk.apply(desk.enrol("li", PAPERS, SEPTEMBER), APRIL)
    assert sum(grant.amount for grant in papers.grants.all()) == 2
    desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    found = desk.quote(desk.enrol("li", CAPPED, SEPTEMBER), APRIL)
    assert [(cap.recorded, cap.at_most) for cap in found.problem.caps] == [(0, 300)]
    assert targets(found.plan.lines) == {"CO-1": 300}
