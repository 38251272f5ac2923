"""Problems in which awards compete: many lines for the same courses and the same awards, under caps. From a seed."""

import random

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


def contested_problem(seed: int, awards: int = 9, lines: int = 24) -> Problem:
    """Five modules (all, all, electives, tracks, two of four), lines of one to three awards and one to three courses."""
    draw = random.Random(f"contested {seed}")  # noqa: S311 - test data
    courses = [CourseState(id=f"C{i:02}", credits=draw.randint(2, 9)) for i in range(24)]
    outcomes = [
        Outcome(id=f"o{i:02}", lot=f"award:o{i:02}", unit="use", issued=1, available=1, order=("", "", f"o{i:02}"))
        for i in range(awards)
    ]
    candidates = [_line(draw, f"r{i:02}", outcomes, courses) for i in range(lines)]
    return Problem(
        programme="p@2025",
        unit="course_credit",
        scale=0,
        applied_on="2025-01-01",
        outcomes=tuple(outcomes),
        candidates=tuple(candidates),
        courses=tuple(courses),
        tree=_tree(draw, courses),
        caps=tuple(_caps(draw, courses, candidates)),
    )


def _tree(draw: random.Random, courses: list[CourseState]) -> TreeNode:
    ids = [one.id for one in courses]
    pool = courses[9:16]
    least = sum(one.credits for one in pool) * draw.randint(35, 60) // 100
    tracks = (TreeNode(id="t1", all=tuple(ids[16:18])), TreeNode(id="t2", all=tuple(ids[18:20])))
    return TreeNode(
        id="root",
        child=(
            TreeNode(id="basics", all=tuple(ids[:5])),
            TreeNode(id="core", all=tuple(ids[5:9])),
            TreeNode(id="electives", courses=tuple(ids[9:16]), min_credits=least),
            TreeNode(id="tracks", child=tracks, choose=1),
            TreeNode(id="two", courses=tuple(ids[20:]), choose=2),
        ),
    )


def _line(draw: random.Random, name: str, outcomes: list[Outcome], courses: list[CourseState]) -> Candidate:
    taken = draw.sample(outcomes, draw.choice([1, 1, 1, 2, 2, 3]))
    given = sorted(draw.sample(courses, draw.choice([1, 1, 2, 2, 3])), key=lambda one: one.id)
    most, manner = sum(one.credits for one in given), draw.choice(["all", "one", "two", "", "", ""])
    return Candidate(
        id=name,
        rule=name,
        category=draw.choice(["course", "training", "contest"]),
        inputs=tuple(
            Input(outcome=one.id, slot=f"s{i}") for i, one in enumerate(sorted(taken, key=lambda one: one.id))
        ),
        lead=min(one.id for one in taken),
        targets=tuple(Grantable(course=one.id, amount=one.credits) for one in given),
        grant_all=manner == "all",
        choose={"one": 1, "two": 2}.get(manner),
        budget=draw.choice([None, None, most - 1]) if len(given) > 1 and manner != "all" else None,
    )


def _caps(draw: random.Random, courses: list[CourseState], candidates: list[Candidate]) -> list[CapLimit]:
    half = sum(one.credits for one in courses) * draw.randint(20, 50) // 100
    caps = [
        _credits("all", half, candidates),
        *(_credits(name, limit, of) for name, limit, of in _sorts(draw, candidates)),
    ]
    first = [Member(candidate=one.id, outcome=one.inputs[0].outcome) for one in candidates[::2]]
    return [*caps, CapLimit(id="first", policy="p", measure="awards", at_most=draw.randint(1, 4), members=tuple(first))]


def _sorts(draw: random.Random, candidates: list[Candidate]) -> list[tuple[str, int, list[Candidate]]]:
    return [
        (name, draw.randint(6, 14), [one for one in candidates if one.category == name])
        for name in ("training", "contest")
    ]


def _credits(name: str, at_most: int, candidates: list[Candidate]) -> CapLimit:
    members = [Member(candidate=one.id, target=i) for one in candidates for i in range(len(one.targets))]
    return CapLimit(id=name, policy="p", measure="credits", at_most=at_most, members=tuple(members))
