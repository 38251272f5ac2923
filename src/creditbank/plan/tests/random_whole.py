"""Random problems of the sort that the own search takes: whole awards, whole courses, modules that share none."""

import random
from collections.abc import Sequence

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


def whole_problem(seed: int, *, courses: int = 5, outcomes: int = 4, candidates: int = 5) -> Problem:
    """Every kind of node, line and limit that fits, and now and then one that does not quite."""
    draw = random.Random(seed)  # noqa: S311 - test data
    taught = [
        CourseState(id=f"C{i:02}", credits=draw.randint(1, 4), done=draw.choice(["", "", "", "", "", "passed"]))
        for i in range(draw.randint(max(2, courses - 2), courses))
    ]
    held = [
        Outcome(
            id=f"o{i:02}",
            lot=f"award:o{i:02}",
            unit="use",
            issued=1,
            available=0 if (again := draw.random() < 0.1) else 1,
            again=f"award:o{i:02}:again" if again else "",
            flex=draw.randint(0, 2),
            part_of="o00" if i and draw.random() < 0.1 else "",
        )
        for i in range(draw.randint(max(1, outcomes - 2), outcomes))
    ]
    lines = [_candidate(draw, i, held, taught) for i in range(draw.randint(candidates // 2, candidates))]
    return Problem(
        programme="p@2025",
        unit="course_credit",
        scale=0,
        applied_on="2025-01-01",
        outcomes=tuple(held),
        candidates=tuple(lines),
        courses=tuple(taught),
        tree=_root(draw, [one.id for one in taught]),
        caps=_caps(draw, lines),
        floors=_floors(draw, lines, taught),
    )


def _candidate(draw: random.Random, number: int, held: Sequence[Outcome], taught: Sequence[CourseState]) -> Candidate:
    taken = draw.sample(held, min(len(held), draw.choice([1, 1, 1, 2, 3])))
    targets = draw.sample(taught, min(len(taught), draw.choice([1, 1, 2, 3])))
    manner = draw.choice(["all", "choose", "budget", "", ""])
    return Candidate(
        id=f"r{number:02}",
        rule=f"r{number // 2:02}",
        inputs=tuple(Input(outcome=one.id, slot=f"s{i}") for i, one in enumerate(taken)),
        lead=taken[0].id,
        targets=tuple(Grantable(course=one.id, amount=one.credits) for one in targets),
        grant_all=manner == "all",
        choose=draw.randint(1, 2) if manner == "choose" else None,
        budget=draw.randint(2, 6) if manner == "budget" else None,
        possible=draw.random() < 0.05,
    )


def _root(draw: random.Random, courses: list[str]) -> TreeNode:
    """Courses dealt out to modules; the root now and then asks for courses or a sum of its own."""
    draw.shuffle(courses)
    cuts = sorted(draw.choices(range(len(courses) + 1), k=3))
    dealt = [sorted(courses[low:high]) for low, high in zip([0, *cuts], [*cuts, len(courses)], strict=True)]
    children = tuple(_module(draw, f"m{i}", named) for i, named in enumerate(dealt[1:]))
    return TreeNode(
        id="root",
        all=tuple(dealt[0]) if draw.random() < 0.5 else (),
        child=children,
        min_credits=draw.choice([None, None, None, 1, 3, 6]),
        open=draw.random() < 0.2,
        choose=2 if draw.random() < 0.1 else None,
    )


def _module(draw: random.Random, name: str, named: list[str]) -> TreeNode:
    form = draw.choice(["all", "choose", "credits", "open", "tracks", "nested"])
    courses = tuple(named)
    if form == "choose":
        return TreeNode(id=name, courses=courses, choose=draw.randint(0, len(named)))
    if form == "credits":
        return TreeNode(id=name, courses=courses, min_credits=draw.randint(1, len(named) + 1) if named else None)
    if form == "open":
        step = draw.choice([None, 2])
        return TreeNode(
            id=name, courses=courses, min_credits=3, open=True, study_step=step, blocked=draw.choice([0, 1])
        )
    if form == "all" or len(named) < 2:
        return TreeNode(id=name, all=courses)
    half = len(named) // 2
    tracks = (TreeNode(id=f"{name}a", all=courses[:half]), TreeNode(id=f"{name}b", courses=courses[half:], choose=1))
    if form == "tracks":
        return TreeNode(id=name, child=tracks, choose=1)
    ceiling = draw.choice([None, None, 2])
    nested = TreeNode(id=f"{name}c", courses=courses[half:], min_credits=2, open=True, at_most=ceiling)
    return TreeNode(id=name, child=(tracks[0], nested), min_credits=draw.choice([None, 2, 4]))


def _caps(draw: random.Random, lines: Sequence[Candidate]) -> tuple[CapLimit, ...]:
    targets = [
        Member(candidate=one.id, target=i) for one in lines for i in range(len(one.targets)) if draw.random() < 0.7
    ]
    awards = [
        Member(candidate=one.id, outcome=taken.outcome, target=draw.choice([-1, -1, 0]))
        for one in lines
        for taken in one.inputs
    ]
    known = draw.random() < 0.3
    caps = (
        CapLimit(
            id="some", policy="p", measure="credits", at_most=draw.randint(0, 8), recorded=1, members=tuple(targets)
        ),
        CapLimit(id="twin", policy="q", measure="credits", at_most=draw.randint(0, 9), members=tuple(targets)),
        CapLimit(
            id="awards",
            policy="p",
            key="group:x=y",
            measure="awards",
            at_most=draw.randint(1, 2),
            recorded=int(known),
            recorded_awards=("o00",) if known else (),
            members=tuple(awards),
        ),
    )
    return tuple(cap for cap in caps if draw.random() < 0.4)


def _floors(draw: random.Random, lines: Sequence[Candidate], taught: Sequence[CourseState]) -> tuple[FloorLimit, ...]:
    if draw.random() < 0.8:
        return ()
    members = tuple(Member(candidate=one.id, target=0) for one in lines[:2])
    courses = tuple(one.id for one in taught if not one.done)
    return (FloorLimit(id="own", policy="p", at_least=draw.randint(0, 4), members=members, courses=courses),)
