"""Awards that a learner does not have and rules ask for: read from the slots of rules, and from a catalogue's entries.

A slot is filled by what its own tests ask at the least, or by what the rule's examples show; an entry of the catalogue by
what it fixes, and where that leaves something open, by the same. Each is tried on the slot: only what passes is kept.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from creditbank.kernel.canonical import digest
from creditbank.kernel.decision import Grant, Refuse
from creditbank.kernel.quantity import parse_amount
from creditbank.plan.case import AwardCase, Case, LotState
from creditbank.plan.problem import Value
from creditbank.plan.reading import context_of
from creditbank.rules.conditions import Fact, Facts, Failed, Passed, Verdict, number_of, position_on
from creditbank.rules.decide import certify, kinds_of, rule_facts, slot_fits
from creditbank.rules.definitions import Kind, Rule, Slot, Test
from creditbank.rules.facts import BASE_FACTS, award_facts, group_keys
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.standards import WORTH_SCALE

MOST_WAYS = 64
"""So many ways to fill one slot are looked at; a list of a hundred occupations is as good as its first ones."""
PREFIX = "new:"


class Prospect(Value, frozen=True, kw_only=True):
    """An award that could be earned: its kind and the facts that decide, or an entry of the catalogue and what it leaves open."""

    id: str
    kind: str
    facts: dict[str, Any]
    """What it must show, besides what the entry fixes; the rest is open."""
    achievement: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the catalogue of achievements: id, kind, and the details that it fixes."""

    id: str
    kind: str
    fixed: Mapping[str, Fact]


@dataclass(slots=True)
class Seeker:
    """Looks for what could still be earned for one case."""

    case: Case
    book: Rulebook
    birth_date: date | None = None
    found: dict[str, tuple[Prospect, AwardCase]] = field(default_factory=dict, init=False)
    context: Facts = field(init=False)

    def __post_init__(self) -> None:
        self.context = context_of(self.case)

    def prospects(self, entries: Iterable[Entry] = ()) -> list[tuple[Prospect, AwardCase]]:
        """Everything that would fill a slot of the case's rules and is not held already; in order of preference.

        Entries of the catalogue come first, then what shows least.
        """
        by_kind: dict[str, list[Entry]] = {}
        for entry in entries:
            by_kind.setdefault(entry.kind, []).append(entry)
        for rule in self.case.rules:
            for slot in rule.slot:
                for kind in sorted(kinds_of(slot) or ()):
                    if kind in self.book.kinds:
                        self._fill(rule, slot, self.book.kinds[kind], by_kind.get(kind, ()))
        return sorted(self.found.values(), key=lambda one: _preference(one[0]))

    def _fill(self, rule: Rule, slot: Slot, kind: Kind, entries: Iterable[Entry]) -> None:
        ways = [*islice(_ways(list(slot.when), {}, self.context), MOST_WAYS), *_shown(rule, slot, kind)]
        for way in ways:
            self._try(rule, slot, kind, way, None)
        for entry in entries:
            # Most entries fall here, by what they fix.
            if isinstance(self._verdict(rule, slot, {"kind": kind.id, **entry.fixed}), Failed):
                continue
            agreeing = (way for way in ways if all(entry.fixed.get(name, way[name]) == way[name] for name in way))
            for way in ({}, *agreeing):
                if self._try(rule, slot, kind, way, entry):
                    break

    def _verdict(self, rule: Rule, slot: Slot, facts: Facts) -> Verdict:
        return slot_fits(slot, facts, {**self.context, **rule_facts(rule)}, self.book.scales)

    def _try(self, rule: Rule, slot: Slot, kind: Kind, way: Mapping[str, Fact], entry: Entry | None) -> bool:
        """Keep the award if it passes the slot, can be certified and is nothing that the learner has."""
        fixed = {} if entry is None else entry.fixed
        shown = {name: value for name, value in way.items() if name not in {"kind", "earned_on", *fixed}}
        details = {name: value for name, value in {**shown, **fixed}.items() if name in kind.details}
        # Of what is gathered, more of the same kind is asked for; elsewhere what the learner has is no prospect.
        if slot.take == "whole" and self._is_held(kind, details):
            return False
        award = self._award(kind, details, {name: value for name, value in shown.items() if name in BASE_FACTS})
        if award is None:
            return False
        if not isinstance(self._verdict(rule, slot, award.facts), Passed):
            return False
        told = {name: value for name, value in sorted(shown.items()) if name != "bank_credits"}
        prospect = Prospect(id=award.id, kind=kind.id, facts=dict(told), achievement="" if entry is None else entry.id)
        known = self.found.get(award.id)
        if known is None or _preference(prospect) < _preference(known[0]):
            self.found[award.id] = (prospect, award)
        return True

    def _award(self, kind: Kind, details: Mapping[str, Fact], figures: Mapping[str, Fact]) -> AwardCase | None:
        """The award as if earned and certified on the day of the case; nothing where it could not be certified."""
        day = date.fromisoformat(self.case.applied_on)
        given: dict[str, Any] = {**figures, "earned_on": day, "certified_on": day}
        facts = award_facts(kind, details, **given)
        standard = self.book.bank_standard(kind.id, day)
        decision = certify(kind, facts, standard, self.book.scales, self.birth_date, day)
        if isinstance(decision, Refuse):
            return None
        shown = number_of(figures.get("bank_credits"))
        worth = decision.value if isinstance(decision, Grant) else parse_amount(str(shown or 0), WORTH_SCALE)
        facts["bank_credits"] = f"{worth // 100}.{worth % 100:02d}"
        name = f"{PREFIX}{kind.id}:{digest(facts)[:16]}"
        lot = f"award:{name}"
        return AwardCase(
            id=name,
            kind=kind.id,
            facts=facts,
            lot=LotState(lot, "credit", worth, worth) if worth > 0 else LotState(lot, "use", 1, 1),
            groups=group_keys(kind, details),
            earned_on=day.isoformat(),
        )

    def _is_held(self, kind: Kind, details: Mapping[str, Fact]) -> bool:
        """Whether an award of the learner shows all of this already; a kind of which nothing else is said can be had again."""
        telling = {
            name: value for name, value in details.items() if kind.details[name].type not in {"integer", "amount"}
        }
        if not telling:
            return False
        same = [award for award in self.case.awards if award.kind == kind.id]
        return any(all(self._shows(kind, name, award, value) for name, value in telling.items()) for award in same)

    def _shows(self, kind: Kind, name: str, award: AwardCase, wanted: Fact) -> bool:
        """A level counts as held with any level above it."""
        found = award.facts.get(name)
        scale = self.book.scales.get(kind.details[name].scale)
        if scale is None or found is None:
            return found == wanted
        here, there = position_on(scale, found), position_on(scale, wanted)
        return here is not None and there is not None and here >= there


def _preference(prospect: Prospect) -> tuple[bool, int, str, str]:
    return not prospect.achievement, len(prospect.facts), prospect.achievement, prospect.id


def _shown(rule: Rule, slot: Slot, kind: Kind) -> Iterator[dict[str, Fact]]:
    """What the rule's own examples put into the slot where they are granted."""
    for example in rule.example:
        if not example.expect.startswith("grant") or slot.id not in example.given:
            continue
        given: Any = example.given[slot.id]
        for facts in (given,) if isinstance(given, Mapping) else given:
            if facts.get("kind", kind.id) == kind.id:
                yield {name: value for name, value in facts.items() if "." not in name}


def _ways(tests: list[Test], known: dict[str, Fact], context: Facts) -> Iterator[dict[str, Fact]]:
    """The least that tests ask of an award, in every way there is; tests on anything else are left alone."""
    if not tests:
        yield known
        return
    test, rest = tests[0], tests[1:]
    if test.all is not None:
        yield from _ways([*test.all, *rest], known, context)
    elif test.any is not None:
        for one in test.any:
            yield from _ways([one, *rest], known, context)
    elif not test.field.startswith("award.") or test.not_ is not None or test.if_absent == "pass":
        yield from _ways(rest, known, context)
    else:
        name = test.field.removeprefix("award.")
        for value in _values(test, known.get(name), context):
            yield from _ways(rest, {**known, name: value}, context)


def _values(test: Test, known: Fact | None, context: Facts) -> Iterable[Fact]:
    """The values of a fact with which a test is just met, of which it is known already that it must have ``known``."""
    if test.one_of is not None or test.is_ is not None:
        wanted = test.one_of if test.one_of is not None else (test.is_,)
        return [value for value in wanted if value is not None and known in (None, value)]
    if test.not_below is not None or test.at_least is not None:
        least = test.not_below if test.not_below is not None else test.at_least
        return [one for one in (known, least) if one is not None][-1:]
    if test.below is not None:
        number = number_of(test.below)
        return [] if number is None else [max(1, int(number) - 1)]
    named = test.not_below_field or test.at_least_field or ""
    value = context.get(named)
    return [] if value is None else [value]
