"""No plan leaves less than the bound, and where nothing can be granted it is what study alone needs."""

import msgspec
import pytest

from creditbank.plan.bound import least_possible
from creditbank.plan.cpsat import least_remaining
from creditbank.plan.solve import without_candidates
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.samples import award, case, only, planned, policy, programme, rule
from creditbank.rules.definitions import Cap
from creditbank.rules.programmes import Node


@pytest.mark.parametrize("seed", range(120))
def test_no_plan_leaves_less(seed: int) -> None:
    for problem in (random_problem(seed), without_candidates(random_problem(seed))):
        least = least_remaining(problem)
        assert least is None or least_possible(problem) <= least


def test_it_is_exact_where_every_course_is_demanded() -> None:
    both = programme(
        {"A": "3", "B": "2", "C": "4"}, Node(all=("A", "B"), child=(Node(id="x", courses=("C",), choose=1),))
    )
    rules = [rule("r1", "A", slots=(only("one"),))]
    problem, plan = planned(case(both, [award("a1", name="one")], rules))
    assert least_possible(problem) == plan.remaining == 600
    assert least_possible(without_candidates(problem)) == plan.remaining_without == 900


def test_a_cap_leaves_room_for_so_much_only() -> None:
    half = policy(cap=(Cap(id="half", measure="credits", at_most="3.00"),))
    rules = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),))]
    awards = [award("a1", name="one"), award("a2", name="two")]
    problem, plan = planned(case(programme({"A": "3", "B": "2"}), awards, rules, half))
    assert least_possible(problem) == plan.remaining == 200
    small = tuple(msgspec.structs.replace(cap, at_most=100) for cap in problem.caps)
    assert least_possible(msgspec.structs.replace(problem, caps=small)) == 400
