"""Courses and programmes of an invented bank."""

from collections.abc import Iterable, Sequence
from random import Random

from benchmarks.generators_profiles import (
    CONTEST,
    CREDITS,
    FIELD_COURSES,
    FIELDS,
    PATENT,
    PUBLIC,
    PUBLIC_COURSES,
    TRAINING,
    Profile,
    field_courses,
    programme_field,
    weighted,
)
from creditbank.plan.market import MarketCap, MarketCourse, MarketModule, MarketProgramme

LEVELS = {3: 30, 4: 30, 5: 25, 6: 15}
"""Levels of programmes."""
NOT_CONVERTIBLE = 0.04
FIELD_LEVELS = (3,) * 44 + (4,) * 33 + (5,) * 22 + (6,) * 11


def draw_courses(seed: int) -> tuple[MarketCourse, ...]:
    """All courses by number; those of a field have the levels 3 to 6 in the ratio 4:3:2:1, public ones level 3."""
    rng = Random(f"courses/{seed}")
    levels = [3] * PUBLIC_COURSES
    for _ in range(FIELDS):
        levels += rng.sample(FIELD_LEVELS, FIELD_COURSES)
    return tuple(
        MarketCourse(
            id=number, credits=weighted(rng, CREDITS), level=level, convertible=rng.random() >= NOT_CONVERTIBLE
        )
        for number, level in enumerate(levels)
    )


def draw_programmes(
    profile: Profile, courses: Sequence[MarketCourse], count: int, seed: int
) -> tuple[MarketProgramme, ...]:
    """So many programmes."""
    rng = Random(f"programmes/{profile.name}/{seed}")
    return tuple(_programme(rng, profile, courses, programme_field(number)) for number in range(count))


def needed(module: MarketModule, credits_of: dict[int, int]) -> int:
    """The least study with which a module is fulfilled when nothing is converted; of an elective its minimum."""
    amounts = sorted(credits_of[course] for course in module.courses)
    match module.need:
        case "credits":
            return module.amount
        case "choose":
            return sum(amounts[: module.amount])
        case "tracks":
            return min(sum(credits_of[course] for course in track) for track in module.tracks)
        case _:
            return sum(amounts)


def _programme(rng: Random, profile: Profile, courses: Sequence[MarketCourse], field: int) -> MarketProgramme:
    level = weighted(rng, LEVELS)
    own = [number for number in field_courses(field) if courses[number].level <= level]
    take = _Taking([rng.sample(field_courses(PUBLIC), PUBLIC_COURSES), rng.sample(own, len(own))])
    modules = [
        _all(take.public(rng.randint(5, 7))),
        _all(take.own(rng.randint(4, 5))),
        _all(take.own(rng.randint(5, 8))),
        _elective(rng, take.own(rng.randint(6, 9)), courses),
        _elective(rng, take.public(rng.randint(4, 6)), courses),
    ]
    if rng.random() < profile.tracks:
        tracks = tuple(take.own(3) for _ in range(rng.randint(2, 3)))
        modules.append(MarketModule(courses=sum(tracks, ()), need="tracks", amount=1, tracks=tracks))
    if rng.random() < profile.tracks:
        modules.append(MarketModule(courses=take.own(4), need="choose", amount=2, tracks=()))
    modules.append(_all(take.own(rng.randint(2, 3))))
    thesis = take.own(1)
    modules.append(_all(thesis))
    return MarketProgramme(
        level=level,
        courses=tuple(_here(courses[number], thesis) for module in modules for number in module.courses),
        modules=tuple(modules),
        caps=_caps(rng, profile, modules, courses),
    )


class _Taking:
    """Takes courses from the two pools, each course once."""

    def __init__(self, pools: list[list[int]]) -> None:
        self._public, self._own = pools

    def public(self, count: int) -> tuple[int, ...]:
        return tuple(self._public.pop() for _ in range(count))

    def own(self, count: int) -> tuple[int, ...]:
        return tuple(self._own.pop() for _ in range(count))


def _all(courses: tuple[int, ...]) -> MarketModule:
    return MarketModule(courses=courses, need="all", amount=0, tracks=())


def _elective(rng: Random, chosen: tuple[int, ...], courses: Sequence[MarketCourse]) -> MarketModule:
    """From 35 to 60 per cent of what is offered; a minimum that no choice of courses meets exactly is left as it is."""
    total = sum(courses[number].credits for number in chosen)
    return MarketModule(courses=chosen, need="credits", amount=total * rng.randint(35, 60) // 100, tracks=())


def _here(course: MarketCourse, thesis: Iterable[int]) -> MarketCourse:
    """The course as the programme has it: its thesis must be written here."""
    if course.id not in thesis:
        return course
    return MarketCourse(id=course.id, credits=course.credits, level=course.level, convertible=False)


def _caps(
    rng: Random, profile: Profile, modules: Sequence[MarketModule], courses: Sequence[MarketCourse]
) -> tuple[MarketCap, ...]:
    """Share and residency as one cap, the smaller of the two; then trainings, contests, patents. Half credits."""
    credits_of = {number: courses[number].credits for module in modules for number in module.courses}
    total = sum(needed(module, credits_of) for module in modules)
    share, residency = rng.randint(*profile.share), rng.choice((0, 40, 60))
    return (
        MarketCap(categories=(), at_most=min(total * share // 100, total - residency)),
        MarketCap(categories=(TRAINING,), at_most=rng.choice((16, 24, 30))),
        MarketCap(categories=(CONTEST,), at_most=rng.choice((8, 12, 16))),
        MarketCap(categories=(PATENT,), at_most=rng.choice((4, 8, 12))),
    )
