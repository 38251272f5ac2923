"""A plan explained, as data: every outcome, every requirement, every limit. JSON in and out, like problem and plan.

The reasons themselves are found in ``explain.py`` and ``requirements.py``; here they stand together.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from creditbank.kernel.decision import Reason
from creditbank.plan.problem import CapLimit, FloorLimit, Plan, Problem, Value
from creditbank.plan.requirements import NodeStatus, requirements

Family = Literal[
    "used",
    "covered",
    "limit",
    "costs",
    "missing_partner",
    "no_course_here",
    "no_rule",
    "possible",
    "invalid",
    "unproven",
]
_FAMILIES: Mapping[str, Family] = {
    "USED": "used",
    "COVERED_BY": "covered",
    "ALREADY_DONE": "covered",
    "CAP": "limit",
    "GROUP_ONCE": "limit",
    "FLOOR": "limit",
    "COSTS": "costs",
    "MISSING_PARTNER": "missing_partner",
    "NO_COURSE_HERE": "no_course_here",
    "NO_RULE": "no_rule",
    "FACT_MISSING": "possible",
    "FACT_NOT_COMPARABLE": "possible",
    "PART_OF": "possible",
    "UNPROVEN": "unproven",
}


class OutcomeStatus(Value, frozen=True, kw_only=True):
    """One award: used, by one reason for each line that draws on it; or not, and why."""

    outcome: str
    family: Family
    """Sort of reason. ``invalid``: the award itself, or a test of rule or policy, stands against it."""
    reasons: tuple[Reason, ...]


class LimitStatus(Value, frozen=True, kw_only=True):
    """One cap or floor under the plan. Credits are in the scale of the programme's unit, awards are counted."""

    sort: Literal["cap", "floor"]
    id: str
    policy: str
    key: str = ""
    measure: Literal["credits", "awards"] = "credits"
    bound: int
    """At most so much for a cap, at least for a floor."""
    reached: int
    """With everything recorded, granted and, for a floor, studied."""
    binds: bool = False
    """Whether less would remain without it."""


class Explanation(Value, frozen=True, kw_only=True):
    """Everything that can be said of a plan: outcomes by id, requirements with parents first, limits in the problem's order."""

    problem_hash: str
    outcomes: tuple[OutcomeStatus, ...]
    requirements: tuple[NodeStatus, ...]
    limits: tuple[LimitStatus, ...]


def explain(problem: Problem, plan: Plan, /) -> Explanation:
    """The explanation of a plan that was solved with its reasons (``solve(explain=True)``)."""
    reasons: dict[str, list[Reason]] = defaultdict(list)
    for line in plan.lines:
        granted = [grant.course or grant.module for grant in line.grants]
        for draw in line.draws:
            reasons[draw.outcome].append(Reason("USED", "rule.id", wanted=line.rule, found=granted))
    for one in plan.unused:
        reasons[one.outcome].append(one.reason)
    return Explanation(
        problem_hash=plan.problem_hash,
        outcomes=tuple(
            OutcomeStatus(outcome=name, family=family_of(found[0].code), reasons=tuple(found))
            for name, found in sorted(reasons.items())
        ),
        requirements=() if plan.status == "infeasible" else requirements(problem, plan),
        limits=(
            *(_cap(problem, plan, cap) for cap in problem.caps),
            *(_floor(problem, plan, floor) for floor in problem.floors),
        ),
    )


def family_of(code: str, /) -> Family:
    """The sort of a reason. Every code that is not named otherwise says what is against the award."""
    return _FAMILIES.get(code, "invalid")


def _cap(problem: Problem, plan: Plan, cap: CapLimit) -> LimitStatus:
    counted = _granted(problem, plan, cap) if cap.measure == "credits" else len(_drawn(problem, plan, cap))
    return LimitStatus(
        sort="cap",
        id=cap.id,
        policy=cap.policy,
        key=cap.key,
        measure=cap.measure,
        bound=cap.at_most,
        reached=cap.recorded + counted,
        binds=cap.id in plan.binding,
    )


def _floor(problem: Problem, plan: Plan, floor: FloorLimit) -> LimitStatus:
    worth = {course.id: course.credits for course in problem.courses}
    studied = sum(worth[course] for course in plan.study_courses if course in floor.courses)
    opened = sum(amount for node, amount in plan.study_open.items() if node in floor.open_nodes)
    return LimitStatus(
        sort="floor",
        id=floor.id,
        policy=floor.policy,
        bound=floor.at_least,
        reached=floor.recorded + studied + opened + _granted(problem, plan, floor),
        binds=floor.id in plan.binding,
    )


def _members_granted(problem: Problem, plan: Plan) -> dict[tuple[str, int], int]:
    """What each target of each candidate grants in the plan."""
    lines = {line.candidate: line for line in plan.lines}
    return {
        (one.id, index): grant.amount
        for one in problem.candidates
        if one.id in lines
        for index, target in enumerate(one.targets)
        for grant in lines[one.id].grants
        if (grant.course, grant.module) == (target.course, target.module)
    }


def _granted(problem: Problem, plan: Plan, limit: CapLimit | FloorLimit) -> int:
    amounts = _members_granted(problem, plan)
    return sum(amounts.get((member.candidate, member.target), 0) for member in limit.members)


def _drawn(problem: Problem, plan: Plan, cap: CapLimit) -> set[str]:
    """Awards that the cap counts anew."""
    amounts = _members_granted(problem, plan)
    drawn = {(line.candidate, draw.outcome) for line in plan.lines for draw in line.draws}
    counted = (
        member.outcome
        for member in cap.members
        if (member.candidate, member.outcome) in drawn
        and (member.target < 0 or (member.candidate, member.target) in amounts)
    )
    return set(counted) - set(cap.recorded_awards)
