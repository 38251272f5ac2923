"""Why an award is not used, and which limits bind. All by exact solves; what these cannot prove is not claimed."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.quantity import format_amount
from creditbank.plan.cpsat import EFFORT, NotSolved, least_remaining, optimise
from creditbank.plan.problem import Candidate, CapLimit, Member, Plan, Problem, Rejected, Unused, walk

LATE_CODES = ("ALREADY_DONE", "EXCLUDED", "NO_COURSE_HERE", "MISSING_PARTNER")
"""Codes of awards that fit a rule and got no further; they say more than a test of some other rule that failed."""


def unused_outcomes(problem: Problem, plan: Plan, /, *, effort: int = EFFORT) -> tuple[Unused, ...]:
    """One reason for each award that the plan does not draw on: the first that applies (``docs/engine.md``).

    Where the plan itself, or a comparison, is not proven, the reason is ``UNPROVEN``.
    """
    question = _Question(problem, plan, effort)
    used = {draw.outcome for line in plan.lines for draw in line.draws}
    return tuple(
        Unused(outcome=outcome.id, reason=question.why_not(outcome.id))
        for outcome in problem.outcomes
        if outcome.id not in used
    )


def binding_limits(problem: Problem, plan: Plan, /, *, effort: int = EFFORT) -> tuple[str, ...]:
    """Ids of the caps and floors without which less would remain; none where the plan is not proven.

    Each is tried alone; where only several together stand in the way, a smallest such set in their order is named.
    """
    limits = [f"cap {i}" for i, cap in enumerate(problem.caps) if _may_bind(cap, problem)]
    limits += [f"floor {i}" for i in range(len(problem.floors))]

    def is_better_without(dropped: list[str]) -> bool:
        try:
            least = least_remaining(_without(problem, dropped), effort=effort)
        except NotSolved:
            return False
        return least is not None and least < plan.remaining

    if plan.status == "gap" or not limits or not is_better_without(limits):
        return ()
    binding = [limit for limit in limits if is_better_without([limit])]
    if not binding:
        binding = limits
        for limit in limits:
            fewer = [one for one in binding if one != limit]
            binding = fewer if is_better_without(fewer) else binding
    return tuple(sorted({_limit_id(problem, limit) for limit in binding}))


def study_for_floors(problem: Problem, plan: Plan, /, *, effort: int = EFFORT) -> int:
    """Study that only the floors ask for; none is claimed where the plan is not proven."""
    if not problem.floors or plan.status == "gap":
        return 0
    try:
        free = least_remaining(msgspec.structs.replace(problem, floors=()), effort=effort)
    except NotSolved:
        return 0
    return 0 if free is None else plan.remaining - free


def _may_bind(cap: CapLimit, problem: Problem) -> bool:
    """Whether all that it counts, taken together, would be too much."""
    if cap.measure == "awards":
        most = len({member.outcome for member in cap.members} - set(cap.recorded_awards))
    else:
        targets = {candidate.id: candidate.targets for candidate in problem.candidates}
        most = sum(targets[member.candidate][member.target].amount for member in cap.members)
    return most > max(0, cap.at_most - cap.recorded)


def _without(problem: Problem, dropped: list[str]) -> Problem:
    return msgspec.structs.replace(
        problem,
        caps=tuple(cap for i, cap in enumerate(problem.caps) if f"cap {i}" not in dropped),
        floors=tuple(floor for i, floor in enumerate(problem.floors) if f"floor {i}" not in dropped),
    )


def _limit_id(problem: Problem, limit: str) -> str:
    sort, index = limit.split()
    return problem.caps[int(index)].id if sort == "cap" else problem.floors[int(index)].id


@dataclass(slots=True)
class _Question:
    """A problem with its plan, asked about one award after another. Relaxed optima are kept: many awards share them."""

    problem: Problem
    plan: Plan
    effort: int
    relaxed: dict[int, frozenset[str]] = field(default_factory=dict)

    def why_not(self, outcome: str) -> Reason:
        """The first reason that applies."""
        candidates = [one for one in self._candidates_with(outcome) if not one.possible]
        if not candidates:
            return self._never_candidate(outcome)
        if full := self._group_once(outcome, candidates):
            return full
        if self.plan.status == "gap":
            return Reason("UNPROVEN")
        try:
            return self._cap(outcome, candidates) or self._forced(outcome, candidates)
        except NotSolved:
            return Reason("UNPROVEN")

    def _candidates_with(self, outcome: str) -> list[Candidate]:
        return [one for one in self.problem.candidates if any(taken.outcome == outcome for taken in one.inputs)]

    def _never_candidate(self, outcome: str) -> Reason:
        """Refused with the award itself, by every rule, or waiting for a fact."""
        rejected = [one for one in self.problem.rejected if one.outcome == outcome]
        whole = [one for one in rejected if not one.rule]
        if whole:
            return whole[0].reason
        waiting = [reason for one in self._candidates_with(outcome) for reason in one.reasons]
        if waiting:
            return waiting[0]
        return min(rejected, key=_least_far).reason if rejected else Reason("NO_RULE")

    def _group_once(self, outcome: str, candidates: list[Candidate]) -> Reason | None:
        """Another award of the same group stands where only so many may."""
        for cap in self.problem.caps:
            counted = set(cap.recorded_awards) | self._awards_in(cap)
            full = cap.measure == "awards" and "group:" in cap.key and len(counted) >= cap.at_most
            members = {member.candidate for member in cap.members if member.outcome == outcome}
            if full and members.issuperset(one.id for one in candidates):
                return Reason("GROUP_ONCE", cap.key, cap.id, cap.at_most, sorted(counted))
        return None

    def _cap(self, outcome: str, candidates: list[Candidate]) -> Reason | None:
        """A cap without which the best plan would use the award."""
        for index, cap in enumerate(self.problem.caps):
            if self._is_near(cap, candidates) and outcome in self._used_without(index):
                return self._cap_reason(cap)
        return None

    def _cap_reason(self, cap: CapLimit) -> Reason:
        wanted: str | int = cap.at_most
        if cap.measure == "credits":
            wanted = format_amount(cap.at_most, self.problem.scale)
        return Reason("CAP", cap.key, cap.id, wanted, cap.policy)

    def _is_near(self, cap: CapLimit, candidates: list[Candidate]) -> bool:
        """Whether something these candidates could add no longer fits under the cap."""
        room = cap.at_most - cap.recorded
        amounts = {(one.id, i): target.amount for one in candidates for i, target in enumerate(one.targets)}
        if cap.measure == "awards":
            return room <= len(self._awards_in(cap)) and any((member.candidate, 0) in amounts for member in cap.members)
        room -= sum(self._granted(member) for member in cap.members)
        return any(amounts.get((member.candidate, member.target), 0) > room for member in cap.members)

    def _awards_in(self, cap: CapLimit) -> set[str]:
        drawn = {(line.candidate, draw.outcome) for line in self.plan.lines for draw in line.draws}
        counted = (
            member.outcome
            for member in cap.members
            if (member.candidate, member.outcome) in drawn and (member.target < 0 or self._granted(member))
        )
        return set(counted) - set(cap.recorded_awards)

    def _granted(self, member: Member) -> int:
        line = next((one for one in self.plan.lines if one.candidate == member.candidate), None)
        if line is None:
            return 0
        candidate = next(one for one in self.problem.candidates if one.id == member.candidate)
        target = candidate.targets[member.target]
        return sum(one.amount for one in line.grants if (one.course, one.module) == (target.course, target.module))

    def _used_without(self, index: int) -> frozenset[str]:
        if index not in self.relaxed:
            choices = optimise(_without(self.problem, [f"cap {index}"]), effort=self.effort)
            chosen = {} if choices is None else choices.grants
            gathered = {} if choices is None else choices.gathered
            self.relaxed[index] = frozenset(
                taken.outcome
                for one in self.problem.candidates
                if one.id in chosen
                for taken in one.inputs
                if taken.take == "whole" or taken.outcome in gathered[one.id]
            )
        return self.relaxed[index]

    def _forced(self, outcome: str, candidates: list[Candidate]) -> Reason:
        """What using the award would cost, or which award does its work."""
        least = least_remaining(self.problem, using=outcome, known=self.plan.bound, effort=self.effort)
        if least is None:
            return self._impossible(outcome, candidates)
        if least > self.plan.remaining:
            return Reason("COSTS", found=format_amount(least - self.plan.remaining, self.problem.scale))
        return Reason("COVERED_BY", found=self._instead(outcome, candidates))

    def _impossible(self, outcome: str, candidates: list[Candidate]) -> Reason:
        for cap in self.problem.caps:
            if self._is_near(cap, candidates):
                return self._cap_reason(cap)
        for index, floor in enumerate(self.problem.floors):
            least = least_remaining(_without(self.problem, [f"floor {index}"]), using=outcome, effort=self.effort)
            if least is not None:
                return Reason("FLOOR", test=floor.id, wanted=format_amount(floor.at_least, self.problem.scale))
        return Reason("NO_COURSE_HERE")

    def _instead(self, outcome: str, candidates: list[Candidate]) -> list[str]:
        """Awards whose lines grant what this one could, else those of the same modules; none where study did it before."""
        wanted = {target.course or target.module for one in candidates for target in one.targets}
        modules = {node for name in wanted for node in _modules_of(self.problem, name)}
        same = self._granting(wanted.__contains__)
        found = same or self._granting(lambda name: bool(modules & _modules_of(self.problem, name)))
        return sorted(found - {outcome})

    def _granting(self, serves: Callable[[str], bool]) -> set[str]:
        return {
            draw.outcome
            for line in self.plan.lines
            if any(serves(grant.course or grant.module) for grant in line.grants)
            for draw in line.draws
        }


def _least_far(rejected: Rejected) -> tuple[bool, str]:
    return rejected.reason.code not in LATE_CODES, rejected.rule


def _modules_of(problem: Problem, name: str) -> frozenset[str]:
    """The modules in which a course stands, or the module itself."""
    return frozenset(node.id for node in walk(problem.tree) if name in (node.id, *node.all, *node.courses))
