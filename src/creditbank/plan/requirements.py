"""What each requirement of the programme is met by under a plan, and what is left to study for it."""

from collections import Counter
from typing import Literal

from creditbank.plan.check import standing
from creditbank.plan.problem import Plan, Problem, TreeNode, Value

By = Literal["passed", "granted", "converted", "study", ""]


class CourseStatus(Value, frozen=True, kw_only=True):
    """A course where it stands: done before, by this plan, still to be studied, or not needed."""

    id: str
    credits: int
    by: By
    counted: bool = True
    """Whether its credits count in this module and not in another."""


class NodeStatus(Value, frozen=True, kw_only=True):
    """One node of the tree with the amounts that count in it, children included; ``at_most`` has cut none of them.

    ``missing`` is the study that the plan still asks for here.
    """

    id: str
    depth: int
    needed: int | None = None
    choose: int | None = None
    passed: int = 0
    granted: int = 0
    converted: int = 0
    missing: int = 0
    courses: tuple[CourseStatus, ...] = ()
    holds: bool = True
    """Whether it will hold when the study is done; a track that was not chosen need not."""

    @property
    def met(self) -> bool:
        """It holds, and nothing is left to study for it."""
        return self.holds and self.missing == 0


def requirements(problem: Problem, plan: Plan, /) -> tuple[NodeStatus, ...]:
    """The status of every node, parents first."""
    seen = _View(problem, plan)
    found: list[NodeStatus] = []
    seen.visit(problem.tree, 0, found)
    return tuple(found)


class _View:
    """A plan laid over the tree."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.plan = plan
        self.stands = standing(problem, plan)
        self.by: dict[str, By] = {course.id: course.done for course in problem.courses}
        self.by |= dict.fromkeys(plan.study_courses, "study")
        self.blocks: Counter[str] = Counter()
        for line in plan.lines:
            for grant in line.grants:
                if grant.course:
                    self.by[grant.course] = "converted"
                else:
                    self.blocks[grant.module] += grant.amount

    def visit(self, node: TreeNode, depth: int, found: list[NodeStatus]) -> Counter[By]:
        """Add the node and all below it to ``found``; the sums of what they are met by."""
        courses = tuple(self._course(course, node) for course in dict.fromkeys((*node.all, *node.courses)))
        sums: Counter[By] = Counter()
        for course in courses:
            sums[course.by] += course.credits if course.counted else 0
        sums["granted"] += node.blocked
        sums["converted"] += self.blocks[node.id]
        sums["study"] += self.plan.study_open.get(node.id, 0)
        below: list[NodeStatus] = []
        for child in node.child:
            sums.update(self.visit(child, depth + 1, below))
        found.append(
            NodeStatus(
                id=node.id,
                depth=depth,
                needed=node.min_credits,
                choose=node.choose,
                passed=sums["passed"],
                granted=sums["granted"],
                converted=sums["converted"],
                missing=sums["study"],
                courses=courses,
                holds=self.stands.holds(node),
            )
        )
        found.extend(below)
        return sums

    def _course(self, course: str, node: TreeNode) -> CourseStatus:
        counted = self.plan.counted.get(course, node.id) == node.id
        return CourseStatus(id=course, credits=self.stands.credits[course], by=self.by[course], counted=counted)
