"""Conflicts of rules in plain sentences, in both languages."""

import re
from typing import Any

import msgspec
import pytest

from creditbank.catalogue.errors import RulesConflict
from creditbank.plan.lint_findings import Conflict, RuleFinding
from creditbank.plan.lint_rules import lint_rules
from creditbank.plan.tests.lint_books import BLOCK, GRADES, WELDER, book, course_rule, degree, explained, level, made
from creditbank.rules.definitions import Rule, Test
from creditbank.wording.linter import findings_as_json, rule_finding_sentences
from creditbank.wording.sentences import word_error

HAN = re.compile(r"[一-鿿]")
PLANS = [
    degree("a/x", {"A-1": ("drawing", "3.00"), "A-2": ("design", "5.00")}),
    degree("b/y", {"B-1": ("cad", "2.00")}),
]
SHOWN: dict[Conflict, tuple[list[Rule], dict[str, Any]]] = {
    Conflict.DUPLICATE: ([made("one", "A-1"), made("two", "A-1")], {}),
    Conflict.EQUIVALENT: ([made("one", "A-1", category="online"), made("two", "A-1")], {}),
    Conflict.DOMINATED: ([made("wide", "A-1", "A-2", choose=1), made("narrow", "A-1", asks=(level("3"),))], {}),
    Conflict.BLANKET_AGAINST_SPECIFIC: (
        [made("wide", "A-1"), made("narrow", "A-1", "A-2", asks=(WELDER,), grant="all")],
        {},
    ),
    Conflict.SEVERAL_APPLY: (
        [
            made("one", BLOCK, asks=(WELDER,)),
            made("two", msgspec.structs.replace(BLOCK, amount="3.00"), asks=(GRADES,)),
        ],
        {},
    ),
    Conflict.NEVER_APPLIES: ([made("one", "A-1", asks=(level("3"), Test(not_=level("4"))))], {}),
    Conflict.UNREACHABLE: ([made("one", "X-1")], {}),
    Conflict.CYCLIC: (
        [course_rule("out", "drawing", "B-1", "b/y"), course_rule("back", "cad", "A-2", "a/x")],
        {"programmes": PLANS},
    ),
    Conflict.STALE_EXPLANATION: ([explained(made("one", "A-1"), "CYCLIC", "school/two")], {}),
}


def finding_of(conflict: Conflict) -> tuple[RuleFinding, Any]:
    rules, changed = SHOWN[conflict]
    made_book = book(*rules, **changed)
    (found,) = lint_rules(made_book)
    return found, made_book


@pytest.mark.parametrize("conflict", Conflict)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_conflict_is_told_with_its_rules_and_its_mend(conflict: Conflict, language: str) -> None:
    found, made_book = finding_of(conflict)
    said = rule_finding_sentences(found, made_book, language)
    assert found.code == conflict
    assert all(version.rule in said[0] for version in found.rules)
    assert any(one.startswith(("改法：", "Mend: ")) for one in said)
    assert not any("LINT_" in one or "{" in one.replace("[{", "") for one in said)
    assert bool(HAN.search(said[0])) == (language == "zh")


def test_an_example_names_programme_awards_and_what_each_rule_gives() -> None:
    found, made_book = finding_of(Conflict.SEVERAL_APPLY)
    said = rule_finding_sentences(found, made_book, "en")[1]
    assert "school/a@2025" in said
    assert "school/two gives free (3 credits)." in said
    assert "school/one gives free (2 credits)." in said


def test_a_circle_is_told_step_by_step() -> None:
    found, made_book = finding_of(Conflict.CYCLIC)
    assert rule_finding_sentences(found, made_book, "en")[1:3] == [
        "A-1 (a/x) by school/out gives B-1 in b/y, 2.00 credits.",
        "B-1 (b/y) by school/back gives A-2 in a/x, 5.00 credits.",
    ]


def test_a_rule_that_never_applies_is_shown_with_the_test_that_fails() -> None:
    found, made_book = finding_of(Conflict.NEVER_APPLIES)
    assert "等级不够" in rule_finding_sentences(found, made_book, "zh")[1]


def test_an_explained_conflict_says_why_and_no_mend() -> None:
    made_book = book(made("one", "A-1"), explained(made("two", "A-1"), "DUPLICATE", "school/one"))
    (found,) = lint_rules(made_book)
    assert rule_finding_sentences(found, made_book, "zh")[-1] == "已说明：两份文件"
    (document,) = findings_as_json([found], made_book, "zh")
    assert (document["code"], document["blocks"], document["explained"]) == ("DUPLICATE", False, "两份文件")


@pytest.mark.parametrize(("language", "said"), [("zh", "有 1 处规则冲突没有说明理由"), ("en", "1 conflicts of rules")])
def test_what_stands_against_publishing_is_told_in_one_error(language: str, said: str) -> None:
    told = word_error(RulesConflict([finding_of(Conflict.DUPLICATE)[0]]), language)
    assert told.startswith(said)
    assert "school/two" in told
    assert "school/one" in told
