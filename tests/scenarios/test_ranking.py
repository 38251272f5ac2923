"""All programmes ranked, and what would help most: as if every programme, and every further outcome, were asked one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from creditbank.bank.cases import case_of, prospective_case
from creditbank.bank.enrol import change_status
from creditbank.bank.holdings import holdings_of
from creditbank.bank.models import Enrolment
from creditbank.bank.quote import quote_case
from creditbank.bank.rank import Ranked, offered_on, rank
from creditbank.bank.unlock import unlock
from creditbank.catalogue.achievements import Entry as NewEntry
from creditbank.catalogue.achievements import add_achievements
from creditbank.catalogue.in_force import current_rulebook
from creditbank.people.errors import Forbidden
from creditbank.people.models import Reveal
from creditbank.people.permissions import SYSTEM
from creditbank.plan import candidates
from creditbank.plan.case import Case
from creditbank.plan.engine import least_remaining
from creditbank.plan.prospects import Entry, Seeker
from creditbank.plan.solve import solve
from creditbank.plan.unlock import most_helpful
from creditbank.rules.definitions import Shape
from tests.people import CENTRE, City, nine_on
from tests.scenarios.definitions import of, policy, programme, rule
from tests.scenarios.desk import Desk

NC = "craftsman-college/460103"
FULL = "craftsman-college/test-full"
AGAIN = "vocational-college/test-ranked"
SCORED = "vocational-college/test-scored"
APRIL = date(2026, 4, 13)
LATHE = "6-18-01-01"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    half = '{ zh = "只换一半", en = "Half at most" }'
    cap = f'cap = [{{ id = "half", name = {half}, measure = "credits", at_most = "3.00" }}]'
    return (
        policy("craftsman-college/test-half", cap),
        programme(FULL, ["craftsman-college/test-half"], {"FU-1": "3.00", "FU-2": "3.00"}),
        rule(
            "craftsman-college/test-full-rank", FULL, {"rank": of("computer_rank")}, "FU-1", "FU-2", more="choose = 1"
        ),
        policy("vocational-college/test-ranked", 'again = "other_qualification"'),
        programme(AGAIN, ["vocational-college/test-ranked"], {"RA-1": "3.00", "RA-2": "2.00"}),
        rule(
            "vocational-college/test-ranked-lathe",
            AGAIN,
            {"skill": of("occupational_skill_certificate", occupation=LATHE)},
            "RA-1",
        ),
        programme(SCORED, ["vocational-college/test-ranked"], {"SC-1": "3.00", "SC-2": "2.00"}),
        rule(
            "vocational-college/test-scored-lathe",
            SCORED,
            {"skill": of("occupational_skill_certificate", theory_score=80)},
            "SC-1",
        ),
    )


@pytest.fixture(scope="module")
def learned(city: City, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """李师傅 turns, prints and speaks English; a line of his is final, and what it used is used once more elsewhere."""
    with django_db_blocker.unblock(), transaction.atomic():
        desk = Desk(city)
        desk.award("li", "occupational_skill_certificate", date(2024, 5, 6), occupation=LATHE, level="3")
        desk.award("li", "computer_rank", date(2024, 3, 28), subject="C语言", level="2")
        desk.award(
            "li", "training_certificate", date(2025, 3, 3), occupation=LATHE, training="车削", hours=64, score=80
        )
        desk.award("li", "online_course_certificate", date(2025, 3, 3), course="大学英语", hours=48, score=80,
                   level="associate", proctored=True, credits="3.00")  # fmt: skip
        desk.convert(desk.enrol("li", NC, date(2025, 9, 1)), date(2026, 3, 2))
        desk.settle(desk.apply(desk.enrol("li", AGAIN, date(2025, 9, 1)), date(2026, 3, 20))[:1], date(2026, 3, 20))
        yield desk
        transaction.set_rollback(True)


def cases(desk: Desk) -> dict[str, Case]:
    """One case a programme, each gathered by itself."""
    book, li = current_rulebook(), desk.learner("li")
    studied = {row.programme: row for row in Enrolment.objects.filter(learner_id=li, status="active")}
    return {
        one.id: case_of(studied[one.id], APRIL) if one.id in studied else prospective_case(li, one, APRIL)
        for one in offered_on(book, APRIL)
    }


def test_what_is_gathered_once_is_each_programmes_own_case(learned: Desk, db: None) -> None:
    book = current_rulebook()
    holdings = holdings_of(learned.learner("li"), book)
    assert [lot for _, lot in holdings.again] == [AGAIN]
    for name, case in cases(learned).items():
        assert holdings.case(book, book.programmes[name, case.programme.year], APRIL) == case, name


def test_the_ranking_is_that_of_quoting_every_programme(learned: Desk, db: None) -> None:
    found = rank(learned.call("li", APRIL), learner_id=learned.learner("li"), top=100)
    plans = {name: quote_case(case).plan for name, case in cases(learned).items()}
    rows = {row.programme: row for row in found.rows}
    assert rows.keys() == {name for name, plan in plans.items() if plan.status != "infeasible"}
    for name, row in rows.items():
        told = (row.remaining, row.converted, row.without, row.status)
        plan = plans[name]
        assert told == (plan.remaining, plan.converted, plan.remaining_without, plan.status), name
    assert (found.proven, found.programmes) == (True, len(plans))
    assert 0 < found.touched < found.programmes
    assert (rows[NC].enrolment, rows[FULL].enrolment != "") == (str(Enrolment.objects.get(programme=NC).pk), False)


def test_rows_stand_in_order_and_each_unit_by_itself(learned: Desk, db: None) -> None:
    call, li = learned.call("li", APRIL), learned.learner("li")
    every = rank(call, learner_id=li, top=100).rows
    assert {row.unit for row in every} == {"course_credit", "part"}
    for unit in ("course_credit", "part"):
        same = [row for row in every if row.unit == unit]
        assert [row.place for row in same] == list(range(1, len(same) + 1))
        assert all((one.remaining, one.programme) < (two.remaining, two.programme) for one, two in pairwise(same))
        assert head(rank(call, learner_id=li, top=2).rows, unit) == same[:2]
    assert every[0].unit == "course_credit"
    assert rank(call, learner_id=li, top=1).solved < rank(call, learner_id=li, top=100).solved


def head(rows: tuple[Ranked, ...], unit: str) -> list[Ranked]:
    return [row for row in rows if row.unit == unit]


def test_a_fact_that_is_missing_shows_what_would_be_possible(desk: Desk) -> None:
    desk.award("zhang", "occupational_skill_certificate", date(2024, 5, 6), occupation=LATHE, level="3")
    rows = {
        row.programme: row for row in rank(desk.call("zhang", APRIL), learner_id=desk.learner("zhang"), top=100).rows
    }
    assert (rows[SCORED].remaining, rows[SCORED].possible, rows[SCORED].status) == (500, 200, "proven")
    assert rows[FULL].possible is None


def test_a_completed_programme_and_one_of_next_year_are_not_offered(desk: Desk) -> None:
    enrolment = desk.enrol("he", FULL, date(2025, 9, 1))
    change_status(desk.call("zhao", APRIL), enrolment, "completed")
    shown = rank(desk.call("he", APRIL), learner_id=desk.learner("he"), top=100).rows
    assert FULL not in {row.programme for row in shown}
    assert offered_on(current_rulebook(), date(2024, 12, 31)) == ()


def test_staff_see_programmes_of_their_own_and_the_look_is_logged(learned: Desk, db: None) -> None:
    li = learned.learner("li")
    with pytest.raises(Forbidden):
        rank(learned.call("zhang", APRIL), learner_id=li)
    with pytest.raises(Forbidden):
        rank(learned.call("wang", APRIL), learner_id=li)
    with pytest.raises(Forbidden):
        unlock(learned.call("zhang", APRIL), learner_id=li, programme=NC)
    assert not Reveal.objects.filter(learner_id=li).exists()
    assert rank(learned.call("zhao", APRIL), learner_id=li).rows == rank(learned.call("li", APRIL), learner_id=li).rows
    unlock(learned.call("sun", APRIL), learner_id=li, programme=NC)
    assert list(Reveal.objects.filter(learner_id=li).order_by("pk").values_list("purpose", "fields")) == [
        ("quote", ["rank"]),
        ("quote", ["unlock"]),
    ]


@pytest.mark.parametrize("name", [NC, "craftsman-college/460301", "vocational-college/510214", "skill-centre/lathe-2"])
def test_what_helps_most_is_what_trying_everything_finds(learned: Desk, name: str, db: None) -> None:
    case, book = cases(learned)[name], current_rulebook()
    problem = candidates.build(case)
    plan = solve(problem, explain=False)
    entries = [Entry(f"lathe-{level}", "occupational_skill_certificate", {"occupation": LATHE, "level": level})
               for level in ("2", "4")]  # fmt: skip
    prospects = Seeker(case, book).prospects(entries)
    found = most_helpful(case, problem, plan, prospects)
    saved = {}
    for prospect, award in prospects:
        left = least_remaining(candidates.build(replace(case, awards=(*case.awards, award))))
        saved[prospect.id] = plan.remaining - (plan.remaining if left is None else left)
    best = next((one for one, _ in prospects if saved[one.id] == max(saved.values()) > 0), None)
    assert (found.award and found.award.prospect) == best
    assert found.award is None or found.award.gain == saved[found.award.prospect.id if found.award.prospect else ""]
    assert found.proven
    worth_it = [
        course
        for course in problem.courses
        if not course.done
        and plan.remaining - (least_remaining(candidates.build(replace(case, passed=(*case.passed, course.id)))) or 0)
        >= course.credits
    ]
    assert found.course is not None
    assert found.course.gain == max(course.credits for course in worth_it)


def test_where_a_cap_is_full_nothing_helps_and_the_cap_is_named(desk: Desk) -> None:
    desk.award("zhang", "computer_rank", date(2024, 3, 28), subject="C语言", level="2")
    found = unlock(desk.call("zhang", APRIL), learner_id=desk.learner("zhang"), programme=FULL).unlock
    assert (found.award, found.reason, found.limits, found.remaining) == (None, "LIMITS", ("half",), 300)
    assert found.course is not None
    assert (found.course.gain, found.course.remaining) == (300, 0)


def test_an_entry_of_the_catalogue_is_named_unless_the_learner_has_it(desk: Desk) -> None:
    who = desk.learner("zhang")
    fixed = {"subject": "Python", "level": "2"}
    entry = NewEntry(id="python-2", kind="computer_rank", body=CENTRE, name_zh="Python 二级", name_en="Python, level 2",
                     fixed=fixed)  # fmt: skip
    request = desk.call("system", APRIL).request_id
    add_achievements([entry], request_id=request, actor=SYSTEM, at=nine_on(date(2026, 1, 5)))
    found = unlock(desk.call("zhang", APRIL), learner_id=who, programme=FULL)
    assert found.unlock.award is not None
    assert found.unlock.award.prospect is not None
    assert (found.unlock.award.prospect.achievement, found.unlock.award.gain) == ("computer_rank", 300)
