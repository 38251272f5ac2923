"""The invented banks: the same everywhere, with the shares they promise, and problems that every engine solves alike."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from benchmarks.generators import FEWEST, MEDIAN, MOST, make_learners, make_market
from benchmarks.generators_pairs import Looks, least_study, pairs
from benchmarks.generators_profiles import (
    CONTEST,
    PATENT,
    PROFILES,
    PUBLIC,
    TRAINING,
    field_courses,
    field_types,
    programme_field,
)
from benchmarks.generators_programmes import needed
from benchmarks.greedy_tree import Finish
from benchmarks.second_opinion import opinions
from creditbank.kernel.canonical import canonical_json
from creditbank.plan.check import check
from creditbank.plan.market import Market, MarketProgramme, MarketRule, match
from creditbank.plan.problem import Problem
from creditbank.plan.solve import solve

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = 400
SAMPLE = 3


@cache
def market(profile: str) -> Market:
    return make_market(profile, seed=1)


def fingerprint() -> str:
    """Of a bank and learners of every profile."""
    told = hashlib.sha256()
    for profile in PROFILES:
        made = make_market(profile, seed=7, programmes=60, rules=600)
        told.update(canonical_json([made, make_learners(made, profile, 20, seed=7)]))
    return told.hexdigest()


def test_a_seed_is_a_bank_whatever_the_process() -> None:
    code = "from tests.engine.test_generators import fingerprint; print(fingerprint())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {fingerprint()}
    assert make_market("real", seed=8, programmes=60, rules=600) != make_market(
        "real", seed=7, programmes=60, rules=600
    )


def near(found: float, wanted: float) -> bool:
    return abs(found - wanted) < 0.02


@pytest.mark.parametrize("profile", PROFILES)
def test_rules(profile: str) -> None:
    shape, rules = PROFILES[profile], market(profile).rules

    def share(among: tuple[MarketRule, ...], which: Callable[[MarketRule], bool]) -> float:
        return sum(map(which, among)) / len(among)

    assert len(rules) == 20_000
    several = tuple(rule for rule in rules if len(rule.courses) > 1)
    joined = tuple(rule for rule in rules if len(rule.slots) > 1)
    for many_in, many_out, weight in zip((False, False, True, True), (False, True) * 2, shape.shapes, strict=True):
        found = share(rules, lambda one: (len(one.slots) > 1, len(one.courses) > 1) == (many_in, many_out))  # noqa: B023
        assert near(found, weight / 100)
    assert near(share(rules, lambda one: bool(one.programmes)), 0.35)
    assert near(share(rules, lambda one: one.courses[0] in field_courses(PUBLIC)), 0.7 * 0.1 + 0.3 * 2 / 62)
    assert abs(share(several, lambda one: one.choose > 0) - shape.choose) < 0.04
    assert all(0 <= rule.choose < max(2, len(rule.courses)) for rule in rules)
    assert abs(share(joined, lambda one: len(one.slots) == 3) - 0.2) < 0.04
    for count, wanted in {2: 0.45, 3: 0.30, 4: 0.15, 5: 0.10}.items():
        assert abs(share(several, lambda one: len(one.courses) == count) - wanted) < 0.04  # noqa: B023
    for grade, wanted in {0: 0.30, 60: 0.45, 70: 0.20, 80: 0.05}.items():
        assert near(share(rules, lambda one: one.slots[0].least_grade == grade), wanted)  # noqa: B023


@pytest.mark.parametrize("profile", PROFILES)
def test_programmes(profile: str) -> None:
    shape, made = PROFILES[profile], market(profile).programmes
    assert len(made) == 1_000
    for need in ("tracks", "choose"):
        assert abs(sum(any(m.need == need for m in one.modules) for one in made) / 1_000 - shape.tracks) < 0.05
    assert max(len(one.courses) for one in made) <= 52
    convertible = [course.convertible for one in made for course in one.courses[:-1]]
    assert near(1 - sum(convertible) / len(convertible), 0.04)
    for number, one in enumerate(made):
        assert is_sound(one, programme_field(number), shape.share)


def is_sound(one: MarketProgramme, field: int, share: tuple[int, int]) -> bool:
    """Its courses stand in one module each, are of its field or public, and its caps are those of the profile."""
    own = {*field_courses(0), *field_courses(field)}
    credits_of = {course.id: course.credits for course in one.courses}
    total = sum(needed(module, credits_of) for module in one.modules)
    whole, *others = one.caps
    allowed = {TRAINING: {16, 24, 30}, CONTEST: {8, 12, 16}, PATENT: {4, 8, 12}}
    return (
        [course.id for course in one.courses] == [course for module in one.modules for course in module.courses]
        and len(credits_of) == len(one.courses)
        and credits_of.keys() <= own
        and all(course.level <= one.level for course in one.courses)
        and not one.courses[-1].convertible
        and (total - 60 <= whole.at_most or whole.at_most >= total * share[0] // 100)
        and whole.at_most <= total * share[1] // 100
        and all(cap.at_most in allowed[cap.categories[0]] for cap in others)
    )


@pytest.mark.parametrize("profile", PROFILES)
def test_learners(profile: str) -> None:
    shape, made = PROFILES[profile], make_learners(market(profile), profile, LEARNERS, seed=1)
    counts = [len(one.outcomes) for one in made]
    fewest, most = shape.outcomes or (FEWEST, MOST)
    assert fewest <= min(counts) <= max(counts) <= most
    assert shape.outcomes or abs(median(counts) - MEDIAN) <= 1
    assert all(len({held.type for held in one.outcomes}) == len(one.outcomes) for one in made)
    held = [outcome for one in made for outcome in one.outcomes]
    assert near(sum(not one.valid for one in held) / len(held), 0.06)
    fields = {one: field for field in range(61) for one in field_types(field)}
    own = [
        Counter(fields[held.type] for held in one.outcomes if fields[held.type]).most_common(1)[0][1] for one in made
    ]
    assert abs(sum(own) / len(held) - shape.own) < 0.04
    assert make_learners(market(profile), profile, 5, seed=1) == made[:5]


def test_how_near_a_programme_looks_is_a_bound() -> None:
    made = market("real")
    learner = make_learners(made, "real", 1, seed=1)[0]
    looks = {place: bound for bound, place in Looks(made).bounds(learner, match(made, learner))}
    for pair in pairs(made, [learner], seed=1):
        finish = Finish(pair.problem)
        assert least_study(made.programmes[pair.programme], frozenset()) <= finish.least(frozenset())
        plan = solve(pair.problem, explain=False)
        assert looks[pair.programme] <= plan.remaining <= plan.remaining_without == finish.least(frozenset())


def sample(profile: str) -> list[Problem]:
    learners = make_learners(market(profile), profile, SAMPLE, seed=1)
    return [pair.problem for pair in pairs(market(profile), learners, seed=1)]


def test_a_sample_is_solved_alike() -> None:
    problems = [problem for profile in PROFILES for problem in sample(profile)]
    plans = [solve(problem, explain=False) for problem in problems]
    assert [plan.objective[:2] for plan in plans] == opinions(problems)
    for problem, plan in zip(problems, plans, strict=True):
        assert check(problem, plan) == []
        assert plan.status == "proven"
