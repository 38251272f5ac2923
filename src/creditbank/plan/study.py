"""What a part of the requirements leaves to study: as a table over the courses that may be granted, and course by course.

A part shares no course with others, so it can be looked at alone. The amounts of study with which a node holds are a set
of integers (``Amounts``); with the way to finish, each amount carries its lightest choice of study (``Ways``). Both are
reckoned by the same recursion over the node. Ceilings (``at_most``) are not looked at. Source: docs/engine.md, *Problem*
and *Objective*, 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from creditbank.plan.problem import tie_weight

Set = TypeVar("Set")


@dataclass(frozen=True, slots=True)
class Form:
    """A node with its courses as bits; what is done before is reckoned in, what is granted is a mask ``done``."""

    name: str
    earned: int
    """Credits of courses done before, and block credit."""
    met: int
    """How many of ``courses`` are done before."""
    every: tuple[tuple[int, int], ...]
    """(bit, credits) of each course of ``all`` still to be done."""
    courses: tuple[tuple[int, int], ...]
    child: "tuple[Form, ...]"
    choose: int | None
    need: int
    step: int
    """In which study is taken where the node is open; else 0."""

    @property
    def asks_only_for_courses(self) -> bool:
        """Whether it holds as soon as some courses are done, each for itself."""
        return self.choose is None and not self.child and not self.need

    def credits_of(self, done: int, /) -> int:
        """What is earned here and below without any study."""
        own = sum(amount for bit, amount in (*self.every, *self.courses) if done >> bit & 1)
        return self.earned + own + sum(child.credits_of(done) for child in self.child)


class Reckoning(Protocol[Set]):
    """Sets of amounts of study, with whatever is told of each amount."""

    @property
    def nothing(self) -> Set:
        """No study."""

    @property
    def never(self) -> Set:
        """No amount at all."""

    def study(self, amounts: Set, course: tuple[int, int], /) -> Set:
        """Each amount with one course more."""

    def either(self, one: Set, other: Set, /) -> Set:
        """What is in one of them."""

    def both(self, one: Set, other: Set, /) -> Set:
        """All sums of two."""

    def opened(self, amounts: Set, node: str, step: int, /) -> Set:
        """Each amount with any number of steps in an open node."""

    def at_least(self, amounts: Set, least: int, /) -> Set:
        """Those not below."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Amounts in multiples of ``unit``, as the bits of an integer; larger ones than the last bit of ``within`` are cut off."""

    unit: int
    within: int
    nothing: int = 1
    never: int = 0

    def study(self, amounts: int, course: tuple[int, int], /) -> int:
        """As in ``Reckoning``."""
        return amounts << course[1] // self.unit & self.within

    def either(self, one: int, other: int, /) -> int:
        """As in ``Reckoning``."""
        return one | other

    def both(self, one: int, other: int, /) -> int:
        """As in ``Reckoning``."""
        sums, place = 0, 0
        while other:
            skip = (other & -other).bit_length()
            place, other = place + skip, other >> skip
            sums |= one << place - 1
        return sums & self.within

    def opened(self, amounts: int, _: str, step: int, /) -> int:
        """As in ``Reckoning``."""
        step //= self.unit
        while step < self.within.bit_length():
            amounts, step = (amounts | amounts << step) & self.within, 2 * step
        return amounts

    def at_least(self, amounts: int, least: int, /) -> int:
        """As in ``Reckoning``."""
        least = max(0, -(-least // self.unit))
        return amounts >> least << least


@dataclass(frozen=True, slots=True)
class Way:
    """One choice of study: its weight, its courses (bits) and steps in open nodes; ``clash``: another weighs the same."""

    weight: int
    studied: tuple[int, ...] = ()
    opened: tuple[tuple[str, int], ...] = ()
    clash: bool = False


_Ways = dict[int, Way]


@dataclass(frozen=True, slots=True)
class Ways:
    """For each amount up to ``most`` the lightest choice of study."""

    names: Sequence[str]
    """Courses by bit."""
    most: int
    nothing: _Ways = field(default_factory=lambda: {0: Way(0)})
    never: _Ways = field(default_factory=dict)

    def study(self, amounts: _Ways, course: tuple[int, int], /) -> _Ways:
        """As in ``Reckoning``."""
        bit, more = course
        weight = tie_weight("study", self.names[bit])
        return {
            amount + more: Way(way.weight + weight, (*way.studied, bit), way.opened, way.clash)
            for amount, way in amounts.items()
            if amount + more <= self.most
        }

    def either(self, one: _Ways, other: _Ways, /) -> _Ways:
        """As in ``Reckoning``."""
        found = dict(one)
        for amount, way in other.items():
            found[amount] = way if amount not in found else _lighter(found[amount], way)
        return found

    def both(self, one: _Ways, other: _Ways, /) -> _Ways:
        """As in ``Reckoning``."""
        found: _Ways = {}
        for amount, way in one.items():
            for more, also in other.items():
                if (total := amount + more) <= self.most:
                    joined = _joined(way, also)
                    found[total] = joined if total not in found else _lighter(found[total], joined)
        return found

    def opened(self, amounts: _Ways, node: str, step: int, /) -> _Ways:
        """As in ``Reckoning``."""
        weight = tie_weight("open", node)
        steps = {u * step: Way(u * weight, (), ((node, u * step),)) for u in range(1, self.most // step + 1)}
        return self.both(amounts, {0: Way(0), **steps})

    def at_least(self, amounts: _Ways, least: int, /) -> _Ways:
        """As in ``Reckoning``."""
        return {amount: way for amount, way in amounts.items() if amount >= least}


def _joined(one: Way, other: Way) -> Way:
    return Way(
        one.weight + other.weight,
        (*one.studied, *other.studied),
        (*one.opened, *other.opened),
        one.clash or other.clash,
    )


def _lighter(one: Way, other: Way) -> Way:
    """The lighter of two ways to the same amount, which may be the same."""
    if one.weight != other.weight:
        return one if one.weight < other.weight else other
    same = set(one.studied) == set(other.studied) and set(one.opened) == set(other.opened)
    return Way(one.weight, one.studied, one.opened, one.clash or other.clash or not same)


def when_free(form: Form, done: int, using: Reckoning[Set], /) -> Set:
    """All amounts that can be studied in a node, whether or not it holds."""
    amounts = using.nothing
    for course in (*form.every, *form.courses):
        amounts = _optional(amounts, course, done, using)
    amounts = using.opened(amounts, form.name, form.step) if form.step else amounts
    for child in form.child:
        amounts = using.both(amounts, when_free(child, done, using))
    return amounts


def when_held(form: Form, done: int, using: Reckoning[Set], /) -> Set:
    """The amounts of study with which a node holds."""
    amounts = using.nothing
    for course in form.every:
        amounts = amounts if done >> course[0] & 1 else using.study(amounts, course)
    amounts = using.opened(amounts, form.name, form.step) if form.step else amounts
    if form.choose is None:
        for course in form.courses:
            amounts = _optional(amounts, course, done, using)
        for child in form.child:
            amounts = using.both(amounts, when_held(child, done, using))
    else:
        amounts = _chosen(form, done, using, amounts)
    return using.at_least(amounts, form.need - form.credits_of(done)) if form.need else amounts


def _optional(amounts: Set, course: tuple[int, int], done: int, using: Reckoning[Set]) -> Set:
    return amounts if done >> course[0] & 1 else using.either(amounts, using.study(amounts, course))


def _chosen(form: Form, done: int, using: Reckoning[Set], amounts: Set) -> Set:
    """``choose`` of the courses and children at least: amounts by how many have been met, up to that."""
    wanted = form.choose or 0
    met = form.met + sum(done >> bit & 1 for bit, _ in form.courses)
    by_count = [using.never] * (wanted + 1)
    by_count[min(met, wanted)] = amounts
    for course in form.courses:
        if not done >> course[0] & 1:
            by_count = _counted([using.study(one, course) for one in by_count], by_count, using)
    for child in form.child:
        held, free = when_held(child, done, using), when_free(child, done, using)
        by_count = _counted(
            [using.both(one, held) for one in by_count], [using.both(one, free) for one in by_count], using
        )
    return by_count[wanted]


def _counted(met: list[Set], unmet: list[Set], using: Reckoning[Set]) -> list[Set]:
    """One part more: what meets it moves one place up, but not beyond the last."""
    moved = [using.never, *met[:-1]]
    moved[-1] = using.either(moved[-1], met[-1])
    return [using.either(one, other) for one, other in zip(unmet, moved, strict=True)]
