"""What would help most equals trying everything; what could still be earned is read from the slots."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case
from creditbank.plan.engine import least_remaining
from creditbank.plan.prospects import Entry, Prospect, Seeker
from creditbank.plan.solve import solve
from creditbank.plan.tests.samples import award, case, only, policy, programme, rule, slot
from creditbank.plan.touch import index_of, patterns_of
from creditbank.plan.unlock import Unlock, most_helpful
from creditbank.rules.conditions import Passed
from creditbank.rules.decide import slot_fits
from creditbank.rules.definitions import Cap, Floor, Policy, Rule, Slot, Target, Test
from creditbank.rules.programmes import Node
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import load_rulebook

Options = Sequence[tuple[Prospect, AwardCase]]
NAMES = ("n0", "n1", "n2")
RULEBOOK = Path(__file__).resolve().parents[4] / "rulebook"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(RULEBOOK)


def options(*awards: AwardCase) -> Options:
    return [(Prospect(id=one.id, kind=one.kind, facts={}), one) for one in awards]


def helped(given: Case, offered: Options) -> Unlock:
    problem = build(given)
    return most_helpful(given, problem, solve(problem, explain=False), offered)


def by_trying(given: Case, offered: Options) -> tuple[int, str]:
    """The most that one of them saves, and the first that saves it."""
    least = least_remaining(build(given)) or 0
    left = [least_remaining(build(replace(given, awards=(*given.awards, one)))) for _, one in offered]
    saved = [0 if one is None else least - one for one in left]
    best = max(saved, default=0)
    return best, offered[saved.index(best)][0].id if best else ""


def random_case(seed: int) -> tuple[Case, Options]:
    """Rules with one or two slots, gathering or whole, courses or blocks; caps and a floor that may bind."""
    draw = random.Random(seed)  # noqa: S311 - test data
    courses = {f"C{i}": f"{draw.randint(1, 4)}" for i in range(5)}
    pool = Node(id="pool", courses=("C2", "C3", "C4"), min_credits=f"{draw.randint(2, 6)}.00")
    block = Node(id="block", open=True, accepts_block=True, min_credits="2.00")
    tree = Node(all=("C0", "C1"), child=(pool, block))
    rules = [_random_rule(draw, number) for number in range(draw.randint(2, 4))]
    awards = [award(f"a{i}", name=draw.choice(NAMES), bank=draw.choice([100, 300])) for i in range(draw.randint(0, 3))]
    further = [award(f"new{i}", name=draw.choice(NAMES), bank=draw.choice([100, 200, 400])) for i in range(5)]
    given = case(programme(courses, tree), awards, rules, *_random_policies(draw))
    return given, options(*further)


def _random_rule(draw: random.Random, number: int) -> Rule:
    gathers = draw.random() < 0.3
    first = only(draw.choice(NAMES), "s")
    slots = (replace_take(first),) if gathers else (first, *([only(draw.choice(NAMES), "t")] * (draw.random() < 0.4)))
    targets: list[str | Target] = [*draw.sample([f"C{i}" for i in range(5)], draw.randint(1, 3))]
    if draw.random() < 0.3:
        targets.append(Target(module="block", amount="1.00", up_to=draw.random() < 0.5))
    return rule(f"r{number}", *targets, slots=slots, choose=draw.choice([None, 1, 2]))


def replace_take(given: Slot) -> Slot:
    return Slot(id=given.id, when=given.when, take="credits", at_most_awards=2)


def _random_policies(draw: random.Random) -> list[Policy]:
    cap = Cap(id="most", measure="credits", at_most=f"{draw.randint(0, 8)}.00")
    floor = Floor(id="own", of=(Test(field="lead.kind", is_="study"),), at_least=f"{draw.randint(1, 5)}.00")
    found = [policy("school/cap", cap=(cap,))] * (draw.random() < 0.6)
    return found + [policy("school/floor", floor=(floor,))] * (draw.random() < 0.3)


@pytest.mark.parametrize("seed", range(60))
def test_what_helps_most_equals_trying_everything(seed: int) -> None:
    given, offered = random_case(seed)
    found = helped(given, offered)
    told = (found.award.gain, found.award.prospect.id) if found.award and found.award.prospect else (0, "")
    assert told == by_trying(given, offered)
    assert found.award is not None or found.reason


def test_a_floor_that_counts_only_grants_may_save_more_than_is_granted() -> None:
    """Study cannot stand in for the grant: with it the floor holds, and the study that would have met it falls away."""
    pool = programme({"A": "3", "B": "6"}, Node(courses=("A", "B"), min_credits="3.00"))
    counts = (Test(any=(Test(field="lead.kind", is_="certificate"), Test(field="target.course", is_="B"))),)
    floor = policy("school/floor", floor=(Floor(id="own", of=counts, at_least="3.00"),))
    found = helped(case(pool, [], [rule("r", "A")], floor), options(award("new")))
    assert (found.remaining, found.award and found.award.gain) == (600, 600)


def test_why_nothing_helps() -> None:
    taught = programme({"A": "3", "B": "2"})
    full = policy(cap=(Cap(id="full", measure="credits", at_most="1.00"),))
    limited = helped(case(taught, [], [rule("r", "A")], full), options(award("new")))
    assert (limited.award, limited.reason, limited.limits) == (None, "LIMITS", ("full",))
    covered = helped(case(taught, [award("a1")], [rule("r", "A")]), options(award("new")))
    assert (covered.award, covered.reason) == (None, "COVERED")
    assert helped(case(taught, [], [rule("r", "A")]), ()).reason == "NO_RULE"


def test_the_course_is_one_that_is_worth_its_study() -> None:
    """Passing the large course saves less than it takes; the plan's own two are worth theirs."""
    tracks = Node(choose=1, child=(Node(id="x", all=("A", "B")), Node(id="y", all=("C",))))
    found = helped(case(programme({"A": "2", "B": "2", "C": "5"}, tracks), [], []), ())
    assert found.course is not None
    assert (found.course.course, found.course.gain, found.course.remaining) == ("A", 200, 200)


def test_each_way_to_fill_a_slot_is_found_and_passes_it(book: Rulebook) -> None:
    """On every programme of the rulebook: what is offered passes the slot of a rule, by its facts alone."""
    for (name, year), found in sorted(book.programmes.items()):
        given = _bare_case(book, name, year)
        offered = Seeker(given, book, date(1990, 1, 1)).prospects()
        assert len({one.id for one, _ in offered}) == len(offered)
        for _, new in offered:
            fitting = [
                slot_fits(one, new.facts, {"rule.id": each.id}, book.scales)
                for each in given.rules
                for one in each.slot
            ]
            assert any(isinstance(verdict, Passed) for verdict in fitting), (found.id, new.facts)
        filled = {
            each.id
            for each in given.rules
            if all(
                any(isinstance(slot_fits(one, new.facts, {}, book.scales), Passed) for _, new in offered)
                for one in each.slot
            )
        }
        assert filled == {each.id for each in given.rules}, name


def _bare_case(book: Rulebook, name: str, year: int) -> Case:
    day = date(year, 12, 1)
    return case(
        book.programmes[name, year], [], list(book.rules_for(name, day)), scales=book.scales, applied_on=day.isoformat()
    )


def test_what_the_learner_has_is_no_prospect_and_a_higher_level_is(book: Rulebook) -> None:
    name = "craftsman-college/460103"
    lathe = {"kind": "occupational_skill_certificate", "occupation": "6-18-01-01", "level_scale": "occupational_skill"}
    held = AwardCase("a1", lathe["kind"], {**lathe, "level": "3"}, award("a1").lot)
    bare = _bare_case(book, name, 2025)
    seeker = Seeker(replace(bare, awards=(held,)), book, date(1990, 1, 1))
    levels = {
        one.facts.get("level")
        for one, _ in seeker.prospects()
        if one.kind == held.kind and one.facts.get("occupation") == lathe["occupation"]
    }
    assert levels.isdisjoint({"3", "4", "5"})
    entry = Entry("lathe-2", held.kind, {"occupation": lathe["occupation"], "level": "2"})
    again = Entry("lathe-3", held.kind, {"occupation": lathe["occupation"], "level": "3"})
    named = {one.achievement: one for one, _ in Seeker(seeker.case, book, date(1990, 1, 1)).prospects([entry, again])}
    assert named.keys() == {"", "lathe-2"}
    assert named["lathe-2"].facts == {}


def test_the_index_misses_no_rule_that_has_a_candidate(book: Rulebook) -> None:
    """Every award that a slot asks for, alone and in pairs: a rule that makes a candidate is among the touched."""
    index = index_of(book)
    for name, year in sorted(book.programmes):
        given = _bare_case(book, name, year)
        awards = tuple(new for _, new in Seeker(given, book, date(1990, 1, 1)).prospects())[:12]
        touched = {one.id for one in index.touched(awards)}
        with_them = replace(given, awards=awards, standards=book.standards)
        assert {one.rule for one in build(with_them).candidates} <= touched
        named = set(patterns_of(name))
        assert all(named & set(one.programmes) for one in given.rules)


def test_a_slot_that_reads_the_programme_may_be_filled() -> None:
    wanted = slot(
        "s",
        Test(field="award.kind", is_="certificate"),
        Test(field="programme.level", is_="associate", if_absent="refuse"),
    )
    given = case(programme({"A": "3"}), [], [rule("r", "A", slots=(wanted,))])
    found = helped(given, options(award("new")))
    assert found.award is not None
    assert found.award.gain == 300
