"""Which facts of an award the rules and policies of a programme read, and how finely.

Two awards that agree in what is read count alike. A number or a day that is only compared with fixed ones is no more than
its place among them: of 120 scores, a rule that asks for 60 and 80 sees five.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache

from creditbank.plan.case import Case
from creditbank.plan.reading import context_of
from creditbank.rules.conditions import Fact, Facts, number_of
from creditbank.rules.decide import BANK, rule_facts
from creditbank.rules.definitions import PeriodCalendar, Policy, Standard, Test
from creditbank.rules.standards import fact_name

OF_AWARDS = ("award", "lead", "inputs")
"""First parts of the names under which an award's facts are read."""
FIGURES = ("credits", "bank_credits")
"""What decides which award of a line is its lead."""
FIRST_YEAR, LAST_YEAR = 1990, 2060
"""Years whose periods are told apart; an award of another year is read as it stands."""

Place = tuple[str, int, int]
"""Sort of a value, how many fixed values are below it, how many are not above it."""
Read = Fact | Place | None
"""A fact as it is read: as it stands, or its place; nothing where it is absent."""


@dataclass(slots=True)
class Cuts:
    """What one fact is compared with. ``whole``: it is also read in another way, so that only the fact itself will do."""

    whole: bool = False
    numbers: set[Decimal] = field(default_factory=set)
    days: set[str] = field(default_factory=set)
    from_to: tuple[str, str] | None = None
    """The days within which ``days`` are complete; outside of them the fact is read as it stands."""


@dataclass(frozen=True, slots=True)
class Lens:
    """How finely each fact is read. ``of`` turns an award's facts into what is seen of them."""

    whole: tuple[str, ...]
    cut: tuple[tuple[str, tuple[Decimal, ...], tuple[str, ...], tuple[str, str] | None], ...]

    def of(self, facts: Facts) -> tuple[Read, ...]:
        """What is seen: first the facts read whole, then the others, each in the order of ``names``."""
        seen: list[Read] = [_hashable(facts.get(name)) for name in self.whole]
        for name, numbers, days, bounds in self.cut:
            seen.append(_place(facts.get(name), numbers, days, bounds))
        return tuple(seen)

    def narrowed(self, names: Collection[str]) -> "Lens":
        """The same for awards that have no other facts than these."""
        return Lens(
            tuple(name for name in self.whole if name in names), tuple(one for one in self.cut if one[0] in names)
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that are read, in the order in which ``of`` gives them."""
        return (*self.whole, *(name for name, _, _, _ in self.cut))


def lens_for(cases: Iterable[Case], /) -> Lens:
    """The coarsest lens that tells apart whatever any of these programmes tells apart."""
    cuts: dict[str, Cuts] = {name: Cuts(whole=True) for name in (*FIGURES, "level_scale")}
    for case in cases:
        _cut_case(case, cuts)
    return Lens(
        whole=tuple(sorted(name for name, one in cuts.items() if one.whole)),
        cut=tuple(
            (name, tuple(sorted(one.numbers)), tuple(sorted(one.days)), one.from_to)
            for name, one in sorted(cuts.items())
            if not one.whole
        ),
    )


def line_names(case: Case, /) -> frozenset[str]:
    """Facts of awards that policies and the rules' own tests on lines read: they count beside the slots."""
    tests = [test for rule in case.rules for test in rule.when]
    named = {
        name for test in (*tests, *_policy_tests(case.policies)) for leaf in _leaves(test) for name in _fields(leaf)
    }
    named |= {_detail(per) for policy in case.policies for cap in policy.cap for per in cap.per if ":" not in per}
    named |= {"earned_on" for policy in case.policies if any(one.of == "earned_on" for one in policy.periods.values())}
    named |= {"credits" for rule in case.rules if any(target.amount == "original" for target in rule.target)}
    return frozenset(named - {""})


def group_names(case: Case, /) -> tuple[str, ...]:
    """Similarity groups by which a policy counts."""
    found = (per for policy in case.policies for cap in policy.cap for per in cap.per if per.startswith("group:"))
    return tuple(sorted({per.removeprefix("group:") for per in found}))


def reads(case: Case, name: str, /) -> bool:
    """Whether a rule or a policy of the programme reads the fact with this full name."""
    slots = [test for rule in case.rules for slot in rule.slot for test in slot.when]
    lines = [test for rule in case.rules for test in rule.when]
    tests = (*slots, *lines, *_policy_tests(case.policies))
    return any(name in (leaf.field, leaf.at_least_field, leaf.not_below_field) for t in tests for leaf in _leaves(t))


def _cut_case(case: Case, cuts: dict[str, Cuts]) -> None:
    context = context_of(case)
    for rule in case.rules:
        known = {**context, **rule_facts(rule)}
        for test in (*rule.when, *(test for slot in rule.slot for test in slot.when)):
            _cut_test(test, known, cuts)
        if any(part.standard == BANK for part in rule.worth_of):
            _whole("bank_credits", cuts)
    for test in _policy_tests(case.policies):
        _cut_test(test, context, cuts)
    for policy in case.policies:
        _cut_policy(policy, cuts)
    for versions in case.standards.values():
        for version in versions:
            _cut_standard(version, context, cuts)


def _cut_test(test: Test, context: Facts, cuts: dict[str, Cuts]) -> None:
    for leaf in _leaves(test):
        for name in _fields(leaf):
            found = cuts.setdefault(name, Cuts())
            against = _compared_with(leaf, context)
            if against is None:
                found.whole = True
            else:
                _add(against, found)


def _compared_with(leaf: Test, context: Facts) -> Fact | None:
    """The fixed value that a leaf compares an award's fact with; nothing where it does anything else with it."""
    if leaf.at_least_field is not None:
        mine, other = leaf.field, leaf.at_least_field
        return context.get(other) if _of_award(mine) else context.get(mine)
    # Sums and lowest levels are made of the facts themselves.
    if leaf.field.startswith("inputs.") or (leaf.at_least is None and leaf.below is None):
        return None
    return leaf.at_least if leaf.at_least is not None else leaf.below


def _add(value: Fact, cuts: Cuts) -> None:
    number = number_of(value)
    if number is not None:
        cuts.numbers.add(number)
    else:
        cuts.days.add(str(value))


def _cut_policy(policy: Policy, cuts: dict[str, Cuts]) -> None:
    for cap in policy.cap:
        for per in cap.per:
            if ":" not in per and _of_award(per):
                _whole(_detail(per), cuts)
    for calendar in policy.periods.values():
        if calendar.of == "earned_on":
            _cut_periods(calendar, cuts.setdefault("earned_on", Cuts()))


def _cut_periods(calendar: PeriodCalendar, cuts: Cuts) -> None:
    cuts.days |= {f"{year}-{start}" for year in range(FIRST_YEAR, LAST_YEAR + 1) for start in calendar.starts}
    cuts.from_to = (f"{FIRST_YEAR}-01-01", f"{LAST_YEAR}-12-31")


def _cut_standard(standard: Standard, context: Facts, cuts: dict[str, Cuts]) -> None:
    columns = [*standard.columns, *(name for one in standard.derive for name in (one.field, one.from_, one.of) if name)]
    columns += [*(one.field for one in standard.shift), *(one.field for one in standard.adjust)]
    columns += [standard.per_hours.field] if standard.per_hours is not None else []
    for name in map(fact_name, columns):
        if _of_award(name):
            _whole(_detail(name), cuts)
    for test in (*standard.when, *(test for one in standard.shift for test in one.when)):
        _cut_test(test, context, cuts)
    if standard.date_basis != "applied_on":
        found = cuts.setdefault(standard.date_basis, Cuts())
        found.days |= {day.isoformat() for day in (standard.from_, standard.until) if day is not None}


def _whole(name: str, cuts: dict[str, Cuts]) -> None:
    cuts.setdefault(name, Cuts()).whole = True


def _policy_tests(policies: Iterable[Policy]) -> tuple[Test, ...]:
    return tuple(
        test
        for policy in policies
        for tests in (
            policy.admit,
            policy.exclude,
            *(cap.of for cap in policy.cap),
            *(floor.of for floor in policy.floor),
        )
        for test in tests
    )


def _leaves(test: Test) -> Iterator[Test]:
    inner = (*(test.all or ()), *(test.any or ()), *((test.not_,) if test.not_ else ()))
    if not inner:
        yield test
    for one in inner:
        yield from _leaves(one)


def _fields(leaf: Test) -> set[str]:
    """Details of awards that a leaf reads, without the first part of their names."""
    named = (leaf.field, leaf.at_least_field or "", leaf.not_below_field or "")
    return {_detail(name) for name in named if _of_award(name)} - {"count"}


def _of_award(name: str) -> bool:
    return name.partition(".")[0] in OF_AWARDS


def _detail(name: str) -> str:
    return name.partition(".")[2] if _of_award(name) else ""


def _place(
    value: Fact | None, numbers: tuple[Decimal, ...], days: tuple[str, ...], bounds: tuple[str, str] | None
) -> Read:
    """Where a value stands among those it is compared with; values of another sort are taken as they stand."""
    if value is None or isinstance(value, bool | tuple | list):
        return _hashable(value)
    number = number_of(value)
    if number is not None:
        return ("n", bisect_left(numbers, number), bisect_right(numbers, number))
    text = str(value)
    if not _is_day(text) or (bounds is not None and not bounds[0] <= text <= bounds[1]):
        return text
    return ("d", bisect_left(days, text), bisect_right(days, text))


@lru_cache(maxsize=1 << 16)
def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _hashable(value: Fact | None) -> Fact | None:
    return tuple(value) if isinstance(value, list) else value
