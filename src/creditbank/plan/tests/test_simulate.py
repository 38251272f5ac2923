"""Cases that count alike are told alike, and weighing the offers gives what the engine gives."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case, LotState
from creditbank.plan.engine import least_remaining
from creditbank.plan.lint import empty_case
from creditbank.plan.lots import usable
from creditbank.plan.problem import TreeNode
from creditbank.plan.simulate import Item, Terms, least
from creditbank.plan.simulate_facts import lens_for
from creditbank.plan.simulate_quick import Quick
from creditbank.plan.simulate_tree import plain_tree
from creditbank.rules.decide import kinds_of
from creditbank.rules.facts import award_facts
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import read_rulebook

ROOT = Path(__file__).resolve().parents[4] / "rulebook"
DAY = date(2025, 12, 1)
PROGRAMMES = ("craftsman-college/460103", "craftsman-college/460301", "vocational-college/510214")
EARNED = ("2023-05-06", "2024-05-06", "2025-02-03")
CREDITS = (0, 50, 150, 300)
FIELDS = ("", "6-31-01-03", "6-18-01-01")


class Paper:
    """An award as the terms ask for it."""

    def __init__(self, award: AwardCase) -> None:
        self.award = award
        self.id, self.groups = award.id, award.groups

    def case(self) -> AwardCase:
        """The award itself."""
        return self.award


@cache
def book() -> Rulebook:
    return read_rulebook(ROOT)


@cache
def terms_of(name: str) -> tuple[Terms, Quick]:
    blank = empty_case(book().programmes[name, 2025], book(), DAY)
    rules = book().rules_for(name, DAY)
    case = replace(blank, rules=rules, enrolment="", enrolled_on=DAY.isoformat(), applied_on=DAY.isoformat())
    terms = Terms(case, lens_for([case]))
    return terms, Quick(terms)


@cache
def specimens(name: str) -> tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]:
    """Kind and facts of whatever the examples of the programme's rules speak of, granted or refused."""

    def listed() -> Iterator[tuple[str, tuple[tuple[str, Any], ...]]]:
        for rule in book().rules_for(name, DAY):
            for example in rule.example:
                for slot in rule.slot:
                    given_facts = example.given.get(slot.id, ())
                    for facts in (given_facts,) if isinstance(given_facts, dict) else given_facts:
                        kind = str(facts.get("kind", min(kinds_of(slot) or {""})))
                        yield kind, tuple(sorted(facts.items()))

    return tuple(sorted(set(listed()), key=repr))


@st.composite
def awards(draw: st.DrawFn, name: str) -> tuple[AwardCase, ...]:
    """Up to nine awards, many of them alike, some similar, with lots that may be gathered from."""
    found = []
    for number in range(draw(st.integers(0, 9))):
        kind, facts = draw(st.sampled_from(specimens(name)))
        credits_held, day, area = draw(st.tuples(*map(st.sampled_from, (CREDITS, EARNED, FIELDS))))
        unit, issued = ("credit", credits_held) if credits_held else ("use", 1)
        known = award_facts(book().kinds[kind], {}, earned_on=day, bank_credits=f"{credits_held / 100:.2f}")
        found.append(
            AwardCase(
                id=f"{draw(st.integers(0, 999)):03}-{number}",
                kind=kind,
                facts={**known, **dict(facts)},
                lot=LotState("lot", unit, issued, issued),  # type: ignore[arg-type]
                groups={group: area for group in ("job_field", "content") if area},
                earned_on=day,
            )
        )
    return tuple(found)


def seen(terms: Terms, held: Sequence[AwardCase]) -> list[Item[Paper]]:
    """The awards as the terms see them."""
    items = []
    for award in held:
        how = usable(award, terms.blank, terms.settings)
        found = terms.look(award.facts, how, terms.lens.names, terms.lens.of(award.facts))
        if found is not None:
            items.append(Item(Paper(award), found, (award.lot.issued, award.lot.available)))
    return items


def whole(terms: Terms, held: Sequence[AwardCase]) -> Case:
    return replace(terms.blank, awards=tuple(held))


@pytest.mark.parametrize("name", PROGRAMMES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_weighed_is_what_the_engine_finds(name: str, data: st.DataObject) -> None:
    terms, quick = terms_of(name)
    held = data.draw(awards(name))
    items = seen(terms, held)
    live = terms.live(one.seen for one in items)
    expected = least_remaining(build(whole(terms, held)))
    told = quick.least(terms.order(items, live), live)
    assert told in (None, expected)
    _, listed = terms.signature(items, live)
    renamed = [replace(one.paper.award, id=f"{number:03}") for number, one in enumerate(listed)]
    assert least(terms.case(renamed, live)).remaining == expected


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_a_signature_knows_no_order_and_no_further_papers(data: st.DataObject) -> None:
    terms, _ = terms_of(PROGRAMMES[1])
    held = data.draw(awards(PROGRAMMES[1]))
    other = AwardCase("zzz", "patent", {"kind": "patent", "author_order": 9}, LotState("lot", "use", 1, 1))
    shuffled = data.draw(st.permutations([*held, other]))
    signatures = []
    for some in (held, shuffled):
        items = seen(terms, some)
        signatures.append(terms.signature(items, terms.live(one.seen for one in items))[0])
    assert signatures[0] == signatures[1]


def test_most_cases_are_weighed_and_not_left_to_the_engine() -> None:
    terms, quick = terms_of(PROGRAMMES[1])
    told = 0
    for number, (kind, facts) in enumerate(specimens(PROGRAMMES[1])):
        known = award_facts(book().kinds[kind], {}, earned_on=EARNED[0], bank_credits="0.00")
        items = seen(terms, [AwardCase(f"{number:03}", kind, {**known, **dict(facts)}, LotState("lot", "use", 1, 1))])
        told += quick.least(items, terms.live(one.seen for one in items)) is not None
    assert told > 0.9 * len(specimens(PROGRAMMES[1]))


def test_days_and_scores_are_read_as_finely_as_they_are_compared() -> None:
    terms, _ = terms_of(PROGRAMMES[1])
    place = terms.lens.names.index("valid_until")

    def read(day: str) -> object:
        return terms.lens.of({"valid_until": day})[place]

    assert read("2030-01-01") == read("2031-01-01") != read("2025-11-30")
    assert read(DAY.isoformat()) != read("2025-12-02")
    assert read("2025-02-30") == "2025-02-30"  # no day at all: it cannot be compared
    assert terms.lens.of({})[place] is None


def test_a_tree_with_a_choice_is_for_the_engine() -> None:
    problem = build(terms_of(PROGRAMMES[1])[0].blank)
    assert plain_tree(problem) is not None
    choice = TreeNode(id="root", choose=1, child=problem.tree.child)
    assert plain_tree(type(problem)(**{**_fields(problem), "tree": choice})) is None


def _fields(problem: Any) -> dict[str, Any]:
    return {name: getattr(problem, name) for name in problem.__struct_fields__}


def test_open_study_comes_in_steps() -> None:
    tree = plain_tree(build(terms_of(PROGRAMMES[1])[0].blank))
    assert tree is not None
    electives = tree.modules[tree.names["electives"]]
    assert electives.least(0, 0) == 800
    assert electives.least(0, 750) == 100
    assert electives.least(0, 800) == electives.least(0, 900) == 0
