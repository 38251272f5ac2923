"""Which candidates are built, which awards are turned away and why, and that order of input does not matter."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from creditbank.kernel.canonical import canonical_json, digest
from creditbank.plan import instances
from creditbank.plan.candidates import build
from creditbank.plan.case import Case
from creditbank.plan.instances import TooManyCandidates
from creditbank.plan.problem import Plan, Problem
from creditbank.plan.solve import solve
from creditbank.plan.tests.samples import (
    START,
    WORTH,
    award,
    case,
    granted,
    only,
    planned,
    policy,
    programme,
    recorded,
    rule,
    slot,
    standard,
    why,
    worth_of,
)
from creditbank.rules.definitions import Cap, Target, Test, WorthOf
from creditbank.rules.programmes import Node

TWO = programme({"A": "3", "B": "2"})
KIND = Test(field="award.kind", is_="certificate")
LEVEL = Test(field="award.level", not_below="3", on="skill")


def reason(given: Case) -> tuple[str, str]:
    """Code and rule of the only reason for the only award."""
    (one,) = build(given).rejected
    return one.reason.code, one.rule


def test_an_award_below_the_level_is_a_near_miss() -> None:
    given = case(TWO, [award("a1", level="4")], [rule("r", "A", slots=(slot("s", KIND, LEVEL),))])
    assert reason(given) == ("LEVEL", "r")
    assert why(planned(given)[1], "a1") == "LEVEL"


@pytest.mark.parametrize("facts", [{"kind": "training", "level": "4"}, {"trade": "fitter", "level": "4"}])
def test_a_rule_for_other_awards_is_no_rule(facts: dict[str, Any]) -> None:
    trade = Test(field="award.trade", is_="welder")
    _, plan = planned(case(TWO, [award("a1", **facts)], [rule("r", "A", slots=(slot("s", KIND, trade, LEVEL),))]))
    assert why(plan, "a1") == "NO_RULE"


def test_targets_that_are_done_are_dropped() -> None:
    two = rule("r", "A", "B")
    problem, plan = planned(case(TWO, [award("a1")], [two], recorded=(recorded("l1", TWO, "A"),)))
    assert [target.course for target in problem.candidates[0].targets] == ["B"]
    assert granted(plan) == {"B": 200}
    assert reason(case(TWO, [award("a1")], [rule("r", "A")], passed=("A",))) == ("ALREADY_DONE", "r")


def test_grants_of_another_enrolment_do_not_make_a_course_done() -> None:
    elsewhere = recorded("l1", TWO, "A", enrolment="e2")
    assert build(case(TWO, [award("a1")], [rule("r", "A")], recorded=(elsewhere,))).candidates


@pytest.mark.parametrize("target", ["Z", Target(module="root", amount="2.00")])
def test_no_such_target_here(target: str | Target) -> None:
    assert reason(case(TWO, [award("a1")], [rule("r", target)])) == ("NO_COURSE_HERE", "r")


def test_excluded_targets() -> None:
    plain = programme({"A": "3 public politics", "B": "2"})
    excludes = policy(exclude=(Test(field="target.tags", one_of=("politics", "thesis")),))
    problem = build(case(plain, [award("a1")], [rule("r", "A", "B")], excludes))
    assert [target.course for target in problem.candidates[0].targets] == ["B"]
    assert reason(case(plain, [award("a1")], [rule("r", "A")], excludes)) == ("EXCLUDED", "r")


@pytest.mark.parametrize(("overlap", "code"), [(80, ""), (79, "OVERLAP")])
def test_admission_by_overlap(overlap: int, code: str) -> None:
    admits = policy(admit=(Test(field="rule.overlap", at_least=80),))
    given = case(TWO, [award("a1")], [rule("r", "A", overlap=overlap)], admits)
    assert reason(given) == (code, "r") if code else build(given).candidates


@pytest.mark.parametrize(("until", "code"), [("2025-05-10", ""), ("2025-05-09", "VALIDITY")])
def test_validity_is_tested_on_the_day_of_application_for_every_input(until: str, code: str) -> None:
    admits = policy(admit=(Test(field="award.valid_until", at_least_field="line.applied_on", if_absent="pass"),))
    pair = rule("r", "A", slots=(slot("x"), slot("y")))
    problem = build(case(TWO, [award("a1"), award("a2", valid_until=until)], [pair], admits))
    assert bool(problem.candidates) is not bool(code)
    assert {one.reason.code for one in problem.rejected} == ({code} if code else set())


def test_a_source_that_is_not_admitted_is_not_gathered_from() -> None:
    admits = policy(admit=(Test(field="award.valid_until", at_least_field="line.applied_on"),))
    gathers = rule("r", "A", slots=(slot("f", take="credits"),))
    good = award("a1", bank=300, valid_until="2026-01-01")
    problem = build(
        case(TWO, [good, award("a2", bank=300, valid_until="2024-01-01"), award("a3", bank=300)], [gathers], admits)
    )
    assert [[taken.outcome for taken in one.inputs] for one in problem.candidates] == [["a1"]]
    assert {one.outcome: one.reason.code for one in problem.rejected} == {"a2": "VALIDITY", "a3": "FACT_MISSING"}


def test_nothing_is_left_to_gather_from_beside_the_whole_award() -> None:
    gathers = rule("r", "A", slots=(slot("x"), slot("f", take="credits")))
    assert reason(case(TWO, [award("a1", bank=300)], [gathers])) == ("MISSING_PARTNER", "r")


def test_equal_slots_do_not_give_the_same_instance_twice() -> None:
    awards = [award(f"a{i}") for i in range(4)]
    assert len(build(case(TWO, awards, [rule("r", "A", slots=(slot("x"), slot("y")))])).candidates) == 6
    weighed = (WorthOf(slot="x", standard="school/worth"),)
    told_apart = rule("r", "A", slots=(slot("x"), slot("y")), worth_of=weighed)
    assert len(build(case(TWO, awards, [told_apart], **worth_of("2.00"))).candidates) == 12


def test_a_slot_without_an_award_is_a_missing_partner() -> None:
    pair = rule("r", "A", slots=(slot("x"), slot("y", Test(field="award.kind", is_="training"))))
    assert reason(case(TWO, [award("a1")], [pair])) == ("MISSING_PARTNER", "r")
    twice = rule("r", "A", slots=(slot("x"), slot("y")))
    assert reason(case(TWO, [award("a1")], [twice])) == ("MISSING_PARTNER", "r")


def test_a_ruling_on_one_case_is_for_that_award_only() -> None:
    awards = [award("a1", bank=300), award("a2", bank=300)]
    whole = build(case(TWO, awards, [rule("r", "A", only_award="a2")]))
    assert [one.lead for one in whole.candidates] == ["a2"]
    gathers = rule("r", "A", only_award="a2", slots=(slot("f", take="credits"),))
    assert [one.lead for one in build(case(TWO, awards, [gathers])).candidates] == ["a2"]


@pytest.mark.parametrize(
    ("fields", "basis", "code"),
    [
        ({"from_": START.replace(year=2026)}, "applied_on", "RULE_NOT_YET"),
        ({"until": START.replace(year=2025)}, "applied_on", "RULE_LAPSED"),
        ({"until": START.replace(year=2025)}, "enrolled_on", ""),
    ],
)
def test_rules_hold_on_the_day_of_application_or_of_enrolment(fields: dict[str, Any], basis: str, code: str) -> None:
    given = case(TWO, [award("a1")], [rule("r", "A", **fields)], policy(date_basis=basis))
    assert reason(given) == (code, "r") if code else build(given).candidates


def test_worth_nothing_and_no_row_refuse() -> None:
    weighed = rule("r", "A", worth_of=WORTH, budget="worth")
    none = standard("0.50", columns=("prize",), rows=(("first", "1.00"),))
    given = case(TWO, [award("a1", prize="third")], [weighed], standards={"school/worth": (none,)})
    assert reason(given) == ("WORTH_NO_ROW", "r")


@pytest.mark.parametrize(
    ("fields", "code"), [({"budget": "2.99"}, "BUDGET"), ({"budget": "4.99", "grant": "all"}, "BUDGET")]
)
def test_a_budget_that_buys_nothing(fields: dict[str, Any], code: str) -> None:
    targets = ("A", "B") if "grant" in fields else ("A",)
    assert reason(case(TWO, [award("a1")], [rule("r", *targets, **fields)])) == (code, "r")


def test_unknown_worth_leaves_block_credit_open() -> None:
    block = programme({}, Node(min_credits="4.00", open=True, accepts_block=True))
    byhours = standard("1.00", columns=("hours",), rows=(("40", "1.00"),))
    weighed = rule("r", Target(module="root", amount="worth"), worth_of=WORTH)
    given = case(block, [award("a1")], [weighed], standards={"school/worth": (byhours,)})
    assert reason(given) == ("FACT_MISSING", "r")
    original = rule("r", Target(module="root", amount="original"))
    assert reason(case(block, [award("a1")], [original])) == ("FACT_MISSING", "r")


def test_parts_have_no_decimals() -> None:
    papers = programme({"A": "1", "B": "1"}, unit="part")
    weighed = rule("r", "A", "B", worth_of=WORTH, budget="worth")
    problem = build(case(papers, [award("a1")], [weighed], unit_scale=0, **worth_of("1.50")))
    assert (problem.candidates[0].worth, problem.candidates[0].targets[0].amount) == (1, 1)


def test_bank_credits_lead_where_there_are_no_original_ones() -> None:
    gathers = rule("r", "B", slots=(slot("f", take="credits"),))
    problem = build(case(TWO, [award("a1", bank=100), award("a2", bank=150)], [gathers]))
    assert [(one.lead, len(one.inputs)) for one in problem.candidates] == [("a2", 2)]


def test_too_many_candidates_name_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instances, "MOST_CANDIDATES", 100)
    wide = rule("wide", "A", slots=(slot("x"), slot("y"), slot("z")))
    with pytest.raises(TooManyCandidates) as raised:
        build(case(TWO, [award(f"a{i}") for i in range(12)], [wide]))
    assert raised.value.parameters == {"rule": "wide", "most": 100}


def rich() -> Case:
    """A case with something of everything."""
    courses = {f"C{i}": f"{2 + i % 3} {'public' if i % 2 else 'specialised'}" for i in range(8)}
    tree = Node(
        min_credits="20.00",
        child=(
            Node(id="core", all=("C0", "C1", "C2")),
            Node(id="pool", courses=("C3", "C4", "C5", "C6"), min_credits="6.00"),
            Node(id="other", courses=("C6", "C7"), choose=1),
            Node(id="open", open=True, study_step="1.00", accepts_block=True),
        ),
    )
    awards = [award(f"w{i}", name=f"n{i}", tags=("x", "y"), groups={"g": f"k{i % 2}"}) for i in range(5)]
    awards += [award(f"f{i}", bank=100 + 50 * i, credits="1.00", expires_on=f"202{6 + i}-01-01") for i in range(3)]
    rules = [
        rule("one", "C0", "C1", choose=1, slots=(only("n0"),)),
        rule("pair", "C3", "C4", grant="all", slots=(slot("x", KIND), slot("y", KIND))),
        rule("block", Target(module="open", amount="4.00", up_to=True), slots=(only("n3"),)),
        rule("gather", "C5", slots=(slot("f", take="credits", at_most_awards=3),)),
    ]
    limits = policy(
        cap=(
            Cap(id="half", measure="credits", share="0.50"),
            Cap(id="once", measure="awards", per=("group:g",), at_most=2),
        ),
        admit=(Test(field="award.kind", is_="certificate"),),
    )
    return case(
        programme(courses, tree),
        awards,
        rules,
        limits,
        policy("province/p", again="never"),
        recorded=(recorded("l1", programme(courses, tree), "C2"),),
    )


@settings(max_examples=12, deadline=None)
@for_all(st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(shuffled: random.Random) -> None:
    first = rich()
    awards, rules = list(first.awards), list(first.rules)
    shuffled.shuffle(awards)
    shuffled.shuffle(rules)
    other = Case(
        **{name: getattr(first, name) for name in Case.__slots__} | {"awards": tuple(awards), "rules": tuple(rules)}
    )
    one, two = build(first), build(other)
    assert canonical_json(one) == canonical_json(two)
    assert canonical_json(solve(one)) == canonical_json(solve(two))


def test_json_there_and_back() -> None:
    problem, plan = planned(rich())
    again = msgspec.json.decode(canonical_json(problem), type=Problem)
    assert again == problem
    assert digest(again) == plan.problem_hash
    assert msgspec.json.decode(canonical_json(plan), type=Plan) == plan
    assert solve(again) == plan


def test_facts_are_kept_plain() -> None:
    kept = build(rich()).outcomes[-1].facts
    assert (kept["tags"], kept["kind"]) == (["x", "y"], "certificate")
