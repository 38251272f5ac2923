"""Why an award is not used, and which limits bind. All by exact solves; what these cannot prove is not claimed.

Caps of several policies often count the same (half of all credits, by the province and by the school): lifting one of
them alone changes nothing. Such *twins* are asked about together, and the strictest of them is named.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.quantity import format_amount
from creditbank.plan.bound import least_possible
from creditbank.plan.check import check_lines
from creditbank.plan.choices import EFFORT, NotSolved
from creditbank.plan.engine import least_remaining, optimise
from creditbank.plan.problem import (
    Candidate,
    CapLimit,
    Draw,
    Granted,
    Line,
    Member,
    Outcome,
    Plan,
    Problem,
    Rejected,
    Unused,
    walk,
)

_Part = TypeVar("_Part")
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

    Twins are tried together, everything else alone; where only several together stand in the way, a smallest such set
    is named. Of twins, those that allow least are named.
    """
    limits = [[f"cap {i}" for i in twins] for twins in _twins(problem) if _may_bind(twins, problem)]
    limits += [[f"floor {i}"] for i in range(len(problem.floors))]

    def is_better_without(dropped: Sequence[list[str]]) -> bool:
        wider = _without(problem, [limit for twins in dropped for limit in twins])
        known = least_possible(wider)
        if known >= plan.remaining:
            return False
        try:
            least = least_remaining(wider, known=known, effort=effort)
        except NotSolved:
            return False
        return least is not None and least < plan.remaining

    if plan.status == "gap" or not limits or not is_better_without(limits):
        return ()
    binding = [limit for limit in limits if is_better_without([limit])] or _smallest(limits, is_better_without)
    return tuple(sorted({name for limit in binding for name in _limit_ids(problem, limit)}))


def study_for_floors(problem: Problem, plan: Plan, /, *, effort: int = EFFORT) -> int:
    """Study that only the floors ask for; none is claimed where the plan is not proven."""
    if not problem.floors or plan.status == "gap":
        return 0
    try:
        free = least_remaining(msgspec.structs.replace(problem, floors=()), effort=effort)
    except NotSolved:
        return 0
    return 0 if free is None else plan.remaining - free


def _twins(problem: Problem) -> list[list[int]]:
    """The caps by index, those together that count the same, the strictest of them first."""
    found: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, cap in enumerate(problem.caps):
        found[cap.measure, cap.members].append(index)
    return [sorted(twins, key=lambda index: _strictness(problem.caps[index])) for twins in found.values()]


def _strictness(cap: CapLimit) -> tuple[int, str]:
    """Orders caps by what they leave; of equal ones the first policy comes first."""
    return cap.at_most - cap.recorded, cap.policy


def _smallest(parts: Sequence[_Part], suffices: Callable[[Sequence[_Part]], bool]) -> Sequence[_Part]:
    """What is left of the parts, which suffice together, when in their order each is dropped without which the rest does."""
    for part in parts:
        fewer = [one for one in parts if one != part]
        parts = fewer if suffices(fewer) else parts
    return parts


def _may_bind(twins: list[int], problem: Problem) -> bool:
    """Whether all that they count, taken together, would be too much for the strictest."""
    cap = problem.caps[twins[0]]
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


def _limit_ids(problem: Problem, limit: list[str]) -> list[str]:
    sort, index = limit[0].split()
    if sort == "floor":
        return [problem.floors[int(index)].id]
    caps = [problem.caps[int(one.split()[1])] for one in limit]
    return [cap.id for cap in caps if _strictness(cap)[0] == _strictness(caps[0])[0]]


@dataclass(slots=True)
class _Question:
    """A problem with its plan, asked about one award after another. Relaxed optima are kept: many awards share them."""

    problem: Problem
    plan: Plan
    effort: int
    relaxed: dict[tuple[int, ...], frozenset[str]] = field(default_factory=dict)
    twins: list[list[int]] = field(init=False)
    candidate: dict[str, Candidate] = field(init=False)

    def __post_init__(self) -> None:
        self.twins = _twins(self.problem)
        self.candidate = {one.id: one for one in self.problem.candidates}

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
        """A cap without which the best plan would use the award, alone (with its twins) or else with others."""
        near = self._near(candidates)

        def is_used_without(dropped: Sequence[list[int]]) -> bool:
            return outcome in self._used_without(tuple(index for twins in dropped for index in twins))

        found: Sequence[list[int]] = [twins for twins in near if is_used_without([twins])][:1]
        if not found and len(near) > 1 and is_used_without(near):
            found = _smallest(near, is_used_without)
        return self._strictest(found) if found else None

    def _strictest(self, found: Sequence[list[int]]) -> Reason:
        return self._cap_reason(min((self.problem.caps[twins[0]] for twins in found), key=_strictness))

    def _near(self, candidates: list[Candidate]) -> list[list[int]]:
        """The caps, with their twins, under which something these candidates could add no longer fits."""
        return [twins for twins in self.twins if self._is_near(self.problem.caps[twins[0]], candidates)]

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
        target = self.candidate[member.candidate].targets[member.target]
        return sum(one.amount for one in line.grants if (one.course, one.module) == (target.course, target.module))

    def _used_without(self, dropped: tuple[int, ...]) -> frozenset[str]:
        if dropped not in self.relaxed:
            choices = optimise(_without(self.problem, [f"cap {index}" for index in dropped]), effort=self.effort)
            chosen = {} if choices is None else choices.grants
            gathered = {} if choices is None else choices.gathered
            self.relaxed[dropped] = frozenset(
                taken.outcome
                for one in self.problem.candidates
                if one.id in chosen
                for taken in one.inputs
                if taken.take == "whole" or taken.outcome in gathered[one.id]
            )
        return self.relaxed[dropped]

    def _forced(self, outcome: str, candidates: list[Candidate]) -> Reason:
        """What using the award would cost, or which award does its work."""
        least: int | None = self.plan.remaining
        if not self._fits_in(candidates):
            least = least_remaining(self.problem, using=outcome, known=self.plan.bound, effort=self.effort)
        if least is None:
            return self._impossible(outcome, candidates)
        if least > self.plan.remaining:
            return Reason("COSTS", found=format_amount(least - self.plan.remaining, self.problem.scale))
        wanted = {target.course or target.module for one in candidates for target in one.targets}
        if same := self._granting(wanted.__contains__):
            return Reason("COVERED_BY", found=sorted(same))
        return self._crowded_out(outcome, candidates) or Reason("COVERED_BY", found=self._in_same_modules(wanted))

    def _fits_in(self, candidates: list[Candidate]) -> bool:
        """Whether a line with the award, added to the plan or put in the place of one that grants the same, is allowed.

        The study stays as it is, so using the award costs nothing, and no solve is needed to know it.
        """
        if self.problem.floors or any(taken.take != "whole" for one in candidates for taken in one.inputs):
            return False
        lines = self.plan.lines
        studied = {*self.plan.study_courses, *self.plan.study_open}
        for one in candidates:
            others = [(lines[:i] + lines[i + 1 :], line.grants) for i, line in enumerate(lines)]
            idle = tuple(
                Granted(course=target.course, amount=target.amount)
                for target in one.targets
                if target.course and target.course not in studied
            )
            others.append((lines, idle if one.grant_all else idle[:1]))
            if any(grants and self._is_allowed(one, kept, grants) for kept, grants in others):
                return True
        return False

    def _is_allowed(self, one: Candidate, kept: tuple[Line, ...], grants: tuple[Granted, ...]) -> bool:
        """Whether a line with exactly these grants may stand beside those kept, by the checker's word."""
        outcomes = {outcome.id: outcome for outcome in self.problem.outcomes}
        draws = tuple(_whole_draw(outcomes[taken.outcome], taken.slot) for taken in one.inputs)
        granted = sum(grant.amount for grant in grants)
        lapsed = 0 if one.budget is None else one.budget - granted
        line = Line(
            candidate=one.id, rule=one.rule, lead=one.lead, draws=draws, grants=grants, worth=one.worth, lapsed=lapsed
        )
        return not check_lines(self.problem, (*kept, line))

    def _crowded_out(self, outcome: str, candidates: list[Candidate]) -> Reason | None:
        """A cap whose room others took: nothing grants what the award could, and with it and without the cap less remains."""
        for twins in self._near(candidates):
            wider = _without(self.problem, [f"cap {index}" for index in twins])
            known = least_possible(wider)
            if known >= self.plan.remaining:
                continue
            least = least_remaining(wider, using=outcome, known=known, effort=self.effort)
            if least is not None and least < self.plan.remaining:
                return self._strictest([twins])
        return None

    def _impossible(self, outcome: str, candidates: list[Candidate]) -> Reason:
        if near := self._near(candidates):
            return self._strictest(near[:1])
        for index, floor in enumerate(self.problem.floors):
            least = least_remaining(_without(self.problem, [f"floor {index}"]), using=outcome, effort=self.effort)
            if least is not None:
                return Reason("FLOOR", test=floor.id, wanted=format_amount(floor.at_least, self.problem.scale))
        return Reason("NO_COURSE_HERE")

    def _in_same_modules(self, wanted: set[str]) -> list[str]:
        """Awards whose lines grant something in the same modules; none where study did the work before."""
        modules = {node for name in wanted for node in _modules_of(self.problem, name)}
        return sorted(self._granting(lambda name: bool(modules & _modules_of(self.problem, name))))

    def _granting(self, serves: Callable[[str], bool]) -> set[str]:
        return {
            draw.outcome
            for line in self.plan.lines
            if any(serves(grant.course or grant.module) for grant in line.grants)
            for draw in line.draws
        }


def _whole_draw(outcome: Outcome, slot: str) -> Draw:
    lot, unit, amount = (outcome.again, "use", 1) if outcome.again else (outcome.lot, outcome.unit, outcome.issued)
    return Draw(outcome=outcome.id, slot=slot, lot=lot, unit=unit, amount=amount)


def _least_far(rejected: Rejected) -> tuple[bool, str]:
    return rejected.reason.code not in LATE_CODES, rejected.rule


def _modules_of(problem: Problem, name: str) -> frozenset[str]:
    """The modules in which a course stands, or the module itself."""
    return frozenset(node.id for node in walk(problem.tree) if name in (node.id, *node.all, *node.courses))
