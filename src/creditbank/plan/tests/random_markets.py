"""Small random banks that touch every feature of the format, from a seed."""

import random

from creditbank.plan.market import (
    Market,
    MarketCap,
    MarketCourse,
    MarketLearner,
    MarketModule,
    MarketOutcome,
    MarketProgramme,
    MarketRule,
    MarketSlot,
    OutcomeType,
)

TYPES, COURSES = 9, 14


def random_market(seed: int, *, programmes: int = 6, rules: int = 30) -> Market:
    draw = random.Random(seed)  # noqa: S311 - test data
    types = tuple(OutcomeType(category=draw.randrange(3), credits=draw.randrange(5)) for _ in range(TYPES))
    return Market(
        types=types,
        rules=tuple(random_rule(draw, programmes) for _ in range(rules)),
        programmes=tuple(_programme(draw) for _ in range(programmes)),
    )


def random_learner(seed: int, *, most: int = 8) -> MarketLearner:
    draw = random.Random(seed)  # noqa: S311 - test data
    return MarketLearner(
        outcomes=tuple(
            MarketOutcome(
                type=draw.randrange(TYPES),
                grade=draw.choice([55, 65, 75, 95]),
                level=draw.randint(3, 6),
                valid=draw.random() < 0.9,
            )
            for _ in range(draw.randint(0, most))
        )
    )


def random_rule(draw: random.Random, programmes: int) -> MarketRule:
    slots = tuple(
        MarketSlot(
            types=tuple(draw.sample(range(TYPES), draw.choice([1, 1, 2]))), least_grade=draw.choice([0, 0, 60, 90])
        )
        for _ in range(draw.choice([1, 1, 1, 2, 2, 3]))
    )
    courses = tuple(draw.sample(range(COURSES), draw.choice([1, 1, 2, 3])))
    scope = draw.sample(range(programmes), draw.randint(1, programmes)) if draw.random() < 0.3 else ()
    return MarketRule(
        slots=slots,
        courses=courses,
        choose=draw.choice([0, 0, 1]),
        budget=draw.choice([0, 0, 0, 5]),
        category=draw.randrange(3),
        programmes=tuple(scope),
    )


def _programme(draw: random.Random) -> MarketProgramme:
    named = draw.sample(range(COURSES), draw.randint(6, 11))
    courses = tuple(
        MarketCourse(id=one, credits=draw.randint(2, 8), level=draw.randint(3, 5), convertible=draw.random() < 0.95)
        for one in named
    )
    credits_of = {course.id: course.credits for course in courses}
    modules = []
    while len(named) > 1:
        part, named = named[: (cut := draw.randint(2, 4))], named[cut:]
        modules.append(_module(draw, tuple(part), credits_of))
    total = sum(credits_of.values())
    caps = (
        MarketCap(categories=(), at_most=draw.randint(total // 4, total)),
        MarketCap(categories=(1,), at_most=draw.randint(2, 14)),
        MarketCap(categories=(1, 2), at_most=draw.randint(2, 20)),
    )
    return MarketProgramme(
        level=5,
        courses=courses,
        modules=tuple(modules),
        caps=tuple(cap for cap in caps if draw.random() < 0.5),
    )


def _module(draw: random.Random, courses: tuple[int, ...], credits_of: dict[int, int]) -> MarketModule:
    match draw.choice(["all", "all", "credits", "choose", "tracks"]):
        case "credits":
            total = sum(credits_of[course] for course in courses)
            return MarketModule(courses=courses, need="credits", amount=draw.randint(1, total))
        case "choose":
            return MarketModule(courses=courses, need="choose", amount=draw.randint(1, len(courses)))
        case "tracks" if len(courses) > 1:
            half = len(courses) // 2
            return MarketModule(courses=courses, need="tracks", tracks=(courses[:half], courses[half:]))
        case _:
            return MarketModule(courses=courses, need="all")
