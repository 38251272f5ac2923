"""A rule in a form in which it can be compared with another: what it asks of which awards, and what it grants where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Literal

import msgspec

from creditbank.kernel.errors import InvalidAmount
from creditbank.plan.lint_tests import FREE, Asked, Branch, Domain, Values, asked, asks_no_more, key_of, together
from creditbank.rules.checks_rules import ORIGINAL, WORTH
from creditbank.rules.conditions import Fact, number_of
from creditbank.rules.decide import kinds_of, rule_facts
from creditbank.rules.definitions import DetailField, Kind, Rule, Slot, Target, Test
from creditbank.rules.facts import BASE_FACTS, programme_facts
from creditbank.rules.programmes import Node, Programme
from creditbank.rules.rulebook import Rulebook

FEW = 64
"""An integer with so few possible values is compared by value."""
OF_ONE_AWARD = {
    "inputs.credits": "award.credits",
    "inputs.hours": "award.hours",
    "inputs.level": "award.level",
    "inputs.level_scale": "award.level_scale",
}
"""What the facts of a line are where it has one award, taken whole."""

Where = tuple[str, int]
"""A programme: id and catalogue year."""


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of a rule: what it asks of an award of each kind that it takes."""

    slot: Slot
    asked: Mapping[str, Asked]

    def asks_no_more(self, other: "Place") -> bool:
        """Whether every award that may stand in the other may stand here."""
        if self.slot.take != other.slot.take or _most(self.slot) < _most(other.slot):
            return False
        return all(kind in self.asked and asks_no_more(self.asked[kind], form) for kind, form in other.asked.items())

    def meets(self, other: "Place") -> tuple[str, Branch] | None:
        """A kind and bounds of awards that may stand in both."""
        for kind, form in self.asked.items():
            met = together(form, other.asked.get(kind, ()))
            if met is not None:
                return kind, met
        return None

    @property
    def takes_whole_kinds(self) -> bool:
        """Whether it asks nothing but the kind."""
        return all(form == FREE for form in self.asked.values())


@dataclass(frozen=True, slots=True)
class Grants:
    """What a rule grants in one programme. ``most``: so many targets (absent: all of them may be granted)."""

    targets: Mapping[str, Target]
    """By course or module."""
    all: bool
    most: int | None
    budget: str


@dataclass(frozen=True, slots=True)
class RuleForm:
    """One version of a rule, with the programmes in which it has targets."""

    rule: Rule
    places: tuple[Place, ...]
    line: Asked
    """What it asks of the line as a whole; of a rule for one award that stands with the award."""
    programmes: Mapping[Where, Programme]
    """All that it names."""
    grants: Mapping[Where, Grants]
    """Where at least one of its targets exists."""

    @property
    def key(self) -> tuple[str, date]:
        """Id and first day: one version."""
        return self.rule.id, self.rule.from_

    def overlaps(self, other: "RuleForm") -> bool:
        """Whether both are in force on some day."""
        one, two = self.rule, other.rule
        return (two.until is None or one.from_ < two.until) and (one.until is None or two.from_ < one.until)

    def shared(self, other: "RuleForm") -> list[Where]:
        """Programmes in which both grant something."""
        return [where for where in self.grants if where in other.grants]

    def common(self, other: "RuleForm", where: Where) -> list[str]:
        """Courses and modules that both grant in a programme."""
        theirs = other.grants[where].targets
        return [name for name in self.grants[where].targets if name in theirs]

    def seats(self, other: "RuleForm") -> Iterator[tuple[int, ...]]:
        """Ways to put awards that fill the other's slots into this rule's: the other's slot for each of this one's."""
        if len(self.places) <= len(other.places):
            for chosen in permutations(range(len(other.places)), len(self.places)):
                pairs = zip(self.places, chosen, strict=True)
                if all(mine.asks_no_more(other.places[theirs]) for mine, theirs in pairs):
                    yield chosen

    def asks_no_more(self, other: "RuleForm") -> bool:
        """Whether this rule asks no more of the line than the other, where ``seats`` has a way for the awards."""
        same_line = len(self.places) == len(other.places) and asks_no_more(self.line, other.line)
        return (self.line == FREE or same_line) and self.rule.only_award in {"", other.rule.only_award}

    def gives_no_less(self, other: "RuleForm", seats: tuple[int, ...], where: Where) -> bool:
        """Whether this rule can grant in a programme at least what the other does, of the same awards."""
        mine, theirs = self.grants.get(where), other.grants.get(where)
        if theirs is None or mine is None:
            return theirs is None
        same_worth = self._same_worth(other, seats)
        same_awards = len(self.places) == len(other.places)
        for name, target in theirs.targets.items():
            own = mine.targets.get(name)
            if own is None or not _covers(own, target, same_worth=same_worth, same_awards=same_awards):
                return False
        enough = mine.most is None or mine.most >= (theirs.most or len(theirs.targets))
        return enough and self._budget_covers(mine, theirs, where, same_worth=same_worth)

    def _same_worth(self, other: "RuleForm", seats: tuple[int, ...]) -> bool:
        """Whether both weigh the same awards by the same standards."""
        here = {place.slot.id: seat for place, seat in zip(self.places, seats, strict=True)}
        there = {place.slot.id: seat for seat, place in enumerate(other.places)}
        mine = sorted((here.get(part.slot, -1), part.standard) for part in self.rule.worth_of)
        theirs = sorted((there.get(part.slot, -1), part.standard) for part in other.rule.worth_of)
        return mine == theirs

    def _budget_covers(self, mine: Grants, theirs: Grants, where: Where, *, same_worth: bool) -> bool:
        if not mine.budget:
            return True
        if WORTH in {mine.budget, theirs.budget}:
            return mine.budget == theirs.budget and same_worth
        if theirs.budget:
            return amount_of(mine.budget) >= amount_of(theirs.budget)
        total = _total(theirs, self.programmes[where])
        return total is not None and amount_of(mine.budget) >= total

    def same_heading(self, other: "RuleForm") -> bool:
        """Whether caps and admission tests of policies treat this rule no worse: category, and content covered."""
        mine, theirs = self.rule, other.rule
        covered = theirs.overlap is None or (mine.overlap is not None and mine.overlap >= theirs.overlap)
        return mine.category == theirs.category and covered


@dataclass(slots=True)
class Former:
    """Makes the forms of rules; what they share is made once."""

    book: Rulebook
    _by_school: dict[str, list[Programme]] = field(init=False, default_factory=dict)
    _by_id: dict[str, list[Programme]] = field(init=False, default_factory=dict)
    _modules: dict[Where, frozenset[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for where in sorted(self.book.programmes):
            programme = self.book.programmes[where]
            self._by_school.setdefault(programme.institution, []).append(programme)
            self._by_id.setdefault(programme.id, []).append(programme)
            self._modules[where] = frozenset(node.id for node in _nodes(programme.tree) if node.accepts_block)

    def form(self, rule: Rule) -> RuleForm:
        """The form of one version of a rule that ``rules.checks`` found sound."""
        programmes = {(one.id, one.year): one for pattern in rule.programmes for one in self._named(pattern)}
        single = len(rule.slot) == 1 and rule.slot[0].take == "whole"
        line = [_of_one_award(test) for test in rule.when] if single else list(rule.when)
        fields = _Fields(self.book, rule, list(programmes.values()))
        places = tuple(
            Place(slot, {kind: self._place(slot, kind, line if single else (), fields) for kind in self._kinds(slot)})
            for slot in rule.slot
        )
        whole = FREE if single else asked(line, fields.of_line, self.book.scales)
        grants = {where: found for where, one in programmes.items() if (found := self._grants(rule, one)).targets}
        return RuleForm(rule, places, whole, programmes, grants)

    def _place(self, slot: Slot, kind: str, line: Sequence[Test], fields: "_Fields") -> Asked:
        return asked([*slot.when, *line], fields.of_kind(self.book.kinds[kind]), self.book.scales)

    def certified(self, kind: Kind) -> Asked:
        """What an award of a kind must be like to be certified at all."""
        return asked(kind.certify, _Fields(self.book, None, ()).of_kind(kind), self.book.scales)

    def _kinds(self, slot: Slot) -> list[str]:
        named = kinds_of(slot)
        return sorted(self.book.kinds if named is None else named & self.book.kinds.keys())

    def _named(self, pattern: str) -> list[Programme]:
        school, _, code = pattern.partition("/")
        return self._by_school.get(school, []) if code == "*" else self._by_id.get(pattern, [])

    def _grants(self, rule: Rule, programme: Programme) -> Grants:
        modules = self._modules[programme.id, programme.year]
        targets = {
            target.course or target.module: target
            for target in rule.target
            if target.course in programme.course or target.module in modules
        }
        every = bool(rule.grant) and len(targets) > 1
        most = None if rule.choose is None or rule.choose >= len(targets) else rule.choose
        return Grants(targets, every, most, rule.budget)


@dataclass(frozen=True, slots=True)
class _Fields:
    """What is known of the facts that the tests of a rule read."""

    book: Rulebook
    rule: Rule | None
    programmes: Sequence[Programme]

    def of_kind(self, kind: Kind) -> "_OfKind":
        """Of one award of a kind."""
        return _OfKind(self, kind)

    def of_line(self, name: str) -> Domain:
        """Of a line of several awards, and what surrounds it."""
        root = name.partition(".")[0]
        if root == "programme":
            return _of_facts([programme_facts(one).get(name) for one in self.programmes])
        if root == "rule" and self.rule is not None:
            return _of_facts([rule_facts(self.rule).get(name)])
        if name == "line.applied_on" and self.rule is not None:
            return Domain(Values(low=Decimal(self.rule.from_.toordinal())), "always")
        if name == "inputs.count" and self.rule is not None:
            least = len(self.rule.slot)
            gathers = any(slot.take == "credits" for slot in self.rule.slot)
            return Domain(Values(low=Decimal(least)) if gathers else Values(frozenset({least})), "always")
        return Domain()


@dataclass(frozen=True, slots=True)
class _OfKind:
    fields: _Fields
    kind: Kind

    def __call__(self, name: str) -> Domain:
        root, _, own = name.partition(".")
        if root != "award":
            return self.fields.of_line(name)
        if own == "kind":
            return Domain(Values(frozenset({self.kind.id})), "always")
        if own in {"level_scale", "grade_scale"}:
            detail = self.kind.details.get(own.removesuffix("_scale"))
            if detail is not None and detail.scale:
                return Domain(Values(frozenset({detail.scale})), "always")
            return Domain() if own == "grade_scale" else Domain(there="never")
        if own in self.kind.details:
            return self._of_detail(self.kind.details[own])
        return Domain() if own in BASE_FACTS else Domain(there="never")

    def _of_detail(self, detail: DetailField) -> Domain:
        there: Literal["always", "sometimes"] = "always" if detail.required else "sometimes"
        if detail.one_of is not None:
            return Domain(Values(frozenset(detail.one_of)), there)
        scale = self.fields.book.scales.get(detail.scale)
        if scale is not None:
            return Domain(Values(frozenset(step.id for step in scale.value)), there)
        if detail.type == "boolean":
            return Domain(Values(frozenset({key_of(True), key_of(False)})), there)
        return Domain(_of_integer(detail) if detail.type == "integer" else Values(), there)


def _of_integer(detail: DetailField) -> Values:
    low, high = detail.at_least, detail.at_most
    if low is not None and high is not None and high - low < FEW:
        return Values(frozenset(range(low, high + 1)))
    return Values(low=None if low is None else Decimal(low), high=None if high is None else Decimal(high + 1))


def _of_facts(facts: Sequence[Fact | None]) -> Domain:
    """Of a fact that is known: its values where it is there."""
    known = [one for one in facts if one is not None]
    if not known:
        return Domain(there="never")
    if any(isinstance(one, tuple | list) for one in known):
        return Domain(several=True)
    values = Values(frozenset(key_of(one) for one in known if not isinstance(one, tuple)))
    return Domain(values, "always" if len(known) == len(facts) else "sometimes")


def amount_of(text: str) -> Decimal:
    """An amount as a number, whatever its unit. Raises ``InvalidAmount``."""
    found = number_of(text)
    if found is None:
        raise InvalidAmount("AMOUNT_MALFORMED", text=text)
    return found


def _of_one_award(test: Test) -> Test:
    """A test on a line of one award as a test on that award."""

    def named(name: str | None) -> str | None:
        if name is None or not name:
            return name
        return OF_ONE_AWARD.get(name, "award." + name[5:] if name.startswith("lead.") else name)

    return msgspec.structs.replace(
        test,
        field=named(test.field) or "",
        at_least_field=named(test.at_least_field),
        not_below_field=named(test.not_below_field),
        all=test.all and tuple(map(_of_one_award, test.all)),
        any=test.any and tuple(map(_of_one_award, test.any)),
        not_=test.not_ and _of_one_award(test.not_),
    )


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.child:
        yield from _nodes(child)


def _most(slot: Slot) -> int:
    """From how many awards a slot gathers at most; without a limit, more than any."""
    return 1_000_000 if slot.at_most_awards is None else slot.at_most_awards


def _covers(mine: Target, theirs: Target, *, same_worth: bool, same_awards: bool) -> bool:
    """Whether one target is worth at least another of the same course or module."""
    if not mine.module:
        return True
    if mine.amount == theirs.amount and mine.up_to >= theirs.up_to:
        return {WORTH: same_worth, ORIGINAL: same_awards}.get(mine.amount, True)
    numbers = not {mine.amount, theirs.amount} & {WORTH, ORIGINAL}
    return numbers and mine.up_to >= theirs.up_to and amount_of(mine.amount) >= amount_of(theirs.amount)


def _total(grants: Grants, programme: Programme) -> Decimal | None:
    """The credits of all targets; nothing where one is as large as its award."""
    if any(one.module and one.amount in {WORTH, ORIGINAL} for one in grants.targets.values()):
        return None
    return sum(
        (
            amount_of(programme.course[one.course].credits if one.course else one.amount)
            for one in grants.targets.values()
        ),
        Decimal(0),
    )
