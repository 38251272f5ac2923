"""A whole bank in one value: all outcome types, rules and programmes, for ranking, batches and generated banks.

Ids are positions and amounts are integers in one unit (half credits, say), so that a market compiles into arrays
(``index.py``). It says less than the rules of the rulebook: every test it knows is a grade, a level or a scope.
``problem_of`` writes the same question as an ordinary ``Problem``, which every engine, the checker and the prover read;
``docs/ranking.md`` has the format.
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

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


class MarketValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of a market's values."""


class OutcomeType(MarketValue, frozen=True, kw_only=True):
    """A kind of award. ``category``: 0 course, 1 certificate, 2 training, 3 contest, 4 patent, further ones at will."""

    category: int
    credits: int = 0


class MarketSlot(MarketValue, frozen=True, kw_only=True):
    """What one place of a rule takes: an outcome of any of these types, graded no lower."""

    types: tuple[int, ...]
    least_grade: int = 0


class MarketRule(MarketValue, frozen=True, kw_only=True):
    """Distinct outcomes in all slots are worth any of these courses that the programme has.

    ``choose``: at most so many of them (0: any number), ``budget``: at most so many credits (0: no limit). ``category`` is
    what caps look at. ``programmes``: where the rule holds; empty: wherever one of the courses is.
    """

    slots: tuple[MarketSlot, ...]
    courses: tuple[int, ...]
    choose: int = 0
    budget: int = 0
    category: int
    programmes: tuple[int, ...] = ()


class MarketCourse(MarketValue, frozen=True, kw_only=True):
    """A course as one programme has it; ``id`` is the same in every programme that has the course."""

    id: int
    credits: int
    level: int
    convertible: bool = True


class MarketModule(MarketValue, frozen=True, kw_only=True):
    """A part of the requirements: all courses, least ``amount`` credits, ``amount`` courses, or all of one track."""

    courses: tuple[int, ...]
    need: Literal["all", "credits", "choose", "tracks"]
    amount: int = 0
    tracks: tuple[tuple[int, ...], ...] = ()


class MarketCap(MarketValue, frozen=True, kw_only=True):
    """Credits granted by rules of these categories (empty: of all) may not exceed ``at_most``."""

    categories: tuple[int, ...]
    at_most: int


class MarketProgramme(MarketValue, frozen=True, kw_only=True):
    """A programme: every module must be met, and no course stands in two of them."""

    level: int
    courses: tuple[MarketCourse, ...]
    modules: tuple[MarketModule, ...]
    caps: tuple[MarketCap, ...] = ()


class Market(MarketValue, frozen=True, kw_only=True):
    """The bank; a type, rule or programme is named by its position."""

    types: tuple[OutcomeType, ...]
    rules: tuple[MarketRule, ...]
    programmes: tuple[MarketProgramme, ...]


class MarketOutcome(MarketValue, frozen=True, kw_only=True):
    """One award of a learner: grade from 0 to 100, and the level at which it was earned."""

    type: int
    grade: int
    level: int
    valid: bool = True


class MarketLearner(MarketValue, frozen=True, kw_only=True):
    """What one person holds; an outcome is named by its position."""

    outcomes: tuple[MarketOutcome, ...]


Matches = Mapping[int, tuple[tuple[int, ...], ...]]
"""For each matched rule its instances: the outcomes in slot order, each set of outcomes once."""


def match(market: Market, learner: MarketLearner, /) -> Matches:
    """The rules whose slots the learner can fill with distinct outcomes, whatever the programme."""
    held = {one.type for one in learner.outcomes if one.valid}
    found = {}
    for number, rule in enumerate(market.rules):
        if not held.isdisjoint(rule.slots[0].types) and (instances := tuple(_instances(rule, learner))):
            found[number] = instances
    return found


def problem_of(market: Market, learner: MarketLearner, programme: int, /, *, matches: Matches | None = None) -> Problem:
    """The learner before one programme as the engine's ordinary problem; ``matches``: those of ``match``, if known."""
    known = match(market, learner) if matches is None else matches
    wanted = market.programmes[programme]
    courses = {course.id: course for course in wanted.courses}
    candidates, categories = [], {}
    for number in sorted(known):
        rule = market.rules[number]
        if rule.programmes and programme not in rule.programmes:
            continue
        for instance in known[number]:
            if targets := _targets(rule, courses, min(learner.outcomes[place].level for place in instance)):
                candidates.append(_candidate(market, learner, number, instance, targets))
                categories[candidates[-1].id] = rule.category
    return Problem(
        programme=f"p{programme}@1",
        unit="course_credit",
        scale=0,
        applied_on="2025-01-01",
        outcomes=_outcomes(market, learner, known),
        candidates=tuple(sorted(candidates, key=lambda one: one.id)),
        courses=tuple(CourseState(id=course_name(key), credits=courses[key].credits) for key in sorted(courses)),
        tree=TreeNode(id="root", child=tuple(_module(at, module) for at, module in enumerate(wanted.modules))),
        caps=tuple(_cap(at, cap, candidates, categories) for at, cap in enumerate(wanted.caps)),
    )


def course_name(course: int, /) -> str:
    """The id of a course in a ``Problem``; names sort as their numbers do."""
    return f"c{course:06}"


def outcome_name(place: int, /) -> str:
    """The id of a learner's outcome in a ``Problem``."""
    return f"o{place:03}"


def _instances(rule: MarketRule, learner: MarketLearner) -> Iterator[tuple[int, ...]]:
    """Distinct outcomes in all slots; of the orders in which one set fills them, the first."""
    fitting = [
        [
            place
            for place, one in enumerate(learner.outcomes)
            if one.valid and one.type in slot.types and one.grade >= slot.least_grade
        ]
        for slot in rule.slots
    ]
    seen = set()
    for filled in itertools.product(*fitting):
        together = frozenset(filled)
        if len(together) == len(filled) and together not in seen:
            seen.add(together)
            yield filled


def _targets(rule: MarketRule, courses: Mapping[int, MarketCourse], level: int) -> tuple[MarketCourse, ...]:
    """The courses of the rule that the programme has, that may be granted, and that are not above the outcomes."""
    named = (courses[key] for key in sorted(set(rule.courses)) if key in courses)
    return tuple(course for course in named if course.convertible and course.level <= level)


def _candidate(
    market: Market, learner: MarketLearner, rule: int, instance: tuple[int, ...], targets: tuple[MarketCourse, ...]
) -> Candidate:
    own = market.rules[rule]
    lead = min(instance, key=lambda place: (-market.types[learner.outcomes[place].type].credits, instance.index(place)))
    return Candidate(
        id=f"r{rule:06}:{'+'.join(outcome_name(place) for place in sorted(instance))}",
        rule=f"r{rule:06}",
        category=str(own.category),
        inputs=tuple(Input(outcome=outcome_name(place), slot=f"s{at}") for at, place in enumerate(instance)),
        lead=outcome_name(lead),
        targets=tuple(Grantable(course=course_name(course.id), amount=course.credits) for course in targets),
        choose=own.choose or None,
        budget=own.budget or None,
    )


def _outcomes(market: Market, learner: MarketLearner, matches: Matches) -> tuple[Outcome, ...]:
    flex = [0] * len(learner.outcomes)
    for instances in matches.values():
        for place in {place for instance in instances for place in instance}:
            flex[place] += 1
    return tuple(
        Outcome(
            id=outcome_name(place),
            lot=f"lot:{outcome_name(place)}",
            unit="credit" if (worth := market.types[one.type].credits) else "use",
            issued=worth or 1,
            available=worth or 1,
            flex=flex[place],
        )
        for place, one in enumerate(learner.outcomes)
        if one.valid
    )


def _module(at: int, module: MarketModule) -> TreeNode:
    """The module as a node below the root."""
    name, named = f"m{at:02}", tuple(map(course_name, module.courses))
    match module.need:
        case "all":
            return TreeNode(id=name, all=named)
        case "credits":
            return TreeNode(id=name, courses=named, min_credits=module.amount)
        case "choose":
            return TreeNode(id=name, courses=named, choose=module.amount)
        case "tracks":
            tracks = (tuple(map(course_name, track)) for track in module.tracks)
            return TreeNode(
                id=name, choose=1, child=tuple(TreeNode(id=f"{name}.{i}", all=each) for i, each in enumerate(tracks))
            )


def _cap(at: int, cap: MarketCap, candidates: list[Candidate], categories: Mapping[str, int]) -> CapLimit:
    members = (
        Member(candidate=one.id, target=target)
        for one in sorted(candidates, key=lambda one: one.id)
        if not cap.categories or categories[one.id] in cap.categories
        for target in range(len(one.targets))
    )
    return CapLimit(
        id=f"cap{at}", policy="market", key=f"cap{at}", measure="credits", at_most=cap.at_most, members=tuple(members)
    )
