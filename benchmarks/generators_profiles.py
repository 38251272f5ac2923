"""What the four invented banks have in common and in what they differ; types and how popular they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random

FIELDS = 60
PUBLIC = 0
"""The public field; the others are 1 to ``FIELDS``."""
PUBLIC_COURSES, FIELD_COURSES = 60, 110
TYPES_PER_FIELD = (70, 12, 10, 6, 2)
"""Courses, certificates, trainings, contests, patents: the categories 0 to 4. The public field has twice as many."""
TRAINING, CONTEST, PATENT = 2, 3, 4
CREDITS = {2: 2, 3: 3, 4: 8, 5: 6, 6: 10, 7: 5, 8: 8, 9: 3, 10: 3, 11: 1, 12: 2}
"""Half credits of a course or outcome, and how often."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What makes a bank easy or hard."""

    name: str
    shapes: tuple[int, int, int, int]
    """Weights of the rules 1:1, 1:n, n:1, n:m."""
    choose: float
    """How many of the rules with several targets grant only some of them."""
    zipf: float
    """Exponent of the popularity of types, in rules and with learners alike."""
    own: float
    """How many of a learner's outcomes are of his own field."""
    tracks: float
    """How many programmes have tracks; as many, independently, have a choice of two courses of four."""
    share: tuple[int, int]
    """Least and greatest cap of what may be converted, per cent."""
    outcomes: tuple[int, int] | None = None
    """Least and most outcomes of a learner; else log-normal."""


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("plain", (85, 8, 6, 1), 0.10, 0.6, 0.70, 0.10, (40, 50)),
        Profile("real", (55, 25, 15, 5), 0.25, 0.9, 0.75, 0.25, (30, 50)),
        Profile("dense", (40, 30, 20, 10), 0.30, 1.1, 0.92, 0.35, (50, 60), (22, 40)),
        Profile("trap", (30, 25, 30, 15), 0.30, 1.3, 0.95, 0.40, (60, 70), (22, 40)),
    )
}


class Popularity:
    """How often a type is met: Zipf over a random order of the types of each field."""

    def __init__(self, profile: Profile, seed: int) -> None:
        rng = Random(f"popularity/{seed}")
        self._order = [rng.sample(types := field_types(field), len(types)) for field in range(FIELDS + 1)]
        self._heights = [
            list(accumulate(rank**-profile.zipf for rank in range(1, len(order) + 1))) for order in self._order
        ]

    def draw(self, field: int, rng: Random) -> int:
        """A type of the field, popular ones more often."""
        return rng.choices(self._order[field], cum_weights=self._heights[field])[0]


def field_types(field: int, /) -> range:
    """The numbers of a field's types: courses first, patents last."""
    size = sum(TYPES_PER_FIELD)
    return range(2 * size) if field == PUBLIC else range((field + 1) * size, (field + 2) * size)


def field_courses(field: int, /) -> range:
    """The numbers of a field's courses."""
    first = PUBLIC_COURSES + (field - 1) * FIELD_COURSES
    return range(PUBLIC_COURSES) if field == PUBLIC else range(first, first + FIELD_COURSES)


def programme_field(programme: int, /) -> int:
    """The field of a programme: they take turns."""
    return 1 + programme % FIELDS


def weighted(rng: Random, weights: Mapping[int, int], /) -> int:
    """One of the keys, by its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
