"""A requirement tree taken apart into parts that do not bear on each other, and what each leaves to study.

The root asks for all its children, each child may do so in turn, and so on down; where a node asks for more than that, it
and all below it is one part.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import gcd

import numpy as np

from creditbank.plan.problem import TreeNode, shared_courses, walk
from creditbank.plan.search_arrays import Integers
from creditbank.plan.study import Amounts, Form, Way, Ways, when_held

ADJACENT = 8
"""Courses that must all be done are looked at in groups of so many."""
MOST_COURSES = 12
"""A part in which more courses may be granted has too long a table."""
MOST_STUDY = 20_000
"""Amounts of study that differ by so many units are too many to tell apart."""


@dataclass(frozen=True, slots=True)
class Parts:
    """``exact``: the parts say all that the tree asks for; else something of it must be asked of the answer."""

    nodes: tuple[TreeNode, ...]
    exact: bool


def take_apart(tree: TreeNode, credits_of: Mapping[str, int], grantable: Collection[str], /) -> Parts | None:
    """The parts of a tree, or ``None`` where courses stand in several modules or a part has too many that may be granted.

    A minimum of a node above the parts that they do not meet of themselves, and ceilings below a minimum, are left out.
    """
    if shared_courses(tree) or any(set(node.all) & set(node.courses) for node in walk(tree)):
        return None
    exact, nodes = True, []
    for node, is_exact in _parts(tree, credits_of, grantable):
        exact = exact and is_exact and not _has_ceiling(node)
        nodes.append(node)
    return Parts(tuple(nodes), exact)


def _parts(
    node: TreeNode, credits_of: Mapping[str, int], grantable: Collection[str]
) -> Iterator[tuple[TreeNode, bool]]:
    surplus = _surely_earned(node, credits_of)
    if node.choose is None and (node.min_credits or 0) <= surplus:
        yield from _all_of(node, credits_of, grantable, exact=True)
    elif _count(node, grantable) <= MOST_COURSES or node.choose is not None or not node.child:
        yield node, True
    else:
        yield from _all_of(node, credits_of, grantable, exact=False)


def _all_of(
    node: TreeNode, credits_of: Mapping[str, int], grantable: Collection[str], *, exact: bool
) -> Iterator[tuple[TreeNode, bool]]:
    """A node that asks for nothing but its courses and its children."""
    ordered = sorted(node.all, key=lambda course: course not in grantable)
    for start in range(0, len(ordered), ADJACENT):
        yield TreeNode(id=node.id, all=tuple(ordered[start : start + ADJACENT])), exact
    for child in node.child:
        for part, is_exact in _parts(child, credits_of, grantable):
            yield part, exact and is_exact


def _count(node: TreeNode, grantable: Collection[str]) -> int:
    return sum(course in grantable for below in walk(node) for course in (*below.all, *below.courses))


def _surely_earned(node: TreeNode, credits_of: Mapping[str, int]) -> int:
    """What a node earns at least when all conditions but its own minimum hold."""
    below = [_upward(child, credits_of) for child in node.child]
    if node.choose is None:
        earned = sum(below)
    else:
        earned = sum(sorted([*below, *(credits_of.get(course, 0) for course in node.courses)])[: node.choose])
    return earned + node.blocked + sum(credits_of.get(course, 0) for course in node.all)


def _upward(node: TreeNode, credits_of: Mapping[str, int]) -> int:
    earned = max(_surely_earned(node, credits_of), node.min_credits or 0)
    return earned if node.at_most is None else min(earned, node.at_most)


def _has_ceiling(node: TreeNode, *, below_minimum: bool = False) -> bool:
    """Whether somewhere a minimum counts no more than a ceiling below it."""
    if below_minimum and node.at_most is not None:
        return True
    return any(_has_ceiling(child, below_minimum=below_minimum or bool(node.min_credits)) for child in node.child)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part with its figures; ``courses`` by bit, those that may be granted first."""

    form: Form
    courses: tuple[str, ...]
    bits: int
    """How many of the courses may be granted."""
    unit: int
    """Of which all amounts of study are multiples."""
    most: int
    """No more than this is ever needed."""

    def least(self, done: int, /) -> int | None:
        """The least study with which the part holds, these courses being granted."""
        if self.form.asks_only_for_courses:
            return sum(amount for bit, amount in self.form.every if not done >> bit & 1)
        found = when_held(self.form, done, self.amounts)
        return _lowest(found) * self.unit if found else None

    @property
    def fits(self) -> bool:
        """Whether its table stays small."""
        return self.bits <= MOST_COURSES and (self.form.asks_only_for_courses or self.most // self.unit <= MOST_STUDY)

    @property
    def amounts(self) -> Amounts:
        """What reckons with sets of amounts of its study."""
        return Amounts(self.unit, (1 << self.most // self.unit + 1) - 1)

    def lightest(self, done: int, /) -> Way:
        """The way to finish with the least study and the least weight; the part must be able to hold."""
        if self.form.asks_only_for_courses:
            studied = tuple(bit for bit, _ in self.form.every if not done >> bit & 1)
            return Way(0, studied)
        least = self.least(done) or 0
        return when_held(self.form, done, Ways(self.courses, least))[least]


@lru_cache(maxsize=4096)
def make_part(
    node: TreeNode, named: tuple[tuple[str, int], ...], done: frozenset[str], grantable: frozenset[str]
) -> Part:
    """The figures of a node; ``named``: all its courses with their credits."""
    worth = dict(named)
    open_courses = [course for course, _ in named if course not in done]
    courses = tuple(sorted(open_courses, key=lambda course: course not in grantable))
    bit = {course: place for place, course in enumerate(courses)}
    steps = [below.study_step or 1 for below in walk(node) if below.open]
    needs = [below.min_credits or 0 for below in walk(node)]
    return Part(
        form=_form(node, worth, bit),
        courses=courses,
        bits=sum(course in grantable for course in courses),
        unit=gcd(*(worth[course] for course in courses), *steps) or 1,
        most=sum(worth[course] for course in courses) + (max(needs) + max(steps) if steps else 0) * len(steps),
    )


def _form(node: TreeNode, credits_of: Mapping[str, int], bit: Mapping[str, int]) -> Form:
    named = (*node.all, *node.courses)
    return Form(
        name=node.id,
        earned=node.blocked + sum(credits_of[course] for course in named if course not in bit),
        met=sum(course not in bit for course in node.courses),
        every=tuple((bit[course], credits_of[course]) for course in node.all if course in bit),
        courses=tuple((bit[course], credits_of[course]) for course in node.courses if course in bit),
        child=tuple(_form(child, credits_of, bit) for child in node.child),
        choose=node.choose,
        need=node.min_credits or 0,
        step=(node.study_step or 1) if node.open else 0,
    )


def part_of(node: TreeNode, credits_of: Mapping[str, int], done: frozenset[str], grantable: frozenset[str], /) -> Part:
    """The figures of a node in a programme; kept for the next question about the same."""
    named = tuple((course, credits_of[course]) for below in walk(node) for course in (*below.all, *below.courses))
    own = {course for course, _ in named}
    return make_part(node, named, done & own, grantable & own)


@dataclass(frozen=True, slots=True)
class Table:
    """The least study of a part by the mask of the courses granted, above ``least``."""

    amounts: Integers
    least: int
    """With all granted that may be."""
    saved: int
    """How much less that is than with nothing granted."""
    credits: Integers
    """The most that each course saves, whatever else is granted."""
    additive: bool
    """Each course saves the same whatever else is granted."""
    divisor: int
    """Of all amounts."""


@lru_cache(maxsize=4096)
def table_of(part: Part, /) -> Table:
    """The table of a part that can hold."""
    amounts = np.array(_amounts(part), np.int64)
    amounts -= (least := int(amounts[-1]))
    pairs = [amounts.reshape(-1, 2, 1 << bit) for bit in range(part.bits)]
    savings = [pair[:, 0] - pair[:, 1] for pair in pairs]
    return Table(
        amounts=amounts,
        least=least,
        saved=int(amounts[0]),
        credits=np.array([saving.max() for saving in savings], np.int64),
        additive=all(saving.max() == saving.min() for saving in savings),
        divisor=int(np.gcd.reduce(amounts)),
    )


def _amounts(part: Part) -> tuple[int, ...]:
    form = part.form
    if form.asks_only_for_courses:
        return _sums(part)
    if not form.child and not form.step and form.choose is None:
        return _minima(part)
    return tuple(part.least(done) or 0 for done in range(1 << part.bits))


def _sums(part: Part) -> tuple[int, ...]:
    """What is left of courses that must all be done."""
    needed = dict(part.form.every)
    table = [sum(needed.values())]
    for bit in range(part.bits):
        table += [left - needed.get(bit, 0) for left in table]
    return tuple(table)


def _minima(part: Part) -> tuple[int, ...]:
    """The same figures as ``Part.least`` for courses and a minimum alone: the sets of amounts come one from another."""
    using, full = part.amounts, (1 << part.bits) - 1
    every, worth = dict(part.form.every), dict((*part.form.every, *part.form.courses))
    sets = [when_held(replace(part.form, need=0), full, using)] * (full + 1)
    table = [0] * (full + 1)
    for done in range(full, -1, -1):
        if done < full:
            bit = (~done & -~done).bit_length() - 1
            more = using.study(sets[done | 1 << bit], (bit, worth[bit]))
            sets[done] = more if bit in every else more | sets[done | 1 << bit]
        needed = part.form.need - part.form.credits_of(done)
        table[done] = _lowest(using.at_least(sets[done], needed)) * part.unit
    return tuple(table)


def _lowest(amounts: int) -> int:
    return (amounts & -amounts).bit_length() - 1


@dataclass(frozen=True, slots=True)
class Finish:
    """What is studied; ``clash``: another way has the same weight, and which is taken is not settled here."""

    courses: frozenset[str]
    opened: dict[str, int]
    clash: bool


def finish(parts: Iterable[Part], granted: Collection[str], /) -> Finish:
    """The way to finish with the least study, and of these the lightest."""
    courses: set[str] = set()
    opened: dict[str, int] = {}
    clash = False
    for part in parts:
        done = sum(1 << bit for bit, course in enumerate(part.courses) if course in granted)
        way = part.lightest(done)
        courses.update(part.courses[bit] for bit in way.studied)
        opened.update(way.opened)
        clash = clash or way.clash
    return Finish(frozenset(courses), opened, clash)
