"""Before which programmes a draft changes anything on a day, for those who study there and for those who might."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from creditbank.bank.holdings import Holdings, Place
from creditbank.bank.rank import offered_on
from creditbank.kernel.canonical import digest
from creditbank.plan.case import Case
from creditbank.plan.simulate_facts import reads
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

Studies = tuple[str, int, date]
"""Programme, catalogue year, first day as a student."""
Definition = tuple[str, str]
"""Sort and id."""
Parts = dict[Definition, str]
"""Everything that bears on a programme, by its hash."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The terms of one programme now and by the draft, for a learner with nothing; ``before`` is none where it is new.

    ``differs``: the definitions that do. ``rules``: ids of the rules that this comes down to, where only rules do.
    """

    programme: Programme
    before: Case | None
    after: Case
    differs: frozenset[Definition]
    rules: frozenset[str] | None


@dataclass(slots=True)
class Touched:
    """Everything that is compared: ``offered`` for those who might enrol, ``studied`` for those who did, by number."""

    comparisons: list[Comparison] = field(default_factory=list)
    offered: dict[str, int] = field(default_factory=dict)
    studied: dict[Studies, int] = field(default_factory=dict)

    @property
    def programmes(self) -> frozenset[str]:
        """Ids of the programmes for which there is something to compare."""
        return frozenset(one.programme.id for one in self.comparisons)


@dataclass(slots=True)
class Two:
    """The rulebook as published and as it would be, on one day; with ``institutions`` only the programmes of these."""

    before: Rulebook
    after: Rulebook
    day: date
    institutions: Collection[str] | None = None
    _numbers: dict[str, int] = field(default_factory=dict)
    _scales: dict[int, str] = field(default_factory=dict)

    def touched(self, studies: Iterable[Studies], *, offered: bool) -> Touched:
        """What differs for those who study, and with ``offered`` also for all others."""
        found = Touched()
        now = {one.id: one for one in offered_on(self.before, self.day)}
        for programme in offered_on(self.after, self.day) if offered else ():
            number = self._compare(now.get(programme.id), programme, self.day, found)
            if number is not None:
                found.offered[programme.id] = number
        for study in sorted(set(studies)):
            name, year, enrolled_on = study
            old, new = self.before.programme(name, year), self.after.programme(name, year)
            if old is not None and new is not None:
                number = self._compare(old, new, enrolled_on, found)
                if number is not None:
                    found.studied[study] = number
        return found

    def _compare(self, old: Programme | None, new: Programme, enrolled_on: date, found: Touched) -> int | None:
        """The number of the comparison, made where there is none alike; nothing where nothing differs."""
        if self.institutions is not None and new.institution not in self.institutions:
            return None
        before = None if old is None else self._blank(self.before, old, enrolled_on)
        after = self._blank(self.after, new, enrolled_on)
        was = {} if before is None else self._parts(self.before, before)
        becomes = self._parts(self.after, after)
        differs = frozenset(key for key in was.keys() | becomes.keys() if was.get(key) != becomes.get(key))
        if not differs:
            return None
        days = [case.enrolled_on for case in (before, after) if case and reads(case, "enrolment.enrolled_on")]
        key = digest([sorted([*name, hash_] for name, hash_ in of.items()) for of in (was, becomes)] + [days])
        if key not in self._numbers:
            self._numbers[key] = len(found.comparisons)
            rules = None if before is None else _rules_of(differs, (before, after))
            found.comparisons.append(Comparison(new, before, after, differs, rules))
        return self._numbers[key]

    def _blank(self, book: Rulebook, programme: Programme, enrolled_on: date) -> Case:
        place = Place("", programme.year, enrolled_on)
        nobody = Holdings(0, (), (), {}, {programme.id: place}, frozenset(), {})
        return nobody.case(book, programme, self.day)

    def _parts(self, book: Rulebook, case: Case) -> Parts:
        scales = self._scales.get(id(book)) or self._scales.setdefault(id(book), digest(dict(book.scales)))
        programme = case.programme
        return {
            ("scale", ""): scales,
            ("unit", programme.unit): str(case.unit_scale),
            ("programme", f"{programme.id}@{programme.year}"): book.hash_of(programme),
            **{("policy", one.id): book.hash_of(one) for one in case.policies},
            **{("rule", one.id): book.hash_of(one) for one in case.rules},
            **{
                ("standard", name): digest([[book.hash_of(one), str(one.until)] for one in versions])
                for name, versions in case.standards.items()
            },
        }


def _rules_of(differs: Collection[Definition], cases: Iterable[Case]) -> frozenset[str] | None:
    """The rules that what differs comes down to; nothing where something else than rules and their standards does."""
    if not {sort for sort, _ in differs} <= {"rule", "standard"}:
        return None
    changed = {name for sort, name in differs if sort == "rule"}
    standards = {name for sort, name in differs if sort == "standard"}
    using = {
        rule.id
        for case in cases
        for rule in case.rules
        if not standards.isdisjoint(part.standard for part in rule.worth_of)
    }
    return frozenset(changed | using)
