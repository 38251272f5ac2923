"""The greedy passes beside which the optimum is measured: they keep every limit, and what they leave is exact."""

from functools import cache

import pytest

from benchmarks.generators import make_learners, make_market
from benchmarks.generators_pairs import pairs
from benchmarks.greedy import BEST, PASSES, answers
from benchmarks.greedy_tree import Finish
from creditbank.plan.check import check_lines
from creditbank.plan.engine import least_remaining
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
)
from creditbank.plan.tests.random_problems import random_problem

ASKED = 4
"""Of what a pass asked, so much is asked of the solver as well."""


@cache
def generated() -> tuple[Problem, ...]:
    bank = make_market("trap", seed=5, programmes=60, rules=2_000)
    return tuple(pair.problem for pair in pairs(bank, make_learners(bank, "trap", 2, seed=5), seed=5))


def is_kept(problem: Problem) -> bool:
    """Every pass keeps the limits, leaves no less than the optimum, and says truly what it leaves."""
    finish, optimum = Finish(problem), least_remaining(problem)
    for name, answer in answers(problem, finish).items():
        assert check_lines(problem, answer.lines) == [], name
        if answer.remaining is not None:
            assert optimum is not None
            assert optimum <= answer.remaining
    assert all(finish.by_solver(*key) == left for key, left in sorted(finish.known.items(), key=repr)[:ASKED])
    return True


@pytest.mark.parametrize("block", range(4))
def test_on_small_problems_with_every_sort_of_limit(block: int) -> None:
    assert all(is_kept(random_problem(seed)) for seed in range(block * 40, block * 40 + 40))


def test_on_invented_banks() -> None:
    assert all(map(is_kept, generated()))
    found = [answers(problem) for problem in generated()]
    assert all(one[BEST].remaining == min(one[name].remaining or 0 for name in PASSES) for one in found)
    assert any(len({one[name].remaining for name in PASSES}) > 1 for one in found), "the passes differ"


def rivals(cap: int | None = None) -> Problem:
    """Two awards: the first, earned early, does for A (1 credit) or, with a third party's course, C; the other only for B."""
    courses = {"A": 1, "B": 3, "C": 4}
    lines = {"q1": ("o1", "A"), "q2": ("o1", "C"), "q3": ("o2", "C"), "q4": ("o2", "B")}
    return Problem(
        programme="p@1",
        unit="course_credit",
        scale=0,
        applied_on="2025-01-01",
        outcomes=tuple(
            Outcome(id=one, lot=one, unit="use", issued=1, available=1, flex=2, order=("9999-12-31", day, one))
            for one, day in {"o1": "2024-01-01", "o2": "2024-06-01"}.items()
        ),
        candidates=tuple(
            Candidate(
                id=name,
                rule=name,
                inputs=(Input(outcome=outcome, slot="s"),),
                lead=outcome,
                targets=(Grantable(course=course, amount=courses[course]),),
            )
            for name, (outcome, course) in lines.items()
        ),
        courses=tuple(CourseState(id=name, credits=amount) for name, amount in courses.items()),
        tree=TreeNode(id="root", all=tuple(courses)),
        caps=()
        if cap is None
        else (
            CapLimit(
                id="most",
                policy="p",
                measure="credits",
                at_most=cap,
                members=tuple(Member(candidate=name, target=0) for name in lines),
            ),
        ),
    )


def test_each_pass_goes_its_own_way() -> None:
    lines = {name: [line.candidate for line in one.lines] for name, one in answers(rivals()).items()}
    assert lines["transcript order"] == ["q1", "q3"], "the first award to the first rule that gives anything"
    assert lines["requirement order"] == ["q1", "q4"], "A first, then B; nothing is left for C"
    assert lines["largest credits first"] == ["q2", "q4"], "C, of equal lines the first; then B"
    assert lines["best fit"] == ["q1", "q3"], "A has one line only; then C and B have, and a line names C first"
    remaining = {name: one.remaining for name, one in answers(rivals()).items()}
    assert remaining["transcript order"] == 3
    assert remaining[BEST] == remaining["largest credits first"] == 1
    assert least_remaining(rivals()) == 1


def test_a_cap_stops_a_pass() -> None:
    assert answers(rivals(cap=4))["largest credits first"].remaining == 4
    assert answers(rivals(cap=3))["requirement order"].remaining == 7, "A is granted, B no longer fits"
