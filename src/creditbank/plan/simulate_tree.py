"""The least study of a plain tree, for any courses done and block credit granted, without search.

A tree is plain where its root asks for all its modules, and each module for its compulsory courses and so many credits more
of its electives; no course stands in two of them. Other trees have none: their cases are for the engines.
"""

from dataclasses import dataclass, field

from creditbank.plan.problem import Problem, TreeNode, shared_courses

MOST_KNOWN = 1 << 18
"""Sets of courses of which the sum is kept."""


@dataclass(slots=True)
class Module:
    """What a module asks beside its compulsory courses. Courses are bits."""

    needed: int
    """Credits to be had from electives, open study and block credit."""
    courses: tuple[tuple[int, int], ...]
    """Electives: bit and credits."""
    step: int
    """The step of open study; 0 where the module is not open."""
    mask: int = 0
    known: dict[tuple[int, int], int | None] = field(default_factory=dict)

    def short(self, done: int, blocks: int) -> int:
        """What is still needed, whether or not study comes in such amounts."""
        return max(0, self.needed - blocks - sum(worth for bit, worth in self.courses if bit & done))

    def least(self, done: int, blocks: int) -> int | None:
        """The least study that fills it; nothing where none does."""
        key = (done & self.mask, blocks)
        if key not in self.known:
            self.known[key] = self._least(*key)
        return self.known[key]

    def _least(self, done: int, blocks: int) -> int | None:
        short = self.short(done, blocks)
        if not short:
            return 0
        sums = {0}
        for bit, worth in self.courses:
            if not bit & done:
                sums |= {one + worth for one in sums if one < short}
        if self.step:
            return min(one if one >= short else one - (one - short) // self.step * self.step for one in sums)
        return min((one for one in sums if one >= short), default=None)


@dataclass(slots=True)
class PlainTree:
    """Compulsory courses and modules. ``bits``: the bit of each course."""

    bits: dict[str, int]
    credits: dict[int, int]
    """Of compulsory courses, by bit."""
    modules: tuple[Module, ...]
    names: dict[str, int]
    """Number of each module by id."""
    compulsory: int
    known: dict[int, int] = field(default_factory=dict)

    def owed(self, done: int) -> int:
        """Credits of compulsory courses that are not done."""
        found = self.known.get(done)
        if found is None:
            found = self.known[done] = self._owed(done)
        return found

    def _owed(self, done: int) -> int:
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        return sum(one for bit, one in self.credits.items() if not bit & done)


def plain_tree(problem: Problem, /) -> PlainTree | None:
    """The tree of a problem, where it is plain and no floor asks for more."""
    root = problem.tree
    if problem.floors or shared_courses(root) or root.courses or not _is_plain(root) or root.accepts_block or root.open:
        return None
    if any(child.child or not _is_plain(child) or child.blocked for child in root.child):
        return None
    worth = {course.id: course.credits for course in problem.courses}
    bits = {course.id: 1 << number for number, course in enumerate(problem.courses)}
    compulsory = {bits[name]: worth[name] for node in (root, *root.child) for name in node.all}
    modules = tuple(_module(child, worth, bits) for child in root.child)
    total = sum(compulsory.values()) + sum(one.needed for one in modules)
    if (root.min_credits or 0) > total:
        return None
    return PlainTree(bits, compulsory, modules, {child.id: n for n, child in enumerate(root.child)}, sum(compulsory))


def _is_plain(node: TreeNode) -> bool:
    return node.choose is None and node.at_most is None


def _module(node: TreeNode, worth: dict[str, int], bits: dict[str, int]) -> Module:
    needed = max(0, (node.min_credits or 0) - sum(worth[name] for name in node.all))
    courses = tuple((bits[name], worth[name]) for name in node.courses)
    return Module(needed, courses, (node.study_step or 1) if node.open else 0, sum(bit for bit, _ in courses))
