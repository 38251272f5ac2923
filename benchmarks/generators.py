"""One invented bank and its learners, in four profiles, from a seed: what the engine is measured on.

``plain`` is an easy bank, ``real`` what a bank may look like; in ``dense`` and ``trap`` learners hold many outcomes that compete
for the same courses. Amounts are half credits. The same seed gives the same bank on every machine: everything is drawn
from `random.Random`, in a fixed order.

Sixty fields and a public one have courses and types of outcomes (numbered field by field, the public one first); a programme
is made of one field's courses and public ones; a rule takes types of one field and aims at its courses.
Where the description of the bank leaves a choice open, this was chosen:

* credits lean to 2, 3 and 4, whole ones are commoner than halves; a field's courses have the levels 3 to 6 in the ratio
  4:3:2:1, public ones level 3; a programme of level L holds no course above L; its thesis is never convertible;
* one number is read twice: as many programmes have tracks as, independently, have a choice of two courses of four;
* one in ten of the rules for one programme aims at its public courses, of the others one in thirty; so a learner before a
  programme is about as large a problem as in the measurements from which the bank was described;
* a slot names one type; the grade minimum is the rule's; the category is that of the type with most credits, the first of
  equals; of n targets a rule that chooses grants at most 1 to n − 1; no rule has a budget;
* a learner has a type once; outcomes outside his field are public or of any other field, half and half; each has its level;
* W of a programme is the sum of what its modules need; share and residency are one cap, the smaller of the two.
"""

import math
from random import Random

from benchmarks.generators_profiles import FIELDS, PROFILES, PUBLIC, Popularity, Profile, weighted
from benchmarks.generators_programmes import draw_courses, draw_programmes
from benchmarks.generators_rules import RuleDraw, draw_types
from creditbank.plan.market import Market, MarketLearner, MarketOutcome

MEDIAN, SPREAD, FEWEST, MOST = 13, 0.5, 5, 40
"""Outcomes of a learner: log-normal about the median, within bounds."""
LEVELS = {3: 20, 4: 30, 5: 30, 6: 20}
GRADES = tuple(range(50, 101))
INVALID = 0.06


def make_market(profile: str, *, seed: int, programmes: int = 1_000, rules: int = 20_000) -> Market:
    """The bank of a profile: types, programmes, rules. Raises ``KeyError`` for an unknown profile."""
    shape, courses, types = PROFILES[profile], draw_courses(seed), draw_types(seed)
    drawn = draw_programmes(shape, courses, programmes, seed)
    draw = RuleDraw(shape, courses, types, drawn, seed)
    return Market(types=types, rules=tuple(draw.rule() for _ in range(rules)), programmes=drawn)


def make_learners(market: Market, profile: str, count: int, *, seed: int) -> list[MarketLearner]:
    """Learners of the bank made with the same profile and seed; the first ones are the same for every ``count``."""
    shape = PROFILES[profile]
    popularity = Popularity(shape, seed)
    return [_learner(Random(f"learner/{shape.name}/{seed}/{number}"), shape, popularity) for number in range(count)]


def _learner(rng: Random, shape: Profile, popularity: Popularity) -> MarketLearner:
    if shape.outcomes is None:
        count = min(MOST, max(FEWEST, round(rng.lognormvariate(math.log(MEDIAN), SPREAD))))
    else:
        count = rng.randint(*shape.outcomes)
    own = rng.randint(1, FIELDS)
    held: dict[int, None] = {}
    for _ in range(count):
        field = _field(rng, own, shape)
        while (drawn := popularity.draw(field, rng)) in held:
            pass
        held[drawn] = None
    return MarketLearner(outcomes=tuple(_outcome(rng, one) for one in held))


def _field(rng: Random, own: int, shape: Profile) -> int:
    if rng.random() < shape.own:
        return own
    return PUBLIC if rng.random() < 0.5 else rng.randint(1, FIELDS)


def _outcome(rng: Random, type_: int) -> MarketOutcome:
    """Grades lean to the middle: the mean of two draws."""
    grade = (rng.choice(GRADES) + rng.choice(GRADES)) // 2
    return MarketOutcome(type=type_, grade=grade, level=weighted(rng, LEVELS), valid=rng.random() >= INVALID)
