"""A problem as integer arrays for the own search, where it fits; and the way back to lines and study.

It fits where every line takes awards whole and grants whole courses, no course stands in two modules, and no more than 64
awards and 64 courses come into question. What the arrays leave out (floors, a minimum that spans many modules, ceilings)
can only make things worse: ``Compact.exact`` says that nothing was, else the answer must be asked. Everything else is for
CP-SAT (docs/engine.md, *Two engines*).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations
from math import gcd

import numpy as np

from creditbank.plan.problem import Candidate, CapLimit, Outcome, Problem, tie_weight
from creditbank.plan.search_arrays import MOST_BITS, Integers, Tree, Variants, mask_array
from creditbank.plan.study_parts import Part, part_of, table_of, take_apart

MOST_VARIANTS = 4_096
MOST_TARGETS = 12
"""A line with more courses to choose from has too many ways to choose."""
MOST_STUDY = 2**15
"""More units of study at stake than this could be too many for the integers of the bounds."""
WIDEST_KEY = 2**62
ROOM_FOR_SHARES = 16
"""Bounds multiply keys by twelfths of awards."""


class _DoesNotFitError(Exception):
    """Something in the problem is beyond the arrays."""


@dataclass(frozen=True, slots=True)
class Way:
    """A candidate with the targets it grants."""

    candidate: Candidate
    targets: tuple[int, ...]
    widest: bool
    rigid: bool


@dataclass(frozen=True, slots=True)
class Compact:
    """The arrays with what is needed to read an answer. Remaining study is ``key // unit * divisor + beyond``."""

    problem: Problem
    variants: Variants
    tree: Tree
    rooms: Integers
    unit: int
    """What one unit of remaining weighs in the key."""
    tie_unit: int
    divisor: int
    beyond: int
    """Study in parts where nothing can be granted."""
    ways: tuple[Way, ...]
    """What each variant stands for."""
    parts: tuple[Part, ...]
    exact: bool
    """Whether the arrays say all that the problem asks for."""

    def grants(self, chosen: Sequence[int], /) -> dict[str, dict[int, int]]:
        """Chosen candidate → target index → amount, as of ``Choices``."""
        picked = {self.ways[v].candidate.id: self.ways[v] for v in chosen}
        return {
            one.id: {index: one.targets[index].amount for index in picked[one.id].targets}
            for one in self.problem.candidates
            if one.id in picked
        }

    def remaining(self, key: int, /) -> int:
        """What remains by a key."""
        return key // self.unit * self.divisor + self.beyond

    def objective(self, key: int, /) -> tuple[int, int, int]:
        """The three sums by a key."""
        price = key % self.unit
        return self.remaining(key), price // self.tie_unit, price % self.tie_unit


def compact(problem: Problem, /, *, priced: bool = True, idle: bool = False) -> Compact | None:
    """The problem as arrays, or ``None`` where it does not fit.

    ``priced = False``: for the first objective alone. ``idle``: with variants that can save nothing, which are no use
    unless somebody asks what it would cost to choose them.
    """
    try:
        return _compact(problem, priced=priced, idle=idle)
    except _DoesNotFitError:
        return None


def _compact(problem: Problem, *, priced: bool, idle: bool) -> Compact:
    usable = list(_usable(problem))
    layout = _lay_out(problem, usable)
    outcomes = sorted({taken.outcome for one, _ in usable for taken in one.inputs})
    if len(outcomes) > MOST_BITS or len(layout.bit) > MOST_BITS:
        raise _DoesNotFitError
    known = {one.id: one for one in problem.outcomes}
    blocks = _blocks({one: 1 << place for place, one in enumerate(outcomes)}, known)
    caps = [_Cap.of(cap) for cap in _strictest(problem.caps)]
    usage = sum(1000 + known[one].flex for one in outcomes) if priced else 0
    tie_unit = ((len(outcomes) + len(layout.bit)) << 20) + 1 if priced else 1
    unit = (usage + 1) * tie_unit
    if layout.most > MOST_STUDY or unit * (layout.most + 1) * ROOM_FOR_SHARES >= WIDEST_KEY:
        raise _DoesNotFitError
    prices = {one: (1000 + known[one].flex) * tie_unit for one in outcomes}
    tree = layout.tree()
    helpful = {course for course, bit in layout.bit.items() if idle or tree.credits[bit] > 0}
    rows = _Rows(layout, blocks, prices, caps, priced, helpful)
    for candidate, targets in usable:
        rows.add(candidate, targets)
    variants, ways = rows.arrays()
    return Compact(
        problem=problem,
        variants=variants,
        tree=tree,
        rooms=np.array([cap.room for cap in caps], np.int64),
        unit=unit,
        tie_unit=tie_unit,
        divisor=layout.divisor,
        beyond=layout.beyond,
        ways=ways,
        parts=layout.parts,
        exact=layout.exact and not problem.floors,
    )


def _usable(problem: Problem) -> Iterator[tuple[Candidate, tuple[int, ...]]]:
    """Candidates that can be applied at all, with the targets that can be granted."""
    done = {course.id for course in problem.courses if course.done}
    for candidate in problem.candidates:
        if candidate.possible:
            continue
        taken = [one.outcome for one in candidate.inputs]
        named = [target.course for target in candidate.targets]
        if any(one.take != "whole" for one in candidate.inputs) or any(
            t.up_to or not t.course for t in candidate.targets
        ):
            raise _DoesNotFitError
        if not taken or len(set(named)) < len(named) or (candidate.choose is not None and _is_odd(candidate)):
            raise _DoesNotFitError
        targets = tuple(index for index, course in enumerate(named) if course not in done)
        rigid = candidate.grant_all or len(named) == 1
        if targets and len(set(taken)) == len(taken) and not (rigid and len(targets) < len(named)):
            yield candidate, targets


def _is_odd(candidate: Candidate) -> bool:
    """A choice where nothing is to be chosen."""
    return candidate.grant_all or candidate.choose == 0


@dataclass(frozen=True, slots=True)
class _Layout:
    """Courses that may be granted as bits, part by part; then those that are in no part."""

    parts: tuple[Part, ...]
    exact: bool
    bit: Mapping[str, int]
    divisor: int
    beyond: int

    @property
    def tabled(self) -> list[Part]:
        """The parts in which something can be granted."""
        return [part for part in self.parts if part.bits]

    @property
    def most(self) -> int:
        """What remains with nothing granted, in units of the tables."""
        return sum(table_of(part).saved for part in self.tabled) // self.divisor

    def tree(self) -> Tree:
        """The tables as arrays."""
        tables = [table_of(part) for part in self.tabled]
        sizes = [table.amounts.size for table in tables]
        module, saves = np.full(MOST_BITS, -1, np.int64), np.zeros(MOST_BITS, np.int64)
        shifts = np.cumsum([0, *(part.bits for part in self.tabled)], dtype=np.int64)
        for place, table in enumerate(tables):
            module[shifts[place] : shifts[place + 1]] = place
            saves[shifts[place] : shifts[place + 1]] = table.credits // self.divisor
        return Tree(
            table=np.concatenate([np.zeros(0, np.int64), *(table.amounts for table in tables)]) // self.divisor,
            start=np.cumsum([0, *sizes], dtype=np.int64)[:-1],
            shift=shifts[:-1],
            cut=np.array(sizes, np.int64) - 1,
            additive=np.array([table.additive for table in tables], np.bool_),
            module=module,
            credits=saves,
        )


def _lay_out(problem: Problem, usable: Sequence[tuple[Candidate, tuple[int, ...]]]) -> _Layout:
    credits_of = {course.id: course.credits for course in problem.courses}
    done = frozenset(course.id for course in problem.courses if course.done)
    grantable = frozenset(one.targets[index].course for one, targets in usable for index in targets)
    taken_apart = take_apart(problem.tree, credits_of, grantable)
    if taken_apart is None:
        raise _DoesNotFitError
    parts = tuple(part_of(node, credits_of, done, grantable) for node in taken_apart.nodes)
    if any(not part.fits or part.least(0) is None for part in parts):
        raise _DoesNotFitError
    within = [course for part in parts for course in part.courses[: part.bits]]
    return _Layout(
        parts=parts,
        exact=taken_apart.exact,
        bit={course: place for place, course in enumerate((*within, *sorted(grantable - set(within))))},
        divisor=gcd(*(table_of(part).divisor for part in parts if part.bits)) or 1,
        beyond=sum((table_of(part).least if part.bits else part.least(0) or 0) for part in parts),
    )


def _blocks(bits: Mapping[str, int], known: Mapping[str, Outcome]) -> dict[str, tuple[int, int]]:
    """For each award its bit, and the mask of what cannot stand beside it: its parts, and what it is part of."""
    related = Counter(bits)
    for name in bits:
        above, seen = known[name].part_of, {name}
        while above in known and above not in seen:
            if above in bits:
                related[name] |= bits[above]
                related[above] |= bits[name]
            seen.add(above)
            above = known[above].part_of
    return {name: (bits[name], related[name]) for name in bits}


def _strictest(caps: Sequence[CapLimit]) -> list[CapLimit]:
    """Of caps that count the same, the one with the least room."""
    found: dict[object, CapLimit] = {}
    for cap in caps:
        key = (cap.measure, cap.members, cap.recorded_awards)
        if key not in found or cap.at_most - cap.recorded < found[key].at_most - found[key].recorded:
            found[key] = cap
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Cap:
    """A cap by candidate: its members' targets, and their awards where it counts these."""

    room: int
    counts_awards: bool
    recorded: frozenset[str]
    members: Mapping[str, list[tuple[int, str]]]

    @classmethod
    def of(cls, cap: CapLimit, /) -> "_Cap":
        """The members of a cap by candidate."""
        members: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for member in cap.members:
            members[member.candidate].append((member.target, member.outcome))
        room = max(0, cap.at_most - cap.recorded)
        return cls(room, cap.measure == "awards", frozenset(cap.recorded_awards), members)

    def takes(self, candidate: Candidate, targets: tuple[int, ...], /) -> int:
        """What a candidate takes of the room when it grants these targets."""
        own = self.members.get(candidate.id, ())
        if not self.counts_awards:
            return sum(candidate.targets[target].amount for target, _ in own if target in targets)
        counted = {award for target, award in own if target < 0 or target in targets} - self.recorded
        if not counted <= {taken.outcome for taken in candidate.inputs}:
            raise _DoesNotFitError
        return len(counted)


@dataclass(frozen=True, slots=True)
class _Row:
    """A variant in the measure of the arrays."""

    outcomes: int
    blocks: int
    courses: int
    rigid: bool
    amounts: tuple[int, ...]
    price: int
    way: Way


@dataclass(slots=True)
class _Rows:
    """Variants row by row; of those that do the same, the cheapest."""

    layout: _Layout
    blocks: Mapping[str, tuple[int, int]]
    prices: Mapping[str, int]
    caps: Sequence[_Cap]
    priced: bool
    helpful: AbstractSet[str]
    """Courses whose grant can save something."""
    rows: dict[object, list[_Row]] = field(default_factory=dict)
    count: int = 0

    def add(self, candidate: Candidate, targets: tuple[int, ...]) -> None:
        """All ways to apply a candidate that may be worth it."""
        outcomes, blocks = self._taken(candidate)
        if outcomes is None:
            return
        usage = sum(self.prices[taken.outcome] for taken in candidate.inputs)
        line = tie_weight("line", candidate.id) if self.priced else 0
        ties = {t: tie_weight("grant", candidate.id, candidate.targets[t].course) for t in targets if self.priced}
        for way in _ways(candidate, targets, self.helpful):
            price = usage + line + sum(ties[target] for target in way.targets) if self.priced else 0
            courses = sum(1 << self.layout.bit[candidate.targets[target].course] for target in way.targets)
            amounts = tuple(cap.takes(candidate, way.targets) for cap in self.caps)
            self._keep(_Row(outcomes, blocks, courses, way.rigid, amounts, price, way))

    def _taken(self, candidate: Candidate) -> tuple[int | None, int]:
        """The awards it takes and what it forbids; no mask where it would take an award and a part of it."""
        outcomes = blocks = 0
        for taken in candidate.inputs:
            bit, related = self.blocks[taken.outcome]
            if blocks & bit:
                return None, 0
            outcomes, blocks = outcomes | bit, blocks | related
        return outcomes, blocks

    def _keep(self, row: _Row) -> None:
        same = self.rows.setdefault((row.outcomes, row.courses, row.rigid, row.amounts), [])
        if self.priced and (not same or row.price == same[0].price):
            same.append(row)  # equal prices are told apart by whoever asks how many optima there are
        elif not same or row.price < same[0].price:
            same[:] = [row]
        self.count += 1
        if self.count > MOST_VARIANTS:
            raise _DoesNotFitError

    def arrays(self) -> tuple[Variants, tuple[Way, ...]]:
        """The columns, and what each row stands for."""
        rows = [row for same in self.rows.values() for row in same]
        courses = mask_array([row.courses for row in rows])
        variants = Variants(
            outcomes=mask_array([row.outcomes for row in rows]),
            blocks=mask_array([row.blocks for row in rows]),
            courses=courses,
            rigid=np.where(np.array([row.rigid for row in rows], np.bool_), courses, 0),
            widest=np.array([row.way.widest for row in rows], np.bool_),
            price=np.array([row.price for row in rows], np.int64),
            amounts=np.array([row.amounts for row in rows], np.int64).reshape(len(rows), len(self.caps)),
        )
        return variants, tuple(row.way for row in rows)


def _ways(candidate: Candidate, targets: tuple[int, ...], helpful: AbstractSet[str]) -> Iterator[Way]:
    """All of its targets, or every choice of those that can help, the largest choices first."""
    useful = [target for target in targets if candidate.targets[target].course in helpful]
    if candidate.grant_all or len(candidate.targets) == 1:
        if useful and _granted(candidate, targets) <= _budget(candidate):
            yield Way(candidate, targets, widest=True, rigid=True)
        return
    if len(useful) > MOST_TARGETS:
        raise _DoesNotFitError
    wider: list[set[int]] = []
    for count in range(_most(candidate, useful), 0, -1):
        chosen = [one for one in combinations(useful, count) if _granted(candidate, one) <= _budget(candidate)]
        for one in chosen:
            yield Way(candidate, one, widest=not any(other.issuperset(one) for other in wider), rigid=False)
        wider += map(set, chosen)


def _most(candidate: Candidate, targets: Sequence[int]) -> int:
    return len(targets) if candidate.choose is None else min(candidate.choose, len(targets))


def _budget(candidate: Candidate) -> int:
    return WIDEST_KEY if candidate.budget is None else candidate.budget


def _granted(candidate: Candidate, targets: Sequence[int]) -> int:
    return sum(candidate.targets[target].amount for target in targets)
