from datetime import date
from typing import Any

import msgspec
import pytest

from creditbank.kernel.decision import Grant, Reason, Refer, Refuse
from creditbank.rules.conditions import Missing, Passed
from creditbank.rules.decide import certify, kinds_of, line_facts, rule_applies, rule_facts, rule_worth, slot_fits
from creditbank.rules.definitions import Rule, Slot, Test, WorthOf
from creditbank.rules.facts import award_facts, programme_facts
from creditbank.rules.tests.trees import sample

BOOK = sample()
SKILL = BOOK.kinds["occupational_skill_certificate"]
PRIZE = BOOK.kinds["skill_contest_prize"]
DAY = date(2024, 5, 1)
ADULT = date(1980, 1, 1)
CONTEXT: dict[str, Any] = {
    **programme_facts(BOOK.programmes[("river-college/460301", 2025)]),
    "line.applied_on": "2025-06-01",
}


def certified(level: str = "3", birth_date: date | None = ADULT, **changed: Any) -> Any:
    kind = msgspec.structs.replace(SKILL, **changed)
    standard = BOOK.bank_standard(SKILL.id, DAY)
    return certify(kind, award_facts(kind, {"level": level}), standard, BOOK.scales, birth_date, DAY)


def test_certify_gives_the_bank_s_credits() -> None:
    assert certified() == Grant(400)


def test_a_standard_that_refuses_leaves_a_good_award_without_credits() -> None:
    decision = certified(level="1")
    assert isinstance(decision, Grant)
    assert decision.value == 0
    assert [reason.code for reason in decision.reasons] == ["WORTH_NO_ROW"]


def test_a_kind_without_a_standard_gives_none() -> None:
    assert certify(PRIZE, {"edition": 2024}, None, BOOK.scales, None, DAY) == Grant(0)


def test_a_standard_that_misses_a_fact_refers() -> None:
    standard = BOOK.bank_standard(SKILL.id, DAY)
    decision = certify(SKILL, {}, standard, BOOK.scales, ADULT, DAY)
    assert decision == Refer((Reason("FACT_MISSING", "award.level", "row", "bank/skill"),))


AGES: dict[str, tuple[date | None, str]] = {
    "sixteen on the day": (date(2008, 5, 1), ""),
    "sixteen the day after": (date(2008, 5, 2), "UNDER_AGE"),
    "no birth date": (None, "FACT_MISSING"),
}


@pytest.mark.parametrize("sentence", AGES)
def test_minimum_age(sentence: str) -> None:
    birth_date, code = AGES[sentence]
    decision = certified(birth_date=birth_date)
    expected: Any = Refer((Reason(code, "birth_date", "minimum_age", 16),)) if code else Grant(400)
    assert decision == expected


def test_no_minimum_age_asks_for_no_birth_date() -> None:
    assert certified(birth_date=None, minimum_age=None) == Grant(400)


def test_a_failed_test_of_the_kind_refuses_even_the_young() -> None:
    decision = certify(PRIZE, {"edition": 1999}, None, BOOK.scales, None, DAY)
    assert decision == Refuse((Reason("CONDITION", "award.edition", "at_least", 2000, 1999),))
    young = msgspec.structs.replace(PRIZE, minimum_age=16)
    assert isinstance(certify(young, {"edition": 1999}, None, BOOK.scales, None, DAY), Refuse)


def test_all_that_is_to_be_decided_by_a_person_is_told() -> None:
    young = msgspec.structs.replace(PRIZE, minimum_age=16)
    decision = certify(young, {}, None, BOOK.scales, None, DAY)
    assert isinstance(decision, Refer)
    assert [reason.field for reason in decision.reasons] == ["birth_date", "award.edition"]
    assert isinstance(certify(PRIZE, {}, None, BOOK.scales, None, DAY), Refer)


def rule(name: str) -> Rule:
    return BOOK.rules[name][0]


CONTEST = rule("river-college/welding-contest")
GOOD_SKILL: dict[str, Any] = award_facts(SKILL, {"level": "2"}, earned_on="2024-05-01", credits="3.00", hours=40)
GOOD_PRIZE: dict[str, Any] = award_facts(
    PRIZE, {"tier": "provincial", "prize": "first", "organiser": "authority"}, earned_on="2024-05-01", credits="1.00"
)


def applied(held: Rule = CONTEST, **inputs: Any) -> Any:
    given = {"skill": [GOOD_SKILL], "prize": [GOOD_PRIZE], **inputs}
    return rule_applies(held, given, CONTEXT, BOOK.standards, BOOK.scales)


def test_a_rule_applies_and_says_the_worth() -> None:
    assert applied() == Grant(350)


def test_a_rule_without_worth_grants_nothing_in_particular() -> None:
    assert applied(msgspec.structs.replace(CONTEST, worth_of=())) == Grant(None)


def test_an_empty_slot_is_a_missing_partner() -> None:
    assert applied(prize=[]) == Refuse((Reason("MISSING_PARTNER", "prize"),))


def test_a_slot_that_does_not_fit_refuses_with_its_reason() -> None:
    assert applied(skill=[{**GOOD_SKILL, "level": "4"}]) == Refuse(
        (Reason("LEVEL", "award.level", "not_below", "3", "4"),)
    )


def test_a_missing_fact_refers_and_a_certain_refusal_outweighs_it() -> None:
    unknown = {name: value for name, value in GOOD_SKILL.items() if name != "level"}
    decision = applied(skill=[unknown])
    assert decision == Refer((Reason("FACT_MISSING", "award.level", "not_below", "3"),))
    assert isinstance(applied(skill=[unknown], prize=[{**GOOD_PRIZE, "tier": "school", "prize": "second"}]), Refuse)
    both = applied(skill=[unknown], prize=[{key: GOOD_PRIZE[key] for key in ("kind", "tier", "earned_on")}])
    assert [reason.field for reason in both.reasons] == ["award.level", "award.organiser"]


def test_tests_on_the_line_read_inputs_lead_rule_and_programme() -> None:
    tests = (
        Test(field="inputs.credits", at_least="4.00"),
        Test(field="inputs.count", is_=2),
        Test(field="lead.kind", is_=SKILL.id),
        Test(field="rule.overlap", at_least=85),
        Test(field="rule.category", is_="vocational_certificate"),
        Test(field="rule.id", is_=CONTEST.id),
        Test(field="programme.field", is_="mechatronics"),
        Test(field="line.applied_on", at_least="2025-06-01"),
    )
    assert applied(msgspec.structs.replace(CONTEST, when=tests)) == Grant(350)
    more = (*tests, Test(field="inputs.credits", at_least="4.01"))
    refused = applied(msgspec.structs.replace(CONTEST, when=more))
    assert refused == Refuse((Reason("CREDITS", "inputs.credits", "at_least", "4.01", "4.00"),))


def test_slot_tests_may_read_the_rule() -> None:
    slots = (msgspec.structs.replace(CONTEST.slot[0], when=(Test(field="rule.overlap", at_least=90),)), CONTEST.slot[1])
    assert applied(msgspec.structs.replace(CONTEST, slot=slots)) == Refuse(
        (Reason("OVERLAP", "rule.overlap", "at_least", 90, 85),)
    )


def test_gathered_awards_are_all_tested_and_counted() -> None:
    block = rule("river-college/training-block")

    def told(*hours: int) -> Any:
        awards: list[dict[str, Any]] = [{"kind": "training", "hours": one} for one in hours]
        return rule_applies(block, {"fragments": awards}, CONTEXT, BOOK.standards, BOOK.scales)

    assert told(16, 8, 8) == Grant(None)
    assert [reason.code for reason in told(16, 8).reasons] == ["HOURS"]
    assert [reason.field for reason in told(25, 7).reasons] == ["award.hours"]


BANK = rule("river-college/bank-worth")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("4.00", Grant(400)),
        ("0", Refuse((Reason("WORTH_ZERO", "award.bank_credits", "above", "0", "0"),))),
        (None, Refer((Reason("FACT_MISSING", "award.bank_credits", "worth_of", "bank"),))),
    ],
)
def test_worth_by_the_bank(given: str | None, expected: Any) -> None:
    award = {**GOOD_SKILL, **({"bank_credits": given} if given else {})}
    assert rule_worth(BANK, {"skill": [award]}, CONTEXT, BOOK.standards, BOOK.scales) == expected


def test_the_sum_of_several_worths() -> None:
    both = msgspec.structs.replace(
        CONTEST,
        worth_of=(WorthOf(slot="skill", standard="bank"), WorthOf(slot="prize", standard="river-college/contest")),
    )

    def told(bank_credits: str) -> Any:
        skill = {**GOOD_SKILL, "bank_credits": bank_credits}
        return rule_worth(both, {"skill": [skill], "prize": [GOOD_PRIZE]}, CONTEXT, BOOK.standards, BOOK.scales)

    assert told("4.00") == Grant(750)
    partly = told("0")
    assert partly.value == 350
    assert [reason.code for reason in partly.reasons] == ["WORTH_ZERO"]


def test_a_standard_that_is_not_in_force_refuses() -> None:
    early = {**GOOD_PRIZE, "earned_on": "2015-08-31"}
    assert [reason.code for reason in applied(prize=[early]).reasons] == ["STANDARD_NOT_IN_FORCE"]


def test_rule_facts_leave_out_what_the_rule_does_not_say() -> None:
    assert rule_facts(rule("river-college/training-block")) == {"rule.id": "river-college/training-block"}
    assert rule_facts(msgspec.structs.replace(CONTEST, overlap=0))["rule.overlap"] == 0


def test_line_facts_of_nothing_have_no_lead() -> None:
    assert line_facts(CONTEST, [], {}, BOOK.scales) == {**rule_facts(CONTEST), "inputs.count": 0}


KIND = "award.kind"
KINDS: dict[str, tuple[tuple[Test, ...], set[str] | None]] = {
    "one kind": ((Test(field=KIND, is_="a"),), {"a"}),
    "several kinds": ((Test(field=KIND, one_of=("a", "b")),), {"a", "b"}),
    "two tests together": ((Test(field=KIND, one_of=("a", "b")), Test(field=KIND, is_="b")), {"b"}),
    "inside all": ((Test(all=(Test(field=KIND, is_="a"),)),), {"a"}),
    "inside any it binds nothing": ((Test(any=(Test(field=KIND, is_="a"),)),), None),
    "another field": ((Test(field="award.level", is_="a"),), None),
    "no kind can be both": ((Test(field=KIND, is_="a"), Test(field=KIND, is_="b")), set()),
}


@pytest.mark.parametrize("sentence", KINDS)
def test_kinds_of_a_slot(sentence: str) -> None:
    tests, expected = KINDS[sentence]
    assert kinds_of(Slot(id="x", when=tests)) == expected


def test_slot_fits() -> None:
    slot = CONTEST.slot[0]
    assert slot_fits(slot, GOOD_SKILL, {}, BOOK.scales) == Passed()
    assert isinstance(slot_fits(slot, {"kind": SKILL.id}, {}, BOOK.scales), Missing)
