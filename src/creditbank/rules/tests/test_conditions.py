from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditbank.kernel.decision import Reason
from creditbank.rules.conditions import (
    CODE_OF_FIELD,
    PASSED,
    Fact,
    Failed,
    Missing,
    Passed,
    code_of,
    evaluate,
    number_of,
    operators_of,
    position_on,
    scale_named,
    wanted_of,
)
from creditbank.rules.definitions import Test
from creditbank.rules.errors import InvalidDefinition
from creditbank.rules.tests.trees import sample

SCALES = sample().scales


def read(**written: Any) -> Test:
    return msgspec.convert(written, Test)


def outcome(test: Test, facts: Mapping[str, Any]) -> str:
    return type(evaluate([test], facts, SCALES)).__name__


OPERATOR_CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a text is itself": ({"field": "a", "is": "x"}, {"a": "x"}, "Passed"),
    "a text is not another": ({"field": "a", "is": "x"}, {"a": "y"}, "Failed"),
    "true is not the number one": ({"field": "a", "is": 1}, {"a": True}, "Failed"),
    "the number one is not true": ({"field": "a", "is": True}, {"a": 1}, "Failed"),
    "false is false": ({"field": "a", "is": False}, {"a": False}, "Passed"),
    "a list holds a value": ({"field": "a", "is": "x"}, {"a": ("y", "x")}, "Passed"),
    "a JSON list holds a value": ({"field": "a", "is": "x"}, {"a": ["x"]}, "Passed"),
    "a list lacks a value": ({"field": "a", "is": "x"}, {"a": ("y",)}, "Failed"),
    "one of several": ({"field": "a", "one_of": ["x", "y"]}, {"a": "y"}, "Passed"),
    "none of several": ({"field": "a", "one_of": ["x", "y"]}, {"a": "z"}, "Failed"),
    "any tag is enough": ({"field": "a", "one_of": ["x", "y"]}, {"a": ("z", "y")}, "Passed"),
    "no tag at all": ({"field": "a", "one_of": ["x"]}, {"a": ()}, "Failed"),
    "at least, met exactly": ({"field": "a", "at_least": 5}, {"a": 5}, "Passed"),
    "at least, missed by one": ({"field": "a", "at_least": 5}, {"a": 4}, "Failed"),
    "amounts compare as numbers": ({"field": "a", "at_least": "9.50"}, {"a": "10"}, "Passed"),
    "amounts compare exactly": ({"field": "a", "at_least": "0.30"}, {"a": "0.2999999999999999"}, "Failed"),
    "an integer and an amount": ({"field": "a", "at_least": "3.00"}, {"a": 3}, "Passed"),
    "dates compare as dates": ({"field": "a", "at_least": "2025-06-30"}, {"a": "2025-06-30"}, "Passed"),
    "a day too early": ({"field": "a", "at_least": "2025-06-30"}, {"a": "2025-06-29"}, "Failed"),
    "below, met": ({"field": "a", "below": 4}, {"a": 3}, "Passed"),
    "below, the bound itself": ({"field": "a", "below": 4}, {"a": 4}, "Failed"),
    "below a date": ({"field": "a", "below": "2025-01-01"}, {"a": "2024-12-31"}, "Passed"),
    "a text is no number": ({"field": "a", "at_least": 5}, {"a": "many"}, "Missing"),
    "a boolean is no number": ({"field": "a", "at_least": 1}, {"a": True}, "Missing"),
    "a date is no number": ({"field": "a", "below": 5}, {"a": "2025-01-01"}, "Missing"),
    "a day that does not exist": ({"field": "a", "at_least": "2025-01-01"}, {"a": "2025-02-30"}, "Missing"),
    "a level not below itself": ({"field": "a", "not_below": "3", "on": "occupational_skill"}, {"a": "3"}, "Passed"),
    "level 1 is above level 3": ({"field": "a", "not_below": "3", "on": "occupational_skill"}, {"a": "1"}, "Passed"),
    "level 5 is below level 3": ({"field": "a", "not_below": "3", "on": "occupational_skill"}, {"a": "5"}, "Failed"),
    "a level of no scale": ({"field": "a", "not_below": "3", "on": "occupational_skill"}, {"a": "9"}, "Missing"),
    "two fields": ({"field": "a", "at_least_field": "b"}, {"a": 2, "b": "2.00"}, "Passed"),
    "two fields, the first less": ({"field": "a", "at_least_field": "b"}, {"a": 1, "b": 2}, "Failed"),
    "the other field is absent": ({"field": "a", "at_least_field": "b"}, {"a": 1}, "Missing"),
    "two levels": (
        {"field": "a", "not_below_field": "b", "on": "education"},
        {"a": "bachelor", "b": "associate"},
        "Passed",
    ),
    "two levels, the first lower": (
        {"field": "a", "not_below_field": "b", "on": "education"},
        {"a": "associate", "b": "bachelor"},
        "Failed",
    ),
    "an absent fact refers": ({"field": "a", "is": "x"}, {}, "Missing"),
    "an absent fact may refuse": ({"field": "a", "is": "x", "if_absent": "refuse"}, {}, "Failed"),
    "an absent fact may pass": ({"field": "a", "is": "x", "if_absent": "pass"}, {}, "Passed"),
    "if_absent does not excuse a failure": ({"field": "a", "is": "x", "if_absent": "pass"}, {"a": "y"}, "Failed"),
    "all, one missing": ({"all": [{"field": "a", "is": 1}, {"field": "b", "is": 1}]}, {"a": 1}, "Missing"),
    "all, a failure outweighs what is missing": (
        {"all": [{"field": "a", "is": 1}, {"field": "b", "is": 1}]},
        {"a": 2},
        "Failed",
    ),
    "any, one passing is enough": ({"any": [{"field": "a", "is": 1}, {"field": "b", "is": 1}]}, {"b": 1}, "Passed"),
    "any, one may still pass": ({"any": [{"field": "a", "is": 1}, {"field": "b", "is": 1}]}, {"a": 2}, "Missing"),
    "any, none passes": ({"any": [{"field": "a", "is": 1}, {"field": "b", "is": 1}]}, {"a": 2, "b": 2}, "Failed"),
    "any of nothing": ({"any": []}, {}, "Failed"),
    "all of nothing": ({"all": []}, {}, "Passed"),
    "any may pass when absent": ({"any": [{"field": "a", "is": 1}], "if_absent": "pass"}, {}, "Passed"),
    "not, of a failure": ({"not": {"field": "a", "is": 1}}, {"a": 2}, "Passed"),
    "not, of a pass": ({"not": {"field": "a", "is": 1}}, {"a": 1}, "Failed"),
    "not, of what is missing": ({"not": {"field": "a", "is": 1}}, {}, "Missing"),
}


@pytest.mark.parametrize("sentence", OPERATOR_CASES)
def test_operator(sentence: str) -> None:
    written, facts, expected = OPERATOR_CASES[sentence]
    assert outcome(read(**written), facts) == expected


def test_a_failure_says_field_test_wanted_and_found() -> None:
    test = read(field="award.industry_years", at_least=5)
    assert evaluate([test], {"award.industry_years": 4}, SCALES) == Failed(
        (Reason("CONDITION", "award.industry_years", "at_least", 5, 4),)
    )


def test_a_failure_of_two_fields_says_the_value_of_the_other() -> None:
    test = read(field="award.valid_until", at_least_field="line.applied_on")
    facts: dict[str, Fact] = {"award.valid_until": "2025-06-30", "line.applied_on": "2025-07-01"}
    assert evaluate([test], facts, SCALES) == Failed(
        (Reason("VALIDITY", "award.valid_until", "at_least_field", "2025-07-01", "2025-06-30"),)
    )


def test_lists_are_reported_as_lists() -> None:
    verdict = evaluate([read(field="target.tags", one_of=["thesis"])], {"target.tags": ("theory",)}, SCALES)
    assert verdict == Failed((Reason("EXCLUDED", "target.tags", "one_of", ["thesis"], ["theory"]),))


def test_what_is_missing_is_named() -> None:
    assert evaluate([read(field="a", at_least_field="b")], {}, SCALES) == Missing(
        (Reason("FACT_MISSING", "a", "at_least_field", "b"), Reason("FACT_MISSING", "b", "at_least_field", "b"))
    )
    assert evaluate([read(field="a", below=3)], {"a": "x"}, SCALES) == Missing(
        (Reason("FACT_NOT_COMPARABLE", "a", "below", 3, "x"),)
    )


def test_an_absent_fact_that_refuses_has_the_code_of_its_field() -> None:
    test = read(field="award.level", not_below="3", on="occupational_skill", if_absent="refuse")
    assert evaluate([test], {}, SCALES) == Failed((Reason("LEVEL", "award.level", "not_below", "3"),))


def test_all_reasons_are_kept() -> None:
    verdict = evaluate([read(field="a", **{"is": 1}), read(field="b", **{"is": 1})], {"a": 2, "b": 2}, SCALES)
    assert isinstance(verdict, Failed)
    assert [reason.field for reason in verdict.reasons] == ["a", "b"]


def test_a_negation_names_the_field_inside() -> None:
    test = read(**{"not": {"field": "award.kind", "is": "patent"}})
    assert evaluate([test], {"award.kind": "patent"}, SCALES) == Failed(
        (Reason("KIND", "award.kind", "not", "patent", "patent"),)
    )
    tagged = read(**{"not": {"field": "target.tags", "is": "thesis"}})
    assert evaluate([tagged], {"target.tags": ("thesis",)}, SCALES) == Failed(
        (Reason("EXCLUDED", "target.tags", "not", "thesis", ["thesis"]),)
    )


@pytest.mark.parametrize("field", CODE_OF_FIELD)
def test_code_of_a_field(field: str) -> None:
    assert code_of(Test(field=field)) == CODE_OF_FIELD[field]
    assert code_of(Test(field=field, code="OWN")) == "OWN"


def test_code_of_any_other_field() -> None:
    assert code_of(Test(field="award.anything")) == "CONDITION"


@pytest.mark.parametrize("group", ["all", "any"])
def test_a_group_with_a_code_gives_it_to_all_its_reasons(group: str) -> None:
    test = read(**{group: [{"field": "a", "is": 1}, {"field": "b", "is": 1}]}, code="YEARS")
    verdict = evaluate([test], {"a": 2, "b": 3}, SCALES)
    assert verdict == Failed((Reason("YEARS", "a", "is", 1, 2), Reason("YEARS", "b", "is", 1, 3)))


def test_an_empty_any_still_gives_a_reason() -> None:
    assert evaluate([read(any=[])], {}, SCALES) == Failed((Reason("CONDITION", test="any"),))


BROKEN: dict[str, dict[str, Any]] = {
    "no operator": {"field": "a"},
    "two operators": {"field": "a", "is": 1, "below": 2},
    "a group beside an operator": {"field": "a", "is": 1, "any": []},
    "broken inside not": {"not": {"field": "a"}},
    "an unknown scale": {"field": "a", "not_below": "3", "on": "nowhere"},
}


@pytest.mark.parametrize("sentence", BROKEN)
def test_a_broken_test_is_an_error(sentence: str) -> None:
    with pytest.raises(InvalidDefinition):
        evaluate([read(**BROKEN[sentence])], {"a": 1}, SCALES)


def test_parts_of_a_test() -> None:
    assert operators_of(read(field="a", **{"is": 0})) == ("is",)
    assert wanted_of(read(field="a", one_of=["x"])) == ["x"]
    assert wanted_of(read(any=[])) is None
    assert position_on(scale_named(SCALES, "occupational_skill"), "5") == 0
    assert position_on(scale_named(SCALES, "occupational_skill"), "6") is None


NUMBERS = {"3": "3", "-2.50": "-2.50", "1e3": None, " 1": None, "1.": None, "": None, "٣": None}


@pytest.mark.parametrize("text", NUMBERS)
def test_number_of_a_text(text: str) -> None:
    found = number_of(text)
    assert (None if found is None else str(found)) == NUMBERS[text]


def test_number_of_what_is_no_text() -> None:
    assert number_of(7) == 7
    assert number_of(True) is None
    assert number_of(None) is None


leaves = st.builds(
    lambda name, value, absent: Test(field=name, is_=value, if_absent=absent),
    st.sampled_from("abc"),
    st.integers(0, 1),
    st.just("refer"),
)
tests_drawn = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda many: Test(all=tuple(many)), st.lists(inner, max_size=3)),
        st.builds(lambda many: Test(any=tuple(many)), st.lists(inner, max_size=3)),
        st.builds(lambda one: Test(not_=one), inner),
    ),
    max_leaves=6,
)
facts_drawn = st.dictionaries(st.sampled_from("abc"), st.integers(0, 1))


@given(tests_drawn, facts_drawn)
def test_not_not_is_the_same(test: Test, facts: dict[str, int]) -> None:
    assert outcome(Test(not_=Test(not_=test)), facts) == outcome(test, facts)


@given(tests_drawn, tests_drawn, facts_drawn)
def test_de_morgan(one: Test, other: Test, facts: dict[str, int]) -> None:
    left = Test(not_=Test(all=(one, other)))
    right = Test(any=(Test(not_=one), Test(not_=other)))
    assert outcome(left, facts) == outcome(right, facts)


@given(tests_drawn, facts_drawn, facts_drawn)
def test_more_facts_never_overturn_an_answer(test: Test, facts: dict[str, int], more: dict[str, int]) -> None:
    before = outcome(test, facts)
    after = outcome(test, {**more, **facts})
    assert before in {"Missing", after}


@given(st.lists(tests_drawn, max_size=3), facts_drawn)
def test_a_list_of_tests_means_all(many: list[Test], facts: dict[str, int]) -> None:
    assert type(evaluate(many, facts, SCALES)).__name__ == outcome(Test(all=tuple(many)), facts)


def test_no_tests_pass() -> None:
    assert evaluate([], {}, SCALES) is PASSED
    assert isinstance(PASSED, Passed)
