"""The prover: it proves the optimum, never more, and the independent checker accepts every log."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.plan.check_proof import check_log
from creditbank.plan.cpsat import least_remaining
from creditbank.plan.problem import (
    Candidate,
    CapLimit,
    CourseState,
    FloorLimit,
    Grantable,
    Input,
    Member,
    Outcome,
    Problem,
    TreeNode,
)
from creditbank.plan.prove import prove, prove_infeasible
from creditbank.plan.tests.brute import best
from creditbank.plan.tests.contested_problems import contested_problem
from creditbank.plan.tests.random_problems import random_problem

DATA = Path(__file__).parent / "data"
SEEDS = 400
CONTESTED = 24
replace = msgspec.structs.replace


@cache
def least(seed: int) -> int | None:
    """The least remaining of a small random problem, by trying everything."""
    found = best(random_problem(seed))
    return None if found is None else found[0][0]


@cache
def contested(seed: int) -> tuple[Problem, int]:
    problem = contested_problem(seed)
    remaining = least_remaining(problem)
    assert remaining is not None
    return problem, remaining


@settings(max_examples=60, deadline=None)
@given(st.integers(0, SEEDS), st.integers(1, 5))
def test_more_than_the_optimum_is_never_proven(seed: int, more: int) -> None:
    problem, remaining = random_problem(seed), least(seed)
    if remaining is not None:
        assert prove(problem, remaining + more) is None
        assert prove_infeasible(problem) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(0, SEEDS))
def test_every_log_is_accepted_by_the_checker(seed: int) -> None:
    problem, remaining = random_problem(seed), least(seed)
    log = prove_infeasible(problem) if remaining is None else prove(problem, remaining)
    assert log is None or check_log(problem, log, remaining) is None


def test_small_problems_of_all_sorts_have_a_log() -> None:
    """Left over are problems in which a node passes on only so much, or a course could count in two modules."""
    proven = 0
    for seed in range(250):
        problem, remaining = random_problem(seed), least(seed)
        log = prove_infeasible(problem) if remaining is None else prove(problem, remaining)
        proven += log is not None
    assert proven >= 0.95 * 250


@settings(max_examples=15, deadline=None)
@given(st.integers(0, CONTESTED))
def test_more_than_the_optimum_is_never_proven_where_awards_compete(seed: int) -> None:
    problem, remaining = contested(seed)
    assert prove(problem, remaining + 1, most=60) is None


def test_problems_in_which_awards_compete_have_short_logs() -> None:
    lengths = []
    for seed in range(CONTESTED):
        problem, remaining = contested(seed)
        log = prove(problem, remaining, most=200)
        if log is not None:
            assert check_log(problem, log, remaining) is None
            lengths.append(len(log.split()))
    assert len(lengths) >= 0.9 * CONTESTED
    assert sum(length == 1 for length in lengths) >= 0.2 * CONTESTED
    assert sorted(lengths)[len(lengths) // 2] <= 60


def test_block_credit_of_one_node_named_in_part() -> None:
    """A problem of the demonstration city on which prover and checker once disagreed."""
    problem = msgspec.json.decode((DATA / "block_credit_of_one_node.json").read_bytes(), type=Problem)
    remaining = least_remaining(problem)
    assert remaining is not None
    log = prove(problem, remaining)
    assert log is not None
    assert check_log(problem, log, remaining) is None
    assert check_log(problem, log, remaining + 1) is not None


def test_the_log_does_not_depend_on_the_process() -> None:
    told = (
        "from creditbank.plan.prove import prove; from creditbank.plan.tests.contested_problems import contested_problem;"
        f"print(prove(contested_problem(3), {contested(3)[1]}))"
    )
    logs = {
        subprocess.run(
            [sys.executable, "-c", told], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(logs) == 1


def test_the_number_of_nodes_is_bounded() -> None:
    problem, remaining = next(one for one in map(contested, range(CONTESTED)) if (prove(*one) or "-").count(" "))
    assert prove(problem, remaining, most=1) is None


# --- by hand --------------------------------------------------------------------------------------------------------


def award(name: str, issued: int = 1) -> Outcome:
    return Outcome(id=name, lot=f"award:{name}", unit="credit", issued=issued, available=issued)


def line(name: str, awards: str, *targets: Grantable, **fields: object) -> Candidate:
    take = fields.pop("take", "whole")
    inputs = tuple(Input(outcome=one, slot="s", take=take) for one in awards.split())  # type: ignore[arg-type]
    return Candidate(id=name, rule=name, inputs=inputs, lead=inputs[0].outcome, targets=targets, **fields)  # type: ignore[arg-type]


def course(name: str, amount: int) -> Grantable:
    return Grantable(course=name, amount=amount)


def problem_of(tree: TreeNode, courses: dict[str, int], *candidates: Candidate, **fields: object) -> Problem:
    names = sorted({taken.outcome for one in candidates for taken in one.inputs})
    given_outcomes = fields.pop("outcomes", tuple(award(name) for name in names))
    return Problem(
        programme="p@2025",
        unit="course_credit",
        scale=0,
        applied_on="2025-01-01",
        outcomes=given_outcomes,  # type: ignore[arg-type]
        candidates=candidates,
        courses=tuple(CourseState(id=name, credits=amount) for name, amount in courses.items()),
        tree=tree,
        **fields,  # type: ignore[arg-type]
    )


def credits_cap(at_most: int, *members: tuple[str, int], **fields: object) -> CapLimit:
    listed = tuple(Member(candidate=name, target=index) for name, index in members)
    return CapLimit(id="cap", policy="p", measure="credits", at_most=at_most, members=listed, **fields)  # type: ignore[arg-type]


ALL = TreeNode(id="root", all=("A", "B", "C"))
THREE = {"A": 4, "B": 3, "C": 2}


def test_everything_covered_needs_one_leaf() -> None:
    assert prove(problem_of(ALL, THREE, line("q", "x", course("A", 4))), 5) == "-"


def test_one_award_for_two_courses() -> None:
    problem = problem_of(ALL, THREE, line("q", "x", course("A", 4)), line("r", "x", course("B", 3)))
    assert prove(problem, 5) == "-"
    assert prove(problem, 6) is None


def test_prices_of_awards_pay_for_lines_of_two() -> None:
    lines = (line("q", "x", course("A", 4)), line("r", "x", course("B", 3)), line("s", "x y", course("C", 2)))
    problem = problem_of(ALL, THREE, *lines)
    assert prove(problem, 5) == "-"
    assert prove(problem, 6) is None


def test_a_full_cap_with_block_credit_in_part() -> None:
    tree = TreeNode(id="root", child=(ALL, TreeNode(id="open", open=True, accepts_block=True, min_credits=4)))
    tree = replace(tree, child=(replace(ALL, id="core"), tree.child[1]))
    block = line("r", "y", Grantable(module="open", amount=4, up_to=True))
    problem = problem_of(tree, THREE, line("q", "x", course("A", 4)), block, caps=(credits_cap(5, ("q", 0), ("r", 0)),))
    assert least_remaining(problem) == 8
    assert prove(problem, 8) == "-"
    assert prove(problem, 9) is None


def test_awards_of_which_only_one_may_count() -> None:
    members = tuple(Member(candidate=name, outcome=outcome) for name, outcome in (("q", "x"), ("r", "y")))
    cap = CapLimit(id="one", policy="p", key="group:g=1", measure="awards", at_most=1, members=members)
    problem = problem_of(ALL, THREE, line("q", "x", course("A", 4)), line("r", "y", course("B", 3)), caps=(cap,))
    assert prove(problem, 5) == "-"
    assert prove(problem, 6) is None


def test_a_gathered_source_that_need_not_be_drawn_from_excludes_nothing() -> None:
    gathering = line("q", "x y", course("A", 4), take="credits", at_most_awards=2)
    problem = problem_of(ALL, THREE, gathering, line("r", "y", course("B", 3)), outcomes=(award("x", 4), award("y", 3)))
    assert least_remaining(problem) == 2
    assert prove(problem, 2) == "-"
    assert prove(problem, 3) is None


def test_gathering_brings_no_more_than_the_lots_hold() -> None:
    lines = (
        line(name, "x y", course(to, amount), take="credits") for name, to, amount in (("q", "A", 4), ("r", "B", 3))
    )
    problem = problem_of(ALL, THREE, *lines, outcomes=(award("x", 3), award("y", 3)))
    assert least_remaining(problem) == 5
    log = prove(problem, 5)
    assert log is not None
    assert check_log(problem, log, 5) is None


def test_a_floor_over_study() -> None:
    floor = FloorLimit(id="own", policy="p", at_least=6, courses=("A", "B", "C"))
    problem = problem_of(ALL, THREE, line("q", "x", course("A", 4)), floors=(floor,))
    assert least_remaining(problem) == 9
    assert prove(problem, 9) is not None
    assert prove(problem, 10) is None


def test_a_programme_that_cannot_be_completed() -> None:
    tree = TreeNode(id="root", courses=("A",), min_credits=5)
    problem = problem_of(tree, {"A": 4}, line("q", "x", course("A", 4)))
    log = prove_infeasible(problem)
    assert log is not None
    assert check_log(problem, log, None) is None


@pytest.mark.parametrize(
    "unfit",
    [
        problem_of(TreeNode(id="root", all=("A",), courses=("A",)), {"A": 4}),
        problem_of(TreeNode(id="root", all=("Z",)), {"A": 4}),
        problem_of(TreeNode(id="root", child=(TreeNode(id="root"),)), {"A": 4}),
        problem_of(ALL, THREE, line("q", "x", course("A", 3))),
        problem_of(ALL, THREE, line("q", "x", course("A", 4)), outcomes=()),
        problem_of(TreeNode(id="root", all=("A",), min_credits=2_000_000), {"A": 4}),
        problem_of(TreeNode(id="root", all=("A",)), {"A": -4}),
    ],
)
def test_no_log_for_a_problem_out_of_shape(unfit: Problem) -> None:
    assert prove(unfit, 0) is None
    assert prove_infeasible(unfit) is None


def test_hostile_problems_end_soon() -> None:
    deep = TreeNode(id="n0")
    for number in range(1, 300):
        deep = TreeNode(id=f"n{number}", child=(deep,))
    assert prove(problem_of(deep, {"A": 4}), 0) is None
    many = tuple(line(f"q{number}", "x", course("A", 4)) for number in range(2_001))
    assert prove(problem_of(ALL, THREE, *many), 5) is None


def test_amounts_without_a_common_measure_end_soon() -> None:
    """Thirty courses with odd credits and a choice among modules: nearly every amount is achievable."""
    courses = {f"C{i:02}": 9_001 + 14 * i * i for i in range(30)}
    names = sorted(courses)
    modules = tuple(TreeNode(id=f"m{i}", courses=tuple(names[i::3]), min_credits=30_003) for i in range(3))
    tree = TreeNode(id="root", child=modules, min_credits=110_001)
    lines = [line(f"q{i:02}", f"x{i % 5}", course(name, courses[name])) for i, name in enumerate(names)]
    problem = problem_of(tree, courses, *lines)
    assert prove(problem, 500_000) is None
