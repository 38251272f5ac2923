"""The engine against trying everything: same objective, same lines, same way to finish."""

import pytest

from creditbank.plan.check import check
from creditbank.plan.problem import Plan
from creditbank.plan.solve import solve
from creditbank.plan.tests.brute import best
from creditbank.plan.tests.random_problems import random_problem


@pytest.mark.parametrize("block", range(12))
def test_small_problems(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        problem = random_problem(seed)
        plan = solve(problem, explain=False)
        assert check(problem, plan) == [], seed
        expected = best(problem)
        if expected is None:
            assert plan.status == "infeasible", seed
        else:
            found = (plan.objective, plan.lines, plan.study_courses, plan.study_open, plan.counted)
            assert found == expected, seed
            assert seed % 5 or _says_why(solve(problem)), seed


def _says_why(plan: Plan) -> bool:
    return plan.status == "proven" and all(one.reason.code for one in plan.unused)
