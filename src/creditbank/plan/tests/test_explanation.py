"""An explanation as data: each outcome with its sort of reason, each requirement, each limit; JSON in and out."""

import msgspec
import pytest

from creditbank.kernel.decision import Reason
from creditbank.plan.explanation import Explanation, LimitStatus, OutcomeStatus, explain, family_of
from creditbank.plan.requirements import requirements
from creditbank.plan.solve import solve
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.samples import award, case, only, planned, policy, programme, rule
from creditbank.rules.definitions import Cap, Floor, Test

TAUGHT = programme({"A": "3", "B": "2", "C": "2"})
RULES = [
    rule("r1", "A", slots=(only("one"),)),
    rule("r2", "B", slots=(only("two"),)),
    rule("r3", "C", slots=(only("three"), only("nobody", "t"))),
    rule("r4", "Z", slots=(only("elsewhere"),)),
]
AWARDS = [
    award("a1", name="one"),
    award("a2", name="two"),
    award("a3", name="three"),
    award("a4", name="elsewhere"),
    award("a5", name="nothing"),
    award("a6", name="one", status="frozen"),
    award("a7", name="one"),
]
LIMITS = policy(
    cap=(Cap(id="most", measure="credits", at_most="4.00"), Cap(id="few", measure="awards", at_most=3)),
    floor=(Floor(id="own", of=(Test(field="lead.kind", is_="study"),), at_least="2.00"),),
)


def explained() -> Explanation:
    problem, plan = planned(case(TAUGHT, AWARDS, RULES, LIMITS, flex={"a7": 1}))
    return explain(problem, plan)


def test_each_outcome_has_its_sort_of_reason() -> None:
    found = {one.outcome: one for one in explained().outcomes}
    assert found["a1"] == OutcomeStatus(
        outcome="a1", family="used", reasons=(Reason("USED", "rule.id", wanted="r1", found=["A"]),)
    )
    assert {name: one.family for name, one in found.items()} == {
        "a1": "used",
        "a2": "limit",
        "a3": "missing_partner",
        "a4": "no_course_here",
        "a5": "no_rule",
        "a6": "invalid",
        "a7": "covered",
    }


def test_each_limit_says_what_it_has_come_to_and_whether_it_binds() -> None:
    assert explained().limits == (
        LimitStatus(sort="cap", id="few", policy="school/policy", measure="awards", bound=3, reached=1),
        LimitStatus(sort="cap", id="most", policy="school/policy", bound=400, reached=300, binds=True),
        LimitStatus(sort="floor", id="own", policy="school/policy", bound=200, reached=400),
    )


def test_requirements_stand_in_it_and_it_comes_back_from_json() -> None:
    problem, plan = planned(case(TAUGHT, AWARDS, RULES, LIMITS))
    found = explain(problem, plan)
    assert found.requirements == requirements(problem, plan)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Explanation) == found


@pytest.mark.parametrize("seed", range(40))
def test_no_limit_is_passed_and_every_outcome_is_explained(seed: int) -> None:
    problem = random_problem(seed)
    plan = solve(problem)
    found = explain(problem, plan)
    if plan.status != "proven":
        return
    assert [one.outcome for one in found.outcomes] == sorted(one.id for one in problem.outcomes)
    for one in found.limits:
        caps = {(cap.id, cap.key): cap.recorded for cap in problem.caps}
        allowed = max(one.bound, caps[one.id, one.key]) if one.sort == "cap" else one.reached
        assert one.reached <= allowed
        assert one.sort == "cap" or one.reached >= one.bound


def test_codes_that_are_not_listed_speak_against_the_award() -> None:
    assert (family_of("VALIDITY"), family_of("WORTH_NO_ROW"), family_of("COSTS")) == ("invalid", "invalid", "costs")
