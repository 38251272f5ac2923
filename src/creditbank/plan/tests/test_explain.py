"""Reasons, binding limits, and what each requirement is met by."""

import msgspec
import pytest

from creditbank.kernel.decision import Reason
from creditbank.plan import engine, explain
from creditbank.plan.explain import binding_limits, study_for_floors, unused_outcomes
from creditbank.plan.problem import FloorLimit, Plan, Problem
from creditbank.plan.requirements import requirements
from creditbank.plan.solve import solve
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.samples import award, case, only, planned, policy, programme, recorded, rule, why
from creditbank.rules.definitions import Cap, Floor, Policy, Target, Test
from creditbank.rules.programmes import Node

TWO = programme({"A": "3", "B": "2"})


def reason(plan: Plan, award_id: str) -> Reason:
    return next(one.reason for one in plan.unused if one.outcome == award_id)


def test_covered_by_the_award_that_grants_the_course() -> None:
    _, plan = planned(case(TWO, [award("a1"), award("a2")], [rule("r", "A")], flex={"a2": 1}))
    assert reason(plan, "a2") == Reason("COVERED_BY", found=["a1"])


def test_covered_by_the_award_that_fills_the_module() -> None:
    pool = programme({"A": "3", "B": "3"}, Node(courses=("A", "B"), min_credits="3.00"))
    rules = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),))]
    awards = [award("a1", name="one"), award("a2", name="two")]
    _, plan = planned(case(pool, awards, rules, flex={"a2": 1}))
    assert reason(plan, "a2") == Reason("COVERED_BY", found=["a1"])
    _, plan = planned(case(pool, awards[:1], rules[:1], passed=("B",)))
    assert reason(plan, "a1") == Reason("COVERED_BY", found=[])


def test_what_forcing_it_would_cost() -> None:
    taught = programme({"A": "3", "B": "2"})
    rules = [rule("r1", "A", "B", grant="all", slots=(only("one"),)), rule("r2", "A", slots=(only("two"),))]
    _, plan = planned(case(taught, [award("a1", name="one"), award("a2", name="two")], rules))
    assert reason(plan, "a2") == Reason("COSTS", found="2")


def test_a_cap_too_small_for_the_award_and_a_floor_that_forbids_it() -> None:
    pool = programme({"A": "3", "B": "3"}, Node(courses=("A", "B"), min_credits="3.00"))
    cap = policy(cap=(Cap(id="small", measure="credits", of=(Test(field="rule.id", is_="r2"),), at_most="2.00"),))
    rules = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),))]
    awards = [award("a1", name="one"), award("a2", name="two")]
    _, plan = planned(case(pool, awards, rules, cap))
    assert reason(plan, "a2") == Reason("CAP", "", "small", "2", "school/policy")
    floor = policy(floor=(Floor(id="own", of=(Test(field="lead.kind", is_="study"),), at_least="5.00"),))
    _, plan = planned(case(TWO, [award("a1")], [rule("r", "A")], floor))
    assert reason(plan, "a1") == Reason("FLOOR", test="own", wanted="5")


def test_an_award_whose_group_is_full_with_what_is_recorded() -> None:
    field = {"groups": {"job_field": "x"}}
    used = award("old", held=0, **field)  # type: ignore[arg-type]
    cap = policy(cap=(Cap(id="one", measure="awards", per=("group:job_field",), at_most=1),))
    given = case(TWO, [award("a1", **field)], [rule("r", "B")], cap, recorded=(recorded("l", TWO, "A", uses=(used,)),))  # type: ignore[arg-type]
    _, plan = planned(given)
    assert reason(plan, "a1") == Reason("GROUP_ONCE", "group:job_field=x", "one", 1, ["old"])
    assert plan.binding == ("one",)


def test_two_caps_that_only_together_stand_in_the_way() -> None:
    limits = policy(
        cap=(Cap(id="x", measure="credits", at_most="2.00"), Cap(id="y", measure="credits", at_most="2.00"))
    )
    _, plan = planned(case(TWO, [award("a1")], [rule("r", "A")], limits))
    assert (plan.remaining, plan.binding, why(plan, "a1")) == (500, ("x", "y"), "CAP")


def twins(first: str, second: str) -> tuple[Policy, Policy]:
    """Two policies that limit all credits, the school's first by name."""
    return (
        policy("a/school", cap=(Cap(id="all", measure="credits", at_most=first),)),
        policy("b/province", cap=(Cap(id="half", measure="credits", at_most=second),)),
    )


SEPARATE = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),))]
ONE_AND_TWO = [award("a1", name="one"), award("a2", name="two")]


def test_of_equal_caps_on_the_same_credits_the_first_policy_is_named() -> None:
    _, plan = planned(case(TWO, ONE_AND_TWO, SEPARATE, *twins("3.00", "3.00")))
    assert reason(plan, "a2") == Reason("CAP", "", "all", "3", "a/school")
    assert plan.binding == ("all", "half")


def test_of_two_caps_on_the_same_credits_the_strictest_is_named() -> None:
    _, plan = planned(case(TWO, ONE_AND_TWO, SEPARATE, *twins("4.00", "3.00")))
    assert reason(plan, "a2") == Reason("CAP", "", "half", "3", "b/province")
    assert plan.binding == ("half",)


def test_of_several_caps_that_only_together_stop_an_award_the_strictest_is_named() -> None:
    """For B both the sum and r2 have no room; lifting the cap on r3, which would grant C, is not needed."""
    limits = policy(
        cap=(
            Cap(id="a-third", measure="credits", of=(Test(field="rule.id", is_="r3"),), at_most="0.50"),
            Cap(id="b-sum", measure="credits", at_most="3.00"),
            Cap(id="c-second", measure="credits", of=(Test(field="rule.id", is_="r2"),), at_most="1.00"),
        )
    )
    rules = [*SEPARATE, rule("r3", "C", slots=(only("two"),))]
    _, plan = planned(case(programme({"A": "3", "B": "2", "C": "1"}), ONE_AND_TWO, rules, limits))
    assert reason(plan, "a2") == Reason("CAP", "", "c-second", "1", "school/policy")


def test_an_award_is_not_covered_where_nothing_grants_its_course_for_want_of_room() -> None:
    """Without the caps one of two awards would grant B; the other is not covered by the award that grants A."""
    even = programme({"A": "2", "B": "2"})
    awards, flex = [*ONE_AND_TWO, award("a3", name="two")], {"a2": 1, "a3": 2}
    _, plan = planned(case(even, awards, SEPARATE, *twins("2.00", "2.00"), flex=flex))
    assert [(one.outcome, one.reason.code) for one in plan.unused] == [("a2", "CAP"), ("a3", "CAP")]
    _, free = planned(case(even, awards, SEPARATE, flex=flex))
    assert reason(free, "a3") == Reason("COVERED_BY", found=["a2"])


def test_awards_cap_without_key_is_a_cap() -> None:
    cap = policy(cap=(Cap(id="two", measure="awards", at_most=1),))
    rules = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),))]
    _, plan = planned(case(TWO, [award("a1", name="one"), award("a2", name="two")], rules, cap))
    assert reason(plan, "a2") == Reason("CAP", "", "two", 1, "school/policy")


def test_without_explanations_nothing_more_is_solved() -> None:
    problem, plan = planned(case(TWO, [award("a1"), award("a2")], [rule("r", "A")]))
    bare = solve(problem, explain=False)
    assert (bare.unused, bare.binding, bare.lines) == ((), (), plan.lines)


def test_what_a_comparison_cannot_prove_is_not_claimed() -> None:
    limits = policy(cap=(Cap(id="most", measure="credits", at_most="3.00"),))
    problem, plan = planned(case(TWO, [award("a1"), award("a2")], [rule("r", "A"), rule("s", "B")], limits))
    assert [one.reason.code for one in unused_outcomes(problem, plan, effort=0)] == ["UNPROVEN"]
    assert binding_limits(problem, plan, effort=0) == ()
    floored = msgspec.structs.replace(problem, floors=(FloorLimit(id="f", policy="p", at_least=0),))
    assert study_for_floors(floored, plan, effort=0) == 0


def status(problem: Problem, plan: Plan) -> dict[str, tuple[int, ...]]:
    return {
        one.id: (one.depth, one.passed, one.granted, one.converted, one.missing, one.met)
        for one in requirements(problem, plan)
    }


def test_each_requirement_says_what_it_is_met_by() -> None:
    courses = dict.fromkeys(("A", "B", "C", "D", "E", "F"), "2")
    tree = Node(
        min_credits="14.00",
        child=(
            Node(id="core", all=("A", "B", "C")),
            Node(id="tracks", choose=1, child=(Node(id="t1", all=("D",)), Node(id="t2", all=("E", "F")))),
            Node(id="free", min_credits="6.00", open=True, accepts_block=True),
        ),
    )
    taught = programme(courses, tree)
    block = rule("r2", Target(module="free", amount="3.00"), slots=(only("two"),))
    rules = [rule("r1", "B", slots=(only("one"),)), block]
    awards = [award("a1", name="one"), award("a2", name="two")]
    problem, plan = planned(case(taught, awards, rules, passed=("A",), recorded=(recorded("l", taught, "C"),)))
    assert status(problem, plan) == {
        "root": (0, 200, 200, 500, 500, False),
        "core": (1, 200, 200, 200, 0, True),
        "tracks": (1, 0, 0, 0, 200, False),
        "t1": (2, 0, 0, 0, 200, False),
        "t2": (2, 0, 0, 0, 0, False),
        "free": (1, 0, 0, 300, 300, False),
    }
    core = requirements(problem, plan)[1]
    assert [(one.id, one.by, one.counted) for one in core.courses] == [
        ("A", "passed", True),
        ("B", "converted", True),
        ("C", "granted", True),
    ]


def test_sums_at_the_root_are_the_plan() -> None:
    for seed in range(40):
        problem = random_problem(seed)
        plan = solve(problem, explain=False)
        if plan.status == "proven":
            root = requirements(problem, plan)[0]
            placed = {course for node in requirements(problem, plan) for course in node.courses}
            if len({one.id for one in placed}) == len(problem.courses):
                assert root.missing == plan.remaining
                assert root.holds


@pytest.mark.parametrize("seed", range(60))
def test_reasons_are_the_same_where_no_shortcut_answers(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What bounds and exchanges answer, exact solves answer alike."""
    problem = random_problem(seed)
    plan = solve(problem, explain=False)
    if plan.status != "proven":
        return
    told = unused_outcomes(problem, plan), binding_limits(problem, plan)
    monkeypatch.setattr(explain._Question, "_fits_in", lambda *_: False)
    monkeypatch.setattr(explain, "least_possible", lambda _: 0)
    assert (unused_outcomes(problem, plan), binding_limits(problem, plan)) == told


def test_an_award_that_can_take_anothers_place_needs_no_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, plan = planned(case(TWO, [award("a1"), award("a2")], [rule("r", "A")], flex={"a2": 1}))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(explain, "least_remaining", refuse)
    assert unused_outcomes(problem, plan)[0].reason == Reason("COVERED_BY", found=["a1"])
    assert engine.least_remaining(problem, using="a2") == plan.remaining
