"""The own search: the same plan as CP-SAT and as trying everything, whatever the order, the process or the limits."""

import json
import os
import random
import subprocess
import sys
from itertools import count
from pathlib import Path

import msgspec
import pytest

from creditbank.kernel.canonical import digest
from creditbank.plan import cpsat, engine
from creditbank.plan.check import check
from creditbank.plan.choices import Choices
from creditbank.plan.compact import compact
from creditbank.plan.problem import (
    Candidate,
    CapLimit,
    CourseState,
    FloorLimit,
    Grantable,
    Input,
    Member,
    Outcome,
    Plan,
    Problem,
    TreeNode,
    tie_weight,
    walk,
)
from creditbank.plan.search import LIMIT, NOTHING, PROVEN, run
from creditbank.plan.search_arrays import Goal
from creditbank.plan.solve import solve
from creditbank.plan.tests.brute import best
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.random_whole import whole_problem


def quick(problem: Problem) -> Plan:
    return solve(problem, explain=False, proof=False)


def answer(choices: Choices | None) -> object:
    """What must be the same whoever answers."""
    assert choices is not None
    return choices.objective, choices.grants, set(choices.study), choices.open_study, choices.counted


def is_own(plan: Plan) -> bool:
    return plan.engine == engine.ENGINE


@pytest.mark.parametrize("block", range(4))
def test_the_same_as_trying_everything(block: int) -> None:
    own = 0
    for seed in range(block * 40, block * 40 + 40):
        problem = whole_problem(seed, courses=4, outcomes=4, candidates=4)
        plan, expected = quick(problem), best(problem)
        own += is_own(plan)
        assert check(problem, plan) == [], seed
        if expected is None:
            assert plan.status == "infeasible", seed
        else:
            assert (plan.objective, plan.lines, plan.study_courses, plan.study_open, plan.counted) == expected, seed
    assert own >= 30


@pytest.mark.parametrize(("courses", "outcomes", "candidates", "seeds"), [(5, 4, 5, 300), (16, 12, 30, 60)])
def test_the_same_as_cp_sat(courses: int, outcomes: int, candidates: int, seeds: int) -> None:
    own = coupled = 0
    for seed in range(1000, 1000 + seeds):
        problem = whole_problem(seed, courses=courses, outcomes=outcomes, candidates=candidates)
        plan = quick(problem)
        if is_own(plan):
            expected = cpsat.optimise(problem)
            own += 1
            coupled += bool(problem.caps)
            assert answer(engine.optimise(problem)) == answer(expected), seed
            assert plan.nodes > 0 or not plan.lines
            assert check(problem, plan) == []
    assert own > seeds * 0.8
    assert coupled > seeds * 0.4


def test_the_least_with_an_award_is_the_same_as_by_cp_sat() -> None:
    never = costs = 0
    for seed in range(120):
        problem = whole_problem(seed)
        if compact(problem) is None:
            continue
        least = engine.least_remaining(problem)
        assert least == cpsat.least_remaining(problem), seed
        for outcome in problem.outcomes:
            forced = engine.least_remaining(problem, using=outcome.id, known=least or 0)
            assert forced == cpsat.least_remaining(problem, using=outcome.id), (seed, outcome.id)
            never += forced is None
            costs += forced is not None and least is not None and forced > least
    assert never
    assert costs


def shuffled(problem: Problem, seed: int) -> Problem:
    """The same problem written down in another order."""
    draw = random.Random(seed)  # noqa: S311 - test data

    def mixed(node: TreeNode) -> TreeNode:
        return msgspec.structs.replace(
            node, all=mix(node.all), courses=mix(node.courses), child=mix(tuple(map(mixed, node.child)))
        )

    def mix(values: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(draw.sample(values, len(values)))

    return msgspec.structs.replace(
        problem,
        outcomes=mix(problem.outcomes),
        candidates=mix(problem.candidates),
        courses=mix(problem.courses),
        tree=mixed(problem.tree),
        caps=mix(problem.caps),
        floors=mix(problem.floors),
    )


def test_the_order_of_the_input_does_not_matter() -> None:
    for seed in range(60):
        problem = whole_problem(seed, courses=12, outcomes=9, candidates=20)
        first, second = engine.optimise(problem), engine.optimise(shuffled(problem, seed))
        assert first == second or answer(first) == answer(second), seed


def test_the_node_limit_falls_over_to_cp_sat(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(20):
        problem = whole_problem(seed, courses=12, outcomes=9, candidates=20)
        plan = quick(problem)
        if not is_own(plan):
            continue
        with monkeypatch.context() as limited:
            limited.setattr(engine, "NODES", 0)
            other = quick(problem)
            assert engine.least_remaining(problem) == plan.remaining
        assert other.engine == cpsat.ENGINE
        assert msgspec.structs.replace(other, engine=plan.engine, nodes=plan.nodes) == plan


def one_to_one(size: int, *, courses: int = 0, at_most: int = 10**6) -> Problem:
    """So many awards, each of which can grant one course (of fewer, if said), some two."""
    taught = courses or size
    return Problem(
        programme="p@1",
        unit="part",
        scale=0,
        applied_on="2025-01-01",
        outcomes=tuple(Outcome(id=f"o{i:03}", lot=f"l{i}", unit="use", issued=1, available=1) for i in range(size)),
        candidates=tuple(
            Candidate(
                id=f"q{i:03}",
                rule="r",
                inputs=(Input(outcome=f"o{i:03}", slot="s"),),
                lead=f"o{i:03}",
                targets=(Grantable(course=f"C{i % taught:03}", amount=2 + i % taught % 3),),
            )
            for i in range(size)
        ),
        courses=tuple(CourseState(id=f"C{i:03}", credits=2 + i % 3) for i in range(taught)),
        tree=TreeNode(id="root", all=tuple(f"C{i:03}" for i in range(taught))),
        caps=(
            CapLimit(
                id="cap",
                policy="p",
                measure="credits",
                at_most=at_most,
                members=tuple(Member(candidate=f"q{i:03}", target=0) for i in range(size)),
            ),
        ),
    )


@pytest.mark.parametrize(("size", "courses", "fits"), [(64, 64, True), (65, 20, False), (70, 70, False)])
def test_more_than_sixty_four_go_the_other_way(size: int, courses: int, fits: bool) -> None:
    problem = one_to_one(size, courses=courses)
    plan = quick(problem)
    assert is_own(plan) == fits
    assert (plan.remaining, len(plan.lines)) == (0, courses)
    assert check(problem, plan) == []


def test_the_last_bit_counts_like_the_others() -> None:
    """Bit 63 is the sign of the machine's integers."""
    problem = one_to_one(64, at_most=3)
    made = compact(problem)
    assert made is not None
    alone = msgspec.structs.replace(problem, candidates=problem.candidates[-1:])
    assert answer(engine.optimise(alone)) == answer(cpsat.optimise(alone))
    assert engine.least_remaining(problem, using="o063") == cpsat.least_remaining(problem, using="o063")


def test_what_does_not_fit_goes_to_cp_sat() -> None:
    for seed in range(60):
        problem = random_problem(seed)
        gathers = any(taken.take == "credits" for one in problem.candidates if not one.possible for taken in one.inputs)
        blocks = any(target.module for one in problem.candidates if not one.possible for target in one.targets)
        if gathers or blocks:
            assert compact(problem) is None
    shared = TreeNode(id="root", child=(TreeNode(id="a", courses=("C000",)), TreeNode(id="b", all=("C000",))))
    assert compact(msgspec.structs.replace(one_to_one(1), tree=shared)) is None


def test_a_floor_that_binds_goes_to_cp_sat_and_one_that_does_not_stays() -> None:
    problem = one_to_one(3)
    courses = tuple(course.id for course in problem.courses)
    for at_least, own in ((0, True), (3, False)):
        floor = FloorLimit(id="own", policy="p", at_least=at_least, courses=courses)
        plan = quick(msgspec.structs.replace(problem, floors=(floor,)))
        assert (is_own(plan), plan.remaining) == (own, at_least)


def test_two_choices_of_the_same_weight_are_settled_as_defined() -> None:
    weights: dict[int, str] = {}
    for number in count():
        name = f"n{number}"
        weight = tie_weight("line", name) + tie_weight("grant", name, "C000")
        if weight in weights:
            break
        weights[weight] = name
    names = tuple(sorted((weights[weight], name)))
    problem = one_to_one(1)
    lines = tuple(msgspec.structs.replace(problem.candidates[0], id=name) for name in names)
    plan = quick(msgspec.structs.replace(problem, candidates=lines, caps=()))
    assert ([line.candidate for line in plan.lines], plan.engine) == ([names[1]], cpsat.ENGINE)


def test_the_kernel_says_how_it_ended() -> None:
    made = compact(one_to_one(8, at_most=10))
    assert made is not None

    def searched(ceiling: int, most_nodes: int) -> tuple[int, int]:
        return run(made.variants, made.tree, made.rooms, Goal(1, 0, ceiling, most_nodes, -1))[:2]

    least = sum(2 + i % 3 for i in range(8)) - 10
    assert searched(2**62, 1000) == (PROVEN, least)
    assert searched(least + 1, 1000) == (PROVEN, least)
    assert searched(least, 1000)[0] == NOTHING
    assert searched(2**62, 3)[0] == LIMIT


CHECKED = """
import json, sys
from creditbank.kernel.canonical import digest
from creditbank.plan.solve import solve
from creditbank.plan.tests.random_whole import whole_problem
sizes = json.loads(sys.argv[1])
plans = [solve(whole_problem(seed, **size), explain=False, proof=False) for size in sizes for seed in range(8)]
print(json.dumps([digest(plan) for plan in plans]))
"""
SIZES = [{}, {"courses": 16, "outcomes": 12, "candidates": 30}]


def test_another_process_with_bounds_checked_and_another_hash_seed(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """The machine code with every index checked is kept between runs: it takes half a minute to compile."""
    kept = getattr(request.config, "cache", None)
    folder = tmp_path if kept is None else kept.mkdir("bounds-checked")
    settings = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(folder), "PYTHONHASHSEED": "7"}
    ran = subprocess.run(
        [sys.executable, "-c", CHECKED, json.dumps(SIZES)],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    plans = [quick(whole_problem(seed, **size)) for size in SIZES for seed in range(8)]
    assert json.loads(ran.stdout) == [digest(plan) for plan in plans]


def test_the_problems_of_these_tests_bring_every_kind_of_part() -> None:
    """Else the comparisons above would compare little."""
    problems = [whole_problem(seed) for seed in range(300) if compact(whole_problem(seed))]
    nodes = [node for problem in problems for node in walk(problem.tree)]
    caps = [cap for problem in problems for cap in problem.caps]
    lines = [one for problem in problems for one in problem.candidates]
    assert any(node.choose and node.child for node in nodes)
    assert any(node.open and node.min_credits and node.study_step for node in nodes)
    assert any(node.at_most for node in nodes)
    assert any(node.blocked for node in nodes)
    assert {cap.measure for cap in caps} == {"credits", "awards"}
    assert any(member.target >= 0 for cap in caps if cap.measure == "awards" for member in cap.members)
    assert any(cap.recorded_awards for cap in caps)
    assert all(any(getattr(one, name) for one in lines) for name in ("budget", "choose", "grant_all"))
    assert any(outcome.part_of for problem in problems for outcome in problem.outcomes)
    assert any(outcome.again for problem in problems for outcome in problem.outcomes)
    assert any(problem.floors for problem in problems)
