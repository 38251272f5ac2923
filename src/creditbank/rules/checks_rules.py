"""Checks of single articulation rules: slots, targets, budgets, references. What rules do to each other: ``plan.lint_rules``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from creditbank.kernel.errors import InvalidAmount
from creditbank.kernel.quantity import parse_amount
from creditbank.rules.checks_kinds import check_amount, check_source, nodes_of
from creditbank.rules.checks_tests import Readable, check_tests
from creditbank.rules.decide import BANK, kinds_of
from creditbank.rules.definitions import Kind, Rule, Slot, Target
from creditbank.rules.findings import Finding, Place
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

WORTH, ORIGINAL = "worth", "original"
"""Words that stand for an amount: the worth of the awards, their original credits."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """A rule version with its place and the programmes it names."""

    rule: Rule
    place: Place
    book: Rulebook
    programmes: Sequence[Programme]

    def scale(self) -> int:
        return min(
            (self.book.units[one.unit].scale for one in self.programmes if one.unit in self.book.units), default=0
        )


def check_rule(rule: Rule, place: Place, book: Rulebook) -> Iterator[Finding]:
    """One version of a rule; ``place`` is the version in its file."""
    yield from check_source(rule.source, Place(place.file))
    if not rule.text.strip():
        yield Place(place.file, "text").error("EMPTY", 'text = "…"')
    for number, one in enumerate(rule.explains):
        if not one.why.strip():
            yield place.at(f"explains[{number}].why").error("EMPTY", 'why = "…"')
    if rule.overlap is not None and not 0 <= rule.overlap <= 100:
        yield Place(place.file, "overlap").error("PERCENT", "overlap = 85", found=rule.overlap)
    named = []
    for number, pattern in enumerate(rule.programmes):
        found = programmes_named(pattern, book)
        if not found:
            known = " | ".join(sorted({programme_id for programme_id, _ in book.programmes}))
            here = Place(place.file, f"programmes[{number}]")
            yield here.error("UNKNOWN_PROGRAMME", known, programme=pattern)
        named += found
    subject = _Subject(rule, place, book, named)
    yield from _check_slots(subject)
    whole = ("inputs", "lead", "line", "rule", "programme", "enrolment")
    kinds = [kind for slot in rule.slot for kind in _kinds_taken(slot, book)]
    yield from check_tests(rule.when, place, "when", Readable(book, whole, kinds))
    yield from _check_worth(subject)
    yield from _check_choice(subject)
    if named:
        yield from _check_targets(subject)
        yield from _check_budget(subject)


def programmes_named(pattern: str, book: Rulebook) -> list[Programme]:
    """All catalogue years of the programmes that ``school/code`` or ``school/*`` names."""
    school, _, code = pattern.partition("/")
    if code == "*":
        return [one for one in book.programmes.values() if one.institution == school]
    return [one for (programme_id, _), one in book.programmes.items() if programme_id == pattern]


def _check_slots(subject: _Subject) -> Iterator[Finding]:
    rule, place, book = subject.rule, subject.place, subject.book
    if not rule.slot:
        yield place.at("slot").error("EMPTY", "slot = [{ id = …, when = [ … ] }]")
    ids = [slot.id for slot in rule.slot]
    roots = ("award", "line", "rule", "programme", "enrolment")
    for number, slot in enumerate(rule.slot):
        here = place.at(f"slot[{number}]")
        if ids.count(slot.id) > 1:
            yield here.at("id").error("SLOT_TWICE", 'id = "…"', slot=slot.id)
        if kinds_of(slot) == frozenset():
            yield here.at("when").error("SLOT_UNSATISFIABLE", '{ field = "award.kind", is = "…" }', slot=slot.id)
        yield from check_tests(slot.when, here, "when", Readable(book, roots, _kinds_taken(slot, book)))
        if slot.at_most_awards is not None and (slot.take == "whole" or slot.at_most_awards < 1):
            yield here.at("at_most_awards").error("GATHERING", 'take = "credits"', slot=slot.id)
    gathering = [slot.id for slot in rule.slot if slot.take == "credits"]
    units = {programme.unit for programme in subject.programmes}
    if len(gathering) > 1 or (gathering and units - {"course_credit"}):
        yield place.at("slot").error("GATHERING", 'unit = "course_credit"', slots=gathering, units=sorted(units))


def _kinds_taken(slot: Slot, book: Rulebook) -> list[Kind]:
    named = kinds_of(slot)
    return [kind for kind_id, kind in book.kinds.items() if named is None or kind_id in named]


def _check_worth(subject: _Subject) -> Iterator[Finding]:
    rule, book = subject.rule, subject.book
    slots = {slot.id: slot for slot in rule.slot}
    for number, part in enumerate(rule.worth_of):
        here = subject.place.at(f"worth_of[{number}]")
        slot = slots.get(part.slot)
        if slot is None or slot.take != "whole":
            yield here.at("slot").error("UNKNOWN_SLOT", " | ".join(slots), slot=part.slot)
            continue
        if part.standard == BANK:
            continue
        versions = book.standards.get(part.standard, ())
        if not versions or versions[0].owner == BANK:
            known = sorted(name for name, held in book.standards.items() if held[0].owner != BANK)
            yield here.at("standard").error("UNKNOWN_STANDARD", " | ".join((BANK, *known)), standard=part.standard)
        elif versions[0].kind not in (kinds_of(slot) or {versions[0].kind}):
            mend = f'{{ field = "award.kind", is = "{versions[0].kind}" }}'
            yield here.at("standard").error("STANDARD_OTHER_KIND", mend, standard=part.standard)
        elif versions[-1].date_basis == "applied_on" and not _covers_start(rule, versions[0].from_, versions[-1].until):
            mend = versions[0].from_.isoformat()
            yield here.at("standard").error("STANDARD_NOT_IN_FORCE", mend, standard=part.standard)


def _covers_start(rule: Rule, start: object, until: object) -> bool:
    return str(start) <= rule.from_.isoformat() and (until is None or rule.from_.isoformat() < str(until))


def _check_choice(subject: _Subject) -> Iterator[Finding]:
    rule, place = subject.rule, subject.place
    if not rule.target:
        yield place.at("target").error("EMPTY", "target = [{ course = … }]")
    if rule.grant == "all" and rule.choose is not None:
        yield place.at("choose").error("ALL_OR_CHOOSE", 'grant = "all" | choose = 1')
    if rule.choose is not None and not 1 <= rule.choose <= len(rule.target):
        yield place.at("choose").error("CHOOSE_RANGE", f"choose = {max(len(rule.target), 1)}", found=rule.choose)
    decided = rule.grant or rule.choose is not None or rule.budget
    if len(rule.target) > 1 and not decided:
        yield place.at("target").error("TARGETS_UNDECIDED", 'grant = "all" | choose = 1 | budget = "worth"')


def _check_targets(subject: _Subject) -> Iterator[Finding]:
    rule = subject.rule
    for number, target in enumerate(rule.target):
        here = subject.place.at(f"target[{number}]")
        if bool(target.course) == bool(target.module):
            yield here.error("COURSE_OR_MODULE", 'course = "…" | module = "…"')
        elif target.course:
            yield from _check_course(target, here, subject)
        else:
            yield from _check_block(target, here, subject)
    for number, pattern in enumerate(rule.programmes):
        years = programmes_named(pattern, subject.book)
        if years and not pattern.endswith("/*") and not any(_grantable(rule, one) for one in years):
            here = Place(subject.place.file, f"programmes[{number}]")
            courses = " | ".join(sorted({code for one in years for code in one.course}))
            yield here.error("NO_TARGET_HERE", courses, programme=pattern)


def _grantable(rule: Rule, programme: Programme) -> bool:
    modules = {node.id for _, node in nodes_of(programme.tree)}
    present = [target.course in programme.course or target.module in modules for target in rule.target]
    return all(present) if rule.grant == "all" else any(present)


def _check_course(target: Target, place: Place, subject: _Subject) -> Iterator[Finding]:
    if not any(target.course in programme.course for programme in subject.programmes):
        known = sorted({code for programme in subject.programmes for code in programme.course})
        yield place.at("course").error("UNKNOWN_COURSE", " | ".join(known), course=target.course)
    if target.amount or target.up_to:
        yield place.at("amount").error("COURSE_IS_WHOLE", f'course = "{target.course}"', amount=target.amount)


def _check_block(target: Target, place: Place, subject: _Subject) -> Iterator[Finding]:
    nodes = [node for programme in subject.programmes for _, node in nodes_of(programme.tree)]
    blocks = sorted({node.id for node in nodes if node.accepts_block})
    if target.module not in blocks:
        yield place.at("module").error("UNKNOWN_MODULE", " | ".join(blocks), module=target.module)
    if target.amount == WORTH and not subject.rule.worth_of:
        yield place.at("amount").error("WORTH_UNKNOWN", "worth_of = [{ slot = …, standard = … }]")
    elif target.amount not in {WORTH, ORIGINAL}:
        yield from check_amount(target.amount, subject.scale(), place.at("amount"))


def _check_budget(subject: _Subject) -> Iterator[Finding]:
    rule, place = subject.rule, subject.place.at("budget")
    if rule.budget == WORTH and not rule.worth_of:
        yield place.error("WORTH_UNKNOWN", "worth_of = [{ slot = …, standard = … }]")
    if not rule.budget or rule.budget == WORTH:
        return
    faults = list(check_amount(rule.budget, subject.scale(), place))
    yield from faults
    cheapest = _cheapest(subject)
    if not faults and cheapest is not None and parse_amount(rule.budget, subject.scale()) < cheapest[0]:
        yield place.error("BUDGET_TOO_SMALL", f'budget = "{cheapest[1]}"', found=rule.budget)


def _cheapest(subject: _Subject) -> tuple[int, str] | None:
    """The least a target takes; nothing when one of them is a block whose size the rule leaves open."""
    prices: list[tuple[int, str]] = []
    for target in subject.rule.target:
        if target.module and (target.up_to or target.amount in {WORTH, ORIGINAL}):
            return None
        texts = [target.amount] if target.module else _credits_of(target.course, subject)
        try:
            prices += [(parse_amount(text, subject.scale()), text) for text in texts]
        except InvalidAmount:
            return None
    return min(prices, default=None)


def _credits_of(course: str, subject: _Subject) -> list[str]:
    return [programme.course[course].credits for programme in subject.programmes if course in programme.course]
