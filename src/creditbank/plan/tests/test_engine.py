"""The engine at its edges: collisions of weights, sums too wide for one search, effort that ends."""

from itertools import count

import pytest

from creditbank.plan.check import check
from creditbank.plan.cpsat import ENGINE, NotSolved, least_remaining, optimise
from creditbank.plan.problem import (
    Candidate,
    CapLimit,
    CourseState,
    Grantable,
    Input,
    Member,
    Outcome,
    Problem,
    TreeNode,
    tie_weight,
)
from creditbank.plan.solve import solve
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.samples import award, case, granted, planned, programme, rule
from creditbank.rules.programmes import Node


def colliding(*parts: str) -> tuple[str, str]:
    """Two names with the same weight."""
    seen: dict[int, str] = {}
    for number in count():
        name = f"n{number}"
        weight = tie_weight(*parts, name)
        if weight in seen:
            return seen[weight], name
        seen[weight] = name
    raise AssertionError


def test_two_ways_to_finish_of_the_same_weight() -> None:
    one, two = sorted(colliding("study"))
    tree = TreeNode(id="root", courses=(one, two), choose=1)
    problem = Problem(
        programme="p@1",
        unit="part",
        scale=0,
        applied_on="2025-01-01",
        outcomes=(),
        candidates=(),
        courses=(CourseState(id=one, credits=1), CourseState(id=two, credits=1)),
        tree=tree,
    )
    plan = solve(problem)
    assert check(problem, plan) == []
    assert plan.study_courses == (two,), "the smallest by the first course: not to study it"


def line_problem(names: tuple[str, ...], amount: int = 1, up_to: bool = False) -> Problem:
    """One award, and for each name a candidate that grants it a block."""
    return Problem(
        programme="p@1",
        unit="part",
        scale=0,
        applied_on="2025-01-01",
        outcomes=(Outcome(id="o", lot="award:o", unit="use", issued=1, available=1),),
        candidates=tuple(
            Candidate(
                id=name,
                rule="r",
                inputs=(Input(outcome="o", slot="s"),),
                lead="o",
                targets=(Grantable(module="root", amount=amount, up_to=up_to),),
            )
            for name in names
        ),
        courses=(),
        tree=TreeNode(id="root", min_credits=amount, open=True, accepts_block=True),
    )


def test_two_lines_of_the_same_weight() -> None:
    weights: dict[int, str] = {}
    for number in count():
        name = f"n{number}"
        weight = tie_weight("line", name) + tie_weight("grant", name, "root")
        if weight in weights:
            break
        weights[weight] = name
    names = tuple(sorted((weights[weight], name)))
    problem = line_problem(names)
    plan = solve(problem)
    assert check(problem, plan) == []
    assert [line.candidate for line in plan.lines] == [names[1]]


def test_sums_too_wide_for_one_search() -> None:
    problem = line_problem(("q1", "q2"), amount=10**12, up_to=True)
    plan = solve(problem)
    assert check(problem, plan) == []
    assert (plan.remaining, plan.converted) == (0, 10**12)
    lightest = min(("q1", "q2"), key=lambda q: tie_weight("amount", q, "root"))
    assert plan.lines[0].candidate == lightest


def hard(size: int) -> Problem:
    """A market split: two sums of many credits to be met at once, which no bound sees."""
    courses = [CourseState(id=f"C{i:02}", credits=1000 + (i * 7919) % 997) for i in range(size)]
    outcomes = [Outcome(id=f"o{i:02}", lot=f"award:o{i:02}", unit="use", issued=1, available=1) for i in range(size)]
    candidates = [
        Candidate(
            id=f"q{i:02}",
            rule=f"q{i:02}",
            inputs=(Input(outcome=f"o{i:02}", slot="s"),),
            lead=f"o{i:02}",
            targets=(Grantable(course=f"C{i:02}", amount=courses[i].credits),),
        )
        for i in range(size)
    ]
    caps = [
        CapLimit(
            id=f"cap{j}",
            policy="p",
            measure="credits",
            at_most=sum(course.credits for course in courses[j::3]) // 2 + 7 * j,
            members=tuple(
                Member(candidate=one.id, target=0)
                for i, one in enumerate(candidates)
                if (i * (j + 2)) % 3 or i % 3 == j
            ),
        )
        for j in range(3)
    ]
    return Problem(
        programme="p@1",
        unit="course_credit",
        scale=2,
        applied_on="2025-01-01",
        outcomes=tuple(outcomes),
        candidates=tuple(candidates),
        courses=tuple(courses),
        tree=TreeNode(id="root", all=tuple(course.id for course in courses)),
        caps=tuple(caps),
    )


def test_an_answer_that_is_not_proven_says_so() -> None:
    problem = hard(40)
    plan = solve(problem, effort=10)
    assert (plan.status, plan.proof, plan.binding, plan.floor_extra) == ("gap", "", (), 0)
    assert {one.reason.code for one in plan.unused} == {"UNPROVEN"}
    assert plan.bound <= plan.remaining
    assert check(problem, plan) == []
    with pytest.raises(NotSolved) as raised:
        optimise(problem, effort=0)
    assert raised.value.code == "PLAN_NOT_SOLVED"
    with pytest.raises(NotSolved):
        least_remaining(problem, effort=10)


def test_the_same_answer_twice_and_the_engine_names_itself() -> None:
    for seed in range(10):
        problem = random_problem(seed)
        assert solve(problem, explain=False) == solve(problem, explain=False)
    assert ENGINE.startswith("creditbank-plan/1 or-tools/9.")


def test_the_least_flexible_award_is_used() -> None:
    awards = [award("a1"), award("a2")]
    given = case(programme({"A": "3"}), awards, [rule("r", "A")], flex={"a1": 5, "a2": 1})
    assert planned(given)[1].lines[0].lead == "a2"


def test_one_award_is_preferred_to_two() -> None:
    from creditbank.plan.tests.samples import slot

    rules = [rule("pair", "A", slots=(slot("x"), slot("y"))), rule("single", "A")]
    _, plan = planned(case(programme({"A": "3"}), [award("a1"), award("a2")], rules))
    assert [line.rule for line in plan.lines] == ["single"]


def test_tracks_minima_ceilings_and_shared_courses() -> None:
    courses = dict.fromkeys(("A", "B", "C", "D", "E", "F"), "2")
    tree = Node(
        min_credits="7.00",
        child=(
            Node(id="track", choose=1, child=(Node(id="t1", all=("A", "B")), Node(id="t2", all=("C",)))),
            Node(id="pool", courses=("D", "E"), min_credits="4.00", at_most="3.00"),
            Node(id="other", courses=("E", "F"), min_credits="2.00"),
        ),
    )
    problem, plan = planned(case(programme(courses, tree), [award("a1")], [rule("r", "F")]))
    assert granted(plan) == {"F": 200}
    assert plan.remaining == 600, "C, D, E: F fills the other module, and 2 + 3 + 2 reach seven"
    assert plan.counted == {"E": "pool"}
    assert problem.tree.child[1].at_most == 300


def test_all_targets_and_a_choice_of_fewer_cannot_both_be() -> None:
    """A rule cannot ask for both, a document can: such a line can never be applied, whoever answers."""
    line = Candidate(
        id="all", rule="all", lead="a", inputs=(Input(outcome="a", slot="s"),), grant_all=True, choose=1,
        targets=(Grantable(course="x", amount=1), Grantable(course="y", amount=1)),
    )  # fmt: skip
    problem = Problem(
        programme="p@1", unit="part", scale=0, applied_on="2025-01-01", candidates=(line,),
        outcomes=(Outcome(id="a", lot="a", unit="use", issued=1, available=1),),
        courses=(CourseState(id="x", credits=1), CourseState(id="y", credits=1)), tree=TreeNode(id="root", all=("x", "y")),
    )  # fmt: skip
    plan = solve(problem)
    found = optimise(problem)
    assert found is not None
    assert (plan.lines, plan.remaining, found.objective[0], check(problem, plan)) == ((), 2, 2, [])
