"""The two decisions of the rule engine: may this outcome be certified and for how much, and does a rule apply to awards."""

from collections.abc import Mapping, Sequence
from datetime import date

from creditbank.kernel.decision import Decision, Grant, Reason, Refer, Refuse
from creditbank.kernel.period import add_months
from creditbank.kernel.quantity import parse_amount
from creditbank.rules.conditions import Fact, Facts, Failed, Missing, Scales, Verdict, evaluate, number_of
from creditbank.rules.definitions import Kind, Rule, Slot, Standard, Test, WorthOf
from creditbank.rules.facts import input_facts, lead_of, prefixed
from creditbank.rules.standards import WORTH_SCALE, version_in_force, worth

BANK = "bank"
"""The owner of standards used at certify; as a standard's name in a rule, the award's bank credits."""


def certify(
    kind: Kind,
    facts: Facts,
    standard: Standard | None,
    scales: Scales,
    birth_date: date | None,
    earned_on: date,
) -> Decision[int]:
    """Whether an outcome with these facts (``facts.award_facts``, no prefix) is good, and its bank credits at scale 2.

    No standard, or one that refuses, gives zero credits with the reasons kept: the award stays good.
    """
    young = _age_reasons(kind, birth_date, earned_on)
    known = prefixed("award", facts)
    verdict = evaluate(kind.certify, known, scales)
    if isinstance(verdict, Failed):
        return Refuse(verdict.reasons)
    if young or isinstance(verdict, Missing):
        return Refer(young + (verdict.reasons if isinstance(verdict, Missing) else ()))
    if standard is None:
        return Grant(0)
    value = worth(standard, known, scales)
    return Grant(0, value.reasons) if isinstance(value, Refuse) else value


def rule_facts(rule: Rule) -> dict[str, Fact]:
    """What tests may read of a rule: ``rule.id``, and ``rule.category``, ``rule.overlap`` where it has them."""
    facts: dict[str, Fact] = {"rule.id": rule.id}
    if rule.category:
        facts["rule.category"] = rule.category
    if rule.overlap is not None:
        facts["rule.overlap"] = rule.overlap
    return facts


def kinds_of(slot: Slot) -> frozenset[str] | None:
    """The kinds a slot takes by its own tests; nothing when it does not say."""
    found: frozenset[str] | None = None
    for test in _conjuncts(slot.when):
        if test.field == "award.kind" and (test.is_ is not None or test.one_of is not None):
            named = frozenset(map(str, test.one_of if test.one_of is not None else (test.is_,)))
            found = named if found is None else found & named
    return found


def slot_fits(slot: Slot, award: Facts, context: Facts, scales: Scales) -> Verdict:
    """Whether one award (facts without prefix) may fill the slot. ``context``: ``line.*``, ``programme.*``, ``rule.*``, …"""
    return evaluate(slot.when, {**context, **prefixed("award", award)}, scales)


def line_facts(rule: Rule, awards: Sequence[Facts], context: Facts, scales: Scales) -> dict[str, Fact]:
    """Facts of a whole line: ``context`` with ``rule.*``, ``inputs.*`` and ``lead.*`` of its awards in slot order."""
    lead = prefixed("lead", awards[lead_of(awards)]) if awards else {}
    return {**context, **rule_facts(rule), **input_facts(awards, scales), **lead}


def rule_applies(
    rule: Rule,
    inputs: Mapping[str, Sequence[Facts]],
    context: Facts,
    standards: Mapping[str, Sequence[Standard]],
    scales: Scales,
) -> Decision[int | None]:
    """Whether a rule applies to the awards in its slots (facts without prefix), and their worth if it counts one.

    ``context`` has ``line.applied_on``, ``programme.*``, ``enrolment.*``. An empty slot is refused ``MISSING_PARTNER``.
    Targets and limits are not looked at.
    """
    empty = [slot.id for slot in rule.slot if not inputs.get(slot.id)]
    if empty:
        return Refuse(tuple(Reason("MISSING_PARTNER", slot_id) for slot_id in empty))
    known = {**context, **rule_facts(rule)}
    verdicts = [slot_fits(slot, award, known, scales) for slot in rule.slot for award in inputs[slot.id]]
    awards = [award for slot in rule.slot for award in inputs[slot.id]]
    verdicts.append(evaluate(rule.when, line_facts(rule, awards, context, scales), scales))
    failed = tuple(reason for one in verdicts if isinstance(one, Failed) for reason in one.reasons)
    if failed:
        return Refuse(failed)
    missing = tuple(reason for one in verdicts if isinstance(one, Missing) for reason in one.reasons)
    value = rule_worth(rule, inputs, context, standards, scales)
    if isinstance(value, Refuse) or not missing:
        return value
    return Refer(missing + (value.reasons if isinstance(value, Refer) else ()))


def rule_worth(
    rule: Rule,
    inputs: Mapping[str, Sequence[Facts]],
    context: Facts,
    standards: Mapping[str, Sequence[Standard]],
    scales: Scales,
) -> Decision[int | None]:
    """The sum of the standards named in ``worth_of``, each on the award in its slot; nothing when the rule names none.

    A part that is refused counts nothing if another part is worth something; a missing fact in any part refers.
    """
    if not rule.worth_of:
        return Grant(None)
    total, refused, missing = 0, list[Reason](), list[Reason]()
    for part in rule.worth_of:
        for award in inputs[part.slot]:
            value = _part_worth(part, award, context, standards, scales)
            if isinstance(value, Grant):
                total += value.value
            else:
                (missing if isinstance(value, Refer) else refused).extend(value.reasons)
    if missing:
        return Refer(tuple(missing))
    if total <= 0:
        return Refuse(tuple(refused) or (Reason("WORTH_ZERO", "rule.id", found=rule.id),))
    return Grant(total, tuple(refused))


def _part_worth(
    part: WorthOf, award: Facts, context: Facts, standards: Mapping[str, Sequence[Standard]], scales: Scales
) -> Decision[int]:
    if part.standard == BANK:
        given = award.get("bank_credits")
        if number_of(given) is None:
            return Refer((Reason("FACT_MISSING", "award.bank_credits", "worth_of", BANK),))
        amount = parse_amount(str(given), WORTH_SCALE)
        return (
            Grant(amount) if amount > 0 else Refuse((Reason("WORTH_ZERO", "award.bank_credits", "above", "0", given),))
        )
    known = {**context, **prefixed("award", award)}
    version = version_in_force(standards.get(part.standard, ()), known, str(context.get("line.applied_on", "")))
    return worth(version, known, scales) if isinstance(version, Standard) else version


def _age_reasons(kind: Kind, birth_date: date | None, earned_on: date) -> tuple[Reason, ...]:
    if kind.minimum_age is None:
        return ()
    if birth_date is None:
        return (Reason("FACT_MISSING", "birth_date", "minimum_age", kind.minimum_age),)
    if add_months(birth_date, 12 * kind.minimum_age) > earned_on:
        return (Reason("UNDER_AGE", "birth_date", "minimum_age", kind.minimum_age),)
    return ()


def _conjuncts(tests: Sequence[Test]) -> list[Test]:
    found: list[Test] = []
    for test in tests:
        found.extend(_conjuncts(test.all) if test.all is not None else [test])
    return found
