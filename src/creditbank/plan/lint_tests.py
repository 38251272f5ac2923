"""What a list of tests asks, in a normal form in which two lists can be compared: the ground of ``lint_rules``.

A list becomes branches, of which one must hold (a disjunction of conjunctions). A branch bounds fields by the values
that they may have, and keeps as text what cannot be said so (comparisons with other fields). ``all``, ``any``, ``not``,
the order of tests and the choice between ``at_least``, ``one_of`` and ``is`` leave no trace in it, for a field whose
values are known. What is concluded from the form is proven; what does not follow from it may still be so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Literal

import msgspec

from creditbank.kernel.canonical import canonical_json
from creditbank.rules.conditions import Scales, number_of, operators_of, wanted_of
from creditbank.rules.definitions import Scalar, Test
from creditbank.rules.errors import InvalidDefinition

Key = Scalar | tuple[str]
"""A value as it is compared: yes and no are told from 1 and 0."""
Absent = Literal["refuse", "refer", "pass"]
LENIENCY: Mapping[Absent, int] = {"refuse": 0, "refer": 1, "pass": 2}
TURNED: Mapping[Absent, Absent] = {"refuse": "pass", "refer": "refer", "pass": "refuse"}
"""What absence means under ``not``."""
MOST_BRANCHES = 64
"""A test with more alternatives is kept as text."""
_YES, _NO = ("yes",), ("no",)


def key_of(value: Scalar) -> Key:
    """The value as it is compared."""
    return (_YES if value else _NO) if isinstance(value, bool) else value


def value_of(key: Key) -> Scalar:
    """The value behind a key."""
    return key == _YES if isinstance(key, tuple) else key


def measure_of(value: object) -> Decimal | None:
    """A number or a day as a number; nothing for what has no size."""
    number = number_of(value)
    if number is None and isinstance(value, str):
        try:
            return Decimal(date.fromisoformat(value).toordinal())
        except ValueError:
            return None
    return number


@dataclass(frozen=True, slots=True)
class Values:
    """The values that a field may have: those listed, or all from ``low`` to below ``high`` without those excluded."""

    listed: frozenset[Key] | None = None
    excluded: frozenset[Key] = frozenset()
    low: Decimal | None = None
    high: Decimal | None = None

    def holds(self, key: Key) -> bool:
        """Whether a value is among them."""
        if self.listed is not None:
            return key in self.listed
        if key in self.excluded:
            return False
        if self.low is None and self.high is None:
            return True
        size = measure_of(key)
        return size is not None and (self.low is None or self.low <= size) and (self.high is None or size < self.high)

    def meet(self, other: "Values") -> "Values":
        """Those that are in both."""
        if self.listed is not None:
            return Values(frozenset(one for one in self.listed if other.holds(one)))
        if other.listed is not None:
            return other.meet(self)
        lows = [one for one in (self.low, other.low) if one is not None]
        highs = [one for one in (self.high, other.high) if one is not None]
        return Values(None, self.excluded | other.excluded, max(lows, default=None), min(highs, default=None))

    def within(self, other: "Values") -> bool:
        """Whether all of them are in the other."""
        if self.listed is not None:
            return all(other.holds(one) for one in self.listed)
        if other.listed is not None:
            return False
        return (
            (other.low is None or (self.low is not None and self.low >= other.low))
            and (other.high is None or (self.high is not None and self.high <= other.high))
            and not any(self.holds(one) for one in other.excluded)
        )

    def joined(self, other: "Values") -> "Values | None":
        """Those that are in either, where that can be said in this form."""
        if self.listed is not None and other.listed is not None:
            return Values(self.listed | other.listed)
        if self.within(other):
            return other
        return self if other.within(self) else None

    @property
    def empty(self) -> bool:
        """Whether there is none."""
        if self.listed is not None:
            return not self.listed
        return self.low is not None and self.high is not None and self.low >= self.high


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known of a field before any test: its values, and whether the fact is always, sometimes or never there."""

    values: Values = field(default_factory=Values)
    there: Literal["always", "sometimes", "never"] = "sometimes"
    several: bool = False
    """Whether the fact is a list, of which one item is enough: two values of it do not exclude each other."""


Domains = Callable[[str], Domain]


@dataclass(frozen=True, slots=True)
class Bound:
    """What a branch asks of one field: its values, and what holds where the fact is absent."""

    values: Values
    absent: Absent

    def meet(self, other: "Bound") -> "Bound":
        """Both at once: of two answers to absence the stricter."""
        return Bound(self.values.meet(other.values), min(self.absent, other.absent, key=LENIENCY.__getitem__))

    def within(self, other: "Bound") -> bool:
        """Whether what fits this one fits the other."""
        return self.values.within(other.values) and LENIENCY[self.absent] <= LENIENCY[other.absent]

    @property
    def dead(self) -> bool:
        """Whether nothing can fit; where absence passes, absence can. A fact that is always there has ``refuse``."""
        return self.values.empty and self.absent != "pass"


@dataclass(frozen=True, slots=True)
class Branch:
    """Bounds that must hold together, by field, and what is kept as text."""

    bounds: Mapping[str, Bound]
    rest: frozenset[str] = frozenset()

    def meet(self, other: "Branch") -> "Branch | None":
        """Both at once; nothing where they exclude each other."""
        bounds = dict(self.bounds)
        for name, bound in other.bounds.items():
            bounds[name] = bounds[name].meet(bound) if name in bounds else bound
            if bounds[name].dead:
                return None
        rest = self.rest | other.rest
        return None if any(_opposite(one) in rest for one in rest) else Branch(bounds, rest)

    def within(self, other: "Branch") -> bool:
        """Whether what fits this branch fits the other."""
        return other.rest <= self.rest and all(
            name in self.bounds and self.bounds[name].within(bound) for name, bound in other.bounds.items()
        )


Asked = tuple[Branch, ...]
"""Alternatives, of which one must hold. None at all: nothing can fit."""
FREE: Asked = (Branch({}),)
"""Asks nothing."""


def asked(tests: Sequence[Test], domains: Domains, scales: Scales) -> Asked:
    """The normal form of a list of tests, over fields whose possible values ``domains`` knows.

    Raises ``InvalidDefinition`` for a test without exactly one operator.
    """
    form = _Form(domains, scales)
    found: list[Branch] = [Branch({})]
    for test in tests:
        found = form.both(found, test, negated=False)
    return _merged([form.settled(one) for one in found])


def asks_no_more(one: Asked, other: Asked) -> bool:
    """Whether all that fits ``other`` fits ``one``."""
    return all(any(narrow.within(wide) for wide in one) for narrow in other)


def together(one: Asked, other: Asked) -> Branch | None:
    """What fits both, if anything does: the first pair of alternatives that do not exclude each other."""
    return next((met for left in one for right in other if (met := left.meet(right)) is not None), None)


@dataclass(frozen=True, slots=True)
class _Form:
    domains: Domains
    scales: Scales

    def alternatives(self, test: Test, *, negated: bool) -> list[Branch]:
        """The branches of one test; ``not`` is carried down to the single comparisons."""
        composite = test.all if test.all is not None else test.any
        if composite is None and test.not_ is None:
            return self._leaf(test, negated)
        if test.if_absent != "refer":
            # It settles what is lacking after the tests inside: that cannot be carried down.
            return [Branch({}, frozenset({_text(test, negated)}))]
        if test.not_ is not None:
            return self.alternatives(test.not_, negated=not negated)
        if (test.all is not None) == negated:
            found = [one for inner in composite or () for one in self.alternatives(inner, negated=negated)]
        else:
            found = [Branch({})]
            for inner in composite or ():
                found = self.both(found, inner, negated=negated)
        return found if len(found) <= MOST_BRANCHES else [Branch({}, frozenset({_text(test, negated)}))]

    def both(self, found: list[Branch], test: Test, *, negated: bool) -> list[Branch]:
        """What was found and one test more, without what cannot be; a test that makes too many stays a text."""
        others = self.alternatives(test, negated=negated)
        if len(found) * len(others) > MOST_BRANCHES:
            others = [Branch({}, frozenset({_text(test, negated)}))]
        return [met for one, other in product(found, others) if (met := one.meet(other)) is not None]

    def settled(self, branch: Branch) -> Branch:
        """Without bounds that any fact of their field fits."""
        return Branch({name: one for name, one in branch.bounds.items() if not self._is_free(name, one)}, branch.rest)

    def _is_free(self, name: str, bound: Bound) -> bool:
        domain = self.domains(name)
        answers = bound.absent == "pass" or domain.there == "always"
        return answers and domain.values.within(bound.values)

    def _leaf(self, test: Test, negated: bool) -> list[Branch]:
        operators = operators_of(test)
        if len(operators) != 1:
            raise InvalidDefinition("OPERATORS", field=test.field, operators=list(operators))
        operator = operators[0]
        absent = TURNED[test.if_absent] if negated else test.if_absent
        domain = self.domains(test.field)
        if domain.there == "never":
            return _without_fact(test.field, absent)
        name, domain, values = self._compared(test, operator, domain)
        if values is None or domain.several:
            return [Branch({}, frozenset({_text(test, negated)}))]
        if negated:
            values = _complement(values, domain.values)
        bound = Bound(values.meet(domain.values), "refuse" if domain.there == "always" else absent)
        return [] if bound.dead else [Branch({name: bound})]

    def _compared(self, test: Test, operator: str, domain: Domain) -> tuple[str, Domain, Values | None]:
        """Under which name, of what, which values hold; no values where it cannot be said so."""
        wanted = wanted_of(test)
        if operator in {"is", "one_of"}:
            listed = [wanted] if operator == "is" else wanted
            return test.field, domain, Values(frozenset(map(key_of, listed)))
        size = measure_of(wanted)
        if operator in {"at_least", "below"} and size is not None:
            return test.field, domain, Values(low=size) if operator == "at_least" else Values(high=size)
        if operator == "not_below":
            return self._from_step(test, domain)
        return test.field, domain, None

    def _from_step(self, test: Test, domain: Domain) -> tuple[str, Domain, Values | None]:
        """The steps not below one. Where the field may have a value beside the scale, which is for a person to judge,
        the place on the scale is a field of its own.
        """
        scale = self.scales.get(test.on)
        steps = [step.id for step in scale.value] if scale is not None else []
        if test.not_below not in steps:
            return test.field, domain, None
        reached = Values(frozenset(steps[steps.index(test.not_below) :]))
        if domain.values.listed is not None and domain.values.listed <= set(steps):
            return test.field, domain, reached
        return f"{test.field} on {test.on}", Domain(Values(frozenset(steps))), reached


def _without_fact(name: str, absent: Absent) -> list[Branch]:
    """A fact that such an award never has: the test passes or refuses, or a person decides."""
    if absent == "refer":
        return [Branch({}, frozenset({f"+{name} is stated"}))]
    return [Branch({})] if absent == "pass" else []


def _complement(values: Values, domain: Values) -> Values:
    """What does not hold. A bound of one comparison has one side only."""
    if values.listed is not None:
        if domain.listed is not None:
            return Values(domain.listed - values.listed)
        return Values(excluded=values.listed)
    return Values(high=values.low) if values.low is not None else Values(low=values.high)


def _merged(branches: list[Branch]) -> Asked:
    """Fewer branches that say the same: those inside another go, those that differ in one field become one."""
    kept = list(branches)
    while (pair := _pair_to_join(kept)) is not None:
        left, right, joined = pair
        kept = [one for one in kept if one is not left and one is not right] + [joined]
    return tuple(sorted(kept, key=_order)) if len(kept) > 1 else tuple(kept)


def _pair_to_join(branches: list[Branch]) -> tuple[Branch, Branch, Branch] | None:
    for place, left in enumerate(branches):
        for right in branches[place + 1 :]:
            joined = _joined(left, right)
            if joined is not None:
                return left, right, joined
    return None


def _joined(left: Branch, right: Branch) -> Branch | None:
    if left.within(right):
        return right
    if right.within(left):
        return left
    if left.rest != right.rest or left.bounds.keys() != right.bounds.keys():
        return None
    differing = [name for name in left.bounds if left.bounds[name] != right.bounds[name]]
    if len(differing) != 1:
        return None
    one, other = left.bounds[differing[0]], right.bounds[differing[0]]
    values = one.values.joined(other.values)
    if values is None or one.absent != other.absent:
        return None
    return Branch({**left.bounds, differing[0]: Bound(values, one.absent)}, left.rest)


def _order(branch: Branch) -> str:
    def said(values: Values) -> str:
        listed = sorted(map(str, values.listed)) if values.listed is not None else None
        return f"{listed} {sorted(map(str, values.excluded))} {values.low} {values.high}"

    bounds = [f"{name} {said(one.values)} {one.absent}" for name, one in sorted(branch.bounds.items())]
    return f"{bounds} {sorted(branch.rest)}"


def _text(test: Test, negated: bool) -> str:
    """A test as text, with a sign: order and reason codes leave no trace."""
    return ("-" if negated else "+") + canonical_json(plain(test)).decode()


def _opposite(text: str) -> str:
    return ("+" if text[0] == "-" else "-") + text[1:]


def plain(test: Test) -> Test:
    """A test without its reason codes, what stands in lists in a fixed order."""

    def ordered(tests: tuple[Test, ...] | None) -> tuple[Test, ...] | None:
        return tests and tuple(sorted(map(plain, tests), key=canonical_json))

    return msgspec.structs.replace(
        test,
        code="",
        all=ordered(test.all),
        any=ordered(test.any),
        not_=test.not_ and plain(test.not_),
        one_of=test.one_of and tuple(sorted(test.one_of, key=str)),
    )
