"""Types of outcomes and rules of an invented bank."""

from collections.abc import Sequence
from random import Random

from benchmarks.generators_profiles import (
    CREDITS,
    FIELDS,
    PUBLIC,
    TYPES_PER_FIELD,
    Popularity,
    Profile,
    field_courses,
    programme_field,
    weighted,
)
from creditbank.plan.market import MarketCourse, MarketProgramme, MarketRule, MarketSlot, OutcomeType

ONE_PROGRAMME, SCOPED = 0.7, 0.5
"""How many rules aim at the courses of one programme; how many of these hold in it alone."""
PUBLIC_AIM = 0.1
"""How many of those aim at its public courses: politics and sports are seldom granted for anything."""
INPUTS = {2: 80, 3: 20}
OUTPUTS = {2: 45, 3: 30, 4: 15, 5: 10}
GRADES = {0: 30, 60: 45, 70: 20, 80: 5}


def draw_types(seed: int) -> tuple[OutcomeType, ...]:
    """All types by number, the public field's first; credits as those of courses."""
    rng = Random(f"types/{seed}")
    return tuple(
        OutcomeType(category=category, credits=weighted(rng, CREDITS))
        for field in range(FIELDS + 1)
        for category, count in enumerate(TYPES_PER_FIELD)
        for _ in range(2 * count if field == PUBLIC else count)
    )


class RuleDraw:
    """Draws one rule after the other for a bank whose courses, types and programmes are there."""

    def __init__(
        self,
        profile: Profile,
        courses: Sequence[MarketCourse],
        types: Sequence[OutcomeType],
        programmes: Sequence[MarketProgramme],
        seed: int,
    ) -> None:
        self._profile, self._courses, self._types, self._programmes = profile, courses, types, programmes
        self._popularity = Popularity(profile, seed)
        self._rng = Random(f"rules/{profile.name}/{seed}")

    def rule(self) -> MarketRule:
        """The next rule."""
        rng = self._rng
        many_in, many_out = rng.choices(((0, 0), (0, 1), (1, 0), (1, 1)), self._profile.shapes)[0]
        field, targets, scope = self._aim(weighted(rng, OUTPUTS) if many_out else 1)
        types = self._inputs(field, weighted(rng, INPUTS) if many_in else 1)
        grade = weighted(rng, GRADES)
        chooses = len(targets) > 1 and rng.random() < self._profile.choose
        return MarketRule(
            slots=tuple(MarketSlot(types=(one,), least_grade=grade) for one in types),
            courses=targets,
            choose=rng.randint(1, len(targets) - 1) if chooses else 0,
            budget=0,
            category=max((self._types[one] for one in types), key=lambda one: one.credits).category,
            programmes=scope,
        )

    def _aim(self, count: int) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
        """The field of the targets, the targets, and the programme in which alone the rule holds, if it does."""
        rng = self._rng
        if rng.random() < ONE_PROGRAMME:
            place = rng.randrange(len(self._programmes))
            field = PUBLIC if rng.random() < PUBLIC_AIM else programme_field(place)
            courses = self._programmes[place].courses
            pool = [course.id for course in courses if course.convertible and course.id in field_courses(field)]
            scope = (place,) if rng.random() < SCOPED else ()
        else:
            field = max(PUBLIC, rng.randint(-1, FIELDS))  # the public field is twice as large as any other
            pool = [number for number in field_courses(field) if self._courses[number].convertible]
            scope = ()
        return field, tuple(rng.sample(pool, min(count, len(pool)))), scope

    def _inputs(self, field: int, count: int) -> list[int]:
        """Different types of one field."""
        found: dict[int, None] = {}
        while len(found) < count:
            found[self._popularity.draw(field, self._rng)] = None
        return list(found)
