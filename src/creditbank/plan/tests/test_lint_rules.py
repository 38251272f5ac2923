"""Each conflict of rules is found where it is, not found where it nearly is, and shown by an example."""

import dataclasses
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.plan.lint_findings import blocking
from creditbank.plan.lint_rules import lint_rules
from creditbank.plan.tests.lint_books import (
    BLOCK,
    GRADES,
    KINDS,
    PLAN,
    TURNER,
    WELDER,
    as_text,
    book,
    explained,
    found,
    is_,
    kind,
    level,
    made,
    shown,
    slot,
    told,
)
from creditbank.rules.definitions import Rule, Test, WorthOf
from creditbank.rules.schema import read_rulebook

replace = msgspec.structs.replace
RULEBOOK = Path(__file__).parents[4] / "rulebook"
LISTED = Test(field="award.grade_point", one_of=(5, 3, 4))


# DUPLICATE


def test_two_rules_that_differ_in_ids_texts_and_order_only() -> None:
    one = made("one", "A-1", "A-2", asks=(level("3"), WELDER), grant="all")
    two = made("two", "A-2", "A-1", slots=(slot(WELDER, level("3", code="TOO_LOW"), name="x"),), grant="all", text="x")
    assert told(one, two) == [("DUPLICATE", "school/two", "school/one")]
    witness = shown(one, two)
    assert witness.awards[0]["occupation"] == "welder"
    assert [set(dict(grant.targets)) for grant in witness.grants] == [{"A-1", "A-2"}, {"A-1", "A-2"}]
    assert [grant.how for grant in witness.grants] == ["all", "all"]


def test_the_same_rule_at_another_time_or_for_another_outcome_is_none() -> None:
    one = made("one", "A-1", asks=(WELDER,), until=date(2026, 1, 1))
    assert told(one, made("two", "A-1", asks=(WELDER,), from_=date(2026, 1, 1))) == []
    assert told(made("one", "A-1", asks=(WELDER,)), made("two", "A-1", asks=(TURNER,))) == []


def test_many_copies_are_told_against_the_first() -> None:
    copies = [made(f"rule-{number}", "A-1") for number in range(200)]
    assert told(*copies) == sorted(("DUPLICATE", f"school/rule-{number}", "school/rule-0") for number in range(1, 200))


# EQUIVALENT


@pytest.mark.parametrize(
    ("asks", "also"),
    [
        ((GRADES,), (LISTED,)),
        ((level("3"),), (Test(field="award.level", one_of=("1", "2", "3")),)),
        ((level("3"),), (Test(not_=Test(field="award.level", one_of=("5", "4"))),)),
        ((WELDER, GRADES), (Test(all=(GRADES, Test(not_=Test(not_=WELDER)))),)),
        ((Test(any=(is_("level", "1"), is_("level", "2"))),), (level("2"),)),
        (
            (Test(not_=Test(all=(WELDER, level("3")))),),
            (Test(any=(Test(not_=level("3")), Test(not_=WELDER))),),
        ),
        ((Test(field="award.score", at_least=60),), (Test(not_=Test(field="award.score", below=60)),)),
        ((GRADES, Test(field="award.grade_point", below=9)), (GRADES,)),
    ],
)
def test_two_forms_of_one_demand_are_equivalent(asks: tuple[Test, ...], also: tuple[Test, ...]) -> None:
    assert told(made("one", "A-1", asks=asks), made("two", "A-1", asks=also)) == [
        ("EQUIVALENT", "school/two", "school/one")
    ]


def test_a_test_on_the_line_of_one_award_is_one_on_the_award() -> None:
    one = made("one", "A-1", when=(Test(field="inputs.level", not_below="3", on="skill"), is_("x", "y")))
    one = replace(one, when=one.when[:1])
    assert told(one, made("two", "A-1", asks=(level("3"),))) == [("EQUIVALENT", "school/two", "school/one")]


def test_another_heading_makes_a_copy_equivalent_and_no_duplicate() -> None:
    one, two = made("one", "A-1", category="online"), made("two", "A-1", category="training")
    assert told(one, two) == [("EQUIVALENT", "school/two", "school/one")]


@pytest.mark.parametrize(
    "also",
    [
        Test(field="award.grade_point", one_of=(3, 4)),
        Test(field="award.grade_point", one_of=("3", "4", "5")),
        Test(field="award.grade_point", at_least=3, if_absent="pass"),
        Test(field="award.score", at_least=3),
    ],
)
def test_what_may_differ_is_not_called_equivalent(also: Test) -> None:
    codes = {one[0] for one in told(made("one", "A-1", asks=(GRADES,)), made("two", "A-1", asks=(also,)))}
    # A required fact is always there: what its absence would mean makes no difference.
    assert ("EQUIVALENT" in codes) == (also.if_absent == "pass")


def test_what_absence_means_makes_a_difference_where_a_fact_may_be_absent() -> None:
    strict, lenient = (Test(field="award.score", at_least=60, if_absent=one) for one in ("refuse", "pass"))
    assert told(made("one", "A-1", asks=(strict,)), made("two", "A-1", asks=(lenient,))) == [
        ("DOMINATED", "school/one", "school/two")
    ]


# DOMINATED


def test_a_rule_that_asks_more_and_gives_less_is_needless() -> None:
    wide = made("wide", "A-1", "A-2", asks=(WELDER,), choose=2)
    narrow = made("narrow", "A-1", asks=(WELDER, level("3")))
    assert told(wide, narrow) == [("DOMINATED", "school/narrow", "school/wide")]
    witness = shown(wide, narrow)
    assert witness.awards[0]["level"] == "3", "the lowest that both take"
    assert [len(grant.targets) for grant in witness.grants] == [1, 2]


def test_a_rule_that_wants_a_second_award_for_nothing_more_is_needless() -> None:
    wide = made("wide", "A-1")
    narrow = made("narrow", "A-1", slots=(slot(WELDER), slot(TURNER, name="t")))
    assert told(wide, narrow) == [("DOMINATED", "school/narrow", "school/wide")]


@pytest.mark.parametrize(
    "wide",
    [
        made("wide", "A-2", "A-3", asks=(WELDER,), choose=2),
        made("wide", "A-1", asks=(WELDER,), category="online"),
        made("wide", "A-1", asks=(WELDER,), until=date(2024, 1, 1)),
        made("wide", "A-1", asks=(WELDER,), overlap=80),
        made("wide", "A-1", asks=(WELDER,), only_award="a-1"),
        made("wide", "A-1", asks=(TURNER,)),
        made("wide", "A-1", "A-2", asks=(WELDER,), budget="worth", worth_of=(WorthOf(slot="s", standard="bank"),)),
        made("wide", "A-1", asks=(WELDER,), programmes=("school/b",)),
    ],
    ids=["targets", "category", "period", "overlap", "one award", "tests", "budget", "programmes"],
)
def test_a_rule_that_has_a_use_of_its_own_is_not_needless(wide: Rule) -> None:
    narrow = made("narrow", "A-1", asks=(WELDER, level("3")), overlap=90)
    assert "DOMINATED" not in {one[0] for one in told(wide, narrow)}


# BLANKET_AGAINST_SPECIFIC


def test_a_rule_for_a_school_against_one_for_a_programme() -> None:
    blanket = made("blanket", "A-1", "A-2", programmes=("school/*",), choose=1)
    special = made("special", "A-1", "A-2", asks=(WELDER,), grant="all")
    assert told(blanket, special) == [("BLANKET_AGAINST_SPECIFIC", "school/special", "school/blanket")]
    assert [grant.how for grant in shown(blanket, special).grants] == ["all", "choose"]


def test_a_rule_for_a_whole_kind_against_one_for_some_of_it() -> None:
    blanket = made("blanket", "A-1")
    special = made("special", "A-1", "A-2", asks=(level("2"),), grant="all")
    assert told(blanket, special) == [("BLANKET_AGAINST_SPECIFIC", "school/special", "school/blanket")]


def test_a_rule_for_a_school_beside_one_for_other_courses_is_none() -> None:
    blanket = made("blanket", "A-1", programmes=("school/*",))
    assert told(blanket, made("special", "A-2", "A-3", asks=(WELDER,), grant="all")) == []


# SEVERAL_APPLY


def test_two_amounts_for_the_same_award_and_module_block() -> None:
    one = made("one", BLOCK, asks=(WELDER,))
    two = made("two", replace(BLOCK, amount="3.00"), asks=(GRADES,))
    assert told(one, two) == [("SEVERAL_APPLY", "school/two", "school/one")]
    assert [dict(grant.targets) for grant in shown(one, two).grants] == [{"free": "3"}, {"free": "2"}]


def test_a_worth_that_differs_from_the_amount_beside_it_blocks() -> None:
    weighed = {"worth_of": (WorthOf(slot="s", standard="school/worth"),)}
    one = made("one", replace(BLOCK, amount="worth"), asks=(WELDER,), **weighed)
    assert told(one, made("two", replace(BLOCK, amount="2.50"), asks=(GRADES,))) == [
        ("SEVERAL_APPLY", "school/two", "school/one")
    ]
    assert told(one, made("two", BLOCK, asks=(GRADES,))) == [("SEVERAL_APPLY (notice)", "school/two", "school/one")]


def test_another_choice_for_the_same_award_and_course_is_told_and_forbids_nothing() -> None:
    one = made("one", "A-1", "A-2", asks=(WELDER,), choose=1)
    two = made("two", "A-1", "A-3", asks=(GRADES,), choose=1)
    assert told(one, two) == [("SEVERAL_APPLY (notice)", "school/two", "school/one")]
    (finding,) = lint_rules(book(one, two), notices=True)
    assert finding.witness is not None
    assert not finding.blocks


def test_rules_whose_tests_exclude_each_other_never_both_apply() -> None:
    one = made("one", "A-1", "A-2", asks=(Test(field="award.grade_point", below=3),), choose=1)
    assert told(one, made("two", "A-1", "A-3", asks=(GRADES,), choose=1)) == []
    same = made("two", BLOCK, asks=(GRADES,))
    assert told(made("one", BLOCK, asks=(WELDER,)), same) == []


# Explanations


@pytest.mark.parametrize("place", [0, 1])
def test_either_of_two_rules_may_explain_their_conflict(place: int) -> None:
    rules = [made("one", "A-1"), made("two", "A-1")]
    other = ("school/two", "school/one")[place]
    rules[place] = explained(rules[place], "DUPLICATE", other)
    (finding,) = found(*rules)
    assert (finding.explained, finding.blocks, blocking([finding])) == ("两份文件", False, [])


@pytest.mark.parametrize(
    ("finding", "other", "why"),
    [("EQUIVALENT", "school/one", "x"), ("DUPLICATE", "school/three", "x"), ("DUPLICATE", "school/one", " ")],
)
def test_an_explanation_of_something_else_explains_nothing_and_is_told(finding: str, other: str, why: str) -> None:
    two = explained(made("two", "A-1"), finding, other, why)
    assert {one[0] for one in told(made("one", "A-1"), two)} == {"DUPLICATE", "STALE_EXPLANATION"}


def test_an_explanation_of_what_is_mended_is_stale() -> None:
    assert told(explained(made("one", "A-1"), "NEVER_APPLIES")) == [("STALE_EXPLANATION", "school/one")]
    asks = (level("3"), Test(not_=level("4")))
    assert found(explained(made("one", "A-1", asks=asks), "NEVER_APPLIES"))[0].explained


# The whole


def test_the_rulebook_itself_is_clean() -> None:
    findings = lint_rules(read_rulebook(RULEBOOK))
    assert [(one.code, one.rules) for one in findings if one.blocks] == []


def test_what_is_found_in_the_rulebook_with_a_copy_in_it() -> None:
    real = read_rulebook(RULEBOOK)
    versions = real.rules["craftsman-college/cnc-lathe-operator"]
    rules = {**real.rules, "x/copy": tuple(replace(one, id="x/copy") for one in versions)}
    findings = blocking(lint_rules(dataclasses.replace(real, rules=rules)))
    assert {(str(one.code), *sorted(version.rule for version in one.rules)) for one in findings} == {
        ("DUPLICATE", "craftsman-college/cnc-lathe-operator", "x/copy")
    }


TESTS = st.sampled_from([WELDER, TURNER, GRADES, LISTED, level("3"), level("4"), Test(not_=level("3"))])
MADE = st.builds(
    lambda number, targets, asks, choose, school: made(
        f"rule-{number}", *targets, asks=tuple(asks), programmes=("school/*" if school else "school/a",),
        choose=1 if choose or len(targets) > 1 else None,
    ),
    st.integers(0, 99), st.lists(st.sampled_from(["A-1", "A-2", BLOCK]), min_size=1, max_size=2, unique_by=str),
    st.lists(TESTS, max_size=2), st.booleans(), st.booleans(),
)  # fmt: skip


@given(
    st.lists(MADE, max_size=7, unique_by=lambda one: one.id).flatmap(
        lambda rules: st.tuples(st.just(rules), st.permutations(rules))
    )
)
def test_the_order_of_files_and_rules_changes_nothing(both: tuple[list[Rule], list[Rule]]) -> None:
    one, two = both
    kinds = [*KINDS, kind("other", {})]
    turned = book(*two, kinds=kinds[::-1], programmes=[*book().programmes.values()][::-1])
    assert as_text(lint_rules(book(*one, kinds=kinds), notices=True)) == as_text(lint_rules(turned, notices=True))
    assert PLAN in book().programmes.values()
