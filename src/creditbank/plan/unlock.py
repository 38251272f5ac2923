"""What would help most: the one further award, or the one course, that reduces the study still to be done the most.

Best first, as in the ranking: each award that could be earned waits with the most it could save. A whole award stands in
one line at most, and without that line the plan is one of today's, so it saves no more than that line could grant. The
head of the queue is looked at more closely until it is exact. The answer is that of trying every one.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from creditbank.kernel.errors import CreditbankError
from creditbank.plan import candidates
from creditbank.plan.bound import least_possible
from creditbank.plan.case import AwardCase, Case
from creditbank.plan.desk import Desk, Rejections
from creditbank.plan.instances import rule_instances
from creditbank.plan.limits import settings_of
from creditbank.plan.lots import usable
from creditbank.plan.problem import Candidate, Plan, Problem, Value, walk
from creditbank.plan.prospects import Prospect
from creditbank.plan.touch import may_fill
from creditbank.rules.definitions import Rule, Slot

ASKED_WHY = 8
"""Where nothing helps, so many of the awards that promised most are asked which limit stands in their way."""


class Gain(Value, frozen=True, kw_only=True):
    """An award that could be earned, or a course to be passed, and how much less would remain."""

    gain: int
    remaining: int
    """What would remain with it."""
    prospect: Prospect | None = None
    course: str = ""
    rules: tuple[str, ...] = ()
    """Rules by which the award could count."""


class Unlock(Value, frozen=True, kw_only=True):
    """What would help most. ``reason`` says why no further award does: ``LIMITS``, ``COVERED`` or ``NO_RULE``."""

    remaining: int
    award: Gain | None = None
    course: Gain | None = None
    """A course of which passing saves all its credits: the largest, and of equal ones that of the plan."""
    reason: str = ""
    limits: tuple[str, ...] = ()
    """Ids of caps and floors without which an award would help."""
    compared: int = 0
    solved: int = 0
    proven: bool = True


def most_helpful(
    case: Case, problem: Problem, plan: Plan, prospects: Iterable[tuple[Prospect, AwardCase]], /
) -> Unlock:
    """What would help most beside the best plan of a case; of equal awards the first in the order given."""
    search = _Search(case, problem, plan)
    if plan.status == "infeasible":
        return Unlock(remaining=0, reason="LIMITS", proven=plan.proof != "")
    options = search.options(prospects)
    award = search.best_award(options)
    course = search.best_course()
    reason, limits = ("", ()) if award else search.why_not(options)
    return Unlock(
        remaining=plan.remaining,
        award=award,
        course=course,
        reason=reason,
        limits=limits,
        compared=len(options),
        solved=search.solved,
        proven=search.proven and plan.status == "proven",
    )


@dataclass(slots=True)
class _Option:
    """One award that could be earned and the most it could save; its lines and its problem, once they were looked at."""

    prospect: Prospect
    award: AwardCase
    rules: tuple[Rule, ...]
    most: int
    lines: tuple[Candidate, ...] | None = None
    problem: Problem | None = None
    is_exact: bool = False


@dataclass(slots=True)
class _Search:
    """A case with its plan, asked what would help."""

    case: Case
    problem: Problem
    plan: Plan
    solved: int = field(default=0, init=False)
    proven: bool = field(default=True, init=False)
    saved_by: dict[bytes, int] = field(default_factory=dict, init=False)
    """What awards save that do the same, whatever they are called."""

    def options(self, prospects: Iterable[tuple[Prospect, AwardCase]]) -> list[_Option]:
        """The awards that would fill a slot of a rule that can still grant something here."""
        most = {rule.id: self._most_by(rule) for rule in self.case.rules}
        found = []
        for prospect, award in prospects:
            rules = tuple(rule for rule in self.case.rules if most[rule.id] and self._may_use(rule, award))
            if rules:
                gathers = any(slot.take == "credits" for rule in rules for slot in rule.slot)
                saved = (sum if gathers else max)(most[rule.id] for rule in rules)
                found.append(_Option(prospect, award, rules, min(saved, self.plan.remaining)))
        return found

    def best_award(self, options: Sequence[_Option]) -> Gain | None:
        """The award that saves most, if any saves something."""
        queue = [(-option.most, place) for place, option in enumerate(options)]
        heapq.heapify(queue)
        while queue:
            _most, place = heapq.heappop(queue)
            option = options[place]
            if option.is_exact:
                return Gain(
                    gain=option.most,
                    remaining=self.plan.remaining - option.most,
                    prospect=option.prospect,
                    rules=tuple(sorted({line.rule for line in option.lines or ()})),
                )
            self._look_closer(option)
            if option.most > 0:
                heapq.heappush(queue, (-option.most, place))
        return None

    def _look_closer(self, option: _Option) -> None:
        """The next look: the lines of its rules by themselves, then the whole problem, then the exact answer."""
        if option.lines is None:
            option.lines = self._lines_with(option)
            option.most = min(option.most, self._most_saved(option.lines))
        elif option.problem is None:
            option.problem = self._built_with(option.award)
            option.most = min(option.most, self.plan.remaining - least_possible(option.problem))
        else:
            alike = _likeness(option.problem, option.award)
            if alike not in self.saved_by:
                self.saved_by[alike] = self.saved(option.problem)
            option.most, option.is_exact = self.saved_by[alike], True

    def _lines_with(self, option: _Option) -> tuple[Candidate, ...]:
        """The lines that use the award, by its rules; a cap may yet leave some of them to a person."""
        case = self._with(option.award)
        settings = settings_of(case.policies)
        desk = Desk(case, {award.id: usable(award, case, settings) for award in case.awards}, Rejections())
        drafts = (draft.candidate for rule in option.rules for draft in rule_instances(desk, rule))
        own = (one for one in drafts if any(taken.outcome == option.award.id for taken in one.inputs))
        return tuple(one for one in own if not one.possible)

    def _built_with(self, award: AwardCase) -> Problem:
        """The problem with the award. Rules of which some slot stays empty have no part in it."""
        case = self._with(award)
        rules = (rule for rule in case.rules if all(self._has(rule, slot, case.awards) for slot in rule.slot))
        return candidates.build(replace(case, rules=tuple(rules)))

    def _most_by(self, rule: Rule) -> int:
        """The most that an award could save by one rule, before anything is built."""
        here = {course.id: course.credits for course in self.problem.courses if not course.done}
        aimed = [(one.course, here.get(one.course, 0)) for one in rule.target if one.course in here]
        blocks = {node.id for node in walk(self.problem.tree) if node.accepts_block}
        if not self._can_be_studied(course for course, _ in aimed) or blocks & {one.module for one in rule.target}:
            return self.plan.remaining
        amounts = sorted((amount for _, amount in aimed), reverse=True)
        return sum(amounts if any(slot.take == "credits" for slot in rule.slot) else amounts[: rule.choose])

    def _most_saved(self, lines: Sequence[Candidate]) -> int:
        """The most that lines can save: what they grant, where study could stand in for it.

        Block credit may save more than its amount, and so may what a floor counts as a grant and not as study.
        """
        if not self._can_be_studied(target.course for line in lines for target in line.targets):
            return self.plan.remaining
        gathers = any(taken.take == "credits" for line in lines for taken in line.inputs)
        return (sum if gathers else max)([0, *(_granted_by(line) for line in lines)])

    def _can_be_studied(self, courses: Iterable[str]) -> bool:
        """Whether all are courses (a block has no name here) whose study every floor counts."""
        named = list(courses)
        return all(named) and all(course in floor.courses for floor in self.problem.floors for course in named)

    def saved(self, problem: Problem) -> int:
        """How much less remains in another problem; nothing where that could not be proven."""
        # The engines take half a second to load: only who solves shall pay it.
        from creditbank.plan.engine import least_remaining

        self.solved += 1
        try:
            least = least_remaining(problem, known=least_possible(problem))
        except CreditbankError:
            self.proven = False
            return 0
        return 0 if least is None else self.plan.remaining - least

    def best_course(self) -> Gain | None:
        """The largest course that is worth its study: passing it saves all its credits, or more."""
        planned = set(self.plan.study_courses)
        undone = [course for course in self.problem.courses if course.credits > 0 and not course.done]
        for course in sorted(undone, key=lambda one: (-one.credits, one.id not in planned, one.id)):
            gain = course.credits
            if course.id not in planned:
                gain = self.saved(candidates.build(replace(self.case, passed=(*self.case.passed, course.id))))
            if gain >= course.credits:
                return Gain(gain=gain, remaining=self.plan.remaining - gain, course=course.id)
        return None

    def why_not(self, options: Sequence[_Option]) -> tuple[str, tuple[str, ...]]:
        """Why no award helps, and the limits without which one would."""
        from creditbank.plan.explain import binding_limits

        able = [option for option in options if option.lines]
        if not able:
            return "NO_RULE", ()
        for option in sorted(able, key=lambda one: -sum(map(_granted_by, one.lines or ())))[:ASKED_WHY]:
            if limits := binding_limits(option.problem or self._built_with(option.award), self.plan):
                return "LIMITS", limits
        return "COVERED", ()

    def _may_use(self, rule: Rule, award: AwardCase) -> bool:
        return any(may_fill(rule, slot, award, self.case.scales) for slot in rule.slot)

    def _has(self, rule: Rule, slot: Slot, awards: Iterable[AwardCase]) -> bool:
        return any(may_fill(rule, slot, award, self.case.scales) for award in awards)

    def _with(self, award: AwardCase) -> Case:
        return replace(self.case, awards=(*self.case.awards, award))


def _granted_by(line: Candidate) -> int:
    """The most that a line grants."""
    most = sum(sorted((target.amount for target in line.targets), reverse=True)[: line.choose])
    return most if line.budget is None else min(most, line.budget)


def _likeness(problem: Problem, award: AwardCase) -> bytes:
    """Equal for two awards that do the same: everything the answer depends on, with the award's name taken out."""
    text = msgspec.json.encode((problem.candidates, problem.caps, problem.floors, award.lot.unit, award.lot.issued))
    return text.replace(award.id.encode(), b"*")
