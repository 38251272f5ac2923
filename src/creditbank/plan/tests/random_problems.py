"""Small random problems that touch every feature, from a seed."""

import random
from typing import Any

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


def random_problem(seed: int) -> Problem:
    """At most 5 courses, 4 awards, 4 candidates; amounts of a few units (scale 0)."""
    draw = random.Random(seed)  # noqa: S311 - test data
    courses = [
        CourseState(id=f"C{i}", credits=draw.randint(1, 4), done=draw.choice(["", "", "", "", "passed", "granted"]))
        for i in range(draw.randint(2, 5))
    ]
    tree = _tree(draw, [one.id for one in courses])
    outcomes = [_outcome(draw, i) for i in range(draw.randint(1, 4))]
    candidates = [_candidate(draw, i, outcomes, courses, tree) for i in range(draw.randint(0, 4))]
    members = [
        Member(candidate=one.id, target=i) for one in candidates for i in range(len(one.targets)) if draw.random() < 0.7
    ]
    caps = [
        CapLimit(
            id="most",
            policy="p",
            measure="credits",
            at_most=draw.randint(0, 7),
            recorded=draw.randint(0, 2),
            members=tuple(members),
        ),
        CapLimit(
            id="awards",
            policy="p",
            key="group:x=y",
            measure="awards",
            at_most=draw.randint(1, 2),
            recorded=1 if (known := draw.random() < 0.3) else 0,
            recorded_awards=("o0",) if known else (),
            members=tuple(
                Member(candidate=one.id, outcome=taken.outcome) for one in candidates for taken in one.inputs
            ),
        ),
    ]
    floor = FloorLimit(
        id="own",
        policy="p",
        at_least=draw.randint(0, 4),
        members=tuple(members[:2]),
        courses=tuple(one.id for one in courses if not one.done),
        open_nodes=("open",),
    )
    return Problem(
        programme="p@2025",
        unit="course_credit",
        scale=0,
        applied_on="2025-01-01",
        outcomes=tuple(outcomes),
        candidates=tuple(candidates),
        courses=tuple(courses),
        tree=tree,
        caps=tuple(cap for cap in caps if draw.random() < 0.5),
        floors=(floor,) if draw.random() < 0.3 else (),
    )


def _tree(draw: random.Random, courses: list[str]) -> TreeNode:
    first, second = courses[: len(courses) // 2], courses[len(courses) // 2 :]
    shared = courses[:1] if draw.random() < 0.4 else []
    children = (
        TreeNode(id="core", all=tuple(first)),
        TreeNode(id="pool", courses=tuple(sorted({*second, *shared})), **_demand(draw)),
        TreeNode(
            id="open",
            open=draw.random() < 0.8,
            study_step=draw.choice([None, 2]),
            accepts_block=True,
            blocked=draw.choice([0, 0, 1]),
            min_credits=draw.choice([None, 2, 3]),
            at_most=draw.choice([None, 3]),
        ),
    )
    kept = tuple(child for child in children if draw.random() < 0.85)
    choose = draw.choice([None, None, 1]) if kept else None
    return TreeNode(id="root", child=kept, choose=choose, min_credits=draw.choice([None, None, 4, 6]))


def _demand(draw: random.Random) -> dict[str, Any]:
    return draw.choice([{"choose": 1}, {"min_credits": 3}, {"min_credits": 2, "at_most": 3}, {}])


def _outcome(draw: random.Random, number: int) -> Outcome:
    unit = draw.choice(["use", "credit"])
    issued = 1 if unit == "use" else draw.randint(1, 3)
    again = draw.random() < 0.1
    return Outcome(
        id=f"o{number}",
        lot=f"award:o{number}",
        unit=unit,  # type: ignore[arg-type]
        issued=issued,
        available=draw.randint(0, issued - 1) if again else issued,
        flex=draw.randint(0, 2),
        order=(draw.choice(["2026-01-01", "2027-01-01"]), "2024-01-01", f"o{number}"),
        again=f"award:o{number}:again:p" if again else "",
        part_of="o0" if number and draw.random() < 0.15 else "",
    )


def _candidate(
    draw: random.Random, number: int, outcomes: list[Outcome], courses: list[CourseState], tree: TreeNode
) -> Candidate:
    gathers = draw.random() < 0.3 and number < 2  # two are enough to compete, and few enough to enumerate
    sources = [one for one in outcomes if one.unit == "credit" and one.available]
    taken = draw.sample(sources, min(len(sources), 3)) if gathers and sources else draw.sample(outcomes, 1)
    if not (gathers and sources) and len(outcomes) > 1 and draw.random() < 0.3:
        taken = draw.sample(outcomes, 2)
    take = "credits" if gathers and sources else "whole"
    free = [Grantable(course=one.id, amount=one.credits) for one in courses if not one.done]
    targets = draw.sample(free, min(len(free), draw.randint(1, 2)))
    if any(child.id == "open" for child in tree.child) and (draw.random() < 0.3 or not targets):
        targets.append(Grantable(module="open", amount=draw.randint(1, 3), up_to=draw.random() < 0.6))
    manner = draw.choice(["all", "choose", "budget", ""])
    return Candidate(
        id=f"r{number}",
        rule=f"r{number // 2}",
        inputs=tuple(Input(outcome=one.id, slot=f"s{i}", take=take) for i, one in enumerate(taken)),  # type: ignore[arg-type]
        lead=taken[0].id,
        targets=tuple(targets),
        grant_all=manner == "all",
        choose=1 if manner == "choose" else None,
        budget=draw.randint(2, 5) if manner == "budget" else None,
        at_most_awards=2 if take == "credits" else None,
        possible=draw.random() < 0.1,
        draw_all=take == "credits" and len(taken) < 3 and draw.random() < 0.2,
    )
