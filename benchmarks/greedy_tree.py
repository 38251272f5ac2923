"""The least study that finishes a programme once it is known what is granted: exact, and fast enough to be asked often.

A set of amounts of study is one integer: bit a is set if a units can be studied; a unit is what divides them all. Where the programme is more than this can
tell (a course in two modules, a node that passes only so much upward, a floor over some courses only) the solver is asked.
"""

import math

import msgspec

from creditbank.plan.cpsat import least_remaining
from creditbank.plan.problem import Problem, TreeNode, shared_courses, walk

Blocks = tuple[tuple[str, int], ...]


class Finish:
    """Answers for one problem, remembered. ``least`` gives ``never`` where nothing finishes the programme."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        nodes = walk(problem.tree)
        minima = [node.min_credits or 0 for node in nodes] + [floor.at_least for floor in problem.floors]
        self._credits = {course.id: course.credits for course in problem.courses}
        self._done = frozenset(course.id for course in problem.courses if course.done)
        self._below = {node.id: _courses_below(node) for node in nodes}
        self._nodes_below = {node.id: frozenset(one.id for one in walk(node)) for node in nodes}
        steps = [node.study_step or 1 for node in nodes if node.open]
        self._unit = math.gcd(*self._credits.values(), *steps) or 1
        self.never = (2 * (sum(self._credits.values()) + max(minima) + max([0, *steps])) // self._unit + 1) * self._unit
        self._mask = (1 << self.never // self._unit) - 1
        self._exact = _is_exact(problem)
        self._sums = not problem.floors and _only_children(problem.tree)
        self._sets: dict[tuple[str, frozenset[str], Blocks], tuple[int, int, int]] = {}
        self.known: dict[tuple[frozenset[str], Blocks, tuple[int, ...]], int] = {}
        """All answers given so far."""

    def least(self, granted: frozenset[str], blocks: Blocks = (), floors: tuple[int, ...] = ()) -> int:
        """Least study. ``blocks``: block credit by module, sorted; ``floors``: what is granted towards each floor."""
        key = granted, blocks, floors
        if key not in self.known:
            self.known[key] = self._reckon(*key) if self._exact else self.by_solver(*key)
        return self.known[key]

    def _reckon(self, granted: frozenset[str], blocks: Blocks, floors: tuple[int, ...]) -> int:
        done = self._done | granted
        if self._sums:
            return min(
                self.never, sum(self._lowest(self._of(node, done, blocks)[0]) for node in self._problem.tree.child)
            )
        amounts = self._of(self._problem.tree, done, blocks)[0]
        for course in self._credits.keys() - done - self._below[self._problem.tree.id]:
            amounts |= amounts << self._units(self._credits[course])
        asked = max(
            (one.at_least - one.recorded - given for one, given in zip(self._problem.floors, floors, strict=True)),
            default=0,
        )
        return self._lowest(_from(amounts, self._units(asked)))

    def _lowest(self, amounts: int) -> int:
        return ((amounts & -amounts).bit_length() - 1) * self._unit if amounts & self._mask else self.never

    def _units(self, amount: int) -> int:
        return -(-amount // self._unit)

    def _of(self, node: TreeNode, done: frozenset[str], blocks: Blocks) -> tuple[int, int, int]:
        """What may be studied if the node must hold, if it need not, and what it earns without study."""
        here = tuple(one for one in blocks if one[0] in self._nodes_below[node.id])
        key = node.id, done & self._below[node.id], here
        if key not in self._sets:
            self._sets[key] = self._found(node, key[1], here)
        return self._sets[key]

    def _found(self, node: TreeNode, done: frozenset[str], blocks: Blocks) -> tuple[int, int, int]:
        children = [self._of(child, done, blocks) for child in node.child]
        named = dict.fromkeys((*node.all, *node.courses))
        earned = node.blocked + sum(amount for place, amount in blocks if place == node.id)
        earned += sum(self._credits[one] for one in named if one in done) + sum(child[2] for child in children)
        free = 1
        for course in named.keys() - done:
            free |= free << self._units(self._credits[course])
        for child in children:
            free = _sums(free, child[1]) & self._mask
        holds = self._demanded(node, done, children)
        if node.open:
            holds, free = (self._steps(one, self._units(node.study_step or 1)) for one in (holds, free))
        if node.min_credits is not None:
            holds = _from(holds, self._units(node.min_credits - earned))
        return holds & self._mask, free & self._mask, earned

    def _demanded(self, node: TreeNode, done: frozenset[str], children: list[tuple[int, int, int]]) -> int:
        """Study with which all of ``all`` and so many of the children and courses as asked are there."""
        wanted = node.choose or 0
        obligatory = 1 << self._units(sum(self._credits[one] for one in node.all if one not in done))
        met = [obligatory, *[0] * wanted]  # by how many are met; more than wanted count as wanted
        for course in node.courses:
            if course in node.all or course in done:
                met = _added(met, [(1, 1)])
            else:
                met = _added(met, [(0, 1), (1, 1 << self._units(self._credits[course]))])
        for holds, free, _ in children:
            met = _added(met, [(0, holds)] if node.choose is None else [(0, free), (1, holds)])
        return met[wanted]

    def _steps(self, amounts: int, step: int) -> int:
        """Any number of steps more."""
        while step < self._mask.bit_length():
            amounts |= amounts << step
            step *= 2
        return amounts & self._mask

    def by_solver(self, granted: frozenset[str], blocks: Blocks = (), floors: tuple[int, ...] = ()) -> int:
        """The same, asked of the solver."""
        given = dict(blocks)

        def with_blocks(node: TreeNode) -> TreeNode:
            children = tuple(with_blocks(child) for child in node.child)
            return msgspec.structs.replace(node, blocked=node.blocked + given.get(node.id, 0), child=children)

        courses = tuple(
            msgspec.structs.replace(one, done="granted") if one.id in granted else one for one in self._problem.courses
        )
        raised = tuple(
            msgspec.structs.replace(floor, recorded=floor.recorded + amount, members=())
            for floor, amount in zip(self._problem.floors, floors, strict=True)
        )
        tree = with_blocks(self._problem.tree)
        rest = msgspec.structs.replace(self._problem, candidates=(), caps=(), courses=courses, tree=tree, floors=raised)
        found = least_remaining(rest)
        return self.never if found is None else found


def _from(amounts: int, least: int) -> int:
    """Those of at least so much."""
    return amounts >> least << least if least > 0 else amounts


def _added(met: list[int], ways: list[tuple[int, int]]) -> list[int]:
    """One thing more: each way counts so many and takes so much study."""
    most = len(met) - 1
    found = [0] * len(met)
    for count, amounts in enumerate(met):
        for more, study in ways:
            found[min(most, count + more)] |= _sums(amounts, study)
    return found


def _sums(one: int, other: int) -> int:
    """Every amount of one set with every amount of the other."""
    few, many = sorted((one, other), key=int.bit_count)
    found = 0
    while few:
        found |= many << ((few & -few).bit_length() - 1)
        few &= few - 1
    return found


def _courses_below(node: TreeNode) -> frozenset[str]:
    return frozenset(course for one in walk(node) for course in (*one.all, *one.courses))


def _only_children(tree: TreeNode) -> bool:
    """A root that asks for all its children and for nothing else: what each takes can be added up."""
    bare = TreeNode(id=tree.id, child=tree.child, accepts_block=tree.accepts_block)
    return tree == bare


def _is_exact(problem: Problem) -> bool:
    nodes = walk(problem.tree)
    free = {course.id for course in problem.courses if not course.done}
    opened = {node.id for node in nodes if node.open}
    whole = all(free <= set(one.courses) and opened <= set(one.open_nodes) for one in problem.floors)
    return whole and not shared_courses(problem.tree) and all(node.at_most is None for node in nodes)
