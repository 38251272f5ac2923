"""The requirement tree, relaxed: what may be left to study with so much done (docs/proofs.md, *The relaxed tree*).

Sets of achievable amounts are bits of an integer: bit ``a`` stands for ``a`` times the amounts' common divisor.
"""

from dataclasses import dataclass
from itertools import chain
from math import gcd

from creditbank.plan.branching import Board, State, bits, mask_of
from creditbank.plan.problem import Problem, TreeNode, walk

LARGEST = 1_000_000
"""Above this ceiling no log is made: sets of amounts would take too much memory and time."""

MOST_WORK = 2_000_000
"""What adding sets of amounts may take for one proof, in steps of about a microsecond."""


class TooMuchWork(Exception):
    """The amounts are so many that a proof would take too long."""


def ceiling(problem: Problem, /) -> int:
    """More than any least way to finish takes, if there is a way at all."""
    nodes = walk(problem.tree)
    step = max((node.study_step or 1 for node in nodes if node.open), default=1)
    minima = sum(node.min_credits + step for node in nodes if node.min_credits is not None)
    floors = max((floor.at_least for floor in problem.floors), default=0)
    return 1 + sum(course.credits for course in problem.courses) + minima + step + max(0, floors)


def is_fit(problem: Problem, /) -> bool:
    """Whether the problem is one that logs are made for (docs/proofs.md, *Which problems*)."""
    nodes = walk(problem.tree)
    credits_of = {course.id: course.credits for course in problem.courses}
    node_ids = {node.id for node in nodes}
    outcomes = {one.id for one in problem.outcomes}
    candidates = {one.id: one for one in problem.candidates}
    named = [[*node.all, *node.courses] for node in nodes]
    targets = [to for one in problem.candidates for to in one.targets]
    amounts = chain(
        credits_of.values(),
        (to.amount for to in targets),
        (one.available for one in problem.outcomes),
        (one.issued - max(1, one.available) for one in problem.outcomes),
        (to.amount - 1 for to in targets if to.up_to),
        (node.blocked for node in nodes),
        (node.study_step - 1 for node in nodes if node.study_step is not None),
    )
    members = [*(cap.members for cap in problem.caps), *(floor.members for floor in problem.floors)]
    sums = [cap.members for cap in problem.caps if cap.measure == "credits"] + [one.members for one in problem.floors]
    return (
        len(credits_of) == len(problem.courses)
        and len(node_ids) == len(nodes)
        and len(outcomes) == len(problem.outcomes)
        and len(candidates) == len(problem.candidates)
        and all(len(set(here)) == len(here) and credits_of.keys() >= set(here) for here in named)
        and all(to.amount == credits_of.get(to.course) and not to.up_to for to in targets if to.course)
        and all(to.module in node_ids for to in targets if not to.course)
        and all(one.inputs for one in problem.candidates)
        and all(taken.outcome in outcomes for one in problem.candidates for taken in one.inputs)
        and all(len(set(of)) == len(of) for of in members)
        and all(
            0 <= m.target < len(candidates[m.candidate].targets) for of in sums for m in of if m.candidate in candidates
        )
        and min(amounts, default=0) >= 0
        and ceiling(problem) <= LARGEST
    )


@dataclass(frozen=True, slots=True)
class _Node:
    """A requirement node by bits. ``mine``: its courses that no earlier node names; they cost here."""

    children: tuple[int, ...]
    all: int
    courses: int
    mine: int
    below: int
    """Courses named here or below."""
    blocks: int
    """Targets that grant block credit here or below."""
    choose: int | None
    minimum: int | None
    step: int
    """Step of open study, 0 where the node is not open."""
    blocked: int
    asked: bool
    """Whether a node above asks for credits."""
    optional: bool
    """Whether a node above may do without this one."""


Layers = dict[int, int]
"""Amounts by discount: what they earn is the amount and the discount, where courses are taken below their credits."""
Prices = tuple[tuple[int, int], ...]
"""Courses with the price at which they are taken, where that is not their credits."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a node can take: ``earned`` without study, and the amounts of study with and without meeting its conditions."""

    earned: int
    free: Layers
    holds: Layers


class Relaxation:
    """The requirement tree with what is done and what can be bought; amounts are remembered for each node."""

    def __init__(self, made: Board, limit: int, fine: bool = False) -> None:
        """Amounts from ``limit`` on are left out; ``fine``: block credit may be bought in part, one unit at a time."""
        problem = made.problem
        self.board = made
        self.credits = [course.credits for course in problem.courses]
        self.before = mask_of([i for i, course in enumerate(problem.courses) if course.done])
        self.unit = 1 if fine else self._common_divisor()
        self.limit = limit
        self.full = (1 << -(-self.limit // self.unit)) - 1
        self.nodes = self._read(problem.tree)
        place = {course.id: i for i, course in enumerate(problem.courses)}
        self.studied = self.nodes[0].below | mask_of(
            [place[c] for one in problem.floors for c in one.courses if c in place]
        )
        self._known: list[dict[tuple[object, ...], Amounts]] = [{} for _ in self.nodes]
        self._sums: dict[int, int] = {}
        self.work = 0
        """What adding sets of amounts has taken so far."""

    def _common_divisor(self) -> int:
        found = 0
        for node in walk(self.board.problem.tree):
            found = gcd(found, (node.study_step or 1) if node.open else 0)
        for target in self.board.targets:
            found = gcd(found, target.amount)
        return gcd(found, *self.credits) or 1

    def _read(self, tree: TreeNode) -> list[_Node]:
        order = walk(tree)
        place = {node.id: i for i, node in enumerate(order)}
        course = {one.id: i for i, one in enumerate(self.board.problem.courses)}
        here = [0] * len(order)
        for t, target in enumerate(self.board.targets):
            if target.node >= 0:
                here[target.node] |= 1 << t
        seen, first = 0, []
        for node in order:
            named = mask_of([course[one] for one in (*node.all, *node.courses)])
            first.append(named & ~seen)
            seen |= named
        asked = {id(n) for node in order if node.min_credits is not None for n in walk(node)[1:]}
        optional = {id(n) for node in order if node.choose is not None for n in walk(node)[1:]}
        below = [mask_of([course[c] for n in walk(node) for c in (*n.all, *n.courses)]) for node in order]
        return [
            _Node(
                children=tuple(place[child.id] for child in node.child),
                all=mask_of([course[one] for one in node.all]),
                courses=mask_of([course[one] for one in node.courses]),
                mine=first[i],
                below=below[i],
                blocks=mask_of([t for n in walk(node) for t in bits(here[place[n.id]])]),
                choose=node.choose,
                minimum=node.min_credits,
                step=(node.study_step or 1) if node.open else 0,
                blocked=node.blocked,
                asked=id(node) in asked,
                optional=id(node) in optional,
            )
            for i, node in enumerate(order)
        ]

    def inside(self, i: int) -> list[int]:
        """The node and all below it."""
        return [i, *(one for child in self.nodes[i].children for one in self.inside(child))]

    def amounts(self, i: int, done: int, state: State, deducted: int, prices: Prices = ()) -> Amounts:
        """The amounts of node ``i`` with these courses done and the block pieces in ``deducted`` to be bought."""
        node = self.nodes[i]
        known = self._known[i]
        key: tuple[object, ...] = (done & node.below,)
        if prices:
            prices = tuple(one for one in prices if (node.below & ~done) >> one[0] & 1)
            key += prices
        if node.blocks:
            key += (state.granted & node.blocks, state.dropped & node.blocks, deducted & node.blocks, "")
        found = known.get(key)
        if found is None:
            found = known[key] = self._amounts(i, done, state, deducted, prices)
        return found

    def _amounts(self, i: int, done: int, state: State, deducted: int, prices: Prices) -> Amounts:
        node = self.nodes[i]
        children = [self.amounts(child, done, state, deducted, prices) for child in node.children]
        todo = node.mine & ~done
        earned = node.blocked + sum(child.earned for child in children)
        earned += sum(self.credits[c] for c in bits((node.all | node.courses) & ~todo))
        fixed, bought = self._blocks(i, state, deducted)
        earned += fixed
        extra = {0: self._open(bought, node.step)}
        free = self.join(self.some(todo, prices), extra) if node.optional else {}
        for child in children if node.optional else ():
            free = self.join(free, child.free)
        holds = self._demand(node, todo, children, prices)
        for c in bits(todo & node.all):
            holds = self.take(holds, c, prices)
        holds = self.join(holds, extra)
        if node.minimum is not None:
            holds = {
                d: kept for d, amounts in holds.items() if (kept := self.from_(amounts, node.minimum - earned - d))
            }
        if not node.asked:
            free, holds = {0: self.flat(free)}, {0: self.flat(holds)}
        return Amounts(earned, free, holds)

    @staticmethod
    def flat(layers: Layers) -> int:
        """The amounts, whatever they earn."""
        flat = 0
        for amounts in layers.values():
            flat |= amounts
        return flat

    def some(self, courses: int, prices: Prices) -> Layers:
        """All subsets of the courses."""
        mine = [c for c, _ in prices if courses >> c & 1]
        layers = {0: self.sums(courses & ~mask_of(mine))}
        for c in mine:
            layers = self._either(layers, self.take(layers, c, prices))
        return layers

    def take(self, layers: Layers, course: int, prices: Prices) -> Layers:
        """The amounts with one course more, at its price."""
        earns = self.credits[course]
        cost = next((price for priced, price in prices if priced == course), earns)
        return {d + earns - cost: self.shift(amounts, cost) for d, amounts in layers.items()}

    @staticmethod
    def _either(one: Layers, other: Layers) -> Layers:
        found = dict(one)
        for d, amounts in other.items():
            found[d] = found.get(d, 0) | amounts
        return found

    def join(self, one: Layers, other: Layers) -> Layers:
        """All sums of an amount of the one and an amount of the other."""
        found: Layers = {}
        for d, amounts in one.items():
            for e, more in other.items():
                found[d + e] = found.get(d + e, 0) | self.add(amounts, more)
        return found

    def _demand(self, node: _Node, todo: int, children: list[Amounts], prices: Prices) -> Layers:
        """Study that meets the choice among courses and children, beside the courses that must be."""
        optional = todo & node.courses
        if node.choose is None:
            layers = self.some(optional, prices)
            for child in children:
                layers = self.join(layers, child.holds)
            return layers
        met = min(max(0, node.choose), (node.courses & ~todo).bit_count())
        ways: list[Layers] = [{} for _ in range(max(0, node.choose) + 1)]
        ways[met] = {0: 1}
        for c in bits(optional):
            ways = self._more(ways, [self.take(one, c, prices) for one in ways], ways)
        for child in children:
            counting = [self.join(one, child.holds) for one in ways]
            ways = self._more(ways, counting, [self.join(one, child.free) for one in ways])
        return ways[-1]

    def _more(self, ways: list[Layers], counting: list[Layers], passing: list[Layers]) -> list[Layers]:
        """Amounts by how many are met, after one more that either counts or does not."""
        after, last = list(passing), len(ways) - 1
        for number, layers in enumerate(counting):
            at = min(number + 1, last)
            after[at] = self._either(after[at], layers)
        return after

    def _blocks(self, i: int, state: State, deducted: int) -> tuple[int, list[tuple[int, bool]]]:
        """Block credit that node ``i`` has, and the pieces that can be bought: amount, and whether in part."""
        fixed, bought = 0, []
        for t in bits(self.nodes[i].blocks & ~state.dropped):
            target = self.board.targets[t]
            if target.node != i:
                continue
            granted = bool(state.granted >> t & 1)
            if not deducted >> t & 1 or (granted and target.least == target.amount):
                fixed += target.amount
                continue
            fixed += target.least if granted else 0
            bought.append((target.amount - (target.least if granted else 0), target.partial))
        return fixed, bought

    def _open(self, bought: list[tuple[int, bool]], step: int) -> int:
        """Amounts of open study and of block credit that is bought."""
        amounts = 1
        for amount, in_part in bought:
            amounts = self.upto(amounts, 1, amount) if in_part else amounts | self.shift(amounts, amount)
        return self.upto(amounts, step, self.limit) if step else amounts

    def upto(self, amounts: int, step: int, most: int) -> int:
        """The amounts with 0, 1, 2, … steps more, together at most ``most``."""
        times, size = most // step, 1
        while times:
            take = min(size, times)
            amounts |= self.shift(amounts, take * step)
            times, size = times - take, size * 2
        return amounts

    def sums(self, courses: int) -> int:
        """The sums of the credits of all subsets."""
        known = self._sums.get(courses)
        if known is None:
            known = 1
            for course in bits(courses):
                known |= self.shift(known, self.credits[course])
            self._sums[courses] = known
        return known

    def shift(self, amounts: int, by: int) -> int:
        """The amounts, each larger by ``by``."""
        return amounts << (by // self.unit) & self.full

    def add(self, one: int, other: int) -> int:
        """All sums of an amount of the one and an amount of the other."""
        if one.bit_count() > other.bit_count():
            one, other = other, one
        found = at = 0
        pace = 1 + ((one.bit_length() + other.bit_length()) >> 13)
        while one:
            self.work += pace
            gap = (one & -one).bit_length() - 1
            one, at = one >> gap, at + gap
            run = (~one & one + 1).bit_length() - 1
            found |= self.upto(other << at, self.unit, (run - 1) * self.unit)
            one, at = one >> run, at + run
            if self.work > MOST_WORK:
                raise TooMuchWork
        return found & self.full

    def from_(self, amounts: int, least: int) -> int:
        """The amounts that are not below ``least``."""
        below = max(0, -(-least // self.unit))
        return amounts >> below << below

    def least(self, amounts: int) -> int:
        """The least of the amounts; the ceiling where there are none."""
        return ((amounts & -amounts).bit_length() - 1) * self.unit if amounts else self.limit

    def finish(self, done: int, state: State, deducted: int, prices: Prices = ()) -> int:
        """The amounts with which the whole tree holds."""
        return self.flat(self.amounts(0, done, state, deducted, prices).holds)
