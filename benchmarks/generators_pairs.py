"""Which programmes a learner of an invented bank is asked about: those that look nearest, and one by chance.

How near a programme looks is a bound: what it takes if everything were granted that any rule could grant, each outcome used
as often as one likes, but no more than the programme's cap on all that is converted. Nothing that the engine says is asked.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal

from benchmarks.generators_programmes import needed
from creditbank.plan.market import Market, MarketLearner, MarketModule, MarketProgramme, Matches, match, problem_of
from creditbank.plan.problem import Problem

NEAR, RANDOM = 2, 1
"""How many programmes of each sort a learner is asked about."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A learner before a programme (its number), as a problem."""

    learner: int
    programme: int
    choice: Literal["near", "rnd"]
    problem: Problem


class Looks:
    """How near the programmes of one bank look."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._placed: dict[int, list[tuple[int, int]]] = defaultdict(list)
        """For each course the programmes that have it convertible, and its level there."""
        for place, programme in enumerate(market.programmes):
            for course in programme.courses:
                if course.convertible:
                    self._placed[course.id].append((place, course.level))
        self._capped = [least_study(programme, frozenset()) - _room(programme) for programme in market.programmes]

    def bounds(self, learner: MarketLearner, matches: Matches) -> list[tuple[int, int]]:
        """The programmes in which anything could be granted: least study by the bound, number; nearest first."""
        coverable = self._coverable(learner, matches)
        return sorted(
            (max(least_study(self._market.programmes[place], covered), self._capped[place]), place)
            for place, covered in coverable.items()
        )

    def _coverable(self, learner: MarketLearner, matches: Matches) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for number, instances in matches.items():
            rule = self._market.rules[number]
            level = max(min(learner.outcomes[place].level for place in instance) for instance in instances)
            for course in rule.courses:
                for place, asked in self._placed[course]:
                    if asked <= level and (not rule.programmes or place in rule.programmes):
                        found[place].add(course)
        return found


def pairs(market: Market, learners: list[MarketLearner], *, seed: int) -> Iterator[Pair]:
    """For each learner the two programmes that look nearest, then one by chance of the others that he touches."""
    looks = Looks(market)
    for number, learner in enumerate(learners):
        matches = match(market, learner)
        places = [place for _, place in looks.bounds(learner, matches)]
        others = places[NEAR:]
        chance = Random(f"pairs/{seed}/{number}").sample(others, min(RANDOM, len(others)))
        for choice, chosen in (("near", places[:NEAR]), ("rnd", chance)):
            for place in chosen:
                yield Pair(number, place, choice, problem_of(market, learner, place, matches=matches))  # type: ignore[arg-type]


def least_study(programme: MarketProgramme, done: frozenset[int] | set[int]) -> int:
    """What is left to study at least with these courses done; of electives the credits that are missing."""
    credits_of = {course.id: course.credits for course in programme.courses}
    left = credits_of | {course: 0 for course in done if course in credits_of}
    return sum(_left(module, credits_of, left) for module in programme.modules)


def _left(module: MarketModule, credits_of: dict[int, int], left: dict[int, int]) -> int:
    if module.need != "credits":
        return needed(module, left)
    return max(0, module.amount - sum(credits_of[course] - left[course] for course in module.courses))


def _room(programme: MarketProgramme) -> int:
    return min((cap.at_most for cap in programme.caps if not cap.categories), default=10**9)
