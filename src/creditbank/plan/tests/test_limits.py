"""Stacks of policies: settings, caps and floors as sums, with what is recorded."""

from typing import Any

import pytest

from creditbank.plan.candidates import build
from creditbank.plan.case import RecordedGrant
from creditbank.plan.limits import Settings, closed_until, period_start, settings_of
from creditbank.plan.problem import CapLimit
from creditbank.plan.tests.samples import (
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
    why,
)
from creditbank.rules.definitions import Cap, Floor, PeriodCalendar, Target, Test, Windows
from creditbank.rules.programmes import Node

TWO = programme({"A": "3", "B": "2"})


def test_the_last_policy_that_sets_a_thing_wins() -> None:
    province = policy("province", again="other_qualification", notice_days=7, on_leaving="keep")
    school = policy("school", again="never", irrevocable=True)
    merged = settings_of([province, school])
    assert (merged.again, merged.notice_days, merged.on_leaving, merged.irrevocable) == ("never", 7, "keep", True)
    assert settings_of([]) == Settings("never", False, "return", 5, 15, None, None, "applied_on")


@pytest.mark.parametrize(
    ("months", "day", "opens"),
    [
        ((1, 4), "2025-04-30", None),
        ((1, 4), "2025-05-01", "2026-01-01"),
        ((6,), "2025-05-31", "2025-06-01"),
        ((), "2025-05-31", ""),
    ],
)
def test_windows(months: tuple[int, ...], day: str, opens: str | None) -> None:
    assert closed_until(Settings(windows=Windows(months=months)), day) == opens


@pytest.mark.parametrize(
    ("day", "start"), [("2025-03-01", "2025-03-01"), ("2025-02-28", "2024-09-01"), ("2025-09-30", "2025-09-01")]
)
def test_a_period_is_named_by_its_first_day(day: str, start: str) -> None:
    assert period_start(PeriodCalendar(starts=("03-01", "09-01")), day) == start


def caps_of(cap: Cap, **fields: Any) -> tuple[CapLimit, ...]:
    given: dict[str, Any] = {"recorded": ()} | fields
    awards = given.pop("awards", [award("a1", name="one"), award("a2", name="two")])
    rules = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),), category="training")]
    periods = {"year": PeriodCalendar(starts=("01-01",), of="applied_on")}
    return build(case(TWO, awards, rules, policy(cap=(cap,), periods=periods), **given)).caps


def test_several_keys_combine() -> None:
    cap = Cap(id="c", measure="credits", per=("lead.issuer", "period:year", "rule.id"), at_most="9.00")
    awards = [award("a1", name="one", issuer="u1"), award("a2", name="two")]
    (limit,) = caps_of(cap, awards=awards)
    assert limit.key == "lead.issuer=u1|period:year=2025-01-01|rule.id=r1"


def test_a_rule_without_category_is_of_no_category() -> None:
    (limit,) = caps_of(Cap(id="c", measure="credits", per=("rule.category",), at_most=9))
    assert (limit.key, [one.candidate for one in limit.members]) == ("rule.category=training", ["r2|a2"])
    exempt = Test(not_=Test(field="rule.category", is_="training"))
    (limit,) = caps_of(Cap(id="c", measure="credits", of=(exempt,), at_most="9.00"))
    assert [one.candidate for one in limit.members] == ["r1|a1"]


@pytest.mark.parametrize(("across", "counted"), [("enrolment", 300), ("learner", 500)])
def test_across_the_learner_other_enrolments_count(across: Any, counted: int) -> None:
    lines = (recorded("l1", TWO, "A"), recorded("l2", TWO, "B", enrolment="e2"))
    (limit,) = caps_of(Cap(id="c", measure="credits", at_most="9.00", across=across), recorded=lines)
    assert limit.recorded == counted


def test_credits_of_another_unit_are_not_added_but_their_awards_count() -> None:
    """Across the learner: a grant of one ``part`` is no hundredth of a credit."""
    certificate = recorded("l2", TWO, grants=(RecordedGrant(1, course="T-1"),), enrolment="e2", unit="part")
    lines = (recorded("l1", TWO, "A"), certificate)
    (limit,) = caps_of(Cap(id="c", measure="credits", at_most="9.00", across="learner"), recorded=lines)
    assert limit.recorded == 300
    (limit,) = caps_of(Cap(id="c", measure="awards", at_most=9, across="learner"), recorded=lines)
    assert limit.recorded == 2


@pytest.mark.parametrize(("unit", "counted"), [("course_credit", 1), ("part", 2)])
def test_a_grant_in_another_unit_has_no_credits_to_test(unit: str, counted: int) -> None:
    """What lacks a fact counts, since it was granted."""
    small = RecordedGrant(1, course="T-1", facts={"course": "T-1", "credits": "1"})
    lines = (recorded("l1", TWO, "A"), recorded("l2", TWO, grants=(small,), enrolment="e2", unit=unit))
    cap = Cap(id="c", measure="awards", of=(Test(field="target.credits", at_least=2),), at_most=9, across="learner")
    (limit,) = caps_of(cap, recorded=lines)
    assert limit.recorded == counted


def test_a_pending_replacement_counts_the_larger_of_the_two() -> None:
    lines = (recorded("old", TWO, "B"), recorded("new", TWO, "A", instead_of="old"), recorded("x", TWO, "B"))
    (limit,) = caps_of(Cap(id="c", measure="credits", at_most="9.00"), recorded=lines)
    assert limit.recorded == 500
    (limit,) = caps_of(Cap(id="c", measure="awards", at_most=9), recorded=lines)
    assert limit.recorded == 2
    (limit,) = caps_of(Cap(id="c", measure="credits", at_most="9.00"), recorded=lines[1:2])
    assert limit.recorded == 300, "the old line is no longer live"


def test_the_line_being_replaced_is_set_aside() -> None:
    lines = (recorded("old", TWO, "A"),)
    cap = Cap(id="c", measure="credits", at_most="3.00")
    awards = [award("a1", name="one")]
    given = case(
        TWO, awards, [rule("r1", "A", slots=(only("one"),))], policy(cap=(cap,)), recorded=lines, replacing="old"
    )
    assert granted(planned(given)[1]) == {"A": 300}


def test_a_cap_that_is_overdrawn_leaves_no_room_and_undoes_nothing() -> None:
    cap = Cap(id="c", measure="credits", at_most="2.00")
    given = case(TWO, [award("a1")], [rule("r", "B")], policy(cap=(cap,)), recorded=(recorded("l", TWO, "A"),))
    _, plan = planned(given)
    assert (plan.status, plan.lines, why(plan, "a1"), plan.binding) == ("proven", (), "CAP", ("c",))


def test_an_award_recorded_in_a_count_counts_no_further() -> None:
    used = award("a1", bank=500, held=200)
    gathers = rule("r", "B", slots=(slot("f", take="credits"),))
    cap = Cap(id="c", measure="awards", at_most=1)
    lines = (recorded("l", TWO, "A", uses=(used,)),)
    _, plan = planned(case(TWO, [used], [gathers], policy(cap=(cap,)), recorded=lines))
    assert granted(plan) == {"B": 200}


def test_awards_may_be_counted_by_what_they_are_granted_to() -> None:
    tree = Node(
        child=(
            Node(id="major", min_credits="9.00", open=True, accepts_block=True),
            Node(id="free", min_credits="9.00", open=True, accepts_block=True),
        )
    )
    rules = [rule("r", *(Target(module=one, amount="3.00") for one in ("major", "free")), choose=1)]
    cap = Cap(id="unlinked", measure="awards", of=(Test(field="target.module", is_="free"),), at_most=1)
    awards = [award(f"a{i}") for i in range(5)]
    _, plan = planned(case(programme({}, tree), awards, rules, policy(cap=(cap,))))
    amounts = [grant.module for line in plan.lines for grant in line.grants]
    assert (amounts.count("major"), amounts.count("free")) == (3, 1)
    before = recorded(
        "l", programme({}, tree), grants=(RecordedGrant(300, module="free", facts={"module": ("free",)}),)
    )
    _, plan = planned(case(programme({}, tree), awards, rules, policy(cap=(cap,)), recorded=(before,)))
    assert {grant.module for line in plan.lines for grant in line.grants} == {"major"}


def test_gathering_counts_where_it_is_granted_and_drawn() -> None:
    tree = Node(
        child=(
            Node(id="major", min_credits="1.00", open=True, accepts_block=True),
            Node(id="free", min_credits="1.00", open=True, accepts_block=True),
        )
    )
    targets = tuple(Target(module=one, amount="1.00") for one in ("major", "free"))
    gathers = rule("r", *targets, slots=(slot("f", take="credits"),))
    cap = Cap(id="unlinked", measure="awards", of=(Test(field="target.module", is_="free"),), at_most=1)
    awards = [award("a1", bank=50), award("a2", bank=50)]
    _, plan = planned(case(programme({}, tree), awards, [gathers], policy(cap=(cap,))))
    assert granted(plan) == {"major": 100}


def test_a_fact_that_a_cap_lacks_refers_the_line() -> None:
    cap = Cap(id="c", measure="credits", of=(Test(field="lead.hours", at_least=10),), at_most="9.00")
    problem, plan = planned(case(TWO, [award("a1")], [rule("r", "A")], policy(cap=(cap,))))
    assert (problem.candidates[0].possible, why(plan, "a1")) == (True, "FACT_MISSING")
    recorded_without = (recorded("l", TWO, "B"),)
    (limit,) = build(case(TWO, [], [], policy(cap=(cap,)), recorded=recorded_without)).caps
    assert limit.recorded == 200, "what was granted counts"


def test_base_of_the_whole_without_a_minimum_at_the_root() -> None:
    (limit,) = caps_of(Cap(id="c", measure="credits", share="0.35"))
    assert (limit.base, limit.at_most) == (500, 175)


def test_a_floor_counts_recorded_lines_and_block_study() -> None:
    floor = Floor(id="f", of=(Test(field="rule.category", is_="", if_absent="pass"),), at_least="4.00")
    tree = Node(min_credits="4.00", open=True, accepts_block=True)
    taught = programme({}, tree)
    block = recorded("l", taught, grants=(RecordedGrant(150, module="root", facts={"module": ("root",)}),))
    problem = build(case(taught, [], [], policy(floor=(floor,)), recorded=(block,)))
    assert (problem.floors[0].recorded, problem.floors[0].open_nodes, problem.tree.blocked) == (150, ("root",), 150)
