"""Compiles a market into an index (``index.py``)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from creditbank.plan.index import (
    MOST_COURSES,
    Arrays,
    Caps,
    Courses,
    Hits,
    Index,
    Ints,
    Modules,
    Places,
    Rules,
    Totals,
    market_hash,
)
from creditbank.plan.market import Market, MarketProgramme, MarketRule
from creditbank.plan.module_tables import IMPOSSIBLE, courses_of, module_rest, rest_table, subset_sums

MOST_IN_TABLE = 12
"""Courses that rules can grant in one module that is not all-of: its table has two to that power entries."""
_CHUNK = 6
"""All-of modules are cut up into tables of so many courses: they add up anyhow."""


def compile_index(market: Market, /) -> Index:
    """Compile; raises ``ValueError`` for a course in two modules or a module that cannot be met."""
    arrays, beyond = _build(market)
    return Index(market=market, arrays=arrays, beyond=beyond, hash=market_hash(market))


def _build(market: Market) -> tuple[Arrays, tuple[int, ...]]:
    for number, programme in enumerate(market.programmes):
        _require_sound(number, programme)
    pairs = _Pairs.of(market)
    grantable = pairs.grantable(len(market.programmes))
    layouts = [_layout(programme, grantable[number]) for number, programme in enumerate(market.programmes)]
    beyond = tuple(number for number, layout in enumerate(layouts) if layout is None)
    fitting = [layout or _Layout() for layout in layouts]
    hits = pairs.hits(len(market.rules), fitting)
    rest = [0 if layout is None else layout.rest() for layout in layouts]
    by_rest = sorted((rest[number], number) for number, layout in enumerate(layouts) if layout is not None)
    totals = Totals(
        np.array(rest, dtype=np.int64),
        np.array([layout.fixed for layout in fitting], dtype=np.int64),
        np.array([_least(*one) for one in zip(rest, market.programmes, strict=True)], dtype=np.int64),
        np.array([number for _, number in by_rest], dtype=np.int64),
    )
    arrays = Arrays(
        _places(market), _rules(market), hits, _courses(market, fitting), _modules(fitting), _caps(market), totals
    )
    return arrays, beyond


def _least(rest: int, programme: MarketProgramme) -> int:
    return max(0, rest - min((max(0, cap.at_most) for cap in programme.caps if not cap.categories), default=rest))


@dataclass(frozen=True, slots=True)
class _Table:
    """The courses of one table, in the order of their bits, and the table."""

    courses: tuple[int, ...]
    rests: Ints
    additive: bool


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the courses of a programme lie in its masks."""

    fixed: int = 0
    tables: list[_Table] = field(default_factory=list)

    def bits(self) -> dict[int, int]:
        """Bit position of each course."""
        return {course: bit for bit, course in enumerate(course for table in self.tables for course in table.courses)}

    def rest(self) -> int:
        """What remains with nothing converted."""
        return self.fixed + sum(int(table.rests[0]) for table in self.tables)


def _require_sound(number: int, programme: MarketProgramme) -> None:
    credits_of = {course.id: course.credits for course in programme.courses}
    named = [course for module in programme.modules for course in courses_of(module)]
    if len(set(named)) < len(named):
        raise ValueError(f"programme {number}: a course stands in two modules")
    if not credits_of.keys() >= set(named):
        raise ValueError(f"programme {number}: a module names a course that the programme has not")
    if any(module_rest(module, credits_of, ()) >= IMPOSSIBLE for module in programme.modules):
        raise ValueError(f"programme {number}: a module cannot be met")


def _layout(programme: MarketProgramme, grantable: set[int]) -> _Layout | None:
    """Additive tables first, then one for each other module; ``None`` where masks or tables would be too large."""
    credits_of = {course.id: course.credits for course in programme.courses}
    layout, additive, fixed = _Layout(), list[int](), 0
    for module in programme.modules:
        courses = tuple(course for course in courses_of(module) if course in grantable)
        if module.need == "all":
            fixed += sum(credits_of[course] for course in module.courses if course not in grantable)
            additive += courses
        elif not courses:
            fixed += module_rest(module, credits_of, ())
        elif len(courses) > MOST_IN_TABLE:
            return None
        else:
            layout.tables.append(_Table(courses, rest_table(module, credits_of, courses).astype(np.int64), False))
    chunks = (tuple(additive[at : at + _CHUNK]) for at in range(0, len(additive), _CHUNK))
    tables = [*(_additive([credits_of[course] for course in chunk], chunk) for chunk in chunks), *layout.tables]
    if sum(len(table.courses) for table in tables) > MOST_COURSES:
        return None
    return _Layout(fixed, tables)


def _additive(amounts: list[int], courses: tuple[int, ...]) -> _Table:
    sums = subset_sums(amounts)
    return _Table(courses, sums[-1] - sums, True)


def _places(market: Market) -> Places:
    """By type, every place in a rule that it fits."""
    places = sorted(
        (type_, number, at, slot.least_grade)
        for number, rule in enumerate(market.rules)
        for at, slot in enumerate(rule.slots)
        for type_ in set(slot.types)
    )
    table = np.array(places, dtype=np.int64).reshape(-1, 4)
    rule, slot, grade = (table[:, column].astype(np.int32) for column in (1, 2, 3))
    return Places(_starts(table[:, 0], len(market.types)), rule, slot, grade)


def _rules(market: Market) -> Rules:
    bit = _category_bits(market)
    return Rules(
        np.array([len(rule.slots) for rule in market.rules], dtype=np.int32),
        np.array([rule.choose for rule in market.rules], dtype=np.int32),
        np.array([rule.budget for rule in market.rules], dtype=np.int64),
        np.array([bit[rule.category] for rule in market.rules], dtype=np.int32),
    )


def _category_bits(market: Market) -> dict[int, int]:
    """A bit for each category that a rule has. Raises ``ValueError`` where there are more than a mask holds."""
    found = sorted({rule.category for rule in market.rules})
    if len(found) > MOST_COURSES:
        raise ValueError(f"{len(found)} categories of rules: a mask holds {MOST_COURSES}")
    return {category: bit for bit, category in enumerate(found)}


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Every (rule, programme, course) such that the rule can grant the course there; three columns, by rule."""

    rule: Ints
    programme: Ints
    course: Ints

    @classmethod
    def of(cls, market: Market) -> "_Pairs":
        where = _programmes_by_course(market)
        rules, programmes, courses = list[Ints](), list[Ints](), list[Ints]()
        for number, rule in enumerate(market.rules):
            for course, found in _granted(rule, where):
                rules.append(np.full(len(found), number, dtype=np.int64))
                programmes.append(found)
                courses.append(np.full(len(found), course, dtype=np.int64))
        return cls(_joined(rules), _joined(programmes), _joined(courses))

    def grantable(self, programmes: int) -> list[set[int]]:
        """By programme, the courses that some rule can grant there."""
        found: list[set[int]] = [set() for _ in range(programmes)]
        if len(self.rule):
            for programme, course in np.unique(np.stack([self.programme, self.course]), axis=1).T.tolist():
                found[programme].add(course)
        return found

    def hits(self, rules: int, layouts: Sequence[_Layout]) -> Hits:
        """By rule, the programmes with the mask of the courses; courses without a bit save nothing and are left out."""
        width = int(self.course.max(initial=0)) + 1
        bits = np.full((len(layouts), width), -1, dtype=np.int64)
        for number, layout in enumerate(layouts):
            for course, place in layout.bits().items():
                bits[number, course] = place
        found = bits[self.programme, self.course]
        known = np.flatnonzero(found >= 0)
        order = known[np.lexsort((self.programme[known], self.rule[known]))]
        rule, programme, bit = self.rule[order], self.programme[order], found[order]
        fresh = np.ones(len(rule), dtype=np.bool_)
        fresh[1:] = (rule[1:] != rule[:-1]) | (programme[1:] != programme[:-1])
        at = np.flatnonzero(fresh)
        masks = np.bitwise_or.reduceat(np.left_shift(np.int64(1), bit), at) if len(at) else np.zeros(0, dtype=np.int64)
        return Hits(_starts(rule[at], rules), programme[at].astype(np.int32), masks)


def _programmes_by_course(market: Market) -> dict[int, Ints]:
    """Where each course may be granted."""
    where: dict[int, list[int]] = defaultdict(list)
    for number, programme in enumerate(market.programmes):
        for course in programme.courses:
            if course.convertible:
                where[course.id].append(number)
    return {course: np.array(numbers, dtype=np.int64) for course, numbers in where.items()}


def _granted(rule: MarketRule, where: dict[int, Ints]) -> Iterator[tuple[int, Ints]]:
    """The courses of a rule, each with the programmes in which it can grant it."""
    scope = np.array(sorted(set(rule.programmes)), dtype=np.int64)
    for course in set(rule.courses) & where.keys():
        yield course, np.intersect1d(where[course], scope, assume_unique=True) if rule.programmes else where[course]


def _courses(market: Market, layouts: Sequence[_Layout]) -> Courses:
    """What the bits of each programme mean."""
    top = max((course.level for programme in market.programmes for course in programme.courses), default=0)
    reach = np.zeros((top + 1, len(layouts)), dtype=np.int64)
    credits_of = np.zeros((len(layouts), MOST_COURSES), dtype=np.int64)
    module_of = np.full((len(layouts), MOST_COURSES), -1, dtype=np.int64)
    for number, layout in enumerate(layouts):
        courses = {course.id: course for course in market.programmes[number].courses}
        modules = [module for module, table in enumerate(layout.tables) for _ in table.courses]
        for course, place in layout.bits().items():
            credits_of[number, place] = courses[course].credits
            module_of[number, place] = modules[place]
            reach[max(0, courses[course].level) :, number] |= np.left_shift(np.int64(1), np.int64(place))
    return Courses(reach, credits_of, module_of)


def _modules(layouts: Sequence[_Layout]) -> Modules:
    tables = [table for layout in layouts for table in layout.tables]
    owners = [number for number, layout in enumerate(layouts) for _ in layout.tables]
    shifts = [shift for layout in layouts for shift in _offsets(len(table.courses) for table in layout.tables)]
    return Modules(
        _starts(np.array(owners, dtype=np.int64), len(layouts)),
        np.array(_offsets(len(table.rests) for table in tables), dtype=np.int64),
        np.array(shifts, dtype=np.int64),
        np.array([len(table.rests) - 1 for table in tables], dtype=np.int64),
        np.array([table.additive for table in tables], dtype=np.bool_),
        _joined([table.rests for table in tables]).astype(np.int32),
    )


def _caps(market: Market) -> Caps:
    """The caps of each programme; those of all categories last."""
    bit = _category_bits(market)
    owners, masks, rooms = list[int](), list[int](), list[int]()
    for number, programme in enumerate(market.programmes):
        for cap in sorted(programme.caps, key=lambda one: not one.categories):
            found = [bit[category] for category in set(cap.categories) & bit.keys()]
            owners.append(number)
            masks.append(sum(1 << place for place in found) if cap.categories else 2**64 - 1)
            rooms.append(max(0, cap.at_most))
    return Caps(
        _starts(np.array(owners, dtype=np.int64), len(market.programmes)),
        np.array(masks, dtype=np.uint64).view(np.int64),
        np.array(rooms, dtype=np.int64),
    )


def _starts(owners: Ints, count: int) -> Ints:
    """Where the entries of each owner begin; the entries are sorted by owner."""
    return np.searchsorted(owners, np.arange(count + 1)).astype(np.int64)


def _offsets(lengths: Iterable[int]) -> list[int]:
    """Where each begins when they stand one after another."""
    found, total = list[int](), 0
    for length in lengths:
        found.append(total)
        total += length
    return found


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
