"""Run the examples of kinds, standards and rules, and see that there are enough of them (docs/rules.md, "Examples")."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from creditbank.kernel.decision import Decision, Grant, Refer
from creditbank.kernel.errors import CreditbankError
from creditbank.kernel.period import add_months
from creditbank.kernel.quantity import format_amount, parse_amount
from creditbank.rules.checks_rules import programmes_named
from creditbank.rules.conditions import Fact
from creditbank.rules.decide import certify, kinds_of, rule_applies
from creditbank.rules.definitions import Kind, KindExample, Rule, RuleExample, Standard, StandardExample
from creditbank.rules.details import check_details
from creditbank.rules.facts import BASE_FACTS, award_facts, programme_facts
from creditbank.rules.findings import Finding, Place
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.standards import WORTH_SCALE, fact_name, worth

ADULT_MONTHS = 30 * 12
"""Age of the person in a kind's example that gives no ``birth_date``."""


def check_kind_examples(kind: Kind, book: Rulebook) -> Iterator[Finding]:
    """Every example of a kind comes out as it says. A kind need not have any."""
    for number, example in enumerate(kind.example):
        place = Place(f"kinds/{kind.id}.toml", f"version[0].example[{number}]")
        yield from _compare(place, example.expect, kind_answer(kind, example, book))


def check_standard_examples(standard: Standard, place: Place, book: Rulebook) -> Iterator[Finding]:
    """Examples come out, there is one of each answer, and every step changes the result of at least one."""
    known = {*BASE_FACTS, *_details(standard.kind, book), *(step.field for step in standard.derive)}
    for number, example in enumerate(standard.example):
        here = place.at(f"example[{number}]")
        yield from _unknown_facts(example.given, known, here.at("given"))
        yield from _compare(here, example.expect, standard_answer(standard, example, book))
    yield from _both_answers([example.expect for example in standard.example], place)
    for key in ("derive", "shift", "adjust"):
        steps: Sequence[Any] = getattr(standard, key)
        for number in range(len(steps)):
            without = msgspec.structs.replace(standard, **{key: (*steps[:number], *steps[number + 1 :])})
            if not _differ(standard, without, book):
                yield place.at(f"{key}[{number}]").error("STEP_NOT_EXERCISED", "[[version.example]] given = { … }")


def check_rule_examples(rule: Rule, place: Place, book: Rulebook) -> Iterator[Finding]:
    """Examples come out and there is one of each answer."""
    for number, example in enumerate(rule.example):
        here = place.at(f"example[{number}]")
        faults = list(_example_form(rule, example, here, book))
        yield from faults
        if not faults:
            yield from _compare(here, example.expect, rule_answer(rule, example, book))
    yield from _both_answers([example.expect for example in rule.example], place)


def kind_answer(kind: Kind, example: KindExample, book: Rulebook) -> str:
    """What certifying the example would give: ``grant:<bank credits>``, ``refuse:<codes>`` or ``refer:<codes>``."""
    given = dict(example.given)
    earned_on = _day(given.pop("earned_on", None)) or _first_day(kind, book)
    birth_date = _day(given.pop("birth_date", None)) or add_months(earned_on, -ADULT_MONTHS)
    figures = {name: given.pop(name) for name in BASE_FACTS if name in given and name not in kind.details}
    details, faults = check_details(
        kind, given, scales=book.scales, occupations=book.occupations, posts=book.posts, today=date(9999, 12, 31)
    )
    if faults:
        return _coded("refuse", [reason.code for reason in faults])
    facts = {**award_facts(kind, details, earned_on=earned_on, certified_on=earned_on), **figures}
    standard = book.bank_standard(kind.id, earned_on)
    return _answer(certify(kind, facts, standard, book.scales, birth_date, earned_on))


def standard_answer(standard: Standard, example: StandardExample, book: Rulebook) -> str:
    """What the standard gives for the example's facts."""
    facts: dict[str, Fact] = {fact_name(name): value for name, value in example.given.items()}
    return _answer(worth(standard, facts, book.scales))


def rule_answer(rule: Rule, example: RuleExample, book: Rulebook) -> str:
    """What the rule gives for the example's awards, applied for on the first day of the version."""
    inputs = {
        slot.id: [_award(slot_kind, facts, rule, book) for facts in _listed(example.given[slot.id])]
        for slot in rule.slot
        for slot_kind in [min(kinds_of(slot) or {""})]
        if slot.id in example.given
    }
    pattern = example.programme or rule.programmes[0]
    context: dict[str, Fact] = {
        **programme_facts(programmes_named(pattern, book)[-1]),
        "line.applied_on": rule.from_.isoformat(),
        "enrolment.enrolled_on": rule.from_.isoformat(),
    }
    return _answer(rule_applies(rule, inputs, context, book.standards, book.scales))


def agrees(expect: str, answer: str) -> bool:
    """Whether an answer is what was expected: any of its codes will do; a bare ``grant`` fits any amount."""
    word, _, wanted = expect.partition(":")
    kind, _, found = answer.partition(":")
    if word not in {"grant", "refuse", "refer"}:
        word, wanted = "grant", expect
    if word != kind:
        return False
    if word == "grant":
        return not wanted or (bool(found) and _same_amount(wanted, found))
    return not wanted or wanted in found.split(",")


def _compare(place: Place, expect: str, answer: str) -> Iterator[Finding]:
    if not agrees(expect, answer):
        yield place.at("expect").error("EXAMPLE_FAILS", f'expect = "{answer}"', expected=expect, found=answer)


def _same_amount(wanted: str, found: str) -> bool:
    try:
        return parse_amount(wanted, WORTH_SCALE) == parse_amount(found, WORTH_SCALE)
    except CreditbankError:
        return False


def _both_answers(expected: Sequence[str], place: Place) -> Iterator[Finding]:
    refused = [one for one in expected if one.partition(":")[0] in {"refuse", "refer"}]
    if len(refused) == len(expected):
        yield place.at("example").error("EXAMPLE_MISSING", '[[version.example]] expect = "grant"', wanted="grant")
    if not refused:
        yield place.at("example").error("EXAMPLE_MISSING", '[[version.example]] expect = "refuse:…"', wanted="refuse")


def _answer(decision: Decision[int] | Decision[int | None]) -> str:
    if isinstance(decision, Grant):
        value = decision.value
        return "grant" if value is None else f"grant:{format_amount(value, WORTH_SCALE)}"
    word = "refer" if isinstance(decision, Refer) else "refuse"
    return _coded(word, [reason.code for reason in decision.reasons])


def _coded(word: str, codes: Sequence[str]) -> str:
    return f"{word}:{','.join(dict.fromkeys(codes))}"


def _differ(standard: Standard, without: Standard, book: Rulebook) -> bool:
    return any(
        standard_answer(standard, example, book) != standard_answer(without, example, book)
        for example in standard.example
    )


def _example_form(rule: Rule, example: RuleExample, place: Place, book: Rulebook) -> Iterator[Finding]:
    slots = {slot.id: slot for slot in rule.slot}
    for name, given in example.given.items():
        here = place.at(f"given.{name}")
        slot = slots.get(name)
        if slot is None:
            yield here.error("UNKNOWN_SLOT", " | ".join(slots), slot=name)
            continue
        for facts in _listed(given):
            kind = str(facts.get("kind", min(kinds_of(slot) or {""})))
            if kind not in book.kinds:
                yield here.error("UNKNOWN_KIND", 'kind = "…"', kind=kind)
            yield from _unknown_facts(facts, {*BASE_FACTS, *_details(kind, book)}, here)
    pattern = example.programme or next(iter(rule.programmes), "")
    if not programmes_named(pattern, book):
        yield place.at("programme").error("UNKNOWN_PROGRAMME", " | ".join(rule.programmes), programme=pattern)


def _unknown_facts(given: Mapping[str, Any], known: set[str], place: Place) -> Iterator[Finding]:
    for name in given:
        if "." not in name and name not in known:
            yield place.at(name).error("UNKNOWN_FIELD", " | ".join(sorted(known)), field=name)


def _award(slot_kind: str, given: Mapping[str, Any], rule: Rule, book: Rulebook) -> dict[str, Fact]:
    kind = book.kinds[str(given.get("kind", slot_kind))]
    dated = {"earned_on": rule.from_.isoformat(), **given}
    return {**award_facts(kind, {}), **dated}


def _listed(given: Any) -> Sequence[Mapping[str, Any]]:
    return (given,) if isinstance(given, dict) else tuple(given)


def _details(kind_id: str, book: Rulebook) -> Sequence[str]:
    kind = book.kinds.get(kind_id)
    return tuple(kind.details) if kind is not None else ()


def _first_day(kind: Kind, book: Rulebook) -> date:
    """A day on which the kind and the latest version of its bank standard are in force."""
    versions = book.standards.get(kind.standard, ())
    return max(kind.from_, versions[-1].from_) if versions else kind.from_


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
