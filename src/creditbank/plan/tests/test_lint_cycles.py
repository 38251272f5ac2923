"""Circles of programmes in which credit grows, and those in which it does not."""

import msgspec
import pytest

from creditbank.plan.tests.lint_books import (
    course_rule,
    degree,
    is_,
    made,
    shown,
    slot,
    told,
)

replace = msgspec.structs.replace


@pytest.mark.parametrize(("back", "circles"), [("5.00", True), ("3.00", False)])
def test_a_circle_of_courses_grows_where_more_comes_back(back: str, circles: bool) -> None:
    plans = [
        degree("a/x", {"A-1": ("drawing", "3.00"), "A-2": ("design", back)}),
        degree("b/y", {"B-1": ("cad", "2.00")}),
    ]
    rules = [course_rule("out", "drawing", "B-1", "b/y"), course_rule("back", "cad", "A-2", "a/x")]
    assert told(*rules, programmes=plans) == ([("CYCLIC", "school/out", "school/back")] if circles else [])
    if circles:
        witness = shown(*rules, programmes=plans)
        assert [(step["given"], step["granted"]) for step in witness.steps] == [("A-1", "B-1"), ("B-1", "A-2")]


def test_a_course_that_comes_back_as_itself_is_no_gain() -> None:
    plans = [degree("a/x", {"A-1": ("drawing", "3.00")}), degree("b/y", {"B-1": ("cad", "4.00")})]
    assert (
        told(course_rule("out", "drawing", "B-1", "b/y"), course_rule("back", "cad", "A-1", "a/x"), programmes=plans)
        == []
    )


@pytest.mark.parametrize(("other", "circles"), [("1.00", True), ("9.00", False)])
def test_a_qualification_on_the_way_counts_what_is_studied_for_it(other: str, circles: bool) -> None:
    plans = [
        degree("a/x", {"A-1": ("drawing", "3.00"), "A-2": ("design", "5.00")}),
        degree("b/y", {"B-1": ("cad", "2.00"), "B-2": ("metal", other)}),
    ]
    diploma = (is_("kind", "diploma"), is_("major", "b/y"))
    back = made("back", "A-2", slots=(replace(slot(), when=diploma),), programmes=("a/x",))
    rules = [course_rule("out", "drawing", "B-1", "b/y"), back]
    assert told(*rules, programmes=plans) == ([("CYCLIC", "school/out", "school/back")] if circles else [])
    if circles:
        assert shown(*rules, programmes=plans).steps[0]["study"] == other


def test_amounts_of_two_units_make_no_circle() -> None:
    plans = [
        degree("a/x", {"A-1": ("drawing", "3.00"), "A-2": ("design", "5.00")}),
        degree("b/y", {"B-1": ("cad", "2.00")}, unit="credit"),
    ]
    assert (
        told(course_rule("out", "drawing", "B-1", "b/y"), course_rule("back", "cad", "A-2", "a/x"), programmes=plans)
        == []
    )
