"""A bound that needs no search: no choice of lines of this problem leaves less than this to study.

Everything that could be granted counts as done, block credit in full, and the tree is then asked what it still needs,
credit by credit. Each cap on credits gives a second bound: what only its members could grant counts no more than its
room. Used to put questions in order and to skip those whose answer cannot matter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from creditbank.plan.problem import CapLimit, Grantable, Problem, TreeNode, walk

Targets = Mapping[tuple[str, int], Grantable]
"""Targets by candidate and index."""


def least_possible(problem: Problem, /) -> int:
    """At least so much remains, whatever is chosen; floors are left out of account, which can only lower it."""
    worth = {course.id: course.credits for course in problem.courses}
    done = {course.id for course in problem.courses if course.done}
    targets = {
        (candidate.id, index): target
        for candidate in problem.candidates
        if not candidate.possible
        for index, target in enumerate(candidate.targets)
    }
    blocks: Counter[str] = Counter()
    for target in targets.values():
        if target.module:
            blocks[target.module] += target.amount
    bounds = [_Tree(worth, done | {one.course for one in targets.values()}, blocks).least(problem.tree)]
    for cap in problem.caps:
        if cap.measure == "credits":
            free = _Tree(worth, done | _outside(cap, targets, worth), blocks)
            bounds.append(free.least(problem.tree) - max(0, cap.at_most - cap.recorded))
    return max(bounds)


def least_with(problem: Problem, courses: Iterable[str], modules: Iterable[str], /) -> int:
    """What the tree needs at least when these courses count as done and these modules have all the credit they ask for."""
    worth = {course.id: course.credits for course in problem.courses}
    done = {course.id for course in problem.courses if course.done} | worth.keys() & set(courses)
    enough = sum(worth.values()) + sum(node.min_credits or 0 for node in walk(problem.tree))
    return _Tree(worth, done, dict.fromkeys(modules, enough)).least(problem.tree)


def _outside(cap: CapLimit, targets: Targets, worth: Mapping[str, int]) -> set[str]:
    """Courses that something could grant without the cap counting them in full."""
    members = {(member.candidate, member.target) for member in cap.members}
    return {
        target.course
        for key, target in targets.items()
        if target.course and (key not in members or target.amount < worth[target.course])
    }


@dataclass(slots=True)
class _Tree:
    """A tree whose courses in ``done`` count as done. A course that stands in several places costs in the first only."""

    worth: Mapping[str, int]
    done: set[str]
    blocks: Mapping[str, int]
    seen: set[str] = field(default_factory=set)

    def least(self, node: TreeNode) -> int:
        """What the node needs at least."""
        return self._visit(node)[0]

    def _visit(self, node: TreeNode) -> tuple[int, int]:
        """What the node needs at least, and at most so much as counts in it without study."""
        demanded, had = self._own(node.all)
        offered, more = self._own(node.courses)
        below = [self._visit(child) for child in node.child]
        earned = had + more + node.blocked + self.blocks.get(node.id, 0) + sum(amount for _, amount in below)
        needs = [need for need, _ in below]
        chosen = needs if node.choose is None else sorted([*offered, *needs])[: node.choose]
        return max(sum(demanded) + sum(chosen), (node.min_credits or 0) - earned), earned

    def _own(self, courses: Iterable[str]) -> tuple[list[int], int]:
        """What each course would cost, and what is there already."""
        costs, had = [], 0
        for course in courses:
            free = course in self.done or course in self.seen
            self.seen.add(course)
            costs.append(0 if free else self.worth[course])
            had += self.worth[course] if free else 0
        return costs, had
