"""The least study that a relaxed tree asks for (docs/proofs.md, *F* and *A*), with integers alone.

Part of the independent checker. Sets of amounts are integers used as bit sets: bit *i* stands for *i* times the unit,
a common divisor of all amounts that may be added. What is done is one integer too, the *world*: a bit for each course
that counts as done; above them a bit for each target whose block credit counts in full; above them a bit for each target
whose block credit must be bought. Both bits of one target: its first unit counts, the rest may be bought.
"""

from collections.abc import Iterable, Iterator
from math import gcd

from creditbank.plan.check_state import Board
from creditbank.plan.problem import Problem, TreeNode, walk

MOST_WORK = 2 * 10**10
"""Bits moved before a log is refused: half a minute or so, hundreds of times what an ordinary log takes."""


class TooMuchWork(Exception):
    """The sums of a hostile tree would take too long."""


def top(problem: Problem, /) -> int:
    """T: more than any way to finish the relaxed tree leaves to study, if there is one at all."""
    nodes = walk(problem.tree)
    step = max((node.study_step or 1 for node in nodes if node.open), default=1)
    minima = sum(node.min_credits + step for node in nodes if node.min_credits is not None)
    floors = max((floor.at_least for floor in problem.floors), default=0)
    return 1 + sum(course.credits for course in problem.courses) + minima + step + max(0, floors)


class Study:
    """Sums of study of one problem, memoised by node and by what is done below it.

    Amounts are kept in a unit that divides all credits, all steps, and ``others``.
    """

    def __init__(self, problem: Problem, board: Board, others: Iterable[int] = ()) -> None:
        self.top = top(problem)
        steps = [node.study_step or 1 for node in walk(problem.tree) if node.open]
        self.unit = gcd(*(course.credits for course in problem.courses), *steps, *others) or 1
        self.is_dense = self.unit in steps
        """Whether study can be added unit by unit: then every amount above the least can be reached too."""
        self.width = -(-self.top // self.unit)
        self._mask = (1 << self.width) - 1
        self._work = 0
        layout = _Layout(problem, board, self.unit)
        self.root = layout.lay(problem.tree)
        self.placed = layout.placed

    def least(self, world: int, /) -> int:
        """F: the least amount with which the root holds; T where there is none."""
        return min(self.top, self.least_of(self.root, world))

    def amounts(self, world: int, optional: Iterable[int], /) -> int:
        """The amounts with which the root holds, with courses of these credits as study that may be added."""
        sums = self.holding(self.root, world)
        for amount in optional:
            sums |= self.shift(sums, amount // self.unit)
        return sums

    def least_of(self, node: "Node", world: int, /) -> int:
        """The least amount with which a node holds."""
        world &= node.mask
        found = node.least.get(world)
        if found is None:
            if node.is_sum:
                found = sum(self.least_of(child, world) for child in node.children)
                found += self.unit * sum(units for bit, units, must in node.own if must and not world & bit)
            else:
                found = self.lowest(self.holding(node, world))
            node.least[world] = found
        return found

    def lowest(self, sums: int, /) -> int:
        """The least amount of a set; T where it is empty."""
        return self.unit * ((sums & -sums).bit_length() - 1) if sums else self.top

    def holding(self, node: "Node", world: int) -> int:
        """The amounts with which a node holds."""
        world &= node.mask
        found = node.holds.get(world)
        if found is None:
            sums = self._all_of(node, world) if node.choose is None else self._some_of(node, world)
            if node.min_credits is not None:
                lowest = max(0, -(-(node.min_credits - self.earned(node, world)) // self.unit))
                sums = sums >> lowest << lowest
            found = node.holds[world] = sums
        return found

    def free(self, node: "Node", world: int) -> int:
        """The amounts that may be studied in a node whether it holds or not."""
        world &= node.mask
        found = node.free.get(world)
        if found is None:
            found = 1
            for child in node.children:
                found = self.sum_of(found, self.free(child, world))
            for bit, units, _ in node.own:
                found |= 0 if world & bit else self.shift(found, units)
            found = node.free[world] = self.with_open(node, world, found)
        return found

    def _all_of(self, node: "Node", world: int) -> int:
        """Every child holds and every course of ``all`` is done; other courses may be studied."""
        sums = 1
        for child, mask, known in node.folds:
            found = known.get(world & mask)
            if found is None:
                found = known[world & mask] = self.sum_of(sums, self.holding(child, world))
            sums = found
        for bit, units, must in node.own:
            if not world & bit:
                sums = self.shift(sums, units) | (0 if must else sums)
        return self.with_open(node, world, sums)

    def _some_of(self, node: "Node", world: int) -> int:
        """At least ``choose`` of the courses and children are done or hold."""
        need = node.needs(world)
        if need > len(node.own) + len(node.children):
            return 0
        sums = [1] + [0] * need
        for bit, units, must in node.own:
            if not world & bit:
                taken = [self.shift(one, units) for one in sums]
                sums = taken if must else _counted(sums, taken)
        for child in node.children:
            holds, free = self.holding(child, world), self.free(child, world)
            sums = _counted([self.sum_of(one, free) for one in sums], [self.sum_of(one, holds) for one in sums])
        return self.with_open(node, world, sums[need])

    def earned(self, node: "Node", world: int) -> int:
        """Credits that count here as earned whatever is studied."""
        blocks = sum(1 if world & buy else amount for full, buy, amount, _ in node.blocks if world & full)
        own = sum(units * self.unit for bit, units, _ in node.own if world & bit)
        return node.fixed + blocks + own + sum(self.earned(child, world) for child in node.children)

    def with_open(self, node: "Node", world: int, sums: int) -> int:
        """Block credit that may be bought, and any number of steps of open study."""
        for full, buy, amount, up_to in node.blocks:
            if world & buy:
                first = 1 if world & full else 0
                units = (amount - first) // self.unit
                sums = self.spread(sums, units) if up_to else sums | self.shift(sums, units)
        step = node.step
        while 0 < step < self.width:
            sums |= self.shift(sums, step)
            step *= 2
        return sums

    def shift(self, sums: int, units: int, /) -> int:
        """So many units added."""
        self._work += self.width + 1000
        if self._work > MOST_WORK:
            raise TooMuchWork
        return sums << units & self._mask

    def spread(self, sums: int, most: int) -> int:
        """Any number of units added, from none to ``most``."""
        span = 1
        while span <= min(most, self.width):
            more = min(span, most + 1 - span)
            sums |= self.shift(sums, more)
            span += more
        return sums

    def sum_of(self, first: int, second: int) -> int:
        """All sums of one amount of each set: run by run of the set with fewer runs."""
        if _starts(first).bit_count() > _starts(second).bit_count():
            first, second = second, first
        if first == 1:
            return second
        found = 0
        while first:
            start = (first & -first).bit_length() - 1
            rest = first >> start
            length = (~rest & rest + 1).bit_length() - 1
            found |= self.shift(self.spread(second, length - 1), start)
            first = rest >> length << length + start
        return found


class Node:
    """One node laid out. ``own``: (bit, units, must be done) of the courses that cost here; dictionaries are memos."""

    def __init__(self, node: TreeNode, unit: int) -> None:
        self.choose, self.min_credits = node.choose, node.min_credits
        self.is_sum = node.choose is None and node.min_credits is None
        self.step = (node.study_step or 1) // unit if node.open else 0
        self.fixed = node.blocked
        self.met = self.counting = self.mask = 0
        self.own: list[tuple[int, int, bool]] = []
        self.blocks: list[tuple[int, int, int, bool]] = []
        """(bit of full count, bit of buying, amount, in part)."""
        self.children: list[Node] = []
        self.folds: list[tuple[Node, int, dict[int, int]]] = []
        """Each child with the mask of all children up to it, and the sums of those as far as they are known."""
        self.least: dict[int, int] = {}
        self.holds: dict[int, int] = {}
        self.free: dict[int, int] = {}

    def needs(self, world: int, /) -> int:
        """How many more must be done or hold where so many are to be chosen."""
        return max(0, (self.choose or 0) - self.met - (self.counting & world).bit_count())

    def add(self, child: "Node", /) -> None:
        """Put a child below."""
        self.mask |= child.mask
        self.children.append(child)
        self.folds.append((child, child.mask | (self.folds[-1][1] if self.folds else 0), {}))


class _Layout:
    """Lays the tree out: each course belongs to the first node that names it, everywhere else it counts as done."""

    def __init__(self, problem: Problem, board: Board, unit: int) -> None:
        self.placed = 0
        self._problem, self._board, self._unit = problem, board, unit

    def lay(self, node: TreeNode) -> Node:
        laid = Node(node, self._unit)
        for name in (*node.all, *node.courses):
            self._place(laid, name, must=name in node.all)
        width = len(self._problem.courses)
        for t in self._board.blocks.get(node.id, ()):
            full, buy = 1 << width + t, 1 << width + len(self._board.owner) + t
            laid.blocks.append((full, buy, self._board.amount[t], self._board.least[t] < self._board.amount[t]))
            laid.mask |= full | buy
        for child in node.child:
            laid.add(self.lay(child))
        return laid

    def _place(self, laid: Node, name: str, *, must: bool) -> None:
        number = self._board.course_number[name]
        amount, bit = self._problem.courses[number].credits, 1 << number
        if (self._board.done | self.placed) & bit:
            laid.fixed += amount
            laid.met += not must
        else:
            self.placed |= bit
            laid.own.append((bit, amount // self._unit, must))
            laid.counting |= 0 if must else bit
            laid.mask |= bit


def bought(problem: Problem, /) -> Iterator[int]:
    """Amounts that the block credit of a problem can be bought in."""
    for candidate in problem.candidates:
        yield from (1 if target.up_to else target.amount for target in candidate.targets if target.module)


def _starts(sums: int) -> int:
    return sums & ~(sums << 1)


def _counted(left: list[int], taken: list[int]) -> list[int]:
    """Sums by how many are met: those that leave one out, and those that take it, which count one more."""
    last = len(left) - 1
    found = left.copy()
    for met, sums in enumerate(taken):
        found[min(met + 1, last)] |= sums
    return found
