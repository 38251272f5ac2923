"""The checker refuses every plan that was tampered with, and accepts what a learner may choose."""

import random
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from creditbank.plan.check import check, check_lines
from creditbank.plan.problem import Draw, Granted, Line, Plan, Problem
from creditbank.plan.solve import line_choices, solve, with_possible, without_candidates
from creditbank.plan.tests.random_problems import random_problem
from creditbank.plan.tests.samples import award, case, planned, policy, programme, rule, slot
from creditbank.plan.tests.test_candidates import rich
from creditbank.rules.definitions import Floor, Target, Test
from creditbank.rules.programmes import Node

change = msgspec.structs.replace


@cache
def solved() -> list[tuple[Problem, Plan]]:
    """Random problems with at least one line, and their plans."""
    found = ((problem := random_problem(seed), solve(problem, explain=False)) for seed in range(80))
    return [(problem, plan) for problem, plan in found if plan.lines]


def tampered(plan: Plan, how: int, by: int) -> Plan:
    """The same plan with one thing changed."""
    line = plan.lines[0]
    draw, grant = line.draws[0], line.grants[0]
    lines: list[Line] = [
        change(line, draws=(change(draw, amount=draw.amount + by), *line.draws[1:])),
        change(line, draws=line.draws[1:]),
        change(line, draws=(*line.draws, draw)),
        change(line, draws=(change(draw, lot="award:other"), *line.draws[1:])),
        change(line, grants=(change(grant, amount=grant.amount + by), *line.grants[1:])),
        change(line, grants=()),
        change(line, grants=(*line.grants, Granted(course="unknown", amount=1))),
        change(line, lead="another"),
        change(line, rule="another"),
        change(line, worth=by),
        change(line, lapsed=line.lapsed + by),
        change(line, candidate="another"),
    ]
    whole: list[Plan] = [
        change(plan, lines=(*plan.lines, line)),
        change(plan, lines=plan.lines[1:]),
        change(plan, remaining=plan.remaining + by),
        change(plan, converted=plan.converted + by),
        change(plan, bound=plan.bound - by),
        change(plan, objective=(plan.objective[0], plan.objective[1] + by, plan.objective[2])),
        change(plan, objective=(plan.objective[0], plan.objective[1], plan.objective[2] + by)),
        change(plan, study_courses=(*plan.study_courses, "unknown")),
        change(plan, study_open={**plan.study_open, "core": by}),
        change(plan, counted={**plan.counted, "C1": "root"}),
        change(plan, problem_hash="0" * 64),
        change(plan, remaining_without=plan.remaining - by),
        change(plan, status="infeasible"),
    ]
    changed = [change(plan, lines=(one, *plan.lines[1:])) for one in lines] + whole
    return changed[how % len(changed)]


@settings(max_examples=300, deadline=None)
@for_all(st.integers(0, 10_000), st.integers(0, 24), st.integers(1, 500))
def test_tampered_plans_are_refused(which: int, how: int, by: int) -> None:
    problem, plan = solved()[which % len(solved())]
    assert check(problem, plan) == []
    assert check(problem, tampered(plan, how, by))


def codes(problem: Problem, plan: Plan) -> list[str]:
    return [one.code for one in check(problem, plan)]


def test_a_cheaper_study_list_does_not_complete_the_tree() -> None:
    problem, plan = planned(rich())
    less = change(plan, study_courses=plan.study_courses[1:])
    assert "TREE" in codes(problem, less)
    nothing = change(plan, study_open=dict.fromkeys(plan.study_open, 1) or {"open": 1})
    assert "OPEN_STUDY" in codes(problem, nothing)


def test_a_course_may_not_count_in_a_module_where_it_does_not_stand() -> None:
    problem, plan = planned(rich())
    assert "COUNTED" in codes(problem, change(plan, counted={**plan.counted, "C6": "core"}))
    assert "COUNTED" in codes(problem, change(plan, counted={}))


def one_line(**fields: Any) -> tuple[Problem, Plan]:
    taught = programme({"A": "3", "B": "2", "C": "2"})
    return planned(case(taught, [award("a1", bank=700), award("a2")], [rule("r", "A", "B", "C", **fields)]))


def with_grants(plan: Plan, *grants: Granted) -> Plan:
    return change(plan, lines=(change(plan.lines[0], grants=grants),))


ALL = (Granted(course="A", amount=300), Granted(course="B", amount=200), Granted(course="C", amount=200))


@pytest.mark.parametrize(
    ("fields", "grants", "code"),
    [
        ({"choose": 1}, ALL[:2], "CHOOSE"),
        ({"budget": "3.00"}, ALL[1:], "BUDGET"),
        ({"grant": "all"}, ALL[:2], "GRANT_ALL"),
        ({}, (Granted(course="A", amount=200),), "GRANT_AMOUNT"),
        ({}, (ALL[0], ALL[0]), "TARGETS"),
    ],
)
def test_choice_budget_and_grant_all(fields: dict[str, Any], grants: tuple[Granted, ...], code: str) -> None:
    problem, plan = one_line(**fields)
    assert code in codes(problem, with_grants(plan, *grants))


def test_gathering_has_its_sum_its_lead_and_its_number() -> None:
    gathers = rule("r", "A", slots=(slot("f", take="credits", at_most_awards=2),))
    awards = [
        award("a1", bank=200, credits="2.00"),
        award("a2", bank=200, credits="1.00"),
        award("a3", bank=200, credits="1.00"),
    ]
    problem, plan = planned(case(programme({"A": "3"}), awards, [gathers]))
    line = next(one for one in plan.lines)
    drawn = {draw.outcome: draw for draw in line.draws}
    assert drawn.keys() == {"a1", "a2"}
    third = Draw(outcome="a3", slot="f", lot="award:a3", unit="credit", amount=100)

    def told(*draws: Draw) -> list[str]:
        return [one.code for one in check_lines(problem, [change(line, draws=draws)])]

    assert told(*line.draws) == []
    assert told(change(drawn["a1"], amount=100), change(drawn["a2"], amount=100), third) == ["TOO_MANY_AWARDS"]
    assert told(change(drawn["a2"], amount=200), third) == ["LEAD_NOT_DRAWN"]
    assert told(drawn["a1"]) == ["GATHERED_SUM"]
    assert "OVERDRAFT" in told(change(drawn["a1"], amount=250), change(drawn["a2"], amount=50))


def test_sources_that_are_tested_together_are_drawn_from_together() -> None:
    gathers = rule("r", "A", slots=(slot("f", take="credits"),), when=(Test(field="inputs.count", at_least=2),))
    problem, plan = planned(case(programme({"A": "3"}), [award("a1", bank=300), award("a2", bank=300)], [gathers]))
    (line,) = plan.lines
    single = change(line, draws=(change(line.draws[0], amount=300),))
    assert [one.code for one in check_lines(problem, [single])] == ["DRAW_ALL"]


def test_floors_are_reckoned_again() -> None:
    floor = policy(floor=(Floor(id="own", of=(Test(field="lead.kind", is_="study"),), at_least="5.00"),))
    pool = programme({"A": "3", "B": "3"}, Node(courses=("A", "B"), min_credits="3.00"))
    problem, plan = planned(case(pool, [], [], floor))
    assert plan.study_courses == ("A", "B")
    assert "FLOOR" in codes(problem, change(plan, study_courses=("A",)))


def test_what_a_learner_may_choose() -> None:
    problem, plan = planned(rich())
    for line in line_choices(plan).values():
        assert check_lines(problem, [line]) == []
    assert check_lines(problem, []) == []
    assert [one.code for one in check_lines(problem, [plan.lines[0], plan.lines[0]])] == ["NO_SUCH_CANDIDATE"]
    rules = [rule("r1", "A"), rule("r2", "A"), rule("r3", "B")]
    problem, _ = planned(case(programme({"A": "3", "B": "2"}), [award("a1"), award("a2")], rules))
    lines = {one.id: one for one in problem.candidates}
    chosen = [_line(lines[name]) for name in ("r1|a1", "r2|a2", "r3|a2")]
    assert {one.code for one in check_lines(problem, chosen)} == {"COURSE_TWICE", "OVERDRAFT"}


def _line(candidate: Any) -> Line:
    draws = tuple(
        Draw(outcome=one.outcome, slot=one.slot, lot=f"award:{one.outcome}", unit="use", amount=1)
        for one in candidate.inputs
    )
    grants = tuple(Granted(course=one.course, amount=one.amount) for one in candidate.targets)
    return Line(candidate=candidate.id, rule=candidate.rule, lead=candidate.lead, draws=draws, grants=grants)


def test_a_possible_line_may_be_applied_for_but_is_in_no_proven_plan() -> None:
    measured = slot("s", Test(field="award.hours", at_least=40))
    problem, plan = planned(case(programme({"A": "3"}), [award("a1")], [rule("r", "A", slots=(measured,))]))
    maybe = solve(with_possible(problem))
    assert check_lines(problem, maybe.lines) == []
    assert codes(problem, change(plan, lines=maybe.lines)) == ["NO_SUCH_CANDIDATE"]
    assert without_candidates(problem).candidates == ()


def test_an_award_with_its_part_and_block_where_none_is_accepted() -> None:
    rules = [rule("r1", "A"), rule("r2", "B")]
    problem, plan = planned(case(programme({"A": "3", "B": "2"}), [award("a1"), award("a2", part_of="a1")], rules))
    lines = [_line(one) for one in problem.candidates if one.id in {"r1|a1", "r2|a2"}]
    assert [one.code for one in check_lines(problem, lines)] == ["PART_OF"]
    block = rule("r", Target(module="root", amount="2.00"))
    taught = programme({}, Node(min_credits="4.00", open=True, accepts_block=True))
    problem, plan = planned(case(taught, [award("a1")], [block]))
    closed = change(problem, tree=change(problem.tree, accepts_block=False))
    assert [one.code for one in check_lines(closed, plan.lines)] == ["NO_BLOCK_HERE"]


def test_reasons_are_given_for_exactly_the_unused() -> None:
    problem, plan = planned(rich())
    assert plan.unused
    assert codes(problem, change(plan, unused=plan.unused[1:])) == (["FIGURE"] if len(plan.unused) > 1 else [])


def test_a_plan_that_says_nothing_of_its_bound_is_not_proven() -> None:
    problem, plan = planned(rich())
    assert codes(problem, change(plan, bound=plan.bound - 1)) == ["NOT_PROVEN"]
    assert codes(problem, change(plan, bound=plan.bound - 1, status="gap")) == []


def test_shuffled_lines_are_the_same_plan_to_the_checker() -> None:
    problem, plan = planned(rich())
    lines = list(plan.lines)
    random.Random(1).shuffle(lines)  # noqa: S311 - test data
    assert check(problem, change(plan, lines=tuple(lines))) == []
