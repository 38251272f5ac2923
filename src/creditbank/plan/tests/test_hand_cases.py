"""The hand cases of the model: what goes where, how much, and why not."""

from dataclasses import replace
from typing import Any

import pytest

from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, LotState, Spent
from creditbank.plan.problem import Plan
from creditbank.plan.solve import solve, with_possible
from creditbank.plan.tests.samples import (
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
    why,
    worth_of,
)
from creditbank.rules.definitions import Cap, Floor, PeriodCalendar, Target, Test, Windows
from creditbank.rules.programmes import Node

TWO = programme({"A": "3", "B": "2"})


def test_one_award_for_one_course() -> None:
    _, plan = planned(case(TWO, [award("a1")], [rule("r", "A")]))
    assert granted(plan) == {"A": 300}
    assert (plan.remaining, plan.remaining_without, plan.converted, plan.status) == (200, 500, 300, "proven")
    assert [draw.amount for draw in plan.lines[0].draws] == [1]


def test_two_trainings_for_one_course_use_both_lots_whole() -> None:
    awards = [award("a1", name="small", bank=150), award("a2", name="small", bank=150)]
    _, plan = planned(case(TWO, awards, [rule("r", "A", slots=(slot("x"), slot("y")))]))
    assert [(draw.outcome, draw.amount) for draw in plan.lines[0].draws] == [("a1", 150), ("a2", 150)]


def test_one_certificate_for_two_courses() -> None:
    _, plan = planned(case(TWO, [award("a1")], [rule("r", "A", "B", grant="all")]))
    assert granted(plan) == {"A": 300, "B": 200}


def test_worth_four_takes_two_and_two() -> None:
    taught = programme({"A": "3", "B": "2", "C": "2"})
    choice = rule("r", "A", "B", "C", budget="worth", worth_of=WORTH)
    _, plan = planned(case(taught, [award("a1")], [choice], **worth_of("4.00")))
    assert granted(plan) == {"B": 200, "C": 200}
    assert (plan.lines[0].worth, plan.lines[0].lapsed) == (400, 0)


def test_worth_five_grants_three_and_two_lapse() -> None:
    taught = programme({"A": "3", "B": "3"})
    choice = rule("r", "A", "B", budget="worth", worth_of=WORTH)
    _, plan = planned(case(taught, [award("a1")], [choice], **worth_of("5.00")))
    assert (plan.converted, plan.lines[0].lapsed) == (300, 200)


def test_choose_two_of_three() -> None:
    taught = programme({"A": "3", "B": "2", "C": "2"})
    _, plan = planned(case(taught, [award("a1")], [rule("r", "A", "B", "C", choose=2)]))
    assert plan.converted == 500


@pytest.mark.parametrize(("allowed", "converted"), [("5.00", 500), ("4.99", 300)])
def test_cap_met_exactly_and_broken_by_the_least_amount(allowed: str, converted: int) -> None:
    limit = policy(cap=(Cap(id="most", measure="credits", at_most=allowed),))
    rules = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),))]
    _, plan = planned(case(TWO, [award("a1", name="one"), award("a2", name="two")], rules, limit))
    assert plan.converted == converted
    assert (why(plan, "a2") == "CAP" and plan.binding == ("most",)) if converted < 500 else not plan.binding


def test_share_of_the_specialised_counts_what_is_recorded() -> None:
    courses = {f"S{i}": "10 specialised" for i in range(5)} | {"T": "8", "U": "2", "P": "3 public"}
    taught = programme(courses)
    specialised = (Test(field="target.nature", is_="specialised"),)
    limit = policy(cap=(Cap(id="fifth", measure="credits", of=specialised, share="0.20", base=specialised),))
    choice = rule("r", "T", "U", "P", budget="worth", worth_of=WORTH)
    given = case(taught, [award("a1")], [choice], limit, recorded=(recorded("l1", taught, "S0"),), **worth_of("8.00"))
    problem, plan = planned(given)
    assert (problem.caps[0].base, problem.caps[0].at_most, problem.caps[0].recorded) == (6000, 1200, 1000)
    assert granted(plan) == {"U": 200, "P": 300}


def test_one_of_a_job_field_counts_the_other_stays_free() -> None:
    limit = policy(cap=(Cap(id="one", measure="awards", per=("group:job_field",), at_most=1),))
    field: dict[str, Any] = {"groups": {"job_field": "electrician"}}
    awards = [award("a1", name="x", **field), award("a2", name="x", **field), award("a3", name="x")]
    rules = [rule("r1", "A", slots=(only("x"),)), rule("r2", "B", slots=(only("x"),))]
    _, plan = planned(case(programme({"A": "3"}), awards[:2], rules[:1], limit))
    assert why(plan, "a2") == "GROUP_ONCE"
    _, plan = planned(case(TWO, awards, rules, limit))
    assert plan.converted == 500, "an award without the key is not counted"


def test_seven_online_certificates_against_a_quarter_of_eighty() -> None:
    taught = programme(
        {f"C{i}": "3" for i in range(7)}, Node(min_credits="80.00", open=True, all=tuple(f"C{i}" for i in range(7)))
    )
    limit = policy(cap=(Cap(id="online", measure="credits", share="0.25"),))
    rules = [rule(f"r{i}", f"C{i}", slots=(only(f"n{i}"),)) for i in range(7)]
    _, plan = planned(case(taught, [award(f"a{i}", name=f"n{i}") for i in range(7)], rules, limit))
    assert plan.converted == 1800
    assert [one.reason.code for one in plan.unused] == ["CAP"]
    assert plan.unused[0].reason.test == "online"


KOREA = programme(
    {},
    Node(
        min_credits="140.00",
        child=(Node(id="major", open=True, accepts_block=True), Node(id="liberal", open=True, accepts_block=True)),
    ),
)
ASSESSED = Floor(id="assessed", of=(Test(field="lead.kind", one_of=("assessed_course", "study")),), at_least="18.00")


def test_floor_asks_for_more_study_than_the_total_lacks() -> None:
    rules = [
        rule("major", Target(module="major", amount="95.00"), slots=(only("major"),)),
        rule("liberal", Target(module="liberal", amount="30.00"), slots=(only("liberal"),)),
    ]
    awards = [award("a1", name="major"), award("a2", name="liberal")]
    _, plan = planned(case(KOREA, awards, rules, policy(floor=(ASSESSED,))))
    assert (plan.converted, plan.remaining, plan.floor_extra, plan.binding) == (12500, 1800, 300, ("assessed",))
    assert sum(plan.study_open.values()) == 1800


def test_floor_keeps_one_course_unconverted_where_nothing_else_is_left() -> None:
    floor = Floor(id="own", of=(Test(field="lead.kind", is_="study"),), at_least="2.00")
    rules = [rule("r1", "A", slots=(only("one"),)), rule("r2", "B", slots=(only("two"),))]
    _, plan = planned(case(TWO, [award("a1", name="one"), award("a2", name="two")], rules, policy(floor=(floor,))))
    assert (granted(plan), plan.study_courses, plan.binding) == ({"A": 300}, ("B",), ("own",))
    assert why(plan, "a2") == "COSTS"


def test_passed_courses_count_in_a_floor() -> None:
    floor = Floor(id="own", of=(Test(field="lead.kind", is_="study"),), at_least="2.00")
    given = case(TWO, [award("a1")], [rule("r1", "A")], policy(floor=(floor,)), passed=("B",))
    _, plan = planned(given)
    assert (plan.remaining, plan.remaining_without) == (0, 300)


def test_eight_courses_of_three_in_a_semester_make_twenty_four() -> None:
    taught = programme({f"C{i}": "3" for i in range(9)})
    limit = policy(
        cap=(Cap(id="semester", measure="credits", per=("period:semester",), at_most="24.00"),),
        periods={"semester": PeriodCalendar(starts=("03-01", "09-01"))},
    )
    rules = [rule(f"r{i}", f"C{i}", slots=(only(f"n{i}"),)) for i in range(9)]
    same = [award(f"a{i}", name=f"n{i}", earned_on="2024-06-30") for i in range(9)]
    problem, plan = planned(case(taught, same, rules, limit))
    assert (plan.converted, problem.caps[0].key) == (2400, "period:semester=2024-03-01")
    late = [*same[:8], award("a8", name="n8", earned_on="2024-09-01")]
    assert planned(case(taught, late, rules, limit))[1].converted == 2700


FRAGMENTS = slot("f", take="credits", at_most_awards=8)


def fragments() -> list[AwardCase]:
    return [
        award("a3", name="small", bank=100, expires_on="2027-01-01", credits="1.00"),
        award("a1", name="small", bank=150, expires_on="2026-01-01", credits="1.50"),
        award("a2", name="small", bank=100, expires_on="2026-06-01", credits="1.00"),
    ]


def test_gathering_draws_what_expires_first_and_leaves_the_rest() -> None:
    _, plan = planned(case(programme({"A": "3"}), fragments(), [rule("r", "A", slots=(FRAGMENTS,))]))
    assert {draw.outcome: draw.amount for draw in plan.lines[0].draws} == {"a1": 150, "a2": 100, "a3": 50}
    assert (plan.lines[0].lead, plan.lines[0].lapsed, plan.unused) == ("a1", 0, ())


def test_gathering_from_too_few_awards_is_missing_a_partner() -> None:
    few = slot("f", take="credits", at_most_awards=2)
    _, plan = planned(case(programme({"A": "3"}), fragments(), [rule("r", "A", slots=(few,))]))
    assert plan.lines == ()
    _, plan = planned(case(programme({"A": "3"}), fragments()[:2], [rule("r", "A", slots=(FRAGMENTS,))]))
    assert plan.lines == ()
    assert why(plan, "a1") == "MISSING_PARTNER"


def test_gathering_beside_a_whole_award_and_what_leads() -> None:
    rules = [rule("r", "A", slots=(only("big"), FRAGMENTS))]
    big = award("b", name="big", credits="1.20")
    problem, _ = planned(case(programme({"A": "2"}), [*fragments(), big], rules))
    leads = {one.lead: [taken.outcome for taken in one.inputs] for one in problem.candidates}
    assert leads == {"a1": ["b", "a1", "a2", "a3"], "b": ["b", "a2", "a3"]}
    _, plan = planned(case(programme({"A": "3"}), [*fragments(), big], rules))
    assert plan.lines[0].lead == "a1", "below b there are only two credits"


def test_a_lot_drawn_on_cannot_be_taken_whole() -> None:
    _, plan = planned(case(TWO, [award("a1", bank=300, held=200)], [rule("r", "A")]))
    assert why(plan, "a1") == "SPENT"


def spent(qualification: str = "other/prog", state: str = "final", level: str = "associate") -> Spent:
    return Spent(qualification, "e0", "2024-03-01", state, level, "education")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("again", "level", "use", "code"),
    [
        ("never", "bachelor", spent(), "SPENT"),
        ("never", "bachelor", spent(state="held"), "HELD"),
        ("other_qualification", "associate", spent(), ""),
        ("other_qualification", "associate", spent("school/prog"), "SPENT"),
        ("higher_level", "bachelor", spent(), ""),
        ("higher_level", "associate", spent(), "SPENT"),
        ("higher_level", "bachelor", spent(level="bachelor"), "SPENT"),
        ("higher_level", "bachelor", Spent("other/prog", "e0", "2024-03-01", "final", "3", "skill"), "SPENT"),
    ],
)
def test_used_again_only_where_the_policy_says_so(again: str, level: str, use: Spent, code: str) -> None:
    used = award("a1", bank=300, held=0, spent=(use,))
    given = case(programme({"A": "3"}, level=level), [used], [rule("r", "A")], policy(again=again))
    _, plan = planned(given)
    if code:
        assert why(plan, "a1") == code
        assert plan.unused[0].reason.found == {"qualification": use.qualification, "on": "2024-03-01"}
    else:
        (draw,) = plan.lines[0].draws
        assert (draw.lot, draw.unit, draw.amount) == ("award:a1:again:school/prog", "use", 1)


def test_an_again_lot_that_is_held_is_not_taken() -> None:
    lot = LotState("award:a1:again:school/prog", "use", 1, 0)
    used = award("a1", held=0, spent=(spent(),), again=lot)
    _, plan = planned(case(TWO, [used], [rule("r", "A")], policy(again="other_qualification")))
    assert why(plan, "a1") == "SPENT"


def test_an_award_free_in_the_bank_but_used_here_does_not_count_twice() -> None:
    _, plan = planned(case(TWO, [award("a1", spent=(spent("school/prog"),))], [rule("r", "A")]))
    assert why(plan, "a1") == "SPENT"


def test_a_rest_may_be_gathered_or_the_award_used_again_but_not_both() -> None:
    rules = [rule("whole", "A"), rule("parts", "B", slots=(FRAGMENTS,))]
    used = award("a1", bank=300, held=200, spent=(spent(),))
    problem, plan = planned(case(TWO, [used], rules, policy(again="other_qualification")))
    assert len(problem.candidates) == 2
    assert granted(plan) == {"A": 300}


@pytest.mark.parametrize(("whole", "expected"), [(True, {}), (False, {"B": 200})])
def test_of_an_award_used_whole_here_nothing_is_gathered_but_a_rest_may_be(
    whole: bool, expected: dict[str, int]
) -> None:
    """Whole, it counted in full, whatever the main lot still holds; a part of it may be followed by another part."""
    used = award("a1", bank=300, held=200, spent=(replace(spent("school/prog"), whole=whole),))
    given = case(TWO, [used], [rule("parts", "B", slots=(FRAGMENTS,))], policy(again="other_qualification"))
    _, plan = planned(given)
    assert granted(plan) == expected
    assert plan.lines or why(plan, "a1") == "SPENT"


@pytest.mark.parametrize("status", ["frozen", "expired", "revoked"])
def test_an_award_that_is_not_active_is_out(status: str) -> None:
    _, plan = planned(case(TWO, [award("a1", status=status)], [rule("r", "A")]))
    assert why(plan, "a1") == status.upper()


def test_outside_the_window_the_next_one_is_named() -> None:
    limit = policy(windows=Windows(months=(1, 4, 7, 10)))
    given = case(TWO, [award("a1")], [rule("r", "A")], limit, applied_on="2025-02-03")
    _, plan = planned(given)
    assert (why(plan, "a1"), plan.unused[0].reason.wanted, plan.remaining) == ("WINDOW", "2025-04-01", 500)


BLOCK = Node(min_credits="10.00", open=True, study_step="1.00", accepts_block=True)


@pytest.mark.parametrize(("up_to", "granted_amount", "lapsed"), [(True, 1000, 500), (False, 1500, 0)])
def test_block_credit_in_part_only_with_up_to(up_to: bool, granted_amount: int, lapsed: int) -> None:
    block = rule("r", Target(module="root", amount="15.00", up_to=up_to))
    _, plan = planned(case(programme({}, BLOCK), [award("a1")], [block]))
    assert (granted(plan), plan.lines[0].lapsed, plan.remaining) == ({"root": granted_amount}, lapsed, 0)


@pytest.mark.parametrize(("amount", "converted"), [("worth", 400), ("original", 650)])
def test_block_credit_by_worth_or_original_credits(amount: str, converted: int) -> None:
    block = rule("r", Target(module="root", amount=amount), worth_of=WORTH)
    given = case(programme({}, BLOCK), [award("a1", credits="6.50")], [block], **worth_of("4.00"))
    _, plan = planned(given)
    assert (plan.converted, plan.remaining) == (converted, 1000 - converted // 100 * 100)


def test_an_award_and_its_part_never_stand_together() -> None:
    rules = [rule("r1", "A", slots=(only("whole"),)), rule("r2", "B", slots=(only("part"),))]
    awards = [award("a1", name="whole"), award("a2", name="part", part_of="a1")]
    _, plan = planned(case(TWO, awards, rules))
    assert granted(plan) == {"A": 300}
    assert plan.unused[0].reason.code == "COSTS"


def test_a_part_of_what_is_used_here_is_for_a_person() -> None:
    whole = award("a1", held=0, spent=(spent("school/prog"),))
    given = case(
        TWO, [whole, award("a2", part_of="a1")], [rule("r", "B")], recorded=(recorded("l1", TWO, "A", uses=(whole,)),)
    )
    problem, plan = planned(given)
    assert [one.possible for one in problem.candidates] == [True]
    assert why(plan, "a2") == "PART_OF"
    assert granted(solve(with_possible(problem))) == {"B": 200}


@pytest.mark.parametrize("used", ["whole", "part", "part of a part"])
def test_parts_of_parts_of_what_is_used_here_are_for_a_person_too(used: str) -> None:
    """Up and down the chain: its neighbours and what is two levels away."""
    above = {"whole": "", "part": "whole", "part of a part": "part"}
    awards = [award(name, part_of=whole) for name, whole in above.items()]
    line = recorded("l1", TWO, "A", uses=(next(one for one in awards if one.id == used),))
    others = [one for one in awards if one.id != used]
    problem, _ = planned(case(TWO, awards, [rule("r", "B")], recorded=(line,)))
    found = {one.lead: [(reason.code, reason.found) for reason in one.reasons] for one in problem.candidates}
    assert {one.id: found[one.id] for one in others} == {one.id: [("PART_OF", one.id)] for one in others}
    assert found.get(used, []) == []


def test_a_missing_fact_makes_a_line_possible_and_no_more() -> None:
    measured = slot("s", Test(field="award.kind", is_="certificate"), Test(field="award.hours", at_least=40))
    problem, plan = planned(case(TWO, [award("a1")], [rule("r", "A", slots=(measured,))]))
    assert (why(plan, "a1"), plan.remaining) == ("FACT_MISSING", 500)
    assert solve(with_possible(problem)).remaining == 200


def test_a_missing_fact_of_one_target_leaves_the_other_sure() -> None:
    admits = policy(admit=(Test(field="target.hours", at_least=10, if_absent="refer"),))
    problem = build(case(TWO, [award("a1")], [rule("r", "A", "B")], admits))
    assert [one.possible for one in problem.candidates] == [True]
    excludes = policy(exclude=(Test(all=(Test(field="target.course", is_="A"), Test(field="award.level", is_="1"))),))
    problem, plan = planned(case(TWO, [award("a1")], [rule("r", "A", "B")], excludes))
    assert [(one.possible, len(one.targets)) for one in problem.candidates] == [(False, 1), (True, 2)]
    assert granted(plan) == {"B": 200}


def test_infeasible_programme_says_so() -> None:
    _, plan = planned(case(programme({"A": "3"}, Node(min_credits="4.00", courses=("A",))), [], []))
    assert plan == Plan(
        status="infeasible",
        remaining=0,
        remaining_without=0,
        converted=0,
        lines=(),
        engine=plan.engine,
        proof="log",
        log="-",
        problem_hash=plan.problem_hash,
    )


def test_gathering_under_a_test_on_sums_names_the_very_awards() -> None:
    enough = Test(field="inputs.hours", at_least=32, code="HOURS")
    gathers = rule("r", "A", slots=(FRAGMENTS,), when=(enough,))
    awards = [award(f"a{i}", bank=300, hours=hours, credits="3.00") for i, hours in enumerate((16, 16, 40, 8))]
    problem, plan = planned(case(programme({"A": "3"}), awards, [gathers]))
    assert {len(one.inputs) for one in problem.candidates} == {1, 2, 3, 4}
    assert [draw.outcome for draw in plan.lines[0].draws] == ["a2"]
    _, plan = planned(case(programme({"A": "3"}), awards[:2], [gathers]))
    assert {draw.outcome: draw.amount for draw in plan.lines[0].draws} == {"a0": 299, "a1": 1}
    _, plan = planned(case(programme({"A": "3"}), awards[:1], [gathers]))
    assert why(plan, "a0") == "HOURS"


def test_a_source_below_the_level_does_not_spoil_the_others() -> None:
    admits = policy(admit=(Test(field="inputs.level", not_below="3", on="skill"),))
    gathers = rule("r", "A", slots=(FRAGMENTS,))
    awards = [award(f"a{i}", bank=300, level=level, level_scale="skill") for i, level in enumerate(("4", "3"))]
    _, plan = planned(case(programme({"A": "3"}), awards, [gathers], admits))
    assert [draw.outcome for draw in plan.lines[0].draws] == ["a1"]
    assert why(plan, "a0") == "LEVEL"
