"""Why a programme cannot be completed: no demand named without need, and nothing lowered more than it must be."""

from itertools import product
from typing import Any

import msgspec
import pytest

from creditbank.plan.cpsat import least_remaining
from creditbank.plan.problem import CapLimit, CourseState, FloorLimit, Grantable, Member, Problem, TreeNode, walk
from creditbank.plan.relax import Demand, Infeasibility, Lowered, _keeping, relaxed, why_infeasible
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.test_check_proof import candidate, three_courses

change = msgspec.structs.replace


def is_possible(problem: Problem) -> bool:
    return least_remaining(problem) is not None


def found(problem: Problem) -> Infeasibility:
    why = why_infeasible(problem)
    assert why is not None
    return why


def asks(sort: str, name: str, asked: int, to: int | None = None) -> Demand | Lowered:
    fields: Any = {"sort": sort, "id": name, "asked": asked}
    return Demand(**fields) if to is None else Lowered(**fields, to=to)


def test_conflicts_are_smallest_and_relaxations_suffice() -> None:
    impossible = [problem for seed in range(300) if not is_possible(problem := random_problem(seed))]
    assert len(impossible) > 20
    for problem in impossible:
        why = found(problem)
        assert not is_possible(_keeping(problem, why.conflict))
        for one in why.conflict:
            assert is_possible(_keeping(problem, [other for other in why.conflict if other != one]))
        assert is_possible(relaxed(problem, why.lowered))
        assert (why.choices, why.credits) == cheapest(problem, why.choices + why.credits)
        assert why_infeasible(relaxed(problem, why.lowered)) is None


def cheapest(problem: Problem, most: int) -> tuple[int, int]:
    """By trying every way to lower minima, choices and floors by ``most`` in all."""
    demands = [("choose", node.id, node.choose) for node in walk(problem.tree) if node.choose is not None]
    count = len(demands)
    demands += [
        ("min_credits", node.id, node.min_credits) for node in walk(problem.tree) if node.min_credits is not None
    ]
    demands += [("floor", floor.id, floor.at_least) for floor in problem.floors]
    falls = product(*(range(min(most, asked) + 1) for _, _, asked in demands))
    ordered = sorted((sum(by[:count]), sum(by[count:]), by) for by in falls if sum(by) <= most)
    for choices, credits_lowered, by in ordered:
        lowered = [asks(sort, name, asked, asked - fall) for (sort, name, asked), fall in zip(demands, by, strict=True)]
        if is_possible(relaxed(problem, lowered)):  # type: ignore[arg-type]
            return choices, credits_lowered
    raise AssertionError


def test_a_floor_above_all_that_is_there() -> None:
    floor = FloorLimit(id="own", policy="p", at_least=12, courses=("C0", "C1", "C2"))
    why = found(three_courses(floors=(floor,)))
    assert why.conflict == (asks("floor", "own", 12),)
    assert why.lowered == (asks("floor", "own", 12, 9),)
    assert (why.choices, why.credits) == (0, 3)


def test_a_minimum_that_only_a_capped_conversion_could_meet() -> None:
    """4 of 6 by study; block credit of 3 would do, and the cap leaves room for 1 of it."""
    block = candidate("a", Grantable(module="root", amount=3, up_to=True))
    cap = CapLimit(id="most", policy="p", measure="credits", at_most=1, members=(Member(candidate="a", target=0),))
    tree = TreeNode(id="root", all=("C0",), min_credits=6, accepts_block=True)
    courses = (CourseState(id="C0", credits=4),)
    why = found(three_courses(candidates=(block,), courses=courses, tree=tree, caps=(cap,)))
    assert why.conflict == (asks("cap", "most", 1), asks("min_credits", "root", 6))
    assert why.lowered == (asks("min_credits", "root", 6, 5),)


def test_a_choice_of_more_than_is_there_is_lowered_as_a_choice() -> None:
    why = found(three_courses(tree=TreeNode(id="root", courses=("C0", "C1", "C2"), choose=5)))
    assert why.conflict == (asks("choose", "root", 5),)
    assert (why.choices, why.credits) == (2, 0)
    assert why.lowered == (asks("choose", "root", 5, 3),)


def test_what_can_be_completed_has_no_reason_why_not() -> None:
    assert why_infeasible(three_courses()) is None


@pytest.mark.parametrize("turn", range(2))
def test_the_answer_is_the_same_each_time(turn: int) -> None:
    nodes = tuple(TreeNode(id=name, courses=(f"C{i}",), min_credits=9) for i, name in enumerate("abc"))
    why = found(three_courses(tree=TreeNode(id="root", child=nodes)))
    assert [one.id for one in why.lowered] == ["a", "b", "c"], turn
    assert why.conflict == (asks("min_credits", "c", 9),)
