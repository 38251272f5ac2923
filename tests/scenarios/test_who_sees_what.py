"""What is kept and shown of a person: no numbers of papers beside decisions, no look at a stranger, no look unlogged."""

from dataclasses import replace
from datetime import date

import pytest

from creditbank.bank.cases import case_of
from creditbank.bank.quote import quote, quote_programme
from creditbank.people.errors import Forbidden, PersonUnknown
from creditbank.people.models import Reveal
from creditbank.plan import candidates
from creditbank.plan.solve import solve
from creditbank.rules.definitions import Shape
from creditbank.rules.rulebook import Rulebook
from tests.scenarios.definitions import of, policy, programme, rule
from tests.scenarios.desk import Desk, targets

APRIL = date(2026, 4, 13)
PLAIN = "craftsman-college/test-seen"


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    """A cap that reads the name of a course: it must find it on lines as well."""
    of_english = '[{ field = "lead.course", is = "大学英语", if_absent = "refuse" }]'
    name = '{ zh = "英语不超过 3 学分", en = "English: 3 credits" }'
    cap = f'cap = [{{ id = "english", name = {name}, measure = "credits", of = {of_english}, at_most = "3.00" }}]'
    return (
        policy("craftsman-college/test-seen", cap),
        programme(PLAIN, ["craftsman-college/test-seen"], {"SE-1": "3.00", "SE-2": "2.00", "SE-3": "1.00"}),
        rule("craftsman-college/test-seen-rank", PLAIN, {"rank": of("computer_rank", subject="C语言")}, "SE-1"),
        rule(
            "craftsman-college/test-seen-course",
            PLAIN,
            {"course": of("degree_course", '{ field = "award.course", one_of = ["大学英语", "高等数学"] }')},
            "SE-1",
            "SE-2",
            more="choose = 1",
        ),
    )


def numbered(desk: Desk, kind: str, **details: object) -> str:
    """An award of 李师傅; the number of its paper."""
    award = desk.award("li", kind, date(2025, 3, 29), **details)
    return str(award.deposit.details[next(name for name in award.deposit.details if name.endswith("number"))])


def course(desk: Desk, name: str) -> str:
    figures = {"level": "associate", "education_category": "adult", "credits": "3.00", "score": 80}
    return numbered(desk, "degree_course", course=name, **figures)


def test_an_application_keeps_no_number_of_a_paper_and_plans_the_same(desk: Desk) -> None:
    numbers = [numbered(desk, "computer_rank", subject="C语言", level="2"), course(desk, "大学英语")]
    enrolment = desk.enrol("li", PLAIN, date(2025, 9, 1))
    case = case_of(enrolment, APRIL)
    less, whole = candidates.build(case), candidates.build(replace(case, kinds={}))
    assert solve(less).lines == solve(whole).lines
    assert less.candidates == whole.candidates
    assert all(number in str(whole) and number not in str(less) for number in numbers)
    lines = desk.apply(enrolment, APRIL)
    assert targets(lines) == {"SE-1": 300, "SE-2": 200}
    problem = lines[0].conversion.problem
    facts = {row.award.kind: row.facts for line in lines for row in line.inputs.all()}
    assert not any(number in problem or number in str(facts) for number in numbers)
    assert (facts["degree_course"]["course"], facts["computer_rank"]["subject"]) == ("大学英语", "C语言")


def test_a_cap_that_reads_the_name_of_a_course_finds_it_on_the_lines(desk: Desk) -> None:
    course(desk, "大学英语")
    enrolment = desk.enrol("li", PLAIN, date(2025, 9, 1))
    assert targets(desk.convert(enrolment, APRIL)) == {"SE-1": 300}
    course(desk, "大学英语")
    assert targets(desk.quote(enrolment, date(2026, 5, 25)).plan.lines) == {}
    course(desk, "高等数学")
    assert targets(desk.quote(enrolment, date(2026, 5, 25)).plan.lines) == {"SE-2": 200}


def test_numbers_of_papers_are_told_by_their_names(real_book: Rulebook) -> None:
    """What a kind's identity holds besides numbers is what was learned: a course by its name or code."""
    texts = {name for kind in real_book.kinds.values() for name in kind.identity if kind.details[name].type == "text"}
    assert {name for name in texts if not name.endswith("number")} == {"course", "course_code"}


def test_a_quote_for_a_programme_is_for_those_who_may_see_the_record(desk: Desk) -> None:
    li = desk.learner("li")
    desk.award("li", "computer_rank", date(2025, 3, 29), subject="C语言", level="2")
    ask = {"learner_id": li, "programme": PLAIN, "year": 2025}
    for who in ("zhao", "wang", "zhou", "zhang"):
        with pytest.raises(Forbidden):
            quote_programme(desk.call(who, APRIL), **ask)
    with pytest.raises(PersonUnknown):
        quote_programme(desk.call("sun", APRIL), **{**ask, "learner_id": 99_999})
    assert not Reveal.objects.exists()
    quote_programme(desk.call("li", APRIL), **ask)
    assert not Reveal.objects.exists()
    desk.enrol("li", "craftsman-college/460103", date(2025, 9, 1))
    for who in ("zhao", "sun"):
        assert targets(quote_programme(desk.call(who, APRIL), **ask).plan.lines) == {"SE-1": 300}
    seen = Reveal.objects.order_by("pk").values_list("learner_id", "viewer", "purpose")
    assert list(seen) == [(li, desk.city.users[who].pk, "quote") for who in ("zhao", "sun")]


def test_a_quote_by_staff_is_written_down_and_ones_own_is_not(desk: Desk) -> None:
    enrolment = desk.enrol("li", PLAIN, date(2025, 9, 1))
    quote(desk.call("li", APRIL), enrolment_id=enrolment.pk)
    assert not Reveal.objects.exists()
    quote(desk.call("zhao", APRIL), enrolment_id=enrolment.pk)
    (seen,) = Reveal.objects.all()
    assert (seen.learner_id, seen.viewer, seen.purpose, seen.fields) == (
        desk.learner("li"),
        desk.city.users["zhao"].pk,
        "quote",
        ["quote"],
    )
