"""Whether the answers are right: against trying everything, against CP-SAT and HiGHS, and against themselves."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from random import Random

import msgspec

from benchmarks.engine_samples import SEEDS, generated, profiles, scaled
from benchmarks.second_opinion import opinions
from creditbank.kernel.canonical import digest
from creditbank.plan.problem import CapLimit, Plan, Problem, TreeNode, shared_courses, walk

SMALL = 2_000
"""Small problems that are solved by trying everything."""
LEARNERS = 223
"""Of each profile and seed, before three programmes each: 2,007 problems of a profile."""
BATCH = 10
"""Learners of each profile and seed in the batch whose hash must not change."""
COMPARED = ("objective, CP-SAT", "allocation, CP-SAT", "least study and usage, HiGHS")
_ALL, _OWN = "all", "own"
Row = dict[str, object]


def run() -> dict[str, object]:
    """All comparisons; two processes share the work."""
    rows: list[Row] = []
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        small = [pool.submit(compare_small, seed) for seed in _blocks(scaled(SMALL))]
        large = {profile: [pool.submit(compare, profile, seed) for seed in SEEDS] for profile in profiles()}
        total, wrong = Counter[str](), Counter[str]()
        for part in small:
            compared, found = part.result()
            total, wrong = total + compared, wrong + found
        rows += [_row(f"small, {kind}: tried out", total[kind], wrong[kind]) for kind in total]
        for profile, parts in large.items():
            compared = sum((part.result() for part in parts), Counter[str]())
            own = f"{compared[_OWN]} of {compared[_ALL]} by the own search"
            rows += [_row(f"{profile}: {what} ({own})", compared[_ALL], compared[what]) for what in COMPARED]
    rows += _stability()
    return {
        "subject": "engine_correctness",
        "unit": "mismatches (median: how many; each must be 0)",
        "machine": {"cores": os.cpu_count()},
        "rows": rows,
        "note": (
            f"`small`: {scaled(SMALL):,} random problems with every sort of limit, each solved by trying everything; a problem counts in"
            " the row of each thing that it has; compared are objective, lines, study and where courses count, and the"
            f" checker must accept the plan. Profiles: {len(SEEDS)} seeds × {scaled(LEARNERS)} learners × 3 programmes; the engine, CP-SAT"
            " alone (objective and allocation) and HiGHS (least study and least usage, a formulation of its own). `hash`: of the answers to a fixed"
            f" batch ({scaled(BATCH)} learners of each profile and seed), against that of the first run: again, with every part of the problems"
            " in another order, and in other processes with other hash seeds."
        ),
    }


def _blocks(count: int) -> Iterator[range]:
    yield from (range(first, min(first + 100, count)) for first in range(0, count, 100))


def _row(name: str, compared: int, wrong: int) -> Row:
    return {"name": name, "median": wrong, "compared": compared}


def compare_small(seeds: range) -> tuple["Counter[str]", "Counter[str]"]:
    """For everything that a problem may have, how many had it and how many of these were solved wrongly."""
    from creditbank.plan.check import check
    from creditbank.plan.solve import solve
    from creditbank.plan.tests.brute import best
    from creditbank.plan.tests.random_problems import random_problem

    compared, wrong = Counter[str](), Counter[str]()
    for seed in seeds:
        problem = random_problem(seed)
        plan, expected = solve(problem, explain=False), best(problem)
        same = plan.status == "infeasible" if expected is None else _whole(plan) == expected
        kinds = ["all", *(kind for kind, has in KINDS.items() if has(problem)), *["infeasible"][: expected is None]]
        compared.update(kinds)
        if not same or check(problem, plan):
            wrong.update(kinds)
            print(f"small problem {seed}: {_whole(plan)} is not {expected}; {check(problem, plan)}", file=sys.stderr)
    return compared, wrong


def _whole(plan: Plan) -> tuple[object, ...]:
    return plan.objective, plan.lines, plan.study_courses, plan.study_open, plan.counted


KINDS: Mapping[str, Callable[[Problem], bool]] = {
    "cap on credits": lambda one: any(cap.measure == "credits" for cap in one.caps),
    "cap on awards": lambda one: any(cap.measure == "awards" for cap in one.caps),
    "cap with something recorded": lambda one: any(cap.recorded for cap in one.caps),
    "floor": lambda one: bool(one.floors),
    "choice of targets": lambda one: any(q.choose is not None for q in one.candidates),
    "budget": lambda one: any(q.budget is not None for q in one.candidates),
    "all targets or none": lambda one: any(q.grant_all for q in one.candidates),
    "block credit in part": lambda one: any(t.up_to for q in one.candidates for t in q.targets),
    "gathering": lambda one: any(i.take == "credits" for q in one.candidates for i in q.inputs),
    "several awards": lambda one: any(len(q.inputs) > 1 for q in one.candidates),
    "used again": lambda one: any(o.again for o in one.outcomes),
    "part of another award": lambda one: any(o.part_of for o in one.outcomes),
    "only possible": lambda one: any(q.possible for q in one.candidates),
    "course in two modules": lambda one: bool(shared_courses(one.tree)),
    "course done before": lambda one: any(c.done for c in one.courses),
    "open module": lambda one: any(node.open for node in walk(one.tree)),
    "choice of modules": lambda one: any(node.choose is not None for node in walk(one.tree)),
    "module passes only so much": lambda one: any(node.at_most is not None for node in walk(one.tree)),
}
"""What a small problem may have."""


def compare(profile: str, seed: int) -> "Counter[str]":
    """How many problems of a profile and seed were compared, and how many differed in what."""
    from creditbank.plan import cpsat, engine

    problems = [pair.problem for pair in generated(profile, scaled(LEARNERS), seeds=(seed,))]
    counts = Counter[str]({_ALL: len(problems)})
    for number, (problem, other) in enumerate(zip(problems, opinions(problems), strict=True)):
        ours, theirs = engine.optimise(problem), cpsat.optimise(problem)
        if ours is None or theirs is None:
            raise ArithmeticError("every programme of an invented bank can be finished")
        same = (
            ours.objective == theirs.objective,
            (ours.grants, ours.study) == (theirs.grants, theirs.study),
            ours.objective[:2] == other,
        )
        differing = [what for what, agrees in zip(COMPARED, same, strict=True) if not agrees]
        counts.update([*differing, *[_OWN][: ours.engine == engine.ENGINE]])
        if differing:
            found = f"{ours.objective} {theirs.objective} {other}"
            print(f"{profile}, seed {seed}, problem {number}: {differing} {found}", file=sys.stderr)
    return counts


def _stability() -> list[Row]:
    first = batch_hash()
    others = {"again": [batch_hash()], "other order": [batch_hash(order) for order in (1, 2)]}
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.engine_correctness", seed],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        others.setdefault("other process, hash seed and order", []).append(done.stdout.strip())
    return [
        _row(f"hash {first[:8]}, {name}", len(found), sum(one != first for one in found))
        for name, found in others.items()
    ]


def batch_hash(order: int | None = None) -> str:
    """Of the answers to the batch; with ``order``, after everything in its problems was put into another order."""
    from creditbank.plan.solve import solve

    answers = []
    for profile in profiles():
        for number, pair in enumerate(generated(profile, scaled(BATCH))):
            problem = pair.problem if order is None else shuffled(pair.problem, Random(f"{order}/{number}"))
            plan = solve(problem, explain=False, proof=False)
            lines = sorted(
                (line.candidate, sorted((grant.course, grant.amount) for grant in line.grants)) for line in plan.lines
            )
            answers.append([list(plan.objective), lines, sorted(plan.study_courses)])
    return digest(answers)


def shuffled(problem: Problem, rng: Random) -> Problem:
    """The same problem with outcomes, candidates, inputs' and courses' places, caps and members in another order.

    Targets stay: limits name them by place. Modules stay: their order is part of the programme.
    """

    def mixed(values: tuple[msgspec.Struct, ...]) -> tuple[msgspec.Struct, ...]:
        return tuple(rng.sample(values, len(values)))

    def tree(node: TreeNode) -> TreeNode:
        return msgspec.structs.replace(
            node,
            all=tuple(rng.sample(node.all, len(node.all))),
            courses=tuple(rng.sample(node.courses, len(node.courses))),
            child=tuple(tree(child) for child in node.child),
        )

    def cap(one: CapLimit) -> CapLimit:
        return msgspec.structs.replace(one, members=mixed(one.members))

    candidates = tuple(msgspec.structs.replace(one, inputs=mixed(one.inputs)) for one in problem.candidates)
    return msgspec.structs.replace(
        problem,
        outcomes=mixed(problem.outcomes),
        candidates=mixed(candidates),
        courses=mixed(problem.courses),
        caps=mixed(tuple(cap(one) for one in problem.caps)),
        tree=tree(problem.tree),
    )


if __name__ == "__main__":
    print(batch_hash(int(sys.argv[1])))
