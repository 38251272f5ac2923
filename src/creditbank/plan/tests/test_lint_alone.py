"""Rules that never apply and rules that lead nowhere, and those that nearly do."""

from datetime import date
from typing import Any

import msgspec
import pytest

from creditbank.plan.lint_findings import Conflict
from creditbank.plan.tests.lint_books import (
    CERTIFICATE,
    TURNER,
    WELDER,
    found,
    is_,
    level,
    made,
    slot,
    told,
)
from creditbank.rules.definitions import Rule, Test

replace = msgspec.structs.replace


@pytest.mark.parametrize(
    ("asks", "cause"),
    [
        ((level("3"), Test(not_=level("4"))), "tests"),
        ((Test(field="award.grade_point", at_least=4), Test(field="award.grade_point", below=3)), "tests"),
        ((Test(field="award.level", one_of=("6", "7")),), "tests"),
        (
            (Test(field="award.earned_on", at_least="2025-01-01"), Test(field="award.earned_on", below="2024-01-01")),
            "tests",
        ),
        ((WELDER, Test(not_=WELDER)), "tests"),
        ((Test(any=(is_("level", "9"), Test(all=(WELDER, TURNER)))),), "tests"),
        ((Test(field="award.score", at_least=101),), "tests"),
    ],
)
def test_tests_that_contradict_each_other(asks: tuple[Test, ...], cause: str) -> None:
    (finding,) = found(made("one", "A-1", asks=asks))
    assert (finding.code, finding.parameters["cause"]) == (Conflict.NEVER_APPLIES, cause)
    assert finding.witness is not None
    assert finding.witness.reasons, "the real tests refuse the example"


def test_what_is_only_nearly_contradictory_applies() -> None:
    asks = (Test(field="award.grade_point", at_least=4), Test(field="award.grade_point", below=5))
    lenient = [
        Test(field="award.score", at_least=60, if_absent="pass"),
        Test(field="award.score", below=60, if_absent="pass"),
    ]
    assert told(made("one", "A-1", asks=asks)) == []
    assert told(made("one", "A-1", asks=tuple(lenient))) == [], "an award without a score passes both"
    assert told(made("one", "A-1", asks=(level("3"), Test(not_=level("2"))))) == []


@pytest.mark.parametrize(
    "certificate",
    [
        replace(CERTIFICATE, certifiers=()),
        replace(CERTIFICATE, from_=date(2026, 1, 1)),
        replace(CERTIFICATE, certify=(WELDER, TURNER)),
    ],
    ids=["nobody", "too late", "contradiction"],
)
def test_a_kind_that_is_never_certified(certificate: Any) -> None:
    ended = made("one", "A-1", until=date(2026, 1, 1))
    (finding,) = found(ended, kinds=[certificate])
    assert (finding.code, finding.parameters["cause"]) == (Conflict.NEVER_APPLIES, "kind")
    assert told(ended) == []


def test_what_a_kind_asks_may_contradict_what_a_rule_asks() -> None:
    certified = replace(CERTIFICATE, certify=(Test(field="award.grade_point", at_least=2),))
    rule = made("one", "A-1", asks=(is_("grade_point", 1),))
    assert told(rule, kinds=[certified]) == [("NEVER_APPLIES", "school/one")]
    assert told(rule) == []


def test_tests_on_the_line_the_programme_and_the_period() -> None:
    def line(*tests: Test) -> Rule:
        return made("one", "A-1", slots=(slot(WELDER), slot(TURNER, name="t")), when=tests)

    assert told(line(Test(field="inputs.count", below=2))) == [("NEVER_APPLIES", "school/one")]
    assert told(line(Test(field="programme.level", is_="bachelor"))) == [("NEVER_APPLIES", "school/one")]
    assert told(line(Test(field="inputs.count", at_least=2), Test(field="programme.level", is_="associate"))) == []
    assert told(made("one", "A-1", until=date(2019, 1, 1))) == [("NEVER_APPLIES", "school/one")]


# UNREACHABLE


def test_targets_and_programmes_that_are_nowhere() -> None:
    assert told(made("one", "X-1")) == [("UNREACHABLE", "school/one")]
    assert told(made("one", "A-1", programmes=("nowhere/*",))) == [("UNREACHABLE", "school/one")]
    assert told(made("one", "X-1", "A-1", choose=1)) == []
    assert told(made("one", "B-1", programmes=("school/*",))) == []


def test_a_rule_that_ends_before_its_programmes_begin() -> None:
    assert told(made("one", "A-1", until=date(2025, 1, 1))) == [("UNREACHABLE", "school/one")]
    assert told(made("one", "A-1", until=date(2025, 1, 2))) == []
