"""What is concluded from the normal form of tests holds for the tests themselves, on any award of the kind."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.plan.lint_forms import Former
from creditbank.plan.lint_tests import asks_no_more, together
from creditbank.plan.tests.lint_books import SCALES, book, made, slot
from creditbank.rules.conditions import Failed, Missing, Verdict, evaluate
from creditbank.rules.definitions import Test
from creditbank.rules.facts import prefixed

OCCUPATIONS = ("welder", "turner", "fitter")
ABSENT = st.sampled_from(["refer", "refuse", "pass"])
NUMBERS = {"grade_point": st.integers(0, 6), "score": st.integers(-1, 101)}


def leaf(name: str, values: st.SearchStrategy[Any], operators: tuple[str, ...]) -> st.SearchStrategy[Test]:
    listed = st.lists(values, min_size=1, max_size=3).map(tuple)
    wanted = {"is_": values, "one_of": listed, "at_least": values, "below": values, "not_below": values}
    return st.one_of(
        *(
            st.builds(Test, field=st.just(f"award.{name}"), if_absent=ABSENT, **{one: wanted[one]},
                      on=st.just("skill" if one == "not_below" else ""))
            for one in operators
        )
    )  # fmt: skip


SIZES = ("is_", "one_of", "at_least", "below")
LEAVES = st.one_of(
    leaf("occupation", st.sampled_from(OCCUPATIONS), ("is_", "one_of")),
    leaf("level", st.sampled_from("54321"), ("is_", "one_of", "not_below")),
    leaf("grade_point", NUMBERS["grade_point"], SIZES),
    leaf("score", NUMBERS["score"], SIZES),
    leaf("proctored", st.booleans(), ("is_", "one_of")),
    leaf("proctored", st.sampled_from([0, 1]), ("is_",)),
)
INSIDE = st.one_of(st.just("refer"), ABSENT)
TESTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Test, all=st.lists(inner, min_size=1, max_size=3).map(tuple), if_absent=INSIDE),
        st.builds(Test, any=st.lists(inner, min_size=1, max_size=3).map(tuple), if_absent=INSIDE),
        st.builds(Test, not_=inner, if_absent=INSIDE),
    ),
    max_leaves=5,
)
LISTS = st.lists(TESTS, min_size=1, max_size=3)
AWARDS = st.fixed_dictionaries(
    {
        "kind": st.just("certificate"),
        "occupation": st.sampled_from(OCCUPATIONS),
        "level": st.sampled_from("54321"),
        "grade_point": st.integers(1, 5),
    },
    optional={"score": st.integers(0, 100), "proctored": st.booleans()},
)
FORMER = Former(book())
PASSES = 2


def form(tests: list[Test]) -> Any:
    place = FORMER.form(made("one", "A-1", slots=(slot(*tests),))).places[0]
    return place.asked["certificate"]


def rank(verdict: Verdict) -> int:
    return 0 if isinstance(verdict, Failed) else 1 if isinstance(verdict, Missing) else PASSES


def answers(tests: list[Test], awards: list[dict[str, Any]]) -> list[int]:
    return [rank(evaluate(tests, prefixed("award", award), SCALES)) for award in awards]


@settings(max_examples=250)
@given(LISTS, LISTS, st.lists(AWARDS, min_size=8, max_size=8))
def test_conclusions_hold_on_awards(one: list[Test], other: list[Test], awards: list[dict[str, Any]]) -> None:
    left, right = form(one), form(other)
    mine, theirs = answers(one, awards), answers(other, awards)
    if asks_no_more(left, right):
        # What lacks a fact may differ: a test that nothing meets is for a person too where its fact is absent.
        assert all(here == PASSES for here, there in zip(mine, theirs, strict=True) if there == PASSES)
    if together(left, right) is None:
        assert (PASSES, PASSES) not in set(zip(mine, theirs, strict=True))
    if not left:
        assert PASSES not in mine


@settings(max_examples=100)
@given(LISTS, st.randoms(use_true_random=False), st.lists(AWARDS, min_size=8, max_size=8))
def test_part_of_a_list_asks_no_more_than_all_of_it(one: list[Test], chance: Any, awards: list[dict[str, Any]]) -> None:
    shuffled = chance.sample(one, len(one))
    part = shuffled[: chance.randint(0, len(one))]
    assert answers(one, awards) == answers(shuffled, awards)
    if form(one):
        assert asks_no_more(form(part), form(one))
    assert asks_no_more(form(shuffled), form(one))


@settings(max_examples=100)
@given(TESTS, st.lists(AWARDS, min_size=4, max_size=4))
def test_a_test_and_its_opposite_exclude_each_other(test: Test, awards: list[dict[str, Any]]) -> None:
    opposite = Test(not_=test)
    assert {(PASSES, PASSES)}.isdisjoint(zip(answers([test], awards), answers([opposite], awards), strict=True))
    assert asks_no_more(form([Test(not_=opposite)]), form([test]))
